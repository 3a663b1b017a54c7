package site

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// myCasesPage lists the cases of the person who asks.
type myCasesPage struct {
	page.Base
	Cases []caseView
	Until day.Date // of an appeal against what is shown today
}

// myCasePage is one of them, with what the person can do next.
type myCasePage struct {
	page.Base
	Case     caseView
	Asked    string     // what the officer wants to know; "" nothing
	Reply    page.Field // shown while the officer asks back
	Appeal   page.Field // shown while the answer may be appealed
	MayTake  bool       // may take the case back
	MayReply bool
}

// myCases shows the list, the newest first.
func (s *Site) myCases(c *fiber.Ctx) error {
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.me"), Href: "/me"}, here(words.Say("case.mine"))}
	list, err := s.cases.Mine(c.UserContext(), me(c))
	if err != nil {
		return err
	}
	p := myCasesPage{Base: base, Until: s.appealUntil()}
	for _, one := range list {
		v := s.caseView(words, one, true)
		v.Href = myCaseHref(one.Number)
		p.Cases = append(p.Cases, v)
	}
	return s.show(c, "my-cases", p)
}

// wrongForm is what somebody says is wrong. Course is chosen where the address carries nothing along.
type wrongForm struct {
	Wrong  string `form:"wrong" label:"What is wrong" validate:"required"`
	Text   string `form:"text"`
	Course string `form:"course"`
}

// wrongPage is the form; about is what the address carries along.
func (s *Site) wrongPage(base page.Base, about string, a appeal.About, form wrongForm) formPage {
	words := s.words(base)
	p := formPage{Base: base, Heading: words.Say("case.new.title"), Lead: words.Say("case.new.lead"), Button: words.Say("case.new.button"),
		Action: "/me/cases/new", Back: "/me/cases"}
	if about != "" {
		p.Action = wrongHref(about)
		p.Lead = words.Say("case.new.lead.about", "about", s.aboutWords(words, a).Text)
	}
	p.Crumbs = []page.Link{{Label: words.Say("case.mine"), Href: "/me/cases"}, here(p.Heading)}
	s.wrongFields(&p, words, about == "", form)
	return p
}

// wrongFields adds the list, the course where it is not known, and the text.
func (s *Site) wrongFields(p *formPage, words *page.Words, course bool, form wrongForm) {
	p.choose(words, fieldRadios, "wrong", texts(appeal.Wrongs()), []string{form.Wrong}, "case.wrong.")
	p.rename(words, "case.field.wrong")
	if course {
		f := p.add(words, "course", "")
		f.Kind = fieldSelect
		for _, one := range s.library.Current() {
			f.Options = append(f.Options, page.Choice{Value: string(one.ID), HTML: text(one.Title), Chosen: string(one.ID) == form.Course})
		}
		p.rename(words, "case.field.course")
	}
	p.add(words, "text", form.Text).Kind = fieldLong
	p.rename(words, "case.field.text")
}

// rename gives the last field the words of another key, with its hint.
func (p *formPage) rename(words *page.Words, key page.Key) {
	f := &p.Fields[len(p.Fields)-1]
	f.Label, f.Hint = words.Say(key), words.Has(key+".hint")
	if f.Hint {
		f.HintText = words.Say(key + ".hint")
	}
}

func (s *Site) newCase(c *fiber.Ctx) error {
	about := c.Query("about")
	a, err := s.aboutAsked(c, me(c), about)
	if err != nil {
		return err
	}
	return s.show(c, "form", s.wrongPage(s.base(c), about, a, wrongForm{}))
}

// openCase opens it. Sent twice it is one case.
func (s *Site) openCase(c *fiber.Ctx) error {
	about := c.Query("about")
	a, err := s.aboutAsked(c, me(c), about)
	if err != nil {
		return err
	}
	var form wrongForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.wrongPage(base, about, a, form) },
		do: func() (string, error) {
			if about == "" && form.Course != "" {
				if a, err = s.aboutAsked(c, me(c), aboutCourse+form.Course); err != nil {
					return "", fault.Invalid("Please correct what is marked.", fault.Field{Name: "course", Message: "Choose a course of the list."})
				}
			}
			opened, err := s.cases.Open(c.UserContext(), appeal.Claim{Person: me(c), By: me(c), Wrong: appeal.Wrong(form.Wrong), About: a, Text: form.Text})
			return myCaseHref(opened.Number) + "?said=case.said.opened", err
		},
	})
}

