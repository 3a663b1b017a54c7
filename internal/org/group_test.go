package org_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// mortal is an engine whose process dies after some writes: from then on nothing reaches the store.
type mortal struct {
	store.Engine
	left atomic.Int64
}

var errDead = errors.New("the process is dead")

func (m *mortal) dead(writes int) bool { return m.left.Add(-int64(writes)) < 0 }

func (m *mortal) Insert(ctx context.Context, c string, docs []store.Doc) ([]error, error) {
	if m.dead(1) {
		return nil, errDead
	}
	return m.Engine.Insert(ctx, c, docs)
}

func (m *mortal) Replace(ctx context.Context, c string, doc store.Doc, rev int64) error {
	if m.dead(1) {
		return errDead
	}
	return m.Engine.Replace(ctx, c, doc, rev)
}

func (m *mortal) Delete(ctx context.Context, c, id string) (bool, error) {
	if m.dead(1) {
		return false, errDead
	}
	return m.Engine.Delete(ctx, c, id)
}

// mortalInstance opens a register in a process that will die after n writes.
func (o *office) mortalInstance(t *testing.T, n int64) *org.Register {
	t.Helper()
	m := &mortal{Engine: o.engine}
	m.left.Store(1 << 40)
	r, err := org.Open(t.Context(), m, o.log, org.Settings{Now: o.clock.now})
	must(t, err)
	m.left.Store(n)
	return r
}

func smallBatch(n int) org.Batch {
	b := org.Batch{Why: "list.csv"}
	for i := range n {
		id := personID(i)
		b.People = append(b.People, org.Person{ID: id, EID: fmt.Sprintf("3000%04d", i), Name: "Sonam Penjor", Kind: org.KindContract, Joined: "2024-01-01"})
		b.Posts = append(b.Posts, org.Post{Person: id, Agency: "dz-paro", Position: "Clerk", From: "2024-01-01"})
	}
	b.Grants = []org.Grant{{Person: personID(0), Role: org.RoleFocal, Agency: "dz-paro", From: "2024-01-01"}}
	return b
}

func TestImport(t *testing.T) {
	o := newOffice(t)
	p := o.hire(t, "10001", "moh")
	other := o.another(t)
	b := smallBatch(5)
	changed := p
	changed.Name = "Karma Tshering"
	b.People = append(b.People, changed)
	first := o.Posts(p.ID)[0]
	first.Until = "2026-12-31"
	b.Posts = append(b.Posts, first, org.Post{Person: p.ID, Agency: "dz-haa", Position: "Clerk", From: "2027-01-01"})
	b.Group = "import-1"
	must(t, o.Import(t.Context(), b, "rcsc"))
	if got := o.Count(); got != 6 {
		t.Errorf("got %d people, want 6", got)
	}
	if got, _ := o.Person(p.ID); got.Name != "Karma Tshering" || got.Version != 2 || got.Group != "import-1" || got.By != "rcsc" {
		t.Errorf("got %+v, want the person as imported", got)
	}
	if got, want := outline(o.Posts(p.ID)), "moh 2024-07-01..2026-12-31 active; dz-haa 2027-01-01.. active"; got != want {
		t.Errorf("got the posts %s, want %s", got, want)
	}
	if e := o.log.last(); e.Action != "import" || e.Why != "list.csv" || e.After != "group import-1: 5 new people, 1 changed, 7 posts, 1 grants" {
		t.Errorf("got the audit entry %+v, want the import", e)
	}
	if got := other.Count(); got != 1 {
		t.Errorf("another instance has %d people before it refreshes, want 1", got)
	}
	must(t, other.Refresh(t.Context()))
	if got := other.Count(); got != 6 {
		t.Errorf("another instance has %d people, want 6", got)
	}
	if !other.Principal(personID(0), o.clock.now()).Has(org.RoleFocal) {
		t.Error("another instance does not have the imported grant, want it")
	}
	if !other.Imported().Equal(o.Imported()) {
		t.Errorf("two instances give the register's age as %v and %v, want the same", other.Imported(), o.Imported())
	}
}

