package classes

import (
	"cmp"
	"slices"

	"lamtoen/courses"
)

// Shift is what changed in a class from before a module to after it: evidence of learning, not of clicks.
type Shift struct {
	Items []ShiftItem // in the order in which they are asked
	Hands bool        // counted by hands, so not the same pupils for certain
}

// ShiftItem is one of the questions that are asked before and after.
type ShiftItem struct {
	Item   courses.ItemID
	Number int // as asked, counted from 1

	// How many answered well, of how many. Of pupils' own answers both are of those who answered before and after, so the two
	// numbers of people are the same; of hands they are as counted.
	Before, BeforeOf int
	After, AfterOf   int
}

// Known tells that there is something to compare.
func (i ShiftItem) Known() bool { return i.BeforeOf > 0 && i.AfterOf > 0 }

// gain is the change in shares, times both numbers of people, so that it is a whole number.
func (i ShiftItem) gain() int { return i.After*i.BeforeOf - i.Before*i.AfterOf }

// weak tells that after the module at least a third did not answer well.
func (i ShiftItem) weak() bool { return 3*i.After <= 2*i.AfterOf }

// ShiftOf works out the change of a class. Pupils' own answers are used where some pupil gave both; counts of hands otherwise.
func ShiftOf(c *courses.Course, works []Work, hands []Hands) Shift {
	s := Shift{}
	own := false
	for n, id := range c.BeforeAfter {
		it := ShiftItem{Item: id, Number: n + 1}
		for _, w := range works {
			r := w.Record()
			before, was := r.Answer(AskBefore, id)
			after, is := r.Answer(AskAfter, id)
			if !was || !is {
				continue
			}
			it.BeforeOf, it.AfterOf = it.BeforeOf+1, it.AfterOf+1
			it.Before, it.After = it.Before+one(before.Right()), it.After+one(after.Right())
		}
		own = own || it.Known()
		s.Items = append(s.Items, it)
	}
	if own {
		return s
	}
	for i := range s.Items {
		it := &s.Items[i]
		item, ok := c.Item(it.Item)
		if !ok {
			continue
		}
		if h, ok := LastHands(hands, it.Item, AskBefore); ok {
			it.Before, it.BeforeOf = h.Right(item), h.Whole()
		}
		if h, ok := LastHands(hands, it.Item, AskAfter); ok {
			it.After, it.AfterOf = h.Right(item), h.Whole()
		}
		s.Hands = s.Hands || it.BeforeOf > 0 || it.AfterOf > 0
	}
	return s
}

// Best is the question on which the class moved most; false when nothing can be compared yet.
func (s Shift) Best() (ShiftItem, bool) {
	known := slices.DeleteFunc(slices.Clone(s.Items), func(i ShiftItem) bool { return !i.Known() })
	if len(known) == 0 {
		return ShiftItem{}, false
	}
	return slices.MaxFunc(known, func(a, b ShiftItem) int {
		// By the difference of the shares; the products bring them to one denominator.
		return cmp.Or(cmp.Compare(a.gain()*b.BeforeOf*b.AfterOf, b.gain()*a.BeforeOf*a.AfterOf), b.Number-a.Number)
	}), true
}

// Again is the question to ask again: the one that fewest answered well afterwards, where that is two thirds at most.
func (s Shift) Again() (ShiftItem, bool) {
	weak := slices.DeleteFunc(slices.Clone(s.Items), func(i ShiftItem) bool { return i.AfterOf == 0 || !i.weak() })
	if len(weak) == 0 {
		return ShiftItem{}, false
	}
	return slices.MinFunc(weak, func(a, b ShiftItem) int {
		return cmp.Or(cmp.Compare(a.After*b.AfterOf, b.After*a.AfterOf), a.Number-b.Number)
	}), true
}

// one counts.
func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
