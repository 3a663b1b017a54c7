// Package demo invents what `serve --demo` shows: 2,000 people over the real agencies, with two years of a register behind
// them. It is deterministic: the same seed and day give the same people, so that a demonstration can be repeated.
//
// Nobody in it exists. The names are common given names put together by chance, the EIDs begin with 99, which no year of
// joining does, and every person carries the mark Demo. No agency is made to look better or worse than another: in each,
// the same share of people has finished, as nearly as whole people allow, and the rest is dealt out in turn.
package demo
