package org

import (
	"context"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/store"
)

// Register is the directory of people, posts, grants and agencies, held in memory over the store. It is safe for
// concurrent use: look-ups take a read lock for the time of one map access.
type Register struct {
	tables tables
	audit  Auditor
	now    func() time.Time
	newID  func() string

	// writing is held by one act or refresh at a time; it guards feed.
	writing sync.Mutex
	feed    feed

	// mu guards what readers see.
	mu       sync.RWMutex
	slots    map[PersonID]*slot
	order    []*slot // by id
	byEID    map[string]*slot
	byEmail  map[string]mailbox
	grants   map[PersonID][]Grant // every version, by number; replaced, never changed
	book     *book
	imported time.Time
	revision uint64 // counts changes that readers can see
}

// Auditor takes the entry of each administrative act; *audit.Log is the real one.
type Auditor interface {
	Append(ctx context.Context, e audit.Entry) error
}

// slot is a person's place in the directory. Its entry is replaced, never changed.
type slot struct{ entry *entry }

// mailbox tells whose an e-mail address is, and how many people give it.
type mailbox struct {
	slot  *slot
	count int
}

// Open loads the whole register from the store. The collections are made when they are missing.
func Open(ctx context.Context, e store.Engine, log Auditor, s Settings) (*Register, error) {
	t, err := openTables(ctx, e)
	if err != nil {
		return nil, err
	}
	r := &Register{
		tables: t, audit: log, now: s.Now, newID: s.NewID, feed: newFeed(),
		slots: map[PersonID]*slot{}, byEID: map[string]*slot{}, byEmail: map[string]mailbox{},
		grants: map[PersonID][]Grant{}, book: newBook(nil),
	}
	if r.now == nil {
		r.now = time.Now
	}
	if r.newID == nil {
		r.newID = randomID
	}
	return r, r.load(ctx)
}

// NewPersonID makes an id for a person who is about to be imported.
func (r *Register) NewPersonID() PersonID { return PersonID("p" + r.newID()) }

// find gives what is known of a person; nil when there is nothing.
func (r *Register) find(id PersonID) *entry {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if s := r.slots[id]; s != nil {
		return s.entry
	}
	return nil
}

func (s *slot) now() (Person, bool) {
	if s == nil {
		return Person{}, false
	}
	row := s.entry.person(always)
	if row == nil {
		return Person{}, false
	}
	return row.person(s.entry.id), true
}

// Person gives a person as the register has them now.
func (r *Register) Person(id PersonID) (Person, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.slots[id].now()
}

// ByEID gives the person who has the EID now, however it is typed.
func (r *Register) ByEID(eid string) (Person, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.byEID[NormalEID(eid)].now()
}

// ByEmail gives the person whose e-mail address it is; false when nobody gives it, or more than one person does.
func (r *Register) ByEmail(email string) (Person, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	box := r.byEmail[NormalEmail(email)]
	if box.count != 1 {
		return Person{}, false
	}
	return box.slot.now()
}

// Count tells how many people the register knows, those who have left included.
func (r *Register) Count() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.order)
}

// People gives everyone whom the register knows now, in the order of their ids, those who have left included.
func (r *Register) People() iter.Seq[Person] {
	return func(yield func(Person) bool) {
		for _, e := range r.entries() {
			if row := e.person(always); row != nil && !yield(row.person(e.id)) {
				return
			}
		}
	}
}

// entries is a snapshot of the directory in the order of ids.
func (r *Register) entries() []*entry {
	r.mu.RLock()
	defer r.mu.RUnlock()
	out := make([]*entry, len(r.order))
	for i, s := range r.order {
		out[i] = s.entry
	}
	return out
}

// Posts gives a person's posts cut where leave begins and ends, so that each has one duty from its first to its last day.
// They are in order of their first day; only acting posts overlap with others.
func (r *Register) Posts(id PersonID) []Post {
	if e := r.find(id); e != nil {
		return e.stretches(always)
	}
	return nil
}

// Appointments gives a person's posts whole, with their leave inside, as the pages for administrators edit them.
func (r *Register) Appointments(id PersonID) []Post {
	if e := r.find(id); e != nil {
		return e.appointments(always)
	}
	return nil
}

// PostAt gives the post of a day: the substantive one, or an acting one for somebody who has no other. From and Until
// bound the days around it with the same duty.
func (r *Register) PostAt(id PersonID, on day.Date) (Post, bool) {
	e := r.find(id)
	if e == nil {
		return Post{}, false
	}
	row := e.postOn(on, always)
	if row == nil {
		return Post{}, false
	}
	return row.post(id).on(on), true
}

// GrantsOf gives the grants in force on a day, without the role of learner that everyone has. A focal role is in force
// only while the person has stayed in the agency where they served on its first day, without a gap.
func (r *Register) GrantsOf(id PersonID, on day.Date) []Grant {
	r.mu.RLock()
	grants := r.grants
	r.mu.RUnlock()
	e := r.find(id)
	if len(grants[id]) == 0 || e == nil {
		return nil
	}
	return holding{grants, r.find, on, always}.inForce(e)
}

// AllGrants gives every person's grants as written, ended ones included, in the order of people's ids.
func (r *Register) AllGrants() []Grant {
	r.mu.RLock()
	defer r.mu.RUnlock()
	out := make([]Grant, 0, len(r.grants))
	for id := range r.grants {
		out = append(out, standing(r.grants[id], always)...)
	}
	slices.SortFunc(out, func(a, b Grant) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// FindGrant gives a grant as it is written now.
func (r *Register) FindGrant(id string) (Grant, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, g := range standing(r.grants[personOf(id)], always) {
		if g.ID == id {
			return g, true
		}
	}
	return Grant{}, false
}

// Principal gives the person as one who asks at an instant: a learner, and what their grants in force say. A person whom
// the register does not know has no grants at all.
func (r *Register) Principal(id PersonID, at time.Time) Principal {
	p := Principal{Kind: PrincipalPerson, ID: id}
	if r.find(id) == nil {
		return p
	}
	p.Grants = append([]Grant{{Person: id, Role: RoleLearner}}, r.GrantsOf(id, day.Of(at))...)
	return p
}

// Tree gives the agencies as they stand on a day, as known now.
func (r *Register) Tree(at day.Date) *Tree {
	r.mu.RLock()
	b := r.book
	r.mu.RUnlock()
	return b.tree(at)
}

// AgencyHistory gives the periods of an agency's life as known now, by first day.
func (r *Register) AgencyHistory(code AgencyCode) []Agency {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.Clone(r.book.current[code])
}

// Imported is when the register last took a person or a post from somebody else than the person concerned: the register's
// age. It is zero when there are none.
func (r *Register) Imported() time.Time {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.imported
}
