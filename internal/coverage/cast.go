package coverage

import (
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// cast is everyone who holds a post on a day, as known on an instant: those whom a rule could bind. All courses of the day
// share it. It never changes, but for what is worked out when somebody first lists people.
type cast struct {
	at       day.Date
	known    time.Time
	revision uint64 // of the register it was taken from
	settled  bool   // nothing can be added to what was known then
	view     *org.View
	actors   []actor // in the order of their ids

	kinds      []org.Kind
	sexes      []string
	categories []string
	home       *layout // in the tree of the day

	mu      sync.Mutex
	layouts map[day.Date]*layout // in the trees of other days
	named   sync.Once
	texts   []string // by actor: what a search looks through, in lower case
}

// actor is one of a cast.
type actor struct {
	id       org.PersonID
	entry    int32  // place in the view
	category uint16 // these three are places in the cast's lists
	kind     uint8
	sex      uint8
	digest   uint64 // of all that the register says of the person, so that who has changed is found by comparing
}

// seed makes the digests of one process; they are never kept.
var seed = maphash.MakeSeed() //nolint:gochecknoglobals // a constant of the process: digests must be comparable

// newCast takes the register as at a day. Everybody's places are shared out among the workers.
func newCast(ctx context.Context, register *org.Register, q Query, workers int) (*cast, error) {
	c := &cast{
		at: q.At, known: q.Known, revision: register.Revision(), view: register.View(q.At, q.Known),
		kinds: org.Kinds(), sexes: []string{"", org.SexFemale, org.SexMale}, layouts: map[day.Date]*layout{},
	}
	parts := make([]castPart, workers)
	err := share(ctx, c.view.Len(), workers, func(part, from, until int) { parts[part] = c.enlist(from, until) })
	if err != nil {
		return nil, err
	}
	var codes []org.AgencyCode
	var categories table[string]
	total := 0
	for i := range parts {
		total += len(parts[i].actors)
	}
	c.actors, codes = make([]actor, 0, total), make([]org.AgencyCode, 0, total)
	for i := range parts {
		for k, a := range parts[i].actors {
			a.category = uint16(categories.place(parts[i].categories[k])) // a register has a few categories
			c.actors = append(c.actors, a)
		}
		codes = append(codes, parts[i].codes...)
	}
	c.categories = categories.values
	c.home = newLayout(c.view.Tree(), codes)
	return c, nil
}

// castPart is what one worker found.
type castPart struct {
	actors     []actor
	codes      []org.AgencyCode // of their posts
	categories []string
}

// enlist takes the people at some places of the view.
func (c *cast) enlist(from, until int) castPart {
	p := castPart{
		actors: make([]actor, 0, until-from), codes: make([]org.AgencyCode, 0, until-from), categories: make([]string, 0, until-from),
	}
	var hash maphash.Hash
	hash.SetSeed(seed)
	for i := from; i < until; i++ {
		m, ok := c.view.MemberAt(i)
		if !ok || !m.Posted {
			continue
		}
		a := actor{id: m.Person.ID, entry: int32(i), digest: digest(&hash, &m)} // fewer people than 2^31
		a.kind = uint8(max(0, slices.Index(c.kinds, m.Person.Kind)))            // seven kinds
		a.sex = uint8(max(0, slices.Index(c.sexes, m.Person.Sex)))              // three
		p.actors, p.codes, p.categories = append(p.actors, a), append(p.codes, m.Post.Agency), append(p.categories, m.Person.Category)
	}
	return p
}

// digest is of the versions that the view shows: records are never changed, so the same versions say the same.
func digest(hash *maphash.Hash, m *org.Member) uint64 {
	hash.Reset()
	number := func(n int) {
		for range 4 {
			_ = hash.WriteByte(byte(n)) // never an error
			n >>= 8
		}
	}
	number(m.Person.Version)
	for _, p := range m.Posts() {
		number(p.Version)
		_, _ = hash.WriteString(string(p.From))
	}
	return hash.Sum64()
}

// find gives the place of a person among the actors.
func (c *cast) find(id org.PersonID) (int, bool) {
	return slices.BinarySearchFunc(c.actors, id, func(a actor, id org.PersonID) int { return strings.Compare(string(a.id), string(id)) })
}

// member gives the person at a place.
func (c *cast) member(i int) org.Member {
	m, _ := c.view.MemberAt(int(c.actors[i].entry))
	return m
}

// search gives what to look through, by actor. It is made when somebody first lists people.
func (c *cast) search() []string {
	c.named.Do(func() {
		c.texts = make([]string, len(c.actors))
		for i := range c.actors {
			p := c.member(i).Person
			c.texts[i] = strings.ToLower(p.Name + "\n" + p.EID)
		}
	})
	return c.texts
}

// Categories gives the position categories of today's register, in order.
func (c *Cube) Categories(ctx context.Context) ([]string, error) {
	people, err := c.castOf(ctx, c.filled(Query{}))
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(slices.Clone(people.categories), func(s string) bool { return s == "" })
	slices.Sort(list)
	return list, nil
}

// slice narrows by what the register says of a person.
type slice struct {
	kind, sex, category int // places in the cast's lists; -1 everybody, -2 nobody has it
}

// slice finds the places of what a query asks.
func (c *cast) slice(q Query) slice {
	return slice{sought(c.kinds, q.Kind), sought(c.sexes, q.Sex), sought(c.categories, q.Category)}
}

func sought[V comparable](list []V, v V) int {
	var all V
	if v == all {
		return -1
	}
	if i := slices.Index(list, v); i >= 0 {
		return i
	}
	return -2
}

func (s slice) everybody() bool { return s == slice{-1, -1, -1} }

func (s slice) has(a *actor) bool {
	return (s.kind == -1 || s.kind == int(a.kind)) && (s.sex == -1 || s.sex == int(a.sex)) && (s.category == -1 || s.category == int(a.category))
}

// share calls do for the parts of n places, each in a worker of its own, and waits for all.
func share(ctx context.Context, n, workers int, do func(part, from, until int)) error {
	var running sync.WaitGroup
	for part := range workers {
		running.Go(func() { do(part, n*part/workers, n*(part+1)/workers) })
	}
	running.Wait()
	return ctx.Err()
}
