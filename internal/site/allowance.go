package site

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// allowanceView is one decision about a person's duty, in words.
type allowanceView struct {
	What      page.Phrase
	Course    string // title; "" every course
	Cause     string
	Document  string
	By        string
	Recorded  time.Time
	Withdraw  string // address; "" for those who may not, and of what is withdrawn
	Withdrawn bool
	Why       string // it was withdrawn
	WhyBy     string
	WhyAt     time.Time
}

// allowanceRoutes are the decisions about people's duties, one by one and many at once.
func (s *Site) allowanceRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	const one = "/people/:person/duty/"
	return forStaff([]route.Route{
		{Method: get, Path: one + ":kind", Permission: account.ManageDuties, Handler: s.askAllowance},
		{Method: post, Path: one + ":kind", Permission: account.ManageDuties, Handler: s.addAllowance},
		{Method: get, Path: one + ":number/withdrawal", Permission: account.ManageDuties, Handler: s.askAllowanceWithdrawal},
		{Method: post, Path: one + ":number/withdrawal", Permission: account.ManageDuties, Handler: s.withdrawAllowance},
		{Method: post, Path: "/coverage/:agency/people", Permission: account.ManageDuties, Handler: s.decideTogether, BodyLimit: togetherBody},
	})
}

// allowanceWords says what a decision does.
func allowanceWords(words *page.Words, a *learning.Allowance) page.Phrase {
	until := ""
	if a.Until != "" {
		until = a.Until.String()
	}
	key := page.Key("allowance.is." + string(a.Kind))
	if a.Until == "" {
		key += ".open"
	}
	return words.Say(key, "from", a.From.String(), "until", until)
}

// allowanceViews tells the decisions about a person, the newest first; act tells whether each can be withdrawn here.
func (s *Site) allowanceViews(words *page.Words, person org.PersonID, act bool) []allowanceView {
	records := s.learning.AllowancesOf(person)
	withdrawn := map[string]*learning.Allowance{}
	for i := range records {
		withdrawn[records[i].Withdraws] = &records[i]
	}
	var views []allowanceView
	for i := len(records) - 1; i >= 0; i-- {
		a := &records[i]
		if a.Withdraws != "" {
			continue
		}
		v := allowanceView{What: allowanceWords(words, a), Cause: a.Cause, Document: a.Document, By: s.nameOf(a.By), Recorded: a.Recorded}
		if a.Course != "" {
			v.Course = s.courseTitle(a.Course)
		}
		w, gone := withdrawn[a.ID]
		switch {
		case gone:
			v.Withdrawn, v.Why, v.WhyBy, v.WhyAt = true, w.Cause, s.nameOf(w.By), w.Recorded
		case act:
			_, number, _ := strings.Cut(a.ID, "/")
			v.Withdraw = dutyHref(person, number) + "/withdrawal"
		}
		views = append(views, v)
	}
	return views
}

// inForce leaves the decisions that were not withdrawn.
func inForce(views []allowanceView) []allowanceView {
	return slices.DeleteFunc(views, func(v allowanceView) bool { return v.Withdrawn })
}

// dutyHref is the address of an act about a person's duty.
func dutyHref(id org.PersonID, what string) string { return personHref(id) + "/duty/" + what }

// allowanceForm is a decision as it is typed.
type allowanceForm struct {
	Course   string `form:"course"`
	From     string `form:"from"`
	Until    string `form:"until"`
	Cause    string `form:"cause"`
	Document string `form:"document"`
	Case     string `form:"case"` // from which it follows, of one person
}

// allowance reads the form, about one person.
func (f *allowanceForm) allowance(kind learning.AllowanceKind, person org.PersonID) learning.Allowance {
	a := learning.Allowance{Kind: kind, Person: person, Course: courses.CourseID(f.Course), From: day.Date(f.From), Until: day.Date(f.Until),
		Cause: f.Cause, Document: f.Document}
	if f.Course == allCourses {
		a.Course = ""
	}
	return a
}

// allowanceFields adds the fields of a kind of decision.
func (s *Site) allowanceFields(words *page.Words, p *formPage, kind learning.AllowanceKind, form *allowanceForm) {
	said := func(f *formField) *formField {
		f.Hint, f.HintText = false, page.Phrase{}
		for _, key := range []page.Key{"allowance.field." + page.Key(f.Name), page.Key("allowance." + string(kind) + "." + f.Name)} {
			if words.Has(key) {
				f.Label = words.Say(key)
			}
			if words.Has(key + ".hint") {
				f.Hint, f.HintText = true, words.Say(key+".hint")
			}
		}
		return f
	}
	s.courseField(words, p, "course", form.Course, false)
	course := said(&p.Fields[len(p.Fields)-1])
	if kind == learning.AllowanceExemption {
		every := page.Choice{Value: allCourses, HTML: words.Say("outage.all").HTML(), Chosen: form.Course == allCourses}
		course.Options = append([]page.Choice{every}, course.Options...)
	}
	if kind != learning.AllowanceExtension {
		said(p.add(words, "from", form.From)).Type = "date"
	}
	said(p.add(words, "until", form.Until)).Type = "date"
	said(p.add(words, "cause", form.Cause))
	said(p.add(words, "document", form.Document))
}

