package coverage

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// overlap is how long the ids of facts are remembered: as far back as the feeds give them again, and a margin.
const overlap = 5 * time.Minute

// forgetEvery is after how many facts old ids are forgotten, so that the first reading does not remember those of all facts.
const forgetEvery = 1 << 14

// fresh is how old today's figures may be when they are asked for.
const fresh = 500 * time.Millisecond

// SignIn is the first time that a person signed in.
type SignIn struct {
	Person   org.PersonID
	At       time.Time
	Recorded time.Time
}

// SignIns gives the first sign-ins recorded since an instant, less the feed's overlap; account keeps them.
type SignIns func(ctx context.Context, since time.Time) iter.Seq2[SignIn, error]

// Deps are the services that coverage reads.
type Deps struct {
	Register *org.Register
	Learning *learning.Service
	Library  *catalogue.Library
	SignIns  SignIns
	Reviews  Reviews // nil: nothing is ever under review
}

// Settings are the sources; a zero field takes the real one.
type Settings struct {
	Now func() time.Time // the clock; default time.Now
}

// key is one person's work on one course.
type key struct {
	person org.PersonID
	course courses.CourseID
}

// Cube holds what figures are made of. It is safe for concurrent use: readers share, a refresh is alone.
type Cube struct {
	register *org.Register
	learning *learning.Service
	library  *catalogue.Library
	signIns  SignIns
	now      func() time.Time

	mu      sync.RWMutex
	facts   map[key][]learning.Fact
	parts   map[courses.CourseID]map[learning.Part]bool // versions, or parts of them, that some fact names
	firsts  map[org.PersonID]SignIn
	today   map[courses.CourseID]*Sheet
	touched map[courses.CourseID]map[org.PersonID]bool // whom something came about since the sheet of today was made
	read    reading
}

// reading is how far the feeds have been read.
type reading struct {
	facts, signIns time.Time            // the newest stamps
	seen           map[string]time.Time // ids of recent facts, by stamp
	words          map[string]string    // texts that repeat in facts, each kept once
	asked          time.Time            // when the feeds were read last
	register       uint64               // the register's revision that today's sheets were folded from
	rules          int                  // how many rule versions were known then
}

// Open reads all facts and sign-ins.
func Open(ctx context.Context, deps Deps, settings Settings) (*Cube, error) {
	c := &Cube{
		register: deps.Register, learning: deps.Learning, library: deps.Library, signIns: deps.SignIns, now: settings.Now,
		facts: map[key][]learning.Fact{}, parts: map[courses.CourseID]map[learning.Part]bool{}, firsts: map[org.PersonID]SignIn{},
		today: map[courses.CourseID]*Sheet{}, touched: map[courses.CourseID]map[org.PersonID]bool{},
		read: reading{seen: map[string]time.Time{}, words: map[string]string{}},
	}
	if c.now == nil {
		c.now = time.Now
	}
	return c, c.Refresh(ctx)
}

// Refresh reads what this and other instances have recorded since the last time. Callers need not: figures of today read
// the feeds themselves when their knowledge is older than half a second.
func (c *Cube) Refresh(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refresh(ctx)
}

func (c *Cube) refresh(ctx context.Context) error {
	now, taken := c.now(), 0
	for f, err := range c.learning.FactsSince(ctx, later(c.read.facts, c.read.asked)) {
		if err != nil {
			return fmt.Errorf("coverage: read facts: %w", err)
		}
		if err := c.take(f); err != nil {
			return err
		}
		if taken++; taken%forgetEvery == 0 {
			c.forget()
		}
	}
	for s, err := range c.signIns(ctx, later(c.read.signIns, c.read.asked)) {
		if err != nil {
			return fmt.Errorf("coverage: read sign-ins: %w", err)
		}
		if _, known := c.firsts[s.Person]; !known {
			c.firsts[s.Person] = s
			for course := range c.today {
				c.touch(course, s.Person)
			}
		}
		c.read.signIns = later(c.read.signIns, s.Recorded)
	}
	c.forget()
	c.read.asked = now
	return nil
}

// take keeps one fact if status depends on it, and marks its person's standing for judging again. The feed gives facts of
// the last minutes again; those are passed over.
func (c *Cube) take(f learning.Fact) error {
	c.read.facts = later(c.read.facts, f.Recorded)
	if _, again := c.read.seen[f.ID]; again {
		return nil
	}
	c.read.seen[f.ID] = f.Recorded
	f, keep, err := slim(f)
	if err != nil || !keep {
		return err
	}
	f.Version, f.Course = courses.Version(c.word(string(f.Version))), courses.CourseID(c.word(string(f.Course)))
	f.Hash, f.Via, f.Kind = c.word(f.Hash), learning.Via(c.word(string(f.Via))), learning.Kind(c.word(string(f.Kind)))
	if c.parts[f.Course] == nil {
		c.parts[f.Course] = map[learning.Part]bool{}
	}
	c.parts[f.Course][learning.Part{Version: f.Version, Path: f.Path()}] = true
	k := key{f.Person, f.Course}
	c.facts[k] = append(c.facts[k], f)
	c.touch(f.Course, f.Person)
	return nil
}

