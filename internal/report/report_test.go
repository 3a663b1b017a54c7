package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/coverage"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/pdf/pdftest"
	"lamtoen/internal/report"
)

func yearly() report.Ask {
	return report.Ask{Kind: report.Yearly, YearKind: report.Fiscal, Year: 2025, At: "2026-03-31"}
}

func letter() report.Ask {
	return report.Ask{Kind: report.Letter, Agency: "dz-haa", Names: true, At: "2026-03-31"}
}

func (w *world) make(a report.Ask) (report.Record, []byte) {
	w.t.Helper()
	rec, err := w.reports.Make(w.ctx, a, "test")
	w.must(err)
	data, err := w.reports.PDF(w.ctx, &rec)
	w.must(err)
	return rec, data
}

// verified fails unless the report and the file are found to be the same, to the byte.
func (w *world) verified(rec *report.Record, data []byte, when string) {
	w.t.Helper()
	byID, err := w.reports.Verify(w.ctx, rec.ID)
	w.must(err)
	byFile, err := w.reports.VerifyFile(w.ctx, data)
	w.must(err)
	if !byID.Same || !byFile.Same || byFile.Record.ID != rec.ID {
		w.t.Errorf("%s: %s: got %v, %v and %v, %v, want the same", when, rec.Kind, byID.Same, byID.Differences, byFile.Same, byFile.Differences)
	}
}

// A report can be made again to the byte whatever is recorded after it: more training, paper of an earlier day, voids, moves, names and
// rules. What it says is what was known then.
func TestReportsCanBeMadeAgain(t *testing.T) {
	w := newWorld(t)
	people := w.crowd(24)
	w.to("2026-04-02")
	reports := map[string]struct {
		rec  report.Record
		data []byte
	}{}
	for name, ask := range map[string]report.Ask{"yearly": yearly(), "letter": letter()} {
		rec, data := w.make(ask)
		reports[name] = struct {
			rec  report.Record
			data []byte
		}{rec, data}
		w.verified(&rec, data, "at once")
	}
	events := []struct {
		name string
		do   func()
	}{
		{"more training", func() { w.complete(people[1], time.Time{}) }},
		{"late paper", func() { w.complete(people[2], noon("2026-03-10")) }},
		{"a void", func() {
			w.must(w.learning.Void(w.ctx, string(people[0])+"/code-of-conduct/1/signature", "signed for another", "test"))
		}},
		{"a backdated move", func() {
			w.must(w.register.Move(w.ctx, people[3], org.Post{Agency: "dz-haa", Position: "Officer", From: "2026-03-01"}, "test"))
		}},
		{"another name", func() {
			w.must(w.register.Correct(w.ctx, people[5], func(p *org.Person) { p.Name = "Another Name" }, "test", "misspelt"))
		}},
		{"a newcomer", func() { w.hire("2000", "dz-haa") }},
	}
	for i, e := range events {
		w.to("2026-05-01")
		w.at = w.at.Add(time.Duration(i) * 24 * time.Hour)
		e.do()
		w.at = w.at.Add(time.Hour)
		for _, r := range reports {
			w.verified(&r.rec, r.data, "after "+e.name)
			again, err := w.reports.Make(w.ctx, r.rec.Ask, "another")
			w.must(err)
			if again.By != "test" || again.ID != r.rec.ID {
				t.Errorf("after %s: the same request gave %s by %s, want the report that was made", e.name, again.ID, again.By)
			}
		}
	}
	w.origin = "https://moved.example.bt"
	w.reports = w.service("v2")
	for _, r := range reports {
		w.verified(&r.rec, r.data, "by another program with the same layout")
	}
}

// What differs is named: a file that was changed, with the place; a file of elsewhere; figures that the store gives no more.
func TestVerifySaysWhatDiffers(t *testing.T) {
	w := newWorld(t)
	w.crowd(12)
	w.to("2026-04-02")
	rec, data := w.make(yearly())
	tampered := bytes.Clone(data)
	tampered[len(tampered)/2] ^= 1
	v, err := w.reports.VerifyFile(w.ctx, tampered)
	w.must(err)
	if want := fmt.Sprintf("number %d.", len(data)/2+1); v.Same || v.Record.ID != rec.ID || len(v.Differences) != 1 || !strings.Contains(v.Differences[0], want) {
		t.Errorf("a changed file: got %v %q, want one difference at byte %s", v.Same, v.Differences, want)
	}
	if _, err := w.reports.VerifyFile(w.ctx, []byte("%PDF-1.7 of elsewhere")); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("a file of elsewhere: got %v, want not found", err)
	}
	if _, err := w.reports.Verify(w.ctx, "LR-00000-00000"); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("an unknown number: got %v, want not found", err)
	}
	// Somebody writes to the store by other ways: a fact with a stamp of before the report.
	late := w.at
	w.to("2026-02-01")
	w.complete(w.personWithout(), time.Time{})
	w.at = late.Add(24 * time.Hour)
	w.reopen()
	v, err = w.reports.Verify(w.ctx, rec.ID)
	w.must(err)
	text := strings.Join(v.Differences, "\n")
	if v.Same || !strings.Contains(text, "year.courses.1.total.complete: 4 in the report, 5 now.") {
		t.Errorf("a fact with an old stamp: got %v\n%s\nwant the figure named", v.Same, text)
	}
}

// personWithout is somebody who has not begun.
func (w *world) personWithout() org.PersonID {
	p, ok := w.register.ByEID("1001")
	if !ok {
		w.t.Fatal("nobody has the EID 1001")
	}
	return p.ID
}

