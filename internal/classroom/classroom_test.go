package classroom_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/classroom"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// evening is a session on paper, step by step; each step may be repeated.
func (w *world) evening() []func() error {
	ctx, id := w.t.Context(), "DEMA3476"
	c := shipped().Courses[0]
	for _, one := range shipped().Courses {
		if one.ID == course {
			c = one
		}
	}
	steps := []func() error{func() error {
		_, err := w.sessions.Open(ctx, w.officer, classroom.NewSession{ID: id, Course: course, Agency: "moh", Place: "Meeting room", Day: "2026-11-23", Lang: "en"})
		return err
	}, func() error {
		st, err := w.sessions.Session(ctx, w.officer, id)
		if err != nil {
			return err
		}
		_, err = w.sessions.Join(ctx, w.people[0].ID, st.Code, classroom.Phone)
		return err
	}}
	for _, l := range c.Lessons {
		steps = append(steps, func() error {
			_, err := w.sessions.Show(ctx, w.officer, id, l.ID)
			return err
		})
	}
	return append(steps, func() error { return w.sessions.MakeForms(ctx, w.officer, id, 2) }, func() error {
		_, err := w.sessions.EnterSheet(ctx, w.officer, id, classroom.Entry{Sheet: id + "-1", Day: "2026-11-23", Witness: "Dorji",
			EIDs: []string{w.people[1].EID, w.people[2].EID}})
		return err
	}, func() error {
		questions, err := w.sessions.Questions(ctx, w.officer, id, 1)
		if err != nil || len(questions) == 0 {
			return err
		}
		_, err = w.sessions.EnterAnswers(ctx, w.officer, id, classroom.Answers{EID: w.people[1].EID, Form: 1, Typed: w.right(id, 1)})
		return err
	}, func() error { return w.sessions.Answer(ctx, w.people[2].ID, id, false) })
}

// TestASessionThatIsKilledAnywhereGoesOn kills the program after each write of a whole session, and lets the step be repeated by
// another instance: the record is the same as without.
func TestASessionThatIsKilledAnywhereGoesOn(t *testing.T) {
	whole := newWorld(t)
	for _, step := range whole.evening() {
		whole.must(step())
	}
	want := []map[learning.Kind]int{whole.counted(whole.people[0]), whole.counted(whole.people[1]), whole.counted(whole.people[2])}
	if want[0][learning.KindLessonDone] != 10 || want[1][learning.KindSigned] != 1 || want[2][learning.KindVoid] != 10 || want[2][learning.KindGroup] != 1 {
		t.Fatalf("without a kill: got %v", want)
	}
	for after := int64(0); after < 90; after += 7 { // each place of the session, not each write: a world takes its time
		w := newWorld(t)
		sound, fragile := w.engine, &mortal{Engine: w.engine}
		w.open(fragile)
		fragile.left.Store(after)
		for i, step := range w.evening() {
			if step() == nil {
				continue
			}
			w.open(sound)
			if err := step(); err != nil {
				t.Fatalf("killed after %d writes, step %d again: got %v, want success", after, i, err)
			}
		}
		for i, counted := range want {
			if got := w.counted(w.people[i]); !reflect.DeepEqual(got, counted) {
				t.Errorf("killed after %d writes: got facts %v of person %d, want %v", after, got, i, counted)
			}
		}
	}
}

