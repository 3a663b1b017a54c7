package api

import (
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/pendrive"
	"lamtoen/internal/route"
)

// slipRoutes are the completion slips of the asker's pen-drive files.
func (a *API) slipRoutes() []route.Route {
	return []route.Route{
		{Method: http.MethodGet, Path: Prefix + "/me/slips", Permission: account.Learn, Handler: a.slips},
		{Method: http.MethodPost, Path: Prefix + "/me/slips", Permission: account.Learn, Handler: a.typeSlip, BodyLimit: smallBody},
	}
}

// typedSlip is a slip that was typed.
type typedSlip struct {
	Slip     string             `json:"slip"` // K7M4P-XQ3RA-…
	Course   courses.CourseID   `json:"course"`
	Version  courses.Version    `json:"version"`
	Lessons  []courses.LessonID `json:"lessons"` // that it says were finished
	Day      day.Date           `json:"day"`     // as the device claims
	Recorded time.Time          `json:"recorded"`
}

// slipList is the answer of GET /me/slips.
type slipList struct {
	marked
	Slips []typedSlip `json:"slips"` // the newest first
}

// slipAnswer is the answer of POST /me/slips.
type slipAnswer struct {
	marked
	Slip    typedSlip          `json:"slip"`
	Again   bool               `json:"again"`   // it was typed before
	Counted []courses.LessonID `json:"counted"` // lessons that are done by this slip
	// Superseded says that the course was begun anew since the file was made; the slip counted to the time before.
	Superseded  bool      `json:"superseded"`
	Progress    *progress `json:"progress"`
	Certificate *issued   `json:"certificate"` // null until the course is complete
}

func newTypedSlip(t pendrive.Typed) typedSlip {
	return typedSlip{t.Grouped(), t.Course, t.Version, listed(t.Lessons), t.Day, t.Recorded}
}

// slips lists what the asker has typed.
func (a *API) slips(c *fiber.Ctx) error {
	list, err := a.pens.OfPerson(c.UserContext(), asker(c))
	if err != nil {
		return err
	}
	answer := slipList{a.marked(), []typedSlip{}}
	for _, t := range list {
		answer.Slips = append(answer.Slips, newTypedSlip(t))
	}
	return c.JSON(answer)
}

// typeSlip takes a slip. The same again is success, and says so.
func (a *API) typeSlip(c *fiber.Ctx) error {
	var given struct {
		Slip string `json:"slip" validate:"required" label:"The slip"`
	}
	if err := body(c, &given); err != nil {
		return err
	}
	taken, err := a.pens.Type(c.UserContext(), asker(c), given.Slip)
	if err != nil {
		return err
	}
	one, err := a.issue(c.UserContext(), taken.Progress)
	if err != nil {
		return err
	}
	return c.JSON(slipAnswer{marked: a.marked(), Slip: newTypedSlip(taken.Typed), Again: taken.Again, Counted: listed(taken.Counted),
		Superseded: taken.Superseded(), Progress: newProgress(taken.Progress), Certificate: one})
}
