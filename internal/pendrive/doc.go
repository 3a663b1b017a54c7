// Package pendrive makes courses for a pen drive and takes the slips that come back from them. The page for people is
// docs/pen-drive.md; what a slip proves stands in docs/security.md.
//
// # A file
//
// A file is made for one person's enrolment. It has a number, a secret that only the server knows, and a key made of the
// secret for this owner and this course, which lies in the file and proves its slips. Asked for again it is the same file. The record
// of a file keeps the version and the order of its lessons, so a slip means the same years later, whatever was published since.
//
// # A slip
//
// A slip is taken once: typed again it changes nothing and says so. Several slips of one file are welcome, in any order; each
// lesson counts by the first that tells of it. The record of the slip comes before the facts, and typing the slip again
// finishes what a crash left undone between them.
package pendrive
