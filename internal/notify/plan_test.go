package notify_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
)

func TestStepsRiseTowardsTheDay(t *testing.T) {
	plan := notify.DefaultPlan()
	for _, c := range []struct {
		days int // from today to the due date
		on   int // days before the due date on which the step was reached
		name string
	}{
		{31, 0, ""}, {30, 30, "30 days before"}, {15, 30, "30 days before"}, {14, 14, "14 days before"}, {8, 14, "14 days before"},
		{7, 7, "7 days before"}, {3, 3, "3 days before"}, {2, 3, "3 days before"}, {1, 1, "1 day before"}, {0, 0, "on the day"},
		{-1, 0, "on the day"}, {-6, 0, "on the day"}, {-7, -7, "while overdue"}, {-13, -7, "while overdue"}, {-15, -14, "while overdue"},
	} {
		due := monday.AddDays(c.days)
		on, name, ok := plan.Step(due, monday)
		if ok != (c.name != "") || name != c.name || ok && on != due.AddDays(-c.on) {
			t.Errorf("%d days before: got %s, %q, %v, want %q reached %d days before", c.days, on, name, ok, c.name, c.on)
		}
	}
}

func TestPlanMustFall(t *testing.T) {
	for _, p := range []notify.Plan{{}, {Before: []int{3, 7}}, {Before: []int{7, 7}}, {Before: []int{-1}}, {Before: []int{7}, Every: -1}, {Before: []int{400}}} {
		if p.Valid() == nil {
			t.Errorf("%+v: got no error", p)
		}
	}
}

func TestWeeksAreISO(t *testing.T) {
	for d, want := range map[day.Date]notify.Week{"2026-11-23": "2026-W48", "2027-01-01": "2026-W53", "2024-12-30": "2025-W01", "2026-01-04": "2026-W01"} {
		if got := notify.WeekOf(d); got != want {
			t.Errorf("%s: got %s, want %s", d, got, want)
		}
	}
}

func TestOneMailForAllThatIsDue(t *testing.T) {
	w := newWorld(t)
	id := w.hire("moh")
	w.owes(id, privacy, monday.AddDays(10))
	w.owes(id, conduct, monday.AddDays(-3))
	w.owes(id, "later", monday.AddDays(60))
	s := w.service()
	if got := w.plan(s); got.Reminders != 1 {
		t.Fatalf("got %+v, want one reminder", got)
	}
	list := w.messages(s, id)
	if len(list) != 1 || list[0].State != notify.Planned || len(list[0].Params.Items) != 2 {
		t.Fatalf("got %+v, want one message with the two courses within reach", list)
	}
	if first := list[0].Params.Items[0]; first.Course != conduct {
		t.Errorf("first: got %s, want the one that is overdue", first.Course)
	}
}

func TestWhoGetsNone(t *testing.T) {
	cases := []struct {
		name string
		set  func(w *world, id org.PersonID)
		want notify.Cause
	}{
		{"on leave", func(w *world, id org.PersonID) { w.change(id, func(o *coverage.Owed) { o.OnLeave = true }) }, notify.CauseLeave},
		{"exempt", func(w *world, id org.PersonID) { w.change(id, func(o *coverage.Owed) { o.Exempt = true }) }, notify.CauseExempt},
		{"under review", func(w *world, id org.PersonID) { w.review[id] = true }, notify.CauseReview},
		{"not due yet", func(w *world, id org.PersonID) { w.change(id, func(o *coverage.Owed) { o.Due = monday.AddDays(50) }) }, notify.CauseNothing},
		{"place closed", func(w *world, _ org.PersonID) { w.closed["moh"] = true }, notify.CauseClosed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			id := w.hire("moh")
			w.owes(id, conduct, monday)
			c.set(w, id)
			s := w.service()
			standing, err := s.Standing(w.ctx, id)
			w.must(err)
			if got := w.plan(s); got.Reminders != 0 || got.Held != 0 || standing.Cause != c.want {
				t.Errorf("got %+v, cause %q, want nothing because of %q", got, standing.Cause, c.want)
			}
		})
	}
}

