package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/route"
	"lamtoen/internal/school"
)

// classRoutes are the classes that the asker runs; any other is not found. Pupils are numbers here too: no answer holds what signs one
// in but the sheet of cards.
func (a *API) classRoutes(at mounting) []route.Route {
	get, post, put, run := http.MethodGet, http.MethodPost, http.MethodPut, account.RunClasses
	return []route.Route{
		at(get, "/classes", run, a.listClasses, 0),
		at(post, "/classes", run, a.openClass, smallBody),
		at(get, "/classes/:class", run, a.class, 0),
		at(get, "/classes/:class/cards.pdf", run, a.classCards, 0),
		at(get, "/classes/:class/slips", run, a.classSlips, 0),
		at(post, "/classes/:class/slips", run, a.typeClassSlip, smallBody),
		at(get, "/classes/:class/assignments/:course", run, a.liveClass, 0),
		at(put, "/classes/:class/assignments/:course", run, a.assign, smallBody),
		at(put, "/classes/:class/assignments/:course/hands/:moment/:question", run, a.countHands, smallBody),
		at(post, "/classes/:class/assignments/:course/pupils/:roll/entries", run, a.enterForPupil, entriesBody),
	}
}

// classView is a class as it travels.
type classView struct {
	ID       string        `json:"id"`
	School   school.Code   `json:"school"`
	Year     string        `json:"year"`
	Label    string        `json:"label"`
	Grades   []string      `json:"grades"`
	Stages   []string      `json:"stages"`
	Lang     string        `json:"lang"`
	Code     string        `json:"code"` // of the class, that pupils type first
	Opened   time.Time     `json:"opened"`
	Until    day.Date      `json:"until"`
	Closes   day.Date      `json:"closes"`          // the last day of its pupils' rows
	Purged   time.Time     `json:"purged,omitzero"` // left out while those are kept
	Teachers []teacherView `json:"teachers"`        // of today, the owner first
}

type teacherView struct {
	Person org.PersonID `json:"person"`
	Part   classes.Part `json:"part"`
	Until  day.Date     `json:"until,omitempty"`
}

// pupilView is a pupil: a number, and no more than the teacher's list shows.
type pupilView struct {
	Roll   int      `json:"roll"`   // in addresses, for good
	Number int      `json:"number"` // on the card
	Avatar string   `json:"avatar"`
	Joined day.Date `json:"joined"`
	Left   day.Date `json:"left,omitempty"` // the last day; left out while they are here
	Moved  bool     `json:"moved"`          // with a transfer code
}

// classList is the answer of GET /classes: the asker's own, then those of the school that they head.
type classList struct {
	marked
	Classes []classView `json:"classes"`
}

// classAnswer is one class.
type classAnswer struct {
	marked
	Class       classView        `json:"class"`
	Pupils      []pupilView      `json:"pupils"`
	Assignments []assignmentView `json:"assignments"`
	Awaited     []awaitedView    `json:"awaited"`
	Cards       string           `json:"cards"` // where the sheet of cards is
}

// awaitedView is what holds the end of the class's rows up.
type awaitedView struct {
	Course string `json:"course"`
	What   string `json:"what"`
	Count  int    `json:"count"`
}

func (a *API) newClass(c classes.Class) classView {
	v := classView{ID: c.ID, School: c.School, Year: c.Year, Label: c.Label, Grades: listed(c.Grades), Stages: listed(c.Stages), Lang: c.Lang, Code: c.Code,
		Opened: c.Opened, Until: c.Until, Closes: c.Closes(), Purged: c.Purged, Teachers: []teacherView{}}
	for _, t := range c.TeachersOn(a.today()) {
		v.Teachers = append(v.Teachers, teacherView{t.Person, t.Part, t.Until})
	}
	return v
}

// classOf gives the class of the address, which the asker runs.
func (a *API) classOf(c *fiber.Ctx) (classes.Class, error) {
	return a.classes.For(c.UserContext(), asker(c), c.Params("class"))
}

func (a *API) listClasses(c *fiber.Ctx) error {
	ctx, who := c.UserContext(), asker(c)
	list, err := a.classes.ClassesOf(ctx, who, a.today())
	if err != nil {
		return err
	}
	for _, staff := range a.schools.SchoolsOf(who, a.today()) {
		if staff.Role != school.Head {
			continue
		}
		all, err := a.classes.InSchool(ctx, staff.School)
		if err != nil {
			return err
		}
		for _, one := range all {
			if !slices.ContainsFunc(list, func(o classes.Class) bool { return o.ID == one.ID }) {
				list = append(list, one)
			}
		}
	}
	answer := classList{a.marked(), []classView{}}
	for _, one := range list {
		answer.Classes = append(answer.Classes, a.newClass(one))
	}
	return c.JSON(answer)
}

// opened is what is kept under an Idempotency-Key: nothing about pupils.
type opened struct {
	ID string `json:"id"`
}

