package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
	"lamtoen/internal/workbook"
)

// workbookPlanPage is a plan to read as a whole.
type workbookPlanPage struct {
	page.Base
	Title     string
	Agency    string
	Version   int
	State     string
	At        day.Date
	Submitted planStep
	Reviewed  planStep
	Parts     []docPart
	Review    planReview
	PDF       string
}

// docPart is a part to read.
type docPart struct {
	Number int
	Title  string
	Fields []docField
}

// docField is a field to read.
type docField struct {
	planValue
	Label string
}

// newWorkbookPlan builds the page. Name is nil for readers who see no names.
func newWorkbookPlan(base page.Base, d workbook.Document, name func(org.PersonID) string) workbookPlanPage {
	base.Wide = true
	p := workbookPlanPage{Base: base, Title: d.Form.Title, Version: d.Version, State: string(d.State), At: day.Of(d.At)}
	step := func(f workbook.Fact) planStep {
		if name == nil {
			return planStep{Key: string(f.Kind), By: f.Position, At: day.Of(f.At)}
		}
		return newPlanStep(f, name)
	}
	if d.Submitted != nil {
		p.Submitted = step(*d.Submitted)
	}
	if d.Reviewed != nil {
		p.Reviewed = step(*d.Reviewed)
		if name != nil {
			p.Review = newPlanReview(d.Form, *d.Reviewed, name)
		}
	}
	for i, part := range d.Form.Parts {
		shown := docPart{Number: i + 1, Title: part.Title}
		for _, f := range part.Fields {
			shown.Fields = append(shown.Fields, docField{newPlanValue(f, d.Entry(f.ID).Value), f.Label})
		}
		p.Parts = append(p.Parts, shown)
	}
	return p
}

// roundAsked is the document of the address: a round of a version, or the plan as it stands.
func (s *Site) roundAsked(c *fiber.Ctx) (workbook.Document, error) {
	a, err := s.plans.Access(c.UserContext(), me(c))
	if err != nil {
		return workbook.Document{}, err
	}
	if version := c.QueryInt("version"); version > 0 {
		return s.plans.Submitted(c.UserContext(), a, version, c.QueryInt("round"))
	}
	return s.plans.Current(c.UserContext(), a)
}

// workbookPlan shows the agency's own plan to its people, with names.
func (s *Site) workbookPlan(c *fiber.Ctx) error {
	d, err := s.roundAsked(c)
	if err != nil {
		return err
	}
	p := newWorkbookPlan(s.planBase(c, s.words(s.base(c)).Say("plan.read")), d, s.personName)
	p.Agency, p.PDF = s.register.Tree(s.today()).Name(d.Agency), "/workbook/plan.pdf"
	if d.Round > 0 {
		p.PDF = "/workbook/plan.pdf" + roundHref(d.Version, d.Round)[len("/workbook/plan"):]
	}
	return s.show(c, "workbook-plan", p)
}

// workbookPDF prints it.
func (s *Site) workbookPDF(c *fiber.Ctx) error {
	d, err := s.roundAsked(c)
	if err != nil {
		return err
	}
	return s.sendPlan(c, d, s.personName)
}

