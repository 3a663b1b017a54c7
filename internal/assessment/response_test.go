package assessment_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
)

// anyDrawn draws an item of a bank in the order of some attempt.
func anyDrawn(t *rapid.T) (courses.Item, assessment.Drawn) {
	item := anyItem(t)
	item.ID = "one"
	c := &courses.Course{ID: "c", Items: []courses.Item{item}, Assessment: &courses.Assessment{Draw: []courses.Quota{{Items: 1}}}}
	drawn, err := assessment.Draw(c, assessment.History{}, generator(rapid.Uint64().Draw(t, "seed")))
	if err != nil {
		t.Fatal(err)
	}
	return item, drawn[0]
}

// spelt is the independent version: it writes down each thing on the screen with its name, as an invigilator would, and looks the
// answer up in that list.
func spelt(item courses.Item, drawn assessment.Drawn, a assessment.Answer) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz"
	options, reasons, rows := map[courses.OptionID]string{}, map[courses.OptionID]string{}, map[courses.PairID]string{}
	for i, id := range drawn.Options {
		options[id] = alphabet[i : i+1]
	}
	for i, id := range drawn.Reasons {
		reasons[id] = alphabet[i : i+1]
	}
	for i, p := range item.Pairs {
		rows[p.ID] = fmt.Sprint(i + 1)
	}
	var parts []string
	for _, id := range a.Options {
		parts = append(parts, "option "+options[id])
	}
	if a.Reason != "" {
		parts = append(parts, "reason "+reasons[a.Reason])
	}
	for _, m := range a.Matches {
		parts = append(parts, "match "+rows[m.Pair]+" "+options[m.Option])
	}
	for _, id := range a.Order {
		parts = append(parts, "order "+options[id])
	}
	for i, id := range a.Path {
		scene, _ := item.Scenario.Walk(a.Path[:i])
		for n, choice := range scene.Choices {
			if choice.ID == id {
				parts = append(parts, "path "+alphabet[n:n+1])
			}
		}
	}
	return strings.Join(parts, ", ")
}

func spell(r assessment.Response) string {
	var parts []string
	for _, s := range r.Options {
		parts = append(parts, "option "+s)
	}
	if r.Reason != "" {
		parts = append(parts, "reason "+r.Reason)
	}
	for _, m := range r.Matches {
		parts = append(parts, "match "+m.Pair+" "+m.Option)
	}
	for _, s := range r.Order {
		parts = append(parts, "order "+s)
	}
	for _, s := range r.Path {
		parts = append(parts, "path "+s)
	}
	return strings.Join(parts, ", ")
}

func TestHideAndRevealAreInverse(t *testing.T) {
	position := regexp.MustCompile(`^("(options|reason|matches|pair|option|order|path)"|"[a-z]"|"\d+"|[\[\]{}:,])*$`)
	rapid.Check(t, func(t *rapid.T) {
		item, drawn := anyDrawn(t)
		answer := anyAnswer(t, item)
		hidden := drawn.Hide(item, answer)
		if got, want := spell(hidden), spelt(item, drawn, answer); got != want {
			t.Fatalf("Hide: got %q, want %q", got, want)
		}
		if hidden.Empty() != (spelt(item, drawn, answer) == "") {
			t.Fatalf("Empty: got %v for %+v", hidden.Empty(), hidden)
		}
		if sent, err := json.Marshal(hidden); err != nil || !position.Match(sent) {
			t.Fatalf("sent: got %s, %v, want positions only", sent, err)
		}
		revealed, err := drawn.Reveal(item, hidden)
		if err != nil || !reflect.DeepEqual(revealed, answer) {
			t.Fatalf("Reveal of %+v: got %+v, %v, want %+v", hidden, revealed, err, answer)
		}
	})
}

// anyResponse draws positions, most of them on the screen.
func anyResponse(t *rapid.T) assessment.Response {
	letters := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "aa", "", "1", "A"}), 0, 4)
	r := assessment.Response{Options: letters.Draw(t, "options"), Order: letters.Draw(t, "order"), Path: letters.Draw(t, "path")}
	if rapid.Bool().Draw(t, "with a reason") {
		r.Reason = rapid.SampledFrom([]string{"a", "b", "c", "z"}).Draw(t, "reason")
	}
	for range rapid.IntRange(0, 2).Draw(t, "matches") {
		r.Matches = append(r.Matches, assessment.Joined{
			Pair:   rapid.SampledFrom([]string{"1", "2", "3", "0", "01", "+1", "a", ""}).Draw(t, "row"),
			Option: rapid.SampledFrom([]string{"a", "b", "h", ""}).Draw(t, "with"),
		})
	}
	switch rapid.IntRange(0, 4).Draw(t, "part") { // one part at a time fits a type now and then
	case 0:
		return assessment.Response{Options: r.Options, Reason: r.Reason}
	case 1:
		return assessment.Response{Matches: r.Matches}
	case 2:
		return assessment.Response{Order: r.Order}
	case 3:
		return assessment.Response{Path: r.Path}
	}
	return r
}

