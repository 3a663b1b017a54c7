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
