package learning_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

func exemption(person org.PersonID) learning.Allowance {
	return learning.Allowance{Kind: learning.AllowanceExemption, Person: person, From: "2026-03-01", Cause: "Long illness"}
}

func TestDecisionsStandOnceAndAreSeenElsewhere(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	before := w.learning.Revision()
	a, err := w.learning.AddAllowance(ctx, exemption(w.pema), "officer")
	w.must(err)
	if a.ID != string(w.pema)+"/0001" || a.By != "officer" || !a.Recorded.Equal(w.clock.Now()) {
		t.Fatalf("recorded: got %+v", a)
	}
	again, err := w.learning.AddAllowance(ctx, exemption(w.pema), "another officer")
	w.must(err)
	if again != a || len(w.learning.Allowances()) != 1 || w.learning.Revision() <= before {
		t.Errorf("told again: got %+v, revision %d after %d; want the first, and a revision that rose", again, w.learning.Revision(), before)
	}
	p, err := w.learning.Progress(ctx, w.pema, conduct)
	w.must(err)
	if !p.Status.Exempt || p.Status.Excuse != a.ID {
		t.Errorf("status: got %+v, want exempt by %s", p.Status, a.ID)
	}
	_, _, other := w.open(w.engine)
	if got := other.AllowancesOf(w.pema); len(got) != 1 || got[0] != a {
		t.Errorf("another instance: got %+v, want %+v", got, a)
	}
	w.clock.advance(time.Minute)
	w.must(other.WithdrawAllowance(ctx, a.ID, "officer", "Another person"))
	w.must(other.WithdrawAllowance(ctx, a.ID, "officer", "Another person"))
	w.must(w.learning.Refresh(ctx))
	if p, err = w.learning.Progress(ctx, w.pema, conduct); err != nil || p.Status.Exempt || len(w.learning.AllowancesOf(w.pema)) != 2 {
		t.Errorf("withdrawn: got %+v, %v; want not exempt, and two records", p.Status, err)
	}
	w.refused(w.learning.WithdrawAllowance(ctx, a.ID+"/withdrawn", "officer", "A slip"), fault.CodeNotFound)
	told, err := w.learning.AddAllowance(ctx, exemption(w.pema), "officer")
	w.must(err)
	if told.ID != string(w.pema)+"/0002" {
		t.Errorf("told anew: got %s, want number 2", told.ID)
	}
}

func TestDecisionsThatCannotBe(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		change func(*learning.Allowance)
		fields string
	}{
		"nothing":              {func(a *learning.Allowance) { *a = learning.Allowance{Person: w.pema} }, "kind course cause"},
		"ends before it began": {func(a *learning.Allowance) { a.Until = "2026-02-01" }, "until"},
		"no such course":       {func(a *learning.Allowance) { a.Course = "none" }, "course"},
		"no cause":             {func(a *learning.Allowance) { a.Cause = " \n" }, "cause"},
		"extension of all":     {func(a *learning.Allowance) { a.Kind, a.Until = learning.AllowanceExtension, "2026-09-01" }, "course"},
		"extension to nowhere": {func(a *learning.Allowance) { a.Kind, a.Course = learning.AllowanceExtension, conduct }, "until"},
		"training to come": {func(a *learning.Allowance) {
			a.Kind, a.Course, a.From, a.Document = learning.AllowanceEquivalent, conduct, "2026-03-03", "RIM/14"
		}, "from"},
		"training without a paper": {func(a *learning.Allowance) { a.Kind, a.Course = learning.AllowanceEquivalent, conduct }, "document"},
	} {
		t.Run(name, func(t *testing.T) {
			a := exemption(w.pema)
			c.change(&a)
			_, err := w.learning.AddAllowance(t.Context(), a, "officer")
			f, ok := fault.As(err)
			var names []string
			for i := 0; ok && i < len(f.Fields); i++ {
				names = append(names, f.Fields[i].Name)
			}
			if got := strings.Join(names, " "); got != c.fields {
				t.Errorf("fields: got %q (%v), want %q", got, err, c.fields)
			}
		})
	}
	_, err := w.learning.AddAllowance(t.Context(), exemption("p0000000000000000"), "officer")
	w.refused(err, fault.CodeNotFound)
}

