package notify_test

import (
	"bytes"
	"strings"
	"testing"

	"lamtoen/internal/audit"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
)

// acts are those on a person in the log, the newest first.
func (w *world) acts(id org.PersonID) []audit.Record {
	w.t.Helper()
	found, err := w.audit.Search(w.ctx, audit.Search{Subject: string(id)}, "", 10)
	w.must(err)
	return found.Records
}

func haa() org.Scope { return org.Scope{Agencies: []org.AgencyCode{"dz-haa"}} }

func TestDigestTellsTheNamesOfOnesScope(t *testing.T) {
	w := newWorld(t)
	late, old, never, stranger := w.hire("gw-haa-bji"), w.hire("dz-haa"), w.hireWith("dz-haa", ""), w.hire("moh")
	w.owes(late, conduct, monday.AddDays(-3))
	w.owes(old, conduct, monday.AddDays(-30))
	w.owes(never, conduct, monday.AddDays(60))
	w.change(never, func(o *coverage.Owed) { o.SignedIn = false })
	w.owes(stranger, conduct, monday.AddDays(-3))
	s := w.service()

	d, err := s.Digest(w.ctx, haa(), "dz-haa")
	w.must(err)
	if d.Line.Overdue != 2 || d.Line.NewlyOverdue != 1 || d.Line.NeverSignedIn != 1 {
		t.Errorf("got %+v, want two overdue, one newly, one who never signed in", d.Line)
	}
	if len(d.NewlyOverdue) != 1 || d.NewlyOverdue[0].Person != late || len(d.NeverSignedIn) != 1 || d.NeverSignedIn[0].Person != never {
		t.Errorf("names: got %+v and %+v", d.NewlyOverdue, d.NeverSignedIn)
	}
	if len(d.ToTell) != 0 {
		t.Errorf("to tell: got %+v, want nobody: what is due in 60 days is nobody's business yet", d.ToTell)
	}
	for _, agency := range []org.AgencyCode{"moh", "", "nothing"} {
		if _, err := s.Digest(w.ctx, haa(), agency); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("%q: got %v, want it not found", agency, err)
		}
	}
	nation, err := s.Digest(w.ctx, org.Scope{All: true}, "")
	w.must(err)
	if nation.Line.Overdue != 3 || len(nation.NewlyOverdue)+len(nation.ToTell)+len(nation.Agencies) != 0 {
		t.Errorf("the nation: got %+v, want three overdue and neither names nor small agencies", nation)
	}
}

func TestReviewIsNotTold(t *testing.T) {
	w := newWorld(t)
	id := w.hireWith("dz-haa", "")
	w.owes(id, conduct, monday.AddDays(-3))
	w.review[id] = true
	d, err := w.service().Digest(w.ctx, haa(), "dz-haa")
	w.must(err)
	if d.Line.Overdue+d.Line.ToTell+len(d.NewlyOverdue) != 0 {
		t.Errorf("got %+v, want nobody while it is under review", d)
	}
}

func TestDigestsGoToThoseWhoLookAfter(t *testing.T) {
	w := newWorld(t)
	focal, rcsc, away, former := w.hire("dz-haa"), w.hire("moh"), w.hire("dz-paro"), w.hire("dz-haa")
	head := w.hire("moh")
	w.grant(focal, org.RoleFocal, "dz-haa")
	w.grant(focal, org.RoleFocal, "dz-paro")
	w.grant(rcsc, org.RoleRCSC, "")
	w.grant(away, org.RoleFocal, "dz-paro")
	w.must(w.register.SetLeave(w.ctx, away, monday, "", "test"))
	g, err := w.register.Grant(w.ctx, org.Grant{Person: former, Role: org.RoleFocal, Agency: "dz-haa", From: "2026-01-01", By: "test"})
	w.must(err)
	w.must(w.register.Revoke(w.ctx, g.ID, monday.AddDays(-1), "test", "moved"))
	err = w.register.Move(w.ctx, head, org.Post{Agency: "moh", Position: "Secretary", Flags: []org.Flag{org.FlagHead}, From: monday}, "test")
	w.must(err)
	s := w.service()
	if got := w.plan(s); got.Digests != 2 {
		t.Fatalf("got %+v, want digests to the focal officer and to RCSC", got)
	}
	m := w.messages(s, focal)[0]
	if m.Kind != notify.KindDigest || len(m.Params.Lines) != 2 || m.Params.Lines[0].Agency != "dz-haa" {
		t.Errorf("the focal officer's: got %+v, want one mail with both agencies", m)
	}
	if line := w.messages(s, rcsc)[0].Params.Lines[0]; line.Agency != "" {
		t.Errorf("RCSC's: got %+v, want the nation", line)
	}
	w.clock.to(monday.AddDays(1), 10)
	if got := w.plan(s); got.Digests != 0 {
		t.Errorf("on Tuesday: got %+v, want none", got)
	}
	w.heads = true
	w.clock.to(monday.AddDays(7), 10)
	if got := w.plan(w.service()); got.Digests != 3 {
		t.Errorf("the week after, with heads: got %+v, want three", got)
	}
}