// caseOfMine is the person's own case of the address.
func (s *Site) caseOfMine(c *fiber.Ctx) (appeal.Case, error) {
	n, err := numberAsked(c)
	if err != nil {
		return appeal.Case{}, err
	}
	return s.cases.Own(c.UserContext(), me(c), n)
}

func (s *Site) myCase(c *fiber.Ctx) error {
	found, err := s.caseOfMine(c)
	if err != nil {
		return err
	}
	return s.show(c, "my-case", s.myCasePage(s.base(c), found, ""))
}

func (s *Site) myCasePage(base page.Base, c appeal.Case, typed string) myCasePage {
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("case.mine"), Href: "/me/cases"}, here(page.Plain(string(c.Number), ""))}
	p := myCasePage{Base: base, Case: s.caseView(words, c, true), MayTake: c.Rests(), MayReply: c.State == appeal.StateAsked}
	p.Case.Href = myCaseHref(c.Number)
	if len(c.Answers()) > 0 {
		p.Case.Letter = p.Case.Href + "/letter.pdf"
	}
	if asked, ok := c.Last(appeal.KindAsked); ok && p.MayReply {
		p.Asked = asked.Text
	}
	p.Reply = page.Field{Name: "text", Value: typed, Hint: true, Wrong: base.Wrong("text")}
	p.Appeal = p.Reply
	return p
}

// saidForm is what the person says to their case.
type saidForm struct {
	Text string `form:"text"`
}

// sayToCase takes such a form; a refusal shows the case again with what was typed.
func (s *Site) sayToCase(c *fiber.Ctx, said string, do func(appeal.Number, appeal.Words) (appeal.Case, error)) error {
	found, err := s.caseOfMine(c)
	if err != nil {
		return err
	}
	var form saidForm
	if err = route.Bind(c, &form); err == nil {
		_, err = do(found.Number, appeal.Words{Text: form.Text, By: me(c)})
	}
	if f, ok := fault.As(err); ok {
		base := s.base(c)
		base.Refuse(f)
		return s.refuse(c, "my-case", s.myCasePage(base, found, form.Text), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	return to(c, myCaseHref(found.Number)+"?said="+said)
}

func (s *Site) replyCase(c *fiber.Ctx) error {
	return s.sayToCase(c, "case.said.replied", func(n appeal.Number, w appeal.Words) (appeal.Case, error) {
		return s.cases.Reply(c.UserContext(), me(c), n, w)
	})
}

func (s *Site) appealCase(c *fiber.Ctx) error {
	return s.sayToCase(c, "case.said.appealed", func(n appeal.Number, w appeal.Words) (appeal.Case, error) {
		return s.cases.Appeal(c.UserContext(), me(c), n, w)
	})
}

func (s *Site) withdrawCase(c *fiber.Ctx) error {
	return s.sayToCase(c, "case.said.withdrawn", func(n appeal.Number, _ appeal.Words) (appeal.Case, error) {
		return s.cases.Withdraw(c.UserContext(), me(c), n)
	})
}

// myLetter sends the answer to print.
func (s *Site) myLetter(c *fiber.Ctx) error {
	found, err := s.caseOfMine(c)
	if err != nil {
		return err
	}
	file, err := s.cases.Letter(found, s.casePrint(found, true))
	if err != nil {
		return err
	}
	return sendPDF(c, string(found.Number)+".pdf", file)
}

// caseCard is what the first page says of cases: one's own that are open, or were answered lately, and those on one's desk.
type caseCard struct {
	Cases []caseView
	Desk  page.Phrase // zero for somebody with no case on their desk
	Late  page.Phrase
}

// lately is how long an answer stands on the first page.
const lately = 30 * 24 * time.Hour

func (s *Site) caseCard(c *fiber.Ctx, base page.Base) caseCard {
	var card caseCard
	words := s.words(base)
	for _, one := range s.cases.Remembered(me(c)) {
		last := one.Events[len(one.Events)-1]
		if one.Rests() || one.State == appeal.StateAnswered || last.Kind != appeal.KindWithdrawn && s.settings.Now().Sub(last.Recorded) < lately {
			v := s.caseView(words, one, true)
			v.Href = myCaseHref(one.Number)
			card.Cases = append(card.Cases, v)
		}
	}
	if _, ok := reach(c, account.AnswerCases); ok {
		open, late := s.cases.OpenFor(me(c))
		if open > 0 {
			card.Desk = words.Count("case.desk", open)
		}
		if late > 0 {
			card.Late = words.Count("case.desk.late", late)
		}
	}
	return card
}
