package coverage

import (
	"fmt"
	"slices"

	"lamtoen/internal/learning"
)

// Small is the number of people below which no per cent is shown, no rank is given and no colour is used.
const Small = 10

// Cell counts people. The package comment says how the counts hang together.
type Cell struct {
	Must            int `json:"must"`
	OnLeave         int `json:"on_leave"`
	Exempt          int `json:"exempt"`
	NeverSignedIn   int `json:"never_signed_in"`
	NotStarted      int `json:"not_started"`
	UnderWay        int `json:"under_way"`
	PassedNotSigned int `json:"passed_not_signed"`
	Complete        int `json:"complete"`
	Expired         int `json:"expired"`
	Expiring        int `json:"expiring"`
	Overdue         int `json:"overdue"`
	UnderReview     int `json:"under_review"`
}

// Bound is everyone whom a rule asks, on leave or exempt or neither.
func (c Cell) Bound() int { return c.Must + c.OnLeave + c.Exempt }

// Missing is how many of Must are not complete: the people an agency still has to reach.
func (c Cell) Missing() int { return c.Must - c.Complete }

// Percent is Complete of Must in whole per cent, rounded down so that 100 means everybody; false below Small.
func (c Cell) Percent() (int, bool) {
	if c.Must < Small {
		return 0, false
	}
	return c.Complete * 100 / c.Must, true
}

// Rate is the figure as people read it: "82 %" or, below Small, "3 of 5".
func (c Cell) Rate() string {
	if p, ok := c.Percent(); ok {
		return fmt.Sprintf("%d %%", p)
	}
	return fmt.Sprintf("%d of %d", c.Complete, c.Must)
}

// add adds n times the other cell: 1 to roll up, -1 to take a standing out again.
func (c *Cell) add(o Cell, n int) {
	c.Must += n * o.Must
	c.OnLeave += n * o.OnLeave
	c.Exempt += n * o.Exempt
	c.NeverSignedIn += n * o.NeverSignedIn
	c.NotStarted += n * o.NotStarted
	c.UnderWay += n * o.UnderWay
	c.PassedNotSigned += n * o.PassedNotSigned
	c.Complete += n * o.Complete
	c.Expired += n * o.Expired
	c.Expiring += n * o.Expiring
	c.Overdue += n * o.Overdue
	c.UnderReview += n * o.UnderReview
}

// Group is where in a cell a person counts.
type Group string

// The groups exclude each other. Those of OnLeave and Exempt are beside Must.
const (
	GroupComplete        Group = "complete"
	GroupExpired         Group = "expired"
	GroupPassedNotSigned Group = "passed-not-signed"
	GroupUnderWay        Group = "under-way"
	GroupNotStarted      Group = "not-started"
	GroupNeverSignedIn   Group = "never-signed-in"
	GroupOnLeave         Group = "on-leave"
	GroupExempt          Group = "exempt"
)

// Groups gives the groups in the order in which pages list them. Callers do not write to it.
func Groups() []Group { return groupOrder[:] }

var groupOrder = [...]Group{GroupComplete, GroupPassedNotSigned, GroupUnderWay, GroupNotStarted, GroupNeverSignedIn, GroupExpired,
	GroupOnLeave, GroupExempt}

// groupOf sorts one person's status.
func groupOf(s *learning.Status, signedIn bool) Group {
	switch {
	case s.Exempt:
		return GroupExempt
	case s.OnLeave:
		return GroupOnLeave
	case s.State == learning.StateComplete || s.State == learning.StateExpiring:
		return GroupComplete
	case s.Stage == learning.StatePassedNotSigned:
		return GroupPassedNotSigned
	case s.Stage == learning.StateUnderWay:
		return GroupUnderWay
	case s.State == learning.StateExpired:
		return GroupExpired
	case !signedIn:
		return GroupNeverSignedIn
	}
	return GroupNotStarted
}

// standing is how one person counts, in a byte: a country's standings stay in memory for every course and for the days last
// asked about. The low bits are the group's place in Groups, from 1; 0 is somebody whom no rule binds.
type standing uint8

const (
	groupBits   standing = 0x0f
	isExpiring  standing = 0x10
	isOverdue   standing = 0x20
	underReview standing = 0x40

	standingKinds = 0x80 // standings are below
)

func standingOf(s *learning.Status, signedIn, reviewed bool) standing {
	g := groupOf(s, signedIn)
	one := standing(slices.Index(Groups(), g) + 1) // eight groups
	if g == GroupOnLeave || g == GroupExempt {
		return one
	}
	if g == GroupComplete && s.State == learning.StateExpiring {
		one |= isExpiring
	}
	if s.State == learning.StateOverdue || s.State == learning.StateExpired {
		one |= isOverdue
	}
	if reviewed {
		one |= underReview
	}
	return one
}

// group gives the group, "" of somebody who is not bound.
func (s standing) group() Group {
	if s&groupBits == 0 {
		return ""
	}
	return Groups()[s&groupBits-1]
}

func (s standing) is(mark standing) bool { return s&mark != 0 }

// cellOf counts the one person.
func cellOf(s standing) Cell {
	c := Cell{Must: 1, Overdue: ones(s.is(isOverdue)), Expiring: ones(s.is(isExpiring)), UnderReview: ones(s.is(underReview))}
	switch s.group() {
	case "":
		return Cell{}
	case GroupOnLeave:
		return Cell{OnLeave: 1}
	case GroupExempt:
		return Cell{Exempt: 1}
	case GroupComplete:
		c.Complete = 1
	case GroupExpired:
		c.Expired = 1
	case GroupPassedNotSigned:
		c.PassedNotSigned = 1
	case GroupUnderWay:
		c.UnderWay = 1
	case GroupNotStarted:
		c.NotStarted = 1
	case GroupNeverSignedIn:
		c.NeverSignedIn = 1
	}
	return c
}

func ones(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
