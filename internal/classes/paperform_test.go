package classes_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
)

// optionList makes options o1, o2 and so on, of which the first is right.
func optionList(prefix string, n int) []courses.Option {
	var list []courses.Option
	for i := range n {
		list = append(list, courses.Option{ID: courses.OptionID(fmt.Sprintf("%s%d", prefix, i+1)), Right: i == 0})
	}
	return list
}

// paperQuestion makes a question of any type, its options as the loader gives them.
func paperQuestion(id string, kind courses.ItemType, options, others int, shuffle bool) courses.Item {
	item := courses.Item{ID: courses.ItemID(id), Type: kind, Objective: "o", Shuffle: shuffle, Options: optionList("o", options)}
	switch kind {
	case courses.TrueFalse:
		item.Options = []courses.Option{{ID: courses.OptionTrue}, {ID: courses.OptionFalse, Right: true}}
		item.Reasons = optionList("r", others)
	case courses.Matching:
		for i := range max(others, 1) {
			item.Pairs = append(item.Pairs, courses.Pair{ID: courses.PairID(fmt.Sprintf("p%d", i+1)), Right: item.Options[i%options].ID})
		}
	case courses.Ordering:
		for _, o := range item.Options {
			item.Sequence = append(item.Sequence, o.ID)
		}
	case courses.Branching:
		item.Options = nil
		item.Scenario = &courses.Scenario{Start: "s1", Steps: []courses.Step{
			{ID: "s1", Choices: []courses.Choice{{ID: "c1", To: "s2"}, {ID: "c2", To: "s3"}}},
			{ID: "s2", Choices: []courses.Choice{{ID: "c3", To: "s3"}}}, {ID: "s3", Ending: courses.Good, Score: 100},
		}}
	}
	return item
}

// paperCourse is a module with a bank of these questions, all of which are drawn.
func paperCourse(items ...courses.Item) *courses.Course {
	return &courses.Course{ID: "paper", Version: "1.2.0", Hash: "sha256:0001", Items: items,
		Assessment: &courses.Assessment{Draw: []courses.Quota{{Objective: "o", Items: len(items)}}}}
}

func drawCourse(t *rapid.T) *courses.Course {
	kinds := []courses.ItemType{courses.Single, courses.Multiple, courses.TrueFalse, courses.Matching, courses.Ordering, courses.Branching}
	var items []courses.Item
	for i := range rapid.IntRange(1, 8).Draw(t, "questions") {
		items = append(items, paperQuestion(fmt.Sprintf("q%d", i+1), rapid.SampledFrom(kinds).Draw(t, "type"), rapid.IntRange(2, 7).Draw(t, "options"),
			rapid.IntRange(0, 4).Draw(t, "others"), rapid.Bool().Draw(t, "shuffle")))
	}
	return paperCourse(items...)
}

// sorted are the texts of a list in order.
func sorted[T ~string](list []T) []T { return slices.Sorted(slices.Values(list)) }

func idsOf(list []classes.PaperOption) []courses.OptionID {
	var ids []courses.OptionID
	for _, o := range list {
		ids = append(ids, o.ID)
	}
	return ids
}

func authored(list []courses.Option) []courses.OptionID {
	var ids []courses.OptionID
	for _, o := range list {
		ids = append(ids, o.ID)
	}
	return ids
}

// Every form holds every question once with every option once, and what must not move does not.
func TestEachFormIsAPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCourse(t)
		class := rapid.StringMatching(`[A-Z0-9]{8}`).Draw(t, "class")
		forms, err := classes.PaperForms(class, c)
		if err != nil {
			t.Fatal(err)
		}
		if len(forms) != 4 {
			t.Fatalf("%d forms", len(forms))
		}
		for i, f := range forms {
			if f.Form != classes.Forms()[i] {
				t.Fatalf("form %d is %s", i, f.Form)
			}
			var asked []courses.ItemID
			for n, item := range f.Items {
				asked = append(asked, item.Item.ID)
				if item.Number != n+1 {
					t.Fatalf("question %d has number %d", n+1, item.Number)
				}
				checkOptions(t, item)
			}
			var bank []courses.ItemID
			for _, item := range c.Items {
				bank = append(bank, item.ID)
			}
			if !slices.Equal(sorted(asked), sorted(bank)) {
				t.Fatalf("form %s asks %v of %v", f.Form, asked, bank)
			}
		}
		again, err := classes.PaperForms(class, c)
		if err != nil || fmt.Sprint(again) != fmt.Sprint(forms) {
			t.Fatal("the same class has other forms the second time")
		}
	})
}

