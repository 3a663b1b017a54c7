package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// teacherLine is somebody who teaches a class.
type teacherLine struct {
	ID    string
	Name  string
	Part  page.Phrase
	Owner bool
	Until day.Date
	Me    bool
}

func (s *Site) teacherLines(found classes.Class) []teacherLine {
	var list []teacherLine
	for _, t := range found.TeachersOn(s.today()) {
		p, _ := s.register.Person(t.Person)
		list = append(list, teacherLine{ID: string(t.Person), Name: p.Name, Part: s.pages.Words(page.English).Say("class.part." + page.Key(t.Part)), Owner: t.Part == classes.Owner, Until: t.Until})
	}
	return list
}

// teachersPage says who teaches a class, and hands it over.
type teachersPage struct {
	page.Base
	Href     string
	Label    string
	Teachers []teacherLine
	Offer    string // the code of a hand-over that waits
	Until    day.Date
	Head     bool
}

func (s *Site) classTeachers(c *fiber.Ctx) error {
	found, base, err := s.classOf(c, "class.teachers")
	if err != nil {
		return err
	}
	p := teachersPage{Base: base, Href: classHref(found.ID), Label: found.Label, Teachers: s.teacherLines(found), Head: s.schools.Heads(me(c), found.School, s.today())}
	words := s.words(base)
	for i, t := range found.TeachersOn(s.today()) {
		p.Teachers[i].Part = words.Say("class.part." + page.Key(t.Part))
		p.Teachers[i].Me = t.Person == me(c)
	}
	if o := found.Offered; o != nil && o.Until >= s.today() {
		p.Offer, p.Until = classes.GroupCode(o.Code), o.Until
	}
	return s.show(c, "class-teachers", p)
}

// changeTeachers does what one button of the page says.
func (s *Site) changeTeachers(c *fiber.Ctx) error {
	found, _, err := s.classOf(c, "")
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	switch c.FormValue("do") {
	case "remove":
		_, err = s.classes.RemoveTeacher(ctx, found.ID, org.PersonID(c.FormValue("person")), me(c))
	case "offer":
		_, err = s.classes.HandOver(ctx, found.ID, me(c))
	case "withdraw":
		_, err = s.classes.WithdrawOffer(ctx, found.ID, me(c))
	default:
		err = fault.Invalid("Choose what to do.")
	}
	if err != nil {
		return err
	}
	if !s.classes.May(me(c), found, s.today()) {
		return to(c, classesHref+"?said=class.saved")
	}
	return to(c, classHref(found.ID)+"/teachers?said=class.saved")
}

// teacherForm names a colleague, until a day or for good, and why.
type teacherForm struct {
	Person string `form:"person"`
	Until  string `form:"until" label:"The last day" validate:"date"`
	Why    string `form:"why" label:"The reason" validate:"max=300"`
}

// colleagues adds a list of those who serve in the school of the class.
func (s *Site) colleagues(p *formPage, words *page.Words, found classes.Class, chosen string) {
	f := p.add(words, "person", "")
	f.Kind, f.Label = fieldSelect, words.Say("class.colleague")
	seen := map[org.PersonID]bool{found.Owner(s.today()): true}
	for _, staff := range s.schools.StaffOf(found.School, s.today()) {
		who, ok := s.register.Person(staff.Person)
		if ok && !seen[staff.Person] {
			f.Options = append(f.Options, page.Choice{Value: string(who.ID), HTML: text(who.Name), Chosen: string(who.ID) == chosen})
		}
		seen[staff.Person] = true
	}
}

// classForm is the frame of a form about a class; its texts are NAME.title, NAME.lead and NAME.button.
func (s *Site) classForm(base page.Base, found classes.Class, name page.Key, action, back string) formPage {
	words := s.words(base)
	s.classCrumbs(&base, found, name+".title")
	return formPage{Base: base, Heading: words.Say(name + ".title"), Lead: words.Say(name + ".lead"), Button: words.Say(name + ".button"),
		Action: classHref(found.ID) + action, Back: classHref(found.ID) + back}
}

func (s *Site) teacherPage(base page.Base, found classes.Class, form teacherForm) formPage {
	p := s.classForm(base, found, "class.teacher", "/teachers/new", "/teachers")
	words := s.words(base)
	s.colleagues(&p, words, found, form.Person)
	p.date(words, "until", form.Until)
	last := &p.Fields[len(p.Fields)-1]
	last.HintText = words.Say("class.until.hint")
	return p
}

