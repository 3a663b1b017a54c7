package site

import (
	"html/template"
	"math/rand/v2"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
)

// Courses for the public (policy clause cap.3) are read without an account. Nothing of the reader reaches the server: the place
// in the quiz stands in the address, and a script keeps on the device which lessons are done.

// openLessonPage is a lesson of a course that needs no account.
type openLessonPage struct {
	page.Base
	ID          string
	Course      string
	CourseTitle string
	Title       string
	Spoken      string // the language of title and body
	Stale       bool   // the English is shown, since it has changed after it was translated
	Number      int
	Whole       int
	Minutes     int
	Contents    template.HTML
	Body        template.HTML
	Previous    string
	Next        string // the lesson after it, else the quiz, else the course
	NextKind    string // lesson, quiz or course
}

// openQuizPage is one question of the quiz of such a course, or, with Number beyond Whole, how it went.
type openQuizPage struct {
	page.Base
	Course   string
	Spoken   string // the language of the question
	Number   int
	Whole    int
	Right    int
	Progress page.Progress
	Check    checkView
	Next     string // once it is answered
	Again    string // another draw
}

// openHref is the address under which all of an open course lies.
func openHref(id courses.CourseID) string { return "/open/" + string(id) }

// openCourse finds a course that needs no account.
func (s *Site) openCourse(c *fiber.Ctx) (*courses.Course, error) {
	course, err := s.library.Course(courses.CourseID(c.Params("course")))
	if err != nil {
		return nil, err
	}
	if !course.Open() {
		return nil, fault.NotFound("This course is read with an account. Open it from the list of courses, and sign in.")
	}
	return course, nil
}

// openLesson shows a lesson to anybody.
func (s *Site) openLesson(c *fiber.Ctx) error {
	course, err := s.openCourse(c)
	if err != nil {
		return err
	}
	found, ok := course.Lesson(courses.LessonID(c.Params("lesson")))
	if !ok {
		return fault.NotFound("This course has no such lesson. Open it from the course's own page.")
	}
	base := s.courseBase(c, course, "")
	lesson := inLanguage(course, found, base.Lang)
	base.Keeps, base.Drags = true, lessonDrags(lesson.Lesson)
	body, err := s.lessonBody(course, lesson, base.Lang, askedOf(c))
	if err != nil {
		return err
	}
	return s.show(c, "open-lesson", newOpenLesson(base, s.words(base), course, lesson, body))
}

// newOpenLesson builds the page of a lesson for somebody of whom nothing is known.
func newOpenLesson(base page.Base, words *page.Words, course *courses.Course, lesson spoken, body template.HTML) openLessonPage {
	base.Crumbs = nil // the contents stand beside, and lead to the course
	p := openLessonPage{
		Base: base, ID: string(lesson.ID), Course: string(course.ID), CourseTitle: course.Title, Title: lesson.Title, Spoken: lesson.Lang, Stale: lesson.Stale,
		Whole: len(course.Lessons), Minutes: lesson.Minutes, Body: body, Next: courseHref(course.ID), NextKind: "course",
	}
	if course.Assessment != nil {
		p.Next, p.NextKind = openHref(course.ID)+"/quiz", "quiz"
	}
	for i, l := range course.Lessons {
		if l.ID != lesson.ID {
			continue
		}
		p.Number = i + 1
		if i > 0 {
			p.Previous = openLessonHref(course.ID, course.Lessons[i-1].ID)
		}
		if i+1 < len(course.Lessons) {
			p.Next, p.NextKind = openLessonHref(course.ID, course.Lessons[i+1].ID), "lesson"
		}
	}
	p.Contents = page.Steps(openContents(course, lesson.ID), words)
	return p
}

func openLessonHref(course courses.CourseID, lesson courses.LessonID) string {
	return openHref(course) + "/lessons/" + string(lesson)
}

// openContents lists the lessons, every one of them open.
func openContents(course *courses.Course, current courses.LessonID) []page.Entry {
	out := make([]page.Entry, len(course.Lessons))
	for i, l := range course.Lessons {
		out[i] = page.Entry{Title: l.Title, Href: openLessonHref(course.ID, l.ID), Current: l.ID == current}
	}
	return out
}

// openQuiz draws a quiz and goes to its first question.
func (s *Site) openQuiz(c *fiber.Ctx) error {
	course, err := s.openCourse(c)
	if err != nil {
		return err
	}
	if course.Assessment == nil {
		return fault.NotFound("This course has no quiz.")
	}
	return to(c, quizHref(course.ID, rand.IntN(1e6), 1, 0))
}

// quizHref is the place of a quiz: the draw, the question, and how many were right before it.
func quizHref(course courses.CourseID, seed, number, right int) string {
	return openHref(course) + "/quiz/" + strconv.Itoa(seed) + "/" + strconv.Itoa(number) + "/" + strconv.Itoa(right)
}

// openQuestion asks one question of the quiz, shows why an answer is right or not, or, after the last, how it went.
func (s *Site) openQuestion(c *fiber.Ctx) error {
	course, err := s.openCourse(c)
	if err != nil {
		return err
	}
	seed, errSeed := strconv.ParseUint(c.Params("seed"), 10, 32)
	number, errNumber := strconv.Atoi(c.Params("number"))
	right, errRight := strconv.Atoi(c.Params("right"))
	noPlace := fault.NotFound("There is no such question. Begin the quiz again from the course's page.")
	if course.Assessment == nil || errSeed != nil || errNumber != nil || errRight != nil {
		return noPlace
	}
	drawn, err := assessment.Draw(course, assessment.History{}, rand.New(rand.NewPCG(seed, 0)))
	if err != nil {
		return err
	}
	if number < 1 || number > len(drawn)+1 || right < 0 || right >= number {
		return noPlace
	}
	course, language := asks(course, s.languageOf(c))
	base := s.wordedBase(c, course, "quiz.title", language)
	base.Keeps = true
	p := openQuizPage{
		Base: base, Course: string(course.ID), Spoken: language, Number: number, Whole: len(drawn), Right: right,
		Progress: page.Progress{Done: number - 1, Whole: len(drawn)}, Again: openHref(course.ID) + "/quiz",
	}
	if number <= len(drawn) {
		item, _ := course.Item(drawn[number-1].Item) // drawn from this course
		p.Check, p.Drags = newCheck(item, askedOf(c)), drags(item)
		verdict := p.Check.Verdict
		for _, scene := range p.Check.Control.Steps {
			verdict = scene.Verdict // of a story, where it ended
		}
		if verdict != "" {
			p.Next = quizHref(course.ID, int(seed), number+1, right+worth(verdict))
		}
	}
	return s.show(c, "open-quiz", p)
}

// worth counts a right answer.
func worth(v page.Verdict) int {
	if v == page.Right {
		return 1
	}
	return 0
}
