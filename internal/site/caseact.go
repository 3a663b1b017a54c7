package site

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/appeal"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// surePage says what will happen before an act that cannot be undone.
type surePage struct {
	page.Base
	Heading page.Phrase
	About   page.Identity
	Lines   []page.Phrase
	Said    []string // as the person will read it
	Hidden  []hiddenField
	Action  string
	Back    string
	Button  page.Phrase
}

// caseForm is the frame of an officer's form about a case; its texts are NAME.title, NAME.lead and NAME.button.
func (s *Site) caseForm(base page.Base, seen appeal.Sight, name page.Key, path string) formPage {
	words := s.words(base)
	p := formPage{Base: base, Heading: words.Say(name + ".title"), Button: words.Say(name + ".button"), Lead: words.Say(name + ".lead"),
		About: s.identity(seen.Person), Action: caseHref(seen.Number) + path, Back: caseHref(seen.Number)}
	p.Crumbs = []page.Link{{Label: words.Say("nav.cases"), Href: "/cases"}, {Label: page.Plain(string(seen.Number), ""), Href: p.Back}, here(p.Heading)}
	return p
}

// showCaseForm shows such a form for the first time.
func (s *Site) showCaseForm(c *fiber.Ctx, form func(page.Base, appeal.Sight) formPage) error {
	seen, err := s.caseSeen(c)
	if err != nil {
		return err
	}
	return s.show(c, "form", form(s.base(c), seen))
}

// takeCaseForm takes it.
func (s *Site) takeCaseForm(c *fiber.Ctx, form any, show func(page.Base, appeal.Sight) formPage, said string, do func(appeal.Sight) error) error {
	seen, err := s.caseSeen(c)
	if err != nil {
		return err
	}
	return s.take(c, form, taken{
		page: func(base page.Base) formPage { return show(base, seen) },
		do:   func() (string, error) { return caseHref(seen.Number) + "?said=" + said, do(seen) },
	})
}

// askBackPage is the form that asks the person back.
func (s *Site) askBackPage(base page.Base, seen appeal.Sight, form saidForm) formPage {
	p := s.caseForm(base, seen, "case.ask", "/question")
	p.add(s.words(base), "text", form.Text).Kind = fieldLong
	p.rename(s.words(base), "case.field.question")
	return p
}

func (s *Site) askBackForm(c *fiber.Ctx) error {
	return s.showCaseForm(c, func(base page.Base, seen appeal.Sight) formPage { return s.askBackPage(base, seen, saidForm{}) })
}

func (s *Site) askBack(c *fiber.Ctx) error {
	var form saidForm
	return s.takeCaseForm(c, &form, func(base page.Base, seen appeal.Sight) formPage { return s.askBackPage(base, seen, form) }, "case.said.asked",
		func(seen appeal.Sight) error {
			_, err := s.cases.Ask(c.UserContext(), clerk(c), seen.Number, form.Text)
			return err
		})
}

// caseDecision is a decision as it is typed. Sure comes from the page that says what will happen.
type caseDecision struct {
	Decision string   `form:"decision"`
	Reasons  []string `form:"reasons"`
	Text     string   `form:"text"`
	Records  string   `form:"records"`
	Sure     string   `form:"sure"`
}

func (f caseDecision) answer() appeal.Answer {
	a := appeal.Answer{Decision: appeal.Decision(f.Decision), Text: f.Text, Records: f.Records}
	for _, r := range f.Reasons {
		a.Reasons = append(a.Reasons, appeal.Reason(r))
	}
	return a
}

func (s *Site) answerPage(base page.Base, seen appeal.Sight, form caseDecision) formPage {
	words := s.words(base)
	p := s.caseForm(base, seen, "case.answer", "/answer")
	p.choose(words, fieldRadios, "decision", texts(appeal.Decisions()), []string{form.Decision}, "case.decision.")
	p.rename(words, "case.field.decision")
	p.choose(words, fieldChecks, "reasons", texts(appeal.Reasons("")), form.Reasons, "case.reason.")
	p.rename(words, "case.field.reasons")
	p.add(words, "text", form.Text).Kind = fieldLong
	p.rename(words, "case.field.answer")
	p.add(words, "records", form.Records)
	p.rename(words, "case.field.records")
	return p
}

