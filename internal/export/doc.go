// Package export writes a course in the forms in which it leaves Lamtoen: a GIFT bank, one self-contained HTML file, slides
// that print, a SCORM 1.2 package and a QTI 3.0 package. It also reads GIFT banks back.
//
// # What each form holds
//
//	gift     every question of the bank but scenarios, which GIFT cannot say
//	html     all lessons with their checks, the words explained and, outside the civil service, the bank as a self-test
//	slides   the slides of a lesson pack, one a page, with the teacher's words when printed
//	scorm12  the HTML file as one SCO with a test drawn from the bank, which reports to the learning platform
//	qti3     every question of the bank but scenarios, as items and one test
//
// The bank of a civil service course decides over certificates. It leaves with gift, scorm12 and qti3 only, which the content
// lead alone may have (docs/permissions.md), and never with html.
//
// # Bytes
//
// A file depends on nothing but the version, its approval and About: the same course gives the same bytes on every instance,
// so that their hash can be the ETag. Dates within archives are the edition's.
//
// # GIFT
//
// The grammar is that of Moodle's GIFT format: questions are separated by blank lines; in a question stand comments, an
// optional ::title::, the text and, in braces, the answers. Our ids and tags stand in the comment before a question, as
// [id:…] and [tag:…], which Moodle reads as well:
//
//	tag:objective=ID    tag:clause=ID    tag:difficulty=easy|medium|hard
//	tag:practice        tag:fixed        the options are not shuffled
//	tag:ordering        a matching question whose right sides are positions: GIFT has no ordering
//
// GIFT has no place for the feedback of a pair or a step; it stands in the general feedback, one list entry for each, and is
// read back from there.
package export
