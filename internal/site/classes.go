package site

import (
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
	"lamtoen/internal/school"
)

// classesHref is where a teacher's classes are.
const classesHref = "/classes"

// classDeclarations says which struct each template of classes is rendered with.
func classDeclarations() map[string]page.Page {
	return map[string]page.Page{
		"classes": classesPage{}, "class": classPage{}, "class-pupils": pupilsPage{}, "class-cards": cardsPage{}, "class-numbers": numbersPage{},
		"class-names": namesPage{}, "class-teachers": teachersPage{}, "class-transfer": transferPage{}, "card": cardPage{},
	}
}

// classRoutes is every page of a class for its teachers, and where pupils sign in.
func (s *Site) classRoutes() []route.Route {
	get, post, run := http.MethodGet, http.MethodPost, account.RunClasses
	pupils := []route.Route{
		{Method: get, Path: cardHref, Permission: account.Public, Handler: s.card},
		{Method: get, Path: cardHref + "/:code", Permission: account.Public, Handler: s.cardClass},
		{Method: get, Path: cardHref + "/:code/:number", Permission: account.Public, Handler: s.cardPictures},
		{Method: post, Path: cardHref + "/:code/:number", Permission: account.Public, Handler: s.tapPicture},
		{Method: post, Path: "/card-out", Permission: account.Public, Handler: s.cardOut},
	}
	return append(pupils, forStaff([]route.Route{
		{Method: get, Path: classesHref, Permission: run, Handler: s.myClasses},
		{Method: get, Path: classesHref + "/new", Permission: run, Handler: s.newClass},
		{Method: post, Path: classesHref + "/new", Permission: run, Handler: s.openClass},
		{Method: get, Path: classesHref + "/take-over", Permission: run, Handler: s.askTakeOver},
		{Method: post, Path: classesHref + "/take-over", Permission: run, Handler: s.takeOver},
		{Method: get, Path: classesHref + "/:class", Permission: run, Handler: s.class},
		{Method: post, Path: classesHref + "/:class/code", Permission: run, Handler: s.renewCode},
		{Method: get, Path: classesHref + "/:class/cards", Permission: run, Handler: s.classCards},
		{Method: get, Path: classesHref + "/:class/cards.pdf", Permission: run, Handler: s.cardsPDF},
		{Method: get, Path: classesHref + "/:class/names", Permission: run, Handler: s.classNames},
		{Method: get, Path: classesHref + "/:class/pupils", Permission: run, Handler: s.classPupils},
		{Method: post, Path: classesHref + "/:class/pupils", Permission: run, Handler: s.changePupil},
		{Method: get, Path: classesHref + "/:class/numbers", Permission: run, Handler: s.askNumbers},
		{Method: post, Path: classesHref + "/:class/numbers", Permission: run, Handler: s.renumber},
		{Method: get, Path: classesHref + "/:class/arrival", Permission: run, Handler: s.askArrival},
		{Method: post, Path: classesHref + "/:class/arrival", Permission: run, Handler: s.arrive},
		{Method: get, Path: classesHref + "/:class/transfer/:roll", Permission: run, Handler: s.askTransfer},
		{Method: post, Path: classesHref + "/:class/transfer/:roll", Permission: run, Handler: s.transfer},
		{Method: get, Path: classesHref + "/:class/teachers", Permission: run, Handler: s.classTeachers},
		{Method: post, Path: classesHref + "/:class/teachers", Permission: run, Handler: s.changeTeachers},
		{Method: get, Path: classesHref + "/:class/teachers/new", Permission: run, Handler: s.askTeacher},
		{Method: post, Path: classesHref + "/:class/teachers/new", Permission: run, Handler: s.addTeacher},
		{Method: get, Path: classesHref + "/:class/owner", Permission: run, Handler: s.askOwner},
		{Method: post, Path: classesHref + "/:class/owner", Permission: run, Handler: s.giveClass},
		{Method: get, Path: classesHref + "/:class/postponement", Permission: run, Handler: s.askPostpone},
		{Method: post, Path: classesHref + "/:class/postponement", Permission: run, Handler: s.postpone},
	})...)
}

// classHref is the address of a class.
func classHref(id string) string { return classesHref + "/" + id }

