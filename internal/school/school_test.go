package school_test

import (
	"slices"
	"testing"
	"time"

	"lamtoen/content"
	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

// world is an empty country with one teacher.
type world struct {
	*testing.T
	now     time.Time
	engine  store.Engine
	log     *audit.Log
	reg     *org.Register
	service *school.Service
	teacher org.PersonID
}

func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: day.Date("2026-03-02").Start().Add(time.Hour), engine: storetest.Open(t)}
	ctx := t.Context()
	w.log = must(audit.Open(ctx, w.engine))(t)
	w.reg = must(org.Open(ctx, w.engine, w.log, org.Settings{Now: func() time.Time { return w.now }}))(t)
	if err := w.reg.LoadAgencies(ctx, content.Files); err != nil {
		t.Fatal(err)
	}
	w.service = w.open()
	w.teacher = must(w.reg.AddPerson(ctx, org.NewPerson{
		Person: org.Person{EID: "200801001", Name: "Invented Teacher", Kind: org.KindRegular, Joined: "2020-07-01"},
		Post:   org.Post{Agency: "dz-haa", Position: "Teacher", From: "2020-07-01"},
	}, "test"))(t).ID
	return w
}

// open gives another instance on the same store.
func (w *world) open() *school.Service {
	w.Helper()
	return must(school.Open(w.Context(), w.engine, school.Deps{Register: w.reg, Audit: w.log}, school.Settings{Now: func() time.Time { return w.now }}))(w.T)
}

func one(code school.Code) school.School {
	return school.School{Code: code, Name: "Invented School", Place: "dz-haa", Stages: []string{"vii-viii", "pp-iii"}, Sector: school.Public}
}

func TestSchoolsAreVersions(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	first := must(w.service.AddSchool(ctx, one("haa-one"), "p1", "order 1"))(t)
	if again := must(w.service.AddSchool(ctx, one("haa-one"), "p1", "order 1"))(t); again.Version != 1 || !slices.Equal(first.Stages, []string{"pp-iii", "vii-viii"}) {
		t.Errorf("entered twice: got %+v", again)
	}
	changed := one("haa-one")
	changed.Name = "Another Name"
	if _, err := w.service.AddSchool(ctx, changed, "p1", "x"); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("another school under the code: got %v", err)
	}
	before := w.now
	w.now = w.now.Add(time.Hour)
	must(w.service.ChangeSchool(ctx, changed, "p1", "order 2"))(t)
	other := w.open()
	if got, _ := other.SchoolKnown("haa-one", before); got.Name != "Invented School" {
		t.Errorf("as known before: got %q", got.Name)
	}
	if got, _ := other.School("haa-one"); got.Name != "Another Name" || got.Version != 2 {
		t.Errorf("now: got %+v", got)
	}
	if _, err := w.service.ChangeSchool(ctx, one("haa-two"), "p1", "x"); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("a school that is not there: got %v", err)
	}
}

func TestWhatASchoolMayNotBe(t *testing.T) {
	w := newWorld(t)
	for field, change := range map[string]func(*school.School){
		"code":   func(s *school.School) { s.Code = "Haa One!" },
		"name":   func(s *school.School) { s.Name = " " },
		"place":  func(s *school.School) { s.Place = "moh" },
		"stages": func(s *school.School) { s.Stages = []string{"xiii"} },
		"sector": func(s *school.School) { s.Sector = "other" },
		"until":  func(s *school.School) { s.From, s.Until = "2026-02-01", "2026-01-01" },
	} {
		n := one("haa-one")
		change(&n)
		_, err := w.service.AddSchool(t.Context(), n, "p1", "x")
		if f, ok := fault.As(err); !ok || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: got %v, want a message for it", field, err)
		}
	}
}

