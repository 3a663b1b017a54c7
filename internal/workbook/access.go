package workbook

import (
	"context"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Course is the course to which the workbook belongs; whoever takes or took it may write in their agency's plan.
const Course courses.CourseID = "social-media-lead"

// Access is what somebody may do with the plan of the agency where they serve.
type Access struct {
	Person   org.PersonID
	Agency   org.AgencyCode
	Position string
	Review   bool // their post has a flag that lets them review what others wrote
}

// officer tells whether the post carries a flag that has to do with the agency's accounts (acct.lead).
func officer(p org.Post) bool {
	return p.Has(org.FlagLead) || p.Has(org.FlagIMO) || p.Has(org.FlagICT) || p.Has(org.FlagHead)
}

// AccessOf tells what the person's post of the day gives, and whether it gives anything. Took says that they take or took the
// course.
func (s *Service) AccessOf(person org.PersonID, took bool) (Access, bool) {
	post, ok := s.register.PostAt(person, day.Of(s.now()))
	if !ok || s.form == nil || !officer(post) && !took {
		return Access{}, false
	}
	return Access{Person: person, Agency: post.Agency, Position: post.Position, Review: officer(post)}, true
}

// Access is AccessOf with the record looked up, and not found for those who have none.
func (s *Service) Access(ctx context.Context, person org.PersonID) (Access, error) {
	if a, ok := s.AccessOf(person, false); ok {
		return a, nil
	}
	facts, err := s.learning.FactsOf(ctx, person, Course)
	if err != nil {
		return Access{}, err
	}
	took := slices.ContainsFunc(facts, func(f learning.Fact) bool { return f.Kind == learning.KindEnrolled })
	if a, ok := s.AccessOf(person, took); ok {
		return a, nil
	}
	return Access{}, fault.NotFound("There is no plan here for you to open. An agency's plan is written by its Social Media Lead, head, " +
		"information and media officers and ICT officers, and by colleagues who take the course for Leads.")
}

// Reviewers gives the people of the agency who may review the plan as it stands, by name: officers who have written nothing in
// this version.
func (s *Service) Reviewers(p Plan) []org.Member {
	var found []org.Member
	for m := range s.register.View(day.Of(s.now()), time.Time{}).Members() {
		if m.Posted && m.Post.Agency == p.Agency && officer(m.Post) && !p.wrote(m.Person.ID) {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b org.Member) int {
		if a.Person.Name != b.Person.Name {
			if a.Person.Name < b.Person.Name {
				return -1
			}
			return 1
		}
		return 0
	})
	return found
}
