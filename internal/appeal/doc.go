// Package appeal keeps what people say is wrong with their record: a case with a number, a deadline, an officer who did not
// make the first decision, an answer that can be printed, and one appeal against it.
//
// # A case
//
// A case is a series of numbered events, each inserted once and never changed; its state is worked out from them ([Case]). The
// number in an event's id is the lock: of two people who act on one case at the same moment one gets the number, and the other
// reads again and is checked anew. An event sent twice is one.
//
//	open ── asked-back ── open ── answered ── appealed ── asked-back ── appealed ── closed
//
// A case is closed when its appeal was answered, when the time for an appeal has passed, or when the person took it back.
//
// # Who answers
//
// What somebody says about agency, leave or name goes to the focal officer in whose scope they serve, the nearest first; what
// they say about training, results and whose record it is goes to RCSC; so does every appeal. Never to the person themself, and
// never to an officer whose act it is about: who wrote the facts of the course, the person's posts, leave or name (from the
// facts, the register and the audit log), or decided such a case of the person before ([Route]). Where nobody is left in the
// agency it goes to RCSC, and where nobody is left there it waits without an officer until there is one.
//
// # Under review
//
// From the day on which it is opened until it is answered, and again from the appeal until that is answered, the obligation is
// under review ([Service.UnderReview], [Service.Reviews]). What is recorded later does not change what was known before.
//
// # Privacy
//
// The words of the person are for the office that answers and for RCSC, and for nobody else: they stand in no audit entry, log,
// export or mail. [Sight] says what an officer may read.
package appeal
