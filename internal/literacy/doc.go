// Package literacy counts what schools learn: by school, by dzongkhag or thromde, and for the nation. The page for people is
// docs/schools.md.
//
// # What is counted
//
// Of each class, classes.Sum: its pupils, how many of them any module reached, and the figures of each module. Sums of pupils who
// are there now come from their rows; those of past years are what was kept when the rows were purged, so that the figures of a
// year are the same after the purge. A class that spans several key stages counts under its youngest.
//
// A Year is the sums of one school year rolled up over the tree nation, place, school. It has a table for everything together, for
// each key stage and for each sector, and the same for each module (Cut). Years are apart: their pupils are not the same.
//
// # What is not told
//
// Figures of fewer than Small pupils are never told above the class, nor what would let one be worked out by subtracting (protect).
// Figures gives what may be told and nothing else. Classes have no suppression of their own, except for the list that a head of a
// school is shown. Open data keeps more back: how many pupils have not, by the rule of coverage.Protect.
//
// # What is kept in memory
//
// The Book keeps the sum of each class as a document (collection literacy_classes), made anew for the classes about which something
// was written. In memory are the tables of the school years asked for last (keptYears), and the sums of those of them that are not
// over. Whoever asks is told what was counted a minute ago at most (Settings.Every).
package literacy