func TestAddressesThatAreNobodysOwn(t *testing.T) {
	w := newWorld(t)
	none := w.hireWith("moh", "")
	one, two := w.hireWith("moh", "office@example.bt"), w.hireWith("moh", "office@example.bt")
	for _, id := range []org.PersonID{none, one, two} {
		w.owes(id, conduct, monday)
	}
	s := w.service()
	if got := w.plan(s); got.Reminders != 0 || got.Held != 3 {
		t.Fatalf("got %+v, want three held and none to be sent", got)
	}
	for id, want := range map[org.PersonID]notify.Cause{none: notify.CauseNoAddress, one: notify.CauseShared, two: notify.CauseShared} {
		list := w.messages(s, id)
		if len(list) != 1 || list[0].State != notify.Held || list[0].Last().Cause != want {
			t.Errorf("got %+v, want it held for %q", list, want)
		}
	}
	d, err := s.Digest(w.ctx, org.Scope{Agencies: []org.AgencyCode{"moh"}}, "moh")
	w.must(err)
	if len(d.ToTell) != 3 || d.Line.ToTell != 3 {
		t.Errorf("the digest: got %d to tell, want all three", len(d.ToTell))
	}
}

func TestOfficeHoursAndWeekends(t *testing.T) {
	for name, at := range map[string]time.Time{
		"before nine": monday.Start().Add(8*time.Hour + 59*time.Minute), "from four": monday.Start().Add(16 * time.Hour),
		"Saturday": monday.AddDays(5).Start().Add(10 * time.Hour), "Sunday": monday.AddDays(6).Start().Add(10 * time.Hour),
	} {
		w := newWorld(t)
		id := w.hire("moh")
		w.owes(id, conduct, monday)
		w.clock.set(at)
		if got := w.plan(w.service()); got != (notify.Planning{}) {
			t.Errorf("%s: got %+v, want nothing planned", name, got)
		}
	}
}

// Whatever the due dates and the closures of places: no two mails in an ISO week or within seven days, none on a day without work,
// and whoever is overdue hears of it. The history is made by chance that is the same each time.
func TestTheCapHolds(t *testing.T) {
	w := newWorld(t)
	chance := rand.New(rand.NewPCG(1907, 11))
	places := []org.AgencyCode{"moh", "dz-haa", "gw-haa-bji", "dz-paro"}
	var people []org.PersonID
	for i := range 120 {
		id := w.hire(places[i%len(places)])
		for _, course := range []courses.CourseID{"a", "b", "c"}[:1+chance.IntN(3)] {
			w.owes(id, course, monday.AddDays(chance.IntN(60)-20))
		}
		people = append(people, id)
	}
	s := w.service()
	shut := map[day.Date]map[org.AgencyCode]bool{}
	for n := range 42 {
		today := monday.AddDays(n)
		w.clock.to(today, 10)
		shut[today] = map[org.AgencyCode]bool{}
		for _, place := range places {
			shut[today][place] = chance.IntN(5) == 0
		}
		w.closed = shut[today]
		w.plan(s)
	}
	for i, id := range people {
		list := w.messages(s, id)
		if len(list) == 0 {
			t.Errorf("person %d heard nothing in six weeks", i)
		}
		for k, m := range list {
			if weekend := m.Day.Start().In(day.Thimphu).Weekday(); weekend == time.Saturday || weekend == time.Sunday || shut[m.Day][m.Agency] {
				t.Errorf("person %d: a mail on %s, when %s does not work", i, m.Day, m.Agency)
			}
			if k > 0 && (m.Day.AddDays(7) > list[k-1].Day || m.Week == list[k-1].Week) {
				t.Errorf("person %d: mails on %s and on %s", i, m.Day, list[k-1].Day)
			}
		}
	}
}
