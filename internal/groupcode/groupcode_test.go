package groupcode_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/groupcode"
	"lamtoen/internal/org"
	"lamtoen/internal/store/storetest"
)

func valid() groupcode.Code {
	return groupcode.Code{
		Group: "Yulkha Youth Club", Kind: groupcode.YouthGroup, Dzongkhag: "dz-haa", Agreed: "2026-11-20",
		Rules: []string{"We check before we share.", "We ask before we post a picture.", "We say sorry when we were wrong."},
	}
}

func TestCheck(t *testing.T) {
	long := strings.Repeat("ༀ", groupcode.MaxRule+1)
	for name, c := range map[string]struct {
		change func(*groupcode.Code)
		field  string
	}{
		"right":             {func(*groupcode.Code) {}, ""},
		"whole country":     {func(c *groupcode.Code) { c.Dzongkhag = "" }, ""},
		"today":             {func(c *groupcode.Code) { c.Agreed = "2026-11-23" }, ""},
		"no name":           {func(c *groupcode.Code) { c.Group = "  " }, "group"},
		"long name":         {func(c *groupcode.Code) { c.Group = strings.Repeat("x", groupcode.MaxGroup+1) }, "group"},
		"e-mail in name":    {func(c *groupcode.Code) { c.Group = "Club of dorji@example.bt" }, "group"},
		"unknown kind":      {func(c *groupcode.Code) { c.Kind = "party" }, "kind"},
		"unknown dzongkhag": {func(c *groupcode.Code) { c.Dzongkhag = "dz-none" }, "dzongkhag"},
		"no day":            {func(c *groupcode.Code) { c.Agreed = "soon" }, "agreed"},
		"tomorrow":          {func(c *groupcode.Code) { c.Agreed = "2026-11-24" }, "agreed"},
		"two rules":         {func(c *groupcode.Code) { c.Rules = c.Rules[:2] }, "rules"},
		"eleven rules":      {func(c *groupcode.Code) { c.Rules = strings.Fields("a b c d e f g h i j k") }, "rules"},
		"long rule":         {func(c *groupcode.Code) { c.Rules[1] = long }, "rules"},
		"rule twice":        {func(c *groupcode.Code) { c.Rules[1] = c.Rules[0] }, "rules"},
		"number in rule":    {func(c *groupcode.Code) { c.Rules[1] = "We call 17 12 34 56 first." }, "rules"},
	} {
		code := valid()
		c.change(&code)
		err := code.Tidy().Check("2026-11-23", []org.AgencyCode{"dz-haa"})
		f, ok := fault.As(err)
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%s: got %v, want it taken", name, err)
		case c.field != "" && (!ok || len(f.Fields) != 1 || f.Fields[0].Name != c.field || f.Fields[0].Message == ""):
			t.Errorf("%s: got %v, want a message for %s", name, err, c.field)
		}
	}
}

func TestTidy(t *testing.T) {
	c := valid()
	c.Group, c.Rules = "  Yulkha   Youth Club\n", append([]string{"", "  "}, " We check\tbefore we share. ")
	got := c.Tidy()
	if got.Group != "Yulkha Youth Club" || len(got.Rules) != 1 || got.Rules[0] != "We check before we share." {
		t.Errorf("got %q and %q, want single spaces and no empty rule", got.Group, got.Rules)
	}
}

type world struct {
	*testing.T
	service *groupcode.Service
	log     *audit.Log
	now     time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: day.Date("2026-11-23").Start().Add(10 * time.Hour)}
	engine := storetest.Open(t)
	var err error
	if w.log, err = audit.Open(t.Context(), engine); err != nil {
		t.Fatal(err)
	}
	if w.service, err = groupcode.Open(t.Context(), engine, w.log, func() time.Time { return w.now }); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) register(c groupcode.Code, publish bool) groupcode.Registration {
	w.Helper()
	r, err := w.service.Register(w.Context(), c, publish)
	if err != nil {
		w.Fatal(err)
	}
	return r
}

func (w *world) state(id string) groupcode.State {
	w.Helper()
	e, err := w.service.Entry(w.Context(), id)
	if err != nil {
		w.Fatal(err)
	}
	return e.State
}

