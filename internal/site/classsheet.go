package site

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// sheetPage is what one pupil wrote, with what was corrected and why.
type sheetPage struct {
	page.Base
	Label  string
	Title  string
	Number int
	Href   string
	Back   string
	Seen   int // corrections that the page shows
	Tabs   []resultsTab
	Part   sheetPart
	Trace  []traceLine // of all sheets
}

// sheetPart is one sheet of the pupil.
type sheetPart struct {
	Ask     string
	Form    sheetForm
	Cells   []resultsCell
	Right   int
	Whole   int
	Any     bool // something of it is known
	Paper   bool // something of it came from paper, so that it can be corrected
	Devices bool // something came from a device, which stands as the pupil gave it
	Causes  []page.Choice
	Why     page.Phrase // what is wrong with the choice
}

// traceLine is one correction.
type traceLine struct {
	Ask    string
	Number int // on the sheet of Form
	Form   string
	Was    string // letters; "" no answer
	Is     string
	Cause  string
	By     string
	At     time.Time
}

// newSheet builds the page; fix is what was typed and refused, nil nothing.
func newSheet(base page.Base, at sheetAt, fix *classes.PaperFix, name func(classes.Traced) string) sheetPage {
	p, pupil := at.paper, at.pupil
	href := classHrefOf(p.Class.ID, string(p.Course.ID), "results")
	trace := pupil.Work.Trace()
	out := sheetPage{
		Base: base, Label: p.Class.Label, Title: p.Course.Title, Number: pupil.Shown, Href: href + "/" + strconv.Itoa(pupil.Roll), Back: resultsHref(p, at.ask),
		Seen: len(trace), Part: newSheetPart(base, at, fix),
	}
	for _, one := range p.Asks() {
		out.Tabs = append(out.Tabs, resultsTab{Ask: string(one), Href: sheetHref(p, pupil.Roll, one), Here: one == at.ask, In: len(pupil.Record.Of(one)), Whole: p.Count(one)})
	}
	for _, t := range trace {
		out.Trace = append(out.Trace, newTrace(p, t, name(t)))
	}
	return out
}

// sheetHref is where one sheet of a pupil is looked at and corrected.
func sheetHref(p classes.Paper, roll int, ask classes.Ask) string {
	return classHrefOf(p.Class.ID, string(p.Course.ID), "results", strconv.Itoa(roll)) + "?ask=" + string(ask)
}

// newSheetPart builds one sheet: as it stands, or as it was typed.
func newSheetPart(base page.Base, at sheetAt, fix *classes.PaperFix) sheetPart {
	part := sheetPart{
		Ask: string(at.ask), Whole: len(at.items), Any: fix != nil || len(at.pupil.Record.Of(at.ask)) > 0,
		Paper: fix != nil || at.pupil.OnPaper(at.ask), Why: base.Wrong("cause"),
	}
	if at.ask == classes.AskQuiz {
		part.Form = newSheetForm(base, at.Roll, at.Form)
	}
	for i, item := range at.items {
		field := classes.PaperField(at.Roll, item.Number)
		cell := resultsCell{Number: item.Number, Hint: hintOf(item), Field: page.Field{Name: field, Wrong: base.Wrong(field)}}
		a, there := at.pupil.Record.Answer(at.ask, item.Item.ID)
		switch {
		case there && a.Mode != classes.ModePaper:
			cell.Stands, part.Devices = strings.ToUpper(item.Letters(a.Answer)), true
		case fix != nil && i < len(at.Typed):
			cell.Value = at.Typed[i]
		case there:
			cell.Value = item.Letters(a.Answer)
		}
		if there && a.Right() {
			part.Right++
		}
		part.Cells = append(part.Cells, cell)
	}
	for _, one := range classes.PaperCauses() {
		part.Causes = append(part.Causes, page.Choice{ID: "cause-" + string(one), Name: "cause", Value: string(one), Chosen: fix != nil && one == fix.Cause})
	}
	return part
}

// newTrace builds the line of a correction, in the letters of its sheet.
func newTrace(p classes.Paper, t classes.Traced, by string) traceLine {
	line := traceLine{Ask: string(t.Ask), Form: t.Form, Cause: string(t.Cause), By: by, At: t.At}
	for _, item := range p.Items(t.Ask, t.Form) {
		if item.Item.ID != t.Item {
			continue
		}
		line.Number = item.Number
		if t.Was != nil {
			line.Was = strings.ToUpper(item.Letters(*t.Was))
		}
		if t.Is != nil {
			line.Is = strings.ToUpper(item.Letters(*t.Is))
		}
	}
	return line
}

// pupilSheet shows what a pupil wrote.
func (s *Site) pupilSheet(c *fiber.Ctx) error { return s.showSheet(c, nil, nil) }

// showSheet shows it, with what was typed and refused.
func (s *Site) showSheet(c *fiber.Ctx, fix *classes.PaperFix, refused *fault.Error) error {
	p, err := s.resultsAt(c)
	if err != nil {
		return err
	}
	pupil, ok := p.Pupil(wholeNumber(c.Params("roll")))
	if !ok {
		return notHere()
	}
	base := s.resultsFrame(c, p, page.Link{Label: s.words(s.base(c)).Say("results.title"), Href: classHrefOf(p.Class.ID, string(p.Course.ID), "results")})
	base.Crumbs = append(base.Crumbs, here(s.words(base).Say("sheet.title", "number", strconv.Itoa(pupil.Shown))))
	if refused != nil {
		base.Refuse(refused)
		c.Status(route.Status(c, refused))
	}
	at := newSheetAt(p, firstSheet(p, pupil, c.Query("ask")), pupil, likely(pupil))
	if fix != nil {
		at = newSheetAt(p, fix.Ask, pupil, fix.PaperSheet)
	}
	return s.show(c, "class-result", newSheet(base, at, fix, func(t classes.Traced) string {
		who, _ := s.register.Person(t.By)
		return who.Name
	}))
}

// firstSheet is the sheet that was asked for; otherwise the first of which something is known, the quiz before all.
func firstSheet(p classes.Paper, pupil classes.PaperPupil, asked string) classes.Ask {
	known := classes.AskQuiz
	for _, ask := range p.Asks() {
		if string(ask) == asked {
			return ask
		}
		if len(pupil.Record.Of(known)) == 0 && len(pupil.Record.Of(ask)) > 0 {
			known = ask
		}
	}
	return known
}

// correctSheet puts a sheet right. What stood there stays in the trace.
func (s *Site) correctSheet(c *fiber.Ctx) error {
	p, err := s.resultsAt(c)
	if err != nil {
		return err
	}
	values := formValues(c)
	fix := classes.PaperFix{Ask: askOf(p, first(values("ask"))), Cause: classes.Cause(first(values("cause"))), Seen: wholeNumber(first(values("seen")))}
	fix.Roll = wholeNumber(c.Params("roll"))
	fix.Form = first(values(classes.PaperFormField(fix.Roll)))
	for n := range p.Count(fix.Ask) {
		fix.Typed = append(fix.Typed, first(values(classes.PaperField(fix.Roll, n+1))))
	}
	count, err := s.classes.CorrectPaper(c.UserContext(), p.Class, p.Course.ID, fix, me(c))
	if f, ok := fault.As(err); ok && (f.Code == fault.CodeInvalid || f.Code == fault.CodeConflict) {
		return s.showSheet(c, &fix, f)
	}
	if err != nil {
		return err
	}
	said := "sheet.corrected"
	if count == 0 {
		said = "sheet.same"
	}
	return to(c, sheetHref(p, fix.Roll, fix.Ask)+"&said="+said)
}