func TestWhoWasThereGetsTheLesson(t *testing.T) {
	w := newWorld(t)
	ctx, st := t.Context(), w.session()
	join := func(i int) {
		_, err := w.sessions.Join(ctx, w.people[i].ID, classroom.GroupCode(st.Code), classroom.Phone)
		w.must(err)
	}
	show := func(lesson courses.LessonID) {
		w.at = w.at.Add(5 * time.Minute)
		_, err := w.sessions.Show(ctx, w.officer, st.ID, lesson)
		w.must(err)
	}
	c, err := w.sessions.Course(ctx, st.Session)
	w.must(err)
	join(0)
	show(c.Lessons[0].ID)
	w.at = w.at.Add(time.Minute)
	join(1) // late
	show(c.Lessons[1].ID)
	w.must(w.sessions.Leave(ctx, w.people[0].ID, st.ID))
	show(c.Lessons[2].ID)
	for i, want := range []int{2, 2, 0} {
		if got := w.counted(w.people[i])[learning.KindLessonDone]; got != want {
			t.Errorf("lessons of person %d: got %d, want %d", i, got, want)
		}
	}
	// Late, they say themselves that they saw the first one; nobody asks them about it afterwards.
	_, err = w.sessions.Attend(ctx, w.people[1].ID, st.ID, []courses.LessonID{c.Lessons[0].ID, c.Lessons[9].ID})
	w.must(err)
	if got := w.counted(w.people[1])[learning.KindLessonDone]; got != 3 {
		t.Errorf("lessons of who came late: got %d, want 3, and not the one that was not shown", got)
	}
	for i, want := range []int{1, 0} { // who left did nothing afterwards, so what the facilitator recorded is asked about
		pending, err := w.sessions.Pending(ctx, w.people[i].ID)
		w.must(err)
		if len(pending) != want {
			t.Errorf("questions to person %d: got %d, want %d", i, len(pending), want)
		}
	}
	_, err = w.sessions.Attend(ctx, w.people[2].ID, st.ID, nil)
	if !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("attending without having joined: got %v, want not found", err)
	}
}

func TestTwoTabsAndTheNextDay(t *testing.T) {
	w := newWorld(t)
	ctx, st := t.Context(), w.session()
	w.must(w.sessions.Close(ctx, w.officer, st.ID))
	w.must(w.sessions.Close(ctx, w.officer, st.ID)) // the other tab
	w.at = w.at.Add(24 * time.Hour)
	w.must(w.sessions.Reopen(ctx, w.officer, st.ID))
	again, err := w.sessions.Session(ctx, w.officer, st.ID)
	w.must(err)
	w.must(w.sessions.Reopen(ctx, w.officer, st.ID)) // the other tab
	other, err := w.sessions.Session(ctx, w.officer, st.ID)
	w.must(err)
	if again.Phase != classroom.Open || other.Code != again.Code || again.Code == st.Code {
		t.Errorf("reopened in two tabs: got %s with codes %s and %s after %s, want one new code", again.Phase, again.Code, other.Code, st.Code)
	}
	w.at = w.at.Add(24 * time.Hour)
	over, err := w.sessions.Session(ctx, w.officer, st.ID)
	w.must(err)
	if over.Phase != classroom.Over || over.Code != "" {
		t.Errorf("a day later: got %s with code %q, want it over by itself", over.Phase, over.Code)
	}
}

func TestOutsideTheScopeThereIsNoSession(t *testing.T) {
	w := newWorld(t)
	st := w.session()
	for _, o := range []classroom.Officer{{ID: w.people[0].ID}, {ID: w.people[0].ID, Scope: org.Scope{Agencies: []org.AgencyCode{"nowhere"}}}} {
		if _, err := w.sessions.Session(t.Context(), o, st.ID); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("session for %v: got %v, want not found", o.Scope, err)
		}
		if err := w.sessions.Close(t.Context(), o, st.ID); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("close for %v: got %v, want not found", o.Scope, err)
		}
	}
}

// TestLettersSayWhatWasMeant writes any answer to any item of the shipped bank as it would stand on paper, and reads it back.
func TestLettersSayWhatWasMeant(t *testing.T) {
	var items []courses.Item
	for _, c := range shipped().Courses {
		items = append(items, c.Items...)
	}
	rapid.Check(t, func(t *rapid.T) {
		item := rapid.SampledFrom(items).Draw(t, "item")
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		d := drawnOf(item, rnd)
		given := someAnswer(item, rnd)
		typed := classroom.Write(item, d, given)
		if rapid.Bool().Draw(t, "small") {
			typed = strings.ToLower(typed)
		}
		if rapid.Bool().Draw(t, "commas") {
			typed = strings.ReplaceAll(typed, " ", ", ")
		}
		got, wrong := classroom.Read(item, d, typed)
		if wrong != "" || !reflect.DeepEqual(got, given) {
			t.Fatalf("%s %s: typed %q for %+v, got %+v (%s)", item.Type, item.ID, typed, given, got, wrong)
		}
		if err := assessment.Check(item, got); err != nil {
			t.Fatalf("%s: %q: got %v, want an answer that can be saved", item.ID, typed, err)
		}
	})
}

