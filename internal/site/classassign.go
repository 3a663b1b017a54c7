package site

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// assignPage chooses a module for a class, the days, and how the class works.
type assignPage struct {
	page.Base
	Label   string
	Action  string
	Back    string
	Fitting []page.Choice // modules for the stages of the class
	Others  []page.Choice
	Course  page.Phrase // what is wrong with the choice
	Modes   []modeChoice
	Mode    page.Phrase
	From    page.Field
	Until   page.Field
	End     day.Date // of the class
}

// modeChoice is one way of working, with what it needs.
type modeChoice struct {
	Value  string
	Chosen bool
}

// assignedLine is a module that a class was assigned.
type assignedLine struct {
	Title string
	Href  string
	Print string // the print room
	Mode  string
	From  day.Date
	Until day.Date
	Open  bool
}

// daysAssigned is how long a module is assigned for unless the teacher says otherwise, in days.
const daysAssigned = 13

// classLearningDeclarations says which struct each page about a class's learning is rendered with.
func classLearningDeclarations() map[string]page.Page {
	return map[string]page.Page{
		"class-assign": assignPage{}, "class-live": livePage{}, "class-aside": asidePage{},
		"class-projector": projectorPage{}, "class-wall": wallPage{}, "class-hands": handsPage{},
	}
}

// classLearningRoutes is every page about a class's learning. A class that one does not run is not found. The names that stand
// alone come before :course.
func (s *Site) classLearningRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	const class = "/classes/:class"
	return forStaff([]route.Route{
		{Method: get, Path: class + "/assign", Permission: account.RunClasses, Handler: s.assign},
		{Method: post, Path: class + "/assign", Permission: account.RunClasses, Handler: s.doAssign},
		{Method: get, Path: class + "/:course/projector", Permission: account.RunClasses, Handler: s.projector},
		{Method: get, Path: class + "/:course/projector/slides", Permission: account.RunClasses, Handler: s.wallSlides},
		{Method: get, Path: class + "/:course/projector/:lesson", Permission: account.RunClasses, Handler: s.wallLesson},
		{Method: get, Path: class + "/:course/hands/:moment/:number", Permission: account.RunClasses, Handler: s.hands},
		{Method: post, Path: class + "/:course/hands/:moment/:number", Permission: account.RunClasses, Handler: s.countHands},
		{Method: get, Path: class + "/:course/begin-again/:roll", Permission: account.RunClasses, Handler: s.beginAgain},
		{Method: post, Path: class + "/:course/begin-again/:roll", Permission: account.RunClasses, Handler: s.doBeginAgain},
		{Method: get, Path: class + "/:course", Permission: account.RunClasses, Handler: s.live},
	})
}

// classHrefOf is the address of a class, and with more of what lies below it.
func classHrefOf(id string, more ...string) string {
	return strings.Join(append([]string{classHref(id)}, more...), "/")
}

// runs reads the class of the address for whoever runs it; any other is not found.
func (s *Site) runs(c *fiber.Ctx) (classes.Class, error) {
	return s.classes.For(c.UserContext(), me(c), c.Params("class"))
}

// classFrame is the frame of a page below a class.
func (s *Site) classFrame(c *fiber.Ctx, class classes.Class, trail ...page.Link) page.Base {
	base := s.base(c)
	base.Crumbs = append([]page.Link{
		{Label: s.words(base).Say("nav.classes"), Href: classesHref}, {Label: page.Plain(class.Label, ""), Href: classHrefOf(class.ID)},
	}, trail...)
	return base
}

// assignedLines lists what a class was assigned.
func (s *Site) assignedLines(c *fiber.Ctx, class classes.Class) ([]assignedLine, error) {
	var list []assignedLine
	for _, a := range class.Assignments() {
		course, err := s.library.Version(c.UserContext(), a.Course, a.Version)
		if err != nil {
			return nil, err
		}
		line := assignedLine{Title: course.Title, Href: classHrefOf(class.ID, string(a.Course)), Mode: string(a.Mode), From: a.From, Until: a.Until, Open: a.Open(s.today())}
		line.Print = line.Href + "/print"
		list = append(list, line)
	}
	return list, nil
}

