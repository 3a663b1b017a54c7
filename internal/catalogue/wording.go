package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"lamtoen/courses"
	"lamtoen/internal/store"
)

// wording is a version's words in another language, as somebody may have been asked or have signed in them. It is inserted once,
// before it is offered: a translation that is mended or withdrawn later changes no attempt and no signature, and an instance
// without the files can go on with an attempt that another one began.
type wording struct {
	ID   string `bson:"_id"`  // COURSE/VERSION/LANGUAGE/HASH
	Data []byte `bson:"data"` // a courses.Wording in JSON
}

func wordingID(c *courses.Course, language, hash string) string {
	return string(keyOf(c.ID, c.Version)) + "/" + language + "/" + hash
}

// recordWordings keeps what the version offers in other languages.
func (l *Library) recordWordings(ctx context.Context, c *courses.Course) error {
	for _, offered := range offers(c) {
		data, err := json.Marshal(offered)
		if err != nil {
			return fmt.Errorf("catalogue: %w", err)
		}
		err = l.wordings.Insert(ctx, wording{ID: wordingID(c, offered.Language, offered.Hash()), Data: data})
		if err != nil && !errors.Is(err, store.ErrExists) {
			return err
		}
	}
	return nil
}

// offers are the words in which assessment or acknowledgement are offered.
func offers(c *courses.Course) []courses.Wording {
	var all []courses.Wording
	for _, language := range c.AskedLanguages() {
		w, _ := c.AskedIn(language)
		all = append(all, w)
	}
	for _, language := range c.SignedLanguages() {
		w, _ := c.SignedIn(language)
		all = append(all, w)
	}
	return all
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