func TestDigestMailHasNoNames(t *testing.T) {
	w := newWorld(t)
	focal, other := w.hire("dz-haa"), w.hireWith("dz-haa", "")
	w.grant(focal, org.RoleFocal, "dz-haa")
	w.owes(other, conduct, monday.AddDays(-1))
	s := w.service()
	w.plan(s)
	text, exact, err := s.Text(w.messages(s, focal)[0])
	w.must(err)
	if !exact || strings.Contains(text.Plain+text.HTML, "Person 2") || !strings.Contains(text.Plain, "People overdue: 1") {
		t.Errorf("exact %v:\n%s", exact, text.Plain)
	}
}

func TestPrintIsRepeatable(t *testing.T) {
	w := newWorld(t)
	for range 40 {
		w.owes(w.hireWith("dz-haa", ""), conduct, monday.AddDays(-1))
	}
	d, err := w.service().Digest(w.ctx, haa(), "dz-haa")
	w.must(err)
	words := notify.PrintWords{Title: "This week", Names: true, Name: "Name", More: "and {n} more", Reasons: map[notify.Cause]string{}}
	one, err := notify.Print(d, words, nil)
	w.must(err)
	two, err := notify.Print(d, words, nil)
	w.must(err)
	if !bytes.Equal(one, two) || !bytes.HasPrefix(one, []byte("%PDF")) {
		t.Error("the same digest gives other bytes")
	}
	nation, err := w.service().Digest(w.ctx, org.Scope{All: true}, "")
	w.must(err)
	if len(nation.Agencies) != 1 || nation.Agencies[0].Overdue != 40 {
		t.Errorf("agencies: got %+v, want Haa with 40", nation.Agencies)
	}
	if _, err := notify.Print(nation, words, []string{"Demonstration"}); err != nil {
		t.Error(err)
	}
}

func TestHeartbeat(t *testing.T) {
	w := newWorld(t)
	focal := w.hire("dz-haa")
	s := w.service()
	beat := func() notify.Heartbeat {
		t.Helper()
		h, err := s.Heartbeat(w.ctx)
		w.must(err)
		return h
	}
	w.clock.to(monday.AddDays(9), 10)
	if beat().Late() {
		t.Error("late without anybody who reads digests")
	}
	w.grant(focal, org.RoleFocal, "dz-haa")
	if h := beat(); !h.Late() || h.Warning() == "" || !h.Delivered.IsZero() {
		t.Errorf("two days after a Monday on which nothing was planned: got %+v, want a complaint", h)
	}
	w.plan(s)
	if h := beat(); !h.Late() || h.Waiting != 1 {
		t.Errorf("planned and not delivered: got %+v, want a complaint still", h)
	}
	m := w.messages(s, focal)[0]
	_, err := s.Mark(w.ctx, m.ID, notify.Printed, focal)
	w.must(err)
	if h := beat(); h.Late() || h.Warning() != "" || h.Delivered.IsZero() {
		t.Errorf("after it was printed: got %+v, want peace", h)
	}
	w.clock.to(monday.AddDays(14), 12)
	if beat().Late() {
		t.Error("late on the Monday itself, before a day has passed")
	}
	w.clock.to(monday.AddDays(15), 12)
	if !beat().Late() {
		t.Error("a week without a digest: no complaint")
	}
}

func TestYoungInstallationIsNotLate(t *testing.T) {
	w := newWorld(t)
	w.clock.to(monday.AddDays(2), 10)
	focal := w.hire("dz-haa")
	w.grant(focal, org.RoleFocal, "dz-haa")
	s := w.service()
	w.clock.to(monday.AddDays(4), 10)
	if h, err := s.Heartbeat(w.ctx); err != nil || h.Late() {
		t.Errorf("got %+v, %v, want no complaint in the first week", h, err)
	}
}