// openClass opens a class with its pupils. Under an Idempotency-Key it is opened once.
func (a *API) openClass(c *fiber.Ctx) error {
	var given struct {
		School  school.Code `json:"school" validate:"required"`
		Grade   string      `json:"grade" validate:"required"`
		To      string      `json:"to"`
		Section string      `json:"section"`
		Size    int         `json:"size"`
		Lang    string      `json:"lang"`
	}
	if err := body(c, &given); err != nil {
		return err
	}
	by := asker(c)
	n := classes.NewClass{School: given.School, Grade: given.Grade, To: given.To, Section: given.Section, Size: given.Size, Lang: given.Lang}
	done, err := doOnce(c, a.once, work[opened]{
		do: func(ctx context.Context) (opened, error) {
			var err error
			if n.ID, err = a.classes.NewID(); err != nil {
				return opened{}, err
			}
			made, err := a.classes.Create(ctx, n, by)
			return opened{made.ID}, err
		},
		find: func(ctx context.Context, since time.Time) (opened, bool, error) {
			mine, err := a.classes.ClassesOf(ctx, by, a.today())
			i := slices.IndexFunc(mine, func(one classes.Class) bool {
				return one.By == by && !one.Opened.Before(since) && one.School == n.School && one.Grades[0] == n.Grade && one.Size == n.Size
			})
			if err != nil || i < 0 {
				return opened{}, false, err
			}
			return opened{mine[i].ID}, true, nil
		},
	})
	if err != nil {
		return err
	}
	made, err := a.classes.Class(c.UserContext(), done.ID)
	if err != nil {
		return err
	}
	answer, err := a.classAnswer(c.UserContext(), made)
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(answer)
}

func (a *API) class(c *fiber.Ctx) error {
	found, err := a.classOf(c)
	if err != nil {
		return err
	}
	answer, err := a.classAnswer(c.UserContext(), found)
	if err != nil {
		return err
	}
	return c.JSON(answer)
}

func (a *API) classAnswer(ctx context.Context, found classes.Class) (classAnswer, error) {
	answer := classAnswer{marked: a.marked(), Class: a.newClass(found), Pupils: []pupilView{}, Assignments: []assignmentView{}, Awaited: []awaitedView{},
		Cards: Prefix + "/classes/" + found.ID + "/cards.pdf"}
	pupils, err := a.classes.Pupils(ctx, found.ID)
	if err != nil {
		return answer, err
	}
	for _, p := range pupils {
		answer.Pupils = append(answer.Pupils, pupilView{Roll: p.Roll, Number: p.Shown, Avatar: p.Avatar, Joined: p.Joined, Left: p.Left, Moved: p.Moved != ""})
	}
	for _, one := range found.Assignments() {
		answer.Assignments = append(answer.Assignments, newAssignment(one))
	}
	awaited, err := a.classes.Awaits(ctx, found)
	for _, one := range awaited {
		answer.Awaited = append(answer.Awaited, awaitedView{string(one.Course), one.What, one.Count})
	}
	return answer, err
}

// classCards is the sheet of cards, or one pupil's: who has it can sign in.
func (a *API) classCards(c *fiber.Ctx) error {
	found, err := a.classOf(c)
	if err != nil {
		return err
	}
	q := newQuery(c, "roll")
	roll := q.number("roll", 0, 1, classes.MaxRoll)
	if err := q.fault(); err != nil {
		return err
	}
	var rolls []int
	if roll > 0 {
		rolls = []int{roll}
	}
	data, err := a.classes.Cards(c.UserContext(), found.ID, rolls...)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="cards-`+found.ID+`.pdf"`)
	return c.Send(data)
}

// classSlip is a slip that was typed for a class.
type classSlip struct {
	Slip     string    `json:"slip"`
	Course   string    `json:"course"`
	Version  string    `json:"version"`
	Number   int       `json:"number"` // that the pupil gave
	Roll     int       `json:"roll"`   // whose it was on that day; 0 nobody's, and it counts for nobody
	Day      day.Date  `json:"day"`
	Lessons  int       `json:"lessons"`
	Right    *int      `json:"right"` // null: the quiz was not taken
	Whole    int       `json:"whole"`
	Recorded time.Time `json:"recorded"`
}

// classSlipList is the slips of a class, the newest first.
type classSlipList struct {
	marked
	Slips []classSlip `json:"slips"`
}

// classSlipAnswer is what became of a slip.
type classSlipAnswer struct {
	marked
	Slip  classSlip `json:"slip"`
	Again bool      `json:"again"` // it was typed before
}

func newClassSlip(t classes.TypedSlip) classSlip {
	v := classSlip{Slip: t.Grouped(), Course: string(t.Course), Version: string(t.Version), Number: t.Number, Roll: t.Roll, Day: t.Day, Lessons: t.Lessons,
		Whole: t.Whole, Recorded: t.Recorded}
	if t.Right >= 0 {
		v.Right = &t.Right
	}
	return v
}

func (a *API) classSlips(c *fiber.Ctx) error {
	found, err := a.classOf(c)
	if err != nil {
		return err
	}
	list, err := a.classes.Slips(c.UserContext(), found.ID)
	if err != nil {
		return err
	}
	answer := classSlipList{a.marked(), []classSlip{}}
	for _, t := range list {
		answer.Slips = append(answer.Slips, newClassSlip(t))
	}
	return c.JSON(answer)
}

// typeClassSlip takes a slip. The same again is success, and says so.
func (a *API) typeClassSlip(c *fiber.Ctx) error {
	found, err := a.classOf(c)
	if err != nil {
		return err
	}
	var given struct {
		Slip string `json:"slip" validate:"required,max=1000" label:"The slip"`
	}
	if err := body(c, &given); err != nil {
		return err
	}
	taken, err := a.classes.TypeSlip(c.UserContext(), found, given.Slip, asker(c))
	if err != nil {
		return err
	}
	return c.JSON(classSlipAnswer{a.marked(), newClassSlip(taken.TypedSlip), taken.Again})
}
