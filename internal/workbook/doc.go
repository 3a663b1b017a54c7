// Package workbook keeps the social media plan of each agency (policy clauses plan.1 to plan.6, plan.strategic to plan.access,
// acct.lead): written part by part, read by a colleague, agreed, and begun anew in a later year from the old text.
//
// # Who may
//
// A plan belongs to an agency, as the posts of the day say. People of the agency write when their post carries the flag lead,
// imo, ict or head, or when they take or took the course [Course]; of those with such a flag, whoever has not written in
// this version may review it. For everybody else the plan is not there ([Service.Access] gives not found).
//
// # Versions, rounds, states
//
// Versions count from 1. A version has one working copy, which is the only thing that changes, and facts, which are inserted
// once: that it was begun, that it was submitted (round 1, 2, …), and what the review of a round came to. The state is that
// of the last fact: begun, submitted, returned or agreed. While a round waits for its review, and after it was agreed, the
// copy is sealed.
//
// # Two people at once
//
// Each field is saved by itself, against a digest of the text that its writer had before them. A field that somebody else has
// changed meanwhile is not overwritten: Save gives it back as a Clash, and the page shows both texts. A form that is sent
// twice finds its own text there and changes nothing.
//
// # Killed in between
//
// No step needs two documents at once. To begin is to insert the copy and then the fact that is made of it; to submit is to
// seal the copy and then to insert the texts and the fact, both made of the sealed copy and of nothing else. Whoever opens the
// plan next finishes what is unfinished, and gets the same documents.
//
// # The words of then
//
// The authored workbook is kept under its hash, and a submission names it, so that a plan of years ago is shown with the
// labels and questions of its time. The working copy is always shown with today's; texts of fields that are gone stay in it.
package workbook
