package coverage

import (
	"cmp"
	"context"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Reason is why a word to somebody would help today.
type Reason uint8

// The reasons, the most pressing first. Who has never signed in may not know that anything is asked of them.
const (
	ReasonNone Reason = iota
	ReasonNeverSignedIn
	ReasonOverdue
	ReasonToSign // all is done but the signature
	ReasonExpiring
	ReasonNotStarted

	reasons
)

// Nudge is somebody to talk to, with all that they owe.
type Nudge struct {
	Person org.Person
	Post   org.Post
	Agency org.Agency
	Reason Reason // the most pressing
	Owed   []OwedCourse
}

// OwedCourse is one course on which somebody would be talked to.
type OwedCourse struct {
	Course courses.CourseID
	Reason Reason
	Status learning.Status // with Why
}

// NudgeList is one page of people to talk to.
type NudgeList struct {
	Rows   []Nudge
	Total  int // over all pages
	From   int // place of the first row, from 0
	Counts [reasons]int
}

// Nudges gives the people of what the query asks about to whom a word would help today, over all courses: by the most pressing
// reason, then by agency and name. Left alone are those on leave, exempt or under review, and those who are under way in time.
// Course, At, Known and Structure of the query are not looked at. The errors are those of Figures.
func (c *Cube) Nudges(ctx context.Context, q Query, from, limit int) (NudgeList, error) {
	q = c.filled(Query{Agency: q.Agency, Scope: q.Scope, Kind: q.Kind, Sex: q.Sex, Category: q.Category})
	ids, err := c.Courses(ctx)
	if err != nil || len(ids) == 0 {
		return NudgeList{}, err
	}
	var sheets []*Sheet
	for _, id := range ids {
		q.Course = id
		s, err := c.asked(ctx, q)
		if err != nil {
			return NudgeList{}, err
		}
		if len(sheets) > 0 && s.cast != sheets[0].cast {
			continue // the register has just changed; the next look has all
		}
		sheets = append(sheets, s)
	}
	first := sheets[0]
	worst := make([]Reason, len(first.standings))
	for _, s := range sheets {
		for _, i := range s.find(q, Filter{}) {
			if r := s.standings[i].reason(); r != ReasonNone && (worst[i] == ReasonNone || r < worst[i]) {
				worst[i] = r
			}
		}
	}
	var list NudgeList
	var found []int32
	for _, i := range first.layout.sorted(first.cast) {
		if worst[i] != ReasonNone {
			found = append(found, i)
			list.Counts[worst[i]]++
		}
	}
	slices.SortStableFunc(found, func(a, b int32) int { return cmp.Compare(worst[a], worst[b]) })
	list.Total, list.From = len(found), min(max(from, 0), len(found))
	end := min(list.From+min(max(limit, 1), maxPage), len(found))
	list.Rows, err = c.nudges(ctx, q, sheets, found[list.From:end], worst)
	return list, err
}

// reason tells why a word to somebody who stands so would help.
func (s standing) reason() Reason {
	group := s.group()
	switch {
	case s.is(underReview), group == GroupOnLeave, group == GroupExempt:
		return ReasonNone
	case group == GroupNeverSignedIn:
		return ReasonNeverSignedIn
	case s.is(isOverdue):
		return ReasonOverdue
	case group == GroupPassedNotSigned:
		return ReasonToSign
	case s.is(isExpiring):
		return ReasonExpiring
	case group == GroupNotStarted:
		return ReasonNotStarted
	}
	return ReasonNone
}

// nudges says of each of the people what they owe, the most pressing first, then by due date.
func (c *Cube) nudges(ctx context.Context, q Query, sheets []*Sheet, people []int32, worst []Reason) ([]Nudge, error) {
	rules, err := c.learning.Rules(ctx)
	if err != nil {
		return nil, err
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	rows := make([]Nudge, len(people))
	var use scratch
	for _, s := range sheets {
		q.Course = s.Course
		f, err := c.folder(ctx, q, rules, s.cast)
		if err != nil {
			return nil, err
		}
		for k, i := range people {
			m, n := s.cast.member(int(i)), &rows[k]
			n.Person, n.Post, n.Reason = m.Person, m.Post, worst[i]
			n.Agency, _ = s.Tree.Agency(s.layout.code(s.layout.agencies[i]))
			if r := s.standings[i].reason(); r != ReasonNone {
				n.Owed = append(n.Owed, OwedCourse{s.Course, r, learning.Derive(c.inputs(f, m, &use), f.at, f.known)})
			}
		}
	}
	for k := range rows {
		slices.SortStableFunc(rows[k].Owed, func(a, b OwedCourse) int {
			return cmp.Or(cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Status.Due, b.Status.Due))
		})
	}
	return rows, nil
}
