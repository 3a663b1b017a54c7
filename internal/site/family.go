package site

import (
	"html/template"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// familyHref is where families see what a class learns.
const familyHref = "/family"

// parentsCourse is the course for parents, and talkAbout the heading in a family sheet over something to talk about at home.
const (
	parentsCourse = courses.CourseID("for-parents")
	talkAbout     = "One thing to talk about"
)

// familyPage is what the families of a class see: without a code the form that asks for it, with one the class. There is no
// account, no cookie and nothing of a pupil.
type familyPage struct {
	page.Base
	Code    page.Field
	Class   classes.Family
	Modules []familyModule
	Parents string // the address of the course for parents; "" while it is not published
	Begin   string // its first lesson, which needs no account
	Minutes int    // that it takes
}

// familyModule is a module that the class was given.
type familyModule struct {
	Title    string
	Summary  string
	From     day.Date
	Until    day.Date
	Ahead    bool // it has not begun
	Open     bool
	Finished bool
	Talk     template.HTML
	Sheet    string // the family sheet, to read; "" there is none
	PDF      string
	Size     string
}

// classFamilyPage is the family code for the class's teacher.
type classFamilyPage struct {
	page.Base
	Label   string
	Href    string
	Code    string
	RawCode string
	Address string
	Print   string
	Look    string // what families see
}

// familyDeclarations says which struct each template about families and records is rendered with.
func familyDeclarations() map[string]page.Page {
	return map[string]page.Page{"family": familyPage{}, "class-family": classFamilyPage{}, "class-record": recordSummary{}}
}

// familyRoutes are the pages for families, and the teacher's page of their code.
func (s *Site) familyRoutes() []route.Route {
	get, run := http.MethodGet, account.RunClasses
	return append([]route.Route{
		{Method: get, Path: familyHref, Permission: account.Public, Handler: s.askFamily},
		{Method: get, Path: familyHref + "/:code", Permission: account.Public, Handler: s.family},
	}, forStaff([]route.Route{
		{Method: get, Path: classesHref + "/:class/family", Permission: run, Handler: s.classFamily},
		{Method: get, Path: classesHref + "/:class/family.pdf", Permission: run, Handler: s.familySlips},
		{Method: get, Path: classesHref + "/:class/record", Permission: run, Handler: s.classRecord},
		{Method: get, Path: classesHref + "/:class/record.pdf", Permission: run, Handler: s.classRecordPDF},
	})...)
}

// askFamily asks for the code.
func (s *Site) askFamily(c *fiber.Ctx) error {
	typed := c.Query("code")
	if typed == "" {
		return s.showFamilyCode(c, "", nil)
	}
	found, err := s.classes.ByFamilyCode(c.UserContext(), typed, c.IP())
	if f, ok := fault.As(err); ok {
		return s.showFamilyCode(c, typed, f)
	}
	if err != nil {
		return err
	}
	return to(c, familyHref+"/"+found.FamilyCode)
}

func (s *Site) showFamilyCode(c *fiber.Ctx, typed string, f *fault.Error) error {
	base := s.base(c)
	if f != nil {
		base.Refuse(onField("code", f))
		c.Status(route.Status(c, f))
	}
	p := familyPage{Base: base, Code: page.Field{Name: "code", Value: typed, Wrong: base.Wrong("code"), Hint: true}}
	s.forParents(&p)
	return s.show(c, "family", p)
}

// forParents puts the course for parents on the page, where it is published.
func (s *Site) forParents(p *familyPage) {
	course, err := s.library.Course(parentsCourse)
	if err != nil || !course.Open() || len(course.Lessons) == 0 {
		return
	}
	p.Parents, p.Minutes = courseHref(course.ID), course.Minutes
	p.Begin = openHref(course.ID) + "/lessons/" + string(course.Lessons[0].ID)
}

// family shows the class. Search engines are told to leave it out, since whoever has the address has the code.
func (s *Site) family(c *fiber.Ctx) error {
	c.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	found, err := s.classes.ByFamilyCode(c.UserContext(), c.Params("code"), c.IP())
	if f, ok := fault.As(err); ok {
		return s.showFamilyCode(c, c.Params("code"), f)
	}
	if err != nil {
		return err
	}
	seen, err := s.classes.Family(c.UserContext(), found)
	if err != nil {
		return err
	}
	p := familyPage{Base: s.base(c), Class: seen}
	for _, m := range seen.Modules {
		line, err := s.familyModule(c, m)
		if err != nil {
			return err
		}
		p.Modules = append(p.Modules, line)
	}
	s.forParents(&p)
	return s.show(c, "family", p)
}

// familyModule tells of a module as it is now: the family sheet to which it leads is the current one.
func (s *Site) familyModule(c *fiber.Ctx, m classes.FamilyModule) (familyModule, error) {
	line := familyModule{From: m.From, Until: m.Until, Ahead: m.From > s.today(), Open: m.Open(s.today()), Finished: m.Finished}
	course, err := s.library.Course(m.Course)
	if fault.Is(err, fault.CodeNotFound) { // taken out of the catalogue since
		course, err = s.library.Version(c.UserContext(), m.Course, m.Version)
		if err == nil {
			line.Title, line.Summary = course.Title, course.Summary
		}
		return line, err
	}
	if err != nil {
		return line, err
	}
	line.Title, line.Summary = course.Title, course.Summary
	if course.Pack == nil {
		return line, nil
	}
	file, err := s.packFile(course, lessonpack.FamilySheet)
	if err != nil {
		return line, err
	}
	line.Talk = template.HTML(course.Pack.FamilySheet.Under(talkAbout)) // sanitised when it was loaded
	line.Sheet = packHref(course.ID, string(lessonpack.FamilySheet))
	line.PDF, line.Size = line.Sheet+".pdf", kilobytes(len(file.data))
	return line, nil
}

// classFamily shows the family code to who runs the class.
func (s *Site) classFamily(c *fiber.Ctx) error {
	found, base, err := s.classOf(c, "class.family")
	if err != nil {
		return err
	}
	if !found.Purged.IsZero() {
		return to(c, classHref(found.ID))
	}
	href := classHref(found.ID)
	return s.show(c, "class-family", classFamilyPage{
		Base: base, Label: found.Label, Href: href, Code: classes.GroupCode(found.FamilyCode), RawCode: found.FamilyCode,
		Address: s.typed(familyHref), Print: href + "/family.pdf", Look: familyHref + "/" + found.FamilyCode,
	})
}

// familySlips prints the slips.
func (s *Site) familySlips(c *fiber.Ctx) error {
	found, _, err := s.classOf(c, "")
	if err != nil {
		return err
	}
	data, err := s.classes.FamilySlips(c.UserContext(), found.ID)
	if err != nil {
		return err
	}
	return sendInline(c, data, "family-"+found.ID+".pdf")
}

// sendInline sends a PDF to be looked at and printed, and not to be kept.
func sendInline(c *fiber.Ctx, data []byte, name string) error {
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="`+name+`"`)
	return c.Send(data)
}
