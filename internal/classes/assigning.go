package classes

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// KindAssigned is the event of a module that was assigned: Assigned.
const KindAssigned Kind = "assigned"

// Assignments gives the modules that the class was assigned, each as last assigned, the newest first day first.
func (c Class) Assignments() []Assignment {
	var list []Assignment
	for _, e := range c.Events {
		if e.Kind != KindAssigned || e.Assigned == nil {
			continue
		}
		a := *e.Assigned
		a.Class, a.By, a.Recorded = c.ID, e.By, e.Recorded
		if i := slices.IndexFunc(list, func(old Assignment) bool { return old.Course == a.Course }); i >= 0 {
			list[i] = a
		} else {
			list = append(list, a)
		}
	}
	slices.SortStableFunc(list, func(a, b Assignment) int { return cmp.Or(cmp.Compare(b.From, a.From), cmp.Compare(a.Course, b.Course)) })
	return list
}

// Assigned gives how a module was last assigned.
func (c Class) Assigned(course courses.CourseID) (Assignment, bool) {
	for _, a := range c.Assignments() {
		if a.Course == course {
			return a, true
		}
	}
	return Assignment{}, false
}

// Offered are the modules for pupils, those for the stages of the class first.
func (s *Service) Offered(c Class) (fitting, others []*courses.Course) {
	for _, one := range s.deps.Library.Current() {
		switch {
		case one.Catalogue != courses.Schools || len(one.Audience.KeyStages) == 0:
		case slices.ContainsFunc(one.Audience.KeyStages, func(stage string) bool { return slices.Contains(c.Stages, stage) }):
			fitting = append(fitting, one)
		default:
			others = append(others, one)
		}
	}
	return fitting, others
}

// Spoken tells whether a module is read and acted by the teacher: nothing of it is done on a device by a pupil.
func Spoken(c *courses.Course) bool { return slices.Contains(c.Audience.KeyStages, "pp-iii") }

// AssignableModes are the ways of which a teacher chooses one.
func AssignableModes() []Mode { return []Mode{ModeOwn, ModeShared, ModeProjector, ModePaper, ModePen} }

// ModesFor are the ways in which a class can work on a module.
func ModesFor(c *courses.Course) []Mode {
	if Spoken(c) {
		return []Mode{ModeProjector}
	}
	if c.Assessment == nil {
		return []Mode{ModeOwn, ModeShared, ModeProjector, ModePen}
	}
	return AssignableModes()
}

// Assign gives a class a module to work on, from a day until a day. The same again is success. A pupil who has begun goes on with
// the version with which the class began, so that the whole class works on one.
func (s *Service) Assign(ctx context.Context, class string, n NewAssignment, by org.PersonID) (Class, error) {
	var module *courses.Course
	return s.record(ctx, class, func(c Class) (Event, bool, error) {
		bad := n.problems(s.today(), c.Until)
		fitting, others := s.Offered(c)
		all := slices.Concat(fitting, others)
		if i := slices.IndexFunc(all, func(one *courses.Course) bool { return one.ID == n.Course }); i >= 0 {
			module = all[i]
		} else if n.Course != "" {
			bad = append(bad, fault.Field{Name: "course", Message: "Choose a module of the list."})
		}
		if module != nil && n.Mode != "" && !slices.Contains(ModesFor(module), n.Mode) {
			bad = append(bad, fault.Field{Name: "mode", Message: "This module is for the whole class together: the teacher reads it, and pupils act. Choose the projector."})
		}
		if len(bad) > 0 {
			return Event{}, false, fault.Invalid("The module is not assigned yet.", bad...)
		}
		a := Assignment{Course: n.Course, Version: module.Version, Mode: n.Mode, From: n.From, Until: n.Until}
		if old, ok := c.Assigned(n.Course); ok {
			a.Version = old.Version
			if old.Mode == a.Mode && old.From == a.From && old.Until == a.Until {
				return Event{}, false, nil
			}
		}
		return Event{Kind: KindAssigned, By: by, Assigned: &a}, true, nil
	})
}

// Module is a module that a class works on, as one pupil of it has it.
type Module struct {
	Assignment Assignment
	Course     *courses.Course // the version that the class works on
	Work       Work
	Standing   Standing
	Quiz       []assessment.Drawn // in the order of this pupil; none for a module without one
}

// Question is the number of the first question of the quiz that has no answer; 0 when all have.
func (m Module) Question() int {
	r := m.Work.Record()
	for i, d := range m.Quiz {
		if _, ok := r.Answer(AskQuiz, d.Item); !ok {
			return i + 1
		}
	}
	return 0
}

// Modules gives what a pupil can work on today, on a device.
func (s *Service) Modules(ctx context.Context, who PupilSession) ([]Module, error) {
	c, err := s.Class(ctx, who.Class)
	if err != nil {
		return nil, err
	}
	var list []Module
	for _, a := range c.Assignments() {
		m, err := s.module(ctx, c, who.Roll, a)
		if err != nil {
			return nil, err
		}
		if a.Open(s.today()) && !Spoken(m.Course) {
			list = append(list, m)
		}
	}
	return list, nil
}

// Module gives one of them; any other is fault.CodeNotFound.
func (s *Service) Module(ctx context.Context, who PupilSession, course courses.CourseID) (Module, error) {
	list, err := s.Modules(ctx, who)
	if err != nil {
		return Module{}, err
	}
	for _, m := range list {
		if m.Course.ID == course {
			return m, nil
		}
	}
	return Module{}, errNotAssigned()
}

