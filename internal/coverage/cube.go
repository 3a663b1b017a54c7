package coverage

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
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
	Now        func() time.Time // the clock; default time.Now
	AppealDays int              // for how long what a file shows of a person may be appealed; default 90
}

// Cube holds what figures are made of. It is safe for concurrent use: readers share, a refresh is alone.
type Cube struct {
	register *org.Register
	learning *learning.Service
	library  *catalogue.Library
	feeds    Deps
	now      func() time.Time

	appealDays int

	mu      sync.RWMutex // for what the feeds bring
	events  events
	firsts  map[org.PersonID]SignIn
	reviews map[org.PersonID][]Review
	journal journal
	read    reading
	wrote   atomic.Bool // something was recorded here since the feeds were read

	followers map[courses.CourseID][]courses.CourseID // the courses of which some rule counts from the completion of one

	casts  *cache[castKey, cast]
	sheets *cache[sheetKey, Sheet]
	todays sync.Map // by course, the sheet of the last day that was today: the next day's is made of it
}

// reading is how far the feeds have been read.
type reading struct {
	facts, signIns, reviews time.Time            // the newest stamps
	seen                    map[string]time.Time // ids of recent facts, by stamp
	asked                   time.Time            // when the feeds were read last
	allowances              int                  // how many decisions about people's duties
}

// Open reads all facts, sign-ins and reviews.
func Open(ctx context.Context, deps Deps, settings Settings) (*Cube, error) {
	c := &Cube{
		register: deps.Register, learning: deps.Learning, library: deps.Library, feeds: deps, now: settings.Now,
		appealDays: cmp.Or(settings.AppealDays, 90),
		events:     newEvents(), firsts: map[org.PersonID]SignIn{}, reviews: map[org.PersonID][]Review{},
		read:  reading{seen: map[string]time.Time{}},
		casts: newCache[castKey, cast](maxCasts), sheets: newCache[sheetKey, Sheet](maxSheets),
	}
	if c.now == nil {
		c.now = time.Now
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.readAll(ctx); err != nil {
		return nil, err
	}
	return c, c.refresh(ctx)
}

// Wrote tells that something may have been recorded by this instance, so that whoever asks next for figures of today sees it: an
// officer who has just decided must not find the list as it was. What other instances record is seen within half a second.
func (c *Cube) Wrote() { c.wrote.Store(true) }

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

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
