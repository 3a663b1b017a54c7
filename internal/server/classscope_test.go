package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"lamtoen/internal/account"
	"lamtoen/internal/classes"
	"lamtoen/internal/route"
)

// fill puts what belongs to a class into a path: a pupil of it, and parts of the module that it works on. False: something in the path
// is none of those that have been thought of.
func (s *schooled) fill(path string, c classes.Class) (string, bool) {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		name, rest, dotted := strings.Cut(part, ".")
		if !strings.HasPrefix(name, ":") {
			continue
		}
		value, ok := map[string]string{":class": c.ID, ":course": string(classModule), ":roll": "1", ":lesson": string(s.module.Lessons[0].ID), ":moment": "before",
			":number": "1", ":question": string(s.module.BeforeAfter[0]), ":sheet": "key"}[name]
		if !ok {
			return path, false
		}
		if parts[i] = value; dotted {
			parts[i] += "." + rest
		}
	}
	return strings.Join(parts, "/"), true
}

// ofNoClass are the routes of teachers that name no class: what they show or do is one's own.
func ofNoClass() []string {
	return []string{"GET /classes", "GET /classes/new", "POST /classes/new", "GET /classes/take-over", "POST /classes/take-over",
		"GET /api/v1/classes", "POST /api/v1/classes"}
}

// TestNobodyElsesClass asks every route of a class, as teachers and heads who do not run it, by its id: it is not found, whatever is sent, and
// nothing is written; those who run it do find it. A route with something in its address that has not been thought of fails.
func TestNobodyElsesClass(t *testing.T) {
	s := newSchooled(t)
	walked := 0
	for _, r := range s.server.Routes() {
		if r.Permission != account.RunClasses {
			continue
		}
		name := r.Method + " " + r.Path
		if !strings.Contains(r.Path, ":class") {
			if !slices.Contains(ofNoClass(), name) {
				t.Errorf("%s names no class, and stands in no list of such", name)
			}
			s.tellsOnlyOwn(t, r)
			continue
		}
		mine, ok := s.fill(r.Path, s.mine)
		if !ok {
			t.Errorf("%s has something in its address of which nobody has thought", name)
			continue
		}
		walked++
		for _, who := range []string{"colleague", "stranger", "strange-head"} {
			before := s.written()
			got, body := s.tries(t, who, r.Method, mine)
			if got.StatusCode != http.StatusNotFound {
				t.Errorf("%s as %s: got %d, want 404", name, who, got.StatusCode)
			}
			if strings.Contains(body, s.mine.Code) || strings.Contains(body, s.mine.Label) {
				t.Errorf("%s as %s: tells of the class", name, who)
			}
			if s.written() != before {
				t.Errorf("%s as %s: something was written", name, who)
			}
		}
		if r.Method != http.MethodGet {
			continue
		}
		teacher, _ := s.tries(t, "teacher", r.Method, mine)
		principal, _ := s.tries(t, "principal", r.Method, mine)
		// What only the head does, the teacher is told of.
		if principal.StatusCode >= 400 || teacher.StatusCode >= 400 && teacher.StatusCode != http.StatusForbidden {
			t.Errorf("%s as the teacher: got %d, as the head %d, so that the test shows nothing", name, teacher.StatusCode, principal.StatusCode)
		}
	}
	if walked < 40 {
		t.Errorf("walked %d routes of classes, want all", walked)
	}
}

