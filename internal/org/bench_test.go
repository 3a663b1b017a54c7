package org_test

import (
	"fmt"
	"runtime"
	"strconv"
	"testing"
	"time"

	"lamtoen/internal/org"
)

// crowd imports n people, each with a post, spread over the small country.
func (o *office) crowd(t testing.TB, n int) {
	t.Helper()
	agencies := []org.AgencyCode{"moh", "jdwnrh", "dz-haa", "gw-haa-bji", "gw-haa-sama", "dz-paro", "gw-paro-dokar", "th-thimphu"}
	var b org.Batch
	for i := range n {
		id := personID(i)
		b.People = append(b.People, org.Person{
			ID: id, EID: fmt.Sprintf("20%07d", i), Name: "Tshering Wangmo " + strconv.Itoa(i%977), Kind: org.KindRegular,
			Sex: []string{"female", "male"}[i%2], Joined: "2019-07-01",
		})
		b.Posts = append(b.Posts, org.Post{
			Person: id, Agency: agencies[i%len(agencies)], Position: fmt.Sprintf("Officer %d", i%50), From: "2020-01-01",
		})
	}
	must(t, o.Import(t.Context(), b, "test"))
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkLoad opens a register of 30,000 people with a post each, and tells the memory that it keeps.
func BenchmarkLoad(b *testing.B) {
	o := newOffice(b)
	o.crowd(b, 30_000)
	o.Register = nil
	before := heap()
	var r *org.Register
	for b.Loop() {
		r = o.another(b)
	}
	b.ReportMetric(float64(heap()-before)/30_000, "bytes/person")
	if got := r.Count(); got != 30_000 {
		b.Errorf("got %d people, want 30000", got)
	}
}

// BenchmarkImport imports 30,000 people with a post each into an empty register.
func BenchmarkImport(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		o := newOffice(b)
		b.StartTimer()
		o.crowd(b, 30_000)
	}
}

// BenchmarkView takes a view of 30,000 people and reads every member with the post of the day.
func BenchmarkView(b *testing.B) {
	o := newOffice(b)
	o.crowd(b, 30_000)
	for _, known := range []time.Time{{}, o.clock.now()} {
		b.Run(fmt.Sprintf("known=%t", !known.IsZero()), func(b *testing.B) {
			for b.Loop() {
				n := 0
				for m := range o.View(today, known).Members() {
					if m.Posted {
						n++
					}
				}
				if n != 30_000 {
					b.Fatalf("got %d members with a post, want 30000", n)
				}
			}
		})
	}
}

// BenchmarkByEID looks one person up among 30,000.
func BenchmarkByEID(b *testing.B) {
	o := newOffice(b)
	o.crowd(b, 30_000)
	for b.Loop() {
		if _, ok := o.ByEID("200012345"); !ok {
			b.Fatal("got nobody, want a person")
		}
	}
}
