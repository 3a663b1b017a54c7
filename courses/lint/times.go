package lint

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lamtoen/courses"
)

func timeChecks() []check {
	return []check{
		{Rule{"time-limit", "A test measures what people know, not how fast they read: a limit leaves a minute for 100 words and half a minute for each question, for the longest draw."}, (*linter).timeLimit},
		{Rule{"time-grace", "An answer sent in time may arrive late over a poor link: a limit has a grace of a minute or more."}, (*linter).timeGrace},
		{Rule{"window-length", "A window under 14 days shuts out who is on leave, on tour or without a link."}, (*linter).windowLength},
	}
}

// Limits of an attempt's time.
const (
	carefulReader  = 100 // words a minute: a second-language reader who weighs every option
	halfMinutes    = 1   // half minutes to decide, a question
	shortestWindow = 14  // days
)

// LeastMinutes is the shortest fair time limit of the assessment: the words of the longest draw at 100 a minute, and half a
// minute for each question, rounded up. The longest draw takes the items with the most words of each objective.
func LeastMinutes(c *courses.Course) int {
	words, questions := 0, 0
	for _, quota := range c.Assessment.Draw {
		var lengths []int
		for _, it := range c.Items {
			if it.Objective == quota.Objective && !it.Practice {
				lengths = append(lengths, wordsOf(it))
			}
		}
		slices.Sort(lengths)
		for _, n := range lengths[max(0, len(lengths)-quota.Items):] {
			words += n
		}
		questions += quota.Items
	}
	halves := (2*words+carefulReader-1)/carefulReader + questions*halfMinutes
	return (halves + 1) / 2
}

// wordsOf counts all words of an item that may have to be read: of a story every scene, since nobody knows which will come.
func wordsOf(it courses.Item) int {
	n := len(strings.Fields(it.Stem))
	for _, o := range slices.Concat(it.Options, it.Reasons) {
		n += len(strings.Fields(o.Text))
	}
	for _, p := range it.Pairs {
		n += len(strings.Fields(p.Left))
	}
	if it.Scenario == nil {
		return n
	}
	for _, step := range it.Scenario.Steps {
		n += len(strings.Fields(step.Text))
		for _, ch := range step.Choices {
			n += len(strings.Fields(ch.Text))
		}
	}
	return n
}

func (l *linter) timeLimit() {
	a := l.course.Assessment
	if a == nil || a.TimeLimit == 0 {
		return
	}
	if least := LeastMinutes(l.course); a.TimeLimit < least {
		l.file("course.yaml", fmt.Sprintf("the time limit is %d minutes, and the longest draw takes a careful reader %d", a.TimeLimit, least),
			fmt.Sprintf("raise time_limit to %d, draw fewer questions, or shorten them", least))
	}
}

func (l *linter) timeGrace() {
	if a := l.course.Assessment; a != nil && a.TimeLimit > 0 && a.Grace == 0 {
		l.file("course.yaml", "the time limit has no grace", "add grace: 2 (minutes)")
	}
}

func (l *linter) windowLength() {
	a := l.course.Assessment
	if a == nil || a.Opens == "" || a.Closes == "" {
		return
	}
	first, err := time.Parse(time.DateOnly, a.Opens)
	last, err2 := time.Parse(time.DateOnly, a.Closes)
	if days := int(last.Sub(first).Hours()/24) + 1; err == nil && err2 == nil && days < shortestWindow {
		l.file("course.yaml", fmt.Sprintf("the test is open for %d days", days), fmt.Sprintf("leave %d days between opens and closes, both counted", shortestWindow))
	}
}
