package server_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/org"
	"lamtoen/internal/report"
	"lamtoen/internal/route"
	"lamtoen/internal/store"
)

// otherGroup is the id of a group session in the ministry.
const otherGroup = "34679ACE"

// guesses are what stands for a parameter of a route: one thing inside the scope of the officers of dz-haa, and one outside.
func guesses(path string) map[string][2]string {
	out := map[string][2]string{
		":person": {"{learner}", "{outsider}"}, ":agency": {"dz-haa", "moh"}, ":session": {groupID, otherGroup}, ":report": {"{letter}", "{other-letter}"},
	}
	switch {
	case strings.HasSuffix(path, "/letter.pdf"):
		out[":number"] = [2]string{"{inside-answered}", "{outside-answered}"}
	case strings.Contains(path, "/cases/"):
		out[":number"] = [2]string{"{inside-case}", "{outside-case}"}
	}
	return out
}

// forAll are routes that show every officer the same: what they show is no secret among them.
func forAll() map[string]string {
	return map[string]string{
		"GET /rules": "rules", "GET /rules/:rule": "rules", "GET /api/v1/rules": "rules",
		"GET /coverage-dictionary.csv": "words", "GET /coverage-people-dictionary.csv": "words", "GET /open-data-dictionary.csv": "words",
		"GET /api/v1/coverage/dictionary.csv": "words", "GET /api/v1/coverage/people-dictionary.csv": "words",
		"GET /api/v1/coverage/open-dictionary.csv": "words",
	}
}

// lists are routes without a parameter: what is asked of them about the ministry. They refuse, or show nothing of it.
func lists() map[string][]string {
	figures := []string{"", "?course=check-first&agency=moh", "?course=check-first&agency=unplaced", "?course=check-first&at=2026-11-22&depth=5",
		"?course=check-first&at=2026-11-22&structure=2026-11-21&depth=5", "?course=check-first&agency=moh&known=2026-11-23", "?course=check-first&depth=5"}
	people := append(slices.Clone(figures), "?course=check-first&search=Ugyen", "?course=check-first&search=200801241", "?course=check-first&agency=moh&group=never")
	plain := []string{"", "?agency=moh", "?q=200801241", "?agency=moh&who=all&below=yes", "?person={outsider}", "?eid=200801241"}
	out := map[string][]string{
		"GET /api/v1/cases": plain, "GET /cases": plain, "GET /cases/new": plain, "GET /me/lend": plain, "GET /register/letters": plain,
		"GET /group-sessions/new": plain, "GET /api/v1/reports": plain, "GET /reports": plain,
		"GET /reports/new": append(plain, "?kind=letter&agency=moh&names=yes&show=yes", "?kind=yearly&show=yes"),
		"GET /handover":    plain, "GET /people": append(plain, "?q=Ugyen", "?q=Ministry"),
		"GET /open-data.csv": figures, "GET /open-data.json": figures, "GET /api/v1/coverage/open-data.csv": figures, "GET /api/v1/coverage/open-data.json": figures,
	}
	for _, path := range []string{"/coverage", "/coverage.csv", "/coverage.json", "/coverage.xlsx", "/api/v1/coverage", "/api/v1/coverage.csv", "/api/v1/coverage.json",
		"/api/v1/coverage.xlsx", "/api/v1/coverage/courses", "/api/v1/coverage/heat", "/api/v1/coverage/trend", "/api/v1/coverage/people", "/api/v1/coverage/people.csv",
		"/api/v1/coverage/people.json", "/api/v1/coverage/people.xlsx"} {
		out["GET "+path] = people
	}
	return out
}

// outside are acts about the ministry, which officers of dz-haa may not do: the body that is sent to each route.
func outside() map[string][]string {
	const answer = "decision=granted&reasons=proof&text=Yes&records=Letter&sure=yes"
	return map[string][]string{
		"POST /api/v1/cases/:number/answer": {`{"decision":"granted","reasons":["proof"],"text":"Yes","records":"Letter"}`},
		"POST /cases/:number/answer":        {answer}, "POST /cases/:number/desk": {"officer={focal}&cause=Order"}, "POST /cases/:number/done": {"deed=nothing&text=Right"},
		"POST /cases/:number/equivalent": {"from=2026-05-04&document=RIM+77"}, "POST /cases/:number/paper": {"text=May&reference=HR/7&day=2026-11-23"},
		"POST /cases/:number/question": {"text=When?"}, "POST /cases/:number/void": {"fact={outsider}.check-first.1&cause=Order&sure=yes"},
		"POST /cases/new": {"eid=200801241&wrong=name&text=Ugyen&reference=HR/77&day=2026-11-20"},
		"POST /me/lend":   {"to=200801241&until=2026-12-01&why=Order"}, "POST /people/:person/code": {"sure=yes"},
		"POST /register/letters":        {"agency=moh&below=yes&who=all"},
		"POST /group-sessions/:session": {"do=close", "do=papers&people=2"}, "POST /group-sessions/:session/answers": {"form=1&eid=200801241"},
		"POST /group-sessions/:session/device":         {""},
		"POST /group-sessions/:session/paper":          {"do=record&sheet=" + otherGroup + "-1&day=2026-11-23&witness=Dorji&eids=200801241", "do=check&eids=200801241"},
		"POST /group-sessions/:session/screen/:lesson": {""},
		"POST /group-sessions/new":                     {"course=check-first&agency=moh&place=Room&day=2026-11-23&lang=en"},
		"POST /api/v1/reports":                         {`{"kind":"letter","agency":"moh"}`, `{"kind":"yearly","year":2026,"year_kind":"fiscal"}`},
		"POST /reports/new":                            {"kind=letter&agency=moh&courses=check-first", "kind=yearly&year=2026&year_kind=fiscal"},
		"POST /coverage/:agency/reminders":             {"person={outsider}"},
	}
}

