package learning

import (
	"time"

	"lamtoen/courses"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
)

// Approval is what the rules of one course wait for: a mandatory course that its owner has not approved binds nobody. The
// first approval of any version lets them bind for good: a new version is a draft until it is approved in its turn, and
// meanwhile nobody is let off.
type Approval struct {
	Needed bool                 // rules wait
	Given  []catalogue.Approved // the earliest day first
}

// from is the day on which rules begin to bind, as known on an instant; false while they wait.
func (a Approval) from(known time.Time) (day.Date, bool) {
	if !a.Needed {
		return "", true
	}
	for _, g := range a.Given {
		if !g.Recorded.After(known) {
			return g.Day, true
		}
	}
	return "", false
}

// Waits tells that on the day, as known, nobody is bound for want of an approval.
func (a Approval) Waits(on day.Date, known time.Time) bool {
	from, binds := a.from(known)
	return !binds || on < from
}

// Approval gives what the rules of a course wait for, as the library knows it.
func (s *Service) Approval(course courses.CourseID) Approval {
	if !s.approved {
		return Approval{}
	}
	return Approval{Needed: true, Given: s.library.Approvals(course)}
}

// Waits tells that the rules of the course bind nobody yet, since its owner has approved no version of it.
func (s *Service) Waits(course courses.CourseID) bool {
	return s.Approval(course).Waits(s.today(), s.now())
}
