package site

import (
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// errataPage lists the questions of a course that were marked as faulty, the newest first.
type errataPage struct {
	page.Base
	Title  string
	New    string // address of marking another; "" for those who may not
	Errata []erratumView
}

// erratumPage is one of them, with what it has changed.
type erratumPage struct {
	page.Base
	Title    string
	Erratum  erratumView
	Effect   effectView
	Withdraw string // address of withdrawing it; "" for those who may not, and when it is withdrawn
	Back     string
}

// erratumView is an erratum in words.
type erratumView struct {
	Href      string
	Number    int
	Stem      template.HTML
	Versions  string
	Void      bool
	Lines     []keyLine // what counts as right too
	Cause     string
	At        time.Time
	Withdrawn time.Time
	Because   string
	Applied   bool
}

// keyLine is one further answer. Kind says how it counts: right, neutral, match, order or ending.
type keyLine struct {
	Kind  string
	HTML  template.HTML
	To    template.HTML // of a match: the right side
	Steps []template.HTML
	Score int
}

// effectView is what an erratum changes, in counts.
type effectView struct {
	Looked    int
	Rise      int
	Pass      int
	People    int // who had passed by no other attempt
	ByVersion []effectRow
	ByAgency  []effectRow
	Names     []nameLine // of those, for whoever may see names
	Appeal    day.Date   // until when they may appeal what is shown
	Few       int        // the fewest that an agency has a row for
	Pending   bool       // not all attempts are looked at yet
}

// fewest is the smallest number that an agency is named with: in an office of three, one would point at somebody.
const fewest = 5

// effectRow is a part of the effect. No name is the other agencies, and those who serve nowhere today.
type effectRow struct {
	Name       string
	Rise, Pass int
}

// nameLine is somebody who passes now.
type nameLine struct{ Name, EID, Agency string }

// newErratumView puts an erratum into words; the item is that of any of its versions.
func newErratumView(e learning.Erratum, item courses.Item) erratumView {
	v := erratumView{
		Href: erratumHref(e.Course, e.Number), Number: e.Number, Stem: template.HTML(item.StemHTML), Void: e.Kind == learning.ErratumVoid,
		Cause: e.Cause, At: e.At, Withdrawn: e.Withdrawn, Because: e.Because, Applied: !e.Applied.IsZero(), Lines: newKeyLines(e, item),
	}
	var versions []string
	for _, version := range e.Versions {
		versions = append(versions, string(version))
	}
	v.Versions = listed(versions)
	if v.Stem == "" && item.Scenario != nil {
		step, _ := item.Scenario.Step(item.Scenario.Start)
		v.Stem = template.HTML(step.HTML)
	}
	return v
}

func newKeyLines(e learning.Erratum, item courses.Item) []keyLine {
	var lines []keyLine
	html := func(id courses.OptionID) template.HTML {
		if o, ok := item.Option(id); ok {
			return template.HTML(o.HTML)
		}
		o, _ := item.Reason(id)
		return template.HTML(o.HTML)
	}
	for _, id := range append(append([]courses.OptionID{}, e.Keys.Options...), e.Keys.Reasons...) {
		lines = append(lines, keyLine{Kind: keyRight, HTML: html(id)})
	}
	for _, id := range e.Keys.Neutral {
		lines = append(lines, keyLine{Kind: keyNeutral, HTML: html(id)})
	}
	for _, m := range e.Keys.Matches {
		for _, p := range item.Pairs {
			if p.ID == m.Pair {
				lines = append(lines, keyLine{Kind: "match", HTML: template.HTML(p.LeftHTML), To: html(m.Option)})
			}
		}
	}
	for _, o := range e.Keys.Orders {
		line := keyLine{Kind: "order"}
		for _, id := range o.Steps {
			line.Steps = append(line.Steps, html(id))
		}
		lines = append(lines, line)
	}
	for _, end := range e.Keys.Endings {
		if item.Scenario != nil {
			step, _ := item.Scenario.Step(end.Step)
			lines = append(lines, keyLine{Kind: "ending", HTML: template.HTML(step.HTML), Score: end.Score})
		}
	}
	return lines
}

// errataHref is the address of the faulty questions of a course.
func errataHref(id courses.CourseID) string { return contentHref(id) + "/errata" }

func erratumHref(id courses.CourseID, number int) string {
	return errataHref(id) + "/" + strconv.Itoa(number)
}

// mayMark tells whether whoever asks may mark questions as faulty.
func mayMark(c *fiber.Ctx) bool {
	_, ok := reach(c, account.ManageErrata)
	return ok
}

// errataBase is the frame of a page about the faulty questions of a course.
func (s *Site) errataBase(c *fiber.Ctx, course *courses.Course, last ...page.Phrase) page.Base {
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.content"), Href: "/content"},
		{Label: page.Plain(course.Title, page.English), Href: contentHref(course.ID)}}
	if len(last) == 0 {
		base.Crumbs = append(base.Crumbs, here(words.Say("errata.crumb")))
		return base
	}
	base.Crumbs = append(base.Crumbs, page.Link{Label: words.Say("errata.crumb"), Href: errataHref(course.ID)}, here(last[0]))
	return base
}

