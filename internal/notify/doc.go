// Package notify reminds people of training that is due, and gives focal officers and RCSC a weekly digest, by e-mail or, where no
// mail server is set, through an outbox that people read and deliver by hand.
//
// # What is sent to whom
//
// A person gets one mail for all that is due, when a step of the Plan is reached (30, 14, 7, 3, 1 days before, on the day, then
// weekly), and at most one a week whatever the plan says: in no ISO week two, and seven days apart. Nothing is sent to somebody on
// leave, exempt or under review, on weekends, on closures of their place, or outside office hours. Who has no address of their own
// (none, one that several people give, one that a mail server refused for good) gets no mail; the message is held, and the name
// stands in the digest of the focal officer, who tells them. An address that several people give never says whose training is due.
//
// A digest goes to each focal officer for the agencies of their grant, to RCSC for the nation, and to heads of agencies where it is
// set so. The mail holds figures and a link; names stand on the page behind the sign-in, and on its print.
//
// # Exactly once
//
// The decision to send is a document whose id is the person and the ISO week, inserted once: whoever plans again, on any instance,
// finds it there. Its delivery is a state that moves by compare-and-swap:
//
//	planned → sending → sent | planned again (temporary error) | failed (permanent error)
//	planned → dropped (nothing is due any more) | expired (its week is over)
//	sending → unknown, when the program ended between handing the mail over and noting that it was accepted
//
// `sending` is recorded before the dialogue with the mail server and `sent` after it. What is unknown is never sent again by itself: a
// second mail is the wrong of the two faults. An administrator may send it again by hand. Each move is kept in the document, with
// its time and cause. Beside this a lease keeps instances from sending side by side.
//
// # What is kept
//
// Not the text: the template's name and version, its parameters and the text's hash, from which the text is made again. A mail holds no
// score and no answer, no picture from elsewhere and nothing that tells who opened it.
package notify
