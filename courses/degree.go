package courses

import (
	"fmt"
	"strings"
)

// Degree is how far a version number is raised, and how far a change asks it to be.
type Degree int

// The degrees, the smaller first.
const (
	NoChange Degree = iota
	Patch
	Minor
	Major
)

// String names the degree as authors speak of it.
func (d Degree) String() string {
	switch d {
	case Patch:
		return "patch"
	case Minor:
		return "minor"
	case Major:
		return "major"
	}
	return "none"
}

// StepTo tells which number was raised from v to w; NoChange when w does not come after v.
func (v Version) StepTo(w Version) Degree {
	a, b := v.numbers(), w.numbers()
	switch {
	case w.Compare(v) <= 0:
		return NoChange
	case a[0] != b[0]:
		return Major
	case a[1] != b[1]:
		return Minor
	}
	return Patch
}

// Raise gives the lowest version that is a step above v.
func (v Version) Raise(d Degree) Version {
	n := v.numbers()
	switch d {
	case Major:
		n = [3]uint64{n[0] + 1, 0, 0}
	case Minor:
		n = [3]uint64{n[0], n[1] + 1, 0}
	case Patch:
		n[2]++
	}
	return Version(fmt.Sprintf("%d.%d.%d", n[0], n[1], n[2]))
}

// namedReasons is how many changes a message about a too small step names.
const namedReasons = 3

// tooSmall are the current versions whose step above the newest archived one is smaller than their change asks for. Learners
// under way keep a minor change from them, holders may owe a major one, so the number is a promise.
func (c *Catalogue) tooSmall() Problems {
	var ps Problems
	for _, now := range c.Courses {
		old, ok := c.before(now)
		if !ok {
			continue
		}
		changes := Compare(old, now)
		least, given := changes.Least(), old.Version.StepTo(now.Version)
		if given >= least {
			continue
		}
		var reasons []string
		for _, d := range changes {
			if d.Degree == least {
				reasons = append(reasons, d.String())
			}
		}
		if more := len(reasons) - namedReasons; more > 0 {
			reasons = append(reasons[:namedReasons], fmt.Sprintf("and %d more", more))
		}
		ps = append(ps, now.VersionAt("step", fmt.Sprintf("from %s to %s is a %s step, and the change is a %s one: %s", old.Version, now.Version, given,
			least, strings.Join(reasons, "; ")), fmt.Sprintf("raise the version to %s", old.Version.Raise(least))))
	}
	return ps
}

// before finds the newest archived version below a course's current one.
func (c *Catalogue) before(now *Course) (*Course, bool) {
	var newest *Course
	for _, old := range c.Archive { // sorted by version
		if old.ID == now.ID && old.Version.Compare(now.Version) < 0 {
			newest = old
		}
	}
	return newest, newest != nil
}
