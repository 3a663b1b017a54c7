package demo

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
)

// How well the invented people know the course, on the scale of the difficulty of questions (logits).
const (
	knowsWell   = 1.7 // those who pass
	knowsLittle = -.4 // those who do not
	spread      = .6
)

// tries bounds how often answers are invented anew until they come to the outcome that the person is meant to have.
const tries = 200

// odd is the question that those who know more get wrong more often, so that the demonstration has one to find.
const odd = courses.ItemID("same-code-after-five")

// answers invents what a person gives for the items drawn: as many right as they know, by how hard each item is.
func (s *story) answers(drawn []assessment.Drawn, passes bool) ([]learning.GivenAnswer, assessment.Result) {
	var given []learning.GivenAnswer
	var result assessment.Result
	for range tries {
		given = given[:0]
		knows := knowsLittle + spread*s.random.NormFloat64()
		if passes {
			knows = knowsWell + spread*s.random.NormFloat64()
		}
		for _, d := range drawn {
			if item, ok := s.course.Item(d.Item); ok {
				given = s.answer(given, item, knows)
			}
		}
		answers := make(map[courses.ItemID]assessment.Answer, len(given))
		for _, g := range given {
			answers[g.Item] = g.Answer
		}
		if result = assessment.GradeAttempt(s.course, drawn, answers); result.Passed == passes {
			break
		}
	}
	return given, result
}

// answer adds the answer to one item; of those who do not know, a few leave it.
func (s *story) answer(given []learning.GivenAnswer, item courses.Item, knows float64) []learning.GivenAnswer {
	edge := knows - difficulty(item.ID)
	if item.ID == odd {
		edge = .6 * (2 - knows)
	}
	g := learning.GivenAnswer{Item: item.ID, Seconds: seconds(item, s.random)}
	switch right := s.random.Float64() < 1/(1+math.Exp(-1.6*edge)); {
	case right:
		g.Answer = assessment.Right(item)
	case s.random.IntN(25) == 0:
		return given
	default:
		g.Answer = wrongAnswer(item, s.random)
	}
	return append(given, g)
}

// luck is a number from 0 to 1 that belongs to a text for ever.
func luck(text string) float64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // a hash never fails
	return float64(h.Sum64()>>11) / (1 << 53)
}

// difficulty is that of an item: from very easy to hard.
func difficulty(id courses.ItemID) float64 { return 3*luck("how hard is "+string(id)) - 1.35 }

// seconds is how long somebody thinks about an item: as long as it takes to read it, and a while.
func seconds(item courses.Item, random *rand.Rand) int {
	words := len(strings.Fields(item.Stem))
	for _, o := range item.Options {
		words += len(strings.Fields(o.Text))
	}
	return int(math.Ceil((6 + float64(words)/3) * math.Exp(.4*random.NormFloat64())))
}

// wrongAnswer answers an item as somebody does who does not know. It may still earn a part.
func wrongAnswer(item courses.Item, random *rand.Rand) assessment.Answer {
	a := assessment.Right(item)
	switch item.Type {
	case courses.Single:
		a.Options = []courses.OptionID{tempting(item.Options, random)}
	case courses.TrueFalse:
		a.Options = []courses.OptionID{tempting(item.Options, random)}
		if len(item.Reasons) > 0 {
			a.Reason = tempting(item.Reasons, random)
		}
	case courses.Multiple:
		if wrong := tempting(item.Options, random); wrong != "" {
			a.Options = append(slices.Clone(a.Options[1:]), wrong)
		} else {
			a.Options = slices.Clone(a.Options[1:])
		}
	case courses.Matching:
		a.Matches = slices.Clone(a.Matches)
		i := random.IntN(len(a.Matches))
		k := (i + 1) % len(a.Matches)
		a.Matches[i].Option, a.Matches[k].Option = a.Matches[k].Option, a.Matches[i].Option
	case courses.Ordering:
		a.Order = slices.Clone(a.Order)
		i := random.IntN(len(a.Order) - 1)
		a.Order[i], a.Order[i+1] = a.Order[i+1], a.Order[i]
	case courses.Branching:
		a.Path = anyPath(item.Scenario, random)
	}
	return a
}

// tempting picks a wrong option: some tempt more than others, and about one in eight tempts nobody. "" when there is none.
func tempting(options []courses.Option, random *rand.Rand) courses.OptionID {
	var ids []courses.OptionID
	var weights []float64
	sum := 0.0
	for _, o := range options {
		if o.Right {
			continue
		}
		w := luck("how tempting is " + string(o.ID))
		if w < .12 {
			w = 0
		}
		ids, weights, sum = append(ids, o.ID), append(weights, w), sum+w
	}
	if len(ids) == 0 {
		return ""
	}
	at := random.Float64() * sum
	for i, w := range weights {
		if at -= w; at < 0 {
			return ids[i]
		}
	}
	return ids[0]
}

// anyPath wanders through a scenario to some ending.
func anyPath(s *courses.Scenario, random *rand.Rand) []courses.ChoiceID {
	var path []courses.ChoiceID
	for at := s.Start; ; {
		step, ok := s.Step(at)
		if !ok || len(step.Choices) == 0 {
			return path
		}
		c := step.Choices[random.IntN(len(step.Choices))]
		path, at = append(path, c.ID), c.To
	}
}
