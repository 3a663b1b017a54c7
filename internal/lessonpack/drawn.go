package lessonpack

import (
	"errors"
	"hash/fnv"
	"math/rand/v2"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
)

// FormA is the first form of the quiz: by its order a class speaks of "question 2".
const FormA = "A"

// Drawn is the quiz of a version in one of its forms: the same questions for everybody, so that a class can talk about them, in
// another order and with other letters in each form. The forms A to D are those on paper; any other name gives a form of its
// own. The questions that are asked before and after the module are drawn only where there are no others.
func Drawn(c *courses.Course, form string) ([]assessment.Drawn, error) {
	if c.Assessment == nil {
		return nil, errors.New("the module has no quiz")
	}
	asked := assessment.History{Seen: map[courses.ItemID]int{}}
	for _, id := range c.BeforeAfter {
		asked.Seen[id] = 1
	}
	first, err := assessment.Draw(c, asked, seed(c, FormA))
	if err != nil || form == FormA {
		return first, err
	}
	return assessment.Rearrange(c, first, seed(c, form)), nil
}

// Shown is one question as everybody is shown it: on the sheet to read aloud, and before and after a module.
func Shown(c *courses.Course, item courses.ItemID) assessment.Drawn {
	return assessment.Rearrange(c, []assessment.Drawn{{Item: item}}, seed(c, string(item)))[0]
}

// seed makes the draw that of this version: whoever asks again gets the same.
func seed(c *courses.Course, form string) *rand.Rand {
	sum := func(s string) uint64 {
		h := fnv.New64a()
		_, _ = h.Write([]byte(s)) // a hash never fails
		return h.Sum64()
	}
	return rand.New(rand.NewPCG(sum(c.Hash), sum(form)))
}
