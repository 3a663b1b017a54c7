package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/certificate"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/route"
)

// caseRoutes are what people say is wrong with their record. Officers get no words of anybody in the list.
func (a *API) caseRoutes() []route.Route {
	return []route.Route{
		{Method: fiber.MethodGet, Path: Prefix + "/me/cases", Permission: account.Learn, Handler: a.myCases},
		{Method: fiber.MethodPost, Path: Prefix + "/me/cases", Permission: account.Learn, Handler: a.openCase, BodyLimit: answerBody},
		{Method: fiber.MethodGet, Path: Prefix + "/me/cases/:number", Permission: account.Learn, Handler: a.myCase},
		{Method: fiber.MethodGet, Path: Prefix + "/cases", Permission: account.AnswerCases, Handler: a.cases},
		{Method: fiber.MethodGet, Path: Prefix + "/cases/:number", Permission: account.AnswerCases, Handler: a.officeCase},
		{Method: fiber.MethodPost, Path: Prefix + "/cases/:number/answer", Permission: account.AnswerCases, Handler: a.answerCase, BodyLimit: answerBody},
	}
}

// caseLine is a case without anybody's words.
type caseLine struct {
	Number      appeal.Number    `json:"number"`
	Person      org.PersonID     `json:"person"`
	Wrong       appeal.Wrong     `json:"wrong"`
	Course      courses.CourseID `json:"course,omitempty"`
	Fact        string           `json:"fact,omitempty"`
	Serial      string           `json:"serial,omitempty"`
	Agency      org.AgencyCode   `json:"agency,omitempty"`
	State       appeal.State     `json:"state"`
	Office      appeal.Office    `json:"office"`
	Officer     org.PersonID     `json:"officer,omitempty"` // for officers
	Opened      time.Time        `json:"opened"`
	Due         day.Date         `json:"due,omitempty"` // left out when it does not wait for an answer
	Overdue     bool             `json:"overdue"`
	AppealUntil day.Date         `json:"appeal_until,omitempty"`
}

// caseEvent is one thing that happened to it.
type caseEvent struct {
	Kind     appeal.Kind     `json:"kind"`
	At       time.Time       `json:"at"`
	Text     string          `json:"text,omitempty"`
	Decision appeal.Decision `json:"decision,omitempty"`
	Reasons  []appeal.Reason `json:"reasons,omitempty"`
	Records  string          `json:"records,omitempty"`
	Deed     appeal.Deed     `json:"deed,omitempty"`
	Paper    *appeal.Paper   `json:"paper,omitempty"`
}

// caseList is the answer of the two lists.
type caseList struct {
	marked
	Cases []caseLine `json:"cases"`
}

// caseAnswer is one case with what happened.
type caseAnswer struct {
	marked
	Case   caseLine    `json:"case"`
	Events []caseEvent `json:"events"`
}

func (a *API) caseLine(c appeal.Case, officer bool) caseLine {
	l := caseLine{Number: c.Number, Person: c.Person, Wrong: c.Wrong, Course: c.About.Course, Fact: c.About.Fact, Serial: c.About.Serial, Agency: c.Agency,
		State: c.State, Office: c.Desk.Office, Opened: c.Opened, Overdue: c.Overdue(day.Of(a.now())), AppealUntil: c.AppealUntil}
	if c.Rests() {
		l.Due = c.Due
	}
	if officer {
		l.Officer = c.Desk.Officer
	}
	return l
}

// caseAnswer tells the events; without read nobody's words.
func (a *API) caseAnswer(c appeal.Case, officer, read bool) caseAnswer {
	out := caseAnswer{marked: a.marked(), Case: a.caseLine(c, officer)}
	for _, e := range c.Events {
		one := caseEvent{Kind: e.Kind, At: e.Recorded, Decision: e.Decision, Reasons: e.Reasons, Deed: e.Deed, Paper: e.Paper}
		if read || e.Kind == appeal.KindDone {
			one.Text, one.Records = e.Text, e.Records
		}
		out.Events = append(out.Events, one)
	}
	return out
}

