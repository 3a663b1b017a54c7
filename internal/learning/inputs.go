package learning

import (
	"context"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// NeedsTree tells whether some rule of the course looks at the tree of agencies: by its audience, or for closures of one place or of some types of agency.
func NeedsTree(rules []Rule, closures []Closure, course courses.CourseID) bool {
	placed := slices.ContainsFunc(closures, func(c Closure) bool { return c.Place != "" || len(c.Types) > 0 })
	return slices.ContainsFunc(rules, func(r Rule) bool {
		return r.Course == course && (len(r.Audience.Agencies)+len(r.Audience.Types) > 0 || r.Calendar && placed)
	})
}

// OthersOf gives the courses from whose completion some version of a rule of the course counts, each once.
func OthersOf(rules []Rule, course courses.CourseID) []courses.CourseID {
	var others []courses.CourseID
	for i := range rules {
		if r := &rules[i]; r.Course == course && r.DueAfter != "" && !slices.Contains(others, r.DueAfter) {
			others = append(others, r.DueAfter)
		}
	}
	return others
}

// dutyInputs adds what only some rules ask for: the tree of agencies, the first sign-in, the work on other courses.
func (s *Service) dutyInputs(ctx context.Context, in *Inputs) error {
	if NeedsTree(in.Rules, in.Closures, in.Course) {
		in.Tree = s.register.Tree(s.today())
	}
	if s.signedIn != nil && slices.ContainsFunc(in.Rules, func(r Rule) bool { return r.Course == in.Course && r.DueFrom == DueFromSignIn }) {
		if at, ok := s.signedIn(in.Person.ID); ok {
			in.FirstSignIn = SignIn{At: at, Recorded: at}
		}
	}
	for _, course := range OthersOf(in.Rules, in.Course) {
		o, err := s.other(ctx, in.Person.ID, course)
		if err != nil {
			return err
		}
		in.Others = append(in.Others, o)
	}
	return nil
}

// other reads a person's work on another course.
func (s *Service) other(ctx context.Context, person org.PersonID, course courses.CourseID) (Other, error) {
	facts, err := s.FactsOf(ctx, person, course)
	if err != nil {
		return Other{}, err
	}
	asked := Inputs{}
	for i := range facts {
		f := &facts[i]
		if f.Kind != KindEnrolled || asked.outline(f) != nil {
			continue
		}
		e := enrolmentOf(*f)
		c, err := s.pinned(ctx, e)
		if err != nil {
			return Other{}, err
		}
		asked.AddOutline(Part{e.Version, e.Path}, OutlineOf(c))
	}
	o := Other{Course: course, Facts: facts, Outlines: asked.Outlines, Parts: asked.Parts}
	current, err := s.library.Course(course)
	if err != nil && !fault.Is(err, fault.CodeNotFound) {
		return o, err
	}
	if err == nil {
		o.Title = current.Title
	}
	return o, nil
}
