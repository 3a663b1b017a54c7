package coverage

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// always is later than anything is recorded: knowledge without a limit.
var always = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// folder holds what judging one person after another needs.
type folder struct {
	sheet    *Sheet
	cast     *cast
	rules    []learning.Rule // of the course, as known
	versions learning.Inputs // what each version asks, whole and in parts, and of holders of older ones
	current  courses.Version
	approval learning.Approval
	outages  []learning.Outage
	duties   duties
	at       time.Time
	known    time.Time
}

// stamp tells what, besides facts and the register, a sheet was folded from. All of it is only ever added to, so that counts tell.
type stamp struct {
	rules     int // versions of the course's rules
	approvals int
	outages   int // records of outages
	published int // versions of the course
	closures  int // records of closures
}

func (c *Cube) stamp(course courses.CourseID, rules []learning.Rule) stamp {
	s := stamp{approvals: len(c.learning.Approval(course).Given), outages: len(c.learning.Outages()), published: len(c.library.Versions(course)),
		closures: len(c.learning.Closures())}
	for i := range rules {
		if rules[i].Course == course {
			s.rules++
		}
	}
	return s
}

// fold judges everybody, shared out among the processors. It needs at least the read lock.
func (c *Cube) fold(ctx context.Context, f *folder) (*Sheet, error) {
	s := f.sheet
	s.standings = make([]standing, len(f.cast.actors))
	if s.Known.IsZero() && s.At == day.Of(c.now()) {
		s.holds = make([]int32, len(f.cast.actors))
	}
	if err := c.judgeWhere(ctx, f, func(int) bool { return true }); err != nil {
		return nil, err
	}
	s.cells = s.layout.tally(f.cast.actors, s.standings, slice{-1, -1, -1})
	return s, nil
}

// judgeWhere judges the actors for whom it is asked.
func (c *Cube) judgeWhere(ctx context.Context, f *folder, asked func(i int) bool) error {
	return share(ctx, len(f.cast.actors), workers(), func(_, from, until int) {
		var use scratch
		for i := from; i < until; i++ {
			if i%1024 == 0 && ctx.Err() != nil {
				return
			}
			if asked(i) {
				c.judgeAt(f, i, &use)
			}
		}
	})
}

func workers() int { return runtime.GOMAXPROCS(0) }

// judgeAt writes one actor's standing.
func (c *Cube) judgeAt(f *folder, i int, use *scratch) {
	s := f.sheet
	one, holds := c.judge(f, f.cast.member(i), use)
	s.standings[i] = one
	if s.holds != nil {
		s.holds[i] = dayNumber(holds)
	}
}

// dayNumber counts days in Thimphu, so that a day in whose course something may change takes four bytes; never is the last.
func dayNumber(t time.Time) int32 {
	const never = 1<<31 - 1
	if t.IsZero() {
		return never
	}
	return int32(min(t.Add(6*time.Hour).Unix()/(24*60*60), never)) // bounded
}

// folder gathers what the sheet of a query is judged from. It needs at least the read lock.
func (c *Cube) folder(ctx context.Context, q Query, rules []learning.Rule, people *cast) (*folder, error) {
	f := &folder{
		cast: people, at: q.At.End(), known: q.Known,
		sheet: &Sheet{
			Course: q.Course, At: q.At, Known: q.Known, Tree: people.home.tree, cast: people, layout: people.home,
			stamp: c.stamp(q.Course, rules), seq: c.journal.end(), settled: c.isSettled(q),
		},
	}
	if f.known.IsZero() {
		f.known = always
	}
	f.rules = newest(rules, q.Course, f.known)
	f.sheet.Kinds = kindsBound(f.rules, q.At)
	f.approval = c.learning.Approval(q.Course)
	f.outages = c.learning.Outages() // due dates move with them
	f.sheet.Waits = len(f.sheet.Kinds) > 0 && f.approval.Waits(q.At, f.known)
	var err error
	if f.duties, err = c.duties(ctx, q.Course, f.rules); err != nil {
		return nil, err
	}
	return f, c.outlines(ctx, f, q.Course)
}

// newest gives the version of each of the course's rules that stood on an instant. No other bears on anybody's status.
func newest(rules []learning.Rule, course courses.CourseID, known time.Time) []learning.Rule {
	var out []learning.Rule // the rules come sorted by rule and version
	for _, r := range rules {
		if r.Course != course || r.Recorded.After(known) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Rule == r.Rule {
			out[n-1] = r
			continue
		}
		out = append(out, r)
	}
	return out
}

// kindsBound gives the kinds of person whom some rule binds on the day.
func kindsBound(rules []learning.Rule, on day.Date) []org.Kind {
	var kinds []org.Kind
	for _, k := range org.Kinds() {
		for _, r := range rules {
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
	for part := range c.events.parts[id] {
		course, err := c.learning.Course(ctx, id, part)
		if err != nil {
			return fmt.Errorf("coverage: version %s of %s: %w", part.Version, id, err)
		}
		f.versions.AddOutline(part, learning.OutlineOf(course))
	}
	f.versions.Editions, err = c.learning.Editions(ctx, id)
	return err
}

// judge says where one member stands, and until when by time alone. Nobody is bound without a post, or by no rule.
func (c *Cube) judge(f *folder, m org.Member, use *scratch) (standing, time.Time) {
	if !m.Posted || !slices.Contains(f.sheet.Kinds, m.Person.Kind) {
		return 0, time.Time{} // a sheet that binds other kinds is folded whole
	}
	status := learning.Tally(c.inputs(f, m, use), f.at, f.known)
	if !status.Assigned {
		return 0, status.Holds
	}
	reviewed, changes := c.underReview(f, m.Person.ID)
	holds := status.Holds
	if !changes.IsZero() && (holds.IsZero() || changes.Before(holds)) {
		holds = changes
	}
	return standingOf(&status, c.signedIn(f, m.Person.ID), reviewed), holds
}

// signedIn tells whether the person had signed in by the day, as known then.
func (c *Cube) signedIn(f *folder, id org.PersonID) bool {
	s, ok := c.firsts[id]
	return ok && !s.At.After(f.at) && !s.Recorded.After(f.known)
}
