package demo

import (
	"context"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/org"
	"lamtoen/internal/workbook"
)

// planWanted is the plan of one agency: how far it comes.
type planWanted struct {
	agency  org.AgencyCode
	state   workbook.State
	begun   int  // days ago
	spares  bool // the head, who would write first, is left to review
	through int  // how many parts are filled in; 0: all
}

// plansWanted has each state once or twice. In the agency of the head who may sign in, a plan waits for that head's review; the
// information officer who may sign in has one that came back.
func plansWanted() []planWanted {
	return []planWanted{
		{agency: "dz-punakha", state: workbook.StateAgreed, begun: 100},
		{agency: "moice", state: workbook.StateReturned, begun: 60},
		{agency: "bsb", state: workbook.StateSubmitted, begun: 40, spares: true},
		{agency: "govtech", state: workbook.StateBegun, begun: 20, through: 2},
		{agency: "dz-bumthang", state: workbook.StateBegun, begun: 9, through: 1},
	}
}

// remarks is what the review of the returned plan misses. They fit the examples of the workbook, which are the plans' texts.
func remarks() map[courses.QuestionID]string {
	return map[courses.QuestionID]string{
		"measure-for-each": "Objective 3 has no figure of today. Count this year's proposals first.",
		"all-accounts":     "The keeper of the winter market page has left. Name who closes it.",
	}
}

// planner writes plans with a clock that stands in the past.
type planner struct {
	plans *workbook.Service
	clock time.Time
}

// plans writes a few agencies' plans through the same functions as their people would. Each step may be repeated.
func (f *filling) plans(ctx context.Context) error {
	form := f.deps.Catalogue.Workbook
	if form == nil {
		return nil
	}
	register, err := f.openRegister(ctx, f.settings.Now)
	if err != nil {
		return err
	}
	library, err := catalogue.Open(ctx, f.deps.Engine)
	if err != nil {
		return err
	}
	p := &planner{}
	now := func() time.Time { return p.clock }
	service, err := f.openLearning(ctx, register, library, now)
	if err != nil {
		return err
	}
	log, err := audit.Open(ctx, f.deps.Engine)
	if err != nil {
		return err
	}
	p.plans, err = workbook.Open(ctx, f.deps.Engine, workbook.Deps{Form: form, Register: register, Learning: service, Audit: log}, workbook.Settings{Now: now})
	if err != nil {
		return err
	}
	for _, wanted := range plansWanted() {
		p.clock = f.mark.Today.AddDays(-wanted.begun).Start().Add(9 * time.Hour)
		people := officers(register.View(f.mark.Today.AddDays(-wanted.begun), time.Time{}), wanted.agency)
		if wanted.spares {
			slices.Reverse(people)
		}
		if len(people) < 2 {
			continue // a small demonstration has nobody there
		}
		if err := p.write(ctx, wanted, people); err != nil {
			return err
		}
	}
	return nil
}

// officers are the people of the agency who may review plans, heads first, then by name.
func officers(view *org.View, agency org.AgencyCode) []org.PersonID {
	var found []org.Member
	for m := range view.Members() {
		flagged := m.Post.Has(org.FlagHead) || m.Post.Has(org.FlagLead) || m.Post.Has(org.FlagIMO) || m.Post.Has(org.FlagICT)
		if m.Posted && m.Post.Agency == agency && flagged {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b org.Member) int {
		if a.Post.Has(org.FlagHead) != b.Post.Has(org.FlagHead) {
			return map[bool]int{true: -1, false: 1}[a.Post.Has(org.FlagHead)]
		}
		if a.Person.Name < b.Person.Name {
			return -1
		}
		return 1
	})
	ids := make([]org.PersonID, len(found))
	for i, m := range found {
		ids[i] = m.Person.ID
	}
	return ids
}

// write brings a plan as far as is wanted: the first officer writes, the last one reviews.
func (p *planner) write(ctx context.Context, wanted planWanted, people []org.PersonID) error {
	author, err := p.plans.Access(ctx, people[0])
	if err != nil {
		return err
	}
	if err := p.plans.Begin(ctx, author, 1); err != nil {
		return err
	}
	if err := p.fill(ctx, author, wanted.through); err != nil || wanted.state == workbook.StateBegun {
		return err
	}
	p.clock = p.clock.AddDate(0, 0, 20)
	now, err := p.plans.Plan(ctx, author)
	if err != nil {
		return err
	}
	if now.Round == 0 {
		if err := p.plans.Submit(ctx, author, workbook.Seen{Version: 1, Edits: now.Edits}); err != nil {
			return err
		}
	}
	if wanted.state == workbook.StateSubmitted {
		return nil
	}
	p.clock = p.clock.AddDate(0, 0, 6)
	return p.review(ctx, people[len(people)-1], wanted.state == workbook.StateAgreed)
}

// fill writes the examples of the workbook, some of its parts or all.
func (p *planner) fill(ctx context.Context, author workbook.Access, through int) error {
	now, err := p.plans.Plan(ctx, author)
	if err != nil || now.Round > 0 {
		return err
	}
	for i, part := range p.plans.Form().Parts {
		if through > 0 && i >= through {
			break
		}
		p.clock = p.clock.Add(24*time.Hour + 25*time.Minute)
		var changes []workbook.Change
		for _, f := range part.Fields {
			e, _ := now.Entry(f.ID)
			changes = append(changes, workbook.Change{Field: f.ID, Was: e.Value.Digest(), Value: workbook.ExampleOf(f)})
		}
		if _, err := p.plans.Save(ctx, author, 1, changes); err != nil {
			return err
		}
	}
	return nil
}

// review answers every question with yes, or, of a plan that is returned, says what it misses.
func (p *planner) review(ctx context.Context, reviewer org.PersonID, agree bool) error {
	a, err := p.plans.Access(ctx, reviewer)
	if err != nil {
		return err
	}
	sheet := workbook.Sheet{Note: "Clear and short. Thank you for going to the bus stand to ask."}
	if !agree {
		sheet.Note = "Nearly there: two things are missing."
	}
	for _, q := range p.plans.Form().Review {
		answer := workbook.Answer{Question: q.ID, Verdict: workbook.Yes}
		if note := remarks()[q.ID]; note != "" && !agree {
			answer.Verdict, answer.Note = workbook.NotYet, note
		}
		sheet.Answers = append(sheet.Answers, answer)
	}
	return p.plans.Decide(ctx, a, workbook.Seen{Version: 1, Round: 1}, sheet, agree)
}
