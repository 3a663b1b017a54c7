package courses

import "slices"

// ClauseKind says what a clause of the policy asks of the courses.
type ClauseKind string

// The kinds of clause.
const (
	ClauseTest     ClauseKind = "test"     // taught and tested
	ClauseTeach    ClauseKind = "teach"    // taught
	ClausePlatform ClauseKind = "platform" // the product itself answers it
)

// Policy is the list of the policy's clauses and of the laws that it names.
type Policy struct {
	Clauses []Clause
	Laws    []Law
}

// Clause is one clause.
type Clause struct {
	ID    ClauseID   `json:"id"`
	Title string     `json:"title"`
	Kind  ClauseKind `json:"kind"`
}

// Law is a law that the policy names. Until somebody has checked whether it is still in force, a page says "Ask your legal
// officer for the law now in force".
type Law struct {
	Clause  ClauseID
	Title   string
	Checked LawCheck
}

// LawCheck says who checked a law, when, and what has taken its place.
type LawCheck struct {
	By, Date, Successor string
}

// Done tells that somebody checked the law.
func (c LawCheck) Done() bool { return c.By != "" && c.Date != "" }

// Clause finds a clause.
func (p Policy) Clause(id ClauseID) (Clause, bool) {
	i := slices.IndexFunc(p.Clauses, func(c Clause) bool { return c.ID == id })
	if i < 0 {
		return Clause{}, false
	}
	return p.Clauses[i], true
}

// Law finds what is known of the law that a clause names.
func (p Policy) Law(clause ClauseID) (Law, bool) {
	i := slices.IndexFunc(p.Laws, func(l Law) bool { return l.Clause == clause })
	if i < 0 {
		return Law{}, false
	}
	return p.Laws[i], true
}
