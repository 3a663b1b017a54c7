package server_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/internal/account"
	"lamtoen/internal/classes"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
)

// withSchools is a world with a class in Haa, headed by the teacher, and one in Paro.
func withSchools(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, options{Pages: realPages})
	ctx := t.Context()
	more := must(os.ReadFile("testdata/content/agencies.csv"))(t)
	w.check(w.register.LoadAgencies(ctx, fstest.MapFS{"agencies.csv": {Data: append(more, "dz-paro,dzongkhag,,Paro Dzongkhag,,,,,test\n"...)}}))
	for i, place := range []org.AgencyCode{"dz-haa", "dz-paro"} {
		code := school.Code([]string{"haa-one", "paro-one"}[i])
		must(w.schools.AddSchool(ctx, school.School{Code: code, Name: "Invented " + string(code), Place: place, Stages: school.Stages(), Sector: school.Public}, "test", "test"))(t)
		by := w.people[[]string{"teacher", "outsider"}[i]].ID
		must(w.schools.AddStaff(ctx, school.Staff{School: code, Person: by, Role: school.Head, From: "2026-01-01"}, "test", "test"))(t)
		must(w.classes.Create(ctx, classes.NewClass{ID: []string{"34679ACD", "34679ACE"}[i], School: code, Grade: "VII", Size: []int{31, 42}[i]}, by))(t)
	}
	return w
}

// Each role asks every route of the figures for the nation, for its own place and school, and for others'.
func TestLiteracyKeepsToTheScope(t *testing.T) {
	w := withSchools(t)
	rec := must(w.literacy.Make(t.Context(), "2026", "test"))(t)
	const ok, no, refused = http.StatusOK, http.StatusNotFound, http.StatusForbidden
	nation, paro, haa, haaSchool := "nation", "paro", "haa", "haa-school"
	addresses := map[string][]string{
		nation: {"/literacy/reports", "/literacy/reports/" + rec.ID, "/literacy/reports/" + rec.ID + ".pdf", "/literacy-open-data.csv?year=2026", "/literacy-open-data.json?year=2026",
			"/api/v1/literacy/reports", "/api/v1/literacy/reports/" + rec.ID, "/api/v1/literacy/reports/" + rec.ID + ".pdf",
			"/api/v1/literacy/open-data.csv?year=2026", "/api/v1/literacy/open-data.json?year=2026"},
		paro:      {"/literacy/dz-paro", "/literacy/schools/paro-one"},
		haa:       {"/literacy/dz-haa"},
		haaSchool: {"/literacy/schools/haa-one"},
	}
	for _, f := range []string{"csv", "xlsx", "json"} {
		for _, base := range []string{"/literacy." + f, "/api/v1/literacy." + f} {
			addresses[paro] = append(addresses[paro], base+"?place=dz-paro", base+"?school=paro-one")
			addresses[haa] = append(addresses[haa], base+"?place=dz-haa")
			addresses[haaSchool] = append(addresses[haaSchool], base+"?school=haa-one", base)
		}
	}
	addresses[paro] = append(addresses[paro], "/api/v1/literacy?place=dz-paro", "/api/v1/literacy?school=paro-one")
	addresses[haa] = append(addresses[haa], "/api/v1/literacy?place=dz-haa")
	addresses[haaSchool] = append(addresses[haaSchool], "/api/v1/literacy", "/api/v1/literacy?school=haa-one", "/api/v1/literacy/years",
		"/api/v1/literacy/dictionary.csv", "/api/v1/literacy/open-dictionary.csv", "/literacy-dictionary.csv", "/literacy-open-data-dictionary.csv")
	for who, want := range map[string]map[string]int{
		"moic": {nation: ok, paro: ok, haa: ok, haaSchool: ok}, "rcsc": {nation: ok, paro: ok, haa: ok, haaSchool: ok},
		"education": {nation: no, paro: no, haa: ok, haaSchool: ok},
		"teacher":   {nation: no, paro: no, haa: no, haaSchool: ok}, // heads the school
		"learner":   {nation: refused, paro: refused, haa: refused, haaSchool: refused},
		"focal":     {nation: refused, paro: refused, haa: refused, haaSchool: refused},
		"head":      {nation: refused, paro: refused, haa: refused, haaSchool: refused}, // of an agency
		"admin":     {nation: refused, paro: refused, haa: refused, haaSchool: refused},
	} {
		for what, list := range addresses {
			for _, address := range list {
				got, body := w.ask(t, who, http.MethodGet, address, "")
				if got.StatusCode != want[what] {
					t.Errorf("%s as %s: got %d, want %d", address, who, got.StatusCode, want[what])
				}
				if want[paro] == no && strings.Contains(body, "Invented paro-one") {
					t.Errorf("%s as %s tells of a school of Paro", address, who)
				}
			}
		}
	}
	// A teacher who heads no school holds the permission, and finds nothing.
	must(w.register.Grant(t.Context(), org.Grant{Person: w.people["learner"].ID, Role: org.RoleTeacher, Agency: "dz-haa", From: "2026-01-01", By: "test"}))(t)
	for _, list := range addresses {
		for _, address := range list {
			if got, _ := w.ask(t, "learner", http.MethodGet, address, ""); got.StatusCode != no {
				t.Errorf("%s as a teacher: got %d, want %d", address, got.StatusCode, no)
			}
		}
	}
	if got, _ := w.posts(t, "education", "/literacy/reports", "year=2026"); got.StatusCode != no {
		t.Errorf("a report made by an officer of one place: got %d", got.StatusCode)
	}
}

// The routes of these tests are all that there are with the permission.
func TestLiteracyRoutesAreKnown(t *testing.T) {
	w := newWorld(t, options{Pages: realPages})
	for _, r := range w.server.Routes() {
		if r.Permission == account.ViewClasses && !strings.HasPrefix(strings.TrimPrefix(r.Path, "/api/v1"), "/literacy") {
			t.Errorf("%s %s shows figures of classes, and no test of scopes knows it", r.Method, r.Path)
		}
	}
}

// The number on the page is the number of the file and of the API.
func TestLiteracySaysTheSameEverywhere(t *testing.T) {
	w := withSchools(t)
	w.clock.move(2 * time.Minute)
	_, page := w.ask(t, "moic", http.MethodGet, "/literacy", "")
	_, file := w.ask(t, "moic", http.MethodGet, "/literacy.csv", "")
	_, answer := w.ask(t, "moic", http.MethodGet, "/api/v1/literacy", "")
	var told struct {
		Figures struct {
			Pupils struct {
				N int `json:"n"`
			} `json:"pupils"`
		} `json:"figures"`
	}
	if err := json.Unmarshal([]byte(answer), &told); err != nil {
		t.Fatal(err)
	}
	rows := must(csv.NewReader(strings.NewReader(file)).ReadAll())(t)
	column := -1
	for i, name := range rows[0] {
		if name == "pupils" {
			column = i
		}
	}
	if told.Figures.Pupils.N != 73 || rows[1][column] != "73" || !strings.Contains(page, "of "+strconv.Itoa(73)+" pupils") {
		t.Errorf("got %d in the API and %s in the file, want 73; the page:\n%s", told.Figures.Pupils.N, rows[1][column], page)
	}
	for _, pupil := range []string{"/pupils", "roll"} {
		if strings.Contains(page, pupil) {
			t.Errorf("the page says %q", pupil)
		}
	}
}
