// Package slip is the completion slip of a course on a pen drive: about thirty characters that the file shows when lessons were
// finished in it, that travel on a scrap of paper, and that somebody types into Lamtoen later. It is pure.
//
// # Form
//
// Thirty characters of an alphabet of 23 that leaves out what looks alike (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), in six groups of
// five: K7M4P-XQ3RA-…. In each group four characters carry 18 bits and the fifth is a check digit:
//
//	c1 + 2·c2 + 3·c3 + 4·c4 - c5 ≡ number of the group (mod 23)
//
// As 23 is a prime and neighbours have different weights, every single wrong character, every swap of neighbours within a
// group or across two, and every swap of two groups is found, and which group it is in.
//
// # Content
//
// The 108 bits are, the highest first:
//
//	of a person  form 2, file 26, day 11, lessons 20, proof 49
//	of a pupil   form 2, file 26, roll 7, day 9, lessons 8, right answers 6, before and after 17, proof 33
//
// File is the number of the pen-drive file; day counts from the day on which it was made, by the clock of the device; lesson i
// of the file is bit i. Before and after are six choices of seven values, the first one highest. The proof is the beginning of HMAC-SHA-256 over the
// bits before it, written as the characters 0 and 1 behind "lamtoen-slip:".
//
// # What it proves
//
// The key of the proof lies in the file, so that the file can make the slip without a server. A slip therefore shows that
// somebody who has this file finished those lessons, or read the file's source; docs/security.md says what follows. The key is
// made for one file, which belongs to one person or class and one course, so a slip counts nowhere else.
package slip
