package assessment

import (
	"lamtoen/courses"
)

// Path is the shortest way back after failures: what they missed, the lessons that teach it, and questions to practise on.
type Path struct {
	Missed  []Missed
	Minutes int            // of the lessons, each counted once
	Items   []courses.Item // unscored: checks and stories of the lessons, then practice questions of the bank
}

// WayBack gives the path over every objective that has an item with less than whole points in some result, in the course's
// order. None of its items can be drawn for an attempt, so practising on them gives no key away.
func WayBack(c *courses.Course, results []Result) Path {
	lowest := map[courses.ItemID]Points{}
	for _, r := range results {
		for _, p := range r.Points {
			if before, seen := lowest[p.Item]; !seen || p.Points < before {
				lowest[p.Item] = p.Points
			}
		}
	}
	var all Result
	for item, points := range lowest {
		all.Points = append(all.Points, ItemPoints{Item: item, Points: points})
	}
	path := Path{Missed: Reread(c, all)}
	wanted := map[courses.ObjectiveID]bool{}
	for _, m := range path.Missed {
		wanted[m.Objective.ID] = true
		for _, l := range m.Lessons { // a lesson has one objective, so none comes twice
			path.Minutes += l.Minutes
			for _, b := range l.Blocks {
				if b.Item != nil {
					path.Items = append(path.Items, *b.Item)
				}
			}
		}
	}
	for _, it := range c.Items {
		if it.Practice && wanted[it.Objective] {
			path.Items = append(path.Items, it)
		}
	}
	return path
}
