// Package catalogue publishes courses into the store and says which version is current.
//
// A published version never changes. Publishing writes a snapshot, parts first and the manifest last, so a version exists
// when its manifest does; several instances may publish the same files at the same time. The same version with other content
// is refused, by name of the files. What stands outside a version, approval and translations, follows the files that the
// instance was built with; an approval may also be given here (Decide), and then has the same effect. Words in which somebody
// is asked or signs are kept as well, by their hash (Keep, Worded), since a record names them.
//
// Courses are shared and immutable: nobody may write to one that a Library gave out.
package catalogue

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// Library gives courses, read from the store once and kept. It is safe for concurrent use.
type Library struct {
	// Now is the clock; it stamps when a version was published. Set it before the library is used.
	Now func() time.Time

	manifests *store.Collection[manifest]
	parts     *store.Collection[part]
	approvals *store.Collection[approval]
	decisions *store.Collection[Decision]
	wordings  *store.Collection[wording]
	worded    sync.Map // courses.Wording by the id of its document, since none ever changes

	refreshing sync.Mutex // held by Refresh, so that a slow one cannot bring back an older list
	loading    sync.Mutex // held while a snapshot is read, so that each is read once

	mu        sync.RWMutex
	published map[key]manifest // every version that the store had when it was last asked
	loaded    map[key]*courses.Course
	current   []*courses.Course // the highest version of each course, sorted by id
	outside   map[key]outside
	approved  map[courses.CourseID][]Approved
	decided   map[key][]Decision // in the order in which they were made
	own       map[key]bool       // versions whose files this instance was built with
	reference courses.Reference
}

// key is COURSE/VERSION, the id of a manifest.
type key string

func keyOf(id courses.CourseID, v courses.Version) key { return key(string(id) + "/" + string(v)) }

// outside is what a course version carries that is not part of the version.
type outside struct {
	approval     courses.Approval
	since        time.Time // when the store first had this approval from some instance's files
	authors      []string
	translations []courses.Translation
	wordings     []courses.Wording
}

// Open gives the library with what the store holds.
func Open(ctx context.Context, engine store.Engine) (*Library, error) {
	l := &Library{Now: time.Now, published: map[key]manifest{}, loaded: map[key]*courses.Course{}, outside: map[key]outside{},
		decided: map[key][]Decision{}, own: map[key]bool{}}
	var err error
	if l.manifests, err = store.Open[manifest](ctx, engine, "course_versions"); err != nil {
		return nil, err
	}
	if l.parts, err = store.Open[part](ctx, engine, "course_parts"); err != nil {
		return nil, err
	}
	if l.approvals, err = store.Open[approval](ctx, engine, "course_approvals"); err != nil {
		return nil, err
	}
	if l.decisions, err = store.Open[Decision](ctx, engine, "course_decisions"); err != nil {
		return nil, err
	}
	if l.wordings, err = store.Open[wording](ctx, engine, "course_wordings"); err != nil {
		return nil, err
	}
	return l, l.Refresh(ctx)
}

// Current gives the current version of every course, sorted by id.
func (l *Library) Current() []*courses.Course {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Clone(l.current)
}

// Course gives the current version of a course; not_found when there is no such course.
func (l *Library) Course(id courses.CourseID) (*courses.Course, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	i, ok := slices.BinarySearchFunc(l.current, id, func(c *courses.Course, id courses.CourseID) int { return cmp.Compare(c.ID, id) })
	if !ok {
		return nil, fault.NotFound("There is no such course.")
	}
	return l.current[i], nil
}

// Version gives any published version of a course, the current one or one that a record names; not_found when it was never
// published.
func (l *Library) Version(ctx context.Context, id courses.CourseID, v courses.Version) (*courses.Course, error) {
	k := keyOf(id, v)
	l.mu.RLock()
	c, m := l.loaded[k], l.published[k]
	l.mu.RUnlock()
	if c != nil {
		return c, nil
	}
	if m.ID == "" {
		var err error
		m, err = l.manifests.Get(ctx, string(k))
		if errors.Is(err, store.ErrNotFound) {
			return nil, fault.NotFound("There is no such version of the course.")
		}
		if err != nil {
			return nil, err
		}
	}
	return l.load(ctx, m)
}

// Versions are the published versions of a course, oldest first, as known at the last Refresh.
func (l *Library) Versions(id courses.CourseID) []courses.Version {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var all []courses.Version
	for _, m := range l.published {
		if m.Course == id {
			all = append(all, m.Version)
		}
	}
	slices.SortFunc(all, courses.Version.Compare)
	return all
}

// Published is when a version was published; false when it is not known here.
func (l *Library) Published(id courses.CourseID, v courses.Version) (time.Time, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	m, ok := l.published[keyOf(id, v)]
	return m.Published, ok
}

// Reference is what all courses share, from the files of the last Publish; empty before. It is not kept in the store: it is
// not versioned, and each course keeps the clauses and terms that it cites.
func (l *Library) Reference() courses.Reference {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.reference
}