// assignForm is what the form sends.
type assignForm struct {
	Course string `form:"course"`
	Mode   string `form:"mode"`
	From   string `form:"from"`
	Until  string `form:"until"`
}

// newAssign builds the form with what was chosen.
func newAssign(base page.Base, class classes.Class, fitting, others []*courses.Course, f assignForm) assignPage {
	p := assignPage{
		Base: base, Label: class.Label, Action: classHrefOf(class.ID, "assign"), Back: classHrefOf(class.ID), End: class.Until,
		Course: base.Wrong("course"), Mode: base.Wrong("mode"),
		From:  page.Field{Name: "from", Value: f.From, Type: "date", Wrong: base.Wrong("from")},
		Until: page.Field{Name: "until", Value: f.Until, Type: "date", Hint: class.Until != "", Wrong: base.Wrong("until")},
	}
	list := func(modules []*courses.Course) []page.Choice {
		var out []page.Choice
		for _, one := range modules {
			out = append(out, page.Choice{Value: string(one.ID), HTML: text(one.Title), Chosen: string(one.ID) == f.Course})
		}
		return out
	}
	p.Fitting, p.Others = list(fitting), list(others)
	for _, m := range classes.AssignableModes() {
		p.Modes = append(p.Modes, modeChoice{Value: string(m), Chosen: string(m) == f.Mode})
	}
	return p
}

// assign shows the form, filled in with what is most likely: from today, for two weeks. With a module in the address it is that
// module's, to be changed.
func (s *Site) assign(c *fiber.Ctx) error {
	class, err := s.runs(c)
	if err != nil {
		return err
	}
	fitting, others := s.classes.Offered(class)
	until := s.today().AddDays(daysAssigned)
	if class.Until != "" {
		until = min(until, class.Until)
	}
	f := assignForm{Course: c.Query("course"), From: string(s.today()), Until: string(until)}
	if f.Course == "" && len(fitting) > 0 {
		f.Course = string(fitting[0].ID)
		if i := slices.IndexFunc(fitting, func(one *courses.Course) bool { _, had := class.Assigned(one.ID); return !had }); i >= 0 {
			f.Course = string(fitting[i].ID) // the first that the class has not had
		}
	}
	if class.Young() {
		f.Mode = string(classes.ModeProjector)
	}
	if a, ok := class.Assigned(courses.CourseID(f.Course)); ok {
		f.Mode, f.From, f.Until = string(a.Mode), string(a.From), string(a.Until)
	}
	base := s.classFrame(c, class)
	base.Crumbs = append(base.Crumbs, here(s.words(base).Say("assign.title")))
	return s.show(c, "class-assign", newAssign(base, class, fitting, others, f))
}

// doAssign assigns the module and shows the class at work.
func (s *Site) doAssign(c *fiber.Ctx) error {
	class, err := s.runs(c)
	if err != nil {
		return err
	}
	var f assignForm
	if err := route.Bind(c, &f); err != nil {
		return err
	}
	n := classes.NewAssignment{Course: courses.CourseID(f.Course), Mode: classes.Mode(f.Mode), From: day.Date(f.From), Until: day.Date(f.Until)}
	_, err = s.classes.Assign(c.UserContext(), class.ID, n, me(c))
	if bad, ok := asInvalid(err); ok {
		base := s.classFrame(c, class)
		base.Crumbs = append(base.Crumbs, here(s.words(base).Say("assign.title")))
		base.Refuse(bad)
		fitting, others := s.classes.Offered(class)
		return s.refuse(c, "class-assign", newAssign(base, class, fitting, others, f), route.Status(c, bad))
	}
	if err != nil {
		return err
	}
	return to(c, classHrefOf(class.ID, f.Course))
}
