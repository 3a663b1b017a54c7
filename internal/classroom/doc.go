// Package classroom runs group sessions of the civil service: one screen, several people, and each person's record as good as
// if they had sat alone. The page for people is docs/group-sessions.md.
//
// # A session
//
// A facilitator opens a session of one version of a course, at a place, on a day. The lessons are shown one after the other;
// each person who is there then takes the course's own assessment and signs, by themselves. A session is open on its day,
// until it is closed or the day ends in Thimphu; it may be reopened on a later day and goes on where it stood.
//
// # Ways to take part
//
//	phone   the person is signed in on their own device and types the join code
//	device  on the device of the session, with their own EID and password, one after the other
//	paper   they sign the printed sheet; the facilitator enters it afterwards
//
// Nobody signs by an EID alone, and a facilitator answers and signs for nobody. What a person did with their own sign-in
// counts as theirs; what the facilitator recorded for them is asked about at their next sign-in, and "no" makes it void.
//
// # Records
//
// Sessions, events, join codes and printed quiz forms are inserted once and never changed; where a session stands is worked out
// from its events. What people did are facts of package learning, which name the session. Every step can be repeated, and
// whatever a crash left undone between an event and its facts is done by the next step.
package classroom
