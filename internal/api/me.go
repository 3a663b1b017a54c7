package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/route"
)

// profile is the answer of GET /me: "You are NAME, EID, AGENCY", and what you may do.
type profile struct {
	marked
	Person      person               `json:"person"`
	Post        *post                `json:"post"` // null for somebody without a post today
	Grants      []grant              `json:"grants"`
	Permissions []account.Permission `json:"permissions"`
	Session     session              `json:"session"`
}

// person is a register entry as its owner sees it.
type person struct {
	ID       org.PersonID `json:"id"`
	EID      string       `json:"eid"`
	Name     string       `json:"name"`
	NameDz   string       `json:"name_dz,omitempty"`
	Email    string       `json:"email,omitempty"`
	Kind     org.Kind     `json:"kind"`
	Language string       `json:"language,omitempty"`
	Joined   day.Date     `json:"joined,omitempty"`
}

// post is where somebody serves today.
type post struct {
	Agency   agencyName `json:"agency"`
	Position string     `json:"position"`
	Flags    []org.Flag `json:"flags"`
	Duty     org.Duty   `json:"duty"`
	Since    day.Date   `json:"since"`
}

// agencyName names an agency.
type agencyName struct {
	Code   org.AgencyCode `json:"code"`
	Name   string         `json:"name"`
	NameDz string         `json:"name_dz,omitempty"`
}

// grant is a role that somebody holds, and where; no agency is the whole country.
type grant struct {
	Role   org.Role       `json:"role"`
	Agency org.AgencyCode `json:"agency,omitempty"`
	Until  day.Date       `json:"until,omitempty"`
}

// session is the sign-in that asks.
type session struct {
	Shared  bool      `json:"shared"`
	Expires time.Time `json:"expires"`
}

// me lets a client say "You are NAME, EID, AGENCY" before an assessment and at signing, and leave out what may not be done.
func (a *API) me(c *fiber.Ctx) error {
	p, ok := a.register.Person(asker(c))
	if !ok {
		return fault.NotFound("You are not in the register any more. Ask the focal officer of your agency.")
	}
	s := route.Session(c)
	answer := profile{
		marked: a.marked(),
		Person: person{ID: p.ID, EID: p.EID, Name: p.Name, NameDz: p.NameDz, Email: p.Email, Kind: p.Kind, Language: p.Language, Joined: p.Joined},
		Post:   a.postOf(p.ID), Grants: []grant{}, Permissions: []account.Permission{},
		Session: session{Shared: s.Shared, Expires: s.Expires},
	}
	for _, g := range s.Principal.Grants {
		answer.Grants = append(answer.Grants, grant{Role: g.Role, Agency: g.Agency, Until: g.Until})
	}
	for _, rule := range account.Rules() {
		if _, ok := account.Allowed(s.Principal, rule.Permission); ok {
			answer.Permissions = append(answer.Permissions, rule.Permission)
		}
	}
	return c.JSON(answer)
}

// postOf is where the person serves today, nil when nowhere.
func (a *API) postOf(id org.PersonID) *post {
	today := a.today()
	p, ok := a.register.PostAt(id, today)
	if !ok {
		return nil
	}
	flags := append([]org.Flag{}, p.Flags...)
	return &post{Agency: nameOf(a.register.Tree(today), p.Agency), Position: p.Position, Flags: flags, Duty: p.Duty, Since: p.Began}
}

// nameOf names an agency as on the day of the tree; one that has ended keeps its last name.
func nameOf(tree *org.Tree, code org.AgencyCode) agencyName {
	agency, _ := tree.Agency(code)
	return agencyName{Code: code, Name: tree.Name(code), NameDz: agency.NameDz}
}

// today is the day in Thimphu.
func (a *API) today() day.Date { return day.Of(a.now()) }
