package site

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// staffDeclarations says which struct each template of the officers' pages is rendered with.
func staffDeclarations() map[string]page.Page {
	return map[string]page.Page{
		"people": peoplePage{}, "person": personPage{}, "form": formPage{},
		"code": codeSlip{}, "grants": grantsPage{}, "audit": auditPage{}, "content": contentPage{}, "group-codes": groupCodesPage{}, "matrix": matrixPage{},
		"workbook": workbookPage{}, "workbook-part": workbookPartPage{}, "workbook-plan": workbookPlanPage{}, "workbook-review": workbookReviewPage{},
		"workbooks": workbooksPage{},
		"errata":    errataPage{}, "erratum": erratumPage{}, "erratum-choice": erratumChoice{}, "erratum-new": erratumForm{},
		"questions": questionsPage{}, "course-questions": courseQuestionsPage{}, "question-figures": questionFiguresPage{}, "signals": signalsPage{},
		"outages":        outagesPage{},
		"content-course": contentCoursePage{}, "approval": approvalPage{}, "translations": translationsPage{},
	}
}

// staffRoutes is every officers' page with the permission it needs. What lies outside the scope of the asker is not found.
func (s *Site) staffRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	return forStaff([]route.Route{
		{Method: get, Path: "/people", Permission: account.ViewPeople, Handler: s.people},
		{Method: get, Path: "/people/new", Permission: account.ManageAccounts, Handler: s.newPerson},
		{Method: post, Path: "/people/new", Permission: account.ManageAccounts, Handler: s.addPerson},
		{Method: get, Path: "/people/:person", Permission: account.ViewPeople, Handler: s.person},
		{Method: get, Path: "/people/:person/entry", Permission: account.ManageAccounts, Handler: s.ask(s.entryForm)},
		{Method: post, Path: "/people/:person/entry", Permission: account.ManageAccounts, Handler: s.correct},
		{Method: get, Path: "/people/:person/post", Permission: account.ManageAccounts, Handler: s.ask(s.moveForm)},
		{Method: post, Path: "/people/:person/post", Permission: account.ManageAccounts, Handler: s.move},
		{Method: get, Path: "/people/:person/leave", Permission: account.ManageAccounts, Handler: s.ask(s.leaveForm)},
		{Method: post, Path: "/people/:person/leave", Permission: account.ManageAccounts, Handler: s.setLeave},
		{Method: get, Path: "/people/:person/end", Permission: account.ManageAccounts, Handler: s.ask(s.endForm)},
		{Method: post, Path: "/people/:person/end", Permission: account.ManageAccounts, Handler: s.endPost},
		{Method: get, Path: "/people/:person/role", Permission: account.ManageAccounts, Handler: s.ask(s.roleForm)},
		{Method: post, Path: "/people/:person/role", Permission: account.ManageAccounts, Handler: s.giveRole},
		{Method: get, Path: "/people/:person/signed-out", Permission: account.ManageAccounts, Handler: s.ask(s.signOutForm)},
		{Method: post, Path: "/people/:person/signed-out", Permission: account.ManageAccounts, Handler: s.signOutPerson},
		{Method: get, Path: "/people/:person/code", Permission: account.ResetCodes, Handler: s.askCode},
		{Method: post, Path: "/people/:person/code", Permission: account.ResetCodes, Handler: s.printCode},

		{Method: get, Path: "/grants", Permission: account.ManageAccounts, Handler: s.grants},
		{Method: get, Path: "/grants/:grant/end", Permission: account.ManageAccounts, Handler: s.askEndGrant},
		{Method: post, Path: "/grants/:grant/end", Permission: account.ManageAccounts, Handler: s.endGrant},

		{Method: get, Path: "/content", Permission: account.ViewContent, Handler: s.content},
		{Method: get, Path: "/content/matrix", Permission: account.ViewContent, Handler: s.matrix},
		{Method: get, Path: "/content/group-codes", Permission: account.ViewContent, Handler: s.groupCodes},
		{Method: post, Path: "/content/group-codes/:id", Permission: account.ManageContent, Handler: s.decideGroupCode},

		{Method: get, Path: "/workbook", Permission: account.AgencyPlan, Handler: s.workbook},
		{Method: post, Path: "/workbook/begun", Permission: account.AgencyPlan, Handler: s.beginPlan},
		{Method: post, Path: "/workbook/submission", Permission: account.AgencyPlan, Handler: s.submitPlan},
		{Method: get, Path: "/workbook/plan", Permission: account.AgencyPlan, Handler: s.workbookPlan},
		{Method: get, Path: "/workbook/plan.pdf", Permission: account.AgencyPlan, Handler: s.workbookPDF},
		{Method: get, Path: "/workbook/review", Permission: account.AgencyPlan, Handler: s.workbookReview},
		{Method: post, Path: "/workbook/review", Permission: account.AgencyPlan, Handler: s.doReview, BodyLimit: planBody},
		{Method: get, Path: "/workbook/:part", Permission: account.AgencyPlan, Handler: s.workbookPart},
		{Method: post, Path: "/workbook/:part", Permission: account.AgencyPlan, Handler: s.savePart, BodyLimit: planBody},
		{Method: get, Path: "/workbooks", Permission: account.ViewPlans, Handler: s.workbooks},
		{Method: get, Path: "/workbooks.csv", Permission: account.ViewPlans, Handler: s.workbooksFile},
		{Method: get, Path: "/workbooks-dictionary.csv", Permission: account.ViewPlans, Handler: s.workbooksDictionary},
		{Method: get, Path: "/workbooks/:agency", Permission: account.ViewPlans, Handler: s.workbookOf},
		{Method: get, Path: "/workbooks/:agency/plan.pdf", Permission: account.ViewPlans, Handler: s.workbookOfPDF},
		{Method: get, Path: "/content/translations", Permission: account.ViewContent, Handler: s.translations},
		{Method: get, Path: "/content/:course", Permission: account.ViewContent, Handler: s.contentCourse},
		{Method: get, Path: "/content/:course/errata", Permission: account.ViewContent, Handler: s.errata},
		{Method: get, Path: "/content/:course/errata/new", Permission: account.ManageErrata, Handler: s.newErratum},
		{Method: post, Path: "/content/:course/errata/new", Permission: account.ManageErrata, Handler: s.markItem},
		{Method: get, Path: "/content/:course/errata/:number", Permission: account.ViewContent, Handler: s.erratum},
		{Method: get, Path: "/content/:course/errata/:number/withdrawal", Permission: account.ManageErrata, Handler: s.askWithdrawal},
		{Method: post, Path: "/content/:course/errata/:number/withdrawal", Permission: account.ManageErrata, Handler: s.withdraw},
		{Method: get, Path: "/content/:course/approval", Permission: account.ApproveContent, Handler: s.approval},
		{Method: post, Path: "/content/:course/approval", Permission: account.ApproveContent, Handler: s.decide},
	})
}