// reopen reads the store from scratch, as another start of the program does.
func (w *world) reopen() {
	w.t.Helper()
	var err error
	w.cube, err = coverage.Open(w.ctx, coverage.Deps{Register: w.register, Learning: w.learning, Library: w.library, SignIns: noSignIns}, coverage.Settings{Now: w.now})
	w.must(err)
	w.reports = w.service("v1")
}

// The letter says the figure, who is missing in numbers, until when a record may be appealed, and names people only in its annex.
func TestLetterSaysWhatIsAsked(t *testing.T) {
	w := newWorld(t)
	w.crowd(48)
	w.to("2026-04-02")
	rec, data := w.make(letter())
	pdftest.Check(t, data)
	text := pdftest.Text(t, data, "-layout")
	for _, want := range []string{"Haa Dzongkhag", "Code of Conduct", "33 %", "8 of 24", "Never signed in", "16", "appeal", "1 July 2026", "Annex", "Person 1001", rec.ID,
		"as at 31 March 2026", "as known on 2 April 2026", "Page 1 of"} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter does not say %q", want)
		}
	}
	if strings.Contains(text, "Person 1000") || strings.Contains(text, "Person 1003") {
		t.Error("the annex names somebody of another agency, or who is complete")
	}
	plain := letter()
	plain.Names = false
	_, data = w.make(plain)
	if text := pdftest.Text(t, data); strings.Contains(text, "Person 10") {
		t.Error("a letter without its annex names somebody")
	}
}

func TestYearlyReportSaysWhatItMust(t *testing.T) {
	w := newWorld(t)
	w.crowd(48)
	w.to("2026-04-02")
	_, data := w.make(yearly())
	pdftest.Check(t, data)
	text := pdftest.Text(t, data, "-layout")
	for _, want := range []string{"year 2025-2026", "1 July 2025 to 30 June 2026", "33 %", "Ministries", "Haa Dzongkhag", "Agencies that need help first", "Never signed in",
		"Be a good citizen", "What the words mean", "How to check this report", "Women", "Regular civil servants", "before the year was over"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Person 10") {
		t.Error("the yearly report names somebody")
	}
}

func TestWhatCannotBeMadeIsSaid(t *testing.T) {
	w := newWorld(t)
	w.to("2026-04-02")
	for _, c := range []struct {
		name, field string
		change      func(*report.Ask)
	}{
		{"no kind", "kind", func(a *report.Ask) { a.Kind = "poem" }},
		{"no agency", "agency", func(a *report.Ask) { a.Agency = "" }},
		{"no such agency", "agency", func(a *report.Ask) { a.Agency = "moon" }},
		{"a day to come", "at", func(a *report.Ask) { a.At = "2026-04-03" }},
		{"known later", "known", func(a *report.Ask) { a.Known = noon("2026-04-05") }},
		{"known before", "known", func(a *report.Ask) { a.Known = noon("2026-03-01") }},
		{"another course", "courses", func(a *report.Ask) { a.Courses = append(a.Courses, "no-such-course") }},
		{"another year", "year", func(a *report.Ask) { *a = yearly(); a.Year = 2027 }},
		{"no year", "year", func(a *report.Ask) { *a = yearly(); a.Year = 0 }},
		{"a day of another year", "at", func(a *report.Ask) { *a = yearly(); a.At = "2025-06-30" }},
		{"no kind of year", "year_kind", func(a *report.Ask) { *a = yearly(); a.YearKind = "lunar" }},
	} {
		ask := letter()
		c.change(&ask)
		_, err := w.reports.Make(w.ctx, ask, "test")
		f, ok := fault.As(err)
		if !ok || f.Code != fault.CodeInvalid || len(f.Fields) == 0 || f.Fields[0].Name != c.field {
			t.Errorf("%s: got %v, want invalid at %s", c.name, err, c.field)
		}
	}
	ask := yearly()
	ask.YearKind, ask.Year, ask.At = report.Calendar, 2026, ""
	rec, err := w.reports.Make(w.ctx, ask, "test")
	w.must(err)
	if rec.At != "2026-04-02" {
		t.Errorf("a year that is not over: got it as at %s, want today", rec.At)
	}
}

// The comparison names the cause of every difference, and a reader's list leaves out what they may not see.
func TestCompareWithToday(t *testing.T) {
	w := newWorld(t)
	people := w.crowd(24)
	w.to("2026-04-02")
	rec, _ := w.make(letter())
	w.to("2026-05-01")
	w.complete(people[1], noon("2026-03-10")) // of Haa, on paper
	w.at = w.at.Add(time.Hour)
	compared, err := w.reports.Compare(w.ctx, &rec)
	w.must(err)
	if len(compared) != 1 || compared[0].After.Complete != compared[0].Before.Complete+1 || len(compared[0].People) != 1 ||
		fmt.Sprint(compared[0].People[0].Causes) != "[late]" {
		t.Errorf("got %+v, want one person more, who came in late", compared)
	}
	focal := report.Reads{Figures: org.Scope{Agencies: []org.AgencyCode{"dz-paro"}}, Names: org.Scope{Agencies: []org.AgencyCode{"dz-paro"}}}
	if list, err := w.reports.List(w.ctx, focal); err != nil || len(list) != 0 {
		t.Errorf("another dzongkhag: got %v, %v, want nothing", list, err)
	}
	if _, err := w.reports.Report(w.ctx, rec.ID, focal); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("another dzongkhag: got %v, want not found", err)
	}
}
