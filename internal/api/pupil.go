package api

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/assessment"
	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
	"lamtoen/internal/route"
)

// Limits of a batch of entries.
const (
	entriesBody = 64 << 10 // bytes
	mostEntries = 100
)

// pupilRoutes are what a pupil does: sign in with a card, see what the class works on, send what they did.
func (a *API) pupilRoutes(at mounting) []route.Route {
	return []route.Route{
		at(http.MethodPost, "/pupil/sessions", account.Public, a.pupilSignIn, smallBody),
		at(http.MethodDelete, "/pupil/sessions/current", account.Pupil, a.pupilSignOut, smallBody),
		at(http.MethodGet, "/pupil", account.Pupil, a.pupil, 0),
		at(http.MethodPost, "/pupil/modules/:course/entries", account.Pupil, a.enterAsPupil, entriesBody),
	}
}

// pupilSession is the answer of POST /pupil/sessions.
type pupilSession struct {
	marked
	Access  string `json:"access_token"`
	Expires int    `json:"expires_in"` // seconds
}

// pupilSignIn takes what stands on a card. Whoever guesses waits, longer each time.
func (a *API) pupilSignIn(c *fiber.Ctx) error {
	var given struct {
		Code     string   `json:"code" validate:"required,max=40" label:"The class code"`
		Number   int      `json:"number"`
		Pictures []string `json:"pictures" validate:"max=3"`
	}
	if err := body(c, &given); err != nil {
		return err
	}
	token, err := a.classes.SignIn(c.UserContext(), classes.SignIn{Code: given.Code, Roll: given.Number, Pictures: given.Pictures, Address: c.IP()})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(pupilSession{a.marked(), token, int(classes.SessionLife / time.Second)})
}

