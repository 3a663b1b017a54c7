// Package site is the pages: what a learner and the public see.
//
// # One file a page
//
// A page is a struct that embeds page.Base, a function without HTTP that builds it from what the services give, and a handler
// that reads the request, calls the service and shows the struct. The template of the same name stands in
// web/templates/pages. To add a page: the three in one file, a line in declarations, a line in Routes. New refuses to start
// when a template does not fit its struct.
//
// # Forms
//
// A form that is refused is shown again with what was typed, the errors beside their fields and in a summary on top. One
// that succeeds redirects, so that the back button and a reload are safe; every service call behind a form may be repeated.
package site

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/certificate"
	"lamtoen/internal/classes"
	"lamtoen/internal/classroom"
	"lamtoen/internal/coverage"
	"lamtoen/internal/evidence"
	"lamtoen/internal/export"
	"lamtoen/internal/groupcode"
	"lamtoen/internal/intake"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/learning"
	"lamtoen/internal/literacy"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/pendrive"
	"lamtoen/internal/report"
	"lamtoen/internal/route"
	"lamtoen/internal/school"
	"lamtoen/internal/signals"
	"lamtoen/internal/workbook"
)

// Deps are the services behind the pages. All must be given.
type Deps struct {
	Pages        *page.Set
	Accounts     *account.Service
	Learning     *learning.Service
	Library      *catalogue.Library
	Register     *org.Register
	Certificates *certificate.Service
	Evidence     *evidence.Service
	Coverage     *coverage.Cube
	Items        *itemstats.Book
	Signals      *signals.Book
	Audit        *audit.Log
	Groups       *groupcode.Service
	Plans        *workbook.Service
	Classroom    *classroom.Service
	Reports      *report.Service
	Cases        *appeal.Service
	Reminders    *notify.Service
	Intake       *intake.Service
	Schools      *school.Service
	Classes      *classes.Service
	Pens         *pendrive.Service
	Literacy     *literacy.Book
	Ping         func(context.Context) error // asks the store whether it answers
	Settings     Settings
	Pending      []PendingWork // open work of an agency that the hand-over lists; may be empty
}

// Settings are what the pages say about this installation.
type Settings struct {
	URL       string  // the public origin; https makes the cookies secure
	Version   string  // of the program
	DataPrice float64 // Nu for a GB of mobile data (10^9 bytes)
	Demo      bool    // invented people and figures
	Licence   string  // of open data; "" none is set
	Now       func() time.Time
}

// Site is the pages. It is safe for concurrent use.
type Site struct {
	pages        *page.Set
	accounts     *account.Service
	learning     *learning.Service
	library      *catalogue.Library
	register     *org.Register
	certificates *certificate.Service
	evidence     *evidence.Service
	checks       *account.Pace // of files of evidence
	cube         *coverage.Cube
	items        *itemstats.Book
	signals      *signals.Book
	audit        *audit.Log
	groups       *groupcode.Service
	plans        *workbook.Service
	classroom    *classroom.Service
	reports      *report.Service
	cases        *appeal.Service
	reminders    *notify.Service
	intake       *intake.Service
	schools      *school.Service
	classes      *classes.Service
	pens         *pendrive.Service
	literacy     *literacy.Book
	ping         func(context.Context) error
	settings     Settings
	jar          account.Jar
	bodies       sync.Map // bodyKey to template.HTML: what lessons say, which is the same for everyone
	compared     sync.Map // changesKey to []changeGroup: what changed between two versions
	lessons      page.Stencils[lessonKey]
	files        export.Kept // courses to take along
	prints       prints      // lesson packs and the prospectus
	counts       paperCounts // pages of what classes print

	pending []PendingWork // for the hand-over

	afterCard string // where a pupil goes on to who has signed in; "" there is no such page

	hasGroupSessions bool // there is a page of group sessions to lead to
}

