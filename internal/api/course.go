package api

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/route"
)

// courseSummary is a course in a list.
type courseSummary struct {
	ID        courses.CourseID `json:"id"`
	Version   courses.Version  `json:"version"`
	Hash      string           `json:"hash"`
	Title     string           `json:"title"`
	Summary   string           `json:"summary"`
	Catalogue courses.Kind     `json:"catalogue"`
	Audience  courses.Audience `json:"audience"`
	Owners    []string         `json:"owners"`
	Minutes   int              `json:"minutes"`
	Lessons   int              `json:"lessons"`
	Questions int              `json:"questions"` // of one attempt; 0 without an assessment
	Bytes     int              `json:"bytes"`
	Draft     bool             `json:"draft"` // not yet approved by its owner; say so wherever it is shown
}

// newSummary gives what a list of courses shows.
func newSummary(c *courses.Course) courseSummary {
	s := courseSummary{
		ID: c.ID, Version: c.Version, Hash: c.Hash, Title: c.Title, Summary: c.Summary, Catalogue: c.Catalogue, Audience: c.Audience,
		Owners: listed(c.Owners), Minutes: c.Minutes, Lessons: len(c.Lessons), Bytes: c.Bytes, Draft: c.Draft(),
	}
	if c.Assessment != nil {
		s.Questions = c.Assessment.Questions()
	}
	return s
}

// courseList is the answer of GET /courses.
type courseList struct {
	marked
	Courses []courseSummary `json:"courses"`
}

// courseDetail is the answer of GET /courses/{course}. Progress is that of whoever asks, null for a visitor; the course is
// then in the version that they began.
type courseDetail struct {
	marked
	Course   courseOutline `json:"course"`
	Progress *progress     `json:"progress"`
}

// courseOutline is a course without what its lessons say.
type courseOutline struct {
	courseSummary
	Clauses     []courses.ClauseID       `json:"clauses"`
	Objectives  []objective              `json:"objectives"`
	LessonOrder courses.LessonOrder      `json:"lesson_order"`
	Outline     []lessonTitle            `json:"outline"`
	Assessment  *assessmentRules         `json:"assessment"`
	Certificate *courses.CertificateSpec `json:"certificate"`
	Languages   offered                  `json:"languages"`
	paths
}

// objective is something that the learner can do afterwards.
type objective struct {
	ID  courses.ObjectiveID `json:"id"`
	Can string              `json:"can"` // completes "You can …"
}

// lessonTitle is a lesson in an outline.
type lessonTitle struct {
	ID        courses.LessonID    `json:"id"`
	Title     string              `json:"title"`
	Minutes   int                 `json:"minutes"`
	Objective courses.ObjectiveID `json:"objective"`
}

// assessmentRules is what somebody wants to know before they begin an attempt.
type assessmentRules struct {
	Questions int                  `json:"questions"`
	PassMark  int                  `json:"pass_mark"` // ten-thousandths
	Limit     int                  `json:"limit"`     // attempts; 0 is none. It never binds those who must take the course
	Delay     int                  `json:"delay"`     // seconds after the first failure; it doubles
	Feedback  courses.FeedbackMode `json:"feedback"`
}

// newOutline gives a course without its lessons' text, its questions and its sources.
func newOutline(c *courses.Course) courseOutline {
	o := courseOutline{
		courseSummary: newSummary(c), Clauses: listed(c.Clauses), Objectives: []objective{}, LessonOrder: c.LessonOrder,
		Outline: []lessonTitle{}, Certificate: c.Certificate, Languages: newOffered(c),
	}
	for _, one := range c.Objectives {
		o.Objectives = append(o.Objectives, objective{one.ID, one.Can})
	}
	for i := range c.Lessons {
		l := &c.Lessons[i]
		o.Outline = append(o.Outline, lessonTitle{l.ID, l.Title, l.Minutes, l.Objective})
	}
	if t := c.Assessment; t != nil {
		o.Assessment = &assessmentRules{
			Questions: t.Questions(), PassMark: t.PassMark, Limit: t.Attempts.Limit, Delay: int(t.Attempts.Delay.Seconds()), Feedback: t.Feedback,
		}
	}
	o.paths = newPaths(c)
	return o
}

// courses is public: what is taught is no secret, and a visitor may want to know before signing in.
func (a *API) courses(c *fiber.Ctx) error {
	answer := courseList{marked: a.marked(), Courses: []courseSummary{}}
	for _, course := range a.library.Current() {
		answer.Courses = append(answer.Courses, newSummary(course))
	}
	return c.JSON(answer)
}

// course gives a course in its current version, or in the version that the person who asks has begun.
func (a *API) course(c *fiber.Ctx) error {
	course, err := a.courseOf(c)
	if err != nil {
		return err
	}
	language, err := languageOf(c)
	if err != nil {
		return err
	}
	answer := courseDetail{marked: a.marked()}
	if route.SignedIn(c) {
		p, err := a.learning.Progress(c.UserContext(), asker(c), course.ID)
		if err != nil {
			return err
		}
		course, answer.Progress = p.Course, newProgress(p)
		answer.Progress.speak(p, language)
	}
	answer.Course = newOutline(course)
	answer.Course.speak(course, language)
	return c.JSON(answer)
}

// begin enrols the person who asks, in what is offered or, if they want it, the whole course. Whoever is under way gets the
// enrolment that they have.
func (a *API) begin(c *fiber.Ctx) error {
	course, err := a.courseOf(c)
	if err != nil {
		return err
	}
	begin := a.learning.Begin
	if len(c.Body()) > 0 {
		var given enrolmentBody
		if err := body(c, &given); err != nil {
			return err
		}
		if given.Whole {
			begin = a.learning.BeginWhole
		}
	}
	if _, err := begin(c.UserContext(), asker(c), course.ID, learning.ViaAPI); err != nil {
		return err
	}
	p, err := a.learning.Progress(c.UserContext(), asker(c), course.ID)
	if err != nil {
		return err
	}
	// Where nothing has changed that is read, tested or signed, to begin the difference is to complete it.
	if _, err := a.issue(c.UserContext(), p); err != nil {
		return err
	}
	return c.JSON(progressAnswer{a.marked(), newProgress(p)})
}

// listed gives an empty list for none, since JSON would say null.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
