package learning

import (
	"strconv"

	"lamtoen/internal/fault"
)

// CheckRule gives the rule as AddRule would record it now, with ID and Version, and records nothing: for a look at what it
// would do. The errors are AddRule's.
func (s *Service) CheckRule(r Rule) (Rule, error) {
	r.Audience.clean()
	r.Calendar = true
	bad := append(r.problems(), r.strangers(s.register.Tree(r.From))...)
	if _, err := s.library.Course(r.Course); err != nil {
		bad = append(bad, fault.Field{Name: "course", Message: "Choose a course of the catalogue."})
	}
	if _, err := s.library.Course(r.DueAfter); r.DueAfter != "" && err != nil {
		bad = append(bad, fault.Field{Name: "due_after", Message: "Choose a course of the catalogue."})
	}
	if len(bad) > 0 {
		return Rule{}, fault.Invalid("The rule cannot be saved.", bad...)
	}
	r.Version = s.highest(r.Rule).Version + 1
	r.ID = r.Rule + "/" + strconv.Itoa(r.Version)
	return r, nil
}

// Same tells whether two versions ask the same of the same people.
func (r *Rule) Same(other *Rule) bool { return r.describe() == other.describe() }

// CheckAllowance lists what is wrong with a decision, by field, and tells whether the same is in force already. It records nothing.
func (s *Service) CheckAllowance(a Allowance) (bad []fault.Field, there bool) {
	a.clean()
	if bad = s.strange(&a); len(bad) > 0 {
		return bad, false
	}
	_, there = s.stands(a)
	return nil, there
}
