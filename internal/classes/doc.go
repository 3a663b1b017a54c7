// Package classes keeps the classes of schools without knowing a pupil: no name, no address, no birthday and no free text of
// theirs is ever given to it. The page for people is docs/schools.md. (Group sessions of the civil service are internal/classroom.)
//
// # Pupils
//
// A pupil is a roll number in a class, with an avatar. Whose number it is stands on the teacher's paper or in the teacher's
// browser. They sign in with the code of the class, their roll number and three pictures in order, which stand on their card.
// The number in an id is never used again; the number that is shown may be changed, and results stay with the id.
//
// # Records
//
// What a class was opened with is inserted once, after its pupils: a class is there when its document is. What changes later
// (teachers, codes, assignments) is an event CLASS/NNNN, inserted once; the number is the lock. Where a class stands is worked
// out from both. Rows about pupils are the exception to "never changed": they are kept until the end of the school's year and
// then purged, after the figures of the class (Tally) have been inserted.
//
// # Paper
//
// PaperForms orders the quiz in four forms, the same questions in each; PaperItem.Choose reads the letters of a sheet back into an
// answer, and Letters writes them. The order follows from class, module, version and form alone, since sheets come back weeks later.
package classes
