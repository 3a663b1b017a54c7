package server_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"lamtoen/internal/day"
	"lamtoen/internal/pdf/pdftest"
	"lamtoen/internal/route"
)

// sayNoDay are the answers that name somebody and say nothing of an appeal, each with the reason. All others must.
func sayNoDay() map[string]string {
	const (
		form  = "a form about one person: nobody is shown it who could take it for a list"
		entry = "an act's form: the officer chooses whom it concerns"
		log   = "the log of what officers did, append-only and for RCSC alone: what an act changed is said on the pages that it changed"
	)
	return map[string]string{
		"/people/:person/entry": form, "/people/:person/post": form, "/people/:person/leave": form, "/people/:person/end": form,
		"/people/:person/role": form, "/people/:person/signed-out": form, "/people/:person/code": form, "/people/:person/duty/:kind": form,
		"/people/:person/duty/:number/withdrawal": form, "/grants/:grant/end": form, "/cases/:number/answer": form, "/cases/:number/question": form,
		"/cases/:number/desk": form, "/cases/:number/paper": form, "/cases/:number/done": form, "/cases/:number/void": form,
		"/agencies/:agency/focal": entry, "/audit": log, "/audit.csv": log, "/audit.jsonl": log, "/api/v1/audit": log,
		"/cases/:number/letter.pdf": "the answer to an appeal, which is final, and says so",
		"/cases/:number/slip.pdf":   "the slip of somebody who has said that something is wrong: it says until when they are answered",
	}
}

// TestWhatNamesPeopleSaysUntilWhen does every act and then gets everything that can be got, as those who see people. Whatever shows
// the number of somebody else must say until when they may appeal it. A new page, file or letter that does not fails here.
func TestWhatNamesPeopleSaysUntilWhen(t *testing.T) {
	w := newWorld(t, options{Pages: realPages})
	for _, a := range acts() {
		w.perform(t, a)
	}
	until := day.Of(w.clock.now()).AddDays(90)
	spared, found := sayNoDay(), map[string]bool{}
	for _, r := range w.server.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		for _, who := range []string{"rcsc", "focal", "admin"} {
			for _, address := range w.filled(r) {
				response, body := w.ask(t, who, http.MethodGet, address, "")
				if response.StatusCode != http.StatusOK {
					continue
				}
				text := readable(t, response.Header.Get("Content-Type"), body)
				if !w.names(who, text) {
					continue
				}
				found[r.Path] = true
				if _, ok := spared[r.Path]; !ok && !strings.Contains(text, until.ISO()) && !strings.Contains(text, until.String()) {
					t.Errorf("%s as %s: got people, and no word until when (%s) they may appeal what is said of them", address, who, until)
				}
			}
		}
	}
	for path := range spared {
		if !found[path] {
			t.Errorf("%s is spared, and was not seen to name anybody", path)
		}
	}
	for _, path := range []string{"/coverage/:agency/people", "/coverage/:agency/people.csv", "/coverage/:agency/people.xlsx", "/coverage/:agency/people.json",
		"/coverage/:agency/digest", "/coverage/:agency/digest.pdf", "/people", "/cases", "/api/v1/coverage/people.csv", "/cases/:number/letter.pdf"} {
		if !found[path] {
			t.Errorf("%s: got nobody's name, want some", path)
		}
	}
}

// filled are the addresses of a route with what the acts have made.
func (w *world) filled(r route.Route) []string {
	learner := string(w.people["learner"].ID)
	fill := strings.NewReplacer(":agency", "dz-haa", ":person", learner, ":number", w.named("{case}"), ":session", groupID, ":closure", w.named("{closure}"),
		":outage", w.named("{outage}"), ":rule", "check-first", ":grant", w.named("{grant}"), ":kind", "extension")
	if strings.Contains(r.Path, "/duty/") {
		fill = strings.NewReplacer(":person", learner, ":number", "0001", ":kind", "extension")
	}
	address := w.addressOf(route.Route{Path: fill.Replace(r.Path)})
	return []string{address, address + "?course=check-first&agency=dz-haa", address + "?q=a&who=all&below=yes", address + "?limit=200"}
}

// names tells whether a text holds the number of somebody else than the reader, or the name of somebody who holds no office.
func (w *world) names(reader, text string) bool {
	for call, p := range w.people {
		if call != reader && strings.Contains(text, p.EID) {
			return true
		}
	}
	return strings.Contains(text, w.people["learner"].Name)
}

// readable is what an answer says, whatever form it has.
func readable(t *testing.T, kind, body string) string {
	t.Helper()
	switch {
	case strings.HasPrefix(kind, "application/pdf"):
		return strings.Join(strings.Fields(pdftest.Text(t, []byte(body))), " ")
	case strings.Contains(kind, "spreadsheetml"):
		archive := must(zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body))))(t)
		var b strings.Builder
		for _, f := range archive.File {
			part := must(f.Open())(t)
			b.Write(must(io.ReadAll(part))(t))
			_ = part.Close()
		}
		return b.String()
	}
	return body
}
