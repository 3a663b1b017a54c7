package assessment_test

import (
	"fmt"

	"lamtoen/courses"
)

// options makes right ones named r1…, then wrong ones named w1….
func options(right, wrong int) []courses.Option {
	var list []courses.Option
	for i := range right {
		list = append(list, courses.Option{ID: courses.OptionID(fmt.Sprintf("r%d", i+1)), Right: true})
	}
	for i := range wrong {
		list = append(list, courses.Option{ID: courses.OptionID(fmt.Sprintf("w%d", i+1))})
	}
	return list
}

func verdict(right courses.OptionID) []courses.Option {
	return []courses.Option{{ID: courses.OptionTrue, Right: right == courses.OptionTrue},
		{ID: courses.OptionFalse, Right: right == courses.OptionFalse}}
}

func single(id string) courses.Item {
	return courses.Item{ID: courses.ItemID(id), Type: courses.Single, Shuffle: true, Options: options(1, 3)}
}

func multiple(right, wrong int) courses.Item {
	return courses.Item{ID: "multiple", Type: courses.Multiple, Shuffle: true, Options: options(right, wrong)}
}

func trueFalse(reasons bool) courses.Item {
	item := courses.Item{ID: "true-false", Type: courses.TrueFalse, Shuffle: true, Options: verdict(courses.OptionFalse)}
	if reasons {
		item.Reasons = options(1, 2)
	}
	return item
}

// matching has n pairs p1… with their right sides o1…, and one extra.
func matching(n int) courses.Item {
	item := courses.Item{ID: "matching", Type: courses.Matching}
	for i := range n {
		option := courses.OptionID(fmt.Sprintf("o%d", i+1))
		item.Options = append(item.Options, courses.Option{ID: option})
		item.Pairs = append(item.Pairs, courses.Pair{ID: courses.PairID(fmt.Sprintf("p%d", i+1)), Right: option})
	}
	item.Options = append(item.Options, courses.Option{ID: "extra"})
	return item
}

// ordering has the steps s1, s2, … in this order.
func ordering(n int) courses.Item {
	item := courses.Item{ID: "ordering", Type: courses.Ordering}
	for i := range n {
		step := courses.OptionID(fmt.Sprintf("s%d", i+1))
		item.Options = append(item.Options, courses.Option{ID: step})
		item.Sequence = append(item.Sequence, step)
	}
	return item
}

// story: from start, "wait" leads on to a step that offers "ask" (100) and "guess" (40); "reply" ends at once (0).
func story() courses.Item {
	return courses.Item{ID: "story", Type: courses.Branching, Scenario: &courses.Scenario{Start: "start", Steps: []courses.Step{
		{ID: "start", Choices: []courses.Choice{{ID: "reply", To: "row"}, {ID: "wait", To: "morning"}}},
		{ID: "morning", Choices: []courses.Choice{{ID: "ask", To: "calm"}, {ID: "guess", To: "muddle"}}},
		{ID: "row", Ending: courses.Poor},
		{ID: "calm", Ending: courses.Good, Score: 100},
		{ID: "muddle", Ending: courses.Fair, Score: 40},
	}}}
}

// bank is a course with the given number of objectives, items of every type for each, and a quota for each. The first item
// is a practice question.
func bank(objectives, items, quota int) *courses.Course {
	c := &courses.Course{ID: "bank", Version: "1.0.0", Assessment: &courses.Assessment{PassMark: 8000}}
	c.Items = append(c.Items, courses.Item{ID: "practice", Type: courses.Single, Objective: "o0", Practice: true, Options: options(1, 3)})
	makers := []func() courses.Item{func() courses.Item { return single("") }, func() courses.Item { return multiple(2, 3) },
		func() courses.Item { return trueFalse(true) }, func() courses.Item { return matching(4) },
		func() courses.Item { return ordering(5) }, story}
	for o := range objectives {
		objective := courses.ObjectiveID(fmt.Sprintf("o%d", o))
		c.Objectives = append(c.Objectives, courses.Objective{ID: objective})
		c.Lessons = append(c.Lessons, courses.Lesson{ID: courses.LessonID(fmt.Sprintf("lesson-%d", o)), Objective: objective})
		c.Assessment.Draw = append(c.Assessment.Draw, courses.Quota{Objective: objective, Items: quota})
		for i := range items {
			item := makers[i%len(makers)]()
			item.ID, item.Objective = courses.ItemID(fmt.Sprintf("o%d-i%d", o, i)), objective
			c.Items = append(c.Items, item)
		}
	}
	return c
}
