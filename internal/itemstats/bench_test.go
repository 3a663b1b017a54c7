package itemstats_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"syscall"
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/learning"
	"lamtoen/internal/store"
)

// million is 66,667 attempts at 15 of 60 questions as the store keeps them: a million answers.
func million(b *testing.B) []learning.Fact {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 1))
	facts := make([]learning.Fact, 66_667)
	for i := range facts {
		var data learning.SubmissionData
		for _, q := range random.Perm(60)[:15] {
			id, points, chosen := courses.ItemID(fmt.Sprintf("a-question-about-it-%d", q)), assessment.Whole, "right"
			if random.IntN(4) == 0 {
				points, chosen = 0, fmt.Sprint("wrong-", random.IntN(3))
			}
			data.Points = append(data.Points, assessment.ItemPoints{Item: id, Points: assessment.Points(points)})
			data.Answers = append(data.Answers, learning.GivenAnswer{Item: id, Seconds: 1 + random.IntN(120),
				Answer: assessment.Answer{Options: []courses.OptionID{courses.OptionID(chosen)}}})
		}
		raw, err := store.Encode(data)
		if err != nil {
			b.Fatal(err)
		}
		facts[i] = learning.Fact{ID: fmt.Sprintf("p%d/code-of-conduct/1/attempt/1/submission", i), Kind: learning.KindSubmitted, Data: raw}
	}
	return facts
}

// cpu reports the processor's time an operation takes, which other programs on the machine change less than the time of day.
func cpu(b *testing.B) (stop func()) {
	b.Helper()
	used := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	runtime.GC()
	begun := used()
	return func() { b.ReportMetric(float64((used()-begun).Milliseconds())/float64(b.N), "cpu-ms/op") }
}

// BenchmarkMillion folds a million stored answers and works all figures out; "decode" is the least that any reader of the
// same documents has to do.
func BenchmarkMillion(b *testing.B) {
	facts := million(b)
	b.Run("figures", func(b *testing.B) {
		defer cpu(b)()
		for b.Loop() {
			var counts itemstats.Counts
			var reader itemstats.Reader
			for _, f := range facts {
				data, err := reader.Read(f)
				if err != nil {
					b.Fatal(err)
				}
				counts.Add(data)
			}
			for q := range 60 {
				item := courses.Item{ID: courses.ItemID(fmt.Sprintf("a-question-about-it-%d", q)), Type: courses.Single,
					Options: []courses.Option{{ID: "right", Right: true}, {ID: "wrong-0"}, {ID: "wrong-1"}, {ID: "wrong-2"}}}
				if f := counts.Figures(item); f.N < 10_000 || !f.UpperLower.Shown {
					b.Fatalf("got %d attempts of %s, want a quarter of all", f.N, item.ID)
				}
			}
		}
	})
	b.Run("decode", func(b *testing.B) {
		defer cpu(b)()
		for b.Loop() {
			for _, f := range facts {
				var data learning.SubmissionData
				if err := f.Into(&data); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
