// Package certificate issues, draws and verifies the certificate of a completed course.
//
// # Once
//
// A certificate is a fact of the record, PERSON/COURSE/n/certificate, so there is one for each completed enrolment however
// often and wherever it is asked for: of two that issue at the same moment the first insert wins and both get its
// certificate. The fact holds every printed field, the template, the public origin, the serial and the signature, so the
// same sheet can be drawn in twenty years, whatever the register says by then. A second document, by serial, lets anyone who
// holds the paper find it; it is written after the fact and before anyone gets the serial, and again by the next call where
// a crash came between.
//
// # Proof
//
// The code on the sheet holds a link to the verify page whose fragment (which browsers never send) is a compact JWS over
// the printed fields, the version and the hash of the course. Online, the page shows every printed field from the store,
// so an edited sheet shows its edit. Offline, `lamtoen certificate verify` checks the JWS against the published keys, which
// stay published for ever.
//
// # State
//
// Valid, expired, replaced by a later certificate of the same course, or revoked: a void fact on the certificate, with
// cause and officer. Nothing is deleted. What is printed never names an EID or a citizen number.
package certificate