func TestImportRefuses(t *testing.T) {
	o := newOffice(t)
	o.hire(t, "10001", "moh")
	b := smallBatch(4)
	b.People[1].EID = b.People[0].EID
	b.People[2].EID = "10001"
	b.People[3].Kind = "boss"
	b.Posts[0].Agency = "dz-none"
	b.Posts = append(b.Posts, org.Post{Person: personID(1), Agency: "moh", Position: "Clerk", From: "2025-01-01"},
		org.Post{Person: "p0000000000000099", Agency: "moh", Position: "Clerk", From: "2025-01-01"},
		org.Post{Person: personID(2), ID: string(personID(2)) + ".5", Agency: "moh", Position: "Clerk", From: "2025-01-01"})
	err := o.Import(t.Context(), b, "x")
	for _, want := range []string{
		"people[1].eid: The EID 30000000 is in row 0 already", "people[2].eid: The EID 10001 belongs to Karma Dorji",
		"people[3].kind: Choose the kind", "posts[0].agency: There is no agency", "posts[4].from: The person has the post Clerk in Paro Dzongkhag",
		"posts[5].person: The register does not know", "posts[6].id: This person has no such post",
	} {
		refused(t, err, fault.CodeInvalid, want)
	}
	if got := o.Count(); got != 1 {
		t.Errorf("got %d people after a refused import, want 1", got)
	}
	refused(t, o.Import(t.Context(), org.Batch{}, "x"), fault.CodeInvalid, "holds nobody")
	bad := smallBatch(200)
	for i := range bad.People {
		bad.People[i].Name = ""
	}
	err = o.Import(t.Context(), bad, "x")
	refused(t, err, fault.CodeInvalid, "Nothing was changed: 200 problems, of which the first 100 are listed")
	must(t, o.Import(t.Context(), smallBatch(4), "x")) // the refused ones are not in the way
}

// TestImportKilled kills the process at every write of an import, then lets another instance do the same import.
func TestImportKilled(t *testing.T) {
	finished := false
	for n := int64(0); !finished; n++ {
		o := newOffice(t)
		must(t, o.Refresh(t.Context()))
		err := o.mortalInstance(t, n).Import(t.Context(), smallBatch(3), "x")
		finished = err == nil
		must(t, o.Refresh(t.Context()))
		fresh := o.another(t)
		for name, r := range map[string]*org.Register{"running": o.Register, "fresh": fresh} {
			if got := r.Count(); got != 0 && (got != 3 || len(r.AllGrants()) != 1 || len(r.Posts(personID(2))) != 1) {
				t.Fatalf("killed after %d writes, the %s instance has %d people, want none or all", n, name, got)
			}
		}
		if finished || o.Count() == 3 {
			continue
		}
		if n > 0 {
			refused(t, fresh.Import(t.Context(), smallBatch(3), "x"), fault.CodeConflict, "import of the register is running since 09:00")
		}
		o.clock.forward(61 * time.Second)
		must(t, fresh.Import(t.Context(), smallBatch(3), "x"))
		must(t, o.Refresh(t.Context()))
		if got := o.Count(); got != 3 {
			t.Fatalf("killed after %d writes and repeated, got %d people, want 3", n, got)
		}
		o.clock.forward(25 * hour)
		if _, err := fresh.Sweep(t.Context()); err != nil {
			t.Fatalf("sweep: %v", err)
		}
		if swept, err := o.another(t).Sweep(t.Context()); err != nil || swept != 0 {
			t.Fatalf("the second sweep removed %d, %v, want nothing left", swept, err)
		}
		if got := o.another(t).Count(); got != 3 {
			t.Fatalf("after the sweep got %d people, want 3", got)
		}
	}
}

