package itemstats_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/learning"
	"lamtoen/internal/store"
)

// TestReaderReadsWhatDecodingReads: one reader over many submissions of every type, so that nothing of an earlier one stays.
func TestReaderReadsWhatDecodingReads(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	list := sittings(random, 200)
	list = append(list, &learning.SubmissionData{}, &learning.SubmissionData{
		Answers: []learning.GivenAnswer{{Item: "s", Answer: assessment.Answer{Path: []courses.ChoiceID{"left", "right"}}}, {Item: "none"}},
		Score:   7000, Passed: true, Grader: "lamtoen/1",
	})
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	var reader itemstats.Reader
	for i, s := range list {
		raw, err := store.Encode(s)
		if err != nil {
			t.Fatal(err)
		}
		f := learning.Fact{ID: "p/c/1/attempt/1/submission", Kind: learning.KindSubmitted, Data: raw}
		got, err := reader.Read(f)
		if err != nil {
			t.Fatal(err)
		}
		var want learning.SubmissionData
		if err := f.Into(&want); err != nil {
			t.Fatal(err)
		}
		read := learning.SubmissionData{Answers: want.Answers, Points: want.Points}
		if diff := cmp.Diff(read, *got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("submission %d: %s", i, diff)
		}
		for cut := range raw {
			if _, err := reader.Read(learning.Fact{Data: raw[:cut]}); err == nil {
				t.Fatalf("submission %d cut after %d bytes: got no error, want one", i, cut)
			}
		}
	}
}