// New checks every page template against its struct.
func New(deps Deps) (*Site, error) {
	s := &Site{
		pages: deps.Pages, accounts: deps.Accounts, learning: deps.Learning, library: deps.Library, register: deps.Register,
		certificates: deps.Certificates, evidence: deps.Evidence, checks: newChecks(), cube: deps.Coverage, audit: deps.Audit, groups: deps.Groups, plans: deps.Plans, ping: deps.Ping, items: deps.Items, signals: deps.Signals,
		classroom: deps.Classroom,
		reports:   deps.Reports,
		cases:     deps.Cases,
		reminders: deps.Reminders,
		pending:   deps.Pending,
		intake:    deps.Intake,
		schools:   deps.Schools,
		classes:   deps.Classes,
		pens:      deps.Pens,
		literacy:  deps.Literacy,
		settings:  deps.Settings, jar: account.JarFor(deps.Settings.URL),
	}
	if s.settings.Now == nil {
		s.settings.Now = time.Now
	}
	for name, zero := range everyDeclaration() {
		if err := s.pages.Declare(name, zero); err != nil {
			return nil, fmt.Errorf("site: %w", err)
		}
	}
	s.hasGroupSessions = slices.ContainsFunc(s.Routes(), func(r route.Route) bool { return r.Path == groupSessions })
	if slices.ContainsFunc(s.Routes(), func(r route.Route) bool { return r.Path == pupilHref }) {
		s.afterCard = pupilHref
	}
	if err := s.pages.DeclarePart("lesson-body", lessonBody{}); err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	if err := s.pages.DeclarePart("class-now", liveNow{}); err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	return s, nil
}

// everyDeclaration gathers what each surface declares.
func everyDeclaration() map[string]page.Page {
	all := declarations()
	for _, more := range []map[string]page.Page{
		staffDeclarations(),
		groupDeclarations(),
		coverageDeclarations(),
		agencyDeclarations(),
		registerDeclarations(),
		changeDeclarations(),
		dutyDeclarations(),
		reportDeclarations(),
		caseDeclarations(),
		messageDeclarations(),
		deviceDeclarations(),
		classDeclarations(),
		pupilDeclarations(),
		classLearningDeclarations(),
		classResultDeclarations(),
		slipDeclarations(),
		classPrintDeclarations(),
		schoolDeclarations(),
		familyDeclarations(),
		literacyDeclarations(),
	} {
		maps.Copy(all, more)
	}
	return all
}

// declarations says which struct each page template is rendered with.
func declarations() map[string]page.Page {
	return map[string]page.Page{
		"home": homePage{}, "sign-in": signInPage{}, "activate": codePage{}, "forgotten": codePage{}, "password": passwordPage{},
		"sessions": sessionsPage{}, "language": languagePage{}, "catalogue": cataloguePage{}, "course": coursePage{},
		"lesson": lessonPage{}, "assessment": assessmentPage{}, "practice": practicePage{}, "question": questionPage{},
		"review": reviewPage{}, "result": resultPage{}, "sign": signPage{}, "complete": completePage{}, "me": mePage{},
		"record": recordPage{}, "verify": verifyPage{}, "help": helpPage{}, "privacy": plainPage{}, "accessibility": plainPage{},
		"status": statusPage{}, "error": errorPage{}, "open-lesson": openLessonPage{}, "open-quiz": openQuizPage{},
		"version": versionPage{}, "version-lesson": versionLesson{},
		"own-code": ownCodePage{}, "own-code-sheet": ownCodeSheet{}, "own-code-done": ownCodeDone{}, "own-code-groups": groupsPage{},
		"evidence": evidencePage{}, "evidence-check": evidenceCheckPage{},
		"pack": packPage{}, "slides": slidesPage{},
		"question-told": toldPage{}, "way-back": wayBackPage{},
	}
}