func TestYears(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	must(w.service.AddSchool(ctx, one("low"), "p1", "x"))(t)
	must(w.service.AddSchool(ctx, one("high"), "p1", "x"))(t)
	add := func(code school.Code, from, until day.Date) error {
		return w.service.AddYear(ctx, school.Year{School: code, Name: string(from[:4]), From: from, Until: until}, "p1", "x")
	}
	for range 2 {
		if err := add("", "2026-02-15", "2026-12-18"); err != nil {
			t.Fatal(err)
		}
	}
	if err := add("high", "2026-04-01", "2026-11-30"); err != nil {
		t.Fatal(err)
	}
	for code, want := range map[school.Code]day.Date{"low": "2026-12-18", "high": "2026-11-30"} {
		if y, ok := w.service.YearOf(code, "2026-06-01"); !ok || y.Until != want {
			t.Errorf("%s: got %+v, want until %s", code, y, want)
		}
	}
	if y, ok := w.service.YearOf("high", "2026-03-01"); ok {
		t.Errorf("before its own year: got %+v, want none", y)
	}
	if err := w.service.AddYear(ctx, school.Year{Name: "2026b", From: "2026-12-01", Until: "2027-01-01"}, "p1", "x"); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("years that overlap: got %v", err)
	}
}

func TestStaffBringsTheRoleOfATeacher(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	must(w.service.AddSchool(ctx, one("haa-one"), "p1", "x"))(t)
	must(w.service.AddSchool(ctx, one("haa-two"), "p1", "x"))(t)
	teaches := func(on day.Date) bool {
		return w.reg.Principal(w.teacher, on.Start().Add(time.Hour)).Has(org.RoleTeacher)
	}
	var entered []school.Staff
	for _, code := range []school.Code{"haa-one", "haa-two", "haa-two"} {
		entered = append(entered, must(w.service.AddStaff(ctx, school.Staff{School: code, Person: w.teacher, Role: school.Teacher, From: "2026-03-01"}, "p1", "x"))(t))
	}
	if entered[1].ID != entered[2].ID || !teaches("2026-03-02") {
		t.Errorf("got %+v", entered)
	}
	for i, want := range []bool{true, false} {
		for range 2 {
			if err := w.service.EndStaff(ctx, entered[i].ID, "2026-03-10", "p1", "x"); err != nil {
				t.Fatal(err)
			}
		}
		if teaches("2026-03-11") != want {
			t.Errorf("after leaving school %d: teacher %v, want %v", i+1, !want, want)
		}
	}
	if !w.open().Serves(w.teacher, "haa-one", "2026-03-10") || w.service.Serves(w.teacher, "haa-one", "2026-03-11") {
		t.Error("the last day is not the last")
	}
}

func TestImport(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	must(w.service.AddSchool(ctx, one("haa-one"), "p1", "x"))(t)
	mine := func(place org.AgencyCode) bool { return place == "dz-haa" }
	const head = "code;name;place;stages;sector\n"
	wrong := head + "haa-two;Second;dz-haa;pp-iii;public\nhaa-two;Twice;dz-haa;pp-iii;public\nparo;Elsewhere;dz-paro;pp-iii;public\nx y;;dz-haa;;none\n"
	p := must(w.service.Import([]byte(wrong), mine))(t)
	columns := map[string]int{}
	for _, e := range p.Errors {
		columns[e.Column]++
	}
	if len(p.New) != 1 || columns["code"] != 2 || columns["place"] != 1 || columns["name"] != 1 || columns["stages"] != 1 || columns["sector"] != 1 {
		t.Errorf("got %+v", p)
	}
	if _, err := w.service.Apply(ctx, []byte(wrong), school.Application{Mark: p.Mark, May: mine, By: "p1", Why: "x"}); !fault.Is(err, fault.CodeInvalid) || len(w.service.Schools("")) != 1 {
		t.Errorf("a wrong file: got %v and %d schools", err, len(w.service.Schools("")))
	}
	right := []byte(head + "haa-one;Renamed;dz-haa;pp-iii;public\nhaa-two;Second;dz-haa;pp-iii iv-vi;private\n")
	p = must(w.service.Import(right, mine))(t)
	if _, err := w.service.Apply(ctx, right, school.Application{Mark: "other", May: mine, By: "p1"}); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("another preview: got %v", err)
	}
	must(w.service.Apply(ctx, right, school.Application{Mark: p.Mark, May: mine, By: "p1", Why: "order 9"}))(t)
	if list := w.open().Schools("dz-haa"); len(list) != 2 || list[0].Name != "Renamed" || list[1].Sector != school.Private {
		t.Errorf("got %+v", list)
	}
	if p = must(w.service.Apply(ctx, right, school.Application{Mark: p.Mark, May: mine, By: "p1"}))(t); p.Same != 2 {
		t.Errorf("again: got %+v, want nothing to change", p)
	}
}