func (s *Site) askTeacher(c *fiber.Ctx) error {
	found, base, err := s.classOf(c, "")
	if err != nil {
		return err
	}
	return s.show(c, "form", s.teacherPage(base, found, teacherForm{}))
}

// addTeacher lets a colleague teach the class too.
func (s *Site) addTeacher(c *fiber.Ctx) error {
	found, _, err := s.classOf(c, "")
	if err != nil {
		return err
	}
	var form teacherForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.teacherPage(base, found, form) },
		do: func() (string, error) {
			_, err := s.classes.AddTeacher(c.UserContext(), found.ID, org.PersonID(form.Person), day.Date(form.Until), me(c))
			return classHref(found.ID) + "/teachers?said=class.saved", err
		},
	})
}

// takeOverPage asks for the code of a hand-over.
func (s *Site) takeOverPage(base page.Base, form codeTyped) formPage {
	words := s.words(base)
	p := formPage{Base: base, Heading: words.Say("class.take.title"), Lead: words.Say("class.take.lead"), Button: words.Say("class.take.button"),
		Action: classesHref + "/take-over", Back: classesHref}
	p.Crumbs = []page.Link{{Label: words.Say("nav.classes"), Href: classesHref}, here(p.Heading)}
	p.add(words, "code", form.Code).Label = words.Say("class.take.code")
	return p
}

func (s *Site) askTakeOver(c *fiber.Ctx) error {
	return s.show(c, "form", s.takeOverPage(s.base(c), codeTyped{}))
}

// takeOver makes whoever asks the owner of the class that is handed over.
func (s *Site) takeOver(c *fiber.Ctx) error {
	var form codeTyped
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.takeOverPage(base, form) },
		do: func() (string, error) {
			found, err := s.classes.TakeOver(c.UserContext(), form.Code, me(c))
			return classHref(found.ID) + "?said=class.taken", err
		},
	})
}

func (s *Site) ownerPage(base page.Base, found classes.Class, form teacherForm) formPage {
	p := s.classForm(base, found, "class.owner", "/owner", "/teachers")
	words := s.words(base)
	s.colleagues(&p, words, found, form.Person)
	p.because(words, form.Why)
	return p
}

// headOf gives the class of the address to the head of its school; to others it is not found.
func (s *Site) headOf(c *fiber.Ctx) (classes.Class, page.Base, error) {
	found, base, err := s.classOf(c, "")
	if err == nil && !s.schools.Heads(me(c), found.School, s.today()) {
		err = fault.Forbidden("Only the head of the school does this.")
	}
	return found, base, err
}

func (s *Site) askOwner(c *fiber.Ctx) error {
	found, base, err := s.headOf(c)
	if err != nil {
		return err
	}
	return s.show(c, "form", s.ownerPage(base, found, teacherForm{}))
}

// giveClass gives the class to a colleague, when its teacher is gone.
func (s *Site) giveClass(c *fiber.Ctx) error {
	found, _, err := s.headOf(c)
	if err != nil {
		return err
	}
	var form teacherForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.ownerPage(base, found, form) },
		do: func() (string, error) {
			ctx, err := because(c, form.Why, "Say why the class goes to somebody else, for example that its teacher has left.")
			if err != nil {
				return "", err
			}
			_, err = s.classes.Give(ctx, found.ID, org.PersonID(form.Person), me(c), form.Why)
			return classHref(found.ID) + "/teachers?said=class.saved", err
		},
	})
}

func (s *Site) postponePage(base page.Base, found classes.Class, form teacherForm) formPage {
	p := s.classForm(base, found, "class.postpone", "/postponement", "")
	words := s.words(base)
	p.date(words, "until", form.Until)
	last := &p.Fields[len(p.Fields)-1]
	last.HintText = words.Say("class.postpone.hint")
	p.because(words, form.Why)
	return p
}

func (s *Site) askPostpone(c *fiber.Ctx) error {
	found, base, err := s.headOf(c)
	if err != nil {
		return err
	}
	return s.show(c, "form", s.postponePage(base, found, teacherForm{Until: found.Latest().ISO()}))
}

// postpone puts off when the pupils' rows are deleted.
func (s *Site) postpone(c *fiber.Ctx) error {
	found, _, err := s.headOf(c)
	if err != nil {
		return err
	}
	var form teacherForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.postponePage(base, found, form) },
		do: func() (string, error) {
			ctx, err := because(c, form.Why, "Say what still has to be done with the class.")
			if err != nil {
				return "", err
			}
			_, err = s.classes.Postpone(ctx, found.ID, day.Date(form.Until), me(c), form.Why)
			return classHref(found.ID) + "?said=class.saved", err
		},
	})
}
