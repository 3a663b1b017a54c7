package catalogue_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/fault"
	"lamtoen/internal/store/storetest"
)

var owner = catalogue.Approver{ID: "p-1", EID: "200801234", Name: "Kinley Penjor", OfOwner: true}

// approvalOf is a word that nothing is missing of.
func approvalOf(c *courses.Course) catalogue.Decision {
	return catalogue.Decision{Course: c.ID, Version: c.Version, Hash: c.Hash, Approved: true, Declared: true, Office: "Media Division", Position: "Chief", Reference: "MD/12"}
}

func TestAnApprovalInTheStoreHasTheEffectOfOneInTheFiles(t *testing.T) {
	engine := storetest.Open(t)
	l, other := open(t, engine), open(t, engine)
	log, err := audit.Open(t.Context(), engine)
	if err != nil {
		t.Fatal(err)
	}
	publish(t, l, small("1.0.0", "Look."))
	c, _ := l.Course("look-twice")
	if got := l.Approvals("look-twice"); len(got) != 0 {
		t.Fatalf("got %v, want no approval yet", got)
	}
	returned := catalogue.Decision{Course: c.ID, Version: c.Version, Hash: c.Hash, Office: "Media Division",
		Notes: []catalogue.Note{{Lesson: "look", Text: " Too short. "}, {Text: ""}}}
	for range 2 { // the same word again changes nothing
		if err := l.Decide(t.Context(), log, returned, owner); err != nil {
			t.Fatal(err)
		}
	}
	if got := l.Decisions("look-twice", "1.0.0"); len(got) != 1 || len(got[0].Notes) != 1 || got[0].Notes[0].Text != "Too short." || got[0].Name != owner.Name {
		t.Fatalf("got %+v, want one return with one note", got)
	}
	if c, _ := l.Course("look-twice"); !c.Draft() {
		t.Error("got a course that is approved by its return")
	}
	for range 2 {
		if err := l.Decide(t.Context(), log, approvalOf(c), owner); err != nil {
			t.Fatal(err)
		}
	}
	if err := other.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	late := open(t, engine)
	publish(t, late, small("1.0.0", "Look.")) // its files say draft, as they did
	for name, l := range map[string]*catalogue.Library{"here": l, "elsewhere": other, "later": late} {
		c, err := l.Course("look-twice")
		if err != nil || c.Draft() || c.Approval.Office != "Media Division" || c.Approval.Date != "2026-11-23" {
			t.Errorf("%s: got draft %v, %+v, %v; want it approved", name, c.Draft(), c.Approval, err)
		}
		if got := l.Approvals("look-twice"); len(got) != 1 || got[0].Day != "2026-11-23" {
			t.Errorf("%s: got %v, want the day of approval", name, got)
		}
	}
	again := approvalOf(c)
	if err := l.Decide(t.Context(), log, again, catalogue.Approver{ID: "p-2", EID: "200801299", Name: "Another", OfOwner: true}); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("got %v for a second approval by another, want conflict", err)
	}
	if n, _, err := log.Head(t.Context()); err != nil || n != 2 {
		t.Errorf("got %d acts in the log, %v; want two", n, err)
	}
	// A new version is a draft again, and what was approved stays the one to compare with.
	publish(t, l, both(small("1.0.0", "Look."), small("1.0.1", "Look!"), "1.0.0"))
	if c, _ := l.Course("look-twice"); c.Version != "1.0.1" || !c.Draft() {
		t.Errorf("got %s, draft %v; want the new version as a draft", c.Version, c.Draft())
	}
	if v, ok := l.ApprovedBefore("look-twice", "1.0.1"); !ok || v != "1.0.0" {
		t.Errorf("got %s, %v; want 1.0.0", v, ok)
	}
}

func TestWhoWroteItCannotApproveIt(t *testing.T) {
	engine := storetest.Open(t)
	l := open(t, engine)
	log, err := audit.Open(t.Context(), engine)
	if err != nil {
		t.Fatal(err)
	}
	old, now := small("1.0.0", "Look."), small("1.0.1", "Look!")
	old[dir+"course.yaml"] = &fstest.MapFile{Data: append([]byte("authors: [\"200801234\"]\n"), old[dir+"course.yaml"].Data...)}
	publish(t, l, both(old, now, "1.0.0"))
	c, _ := l.Course("look-twice")
	if err := l.Decide(t.Context(), log, approvalOf(c), owner); !fault.Is(err, fault.CodeForbidden) {
		t.Errorf("got %v for the author of a version never approved, want forbidden", err)
	}
	if err := l.Decide(t.Context(), log, approvalOf(c), catalogue.Approver{ID: "p-2", EID: "200801299", Name: "Another", OfOwner: true}); err != nil {
		t.Errorf("got %v for another, want it taken", err)
	}
}

func TestDecisionsThatAreRefused(t *testing.T) {
	engine := storetest.Open(t)
	l := open(t, engine)
	log, err := audit.Open(t.Context(), engine)
	if err != nil {
		t.Fatal(err)
	}
	publish(t, l, small("1.0.0", "Look."))
	c, _ := l.Course("look-twice")
	for name, test := range map[string]struct {
		change func(*catalogue.Decision)
		code   fault.Code
		field  string
	}{
		"other content": {func(d *catalogue.Decision) { d.Hash = "h1:x" }, fault.CodeConflict, ""},
		"no version":    {func(d *catalogue.Decision) { d.Version = "9.0.0" }, fault.CodeNotFound, ""},
		"no office":     {func(d *catalogue.Decision) { d.Office = " " }, fault.CodeInvalid, "office"},
		"no position":   {func(d *catalogue.Decision) { d.Position = "" }, fault.CodeInvalid, "position"},
		"no reference":  {func(d *catalogue.Decision) { d.Reference = strings.Repeat("x", 300) }, fault.CodeInvalid, "reference"},
		"no note":       {func(d *catalogue.Decision) { d.Approved = false }, fault.CodeInvalid, "note"},
		"a note on nothing": {func(d *catalogue.Decision) {
			d.Approved, d.Notes = false, []catalogue.Note{{Lesson: "none", Text: "x"}}
		},
			fault.CodeInvalid, "note"},
	} {
		t.Run(name, func(t *testing.T) {
			d := approvalOf(c)
			test.change(&d)
			err := l.Decide(t.Context(), log, d, owner)
			f, ok := fault.As(err)
			if !ok || f.Code != test.code || test.field != "" && (len(f.Fields) != 1 || f.Fields[0].Name != test.field) {
				t.Errorf("got %v, want %s about %q", err, test.code, test.field)
			}
		})
	}
	if c, _ := l.Course("look-twice"); !c.Draft() || len(l.Decisions("look-twice", "1.0.0")) > 0 {
		t.Error("a refused decision has left something")
	}
}
