package server_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/account"
	"lamtoen/internal/slip"
	"lamtoen/internal/store"
)

// marker stands for a pupil's name: whatever a teacher or a pupil types it into, it is found nowhere afterwards.
const marker = "KarmaTshomoNyima"

// reasons are the fields in which officers say why, which the log and the class's events keep: they are asked for a reason for an act of
// theirs, and the form says that no pupil is named in it.
func reasons() []string { return []string{"why"} }

// sentTo is what is sent to each route with which a teacher or a pupil changes something, as it would be sent rightly. Several: one after the
// other. It is in the order in which they can all be done.
func (s *schooled) sentTo() []struct{ route, form string } {
	item, _ := s.module.Item(s.module.BeforeAfter[0])
	choice := string(item.Options[0].ID)
	file, _, err := s.classes.MakePenFile(s.t.Context(), s.mine, classModule, s.people["teacher"].ID)
	s.check(err)
	text := slip.Grouped(must(slip.Write(slip.Slip{Form: slip.Pupil, File: file.Number, Roll: 3, Lessons: 1, Right: slip.NotTaken}, file.Key()))(s.t))
	id := "0123456789abcdef"
	given := fmt.Sprintf(`{"entries":[{"id":"%s0","kind":"lesson","lesson":%q},{"id":"%s1","kind":"answer","ask":"before","question":%q,"answer":{"options":[%q],"reason":%q}}]}`,
		id, s.module.Lessons[0].ID, id, item.ID, choice, reasonOf(item.Reasons))
	const days = "from=2026-11-23&until=2026-12-11"
	return []struct{ route, form string }{
		{"POST /classes/new", "school=haa-one&grade=VI&section=A&size=2&lang=en&to="},
		{"POST /api/v1/classes", `{"school":"haa-one","grade":"VI","section":"D","size":2,"lang":"en"}`},
		{"POST /classes/:class/assign", "course=" + string(classModule) + "&mode=own&" + days},
		{"PUT /api/v1/classes/:class/assignments/:course", `{"mode":"own","from":"2026-11-23","until":"2026-12-11"}`},
		{"POST /card/:code/:number", "picked=yak&picked=sun&pick=moon"}, {"POST /api/v1/pupil/sessions", `{"code":"` + s.mine.Code + `","number":1,"pictures":["yak"]}`},
		{"POST /pupil/:course/lessons/:lesson", "entry=web/lesson/x/0&at=1763870400000&change=0123456789abcdef&reader="},
		{"POST /pupil/:course/:ask/:number", "answer=1&reason=1&entry=x&at=1&change=x&path=x&choice=x"},
		{"POST /api/v1/pupil/modules/:course/entries", given},
		{"POST /api/v1/classes/:class/assignments/:course/pupils/:roll/entries", strings.Replace(given, `"kind":"lesson"`, `"kind":"aside","cause":"to-repeat"`, 1)},
		{"POST /classes/:class/:course/hands/:moment/:number", "hands-1=1&hands-2=1"},
		{"PUT /api/v1/classes/:class/assignments/:course/hands/:moment/:question", `{"counts":[{"option":"` + choice + `","count":1}]}`},
		{"POST /classes/:class/:course/results", "ask=quiz&roll=2&form2=A&q2-1=A&q2-2=B&do=save"},
		{"POST /classes/:class/:course/results/:roll", "ask=quiz&form1=A&q1-1=A&cause=misread&seen=0&do=save"},
		{"POST /classes/:class/:course/lessons", "lesson=" + string(s.module.Lessons[0].ID) + "&roll=2&do=save"},
		{"POST /classes/:class/:course/begin-again/:roll", "cause=to-repeat"},
		{"POST /classes/:class/slips", "slip=" + text}, {"POST /api/v1/classes/:class/slips", `{"slip":"` + text + `"}`},
		{"POST /classes/:class/pupils", "do=add&roll=4"}, {"POST /classes/:class/pupils", "do=pictures&roll=4&set=1"},
		{"POST /classes/:class/pupils", "do=leave&roll=4"}, {"POST /classes/:class/pupils", "do=return&roll=4"},
		{"POST /classes/:class/numbers", "n1=1&n2=3&n3=2"}, {"POST /classes/:class/arrival", "code=34679ACDE"},
		{"POST /classes/:class/transfer/:roll", ""}, {"POST /classes/:class/code", "which=family&from=" + s.mine.FamilyCode},
		{"POST /classes/:class/teachers/new", "person=" + string(s.people["colleague"].ID) + "&until=2026-12-01"},
		{"POST /classes/:class/teachers", "do=remove&person=" + string(s.people["colleague"].ID)}, {"POST /classes/:class/teachers", "do=offer"},
		{"POST /classes/:class/postponement", "until=2027-01-20&why=Order"}, {"POST /classes/take-over", "code=34679ACDE"},
		{"POST /classes/:class/owner", "person=" + string(s.people["colleague"].ID) + "&why=Order"},
		{"DELETE /api/v1/pupil/sessions/current", ""}, {"POST /card-out", ""},
	}
}

func reasonOf[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	var r struct{ ID string }
	text, _ := json.Marshal(list[0])
	_ = json.Unmarshal(text, &r)
	return r.ID
}

