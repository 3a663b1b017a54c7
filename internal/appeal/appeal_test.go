package appeal_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/appeal"
	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/pdf/pdftest"
)

// TestScopeOfEachAct asks as somebody outside the scope, as the person themself and as somebody else: nobody learns that the
// case exists.
func TestScopeOfEachAct(t *testing.T) {
	w := newWorld(t)
	n := w.file("karma", appeal.WrongLeave).Number
	words := appeal.Words{By: w.people["sonam"], Text: "Mine too."}
	outside, own := w.officer("focal-moh"), appeal.Officer{ID: w.people["karma"], Scope: org.Scope{All: true}}
	for name, do := range map[string]func(appeal.Officer) error{
		"see":    func(o appeal.Officer) error { _, err := w.cases.See(w.ctx, o, n); return err },
		"ask":    func(o appeal.Officer) error { _, err := w.cases.Ask(w.ctx, o, n, "When?"); return err },
		"answer": func(o appeal.Officer) error { _, err := w.cases.Answer(w.ctx, o, n, grantIt()); return err },
		"take":   func(o appeal.Officer) error { _, err := w.cases.TakeOver(w.ctx, o, n, "Mine."); return err },
		"hand": func(o appeal.Officer) error {
			_, err := w.cases.Hand(w.ctx, o, n, w.people["focal-haa"], "Theirs.")
			return err
		},
	} {
		for _, o := range []appeal.Officer{outside, own} {
			if err := do(o); !fault.Is(err, fault.CodeNotFound) {
				t.Errorf("%s by %s: got %v, want not found", name, w.name(o.ID), err)
			}
		}
	}
	for name, do := range map[string]func() error{
		"own":      func() error { _, err := w.cases.Own(w.ctx, words.By, n); return err },
		"reply":    func() error { _, err := w.cases.Reply(w.ctx, words.By, n, words); return err },
		"appeal":   func() error { _, err := w.cases.Appeal(w.ctx, words.By, n, words); return err },
		"withdraw": func() error { _, err := w.cases.Withdraw(w.ctx, words.By, n); return err },
	} {
		if err := do(); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("%s by another person: got %v, want not found", name, err)
		}
	}
	if lines := must(w.cases.List(w.ctx, outside))(t); len(lines) != 0 {
		t.Errorf("list outside the scope: got %d cases, want none", len(lines))
	}
	claim := w.claim("sonam", appeal.WrongResult, "Not so.")
	w.fact("karma", "karma")
	for _, about := range []appeal.About{{Course: course, Fact: string(w.people["karma"]) + "/code-of-conduct/1"},
		{Course: course, Fact: string(w.people["sonam"]) + "/code-of-conduct/9"}, {Serial: "ABCD"}} {
		claim.About = about
		if _, err := w.cases.Open(w.ctx, claim); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("a case about %+v: got %v, want not found", about, err)
		}
	}
}

// TestWordsAreForTheOfficeThatAnswers says who may read what the person wrote.
func TestWordsAreForTheOfficeThatAnswers(t *testing.T) {
	for _, tt := range []struct {
		wrong appeal.Wrong
		who   string
		want  bool
	}{
		{appeal.WrongLeave, "focal-bji", true}, {appeal.WrongLeave, "focal-haa", true}, {appeal.WrongLeave, "rcsc-2", true},
		{appeal.WrongResult, "focal-bji", false}, {appeal.WrongResult, "rcsc-1", true},
	} {
		w := newWorld(t)
		c := w.file("karma", tt.wrong)
		sight := must(w.cases.See(w.ctx, w.officer(tt.who), c.Number))(t)
		if sight.Words != tt.want {
			t.Errorf("%s about %s: got words %t, want %t", tt.who, tt.wrong, sight.Words, tt.want)
		}
	}
}