func (s *Site) answerForm(c *fiber.Ctx) error {
	return s.showCaseForm(c, func(base page.Base, seen appeal.Sight) formPage { return s.answerPage(base, seen, caseDecision{}) })
}

// answerCase shows first what will happen; sent from there, it decides.
func (s *Site) answerCase(c *fiber.Ctx) error {
	var form caseDecision
	seen, err := s.caseSeen(c)
	if err != nil {
		return err
	}
	if err := route.Bind(c, &form); err == nil && form.Sure == "" && form.answer().Check() == nil {
		return s.show(c, "case-sure", s.answerSure(s.base(c), seen, form))
	}
	return s.takeCaseForm(c, &form, func(base page.Base, seen appeal.Sight) formPage { return s.answerPage(base, seen, form) }, "case.said.answered",
		func(seen appeal.Sight) error {
			_, err := s.cases.Answer(c.UserContext(), clerk(c), seen.Number, form.answer())
			return err
		})
}

// answerSure says what an answer does.
func (s *Site) answerSure(base page.Base, seen appeal.Sight, form caseDecision) surePage {
	words := s.words(base)
	f := s.caseForm(base, seen, "case.answer", "/answer")
	p := surePage{Base: f.Base, Heading: words.Say("case.answer.sure"), About: f.About, Action: f.Action, Back: f.Action, Button: words.Say("case.answer.sure.button"),
		Said: []string{form.Text}, Hidden: []hiddenField{{"decision", form.Decision}, {"text", form.Text}, {"records", form.Records}, {"sure", "yes"}}}
	p.Lines = []page.Phrase{words.Say(page.Key("case.decision." + form.Decision))}
	for _, r := range form.Reasons {
		p.Lines = append(p.Lines, words.Say(page.Key("case.reason."+r)))
		p.Hidden = append(p.Hidden, hiddenField{"reasons", r})
	}
	if seen.Stage == 1 {
		p.Lines = append(p.Lines, words.Say("case.answer.first", "until", s.appealUntil().String()))
	} else {
		p.Lines = append(p.Lines, words.Say("case.answer.final"))
	}
	p.Lines = append(p.Lines, words.Say("case.answer.rest"))
	return p
}

// deskFields is who answers from now on.
type deskFields struct {
	Officer string `form:"officer" label:"The officer" validate:"required"`
	Cause   string `form:"cause"`
}

func (s *Site) deskPage(base page.Base, me org.PersonID, seen appeal.Sight, form deskFields) formPage {
	words := s.words(base)
	p := s.caseForm(base, seen, "case.move", "/desk")
	f := p.add(words, "officer", "")
	f.Kind = fieldSelect
	if seen.Takes {
		f.Options = append(f.Options, page.Choice{Value: string(me), HTML: words.Say("case.move.me").HTML(), Chosen: form.Officer == string(me)})
	}
	for _, d := range seen.Desks {
		f.Options = append(f.Options, page.Choice{Value: string(d.ID), Chosen: form.Officer == string(d.ID),
			HTML: text(s.nameOf(string(d.ID)) + ", " + words.Say(page.Key("case.office."+string(d.Office))).Text)})
	}
	p.rename(words, "case.field.officer")
	p.add(words, "cause", form.Cause)
	p.rename(words, "case.field.cause")
	return p
}

func (s *Site) deskForm(c *fiber.Ctx) error {
	return s.showCaseForm(c, func(base page.Base, seen appeal.Sight) formPage {
		return s.deskPage(base, me(c), seen, deskFields{Officer: c.Query("officer")})
	})
}

func (s *Site) moveCase(c *fiber.Ctx) error {
	var form deskFields
	return s.takeCaseForm(c, &form, func(base page.Base, seen appeal.Sight) formPage { return s.deskPage(base, me(c), seen, form) }, "case.said.moved",
		func(seen appeal.Sight) error {
			_, err := s.cases.Hand(c.UserContext(), clerk(c), seen.Number, org.PersonID(form.Officer), form.Cause)
			return err
		})
}