// Of many people all or nobody: what a crash left before the last document counts for nobody, ever, and its numbers are passed over.
func TestManyDecisionsAreOne(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	people := []org.PersonID{w.pema, w.head, w.guest, w.pema}
	var list []learning.Allowance
	for _, id := range people {
		list = append(list, exemption(id))
	}
	_, err := w.learning.AddAllowances(ctx, append(list, exemption("p0000000000000000")), "officer")
	w.refused(err, fault.CodeInvalid)
	docs, err := store.Open[learning.Allowance](ctx, w.engine, "allowances")
	w.must(err)
	half := exemption(w.pema)
	half.ID, half.Group, half.Recorded, half.By = string(w.pema)+"/0001", "interrupted", w.clock.Now(), "officer"
	w.must(docs.Insert(ctx, half))
	w.must(w.learning.Refresh(ctx))
	if got := w.learning.Allowances(); len(got) != 0 {
		t.Fatalf("interrupted: got %+v, want none", got)
	}
	w.clock.advance(time.Minute)
	got, err := w.learning.AddAllowances(ctx, list, "officer")
	w.must(err)
	if len(got) != 4 || got[0].ID != string(w.pema)+"/0002" || got[3] != got[0] || got[1].Person != w.head {
		t.Errorf("together: got %+v", got)
	}
	if all := w.learning.Allowances(); len(all) != 3 {
		t.Errorf("in force: got %d, want 3", len(all))
	}
	_, _, other := w.open(w.engine)
	if all := other.Allowances(); !slices.Equal(all, w.learning.Allowances()) {
		t.Errorf("another instance: got %+v", all)
	}
}

// Two officers who decide about the same person at once take different numbers.
func TestTwoOfficersAtOnce(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	_, _, other := w.open(w.engine)
	_, err := w.learning.AddAllowance(ctx, exemption(w.pema), "one")
	w.must(err)
	b := learning.Allowance{Kind: learning.AllowanceExtension, Person: w.pema, Course: conduct, Until: "2026-09-01", Cause: "Flood"}
	b, err = other.AddAllowance(ctx, b, "other")
	w.must(err)
	if b.ID != string(w.pema)+"/0002" {
		t.Errorf("the second: got %s, want number 2", b.ID)
	}
}

func TestTrainingElsewhereIsInTheRecord(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	_, err := w.learning.AddAllowance(ctx, learning.Allowance{Kind: learning.AllowanceEquivalent, Person: w.guest, Course: conduct, From: "2026-02-01",
		Cause: "The same course", Document: "RIM/14"}, "officer")
	w.must(err)
	record, err := w.learning.Record(ctx, w.guest)
	w.must(err)
	if len(record) != 1 || !record[0].Progress.Status.Elsewhere || record[0].Progress.Status.State != learning.StateComplete ||
		record[0].Progress.Status.Next.Step != learning.StepNothing || !record[0].Progress.Status.Earned.IsZero() {
		t.Errorf("record: got %+v", record)
	}
}

