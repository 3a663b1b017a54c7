package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"lamtoen/courses"
	"lamtoen/internal/store"
)

// wording is a version's words in another language, as somebody was asked or has signed in them. It is inserted once, before the
// first record names it: a translation that is mended or withdrawn later changes no attempt and no signature, and an instance
// without the files can go on with an attempt that another one began.
type wording struct {
	ID   string `bson:"_id"`  // COURSE/VERSION/LANGUAGE/HASH
	Data []byte `bson:"data"` // a courses.Wording in JSON
}

func wordingID(c *courses.Course, language, hash string) string {
	return string(keyOf(c.ID, c.Version)) + "/" + language + "/" + hash
}

// Keep puts words in which a version is offered into the store, where Worded finds them. It is asked before a record names them, and
// may be asked again.
func (l *Library) Keep(ctx context.Context, c *courses.Course, w courses.Wording) error {
	id := wordingID(c, w.Language, w.Hash())
	if _, kept := l.worded.Load(id); kept {
		return nil
	}
	data, err := json.Marshal(w)
	if err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	if err = l.wordings.Insert(ctx, wording{ID: id, Data: data}); err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("catalogue: words %s: %w", id, err)
	}
	l.worded.Store(id, w)
	return nil
}

// Worded gives a course in the words of a hash, which a record names: those that somebody was asked or signed in, whatever the
// translation says today. Without a hash it is the course itself, in English.
func (l *Library) Worded(ctx context.Context, c *courses.Course, language, hash string) (*courses.Course, error) {
	if hash == "" {
		return c, nil
	}
	id := wordingID(c, language, hash)
	if kept, ok := l.worded.Load(id); ok {
		if w, ok := kept.(courses.Wording); ok {
			return c.Worded(w), nil
		}
	}
	stored, err := l.wordings.Get(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("catalogue: words %s: %w", id, err)
	}
	var w courses.Wording
	if err := json.Unmarshal(stored.Data, &w); err != nil {
		return nil, fmt.Errorf("catalogue: words %s: %w", id, err)
	}
	if w.Language != language || w.Hash() != hash || !w.Sound() {
		return nil, fmt.Errorf("catalogue: words %s: %w", id, courses.ErrDamaged)
	}
	l.worded.Store(id, w)
	return c.Worded(w), nil
}
