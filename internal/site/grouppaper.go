package site

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/classroom"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// paperPage takes a signed sheet. It is sent twice: first to see whose lines they are, then to record them.
type paperPage struct {
	page.Base
	Action   string
	Back     string
	Answers  string // where papers of the test are entered
	Number   page.Field
	Day      page.Field
	Witness  page.Field
	EIDs     string
	EIDWrong page.Phrase
	Lines    []paperLine
	Ready    bool // every line can be entered: show the button that records
	Entered  bool // it was recorded
	Forms    int
}

// paperLine is one line of the sheet.
type paperLine struct {
	EID    string
	Name   string
	Agency string
	Wrong  page.Phrase
	Known  bool
	Done   bool
	Note   page.Phrase
}

// paperForm is what it sends.
type paperForm struct {
	Do      string `form:"do"`
	Sheet   string `form:"sheet"`
	Day     string `form:"day"`
	Witness string `form:"witness"`
	EIDs    string `form:"eids"`
}

func (f paperForm) entry() classroom.Entry {
	return classroom.Entry{Sheet: f.Sheet, Day: day.Date(f.Day), Witness: f.Witness,
		EIDs: strings.FieldsFunc(f.EIDs, func(r rune) bool { return strings.ContainsRune("\r\n,; \t", r) })}
}

// newPaper builds the page with what was typed and what became of each line.
func newPaper(base page.Base, at classroom.State, form paperForm, lines []classroom.Line) paperPage {
	p := paperPage{
		Base: base, Action: groupHref(at.ID) + "/paper", Back: groupHref(at.ID), Answers: groupHref(at.ID) + "/answers", Forms: at.Forms,
		Number:  page.Field{Name: "sheet", Value: form.Sheet, Hint: true, Wrong: base.Wrong("sheet")},
		Day:     page.Field{Name: "day", Value: form.Day, Type: "date", Hint: true, Wrong: base.Wrong("day")},
		Witness: page.Field{Name: "witness", Value: form.Witness, Hint: true, Wrong: base.Wrong("witness")},
		EIDs:    form.EIDs, EIDWrong: base.Wrong("eids"),
	}
	p.Ready = len(lines) > 0
	for _, l := range lines {
		line := paperLine{EID: l.EID, Name: l.Person.Name, Agency: l.Agency, Known: l.Known, Done: l.Done}
		if l.Wrong != "" {
			line.Wrong, p.Ready = base.Said(l.Wrong), false
		}
		if l.Note != "" {
			line.Note = base.Said(l.Note)
		}
		p.Lines = append(p.Lines, line)
	}
	return p
}

// paper shows the form for the next sheet.
func (s *Site) paper(c *fiber.Ctx) error {
	at, course, err := s.groupAt(c)
	if err != nil {
		return err
	}
	form := paperForm{Sheet: at.Number(len(at.Sheets) + 1), Day: at.Day.ISO()}
	return s.show(c, "group-paper", newPaper(s.groupBase(c, at, course, "group.paper"), at, form, nil))
}

// enterPaper shows what the sheet would record, or records it.
func (s *Site) enterPaper(c *fiber.Ctx) error {
	at, course, err := s.groupAt(c)
	if err != nil {
		return err
	}
	var form paperForm
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	base := s.groupBase(c, at, course, "group.paper")
	var lines []classroom.Line
	if form.Do == "record" {
		lines, err = s.classroom.EnterSheet(c.UserContext(), officer(c), at.ID, form.entry())
	} else {
		lines, err = s.classroom.CheckSheet(c.UserContext(), officer(c), at.ID, form.entry())
	}
	status := fiber.StatusOK
	if f, ok := fault.As(err); ok && (f.Code == fault.CodeInvalid || f.Code == fault.CodeConflict) {
		base.Refuse(f)
		status = route.Status(c, f)
	} else if err != nil {
		return err
	}
	p := newPaper(base, at, form, lines)
	p.Entered = form.Do == "record" && err == nil
	return s.refuse(c, "group-paper", p, status)
}

// answersPage takes a paper of the test.
type answersPage struct {
	page.Base
	Action  string
	Back    string
	Form    page.Field
	EID     page.Field
	Rows    []answerRow // once the paper is known
	Entered page.Phrase // what became of the one before
	Number  int
}

// answerRow is one question of the paper.
type answerRow struct {
	page.Field
	Number int
	Stem   string
	Ask    string
}

// paperAnswers asks for the number of the paper, and then shows its questions.
func (s *Site) paperAnswers(c *fiber.Ctx) error {
	at, course, err := s.groupAt(c)
	if err != nil {
		return err
	}
	p, err := s.newAnswers(c, s.groupBase(c, at, course, "group.answers"), at, classroom.Answers{Form: c.QueryInt("form"), EID: c.Query("eid")})
	if err != nil {
		return err
	}
	switch c.Query("entered") {
	case "passed":
		p.Entered = s.words(p.Base).Say("group.answers.passed")
	case "not-passed":
		p.Entered = s.words(p.Base).Say("group.answers.failed")
	case "waits":
		p.Entered = s.words(p.Base).Say("group.answers.waits")
	}
	return s.show(c, "group-answers", p)
}

