package site

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// mePage answers "what must I do now, by when, how long will it take, what will it cost me in data?".
type mePage struct {
	page.Base
	Panel   panelView     // of an officer
	Account []page.Phrase // notices of the account
	Changed changedResults
	Task    taskView // zero when nothing is asked
	Until   day.Date // when nothing is asked: until when that holds; "" open
	Others  []page.CourseCard
	Lends   bool     // has a view to lend to a colleague
	Hands   bool     // is a focal officer, whose work is handed over one day
	Plan    planCard // of those who write or review their agency's plan

	Asks  []groupAsk // what was recorded for the person in group sessions, and waits for their word
	Group groupLine  // the open session that they are in; zero for none

	Decided []allowanceView // about the person's duties, in force

	Cases caseCard // what they said is wrong, and for officers what waits on their desk
}

// taskView is the one next thing.
type taskView struct {
	Href     string
	Title    string
	State    string
	Due      day.Date
	Why      string
	Left     int // minutes
	Price    page.Price
	Begun    bool
	Progress page.Progress
	Step     stepView
	Draft    bool
	Review   bool   // the person said that something is wrong with it
	Wrong    string // where to say so
}

// newMe builds the page from the record, which has what asks for something first, and the courses on offer.
func newMe(base page.Base, record []learning.CourseRecord, offered []page.CourseCard, perGB float64, now time.Time) mePage {
	p := mePage{Base: base, Changed: unseenCorrections(record)}
	shown := map[string]bool{}
	for i, r := range record {
		at := r.Progress
		href := courseHref(at.Course.ID)
		if i == 0 && at.Status.Next.Step != learning.StepNothing && (at.Status.Assigned || at.Begun) {
			p.Task = newTask(at, perGB, now)
			shown[href] = true
			continue
		}
		if at.Status.Next.Step == learning.StepNothing && at.Status.ValidUntil != "" && (p.Until == "" || at.Status.ValidUntil < p.Until) {
			p.Until = at.Status.ValidUntil
		}
	}
	for _, card := range offered {
		if !shown[card.Href] {
			p.Others = append(p.Others, card)
		}
	}
	return p
}

// newTask builds the card of a course that asks for something.
func newTask(at learning.Progress, perGB float64, now time.Time) taskView {
	t := taskView{
		Href: courseHref(at.Course.ID), Title: at.Course.Title, State: shownState(at.Status), Due: at.Status.Due, Why: at.Status.Why,
		Wrong: wrongHref(aboutCourse + string(at.Course.ID)), Left: at.MinutesLeft, Price: price(at.Course.Bytes, perGB), Begun: at.Begun, Draft: at.Course.Draft(),
		Progress: page.Progress{Done: at.Status.LessonsDone, Whole: at.Status.Lessons}, Step: nextStep(at, now),
	}
	if part := at.Offer.Course; part != nil && at.Status.Next.Step == learning.StepRenew { // what was done before is no part of it
		t.Price, t.Draft, t.Progress = price(part.Bytes, perGB), part.Draft(), page.Progress{}
	}
	return t
}

// me shows the page; an officer's figures stand on it too.
func (s *Site) me(c *fiber.Ctx) error {
	record, err := s.learning.Record(c.UserContext(), me(c))
	if err != nil {
		return err
	}
	notices, err := s.accounts.Notices(c.UserContext(), me(c))
	if err != nil {
		return err
	}
	base := s.base(c)
	p := newMe(base, record, s.cards(s.offered(record), record), s.settings.DataPrice, s.settings.Now())
	p.Account = accountNotices(base, notices)
	p.Decided = inForce(s.allowanceViews(s.words(base), me(c), false))
	p.Cases = s.caseCard(c, base)
	if p.Task.Href != "" {
		p.Task.Review = s.underReview(me(c), record[0].Progress.Course.ID)
	}
	if p.Panel, err = s.panel(c, base); err != nil {
		return err
	}
	if p.Plan, err = s.planCard(c, record); err != nil {
		return err
	}
	if p.Asks, err = s.groupAsks(c); err != nil {
		return err
	}
	if at, in, err := s.classroom.Current(c.UserContext(), me(c), ""); err != nil {
		return err
	} else if in {
		p.Group = s.groupLine(at, groupInHref(at.ID))
	}
	p.Staff = p.Panel.Shown
	p.Notices = append(p.Notices, s.loanNotices(s.words(base), route.Principal(c))...)
	p.Lends, p.Hands = mayLend(c), route.Principal(c).Has(org.RoleFocal)
	return s.show(c, "me", p)
}

// offered are the courses of the civil service, and those of the other catalogues that the person has begun.
func (s *Site) offered(record []learning.CourseRecord) []*courses.Course {
	var out []*courses.Course
	for _, c := range s.library.Current() {
		begun := false
		for _, r := range record {
			begun = begun || r.Progress.Course.ID == c.ID
		}
		if begun || c.Catalogue == courses.CivilService {
			out = append(out, c)
		}
	}
	return out
}

// dismissNotices takes away the notices of the account that the person has seen. One that came since stays.
func (s *Site) dismissNotices(c *fiber.Ctx) error {
	notices, err := s.accounts.Notices(c.UserContext(), me(c))
	if err != nil {
		return err
	}
	if len(notices) > 0 {
		var newest account.Notice
		for _, n := range notices {
			if n.At.After(newest.At) {
				newest = n
			}
		}
		if err := s.accounts.DismissNotices(c.UserContext(), route.Principal(c).ID, newest); err != nil {
			return err
		}
	}
	return to(c, "/me")
}
