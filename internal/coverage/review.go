package coverage

import (
	"context"
	"iter"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/org"
)

// Review is a time in which somebody looks into whether a person's obligation, result or record is right. A later record of
// the same ID restates it: that is how an open one is closed.
type Review struct {
	ID     string
	Person org.PersonID
	Course courses.CourseID // "" every course

	From, Until time.Time // Until is the first instant after it; zero: open
	Recorded    time.Time
}

// Reviews gives the reviews recorded since an instant, less the feed's overlap. An error ends it.
type Reviews func(ctx context.Context, since time.Time) iter.Seq2[Review, error]

// takeReview keeps a review; the feed gives those of the last minutes again.
func (c *Cube) takeReview(r Review) {
	list := c.reviews[r.Person]
	for i := range list {
		if list[i].ID == r.ID && list[i].Recorded.Equal(r.Recorded) {
			return
		}
	}
	c.reviews[r.Person] = append(list, r)
	c.touch(r.Course, r.Person)
}

// underReview tells whether somebody looks into the person's obligation on the day, as known; and when that may change by time
// alone, zero: never.
func (c *Cube) underReview(f *folder, id org.PersonID) (open bool, changes time.Time) {
	list := c.reviews[id]
	for i := range list {
		r := &list[i]
		if r.Recorded.After(f.known) || r.Course != "" && r.Course != f.sheet.Course || restated(list, r, f.known) {
			continue
		}
		open = open || !r.From.After(f.at) && (r.Until.IsZero() || r.Until.After(f.at))
		for _, t := range []time.Time{r.From, r.Until} {
			if t.After(f.at) && (changes.IsZero() || t.Before(changes)) {
				changes = t
			}
		}
	}
	return open, changes
}

// restated tells whether a later record, as known, says something else of the same review.
func restated(list []Review, r *Review, known time.Time) bool {
	for i := range list {
		if o := &list[i]; o.ID == r.ID && o.Recorded.After(r.Recorded) && !o.Recorded.After(known) {
			return true
		}
	}
	return false
}
