package signals

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// fresh is how old the shares may be when they are asked for: nothing here is urgent.
const fresh = time.Minute

// Deps are the services that a Book reads.
type Deps struct {
	Learning *learning.Service
	Library  *catalogue.Library
	Register *org.Register
	Now      func() time.Time // the clock; nil: time.Now
}

// Book keeps what the signals are made of up to date from the feed of facts. It reads nothing until somebody asks. It is safe
// for concurrent use.
type Book struct {
	learning *learning.Service
	library  *catalogue.Library
	register *org.Register
	now      func() time.Time

	mu      sync.Mutex
	feed    *learning.Feed
	records map[courses.CourseID]map[org.PersonID]*record
	again   map[work]bool // to be read from the store, since something became void or came out of turn
	numbers map[string]uint32
}

// work is one person's work on one course.
type work struct {
	person org.PersonID
	course courses.CourseID
}

// New makes an empty book.
func New(deps Deps) *Book {
	b := &Book{
		learning: deps.Learning, library: deps.Library, register: deps.Register, now: deps.Now,
		records: map[courses.CourseID]map[org.PersonID]*record{}, again: map[work]bool{}, numbers: map[string]uint32{},
	}
	if b.now == nil {
		b.now = time.Now
	}
	return b
}

// Group is a group of people as it may be shown.
type Group struct {
	Agency org.AgencyCode // "" everybody
	Name   string
	NameDz string
	Level  int // below everybody, 0
	People int // at least so many, in whole tens
	Fast   Share
	Burst  Share
	Alike  Share
}

// Share is a share of a group in whole per cent, in steps of five. Below 5 and above 95 it says no more than that.
type Share struct {
	Percent int
	Under   bool // fewer than 5 per cent, perhaps nobody: Percent is 5
	Over    bool // more than 95 per cent, perhaps all: Percent is 95
}

// shareOf never tells of one person more or less.
func shareOf(n, of int) Share {
	switch {
	case 20*n < of:
		return Share{Percent: 5, Under: true}
	case 20*n > 19*of:
		return Share{Percent: 95, Over: true}
	}
	return Share{Percent: 5 * ((40*n + of) / (2 * of))}
}

// Groups gives the groups that may be shown of those who took the course and lie within the scope: everybody first, where the
// scope is everybody, then agencies in the order of the tree. None: too few took it. An unknown course is fault.CodeNotFound.
func (b *Book) Groups(ctx context.Context, course courses.CourseID, scope org.Scope) ([]Group, error) {
	if _, err := b.library.Course(course); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.refresh(ctx); err != nil {
		return nil, err
	}
	tree := b.register.Tree(day.Of(b.now()))
	counts := b.count(course, tree)
	people := map[org.AgencyCode]int{}
	for code, c := range counts {
		people[code] = c.people
	}
	shown := visible(tree, people, people[""])
	var list []Group
	if shown[""] && scope.All {
		list = append(list, counts[""].group())
	}
	for _, a := range tree.All() {
		if shown[a.Code] && tree.Within(scope, a.Code) {
			g := counts[a.Code].group()
			g.Agency, g.Name, g.NameDz, g.Level = a.Code, a.Name, a.NameDz, len(tree.Path(a.Code))
			list = append(list, g)
		}
	}
	return list, nil
}

// tally counts the people of a group, with everybody below.
type tally struct{ people, fast, burst, alike int }

func (t *tally) group() Group {
	return Group{People: t.people / 10 * 10, Fast: shareOf(t.fast, t.people), Burst: shareOf(t.burst, t.people), Alike: shareOf(t.alike, t.people)}
}

// count judges everybody and adds them up: in their agency of today, in all above it, and in the country, "". It needs the lock.
func (b *Book) count(course courses.CourseID, tree *org.Tree) map[org.AgencyCode]*tally {
	at := map[org.AgencyCode][]*record{}
	var everybody []*record
	today := day.Of(b.now())
	for person, r := range b.records[course] {
		if !r.own() {
			continue
		}
		everybody = append(everybody, r)
		post, _ := b.register.PostAt(person, today)
		place, _ := tree.Place(post.Agency) // "" for somebody without one, who counts in the country alone
		at[place] = append(at[place], r)
	}
	counts, p := map[org.AgencyCode]*tally{"": {}}, chances(everybody)
	for code, records := range at {
		marked := make([]bool, len(records))
		if code != "" {
			marked = alike(records, p)
		}
		for i, r := range records {
			for up := code; ; up = tree.Parent(up) {
				if counts[up] == nil {
					counts[up] = &tally{}
				}
				counts[up].add(r, marked[i])
				if up == "" {
					break
				}
			}
		}
	}
	return counts
}

func (t *tally) add(r *record, alike bool) {
	t.people++
	if r.fast() {
		t.fast++
	}
	if r.burst() {
		t.burst++
	}
	if alike {
		t.alike++
	}
}

// refresh reads what has been recorded since the last time. It needs the lock.
func (b *Book) refresh(ctx context.Context) error {
	if b.feed == nil {
		b.feed = b.learning.Feed()
	}
	if asked := b.feed.Asked(); !asked.IsZero() && b.now().Sub(asked) < fresh {
		return nil
	}
	err := b.feed.Read(ctx, func(f learning.Fact) error {
		if f.Kind == learning.KindVoid {
			b.again[work{f.Person, f.Course}] = true
			return nil
		}
		ordered, err := b.take(ctx, b.record(f), f)
		if !ordered {
			b.again[work{f.Person, f.Course}] = true
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("signals: %w", err)
	}
	for w := range b.again {
		if err := b.settle(ctx, w); err != nil {
			return fmt.Errorf("signals: %w", err)
		}
		delete(b.again, w)
	}
	return nil
}

// record is the person's record, made where there is none and the fact belongs into one.
func (b *Book) record(f learning.Fact) *record {
	r := b.records[f.Course][f.Person]
	if r != nil || !looked(f) {
		return r
	}
	if b.records[f.Course] == nil {
		b.records[f.Course] = map[org.PersonID]*record{}
	}
	r = &record{}
	b.records[f.Course][f.Person] = r
	return r
}

// settle makes a record anew from all facts that count.
func (b *Book) settle(ctx context.Context, w work) error {
	facts, err := b.learning.FactsOf(ctx, w.person, w.course)
	if err != nil {
		return err
	}
	facts = slices.DeleteFunc(slices.Clone(learning.Counting(facts)), func(f learning.Fact) bool { return !looked(f) })
	slices.SortFunc(facts, inTurn)
	delete(b.records[w.course], w.person)
	for _, f := range facts {
		if _, err := b.take(ctx, b.record(f), f); err != nil {
			return err
		}
	}
	return nil
}

// inTurn orders facts as they would have been told: by enrolment, then by attempt, its start before its submission.
func inTurn(a, b learning.Fact) int {
	rank := func(f learning.Fact) int {
		if f.Kind == learning.KindSubmitted {
			return 1
		}
		return 0
	}
	for _, d := range []int{a.Enrolment - b.Enrolment, a.Attempt() - b.Attempt(), rank(a) - rank(b)} {
		if d != 0 {
			return d
		}
	}
	return 0
}
