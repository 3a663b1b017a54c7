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