func (s *Site) sendPlan(c *fiber.Ctx, d workbook.Document, name func(org.PersonID) string) error {
	p := workbook.Print{Agency: s.register.Tree(s.today()).Name(d.Agency), Name: name}
	if mark := s.mark(); mark != "" {
		p.Marks = []string{mark}
	}
	file, err := d.PDF(p)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="social-media-plan-`+string(d.Agency)+"-"+day.Of(d.At).ISO()+`.pdf"`)
	return c.Send(file)
}

// workbookReviewPage is the review of a submitted plan by a colleague.
type workbookReviewPage struct {
	page.Base
	Agency    string
	Version   int
	Round     int
	Submitted planStep
	Parts     []planPart
	Questions []planQuestion
	Note      page.Field
	Answered  int
	Total     int
}

// planQuestion is a question with what the reviewer has answered so far.
type planQuestion struct {
	ID       string
	Number   int
	Question string
	Yes      bool
	NotYet   bool
	Note     string
	Wrong    page.Phrase
}

// newWorkbookReview builds the page.
func newWorkbookReview(base page.Base, form *courses.Workbook, p workbook.Plan, sheet workbook.Sheet) workbookReviewPage {
	out := workbookReviewPage{
		Base: base, Version: p.Version, Round: p.Round, Answered: sheet.Answered(), Total: len(form.Review),
		Note: page.Field{Name: workbook.NoteField, Value: sheet.Note, Hint: true, Wrong: base.Wrong(workbook.NoteField)},
	}
	for i, q := range form.Review {
		a := sheet.Answer(q.ID)
		out.Questions = append(out.Questions, planQuestion{
			ID: string(q.ID), Number: i + 1, Question: q.Question, Yes: a.Verdict == workbook.Yes, NotYet: a.Verdict == workbook.NotYet,
			Note: a.Note, Wrong: base.Wrong(string(q.ID)),
		})
	}
	return out
}

// workbookReview shows the review to whoever may make it; the plan's page tells everybody else how things stand.
func (s *Site) workbookReview(c *fiber.Ctx) error {
	a, p, err := s.planAsked(c)
	if err != nil {
		return err
	}
	if !p.MayReview(a) {
		return to(c, "/workbook")
	}
	sheet, err := s.plans.Sheet(c.UserContext(), a, p)
	if err != nil {
		return err
	}
	return s.show(c, "workbook-review", s.reviewPage(s.reviewBase(c), p, sheet))
}

func (s *Site) reviewBase(c *fiber.Ctx) page.Base {
	return s.planBase(c, s.words(s.base(c)).Say("plan.review.title"))
}

func (s *Site) reviewPage(base page.Base, p workbook.Plan, sheet workbook.Sheet) workbookReviewPage {
	out := newWorkbookReview(base, s.plans.Form(), p, sheet)
	out.Agency = s.register.Tree(s.today()).Name(p.Agency)
	if f, ok := p.Last(workbook.KindSubmitted); ok {
		out.Submitted = newPlanStep(f, s.personName)
	}
	return out
}

// doReview saves the answers, and ends the review where a button says so.
func (s *Site) doReview(c *fiber.Ctx) error {
	a, p, err := s.planAsked(c)
	if err != nil {
		return err
	}
	values := formValues(c)
	var form seenForm
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	sheet := readSheet(s.plans.Form(), values)
	var next string
	switch button := first(values("do")); button {
	case "agree", "return":
		next = "/workbook?said=plan.decided"
		err = s.plans.Decide(c.UserContext(), a, form.seen(), sheet, button == "agree")
	default:
		next = "/workbook/review?said=plan.saved"
		err = s.plans.SaveReview(c.UserContext(), a, form.seen(), sheet)
	}
	if f, ok := fault.As(err); ok && (f.Code == fault.CodeInvalid || f.Code == fault.CodeConflict) {
		base := s.reviewBase(c)
		base.Refuse(f)
		if f.Code == fault.CodeInvalid {
			base.Problems = append([]page.Problem{{Message: base.Said(f.Message)}}, base.Problems...)
		}
		return s.refuse(c, "workbook-review", s.reviewPage(base, p, sheet), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	return to(c, next)
}

// readSheet reads the answers of the form.
func readSheet(form *courses.Workbook, values func(string) []string) workbook.Sheet {
	sheet := workbook.Sheet{Note: workbook.Tidy(first(values(workbook.NoteField)))}
	for _, q := range form.Review {
		a := workbook.Answer{Question: q.ID, Note: workbook.Tidy(first(values(string(q.ID) + ".note")))}
		if v := workbook.Verdict(first(values(string(q.ID)))); v == workbook.Yes || v == workbook.NotYet {
			a.Verdict = v
		}
		if a.Verdict != "" || a.Note != "" {
			sheet.Answers = append(sheet.Answers, a)
		}
	}
	return sheet
}