// TestActKilled kills the process at every write of a move; the person's posts are the old or the new, never between.
func TestActKilled(t *testing.T) {
	move := org.Post{Agency: "dz-haa", Position: "Planner", From: "2026-12-01"}
	const before, after = "moh 2024-07-01.. active", "moh 2024-07-01..2026-11-30 active; dz-haa 2026-12-01.. active"
	for n := int64(0); ; n++ {
		o := newOffice(t)
		p := o.hire(t, "10001", "moh")
		err := o.mortalInstance(t, n).Move(t.Context(), p.ID, move, "x")
		fresh := o.another(t)
		if got := outline(fresh.Posts(p.ID)); got != before && got != after {
			t.Fatalf("killed after %d writes, got the posts %s, want all or nothing", n, got)
		}
		if err == nil {
			break
		}
		if outline(fresh.Posts(p.ID)) == before {
			o.clock.forward(61 * time.Second)
			must(t, fresh.Move(t.Context(), p.ID, move, "x"))
		}
		must(t, o.Refresh(t.Context()))
		if got := outline(o.Posts(p.ID)); got != after {
			t.Fatalf("killed after %d writes and repeated, got the posts %s, want %s", n, got, after)
		}
	}
}

// TestUncommittedShowsNot holds an act between its documents and its commit, where the audit entry is written.
func TestUncommittedShowsNot(t *testing.T) {
	o := newOffice(t)
	reader := o.another(t)
	held := &gate{journal: o.log, open: make(chan struct{}), reached: make(chan struct{})}
	writer, err := org.Open(t.Context(), o.engine, held, org.Settings{Now: o.clock.now})
	must(t, err)
	done := make(chan error)
	go func() { done <- writer.Import(context.Background(), smallBatch(3), "x") }()
	<-held.reached
	must(t, reader.Refresh(t.Context()))
	if got := reader.Count(); got != 0 {
		t.Errorf("got %d people of an import without a commit, want none", got)
	}
	_, err = reader.AddPerson(t.Context(), newcomer("30000001", "moh"), "x")
	refused(t, err, fault.CodeConflict, "import of the register is running")
	refused(t, reader.Import(t.Context(), smallBatch(3), "x"), fault.CodeConflict, "import of the register is running")
	late := o.another(t)
	o.clock.forward(5 * time.Second)
	between := o.clock.now()
	o.clock.forward(5 * time.Second)
	close(held.open)
	must(t, <-done)
	for name, r := range map[string]*org.Register{"reader": reader, "late": late} {
		must(t, r.Refresh(t.Context()))
		if got := r.Count(); got != 3 {
			t.Errorf("%s: got %d people after the commit, want 3", name, got)
		}
		members := 0
		for range r.View(today, between).Members() {
			members++
		}
		if members != 0 {
			t.Errorf("%s: got %d people as known before the commit, want none", name, members)
		}
	}
}

// gate is an audit log that stops at its first entry until it is opened.
type gate struct {
	*journal
	once          sync.Once
	open, reached chan struct{}
}

func (g *gate) Append(ctx context.Context, e audit.Entry) error {
	g.once.Do(func() { close(g.reached); <-g.open })
	return g.journal.Append(ctx, e)
}

// slow is an engine on which a write of several people waits.
type slow struct {
	store.Engine
	reached, open chan struct{}
}

func (s *slow) Insert(ctx context.Context, c string, docs []store.Doc) ([]error, error) {
	if c == "people" && len(docs) > 1 {
		s.reached <- struct{}{}
		<-s.open
	}
	return s.Engine.Insert(ctx, c, docs)
}

// TestActsDuringImport: a long import does not keep its own instance from refreshing and from other acts.
func TestActsDuringImport(t *testing.T) {
	o := newOffice(t)
	p := o.hire(t, "10001", "moh")
	engine := &slow{o.engine, make(chan struct{}), make(chan struct{})}
	r, err := org.Open(t.Context(), engine, o.log, org.Settings{Now: o.clock.now})
	must(t, err)
	b := smallBatch(3)
	done := make(chan error)
	go func() { done <- r.Import(context.Background(), b, "x") }()
	<-engine.reached
	must(t, r.Refresh(t.Context()))
	must(t, r.Correct(t.Context(), p.ID, func(p *org.Person) { p.Language = "dz" }, string(p.ID), ""))
	_, err = r.AddPerson(t.Context(), newcomer("30000001", "moh"), "x")
	refused(t, err, fault.CodeConflict, "import of the register is running")
	close(engine.open)
	must(t, <-done)
	if got, _ := r.Person(p.ID); r.Count() != 4 || got.Language != "dz" {
		t.Errorf("got %d people and the language %q, want 4 and dz", r.Count(), got.Language)
	}
}

