package site

import (
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// outagesPage lists when courses could not be taken, the newest record first.
type outagesPage struct {
	page.Base
	Outages []outageRow
}

// outageRoutes are the administrator's pages of outages.
func (s *Site) outageRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	return forStaff([]route.Route{
		{Method: get, Path: "/outages", Permission: account.ManageOutages, Handler: s.outages},
		{Method: get, Path: "/outages/new", Permission: account.ManageOutages, Handler: s.newOutage},
		{Method: post, Path: "/outages/new", Permission: account.ManageOutages, Handler: s.addOutage},
		{Method: get, Path: "/outages/:outage/withdrawal", Permission: account.ManageOutages, Handler: s.askOutageWithdrawal},
		{Method: post, Path: "/outages/:outage/withdrawal", Permission: account.ManageOutages, Handler: s.withdrawOutage},
	})
}

// outageRow is one outage with what was recorded about it.
type outageRow struct {
	outageView
	Course    string // title; "" all
	By        string
	Recorded  time.Time
	Withdraw  string // the address; "" when it is withdrawn
	Withdrawn bool
	Why       string // it was withdrawn
	WhyBy     string
	WhyAt     time.Time
}

// newOutages builds the list from all records; who and title give names.
func newOutages(base page.Base, records []learning.Outage, who func(string) string, title func(courses.CourseID) string) outagesPage {
	p := outagesPage{Base: base}
	withdrawn := map[string]learning.Outage{}
	for _, o := range records {
		withdrawn[o.Withdraws] = o
	}
	for i := len(records) - 1; i >= 0; i-- {
		o := records[i]
		if o.Withdraws != "" {
			continue
		}
		row := outageRow{outageView: outageView{o.From, o.Until, o.Cause}, By: who(o.By), Recorded: o.Recorded, Withdraw: outageHref(o.ID)}
		if o.Course != "" {
			row.Course = title(o.Course)
		}
		if w, ok := withdrawn[o.ID]; ok {
			row.Withdraw, row.Withdrawn, row.Why, row.WhyBy, row.WhyAt = "", true, w.Cause, who(w.By), w.Recorded
		}
		p.Outages = append(p.Outages, row)
	}
	return p
}

// outageHref is the address at which an outage is withdrawn.
func outageHref(id string) string { return "/outages/" + id + "/withdrawal" }

func (s *Site) outages(c *fiber.Ctx) error {
	base := s.base(c)
	base.Crumbs = []page.Link{here(s.words(base).Say("nav.outages"))}
	return s.show(c, "outages", newOutages(base, s.learning.Outages(), s.nameOf, s.courseTitle))
}

// outageForm is an outage as it is typed; times are Thimphu's.
type outageForm struct {
	Course string `form:"course"`
	From   string `form:"from"`
	Until  string `form:"until"`
	Cause  string `form:"cause"`
}

func (s *Site) outagePage(base page.Base, form outageForm) formPage {
	words := s.words(base)
	p := formPage{Base: base, Heading: words.Say("outage.new.title"), Lead: words.Say("outage.new.lead"), Button: words.Say("outage.new.button"),
		Action: "/outages/new", Back: "/outages"}
	p.Crumbs = []page.Link{{Label: words.Say("nav.outages"), Href: "/outages"}, here(p.Heading)}
	said := func(name, value string) *formField {
		f := p.add(words, name, value)
		f.Label, f.HintText, f.Hint = words.Say(page.Key("outage."+name)), words.Say(page.Key("outage."+name+".hint")), true
		return f
	}
	f := said("course", "")
	f.Kind = fieldSelect
	f.Options = []page.Choice{{Value: allCourses, HTML: words.Say("outage.all").HTML(), Chosen: form.Course == allCourses}}
	for _, course := range s.library.Current() {
		f.Options = append(f.Options, page.Choice{Value: string(course.ID), HTML: text(course.Title), Chosen: string(course.ID) == form.Course})
	}
	said("from", form.From).Type = "datetime-local"
	said("until", form.Until).Type = "datetime-local"
	said("cause", form.Cause)
	return p
}

