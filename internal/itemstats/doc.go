// Package itemstats tells how the questions of a course work: how hard each one is, whether those who know more answer it
// better, what is chosen instead of the key, how long it takes, and whether it is harder in one language than in another. It
// tells nothing about people: what it keeps are counts, from which no answer of anybody can be read back.
//
// # What is counted
//
// The first attempt that counts of each enrolment. Later attempts are not independent: whoever failed has been told which
// objectives were missed, has read again, and is drawn questions unseen before those seen. For the same reason pre-tests,
// delta trainings and refreshers are left out, and attempts in a group session, where people talk. What is void, or hangs on
// something void, leaves the counts again. An unanswered question counts as one that earned nothing.
//
// # Formulas
//
// For one question, over the attempts in which it was drawn: x is what it earned (0 to 1) and r the mean of what the other
// questions of the same attempt earned, n the number of attempts.
//
//	Facility        mean of x. (Moodle documentation, "Quiz statistics calculations": facility index.)
//	Discrimination  Pearson's correlation of x and r; with a question that is all right or all wrong it is the
//	                point-biserial correlation. It is item-rest corrected: a question does not help to make the score that it
//	                is compared with. (Moodle, the same: discrimination index; S. Henrysson, "Correction of item-total
//	                correlations in item analysis", Psychometrika 28 (1963), 211-218.)
//	Upper-lower     facility among the 27 % with the highest r less that among the 27 % with the lowest. (T. L. Kelley, "The
//	                selection of upper and lower groups for the validation of test items", Journal of Educational
//	                Psychology 30 (1939), 17-24; R. L. Ebel and D. A. Frisbie, "Essentials of Educational Measurement", 5th
//	                edition 1991, chapter 13.) Of those who stand level at the edge of a group, as many as are wanted
//	                are taken in equal shares, which is the expectation of drawing them by lot.
//	Language        Mantel and Haenszel's common odds ratio a of a fully right answer in the language compared with English,
//	                over ten bands of r, as delta = 2.35 ln a: below nought the question is harder in that language for
//	                people who do equally well on the rest. (N. Mantel and W. Haenszel, Journal of the National Cancer
//	                Institute 22 (1959), 719-748; P. W. Holland and D. T. Thayer, "Differential item performance and the
//	                Mantel-Haenszel procedure", 1988; its error after J. Robins, N. Breslow and S. Greenland, Biometrics
//	                42 (1986), 311-323.)
//	Time            the median of the seconds spent, where they are known.
//
// r is kept as whole ten-thousandths, rounded down, and the groups are cut from its whole per cents: all else follows from
// sums of whole numbers, so it does not matter in which order attempts come, or where they were counted.
//
// # When a figure is shown
//
// See the constants Min…; a figure of too few attempts is chance, so it is not shown at all. When a question is flagged, the
// type Flag says.
package itemstats
