package classes_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/pdf/pdftest"
	"lamtoen/internal/store"
)

// everything is what the store holds about classes, and the log.
func (l *learning) everything() string {
	l.Helper()
	var b strings.Builder
	for _, name := range []string{"classes", "class_events", "class_pupils", "class_codes", "class_sessions", "class_transfers", "class_tallies", "class_works",
		"class_hands", "audit"} {
		docs := must(l.engine.Find(l.Context(), name, store.Query{}))(l.T)
		fmt.Fprintf(&b, "%s %+v\n", name, docs)
	}
	return b.String()
}

// The record holds what is known of the class, by number, and drawing it leaves nothing behind.
func TestClassRecord(t *testing.T) {
	l := newLearning(t, 12)
	l.finish(l.class.ID, 1, 2, 7)
	l.assign(l.class.ID, kind, classes.ModeProjector)
	for roll := 3; roll <= 12; roll++ {
		must(l.classes.Merge(t.Context(), l.id(roll), l.answers(classes.AskBefore, l.module.BeforeAfter[0], roll < 5, 0),
			l.answers(classes.AskAfter, l.module.BeforeAfter[0], true, 5)))(t)
	}
	l.check(l.classes.RemovePupil(t.Context(), l.class.ID, 7))
	must(l.classes.AddTeacher(t.Context(), l.class.ID, l.other, "2026-05-01", l.teacher))(t)
	before := l.everything()
	file := must(l.classes.Record(t.Context(), l.class.ID))(t)
	if l.everything() != before {
		t.Error("printing has changed what is stored")
	}
	if !bytes.Equal(file, must(l.instance().Record(t.Context(), l.class.ID))(t)) {
		t.Error("the record printed again differs")
	}
	if dir := os.Getenv("LAMTOEN_LOOK"); dir != "" {
		l.check(os.WriteFile(dir+"/record.pdf", file, 0o600))
	}
	pdftest.Check(t, file)
	text := strings.Join(strings.Fields(pdftest.Text(t, file, "-layout")), " ")
	for _, phrase := range []string{"Record of class VII B", "Invented School 1, school year 2026. 11 pupils, 1 more have left", "Invented 200801002 has the class 2 March 2026",
		"Invented 200801003 substitute 2 March 2026 1 May 2026", "A Rumours and evidence 2 March 2026 13 March 2026 on own devices 3 of 12",
		"before one screen", "1 2/4 – 2 2/4 –", "3 begun –", "7, left", "2 of 10 10 of 10", "18 December 2026", "the head of the school"} {
		if !strings.Contains(text, phrase) {
			t.Errorf("the record lacks %q:\n%s", phrase, text)
		}
	}
}

// It can be printed until the pupils' rows go, and then no more: only the figures are left.
func TestTheRecordEndsWithThePurge(t *testing.T) {
	l := newLearning(t, 12)
	l.finish(l.class.ID, 1, 2)
	l.now = day.Date("2026-12-18").Start() // the last day
	must(l.classes.Purge(t.Context()))(t)
	must(l.classes.Record(t.Context(), l.class.ID))(t)
	must(l.classes.Postpone(t.Context(), l.class.ID, "2027-01-10", l.head, "Holidays."))(t)
	l.now = day.Date("2027-01-10").Start()
	must(l.classes.Purge(t.Context()))(t)
	must(l.classes.Record(t.Context(), l.class.ID))(t)
	l.now = day.Date("2027-01-11").Start()
	must(l.classes.Purge(t.Context()))(t)
	if _, err := l.classes.Record(t.Context(), l.class.ID); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("after the purge: got %v, want a conflict", err)
	}
	if list := must(l.classes.Tallies(t.Context(), l.class.ID))(t); len(list) != 1 || list[0].Done != 2 {
		t.Errorf("got %+v, want the figures", list)
	}
}

// A record of many modules and the largest class goes over several tables, each pupil in each.
func TestALongRecord(t *testing.T) {
	l := newLearning(t, 60)
	l.finish(l.class.ID, rolls(60)...)
	text := pdftest.Text(t, must(l.classes.Record(t.Context(), l.class.ID))(t), "-layout")
	found := slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return !strings.HasSuffix(line, " 2/4") })
	if len(found) != 60 || !strings.Contains(text, "Page 3 of") {
		t.Errorf("got %d lines of pupils, want 60 on two pages\n%s", len(found), text)
	}
}

// Who teaches the class may print, a co-teacher and the head too; when the teacher is gone, the head still can.
func TestWhoMayHaveTheRecord(t *testing.T) {
	l := newLearning(t, 3)
	may := func(person org.PersonID) bool {
		_, err := l.classes.For(t.Context(), person, l.class.ID)
		return err == nil
	}
	must(l.classes.AddTeacher(t.Context(), l.class.ID, l.other, "", l.teacher))(t)
	for name, one := range map[string]struct {
		who  org.PersonID
		want bool
	}{"teacher": {l.teacher, true}, "co-teacher": {l.other, true}, "head": {l.head, true}, "stranger": {l.stranger, false}} {
		if got := may(one.who); got != one.want {
			t.Errorf("%s: got %v, want %v", name, got, one.want)
		}
	}
	for _, staff := range l.schools.SchoolsOf(l.teacher, day.Of(l.now)) {
		l.check(l.schools.EndStaff(t.Context(), staff.ID, day.Of(l.now), "p-officer", "test"))
	}
	l.now = l.now.AddDate(0, 0, 1)
	if may(l.teacher) || !may(l.head) {
		t.Errorf("after the teacher has gone: teacher %v, head %v", may(l.teacher), may(l.head))
	}
	must(l.classes.Record(t.Context(), l.class.ID))(t)
}