// allCourses stands in the form for an outage of the whole service; it can be no course's id.
const allCourses = "*"

func (s *Site) newOutage(c *fiber.Ctx) error {
	return s.show(c, "form", s.outagePage(s.base(c), outageForm{Course: allCourses}))
}

// outage reads the form. What is wrong with the times is said together, before the service looks at the rest.
func (f outageForm) outage() (learning.Outage, error) {
	o := learning.Outage{Cause: f.Cause}
	var bad []fault.Field
	read := func(name, typed string) time.Time {
		t, ok := thimphuTime(typed)
		if !ok {
			bad = append(bad, fault.Field{Name: name, Message: "Give the day and the time in Thimphu, for example 2026-11-23 14:30."})
		}
		return t
	}
	o.From, o.Until = read("from", f.From), read("until", f.Until)
	switch f.Course {
	case "":
		bad = append(bad, fault.Field{Name: "course", Message: "Choose all courses, or one of them."})
	case allCourses:
	default:
		o.Course = courses.CourseID(f.Course)
	}
	if len(bad) > 0 {
		return o, fault.Invalid("The outage cannot be recorded.", bad...)
	}
	return o, nil
}

// thimphuTime reads a time as browsers send it, or as people write it.
func thimphuTime(typed string) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, typed, day.Thimphu); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// addOutage records it. Sent twice it is there once.
func (s *Site) addOutage(c *fiber.Ctx) error {
	var form outageForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.outagePage(base, form) },
		do: func() (string, error) {
			o, err := form.outage()
			if err != nil {
				return "", err
			}
			_, err = s.learning.AddOutage(c.UserContext(), o, string(me(c)))
			return "/outages?said=staff.saved", err
		},
	})
}

// withdrawalForm says why an outage was recorded wrongly.
type withdrawalForm struct {
	Cause string `form:"cause"`
}

// outageAsked is the outage of the address.
func (s *Site) outageAsked(c *fiber.Ctx) (learning.Outage, error) {
	for _, o := range s.learning.Outages() {
		if o.ID == c.Params("outage") && o.Withdraws == "" {
			return o, nil
		}
	}
	return learning.Outage{}, fault.NotFound("There is no such outage.")
}

func (s *Site) withdrawalPage(base page.Base, o learning.Outage, form withdrawalForm) formPage {
	words := s.words(base)
	const layout = "2 January 2006, 15:04"
	p := formPage{Base: base, Heading: words.Say("outage.withdraw.title"), Button: words.Say("outage.withdraw.button"),
		Lead:   words.Say("outage.withdraw.lead", "from", o.From.In(day.Thimphu).Format(layout), "until", o.Until.In(day.Thimphu).Format(layout)),
		Action: outageHref(o.ID), Back: "/outages"}
	p.Crumbs = []page.Link{{Label: words.Say("nav.outages"), Href: "/outages"}, here(p.Heading)}
	f := p.add(words, "cause", form.Cause)
	f.Label, f.HintText, f.Hint = words.Say("outage.withdraw.cause"), words.Say("outage.withdraw.cause.hint"), true
	return p
}

func (s *Site) askOutageWithdrawal(c *fiber.Ctx) error {
	o, err := s.outageAsked(c)
	if err != nil {
		return err
	}
	return s.show(c, "form", s.withdrawalPage(s.base(c), o, withdrawalForm{}))
}

// withdrawOutage records that it was none. Sent twice it is withdrawn once.
func (s *Site) withdrawOutage(c *fiber.Ctx) error {
	o, err := s.outageAsked(c)
	if err != nil {
		return err
	}
	var form withdrawalForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.withdrawalPage(base, o, form) },
		do: func() (string, error) {
			return "/outages?said=staff.saved", s.learning.WithdrawOutage(c.UserContext(), o.ID, form.Cause, string(me(c)))
		},
	})
}