// Whatever is sent is either refused with the field that is wrong, or means exactly one answer, which hides to what was sent.
func TestRevealBearsAnyResponse(t *testing.T) {
	revealed := 0
	rapid.Check(t, func(t *rapid.T) {
		item, drawn := anyDrawn(t)
		sent := anyResponse(t)
		answer, err := drawn.Reveal(item, sent)
		if err != nil {
			if f, ok := fault.As(err); !ok || f.Code != fault.CodeInvalid || len(f.Fields) != 1 || f.Fields[0].Message == "" {
				t.Fatalf("Reveal of %+v: got %v, want an invalid field", sent, err)
			}
			if !reflect.DeepEqual(answer, assessment.Answer{}) {
				t.Fatalf("Reveal of %+v: got %+v with an error, want nothing", sent, answer)
			}
			return
		}
		revealed++
		if got, want := spell(drawn.Hide(item, answer)), spell(sent); got != want {
			t.Fatalf("Hide of what was revealed: got %q, want %q", got, want)
		}
	})
	if revealed == 0 {
		t.Error("no response was revealed: the test tries nothing")
	}
}

func TestReveal(t *testing.T) {
	drawn := map[courses.ItemType]assessment.Drawn{
		courses.Single:    {Options: ids{"w2", "r1", "w1", "w3"}},
		courses.TrueFalse: {Options: ids{"true", "false"}, Reasons: ids{"w2", "r1", "w1"}},
		courses.Matching:  {Options: ids{"extra", "o2", "o1"}},
		courses.Ordering:  {Options: ids{"s3", "s1", "s2"}},
	}
	for _, c := range []struct {
		name  string
		item  courses.Item
		give  assessment.Response
		want  assessment.Answer
		field string // that is wrong
		says  string
	}{
		{"an option", single("s"), assessment.Response{Options: []string{"b"}}, assessment.Answer{Options: ids{"r1"}}, "", ""},
		{"an option beyond", single("s"), assessment.Response{Options: []string{"e"}}, assessment.Answer{}, "options", `no "e". It has a to d.`},
		{"an authored id", single("s"), assessment.Response{Options: []string{"r1"}}, assessment.Answer{}, "options", `no "r1"`},
		{"a reason", trueFalse(true), assessment.Response{Options: []string{"b"}, Reason: "b"}, assessment.Answer{Options: ids{"false"}, Reason: "r1"}, "", ""},
		{"a reason not asked", trueFalse(false), assessment.Response{Reason: "a"}, assessment.Answer{}, "reason", "asks for no reason"},
		{"a match", matching(2), assessment.Response{Matches: []assessment.Joined{{Pair: "2", Option: "b"}}},
			assessment.Answer{Matches: []assessment.Match{{Pair: "p2", Option: "o2"}}}, "", ""},
		{"a row beyond", matching(2), assessment.Response{Matches: []assessment.Joined{{Pair: "3", Option: "b"}}}, assessment.Answer{}, "matches", `no row "3". It has 1 to 2.`},
		{"a row spelt otherwise", matching(2), assessment.Response{Matches: []assessment.Joined{{Pair: "02", Option: "b"}}}, assessment.Answer{}, "matches", `no row "02"`},
		{"an order", ordering(3), assessment.Response{Order: []string{"b", "c", "a"}}, assessment.Answer{Order: ids{"s1", "s2", "s3"}}, "", ""},
		{"places for an order", ordering(3), assessment.Response{Order: []string{"2", "3", "1"}}, assessment.Answer{}, "order", `no "2"`},
		{"a path", story(), assessment.Response{Path: []string{"b", "a"}}, assessment.Answer{Path: []courses.ChoiceID{"wait", "ask"}}, "", ""},
		{"beyond the end of a story", story(), assessment.Response{Path: []string{"a", "a"}}, assessment.Answer{}, "path", "Choice 2 is not offered"},
		{"ticks for a story", story(), assessment.Response{Options: []string{"a"}}, assessment.Answer{}, "options", "not answered by ticking"},
		{"nothing", story(), assessment.Response{}, assessment.Answer{}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := drawn[c.item.Type].Reveal(c.item, c.give)
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("Reveal: got %+v, want %+v", got, c.want)
			}
			f, failed := fault.As(err)
			if failed != (c.field != "") || failed && (f.Fields[0].Name != c.field || !strings.Contains(f.Fields[0].Message, c.says)) {
				t.Errorf("Reveal: got error %+v, want one about %q that says %q", err, c.field, c.says)
			}
		})
	}
}

// Positions have one name each, however many there are.
func TestLettersDiffer(t *testing.T) {
	seen := map[string]bool{}
	for i := range 1000 {
		letter := assessment.Letter(i)
		if seen[letter] || !regexp.MustCompile(`^[a-z]+$`).MatchString(letter) {
			t.Errorf("letter %d: got %q, want a new one", i, letter)
		}
		seen[letter] = true
	}
	if got := assessment.Letter(25) + assessment.Letter(26) + assessment.Letter(701) + assessment.Letter(702) + assessment.Number(0); got != "zaazzaaa1" {
		t.Errorf("got %q, want zaazzaaa1", got)
	}
}

// What Check refuses is said to who is being tested: no message may name an authored id.
func TestCheckNamesNoID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item := anyItem(t)
		a := anyAnswer(t, anyItem(t))
		a.Options, a.Order = append(a.Options, a.Options...), append(a.Order, a.Order...)
		if f, ok := fault.As(assessment.Check(item, a)); ok {
			said := f.Message
			for _, field := range f.Fields {
				said += field.Message
			}
			if strings.Contains(said, `"`) {
				t.Fatalf("Check says %s", said)
			}
		}
	})
}