// paperSaid is what the person said on paper to their case.
type paperSaid struct {
	Text      string `form:"text"`
	Reference string `form:"reference" label:"The reference" validate:"required"`
	Day       string `form:"day" label:"The day" validate:"required,date"`
}

func (s *Site) paperPage(base page.Base, seen appeal.Sight, form paperSaid) formPage {
	words := s.words(base)
	name := page.Key("case.paper.appeal")
	if seen.State == appeal.StateAsked {
		name = "case.paper.reply"
	}
	p := s.caseForm(base, seen, name, "/paper")
	p.add(words, "text", form.Text).Kind = fieldLong
	p.rename(words, "case.field.text")
	paperFields(&p, words, form.Reference, form.Day)
	return p
}

func (s *Site) paperForm(c *fiber.Ctx) error {
	return s.showCaseForm(c, func(base page.Base, seen appeal.Sight) formPage {
		return s.paperPage(base, seen, paperSaid{Day: s.today().ISO()})
	})
}

// takePaper enters a reply or an appeal that came on paper.
func (s *Site) takePaper(c *fiber.Ctx) error {
	var form paperSaid
	return s.takeCaseForm(c, &form, func(base page.Base, seen appeal.Sight) formPage { return s.paperPage(base, seen, form) }, "case.said.entered",
		func(seen appeal.Sight) error {
			said := appeal.Words{Text: form.Text, By: me(c), Paper: &appeal.Paper{Reference: form.Reference, Day: form.Day}}
			say := s.cases.Appeal
			if seen.State == appeal.StateAsked {
				say = s.cases.Reply
			}
			_, err := say(c.UserContext(), seen.Person, seen.Number, said)
			return err
		})
}

// doneFields is what was done because of a decision.
type doneFields struct {
	Deed string `form:"deed" label:"What was done" validate:"required"`
	Text string `form:"text"`
}

func (s *Site) donePage(base page.Base, seen appeal.Sight, form doneFields) formPage {
	words := s.words(base)
	p := s.caseForm(base, seen, "case.done", "/done")
	p.choose(words, fieldSelect, "deed", texts(appeal.Deeds()), []string{form.Deed}, "case.deed.")
	p.rename(words, "case.field.deed")
	p.add(words, "text", form.Text)
	p.rename(words, "case.field.done")
	return p
}

func (s *Site) doneForm(c *fiber.Ctx) error {
	return s.showCaseForm(c, func(base page.Base, seen appeal.Sight) formPage {
		return s.donePage(base, seen, doneFields{Deed: string(seen.Wrong.Leads())})
	})
}

// noteDone notes it. Only who may read the case may say what followed from it.
func (s *Site) noteDone(c *fiber.Ctx) error {
	var form doneFields
	return s.takeCaseForm(c, &form, func(base page.Base, seen appeal.Sight) formPage { return s.donePage(base, seen, form) }, "case.said.noted",
		func(seen appeal.Sight) error {
			if !seen.Words {
				return fault.Forbidden("This case is answered by another office.")
			}
			_, err := s.cases.Done(c.UserContext(), me(c), seen.Number, appeal.Deed(form.Deed), form.Text)
			return err
		})
}

// voidFields name the fact that does not count, and why.
type voidFields struct {
	Fact  string `form:"fact" label:"The record" validate:"required"`
	Cause string `form:"cause" label:"The cause" validate:"required,max=300"`
	Sure  string `form:"sure"`
}

// voidable gives the facts of the course that count, the newest first. Only RCSC takes a record back, and only because of a case
// that was granted.
func (s *Site) voidable(c *fiber.Ctx, seen appeal.Sight) ([]learning.Fact, error) {
	if !clerk(c).Scope.All || !seen.Words || !seen.Given() || seen.About.Course == "" {
		return nil, fault.Forbidden("A record is taken back by RCSC, because of a case about it that was granted.")
	}
	facts, err := s.learning.FactsOf(c.UserContext(), seen.Person, seen.About.Course)
	if err != nil {
		return nil, err
	}
	var out []learning.Fact
	for _, f := range learning.Counting(facts) {
		if f.Kind != learning.KindVoid && f.Kind != learning.KindLessonOpen && f.Kind != learning.KindToldOf {
			out = append([]learning.Fact{f}, out...)
		}
	}
	return out, nil
}

