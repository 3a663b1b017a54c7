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
	Parts  []sheetPart
	Trace  []traceLine
}

// sheetPart is one sheet of the pupil.
type sheetPart struct {
	Ask     string
	Roll    int
	Form    sheetForm
	Cells   []resultsCell
	Right   int
	Whole   int
	Paper   bool // something of it came from paper, so that it can be corrected
	Devices bool // something came from a device, which stands as the pupil gave it
	Causes  []page.Choice
	Why     page.Phrase // what is wrong with the choice
	CauseID string
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
func newSheet(base page.Base, p classes.Paper, pupil classes.PaperPupil, fix *classes.PaperFix, name func(classes.Traced) string) sheetPage {
	href := classHrefOf(p.Class.ID, string(p.Course.ID), "results")
	trace := pupil.Work.Trace()
	out := sheetPage{Base: base, Label: p.Class.Label, Title: p.Course.Title, Number: pupil.Shown, Href: href + "/" + strconv.Itoa(pupil.Roll), Back: href, Seen: len(trace)}
	for _, ask := range p.Asks() {
		if len(pupil.Record.Of(ask)) == 0 && (fix == nil || fix.Ask != ask) {
			continue
		}
		sheet := classes.PaperSheet{Roll: pupil.Roll, Form: pupil.Form()}
		cause := classes.Cause("")
		wrong := page.Base{Lang: base.Lang}
		if fix != nil && fix.Ask == ask {
			sheet, cause, wrong = fix.PaperSheet, fix.Cause, base
		}
		out.Parts = append(out.Parts, newSheetPart(wrong, p, ask, pupil, sheet, cause, fix != nil && fix.Ask == ask))
	}
	for _, t := range trace {
		out.Trace = append(out.Trace, newTrace(p, t, name(t)))
	}
	return out
}

// newSheetPart builds one sheet: as it stands, or as it was typed.
func newSheetPart(base page.Base, p classes.Paper, ask classes.Ask, pupil classes.PaperPupil, sheet classes.PaperSheet, cause classes.Cause, typed bool) sheetPart {
	items := p.Items(ask, sheet.Form)
	if len(items) == 0 {
		items = p.Items(ask, pupil.Form())
	}
	part := sheetPart{Ask: string(ask), Roll: pupil.Roll, Whole: len(items), Paper: pupil.OnPaper(ask) || typed, CauseID: "cause-" + string(ask), Why: base.Wrong("cause")}
	if ask == classes.AskQuiz {
		part.Form = newSheetForm(base, pupil.Roll, sheet.Form)
	}
	for i, item := range items {
		field := classes.PaperField(pupil.Roll, item.Number)
		cell := resultsCell{Number: item.Number, Hint: hintOf(item), Field: page.Field{Name: field, Wrong: base.Wrong(field)}}
		a, there := pupil.Record.Answer(ask, item.Item.ID)
		switch {
		case there && a.Mode != classes.ModePaper:
			cell.Stands, part.Devices = strings.ToUpper(item.Letters(a.Answer)), true
		case typed && i < len(sheet.Typed):
			cell.Value = sheet.Typed[i]
		case there:
			cell.Value = item.Letters(a.Answer)
		}
		if there && a.Right() {
			part.Right++
		}
		part.Cells = append(part.Cells, cell)
	}
	for _, one := range classes.PaperCauses() {
		part.Causes = append(part.Causes, page.Choice{ID: part.CauseID + "-" + string(one), Name: "cause", Value: string(one), Chosen: one == cause})
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
	return s.show(c, "class-result", newSheet(base, p, pupil, fix, func(t classes.Traced) string {
		who, _ := s.register.Person(t.By)
		return who.Name
	}))
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
	return to(c, classHrefOf(p.Class.ID, string(p.Course.ID), "results", strconv.Itoa(fix.Roll))+"?said="+said)
}
