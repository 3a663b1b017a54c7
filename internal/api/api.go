// Package api is the JSON interface under /api/v1: what a phone application, another system of the government or a script
// asks of Lamtoen. It offers what the pages offer, to the same people, by the same permissions.
//
// # One file a resource
//
// A resource is a struct as it travels, a function that makes it of what the services give, and the handlers. To add one:
// the three in a file, a line in Routes, and its path in openapi.yaml; a test holds routes and description against each other.
//
// # Answers
//
// An answer is a JSON object, never a bare list, so that fields can be added. A demonstration's answers carry "mark". Times
// are UTC (RFC 3339), days are Bhutan's (2026-11-23), marks and scores are ten-thousandths: 8000 is 80 %. Errors are the
// faults of the services; internal/server writes them as {"error":{"code","message","fields"}}.
//
// # Keys of questions
//
// While an attempt is open nothing tells which option is right. After it, a course with the feedback policy "compliance"
// says which questions were wrong and what to read again, and never the right answers: the questions come again.
//
// # Repeating
//
// Repeating a PUT has the effect of one. So has repeating a POST: most are so by what they ask for (to begin what is begun, to
// hand in what is handed in), and the others take an Idempotency-Key (once.go).
package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/certificate"
	"lamtoen/internal/classes"
	"lamtoen/internal/coverage"
	"lamtoen/internal/evidence"
	"lamtoen/internal/intake"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/learning"
	"lamtoen/internal/literacy"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
	"lamtoen/internal/pendrive"
	"lamtoen/internal/report"
	"lamtoen/internal/route"
	"lamtoen/internal/school"
	"lamtoen/internal/store"
)

// Limits of a request's body, in bytes. What is larger is refused before it is read as JSON.
const (
	smallBody  = 4 << 10  // a sign-in, a signature
	answerBody = 16 << 10 // the answer to one question
	ruleBody   = 64 << 10 // a rule may name many agencies
)

// Prefix is where the resources stand.
const Prefix = "/api/v1"

// Deps are the services behind the API. All must be given; Now has a real default.
type Deps struct {
	Accounts     *account.Service
	Learning     *learning.Service
	Library      *catalogue.Library
	Register     *org.Register
	Certificates *certificate.Service
	Evidence     *evidence.Service
	Coverage     *coverage.Cube
	Items        *itemstats.Book
	Reports      *report.Service
	Licence      string // of open data; "" none is set
	Audit        *audit.Log
	Cases        *appeal.Service
	Reminders    *notify.Service
	Intake       *intake.Service
	Pens         *pendrive.Service
	Schools      *school.Service
	Classes      *classes.Service
	Literacy     *literacy.Book
	Keys         Keys
	Engine       store.Engine // for the results of requests with an Idempotency-Key
	Demo         bool         // invented people and figures: every answer says so
	Now          func() time.Time
}

// API is the resources. It is safe for concurrent use.
type API struct {
	accounts     *account.Service
	learning     *learning.Service
	library      *catalogue.Library
	register     *org.Register
	certificates *certificate.Service
	evidence     *evidence.Service
	coverage     *coverage.Cube
	items        *itemstats.Book
	reports      *report.Service
	licence      string
	audit        *audit.Log
	appeals      *appeal.Service
	reminders    *notify.Service
	intake       *intake.Service
	pens         *pendrive.Service
	schools      *school.Service
	classes      *classes.Service
	literacy     *literacy.Book
	keys         Keys
	once         *once
	mark         string
	now          func() time.Time
}

// New opens the collection of Idempotency-Keys.
func New(deps Deps) (*API, error) {
	a := &API{
		accounts: deps.Accounts, learning: deps.Learning, library: deps.Library, register: deps.Register,
		appeals:      deps.Cases,
		certificates: deps.Certificates, evidence: deps.Evidence, coverage: deps.Coverage, audit: deps.Audit, keys: deps.Keys, now: deps.Now, items: deps.Items,
		reports: deps.Reports, licence: deps.Licence,
		intake:  deps.Intake,
		pens:    deps.Pens,
		schools: deps.Schools, classes: deps.Classes,
		literacy: deps.Literacy,
	}
	a.reminders = deps.Reminders
	if a.now == nil {
		a.now = time.Now
	}
	if deps.Demo {
		a.mark = certificate.MarkDemo
	}
	var err error
	// The store bounds the time of its own calls; nobody waits for this one but the start of the program.
	a.once, err = openOnce(context.Background(), deps.Engine, a.now)
	return a, err
}

