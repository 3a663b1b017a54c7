package catalogue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/store"
)

// Publish writes a snapshot of every version that the store lacks, archived ones too, and takes over approvals, translations
// and reference. It may be repeated, and other instances may publish at the same time. When the store has one of the versions
// with other content, nothing is published and the error is a courses.Problems that names the files.
func (l *Library) Publish(ctx context.Context, cat *courses.Catalogue) error {
	var missing []*courses.Course
	var problems courses.Problems
	for _, c := range cat.Versions() {
		m, err := l.manifests.Get(ctx, string(keyOf(c.ID, c.Version)))
		switch {
		case errors.Is(err, store.ErrNotFound):
			missing = append(missing, c)
		case err != nil:
			return err
		case m.Hash != c.Hash:
			p, err := l.conflict(ctx, c, m)
			if err != nil {
				return err
			}
			problems = append(problems, p)
		}
	}
	// All or nothing, as far as can be seen from here: an instance with one refused course must not start with the others.
	if len(problems) > 0 {
		return problems
	}
	// Archived versions go in too, so that an empty store can show what an old record names.
	for _, c := range missing {
		if err := l.publish(ctx, c); err != nil {
			return err
		}
	}
	for _, c := range cat.Versions() {
		if err := l.recordApproval(ctx, c); err != nil {
			return err
		}
	}
	l.adopt(cat)
	return l.Refresh(ctx)
}

// publish inserts one snapshot: parts, then the manifest. The id of a part holds the sum of the whole, so another instance
// that publishes the same bytes writes the same parts, and what an instance left behind when it was killed is either used or
// never read.
func (l *Library) publish(ctx context.Context, c *courses.Course) error {
	s := c.Snapshot()
	for i, data := range s.Parts {
		err := l.parts.Insert(ctx, part{ID: partID(s.Sum, i), Data: data})
		if err != nil && !errors.Is(err, store.ErrExists) {
			return err
		}
	}
	m := manifest{ID: string(keyOf(c.ID, c.Version)), Course: c.ID, Version: c.Version, Hash: s.Hash, Sum: s.Sum, Parts: len(s.Parts),
		Published: day.Instant(l.Now())}
	err := l.manifests.Insert(ctx, m)
	if !errors.Is(err, store.ErrExists) {
		return err
	}
	winner, err := l.manifests.Get(ctx, m.ID) // another instance was first
	if err != nil || winner.Hash == m.Hash {
		return err
	}
	p, err := l.conflict(ctx, c, winner)
	if err != nil {
		return err
	}
	return courses.Problems{p}
}

// conflict is the problem of a version that is published with other content. It names the files that differ.
func (l *Library) conflict(ctx context.Context, c *courses.Course, m manifest) (courses.Problem, error) {
	published, err := l.load(ctx, m)
	if err != nil {
		return courses.Problem{}, err
	}
	files := differing(published.Sources, c.Sources)
	mend := "raise the version here and archive the published one, or put the files back"
	return c.VersionAt("published", fmt.Sprintf("%s %s is already published with other content: %s", c.ID, c.Version, strings.Join(files, ", ")), mend), nil
}

// differing are the files that one version has otherwise than the other.
func differing(old, now []courses.Source) []string {
	was := map[string]string{}
	for _, s := range old {
		was[s.Path] = s.Hash
	}
	var all []string
	for _, s := range now {
		switch hash, there := was[s.Path]; {
		case !there:
			all = append(all, s.Path+" is new")
		case hash != s.Hash:
			all = append(all, s.Path+" differs")
		}
		delete(was, s.Path)
	}
	for path := range was {
		all = append(all, path+" is gone")
	}
	slices.SortFunc(all, cmp.Compare[string])
	return all
}

// recordApproval keeps approval and authors for instances that were built without the files of this version.
func (l *Library) recordApproval(ctx context.Context, c *courses.Course) error {
	id := string(keyOf(c.ID, c.Version))
	wanted := approval{ID: id, Approval: c.Approval, Authors: c.Authors, Since: day.Instant(l.Now())}
	stored, err := l.approvals.Get(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		if err = l.approvals.Insert(ctx, wanted); !errors.Is(err, store.ErrExists) {
			return err
		}
	case err != nil:
		return err
	case stored.Approval == wanted.Approval && slices.Equal(stored.Authors, wanted.Authors): // every start comes here; nothing is written
		return nil
	}
	_, err = l.approvals.Update(ctx, id, func(a *approval) error {
		// A corrected reference is no new approval: people are bound since the first one of this content.
		same := a.Approval.State == wanted.Approval.State && a.Approval.Hash == wanted.Approval.Hash
		a.Approval, a.Authors = wanted.Approval, wanted.Authors
		if !same {
			a.Since = wanted.Since
		}
		return nil
	})
	return err
}

// adopt takes over what the files say outside the versions.
func (l *Library) adopt(cat *courses.Catalogue) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reference = cat.Reference()
	for _, c := range cat.Versions() {
		k := keyOf(c.ID, c.Version)
		l.own[k] = true
		l.outside[k] = outside{approval: c.Approval, authors: c.Authors, translations: c.Translations, wordings: c.Wordings,
			since: l.outside[k].since}
		if old := l.loaded[k]; old != nil {
			l.loaded[k] = l.dressed(k, old)
		}
	}
}
