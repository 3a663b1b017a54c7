package site

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// wayBackView is what is offered after two failures: the shortest path over what was missed, questions to practise on, and to
// take the test together. Zero before that.
type wayBackView struct {
	Spoken   string // the language of the objectives and lessons
	Failures int
	Missed   []wayBackObjective
	Minutes  int
	Practice string // the first question to practise on; "" when the course has none of these objectives
	Items    int
	Groups   string // the page of group sessions; "" where there is none
}

// wayBackObjective is something that was missed, with the lessons that teach it.
type wayBackObjective struct {
	Can     string
	Lessons []wayBackLesson
}

type wayBackLesson struct {
	Title   string
	Href    string
	Minutes int
}

// groupSessions is where people find a session to take a course together.
const groupSessions = "/group-sessions"

// wayBack builds the offer of where a person stands, in the words of the course, whose language is given.
func (s *Site) wayBack(at learning.Progress, course *courses.Course, spoken string) wayBackView {
	path := at.WayBack
	if len(path.Missed) == 0 {
		return wayBackView{}
	}
	v := wayBackView{Spoken: spoken, Failures: at.Failures, Minutes: path.Minutes, Items: len(path.Items)}
	for _, m := range path.Missed {
		objective, _ := course.Objective(m.Objective.ID)
		o := wayBackObjective{Can: objective.Can}
		for _, l := range m.Lessons {
			l, _ = course.Lesson(l.ID)
			o.Lessons = append(o.Lessons, wayBackLesson{l.Title, lessonHref(at.Course.ID, l.ID), l.Minutes})
		}
		v.Missed = append(v.Missed, o)
	}
	if v.Items > 0 {
		v.Practice = wayBackHref(at.Course.ID, 1)
	}
	if s.hasGroupSessions {
		v.Groups = groupSessions
	}
	return v
}

// wayBackHref is the address of a question to practise on, counted from 1.
func wayBackHref(course courses.CourseID, number int) string {
	return courseHref(course) + "/way-back/" + strconv.Itoa(number)
}

// wayBackPage is one question to practise on. It is asked and answered in the address, and nothing is recorded.
type wayBackPage struct {
	page.Base
	Course string
	Spoken string // the language of the question
	Number int
	Whole  int
	Check  checkView
	Next   string // "" after the last
}

// practiseAgain shows a question of the way back. Without one on offer it goes to the course, which says what is.
func (s *Site) practiseAgain(c *fiber.Ctx) error {
	at, err := s.learning.Progress(c.UserContext(), me(c), courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	items := at.WayBack.Items
	if len(items) == 0 {
		return to(c, courseHref(at.Course.ID))
	}
	number, err := strconv.Atoi(c.Params("number"))
	if err != nil || number < 1 || number > len(items) {
		return fault.NotFound("There is no question %q to practise on. There are 1 to %d.", c.Params("number"), len(items))
	}
	course, language := asks(at.Course, s.languageOf(c))
	item, ok := course.Item(items[number-1].ID)
	if !ok { // of the whole course, where a part of it is taken
		course, language, item = at.Course, page.English, items[number-1]
	}
	base := s.wordedBase(c, course, "wayback.crumb", language)
	base.Drags = drags(item)
	p := wayBackPage{Base: base, Course: string(course.ID), Spoken: language, Number: number, Whole: len(items), Check: newCheck(item, askedOf(c))}
	if number < len(items) {
		p.Next = wayBackHref(at.Course.ID, number+1)
	}
	return s.show(c, "way-back", p)
}

// outageView is an outage as it is told to whom it touched.
type outageView struct {
	From, Until time.Time
	Cause       string
}

func outageViews(list []learning.Outage) []outageView {
	var out []outageView
	for _, o := range list {
		out = append(out, outageView{o.From, o.Until, o.Cause})
	}
	return out
}

// returnedView is an attempt that an outage took away.
type returnedView struct {
	Attempt int
	Outages []outageView
}

// returnedViews lists them while it matters: until the assessment is passed.
func returnedViews(at learning.Progress) []returnedView {
	var out []returnedView
	for _, a := range at.Attempts {
		if a.Returned && !a.Void && !at.Status.Passed {
			out = append(out, returnedView{a.Number, outageViews(a.Outages)})
		}
	}
	return out
}
