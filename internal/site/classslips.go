package site

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/export"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
	"lamtoen/internal/slip"
)

// classSlipRoutes are a class's pen-drive files, and the page where the teacher types their slips. They stand before the routes of
// a class's modules, since "slips" is no module.
func (s *Site) classSlipRoutes() []route.Route {
	get, post, run := http.MethodGet, http.MethodPost, account.RunClasses
	return forStaff([]route.Route{
		{Method: get, Path: "/classes/:class/slips", Permission: run, Handler: s.classSlips},
		{Method: post, Path: "/classes/:class/slips", Permission: run, Handler: s.typeClassSlip},
		{Method: get, Path: "/classes/:class/:course/pen.html", Permission: run, Handler: s.classPenFile},
	})
}

// classSlipsHref is where the slips of a class are typed.
func classSlipsHref(class string) string { return "/classes/" + class + "/slips" }

// classSlipsPage is where a teacher types the slips of a class, and what became of them.
type classSlipsPage struct {
	page.Base
	Class string // its label
	Href  string
	Slip  page.Field
	Said  page.Phrase
	Tone  page.Tone
	Rows  []classSlipRow
	Files []fileLink // of the modules that the class works on
}

// classSlipRow is one slip.
type classSlipRow struct {
	Slip     string
	Number   int
	Course   string
	Day      day.Date // claimed
	Recorded time.Time
	Lessons  page.Phrase
	Right    page.Phrase // of the quiz; empty where it was not taken
	Nobody   bool        // nobody in the class had the number
	Several  int         // slips of this pupil for this module, where there are more than one
}

// newClassSlips builds the page: slips are those that were typed, the newest first.
func newClassSlips(base page.Base, words *page.Words, c classes.Class, slips []classes.TypedSlip, title func(courses.CourseID) string) classSlipsPage {
	p := classSlipsPage{Base: base, Class: c.Label, Href: classSlipsHref(c.ID),
		Slip: page.Field{Name: slip.Field, Hint: true, Wrong: base.Wrong(slip.Field)}}
	for _, t := range slips {
		row := classSlipRow{Slip: t.Grouped(), Number: t.Number, Course: title(t.Course), Day: t.Day, Recorded: t.Recorded,
			Lessons: words.Count("lessons", t.Lessons), Nobody: t.Impossible()}
		if t.Right >= 0 {
			row.Right = words.Say("class.slips.right", "n", strconv.Itoa(t.Right), "whole", strconv.Itoa(t.Whole))
		}
		several := 0
		for _, other := range slips {
			if other.Course == t.Course && other.Roll == t.Roll && !t.Impossible() {
				several++
			}
		}
		if several > 1 {
			row.Several = several
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// say puts on top what became of the slip that was typed last.
func (p *classSlipsPage) say(words *page.Words, t classes.TypedSlip, again bool) {
	number := strconv.Itoa(t.Number)
	switch {
	case t.Impossible():
		p.Tone, p.Said = page.Warning, words.Say("class.slips.said.nobody", "n", number)
	case again:
		p.Tone, p.Said = page.Calm, words.Say("class.slips.said.again", "n", number)
	default:
		p.Tone, p.Said = page.Good, words.Say("class.slips.said.counted", "n", number)
	}
}

// classSlipsOf builds the page of a class that the asker runs.
func (s *Site) classSlipsOf(c *fiber.Ctx, base page.Base, class classes.Class) (classSlipsPage, error) {
	slips, err := s.classes.Slips(c.UserContext(), class.ID)
	if err != nil {
		return classSlipsPage{}, err
	}
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: page.Plain(class.Label, ""), Href: "/classes/" + class.ID}, here(words.Say("class.slips.title"))}
	p := newClassSlips(base, words, class, slips, s.courseTitle)
	for _, a := range class.Assignments() {
		if module, err := s.library.Version(c.UserContext(), a.Course, a.Version); err == nil && !classes.Spoken(module) {
			p.Files = append(p.Files, fileLink{Href: "/classes/" + class.ID + "/" + string(a.Course) + "/pen.html", Label: base.Said(module.Title)})
		}
	}
	for _, t := range slips {
		if typed := c.Query("typed"); typed == t.ID {
			p.say(words, t, c.Query("again") != "")
		}
	}
	return p, nil
}

// classSlips shows the page.
func (s *Site) classSlips(c *fiber.Ctx) error {
	class, err := s.classes.For(c.UserContext(), me(c), c.Params("class"))
	if err != nil {
		return err
	}
	p, err := s.classSlipsOf(c, s.base(c), class)
	if err != nil {
		return err
	}
	return s.show(c, "class-slips", p)
}

// typeClassSlip takes a slip. What was typed stays in the field when it is refused.
func (s *Site) typeClassSlip(c *fiber.Ctx) error {
	class, err := s.classes.For(c.UserContext(), me(c), c.Params("class"))
	if err != nil {
		return err
	}
	var form struct {
		Slip string `form:"slip" label:"The slip" validate:"max=1000"`
	}
	var taken classes.TakenSlip
	if err = route.Bind(c, &form); err == nil {
		taken, err = s.classes.TypeSlip(c.UserContext(), class, form.Slip, me(c))
	}
	if f, ok := fault.As(err); ok {
		base := s.base(c)
		base.Refuse(onField(slip.Field, f))
		p, err := s.classSlipsOf(c, base, class)
		if err != nil {
			return err
		}
		p.Slip.Value = form.Slip
		return s.refuse(c, "class-slips", p, route.Status(c, f))
	}
	if err != nil {
		return err
	}
	address := classSlipsHref(class.ID) + "?typed=" + taken.ID
	if taken.Again {
		address += "&again=yes"
	}
	return to(c, address)
}

// classPenFile sends the class's file of a module. Whoever has it can make slips of the class, so nobody on the way keeps it.
func (s *Site) classPenFile(c *fiber.Ctx) error {
	class, err := s.classes.For(c.UserContext(), me(c), c.Params("class"))
	if err != nil {
		return err
	}
	f, module, err := s.classes.MakePenFile(c.UserContext(), class, courses.CourseID(c.Params("course")), me(c))
	if err != nil {
		return err
	}
	key := f.Key()
	pen := export.Pen{Number: f.Number, Key: key[:], Made: day.Of(f.Made), For: class.Label, Address: s.settings.URL + classSlipsHref(class.ID),
		LastDay: slip.Pupil.LastDay(), Class: true, Quiz: f.Quiz}
	for _, q := range f.Asked {
		one := export.PenQuestion{Item: q.Item}
		for _, choice := range q.Choices {
			one.Choices = append(one.Choices, export.Choice(choice.Option, choice.Reason))
		}
		pen.Asked = append(pen.Asked, one)
	}
	file, err := export.WritePen(module, pen, s.aboutFile(module))
	if err != nil {
		return err
	}
	return sendPenFile(c, file)
}

// sendPenFile sends a pen-drive file to keep.
func sendPenFile(c *fiber.Ctx, file export.File) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, file.Type)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+file.Name+`"`)
	return c.Send(file.Data)
}