// newAnswers builds the page with what was typed.
func (s *Site) newAnswers(c *fiber.Ctx, base page.Base, at classroom.State, typed classroom.Answers) (answersPage, error) {
	p := answersPage{Base: base, Action: groupHref(at.ID) + "/answers", Back: groupHref(at.ID)}
	number := ""
	if typed.Form > 0 {
		number = strconv.Itoa(typed.Form)
		questions, err := s.classroom.Questions(c.UserContext(), officer(c), at.ID, typed.Form)
		if f, ok := asInvalid(err); ok {
			p.Refuse(f)
		} else if err != nil {
			return p, err
		}
		for i, q := range questions {
			name := classroom.AnswerField(i + 1)
			row := answerRow{Number: i + 1, Stem: opening(q.Item), Ask: string(q.Ask),
				Field: page.Field{Name: name, Hint: true, Wrong: p.Wrong(name)}}
			if i < len(typed.Typed) {
				row.Value = typed.Typed[i]
			}
			p.Rows = append(p.Rows, row)
		}
		p.Number = typed.Form
	}
	p.Form = page.Field{Name: "form", Value: number, Mode: "numeric", Hint: true, Wrong: p.Wrong("form")}
	p.EID = page.Field{Name: "eid", Value: typed.EID, Hint: true, Wrong: p.Wrong("eid")}
	return p, nil
}

// enterAnswers records a paper of the test.
func (s *Site) enterAnswers(c *fiber.Ctx) error {
	at, course, err := s.groupAt(c)
	if err != nil {
		return err
	}
	values := formValues(c)
	typed := classroom.Answers{EID: first(values("eid")), Form: wholeNumber(first(values("form")))}
	if course.Assessment != nil {
		for i := range course.Assessment.Questions() {
			typed.Typed = append(typed.Typed, first(values(classroom.AnswerField(i+1))))
		}
	}
	line, err := s.classroom.EnterAnswers(c.UserContext(), officer(c), at.ID, typed)
	if f, ok := fault.As(err); ok && (f.Code == fault.CodeInvalid || f.Code == fault.CodeConflict) {
		base := s.groupBase(c, at, course, "group.answers")
		base.Refuse(f)
		p, err := s.newAnswers(c, base, at, typed)
		if err != nil {
			return err
		}
		return s.refuse(c, "group-answers", p, route.Status(c, f))
	}
	if err != nil {
		return err
	}
	became := "passed"
	switch {
	case !line.Passed:
		became = "not-passed"
	case !line.Done:
		became = "waits"
	}
	return to(c, groupHref(at.ID)+"/answers?entered="+became)
}

// wholeNumber reads a number that was typed; 0 for none.
func wholeNumber(typed string) int {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil {
		return 0
	}
	return n
}

// groupAsk is what somebody else recorded for the person in a session, to be answered with yes or no.
type groupAsk struct {
	Action  string
	Course  string
	Place   string
	With    string
	Day     day.Date
	Lessons int
	Quiz    bool
	Signed  bool
}

// groupAsks are the open questions about sessions.
func (s *Site) groupAsks(c *fiber.Ctx) ([]groupAsk, error) {
	pending, err := s.classroom.Pending(c.UserContext(), me(c))
	if err != nil {
		return nil, err
	}
	var out []groupAsk
	for _, one := range pending {
		out = append(out, groupAsk{Action: "/me/group-sessions/" + one.Session, Course: s.courseTitle(one.Course), Place: one.Held.Place,
			With: one.Held.With, Day: day.Of(one.At), Lessons: one.Lessons, Quiz: one.Quiz, Signed: one.Signed})
	}
	return out, nil
}

// groupAsked tells whether something about the course waits for an answer: nothing is built on it before.
func (s *Site) groupAsked(c *fiber.Ctx, course courses.CourseID) (bool, error) {
	pending, err := s.classroom.Pending(c.UserContext(), me(c))
	for _, one := range pending {
		if one.Course == course {
			return true, err
		}
	}
	return false, err
}

// answerGroup takes yes or no.
func (s *Site) answerGroup(c *fiber.Ctx) error {
	var form struct {
		Right string `form:"right"`
	}
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	if form.Right != "yes" && form.Right != "no" {
		return to(c, "/me")
	}
	if err := s.classroom.Answer(c.UserContext(), me(c), c.Params("session"), form.Right == "yes"); err != nil {
		return err
	}
	return to(c, "/me?said=group."+form.Right)
}
