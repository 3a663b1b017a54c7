package site

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// The kinds of an offer to begin again; the last two are also kinds of the next step.
const (
	offerWhole     = "whole"
	offerDelta     = "delta"
	offerRefresher = "refresher"
)

// How much of what changed stands on a course's page: whoever wants all of it reads the lessons.
const (
	mostChanges = 5   // lines about one lesson
	mostQuoted  = 220 // characters of one text
)

// pathView is a person's way through a course where it is not the whole: what they have begun, and what beginning again would open.
type pathView struct {
	Course    string
	Lang      string // of the page
	Since     string // begun: the difference from this version
	Refresher string // begun: the refresher of this title
	Widens    bool   // the whole may be taken instead
	Offer     offerView
	Test      string // of the test before the lessons: offer, resume; "" none
	Choice    string // the reader's language, in which that test is offered beside English; "" there is nothing to choose
	Changes   []changeGroup
}

// offerView is what beginning again would open.
type offerView struct {
	Kind      string // whole, delta, refresher; "" nothing
	Title     string // of a refresher
	Version   string
	Since     string
	Because   string // why the version asks for the difference
	Owed      bool   // somebody asks for it; else it is free to take
	Button    bool   // the next step is something else, so the offer has a button of its own
	Minutes   int
	Lessons   []string
	Questions int
	Signs     bool
}

// newPath builds the view for a page in a language. The changes in words are added by who can read the older version.
func newPath(at learning.Progress, lang string) pathView {
	p := pathView{Course: string(at.Course.ID), Lang: lang, Test: pretestOf(at)}
	if _, ok := at.Course.AskedIn(lang); ok {
		p.Choice = lang
	}
	if complete := at.Status.Stage == learning.StateComplete; at.Begun && !complete {
		p.Since, p.Widens = string(at.Enrolment.Path.Since), !at.Enrolment.Path.Whole()
		if short, ok := at.Whole.Refresher(at.Enrolment.Path.Refresher); ok {
			p.Refresher = short.Title
		}
	}
	if at.Offer.Course != nil {
		p.Offer = newOffer(at)
	}
	return p
}

func newOffer(at learning.Progress) offerView {
	c := at.Offer.Course
	o := offerView{
		Kind: offerWhole, Version: string(c.Version), Since: string(at.Offer.Path.Since), Owed: at.Status.Owes != "", Minutes: c.Minutes,
		Signs: len(c.Acknowledgements) > 0, Button: at.Status.Next.Step != learning.StepRenew,
	}
	for i := range c.Lessons {
		o.Lessons = append(o.Lessons, c.Lessons[i].Title)
	}
	if c.Assessment != nil {
		o.Questions = c.Assessment.Questions()
	}
	switch {
	case o.Since != "":
		o.Kind = offerDelta
		if c.Delta != nil {
			o.Because = c.Delta.Because
		}
	case at.Offer.Path.Refresher != "":
		o.Kind = offerRefresher
		short, _ := c.Refresher(at.Offer.Path.Refresher)
		o.Title = short.Title
	}
	return o
}

// pretestOf tells whether the test before the lessons can be begun or gone on with.
func pretestOf(at learning.Progress) string {
	for _, a := range at.Attempts {
		if a.ID == at.Open && at.Open != "" && a.Purpose == learning.PurposePretest {
			return "resume"
		}
	}
	if at.Pretest {
		return "offer"
	}
	return ""
}

// shownDue is the day by which something is still asked of somebody: none when nothing is left, or while they need not take the course.
func shownDue(s learning.Status) day.Date {
	if s.Next.Step == learning.StepNothing || s.Exempt && s.Completed.IsZero() {
		return ""
	}
	return s.Due
}

// shownState is the state as a learner's pages name it: that a difference is owed says more than that something ends soon.
func shownState(s learning.Status) string {
	if s.Owes != "" && s.State == learning.StateExpiring {
		return "owes"
	}
	if s.Exempt && s.Completed.IsZero() {
		return "exempt"
	}
	return string(s.State)
}

// changesKey names the difference of two versions.
type changesKey struct {
	course   courses.CourseID
	old, now courses.Version
}