func TestOutboxWithoutMail(t *testing.T) {
	w := newWorld(t)
	id := w.hire("moh")
	w.owes(id, conduct, monday)
	s := w.service()
	w.plan(s)
	if n, err := s.Send(w.ctx); n != 0 || err != nil {
		t.Fatalf("got %d, %v, want nothing sent", n, err)
	}
	list, _, err := s.Outbox(w.ctx, notify.KindReminder, notify.Planned, "", 10)
	w.must(err)
	if len(list) != 1 || list[0].Person != id {
		t.Fatalf("the outbox: got %+v, want the reminder", list)
	}
	if _, err := s.Resend(w.ctx, list[0].ID, id); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("resend without a mail server: got %v, want a conflict", err)
	}
	for range 2 { // the second time nothing happens
		m, err := s.Mark(w.ctx, list[0].ID, notify.Handed, id)
		w.must(err)
		if m.State != notify.Handed || len(m.Events) != 2 || m.Last().By != string(id) {
			t.Errorf("got %+v, want it handed over, once", m)
		}
	}
	if _, err := s.Mark(w.ctx, list[0].ID, notify.Printed, id); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("printed after it was handed over: got %v, want a conflict", err)
	}
	if _, err := s.Mark(w.ctx, list[0].ID, notify.Sent, id); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("marked as sent by hand: got %v, want it refused", err)
	}
	if _, err := s.Mark(w.ctx, "nothing", notify.Handed, id); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("no such message: got %v", err)
	}
	records := w.acts(id)
	if len(records) == 0 || records[0].Action != "message-handed" {
		t.Errorf("the log: got %+v, want the act", records)
	}
}

func TestRemindByHand(t *testing.T) {
	w := newWorld(t)
	focal := w.hire("dz-haa")
	ready, away, none, nothing, early := w.hire("dz-haa"), w.hire("dz-haa"), w.hireWith("dz-haa", ""), w.hire("dz-haa"), w.hire("dz-haa")
	for _, id := range []org.PersonID{ready, away, none} {
		w.owes(id, conduct, monday)
	}
	w.owes(early, conduct, monday.AddDays(80)) // no step reached, and an officer may still ask
	w.change(away, func(o *coverage.Owed) { o.OnLeave = true })
	s := w.service()
	people := []org.PersonID{ready, away, none, nothing, early}
	want := []notify.Cause{"", notify.CauseLeave, notify.CauseNoAddress, notify.CauseNothing, ""}
	check := func(what string, list []notify.Decision, want []notify.Cause) {
		t.Helper()
		for i, d := range list {
			if d.Cause != want[i] || d.Person != people[i] {
				t.Errorf("%s, %d: got %q, want %q", what, i, d.Cause, want[i])
			}
		}
	}
	preview, err := s.Preview(w.ctx, people)
	w.must(err)
	check("before", preview, want)
	done, err := s.Remind(w.ctx, people, focal, "dz-haa")
	w.must(err)
	check("done", done, want)
	again, err := s.Remind(w.ctx, people, focal, "dz-haa")
	w.must(err)
	check("again", again, []notify.Cause{notify.CauseCap, notify.CauseLeave, notify.CauseNoAddress, notify.CauseNothing, notify.CauseCap})
	w.plan(s)
	if list := w.messages(s, ready); len(list) != 1 || list[0].By != string(focal) {
		t.Errorf("got %+v, want the one message of the officer: the cap wins over the plan", list)
	}
	records := w.acts(focal)
	acts := 0
	for _, r := range records {
		if r.Action == "remind" {
			acts++
		}
	}
	if acts != 1 || !strings.Contains(records[0].After, "2 of 5") {
		t.Errorf("the log: got %d acts, %+v, want one that says two of five", acts, records)
	}
}

func TestRemindOnASundayWaitsForMonday(t *testing.T) {
	w := newWorld(t)
	id := w.hire("moh")
	w.owes(id, conduct, monday)
	w.clock.to(monday.AddDays(6), 22)
	s := w.service()
	_, err := s.Remind(w.ctx, []org.PersonID{id}, id, "moh")
	w.must(err)
	m := w.messages(s, id)[0]
	if next := monday.AddDays(7); m.Day != next || m.Week != notify.WeekOf(next) || day.Of(m.NotBefore) != next {
		t.Errorf("got %s, %s, want it to go on Monday, as that week's", m.Day, m.Week)
	}
}
