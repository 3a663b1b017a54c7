package site

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// peoplePage finds people of the register.
type peoplePage struct {
	page.Base
	Search  page.Field
	Asked   bool // somebody was looked for, or the scope is small enough to list
	Nation  bool
	Known   string // how many people the register knows, for those who see all
	Total   int
	Rows    []personLine
	Newer   string
	Older   string
	MayAdd  bool
	Letters string // address of the letters to those who have never signed in
	Scope   string // names of the agencies looked after
}

// personLine is one person in a list.
type personLine struct {
	Name, EID, Position, Agency string
	Href                        string
	Left                        bool // no post today
}

// newPeople builds the page; found are the people of one page.
func newPeople(base page.Base, search string, number, total int, found []personLine) peoplePage {
	base.Wide = true
	p := peoplePage{
		Base: base, Search: page.Field{Name: "q", Value: search, Type: "search", Hint: true}, Total: total, Rows: found, Asked: true,
	}
	query := url.Values{}
	if search != "" {
		query.Set("q", search)
	}
	p.Newer, p.Older = pages("/people", query, number, total)
	return p
}

// people lists those in scope whose name, EID or agency holds what is looked for. Everybody's register is not listed until
// somebody is looked for.
func (s *Site) people(c *fiber.Ctx) error {
	scope, search, number := route.Scope(c), strings.TrimSpace(c.Query("q")), pageNumber(c)
	base := s.base(c)
	base.Crumbs = []page.Link{here(s.words(base).Say("nav.people"))}
	var found []org.Member
	if search != "" || !scope.All {
		found = s.lookUp(scope, search)
	}
	from := min((number-1)*pageSize, len(found))
	lines := s.personLines(found[from:min(from+pageSize, len(found))])
	p := newPeople(base, search, number, len(found), lines)
	p.Asked, p.Nation, p.Known = search != "" || !scope.All, scope.All, thousands(s.register.Count())
	_, p.MayAdd = reach(c, account.ManageAccounts)
	p.Letters = s.lettersHref(c, "")
	p.Scope = s.scopeNames(scope)
	if p.MayAdd {
		p.Notices = append(p.Notices, s.lateDigests(c, s.words(base))...)
	}
	return s.show(c, "people", p)
}

// lookUp gives the people in scope whom the words fit, by name. Words are looked for one by one, so that "dorji haa" finds
// the Dorjis of Haa.
func (s *Site) lookUp(scope org.Scope, search string) []org.Member {
	words := strings.Fields(strings.ToLower(search))
	tree := s.register.Tree(s.today())
	in := map[org.AgencyCode]bool{}
	var found []org.Member
	for m := range s.register.View(s.today(), time.Time{}).Members() {
		within, known := in[m.Post.Agency]
		if !known {
			within = s.within(scope, m.Post.Agency)
			in[m.Post.Agency] = within
		}
		if !within {
			continue
		}
		text := strings.ToLower(m.Person.Name + "\n" + m.Person.EID + "\n" + tree.Name(m.Post.Agency))
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b org.Member) int {
		if n := strings.Compare(a.Person.Name, b.Person.Name); n != 0 {
			return n
		}
		return strings.Compare(a.Person.EID, b.Person.EID)
	})
	return found
}

func (s *Site) personLines(members []org.Member) []personLine {
	tree := s.register.Tree(s.today())
	lines := make([]personLine, len(members))
	for i, m := range members {
		lines[i] = personLine{
			Name: m.Person.Name, EID: m.Person.EID, Position: m.Post.Position, Href: personHref(m.Person.ID), Left: !m.Posted,
		}
		if m.Posted {
			lines[i].Agency = tree.Name(m.Post.Agency)
		}
	}
	return lines
}

// scopeNames are the agencies of a scope in words; "" for the whole country.
func (s *Site) scopeNames(scope org.Scope) string {
	var names []string
	for _, code := range scope.Agencies {
		names = append(names, s.register.Tree(s.today()).Name(code))
	}
	return listed(names)
}
