package site

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/classes"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// Pupils' pages are small, have one thing to do each, and say nothing of who the pupil is but the number on their card. Nothing
// can be written on them: a pupil only chooses.

// pupilFrame is what every page of a pupil shows above all else: which card this is, and the way to the next pupil.
type pupilFrame struct {
	page.Base
	Card   int    // the number on it
	Label  string // of the class
	Shared bool   // the device goes from hand to hand
}

// pupilPage lists what a pupil's class works on.
type pupilPage struct {
	pupilFrame
	Modules []pupilModuleLine
}

// pupilModuleLine is one module of the list.
type pupilModuleLine struct {
	Title string
	Href  string
	State string
}

// pupilModulePage is one module: what is done, and the one thing to do next.
type pupilModulePage struct {
	pupilFrame
	Title     string
	State     string
	Step      string // before, lesson, after, quiz; "" nothing more
	Next      string // its address
	Fresh     bool   // nothing is done yet
	Contents  template.HTML
	Right     int
	Questions int
	Carried   bool         // finished in another class
	Reasons   []page.Entry // the questions of the quiz that were answered, where the reasons stand
	Keep      keepView
}

// pupilDeclarations says which struct each page of pupils is rendered with.
func pupilDeclarations() map[string]page.Page {
	return map[string]page.Page{
		"pupil": pupilPage{}, "pupil-module": pupilModulePage{}, "pupil-lesson": pupilLessonPage{}, "pupil-question": pupilQuestionPage{},
	}
}

// pupilRoutes is every page of pupils. What a class does not work on is not found.
func (s *Site) pupilRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	return []route.Route{
		{Method: get, Path: pupilHref, Permission: account.Pupil, Handler: keepable(s.pupil)},
		{Method: get, Path: pupilHref + "/:course", Permission: account.Pupil, Handler: keepable(s.pupilModule)},
		{Method: get, Path: pupilHref + "/:course/keep", Permission: account.Pupil, Handler: s.keepPupil},
		{Method: get, Path: pupilHref + "/:course/lessons/:lesson", Permission: account.Pupil, Handler: keepable(s.pupilLesson)},
		{Method: post, Path: pupilHref + "/:course/lessons/:lesson", Permission: account.Pupil, Handler: s.finishPupilLesson},
		{Method: get, Path: pupilHref + "/:course/:ask/:number", Permission: account.Pupil, Handler: s.pupilQuestion},
		{Method: post, Path: pupilHref + "/:course/:ask/:number", Permission: account.Pupil, Handler: s.answerPupilQuestion},
	}
}

// pupilModuleHref is the address of a module's pages for a pupil.
func pupilModuleHref(course courses.CourseID) string { return pupilHref + "/" + string(course) }

// pupilStepHref is the address of a step; "" of none.
func pupilStepHref(m classes.Module) string {
	href, step := pupilModuleHref(m.Course.ID), m.Standing.Next
	switch step.Kind {
	case classes.StepLesson:
		return href + "/lessons/" + string(step.Lesson)
	case classes.StepBefore, classes.StepAfter:
		return fmt.Sprintf("%s/%s/%d", href, step.Kind, step.Number)
	case classes.StepQuiz:
		return href + "/quiz/" + strconv.Itoa(max(1, m.Question()))
	}
	return ""
}

// pupilSession is the pupil who asks.
func pupilSession(c *fiber.Ctx) classes.PupilSession {
	class, roll := route.Pupil(c)
	return classes.PupilSession{Class: class, Roll: roll}
}

// pupilFrame is the frame of a page for the pupil who asks.
func (s *Site) pupilFrame(c *fiber.Ctx, mode classes.Mode) (pupilFrame, error) {
	who := pupilSession(c)
	class, err := s.classes.Class(c.UserContext(), who.Class)
	if err != nil {
		return pupilFrame{}, err
	}
	p, err := s.classes.Pupil(c.UserContext(), who.Class, who.Roll)
	base := s.childBase(c)
	return pupilFrame{Base: base, Card: p.Shown, Label: class.Label, Shared: mode == classes.ModeShared}, err
}

// pupil shows what the class works on. Where that is one thing, it is the page.
func (s *Site) pupil(c *fiber.Ctx) error {
	list, err := s.classes.Modules(c.UserContext(), pupilSession(c))
	if err != nil {
		return err
	}
	shared := slices.ContainsFunc(list, func(m classes.Module) bool { return m.Assignment.Mode == classes.ModeShared })
	mode := classes.ModeOwn
	if shared {
		mode = classes.ModeShared
	}
	frame, err := s.pupilFrame(c, mode)
	if err != nil {
		return err
	}
	p := pupilPage{pupilFrame: frame}
	for _, m := range list {
		p.Draft = p.Draft || m.Course.Draft()
		p.Modules = append(p.Modules, pupilModuleLine{Title: m.Course.Title, Href: pupilModuleHref(m.Course.ID), State: string(m.Standing.State)})
	}
	return s.show(c, "pupil", p)
}

// pupilAt reads the module of the address, with the frame of its pages.
func (s *Site) pupilAt(c *fiber.Ctx) (classes.Module, pupilFrame, error) {
	m, err := s.pupilModuleNow(c, courses.CourseID(c.Params("course")))
	if err != nil {
		return m, pupilFrame{}, err
	}
	frame, err := s.pupilFrame(c, m.Assignment.Mode)
	frame.Draft = m.Course.Draft()
	return m, frame, err
}

// pupilModule shows a module.
func (s *Site) pupilModule(c *fiber.Ctx) error {
	m, frame, err := s.pupilAt(c)
	if err != nil {
		return err
	}
	st := m.Standing
	p := pupilModulePage{
		pupilFrame: frame, Title: m.Course.Title, State: string(st.State), Step: string(st.Next.Kind), Next: pupilStepHref(m), Fresh: st.State == classes.NotBegun,
		Right: st.Right, Questions: st.Questions, Carried: st.Elsewhere && st.Questions == 0,
	}
	p.Contents = page.Steps(pupilContents(m), s.words(p.Base))
	p.Reasons, p.Keep = pupilReasons(m), newPupilKeep(m)
	return s.show(c, "pupil-module", p)
}

// pupilContents lists the lessons: those that are done can be read again.
func pupilContents(m classes.Module) []page.Entry {
	done := m.Work.Record().Lessons
	var list []page.Entry
	for _, l := range m.Course.Lessons {
		_, was := done[l.ID]
		e := page.Entry{Title: l.Title, Done: was, Current: m.Standing.Next.Lesson == l.ID}
		if was || e.Current || m.Standing.State == classes.Done {
			e.Href = pupilModuleHref(m.Course.ID) + "/lessons/" + string(l.ID)
		}
		list = append(list, e)
	}
	return list
}
