package courses

import (
	"slices"
	"time"
)

// Options is what Load is told about the world outside the files.
type Options struct {
	Owners map[string]bool // agency codes that may own a course; nil: owners are not checked
	Today  time.Time       // to check that review dates lie at most two years ahead; zero: not checked
}

// Catalogue is the whole content tree, read without a problem.
type Catalogue struct {
	Courses  []*Course // the current versions, sorted by catalogue and id
	Archive  []*Course // superseded versions, sorted by id and version
	Policy   Policy
	Glossary []Term
	Contacts []Contact
	Places   []Place
	Workbook *Workbook // of an agency's plan; nil when the tree has none
	Sums     []Sum     // content.sum as it stands
}

// Course finds the current version of a course.
func (c *Catalogue) Course(id CourseID) (*Course, bool) {
	i := slices.IndexFunc(c.Courses, func(co *Course) bool { return co.ID == id })
	if i < 0 {
		return nil, false
	}
	return c.Courses[i], true
}

// Versions are all versions, the current ones first and then the archive.
func (c *Catalogue) Versions() []*Course { return slices.Concat(c.Courses, c.Archive) }

// Reference is what all courses share.
func (c *Catalogue) Reference() Reference {
	return Reference{Policy: c.Policy, Glossary: c.Glossary, Contacts: c.Contacts, Places: c.Places}
}
