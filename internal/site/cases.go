package site

import (
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// caseRoutes are the pages of corrections and appeals: of the person under /me/cases, of officers under /cases.
func (s *Site) caseRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	own := []route.Route{
		{Method: get, Path: "/me/cases", Permission: account.Learn, Handler: s.myCases},
		{Method: get, Path: "/me/cases/new", Permission: account.Learn, Handler: s.newCase},
		{Method: post, Path: "/me/cases/new", Permission: account.Learn, Handler: s.openCase},
		{Method: get, Path: "/me/cases/:number", Permission: account.Learn, Handler: s.myCase},
		{Method: get, Path: "/me/cases/:number/letter.pdf", Permission: account.Learn, Handler: s.myLetter},
		{Method: post, Path: "/me/cases/:number/reply", Permission: account.Learn, Handler: s.replyCase},
		{Method: post, Path: "/me/cases/:number/appeal", Permission: account.Learn, Handler: s.appealCase},
		{Method: post, Path: "/me/cases/:number/withdrawal", Permission: account.Learn, Handler: s.withdrawCase},
	}
	return append(own, forStaff([]route.Route{
		{Method: get, Path: "/cases", Permission: account.AnswerCases, Handler: s.officeCases},
		{Method: get, Path: "/cases/new", Permission: account.AnswerCases, Handler: s.newPaperCase},
		{Method: post, Path: "/cases/new", Permission: account.AnswerCases, Handler: s.openPaperCase},
		{Method: get, Path: "/cases/:number", Permission: account.AnswerCases, Handler: s.officeCase},
		{Method: get, Path: "/cases/:number/letter.pdf", Permission: account.AnswerCases, Handler: s.officeLetter},
		{Method: get, Path: "/cases/:number/slip.pdf", Permission: account.AnswerCases, Handler: s.officeSlip},
		{Method: get, Path: "/cases/:number/question", Permission: account.AnswerCases, Handler: s.askBackForm},
		{Method: post, Path: "/cases/:number/question", Permission: account.AnswerCases, Handler: s.askBack},
		{Method: get, Path: "/cases/:number/answer", Permission: account.AnswerCases, Handler: s.answerForm},
		{Method: post, Path: "/cases/:number/answer", Permission: account.AnswerCases, Handler: s.answerCase},
		{Method: get, Path: "/cases/:number/desk", Permission: account.AnswerCases, Handler: s.deskForm},
		{Method: post, Path: "/cases/:number/desk", Permission: account.AnswerCases, Handler: s.moveCase},
		{Method: get, Path: "/cases/:number/paper", Permission: account.AnswerCases, Handler: s.paperForm},
		{Method: post, Path: "/cases/:number/paper", Permission: account.AnswerCases, Handler: s.takePaper},
		{Method: get, Path: "/cases/:number/done", Permission: account.AnswerCases, Handler: s.doneForm},
		{Method: post, Path: "/cases/:number/done", Permission: account.AnswerCases, Handler: s.noteDone},
		{Method: get, Path: "/cases/:number/equivalent", Permission: account.AnswerCases, Handler: s.askEquivalent},
		{Method: post, Path: "/cases/:number/equivalent", Permission: account.AnswerCases, Handler: s.acceptEquivalent},
		{Method: get, Path: "/cases/:number/void", Permission: account.AnswerCases, Handler: s.voidForm},
		{Method: post, Path: "/cases/:number/void", Permission: account.AnswerCases, Handler: s.voidFact},
	})...)
}

// caseDeclarations says which struct each of their templates is rendered with.
func caseDeclarations() map[string]page.Page {
	return map[string]page.Page{"my-cases": myCasesPage{}, "my-case": myCasePage{}, "cases": casesPage{}, "case": casePage{}, "case-sure": surePage{}}
}

// caseView is a case as pages show it.
type caseView struct {
	Number, Href string
	Wrong, About page.Phrase
	State        string
	Late         bool
	Opened       time.Time
	Due          day.Date // zero when it does not wait for an answer
	Office       page.Phrase
	Holder       string // the officer on whose desk it lies; "" nobody yet
	Steps        []caseStep
	AppealUntil  day.Date
	Final        bool
	Letter       string // address of the letter; "" before the first answer

	// For officers.
	Person, PersonHref, EID, Agency string
	Mine                            bool
}

// caseStep is one event.
type caseStep struct {
	At      time.Time
	What    page.Phrase
	Who     string
	Words   string
	Reasons []page.Phrase
	Records string
	Paper   page.Phrase
}

// caseView builds it; read tells whether the reader may see what was written.
func (s *Site) caseView(words *page.Words, c appeal.Case, read bool) caseView {
	v := caseView{
		Number: string(c.Number), Wrong: words.Say(page.Key("case.wrong." + string(c.Wrong))), About: s.aboutWords(words, c.About),
		State: string(c.State), Late: c.Overdue(s.today()), Opened: c.Opened, Office: words.Say(page.Key("case.office." + string(c.Desk.Office))),
		AppealUntil: c.AppealUntil, Final: c.Stage == 2 && c.State == appeal.StateClosed,
	}
	if c.Rests() {
		v.Due = c.Due
	}
	if c.Desk.Officer != "" {
		v.Holder = s.nameOf(string(c.Desk.Officer))
	}
	for _, e := range c.Events {
		v.Steps = append(v.Steps, s.caseStep(words, e, read))
	}
	return v
}

