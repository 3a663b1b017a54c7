package courses

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// The limits of refreshers, and of the days for the difference.
const (
	maxRefreshers       = 12
	maxRefresherItems   = 15
	minRefresherMinutes = 5
	maxRefresherMinutes = 15
	maxDeltaDays        = 365
)

// refresherValue remembers where a refresher stands, since its lessons are looked up once they are read.
type refresherValue struct {
	at      place
	lessons []value
	items   value
	asks    bool // items is there
}

// readPaths reads the ways other than the whole course.
func (r *courseReader) readPaths(o *object) {
	r.readRefreshers(o)
	if d, ok := o.group("delta"); ok {
		r.course.Delta = &DeltaPolicy{DueDays: d.number("due_days", 1, maxDeltaDays), Because: d.line("because", "why holders of the old version need it")}
		r.recordKeys(d, "delta", "because")
		d.done()
	}
	r.course.TestOut = r.readTestOut(o)
}

func (r *courseReader) readRefreshers(o *object) {
	values := o.maybeList("refreshers")
	if len(values) > maxRefreshers {
		o.keys["refreshers"].report("refreshers", fmt.Sprintf("the course has %d refreshers", len(values)), fmt.Sprintf("keep %d", maxRefreshers))
	}
	for _, v := range values {
		ob, ok := v.object("a refresher")
		if !ok {
			continue
		}
		one := Refresher{ID: RefresherID(ob.id("id", "against-rumours")), Title: ob.line("title", "what it goes over again")}
		ob.named("refresher", string(one.ID))
		r.ids.add("refresher", string(one.ID), ob.placeOf("id"))
		r.recordKeys(ob, string(one.ID), "title")
		at := refresherValue{at: ob.at(), lessons: ob.list("lessons", "[the-id-of-a-lesson]")}
		for _, l := range at.lessons {
			if s, ok := l.text(); ok {
				one.Lessons = append(one.Lessons, LessonID(s))
			}
		}
		one.Items = ob.maybeNumber("items", 1, maxRefresherItems)
		at.items, at.asks = ob.keys["items"], ob.has("items")
		ob.done()
		r.course.Refreshers = append(r.course.Refreshers, one)
		r.refreshers = append(r.refreshers, at)
	}
}

// readTestOut reads "true", or a pass mark of its own.
func (r *courseReader) readTestOut(o *object) *TestOut {
	v, ok := o.get("test_out")
	if !ok {
		return nil
	}
	out := &TestOut{}
	if r.course.Assessment != nil {
		out.PassMark = r.course.Assessment.PassMark
	}
	if v.node.Kind == yaml.MappingNode {
		g, ok := v.object("the test_out")
		if !ok {
			return nil
		}
		out.PassMark = g.number("pass_mark", 1, 100) * (FullMark / 100)
		g.done()
	} else if !o.truth("test_out", false) {
		return nil
	}
	switch {
	case r.course.Assessment == nil:
		v.report("test-out", "there is no assessment to take instead of the lessons", "remove test_out, or add an assessment")
	case len(r.course.Acknowledgements) > 0:
		v.report("test-out", "the course is signed at its end, and what one signs, one has read", "remove test_out, or the acknowledgement")
	}
	return out
}

// checkRefreshers looks at the refreshers once lessons and bank are read.
func (r *courseReader) checkRefreshers() {
	c := r.course
	for i := range c.Refreshers {
		one, at := &c.Refreshers[i], r.refreshers[i]
		if !r.checkRefresherLessons(*one, at) {
			continue
		}
		place := func(id LessonID) int { return slices.IndexFunc(c.Lessons, func(l Lesson) bool { return l.ID == id }) }
		if !slices.IsSortedFunc(one.Lessons, func(a, b LessonID) int { return place(a) - place(b) }) {
			r.problem(at.at, "refreshers", fmt.Sprintf("the lessons of refresher %s stand in another order than in the course", one.ID), "write them in the course's order")
		}
		r.checkRefresherItems(*one, at)
		part, _ := c.Refreshed(one.ID)
		if part != nil && (part.Minutes < minRefresherMinutes || part.Minutes > maxRefresherMinutes) {
			r.problem(at.at, "refreshers", fmt.Sprintf("refresher %s takes %d minutes", one.ID, part.Minutes),
				fmt.Sprintf("choose lessons and items that take %d to %d", minRefresherMinutes, maxRefresherMinutes))
		}
	}
}

// checkRefresherLessons tells whether each lesson is one of the course's and there once.
func (r *courseReader) checkRefresherLessons(one Refresher, at refresherValue) bool {
	good := len(one.Lessons) > 0
	for i, v := range at.lessons {
		s, ok := v.text()
		if !ok {
			good = false
			continue
		}
		if _, known := r.course.Lesson(LessonID(s)); !known {
			mend := "write the id of a lesson"
			if near := nearest(s, idList(r.course.Lessons, func(l Lesson) string { return string(l.ID) })); near != "" {
				mend = "write " + near
			}
			v.report("refreshers", fmt.Sprintf("the course has no lesson %q", shorten(s)), mend)
			good = false
		} else if slices.Contains(one.Lessons[:min(i, len(one.Lessons))], LessonID(s)) {
			v.report("twice", fmt.Sprintf("lesson %s is there twice", s), "keep one")
			good = false
		}
	}
	return good
}

// checkRefresherItems asks that each objective of the lessons is tested, from a bank with enough items for a second attempt.
func (r *courseReader) checkRefresherItems(one Refresher, at refresherValue) {
	c := r.course
	if c.Assessment == nil {
		if at.asks {
			at.items.report("refreshers", "the course has no assessment, so no items are drawn", "remove items")
		}
		return
	}
	have := map[ObjectiveID]int{}
	for _, it := range c.Items {
		if !it.Practice {
			have[it.Objective]++
		}
	}
	taught := map[ObjectiveID]bool{}
	for _, id := range one.Lessons {
		l, _ := c.Lesson(id)
		taught[l.Objective] = true
	}
	if one.Items < len(taught) {
		r.problem(at.at, "refreshers", fmt.Sprintf("refresher %s draws %d items, fewer than its lessons have objectives", one.ID, one.Items),
			fmt.Sprintf("draw at least one of each: items: %d", len(taught)))
		return
	}
	part, _ := c.Refreshed(one.ID)
	drawn := 0
	for _, q := range part.Assessment.Draw {
		drawn += q.Items
		if have[q.Objective] < drawFactor*q.Items {
			drawn = 0
			break
		}
	}
	if drawn < one.Items {
		r.problem(at.at, "refreshers", fmt.Sprintf("refresher %s draws %d items, and the bank has too few of its objectives", one.ID, one.Items),
			fmt.Sprintf("draw fewer: %d of an objective for each that is drawn", drawFactor))
	}
}