// drawnOf is the item with its options in some order.
func drawnOf(item courses.Item, rnd *rand.Rand) assessment.Drawn {
	d := assessment.Drawn{Item: item.ID}
	for _, o := range item.Options {
		d.Options = append(d.Options, o.ID)
	}
	for _, o := range item.Reasons {
		d.Reasons = append(d.Reasons, o.ID)
	}
	if item.Type != courses.TrueFalse {
		rnd.Shuffle(len(d.Options), func(i, j int) { d.Options[i], d.Options[j] = d.Options[j], d.Options[i] })
	}
	return d
}

// someAnswer is any answer, right or wrong.
func someAnswer(item courses.Item, rnd *rand.Rand) assessment.Answer {
	var a assessment.Answer
	switch item.Type {
	case courses.Matching:
		for _, p := range item.Pairs {
			if rnd.IntN(5) > 0 {
				a.Matches = append(a.Matches, assessment.Match{Pair: p.ID, Option: item.Options[rnd.IntN(len(item.Options))].ID})
			}
		}
	case courses.Ordering:
		a.Order = append(a.Order, item.Sequence...)
		rnd.Shuffle(len(a.Order), func(i, j int) { a.Order[i], a.Order[j] = a.Order[j], a.Order[i] })
	case courses.Branching:
		for at := item.Scenario.Start; ; {
			step, _ := item.Scenario.Step(at)
			if len(step.Choices) == 0 {
				return a
			}
			c := step.Choices[rnd.IntN(len(step.Choices))]
			a.Path, at = append(a.Path, c.ID), c.To
		}
	case courses.Multiple:
		for _, o := range item.Options {
			if rnd.IntN(2) == 0 {
				a.Options = append(a.Options, o.ID)
			}
		}
	default:
		a.Options = []courses.OptionID{item.Options[rnd.IntN(len(item.Options))].ID}
		if len(item.Reasons) > 0 && rnd.IntN(4) > 0 {
			a.Reason = item.Reasons[rnd.IntN(len(item.Reasons))].ID
		}
	}
	return a
}

func TestWhatIsMistypedIsSaid(t *testing.T) {
	letters := func(n int) []courses.Option {
		var out []courses.Option
		for i := range n {
			out = append(out, courses.Option{ID: courses.OptionID(fmt.Sprint("o", i))})
		}
		return out
	}
	item := courses.Item{Type: courses.Single, Options: letters(3)}
	d := assessment.Drawn{Options: []courses.OptionID{"o2", "o0", "o1"}}
	truth := courses.Item{Type: courses.TrueFalse, Options: []courses.Option{{ID: "true"}, {ID: "false"}}}
	for _, c := range []struct {
		item  courses.Item
		typed string
		want  string // what is said; "" it is read
		first courses.OptionID
	}{
		{item, "b", "", "o0"}, {item, " A. ", "", "o2"}, {item, "", "", ""}, {item, "D", "A to C", ""}, {item, "AB", "one letter", ""}, {item, "7", "A to C", ""},
		{truth, "T", "", "true"}, {truth, "false", "", "false"}, {truth, "True.", "", "true"}, {truth, "X", "T for true", ""}, {truth, "T B", "T for true", ""},
	} {
		got, wrong := classroom.Read(c.item, d, c.typed)
		if c.want == "" && wrong != "" || c.want != "" && !strings.Contains(wrong, c.want) {
			t.Errorf("%q: got message %q, want %q", c.typed, wrong, c.want)
		}
		if c.first != "" && (len(got.Options) != 1 || got.Options[0] != c.first) {
			t.Errorf("%q: got %v, want %s", c.typed, got.Options, c.first)
		}
	}
}