// checkOptions checks one question of a form against what its author wrote.
func checkOptions(t *rapid.T, item classes.PaperItem) {
	want, got := authored(item.Item.Options), idsOf(item.Options)
	if !slices.Equal(sorted(got), sorted(want)) {
		t.Fatalf("%s: options %v of %v", item.Item.ID, got, want)
	}
	if reasons := idsOf(item.Reasons); !slices.Equal(sorted(reasons), sorted(authored(item.Item.Reasons))) {
		t.Fatalf("%s: reasons %v", item.Item.ID, reasons)
	}
	fixed := item.Item.Type == courses.TrueFalse || !item.Item.Shuffle && (item.Item.Type == courses.Single || item.Item.Type == courses.Multiple)
	if fixed && !slices.Equal(got, want) {
		t.Fatalf("%s: options moved to %v from %v", item.Item.ID, got, want)
	}
	if !item.Item.Shuffle && !slices.Equal(idsOf(item.Reasons), authored(item.Item.Reasons)) {
		t.Fatalf("%s: reasons moved", item.Item.ID)
	}
	if item.Item.Type == courses.Ordering && len(want) > 1 && slices.Equal(got, item.Item.Sequence) {
		t.Fatalf("%s: the steps stand in the right order", item.Item.ID)
	}
}

// A letter of the sheet gives the option that stands behind it there, whatever else is typed with it.
func TestLettersMapBackExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCourse(t)
		forms, err := classes.PaperForms("CLASS234", c)
		if err != nil {
			t.Fatal(err)
		}
		f := rapid.SampledFrom(forms).Draw(t, "form")
		want := map[courses.ItemID]assessment.Answer{}
		var text strings.Builder
		for _, item := range f.Items {
			letters, answer := drawLetters(t, item)
			want[item.Item.ID] = answer
			fmt.Fprintf(&text, "%d%s%s ", item.Number, rapid.SampledFrom([]string{"", " ", ". ", ":"}).Draw(t, "mark"), letters)
			if back := item.Letters(answer); onlyLettersOf(back) != onlyLettersOf(letters) {
				t.Fatalf("%v is written %q, not %q", answer, back, letters)
			}
			if err := assessment.Check(item.Item, answer); err != nil {
				t.Fatalf("the answer to %q cannot be saved: %v", letters, err)
			}
		}
		got, err := f.ReadAnswers(text.String())
		if err != nil {
			t.Fatalf("%q: %v", text.String(), err)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%q is read as %v, not %v", text.String(), got, want)
		}
	})
}

// onlyLettersOf is what was typed without what makes no difference.
func onlyLettersOf(text string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", ",", "").Replace(text))
}

// drawLetters makes up what a pupil wrote, and says what it means by looking at the sheet alone.
func drawLetters(t *rapid.T, item classes.PaperItem) (string, assessment.Answer) {
	if rapid.IntRange(0, 9).Draw(t, "empty") == 0 {
		return "-", assessment.Answer{}
	}
	pick := func(list []classes.PaperOption) classes.PaperOption { return rapid.SampledFrom(list).Draw(t, "option") }
	var a assessment.Answer
	letters := ""
	switch item.Item.Type {
	case courses.Single:
		o := pick(item.Options)
		return strings.ToUpper(o.Letter), assessment.Answer{Options: []courses.OptionID{o.ID}}
	case courses.Multiple:
		for i, o := range item.Options {
			if i == 0 || rapid.Bool().Draw(t, "ticked") {
				letters += o.Letter + ","
				a.Options = append(a.Options, o.ID)
			}
		}
	case courses.TrueFalse:
		o := pick(item.Options)
		letters, a.Options = o.Letter, []courses.OptionID{o.ID}
		if len(item.Reasons) > 0 {
			r := pick(item.Reasons)
			letters, a.Reason = letters+" "+r.Letter, r.ID
		}
	case courses.Matching:
		for i, p := range item.Item.Pairs {
			if i > 0 && rapid.Bool().Draw(t, "left out") {
				letters += "-"
				continue
			}
			o := pick(item.Options)
			letters += o.Letter
			a.Matches = append(a.Matches, assessment.Match{Pair: p.ID, Option: o.ID})
		}
	case courses.Ordering:
		for _, o := range rapid.Permutation(item.Options).Draw(t, "order") {
			letters += o.Letter
			a.Order = append(a.Order, o.ID)
		}
	case courses.Branching:
		letters, a.Path = "ab"[:1], []courses.ChoiceID{"c1"}
	}
	return letters, a
}

