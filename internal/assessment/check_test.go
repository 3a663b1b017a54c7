package assessment_test

import (
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
)

func TestCheck(t *testing.T) {
	reply := []courses.ChoiceID{"reply"}
	for _, c := range []struct {
		name  string
		item  courses.Item
		give  assessment.Answer
		field string // "" the answer is fine
	}{
		{"nothing yet", single("s"), assessment.Answer{}, ""},
		{"one tick", single("s"), assessment.Answer{Options: ids{"w2"}}, ""},
		{"two ticks for a single", single("s"), assessment.Answer{Options: ids{"r1", "w2"}}, "options"},
		{"an unknown option", single("s"), assessment.Answer{Options: ids{"zz"}}, "options"},
		{"several ticks", multiple(2, 2), assessment.Answer{Options: ids{"r1", "w2"}}, ""},
		{"a tick twice", multiple(2, 2), assessment.Answer{Options: ids{"r1", "r1"}}, "options"},
		{"a verdict", trueFalse(false), assessment.Answer{Options: ids{"true"}}, ""},
		{"a reason not asked", trueFalse(false), assessment.Answer{Options: ids{"true"}, Reason: "r1"}, "reason"},
		{"a reason", trueFalse(true), assessment.Answer{Reason: "w1"}, ""},
		{"an unknown reason", trueFalse(true), assessment.Answer{Reason: "true"}, "reason"},
		{"half the pairs", matching(3), assessment.Answer{Matches: []assessment.Match{{Pair: "p1", Option: "extra"}}}, ""},
		{"an unknown row", matching(3), assessment.Answer{Matches: []assessment.Match{{Pair: "p9", Option: "o1"}}}, "matches"},
		{"a row twice", matching(3), assessment.Answer{Matches: []assessment.Match{{Pair: "p1", Option: "o1"}, {Pair: "p1", Option: "o2"}}}, "matches"},
		{"an unknown right side", matching(3), assessment.Answer{Matches: []assessment.Match{{Pair: "p1", Option: "p1"}}}, "matches"},
		{"an order", ordering(3), assessment.Answer{Order: ids{"s3", "s1", "s2"}}, ""},
		{"half an order", ordering(3), assessment.Answer{Order: ids{"s3", "s1"}}, "order"},
		{"a step twice", ordering(3), assessment.Answer{Order: ids{"s3", "s3", "s1"}}, "order"},
		{"an unknown step", ordering(3), assessment.Answer{Order: ids{"s3", "s2", "s9"}}, "order"},
		{"a story half told", story(), assessment.Answer{Path: []courses.ChoiceID{"wait"}}, ""},
		{"a story told", story(), assessment.Answer{Path: []courses.ChoiceID{"wait", "ask"}}, ""},
		{"a choice not offered", story(), assessment.Answer{Path: []courses.ChoiceID{"wait", "reply"}}, "path"},
		{"a choice after the end", story(), assessment.Answer{Path: []courses.ChoiceID{"reply", "wait"}}, "path"},
		{"ticks for a story", story(), assessment.Answer{Options: ids{"r1"}}, "options"},
		{"an order for a single", single("s"), assessment.Answer{Order: ids{"r1"}}, "order"},
		{"matches for a single", single("s"), assessment.Answer{Matches: []assessment.Match{{Pair: "p1", Option: "o1"}}}, "matches"},
		{"a path for a single", single("s"), assessment.Answer{Path: reply}, "path"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := assessment.Check(c.item, c.give)
			if c.field == "" {
				if err != nil {
					t.Errorf("Check: got %v, want no error", err)
				}
				return
			}
			f, ok := fault.As(err)
			if !ok || f.Code != fault.CodeInvalid || len(f.Fields) != 1 || f.Fields[0].Name != c.field {
				t.Errorf("Check: got %v, want an invalid %s", err, c.field)
			}
		})
	}
}

func TestComplete(t *testing.T) {
	half := assessment.Answer{Matches: []assessment.Match{{Pair: "p1", Option: "o1"}}}
	for _, c := range []struct {
		name string
		item courses.Item
		give assessment.Answer
		want bool
	}{
		{"nothing", single("s"), assessment.Answer{}, false},
		{"a tick", single("s"), assessment.Answer{Options: ids{"w1"}}, true},
		{"some ticks", multiple(2, 2), assessment.Answer{Options: ids{"w1"}}, true},
		{"a verdict", trueFalse(false), assessment.Answer{Options: ids{"true"}}, true},
		{"a verdict without its reason", trueFalse(true), assessment.Answer{Options: ids{"true"}}, false},
		{"a reason without a verdict", trueFalse(true), assessment.Answer{Reason: "r1"}, false},
		{"verdict and reason", trueFalse(true), assessment.Answer{Options: ids{"true"}, Reason: "w1"}, true},
		{"half the pairs", matching(2), half, false},
		{"all the pairs", matching(1), half, true},
		{"no order", ordering(3), assessment.Answer{}, false},
		{"an order", ordering(3), assessment.Answer{Order: ids{"s3", "s1", "s2"}}, true},
		{"a story not begun", story(), assessment.Answer{}, false},
		{"a story in the middle", story(), assessment.Answer{Path: []courses.ChoiceID{"wait"}}, false},
		{"a story told", story(), assessment.Answer{Path: []courses.ChoiceID{"wait", "ask"}}, true},
		{"a story that ended at once", story(), assessment.Answer{Path: []courses.ChoiceID{"reply"}}, true},
		{"no story at all", courses.Item{Type: courses.Branching}, assessment.Answer{}, false},
		{"an unknown type", courses.Item{Type: "essay"}, assessment.Answer{Options: ids{"r1"}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := assessment.Complete(c.item, c.give); got != c.want {
				t.Errorf("Complete: got %v, want %v", got, c.want)
			}
		})
	}
}
