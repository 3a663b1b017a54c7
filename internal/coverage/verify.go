package coverage

import (
	"context"
	"fmt"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Difference is one person whom two cubes count in different ways, today.
type Difference struct {
	Course courses.CourseID
	Person org.PersonID
	Here   string // the group and what goes with it, "" where the cube does not count the person
	There  string
}

// String is fit for the log: it names the person by the opaque id only.
func (d Difference) String() string {
	return fmt.Sprintf("%s in %s: %q here, %q there", d.Person, d.Course, d.Here, d.There)
}

// Differences folds everybody anew from what the other cube has read, and compares that with today's figures of this one,
// which were kept up to date by the feeds alone. The other is to be opened for it, on the same store; both are brought up
// to date first. What is recorded between the two readings may show as a difference that is gone at the next look.
func (c *Cube) Differences(ctx context.Context, other *Cube) ([]Difference, error) {
	if err := other.Refresh(ctx); err != nil {
		return nil, err
	}
	other.startOver()
	if err := c.Refresh(ctx); err != nil {
		return nil, err
	}
	ids, err := c.Courses(ctx)
	if err != nil {
		return nil, err
	}
	var found []Difference
	for _, id := range ids {
		here, err := c.counted(ctx, id)
		if err != nil {
			return nil, err
		}
		there, err := other.counted(ctx, id)
		if err != nil {
			return nil, err
		}
		for person, counted := range there {
			if here[person] != counted {
				found = append(found, Difference{id, person, here[person], counted})
			}
		}
		for person, counted := range here {
			if _, ok := there[person]; !ok {
				found = append(found, Difference{id, person, counted, ""})
			}
		}
	}
	return found, nil
}

// counted says where and how today's sheet counts each person.
func (c *Cube) counted(ctx context.Context, course courses.CourseID) (map[org.PersonID]string, error) {
	s, err := c.sheet(ctx, Query{Course: course, At: day.Of(c.now())})
	if err != nil {
		return nil, err
	}
	counted := make(map[org.PersonID]string, len(s.standings))
	for i, one := range s.standings {
		if one == 0 {
			continue
		}
		words := []string{string(s.layout.code(s.layout.agencies[i])), string(one.group())}
		for _, mark := range []struct {
			is   standing
			word string
		}{{isExpiring, "expiring"}, {isOverdue, "overdue"}, {underReview, "under review"}} {
			if one.is(mark.is) {
				words = append(words, mark.word)
			}
		}
		counted[s.cast.actors[i].id] = strings.Join(words, " ")
	}
	return counted, nil
}

// Adopt goes on with what the other cube has read, for when the two differ. The other must not be used after it.
func (c *Cube) Adopt(other *Cube) {
	other.mu.Lock()
	c.mu.Lock()
	c.events, c.firsts, c.reviews, c.read = other.events, other.firsts, other.reviews, other.read
	c.journal.forget()
	c.mu.Unlock()
	other.mu.Unlock()
	c.startOver()
}

// startOver lets go of everything that was worked out, so that it is folded anew.
func (c *Cube) startOver() {
	c.casts.clear()
	c.sheets.clear()
	c.todays.Clear()
}
