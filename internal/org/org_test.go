package org_test

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
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

// country is a small one: two dzongkhags, three gewogs, a thromde, a ministry with an agency under it, and a ministry
// that was split.
const country = `code,type,parent_code,name,name_dz,from,until,successors,source
moh,ministry,,Ministry of Health,གསོ་བ་ལྷན་ཁག,,,,
jdwnrh,autonomous-agency,moh,Hospital,,,,,
moit,ministry,,Ministry of Infrastructure,,2022-12-30,,,
moice,ministry,,Ministry of Industry,,2022-12-30,,,
moic,ministry,,Ministry of Information,,,2022-12-29,moit moice,
mowhs,ministry,,Ministry of Works,,,2022-12-29,moit,
dz-haa,dzongkhag,,Haa Dzongkhag,,,,,
gw-haa-bji,gewog,dz-haa,Bji Gewog,,,,,
gw-haa-sama,gewog,dz-haa,Sama Gewog,,,,,
dz-paro,dzongkhag,,Paro Dzongkhag,,,,,
gw-paro-dokar,gewog,dz-paro,Dokar Gewog,,,,,
th-thimphu,thromde,,Thimphu Thromde,,,,,
`

// clock is a time that tests move by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock(d day.Date) *clock { return &clock{at: d.Start().Add(9 * time.Hour)} }

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
	fail    error
}

func (j *journal) Append(_ context.Context, e audit.Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.fail != nil {
		return j.fail
	}
	j.entries = append(j.entries, e)
	return nil
}

func (j *journal) last() audit.Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.entries) == 0 {
		return audit.Entry{}
	}
	return j.entries[len(j.entries)-1]
}

const hour = time.Hour

// hourLater is an instant at which everything that the test did is known.
func hourLater(o *office) time.Time { return o.clock.now().Add(hour) }

// today is the day on which tests begin, at 9 in the morning.
const today day.Date = "2026-11-23"

// office is a register with the small country.
type office struct {
	*org.Register
	engine store.Engine
	clock  *clock
	log    *journal
	ctx    context.Context // of a property test, whose steps have none of their own
}

func newOffice(t testing.TB) *office {
	t.Helper()
	o := newOfficeWithout(t)
	if err := o.LoadAgencies(t.Context(), fstest.MapFS{org.AgencyFile: {Data: []byte(country)}}); err != nil {
		t.Fatalf("load agencies: %v", err)
	}
	return o
}

// newOfficeWithout has no agencies.
func newOfficeWithout(t testing.TB) *office {
	t.Helper()
	o := &office{engine: storetest.Open(t), clock: newClock(today), log: &journal{}}
	o.Register = o.another(t)
	return o
}

// another opens one more register on the office's store, as another instance of the program does.
func (o *office) another(t testing.TB) *org.Register {
	t.Helper()
	r, err := org.Open(t.Context(), o.engine, o.log, org.Settings{Now: o.clock.now})
	if err != nil {
		t.Fatalf("open register: %v", err)
	}
	return r
}

// hire adds a regular civil servant who joined on 1 July 2024.
func (o *office) hire(t testing.TB, eid string, agency org.AgencyCode) org.Person {
	t.Helper()
	p, err := o.AddPerson(t.Context(), newcomer(eid, agency), "test")
	if err != nil {
		t.Fatalf("add %s: %v", eid, err)
	}
	o.clock.forward(time.Second)
	return p
}

func newcomer(eid string, agency org.AgencyCode) org.NewPerson {
	return org.NewPerson{
		Person: org.Person{EID: eid, Name: "Karma Dorji", Kind: org.KindRegular, Joined: "2024-07-01"},
		Post:   org.Post{Agency: agency, Position: "Planning Officer"},
	}
}

// personID makes the n-th id of a test in its proper form.
func personID(n int) org.PersonID { return org.PersonID(fmt.Sprintf("p%016d", n)) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		if f, ok := fault.As(err); ok {
			t.Fatalf("got the fault %q %v, want none", f.Message, f.Fields)
		}
		t.Fatalf("got error %v, want none", err)
	}
}

// refused checks that err is a fault of the code whose message or fields hold the text.
func refused(t testing.TB, err error, code fault.Code, text string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code {
		t.Fatalf("got error %v, want a fault %q", err, code)
	}
	lines := []string{f.Message}
	for _, field := range f.Fields {
		lines = append(lines, field.Name+": "+field.Message)
	}
	if all := strings.Join(lines, "\n"); !strings.Contains(all, text) {
		t.Errorf("got the message %q, want it to hold %q", all, text)
	}
}