func TestClosuresAndWorkingDays(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	agencies := "code,type,parent_code,name,name_dz,from,until,successors,source\n" +
		"moh,ministry,,Ministry of Health,,,,,test\ndz-haa,dzongkhag,,Haa,,,,,test\ngw-haa-bji,gewog,dz-haa,Bji,,,,,test\n"
	w.must(w.register.LoadAgencies(ctx, fstest.MapFS{org.AgencyFile: {Data: []byte(agencies)}}))
	snow := learning.Closure{Kind: learning.ClosureWeather, Place: "dz-haa", From: "2026-03-05", Until: "2026-03-06", Name: "Snow"}
	c, err := w.learning.AddClosure(ctx, snow, "officer")
	w.must(err)
	if again, err := w.learning.AddClosure(ctx, snow, "another"); err != nil || !reflect.DeepEqual(again, c) || len(w.learning.Closures()) != 1 {
		t.Errorf("told again: got %+v, %v; want the first", again, err)
	}
	for _, k := range []struct {
		agency org.AgencyCode
		want   day.Date
	}{{"dz-haa", "2026-03-09"}, {"gw-haa-bji", "2026-03-09"}, {"moh", "2026-03-05"}} { // the 7th is a Saturday
		if got := w.learning.NextWorkday("2026-03-05", k.agency); got != k.want {
			t.Errorf("%s: got %s, want %s", k.agency, got, k.want)
		}
	}
	if w.learning.Workday("2026-03-08", "moh") {
		t.Error("a Sunday is a working day")
	}
	_, err = w.learning.AddClosure(ctx, learning.Closure{Kind: learning.ClosureVacation, Place: "dz-haa", From: "2026-03-12", Until: "2026-03-12", Name: "Break",
		Types: []org.AgencyType{org.TypeGewog, org.TypeGewog}}, "officer")
	w.must(err)
	for agency, want := range map[org.AgencyCode]bool{"dz-haa": true, "gw-haa-bji": false, "moh": true, "": true} {
		if got := w.learning.Workday("2026-03-12", agency); got != want {
			t.Errorf("days off for gewogs alone, in %q: got a working day %v, want %v", agency, got, want)
		}
	}
	_, err = w.learning.AddClosure(ctx, learning.Closure{Kind: learning.ClosureVacation, From: "2026-03-12", Until: "2026-03-12", Name: "Break",
		Types: []org.AgencyType{"castle"}}, "officer")
	w.refused(err, fault.CodeInvalid)
	w.must(w.learning.WithdrawClosure(ctx, c.ID, "officer", "It melted"))
	w.must(w.learning.WithdrawClosure(ctx, c.ID, "officer", "It melted"))
	if !w.learning.Workday("2026-03-05", "dz-haa") {
		t.Error("withdrawn: got closed, want open")
	}
	w.refused(w.learning.WithdrawClosure(ctx, "none", "officer", "A slip"), fault.CodeNotFound)
	for _, bad := range []learning.Closure{{Kind: "party", From: "2026-03-05", Until: "2026-03-05", Name: "x"},
		{Kind: learning.ClosureHoliday, From: "2026-03-05", Until: "2027-03-05", Name: "x"}, {Kind: learning.ClosureHoliday, Place: "moh", From: "2026-03-05", Until: "2026-03-05", Name: "x"},
		{Kind: learning.ClosureHoliday, From: "2026-03-05", Until: "2026-03-04", Name: "x"}, {Kind: learning.ClosureHoliday, From: "2026-03-05", Until: "2026-03-05"}} {
		_, err := w.learning.AddClosure(ctx, bad, "officer")
		w.refused(err, fault.CodeInvalid)
		if f, _ := fault.As(err); len(f.Fields) != 1 {
			t.Errorf("%+v: got %v, want one field", bad, f.Fields)
		}
	}
}

// A new version of a rule goes by the calendar, and so does the first rule of a new store.
func TestNewVersionsGoByTheCalendar(t *testing.T) {
	w := newWorld(t)
	r, err := w.learning.AddRule(t.Context(), learning.Rule{Rule: "new", Title: "New", Course: freeCourse, DueDays: 5, From: "2026-03-02",
		Audience: learning.Audience{Positions: []string{" Chief  Officer ", "Chief Officer", ""}}}, "officer")
	w.must(err)
	if !r.Calendar || !slices.Equal(r.Audience.Positions, []string{"Chief Officer"}) {
		t.Errorf("got %+v, want the calendar, and one position", r)
	}
	rules, err := w.learning.Rules(t.Context())
	w.must(err)
	if rules[0].ID != "code-of-conduct/1" || !rules[0].Calendar {
		t.Errorf("the first rule: got %+v, want the calendar", rules[0])
	}
	for name, change := range map[string]func(*learning.Rule){
		"due_from":     func(r *learning.Rule) { r.DueFrom = "tea" },
		"due_on":       func(r *learning.Rule) { r.DueFrom = learning.DueFromDate },
		"due_after":    func(r *learning.Rule) { r.DueFrom, r.DueAfter = learning.DueFromCourse, freeCourse },
		"valid_months": func(r *learning.Rule) { r.DueFrom, r.ValidMonths = learning.DueFromJanuary, 12 },
		"window_days":  func(r *learning.Rule) { r.WindowDays = 1000 },
		"renewal":      func(r *learning.Rule) { r.Renewal = "half" },
		"flags":        func(r *learning.Rule) { r.Audience.Flags = []org.Flag{"cook"} },
		"positions":    func(r *learning.Rule) { r.Audience.Positions = []string{strings.Repeat("x", 200)} },
		"joined_after": func(r *learning.Rule) { r.Audience.JoinedAfter = "soon" },
		"due_days":     func(r *learning.Rule) { r.DueDays = 0 },
	} {
		bad := r
		change(&bad)
		_, err := w.learning.AddRule(t.Context(), bad, "officer")
		w.refused(err, fault.CodeInvalid)
		if f, _ := fault.As(err); len(f.Fields) != 1 || f.Fields[0].Name != name {
			t.Errorf("%s: got %v", name, f.Fields)
		}
	}
}
