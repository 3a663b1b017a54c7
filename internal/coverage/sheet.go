package coverage

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Unplaced is the row of people whose agency has ended without a single successor.
const Unplaced org.AgencyCode = "unplaced"

// always is later than anything is recorded: knowledge without a limit.
var always = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Sheet is where everybody bound stands, for one course, as at a day, as known on an instant. It never changes.
type Sheet struct {
	Course courses.CourseID
	At     day.Date
	Known  time.Time // zero: all that is known
	Tree   *org.Tree
	Kinds  []org.Kind // whom the rules in force on the day bind

	// Waits tells that nobody is bound, since the owner had not approved the course by then, as known.
	Waits     bool
	approvals int // how many approvals of the course were known when it was folded
	outages   int // how many records of outages
	published int // how many versions of the course

	roll      *roll
	standings []standing              // one for each of the roll, in its order
	cells     map[org.AgencyCode]Cell // of the agency's own people, without those below
}

// folder holds what judging one person after another needs.
type folder struct {
	sheet    *Sheet
	view     *org.View
	rules    []learning.Rule // of the course, as known
	versions learning.Inputs // what each version asks, whole and in parts, and of holders of older ones
	current  courses.Version
	approval learning.Approval
	outages  []learning.Outage
	at       time.Time
	known    time.Time
}

// fold judges everybody. It needs at least the read lock.
func (c *Cube) fold(ctx context.Context, q Query, rules []learning.Rule) (*Sheet, error) {
	f, err := c.folder(ctx, q, rules)
	if err != nil {
		return nil, err
	}
	var found []entry
	members := 0
	for m := range f.view.Members() {
		if members++; members%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if status, bound := c.judge(f, m); bound {
			found = append(found, entry{m.Person.ID, m.Person.Name, m.Person.EID, f.place(m.Post.Agency), status})
		}
	}
	f.sheet.roll, f.sheet.standings = newRoll(found, f.sheet.Tree)
	for i, s := range f.sheet.standings {
		cell := f.sheet.cells[f.sheet.roll.agencies[i]]
		cell.add(s.cell(), 1)
		f.sheet.cells[f.sheet.roll.agencies[i]] = cell
	}
	return f.sheet, nil
}

// rejudge gives a sheet in which a few people are judged again. The old one stays as it is: readers may hold it. Whom a rule
// binds does not depend on facts, so the roll is the same.
func (c *Cube) rejudge(ctx context.Context, old *Sheet, people map[org.PersonID]bool, rules []learning.Rule) (*Sheet, error) {
	f, err := c.folder(ctx, Query{Course: old.Course, At: old.At}, rules)
	if err != nil {
		return nil, err
	}
	f.sheet.roll, f.sheet.standings, f.sheet.cells = old.roll, slices.Clone(old.standings), maps.Clone(old.cells)
	for id := range people {
		i, listed := old.roll.index[id]
		m, known := f.view.Member(id)
		if !listed || !known {
			continue
		}
		status, _ := c.judge(f, m)
		cell := f.sheet.cells[old.roll.agencies[i]]
		cell.add(old.standings[i].cell(), -1)
		cell.add(status.cell(), 1)
		f.sheet.cells[old.roll.agencies[i]] = cell
		f.sheet.standings[i] = status
	}
	return f.sheet, nil
}

func (c *Cube) folder(ctx context.Context, q Query, rules []learning.Rule) (*folder, error) {
	view := c.register.View(q.At, q.Known)
	f := &folder{
		view: view, at: q.At.End(), known: q.Known,
		sheet: &Sheet{
			Course: q.Course, At: q.At, Known: q.Known, Tree: view.Tree(),
			cells: map[org.AgencyCode]Cell{},
		},
	}
	if f.known.IsZero() {
		f.known = always
	}
	for _, r := range rules {
		if r.Course == q.Course && !r.Recorded.After(f.known) {
			f.rules = append(f.rules, r)
		}
	}
	f.sheet.Kinds = kindsBound(f.rules, q.At)
	f.approval = c.learning.Approval(q.Course)
	f.sheet.approvals, f.sheet.published = len(f.approval.Given), len(c.library.Versions(q.Course))
	f.outages = c.learning.Outages() // due dates move with them
	f.sheet.outages = len(f.outages)
	f.sheet.Waits = len(f.sheet.Kinds) > 0 && f.approval.Waits(q.At, f.known)
	return f, c.outlines(ctx, f, q.Course)
}

