package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"lamtoen/courses"
)

// Limits on what the shape of a bank may tell. A share is judged from enoughItems on, since of a few items any share is chance.
const (
	enoughItems  = 8
	mostLongest  = 40 // per cent of single-choice items whose key is the longest option
	mostPosition = 35 // per cent of them whose key stands in one position as written
)

func keyChecks() []check {
	return []check{
		{Rule{"key-longest", "Who does not know takes the longest answer; in more than 40 % of the questions that must not be right."}, (*linter).keyLongest},
		{Rule{"key-position", "A favourite position shows in print and where options are not shuffled; none holds more than 35 % of the keys."}, func(l *linter) {
			before := len(l.found)
			if l.keyPosition(); len(l.found) == before { // one message for one fault
				l.keyPositionByOptions()
			}
		}},
		{Rule{"key-feedback", "Feedback of the same words on every option explains none of them."}, (*linter).keyFeedback},
	}
}

// singles are the single-choice items of the bank, the practice question too: it teaches habits as well.
func (l *linter) singles() []courses.Item {
	var out []courses.Item
	for _, it := range l.course.Items {
		if it.Type == courses.Single {
			out = append(out, it)
		}
	}
	return out
}

func (l *linter) keyLongest() {
	items, longest := l.singles(), []string{}
	for _, it := range items {
		if keyIsLongest(it) {
			longest = append(longest, string(it.ID))
		}
	}
	if len(items) >= enoughItems && len(longest)*100 > mostLongest*len(items) {
		l.file("questions.yaml", fmt.Sprintf("the right option is the longest in %d of %d single-choice items: %s", len(longest), len(items), strings.Join(longest, ", ")),
			fmt.Sprintf("make wrong options as full as the right one, until it is at most %d %%", mostLongest))
	}
}

// keyIsLongest tells whether every wrong option is shorter than the right one.
func keyIsLongest(it courses.Item) bool {
	key, wrong := 0, 0
	for _, o := range it.Options {
		n := utf8.RuneCountInString(o.Text)
		if o.Right {
			key = n
		} else {
			wrong = max(wrong, n)
		}
	}
	return key > wrong
}

// keyPosition leaves out items with two options, whose key stands in the first or the second place half the time.
func (l *linter) keyPosition() {
	var at []int
	whole := 0
	for _, it := range l.singles() {
		if len(it.Options) < 3 {
			continue
		}
		whole++
		for i, o := range it.Options {
			for len(at) <= i {
				at = append(at, 0)
			}
			if o.Right {
				at[i]++
			}
		}
	}
	for i, n := range at {
		if whole >= enoughItems && n*100 > mostPosition*whole {
			l.file("questions.yaml", fmt.Sprintf("the right option stands in place %d in %d of %d single-choice items", i+1, n, whole),
				fmt.Sprintf("move some, until no place holds more than %d %%", mostPosition))
		}
	}
}

// keyPositionByOptions looks at the items with as many options together, since the fourth place is only where there are four. It
// allows what is as even as can be: of ten keys among three places, one place has four.
func (l *linter) keyPositionByOptions() {
	at := map[int][]int{} // by the number of options, how often the key stands in each place
	for _, it := range l.singles() {
		n := len(it.Options)
		if n < 3 {
			continue
		}
		if at[n] == nil {
			at[n] = make([]int, n)
		}
		if i := slices.IndexFunc(it.Options, func(o courses.Option) bool { return o.Right }); i >= 0 {
			at[n][i]++
		}
	}
	for _, options := range slices.Sorted(maps.Keys(at)) {
		whole := 0
		for _, n := range at[options] {
			whole += n
		}
		for i, n := range at[options] {
			if even := (whole + options - 1) / options; whole >= enoughItems && n > even && n*100 > mostPosition*whole {
				l.file("questions.yaml", fmt.Sprintf("the right option stands in place %d in %d of %d single-choice items with %d options", i+1, n, whole, options),
					fmt.Sprintf("move some, until no place holds more than %d %%", mostPosition))
			}
		}
	}
}

func (l *linter) keyFeedback() {
	for _, it := range l.everyItem() {
		seen := map[string]bool{}
		for _, o := range it.Options {
			text := normal(o.Feedback)
			if it.Type == courses.Single && text != "" && seen[text] {
				l.item(it.ID, fmt.Sprintf("two options of %s have the same feedback", it.ID), "say of each what is right or wrong about it")
				break
			}
			seen[text] = true
		}
	}
}

// everyItem is the bank and the checks of the lessons.
func (l *linter) everyItem() []courses.Item {
	all := append([]courses.Item{}, l.course.Items...)
	for _, lesson := range l.course.Lessons {
		all = append(all, lesson.Checks()...)
	}
	return all
}
