package courses

import (
	"slices"
	"strings"
)

// Refresher is a short path through a course for those who renew it.
type Refresher struct {
	ID      RefresherID `json:"id"`
	Title   string      `json:"title"`
	Lessons []LessonID  `json:"lessons"`         // in the course's order
	Items   int         `json:"items,omitempty"` // drawn from the objectives of its lessons; 0 in a course without assessment
}

// DeltaPolicy says by when holders of an older major version owe the difference, and why.
type DeltaPolicy struct {
	DueDays int    `json:"due_days"` // from the day on which the major version became current
	Because string `json:"because"`  // one line, shown to them
}

// TestOut lets whoever passes the test before the lessons have the course without them.
type TestOut struct {
	PassMark int `json:"pass_mark"` // ten-thousandths
}

// Refresher finds a refresher.
func (c *Course) Refresher(id RefresherID) (Refresher, bool) {
	i := slices.IndexFunc(c.Refreshers, func(r Refresher) bool { return r.ID == id })
	if i < 0 {
		return Refresher{}, false
	}
	return c.Refreshers[i], true
}

// Since narrows the course to what a holder of the old version has not seen: lessons and questions that are new or whose content
// changed. Of each objective as many questions are drawn as the course draws, and at most those that changed; where none did,
// there is no assessment. The text to sign stays. Id, version and hash are those of the whole, which both versions
// determine for ever. The order of lessons and their place is no content.
func (c *Course) Since(old *Course) *Course {
	lessons, items := old.contents()
	redrawn := redrawnPictures(old, c)
	changed := func(was string, now *canonical) bool {
		text := now.String()
		return was != now.hash() || slices.ContainsFunc(redrawn, func(name string) bool { return strings.Contains(text, "media/"+name) })
	}
	var read []Lesson
	for _, l := range c.Lessons {
		if changed(lessons[l.ID], l.form()) {
			read = append(read, l)
		}
	}
	asked := map[ItemID]bool{}
	count := map[ObjectiveID]int{}
	for _, it := range c.Items {
		if !it.Practice && changed(items[it.ID], it.form()) {
			asked[it.ID] = true
			count[it.Objective]++
		}
	}
	var draw []Quota
	if c.Assessment != nil {
		for _, q := range c.Assessment.Draw {
			if n := min(q.Items, count[q.Objective]); n > 0 {
				draw = append(draw, Quota{Objective: q.Objective, Items: n})
			}
		}
	}
	return c.narrowed(read, draw, func(it Item) bool { return asked[it.ID] })
}

// contents are the hashes of the lessons and of the questions of the bank, without their places.
func (c *Course) contents() (lessons map[LessonID]string, items map[ItemID]string) {
	lessons, items = make(map[LessonID]string, len(c.Lessons)), make(map[ItemID]string, len(c.Items))
	for _, l := range c.Lessons {
		lessons[l.ID] = l.ContentHash()
	}
	for _, it := range c.Items {
		// A practice question that is graded now is a new one to whoever is asked it; that it was for practice is part of the form.
		items[it.ID] = it.form().hash()
	}
	return lessons, items
}

func (l Lesson) form() *canonical {
	f := &canonical{}
	l.addTo(f)
	return f
}

func (it Item) form() *canonical {
	f := &canonical{}
	it.addTo(f, "")
	return f
}

// redrawnPictures are those of both versions under one name that look otherwise now. A text that shows one of them says so only
// by its name.
func redrawnPictures(old, now *Course) []string {
	var names []string
	for _, m := range now.Media {
		if was, ok := old.Picture(m.Name); ok && was.Hash != m.Hash {
			names = append(names, m.Name)
		}
	}
	return names
}

// Refreshed narrows the course to one of its refreshers: its lessons, and its number of questions from their objectives in turn.
func (c *Course) Refreshed(id RefresherID) (*Course, bool) {
	r, ok := c.Refresher(id)
	if !ok {
		return nil, false
	}
	var read []Lesson
	for _, l := range c.Lessons {
		if slices.Contains(r.Lessons, l.ID) {
			read = append(read, l)
		}
	}
	draw := c.inTurn(read, r.Items)
	return c.narrowed(read, draw, func(it Item) bool {
		return slices.ContainsFunc(draw, func(q Quota) bool { return q.Objective == it.Objective })
	}), true
}

// inTurn draws n questions from the objectives of the lessons, one from each in turn.
func (c *Course) inTurn(read []Lesson, n int) []Quota {
	if c.Assessment == nil {
		return nil
	}
	have := map[ObjectiveID]int{}
	for _, it := range c.Items {
		if !it.Practice {
			have[it.Objective]++
		}
	}
	var draw []Quota
	for _, l := range read {
		if !slices.ContainsFunc(draw, func(q Quota) bool { return q.Objective == l.Objective }) {
			draw = append(draw, Quota{Objective: l.Objective})
		}
	}
	for given := -1; n > 0 && given != 0; {
		given = 0
		for i := range draw {
			if n > 0 && draw[i].Items < have[draw[i].Objective] {
				draw[i].Items++
				n--
				given++
			}
		}
	}
	return slices.DeleteFunc(draw, func(q Quota) bool { return q.Items == 0 })
}

