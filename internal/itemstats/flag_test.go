package itemstats_test

import (
	"fmt"
	"slices"
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/learning"
)

// asked is one question among others that earn rest ten-thousandths each.
func asked(points, rest int, option courses.OptionID) *learning.SubmissionData {
	s := &learning.SubmissionData{
		Answers: []learning.GivenAnswer{{Item: "one", Answer: assessment.Answer{Options: []courses.OptionID{option}}}},
		Points:  []assessment.ItemPoints{{Item: "one", Points: assessment.Points(points)}},
	}
	for i := range 3 {
		s.Points = append(s.Points, assessment.ItemPoints{Item: courses.ItemID(fmt.Sprint("other-", i)), Points: assessment.Points(rest)})
	}
	return s
}

func TestFlags(t *testing.T) {
	const w = assessment.Whole
	cases := []struct {
		name string
		n    int
		one  func(i int) *learning.SubmissionData
		want []itemstats.Flag
	}{
		{"too few to tell", 29, func(int) *learning.SubmissionData { return asked(w, 5000, "a") }, nil},
		{"everybody knows it", 30, func(int) *learning.SubmissionData { return asked(w, 5000, "a") }, []itemstats.Flag{itemstats.TooEasy}},
		{"95 of 100 is not above 0.95", 100, func(i int) *learning.SubmissionData {
			if i%20 == 0 {
				return asked(0, 5000, "b")
			}
			return asked(w, 5000, "a")
		}, nil},
		{"few know it", 100, func(i int) *learning.SubmissionData {
			return []*learning.SubmissionData{asked(w, 5000, "a"), asked(0, 5000, "b"), asked(0, 5000, "c"), asked(0, 5000, "d")}[i%4]
		}, []itemstats.Flag{itemstats.TooHard}},
		{"the better know it less", 100, func(i int) *learning.SubmissionData {
			return []*learning.SubmissionData{asked(w, 2000, "a"), asked(w, 3000, "a"), asked(0, 9000, "b"), asked(0, 8000, []courses.OptionID{"c", "d"}[i/4%2])}[i%4]
		}, []itemstats.Flag{itemstats.Negative}},
		{"one option is idle", 100, func(i int) *learning.SubmissionData {
			return []*learning.SubmissionData{asked(w, 9000, "a"), asked(w, 9000, "a"), asked(0, 2000, "b"), asked(0, 2000, "c")}[i%4]
		}, []itemstats.Flag{itemstats.Unpicked}},
		{"idle, but few are wrong", 100, func(i int) *learning.SubmissionData {
			if i < 19 {
				return asked(0, 2000, "b")
			}
			return asked(w, 9000, "a")
		}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var counts itemstats.Counts
			for i := range c.n {
				counts.Add(c.one(i))
			}
			if got := counts.Figures(bank()[0]).Flags; !slices.Equal(got, c.want) {
				t.Errorf("flags: got %v, want %v", got, c.want)
			}
		})
	}
}

// A question that is harder in another language is told apart from a language in which all is harder.
func TestHarderInALanguage(t *testing.T) {
	const w = assessment.Whole
	by := map[string]*itemstats.Counts{"en": {}, "dz": {}}
	for i := range 400 {
		rest := []int{2000, 4000, 6000, 8000}[i%4]
		english, other := i%5 > 0, i%5 > 2
		points := func(right bool) int {
			if right {
				return w
			}
			return 0
		}
		by["en"].Add(asked(points(english), rest, "a"))
		by["dz"].Add(asked(points(other), rest, "a"))
	}
	f := itemstats.Figures{Languages: itemstats.Languages(bank()[0], by)}
	// The same odds in every band: 4 to 1 and 2 to 3, so the common odds ratio is 6.
	if got := f.Languages[1].Delta; !got.Shown || got.Value > -4.2 || got.Value < -4.22 || !slices.Equal(f.Harder(), []string{"dz"}) {
		t.Errorf("got delta %+v, harder in %v, want -4.21, in dz", got, f.Harder())
	}
	// Where people of a language do worse on the rest as well, the question itself is not harder.
	by["dz"] = &itemstats.Counts{}
	for i := range 400 {
		low := i%2 == 0
		by["dz"].Add(asked(map[bool]int{true: 0, false: w}[low], map[bool]int{true: 2000, false: 8000}[low], "a"))
	}
	by["en"] = &itemstats.Counts{}
	for i := range 400 {
		low := i%8 == 0
		by["en"].Add(asked(map[bool]int{true: 0, false: w}[low != (i%40 == 1)], map[bool]int{true: 2000, false: 8000}[low], "a"))
	}
	f = itemstats.Figures{Languages: itemstats.Languages(bank()[0], by)}
	if len(f.Harder()) != 0 {
		t.Errorf("a language in which all is harder: got the question itself named, %+v", f.Languages[1])
	}
}
