package learning

import (
	"context"
	"fmt"
	"math"

	"lamtoen/courses"
)

// Path says how much of its version an enrolment asks. The zero Path is the whole course; at most one field is set. It is the
// data of KindEnrolled, left out for the whole.
type Path struct {
	// Since is the version on which the person had completed the course: asked is what is new or has changed in content.
	Since courses.Version `bson:"since,omitempty"`
	// Refresher names the short path of a renewal.
	Refresher courses.RefresherID `bson:"refresher,omitempty"`
}

// Whole tells that the whole course is asked.
func (p Path) Whole() bool { return p == Path{} }

// The purposes of an attempt.
const (
	PurposeAssessment = ""
	PurposePretest    = "pretest" // before the lessons, instead of them
	PurposeDelta      = "delta"
	PurposeRefresher  = "refresher"
)

// purpose is that of an attempt on the path.
func (p Path) purpose() string {
	switch {
	case p.Since != "":
		return PurposeDelta
	case p.Refresher != "":
		return PurposeRefresher
	}
	return PurposeAssessment
}

// Part names what an enrolment asks: a version, and how much of it.
type Part struct {
	Version courses.Version
	Path
}

// Path is that of an enrolment's fact, the zero Path of others.
func (f Fact) Path() Path {
	if f.Kind != KindEnrolled || len(f.Data) == 0 {
		return Path{}
	}
	since, _ := f.Data.Lookup("since").StringValueOK()
	refresher, _ := f.Data.Lookup("refresher").StringValueOK()
	return Path{Since: courses.Version(since), Refresher: courses.RefresherID(refresher)}
}

// Purpose is that of the start, the submission or the regrade of an attempt, without decoding the rest.
func (f Fact) Purpose() string {
	if f.Kind != KindStarted && f.Kind != KindSubmitted && f.Kind != KindRegraded || len(f.Data) == 0 {
		return PurposeAssessment
	}
	purpose, _ := f.Data.Lookup("purpose").StringValueOK()
	return purpose
}

// keptPart is a course that was narrowed, and from what.
type keptPart struct{ from, part *courses.Course }

// partKey names a part of a course.
type partKey struct {
	course courses.CourseID
	part   Part
}

// Course gives a published version of a course, narrowed to the part that an enrolment asks. The versions that it follows from
// never change, so the same part is the same for ever.
func (s *Service) Course(ctx context.Context, id courses.CourseID, asked Part) (*courses.Course, error) {
	c, err := s.library.Version(ctx, id, asked.Version)
	if err != nil || asked.Whole() {
		return c, err
	}
	key := partKey{id, asked}
	if found, ok := s.parts.Load(key); ok {
		// The library gives another course of the same content where the approval has changed, which the part shows too.
		if kept, ok := found.(keptPart); ok && kept.from == c {
			return kept.part, nil
		}
	}
	var part *courses.Course
	if asked.Since != "" {
		old, err := s.library.Version(ctx, id, asked.Since)
		if err != nil {
			return nil, err
		}
		part = c.Since(old)
	} else if short, ok := c.Refreshed(asked.Refresher); ok {
		part = short
	} else {
		return nil, fmt.Errorf("learning: %s %s has no refresher %s", id, asked.Version, asked.Refresher)
	}
	s.parts.Store(key, keptPart{c, part})
	return part, nil
}

// offered is the path that Begin opens for somebody whose status it is: the difference for whoever completed an older major version,
// a refresher for whoever renews, else the whole course.
func (l *ledger) offered(current *courses.Course, status Status) Path {
	switch {
	case status.Completed.IsZero():
		return Path{}
	case major(current.Version) > major(status.CompletedOn):
		return Path{Since: status.CompletedOn}
	case status.Next.Step == StepRenew && status.Renewal != RenewalWhole:
		return Path{Refresher: l.leastLately(current)}
	}
	return Path{}
}

// leastLately is the refresher of the course that the person has begun least lately, never before all others, and of equals the
// first; "" where the course has none.
func (l *ledger) leastLately(c *courses.Course) courses.RefresherID {
	begun := make(map[courses.RefresherID]int)
	for i := range l.facts {
		if f := &l.facts[i]; f.Kind == KindEnrolled && !l.isVoid(f.ID) {
			if id := f.Path().Refresher; id != "" {
				begun[id] = max(begun[id], f.Enrolment)
			}
		}
	}
	least, chosen := math.MaxInt, courses.RefresherID("")
	for _, r := range c.Refreshers {
		if begun[r.ID] < least {
			least, chosen = begun[r.ID], r.ID
		}
	}
	return chosen
}
