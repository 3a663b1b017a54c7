package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// agencyTree is the answer of GET /agencies: the agencies as they stand on a day.
type agencyTree struct {
	marked
	At       day.Date  `json:"at"`
	Known    time.Time `json:"known,omitzero"`
	Agencies []agency  `json:"agencies"`
}

// agency is one agency with those below it.
type agency struct {
	agencyName
	Type     org.AgencyType `json:"type"`
	Children []agency       `json:"children"`
}

// newAgencies nests a level of the tree with all below it; the tree has no circles.
func newAgencies(tree *org.Tree, level []org.Agency) []agency {
	list := make([]agency, len(level))
	for i, one := range level {
		list[i] = agency{agencyName{one.Code, one.Name, one.NameDz}, one.Type, newAgencies(tree, tree.Children(one.Code))}
	}
	return list
}

// agencies gives the whole tree to everybody who has signed in: which agencies there are is no secret.
func (a *API) agencies(c *fiber.Ctx) error {
	q := newQuery(c, "at", "known")
	at, known := q.day("at"), a.knownAsked(q)
	if err := q.fault(); err != nil {
		return err
	}
	if at == "" {
		at = a.today()
	}
	tree := a.register.TreeKnown(at, known)
	return c.JSON(agencyTree{a.marked(), at, known, newAgencies(tree, tree.Roots())})
}
