package site

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// pupilLessonPage is one lesson for a pupil.
type pupilLessonPage struct {
	pupilFrame
	Title    string
	Spoken   string // the language of title and body
	Number   int
	Whole    int
	Body     template.HTML
	Action   string
	Entry    string // the id under which it is recorded
	Previous string
	Last     bool
	Onward   string // where to go on to without a link
}

// pupilLesson shows a lesson: the one that comes next, or one that is done.
func (s *Site) pupilLesson(c *fiber.Ctx) error {
	m, frame, err := s.pupilAt(c)
	if err != nil {
		return err
	}
	found, ok := m.Course.Lesson(courses.LessonID(c.Params("lesson")))
	if !ok {
		return fault.NotFound("This module has no such lesson.")
	}
	_, done := m.Work.Record().Lessons[found.ID]
	if next := m.Standing.Next; !done && next.Lesson != found.ID && next.Kind != classes.StepNone && !route.ForCopy(c) {
		return to(c, pupilStepHref(m))
	}
	lesson := inLanguage(m.Course, found, frame.Lang)
	p := pupilLessonPage{
		pupilFrame: frame, Title: lesson.Title, Spoken: lesson.Lang, Whole: len(m.Course.Lessons), Action: pupilModuleHref(m.Course.ID) + "/lessons/" + string(found.ID),
		Entry: entryFor(m, "lesson", string(found.ID)),
	}
	p.Onward = pupilOnward(m, p.Action)
	p.Drags = lessonDrags(lesson.Lesson)
	for i, l := range m.Course.Lessons {
		if l.ID == found.ID {
			p.Number, p.Last = i+1, i+1 == p.Whole
			if i > 0 {
				p.Previous = pupilModuleHref(m.Course.ID) + "/lessons/" + string(m.Course.Lessons[i-1].ID)
			}
		}
	}
	if p.Body, err = s.pupilBody(m.Course, lesson, p.Lang, askedOf(c)); err != nil {
		return err
	}
	return s.show(c, "pupil-lesson", p)
}

// pupilBody is what a lesson says to a pupil: the notes to the teacher are left out.
func (s *Site) pupilBody(course *courses.Course, lesson spoken, lang string, q asked) (template.HTML, error) {
	key := bodyKey{course.Hash, "for pupils " + lesson.hash, lesson.ID, lang}
	if kept, ok := s.bodies.Load(key); ok && q.item == "" {
		if body, ok := kept.(template.HTML); ok {
			return body, nil
		}
	}
	b := newLessonBody(course, lesson.Lesson, s.library.Reference(), q)
	b.Sensitive = ""
	b.Blocks = slices.DeleteFunc(b.Blocks, func(v blockView) bool { return v.Kind == string(courses.Note) })
	body, err := page.Fragment(s.pages, "lesson-body", lang, b)
	if err == nil && q.item == "" {
		s.bodies.Store(key, body)
	}
	return body, err
}

// finishPupilLesson records that the lesson is done and goes on.
func (s *Site) finishPupilLesson(c *fiber.Ctx) error {
	if err := ofPupil(c); err != nil {
		return err
	}
	m, _, err := s.pupilAt(c)
	if err != nil {
		return err
	}
	id := courses.LessonID(c.Params("lesson"))
	again, err := s.enterPupil(c, m, classes.Entry{ID: entryFor(m, "lesson", string(id)), Kind: classes.EntryLesson, Lesson: id})
	if err != nil {
		return err
	}
	for i, l := range again.Course.Lessons { // read again: on to the one after it, in order
		if l.ID == id && again.Standing.Next.Kind != classes.StepLesson && i+1 < len(again.Course.Lessons) && m.Standing.Next.Lesson != id {
			return to(c, pupilModuleHref(m.Course.ID)+"/lessons/"+string(again.Course.Lessons[i+1].ID))
		}
	}
	if next := pupilStepHref(again); next != "" {
		return to(c, next)
	}
	return to(c, pupilModuleHref(m.Course.ID))
}

// entryFor is the id of an entry that a pupil makes here: the same for the same thing, however often it is sent, until a teacher
// lets them begin again.
func entryFor(m classes.Module, what, id string) string {
	return "web/" + what + "/" + id + "/" + strconv.Itoa(m.Work.Record().Again)
}

// enterPupil takes an entry of the pupil who asks into their work, and gives the module as it stands then. A device that had no
// link sends with it under which id it kept the entry, and when it was made.
func (s *Site) enterPupil(c *fiber.Ctx, m classes.Module, e classes.Entry) (classes.Module, error) {
	values := formValues(c)
	if kept := first(values("entry")); kept != "" && sameEntry(kept, e.ID) {
		e.ID = kept
	}
	e.ID = queuedEntry(c, e.ID)
	e.At, e.Mode, e.Version = s.settings.Now(), m.Assignment.Mode, m.Course.Version
	if at := wholeNumber(first(values("at"))); at > 0 {
		e.At = time.UnixMilli(int64(at))
	}
	if at := route.Happened(c, s.settings.Now()); !at.IsZero() {
		e.At = at
	}
	if e.Mode != classes.ModeShared {
		e.Mode = classes.ModeOwn // whatever the class does, this came from a device
	}
	if route.Queued(c) && m.Work.Has(e.ID) {
		return m, nil // it came before, and its time with it
	}
	if _, err := s.classes.Merge(c.UserContext(), m.Work.ID, e); err != nil {
		return m, err
	}
	return s.pupilModuleNow(c, m.Course.ID)
}

// sameEntry tells whether a kept id is of the same thing as the one made here, but for how often the pupil has begun again.
func sameEntry(kept, made string) bool {
	cut := strings.LastIndexByte(made, '/') + 1
	_, err := strconv.ParseUint(kept[min(cut, len(kept)):], 10, 16)
	return err == nil && strings.HasPrefix(kept, made[:cut])
}
