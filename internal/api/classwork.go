package api

import (
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/org"
)

// assignmentView is a module that a class works on.
type assignmentView struct {
	Course  courses.CourseID `json:"course"`
	Version courses.Version  `json:"version"`
	Mode    classes.Mode     `json:"mode"`
	From    day.Date         `json:"from"`
	Until   day.Date         `json:"until"`
	By      org.PersonID     `json:"by"`
}

func newAssignment(a classes.Assignment) assignmentView {
	return assignmentView{a.Course, a.Version, a.Mode, a.From, a.Until, a.By}
}

// standingView is how far a pupil is.
type standingView struct {
	State      classes.State `json:"state"`
	Lessons    int           `json:"lessons"`
	AllLessons int           `json:"all_lessons"`
	Before     int           `json:"before"`
	After      int           `json:"after"`
	Asked      int           `json:"asked"` // of each, before and after
	Answered   int           `json:"answered"`
	Right      int           `json:"right"`
	Questions  int           `json:"questions"`
	Next       *stepView     `json:"next"` // null: nothing more
}

type stepView struct {
	Kind   classes.StepKind `json:"kind"`
	Number int              `json:"number"`
	Lesson courses.LessonID `json:"lesson,omitempty"`
}

func newPupilStanding(st classes.Standing) standingView {
	v := standingView{State: st.State, Lessons: st.Lessons, AllLessons: st.AllLessons, Before: st.Before, After: st.After, Asked: st.Asked,
		Answered: st.Answered, Right: st.Right, Questions: st.Questions}
	if n := st.Next; n.Kind != classes.StepNone {
		v.Next = &stepView{n.Kind, n.Number, n.Lesson}
	}
	return v
}

// liveAnswer is a class at work, now.
type liveAnswer struct {
	marked
	At         time.Time      `json:"at"`
	Assignment assignmentView `json:"assignment"`
	NotBegun   int            `json:"not_begun"`
	UnderWay   int            `json:"under_way"`
	Done       int            `json:"done"`
	Seats      []seatView     `json:"seats"` // by number
	Missed     []missedView   `json:"missed"`
	Advice     adviceView     `json:"advice"`
	Change     changeView     `json:"change"`
	Hands      []handsView    `json:"hands"` // the counts that stand
}

type seatView struct {
	Roll     int           `json:"roll"`
	Number   int           `json:"number"`
	AtWork   bool          `json:"at_work"`
	Stuck    classes.Stuck `json:"stuck,omitempty"`
	Silent   int           `json:"silent_seconds"`
	Standing standingView  `json:"standing"`
}

type missedView struct {
	Question courses.ItemID   `json:"question"`
	Ask      classes.Ask      `json:"ask"`
	Number   int              `json:"number"`
	Wrong    int              `json:"wrong"`
	Whole    int              `json:"whole"`
	Thought  courses.OptionID `json:"thought,omitempty"`
}

type adviceView struct {
	Kind    classes.AdviceKind `json:"kind"`
	Numbers []int              `json:"numbers"`
	Missed  *missedView        `json:"missed"`
}

type changeView struct {
	Hands     bool           `json:"hands"` // counted by hands
	Questions []changedCount `json:"questions"`
}

type changedCount struct {
	Question courses.ItemID `json:"question"`
	Before   int            `json:"before"`
	BeforeOf int            `json:"before_of"`
	After    int            `json:"after"`
	AfterOf  int            `json:"after_of"`
}

type handsView struct {
	Moment   classes.Ask    `json:"moment"`
	Question courses.ItemID `json:"question"`
	Counts   []handCount    `json:"counts"`
}

type handCount struct {
	Option courses.OptionID `json:"option"`
	Count  int              `json:"count"`
}

func newMissed(m classes.Missed) missedView {
	return missedView{m.Item, m.Ask, m.Number, m.Wrong, m.Whole, m.Thought}
}

func (a *API) liveClass(c *fiber.Ctx) error {
	found, err := a.classOf(c)
	if err != nil {
		return err
	}
	return a.sendLive(c, found)
}

