package courses

import (
	"fmt"
	"slices"
)

// readBeforeAfter reads before_after of course.yaml. Its ids are looked up once the bank is read.
func (r *courseReader) readBeforeAfter(o *object) {
	r.beforeAfter = o.maybeList("before_after")
	for _, v := range r.beforeAfter {
		if s, ok := v.text(); ok {
			r.course.BeforeAfter = append(r.course.BeforeAfter, ItemID(s))
		}
	}
	r.beforeAfterAt = o.placeOf("before_after")
}

// checkBeforeAfter asks for three questions of the bank that a class can answer by show of hands: with one right answer each.
func (r *courseReader) checkBeforeAfter(due bool) {
	ids := r.course.BeforeAfter
	if len(ids) == 0 && !due || r.incomplete {
		return
	}
	if len(ids) != beforeAfterItems {
		r.problem(r.beforeAfterAt, "before-after", fmt.Sprintf("the course has %d questions for before and after", len(ids)),
			"write before_after: with the ids of three questions of the bank")
	}
	for i, v := range r.beforeAfter {
		s, _ := v.text()
		at := slices.IndexFunc(r.course.Items, func(it Item) bool { return string(it.ID) == s })
		switch {
		case at < 0:
			mend := "write the id of a question of questions.yaml"
			if near := nearest(s, itemIDs(r.course.Items)); near != "" {
				mend = "write " + near
			}
			v.report("before-after", fmt.Sprintf("the bank has no question %q", shorten(s)), mend)
		case r.course.Items[at].Type != Single && r.course.Items[at].Type != TrueFalse:
			v.report("before-after", fmt.Sprintf("question %s is of type %s", s, r.course.Items[at].Type), "choose one of type single or true-false")
		case slices.Contains(ids[:min(i, len(ids))], ItemID(s)):
			v.report("twice", fmt.Sprintf("question %s is there twice", s), "choose another")
		}
	}
}

func itemIDs(items []Item) []string {
	all := make([]string, len(items))
	for i, it := range items {
		all[i] = string(it.ID)
	}
	return all
}
