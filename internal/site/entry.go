package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/appeal"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// entryForm is what the register says about a person, as the administrator enters or corrects it. The service checks it; only
// that the fields arrived is checked here.
type entryForm struct {
	EID    string `form:"eid"`
	Name   string `form:"name"`
	NameDz string `form:"name_dz"`
	Email  string `form:"email"`
	Kind   string `form:"kind"`
	Joined string `form:"joined"`
	Why    string `form:"why" label:"The reason" validate:"max=300"`
	Case   string `form:"case"` // from which a correction follows

	// Of a new person only.
	Agency   string   `form:"agency"`
	Position string   `form:"position"`
	From     string   `form:"from"`
	Flags    []string `form:"flags"`
}

// entryFields adds what both forms have.
func entryFields(p *formPage, words *page.Words, form entryForm) {
	p.add(words, "eid", form.EID)
	p.add(words, "name", form.Name)
	p.add(words, "name_dz", form.NameDz)
	p.add(words, "email", form.Email).Type = "email"
	p.choose(words, fieldSelect, "kind", texts(org.Kinds()), []string{form.Kind}, "kind.")
	p.date(words, "joined", form.Joined)
}

func (s *Site) newPersonPage(base page.Base, form entryForm) formPage {
	words := s.words(base)
	p := formPage{
		Base: base, Heading: words.Say("person.new.title"), Lead: words.Say("person.new.lead"), Button: words.Say("person.new.button"),
		Action: "/people/new", Back: "/people",
	}
	p.Crumbs = []page.Link{{Label: words.Say("nav.people"), Href: "/people"}, here(p.Heading)}
	entryFields(&p, words, form)
	p.agency(words, s.register.Tree(s.today()), form.Agency)
	p.add(words, "position", form.Position)
	p.date(words, "from", form.From)
	p.choose(words, fieldChecks, "flags", texts(org.Flags()), form.Flags, "flag.")
	p.because(words, form.Why)
	return p
}

func (s *Site) newPerson(c *fiber.Ctx) error {
	return s.show(c, "form", s.newPersonPage(s.base(c), entryForm{Kind: string(org.KindRegular)}))
}

// addPerson enters somebody. Sent twice, the second finds the person there.
func (s *Site) addPerson(c *fiber.Ctx) error {
	var form entryForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.newPersonPage(base, form) },
		do: func() (string, error) {
			ctx, err := because(c, form.Why, "Say why the person is entered, for example the number of the appointment order.")
			if err != nil {
				return "", err
			}
			agency, err := agencyTyped(s.register.Tree(s.today()), form.Agency)
			if err == nil && agency == "" {
				err = fault.Invalid("Please correct what is marked.", fault.Field{Name: "agency", Message: "Choose the agency."})
			}
			if err != nil {
				return "", err
			}
			n := org.NewPerson{Person: form.onto(org.Person{Demo: s.settings.Demo}), Post: org.Post{
				Agency: agency, Position: form.Position, From: day.Date(form.From), Flags: flagsOf(form.Flags),
			}}
			if known, ok := s.register.ByEID(form.EID); ok && s.enteredBefore(known, n) {
				return personHref(known.ID) + "?said=staff.saved", nil
			}
			added, err := s.register.AddPerson(ctx, n, string(me(c)))
			return personHref(added.ID) + "?said=staff.saved", err
		},
	})
}

// enteredBefore tells that a person in the register is the one of the form, in the same post.
func (s *Site) enteredBefore(known org.Person, n org.NewPerson) bool {
	if known.Name != n.Name || known.Kind != n.Kind || known.Joined != n.Joined {
		return false
	}
	for _, post := range s.register.Appointments(known.ID) {
		if post.Agency == n.Post.Agency && post.Position == n.Post.Position {
			return true
		}
	}
	return false
}

// onto puts the form's fields on a person.
func (f entryForm) onto(p org.Person) org.Person {
	p.EID, p.Name, p.NameDz, p.Email, p.Kind, p.Joined = f.EID, f.Name, f.NameDz, f.Email, org.Kind(f.Kind), day.Date(f.Joined)
	return p
}

func flagsOf(names []string) []org.Flag {
	var flags []org.Flag
	for _, name := range names {
		flags = append(flags, org.Flag(name))
	}
	return flags
}

// entryForm shows the entry for correction.
func (s *Site) entryForm(base page.Base, who org.Person) formPage {
	return s.entryPage(base, who, entryForm{
		EID: who.EID, Name: who.Name, NameDz: who.NameDz, Email: who.Email, Kind: string(who.Kind), Joined: who.Joined.ISO(),
	})
}

func (s *Site) entryPage(base page.Base, who org.Person, form entryForm) formPage {
	words := s.words(base)
	p := s.personForm(base, who.ID, "person.entry")
	p.Action = personHref(who.ID) + "/entry"
	entryFields(&p, words, form)
	p.because(words, form.Why)
	p.caseField(words, form.Case)
	return p
}

// correct changes the entry; the log keeps what was there before, and why.
func (s *Site) correct(c *fiber.Ctx) error {
	who, err := s.subject(c)
	if err != nil {
		return err
	}
	var form entryForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.entryPage(base, who, form) },
		do: func() (string, error) {
			ctx, err := because(c, form.Why, "Say why the entry is corrected, for example the order or document that shows it.")
			if err != nil {
				return "", err
			}
			err = s.follow(c, form.Case, who.ID, appeal.DeedEntry, form.Why, func() error {
				return s.register.Correct(ctx, who.ID, func(p *org.Person) { *p = form.onto(*p) }, string(me(c)), form.Why)
			})
			return personHref(who.ID) + "?said=staff.saved", err
		},
	})
}
