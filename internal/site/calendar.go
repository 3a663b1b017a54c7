package site

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// calendarAddress is where the days stand on which no work is asked.
const calendarAddress = "/calendar"

// importBody bounds an imported calendar: five hundred lines are a few dozen kilobytes.
const importBody = 256 << 10

// calendarPage lists the days on which no work is asked, by year.
type calendarPage struct {
	page.Base
	Years     []calendarYear
	Withdrawn []closureRow
}

// calendarYear are the closures that begin in one year, in order.
type calendarYear struct {
	Year string
	Rows []closureRow
}

// closureRow is one closure with what was recorded about it.
type closureRow struct {
	Types       []page.Phrase // of agency, whose own people alone have the days off; none: everybody
	Name        string
	Kind        page.Phrase
	Place       page.Phrase
	From, Until day.Date
	By          string
	Recorded    time.Time
	Withdraw    string // address
	Why         string // it was withdrawn
	WhyBy       string
	WhyAt       time.Time
}

// calendarRoutes are the pages of the calendar.
func (s *Site) calendarRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	return forStaff([]route.Route{
		{Method: get, Path: calendarAddress, Permission: account.ManageDuties, Handler: s.calendar},
		{Method: get, Path: calendarAddress + "/new", Permission: account.ManageDuties, Handler: s.newClosure},
		{Method: post, Path: calendarAddress + "/new", Permission: account.ManageDuties, Handler: s.addClosure},
		{Method: get, Path: calendarAddress + "/import", Permission: account.ManageDuties, Handler: s.askImport},
		{Method: post, Path: calendarAddress + "/import", Permission: account.ManageDuties, Handler: s.importClosures, BodyLimit: importBody},
		{Method: get, Path: calendarAddress + "/:closure/withdrawal", Permission: account.ManageDuties, Handler: s.askClosureWithdrawal},
		{Method: post, Path: calendarAddress + "/:closure/withdrawal", Permission: account.ManageDuties, Handler: s.withdrawClosure},
	})
}

// newCalendar builds the list; row gives the view of one.
func newCalendar(base page.Base, records []learning.Closure, row func(*learning.Closure) closureRow, who func(string) string) calendarPage {
	p := calendarPage{Base: base}
	withdrawn := map[string]*learning.Closure{}
	for i := range records {
		withdrawn[records[i].Withdraws] = &records[i]
	}
	for _, c := range byDay(records) {
		r := row(&c)
		if w, ok := withdrawn[c.ID]; ok {
			r.Withdraw, r.Why, r.WhyBy, r.WhyAt = "", w.Cause, who(w.By), w.Recorded
			p.Withdrawn = append(p.Withdrawn, r)
			continue
		}
		year := c.From.ISO()[:4]
		if n := len(p.Years); n == 0 || p.Years[n-1].Year != year {
			p.Years = append(p.Years, calendarYear{Year: year})
		}
		last := &p.Years[len(p.Years)-1]
		last.Rows = append(last.Rows, r)
	}
	return p
}

func (s *Site) calendar(c *fiber.Ctx) error {
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.rules"), Href: "/rules"}, here(words.Say("calendar.title"))}
	return s.show(c, "calendar", newCalendar(base, s.learning.Closures(), func(c *learning.Closure) closureRow { return s.closureRow(words, c) }, s.nameOf))
}

func (s *Site) closureRow(words *page.Words, c *learning.Closure) closureRow {
	place := words.Say("calendar.nation")
	if c.Place != "" {
		place = page.Plain(s.register.Tree(c.From).Name(c.Place), "")
	}
	var types []page.Phrase
	for _, t := range c.Types {
		types = append(types, words.Say(page.Key("agency.type."+string(t))))
	}
	return closureRow{Types: types, Name: c.Name, Kind: words.Say(page.Key("closure." + string(c.Kind))), Place: place, From: c.From, Until: c.Until,
		By: s.nameOf(c.By), Recorded: c.Recorded, Withdraw: closureHref(c.ID)}
}

func closureHref(id string) string { return calendarAddress + "/" + id + "/withdrawal" }

// closureForm is a closure as it is typed.
type closureForm struct {
	Kind  string `form:"kind"`
	Place string `form:"place"`
	From  string `form:"from"`
	Until string `form:"until"`
	Name  string `form:"name"`
	Step  string `form:"step"`

	Types []string `form:"types"`
}