// classesPage lists the classes of a teacher, and for a head those of the school.
type classesPage struct {
	page.Base
	Mine   []classLine
	School []classLine // of the school that they head, other teachers' too
	Heads  bool        // they head a school, and see its figures
	NoOne  bool        // they serve in no school: nothing can be opened yet
}

// classLine is one class of a list.
type classLine struct {
	Href    string
	Label   string
	School  string
	Year    string
	Code    string
	Teacher string
	Over    bool // its pupils' rows are deleted
	Warned  bool // that is near
	Closes  day.Date
}

func (s *Site) classLine(c classes.Class) classLine {
	at, _ := s.schools.School(c.School)
	owner, _ := s.register.Person(c.Owner(s.today()))
	return classLine{Href: classHref(c.ID), Label: c.Label, School: at.Name, Year: c.Year, Code: classes.GroupCode(c.Code), Teacher: owner.Name,
		Over: !c.Purged.IsZero(), Warned: c.Warned(s.today()), Closes: c.Closes()}
}

// myClasses shows the list.
func (s *Site) myClasses(c *fiber.Ctx) error {
	base := s.base(c)
	base.Crumbs = []page.Link{here(s.words(base).Say("nav.classes"))}
	p := classesPage{Base: base, NoOne: len(s.classes.SchoolsFor(me(c))) == 0}
	mine, err := s.classes.ClassesOf(c.UserContext(), me(c), s.today())
	if err != nil {
		return err
	}
	own := map[string]bool{}
	for _, one := range mine {
		own[one.ID] = true
		p.Mine = append(p.Mine, s.classLine(one))
	}
	for _, staff := range s.schools.SchoolsOf(me(c), s.today()) {
		if staff.Role != school.Head {
			continue
		}
		p.Heads = true
		list, err := s.classes.InSchool(c.UserContext(), staff.School)
		if err != nil {
			return err
		}
		for _, one := range list {
			if !own[one.ID] {
				p.School = append(p.School, s.classLine(one))
			}
		}
	}
	return s.show(c, "classes", p)
}

// newClassForm is what a teacher says of a class.
type newClassForm struct {
	School  string `form:"school"`
	Grade   string `form:"grade"`
	To      string `form:"to"`
	Section string `form:"section"`
	Size    string `form:"size"`
	Lang    string `form:"lang"`
}

// newClass shows the form; its id makes one class of a form that is sent twice.
func (s *Site) newClass(c *fiber.Ctx) error {
	id, err := s.classes.NewID()
	if err != nil {
		return err
	}
	form := newClassForm{Size: "35", Lang: page.English}
	if mine := s.classes.SchoolsFor(me(c)); len(mine) == 1 {
		form.School = string(mine[0].Code)
	}
	return s.show(c, "form", s.newClassPage(c, s.base(c), id, form))
}

// list adds a field to choose from a list whose words are the values themselves; "" is written as a dash.
func (p *formPage) list(words *page.Words, name string, values []string, chosen string) {
	f := p.add(words, name, "")
	f.Kind = fieldSelect
	for _, v := range values {
		if v != "" {
			f.Options = append(f.Options, page.Choice{Value: v, HTML: text(v), Chosen: v == chosen})
		}
	}
}

func (s *Site) newClassPage(c *fiber.Ctx, base page.Base, id string, form newClassForm) formPage {
	words := s.words(base)
	p := formPage{Base: base, Heading: words.Say("class.new.title"), Lead: words.Say("class.new.lead"), Button: words.Say("class.new.button"),
		Action: classesHref + "/new?id=" + id, Back: classesHref}
	p.Crumbs = []page.Link{{Label: words.Say("nav.classes"), Href: classesHref}, here(p.Heading)}
	f := p.add(words, "school", "")
	f.Kind = fieldSelect
	for _, at := range s.classes.SchoolsFor(me(c)) {
		f.Options = append(f.Options, page.Choice{Value: string(at.Code), HTML: text(at.Name), Chosen: string(at.Code) == form.School})
	}
	p.list(words, "grade", classes.Grades(), form.Grade)
	p.list(words, "section", classes.Sections(), form.Section)
	p.add(words, "size", form.Size).Mode = "numeric"
	p.list(words, "to", classes.Grades(), form.To)
	p.choose(words, fieldSelect, "lang", languages(), []string{form.Lang}, "group.lang.")
	return p
}

