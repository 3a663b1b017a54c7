// Package learning owns what people did (facts), what they must do (rules) and what follows from the two (status).
//
// # Facts
//
// A fact is inserted once and never changed. Its id says what it is about:
//
//	PERSON/COURSE/n                       the n-th enrolment; pins the course's version and hash
//	PERSON/COURSE/n/lesson/ID/opened      a lesson was opened for the first time
//	PERSON/COURSE/n/lesson/ID             the lesson was finished
//	PERSON/COURSE/n/attempt/k             the k-th attempt began: the items drawn and the order of their options
//	PERSON/COURSE/n/attempt/k/submission  its answers, points, score and grader
//	…/submission/regrade/E                what it earns with erratum E of the course, where that is better
//	PERSON/COURSE/n/signature             the acknowledgement was signed
//	PERSON/COURSE/n/question/HASH         "I cannot sign yet"
//	PERSON/COURSE/n/certificate           a certificate was issued (written by package certificate)
//	ID/void                               the fact ID does not count
//
// Where the fact of an id is void, the next telling of the same thing has /2, /3 … behind it.
//
// Inserting an id again with the same content is success and changes nothing: the first telling stands, and callers go on
// with it. Content is the person, course, enrolment, version, hash, kind and data. When, by whom and on which way it was
// told (At, Recorded, By, Via) do not count: a lesson that was finished on the web and is later reported on paper was
// finished once. Other content under the same id is fault.CodeConflict.
//
// At is when the thing happened and is never after Recorded, which is stamped just before the insert. Both are whole
// milliseconds in UTC.
//
// # Status
//
// Derive is a pure function of rules, register and facts, and of two instants: what had happened up to "at", as far as it
// was known at "known". A void counts from when it was recorded, whatever day it names: it corrects what is known, not
// what happened then.
//
// # Crashes
//
// Every step is one insert or one compare-and-swap, and the order of the steps is such that the next call of anything
// finishes what a crash left: an attempt without an answer sheet gets one, and a sheet that was handed in without its
// submission fact is graded as it was handed in.
//
// # Reads
//
// Progress, OpenLesson and FinishLesson read the person's facts for the course once, by a range of ids; rules, register
// and course versions are in memory. StartAttempt, Attempt and Submit also read one answer sheet; SaveAnswer reads only that.
package learning
