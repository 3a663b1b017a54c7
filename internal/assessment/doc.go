// Package assessment draws the items of an attempt and grades the answers. It is pure: it reads no clock, no store and no
// randomness but the generator it is given, so the same inputs give the same attempt and the same score for ever.
//
// # Points
//
// Points are integers in ten-thousandths, 0 to 10000, rounded (half up) once an item. The score of an attempt is the mean
// of its items' points, rounded down, so that a score shown as the pass mark is one: floor(sum/n) reaches a whole mark
// exactly when sum reaches mark × n, which is how Passed is decided.
//
//   - single: all or nothing.
//   - true-false: all or nothing; with reasons, the verdict and the reason count half each.
//   - multiple: max(0, right ticked/right − wrong ticked/wrong). Ticking everything earns nothing.
//   - matching: the share of pairs matched rightly; a wrong match costs nothing more.
//   - ordering: Kendall's tau-a clipped at nought, max(0, (concordant − discordant)/pairs). (M. G. Kendall, "A New Measure
//     of Rank Correlation", Biometrika 30 (1938), 81-93.) Two neighbours swapped among four steps cost a third.
//   - scenario: the score that the author gave the ending reached; a path that does not reach one earns nothing.
//
// # Errata
//
// An item that turns out to be faulty does not count, which is whole points, or further answers count as right. GradeWith grades
// with errata and Regrade raises a result by them; neither ever gives less (errata.go).
//
// # Drawing
//
// Each quota of the course takes its number of items from its objective: those never seen first, then the least seen,
// chance deciding among equals. Items and options are then shuffled. What was drawn is stored whole by the caller: the seed
// of a generator is no proof of what was shown.
package assessment

// Grader names the rules by which points are given; every stored result carries it, so that a later change of the rules
// can tell which results it does not explain.
const Grader = "lamtoen/1"

// Whole is the points of a fully right answer, in ten-thousandths.
const Whole = 10000
