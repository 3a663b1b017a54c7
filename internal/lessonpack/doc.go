// Package lessonpack prints what a teacher needs to give a module in class, each part as one PDF: the teacher's plan, the
// pupil's handout, the family sheet, the activity, and the quiz on paper with its answer key. Prospectus prints the catalogue
// of courses for the civil service (policy clause annex.7).
//
// ClassSheets print what one class answers on: the quiz in its own four orders, with each pupil's number on it, answer cards, and
// the key to lay beside them. Which question has which letter is decided by internal/classes.
//
// Handout and family sheet are one A4 page: text, pictures and room to write shrink or grow together until the page is full,
// and a part that would need letters too small to read is an error instead. Everything spares ink: no coloured grounds, and
// pupils' sheets without any colour, since schools copy them.
//
// Every page names the version and its hash at the foot, so that a print can be told from a newer one, and carries the marks
// of a draft or a demonstration. The same course and the same day give the same bytes.
package lessonpack
