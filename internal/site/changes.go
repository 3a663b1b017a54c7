package site

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// changesHref is the page of register changes that granted cases ask for.
const changesHref = "/register/changes"

// changesPage lists the changes of the register that granted cases ask for and that nobody has entered yet.
type changesPage struct {
	page.Base
	Rows   []changeRow
	Enters bool   // the reader enters posts, leave and entries
	Agency string // name, where only one and those below it are asked for
}

// changeRow is one of them. The words of the person are not in it.
type changeRow struct {
	Name, EID, Agency string
	Number            string
	Case              string // address of the case; "" for those who do not answer cases
	What              page.Phrase
	Decided           day.Date
	Form              page.Link // where it is entered, with the number carried along
}

func (s *Site) changeRoutes() []route.Route {
	return forStaff([]route.Route{{Method: http.MethodGet, Path: changesHref, Permission: account.ManageRegister, Handler: s.registerChanges}})
}

func changeDeclarations() map[string]page.Page {
	return map[string]page.Page{"register-changes": changesPage{}}
}

// awaited are the changes that lie in the scope and, where an agency is asked for, in it or below.
func (s *Site) awaited(scope org.Scope, agency org.AgencyCode) []appeal.Awaited {
	tree := s.register.Tree(s.today())
	var out []appeal.Awaited
	for _, a := range s.cases.Awaited() {
		if (scope.All || s.within(scope, a.Agency)) && (agency == "" || tree.Within(org.Scope{Agencies: []org.AgencyCode{agency}}, a.Agency)) {
			out = append(out, a)
		}
	}
	return out
}

func (s *Site) registerChanges(c *fiber.Ctx) error {
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.register"), Href: "/register"}, here(words.Say("changes.title"))}
	p := changesPage{Base: base}
	_, p.Enters = reach(c, account.ManageAccounts)
	answers, _ := reach(c, account.AnswerCases)
	agency := org.AgencyCode(c.Query("agency"))
	tree := s.register.Tree(s.today())
	if agency != "" {
		p.Agency = tree.Name(agency)
	}
	for _, a := range s.awaited(route.Scope(c), agency) {
		who, _ := s.register.Person(a.Person)
		row := changeRow{Name: who.Name, EID: who.EID, Agency: tree.Name(a.Agency), Number: string(a.Number), Decided: a.Decided,
			What: words.Say(page.Key("changes." + string(a.Deed)))}
		if s.within(answers, a.Agency) && a.Person != me(c) {
			row.Case = caseHref(a.Number)
		}
		if p.Enters {
			row.Form = page.Link{Label: words.Say("changes.enter"), Href: personHref(a.Person) + deedForm(a.Deed) + "?case=" + string(a.Number)}
		}
		p.Rows = append(p.Rows, row)
	}
	return s.show(c, "register-changes", p)
}

// deedForm is the form about a person on which a change of the register is entered; "" for what is none.
func deedForm(d appeal.Deed) string {
	return map[appeal.Deed]string{appeal.DeedLeave: "/leave", appeal.DeedMove: "/post", appeal.DeedEntry: "/entry"}[d]
}
