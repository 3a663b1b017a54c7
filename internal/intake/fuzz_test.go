package intake_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/internal/intake"
	"lamtoen/internal/org"
	"lamtoen/internal/store/sqlite"
)

// desk gives each input of a fuzz test an office whose register has the three, and nothing else. Most inputs are refused and leave the
// register as it was: then the next one has the same office. Only who is applied is followed by another, from a copy of its file.
type desk struct {
	dir    string
	first  []byte // the file of a store that nothing was done to since the three came
	n      int
	office *office
	engine *sqlite.Engine
}

func newDesk(f *testing.F) *desk {
	f.Helper()
	d := &desk{dir: f.TempDir()}
	o := d.open(f, "first.db")
	must(f, o.register.LoadAgencies(f.Context(), fstest.MapFS{org.AgencyFile: {Data: []byte(country)}}))
	o.take(f, three, intake.Options{})
	must(f, d.engine.Close())
	var err error
	d.first, err = os.ReadFile(filepath.Join(d.dir, "first.db"))
	must(f, err)
	f.Cleanup(func() {
		if d.office != nil {
			must(f, d.engine.Close())
		}
	})
	return d
}

func (d *desk) open(t testing.TB, name string) *office {
	t.Helper()
	var err error
	d.engine, err = sqlite.Open(t.Context(), filepath.Join(d.dir, name), sqlite.Options{})
	must(t, err)
	o := &office{engine: d.engine, clock: &clock{at: today.Start().Add(9 * time.Hour)}, log: &journal{}}
	o.open(t)
	return o
}

// take gives the office for the next input, and a sender of its own, so that no file was sent before.
func (d *desk) take(t *testing.T) (*office, string) {
	t.Helper()
	d.n++
	if d.office == nil {
		name := fmt.Sprintf("%d.db", d.n)
		must(t, os.WriteFile(filepath.Join(d.dir, name), d.first, 0o600))
		d.office = d.open(t, name)
		d.office.clock.forward(time.Minute)
	}
	return d.office, fmt.Sprintf("officer-%d", d.n)
}

// leave clears the desk after something was applied.
func (d *desk) leave(t *testing.T) {
	t.Helper()
	must(t, d.engine.Close())
	d.office = nil
	old, err := filepath.Glob(filepath.Join(d.dir, "[0-9]*"))
	must(t, err)
	for _, name := range old {
		must(t, os.Remove(name))
	}
}

// FuzzImport takes anything as a file, up to its application: the register then has everybody whom the dry run showed, or
// nobody.
func FuzzImport(f *testing.F) {
	f.Add([]byte(head + three))
	f.Add([]byte(head + "3000,Tashi,M,Regular,Clerk,Gakiling Gewog,1/7/2020,\n3000,Tashi,,,,,,\n"))
	f.Add([]byte(head + "3000,Tashi,M,Regular,Clerk,moh,1/7/2020,\n"))
	f.Add([]byte("EID;Old EID;Name;Agency\n1;2;3;moh\n2;1;3;moh\n"))
	d := newDesk(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		o, by := d.take(t)
		i, err := o.Upload(t.Context(), intake.Sent{File: "x", Data: data, Options: intake.Options{Complete: intake.CompleteFile, Kind: "regular"}}, by)
		if err != nil || i.Status != intake.Waiting {
			return
		}
		plan, err := o.Preview(t.Context(), i.ID)
		must(t, err)
		before := o.register.Count()
		_, err = o.Apply(t.Context(), i.ID, intake.Approval{Digest: plan.Digest, Leavers: plan.Counts.Leaves}, by)
		fresh := 0
		for _, x := range plan.List {
			if x.Person == "" {
				fresh++
			}
		}
		switch {
		case plan.Ready() && err != nil:
			t.Errorf("got %v for a file without problems, want it applied", words(err))
		case !plan.Ready() && (err == nil || o.register.Count() != before):
			t.Errorf("got %v and %d people for a file with problems, want it refused and %d", err, o.register.Count(), before)
		case plan.Ready() && o.register.Count() != before+fresh:
			t.Errorf("got %d people, want %d", o.register.Count(), before+fresh)
		}
		if plan.Ready() {
			d.leave(t)
		}
	})
}
