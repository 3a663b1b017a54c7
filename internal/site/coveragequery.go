package site

import (
	"fmt"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// coverageAsk is what the address of a coverage page asks for, as it was typed.
type coverageAsk struct {
	Course string
	Agency org.AgencyCode
	At     string // a day; "" is today
	Known  string // a day; "" is all that is known
	Sort   string

	Kind, Sex, Category string // only these people; "" everybody
	Structure           string // "today": in the agencies of today

	names org.Scope // where the asker may see who stands behind figures
	tree  *org.Tree
}

func (s *Site) readCoverageAsk(c *fiber.Ctx) coverageAsk {
	names, _ := reach(c, account.ViewNames)
	return coverageAsk{
		Course: c.Query("course"), Agency: org.AgencyCode(c.Params("agency", c.Query("agency"))), At: c.Query("at"), Known: c.Query("known"),
		Sort: c.Query("sort"), Kind: c.Query("kind"), Sex: c.Query("sex"), Category: c.Query("category"), Structure: c.Query("structure"), names: names, tree: s.register.Tree(s.today()),
	}
}

// query turns it into a question, or says what is wrong with the days. A day "known on" counts to its end.
func (a coverageAsk) query(scope org.Scope, today day.Date) (coverage.Query, error) {
	q := coverage.Query{
		Course: courses.CourseID(a.Course), Agency: a.Agency, Scope: scope, Kind: org.Kind(a.Kind), Sex: a.Sex, Category: a.Category,
	}
	if a.Structure == structureToday {
		q.Structure = today
	}
	var bad []fault.Field
	read := func(name, text string) day.Date {
		d, err := day.Parse(text)
		switch {
		case text == "":
		case err != nil:
			bad = append(bad, fault.Field{Name: name, Message: "Give a day as year-month-day, for example 2026-06-30, or leave this empty."})
		case d > today:
			bad = append(bad, fault.Field{Name: name, Message: fmt.Sprintf("%s has not come yet; today is %s.", d, today)})
		}
		return d
	}
	q.At = read("at", a.At)
	if known := read("known", a.Known); known != "" && known < today {
		q.Known = known.End()
	}
	if len(bad) > 0 {
		return q, fault.Invalid("The figures cannot be shown for these days.", bad...)
	}
	return q, nil
}

// values are the parts of the question that every link of the page carries on.
func (a coverageAsk) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{
		"course": a.Course, "at": a.At, "known": a.Known, "kind": a.Kind, "sex": a.Sex, "category": a.Category, "structure": a.Structure,
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// structureToday asks for the figures of another day in the agencies of today.
const structureToday = "today"

// below opens a page about an agency; the empty agency is the whole scope.
func (a coverageAsk) below(code org.AgencyCode, name string) string {
	if code == "" {
		code = everyAgency
	}
	return withQuery("/coverage/"+url.PathEscape(string(code))+"/"+name, a.values())
}

// agencyHref opens an agency's figures; "" is the whole scope.
func (a coverageAsk) agencyHref(code org.AgencyCode) string {
	if code == "" {
		return withQuery("/coverage", a.values())
	}
	return withQuery("/coverage/"+url.PathEscape(string(code)), a.values())
}

// peopleHref opens the people behind a figure, for those who may see them; "" for the others. The empty agency is everybody.
func (a coverageAsk) peopleHref(code org.AgencyCode, narrow ...string) string {
	switch {
	case a.names.Empty(), code == coverage.Unplaced && !a.names.All, code != "" && code != coverage.Unplaced && !a.tree.Within(a.names, code):
		return ""
	case code == "":
		code = everyAgency
	}
	v := a.values()
	for i := 0; i+1 < len(narrow); i += 2 {
		v.Set(narrow[i], narrow[i+1])
	}
	return withQuery("/coverage/"+url.PathEscape(string(code))+"/people", v)
}

// everyAgency stands in the address of a list for the whole scope of the asker. No agency has this code, which is too short a
// word for one.
const everyAgency org.AgencyCode = "all"

// course is the course asked for, or the first that some rule asks for. ok is false when there is none.
func (s *Site) courseAsked(c *fiber.Ctx, ask *coverageAsk) (ok bool, err error) {
	ids, err := s.cube.Courses(c.UserContext())
	if err != nil || len(ids) == 0 {
		return false, err
	}
	if ask.Course == "" {
		ask.Course = string(ids[0])
	}
	return true, nil
}

// coverageCourses are the links that choose another course, when several have rules.
func (s *Site) coverageCourses(c *fiber.Ctx, ask coverageAsk) ([]page.Link, error) {
	ids, err := s.cube.Courses(c.UserContext())
	if err != nil || len(ids) < 2 {
		return nil, err
	}
	var links []page.Link
	for _, id := range ids {
		other := ask
		other.Course = string(id)
		links = append(links, page.Link{Label: page.Plain(s.courseTitle(id), "en"), Href: other.agencyHref(ask.Agency), Current: string(id) == ask.Course})
	}
	return links, nil
}

func (s *Site) courseTitle(id courses.CourseID) string {
	course, err := s.library.Course(id)
	if err != nil {
		return string(id)
	}
	return course.Title
}

// ownAgency is the one agency that the asker looks after; "" for more than one, or for everybody.
func (s *Site) ownAgency(c *fiber.Ctx) org.AgencyCode {
	scope := route.Scope(c)
	if scope.All || len(scope.Agencies) != 1 {
		return ""
	}
	return scope.Agencies[0]
}
