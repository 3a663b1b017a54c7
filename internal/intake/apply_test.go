package intake_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/fault"
	"lamtoen/internal/intake"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/sqlite"
)

// TestChangedSince changes the register between the dry run and its application, on another instance.
func TestChangedSince(t *testing.T) {
	o := newOffice(t)
	o.take(t, three, intake.Options{})
	i := o.send(t, "200801234,,,,,mof,,\n", intake.Options{})
	d, err := o.Preview(t.Context(), i.ID)
	must(t, err)
	other := o.another(t)
	p, _ := other.register.ByEID("200801234")
	must(t, other.register.Move(t.Context(), p.ID, org.Post{Agency: "dz-haa", Position: "Planner", From: "2026-11-10"}, "x"))
	_, err = o.Apply(t.Context(), i.ID, intake.Approval{Digest: d.Digest}, "officer")
	refused(t, err, fault.CodeConflict, "The register has changed since you looked")
	d, err = o.Preview(t.Context(), i.ID)
	must(t, err)
	if got, want := outline(d), `move 200801234 mof [agency "Haa Dzongkhag (dz-haa)"→"Ministry of Finance (mof)"]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	first, err := o.Apply(t.Context(), i.ID, intake.Approval{Digest: d.Digest}, "officer")
	must(t, err)
	again, err := o.Apply(t.Context(), i.ID, intake.Approval{Digest: d.Digest}, "officer")
	must(t, err)
	if again.Group != first.Group || !again.Applied.Equal(first.Applied) {
		t.Errorf("got %+v when applied again, want the first, %+v", again, first)
	}
	// What changes nothing that was shown is no reason to stop.
	i = o.send(t, "200801235,Dema Choden,,,,,,\n", intake.Options{})
	d, err = o.Preview(t.Context(), i.ID)
	must(t, err)
	must(t, other.register.Refresh(t.Context()))
	must(t, other.register.Move(t.Context(), p.ID, org.Post{Agency: "moh", Position: "Planner", From: "2026-12-10"}, "x"))
	_, err = o.Apply(t.Context(), i.ID, intake.Approval{Digest: d.Digest}, "officer")
	must(t, err)
}

// TestAgesAndRecords takes files on two instances and asks both.
func TestAgesAndRecords(t *testing.T) {
	o := newOffice(t)
	other := o.another(t)
	o.take(t, three, intake.Options{AsOf: "2026-11-01"})
	must(t, other.Refresh(t.Context()))
	if got, want := other.Age("moh"), o.Age("moh"); !got.Equal(want) || !got.Equal(org.Period{From: "2026-11-01"}.From.Start()) {
		t.Errorf("got %v and %v, want the beginning of 1 November on both", got, want)
	}
	if got := other.Age("mof"); !got.IsZero() {
		t.Errorf("got %v for an agency that no file covered, want zero", got)
	}
	must(t, other.register.Refresh(t.Context()))
	r := other.take(t, three, intake.Options{AsOf: "2026-11-20", Complete: intake.CompleteAgencies, Agencies: []org.AgencyCode{"dz-haa"}})
	if r.Group != "" || r.Counts.Unchanged != 3 {
		t.Errorf("got %+v, want a file that changes nothing and is recorded", r)
	}
	must(t, o.Refresh(t.Context()))
	list := o.Records()
	if len(list) != 2 || list[0].Import != r.Import || list[1].Counts.Joins != 3 || list[1].Group == "" || len(list[1].Hash) != 64 {
		t.Fatalf("got %+v, want both imports, the newest first", list)
	}
	if got := fmt.Sprint(list[0].Covered); got != "[dz-haa gw-haa-bji gw-haa-gakiling moh]" {
		t.Errorf("got %s covered, want the ministry and all of Haa", got)
	}
	ages := o.Ages()
	if ages[0].Of != "" || ages[len(ages)-1].Of != "2026-11-20" || len(ages) != 9 {
		t.Errorf("got %+v, want agencies never covered first and the freshest last", ages)
	}
	o.clock.forward(25 * time.Hour)
	swept, err := o.Sweep(t.Context())
	must(t, err)
	if swept != 4 { // two files with one chunk each
		t.Errorf("got %d documents swept, want 4", swept)
	}
	i, err := o.Find(t.Context(), r.Import)
	must(t, err)
	if i.Status != intake.Applied || i.Record.Counts != r.Counts {
		t.Errorf("got %+v a day later, want the record", i)
	}
	_, err = o.Find(t.Context(), "i0000000000000000")
	refused(t, err, fault.CodeNotFound, "no such import")
}

// stop is an engine that cancels a context at its n-th insert.
type stop struct {
	store.Engine
	left   atomic.Int64
	cancel context.CancelFunc
}

func (s *stop) Insert(ctx context.Context, c string, docs []store.Doc) ([]error, error) {
	if s.left.Add(-1) == 0 {
		s.cancel()
	}
	return s.Engine.Insert(ctx, c, docs)
}

// TestCancelled cancels an import at each of its writes: the register has nobody, or everybody.
func TestCancelled(t *testing.T) {
	rows := strings.TrimPrefix(string(crowdCSV(1100)), head)
	for n := int64(1); ; n++ {
		o := newOffice(t)
		i := o.send(t, rows, intake.Options{})
		d, err := o.Preview(t.Context(), i.ID)
		must(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		engine := &stop{Engine: o.engine, cancel: cancel}
		engine.left.Store(1 << 40)
		mortal := &office{engine: engine, clock: o.clock, log: o.log}
		mortal.open(t)
		engine.left.Store(n)
		_, err = mortal.Apply(ctx, i.ID, intake.Approval{Digest: d.Digest}, "officer")
		cancel()
		fresh := o.another(t)
		got := fresh.register.Count()
		if got != 0 && got != 1100 || (got == 1100) != (err == nil) || (len(fresh.Records()) == 1) != (err == nil) {
			t.Fatalf("cancelled at write %d: got %d people, %d records and %v, want all or nothing", n, got, len(fresh.Records()), err)
		}
		if err == nil {
			return
		}
		seen, err := fresh.Find(t.Context(), i.ID)
		must(t, err)
		if seen.Status != intake.Waiting || seen.Failed == "" {
			t.Fatalf("cancelled at write %d: got %s, %q, want it to wait and say why", n, seen.Status, seen.Failed)
		}
		o.clock.forward(2 * time.Minute)
		_, err = fresh.Apply(t.Context(), i.ID, intake.Approval{Digest: d.Digest}, "officer")
		must(t, err)
		if got := fresh.register.Count(); got != 1100 {
			t.Fatalf("cancelled at write %d and repeated: got %d people, want 1100", n, got)
		}
	}
}

// TestTwoAtOnce applies two files on two instances at the same time: one is refused, and can be repeated.
func TestTwoAtOnce(t *testing.T) {
	o := newOffice(t)
	held := &gate{journal: o.log, open: make(chan struct{}), reached: make(chan struct{})}
	writer := &office{engine: o.engine, clock: o.clock, log: o.log}
	var err error
	writer.register, err = org.Open(t.Context(), o.engine, held, org.Settings{Now: o.clock.now})
	must(t, err)
	writer.Service, err = intake.Open(t.Context(), o.engine, intake.Deps{Register: writer.register, Audit: o.log}, intake.Settings{Now: o.clock.now})
	must(t, err)
	first := writer.send(t, three, intake.Options{})
	d, err := writer.Preview(t.Context(), first.ID)
	must(t, err)
	must(t, writer.Start(t.Context(), first.ID, intake.Approval{Digest: d.Digest}, "officer"))
	<-held.reached
	seen, err := o.Find(t.Context(), first.ID)
	must(t, err)
	if seen.Status != intake.Applying || seen.Whole != 6 {
		t.Errorf("got %s, %d of %d, want it at work on 6 documents", seen.Status, seen.Done, seen.Whole)
	}
	second := o.send(t, "3001,Tashi,M,Regular,Clerk,moh,1/7/2020,\n", intake.Options{})
	other, err := o.Preview(t.Context(), second.ID)
	must(t, err)
	_, err = o.Apply(t.Context(), second.ID, intake.Approval{Digest: other.Digest}, "officer")
	refused(t, err, fault.CodeConflict, "Another import runs since")
	_, err = o.Apply(t.Context(), first.ID, intake.Approval{Digest: d.Digest}, "officer")
	refused(t, err, fault.CodeConflict, "being applied at this moment")
	close(held.open)
	for seen.Status == intake.Applying {
		time.Sleep(time.Millisecond)
		seen, err = o.Find(t.Context(), first.ID)
		must(t, err)
	}
	if seen.Status != intake.Applied || seen.Record.Counts.Joins != 3 {
		t.Fatalf("got %+v, want it applied", seen)
	}
	must(t, o.register.Refresh(t.Context()))
	other, err = o.Preview(t.Context(), second.ID)
	must(t, err)
	for range 100 { // the first gives its lock back a moment after its commit
		if _, err = o.Apply(t.Context(), second.ID, intake.Approval{Digest: other.Digest}, "officer"); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	must(t, err)
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

// childStore tells a test process that it is the one to be killed, and where its store lies.
const childStore = "LAMTOEN_TEST_INTAKE_CHILD"

// TestMain runs the child, which imports until it is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv(childStore); path != "" {
		if err := importAll(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// onDisk opens a register and its intake in a SQLite file.
func onDisk(ctx context.Context, path string) (*office, error) {
	engine, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return nil, err
	}
	o := &office{engine: engine, log: &journal{}}
	log, err := audit.Open(ctx, engine)
	if err != nil {
		return nil, err
	}
	if o.register, err = org.Open(ctx, engine, log, org.Settings{}); err != nil {
		return nil, err
	}
	o.Service, err = intake.Open(ctx, engine, intake.Deps{Register: o.register, Audit: log}, intake.Settings{})
	return o, err
}

const killedCrowd = 2500

func importAll(path string) error {
	ctx := context.Background()
	o, err := onDisk(ctx, path)
	if err != nil {
		return err
	}
	i, err := o.Upload(ctx, intake.Sent{File: "staff.csv", Data: crowdCSV(killedCrowd)}, "officer")
	if err != nil {
		return err
	}
	d, err := o.Preview(ctx, i.ID)
	if err != nil {
		return err
	}
	fmt.Println("begins")
	_, err = o.Apply(ctx, i.ID, intake.Approval{Digest: d.Digest, Progress: func(done, _ int) { fmt.Println(done) }}, "officer")
	return err
}

// TestKilled kills a process while it imports, at many moments, and looks what is in its store.
func TestKilled(t *testing.T) {
	whole, none := 0, 0
	for _, lines := range []int{0, 1, 3, 5, 6, 100} {
		path := filepath.Join(t.TempDir(), "lamtoen.db")
		o, err := onDisk(t.Context(), path)
		must(t, err)
		must(t, o.register.LoadAgencies(t.Context(), fstest.MapFS{org.AgencyFile: {Data: []byte(country)}}))
		must(t, o.engine.Close())
		killAfter(t, path, lines)
		o, err = onDisk(t.Context(), path)
		must(t, err)
		people, records := o.register.Count(), len(o.Records())
		switch {
		case people == killedCrowd && records == 1:
			whole++
		case people == 0 && records == 0:
			none++
		default:
			t.Errorf("killed after %d lines: got %d people and %d records, want all with one or none", lines, people, records)
		}
		must(t, o.engine.Close())
	}
	if whole == 0 || none == 0 {
		t.Errorf("got %d whole imports and %d without effect, want some of both: the moments are no moments", whole, none)
	}
}

// killAfter runs a child and kills it when it has written so many lines of progress; one that ends before is let end.
func killAfter(t *testing.T, path string, lines int) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childStore+"="+path)
	out := &counter{at: lines + 1, reached: make(chan struct{})}
	child.Stdout = out
	must(t, child.Start())
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	select {
	case <-out.reached:
		_ = child.Process.Kill()
		var killed *exec.ExitError
		if err := <-ended; err != nil && !errors.As(err, &killed) {
			t.Fatal(err)
		}
	case err := <-ended:
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("the child ended with %s", strconv.Itoa(exit.ExitCode()))
		}
	}
}

// counter closes a channel at the n-th line.
type counter struct {
	seen, at int
	once     sync.Once
	reached  chan struct{}
}

func (c *counter) Write(p []byte) (int, error) {
	c.seen += strings.Count(string(p), "\n")
	if c.seen >= c.at {
		c.once.Do(func() { close(c.reached) })
	}
	return len(p), nil
}