// A form is read weeks after it was printed, by another version of the program: its order must never change.
func TestFormsStayWhatTheyAre(t *testing.T) {
	c := paperCourse(
		paperQuestion("q1", courses.Single, 4, 0, true), paperQuestion("q2", courses.Multiple, 4, 0, true),
		paperQuestion("q3", courses.TrueFalse, 2, 3, true), paperQuestion("q4", courses.Matching, 3, 3, true),
		paperQuestion("q5", courses.Ordering, 4, 0, true),
	)
	forms := must(classes.PaperForms("DEMA7776", c))(t)
	var got []string
	for _, f := range forms {
		line := f.Form.String()
		for _, i := range f.Items {
			line += fmt.Sprintf(" %s%v%v", i.Item.ID, idsOf(i.Options), idsOf(i.Reasons))
		}
		got = append(got, line)
	}
	want := []string{
		"A q1[o3 o4 o1 o2][] q4[o2 o3 o1][] q3[true false][r1 r2 r3] q2[o4 o2 o3 o1][] q5[o2 o1 o3 o4][]",
		"B q5[o2 o3 o1 o4][] q4[o3 o2 o1][] q1[o3 o2 o1 o4][] q3[true false][r2 r3 r1] q2[o2 o1 o4 o3][]",
		"C q1[o1 o3 o2 o4][] q5[o3 o4 o2 o1][] q2[o4 o2 o1 o3][] q4[o1 o2 o3][] q3[true false][r2 r3 r1]",
		"D q1[o4 o3 o1 o2][] q5[o2 o4 o3 o1][] q3[true false][r1 r3 r2] q2[o1 o4 o2 o3][] q4[o2 o3 o1][]",
	}
	if !slices.Equal(got, want) {
		t.Fatalf("the forms are now\n%s", strings.Join(got, "\n"))
	}
}

// No two forms are alike, and no two classes have the same ones.
func TestFormsDiffer(t *testing.T) {
	c := paperCourse(paperQuestion("q1", courses.Single, 3, 0, true), paperQuestion("q2", courses.Single, 2, 0, true))
	seen := map[string]string{}
	for _, class := range []string{"CLASS234", "CLASS235", "CLASS236"} {
		for _, f := range must(classes.PaperForms(class, c))(t) {
			if key := class + fmt.Sprint(f.Items); seen[key] != "" {
				t.Errorf("class %s: form %s is form %s", class, f.Form, seen[key])
			} else {
				seen[key] = f.Form.String()
			}
		}
	}
	one := must(classes.PaperForms("CLASS234", paperCourse(paperQuestion("q1", courses.Single, 4, 0, false))))(t)
	if len(one) != 4 { // a quiz with a single order has four forms that are alike
		t.Error("a short quiz has no four forms")
	}
}

// What pupils are asked on devices and on paper is the same.
func TestPaperAsksWhatDevicesAsk(t *testing.T) {
	l := newLearning(t, 9)
	forms := must(classes.PaperForms(l.class.ID, l.module))(t)
	asked := map[courses.ItemID]bool{}
	for _, i := range forms[0].Items {
		asked[i.Item.ID] = true
	}
	for roll := range 9 {
		for _, m := range must(l.classes.Modules(l.Context(), classes.PupilSession{Class: l.class.ID, Roll: roll + 1}))(t) {
			shown := map[courses.ItemID]bool{}
			for _, d := range m.Quiz {
				shown[d.Item] = true
			}
			if !maps.Equal(asked, shown) {
				t.Fatalf("roll %d is asked %v on a device, %v on paper", roll+1, shown, asked)
			}
		}
	}
	three := classes.PaperThree(l.module)
	if len(three) != len(l.module.BeforeAfter) || len(three) != 3 {
		t.Fatalf("%d questions before and after", len(three))
	}
	for i, item := range three {
		if item.Item.ID != l.module.BeforeAfter[i] {
			t.Errorf("question %d before is %s", i+1, item.Item.ID)
		}
	}
}