// variants are a form as it is right, with fields that nobody asked for, and with the marker in each field in turn but the reasons.
func variants(form string) []string {
	if strings.HasPrefix(form, "{") {
		list := []string{form, strings.Replace(form, "{", `{"name":"`+marker+`","note":"`+marker+`",`, 1)}
		for _, m := range regexp.MustCompile(`"([^"]*)"([,}\]])`).FindAllStringSubmatchIndex(form, -1) {
			list = append(list, form[:m[2]]+marker+form[m[3]:])
		}
		if i := strings.Index(form, `"kind"`); i > 0 { // beside what belongs to the kind
			for _, name := range []string{"cause", "ask", "question", "lesson", "version", "text"} {
				list = append(list, form[:i]+`"`+name+`":"`+marker+`",`+form[i:])
			}
		}
		return list
	}
	list := []string{form, form + "&name=" + marker + "&note=" + marker + "&text=" + marker + "&label=" + marker + "&names=" + marker}
	values, err := url.ParseQuery(form)
	if err != nil {
		panic(err)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if slices.Contains(reasons(), name) {
			continue
		}
		other := maps.Clone(values)
		other[name] = []string{marker}
		list = append(list, other.Encode())
	}
	return list
}

// TestANameTypedAnywhereIsNowhere sends the marker in every field of every form of a class, as its teacher, its head and a pupil, in
// addresses and in what a browser says of itself, and looks for it in everything that is stored. A new form without a row fails. Then
// the year ends, and no row of the class's pupils is left.
func TestANameTypedAnywhereIsNowhere(t *testing.T) {
	s := newSchooled(t)
	card := s.card(s.mine, 1)
	known := map[string]bool{}
	for _, one := range s.sentTo() {
		known[one.route] = true
		for _, form := range variants(one.form) {
			s.types(t, card, one.route, form)
		}
	}
	for _, r := range s.server.Routes() {
		of := r.Permission == account.RunClasses || r.Permission == account.Pupil || strings.HasPrefix(r.Path, "/card") || strings.HasPrefix(r.Path, "/api/v1/pupil")
		if name := r.Method + " " + r.Path; of && r.Method != http.MethodGet && !known[name] {
			t.Errorf("%s changes something of a class, and nothing is typed into it here", name)
		}
	}
	s.search(t, func(string, string) bool { return true }, regexp.MustCompile("(?i)"+marker), "the name")
	works := must(s.engine.Find(t.Context(), "class_works", store.Query{}))(t)
	if events := must(s.classes.Class(t.Context(), s.mine.ID))(t).Events; len(works) < 2 || len(events) < 8 {
		t.Errorf("got %d works and %d events, so that the test shows nothing", len(works), len(events))
	}

	s.clock.move(24 * time.Hour * 120)
	if n := must(s.classes.Purge(t.Context()))(t); n < 2 {
		t.Fatalf("purged %d classes, want those of the test", n)
	}
	s.search(t, func(string, string) bool { return true }, regexp.MustCompile(s.mine.ID+`/[1-9][0-9]?([^0-9]|$)`), "a pupil")
	rows := []string{"class_pupils", "class_works", "class_slips", "class_sessions"}
	s.search(t, func(name, _ string) bool { return slices.Contains(rows, name) }, regexp.MustCompile(s.mine.ID), "a row of the class")
}

// types sends one form, as who can.
func (s *schooled) types(t *testing.T, card, name, form string) {
	t.Helper()
	method, path, _ := strings.Cut(name, " ")
	address, _ := s.fill(strings.NewReplacer(":code", s.mine.Code, ":ask", "before").Replace(path), s.mine)
	for _, who := range []string{"teacher", "principal", "pupil"} {
		for _, to := range []string{address, address + "?id=" + groupID + "&q=" + marker} {
			r := newRequest(method, to, form)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if strings.HasPrefix(form, "{") {
				r.Header.Set("Content-Type", "application/json")
			}
			r.Header.Set("User-Agent", marker)
			if who == "pupil" {
				if !strings.Contains(path, "pupil") && !strings.HasPrefix(path, "/card") {
					continue
				}
				r.AddCookie(&http.Cookie{Name: account.JarFor(origin).Pupil, Value: card})
			} else {
				r.Header.Set("Authorization", "Bearer "+s.tokens(who, false).Access)
			}
			if got, body := s.send(t, r); got.StatusCode >= 500 {
				t.Errorf("%s with %q as %s: got %d %.200s", name, form, who, got.StatusCode, body)
			}
		}
	}
}

// search looks through every record of every collection.
func (s *schooled) search(t *testing.T, in func(collection, id string) bool, what *regexp.Regexp, called string) {
	t.Helper()
	names := s.stored.Collections()
	if len(names) < 40 {
		t.Errorf("got %d collections, want all", len(names))
	}
	for _, name := range names {
		for _, d := range must(s.engine.Find(t.Context(), name, store.Query{}))(t) {
			if found := what.FindString(d.ID + " " + string(d.Body)); found != "" && in(name, d.ID) {
				t.Errorf("%s %s holds %s: %q", name, d.ID, called, found)
			}
		}
	}
}