func TestAuditFails(t *testing.T) {
	o := newOffice(t)
	o.log.fail = errors.New("disk full")
	if _, err := o.AddPerson(t.Context(), newcomer("10001", "moh"), "x"); err == nil {
		t.Error("got no error, want the audit log's")
	}
	if got := o.another(t).Count(); got != 0 {
		t.Errorf("got %d people, want none without an audit entry", got)
	}
	o.log.fail = nil
	o.hire(t, "10001", "moh")
}

func TestImportCancelled(t *testing.T) {
	o := newOffice(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancelling := &gate{journal: o.log, open: make(chan struct{}), reached: make(chan struct{})}
	r, err := org.Open(t.Context(), o.engine, cancelling, org.Settings{Now: o.clock.now})
	must(t, err)
	done := make(chan error)
	go func() { done <- r.Import(ctx, smallBatch(3), "x") }()
	<-cancelling.reached
	cancel()
	close(cancelling.open)
	if err := <-done; err == nil {
		t.Fatal("got no error from a cancelled import")
	}
	must(t, o.Refresh(t.Context()))
	if got := o.Count(); got != 0 {
		t.Errorf("got %d people after a cancelled import, want none", got)
	}
	must(t, o.Import(t.Context(), smallBatch(3), "x")) // at once: it was given up properly
}

// TestOneEID: of many who give one EID to new people at the same moment, in two instances, one succeeds.
func TestOneEID(t *testing.T) {
	o := newOffice(t)
	instances := []*org.Register{o.Register, o.another(t)}
	var wg sync.WaitGroup
	var won atomic.Int64
	for i := range 8 {
		wg.Go(func() {
			_, err := instances[i%2].AddPerson(context.Background(), newcomer("10001", "moh"), "x")
			if err == nil {
				won.Add(1)
			} else if !fault.Is(err, fault.CodeInvalid) && !fault.Is(err, fault.CodeConflict) {
				t.Errorf("got error %v, want a refusal", err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d people got the EID, want 1", won.Load())
	}
	if got := o.another(t).Count(); got != 1 {
		t.Errorf("got %d people, want 1", got)
	}
}

// TestTwoOfficersMoveOnePerson: whoever comes second is refused or moves the person on; posts never overlap.
func TestTwoOfficersMoveOnePerson(t *testing.T) {
	o := newOffice(t)
	p := o.hire(t, "10001", "moh")
	instances := []*org.Register{o.Register, o.another(t), o.another(t)}
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			from := day.Date("2026-12-01").AddDays(i)
			err := instances[i%3].Move(context.Background(), p.ID, org.Post{Agency: "dz-haa", Position: "Planner", From: from}, "x")
			if err != nil && !fault.Is(err, fault.CodeInvalid) && !fault.Is(err, fault.CodeConflict) {
				t.Errorf("got error %v, want success or a refusal", err)
			}
		})
	}
	wg.Wait()
	posts := o.another(t).Posts(p.ID)
	for i := 1; i < len(posts); i++ {
		if posts[i-1].Until == "" || posts[i-1].Until >= posts[i].From {
			t.Errorf("the posts %s and %s overlap", posts[i-1].ID, posts[i].ID)
		}
	}
	if len(posts) < 2 {
		t.Errorf("got the posts %s, want at least one move", outline(posts))
	}
}

// TestReadWhileWriting is for the race detector.
func TestReadWhileWriting(t *testing.T) {
	o := newOffice(t)
	p := o.hire(t, "10001", "moh")
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				o.ByEID("10001")
				o.Principal(p.ID, o.clock.now())
				o.Posts(p.ID)
				for m := range o.View(today, time.Time{}).Members() {
					_ = m.Posts()
				}
			}
		})
	}
	for i := range 20 {
		o.hire(t, fmt.Sprintf("2000%d", i), "dz-haa")
		_, err := o.Grant(t.Context(), org.Grant{Person: p.ID, Role: org.RoleTeacher, Agency: "moh", From: day.Date("2027-01-01").AddDays(i), Until: day.Date("2027-01-01").AddDays(i), By: "x"})
		must(t, err)
	}
	close(stop)
	wg.Wait()
}