// twoOffices is a world with the same on both sides: letters, cases, messages, group sessions and allowances, inside and outside.
func twoOffices(t *testing.T) *world {
	t.Helper()
	w := messaged(t)
	w.lend(t)
	w.clock.move(2 * time.Minute)
	letter := func(agency org.AgencyCode) string {
		return must(w.reports.Make(t.Context(), report.Ask{Kind: report.Letter, Agency: agency}, "test"))(t).ID
	}
	w.found["letter"], w.found["other-letter"] = letter("dz-haa"), letter("moh")
	for i, side := range []struct{ call, who, agency, group, found string }{
		{"learner", "focal", "dz-haa", groupID, "inside"}, {"outsider", "rcsc", "moh", otherGroup, "outside"},
	} {
		answered, desk := w.complain(t, side.call)
		w.found[side.found+"-answered"] = answered
		w.does(t, desk, "/api/v1/cases/"+answered+"/answer",
			`{"decision":"refused","reasons":["no-proof"],"text":"It is right.","records":"The register"}`)
		w.found[side.found+"-case"], _ = w.complain(t, side.call)
		w.does(t, side.who, "/group-sessions/new?id="+side.group, "course=check-first&agency="+side.agency+"&place=Room&day=2026-11-23&lang=en")
		w.does(t, side.who, "/group-sessions/"+side.group, "do=papers&people=2")
		w.does(t, "rcsc", "/api/v1/people/{"+side.call+"}/allowances",
			fmt.Sprintf(`{"kind":"extension","course":"check-first","until":"2027-06-30","cause":"Order","document":"HR/%d"}`, i))
	}
	return w
}

// complain opens a case of somebody, and says on whose desk it lies.
func (w *world) complain(t *testing.T, call string) (number, desk string) {
	t.Helper()
	w.does(t, call, "/api/v1/me/cases", `{"wrong":"other","text":"Something is odd.","course":"check-first"}`)
	mine := must(w.cases.Mine(t.Context(), w.people[call].ID))(t)
	one := slices.MaxFunc(mine, func(a, b appeal.Case) int { return strings.Compare(string(a.Number), string(b.Number)) })
	for call, p := range w.people {
		if p.ID == one.Desk.Officer {
			desk = call
		}
	}
	return string(one.Number), desk
}

// does sends what must succeed.
func (w *world) does(t *testing.T, who, address, body string) {
	t.Helper()
	if got, page := w.posts(t, who, address, body); got.StatusCode >= 400 {
		t.Fatalf("%s as %s: got %d %s", address, who, got.StatusCode, page)
	}
}

