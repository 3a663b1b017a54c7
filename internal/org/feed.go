package org

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/store"
)

const (
	// overlap is how far behind the newest document the feed is read again: an insert takes at most 5 s from its stamp, and
	// clocks of instances may differ by 30 s before /readyz complains.
	overlap = 2 * time.Minute
	// nearOverlap is how far behind most readings go: the time of an insert and a little. After an import of 30,000 people
	// the whole overlap would be those 30,000 at each reading, so it is read only every deepEvery.
	nearOverlap = 7 * time.Second
	deepEvery   = 15 * time.Second
	// memory is how long a group's fate is remembered after its commit, for documents of it that the feed gives again.
	memory = 24 * time.Hour
	// loadPage is how many documents one read takes.
	loadPage = 2000
)

// The series that documents are numbered in.
const (
	inPeople   = "people/"
	inPosts    = "posts/"
	inGrants   = "grants/"
	inAgencies = "agencies/"
)

// changes are documents of any kind, as they go into the memory or into the store.
type changes struct {
	people   []Person
	posts    []Post
	grants   []Grant
	agencies []Agency
}

func (c *changes) size() int {
	return len(c.people) + len(c.posts) + len(c.grants) + len(c.agencies)
}

// stamp gives the group, its author and its instant to all documents.
func (c *changes) stamp(group, by string, at time.Time) {
	for i := range c.people {
		c.people[i].Group, c.people[i].By, c.people[i].Recorded = group, by, at
	}
	for i := range c.posts {
		c.posts[i].Group, c.posts[i].By, c.posts[i].Recorded = group, by, at
	}
	for i := range c.grants {
		c.grants[i].Group, c.grants[i].By, c.grants[i].Recorded = group, PersonID(by), at
	}
	for i := range c.agencies {
		c.agencies[i].Group, c.agencies[i].By, c.agencies[i].Recorded = group, by, at
	}
}

// since makes the documents known from the commit of their group, which is when they began to show.
func (c *changes) since(commit time.Time) {
	for i := range c.people {
		c.people[i].Recorded = commit
	}
	for i := range c.posts {
		c.posts[i].Recorded = commit
	}
	for i := range c.grants {
		c.grants[i].Recorded = commit
	}
	for i := range c.agencies {
		c.agencies[i].Recorded = commit
	}
}

// each calls f with the series and number of every document.
func (c *changes) each(f func(series string, number int)) {
	for _, p := range c.people {
		f(inPeople+string(p.ID), p.Version)
	}
	for _, p := range c.posts {
		f(inPosts+string(p.Person), p.Version)
	}
	for _, g := range c.grants {
		f(inGrants+string(g.Person), g.Version)
	}
	for _, a := range c.agencies {
		f(inAgencies, a.Version)
	}
}

// waiting is a group that has no commit yet, or was given up and not yet swept.
type waiting struct {
	changes
	keys   map[string]bool // series and numbers: the feed gives documents again
	newest time.Time       // the latest stamp of its documents
}

// top is the highest number in a series that a group without a commit has taken.
type top struct {
	number int
	group  string
}

// feed is how far the store has been read, and what was read that may not show yet.
type feed struct {
	seen    map[string]time.Time // per collection, the newest stamp
	fates   map[string]groupDoc
	waiting map[string]*waiting
	tops    map[string]top
	fresh   map[string]*changes // committed groups that are about to show
	deep    time.Time           // when the whole overlap was last read
	back    time.Duration       // how far behind this reading goes
	loading bool                // nobody reads yet, so that rows may show as they come
}

func newFeed() feed {
	return feed{
		seen: map[string]time.Time{}, fates: map[string]groupDoc{}, waiting: map[string]*waiting{},
		tops: map[string]top{}, fresh: map[string]*changes{},
	}
}

// load reads the whole store.
func (r *Register) load(ctx context.Context) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.feed.loading = true
	err := r.refresh(ctx)
	r.feed.loading = false
	slices.SortFunc(r.order, byID)
	return err
}

// Refresh reads what other instances have written. A group shows whole, in one step, once it is committed.
func (r *Register) Refresh(ctx context.Context) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	return r.refresh(ctx)
}

// refreshDeep reads the whole overlap, for an act that met another one which must be there.
func (r *Register) refreshDeep(ctx context.Context) error {
	r.feed.deep = time.Time{}
	return r.refresh(ctx)
}

