// Package report makes the reports that leave the house on paper: the letter to an agency and the report of a year, as PDF.
//
// # A report is what was known
//
// Every report names two days: as at which day it counts, and as known when. It is made from facts, register and rules up to that
// instant alone, so that the same report can be made again a year later, whatever was recorded since. A report never counts what came in
// less than a minute ago: another server may still be writing what it stamped.
//
// # What is kept
//
// A Record is inserted once: what was asked, the figures used, and hashes over them (Inputs), over the definitions, the layout and the
// version of the schema (Definitions), and over the bytes of the PDF. The PDF itself lies beside it, so that the paper of today can be
// printed in ten years. The id is made from what was asked and known, so the same request, repeated, is the same report.
//
// # Verify
//
// Verify makes the report anew from facts and says what is the same and what is not: the file, the figures, each that differs by its name,
// the definitions, the bytes. Figures that differ mean that somebody changed the store by other ways than Lamtoen's, or that a program
// counts otherwise than the one that made the report.
package report
