package site

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/evidence"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// evidenceRoutes are the pages of evidence: one's own, and the check of a file that somebody has handed over.
func (s *Site) evidenceRoutes() []route.Route {
	const attempt = "/courses/:course/attempts/:attempt"
	return []route.Route{
		{Method: http.MethodGet, Path: attempt + "/evidence", Permission: account.Learn, Handler: s.attemptEvidence},
		{Method: http.MethodGet, Path: attempt + "/evidence.json", Permission: account.Learn, Handler: s.evidenceFile},
		{Method: http.MethodGet, Path: "/evidence", Permission: account.Public, Handler: s.evidenceCheck},
		{Method: http.MethodPost, Path: "/evidence", Permission: account.Public, Handler: s.checkEvidence, BodyLimit: evidenceBody},
	}
}

// evidencePage is all that is recorded about an attempt, for the person themselves: to read, to print, to keep.
type evidencePage struct {
	page.Base
	Statement statementView
	File      string // address of the signed file
}

// evidenceHref is the address of the evidence of an attempt.
func evidenceHref(id learning.AttemptID) string { return attemptHref(id) + "/evidence" }

// evidenceOf reads the attempt of the address; another person's cannot even be named in it.
func (s *Site) evidenceOf(c *fiber.Ctx) (evidence.Document, error) {
	id, err := attemptID(c)
	if err != nil {
		return evidence.Document{}, err
	}
	return s.evidence.Of(c.UserContext(), me(c), id)
}

// attemptEvidence shows it, of a withdrawn attempt too.
func (s *Site) attemptEvidence(c *fiber.Ctx) error {
	d, err := s.evidenceOf(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	base.Staff = true // for its styles
	words := s.words(base)
	base.Crumbs = []page.Link{
		{Label: words.Say("nav.me"), Href: "/me"}, {Label: words.Say("nav.record"), Href: "/me/record"}, here(words.Say("evidence.title")),
	}
	p := evidencePage{Base: base, Statement: newStatement(words, d)}
	p.File = c.Path() + ".json"
	return s.show(c, "evidence", p)
}

// evidenceFile sends the signed file to keep and to hand over.
func (s *Site) evidenceFile(c *fiber.Ctx) error {
	d, err := s.evidenceOf(c)
	if err != nil {
		return err
	}
	file, err := d.File()
	if err != nil {
		return err
	}
	a := d.Statement.Attempt
	name := fmt.Sprintf("evidence-%s-%d-%d.json", d.Statement.Course.ID, a.Enrolment, a.Number)
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Send(file)
}

// statementView is a statement in words.
type statementView struct {
	Issuer, Key string
	Invented    bool
	Open        bool
	Withdrawn   bool
	Withheld    bool
	Known       time.Time

	Name, NameDz, EID    string
	Title, Version, Hash string
	Read                 string // address of that version
	ID                   string
	Number, Enrolment    int
	Lang                 string
	Via                  page.Phrase
	Purpose              page.Phrase
	Group                string
	Began, Until         time.Time
	HandedIn, Recorded   time.Time
	ByTime, Returned     bool
	Outages              []evidence.Outage

	Grade       gradeView
	Items       []itemView
	Corrections []evidenceChange
}

// gradeView is how an attempt was graded; the zero one of an attempt that was not.
type gradeView struct {
	Grader   string
	Passed   bool
	Score    string
	PassMark string
	Same     bool
	Again    page.Phrase // what came out when it was graded again
	Counts   string      // the score after corrections; "" where it is the same
	Passes   bool        // as it counts after corrections
}

// evidenceChange is a correction in words.
type evidenceChange struct {
	What     page.Phrase
	Cause    string
	Question int
	Score    string
	Recorded time.Time
	Fact     string
}

// newStatement puts what was signed into words.
func newStatement(words *page.Words, d evidence.Document) statementView {
	s := d.Statement
	v := statementView{
		Issuer: s.Issuer, Key: d.Key, Invented: s.Mark != "", Open: s.Attempt.Standing == evidence.Open,
		Withdrawn: s.Attempt.Standing == evidence.Withdrawn, Withheld: s.Keys == evidence.Withheld && s.Grading != nil, Known: s.Known,
		Name: s.Person.Name, NameDz: s.Person.NameDz, EID: s.Person.EID,
		Title: s.Course.Title, Version: string(s.Course.Version), Hash: s.Course.Hash, Read: versionHref(s.Course.ID, s.Course.Version),
		ID: s.Attempt.ID, Number: s.Attempt.Number, Enrolment: s.Attempt.Enrolment, Lang: s.Attempt.Lang, Group: s.Attempt.Group,
		Via: recorded(words, "evidence.via.", string(s.Attempt.Via)), Purpose: recorded(words, "evidence.purpose.", s.Attempt.Purpose),
		Began: s.Attempt.Began, Until: s.Attempt.Until, HandedIn: s.Attempt.HandedIn, Recorded: s.Attempt.Recorded,
		ByTime: s.Attempt.ByTime, Returned: s.Attempt.Returned, Outages: s.Attempt.Outages,
	}
	if g := s.Grading; g != nil {
		v.Grade = gradeView{
			Grader: g.Grader, Passed: g.Passed, Score: percent(g.Score), PassMark: percent(g.PassMark), Same: g.Regraded == evidence.Same,
			Again: recorded(words, "evidence.again.", string(g.Regraded)), Passes: g.Counts.Passed,
		}
		if g.Counts != (evidence.Result{Score: g.Score, Passed: g.Passed}) {
			v.Grade.Counts = percent(g.Counts.Score)
		}
	}
	for _, it := range s.Items {
		v.Items = append(v.Items, newItemView(words, it))
	}
	for _, c := range s.Corrections {
		v.Corrections = append(v.Corrections, newEvidenceChange(words, s.Corrections, c))
	}
	return v
}

// known1 says a word of the record; one that has no text here stands as it is, so that nothing of the record is left out.
func recorded(words *page.Words, prefix page.Key, word string) page.Phrase {
	if word == "" || !words.Has(prefix+page.Key(word)) {
		return page.Plain(word, page.English)
	}
	return words.Say(prefix + page.Key(word))
}

// newEvidenceChange tells a correction. A void of another void takes that back.
func newEvidenceChange(words *page.Words, all []evidence.Correction, c evidence.Correction) evidenceChange {
	v := evidenceChange{What: recorded(words, "evidence.correction.", string(c.Kind)), Cause: c.Cause, Question: c.Question, Recorded: c.Recorded, Fact: c.Fact}
	if c.Result != nil {
		v.Score = percent(c.Result.Score)
	}
	for _, other := range all {
		if c.Kind == learning.KindVoid && other.Kind == learning.KindVoid && other.Fact == c.About {
			v.What = words.Say("evidence.correction.back")
		}
	}
	return v
}

// chosenType tells the items that are answered by choosing from the list of options.
func chosenType(t courses.ItemType) bool {
	return t == courses.Single || t == courses.Multiple || t == courses.TrueFalse
}
