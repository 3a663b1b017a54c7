package notify_test

import (
	"strings"
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/notify"
)

// The text of what was sent is made from template and parameters again, so a template that has been used is never edited: a change
// here wants a new version in a file of its own, and both stay in this list.
func TestTemplatesNeverChange(t *testing.T) {
	w := newWorld(t)
	s := w.service()
	items := []notify.Item{
		{Course: conduct, Title: "One & <two>", Due: "2026-11-20", State: learning.StateOverdue},
		{Course: courses.CourseID("b"), Title: "B", Due: "2026-12-01", State: learning.StateNotStarted},
		{Course: courses.CourseID("c"), Title: "C", Due: "2026-12-02", State: learning.StateExpiring},
		{Course: courses.CourseID("d"), Title: "D", Due: "2026-12-03", State: learning.StateExpired},
	}
	lines := []notify.Line{{Agency: "moh", Name: "Health", Rates: []notify.Rate{{Title: "One", Rate: "3 of 5"}}, Overdue: 2, NewlyOverdue: 1, NeverSignedIn: 1, ToTell: 1}, {}}
	for template, want := range map[string]struct {
		params notify.Params
		hash   string
	}{
		"reminder/1": {notify.Params{Items: items, At: "2026-11-23", Link: "https://x.bt/sign-in"}, "t1:33cc4d240ff4c0dd5c8fd4ea8ac190bf9f8d17e966fde9a9ef8f03fc094d4754"},
		"reminder/2": {notify.Params{Items: items, At: "2026-11-23", Link: "https://x.bt/sign-in", Appeal: "2027-02-21"}, "t1:1140bf4d6086d89e9a68a9055fc7acbfe4f826e3bfd95de3986ed38224e5a23d"},
		"digest/1":   {notify.Params{Lines: lines, At: "2026-11-23", Link: "https://x.bt/sign-in", Demo: true}, "t1:9313a98617d63b8eb11c40b0e66c4f9fc170d219f3a0bf83c529dc7d6d68c4a4"},
	} {
		for _, lang := range []string{"en", "dz"} { // Dzongkha has no texts yet and falls back
			text, _, err := s.Text(notify.Message{Template: template, Lang: lang, Params: want.params})
			w.must(err)
			if got := text.Hash(); got != want.hash {
				t.Errorf("%s in %s: got %s, want %s:\n%s\n%s", template, lang, got, want.hash, text.Subject, text.Plain)
			}
			if strings.Contains(text.HTML, "<two>") {
				t.Errorf("%s: a title is not escaped:\n%s", template, text.HTML)
			}
		}
	}
	if _, _, err := s.Text(notify.Message{Template: "reminder/0", Lang: "en"}); err == nil {
		t.Error("a template that is not there: got no error")
	}
}