// touch marks a person for judging again. A course whose sheet has not been asked for is folded whole when it is.
func (c *Cube) touch(course courses.CourseID, id org.PersonID) {
	if c.today[course] == nil {
		return
	}
	if c.touched[course] == nil {
		c.touched[course] = map[org.PersonID]bool{}
	}
	c.touched[course][id] = true
}

// slim leaves of a fact what status depends on: a submission's answers alone would fill the memory. keep is false for a
// fact that no status depends on.
func slim(f learning.Fact) (slimmed learning.Fact, keep bool, err error) {
	switch f.Kind {
	case learning.KindVoid:
	case learning.KindEnrolled: // its data says how much of the course it asks
	case learning.KindLessonDone, learning.KindSigned:
		f.Data = nil
	case learning.KindSubmitted, learning.KindRegraded:
		score, passed := f.Result()
		f.Data, err = store.Encode(outcome{Score: score, Passed: passed, Purpose: f.Purpose()})
	default:
		return f, false, nil
	}
	f.By = ""
	return f, true, err
}

// outcome is what is kept of a submission's data, under the names that learning gives it.
type outcome struct {
	Score   int    `bson:"score"`
	Passed  bool   `bson:"passed"`
	Purpose string `bson:"purpose,omitempty"`
}

// word keeps one copy of a text that stands in very many facts.
func (c *Cube) word(s string) string {
	if kept, ok := c.read.words[s]; ok {
		return kept
	}
	c.read.words[s] = s
	return s
}

// forget drops the ids that the feed will not give again.
func (c *Cube) forget() {
	edge := c.read.facts.Add(-overlap)
	for id, recorded := range c.read.seen {
		if recorded.Before(edge) {
			delete(c.read.seen, id)
		}
	}
}

// Courses gives the courses that some rule asks for, in the order of their ids; figures exist for these.
func (c *Cube) Courses(ctx context.Context) ([]courses.CourseID, error) {
	rules, err := c.learning.Rules(ctx)
	if err != nil {
		return nil, err
	}
	var ids []courses.CourseID
	for _, r := range rules {
		ids = append(ids, r.Course)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// sheet gives the sheet of a course as at a day, as known on an instant; the zero instant is now.
func (c *Cube) sheet(ctx context.Context, q Query) (*Sheet, error) {
	rules, err := c.learning.Rules(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(rules, func(r learning.Rule) bool { return r.Course == q.Course }) {
		return nil, fault.NotFound("No rule asks anyone to take the course %q, so there is no coverage of it.", string(q.Course))
	}
	today := day.Of(c.now())
	if q.At > today {
		return nil, fault.Invalid("Coverage can be asked for up to today.",
			fault.Field{Name: "at", Message: fmt.Sprintf("%s has not come yet; today is %s.", q.At, today)})
	}
	if q.At == today && q.Known.IsZero() {
		return c.current(ctx, q.Course, today, rules)
	}
	if err := c.freshen(ctx); err != nil {
		return nil, err
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.fold(ctx, q, rules)
}

func (c *Cube) freshen(ctx context.Context) error {
	c.mu.RLock()
	old := c.now().Sub(c.read.asked) >= fresh
	c.mu.RUnlock()
	if !old {
		return nil
	}
	return c.Refresh(ctx)
}

// current gives today's sheet, brought up to date. A sheet is never changed after it was given out: re-judging a few
// people copies it first.
func (c *Cube) current(ctx context.Context, course courses.CourseID, today day.Date, rules []learning.Rule) (*Sheet, error) {
	c.mu.RLock()
	s := c.today[course]
	good := s != nil && s.At == today && c.now().Sub(c.read.asked) < fresh && c.read.register == c.register.Revision() &&
		c.read.rules == len(rules) && len(c.touched[course]) == 0 && c.whole(s)
	c.mu.RUnlock()
	if good {
		return s, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now().Sub(c.read.asked) >= fresh {
		if err := c.refresh(ctx); err != nil {
			return nil, err
		}
	}
	return c.update(ctx, course, today, rules)
}

// whole tells whether a sheet was folded with all approvals and outages that are known now; both are only ever added to.
func (c *Cube) whole(s *Sheet) bool {
	return s.approvals == len(c.learning.Approval(s.Course).Given) && s.outages == len(c.learning.Outages()) &&
		s.published == len(c.library.Versions(s.Course))
}

// update needs the lock.
func (c *Cube) update(ctx context.Context, course courses.CourseID, today day.Date, rules []learning.Rule) (*Sheet, error) {
	revision := c.register.Revision()
	if c.read.register != revision || c.read.rules != len(rules) {
		clear(c.today)
		clear(c.touched)
		c.read.register, c.read.rules = revision, len(rules)
	}
	s := c.today[course]
	var err error
	if s == nil || s.At != today || !c.whole(s) {
		s, err = c.fold(ctx, Query{Course: course, At: today}, rules)
	} else if people := c.touched[course]; len(people) > 0 {
		s, err = c.rejudge(ctx, s, people, rules)
	}
	if err != nil {
		return nil, err
	}
	c.today[course] = s
	delete(c.touched, course)
	return s, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