// Routes is every page with the permission it needs.
func (s *Site) Routes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	surfaces := [][]route.Route{
		s.questionRoutes(), forStaff(s.coverageRoutes()), s.staffRoutes(), s.outageRoutes(), s.auditRoutes(), s.ruleRoutes(), s.calendarRoutes(), s.allowanceRoutes(),
		s.classSlipRoutes(), s.classPrintRoutes(), s.fileRoutes(), s.packRoutes(), s.evidenceRoutes(), s.groupRoutes(),
		s.reportRoutes(), s.exportRoutes(),
		s.caseRoutes(), s.messageRoutes(), s.slipRoutes(),
		s.agencyRoutes(), s.registerRoutes(), s.changeRoutes(), s.deviceRoutes(),
		s.classRoutes(),
		s.pupilRoutes(),
		s.schoolRoutes(), s.familyRoutes(), s.classResultRoutes(), s.literacyRoutes(),
		s.classLearningRoutes(), // after those of classes: it has /classes/:class/:course
	}
	return append(slices.Concat(surfaces...), []route.Route{
		{Method: get, Path: "/", Permission: account.Public, Handler: s.home},
		{Method: get, Path: "/help", Permission: account.Public, Handler: s.help},
		{Method: get, Path: "/privacy", Permission: account.Public, Handler: s.plain("privacy")},
		{Method: get, Path: "/accessibility", Permission: account.Public, Handler: s.plain("accessibility")},
		{Method: get, Path: "/status", Permission: account.Public, Handler: s.status},
		{Method: get, Path: "/language", Permission: account.Public, Handler: s.language},
		{Method: post, Path: "/language", Permission: account.Public, Handler: s.chooseLanguage},

		{Method: get, Path: "/sign-in", Permission: account.Public, Handler: s.signIn},
		{Method: post, Path: "/sign-in", Permission: account.Public, Handler: s.doSignIn},
		{Method: post, Path: "/sign-out", Permission: account.Public, Handler: s.doSignOut},
		{Method: get, Path: "/activate", Permission: account.Public, Handler: s.code("activate")},
		{Method: post, Path: "/activate", Permission: account.Public, Handler: s.useCode("activate")},
		{Method: get, Path: "/forgotten", Permission: account.Public, Handler: s.code("forgotten")},
		{Method: post, Path: "/forgotten", Permission: account.Public, Handler: s.useCode("forgotten")},

		{Method: get, Path: "/me", Permission: account.Learn, Handler: s.me},
		{Method: post, Path: "/me/notices", Permission: account.SignedIn, Handler: s.dismissNotices},
		{Method: post, Path: "/me/corrections", Permission: account.Learn, Handler: s.seeCorrections},
		{Method: get, Path: "/me/record", Permission: account.Learn, Handler: s.record},
		{Method: get, Path: "/me/sessions", Permission: account.SignedIn, Handler: s.sessions},
		{Method: post, Path: "/me/sessions", Permission: account.SignedIn, Handler: s.endSessions},
		{Method: get, Path: "/me/password", Permission: account.SignedIn, Handler: s.password},
		{Method: post, Path: "/me/password", Permission: account.SignedIn, Handler: s.changePassword},

		{Method: get, Path: "/courses", Permission: account.Public, Handler: s.catalogue},
		{Method: get, Path: "/courses/:course", Permission: account.Public, Handler: keepable(s.course)},
		{Method: post, Path: "/courses/:course/begin", Permission: account.Learn, Handler: s.begin},
		{Method: post, Path: "/courses/:course/pretest", Permission: account.Learn, Handler: s.pretest},
		{Method: get, Path: "/courses/:course/lessons/:lesson", Permission: account.Learn, Handler: keepable(s.lesson)},
		{Method: post, Path: "/courses/:course/lessons/:lesson", Permission: account.Learn, Handler: s.finishLesson},
		{Method: get, Path: "/courses/:course/practice", Permission: account.Learn, Handler: s.practice},
		{Method: get, Path: "/courses/:course/assessment", Permission: account.Learn, Handler: s.assessment},
		{Method: post, Path: "/courses/:course/assessment", Permission: account.Learn, Handler: s.startAttempt},
		{Method: get, Path: "/courses/:course/attempts/:attempt/questions/:number", Permission: account.Learn, Handler: keepable(s.question)},
		{Method: post, Path: "/courses/:course/attempts/:attempt/questions/:number", Permission: account.Learn, Handler: s.answer},
		{Method: get, Path: "/courses/:course/attempts/:attempt/review", Permission: account.Learn, Handler: keepable(s.review)},
		{Method: post, Path: "/courses/:course/attempts/:attempt/submission", Permission: account.Learn, Handler: s.submit},
		{Method: get, Path: "/courses/:course/attempts/:attempt/result", Permission: account.Learn, Handler: s.result},
		{Method: get, Path: "/courses/:course/way-back/:number", Permission: account.Learn, Handler: s.practiseAgain},
		{Method: get, Path: "/courses/:course/sign", Permission: account.Learn, Handler: s.sign},
		{Method: post, Path: "/courses/:course/sign", Permission: account.Learn, Handler: s.doSign},
		{Method: get, Path: "/courses/:course/complete", Permission: account.Learn, Handler: s.complete},
		{Method: get, Path: "/courses/:course/versions/:version", Permission: account.Learn, Handler: s.version},
		{Method: get, Path: "/courses/:course/versions/:version/lessons/:lesson", Permission: account.Learn, Handler: s.versionLesson},

		{Method: get, Path: "/our-own-code", Permission: account.Public, Handler: s.ownCode},
		{Method: post, Path: "/our-own-code", Permission: account.Public, Handler: s.writeOwnCode},
		{Method: get, Path: "/our-own-code/groups", Permission: account.Public, Handler: s.ownCodeGroups},
		{Method: get, Path: "/our-own-code/registered/:id", Permission: account.Public, Handler: s.ownCodeRegistered},

		{Method: get, Path: "/open/:course/lessons/:lesson", Permission: account.Public, Handler: s.openLesson},
		{Method: get, Path: "/open/:course/quiz", Permission: account.Public, Handler: s.openQuiz},
		{Method: get, Path: "/open/:course/quiz/:seed/:number/:right", Permission: account.Public, Handler: s.openQuestion},

		{Method: get, Path: "/certificates/:serial.pdf", Permission: account.Learn, Handler: s.certificatePDF},
		{Method: get, Path: "/v", Permission: account.Public, Handler: s.verifyForm},
		{Method: get, Path: "/v/:serial", Permission: account.Public, Handler: s.verify},

		{Method: get, Path: "/favicon.ico", Permission: account.Public, Handler: s.favicon},
		{Method: get, Path: "/media/:course/:version/:name", Permission: account.Public, Handler: s.media},
		{Method: get, Path: page.StaticPrefix + ":hash/:name", Permission: account.Public, Handler: s.static},
	}...)
}

// show renders a page and sends it.
func (s *Site) show(c *fiber.Ctx, name string, data page.Page) error {
	html, err := page.Render(s.pages, name, data)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderContentLanguage, data.PageLanguage())
	return c.Send(html)
}

// fill sends a page from its stencil, packed where the reader's browser can unpack it.
func (s *Site) fill(c *fiber.Ctx, stencil *page.Stencil, base page.Base) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderContentLanguage, base.Lang)
	c.Vary(fiber.HeaderAcceptEncoding)
	if !strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		return c.Send(stencil.Plain(base.Person))
	}
	c.Set(fiber.HeaderContentEncoding, "gzip")
	return stencil.WriteGzip(c.Response().BodyWriter(), base.Person)
}

// to redirects after a form that was accepted.
func to(c *fiber.Ctx, address string) error { return c.Redirect(address, fiber.StatusSeeOther) }

// me is the id of the person who asks.
func me(c *fiber.Ctx) org.PersonID { return route.Principal(c).ID }