// openClass opens the class and goes on to its cards.
func (s *Site) openClass(c *fiber.Ctx) error {
	var form newClassForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.newClassPage(c, base, c.Query("id"), form) },
		do: func() (string, error) {
			size, err := strconv.Atoi(form.Size)
			if err != nil {
				size = 0
			}
			made, err := s.classes.Create(c.UserContext(), classes.NewClass{ID: c.Query("id"), School: school.Code(form.School), Grade: form.Grade,
				To: form.To, Section: form.Section, Size: size, Lang: form.Lang}, me(c))
			return classHref(made.ID) + "/cards?said=class.opened", err
		},
	})
}

// classPage is the hub of a class: what to do next, and everything about it.
type classPage struct {
	page.Base
	classLine
	Here    int
	RawCode string // as the form sends it
	Address string // where pupils sign in
	Head    bool
	Links   []page.Link

	Awaited int // pupils whose papers or slips hold the purge up

	Assigned []assignedLine
	Assign   string // the address to assign a module
}

// classOf gives the class of the address, and the frame of a page below it.
func (s *Site) classOf(c *fiber.Ctx, last page.Key) (classes.Class, page.Base, error) {
	found, err := s.classes.For(c.UserContext(), me(c), c.Params("class"))
	if err != nil {
		return found, page.Base{}, err
	}
	base := s.base(c)
	s.classCrumbs(&base, found, last)
	return found, base, nil
}

func (s *Site) classCrumbs(base *page.Base, found classes.Class, last page.Key) {
	words := s.words(*base)
	name := page.Plain(found.Label, "")
	base.Crumbs = []page.Link{{Label: words.Say("nav.classes"), Href: classesHref}}
	if last == "" {
		base.Crumbs = append(base.Crumbs, here(name))
		return
	}
	base.Crumbs = append(base.Crumbs, page.Link{Label: name, Href: classHref(found.ID)}, here(words.Say(last)))
}

// class shows the hub.
func (s *Site) class(c *fiber.Ctx) error {
	found, base, err := s.classOf(c, "")
	if err != nil {
		return err
	}
	list, err := s.classes.Pupils(c.UserContext(), found.ID)
	if err != nil {
		return err
	}
	p := classPage{Base: base, classLine: s.classLine(found), Address: s.cardAddress(), RawCode: found.Code,
		Head:  s.schools.Heads(me(c), found.School, s.today()),
		Links: s.classLinks(base, found)}
	if p.Assigned, err = s.assignedLines(c, found); err != nil {
		return err
	}
	awaited, err := s.classes.Awaits(c.UserContext(), found)
	if err != nil {
		return err
	}
	for _, a := range awaited {
		p.Awaited = max(p.Awaited, a.Count)
	}
	p.Assign = classHrefOf(found.ID, "assign")
	for _, one := range list {
		if one.Here() {
			p.Here++
		}
	}
	return s.show(c, "class", p)
}

// classLinks are what a teacher does with a class, in the order of a lesson. Each part of the program adds its own.
func (s *Site) classLinks(base page.Base, found classes.Class) []page.Link {
	words, href := s.words(base), classHref(found.ID)
	if !found.Purged.IsZero() {
		return nil
	}
	return []page.Link{
		{Label: words.Say("class.cards"), Href: href + "/cards"},
		{Label: words.Say("class.pupils"), Href: href + "/pupils"},
		{Label: words.Say("class.names"), Href: href + "/names"},
		{Label: words.Say("class.slips.title"), Href: href + "/slips"},
		{Label: words.Say("class.teachers"), Href: href + "/teachers"},
		{Label: words.Say("class.family"), Href: href + "/family"},
		{Label: words.Say("class.record"), Href: href + "/record"},
	}
}

// renewCode makes another class code or family code.
func (s *Site) renewCode(c *fiber.Ctx) error {
	found, _, err := s.classOf(c, "")
	if err != nil {
		return err
	}
	next := classHref(found.ID) + "?said=class.saved"
	switch from := c.FormValue("from"); c.FormValue("which") {
	case "class":
		_, err = s.classes.RenewCode(c.UserContext(), found.ID, from, me(c))
	case "family":
		_, err = s.classes.RenewFamilyCode(c.UserContext(), found.ID, from, me(c))
		next = classHref(found.ID) + "/family?said=class.family.renewed"
	default:
		err = fault.Invalid("Choose which code is made anew.")
	}
	if err != nil {
		return err
	}
	return to(c, next)
}
