package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/org"
	"lamtoen/internal/report"
)

// Reports go by kind, agency and names, on every route: what lies outside is not found, is not listed, and cannot be made.
func TestReportsKeepToTheScope(t *testing.T) {
	w := newWorld(t, options{Pages: realPages})
	w.clock.move(2 * time.Minute)
	ctx := t.Context()
	letter := func(agency org.AgencyCode, names bool) string {
		return must(w.reports.Make(ctx, report.Ask{Kind: report.Letter, Agency: agency, Names: names}, "test"))(t).ID
	}
	haa, named, moh := letter("dz-haa", false), letter("dz-haa", true), letter("moh", false)
	yearly := must(w.reports.Make(ctx, report.Ask{Kind: report.Yearly, YearKind: report.Fiscal, Year: 2026}, "test"))(t).ID
	sees := map[string][]string{
		"learner": nil, "teacher": nil, "admin": nil,
		"focal": {haa, named}, "head": {haa}, "rcsc": {haa, named, moh, yearly}, "moic": {haa, moh, yearly},
	}
	for who, mine := range sees {
		for _, id := range []string{haa, named, moh, yearly} {
			want := http.StatusNotFound
			switch {
			case strings.Contains(strings.Join(mine, " "), id):
				want = http.StatusOK
			case mine == nil:
				want = http.StatusForbidden
			}
			for _, address := range []string{"/reports/" + id, "/reports/" + id + ".pdf", "/api/v1/reports/" + id, "/api/v1/reports/" + id + ".pdf"} {
				if got, _ := w.ask(t, who, http.MethodGet, address, ""); got.StatusCode != want {
					t.Errorf("%s as %s: got %d, want %d", address, who, got.StatusCode, want)
				}
			}
			for _, address := range []string{"/reports", "/api/v1/reports"} {
				if _, body := w.ask(t, who, http.MethodGet, address, ""); strings.Contains(body, id) != (want == http.StatusOK) {
					t.Errorf("%s as %s: it lists %s, or should and does not", address, who, id)
				}
			}
		}
	}
}

func TestReportsAreMadeWithinTheScope(t *testing.T) {
	w := newWorld(t, options{})
	w.clock.move(2 * time.Minute)
	for _, c := range []struct {
		who, body string
		want      int
	}{
		{"focal", `{"kind":"letter","agency":"dz-haa","names":true}`, http.StatusCreated},
		{"focal", `{"kind":"letter","agency":"gw-haa-bji"}`, http.StatusCreated},
		{"focal", `{"kind":"letter","agency":"moh"}`, http.StatusUnprocessableEntity},
		{"focal", `{"kind":"yearly","year":2026,"year_kind":"fiscal"}`, http.StatusForbidden},
		{"head", `{"kind":"letter","agency":"dz-haa"}`, http.StatusCreated},
		{"head", `{"kind":"letter","agency":"dz-haa","names":true}`, http.StatusUnprocessableEntity},
		{"moic", `{"kind":"letter","agency":"moh","names":true}`, http.StatusUnprocessableEntity},
		{"moic", `{"kind":"yearly","year":2026,"year_kind":"fiscal"}`, http.StatusForbidden},
		{"rcsc", `{"kind":"yearly","year":2026,"year_kind":"calendar"}`, http.StatusCreated},
		{"rcsc", `{"kind":"yearly","year":2026,"year_kind":"lunar"}`, http.StatusUnprocessableEntity},
		{"rcsc", `{"kind":"letter","agency":"dz-haa","known":"2999-01-01"}`, http.StatusUnprocessableEntity},
		{"rcsc", `{"kind":"letter","agency":"dz-haa","courses":["no-such"]}`, http.StatusUnprocessableEntity},
		{"rcsc", `{"kind":"poem"}`, http.StatusUnprocessableEntity},
		{"learner", `{"kind":"letter","agency":"dz-haa"}`, http.StatusForbidden},
	} {
		if got, body := w.ask(t, c.who, http.MethodPost, "/api/v1/reports", c.body); got.StatusCode != c.want {
			t.Errorf("%s as %s: got %d, want %d: %s", c.body, c.who, got.StatusCode, c.want, body)
		}
	}
}

// Open data is for those who see the whole country's figures, by page and API.
func TestOpenDataIsOfTheCountry(t *testing.T) {
	w := newWorld(t, options{Pages: realPages})
	for who, want := range map[string]int{"rcsc": 200, "moic": 200, "focal": 404, "head": 404, "admin": 403, "learner": 403} {
		for _, address := range []string{"/open-data.csv", "/open-data.json?months=2", "/api/v1/coverage/open-data.csv", "/api/v1/coverage/open-data.json?months=2"} {
			if got, _ := w.ask(t, who, http.MethodGet, address, ""); got.StatusCode != want {
				t.Errorf("%s as %s: got %d, want %d", address, who, got.StatusCode, want)
			}
		}
	}
}
