package site

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
	"lamtoen/internal/workbook"
)

// planBody is how large the form of a part may be, in bytes: tables of a hundred long rows, and Dzongkha, which takes nine bytes
// for each letter on its way.
const planBody = 4 << 20

// workbookPage is the plan of the reader's agency: how far it is, what is missing, who writes, and what is next.
type workbookPage struct {
	page.Base
	Title   string
	Summary string
	Agency  string
	Version int // 0: none begun
	Next    int // the version that can be begun; 0: none
	State   string
	Since   day.Date
	Open    bool
	Parts   []planPart
	Whole   page.Progress
	Missing []page.Link // fields that are required and empty

	// What the form of the submission carries.
	Round, Edits int

	Writers   []string
	Reviewers []string // name and position
	MayReview bool
	Author    bool // the reader has written in this version
	Returned  planReview
	History   []planStep
}

// planPart is one part with how much of it is there.
type planPart struct {
	Number int
	Href   string
	Title  string
	Done   int
	Whole  int
}

// planReview is what a review came to, for the authors.
type planReview struct {
	Shown bool
	By    string
	At    day.Date
	Note  string
	Open  []planRemark
}

// planRemark is one thing that is not there yet.
type planRemark struct{ Question, Note string }

// planStep is a line of the history.
type planStep struct {
	Key     string // of what happened: begun, submitted, returned, agreed
	Version int
	By      string
	At      day.Date
	Href    string // what was submitted
}

// newWorkbook builds the page; name gives somebody's name.
func newWorkbook(base page.Base, form *courses.Workbook, a workbook.Access, p workbook.Plan, name func(org.PersonID) string) workbookPage {
	out := workbookPage{
		Base: base, Title: form.Title, Summary: form.Summary, Version: p.Version, State: string(p.State), Open: p.Open(), Round: p.Round,
		Edits: p.Edits, MayReview: p.MayReview(a),
	}
	if p.Version == 0 || p.State == workbook.StateAgreed {
		out.Next = p.Version + 1
	}
	if p.Version == 0 {
		return out
	}
	out.Since = day.Of(p.Since)
	for i, part := range form.Parts {
		done, whole := p.Filled(part)
		out.Parts = append(out.Parts, planPart{Number: i + 1, Href: partHref(part.ID), Title: part.Title, Done: done, Whole: whole})
		out.Whole.Done += done
		out.Whole.Whole += whole
	}
	for _, id := range p.Writers {
		out.Writers = append(out.Writers, name(id))
		out.Author = out.Author || id == a.Person
	}
	if f, ok := p.Last(workbook.KindReviewed); ok && p.State == workbook.StateReturned {
		out.Returned = newPlanReview(form, f, name)
	}
	for _, f := range p.History {
		out.History = append(out.History, newPlanStep(f, name))
	}
	return out
}

// newPlanReview tells the answers that are not yes.
func newPlanReview(form *courses.Workbook, f workbook.Fact, name func(org.PersonID) string) planReview {
	r := planReview{Shown: true, By: name(f.By) + ", " + f.Position, At: day.Of(f.At), Note: f.Note}
	given := workbook.Sheet{Answers: f.Answers}
	for _, q := range form.Review {
		if a := given.Answer(q.ID); a.Verdict == workbook.NotYet {
			r.Open = append(r.Open, planRemark{q.Question, a.Note})
		}
	}
	return r
}

func newPlanStep(f workbook.Fact, name func(org.PersonID) string) planStep {
	step := planStep{Key: string(f.Kind), Version: f.Version, By: name(f.By) + ", " + f.Position, At: day.Of(f.At)}
	switch {
	case f.Kind == workbook.KindReviewed && f.Agreed:
		step.Key = string(workbook.StateAgreed)
	case f.Kind == workbook.KindReviewed:
		step.Key = string(workbook.StateReturned)
	case f.Kind == workbook.KindSubmitted:
		step.Href = roundHref(f.Version, f.Round)
	}
	return step
}

// partHref is the address of a part's page.
func partHref(id courses.PartID) string { return "/workbook/" + string(id) }

// roundHref is the address of what was submitted.
func roundHref(version, round int) string {
	return "/workbook/plan?version=" + strconv.Itoa(version) + "&round=" + strconv.Itoa(round)
}

// planAsked is what whoever asks may do, and the plan of their agency; the zero plan while none is begun.
func (s *Site) planAsked(c *fiber.Ctx) (workbook.Access, workbook.Plan, error) {
	a, err := s.plans.Access(c.UserContext(), me(c))
	if err != nil {
		return a, workbook.Plan{}, err
	}
	p, err := s.plans.Plan(c.UserContext(), a)
	if fault.Is(err, fault.CodeNotFound) {
		return a, workbook.Plan{Agency: a.Agency}, nil
	}
	return a, p, err
}