func (s *Site) allowancePage(base page.Base, who org.PersonID, kind learning.AllowanceKind, form *allowanceForm) formPage {
	p := s.personForm(base, who, page.Key("allowance."+string(kind)))
	p.Action = dutyHref(who, string(kind))
	s.allowanceFields(s.words(base), &p, kind, form)
	p.caseField(s.words(base), form.Case)
	return p
}

// allowanceKind is the kind that the address names.
func allowanceKind(name string) (learning.AllowanceKind, error) {
	kind := learning.AllowanceKind(name)
	if !slices.Contains(learning.AllowanceKinds(), kind) {
		return "", fault.NotFound("There is no such page.")
	}
	return kind, nil
}

// dutyAsked is the person and the kind of decision of the address.
func (s *Site) dutyAsked(c *fiber.Ctx) (org.Person, learning.AllowanceKind, error) {
	who, err := s.subject(c)
	if err != nil {
		return who, "", err
	}
	kind, err := allowanceKind(c.Params("kind"))
	return who, kind, err
}

func (s *Site) askAllowance(c *fiber.Ctx) error {
	who, kind, err := s.dutyAsked(c)
	if err != nil {
		return err
	}
	form := allowanceForm{Course: c.Query("course")}
	if kind == learning.AllowanceExemption {
		form.From = s.today().ISO()
	}
	return s.show(c, "form", s.allowancePage(s.base(c), who.ID, kind, &form))
}

// addAllowance records a decision about one person. Sent twice it is there once.
func (s *Site) addAllowance(c *fiber.Ctx) error {
	who, kind, err := s.dutyAsked(c)
	if err != nil {
		return err
	}
	var form allowanceForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.allowancePage(base, who.ID, kind, &form) },
		do: func() (string, error) {
			a := form.allowance(kind, who.ID)
			if form.Course == "" { // an exemption from everything is chosen, never left over
				bad, _ := s.learning.CheckAllowance(a)
				bad = slices.DeleteFunc(bad, func(f fault.Field) bool { return f.Name == "course" })
				return "", fault.Invalid("This cannot be recorded.", append(bad, fault.Field{Name: "course", Message: "Choose a course."})...)
			}
			deed := map[learning.AllowanceKind]appeal.Deed{learning.AllowanceExemption: appeal.DeedExemption,
				learning.AllowanceExtension: appeal.DeedExtension, learning.AllowanceEquivalent: appeal.DeedEquivalent}[kind]
			what := allowanceWords(s.pages.Words(page.English), &a).Text
			err := s.follow(c, form.Case, who.ID, deed, what, func() error {
				_, err := s.learning.AddAllowance(c.UserContext(), a, string(me(c)))
				return err
			})
			return personHref(who.ID) + "?said=staff.saved", err
		},
	})
}

// allowanceAsked is the person and the decision of the address.
func (s *Site) allowanceAsked(c *fiber.Ctx) (learning.Allowance, error) {
	who, err := s.subject(c)
	if err != nil {
		return learning.Allowance{}, err
	}
	for _, a := range s.learning.AllowancesOf(who.ID) {
		if a.ID == string(who.ID)+"/"+c.Params("number") && a.Withdraws == "" {
			return a, nil
		}
	}
	return learning.Allowance{}, fault.NotFound("There is no such decision about this person.")
}

func (s *Site) allowanceWithdrawal(base page.Base, a *learning.Allowance, form withdrawalForm) formPage {
	words := s.words(base)
	p := s.personForm(base, a.Person, "allowance.withdraw")
	p.Lead = words.Say("allowance.withdraw.lead", "what", allowanceWords(words, a).Text, "cause", a.Cause)
	_, number, _ := strings.Cut(a.ID, "/")
	p.Action = dutyHref(a.Person, number) + "/withdrawal"
	f := p.add(words, "cause", form.Cause)
	f.Label, f.HintText, f.Hint = words.Say("allowance.withdraw.cause"), words.Say("field.why.hint"), true
	return p
}

func (s *Site) askAllowanceWithdrawal(c *fiber.Ctx) error {
	a, err := s.allowanceAsked(c)
	if err != nil {
		return err
	}
	return s.show(c, "form", s.allowanceWithdrawal(s.base(c), &a, withdrawalForm{}))
}

// withdrawAllowance records that a decision was wrong. Sent twice it is withdrawn once.
func (s *Site) withdrawAllowance(c *fiber.Ctx) error {
	a, err := s.allowanceAsked(c)
	if err != nil {
		return err
	}
	var form withdrawalForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.allowanceWithdrawal(base, &a, form) },
		do: func() (string, error) {
			return personHref(a.Person) + "?said=staff.saved", s.learning.WithdrawAllowance(c.UserContext(), a.ID, string(me(c)), form.Cause)
		},
	})
}
