package courses

import "slices"

// Waiver says that a rule of the linter is not held against a part of a course, and why. It stands in the file that it is for:
// in course.yaml for the whole course, in the front matter of a lesson or of a part of the pack for that file, in an item for
// the item. It is not part of the hash. Package courses reads it; the rules are those of package lint.
type Waiver struct {
	Rule  string
	Cause string
	File  string // relative to the content tree
	Item  ItemID // of an item; else empty
	Line  int
	Col   int
}

// Waivers are those of the whole course, in the order of reading; none when it was read from a snapshot.
func (c *Course) Waivers() []Waiver { return slices.Clone(c.waivers) }

// readWaivers reads waive: a list of {rule, cause}. An empty cause is for the linter to refuse.
func (r *courseReader) readWaivers(o *object, scope Waiver) {
	for _, v := range o.maybeList("waive") {
		w, ok := v.object("a waiver")
		if !ok {
			continue
		}
		at := w.at()
		scope.Line, scope.Col = at.line, at.col
		scope.Rule, scope.Cause = w.text("rule", "the id of a rule, as content check prints it"), w.maybe("cause")
		w.done()
		if r.silent { // of a translation, which the linter does not read
			continue
		}
		r.course.waivers = append(r.course.waivers, scope)
	}
}
