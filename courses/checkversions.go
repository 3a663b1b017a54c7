package courses

import (
	"fmt"
	"slices"
)

// checkVersions looks at all versions together: ids of courses are unique, the current version is the highest, and no id was
// given to another thing.
func (l *loader) checkVersions(cat *Catalogue) {
	seen := newIDs(&l.problems)
	for _, co := range cat.Courses {
		seen.add("course", string(co.ID), co.VersionAt("", "", "").at())
		for _, old := range cat.Archive {
			if old.ID == co.ID && old.Version.Compare(co.Version) >= 0 {
				l.problems = append(l.problems, co.VersionAt("version",
					fmt.Sprintf("version %s is not above the archived %s", co.Version, old.Version), "raise it"))
			}
		}
		l.checkReuse(cat.historyOf(co))
	}
}

func (p Problem) at() place { return place{p.File, p.Line, p.Col} }

// historyOf gives all versions of a course, oldest first.
func (c *Catalogue) historyOf(co *Course) []*Course {
	var all []*Course
	for _, old := range c.Archive {
		if old.ID == co.ID {
			all = append(all, old)
		}
	}
	return append(all, co)
}

// checkReuse compares the current version with all before it. What a program can see of a reused id: the same item id with
// another type of question; and an item or lesson that was dropped in some version and is back with other words.
func (l *loader) checkReuse(history []*Course) {
	// Whether a reworded question is still the same one, only its author knows; a program can only see these two.
	now := history[len(history)-1]
	for _, old := range history[:len(history)-1] {
		for _, was := range old.allItems() {
			is, ok := now.Item(was.ID)
			if ok && is.Type != was.Type {
				l.problems = append(l.problems, now.VersionAt("reused",
					fmt.Sprintf("item %s was a %s question in %s and is a %s one now", was.ID, was.Type, old.Version, is.Type), "give it a new id"))
			}
			if ok && l.cameBack(history, func(c *Course) bool { _, there := c.Item(was.ID); return there }) && is.Stem != was.Stem {
				l.problems = append(l.problems, now.VersionAt("reused",
					fmt.Sprintf("item %s was dropped after %s and is back with another stem", was.ID, old.Version), "give it a new id"))
			}
		}
		for _, was := range old.Lessons {
			is, ok := now.Lesson(was.ID)
			if ok && l.cameBack(history, func(c *Course) bool { _, there := c.Lesson(was.ID); return there }) && is.Title != was.Title {
				l.problems = append(l.problems, now.VersionAt("reused",
					fmt.Sprintf("lesson %s was dropped after %s and is back with another title", was.ID, old.Version), "give it a new id"))
			}
		}
	}
}

// cameBack tells whether something was there, then not, then again.
func (l *loader) cameBack(history []*Course, there func(*Course) bool) bool {
	first := slices.IndexFunc(history, there)
	return slices.ContainsFunc(history[first:], func(c *Course) bool { return !there(c) })
}

// allItems are the bank and the checks of all lessons.
func (c *Course) allItems() []Item {
	all := slices.Clone(c.Items)
	for _, l := range c.Lessons {
		all = append(all, l.Checks()...)
	}
	return all
}