// module reads one pupil's module.
func (s *Service) module(ctx context.Context, c Class, roll int, a Assignment) (Module, error) {
	m := Module{Assignment: a}
	var err error
	if m.Course, err = s.deps.Library.Version(ctx, a.Course, a.Version); err != nil {
		return m, err
	}
	if m.Work, err = s.WorkOf(ctx, c.ID, roll, a.Course); err != nil {
		return m, err
	}
	m.Standing = StandingOf(m.Work, m.Course)
	if m.Course.Assessment != nil {
		m.Quiz, err = lessonpack.Drawn(m.Course, PupilID(c.ID, roll))
	}
	return m, err
}

// Live gives where a class stands with a module that it was assigned, now.
func (s *Service) Live(ctx context.Context, c Class, course courses.CourseID) (Live, error) {
	a, ok := c.Assigned(course)
	if !ok {
		return Live{}, fault.NotFound("The class has not been assigned this module. Assign it first.")
	}
	module, err := s.deps.Library.Version(ctx, course, a.Version)
	if err != nil {
		return Live{}, err
	}
	pupils, err := s.Pupils(ctx, c.ID)
	if err != nil {
		return Live{}, err
	}
	works, err := s.Works(ctx, c.ID, course)
	if err != nil {
		return Live{}, err
	}
	hands, err := s.HandsOf(ctx, c.ID, course)
	if err != nil {
		return Live{}, err
	}
	var quiz []assessment.Drawn
	if module.Assessment != nil {
		if quiz, err = lessonpack.Drawn(module, lessonpack.FormA); err != nil {
			return Live{}, err
		}
	}
	var rolls []int
	shown := map[int]int{}
	for _, p := range pupils {
		if p.Here() {
			rolls = append(rolls, p.Roll)
			shown[p.Roll] = p.Shown
		}
	}
	live := NewLive(module, quiz, rolls, works, s.now())
	live.Shift, live.Hands = ShiftOf(module, works, hands), hands
	live.show(shown)
	return live, nil
}

// show puts the numbers that are on the cards in the place of those of the ids.
func (l *Live) show(shown map[int]int) {
	for i := range l.Seats {
		l.Seats[i].Shown = shown[l.Seats[i].Roll]
	}
	for i, roll := range l.Next.Rolls {
		l.Next.Rolls[i] = shown[roll]
	}
	slices.Sort(l.Next.Rolls)
	slices.SortFunc(l.Seats, func(a, b Seat) int { return a.Shown - b.Shown })
}

// NewHands is one count of hands that a teacher enters.
type NewHands struct {
	Course courses.CourseID
	Item   courses.ItemID
	Moment Ask
	Counts []HandCount
}

// CountHands enters a count of hands. The same counts again change nothing; others stand over those before, which stay.
func (s *Service) CountHands(ctx context.Context, c Class, n NewHands, by org.PersonID) error {
	a, ok := c.Assigned(n.Course)
	if !ok {
		return fault.NotFound("The class has not been assigned this module. Assign it first.")
	}
	if !c.Purged.IsZero() {
		return errClosed()
	}
	module, err := s.deps.Library.Version(ctx, n.Course, a.Version)
	if err != nil {
		return err
	}
	pupils, err := s.Pupils(ctx, c.ID)
	if err != nil {
		return err
	}
	here := 0
	for _, p := range pupils {
		here += one(p.Here())
	}
	if err := n.check(module, here); err != nil {
		return err
	}
	h := Hands{Class: c.ID, Course: n.Course, Version: a.Version, Item: n.Item, Moment: n.Moment, Counts: n.Counts, By: by}
	for {
		all, err := s.HandsOf(ctx, c.ID, n.Course)
		if err != nil {
			return err
		}
		number := 1
		for _, old := range all {
			number += one(old.Item == n.Item && old.Moment == n.Moment)
		}
		if last, ok := LastHands(all, n.Item, n.Moment); ok && slices.Equal(last.Counts, n.Counts) {
			return nil
		}
		h.ID = fmt.Sprintf("%s/%s/%s/%s/%03d", c.ID, n.Course, n.Moment, n.Item, number)
		h.Recorded = s.now()
		err = s.learned.hands.Insert(ctx, h)
		if !errors.Is(err, store.ErrExists) {
			return err
		}
	}
}

// check holds a count against the module and the number of pupils.
func (n NewHands) check(module *courses.Course, pupils int) error {
	item, ok := module.Item(n.Item)
	if !ok || !slices.Contains(module.BeforeAfter, n.Item) || (n.Moment != AskBefore && n.Moment != AskAfter) {
		return fault.NotFound("This module has no such question for hands.")
	}
	whole := 0
	var bad []fault.Field
	for _, count := range n.Counts {
		if _, ok := item.Option(count.Option); !ok {
			return fault.NotFound("This question has no such answer.")
		}
		if count.Count < 0 || count.Count > pupils {
			bad = append(bad, fault.Field{Name: string(count.Option), Message: fmt.Sprintf("Enter a number from 0 to %d: so many pupils are in the class.", pupils)})
		}
		whole += count.Count
	}
	if len(bad) == 0 && whole > pupils && len(n.Counts) > 0 {
		bad = append(bad, fault.Field{Name: string(n.Counts[0].Option),
			Message: fmt.Sprintf("%d hands were counted, and %d pupils are in the class. Each pupil raises one hand.", whole, pupils)})
	}
	if len(bad) > 0 {
		return fault.Invalid("The count is not saved yet.", bad...)
	}
	return nil
}

// HandsOf gives the counts of hands of a class on a module, all of them.
func (s *Service) HandsOf(ctx context.Context, class string, course courses.CourseID) ([]Hands, error) {
	from, until := store.Prefix(class + "/" + string(course) + "/")
	list, _, err := s.learned.hands.Find(ctx, store.Query{From: from, Until: until})
	if err != nil {
		return nil, fmt.Errorf("classes: hands: %w", err)
	}
	return list, nil
}
