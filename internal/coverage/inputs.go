package coverage

import (
	"context"
	"fmt"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// duties is what status needs beside the facts of the course itself, the same for everybody.
type duties struct {
	closures []learning.Closure
	others   []learning.Other // of nobody yet: what each version asks of the courses from whose completion some rule counts
}

// duties collects them. It needs at least the read lock.
func (c *Cube) duties(ctx context.Context, course courses.CourseID, rules []learning.Rule) (duties, error) {
	d := duties{closures: c.learning.Closures()}
	for _, id := range learning.OthersOf(rules, course) {
		var asked learning.Inputs
		for part := range c.events.parts[id] {
			version, err := c.learning.Course(ctx, id, part)
			if err != nil {
				return d, fmt.Errorf("coverage: version %s of %s: %w", part.Version, id, err)
			}
			asked.AddOutline(part, learning.OutlineOf(version))
		}
		o := learning.Other{Course: id, Outlines: asked.Outlines, Parts: asked.Parts}
		if current, err := c.library.Course(id); err == nil {
			o.Title = current.Title
		}
		d.others = append(d.others, o)
	}
	return d, nil
}

// inputs are what the status of one member is derived from. They are good until the next call with the same scratch.
func (c *Cube) inputs(f *folder, m org.Member, use *scratch) learning.Inputs {
	in := learning.Inputs{
		Course: f.sheet.Course, Rules: f.rules, Person: m.Person, Posts: m.Posts(), Tree: f.cast.home.tree,
		Facts: c.events.facts(f.sheet.Course, m.Person.ID, use), Current: f.current,
		Outlines: f.versions.Outlines, Parts: f.versions.Parts, Editions: f.versions.Editions, Approval: f.approval, Outages: f.outages,
		Allowances: c.learning.AllowancesOf(m.Person.ID), Closures: f.duties.closures,
	}
	if s, ok := c.firsts[m.Person.ID]; ok {
		in.FirstSignIn = learning.SignIn{At: s.At, Recorded: s.Recorded}
	}
	for i, o := range f.duties.others {
		if i == len(use.others) {
			use.others = append(use.others, scratch{})
		}
		o.Facts = c.events.facts(o.Course, m.Person.ID, &use.others[i])
		in.Others = append(in.Others, o)
	}
	return in
}

// followers gives, by course, the courses of which some rule counts from its completion.
func followers(rules []learning.Rule) map[courses.CourseID][]courses.CourseID {
	var out map[courses.CourseID][]courses.CourseID
	for i := range rules {
		if r := &rules[i]; r.DueAfter != "" {
			if out == nil {
				out = map[courses.CourseID][]courses.CourseID{}
			}
			out[r.DueAfter] = append(out[r.DueAfter], r.Course)
		}
	}
	return out
}

// refreshDuties marks those for judging again about whose duty somebody has decided, and notes which courses follow which.
func (c *Cube) refreshDuties(ctx context.Context) error {
	rules, err := c.learning.Rules(ctx)
	if err != nil {
		return err
	}
	c.followers = followers(rules)
	people, place := c.learning.AllowedSince(c.read.allowances)
	for _, id := range people {
		c.touch("", id)
	}
	c.read.allowances = place
	return nil
}
