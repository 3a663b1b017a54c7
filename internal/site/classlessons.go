package site

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// tookPartPage marks in one act who did which lessons with the class. It is sent twice, as the grid is.
type tookPartPage struct {
	page.Base
	Class   string
	Label   string
	Title   string
	Href    string
	Back    string
	Lessons []page.Choice
	Lesson  page.Phrase // what is wrong with the choice
	Pupils  []presentPupil
	Present page.Phrase
	Before  string // numbers of those who have done every lesson
	Ready   bool
	Count   int    // lessons that would be marked
	Whole   int    // pupils
	Not     string // numbers of those who were not there
}

// presentPupil is one pupil to tick off.
type presentPupil struct {
	Roll   int
	Number int
	There  bool
}

// lessonsTogether shows the form: everything done, and everybody there.
func (s *Site) lessonsTogether(c *fiber.Ctx) error {
	p, err := s.resultsAt(c)
	if err != nil {
		return err
	}
	t := classes.TookPart{}
	for _, l := range p.Course.Lessons {
		t.Lessons = append(t.Lessons, l.ID)
	}
	for _, pupil := range p.Pupils {
		t.Rolls = append(t.Rolls, pupil.Roll)
	}
	return s.show(c, "class-lessons", newTookPart(s.lessonsFrame(c, p), p, t))
}

func (s *Site) lessonsFrame(c *fiber.Ctx, p classes.Paper) page.Base {
	base := s.resultsFrame(c, p)
	base.Crumbs = append(base.Crumbs, here(s.words(base).Say("tookpart.title")))
	return base
}

// newTookPart builds the page with what was chosen.
func newTookPart(base page.Base, p classes.Paper, t classes.TookPart) tookPartPage {
	href := classHrefOf(p.Class.ID, string(p.Course.ID))
	out := tookPartPage{Base: base, Class: p.Class.ID, Label: p.Class.Label, Title: p.Course.Title, Href: href + "/lessons", Back: href, Lesson: base.Wrong("lesson"), Present: base.Wrong("roll")}
	for i, l := range p.Course.Lessons {
		out.Lessons = append(out.Lessons, page.Choice{ID: "lesson-" + strconv.Itoa(i+1), Name: "lesson", Value: string(l.ID), HTML: text(l.Title), Chosen: slices.Contains(t.Lessons, l.ID)})
	}
	var before, not []int
	for _, pupil := range p.Pupils {
		if pupil.Standing.Lessons == len(p.Course.Lessons) {
			before = append(before, pupil.Shown)
			continue
		}
		one := presentPupil{Roll: pupil.Roll, Number: pupil.Shown, There: slices.Contains(t.Rolls, pupil.Roll)}
		if one.There {
			out.Whole++
		} else {
			not = append(not, pupil.Shown)
		}
		out.Pupils = append(out.Pupils, one)
	}
	out.Before, out.Not, out.Count = numberList(before), numberList(not), len(t.Lessons)
	return out
}

// markLessons shows what would be marked, or marks it.
func (s *Site) markLessons(c *fiber.Ctx) error {
	p, err := s.resultsAt(c)
	if err != nil {
		return err
	}
	values := formValues(c)
	t := classes.TookPart{Course: p.Course.ID}
	for _, l := range values("lesson") {
		t.Lessons = append(t.Lessons, courses.LessonID(l))
	}
	for _, roll := range values("roll") {
		t.Rolls = append(t.Rolls, wholeNumber(roll))
	}
	base := s.lessonsFrame(c, p)
	if first(values("do")) == "save" {
		_, err = s.classes.MarkTookPart(c.UserContext(), p.Class, t, me(c))
	} else {
		err = t.Check(p)
	}
	if f, ok := fault.As(err); ok && f.Code == fault.CodeInvalid {
		base.Refuse(f)
		return s.refuse(c, "class-lessons", newTookPart(base, p, t), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	if first(values("do")) == "save" {
		return to(c, classHrefOf(p.Class.ID, string(p.Course.ID))+"?said=tookpart.saved")
	}
	out := newTookPart(base, p, t)
	out.Ready = true
	return s.show(c, "class-lessons", out)
}