func (a *API) myCases(c *fiber.Ctx) error {
	list, err := a.appeals.Mine(c.UserContext(), asker(c))
	if err != nil {
		return err
	}
	out := caseList{marked: a.marked(), Cases: []caseLine{}}
	for _, one := range list {
		out.Cases = append(out.Cases, a.caseLine(one, false))
	}
	return c.JSON(out)
}

// caseGiven is what POST /me/cases takes. Of course, fact and serial at most one is given; none is the entry of the register.
type caseGiven struct {
	Wrong  appeal.Wrong     `json:"wrong" label:"What is wrong" validate:"required"`
	Text   string           `json:"text"`
	Course courses.CourseID `json:"course"`
	Fact   string           `json:"fact"`
	Serial string           `json:"serial"`
}

// openCase opens it. The same while its case is open is that case, so that it may be repeated.
func (a *API) openCase(c *fiber.Ctx) error {
	var given caseGiven
	if err := body(c, &given); err != nil {
		return err
	}
	about := appeal.About{Course: given.Course, Fact: given.Fact}
	if given.Course != "" {
		if _, err := a.library.Course(given.Course); err != nil {
			return fault.Invalid("The case cannot be opened.", fault.Field{Name: "course", Message: "There is no such course."})
		}
	}
	if given.Serial != "" {
		found, _, err := a.certificates.Certificate(c.UserContext(), given.Serial)
		if err != nil || found.Person != asker(c) {
			return fault.NotFound("You have no certificate with this serial number.")
		}
		about = certificateAbout(found)
	}
	opened, err := a.appeals.Open(c.UserContext(), appeal.Claim{Person: asker(c), By: asker(c), Wrong: given.Wrong, About: about, Text: given.Text})
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(a.caseAnswer(opened, false, true))
}

// certificateAbout is a certificate as a case is about it.
func certificateAbout(c certificate.Certificate) appeal.About {
	return appeal.About{Course: c.CourseID, Fact: learning.FactID(c.Person, c.CourseID, c.Enrolment, "certificate"), Serial: c.Serial}
}

// caseNumber is the case of the address.
func caseNumber(c *fiber.Ctx) (appeal.Number, error) {
	n, err := appeal.ParseNumber(c.Params("number"))
	if err != nil {
		return "", fault.NotFound("There is no case with this number for you to see.")
	}
	return n, nil
}

func (a *API) myCase(c *fiber.Ctx) error {
	n, err := caseNumber(c)
	if err != nil {
		return err
	}
	found, err := a.appeals.Own(c.UserContext(), asker(c), n)
	if err != nil {
		return err
	}
	return c.JSON(a.caseAnswer(found, false, true))
}

// clerk is the officer who asks.
func clerk(c *fiber.Ctx) appeal.Officer {
	return appeal.Officer{ID: asker(c), Scope: route.Scope(c)}
}

func (a *API) cases(c *fiber.Ctx) error {
	lines, err := a.appeals.List(c.UserContext(), clerk(c))
	if err != nil {
		return err
	}
	out := caseList{marked: a.marked(), Cases: []caseLine{}}
	for _, l := range lines {
		out.Cases = append(out.Cases, a.caseLine(l.Case, true))
	}
	return c.JSON(out)
}

func (a *API) officeCase(c *fiber.Ctx) error {
	n, err := caseNumber(c)
	if err != nil {
		return err
	}
	seen, err := a.appeals.See(c.UserContext(), clerk(c), n)
	if err != nil {
		return err
	}
	return c.JSON(a.caseAnswer(seen.Case, true, seen.Words))
}

// caseDecided is what POST /cases/{number}/answer takes.
type caseDecided struct {
	Decision appeal.Decision `json:"decision"`
	Reasons  []appeal.Reason `json:"reasons"`
	Text     string          `json:"text"`
	Records  string          `json:"records"`
}

// answerCase decides. The same answer sent again is one.
func (a *API) answerCase(c *fiber.Ctx) error {
	n, err := caseNumber(c)
	if err != nil {
		return err
	}
	var given caseDecided
	if err := body(c, &given); err != nil {
		return err
	}
	decided, err := a.appeals.Answer(c.UserContext(), clerk(c), n, appeal.Answer(given))
	if err != nil {
		return err
	}
	return c.JSON(a.caseAnswer(decided, true, true))
}