// Routes is every resource with the permission it needs.
func (a *API) Routes() []route.Route {
	get, post, put, del := http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	at := func(method, path string, permission account.Permission, handler fiber.Handler, limit int) route.Route {
		return route.Route{Method: method, Path: Prefix + path, Permission: permission, Handler: handler, BodyLimit: limit}
	}
	surfaces := [][]route.Route{
		a.exportRoutes(at), a.reportRoutes(at),
		a.caseRoutes(),
		a.slipRoutes(),
		a.literacyRoutes(at),
		a.registerRoutes(),
		a.dutyRoutes(at),
		a.agencyRoutes(at),
		a.schoolRoutes(at), a.classRoutes(at), a.pupilRoutes(at),
	}
	return append(slices.Concat(surfaces...), []route.Route{
		{Method: get, Path: "/api/openapi.yaml", Permission: account.Public, Handler: a.description},
		{Method: get, Path: "/.well-known/jwks.json", Permission: account.Public, Handler: a.publicKeys},
		at(get, "/keys", account.Public, a.publicKeys, 0),

		at(post, "/sessions", account.Public, a.signIn, smallBody),
		at(post, "/sessions/refresh", account.Public, a.refresh, smallBody),
		at(del, "/sessions/current", account.SignedIn, a.signOut, smallBody),

		at(get, "/me", account.SignedIn, a.me, 0),
		at(get, "/me/record", account.Learn, a.record, 0),
		at(get, "/me/messages", account.Learn, a.myMessages, 0),
		at(get, "/people/:person/messages", account.ViewMessages, a.messagesOf, 0),
		at(get, "/me/certificates", account.Learn, a.myCertificates, 0),

		at(get, "/courses", account.Public, a.courses, 0),
		at(get, "/courses/:course", account.Public, a.course, 0),
		at(post, "/courses/:course/enrolment", account.Learn, a.begin, smallBody),
		at(get, "/courses/:course/item-statistics.csv", account.ViewItems, a.itemStatsCSV, 0),
		at(get, "/courses/:course/item-statistics", account.ViewItems, a.itemStats, 0),
		at(get, "/courses/:course/lessons/:lesson", account.Learn, a.lesson, 0),
		at(put, "/courses/:course/lessons/:lesson/completion", account.Learn, a.finishLesson, smallBody),
		at(get, "/courses/:course/practice", account.Learn, a.practice, 0),
		at(post, "/courses/:course/attempts", account.Learn, a.startAttempt, smallBody),
		at(post, "/courses/:course/pretest", account.Learn, a.startPretest, smallBody),
		at(put, "/courses/:course/acknowledgement", account.Learn, a.sign, smallBody),
		at(post, "/courses/:course/questions", account.Learn, a.raiseQuestion, answerBody),

		at(get, "/courses/:course/errata", account.ViewContent, a.errata, 0),

		at(get, "/attempts/:attempt", account.Learn, a.attempt, 0),
		at(get, "/attempts/:attempt/evidence", account.Learn, a.attemptEvidence, 0),
		at(put, "/attempts/:attempt/answers/:question", account.Learn, a.answer, answerBody),
		at(post, "/attempts/:attempt/answers/:question/feedback", account.Learn, a.feedback, smallBody),
		at(post, "/attempts/:attempt/submission", account.Learn, a.submit, smallBody),

		// The sheet before the fields: the pattern of the fields would take SERIAL.pdf for a serial.
		at(get, "/certificates/:serial.pdf", account.Learn, a.certificateSheet, 0),
		at(get, "/certificates/:serial", account.Public, a.certificate, 0),

		at(get, "/coverage", account.ViewCoverage, a.figures, 0),
		at(get, "/coverage/trend", account.ViewCoverage, a.trend, 0),
		at(get, "/coverage/heat", account.ViewCoverage, a.heat, 0),
		at(get, "/coverage/courses", account.ViewCoverage, a.courseMatrix, 0),
		at(get, "/coverage/people", account.ViewNames, a.people, 0),

		at(get, "/rules", account.ViewCoverage, a.rules, 0),
		at(post, "/rules", account.ManageRules, a.addRule, ruleBody),
		at(get, "/audit", account.ViewAudit, a.trail, 0),
	}...)
}

// mounting makes a route of the API.
type mounting func(method, path string, permission account.Permission, handler fiber.Handler, limit int) route.Route

// asker is the id of the person who asks.
func asker(c *fiber.Ctx) org.PersonID { return route.Principal(c).ID }

// marked is embedded in every answer: what a reader must know of all figures in it.
type marked struct {
	Mark string `json:"mark,omitempty"`
}

func (a *API) marked() marked { return marked{a.mark} }