// errata lists those of a course.
func (s *Site) errata(c *fiber.Ctx) error {
	course, err := s.library.Course(courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	list, err := s.learning.Errata(c.UserContext(), course.ID)
	if err != nil {
		return err
	}
	p := errataPage{Base: s.errataBase(c, course), Title: course.Title}
	if mayMark(c) {
		p.New = errataHref(course.ID) + "/new"
	}
	for i := len(list) - 1; i >= 0; i-- {
		v, err := s.erratumView(c, list[i])
		if err != nil {
			return err
		}
		p.Errata = append(p.Errata, v)
	}
	return s.show(c, "errata", p)
}

func (s *Site) erratumView(c *fiber.Ctx, e learning.Erratum) (erratumView, error) {
	item, _, err := s.learning.SameItem(c.UserContext(), e.Course, e.Versions[len(e.Versions)-1], e.Item)
	return newErratumView(e, item), err
}

// erratumAsked is the erratum of the address with its course.
func (s *Site) erratumAsked(c *fiber.Ctx) (*courses.Course, learning.Erratum, error) {
	course, err := s.library.Course(courses.CourseID(c.Params("course")))
	if err != nil {
		return nil, learning.Erratum{}, err
	}
	number, err := strconv.Atoi(c.Params("number"))
	if err != nil {
		return nil, learning.Erratum{}, fault.NotFound("No question of this course was marked under this number.")
	}
	e, err := s.learning.Erratum(c.UserContext(), course.ID, number)
	return course, e, err
}

// erratum shows one.
func (s *Site) erratum(c *fiber.Ctx) error {
	course, e, err := s.erratumAsked(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	p := erratumPage{Base: s.errataBase(c, course, s.words(base).Say("erratum.crumb", "n", strconv.Itoa(e.Number))), Title: course.Title,
		Back: errataHref(course.ID)}
	if p.Erratum, err = s.erratumView(c, e); err != nil {
		return err
	}
	effect, err := s.learning.EffectOf(c.UserContext(), e)
	if err != nil {
		return err
	}
	p.Effect = s.effectView(c, effect)
	p.Effect.Pending = e.InForce() && e.Applied.IsZero()
	if e.InForce() && mayMark(c) {
		p.Withdraw = p.Erratum.Href + "/withdrawal"
	}
	return s.show(c, "erratum", p)
}

// effectView counts an effect by version and by the agency where people serve today. Names are given of those whose training
// status changes, to whoever may see whose status stands behind a figure; whose score alone rises would tell what they ticked.
func (s *Site) effectView(c *fiber.Ctx, e learning.Effect) effectView {
	people := e.People()
	v := effectView{Looked: e.Looked, Rise: len(e.Gains), Pass: e.Passes(), People: len(people), Few: fewest, Appeal: s.appealUntil()}
	versions, agencies := map[courses.Version]*effectRow{}, map[org.AgencyCode]*effectRow{}
	tree := s.register.Tree(s.today())
	for _, g := range e.Gains {
		at := s.agencyOf(g.Person)
		if versions[g.Version] == nil {
			versions[g.Version] = &effectRow{Name: string(g.Version)}
		}
		if agencies[at] == nil {
			agencies[at] = &effectRow{}
		}
		for _, row := range []*effectRow{versions[g.Version], agencies[at]} {
			row.Rise++
			if g.Passes {
				row.Pass++
			}
		}
	}
	v.ByVersion, v.ByAgency = sortedRows(versions), sortedRows(gathered(tree, agencies))
	scope, ok := reach(c, account.ViewNames)
	for _, id := range people {
		if who, known := s.register.Person(id); ok && known && s.within(scope, s.agencyOf(id)) {
			v.Names = append(v.Names, nameLine{who.Name, who.EID, s.agencyName(id)})
		}
	}
	return v
}

// gathered counts small rows with the agency above, from the bottom up, and names what is left.
func gathered(tree *org.Tree, rows map[org.AgencyCode]*effectRow) map[org.AgencyCode]*effectRow {
	depth := func(code org.AgencyCode) (n int) {
		for a, ok := tree.Agency(code); ok && a.Parent != ""; a, ok = tree.Agency(a.Parent) {
			n++
		}
		return n
	}
	for level := maxDepth; level >= 0; level-- {
		for _, code := range slices.Sorted(maps.Keys(rows)) {
			row := rows[code]
			if code == "" || row.Rise >= fewest || depth(code) != level {
				continue
			}
			above, _ := tree.Agency(code) // an agency that is not in the tree of today has nothing above it
			if rows[above.Parent] == nil {
				rows[above.Parent] = &effectRow{}
			}
			rows[above.Parent].Rise += row.Rise
			rows[above.Parent].Pass += row.Pass
			delete(rows, code)
		}
	}
	for code, row := range rows {
		if code != "" {
			row.Name = tree.Name(code)
		}
	}
	return rows
}

// maxDepth bounds how many agencies stand above one.
const maxDepth = 12

// withdrawForm asks why an erratum is withdrawn.
func (s *Site) withdrawForm(base page.Base, course *courses.Course, e learning.Erratum, cause string) formPage {
	words := s.words(base)
	p := formPage{Base: base, Heading: words.Say("erratum.withdraw.title", "n", strconv.Itoa(e.Number)), Lead: words.Say("erratum.withdraw.lead"),
		Button: words.Say("erratum.withdraw.button"), Back: erratumHref(course.ID, e.Number)}
	p.add(words, "cause", cause)
	return p
}

// askWithdrawal shows the form.
func (s *Site) askWithdrawal(c *fiber.Ctx) error {
	course, e, err := s.erratumAsked(c)
	if err != nil {
		return err
	}
	base := s.errataBase(c, course, s.words(s.base(c)).Say("erratum.crumb", "n", strconv.Itoa(e.Number)))
	return s.show(c, "form", s.withdrawForm(base, course, e, ""))
}

// withdraw takes the form.
func (s *Site) withdraw(c *fiber.Ctx) error {
	course, e, err := s.erratumAsked(c)
	if err != nil {
		return err
	}
	var form struct {
		Cause string `form:"cause"`
	}
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage {
			framed := s.errataBase(c, course, s.words(base).Say("erratum.crumb", "n", strconv.Itoa(e.Number)))
			framed.Problems = base.Problems
			return s.withdrawForm(framed, course, e, form.Cause)
		},
		do: func() (string, error) {
			by := string(route.Principal(c).ID)
			err := s.learning.WithdrawErratum(c.UserContext(), course.ID, e.Number, strings.TrimSpace(form.Cause), by)
			return erratumHref(course.ID, e.Number) + "?said=staff.saved", err
		},
	})
}