// caseStep tells an event; without read nobody's words.
func (s *Site) caseStep(words *page.Words, e appeal.Event, read bool) caseStep {
	step := caseStep{At: e.Recorded, What: words.Say(page.Key("case.event." + string(e.Kind))), Who: s.nameOf(string(e.By))}
	switch e.Kind {
	case appeal.KindAnswered:
		step.What = words.Say(page.Key("case.decision." + string(e.Decision)))
		step.Who = listedPlain(step.Who, e.Position, words.Say(page.Key("case.office."+string(e.Office))).Text)
		for _, r := range e.Reasons {
			step.Reasons = append(step.Reasons, words.Say(page.Key("case.reason."+string(r))))
		}
		step.Records = e.Records
	case appeal.KindMoved:
		step.What = words.Say("case.event.moved", "name", s.nameOf(string(e.Desk.Officer)))
	case appeal.KindDone:
		step.What = words.Say(page.Key("case.deed." + string(e.Deed)))
	case appeal.KindOpened, appeal.KindAsked, appeal.KindReplied, appeal.KindAppealed, appeal.KindWithdrawn:
	}
	if e.Paper != nil {
		step.Paper = words.Say("case.paper", "reference", e.Paper.Reference, "day", day.Date(e.Paper.Day).String())
	}
	if read || e.Kind == appeal.KindDone {
		step.Words = e.Text
	} else {
		step.Records = ""
	}
	return step
}

// listedPlain joins what is there with commas.
func listedPlain(parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, ", ")
}

// aboutWords says what a case is about.
func (s *Site) aboutWords(words *page.Words, a appeal.About) page.Phrase {
	if a.Course == "" {
		return words.Say("case.about.register")
	}
	title := s.courseTitle(a.Course)
	if a.Serial != "" {
		return words.Say("case.about.certificate", "course", title, "serial", a.Serial)
	}
	parts := strings.Split(a.Fact, "/")
	switch {
	case a.Fact == "":
		return words.Say("case.about.course", "course", title)
	case len(parts) > 4 && parts[3] == "attempt":
		return words.Say("case.about.attempt", "course", title, "n", parts[4])
	case len(parts) > 4 && parts[3] == "lesson":
		return words.Say("case.about.lesson", "course", title, "lesson", parts[4])
	case len(parts) > 3 && parts[3] == "signature":
		return words.Say("case.about.signature", "course", title)
	}
	return words.Say("case.about.fact", "course", title)
}

// The addresses of a case.
func myCaseHref(n appeal.Number) string { return "/me/cases/" + string(n) }
func caseHref(n appeal.Number) string   { return "/cases/" + string(n) }

// wrongHref is the address of the form that says that something is wrong with what about names.
func wrongHref(about string) string { return "/me/cases/new?about=" + about }

// What the address of the form carries along.
const (
	aboutCourse      = "course:"
	aboutFact        = "fact:"
	aboutCertificate = "certificate:"
)

// aboutAsked reads what the address carries along. What is not the person's own is not found.
func (s *Site) aboutAsked(c *fiber.Ctx, person org.PersonID, text string) (appeal.About, error) {
	if id, ok := strings.CutPrefix(text, aboutCourse); ok {
		if _, err := s.library.Course(courses.CourseID(id)); err != nil {
			return appeal.About{}, err
		}
		return appeal.About{Course: courses.CourseID(id)}, nil
	}
	if serial, ok := strings.CutPrefix(text, aboutCertificate); ok {
		found, _, err := s.certificates.Certificate(c.UserContext(), serial)
		if err != nil || found.Person != person {
			return appeal.About{}, fault.NotFound("You have no certificate with this serial number.")
		}
		fact := learning.FactID(person, found.CourseID, found.Enrolment, "certificate")
		return appeal.About{Course: found.CourseID, Fact: fact, Serial: found.Serial}, nil
	}
	if id, ok := strings.CutPrefix(text, aboutFact); ok {
		parts := strings.Split(id, "/")
		if len(parts) < 3 || parts[0] != string(person) {
			return appeal.About{}, fault.NotFound("There is no such record of yours.")
		}
		return appeal.About{Course: courses.CourseID(parts[1]), Fact: id}, nil
	}
	return appeal.About{}, nil
}

// numberAsked is the case of the address.
func numberAsked(c *fiber.Ctx) (appeal.Number, error) {
	n, err := appeal.ParseNumber(c.Params("number"))
	if err != nil {
		return "", fault.NotFound("There is no case with this number for you to see.")
	}
	return n, nil
}

// clerk is the officer who asks.
func clerk(c *fiber.Ctx) appeal.Officer {
	return appeal.Officer{ID: me(c), Scope: route.Scope(c)}
}

// casePrint says how letters and slips are printed.
func (s *Site) casePrint(c appeal.Case, read bool) appeal.Print {
	p := appeal.Print{Words: read, Origin: s.settings.URL}
	if c.About.Course != "" {
		p.Course = s.courseTitle(c.About.Course)
	}
	if s.settings.Demo {
		p.Marks = []string{"Demonstration: invented people"}
	}
	return p
}

// underReview tells whether the person's obligation rests today.
func (s *Site) underReview(person org.PersonID, course courses.CourseID) bool {
	return s.cases.UnderReview(person, course)
}

// appealUntil is the last day on which what is shown today may be appealed.
func (s *Site) appealUntil() day.Date { return s.cases.Until(s.today()) }