// staffKey is the local under which a request is known to be for a page of staff.
type staffKey struct{}

// forStaff has the pages of the routes load the sheet for work.
func forStaff(routes []route.Route) []route.Route {
	for i := range routes {
		handle := routes[i].Handler
		routes[i].Handler = func(c *fiber.Ctx) error {
			c.Locals(staffKey{}, true)
			return handle(c)
		}
	}
	return routes
}

// staffNav is what officers find in the main menu.
func staffNav() []navItem {
	return []navItem{
		{"nav.coverage", "/coverage", account.ViewCoverage},
		{"nav.reports", "/reports", account.ViewCoverage},
		{"nav.people", "/people", account.ViewPeople},
		{"nav.register", "/register", account.ManageRegister},
		{"nav.grants", "/grants", account.ManageAccounts},
		{"nav.rules", "/rules", account.ManageRules},
		{"nav.cases", "/cases", account.AnswerCases},
		{"nav.groups", groupSessions, account.RunGroups},
		{"nav.schools", schoolsHref, account.ManageSchools},
		{"nav.literacy", literacyHref, account.ViewClasses},
		{"nav.classes", classesHref, account.RunClasses},
		{"nav.content", "/content", account.ViewContent},
		{"nav.outages", "/outages", account.ManageOutages},
		{"nav.audit", "/audit", account.ViewAudit},
	}
}

// reach is how far whoever asks holds another permission than the one of the route.
func reach(c *fiber.Ctx, permission account.Permission) (org.Scope, bool) {
	return account.Allowed(route.Principal(c), permission)
}

// within tells whether a person of the agency lies in the scope today. Somebody without an agency, who has left or not yet
// begun, is seen by those who see everyone.
func (s *Site) within(scope org.Scope, agency org.AgencyCode) bool {
	if scope.All || agency == "" {
		return scope.All
	}
	return s.register.Tree(s.today()).Within(scope, agency)
}

// agencyOf is where the person serves today; "" for nowhere.
func (s *Site) agencyOf(id org.PersonID) org.AgencyCode {
	post, ok := s.register.PostAt(id, s.today())
	if !ok {
		return ""
	}
	return post.Agency
}

// subject is the person of the address, if they lie within the scope of the route. Whoever lies outside does not exist for
// the asker.
func (s *Site) subject(c *fiber.Ctx) (org.Person, error) {
	id := org.PersonID(c.Params("person"))
	p, ok := s.register.Person(id)
	if !ok || !s.within(route.Scope(c), s.agencyOf(id)) {
		return org.Person{}, fault.NotFound("There is no such person in the agencies that you look after.")
	}
	return p, nil
}

// personHref is the address of a person's page.
func personHref(id org.PersonID) string { return "/people/" + string(id) }

// thousands writes a count as people read it: 12,345.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// pageSize is how many lines a list of people or acts has on one page.
const pageSize = 50

// pageNumber is the page that the address asks for, from 1.
func pageNumber(c *fiber.Ctx) int { return min(max(c.QueryInt("page", 1), 1), 1_000_000) }

// pages gives the addresses of the page before and the one after; "" where there is none.
func pages(address string, query url.Values, number, total int) (newer, older string) {
	at := func(n int) string {
		query.Set("page", strconv.Itoa(n))
		return address + "?" + query.Encode()
	}
	if number > 1 {
		newer = at(number - 1)
	}
	if number*pageSize < total {
		older = at(number + 1)
	}
	return newer, older
}

// withQuery puts a query behind an address, nothing when it is empty.
func withQuery(address string, query url.Values) string {
	if len(query) == 0 {
		return address
	}
	return address + "?" + query.Encode()
}

// listed joins words as people read them: a, b and c.
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