// tries sends a request, JSON to the API and a form to a page.
func (s *schooled) tries(t *testing.T, who, method, address string) (answer, string) {
	t.Helper()
	if method == http.MethodGet {
		return s.ask(t, who, method, address, "")
	}
	r := newRequest(method, address, "a=b")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if strings.HasPrefix(address, "/api/") {
		r = newRequest(method, address, `{"entries":[],"slip":"A","mode":"own","counts":[]}`)
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bearer "+s.tokens(who, false).Access)
	return s.send(t, r)
}

// tellsOnlyOwn looks for another's class on the pages that name none.
func (s *schooled) tellsOnlyOwn(t *testing.T, r route.Route) {
	t.Helper()
	if r.Method != http.MethodGet {
		return
	}
	for _, who := range []string{"colleague", "stranger", "strange-head"} {
		if _, body := s.ask(t, who, r.Method, r.Path, ""); strings.Contains(body, s.mine.ID) || strings.Contains(body, s.mine.Code) {
			t.Errorf("%s as %s: tells of another's class", r.Path, who)
		}
	}
}

// listsOfSchools are the routes of education officers that name no school: what is sent to them about a school of Paro.
func listsOfSchools(s *schooled) map[string][]string {
	const csv = "code,name,place,stages,sector"
	form := func(code, place string) string {
		return fmt.Sprintf("code=%s&name=Mine&place=%s&stages=pp-iii&sector=public&why=Order", code, place)
	}
	return map[string][]string{
		"GET /schools": {"", "?place=dz-paro", "?school=paro-one"}, "GET /schools/new": {""}, "GET /schools/import": {""}, "GET /schools/year": {""},
		"GET /api/v1/schools": {"", "?place=dz-paro"}, "GET /api/v1/school-years": {""},
		"POST /schools/new":    {form("paro-two", "dz-paro"), form("paro-one", "dz-haa"), form("moh-one", "moh")},
		"POST /schools/year":   {"name=2027&from=2027-02-15&until=2027-12-18&why=Order"},
		"POST /schools/import": {"step=save&why=Order&rows=" + csv + "%0Aparo-one,Mine,dz-haa,pp-iii,public", "step=save&why=Order&rows=" + csv + "%0Anew,Mine,dz-paro,pp-iii,public"},
		"POST /api/v1/schools/imports": {`{"content":"` + csv + `\nparo-one,Mine,dz-haa,pp-iii,public","dry_run":false,"why":"Order"}`,
			`{"content":"` + csv + `\nnew,Mine,dz-paro,pp-iii,public","dry_run":false,"why":"Order"}`},
		"PUT /api/v1/school-years/:year": {`{"from":"2027-02-15","until":"2027-12-18","why":"Order"}`},
	}
}

// TestNobodyElsesSchool asks every route of schools, as the education officer of Haa, about a school of Paro: by its code it is not found,
// in lists it is not named, and no form of its place is taken. A new route without a row fails.
func TestNobodyElsesSchool(t *testing.T) {
	s := newSchooled(t)
	lists := listsOfSchools(s)
	staff := strings.Replace(s.schools.AllStaff("paro-one")[0].ID, "paro-one", "", 1)
	own := strings.Replace(s.schools.AllStaff("haa-one")[0].ID, "haa-one", "", 1)
	for _, r := range s.server.Routes() {
		if r.Permission != account.ManageSchools {
			continue
		}
		name := r.Method + " " + r.Path
		asked, listed := lists[name]
		delete(lists, name)
		if !strings.Contains(r.Path, ":school") {
			if !listed {
				t.Errorf("%s names no school, and stands in no table", name)
			}
			for _, what := range asked {
				s.learns(t, r, what)
			}
			continue
		}
		inside, outside := strings.NewReplacer(":school", "haa-one", "/:person/:number", own, ":year", "2027"),
			strings.NewReplacer(":school", "paro-one", "/:person/:number", staff, ":year", "2027")
		if left := outside.Replace(r.Path); strings.Contains(left, ":") {
			t.Errorf("%s has something in its address of which nobody has thought", name)
			continue
		}
		before := s.written()
		got, body := s.tries(t, "education", r.Method, outside.Replace(r.Path))
		if got.StatusCode != http.StatusNotFound || strings.Contains(body, "Hidden School") {
			t.Errorf("%s about another place: got %d, want 404", name, got.StatusCode)
		}
		if s.written() != before {
			t.Errorf("%s about another place: something was written", name)
		}
		if got, _ := s.tries(t, "education", r.Method, inside.Replace(r.Path)); got.StatusCode == http.StatusNotFound {
			t.Errorf("%s about one's own place: got 404, so that the test shows nothing", name)
		}
	}
	for name := range lists {
		t.Errorf("%s stands in the table, and is no route of schools", name)
	}
}

// learns asks a route that names no school about one of another place.
func (s *schooled) learns(t *testing.T, r route.Route, what string) {
	t.Helper()
	before := s.written()
	address := strings.Replace(r.Path, ":year", "2027", 1)
	var got answer
	var body string
	if r.Method == http.MethodGet {
		got, body = s.ask(t, "education", r.Method, address+what, "")
	} else {
		q := newRequest(r.Method, address, what)
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if strings.HasPrefix(what, "{") {
			q.Header.Set("Content-Type", "application/json")
		}
		q.Header.Set("Authorization", "Bearer "+s.tokens("education", false).Access)
		got, body = s.send(t, q)
		if got.StatusCode < 400 || got.StatusCode >= 500 {
			t.Errorf("%s with %q: got %d, want it refused", r.Path, what, got.StatusCode)
		}
	}
	if got.StatusCode >= 500 || strings.Contains(body, "Hidden School") || s.written() != before {
		t.Errorf("%s with %q: got %d; it tells of another place's school, or has written", r.Path, what, got.StatusCode)
	}
}