// TestAuditHoldsNobodysWords runs a case through and looks into the log.
func TestAuditHoldsNobodysWords(t *testing.T) {
	w := newWorld(t)
	secret := "zebra crossing"
	c := must(w.cases.Open(w.ctx, appeal.Claim{Person: w.people["karma"], By: w.people["focal-haa"], Wrong: appeal.WrongLeave, Text: secret,
		Paper: &appeal.Paper{Reference: "HAA/12", Day: "2026-11-20"}}))(t)
	must(w.cases.Ask(w.ctx, w.officer("focal-bji"), c.Number, "Since when? "+secret))(t)
	must(w.cases.Reply(w.ctx, w.people["karma"], c.Number, appeal.Words{By: w.people["karma"], Text: secret}))(t)
	must(w.cases.Answer(w.ctx, w.officer("focal-bji"), c.Number, grantIt()))(t)
	found, err := w.log.Search(w.ctx, audit.Search{Subject: string(c.Number)}, "", 50)
	records := found.Records
	if err != nil || len(records) != 3 {
		t.Fatalf("got %d entries and %v, want three: the paper, the question and the answer", len(records), err)
	}
	if text := fmt.Sprintf("%+v", records); strings.Contains(text, secret) || !strings.Contains(text, "decision granted") {
		t.Errorf("got %s, want the decision and nobody's words", text)
	}
}

// TestEveryActMayBeRepeated does each act twice.
func TestEveryActMayBeRepeated(t *testing.T) {
	w := newWorld(t)
	n := w.file("karma", appeal.WrongLeave).Number
	for i, step := range []struct{ act, who string }{
		{"ask", "focal-bji"}, {"reply", ""}, {"take", "focal-haa"}, {"refuse", "focal-haa"}, {"appeal", ""}, {"withdraw", ""},
	} {
		for range 2 {
			if err := w.do(w.cases, step.act, cmpOr(step.who, "focal-bji"), n); err != nil {
				t.Errorf("%s: got %v", step.act, err)
			}
		}
		if c := must(w.cases.Own(w.ctx, w.people["karma"], n))(t); len(c.Events) != i+2 {
			t.Errorf("after %s twice: got %d events, want %d", step.act, len(c.Events), i+2)
		}
	}
	again := w.file("karma", appeal.WrongLeave)
	if again.Number == n || again.State != appeal.StateOpen {
		t.Errorf("the same claim after the case was closed: got %s in state %s, want another case", again.Number, again.State)
	}
}

func cmpOr(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// TestDeadlines counts working days, adds the days of waiting for the person, and says what is late.
func TestDeadlines(t *testing.T) {
	w := newWorld(t)
	c := w.file("karma", appeal.WrongLeave)
	if want := day.Date("2026-12-14"); c.Due != want { // fifteen days, Monday to Friday
		t.Errorf("got due %s, want %s", c.Due, want)
	}
	w.clock.move(2 * 24 * time.Hour) // Wednesday
	must(w.cases.Ask(w.ctx, w.officer("focal-bji"), c.Number, "When?"))(t)
	w.clock.move(5 * 24 * time.Hour) // Monday: three working days
	c = must(w.cases.Reply(w.ctx, w.people["karma"], c.Number, appeal.Words{By: w.people["karma"], Text: "In May."}))(t)
	if want := day.Date("2026-12-17"); c.Due != want {
		t.Errorf("got due %s after the reply, want %s", c.Due, want)
	}
	if c.Overdue("2026-12-17") || !c.Overdue("2026-12-18") {
		t.Errorf("got late on the day %t, the day after %t; want it late after the day", c.Overdue("2026-12-17"), c.Overdue("2026-12-18"))
	}
	w.clock.move(40 * 24 * time.Hour)
	lines := must(w.cases.List(w.ctx, w.officer("rcsc-1")))(t)
	if len(lines) != 1 || !lines[0].Late {
		t.Errorf("got %+v, want one late case, shown to RCSC too", lines)
	}
	c = must(w.cases.Answer(w.ctx, w.officer("focal-bji"), c.Number, refusal()))(t)
	w.clock.move(89 * 24 * time.Hour)
	if c = must(w.cases.Own(w.ctx, w.people["karma"], c.Number))(t); c.State != appeal.StateAnswered {
		t.Errorf("got %s on the 89th day, want it still open to an appeal", c.State)
	}
	w.clock.move(2 * 24 * time.Hour)
	if err := w.do(w.cases, "appeal", "rcsc-1", c.Number); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("appeal on the 91st day: got %v, want a conflict", err)
	}
}