// sendLive answers with where the class of the address stands with the module.
func (a *API) sendLive(c *fiber.Ctx, found classes.Class) error {
	course := courses.CourseID(c.Params("course"))
	live, err := a.classes.Live(c.UserContext(), found, course)
	if err != nil {
		return err
	}
	assigned, _ := found.Assigned(course)
	v := liveAnswer{marked: a.marked(), At: live.At, Assignment: newAssignment(assigned), NotBegun: live.NotBegun, UnderWay: live.UnderWay, Done: live.Done,
		Seats: []seatView{}, Missed: []missedView{}, Advice: adviceView{Kind: live.Next.Kind, Numbers: listed(live.Next.Rolls)},
		Change: changeView{live.Shift.Hands, []changedCount{}}, Hands: []handsView{}}
	for _, s := range live.Seats {
		v.Seats = append(v.Seats, seatView{s.Roll, s.Shown, s.AtWork, s.Stuck, int(s.Silent / time.Second), newPupilStanding(s.Standing)})
	}
	for _, m := range live.Missed {
		v.Missed = append(v.Missed, newMissed(m))
	}
	if live.Next.Kind == classes.AdviseAsk {
		m := newMissed(live.Next.Missed)
		v.Advice.Missed = &m
	}
	for _, i := range live.Shift.Items {
		v.Change.Questions = append(v.Change.Questions, changedCount{i.Item, i.Before, i.BeforeOf, i.After, i.AfterOf})
		for _, moment := range []classes.Ask{classes.AskBefore, classes.AskAfter} {
			if h, ok := classes.LastHands(live.Hands, i.Item, moment); ok {
				one := handsView{Moment: moment, Question: i.Item, Counts: []handCount{}}
				for _, n := range h.Counts {
					one.Counts = append(one.Counts, handCount(n))
				}
				v.Hands = append(v.Hands, one)
			}
		}
	}
	return c.JSON(v)
}

// assign gives the class a module, or other days and another way for one that it has, and answers with where it stands.
func (a *API) assign(c *fiber.Ctx) error {
	found, err := a.classOf(c)
	if err != nil {
		return err
	}
	var given struct {
		Mode  classes.Mode `json:"mode" validate:"required"`
		From  day.Date     `json:"from"`
		Until day.Date     `json:"until"`
	}
	if err := body(c, &given); err != nil {
		return err
	}
	n := classes.NewAssignment{Course: courses.CourseID(c.Params("course")), Mode: given.Mode, From: given.From, Until: given.Until}
	if found, err = a.classes.Assign(c.UserContext(), found.ID, n, asker(c)); err != nil {
		return err
	}
	return a.sendLive(c, found)
}

// countHands enters a count of hands, and answers with where the class stands. An option that is left out has none.
func (a *API) countHands(c *fiber.Ctx) error {
	found, err := a.classOf(c)
	if err != nil {
		return err
	}
	var given struct {
		Counts []handCount `json:"counts" validate:"required,max=20"`
	}
	if err := body(c, &given); err != nil {
		return err
	}
	n := classes.NewHands{Course: courses.CourseID(c.Params("course")), Item: courses.ItemID(c.Params("question")), Moment: classes.Ask(c.Params("moment"))}
	assigned, ok := found.Assigned(n.Course)
	if !ok {
		return fault.NotFound("The class has not been assigned this module. Assign it first.")
	}
	module, err := a.library.Version(c.UserContext(), n.Course, assigned.Version)
	if err != nil {
		return err
	}
	if !slices.Contains(module.BeforeAfter, n.Item) {
		return fault.NotFound("This module has no such question for hands.")
	}
	for _, id := range lessonpack.Shown(module, n.Item).Options {
		one := classes.HandCount{Option: id}
		for i, g := range given.Counts {
			if g.Option == id {
				one.Count += g.Count
				given.Counts[i].Option = ""
			}
		}
		n.Counts = append(n.Counts, one)
	}
	for _, g := range given.Counts {
		if g.Option != "" {
			return fault.Invalid("The count is not saved yet.", fault.Field{Name: "counts", Message: "This question has no answer " + strconv.Quote(string(g.Option)) + "."})
		}
	}
	if err := a.classes.CountHands(c.UserContext(), found, n, asker(c)); err != nil {
		return err
	}
	return a.sendLive(c, found)
}
