package classes

import (
	"context"
	"fmt"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/store"
)

// learnedPart is pupils' work among what a class keeps about its pupils.
type learnedPart struct{ s *Service }

// tallies counts, for each module that the class was assigned, who began and who is done. Where the whole class sat before one
// screen, the hands that were up are who was reached.
func (p learnedPart) tallies(ctx context.Context, c Class) ([]Tally, error) {
	pupils, err := p.s.Pupils(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	works, err := p.s.worksOf(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	var list []Tally
	for _, a := range c.Assignments() {
		module, err := p.s.deps.Library.Version(ctx, a.Course, a.Version)
		if err != nil {
			return nil, err
		}
		hands, err := p.s.HandsOf(ctx, c.ID, a.Course)
		if err != nil {
			return nil, err
		}
		list = append(list, tallyOf(c, module, pupils, works[a.Course], hands))
	}
	return list, nil
}

// worksOf gives the work of a class on all its modules.
func (s *Service) worksOf(ctx context.Context, class string) (map[courses.CourseID][]Work, error) {
	list, _, err := s.learned.works.Find(ctx, store.Query{Index: byModule, Equal: []any{class}})
	if err != nil {
		return nil, fmt.Errorf("classes: works: %w", err)
	}
	slices.SortFunc(list, func(a, b Work) int { return a.Roll - b.Roll })
	works := map[courses.CourseID][]Work{}
	for _, w := range list {
		works[w.Course] = append(works[w.Course], w)
	}
	return works, nil
}

// tallyOf counts one module.
func tallyOf(c Class, module *courses.Course, pupils []Pupil, works []Work, hands []Hands) Tally {
	t := Tally{ID: c.ID + "/" + string(module.ID), Class: c.ID, Course: module.ID, Version: module.Version, School: c.School, Year: c.Year, Stages: c.Stages}
	t.begun, t.done = map[int]bool{}, map[int]bool{}
	modes := map[Mode]bool{}
	for _, w := range works {
		st := StandingOf(w, module)
		if st.State == NotBegun {
			continue
		}
		t.begun[w.Roll], t.done[w.Roll] = true, st.State == Done
		modes[st.Mode] = st.Mode != ""
		t.Begun, t.Done = t.Begun+1, t.Done+one(st.State == Done)
	}
	for _, p := range pupils {
		t.Pupils += one(p.Here() || t.begun[p.Roll])
	}
	before, after := 0, 0
	for _, h := range hands {
		last, _ := LastHands(hands, h.Item, h.Moment)
		switch h.Moment {
		case AskBefore:
			before = max(before, last.Whole())
		case AskAfter:
			after = max(after, last.Whole())
		}
	}
	if before+after > 0 {
		modes[ModeProjector] = true
		t.Begun, t.Done = max(t.Begun, before, after), max(t.Done, after)
		t.Pupils = max(t.Pupils, t.Begun)
	}
	for _, m := range Modes() {
		if modes[m] {
			t.Modes = append(t.Modes, string(m))
		}
	}
	t.Change = changesOf(ShiftOf(module, works, hands))
	return t
}

// changesOf is a class's change as its figures keep it.
func changesOf(s Shift) []Change {
	var list []Change
	for _, i := range s.Items {
		if i.BeforeOf > 0 || i.AfterOf > 0 {
			list = append(list, Change{Question: i.Item, Before: i.Before, BeforeOf: i.BeforeOf, After: i.After, AfterOf: i.AfterOf, Hands: s.Hands})
		}
	}
	return list
}

// carry gives the modules that a pupil has finished: here, and in the classes that they came from before.
func (p learnedPart) carry(ctx context.Context, from Pupil) ([]Carried, error) {
	c, err := p.s.Class(ctx, from.Class)
	if err != nil {
		return nil, err
	}
	var list []Carried
	for w, err := range p.s.learned.works.Each(ctx, store.Query{Index: byModule, Equal: []any{from.Class}}) {
		if err != nil {
			return nil, fmt.Errorf("classes: works: %w", err)
		}
		if w.Roll != from.Roll {
			continue
		}
		a, assigned := c.Assigned(w.Course)
		r := w.Record()
		if !assigned {
			if r.Result != nil { // brought along
				list = append(list, Carried{Course: w.Course, Version: r.Result.Version, At: r.Result.At})
			}
			continue
		}
		module, err := p.s.deps.Library.Version(ctx, a.Course, a.Version)
		if err != nil {
			return nil, err
		}
		if st := StandingOf(w, module); st.State == Done {
			list = append(list, Carried{Course: a.Course, Version: a.Version, At: st.Last})
		}
	}
	return list, nil
}

// bring enters what a pupil has finished in another class; whether this class was assigned it does not matter.
func (p learnedPart) bring(ctx context.Context, to Pupil, what []Carried) error {
	c, err := p.s.Class(ctx, to.Class)
	if err != nil {
		return err
	}
	for _, one := range what {
		w := Work{ID: WorkID(to.Class, to.Roll, one.Course), Class: to.Class, Roll: to.Roll, Course: one.Course}
		e := Entry{ID: "carried/" + string(one.Course), Kind: EntryCarried, At: one.At, Version: one.Version}
		if _, err := p.s.take(ctx, c, w, []Entry{e}); err != nil {
			return err
		}
	}
	return nil
}

// purge deletes the work of a class's pupils. Counts of hands are of nobody, and stay.
func (p learnedPart) purge(ctx context.Context, class string) error {
	for w, err := range p.s.learned.works.Each(ctx, store.Query{Index: byModule, Equal: []any{class}}) {
		if err != nil {
			return fmt.Errorf("classes: works: %w", err)
		}
		if _, err := p.s.learned.works.Delete(ctx, w.ID); err != nil {
			return fmt.Errorf("classes: work: %w", err)
		}
	}
	return nil
}