// kindsBound gives the kinds of person whom the newest version of some rule binds on the day. The rules are those known then,
// each rule's versions in order.
func kindsBound(rules []learning.Rule, on day.Date) []org.Kind {
	newest := map[string]learning.Rule{}
	for _, r := range rules {
		if r.Version > newest[r.Rule].Version {
			newest[r.Rule] = r
		}
	}
	var kinds []org.Kind
	for _, k := range org.Kinds() {
		for _, r := range newest {
			if (org.Period{From: r.From, Until: r.Until}).Covers(on) && r.Audience.Includes(k) {
				kinds = append(kinds, k)
				break
			}
		}
	}
	return kinds
}

// outlines finds every version, or part of one, that some fact names, and the current one.
func (c *Cube) outlines(ctx context.Context, f *folder, id courses.CourseID) error {
	current, err := c.library.Course(id)
	if err != nil {
		return err
	}
	f.current = current.Version
	f.versions.AddOutline(learning.Part{Version: current.Version}, learning.OutlineOf(current))
	for part := range c.parts[id] {
		course, err := c.learning.Course(ctx, id, part)
		if err != nil {
			return fmt.Errorf("coverage: version %s of %s: %w", part.Version, id, err)
		}
		f.versions.AddOutline(part, learning.OutlineOf(course))
	}
	f.versions.Editions, err = c.learning.Editions(ctx, id)
	return err
}

// judge says where one member stands; false when no rule binds them on the day.
func (c *Cube) judge(f *folder, m org.Member) (standing, bool) {
	if !m.Posted || !slices.Contains(f.sheet.Kinds, m.Person.Kind) {
		return standing{}, false
	}
	status := learning.Tally(c.inputs(f, m), f.at, f.known)
	if !status.Assigned {
		return standing{}, false
	}
	return standingOf(&status, c.signedIn(f, m.Person.ID)), true
}

func (c *Cube) inputs(f *folder, m org.Member) learning.Inputs {
	return learning.Inputs{
		Course: f.sheet.Course, Rules: f.rules, Person: m.Person, Posts: m.Posts(), Tree: f.sheet.Tree,
		Facts: c.facts[key{m.Person.ID, f.sheet.Course}], Current: f.current,
		Outlines: f.versions.Outlines, Parts: f.versions.Parts, Editions: f.versions.Editions, Approval: f.approval, Outages: f.outages,
	}
}

func (f *folder) place(code org.AgencyCode) org.AgencyCode {
	if at, ok := f.sheet.Tree.Place(code); ok {
		return at
	}
	return Unplaced
}

// signedIn tells whether the person had signed in by the day, as known then.
func (c *Cube) signedIn(f *folder, id org.PersonID) bool {
	s, ok := c.firsts[id]
	return ok && !s.At.After(f.at) && !s.Recorded.After(f.known)
}

// Cell counts the agency's own people and, with below, those of every agency under it.
func (s *Sheet) Cell(code org.AgencyCode, below bool) Cell {
	total := s.cells[code]
	if !below {
		return total
	}
	for _, a := range s.Tree.Below(code) {
		if a.Code != code {
			total.add(s.cells[a.Code], 1)
		}
	}
	return total
}

// within gives the cell of everybody in the scope.
func (s *Sheet) within(scope org.Scope) Cell {
	var total Cell
	for code, cell := range s.cells {
		if s.covers(scope, code) {
			total.add(cell, 1)
		}
	}
	return total
}

// covers tells whether figures of the agency may be seen in the scope. Unplaced people are the nation's.
func (s *Sheet) covers(scope org.Scope, code org.AgencyCode) bool {
	if code == Unplaced {
		return scope.All
	}
	return s.Tree.Within(scope, code)
}