// pupilSignOut ends the session with whose token the request came.
func (a *API) pupilSignOut(c *fiber.Ctx) error {
	if err := a.classes.SignOut(c.UserContext(), route.PupilToken(c)); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// pupilAnswer is what a pupil works on today.
type pupilAnswer struct {
	marked
	Label   string        `json:"label"` // of the class
	Number  int           `json:"number"`
	Modules []pupilModule `json:"modules"`
}

type pupilModule struct {
	Course   courses.CourseID `json:"course"`
	Title    string           `json:"title"`
	Version  courses.Version  `json:"version"`
	Mode     classes.Mode     `json:"mode"`
	Standing standingView     `json:"standing"`
}

// asksPupil is the pupil who asks.
func asksPupil(c *fiber.Ctx) classes.PupilSession {
	class, roll := route.Pupil(c)
	return classes.PupilSession{Class: class, Roll: roll}
}

func (a *API) pupil(c *fiber.Ctx) error {
	ctx, who := c.UserContext(), asksPupil(c)
	found, err := a.classes.Class(ctx, who.Class)
	if err != nil {
		return err
	}
	p, err := a.classes.Pupil(ctx, who.Class, who.Roll)
	if err != nil {
		return err
	}
	list, err := a.classes.Modules(ctx, who)
	if err != nil {
		return err
	}
	answer := pupilAnswer{a.marked(), found.Label, p.Shown, []pupilModule{}}
	for _, m := range list {
		answer.Modules = append(answer.Modules, pupilModule{m.Course.ID, m.Course.Title, m.Course.Version, m.Assignment.Mode, newPupilStanding(m.Standing)})
	}
	return c.JSON(answer)
}

// entriesGiven is a batch: it may be sent again, in other portions and in any order.
type entriesGiven struct {
	Entries []entryGiven `json:"entries" validate:"required,dive"`
}

// entryGiven is one thing that was done. Who made it says under which id, and sends it again with it.
type entryGiven struct {
	ID      string             `json:"id" validate:"required,max=100"`
	Kind    classes.EntryKind  `json:"kind" validate:"required"`
	At      time.Time          `json:"at"`      // when it was done, as claimed; left out: now
	Version courses.Version    `json:"version"` // of the module; left out: the one that the class works on
	Lesson  courses.LessonID   `json:"lesson"`
	Ask     classes.Ask        `json:"ask"`
	Item    courses.ItemID     `json:"question"`
	Answer  *assessment.Answer `json:"answer"`
	Cause   classes.Cause      `json:"cause"` // of a teacher
}

// entriesTaken is where the pupil stands then.
type entriesTaken struct {
	marked
	Standing standingView `json:"standing"`
}

// madeID is what the id of an entry looks like: a number, in which nobody's name can stand.
var madeID = regexp.MustCompile(`^[0-9a-f][0-9a-f-]{14,34}[0-9a-f]$`)

// read makes entries of a batch. Each kind must be one of those; about leads their ids, so that nobody's stand for another's.
func (g entriesGiven) read(like classes.Entry, about string, kinds ...classes.EntryKind) ([]classes.Entry, error) {
	if len(g.Entries) > mostEntries {
		return nil, fault.Invalid("Nothing was taken.", fault.Field{Name: "entries", Message: fmt.Sprintf("Send at most %d entries at once.", mostEntries)})
	}
	var list []classes.Entry
	for i, one := range g.Entries {
		if !madeID.MatchString(one.ID) {
			return nil, fault.Invalid("Nothing was taken.", fault.Field{Name: fmt.Sprintf("entries[%d].id", i), Message: "Make an id of 16 to 36 hexadecimal digits, such as a UUID."})
		}
		if !slices.Contains(kinds, one.Kind) {
			return nil, fault.Invalid("Nothing was taken.", fault.Field{Name: fmt.Sprintf("entries[%d].kind", i), Message: "There is no such kind of entry here."})
		}
		e := like
		e.ID, e.Kind, e.Lesson, e.Ask, e.Item, e.Answer, e.Cause = about+one.ID, one.Kind, one.Lesson, one.Ask, one.Item, one.Answer, one.Cause
		if !one.At.IsZero() {
			e.At = one.At
		}
		if one.Version != "" {
			e.Version = one.Version
		}
		list = append(list, e)
	}
	return list, nil
}

// enterAsPupil takes what the signed-in pupil did on a device, also when the days of the module are over: it was done in time.
func (a *API) enterAsPupil(c *fiber.Ctx) error {
	m, err := a.classes.Late(c.UserContext(), asksPupil(c), courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	var given entriesGiven
	if err := body(c, &given); err != nil {
		return err
	}
	like := classes.Entry{At: a.now(), Mode: classes.ModeOwn, Version: m.Course.Version}
	if m.Assignment.Mode == classes.ModeShared {
		like.Mode = classes.ModeShared
	}
	list, err := given.read(like, "app/", classes.EntryLesson, classes.EntryAnswer)
	if err != nil {
		return err
	}
	return a.enter(c, m.Work.ID, m.Course, list)
}

// enterForPupil takes what a teacher enters for a pupil from paper, corrects, or sets aside.
func (a *API) enterForPupil(c *fiber.Ctx) error {
	found, err := a.classOf(c)
	if err != nil {
		return err
	}
	course := courses.CourseID(c.Params("course"))
	assigned, ok := found.Assigned(course)
	if !ok {
		return fault.NotFound("The class has not been assigned this module. Assign it first.")
	}
	roll, _ := strconv.Atoi(c.Params("roll"))
	if _, err := a.classes.Pupil(c.UserContext(), found.ID, roll); err != nil {
		return err
	}
	module, err := a.library.Version(c.UserContext(), course, assigned.Version)
	if err != nil {
		return err
	}
	var given entriesGiven
	if err := body(c, &given); err != nil {
		return err
	}
	like := classes.Entry{At: a.now(), Mode: classes.ModePaper, By: asker(c), Version: assigned.Version}
	list, err := given.read(like, "api/", classes.EntryAnswer, classes.EntryCorrection, classes.EntryAside)
	if err != nil {
		return err
	}
	return a.enter(c, classes.WorkID(found.ID, roll, course), module, list)
}

func (a *API) enter(c *fiber.Ctx, id string, module *courses.Course, list []classes.Entry) error {
	w, err := a.classes.Merge(c.UserContext(), id, list...)
	if err != nil {
		return err
	}
	return c.JSON(entriesTaken{a.marked(), newPupilStanding(classes.StandingOf(w, module))})
}
