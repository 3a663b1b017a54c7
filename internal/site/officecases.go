package site

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// casesPage lists the cases of an officer's scope: late ones first, then those on their desk.
type casesPage struct {
	page.Base
	Open    []caseView
	Closed  []caseView
	Late    int
	Waiting int // over all pages
	Newer   string
	Older   string
	Changes int // granted, and the register not changed yet; for those who may see all of these
}

func (s *Site) officeCases(c *fiber.Ctx) error {
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{here(words.Say("nav.cases"))}
	base.Wide = true
	lines, err := s.cases.List(c.UserContext(), clerk(c))
	if err != nil {
		return err
	}
	p := casesPage{Base: base}
	for _, l := range lines {
		p.Late += count01(l.Late)
		p.Waiting += count01(l.Rests())
	}
	if scope, ok := reach(c, account.ManageRegister); ok {
		p.Changes = len(s.awaited(scope, ""))
	}
	number := pageNumber(c)
	from := min((number-1)*pageSize, len(lines))
	for _, l := range lines[from:min(from+pageSize, len(lines))] {
		if l.Rests() {
			p.Open = append(p.Open, s.officeLine(words, l))
		} else {
			p.Closed = append(p.Closed, s.officeLine(words, l))
		}
	}
	p.Newer, p.Older = pages("/cases", url.Values{}, number, len(lines))
	return s.show(c, "cases", p)
}

// officeLine is a case in the list, without anybody's words.
func (s *Site) officeLine(words *page.Words, l appeal.Line) caseView {
	v := s.caseView(words, l.Case, false)
	s.whose(&v, l.Case)
	v.Mine, v.Steps = l.Mine, nil
	return v
}

// whose adds the person.
func (s *Site) whose(v *caseView, c appeal.Case) {
	p, _ := s.register.Person(c.Person)
	v.Href, v.Person, v.EID, v.PersonHref = caseHref(c.Number), p.Name, p.EID, personHref(c.Person)
	if c.Agency != "" {
		v.Agency = s.register.Tree(s.today()).Name(c.Agency)
	}
}

// casePage is a case for an officer, with what they may do.
type casePage struct {
	page.Base
	Case   caseView
	Why    page.Phrase // why this desk has it
	Read   bool        // may read what was written
	Holds  bool
	Asks   bool // may ask back
	Takes  bool
	Hands  bool
	Paper  page.Key // what can be entered on paper: case.paper.reply, case.paper.appeal; "" nothing
	Given  bool
	Voids  bool
	Next   page.Phrase // to what the decision leads
	Act    page.Link   // where that is done; zero for somebody who may not
	Record bool        // the person's page is open to the officer
}

// caseSeen is the case of the address as the officer sees it.
func (s *Site) caseSeen(c *fiber.Ctx) (appeal.Sight, error) {
	n, err := numberAsked(c)
	if err != nil {
		return appeal.Sight{}, err
	}
	return s.cases.See(c.UserContext(), clerk(c), n)
}

