package site

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
	"lamtoen/internal/pendrive"
	"lamtoen/internal/route"
	"lamtoen/internal/slip"
)

// A course goes along on a pen drive as one file made for its reader, and comes back as a slip typed here.

const mySlips = "/me/slips"

// slipRoutes are the file and the page where its slips are typed.
func (s *Site) slipRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	return []route.Route{
		{Method: get, Path: "/courses/:course/pen.html", Permission: account.Learn, Handler: s.penFile},
		{Method: get, Path: mySlips, Permission: account.Learn, Handler: s.slips},
		{Method: post, Path: mySlips, Permission: account.Learn, Handler: s.typeSlip},
	}
}

// slipDeclarations says which struct each page is rendered with.
func slipDeclarations() map[string]page.Page {
	return map[string]page.Page{"slips": slipsPage{}, "class-slips": classSlipsPage{}}
}

// slipsPage is where a person types the slips of their pen-drive files, and what became of them.
type slipsPage struct {
	page.Base
	Slip page.Field
	Said slipSaid
	Rows []slipRow
}

// slipSaid is what became of the slip that was just typed; zero for none.
type slipSaid struct {
	Text   page.Phrase
	Tone   page.Tone
	Old    page.Phrase // the person has begun anew since the file was made
	Course string
	Href   string
}

// slipRow is one slip.
type slipRow struct {
	Slip     string
	Course   string
	Href     string
	Day      day.Date // claimed
	Recorded time.Time
	Lessons  page.Phrase // that it tells of
	Counted  page.Phrase // of these, by this slip
	counted  int
	old      bool
}

// penFile sends the file of a course that the person has begun. It holds the key of their slips, so nobody on the way keeps it.
func (s *Site) penFile(c *fiber.Ctx) error {
	at, err := s.learning.Progress(c.UserContext(), me(c), courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	file, err := s.pens.ForPerson(c.UserContext(), me(c), at.Course.ID, s.aboutFile(at.Course))
	if err != nil {
		return err
	}
	return sendPenFile(c, file)
}

// penHref is the address of the file of a course for whoever stands there; "" where there is none.
func penHref(at learning.Progress) string {
	if !at.Begun || !pendrive.Fits(at.Course) {
		return ""
	}
	return courseHref(at.Course.ID) + "/pen.html"
}

// newSlips builds the page: the slips that a person typed, the newest first, and all of their facts.
func newSlips(base page.Base, words *page.Words, typed []pendrive.Typed, facts []learning.Fact, title func(courses.CourseID) string) slipsPage {
	p := slipsPage{Base: base, Slip: page.Field{Name: slip.Field, Hint: true, Wrong: base.Wrong(slip.Field)}}
	for _, t := range typed {
		row := slipRow{Slip: t.Grouped(), Course: title(t.Course), Href: courseHref(t.Course), Day: t.Day, Recorded: t.Recorded}
		for _, f := range facts {
			if f.Course == t.Course && f.Slip() == t.ID && f.Kind == learning.KindLessonDone {
				row.counted++
			}
			row.old = row.old || f.Course == t.Course && f.Kind == learning.KindEnrolled && f.Enrolment > t.Enrolment
		}
		row.Lessons, row.Counted = words.Count("lessons", len(t.Lessons)), words.Count("slips.counted", row.counted)
		p.Rows = append(p.Rows, row)
	}
	return p
}

// say puts on top what became of a slip.
func (p *slipsPage) say(words *page.Words, text string, again bool) {
	i := slices.IndexFunc(p.Rows, func(r slipRow) bool { return strings.ReplaceAll(r.Slip, "-", "") == text })
	if i < 0 {
		return
	}
	row := p.Rows[i]
	said := slipSaid{Course: row.Course, Href: row.Href, Tone: page.Good, Text: words.Count("slips.said", row.counted)}
	switch {
	case again:
		said.Tone, said.Text = page.Calm, words.Say("slips.said.again")
	case row.counted == 0:
		said.Tone, said.Text = page.Calm, words.Say("slips.said.nothing")
	}
	if row.old {
		said.Old = words.Say("slips.old")
	}
	p.Said = said
}

// slipsOf builds the page for whoever asks.
func (s *Site) slipsOf(c *fiber.Ctx, base page.Base) (slipsPage, error) {
	typed, err := s.pens.OfPerson(c.UserContext(), me(c))
	if err != nil {
		return slipsPage{}, err
	}
	facts, err := s.learning.FactsOfPerson(c.UserContext(), me(c))
	if err != nil {
		return slipsPage{}, err
	}
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.me"), Href: "/me"}, here(words.Say("slips.title"))}
	return newSlips(base, words, typed, facts, s.courseTitle), nil
}

// slips shows the page.
func (s *Site) slips(c *fiber.Ctx) error {
	p, err := s.slipsOf(c, s.base(c))
	if err != nil {
		return err
	}
	if again := c.Query("again"); again != "" {
		p.say(s.words(p.Base), again, true)
	} else {
		p.say(s.words(p.Base), c.Query("typed"), false)
	}
	return s.show(c, "slips", p)
}

// typeSlip takes a slip. What was typed stays in the field when it is refused, for the one character to be mended.
func (s *Site) typeSlip(c *fiber.Ctx) error {
	var form struct {
		Slip string `form:"slip" label:"Your slip" validate:"max=1000"`
	}
	err := route.Bind(c, &form)
	var taken pendrive.Taken
	if err == nil {
		taken, err = s.pens.Type(c.UserContext(), me(c), form.Slip)
	}
	if f, ok := fault.As(err); ok {
		base := s.base(c)
		base.Refuse(onField(slip.Field, f))
		p, err := s.slipsOf(c, base)
		if err != nil {
			return err
		}
		p.Slip.Value = form.Slip
		return s.refuse(c, "slips", p, route.Status(c, f))
	}
	if err != nil {
		return err
	}
	if err := s.settle(c, taken.Progress); err != nil {
		return err
	}
	if taken.Again {
		return to(c, mySlips+"?again="+taken.ID)
	}
	return to(c, mySlips+"?typed="+taken.ID)
}