// TestReviewsAsKnown folds the feed as the cube does, and asks what was known when.
func TestReviewsAsKnown(t *testing.T) {
	w := newWorld(t)
	opened := w.file("karma", appeal.WrongLeave)
	w.file("karma", appeal.WrongName) // rests nothing
	w.clock.move(24 * time.Hour)
	must(w.cases.Answer(w.ctx, w.officer("focal-bji"), opened.Number, refusal()))(t)
	w.clock.move(24 * time.Hour)
	must(w.cases.Appeal(w.ctx, w.people["karma"], opened.Number, appeal.Words{By: w.people["karma"], Text: "No."}))(t)
	other := w.open()
	known := map[string][]appeal.Review{}
	for r, err := range other.Reviews(w.ctx, time.Time{}) {
		w.check(err)
		known[r.ID] = append(known[r.ID], r)
	}
	under := func(at day.Date, asKnown time.Time) bool {
		for _, list := range known {
			var stands appeal.Review
			for _, r := range list {
				if !r.Recorded.After(asKnown) {
					stands = r
				}
			}
			if stands.ID != "" && stands.Person == w.people["karma"] && !stands.From.After(at.End()) && (stands.Until.IsZero() || stands.Until.After(at.End())) {
				return true
			}
		}
		return false
	}
	day1, day2, day3 := day.Date("2026-11-23"), day.Date("2026-11-24"), day.Date("2026-11-25")
	for _, tt := range []struct {
		at, known day.Date
		want      bool
	}{{day1, day1, true}, {day2, day1, true}, {day2, day2, false}, {day1, day3, true}, {day2, day3, false}, {day3, day3, true}, {"2026-11-22", day3, false}} {
		if got := under(tt.at, tt.known.End()); got != tt.want {
			t.Errorf("at %s as known on %s: got under review %t, want %t", tt.at, tt.known, got, tt.want)
		}
	}
	if len(known) != 2 {
		t.Errorf("got reviews %v, want two stages of one case", known)
	}
}

// TestClaimAboutAVoidedFact says that a void hides no claim about what it took back, and is an act that can be appealed itself.
func TestClaimAboutAVoidedFact(t *testing.T) {
	w := newWorld(t)
	id := w.fact("karma", "focal-bji")
	w.check(w.learning.Void(w.ctx, id, "It was another person.", string(w.people["rcsc-1"])))
	claim := w.claim("karma", appeal.WrongPerson, "It was me.")
	claim.About.Fact = id
	c := must(w.cases.Open(w.ctx, claim))(t)
	if got := w.name(c.Desk.Officer); got != "rcsc-2" {
		t.Errorf("got the desk of %s, want not that of who took the fact back", got)
	}
	facts := must(w.learning.FactsOf(w.ctx, w.people["karma"], course))(t)
	if len(facts) != 2 || facts[1].Kind != learning.KindVoid {
		t.Errorf("got %d facts", len(facts))
	}
}

func TestLetterAndSlip(t *testing.T) {
	w := newWorld(t)
	c := must(w.cases.Open(w.ctx, appeal.Claim{Person: w.people["karma"], By: w.people["focal-haa"], Wrong: appeal.WrongLeave, Text: "I was in Thimphu for study.",
		About: appeal.About{Course: course}, Paper: &appeal.Paper{Reference: "HAA/12", Day: "2026-11-20"}}))(t)
	print := appeal.Print{Course: "Code of Conduct", Words: true, Origin: "http://localhost"}
	slip := must(w.cases.Slip(c, print))(t)
	for _, want := range []string{string(c.Number), "HAA/12", "14 December 2026", "karma"} {
		if text := pdftest.Text(t, slip); !strings.Contains(text, want) {
			t.Errorf("slip: got %q, want %q in it", text, want)
		}
	}
	if _, err := w.cases.Letter(c, print); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("letter before the answer: got %v, want not found", err)
	}
	c = must(w.cases.Answer(w.ctx, w.officer("focal-bji"), c.Number, refusal()))(t)
	letter := must(w.cases.Letter(c, print))(t)
	text := strings.Join(strings.Fields(pdftest.Text(t, letter)), " ")
	for _, want := range []string{string(c.Number), "I was in Thimphu for study.", "Refused", "Leave book 2026", "focal-bji", "Bji Gewog", "until 21 February 2027"} {
		if !strings.Contains(text, want) {
			t.Errorf("letter: got %q, want %q in it", text, want)
		}
	}
	print.Words = false
	if text := pdftest.Text(t, must(w.cases.Letter(c, print))(t)); strings.Contains(text, "Thimphu for study") {
		t.Errorf("letter for who may not read the words: got %q", text)
	}
	print.Words = true
	if again := must(w.open().Letter(c, print))(t); !bytes.Equal(again, letter) {
		t.Error("got other bytes for the same letter")
	}
}
