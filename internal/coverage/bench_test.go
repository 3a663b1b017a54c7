package coverage_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"lamtoen/internal/coverage"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

const (
	crowd        = 30_000
	factsEach    = 10 // for a third of the crowd
	lessonsExtra = factsEach - 4
)

// populate imports the crowd over the small country and gives a third of them a whole round.
func (w *world) populate() {
	w.t.Helper()
	var b org.Batch
	var facts []learning.Fact
	passed, err := store.Encode(learning.SubmissionData{Score: 9000, Passed: true})
	w.must(err)
	for i := range crowd {
		id := org.PersonID(fmt.Sprintf("p%016d", i))
		b.People = append(b.People, org.Person{ID: id, EID: fmt.Sprintf("20%07d", i), Name: "Tshering Wangmo", Kind: org.KindRegular, Joined: "2019-07-01"})
		b.Posts = append(b.Posts, org.Post{Person: id, Agency: agencies[i%len(agencies)], Position: "Officer", From: "2020-01-01"})
		if i%3 != 0 {
			continue
		}
		add := func(kind learning.Kind, data store.Raw, about ...string) {
			facts = append(facts, learning.Fact{ID: learning.FactID(id, conduct, 1, about...), Kind: kind, Person: id, Course: conduct,
				Enrolment: 1, Version: w.course.Version, Hash: w.course.Hash, By: string(id), Via: learning.ViaWeb, Data: data})
		}
		add(learning.KindEnrolled, nil)
		add(learning.KindLessonDone, nil, "lesson", "one")
		for k := range lessonsExtra {
			add(learning.KindLessonDone, nil, "lesson", fmt.Sprintf("lesson-%d", k))
		}
		add(learning.KindSubmitted, passed, "attempt", "1", "submission")
		add(learning.KindSigned, nil, "signature")
	}
	w.must(w.register.Import(w.ctx, b, "test"))
	for from := 0; from < len(facts); from += 1000 {
		w.must(w.learning.AddFacts(w.ctx, facts[from:min(from+1000, len(facts))]))
	}
	w.clock.forward(time.Hour)
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkOpen30000 reads 100,000 facts about 30,000 people from the store and folds them, as the start of the program does; it
// tells the memory that the cube keeps.
func BenchmarkOpen30000(b *testing.B) {
	w := newWorld(b)
	w.populate()
	for b.Loop() {
		w.cube = w.another()
		w.figures(all())
	}
	with := heap()
	w.cube = nil
	b.ReportMetric((float64(with)-float64(heap()))/(1<<20), "MiB-kept")
}

// BenchmarkFold30000 folds 30,000 people and 100,000 facts that are in memory, as another day asks.
func BenchmarkFold30000(b *testing.B) {
	w := newWorld(b)
	w.populate()
	w.cube = w.another()
	q := all()
	q.Known = w.clock.now()
	b.ReportAllocs()
	for b.Loop() {
		if got := w.figures(q).Agency.Total.Complete; got != crowd/3 {
			b.Fatalf("complete: got %d, want %d", got, crowd/3)
		}
	}
}

// BenchmarkRefresh30000 takes one completion by another person into the sheet of today.
func BenchmarkRefresh30000(b *testing.B) {
	w := newWorld(b)
	w.populate()
	w.cube = w.another()
	w.figures(all())
	i := 1
	for b.Loop() {
		b.StopTimer()
		w.complete(org.PersonID(fmt.Sprintf("p%016d", i)))
		w.clock.forward(3 * time.Minute) // beyond the feed's overlap
		i += 3
		b.StartTimer()
		w.figures(all())
	}
}

// BenchmarkFiguresWarm is the data of a coverage page while nothing changes.
func BenchmarkFiguresWarm(b *testing.B) {
	w := newWorld(b)
	w.populate()
	w.cube = w.another()
	q := coverage.Query{Course: conduct, Depth: 9, Scope: org.Scope{All: true}}
	w.figures(q)
	b.ReportAllocs()
	for b.Loop() {
		w.figures(q)
	}
}

// BenchmarkPeopleWarm is a page of people.
func BenchmarkPeopleWarm(b *testing.B) {
	w := newWorld(b)
	w.populate()
	w.cube = w.another()
	filter := coverage.Filter{Group: coverage.GroupNeverSignedIn, Search: "tshering"}
	for b.Loop() {
		if _, err := w.cube.People(w.ctx, all(), filter, 100, 50); err != nil {
			b.Fatal(err)
		}
	}
}
