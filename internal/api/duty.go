package api

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/route"
)

// dutyRoutes are officers' decisions about people's duties, and days on which no work is asked.
func (a *API) dutyRoutes(at mounting) []route.Route {
	return []route.Route{
		at(http.MethodGet, "/people/:person/allowances", account.ViewNames, a.allowances, 0),
		at(http.MethodPost, "/people/:person/allowances", account.ManageDuties, a.addAllowance, answerBody),
		at(http.MethodPost, "/people/:person/allowances/:number/withdrawal", account.ManageDuties, a.withdrawAllowance, answerBody),
		at(http.MethodGet, "/closures", account.SignedIn, a.closures, 0),
		at(http.MethodPost, "/closures", account.ManageDuties, a.addClosure, answerBody),
		at(http.MethodPost, "/closures/:closure/withdrawal", account.ManageDuties, a.withdrawClosure, answerBody),
	}
}

// allowanceList is the answer of GET /people/{person}/allowances: every record, withdrawals too, as they were recorded.
type allowanceList struct {
	marked
	Allowances []learning.Allowance `json:"allowances"`
}

// allowanceAnswer is the answer of POST /people/{person}/allowances.
type allowanceAnswer struct {
	marked
	Allowance learning.Allowance `json:"allowance"`
}

// allowanceGiven is what POST /people/{person}/allowances takes. The service says what is wrong with it.
type allowanceGiven struct {
	Kind     learning.AllowanceKind `json:"kind"`
	Course   courses.CourseID       `json:"course"`
	From     day.Date               `json:"from"`
	Until    day.Date               `json:"until"`
	Cause    string                 `json:"cause"`
	Document string                 `json:"document"`
}

// withdrawal is why a record is taken back.
type withdrawal struct {
	Cause string `json:"cause"`
}

// closureList is the answer of GET /closures: every record, withdrawals too, as they were recorded.
type closureList struct {
	marked
	Closures []learning.Closure `json:"closures"`
}

// closureAnswer is the answer of POST /closures.
type closureAnswer struct {
	marked
	Closure learning.Closure `json:"closure"`
}

// closureGiven is what POST /closures takes. The service says what is wrong with it.
type closureGiven struct {
	Kind  learning.ClosureKind `json:"kind"`
	Place org.AgencyCode       `json:"place"`
	From  day.Date             `json:"from"`
	Until day.Date             `json:"until"`
	Name  string               `json:"name"`

	Types []org.AgencyType `json:"types"`
}

// ofScope gives the id of the person in the address, if they serve today in the asker's scope.
func (a *API) ofScope(c *fiber.Ctx) (org.PersonID, error) {
	id, today, scope := org.PersonID(c.Params("person")), day.Of(a.now()), route.Scope(c)
	_, known := a.register.Person(id)
	post, posted := a.register.PostAt(id, today)
	// Whoever has left is RCSC's alone.
	if !known || !scope.All && (!posted || !a.register.Tree(today).Within(scope, post.Agency)) {
		return "", fault.NotFound("There is no such person, or they are not yours to see.")
	}
	return id, nil
}

func (a *API) allowances(c *fiber.Ctx) error {
	person, err := a.ofScope(c)
	if err != nil {
		return err
	}
	return c.JSON(allowanceList{a.marked(), listed(a.learning.AllowancesOf(person))})
}

// addAllowance may be repeated: the same decision, while it is in force, stands once.
func (a *API) addAllowance(c *fiber.Ctx) error {
	person, err := a.ofScope(c)
	if err != nil {
		return err
	}
	var g allowanceGiven
	if err := body(c, &g); err != nil {
		return err
	}
	added, err := a.learning.AddAllowance(c.UserContext(), learning.Allowance{
		Kind: g.Kind, Person: person, Course: g.Course, From: g.From, Until: g.Until, Cause: g.Cause, Document: g.Document,
	}, string(asker(c)))
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(allowanceAnswer{a.marked(), added})
}

// withdrawAllowance answers with all records about the person.
func (a *API) withdrawAllowance(c *fiber.Ctx) error {
	person, err := a.ofScope(c)
	if err != nil {
		return err
	}
	var g withdrawal
	if err := body(c, &g); err != nil {
		return err
	}
	if err := a.learning.WithdrawAllowance(c.UserContext(), string(person)+"/"+c.Params("number"), string(asker(c)), g.Cause); err != nil {
		return err
	}
	return c.JSON(allowanceList{a.marked(), listed(a.learning.AllowancesOf(person))})
}

func (a *API) closures(c *fiber.Ctx) error {
	return c.JSON(closureList{a.marked(), listed(a.learning.Closures())})
}

// addClosure may be repeated: the same days of the same place, while they are in force, stand once.
func (a *API) addClosure(c *fiber.Ctx) error {
	var g closureGiven
	if err := body(c, &g); err != nil {
		return err
	}
	added, err := a.learning.AddClosure(c.UserContext(), learning.Closure{Kind: g.Kind, Place: g.Place, From: g.From, Until: g.Until, Name: g.Name, Types: g.Types},
		string(asker(c)))
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(closureAnswer{a.marked(), added})
}

// withdrawClosure answers with all closures.
func (a *API) withdrawClosure(c *fiber.Ctx) error {
	var g withdrawal
	if err := body(c, &g); err != nil {
		return err
	}
	if err := a.learning.WithdrawClosure(c.UserContext(), c.Params("closure"), string(asker(c)), g.Cause); err != nil {
		return err
	}
	return c.JSON(closureList{a.marked(), listed(a.learning.Closures())})
}