// closure reads the form.
func (f *closureForm) closure() learning.Closure {
	c := learning.Closure{Kind: learning.ClosureKind(f.Kind), Place: org.AgencyCode(f.Place), From: day.Date(f.From), Until: day.Date(f.Until), Name: f.Name}
	if f.Place == wholeNation {
		c.Place = ""
	}
	for _, t := range f.Types {
		c.Types = append(c.Types, org.AgencyType(t))
	}
	if c.Until == "" {
		c.Until = c.From // most holidays are one day
	}
	return c
}

// wholeNation stands in the form for every place; it can be no agency's code.
const wholeNation = "*"

func (s *Site) closurePage(base page.Base, form closureForm) formPage {
	words := s.words(base)
	p := formPage{Base: base, Heading: words.Say("closure.new.title"), Lead: words.Say("closure.new.lead"), Button: words.Say("rule.look"),
		Action: calendarAddress + "/new", Back: calendarAddress}
	p.Crumbs = calendarCrumbs(words, p.Heading)
	said := func(f *formField) *formField {
		f.Label = words.Say(page.Key("closure.field." + f.Name))
		f.Hint = words.Has(page.Key("closure.field." + f.Name + ".hint"))
		if f.HintText = (page.Phrase{}); f.Hint {
			f.HintText = words.Say(page.Key("closure.field." + f.Name + ".hint"))
		}
		return f
	}
	p.choose(words, fieldRadios, "kind", texts(learning.ClosureKinds()), []string{form.Kind}, "closure.")
	said(&p.Fields[0])
	f := said(p.add(words, "place", ""))
	f.Kind = fieldSelect
	f.Options = []page.Choice{{Value: wholeNation, HTML: words.Say("calendar.nation").HTML(), Chosen: form.Place == wholeNation}}
	for _, a := range s.register.Tree(s.today()).All() {
		if a.Type == org.TypeDzongkhag || a.Type == org.TypeThromde {
			f.Options = append(f.Options, page.Choice{Value: string(a.Code), HTML: text(a.Name), Chosen: string(a.Code) == form.Place})
		}
	}
	p.choose(words, fieldChecks, "types", texts(org.AgencyTypes()), form.Types, "agency.type.")
	said(&p.Fields[len(p.Fields)-1])
	said(p.add(words, "from", form.From)).Type = "date"
	said(p.add(words, "until", form.Until)).Type = "date"
	said(p.add(words, "name", form.Name))
	return p
}

func calendarCrumbs(words *page.Words, last page.Phrase) []page.Link {
	return []page.Link{{Label: words.Say("nav.rules"), Href: "/rules"}, {Label: words.Say("calendar.title"), Href: calendarAddress}, here(last)}
}

func (s *Site) newClosure(c *fiber.Ctx) error {
	return s.show(c, "form", s.closurePage(s.base(c), closureForm{Place: wholeNation}))
}

