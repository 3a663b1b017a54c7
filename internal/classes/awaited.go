package classes

import (
	"context"

	"lamtoen/internal/day"
)

// AwaitDays is how long after the last day of a module its papers and slips are still awaited. A class can be assigned nothing
// beyond its last day, so that a pile which never comes back holds the purge up for so many days at most, and never for ever.
const AwaitDays = 30

// Awaited tells whether what comes back of the module is waited for on a day.
func (a Assignment) Awaited(on day.Date) bool {
	return a.From <= on && on <= a.Until.AddDays(AwaitDays)
}

// awaited gives how many pupils' papers are still expected: those of a class that works on paper who are not done, and, in any
// other, of whom a part of a sheet has been entered and not all.
func (p learnedPart) awaited(ctx context.Context, c Class) ([]Awaited, error) {
	var list []Awaited
	for _, a := range c.Assignments() {
		if !a.Awaited(p.s.today()) || a.Mode == ModePen {
			continue
		}
		n, err := p.papers(ctx, c, a)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			list = append(list, Awaited{Course: a.Course, What: "paper", Count: n})
		}
	}
	return list, nil
}

// papers counts the pupils whose papers of one module are awaited.
func (p learnedPart) papers(ctx context.Context, c Class, a Assignment) (int, error) {
	module, err := p.s.deps.Library.Version(ctx, a.Course, a.Version)
	if err != nil || Spoken(module) {
		return 0, err
	}
	pupils, err := p.s.Pupils(ctx, c.ID)
	if err != nil {
		return 0, err
	}
	works, err := p.s.Works(ctx, c.ID, a.Course)
	if err != nil {
		return 0, err
	}
	byRoll := map[int]Work{}
	for _, w := range works {
		byRoll[w.Roll] = w
	}
	n := 0
	for _, pupil := range pupils {
		w := byRoll[pupil.Roll]
		if !pupil.Here() || StandingOf(w, module).State == Done {
			continue
		}
		n += one(a.Mode == ModePaper || w.Record().onPaper())
	}
	return n, nil
}

// onPaper tells whether an answer of the quiz came from paper.
func (r Record) onPaper() bool {
	for _, a := range r.Of(AskQuiz) {
		if a.Mode == ModePaper {
			return true
		}
	}
	return false
}