func (s *Site) officeCase(c *fiber.Ctx) error {
	seen, err := s.caseSeen(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.cases"), Href: "/cases"}, here(page.Plain(string(seen.Number), ""))}
	p := casePage{
		Base: base, Case: s.caseView(words, seen.Case, seen.Words), Why: words.Say(page.Key("case.why." + string(seen.Desk.Why))),
		Read: seen.Words, Holds: seen.Holds, Takes: seen.Takes, Hands: len(seen.Desks) > 0, Given: seen.Given() && seen.Words,
		Asks: seen.Holds && seen.State != appeal.StateAsked && !seen.Asked(),
	}
	p.Voids = p.Given && clerk(c).Scope.All && seen.About.Course != ""
	s.whose(&p.Case, seen.Case)
	if len(seen.Answers()) > 0 {
		p.Case.Letter = p.Case.Href + "/letter.pdf"
	}
	if names, ok := reach(c, account.ViewNames); ok {
		p.Record = s.within(names, s.agencyOf(seen.Person))
	}
	switch seen.State {
	case appeal.StateAsked:
		p.Paper = "case.paper.reply"
	case appeal.StateAnswered:
		p.Paper = "case.paper.appeal"
	case appeal.StateOpen, appeal.StateAppealed, appeal.StateClosed:
	}
	s.leads(c, words, &p, seen.Case)
	if accepts(c, seen) {
		p.Act = page.Link{Label: p.Next, Href: p.Case.Href + "/equivalent"}
	}
	return s.show(c, "case", p)
}

// leads says to what a granted case leads, and where it is done, with the number carried along.
func (s *Site) leads(c *fiber.Ctx, words *page.Words, p *casePage, of appeal.Case) {
	if !p.Given {
		return
	}
	deed := of.Wrong.Leads()
	p.Next = words.Say(page.Key("case.next." + string(deed)))
	path := deedForm(deed)
	if _, ok := reach(c, account.ManageAccounts); ok && path != "" {
		p.Act = page.Link{Label: p.Next, Href: personHref(of.Person) + path + "?case=" + string(of.Number)}
	}
	if deed == appeal.DeedVoid && p.Voids {
		p.Act, p.Voids = page.Link{Label: p.Next, Href: p.Case.Href + "/void"}, false
	}
}

// officeLetter sends the letter. Who may not read the person's words gets it without.
func (s *Site) officeLetter(c *fiber.Ctx) error {
	seen, err := s.caseSeen(c)
	if err != nil {
		return err
	}
	file, err := s.cases.Letter(seen.Case, s.casePrint(seen.Case, seen.Words))
	if err != nil {
		return err
	}
	return sendPDF(c, string(seen.Number)+".pdf", file)
}

// officeSlip sends the slip with the number, for somebody who gave their words on paper.
func (s *Site) officeSlip(c *fiber.Ctx) error {
	seen, err := s.caseSeen(c)
	if err != nil {
		return err
	}
	file, err := s.cases.Slip(seen.Case, s.casePrint(seen.Case, seen.Words))
	if err != nil {
		return err
	}
	return sendPDF(c, string(seen.Number)+"-slip.pdf", file)
}

// paperCase is a case as it is entered from paper.
type paperCase struct {
	EID       string `form:"eid" label:"The EID" validate:"required"`
	Wrong     string `form:"wrong" label:"What is wrong" validate:"required"`
	Text      string `form:"text"`
	Course    string `form:"course"`
	Reference string `form:"reference" label:"The reference" validate:"required"`
	Day       string `form:"day" label:"The day" validate:"required,date"`
}

func (s *Site) paperCasePage(base page.Base, form paperCase) formPage {
	words := s.words(base)
	p := formPage{Base: base, Heading: words.Say("case.paper.title"), Lead: words.Say("case.paper.lead"), Button: words.Say("case.paper.button"),
		Action: "/cases/new", Back: "/cases"}
	p.Crumbs = []page.Link{{Label: words.Say("nav.cases"), Href: "/cases"}, here(p.Heading)}
	p.add(words, "eid", form.EID)
	s.wrongFields(&p, words, true, wrongForm{Wrong: form.Wrong, Text: form.Text, Course: form.Course})
	paperFields(&p, words, form.Reference, form.Day)
	return p
}

// paperFields adds where the paper is kept and when it came.
func paperFields(p *formPage, words *page.Words, reference, on string) {
	p.add(words, "reference", reference)
	p.rename(words, "case.field.reference")
	p.date(words, "day", on)
	p.rename(words, "case.field.day")
}

func (s *Site) newPaperCase(c *fiber.Ctx) error {
	form := paperCase{Day: s.today().ISO()}
	if p, ok := s.register.Person(org.PersonID(c.Query("person"))); ok && s.within(clerk(c).Scope, s.agencyOf(p.ID)) {
		form.EID = p.EID
	}
	return s.show(c, "form", s.paperCasePage(s.base(c), form))
}

// openPaperCase enters it for somebody of the officer's scope. Sent twice it is one case.
func (s *Site) openPaperCase(c *fiber.Ctx) error {
	var form paperCase
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.paperCasePage(base, form) },
		do: func() (string, error) {
			who, ok := s.register.ByEID(form.EID)
			switch {
			case ok && who.ID == me(c):
				return "", fault.Invalid("Please correct what is marked.",
					fault.Field{Name: "eid", Message: "This is your own EID. Say what is wrong with your own record on your page “My cases”."})
			case !ok || !s.within(clerk(c).Scope, s.agencyOf(who.ID)):
				return "", fault.Invalid("Please correct what is marked.",
					fault.Field{Name: "eid", Message: "Nobody with this EID serves in the agencies that you look after. Look at the number again."})
			}
			a := appeal.About{}
			if form.Course != "" {
				var err error
				if a, err = s.aboutAsked(c, who.ID, aboutCourse+form.Course); err != nil {
					return "", fault.Invalid("Please correct what is marked.", fault.Field{Name: "course", Message: "Choose a course of the list."})
				}
			}
			opened, err := s.cases.Open(c.UserContext(), appeal.Claim{Person: who.ID, By: me(c), Wrong: appeal.Wrong(form.Wrong), About: a, Text: form.Text,
				Paper: &appeal.Paper{Reference: form.Reference, Day: form.Day}})
			return caseHref(opened.Number) + "?said=case.said.entered", err
		},
	})
}
