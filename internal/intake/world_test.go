package intake_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/intake"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

const today day.Date = "2026-11-23"

// country is a small one with two gewogs of one name, and a ministry that was split.
const country = `code,type,parent_code,name,name_dz,from,until,successors,source
moh,ministry,,Ministry of Health,,,,,
mof,ministry,,Ministry of Finance,,,,,
moit,ministry,,Ministry of Infrastructure and Transport,,2022-12-30,,,
moice,ministry,,"Ministry of Industry, Commerce and Employment",,2022-12-30,,,
moic,ministry,,Ministry of Information and Communications,,,2022-12-29,moit moice,
dz-haa,dzongkhag,,Haa Dzongkhag,,,,,
gw-haa-gakiling,gewog,dz-haa,Gakiling Gewog,,,,,
gw-haa-bji,gewog,dz-haa,Bji Gewog,,,,,
dz-sarpang,dzongkhag,,Sarpang Dzongkhag,,,,,
gw-sarpang-gakiling,gewog,dz-sarpang,Gakiling Gewog,,,,,
`

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// journal is an audit log that keeps what it is given.
type journal struct {
	mu      sync.Mutex
	entries []audit.Entry
}

func (j *journal) Append(_ context.Context, e audit.Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, e)
	return nil
}

// office is a register with the small country, and its intake.
type office struct {
	*intake.Service
	register *org.Register
	engine   store.Engine
	clock    *clock
	log      *journal
}

func newOffice(t testing.TB) *office {
	t.Helper()
	o := &office{engine: storetest.Open(t), clock: &clock{at: today.Start().Add(9 * time.Hour)}, log: &journal{}}
	o.open(t)
	must(t, o.register.LoadAgencies(t.Context(), fstest.MapFS{org.AgencyFile: {Data: []byte(country)}}))
	return o
}

// open opens register and intake on the office's store.
func (o *office) open(t testing.TB) {
	t.Helper()
	var err error
	o.register, err = org.Open(t.Context(), o.engine, o.log, org.Settings{Now: o.clock.now})
	must(t, err)
	o.Service, err = intake.Open(t.Context(), o.engine, intake.Deps{Register: o.register, Audit: o.log}, intake.Settings{Now: o.clock.now})
	must(t, err)
}

// another is one more instance on the same store.
func (o *office) another(t testing.TB) *office {
	t.Helper()
	n := &office{engine: o.engine, clock: o.clock, log: o.log}
	n.open(t)
	return n
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(words(err))
	}
}

// words is an error with its fields.
func words(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return err.Error()
	}
	text := string(f.Code) + ": " + f.Message
	for _, field := range f.Fields {
		text += "\n" + field.Name + ": " + field.Message
	}
	return text
}

func refused(t testing.TB, err error, code fault.Code, want string) {
	t.Helper()
	if !fault.Is(err, code) || !strings.Contains(words(err), want) {
		t.Errorf("got %v, want a fault %q that says %q", err, code, want)
	}
}

const head = "EID,Name,Sex,Employment Type,Position Title,Agency,Date of Joining,E-mail\n"

// send hands a file in; rows stand below the usual header.
func (o *office) send(t testing.TB, rows string, options intake.Options) intake.Import {
	t.Helper()
	i, err := o.Upload(t.Context(), intake.Sent{File: "staff.csv", Data: []byte(head + rows), Options: options}, "officer")
	must(t, err)
	return i
}

// take sends a file and applies it.
func (o *office) take(t testing.TB, rows string, options intake.Options) intake.Record {
	t.Helper()
	i := o.send(t, rows, options)
	d, err := o.Preview(t.Context(), i.ID)
	must(t, err)
	if !d.Ready() {
		t.Fatalf("got problems %v, want none", d.Problems)
	}
	r, err := o.Apply(t.Context(), i.ID, intake.Approval{Digest: d.Digest, Leavers: d.Counts.Leaves}, "officer")
	must(t, err)
	o.clock.forward(time.Second)
	return r
}

// file sends a file with a header of its own and applies it.
func (o *office) file(t testing.TB, text string, options intake.Options) {
	t.Helper()
	i, err := o.Upload(t.Context(), intake.Sent{File: "list.csv", Data: []byte(text), Options: options}, "officer")
	must(t, err)
	d, err := o.Preview(t.Context(), i.ID)
	must(t, err)
	if !d.Ready() {
		t.Fatalf("got problems %s, want none", problems(d))
	}
	_, err = o.Apply(t.Context(), i.ID, intake.Approval{Digest: d.Digest, Leavers: d.Counts.Leaves}, "officer")
	must(t, err)
	o.clock.forward(time.Second)
}

func (o *office) preview(t testing.TB, rows string, options intake.Options) *intake.Differences {
	t.Helper()
	d, err := o.Preview(t.Context(), o.send(t, rows, options).ID)
	must(t, err)
	return d
}

// outline is differences in a few words each.
func outline(d *intake.Differences) string {
	var out []string
	for _, x := range d.List {
		text := fmt.Sprintf("%s %s %s", x.Kind, x.EID, x.Agency)
		if x.Kind != intake.Joins && x.Kind != intake.Leaves {
			for _, v := range x.Values {
				text += fmt.Sprintf(" [%s %q→%q]", v.Field, v.Old, v.New)
			}
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n")
}

// problems are what must be mended, as row, column and message.
func problems(d *intake.Differences) string {
	var out []string
	for _, p := range d.Problems {
		out = append(out, fmt.Sprintf("%d %s: %s", p.Row, p.Column, p.Message))
	}
	return strings.Join(out, "\n")
}

// posts are a person's posts in a few words.
func (o *office) posts(t testing.TB, eid string) string {
	t.Helper()
	p, ok := o.register.ByEID(eid)
	if !ok {
		t.Fatalf("nobody has the EID %s, want somebody", eid)
	}
	var out []string
	for _, post := range o.register.Appointments(p.ID) {
		text := fmt.Sprintf("%s %s %s..%s", post.Agency, post.Position, post.From.ISO(), post.Until.ISO())
		for _, l := range post.Leave {
			text += fmt.Sprintf(" leave %s..%s", l.From.ISO(), l.Until.ISO())
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}