func TestRegisterTwiceIsOnce(t *testing.T) {
	w := newWorld(t)
	one := w.register(valid(), true)
	w.now = w.now.Add(time.Hour)
	if two := w.register(valid(), true); two.ID != one.ID || !two.Recorded.Equal(one.Recorded) {
		t.Errorf("again: got %s at %v, want %s at %v", two.ID, two.Recorded, one.ID, one.Recorded)
	}
	other := valid()
	other.Rules[0] = "We ask first."
	w.register(other, false)
	list, err := w.service.Entries(t.Context())
	if err != nil || len(list) != 2 || list[0].State != groupcode.Kept || list[1].State != groupcode.Waiting {
		t.Fatalf("got %v, %v, want the newer one kept and the older one waiting", list, err)
	}
	figures := groupcode.Count(list, "2026-01-01", "2026-12-31")
	if figures.Groups != 2 || figures.Published != 0 || figures.ByKind[groupcode.YouthGroup] != 2 || figures.ByDzongkhag["dz-haa"] != 2 {
		t.Errorf("figures: got %+v", figures)
	}
	if got := groupcode.Count(list, "2025-01-01", "2025-12-31").Groups; got != 0 {
		t.Errorf("figures of another year: got %d, want 0", got)
	}
}

// Consent can be given later, and is not taken back by registering once more without it.
func TestConsentIsAdded(t *testing.T) {
	w := newWorld(t)
	r := w.register(valid(), false)
	for _, c := range []struct {
		publish bool
		want    groupcode.State
	}{{false, groupcode.Kept}, {true, groupcode.Waiting}, {true, groupcode.Waiting}, {false, groupcode.Waiting}} {
		w.register(valid(), c.publish)
		list, err := w.service.Entries(t.Context())
		if err != nil || len(list) != 1 || list[0].State != c.want || w.state(r.ID) != c.want {
			t.Errorf("registered again, consent %v: got %v and %v, want one entry, %s", c.publish, list, err, c.want)
		}
	}
}

func TestThePrintIsTheSameEachTime(t *testing.T) {
	about := groupcode.About{Kind: "Youth group", Place: "Haa Dzongkhag", Marks: []string{"Invented"}}
	one, err := valid().PDF(about)
	if err != nil {
		t.Fatal(err)
	}
	if two, err := valid().PDF(about); err != nil || !bytes.Equal(one, two) || !bytes.HasPrefix(one, []byte("%PDF-")) {
		t.Errorf("drawn again: got other bytes, or %v", err)
	}
}

func TestDecisions(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	open, closed := w.register(valid(), true), func() groupcode.Registration {
		c := valid()
		c.Group = "Khelumri Traders"
		return w.register(c, false)
	}()
	refused := func(err error, code fault.Code) {
		t.Helper()
		if !fault.Is(err, code) {
			t.Errorf("got %v, want a fault %s", err, code)
		}
	}
	refused(w.service.Decide(ctx, open.ID, false, " ", "p1"), fault.CodeInvalid)
	refused(w.service.Decide(ctx, closed.ID, true, "", "p1"), fault.CodeConflict)
	refused(w.service.Decide(ctx, "0000000000000000", true, "", "p1"), fault.CodeNotFound)
	for range 2 { // again changes nothing
		if err := w.service.Decide(ctx, open.ID, true, "", "p1"); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Minute)
	}
	if got := w.state(open.ID); got != groupcode.Published {
		t.Errorf("published: got %s", got)
	}
	if err := w.service.Decide(ctx, open.ID, false, "It names a member.", "p2"); err != nil || w.state(open.ID) != groupcode.Declined {
		t.Errorf("taken back: got %v and %s", err, w.state(open.ID))
	}
	e, err := w.service.Entry(ctx, open.ID)
	if err != nil || len(e.Decisions) != 2 || e.Decisions[1].By != "p2" || e.Decisions[1].Reason != "It names a member." {
		t.Errorf("decisions: got %+v, %v", e.Decisions, err)
	}
}

func TestAFloodIsStopped(t *testing.T) {
	w := newWorld(t)
	var err error
	n := 0
	for ; n < 500 && err == nil; n++ {
		c := valid()
		c.Rules[0] = "We check " + strings.Repeat("x", n+1)
		_, err = w.service.Register(context.Background(), c, true)
	}
	f, ok := fault.As(err)
	if !ok || f.Code != fault.CodeTooMany || f.RetryAfter != time.Hour || n < 50 {
		t.Fatalf("after %d: got %v, want to be told to come back in an hour", n, err)
	}
	w.now = w.now.Add(61 * time.Minute)
	c := valid()
	c.Group = "A patient group"
	w.register(c, true)
}