func TestNoPaperForTheYoungest(t *testing.T) {
	young := paperCourse(paperQuestion("q1", courses.Single, 3, 0, true))
	young.Audience.KeyStages = []string{"pp-iii"}
	young.BeforeAfter = []courses.ItemID{"q1"}
	for _, c := range []*courses.Course{young, {ID: "no-quiz"}} {
		if _, err := classes.PaperForms("CLASS234", c); !errors.Is(err, classes.ErrNoPaper) {
			t.Errorf("%s: %v", c.ID, err)
		}
	}
	if three := classes.PaperThree(young); three != nil {
		t.Errorf("the youngest get %v on paper", three)
	}
}

func TestNeighboursHaveOtherForms(t *testing.T) {
	for roll := 1; roll < classes.MaxRoll; roll++ {
		if a, b := classes.FormOf(roll), classes.FormOf(roll+1); a == b {
			t.Errorf("%d and %d both have form %s", roll, roll+1, a)
		}
	}
	if classes.FormOf(1).String() != "A" || classes.FormOf(8).String() != "D" {
		t.Error("the first has form A, the eighth D")
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	c := paperCourse(
		paperQuestion("single", courses.Single, 3, 0, false), paperQuestion("multiple", courses.Multiple, 3, 0, false),
		paperQuestion("true", courses.TrueFalse, 2, 2, false), paperQuestion("match", courses.Matching, 3, 2, false),
		paperQuestion("order", courses.Ordering, 3, 0, false), paperQuestion("story", courses.Branching, 0, 0, false),
	)
	f := must(classes.PaperForms("CLASS234", c))(t)[0]
	for _, bad := range []struct{ item, letters, says string }{
		{"single", "", "Write the letters"},
		{"single", "d", "a to c"},
		{"single", "ab", "one answer only"},
		{"single", "?", "a to c"},
		{"single", "a-", "Write - alone"},
		{"multiple", "bb", "given twice"},
		{"true", "b", "t for true or f for false"},
		{"true", "tab", "one letter for the reason"},
		{"true", "tc", "a to b"},
		{"match", "a", "2 letters"},
		{"match", "abc", "2 letters"},
		{"match", "az", "a to c"},
		{"order", "ab", "all 3 letters"},
		{"order", "aab", "twice"},
		{"story", "c", "not offered"},
		{"story", "bb", "not offered"},
	} {
		item, _ := f.Item(courses.ItemID(bad.item))
		_, err := item.Choose(bad.letters)
		if e, ok := fault.As(err); !ok || e.Code != fault.CodeInvalid || !strings.Contains(e.Message, bad.says) {
			t.Errorf("%s %q: %v", bad.item, bad.letters, err)
		}
	}
	for text, field := range map[string]string{"a 1b": "answers", "7a": "q7", "0a": "q0", "1- 1-": "q1", "2???": "q2", "99999999999999999999a": "q99999999999999999999"} {
		got, err := f.ReadAnswers(text)
		e, ok := fault.As(err)
		if !ok || got != nil || len(e.Fields) != 1 || e.Fields[0].Name != field {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	if got, err := f.ReadAnswers(""); err != nil || len(got) != 0 {
		t.Errorf("nothing is read as %v, %v", got, err)
	}
	if _, ok := f.Item("other"); ok {
		t.Error("a form has a question that is not on it")
	}
}

// One half of a statement and its reason may be missing.
func TestHalfAStatement(t *testing.T) {
	c := paperCourse(paperQuestion("true", courses.TrueFalse, 2, 2, false))
	item := must(classes.PaperForms("CLASS234", c))(t)[0].Items[0]
	for letters, want := range map[string]assessment.Answer{
		"t": {Options: []courses.OptionID{"true"}}, "f-": {Options: []courses.OptionID{"false"}}, "-b": {Reason: "r2"}, "--": {},
		"F B": {Options: []courses.OptionID{"false"}, Reason: "r2"},
	} {
		a, err := item.Choose(letters)
		if err != nil || fmt.Sprint(a) != fmt.Sprint(want) {
			t.Errorf("%q is %v, %v", letters, a, err)
		}
		if back, err := item.Choose(item.Letters(a)); err != nil || fmt.Sprint(back) != fmt.Sprint(want) {
			t.Errorf("%q comes back as %v, %v", letters, back, err)
		}
	}
}