func (w *world) posts(t *testing.T, who, address, body string) (answer, string) {
	t.Helper()
	r := newRequest(http.MethodPost, w.named(address), w.named(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if strings.HasPrefix(body, "{\"") {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bearer "+w.tokens(who, false).Access)
	return w.send(t, r)
}

// TestNothingOutsideTheScope asks, as each officer whose scope is dz-haa, every route that an officer of an agency may call and a
// learner may not, about the ministry: by guessed ids, filters and forms. A route in none of the tables fails, so that a new one
// is thought about.
func TestNothingOutsideTheScope(t *testing.T) {
	w := twoOffices(t)
	known := map[string]bool{}
	for _, r := range w.server.Routes() {
		for _, who := range []string{"focal", "lent-focal", "head"} {
			_, may := account.Allowed(w.principal(who), r.Permission)
			if _, all := account.Allowed(w.principal("learner"), r.Permission); !may || all {
				continue
			}
			known[r.Method+" "+r.Path] = true
			if r.Method == http.MethodGet {
				w.guess(t, r, who)
			} else {
				w.trespass(t, r, who)
			}
		}
	}
	for _, table := range []map[string]bool{keys(lists()), keys(outside()), keys(forAll())} {
		for name := range table {
			if !known[name] {
				t.Errorf("%s stands in a table, and is no route of an officer", name)
			}
		}
	}
}

func keys[V any](m map[string]V) map[string]bool {
	out := map[string]bool{}
	for k := range maps.Keys(m) {
		out[k] = true
	}
	return out
}

// guess asks a page for what lies outside: by its parameters it is not found, though what lies inside is; in a list it is not named.
func (w *world) guess(t *testing.T, r route.Route, who string) {
	t.Helper()
	name := r.Method + " " + r.Path
	if forAll()[name] != "" {
		return
	}
	in, out, ok := addressesOf(r.Path)
	asked, listed := lists()[name]
	if !ok && !listed {
		t.Errorf("%s stands in no table of scopes", name)
		return
	}
	for _, query := range asked {
		got, body := w.ask(t, who, http.MethodGet, w.named(r.Path+query), "")
		if got.StatusCode >= 500 {
			t.Errorf("%s%s as %s: got %d", r.Path, query, who, got.StatusCode)
		}
		w.mentions(t, r.Path+query, who, body)
	}
	if listed {
		return
	}
	if got, _ := w.ask(t, who, http.MethodGet, w.named(in), ""); got.StatusCode == http.StatusNotFound {
		t.Errorf("%s as %s: got 404 for what lies inside, so that the test shows nothing", in, who)
	}
	got, body := w.ask(t, who, http.MethodGet, w.named(out), "")
	if got.StatusCode != http.StatusNotFound {
		t.Errorf("%s as %s: got %d, want 404", out, who, got.StatusCode)
	}
	w.mentions(t, out, who, body)
}

// addressesOf fills a path for what lies inside and for what lies outside; false when there is nothing to fill, or something that
// nobody has thought of.
func addressesOf(path string) (in, out string, ok bool) {
	inside, outside, found := strings.Split(path, "/"), strings.Split(path, "/"), false
	for i, part := range inside {
		name, rest, _ := strings.Cut(part, ".")
		if !strings.HasPrefix(name, ":") {
			continue
		}
		both, guessed := guesses(path)[name]
		switch {
		case name == ":lesson":
			inside[i], outside[i] = "look-twice", "look-twice"
			continue
		case !guessed:
			return "", "", false
		}
		if found = true; rest != "" {
			rest = "." + rest
		}
		inside[i], outside[i] = both[0]+rest, both[1]+rest
	}
	return strings.Join(inside, "/"), strings.Join(outside, "/"), found
}

// mentions looks for the people of the ministry, and for its figures.
func (w *world) mentions(t *testing.T, address, who, body string) {
	t.Helper()
	for _, call := range []string{"outsider", "admin", "moic"} {
		p := w.people[call]
		shown := strings.Contains(body, p.Name) || strings.Contains(body, p.EID) && !strings.Contains(address, p.EID)
		if shown || strings.Contains(body, string(p.ID)) && !strings.Contains(w.named(address), string(p.ID)) {
			t.Errorf("%s as %s: shows %s, %s", address, who, call, p.Name)
		}
	}
	for _, name := range []string{"outside-case", "outside-answered", "other-letter"} {
		if strings.Contains(body, w.found[name]) && !strings.Contains(w.named(address), w.found[name]) {
			t.Errorf("%s as %s: shows the %s", address, who, name)
		}
	}
	if strings.Contains(body, "Ministry of Health") {
		t.Errorf("%s as %s: shows the ministry", address, who)
	}
}

// trespass does an act about the ministry: it is refused, and nothing has changed.
func (w *world) trespass(t *testing.T, r route.Route, who string) {
	t.Helper()
	name := r.Method + " " + r.Path
	bodies, ok := outside()[name]
	if !ok {
		t.Errorf("%s stands in no table of scopes", name)
		return
	}
	_, address, filled := addressesOf(r.Path)
	if !filled {
		address = r.Path
	}
	for _, body := range bodies {
		before := w.written()
		got, page := w.posts(t, who, address, body)
		if got.StatusCode < 400 || got.StatusCode >= 500 {
			t.Errorf("%s with %q as %s: got %d, want it refused", name, body, who, got.StatusCode)
		}
		if w.written() != before {
			t.Errorf("%s with %q as %s: something was written", name, body, who)
		}
		w.mentions(t, address+body, who, page)
	}
}

// written is how much each act leaves: state, and what else officers write.
func (w *world) written() string {
	w.t.Helper()
	text := w.state()
	for _, name := range []string{"allowances", "case_events", "messages", "reports", "group_events", "group_sessions", "group_forms"} {
		text += fmt.Sprintln(name, len(must(w.engine.Find(w.t.Context(), name, store.Query{}))(w.t)))
	}
	return text
}