// narrowed gives the course with these lessons, this draw, and of the bank what is kept and the practice questions. Minutes and
// bytes are those of the part.
func (c *Course) narrowed(read []Lesson, draw []Quota, keep func(Item) bool) *Course {
	part := *c
	part.Lessons, part.Items, part.Assessment = read, nil, nil
	for _, it := range c.Items {
		if it.Practice || keep(it) {
			part.Items = append(part.Items, it)
		}
	}
	part.Minutes = lessonMinutes(read)
	if len(draw) > 0 {
		test := *c.Assessment
		test.Draw = draw
		part.Assessment = &test
		part.Minutes += c.testMinutes(test.Questions())
	} else {
		part.Items = nil
	}
	part.Bytes = part.weighText()
	for _, m := range c.Media {
		if part.shows(m.Name) {
			part.Bytes += len(m.Data)
		}
	}
	return &part
}

// shows tells whether a lesson or question has the picture.
func (c *Course) shows(name string) bool {
	address := "media/" + name
	return slices.ContainsFunc(c.Lessons, func(l Lesson) bool { return strings.Contains(l.form().String(), address) }) ||
		slices.ContainsFunc(c.Items, func(it Item) bool { return strings.Contains(it.form().String(), address) })
}

func lessonMinutes(lessons []Lesson) int {
	n := 0
	for _, l := range lessons {
		n += l.Minutes
	}
	return n
}

// testMinutes reckons how long n questions take, by what the course's minutes leave for its own; rounded up.
func (c *Course) testMinutes(n int) int {
	if c.Assessment == nil || c.Assessment.Questions() == 0 {
		return 0
	}
	all := c.Assessment.Questions()
	return (max(c.Minutes-lessonMinutes(c.Lessons), 0)*n + all - 1) / all
}

// Pretest gives the course as its test-out is marked: with the pass mark of the test-out. It is the course itself where there is none.
func (c *Course) Pretest() *Course {
	if c.TestOut == nil || c.Assessment == nil {
		return c
	}
	as, test := *c, *c.Assessment
	test.PassMark = c.TestOut.PassMark
	as.Assessment = &test
	return &as
}

// addPaths adds the ways other than the whole course.
func (c *Course) addPaths(f *canonical) {
	for i, r := range c.Refreshers {
		path := "refreshers/" + string(r.ID)
		f.position(path, i) // of two that were taken equally long ago, the first is offered
		f.text(path+"/title", r.Title)
		addList(f, path+"/lessons", r.Lessons)
		f.number(path+"/items", r.Items)
	}
	if c.Delta != nil {
		f.number("delta/due_days", c.Delta.DueDays)
		f.text("delta/because", c.Delta.Because)
	}
	if c.TestOut != nil {
		f.number("test_out/pass_mark", c.TestOut.PassMark)
	}
}

// paths compares the ways other than the whole course. They change nothing of what a holder has learnt, so none asks for more than
// a minor step.
func (c *comparer) paths(old, now *Course) {
	id := func(r Refresher) string { return string(r.ID) }
	match(old.Refreshers, now.Refreshers, id, func(was, is *Refresher) {
		if was == nil || is == nil {
			either := was
			if was == nil {
				either = is
			}
			c.about = "Refresher “" + either.Title + "”"
			c.presence(was != nil, is != nil, Minor)
			return
		}
		c.about = "Refresher “" + is.Title + "”"
		c.value(Patch, "the title", was.Title, is.Title)
		set(c, Minor, "its lessons", was.Lessons, is.Lessons)
		c.number(Minor, "how many questions are drawn", "", was.Items, is.Items)
	})
	c.about = "Refreshers"
	c.moved(idList(old.Refreshers, id), idList(now.Refreshers, id), Patch)
	c.about = "What holders of an older version owe"
	if a, b := old.Delta, now.Delta; a != nil && b != nil {
		c.number(Minor, "the time given", "days", a.DueDays, b.DueDays)
		c.value(Patch, "the reason", a.Because, b.Because)
	} else {
		c.presence(a != nil, b != nil, Minor)
	}
	c.about = "Test instead of the lessons"
	if a, b := old.TestOut, now.TestOut; a != nil && b != nil {
		c.value(Minor, "its pass mark", percentOf(a.PassMark), percentOf(b.PassMark))
	} else {
		c.presence(a != nil, b != nil, Minor)
	}
}
