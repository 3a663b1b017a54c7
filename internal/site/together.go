package site

import (
	"cmp"
	"slices"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

const (
	togetherBody = 512 << 10 // five thousand ids
	togetherMost = 5000      // people in one act
	togetherSeen = 200       // people named on the look at it
)

// togetherForm decides about many people: first whom, then what, then a look, then it is recorded.
type togetherForm struct {
	Kind   string   `form:"kind"`
	Whom   string   `form:"whom"` // "ticked", or "all" of the list
	People []string `form:"person"`
	Step   string   `form:"step"` // "" whom was chosen, "edit" back to the form, "look", "save"

	From     string `form:"from"`
	Until    string `form:"until"`
	Cause    string `form:"cause"`
	Document string `form:"document"`
}

// decision is what was typed, about the course of the list.
func (f *togetherForm) decision(course string) *allowanceForm {
	return &allowanceForm{Course: course, From: f.From, Until: f.Until, Cause: f.Cause, Document: f.Document}
}

// togetherPage is the form of what to decide, with the people carried on.
type togetherPage struct {
	page.Base
	Heading page.Phrase
	Lead    page.Phrase
	Fields  []formField
	Action  string
	Back    string
	Kind    string
	People  []string
}

// togetherLook says who is changed, and who is not and why.
type togetherLook struct {
	page.Base
	Heading page.Phrase
	What    page.Phrase
	Cause   string
	Changed []togetherRow
	More    int // changed people beyond those named
	Same    []togetherRow
	Count   int
	Hidden  []hiddenField
	Action  string
	Back    string
}

// togetherRow is one person of an act.
type togetherRow struct {
	Name, EID, Agency string
	Before, After     string
	Why               page.Phrase // nothing changes
}

// decideTogether takes one step of an act about many people. All of it is recorded or nothing; sent twice it is there once.
func (s *Site) decideTogether(c *fiber.Ctx) error {
	var form togetherForm
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	ask := s.readCoverageAsk(c)
	if _, err := s.courseAsked(c, &ask); err != nil {
		return err
	}
	kind, err := allowanceKind(form.Kind)
	if err == nil && kind == learning.AllowanceEquivalent {
		err = fault.NotFound("Training elsewhere is accepted for one person at a time.")
	}
	if err != nil {
		return err
	}
	people, err := s.chosenPeople(c, &form, ask)
	if err != nil {
		return err
	}
	if form.Step == "" || form.Step == stepEdit {
		return s.showTogether(c, togetherAsk{kind, ask.Course, people}, &form, nil)
	}
	list := make([]learning.Allowance, len(people))
	for i, id := range people {
		list[i] = form.decision(ask.Course).allowance(kind, id)
	}
	bad, _ := s.learning.CheckAllowance(list[0])
	if len(bad) > 0 {
		f, _ := fault.As(fault.Invalid("This cannot be recorded.", bad...))
		return s.showTogether(c, togetherAsk{kind, ask.Course, people}, &form, f)
	}
	if form.Step == stepSave {
		_, err := s.learning.AddAllowances(c.UserContext(), list, string(me(c)))
		if f, ok := fault.As(err); ok {
			return s.showTogether(c, togetherAsk{kind, ask.Course, people}, &form, f)
		}
		if err != nil {
			return err
		}
		query := ask.values()
		query.Set("said", "staff.saved")
		return to(c, withQuery("/coverage/"+string(ask.Agency)+"/people", query))
	}
	return s.lookTogether(c, &form, list)
}

// togetherAsk is whom and what an act is about.
type togetherAsk struct {
	kind   learning.AllowanceKind
	course string
	people []org.PersonID
}

// chosenPeople gives the people of an act: those ticked, or everybody of the filtered list, in the asker's scope.
func (s *Site) chosenPeople(c *fiber.Ctx, form *togetherForm, ask coverageAsk) ([]org.PersonID, error) {
	var ids []org.PersonID
	if form.Step == "" && form.Whom == "all" {
		q, err := ask.query(route.Scope(c), s.today())
		if err != nil {
			return nil, err
		}
		if q.Agency == everyAgency {
			q.Agency = ""
		}
		f := behindFilter{Group: c.Query("group"), Overdue: c.Query("overdue"), Expiring: c.Query("expiring"), Review: c.Query("review"), Search: c.Query("q")}
		for from, total := 0, 1; from < total && from < togetherMost+1; {
			list, err := s.cube.People(c.UserContext(), q, f.filter(), from, togetherMost)
			if err != nil {
				return nil, err
			}
			for _, r := range list.Rows {
				ids = append(ids, r.Person.ID)
			}
			if from, total = from+len(list.Rows), list.Total; len(list.Rows) == 0 {
				break
			}
		}
	} else {
		for _, id := range form.People {
			person := org.PersonID(id)
			if _, ok := s.register.Person(person); !ok || !s.within(route.Scope(c), s.agencyOf(person)) {
				return nil, fault.NotFound("Somebody who was chosen is not among the people whom you may see. Choose again from the list.")
			}
			ids = append(ids, person)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	switch {
	case len(ids) == 0:
		return nil, fault.Invalid("Tick the people first, or choose everybody on the list.")
	case len(ids) > togetherMost:
		return nil, fault.Invalid("These are more than 5,000 people. Narrow the list, and decide about each part.")
	}
	return ids, nil
}

// togetherFrame is what the steps share: the action carries the list's filter.
func (s *Site) togetherFrame(c *fiber.Ctx, kind learning.AllowanceKind, n int) (heading page.Phrase, base page.Base) {
	base = s.base(c)
	words := s.words(base)
	heading = words.Count(page.Key("together."+string(kind)), n)
	base.Crumbs = []page.Link{{Label: words.Say("nav.coverage"), Href: "/coverage"}, {Label: words.Say("behind.crumb"), Href: c.OriginalURL()}, here(heading)}
	return heading, base
}

func (s *Site) showTogether(c *fiber.Ctx, ask togetherAsk, form *togetherForm, f *fault.Error) error {
	heading, base := s.togetherFrame(c, ask.kind, len(ask.people))
	if f != nil {
		base.Refuse(f)
		c.Status(route.Status(c, f))
	}
	words := s.words(base)
	if ask.kind == learning.AllowanceExemption && form.From == "" && f == nil && form.Step == "" {
		form.From = s.today().ISO()
	}
	fields := formPage{Base: base}
	s.allowanceFields(words, &fields, ask.kind, form.decision(ask.course))
	fields.Fields = slices.DeleteFunc(fields.Fields, func(f formField) bool { return f.Name == "course" }) // the list is of one course
	return s.show(c, "together", togetherPage{Base: base, Heading: heading, Lead: page.Plain(s.courseTitle(courses.CourseID(ask.course)), page.English),
		Fields: fields.Fields, Action: c.OriginalURL(), Back: c.OriginalURL(), Kind: string(ask.kind), People: texts(ask.people)})
}

// lookTogether shows what an act would do; those whom it does not change are left out of it.
func (s *Site) lookTogether(c *fiber.Ctx, form *togetherForm, list []learning.Allowance) error {
	effects := map[org.PersonID]coverage.Effect{}
	err := s.cube.Suppose(c.UserContext(), list[0].Course, s.today(), coverage.Supposed{Allowances: list}, route.Scope(c),
		func(e coverage.Effect) { effects[e.Person.ID] = e })
	if err != nil {
		return err
	}
	kind := list[0].Kind
	var p togetherLook
	p.Heading, p.Base = s.togetherFrame(c, kind, len(list))
	words := s.words(p.Base)
	p.What, p.Cause, p.Action, p.Back = allowanceWords(words, &list[0]), list[0].Cause, c.OriginalURL(), c.OriginalURL()
	p.Hidden = []hiddenField{{"kind", form.Kind}, {"from", form.From}, {"until", form.Until}, {"cause", form.Cause}, {"document", form.Document}}
	for i := range list {
		e, bound := effects[list[i].Person]
		row := s.togetherRow(words, list[i].Person, &e)
		if row.Why = s.unchanged(words, &list[i], &e, bound); row.Why.Text != "" {
			p.Same = append(p.Same, row)
			continue
		}
		p.Count++
		p.Hidden = append(p.Hidden, hiddenField{"person", string(list[i].Person)})
		p.Changed = append(p.Changed, row)
	}
	byName := func(a, b togetherRow) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.EID, b.EID)) }
	slices.SortFunc(p.Changed, byName)
	slices.SortFunc(p.Same, byName)
	if p.More = len(p.Changed) - togetherSeen; p.More > 0 {
		p.Changed = p.Changed[:togetherSeen]
	}
	return s.show(c, "together-look", p)
}

func (s *Site) togetherRow(words *page.Words, id org.PersonID, e *coverage.Effect) togetherRow {
	who, _ := s.register.Person(id)
	row := togetherRow{Name: who.Name, EID: who.EID, Agency: s.agencyName(id), Before: e.Now.Due.String(), After: e.Then.Due.String()}
	if e.Then.Exempt {
		row.After = words.Say("state.exempt").Text
	}
	if e.Now.Exempt {
		row.Before = words.Say("state.exempt").Text
	}
	return row
}

// unchanged says why a decision changes nothing for somebody; the empty phrase where it does.
func (s *Site) unchanged(words *page.Words, a *learning.Allowance, e *coverage.Effect, bound bool) page.Phrase {
	_, there := s.learning.CheckAllowance(*a)
	switch {
	case there:
		return words.Say("together.same.there")
	case !bound:
		return words.Say("together.same.free")
	case e.Now.Exempt:
		return words.Say("together.same.exempt")
	case a.Kind == learning.AllowanceExtension && !e.Asked():
		return words.Say("together.same.done")
	case a.Kind == learning.AllowanceExtension && e.Now.Due == e.Then.Due:
		return words.Say("together.same.due")
	}
	return page.Phrase{}
}
