package coverage_test

import (
	"flag"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// sizes are the countries that are measured. A million people take minutes to write, so they are measured when asked for by name.
func sizes() []int {
	list := []int{10_000, 30_000, 100_000}
	if asked := flag.Lookup("test.bench"); asked != nil && strings.Contains(asked.Value.String(), "1000000") {
		list = append(list, 1_000_000)
	}
	return list
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkCube measures a country of each size: rebuilding the cube from the store, taking in a completion that another server
// wrote, and what pages ask.
func BenchmarkCube(b *testing.B) {
	for _, people := range sizes() {
		b.Run(fmt.Sprint(people), func(b *testing.B) {
			if testing.Short() && people > 10_000 {
				return
			}
			w := newCountry(b, people)
			b.Run("rebuild", w.benchRebuild)
			w.cube = w.another()
			w.warm()
			b.Run("refresh", w.benchRefresh)
			b.Run("midnight", w.benchMidnight)
			b.Run("register", w.benchRegister)
			w.benchPages(b)
		})
	}
}

// benchRebuild reads all facts and folds every course, as the start of the program does; it tells the memory that the cube keeps.
func (w *world) benchRebuild(b *testing.B) {
	w.cube = nil
	before := heap()
	for b.Loop() {
		w.cube = w.another()
		w.warm()
	}
	b.ReportMetric((float64(heap())-float64(before))/(1<<20), "MiB-kept")
}

// benchRefresh takes one completion by another person, written by another server on the same store, into the sheets of today.
func (w *world) benchRefresh(b *testing.B) {
	other := w.server()
	i := 0
	for b.Loop() {
		b.StopTimer()
		w.clock.forward(3 * time.Minute)                // beyond the feed's overlap
		other.complete(scalePerson(1 + i*scaleCourses)) // who has nothing in this course yet
		w.later()
		i++
		b.StartTimer()
		w.warm()
	}
}

// benchMidnight brings all courses to the next day.
func (w *world) benchMidnight(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		w.clock.forward(24 * time.Hour)
		b.StartTimer()
		w.warm()
	}
}

// benchRegister takes in that one person has moved.
func (w *world) benchRegister(b *testing.B) {
	i := 0
	for b.Loop() {
		b.StopTimer()
		i++
		w.must(w.register.Move(w.ctx, scalePerson(i), org.Post{Agency: "dz-1", Position: "Officer", From: day.Of(w.clock.now())}, "test"))
		b.StartTimer()
		w.warm()
	}
}

// benchPages asks for what each page shows.
func (w *world) benchPages(b *testing.B) {
	today, past := ofCourse(0), ofCourse(1)
	past.At = start.AddDays(1)
	sliced := today
	sliced.Sex, sliced.Category = org.SexFemale, "P2"
	agency := today
	agency.Agency, agency.Scope = "dz-3", org.Scope{Agencies: []org.AgencyCode{"dz-3"}}
	filter := coverage.Filter{Group: coverage.GroupNeverSignedIn, Search: "4 wangmo"}
	ask := func(name string, do func() error) {
		b.Run(name, func(b *testing.B) {
			w.must(do()) // what is kept from then on
			for b.Loop() {
				w.must(do())
			}
		})
	}
	figures := func(q coverage.Query) func() error {
		return func() error { _, err := w.cube.Figures(w.ctx, q); return err }
	}
	ask("page/nation", figures(today))
	ask("page/agency", figures(agency))
	ask("page/slice", figures(sliced))
	ask("page/heat", func() error { _, err := w.cube.Heat(w.ctx, today); return err })
	ask("page/trend", func() error { _, err := w.cube.Trend(w.ctx, today, 12); return err })
	ask("page/courses", func() error { _, err := w.cube.Matrix(w.ctx, today); return err })
	ask("page/people", func() error { _, err := w.cube.People(w.ctx, today, filter, 0, 50); return err })
	ask("page/agency-people", func() error { _, err := w.cube.People(w.ctx, agency, coverage.Filter{}, 0, 50); return err })
	b.Run("as-at", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			past.At = day.Of(w.clock.now()).AddDays(-2 - i%500) // never one that is kept
			past.Known = w.clock.now().Add(-time.Duration(i) * time.Second)
			w.must(figures(past)())
		}
	})
}
