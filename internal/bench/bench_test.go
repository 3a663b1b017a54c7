package bench_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/bench"
	"lamtoen/internal/learning"
)

// course draws two of the objective "a" and one of "b".
func course() *courses.Course {
	item := func(id courses.ItemID, objective courses.ObjectiveID, practice bool) courses.Item {
		return courses.Item{ID: id, Objective: objective, Practice: practice, Type: courses.Single, StemHTML: "<p>" + string(id) + "?</p>",
			Options: []courses.Option{{ID: "x", Right: true}, {ID: "y"}}}
	}
	return &courses.Course{
		ID: "c", Version: "1.0.0", Hash: "h1:c",
		Assessment: &courses.Assessment{Draw: []courses.Quota{{Objective: "a", Items: 2}, {Objective: "b", Items: 1}}},
		Items:      []courses.Item{item("a1", "a", false), item("a2", "a", false), item("a3", "a", true), item("b1", "b", false), item("b2", "b", false)},
	}
}

func drawn(ids ...courses.ItemID) []assessment.Drawn {
	var all []assessment.Drawn
	for _, id := range ids {
		all = append(all, assessment.Drawn{Item: id, Options: []courses.OptionID{"y", "x"}})
	}
	return all
}

func TestADrawThatBreaksTheRulesIsFound(t *testing.T) {
	other := drawn("a1", "a2", "b1")
	other[0].Options = []courses.OptionID{"x", "z"}
	for _, c := range []struct {
		name  string
		drawn []assessment.Drawn
		want  string // "" nothing is wrong
	}{
		{"by the quotas", drawn("b1", "a2", "a1"), ""},
		{"nothing", nil, "misses the quota"},
		{"one too few", drawn("a1", "b1"), "misses the quota of a by 1"},
		{"one too many", drawn("a1", "a2", "b1", "b2"), "misses the quota of b by -1"},
		{"twice the same", drawn("a1", "a1", "b1"), "drawn twice"},
		{"for practice", drawn("a1", "a3", "b1"), "for practice"},
		{"of another version", drawn("a1", "a9", "b1"), "not of this version"},
		{"options of another", other, "not its own"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := bench.CheckDraw(course(), c.drawn)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// facts are those of one person: so many attempts, the first with what is drawn, and a submission with so many answers, or none.
func facts(t *testing.T, attempts int, draw []assessment.Drawn, answers int) []learning.Fact {
	t.Helper()
	e := learning.Enrolment{Person: "p1", Course: "c", Number: 1, Version: "1.0.0", Hash: "h1:c"}
	add := func(kind learning.Kind, data any, about ...string) learning.Fact {
		f, err := e.NewFact(kind, learning.ViaDemo, data, about...)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	var all []learning.Fact
	for k := range attempts {
		all = append(all, add(learning.KindStarted, learning.StartData{Drawn: draw}, "attempt", string(rune('1'+k))))
	}
	if answers > 0 {
		all = append(all, add(learning.KindSubmitted, learning.SubmissionData{Answers: make([]learning.GivenAnswer, answers)}, "attempt", "1", "submission"))
	}
	return all
}

func TestWhatIsLostIsFound(t *testing.T) {
	draw := drawn("a1", "a2", "b1")
	shown := bench.Seen{Attempt: "/courses/c/attempts/1-1/questions/1", Page: "<form><p>a1?</p></form>"}
	with := func(change func(*bench.Seen)) bench.Seen {
		s := shown
		change(&s)
		return s
	}
	for _, c := range []struct {
		name  string
		seen  bench.Seen
		facts []learning.Fact
		want  string // "" nothing is lost
	}{
		{"begun", shown, facts(t, 1, draw, 0), ""},
		{"handed in", with(func(s *bench.Seen) { s.Given = 2 }), facts(t, 1, draw, 2), ""},
		{"the start is lost", shown, facts(t, 0, nil, 0), "0 attempts in the store"},
		{"begun twice", shown, facts(t, 2, draw, 0), "2 attempts in the store"},
		{"another attempt was shown", with(func(s *bench.Seen) { s.Attempt = "/courses/c/attempts/1-2/questions/1" }), facts(t, 1, draw, 0), "was shown"},
		{"another question was shown", with(func(s *bench.Seen) { s.Page = "<p>b1?</p>" }), facts(t, 1, draw, 0), "first question shown is not a1"},
		{"the submission is lost", with(func(s *bench.Seen) { s.Given = 2 }), facts(t, 1, draw, 0), "0 submissions"},
		{"an answer is lost", with(func(s *bench.Seen) { s.Given = 3 }), facts(t, 1, draw, 2), "2 answers were graded, and 3 were acknowledged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.seen.Check(course(), c.facts)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestFormsAreFilledInAsABrowserReadsThem(t *testing.T) {
	page := `<form method="post" action="/language"><input type="hidden" name="to" value="dz"></form>
<form method="post" action="/courses/c/attempts/1-1/questions/1" novalidate>
<input type="hidden" name="path" value="1"><input type="hidden" name="path" value="2">
<input type="radio" name="answer" value="1"><input type="radio" name="answer" value="2">
<select name="place-1"><option value="">–</option><option value="1">1</option><option value="2">2</option></select>
<select name="place-2"><option value="">–</option><option value="1">1</option><option value="2">2</option></select>
</form><form><input type="radio" name="other" value="1"></form>`
	want := url.Values{"go": {"on"}, "path": {"1", "2"}, "answer": {"1"}, "place-1": {"1"}, "place-2": {"2"}}
	if diff := cmp.Diff(want, bench.FillIn(page)); diff != "" {
		t.Errorf("the form (-want +got):\n%s", diff)
	}
}

func TestPercentilesAreNearestRanks(t *testing.T) {
	var all []time.Duration
	for i := range 200 {
		all = append(all, time.Duration(200-i))
	}
	if got, want := bench.Summarise(all), (bench.Latencies{P50: 100, P90: 180, P99: 198, Most: 200}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := bench.Summarise([]time.Duration{7}), (bench.Latencies{P50: 7, P90: 7, P99: 7, Most: 7}); got != want {
		t.Errorf("of one: got %v, want %v", got, want)
	}
}

func TestFailuresAreCounted(t *testing.T) {
	errs := make([]error, 10)
	if err := bench.Failures(errs); err != nil {
		t.Errorf("none: got %v", err)
	}
	for i := range 5 {
		errs[2*i] = errors.New("no answer")
	}
	if err := bench.Failures(errs); err == nil || !strings.Contains(err.Error(), "5 of 10 failed") {
		t.Errorf("got %v, want 5 of 10 failed", err)
	}
}