// addClosure shows which due dates a closure would move, then records it. Sent twice it is there once.
func (s *Site) addClosure(c *fiber.Ctx) error {
	var form closureForm
	err := route.Bind(c, &form)
	if err == nil && form.Step == stepEdit {
		return s.show(c, "form", s.closurePage(s.base(c), form))
	}
	if err == nil {
		bad, _ := s.learning.CheckClosure(form.closure())
		if form.Place == "" {
			bad = append(bad, fault.Field{Name: "place", Message: "Choose the whole nation, or one place."})
		}
		if len(bad) > 0 {
			err = fault.Invalid("The closure cannot be recorded.", bad...)
		}
	}
	if err == nil && form.Step == stepSave {
		if _, err = s.learning.AddClosure(c.UserContext(), form.closure(), string(me(c))); err == nil {
			return to(c, calendarAddress+"?said=staff.saved")
		}
	}
	if f, ok := fault.As(err); ok {
		base := s.base(c)
		base.Refuse(f)
		return s.refuse(c, "form", s.closurePage(base, form), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	hidden := []hiddenField{{"kind", form.Kind}, {"place", form.Place}, {"from", form.From}, {"until", form.Until}, {"name", form.Name}}
	for _, t := range form.Types {
		hidden = append(hidden, hiddenField{"types", t})
	}
	return s.previewClosures(c, closurePreview{Action: calendarAddress + "/new", Edit: true, Hidden: hidden}, []learning.Closure{form.closure()})
}

// closurePreview shows which due dates closures would move, before they are recorded.
type closurePreview struct {
	page.Base
	Rows   []closureRow
	There  int // how many are in force already
	Moves  []closureMove
	None   bool
	Action string
	Hidden []hiddenField
	Edit   bool // a form to go back to
}

// closureMove is how many due dates of a course move.
type closureMove struct{ Course, People string }

// previewClosures shows closures before they are recorded.
func (s *Site) previewClosures(c *fiber.Ctx, p closurePreview, list []learning.Closure) error {
	p.Base = s.base(c)
	words := s.words(p.Base)
	p.Crumbs = calendarCrumbs(words, words.Say("closure.look.title"))
	now := s.settings.Now()
	supposed := coverage.Supposed{}
	for i := range list {
		cl := list[i]
		p.Rows = append(p.Rows, s.closureRow(words, &cl))
		if _, there := s.learning.CheckClosure(cl); there {
			p.There++
			continue
		}
		cl.ID, cl.Recorded = "supposed-"+strconv.Itoa(i), now
		supposed.Closures = append(supposed.Closures, cl)
	}
	moves, err := s.closureMoves(c, supposed)
	p.Moves, p.None = moves, len(moves) == 0
	if err != nil {
		return err
	}
	return s.show(c, "closure-preview", p)
}

// closureMoves counts the due dates that would be others, by course.
func (s *Site) closureMoves(c *fiber.Ctx, supposed coverage.Supposed) ([]closureMove, error) {
	ids, err := s.cube.Courses(c.UserContext())
	if err != nil || len(supposed.Closures) == 0 {
		return nil, err
	}
	var moves []closureMove
	for _, id := range ids {
		moved := 0
		err := s.cube.Suppose(c.UserContext(), id, s.today(), supposed, route.Scope(c), func(e coverage.Effect) {
			if e.Now.Assigned && e.Moved() {
				moved++
			}
		})
		if err != nil {
			return nil, err
		}
		if moved > 0 {
			moves = append(moves, closureMove{s.courseTitle(id), thousands(moved)})
		}
	}
	return moves, nil
}

// closureAsked is the closure of the address.
func (s *Site) closureAsked(c *fiber.Ctx) (learning.Closure, error) {
	for _, cl := range s.learning.Closures() {
		if cl.ID == c.Params("closure") && cl.Withdraws == "" {
			return cl, nil
		}
	}
	return learning.Closure{}, fault.NotFound("There are no such days in the calendar.")
}

func (s *Site) closureWithdrawal(base page.Base, cl *learning.Closure, form withdrawalForm) formPage {
	words := s.words(base)
	p := formPage{Base: base, Heading: words.Say("closure.withdraw.title", "name", cl.Name), Lead: words.Say("closure.withdraw.lead"),
		Button: words.Say("closure.withdraw.button"), Action: closureHref(cl.ID), Back: calendarAddress}
	p.Crumbs = calendarCrumbs(words, p.Heading)
	f := p.add(words, "cause", form.Cause)
	f.HintText, f.Hint = words.Say("field.why.hint"), true
	return p
}

func (s *Site) askClosureWithdrawal(c *fiber.Ctx) error {
	cl, err := s.closureAsked(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	p := s.closureWithdrawal(base, &cl, withdrawalForm{})
	back := cl
	back.ID, back.Withdraws, back.Recorded = cl.ID+"-supposed", cl.ID, s.settings.Now()
	moves, err := s.closureMoves(c, coverage.Supposed{Closures: []learning.Closure{back}})
	if err != nil {
		return err
	}
	for _, m := range moves {
		p.Lead.Text += " " + s.words(base).Say("closure.withdraw.moves", "n", m.People, "course", m.Course).Text
	}
	return s.show(c, "form", p)
}

// withdrawClosure records that the days were wrong. Sent twice they are withdrawn once.
func (s *Site) withdrawClosure(c *fiber.Ctx) error {
	cl, err := s.closureAsked(c)
	if err != nil {
		return err
	}
	var form withdrawalForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.closureWithdrawal(base, &cl, form) },
		do: func() (string, error) {
			return calendarAddress + "?said=staff.saved", s.learning.WithdrawClosure(c.UserContext(), cl.ID, string(me(c)), form.Cause)
		},
	})
}
