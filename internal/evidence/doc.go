// Package evidence shows what happened in an attempt, years later and to somebody who does not believe it.
//
// # Statement
//
// A Statement says of one attempt whose it was, which version and content hash it was on, every item in the order and the
// words in which it stood on the screen, what was answered, when, on which way it came, by which rule each item was graded,
// and every correction since. It is put together from facts and from the snapshot that they name. Nothing in it is of today: Known
// is when the last fact was recorded that it tells of, and the person is named as the register had them then. So the same
// facts give the same bytes, whenever and by whichever instance they are asked for.
//
// What was shown is told by position, as the attempt's own order has it, and not by authored ids: those would tell what is right.
//
// # Keys of questions
//
// While a course holds its key back (courses.ComplianceFeedback) and the person has not passed, a statement holds neither
// keys nor feedback, and of a partly right answer not how many points it earned: with those, a person who ticks differently
// each time could work out the key, which the result page does not let them do either. Score, right and wrong stand there
// from the start. After a pass all is open.
//
// # Regrading
//
// The answers of the submission are graded again with the key of the snapshot, and the statement says whether points, score and
// result came out the same. A submission of another grader's version is not compared, and says so.
//
// # Signature
//
// The file that a person hands over is a JSON object of the statement and a detached JWS (RFC 7515, appendix F; EdDSA, RFC
// 8037) over the statement's canonical JSON (RFC 8785). The kid names a key that certificates are signed with, whose public
// half stays published for ever; the typ of the header keeps one from passing for the other. Spaces and the order of
// fields may change on the way; any other change, one field more or less, or a field that stands there twice is found.
package evidence
