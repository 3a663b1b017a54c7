package site

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/appeal"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// postForm is what the forms about a person's service send: a new post, leave, or the end of a post.
type postForm struct {
	Agency   string   `form:"agency"`
	Position string   `form:"position"`
	From     string   `form:"from" label:"The first day" validate:"date"`
	Until    string   `form:"until" label:"The last day" validate:"date"`
	Acting   []string `form:"acting"`
	Flags    []string `form:"flags"`

	LeaveFrom  string `form:"leave_from" label:"The first day of the leave" validate:"date"`
	LeaveUntil string `form:"leave_until" label:"The last day of the leave" validate:"date"`
	Why        string `form:"why" label:"The reason" validate:"max=300"`

	Case string `form:"case"` // from which it follows
}

// moveForm shows the form for a new post.
func (s *Site) moveForm(base page.Base, who org.Person) formPage {
	return s.movePage(base, who, postForm{From: s.today().ISO()})
}

func (s *Site) movePage(base page.Base, who org.Person, form postForm) formPage {
	words := s.words(base)
	p := s.personForm(base, who.ID, "person.move")
	p.Action = personHref(who.ID) + "/post"
	p.agency(words, s.register.Tree(s.today()), form.Agency)
	p.add(words, "position", form.Position)
	p.date(words, "from", form.From)
	p.choose(words, fieldChecks, "acting", []string{"yes"}, form.Acting, "field.acting.")
	p.date(words, "until", form.Until)
	p.choose(words, fieldChecks, "flags", texts(org.Flags()), form.Flags, "flag.")
	p.because(words, form.Why)
	p.caseField(words, form.Case)
	return p
}

// move gives the person a post. Sent twice, the second finds the post there.
func (s *Site) move(c *fiber.Ctx) error {
	who, err := s.subject(c)
	if err != nil {
		return err
	}
	var form postForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.movePage(base, who, form) },
		do: func() (string, error) {
			ctx, err := because(c, form.Why, "Say why the person moves, for example the number of the transfer order.")
			if err != nil {
				return "", err
			}
			agency, err := agencyTyped(s.register.Tree(s.today()), form.Agency)
			if err != nil {
				return "", err
			}
			post := org.Post{
				Agency: agency, Position: form.Position, From: day.Date(form.From), Until: day.Date(form.Until), Acting: len(form.Acting) > 0,
				Flags: flagsOf(form.Flags),
			}
			done := slices.ContainsFunc(s.register.Appointments(who.ID), func(p org.Post) bool {
				return p.Agency == post.Agency && p.Position == post.Position && p.From == post.From && p.Acting == post.Acting
			})
			what := post.Position + ", " + s.register.Tree(s.today()).Name(agency) + ", from " + post.From.String()
			err = s.follow(c, form.Case, who.ID, appeal.DeedMove, what, func() error {
				if done {
					return nil
				}
				return s.register.Move(ctx, who.ID, post, string(me(c)))
			})
			return personHref(who.ID) + "?said=staff.saved", err
		},
	})
}

// leaveForm shows the form for leave.
func (s *Site) leaveForm(base page.Base, who org.Person) formPage {
	return s.leavePage(base, who, postForm{})
}

func (s *Site) leavePage(base page.Base, who org.Person, form postForm) formPage {
	words := s.words(base)
	p := s.personForm(base, who.ID, "person.leave")
	p.Action = personHref(who.ID) + "/leave"
	p.date(words, "leave_from", form.LeaveFrom)
	p.date(words, "leave_until", form.LeaveUntil)
	p.because(words, form.Why)
	p.caseField(words, form.Case)
	return p
}

// setLeave states a period of leave; stated again with another end it is shortened or extended.
func (s *Site) setLeave(c *fiber.Ctx) error {
	who, err := s.subject(c)
	if err != nil {
		return err
	}
	var form postForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.leavePage(base, who, form) },
		do: func() (string, error) {
			ctx, err := because(c, form.Why, "Say on what the leave rests, for example the number of the leave order.")
			if err != nil {
				return "", err
			}
			from, until := day.Date(form.LeaveFrom), day.Date(form.LeaveUntil)
			err = s.follow(c, form.Case, who.ID, appeal.DeedLeave, leaveText(from, until), func() error {
				return s.register.SetLeave(ctx, who.ID, from, until, string(me(c)))
			})
			return personHref(who.ID) + "?said=staff.saved", err
		},
	})
}

// leaveText is leave in words.
func leaveText(from, until day.Date) string {
	if until == "" {
		return "From " + from.String() + ", no end yet"
	}
	return "From " + from.String() + " until " + until.String()
}

// endForm shows the form that ends the present post.
func (s *Site) endForm(base page.Base, who org.Person) formPage {
	return s.endPage(base, who, postForm{Until: s.today().ISO()})
}

func (s *Site) endPage(base page.Base, who org.Person, form postForm) formPage {
	words := s.words(base)
	p := s.personForm(base, who.ID, "person.end")
	p.Action = personHref(who.ID) + "/end"
	p.date(words, "until", form.Until)
	p.because(words, form.Why)
	return p
}

// endPost ends the post of today. Somebody without one has left already, so that a second sending does no harm.
func (s *Site) endPost(c *fiber.Ctx) error {
	who, err := s.subject(c)
	if err != nil {
		return err
	}
	var form postForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.endPage(base, who, form) },
		do: func() (string, error) {
			ctx, err := because(c, form.Why, "Say why the post ends, for example: retired, or the order's number.")
			if err != nil {
				return "", err
			}
			next := personHref(who.ID) + "?said=staff.saved"
			post, ok := s.register.PostAt(who.ID, s.today())
			if !ok {
				return next, nil
			}
			return next, s.register.EndPost(ctx, post.ID, day.Date(form.Until), string(me(c)), form.Why)
		},
	})
}