// personName is the name of somebody of the reader's agency.
func (s *Site) personName(id org.PersonID) string { return s.nameOf(string(id)) }

// planBase is the frame of a page of the plan; without a last crumb it is the plan's own page.
func (s *Site) planBase(c *fiber.Ctx, last page.Phrase) page.Base {
	base := s.base(c)
	words := s.words(base)
	if last.Text == "" {
		base.Crumbs = []page.Link{{Label: words.Say("nav.me"), Href: "/me"}, here(words.Say("plan.title"))}
	} else {
		base.Crumbs = []page.Link{{Label: words.Say("plan.title"), Href: "/workbook"}, here(last)}
	}
	return base
}

func (s *Site) workbook(c *fiber.Ctx) error {
	a, p, err := s.planAsked(c)
	if err != nil {
		return err
	}
	return s.show(c, "workbook", s.workbookPage(s.planBase(c, page.Phrase{}), a, p))
}

func (s *Site) workbookPage(base page.Base, a workbook.Access, p workbook.Plan) workbookPage {
	out := newWorkbook(base, s.plans.Form(), a, p, s.personName)
	out.Agency = s.register.Tree(s.today()).Name(a.Agency)
	if p.Version == 0 {
		return out
	}
	for _, f := range s.plans.Missing(p) {
		out.Missing = append(out.Missing, page.Link{Label: base.Said(f.Label), Href: fieldHref(s.plans.Form(), f.ID)})
	}
	for _, m := range s.plans.Reviewers(p) {
		out.Reviewers = append(out.Reviewers, m.Person.Name+", "+m.Post.Position)
	}
	return out
}

// fieldHref leads to a field on the page of its part.
func fieldHref(form *courses.Workbook, id courses.FieldID) string {
	for _, p := range form.Parts {
		for _, f := range p.Fields {
			if f.ID == id {
				return partHref(p.ID) + "#" + string(id)
			}
		}
	}
	return "/workbook"
}

// beginForm names the version to begin.
type beginForm struct {
	Version int `form:"version" label:"The version" validate:"required,min=1"`
}

// beginPlan begins a version and opens its first part. It may be repeated.
func (s *Site) beginPlan(c *fiber.Ctx) error {
	a, _, err := s.planAsked(c)
	if err != nil {
		return err
	}
	var form beginForm
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	if err := s.plans.Begin(c.UserContext(), a, form.Version); err != nil {
		return err
	}
	return to(c, partHref(s.plans.Form().Parts[0].ID))
}

// seenForm carries the plan as the reader had it before them.
type seenForm struct {
	Version int `form:"version"`
	Round   int `form:"round"`
	Edits   int `form:"edits"`
}

func (f seenForm) seen() workbook.Seen { return workbook.Seen(f) }

// submitPlan gives the plan to the review. What keeps it from that is said on the plan's page.
func (s *Site) submitPlan(c *fiber.Ctx) error {
	a, p, err := s.planAsked(c)
	if err != nil {
		return err
	}
	var form seenForm
	if err = route.Bind(c, &form); err == nil {
		err = s.plans.Submit(c.UserContext(), a, form.seen())
	}
	if f, ok := fault.As(err); ok && p.Version > 0 {
		base := s.planBase(c, page.Phrase{})
		base.Problems = append(base.Problems, page.Problem{Message: base.Said(f.Message)}) // the page lists what is missing
		return s.refuse(c, "workbook", s.workbookPage(base, a, p), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	return to(c, "/workbook?said=plan.submitted")
}

// planCard leads those who may from their first page to the plan.
type planCard struct {
	Agency string // "" for those who may not
	State  string // "" none begun
	Done   int
	Whole  int
	Review bool // a submitted plan waits for the reader
}

// planCard reads the plan of the reader's agency, if the post or the record opens it.
func (s *Site) planCard(c *fiber.Ctx, record []learning.CourseRecord) (planCard, error) {
	took := slices.ContainsFunc(record, func(r learning.CourseRecord) bool { return r.Progress.Course.ID == workbook.Course && r.Progress.Begun })
	a, ok := s.plans.AccessOf(me(c), took)
	if !ok {
		return planCard{}, nil
	}
	card := planCard{Agency: s.register.Tree(s.today()).Name(a.Agency)}
	p, err := s.plans.Plan(c.UserContext(), a)
	if fault.Is(err, fault.CodeNotFound) {
		return card, nil
	}
	card.State, card.Review = string(p.State), p.MayReview(a)
	for _, part := range s.plans.Form().Parts {
		done, whole := p.Filled(part)
		card.Done += done
		card.Whole += whole
	}
	return card, err
}
