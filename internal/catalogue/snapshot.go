package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/store"
)

// manifest is the document that makes a version exist.
type manifest struct {
	ID        string           `bson:"_id"` // COURSE/VERSION
	Course    courses.CourseID `bson:"course"`
	Version   courses.Version  `bson:"version"`
	Hash      string           `bson:"hash"`
	Sum       string           `bson:"sum"` // of the parts; begins their ids
	Parts     int              `bson:"parts"`
	Published time.Time        `bson:"published"`
}

// part is one part of a snapshot.
type part struct {
	ID   string `bson:"_id"`
	Data []byte `bson:"data"`
}

func partID(sum string, i int) string { return fmt.Sprintf("%s/%03d", sum, i) }

// approval is what the files of some instance said last about a version.
type approval struct {
	ID       string           `bson:"_id"` // COURSE/VERSION
	Approval courses.Approval `bson:"approval"`
	Authors  []string         `bson:"authors,omitempty"`
	Since    time.Time        `bson:"since"` // when this approval came; zero where an older program wrote it
}

// Refresh reads the list of versions, the approvals, and the current versions that are not loaded yet. When it fails, the
// library stays as it was.
func (l *Library) Refresh(ctx context.Context) error {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	published := map[key]manifest{}
	highest := map[courses.CourseID]manifest{}
	for m, err := range l.manifests.Each(ctx, store.Query{}) {
		if err != nil {
			return err
		}
		published[key(m.ID)] = m
		if h, ok := highest[m.Course]; !ok || m.Version.Compare(h.Version) > 0 {
			highest[m.Course] = m
		}
	}
	if err := l.refreshApprovals(ctx); err != nil {
		return err
	}
	current := make([]*courses.Course, 0, len(highest))
	for _, m := range highest {
		c, err := l.load(ctx, m)
		if err != nil {
			return err
		}
		current = append(current, c)
	}
	slices.SortFunc(current, func(a, b *courses.Course) int { return cmp.Compare(a.ID, b.ID) })
	l.mu.Lock()
	defer l.mu.Unlock()
	for k, m := range published {
		l.published[k] = m
	}
	l.current, l.approved = current, l.allApprovals()
	return nil
}

// refreshApprovals takes over the approvals and authors of versions whose files this instance does not have, and of all versions
// since when they are approved and what approvers have decided.
func (l *Library) refreshApprovals(ctx context.Context) error {
	found := map[key]approval{}
	for a, err := range l.approvals.Each(ctx, store.Query{}) {
		if err != nil {
			return err
		}
		found[key(a.ID)] = a
	}
	decided := map[key][]Decision{}
	for d, err := range l.decisions.Each(ctx, store.Query{}) { // by id, so each version's in order
		if err != nil {
			return err
		}
		decided[keyOf(d.Course, d.Version)] = append(decided[keyOf(d.Course, d.Version)], d)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.decided = decided
	for k, a := range found {
		o := l.outside[k]
		o.since = a.Since
		if !l.own[k] {
			o.approval, o.authors = a.Approval, a.Authors
		}
		l.outside[k] = o
	}
	for k, c := range l.loaded {
		if approved := l.approvalOf(k, c.Hash); approved != c.Approval {
			l.loaded[k] = l.dressed(k, c)
		}
	}
	return nil
}

// load gives a version from memory, or reads its snapshot.
func (l *Library) load(ctx context.Context, m manifest) (*courses.Course, error) {
	l.loading.Lock()
	defer l.loading.Unlock()
	k := key(m.ID)
	l.mu.RLock()
	c := l.loaded[k]
	l.mu.RUnlock()
	if c != nil {
		return c, nil
	}
	s := courses.Snapshot{Course: m.Course, Version: m.Version, Hash: m.Hash, Sum: m.Sum}
	for i := range m.Parts {
		p, err := l.parts.Get(ctx, partID(m.Sum, i))
		if err != nil {
			return nil, fmt.Errorf("catalogue: part %d of %s: %w", i, m.ID, err)
		}
		s.Parts = append(s.Parts, p.Data)
	}
	read, err := courses.FromSnapshot(s)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.loaded[k] = l.dressed(k, read)
	return l.loaded[k], nil
}

// dressed gives the course with what stands outside its version; the one given stays as it is, since others share it. It needs
// the lock.
func (l *Library) dressed(k key, c *courses.Course) *courses.Course {
	other := *c
	o := l.outside[k]
	other.Approval, other.Authors, other.Translations, other.Wordings = l.approvalOf(k, c.Hash), o.authors, o.translations, o.wordings
	return &other
}
