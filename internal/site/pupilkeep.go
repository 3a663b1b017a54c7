package site

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// What a pupil's device keeps of a module: its pages, so far as they hold no reasons, and with them the pass with which what is done
// without a link is sent as this pupil's, whoever uses the device by then. docs/offline.md tells the whole.

// readerInput is in every form of a pupil's page: whose page it is.
const readerInput = "reader"

// changeInput is the id that a device gave to what waited on it.
const changeInput = "change"

// pupilListView is what a device fetches to keep a module, as JSON.
type pupilListView struct {
	keepListView
	Whose  string `json:"whose"`  // what to call the pupil on the device: the number on the card and the class
	Shared bool   `json:"shared"` // the device goes from hand to hand
	Pass   string `json:"pass"`
}

// waits tells whether a question can be answered without a link: a story is told scene by scene by the server.
func waits(item courses.Item) bool { return item.Type != courses.Branching }

// pupilWay lists the pages that a pupil can still go through without a link, in their order: what is asked before as long as no
// lesson is done, all lessons, and what is asked after and in the quiz and has no answer yet.
func pupilWay(m classes.Module) []string {
	href, r, st := pupilModuleHref(m.Course.ID), m.Work.Record(), m.Standing
	var list []string
	twice := func(ask classes.Ask) {
		for i, id := range m.Course.BeforeAfter {
			item, _ := m.Course.Item(id)
			if _, given := r.Answer(ask, id); !given && waits(item) {
				list = append(list, fmt.Sprintf("%s/%s/%d", href, ask, i+1))
			}
		}
	}
	if st.Lessons == 0 && st.Answered == 0 {
		twice(classes.AskBefore)
	}
	for _, l := range m.Course.Lessons {
		list = append(list, href+"/lessons/"+string(l.ID))
	}
	if st.Elsewhere {
		return list
	}
	if st.Answered == 0 {
		twice(classes.AskAfter)
	}
	return append(list, pupilQuizWay(m, r, href)...)
}

// pupilQuizWay is the quiz's part of it.
func pupilQuizWay(m classes.Module, r classes.Record, href string) []string {
	var list []string
	for i, d := range m.Quiz {
		item, _ := m.Course.Item(d.Item)
		if _, given := r.Answer(classes.AskQuiz, d.Item); !given && waits(item) {
			list = append(list, href+"/quiz/"+strconv.Itoa(i+1))
		}
	}
	return list
}

// pupilOnward is where a pupil goes on to from a page when there is no link; after the last page it is the module's own.
func pupilOnward(m classes.Module, from string) string {
	way := pupilWay(m)
	for i, href := range way {
		if href == from && i+1 < len(way) {
			return way[i+1]
		}
	}
	return pupilModuleHref(m.Course.ID)
}

// newPupilKeep says what a module takes on the device. It is kept by itself: a child is asked nothing.
func newPupilKeep(m classes.Module) keepView {
	pages := len(pupilWay(m)) + 2
	href := pupilModuleHref(m.Course.ID)
	return keepView{List: href + "/keep", Course: href, Size: price(m.Course.Bytes+pages*pageWeight+sharedWeight, 0).Data}
}

// keepPupil lists the pages of a module for the device of the pupil who asks.
func (s *Site) keepPupil(c *fiber.Ctx) error {
	m, frame, err := s.pupilAt(c)
	if err != nil {
		return err
	}
	href := pupilModuleHref(m.Course.ID)
	list := pupilListView{
		keepListView: keepListView{Course: href, Title: m.Course.Title, Pages: append([]string{pupilHref, href}, pupilWay(m)...)}, Shared: frame.Shared,
		Whose: s.words(frame.Base).Say("pupil.card", "number", strconv.Itoa(frame.Card)).Text + ", " + frame.Label,
	}
	if list.Pass, err = s.classes.Pass(c.UserContext(), pupilSession(c)); err != nil {
		return err
	}
	return c.JSON(list)
}

// pupilReasons leads to the questions of the quiz that have an answer, so that who answered them without a link reads the reasons too.
func pupilReasons(m classes.Module) []page.Entry {
	r := m.Work.Record()
	var list []page.Entry
	for i, d := range m.Quiz {
		if _, given := r.Answer(classes.AskQuiz, d.Item); given {
			list = append(list, page.Entry{Title: strconv.Itoa(i + 1), Href: pupilModuleHref(m.Course.ID) + "/quiz/" + strconv.Itoa(i+1)})
		}
	}
	return list
}

// pupilModuleNow gives the module of the pupil who asks; what waited on a device also when the days of the module are over.
func (s *Site) pupilModuleNow(c *fiber.Ctx, course courses.CourseID) (classes.Module, error) {
	if route.Queued(c) {
		return s.classes.Late(c.UserContext(), pupilSession(c), course)
	}
	return s.classes.Module(c.UserContext(), pupilSession(c), course)
}

// ofPupil refuses a form that stands on another pupil's page, which may still be open on a device that goes from hand to hand: nothing
// is ever taken for another pupil.
func ofPupil(c *fiber.Ctx) error {
	if of := first(formValues(c)(readerInput)); of != "" && of != route.Reader(c) {
		return fault.New(fault.CodeUnauthorised, "This page was another pupil's, so nothing of it was saved for you. Open your own module again.")
	}
	return nil
}

// changeID is what the id of a change that a device made looks like.
var changeID = regexp.MustCompile(`^[0-9a-f]{16,32}$`)

// queuedEntry is the id of an entry that waited on a device: made there, once, whatever became of the page since.
func queuedEntry(c *fiber.Ctx, made string) string {
	change := first(formValues(c)(changeInput))
	if !route.Queued(c) || !changeID.MatchString(change) {
		return made
	}
	return "dev/" + change + strings.TrimPrefix(made, "web")
}
