package site

import (
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/certificate"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// recordPage is what is recorded about the person who asks: certificates, courses, and each thing that they did.
type recordPage struct {
	page.Base
	Certificates []certificateView
	Courses      []recordCourse
	Decided      []allowanceView // about the person's duties
	Until        day.Date        // of an appeal against what is shown here
}

// recordCourse is one course of the record.
type recordCourse struct {
	Href   string
	Title  string
	State  string
	Due    day.Date
	Why    string
	Review bool // under review
	Wrong  string
	Events []eventView
}

// eventView is one fact in words.
type eventView struct {
	At      time.Time
	What    page.Phrase
	Because string // of a correction: what was wrong with the question
	Version string
	Read    string // address of that version
	Href    string
	Proof   string      // address of the evidence of an attempt
	Held    page.Phrase // in which group session; zero for none
	Sheet   string      // the sheet that was signed on paper
	Wrong   string      // where to say that something is wrong with it
}

// newRecord builds the page. Facts are all of the person's; they are told the latest first.
// Session says in words where and with whom a group session was held.
func newRecord(base page.Base, words *page.Words, record []learning.CourseRecord, facts []learning.Fact, held []certificate.Held, session func(string) page.Phrase) recordPage {
	p := recordPage{Base: base}
	facts = slices.SortedStableFunc(slices.Values(facts), func(a, b learning.Fact) int { return b.At.Compare(a.At) })
	for _, h := range held {
		p.Certificates = append(p.Certificates, newCertificateView(h.Certificate, h.State))
	}
	for _, r := range record {
		at := r.Progress
		course := recordCourse{Href: courseHref(at.Course.ID), Title: at.Course.Title, State: shownState(at.Status), Why: at.Status.Why,
			Wrong: wrongHref(aboutCourse + string(at.Course.ID))}
		course.Due = shownDue(at.Status)
		for _, f := range facts {
			if f.Course == at.Course.ID {
				for _, e := range newEvents(words, r, f) {
					e.Held = session(f.Group())
					course.Events = append(course.Events, e)
				}
			}
		}
		slices.SortStableFunc(course.Events, func(a, b eventView) int { return b.At.Compare(a.At) }) // a correction has a day of its own
		p.Courses = append(p.Courses, course)
	}
	return p
}

// newEvents tells a fact; that a lesson was opened says nothing that its end does not say.
func newEvents(words *page.Words, record learning.CourseRecord, f learning.Fact) []eventView {
	course := record.Progress.Whole
	e := eventView{At: f.At, Version: string(f.Version), Read: versionHref(f.Course, f.Version)}
	switch f.Kind {
	case learning.KindEnrolled:
		e.What = begunEvent(words, course, f.Path())
	case learning.KindLessonDone:
		lesson, ok := course.Lesson(f.Lesson())
		if !ok {
			lesson.Title = string(f.Lesson())
		}
		if e.What = words.Say("event.lesson", "title", lesson.Title); f.Via == learning.ViaSlip {
			e.What = words.Say("event.lesson.slip", "title", lesson.Title)
		}
	case learning.KindStarted:
		e.Proof = evidenceHref(learning.AttemptID(f.ID))
		if e.What = words.Say("event.attempt-started", "n", strconv.Itoa(f.Attempt())); f.Purpose() == learning.PurposePretest {
			e.What = words.Say("event.pretest-started")
		}
	case learning.KindSubmitted:
		score, _ := f.Result()
		if e.What = words.Say("event.attempt-submitted", "n", strconv.Itoa(f.Attempt()), "score", percent(score)); f.Purpose() == learning.PurposePretest {
			e.What = words.Say("event.pretest-submitted", "score", percent(score))
		}
		e.Href = attemptHref(learning.NewAttemptID(f.Person, f.Course, f.Enrolment, f.Attempt())) + "/result"
	case learning.KindRegraded:
		i := slices.IndexFunc(record.Corrections, func(c learning.Correction) bool { return c.Fact == f.ID })
		if i < 0 {
			return nil // void
		}
		e = regradedEvent(words, e, record.Corrections[i], strconv.Itoa(f.Attempt()))
	case learning.KindSigned:
		e.What = words.Say("event.signed")
	case learning.KindQuestion:
		e.What = words.Say("event.question")
	case learning.KindCertificate:
		e.What = words.Say("event.certificate")
	case learning.KindVoid:
		e.What = words.Say("event.void")
	case learning.KindGroup:
		e.What = words.Say("event.recorded-in-group")
	default:
		return nil
	}
	e.Sheet = sheetOf(f)
	if f.By != string(f.Person) || f.Kind != learning.KindLessonDone && f.Kind != learning.KindQuestion && f.Kind != learning.KindGroup {
		e.Wrong = wrongHref(aboutFact + f.ID) // what the person alone said of themself needs no such link
	}
	return []eventView{e}
}

// begunEvent tells what was begun.
func begunEvent(words *page.Words, course *courses.Course, path learning.Path) page.Phrase {
	switch {
	case path.Since != "":
		return words.Say("event.enrolled.delta", "since", string(path.Since))
	case path.Refresher != "":
		title := string(path.Refresher)
		if short, ok := course.Refresher(path.Refresher); ok {
			title = short.Title
		}
		return words.Say("event.enrolled.refresher", "title", title)
	}
	return words.Say("event.enrolled")
}

// sheetOf is the number of the sheet of a signature on paper.
func sheetOf(f learning.Fact) string {
	var data learning.SignatureData
	if f.Kind != learning.KindSigned || f.Via != learning.ViaPaper || f.Into(&data) != nil {
		return ""
	}
	return data.Sheet
}

// record shows the person's own record, and nobody else's.
func (s *Site) record(c *fiber.Ctx) error {
	record, err := s.learning.Record(c.UserContext(), me(c))
	if err != nil {
		return err
	}
	facts, err := s.learning.FactsOfPerson(c.UserContext(), me(c))
	if err != nil {
		return err
	}
	held, err := s.certificates.OfPerson(c.UserContext(), me(c))
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.me"), Href: "/me"}, here(words.Say("nav.record"))}
	p := newRecord(base, words, record, facts, held, s.heldOnce(c, words))
	p.Decided = s.allowanceViews(words, me(c), false)
	p.Until = s.appealUntil()
	for i := range p.Courses {
		p.Courses[i].Review = s.underReview(me(c), record[i].Progress.Course.ID)
	}
	return s.show(c, "record", p)
}