// refresh needs the lock writing. Fates are read before documents: a group that is committed when its fate is read has
// all its documents in the store by then.
func (r *Register) refresh(ctx context.Context) error {
	f := &r.feed
	f.back = nearOverlap
	if now := r.now(); now.Before(f.deep) || now.Sub(f.deep) >= deepEvery {
		f.back, f.deep = overlap, now
	}
	for doc, err := range r.tables.groups.Each(ctx, r.since("groups")) {
		if err != nil {
			return fmt.Errorf("org: read groups: %w", err)
		}
		f.saw("groups", doc.Recorded)
		f.decide(doc)
	}
	if err := r.readAgencies(ctx); err != nil {
		return err
	}
	if err := r.readPeople(ctx); err != nil {
		return err
	}
	r.show()
	f.forget(r.now())
	return nil
}

func (r *Register) readPeople(ctx context.Context) error {
	f := &r.feed
	for doc, err := range r.tables.people.Each(ctx, r.since("people")) {
		if err != nil {
			return fmt.Errorf("org: read people: %w", err)
		}
		f.saw("people", doc.Recorded)
		r.take(doc.Group, doc.Recorded, func(c *changes) { c.people = append(c.people, doc.Person) })
	}
	for doc, err := range r.tables.posts.Each(ctx, r.since("posts")) {
		if err != nil {
			return fmt.Errorf("org: read posts: %w", err)
		}
		f.saw("posts", doc.Recorded)
		r.take(doc.Group, doc.Recorded, func(c *changes) { c.posts = append(c.posts, doc.Post) })
	}
	for doc, err := range r.tables.grants.Each(ctx, r.since("grants")) {
		if err != nil {
			return fmt.Errorf("org: read grants: %w", err)
		}
		f.saw("grants", doc.Recorded)
		r.take(doc.Group, doc.Recorded, func(c *changes) { c.grants = append(c.grants, doc.Grant) })
	}
	return nil
}

func (r *Register) readAgencies(ctx context.Context) error {
	for doc, err := range r.tables.agencies.Each(ctx, r.since("agencies")) {
		if err != nil {
			return fmt.Errorf("org: read agencies: %w", err)
		}
		r.feed.saw("agencies", doc.Recorded)
		r.take(doc.Group, doc.Recorded, func(c *changes) { c.agencies = append(c.agencies, doc.Agency) })
	}
	return nil
}

// since is the query for what has been recorded since the last reading, and a little before. A stamp from a clock that
// runs ahead does not move the reading ahead of our own.
func (r *Register) since(collection string) store.Query {
	q := store.Query{Index: feedIndex, Limit: loadPage}
	if seen := r.feed.seen[collection]; !seen.IsZero() {
		if now := r.now(); seen.After(now) {
			seen = now
		}
		q.From = day.Instant(seen.Add(-r.feed.back))
	}
	return q
}

func (f *feed) saw(collection string, recorded time.Time) {
	if recorded.After(f.seen[collection]) {
		f.seen[collection] = recorded
	}
}

// decide notes a group's fate. What waited for a commit is about to show.
func (f *feed) decide(doc groupDoc) {
	f.fates[doc.Group] = doc
	if w := f.waiting[doc.Group]; w != nil && doc.Fate == fateCommitted {
		w.since(doc.Recorded)
		f.fresh[doc.Group] = &w.changes
		delete(f.waiting, doc.Group)
	}
}

// take sorts one document by its group's fate.
func (r *Register) take(group string, recorded time.Time, put func(*changes)) {
	f := &r.feed
	if fate, ok := f.fates[group]; ok && fate.Fate == fateCommitted {
		c := f.fresh[group]
		if c == nil {
			c = &changes{}
			f.fresh[group] = c
		}
		put(c)
		if f.loading && c.size() >= loadPage {
			r.show()
		}
		return
	}
	w := f.waiting[group]
	if w == nil {
		w = &waiting{keys: map[string]bool{}}
		f.waiting[group] = w
	}
	var one changes
	put(&one)
	one.each(func(series string, number int) {
		if number > f.tops[series].number {
			f.tops[series] = top{number, group}
		}
		if k := key(series, number); !w.keys[k] {
			w.keys[k] = true
			put(&w.changes)
		}
	})
	if recorded.After(w.newest) {
		w.newest = recorded
	}
}

// release drops the notes about numbers that a group had taken: they show now, or are gone.
func (f *feed) release(group string, c *changes) {
	if len(f.tops) == 0 {
		return
	}
	c.each(func(series string, _ int) {
		if f.tops[series].group == group {
			delete(f.tops, series)
		}
	})
}

// forget drops the fates that no document can ask for any more.
func (f *feed) forget(now time.Time) {
	for group, doc := range f.fates {
		if f.waiting[group] == nil && doc.Recorded.Before(now.Add(-memory)) {
			delete(f.fates, group)
		}
	}
}