// changes tells in words what is other for a learner in a version than in an older one. Published versions never change, so it is
// worked out once.
func (s *Site) changes(ctx context.Context, key changesKey) ([]changeGroup, error) {
	if kept, ok := s.compared.Load(key); ok {
		if groups, ok := kept.([]changeGroup); ok {
			return groups, nil
		}
	}
	old, err := s.library.Version(ctx, key.course, key.old)
	if err != nil {
		return nil, err
	}
	now, err := s.library.Version(ctx, key.course, key.now)
	if err != nil {
		return nil, err
	}
	groups := learnersChanges(courses.Compare(old, now))
	s.compared.Store(key, groups)
	return groups, nil
}

// learnersChanges leaves of a difference what a learner reads: lessons, and what makes the version a major one. The bank is not on
// it: a change of a key would give the key away.
func learnersChanges(all courses.Differences) []changeGroup {
	var told courses.Differences
	for _, d := range all {
		if !d.Behind && d.About != "Course" && (d.Lesson != "" || d.Degree == courses.Major) {
			told = append(told, d)
		}
	}
	groups := changeOf(told).Groups
	for i := range groups {
		lines := groups[i].Lines
		groups[i].Lines = lines[:min(len(lines), mostChanges)]
		for k := range groups[i].Lines {
			l := &groups[i].Lines[k]
			l.Old, l.New = quoted(l.Old), quoted(l.New)
		}
		groups[i].More = len(lines) - len(groups[i].Lines)
	}
	return groups
}

// quoted is a text without its marks, cut to what a list can bear.
func quoted(text string) string {
	text = strings.NewReplacer("*", "", "[[", "", "]]", "", "#", "").Replace(text)
	if text = strings.Join(strings.Fields(text), " "); utf8.RuneCountInString(text) <= mostQuoted {
		return text
	}
	cut := string([]rune(text)[:mostQuoted])
	return cut[:max(strings.LastIndexByte(cut, ' '), 0)] + " …"
}

// tellChanges adds what changed in words, where a difference is begun or offered.
func (s *Site) tellChanges(c *fiber.Ctx, p *pathView, at learning.Progress) error {
	key := changesKey{course: at.Course.ID}
	switch {
	case p.Offer.Kind == offerDelta:
		key.old, key.now = at.Offer.Path.Since, at.Offer.Course.Version
	case p.Since != "":
		key.old, key.now = at.Enrolment.Path.Since, at.Enrolment.Version
	default:
		return nil
	}
	var err error
	p.Changes, err = s.changes(c.UserContext(), key)
	return err
}

// wayForm says whether the whole course is wanted where less would do.
type wayForm struct {
	Whole bool `form:"whole"`
}

// pretest begins the test before the lessons, or goes on with it.
func (s *Site) pretest(c *fiber.Ctx) error {
	a, err := s.learning.StartPretestIn(c.UserContext(), me(c), courses.CourseID(c.Params("course")), known(c.FormValue("lang")), learning.ViaWeb)
	if err != nil {
		return err
	}
	return to(c, resumeHref(a))
}

// outside is where a lesson can be read that the person's way through the course leaves out: on the page of the version, which
// records nothing. The error is the one that the lesson was refused with, where it is none of these.
func (s *Site) outside(c *fiber.Ctx, course courses.CourseID, id courses.LessonID, refused error) error {
	if !fault.Is(refused, fault.CodeNotFound) {
		return refused
	}
	at, err := s.learning.Progress(c.UserContext(), me(c), course)
	if err != nil {
		return refused
	}
	if _, ok := at.Whole.Lesson(id); !ok || !at.Begun {
		return refused
	}
	return to(c, versionHref(course, at.Whole.Version)+"/lessons/"+string(id))
}

// wayOf says in words how a course was completed where that was not by the whole of it; the zero Phrase otherwise.
func wayOf(words *page.Words, at learning.Progress) page.Phrase {
	switch path := at.Status.Path; {
	case at.Status.Pretest:
		return words.Say("complete.way.pretest")
	case path.Since != "":
		return words.Say("complete.way.delta", "since", string(path.Since))
	case path.Refresher != "":
		short, _ := at.Whole.Refresher(path.Refresher)
		return words.Say("complete.way.refresher", "title", short.Title)
	}
	return page.Phrase{}
}
