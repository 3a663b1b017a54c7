package courses

import (
	"fmt"
	"strings"
)

// lessons compares lessons by id, each with its checks.
func (c *comparer) lessons(old, now *Course) {
	match(old.Lessons, now.Lessons, func(l Lesson) string { return string(l.ID) }, func(was, is *Lesson) {
		switch {
		case was == nil:
			c.lesson, c.about = is.ID, "Lesson “"+is.Title+"”"
			c.add(Added, Minor, "was added")
		case is == nil:
			c.lesson, c.about = was.ID, "Lesson “"+was.Title+"”"
			c.add(Removed, Minor, "was removed")
		default:
			c.lesson, c.about = is.ID, "Lesson “"+is.Title+"”"
			c.oneLesson(*was, *is)
		}
	})
	name := func(l Lesson) string { return string(l.ID) }
	c.lesson, c.about = "", "Lessons"
	c.moved(idList(old.Lessons, name), idList(now.Lessons, name), Minor)
}

func (c *comparer) oneLesson(was, is Lesson) {
	c.value(Patch, "the title", was.Title, is.Title)
	c.value(Minor, "the objective", string(was.Objective), string(is.Objective))
	c.number(Patch, "the time needed", "minutes", was.Minutes, is.Minutes)
	set(c, Minor, "the clauses", sorted(was.Clauses), sorted(is.Clauses))
	c.text(Patch, "the sentence to keep", was.Keep, is.Keep)
	c.text(Patch, "the note to the teacher", was.Sensitive, is.Sensitive)
	set(c, Minor, "whom to tell", was.Tell, is.Tell)
	set(c, Patch, "the cast", castOf(was), castOf(is))
	c.blocks(was.Blocks, is.Blocks)
	c.items(was.Checks(), is.Checks(), "Check")
}

func castOf(l Lesson) []string {
	all := make([]string, len(l.Cast))
	for i, m := range l.Cast {
		all[i] = fmt.Sprintf("%s (%s, %s, %s)", m.Name, m.Sex, m.Job, m.Role)
	}
	return all
}

// blocks compares what is read. Blocks have no ids: that a box came or went is seen by its kind, clause and title, and what
// was reworded sentence by sentence over the whole text.
func (c *comparer) blocks(was, is []Block) {
	old, now := boxes(was), boxes(is)
	for _, b := range boxOrder(was, is) {
		if d := now[b] - old[b]; d > 0 {
			c.add(Added, Minor, b.String()+" was added")
		} else if d < 0 {
			c.add(Removed, Minor, b.String()+" was removed")
		}
	}
	c.text(Patch, "the text", allText(was), allText(is))
}

// box is what tells one block of a lesson from another. A title may be reworded, so it does not count.
type box struct {
	kind   BlockKind
	clause ClauseID
	count  int
}

func (b box) String() string {
	switch b.kind {
	case PolicyBox:
		return "the box on clause " + string(b.clause)
	case PlanTable:
		return fmt.Sprintf("the plan for %d minutes", b.count)
	case RuledLines:
		return fmt.Sprintf("a space of %d lines", b.count)
	case DrawBox:
		return "a box to draw in"
	}
	return "a block “" + string(b.kind) + "”"
}

func boxOf(b Block) (box, bool) {
	x := box{b.Kind, b.Clause, b.Count}
	return x, b.Item == nil && x != box{kind: Prose}
}

func boxes(blocks []Block) map[box]int {
	all := map[box]int{}
	for _, b := range blocks {
		if x, ok := boxOf(b); ok {
			all[x]++
		}
	}
	return all
}

// boxOrder lists each kind of box once, as they come.
func boxOrder(was, is []Block) []box {
	var all []box
	seen := map[box]bool{}
	for _, list := range [][]Block{is, was} {
		for _, b := range list {
			if x, ok := boxOf(b); ok && !seen[x] {
				seen[x] = true
				all = append(all, x)
			}
		}
	}
	return all
}

// words is all that is read in the blocks, a line for a title.
func allText(blocks []Block) string {
	var b strings.Builder
	for _, block := range blocks {
		if block.Item != nil {
			continue
		}
		b.WriteString(block.Title + "\n" + block.Source + "\n")
	}
	return b.String()
}

// pack compares the lesson pack.
func (c *comparer) pack(was, is *Pack) {
	c.about = "Lesson pack"
	if was == nil || is == nil {
		c.presence(was != nil, is != nil, Minor)
		return
	}
	c.about = "Teacher's plan"
	c.sheet(was.TeacherPlan.Sheet, is.TeacherPlan.Sheet)
	set(c, Patch, "the materials", was.TeacherPlan.Materials, is.TeacherPlan.Materials)
	c.text(Patch, "what to prepare", was.TeacherPlan.Before, is.TeacherPlan.Before)
	c.text(Patch, "the note to the teacher", was.TeacherPlan.Sensitive, is.TeacherPlan.Sensitive)
	set(c, Minor, "whom to tell", was.TeacherPlan.Tell, is.TeacherPlan.Tell)
	c.about = "Slides"
	c.value(Patch, "the title", was.SlidesTitle, is.SlidesTitle)
	c.number(Minor, "the number of slides", "", len(was.Slides), len(is.Slides))
	c.text(Patch, "the headings", headings(was.Slides), headings(is.Slides))
	c.blocks(slideBlocks(was.Slides), slideBlocks(is.Slides))
	c.about = "Handout"
	c.sheet(was.Handout, is.Handout)
	c.about = "Family sheet"
	c.sheet(was.FamilySheet, is.FamilySheet)
	c.about = "Activity without devices"
	c.sheet(was.Activity.Sheet, is.Activity.Sheet)
	c.number(Patch, "the time needed", "minutes", was.Activity.Minutes, is.Activity.Minutes)
	set(c, Patch, "the materials", was.Activity.Materials, is.Activity.Materials)
	c.value(Patch, "the group", was.Activity.Group, is.Activity.Group)
}

func (c *comparer) sheet(was, is Sheet) {
	c.value(Patch, "the title", was.Title, is.Title)
	c.blocks(was.Blocks, is.Blocks)
}

func headings(slides []Slide) string {
	var b strings.Builder
	for _, s := range slides {
		b.WriteString(s.Title + "\n")
	}
	return b.String()
}

// slideBlocks are the blocks of all slides, each with its notes after it.
func slideBlocks(slides []Slide) []Block {
	var all []Block
	for _, s := range slides {
		all = append(all, s.Blocks...)
		all = append(all, s.Notes...)
	}
	return all
}