func (s *Site) voidPage(base page.Base, seen appeal.Sight, facts []learning.Fact, form voidFields) formPage {
	words := s.words(base)
	p := s.caseForm(base, seen, "case.void", "/void")
	f := p.add(words, "fact", "")
	f.Kind = fieldSelect
	for _, one := range facts {
		f.Options = append(f.Options, page.Choice{Value: one.ID, HTML: text(s.factLine(words, one)), Chosen: one.ID == form.Fact})
	}
	p.rename(words, "case.field.fact")
	p.add(words, "cause", form.Cause)
	p.rename(words, "case.field.void")
	return p
}

// factLine is a fact in a line: what it is and when.
func (s *Site) factLine(words *page.Words, f learning.Fact) string {
	what := words.Say(page.Key("case.fact." + string(f.Kind))).Text
	if at := f.Attempt(); at > 0 {
		what += fmt.Sprintf(" %d", at)
	}
	if l := f.Lesson(); l != "" {
		what += " " + string(l)
	}
	return what + ", " + momentText(f.At)
}

func (s *Site) voidForm(c *fiber.Ctx) error {
	seen, err := s.caseSeen(c)
	if err != nil {
		return err
	}
	facts, err := s.voidable(c, seen)
	if err != nil {
		return err
	}
	return s.show(c, "form", s.voidPage(s.base(c), seen, facts, voidFields{Fact: seen.About.Fact}))
}

// voidFact shows first what will happen; sent from there, it records that the fact does not count. What hangs below it does not
// count either. The person is told by their case, with the cause.
func (s *Site) voidFact(c *fiber.Ctx) error {
	seen, err := s.caseSeen(c)
	if err != nil {
		return err
	}
	facts, err := s.voidable(c, seen)
	if err != nil {
		return err
	}
	var form voidFields
	var chosen learning.Fact
	bound := route.Bind(c, &form)
	for _, f := range facts {
		if f.ID == form.Fact {
			chosen = f
		}
	}
	words := s.words(s.base(c))
	if bound == nil && chosen.ID != "" && form.Sure == "" {
		return s.show(c, "case-sure", s.voidSure(s.base(c), seen, form, s.factLine(words, chosen)))
	}
	return s.takeCaseForm(c, &form, func(base page.Base, seen appeal.Sight) formPage { return s.voidPage(base, seen, facts, form) }, "case.said.noted",
		func(seen appeal.Sight) error {
			again := slices.ContainsFunc(seen.Deeds(), func(e appeal.Event) bool {
				return e.Deed == appeal.DeedVoid && e.By == me(c) && e.Text == strings.TrimSpace(form.Cause)
			})
			if again && chosen.ID == "" {
				return nil // sent twice: it is done
			}
			if chosen.ID == "" {
				return fault.Invalid("Please correct what is marked.", fault.Field{Name: "fact", Message: "Choose a record of the list."})
			}
			if err := s.learning.Void(c.UserContext(), form.Fact, form.Cause+" (case "+string(seen.Number)+")", string(me(c))); err != nil {
				return err
			}
			_, err := s.cases.Done(c.UserContext(), me(c), seen.Number, appeal.DeedVoid, form.Cause)
			return err
		})
}

// voidSure says what a void does.
func (s *Site) voidSure(base page.Base, seen appeal.Sight, form voidFields, line string) surePage {
	words := s.words(base)
	f := s.caseForm(base, seen, "case.void", "/void")
	return surePage{Base: f.Base, Heading: words.Say("case.void.sure"), About: f.About, Action: f.Action, Back: f.Action, Button: words.Say("case.void.sure.button"),
		Said: []string{form.Cause}, Hidden: []hiddenField{{"fact", form.Fact}, {"cause", form.Cause}, {"sure", "yes"}},
		Lines: []page.Phrase{words.Say("case.void.what", "fact", line), words.Say("case.void.below"), words.Say("case.void.kept")}}
}
