package site

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
	"lamtoen/internal/workbook"
)

// spareRows are the empty rows that a table always has; leastRows is how many it has at least.
const (
	spareRows = 2
	leastRows = 3
)

// workbookPartPage is one part of the plan to write in, or to read while the plan cannot be changed.
type workbookPartPage struct {
	page.Base
	Number  int
	Title   string
	Intro   template.HTML
	Version int
	State   string
	Open    bool
	Action  string
	Fields  []planField
	Before  page.Link
	After   page.Link
}

// planField is one field with what stands in it.
type planField struct {
	planValue
	ID       string
	Label    string
	Hint     string
	Required bool
	Value    string // of a text, or of lines
	Was      string // digest of what the reader has before them
	Table    bool
	Tall     int // rows of the text area
	Slots    []planRow
	Example  planValue
	By       string
	At       time.Time
	Wrong    page.Phrase
	Clash    bool // somebody else has changed it; Other is what stands in the plan
	Other    planValue
}

// planValue is a value to read.
type planValue struct {
	Text    string
	Lines   []string
	Columns []string
	Rows    [][]string
}

// planRow is one row to write in. Rows that are filled are folded, so that a long table stays easy to find one's way in.
type planRow struct {
	Number int
	Title  string // "" for an empty one
	Open   bool
	Cells  []planCell
}

// planCell is one input of a row.
type planCell struct{ Name, Label, Value string }

// typedField is a field as it came with a form.
type typedField struct {
	was  string
	text string
	rows [][]string
}

// newPlanValue makes a value ready to read.
func newPlanValue(f courses.WorkbookField, v workbook.Value) planValue {
	out := planValue{Text: v.Text, Lines: v.Lines, Rows: v.In(f)}
	for _, c := range f.Columns {
		out.Columns = append(out.Columns, c.Label)
	}
	return out
}

// Empty tells that nothing is written.
func (v planValue) Empty() bool { return v.Text == "" && len(v.Lines) == 0 && len(v.Rows) == 0 }

// newPlanField builds a field from the plan.
func newPlanField(f courses.WorkbookField, e workbook.Entry) planField {
	out := planField{
		planValue: newPlanValue(f, e.Value), ID: string(f.ID), Label: f.Label, Hint: f.Hint, Required: f.Required, Was: e.Value.Digest(),
		Table: f.Kind == courses.FieldTable, Example: newPlanValue(f, workbook.ExampleOf(f)), At: e.At,
	}
	out.Value = e.Value.Text
	out.Tall = min(max(3, len(e.Value.Text)/60+2), 14)
	if f.Kind == courses.FieldLines {
		out.Value = strings.Join(e.Value.Lines, "\n")
		out.Tall = max(4, len(e.Value.Lines)+2)
	}
	if out.Table {
		out.slots(f, out.Rows, false)
	}
	return out
}

// slots makes the rows to write in: those that are filled, and always some that are not, of which the first is open.
func (p *planField) slots(f courses.WorkbookField, rows [][]string, open bool) {
	p.Slots = nil
	for i := range max(len(rows)+spareRows, leastRows) {
		row := planRow{Number: i + 1, Open: open && i < len(rows) || i == len(rows)}
		var told []string
		for j, c := range f.Columns {
			cell := planCell{Name: cellName(f.ID, i, c.ID), Label: c.Label}
			if i < len(rows) {
				if cell.Value = rows[i][j]; len(cell.Value) > 2 || j > 0 && cell.Value != "" { // not the row's own number
					told = append(told, cell.Value)
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		row.Title = clip(strings.Join(told[:min(len(told), 2)], " · "), 80)
		p.Slots = append(p.Slots, row)
	}
}

// clip shortens a text at a word.
func clip(text string, most int) string {
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	cut := string(r[:most])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + " …"
}

// keep puts back what was typed in a field that was not saved.
func (p *planField) keep(f courses.WorkbookField, t typedField) {
	p.Value, p.Was = t.text, t.was
	if p.Table {
		rows := slices.DeleteFunc(slices.Clone(t.rows), func(row []string) bool { return strings.TrimSpace(strings.Join(row, "")) == "" })
		p.slots(f, rows, true)
	}
}

func cellName(field courses.FieldID, row int, column courses.ColumnID) string {
	return fmt.Sprintf("%s.%d.%s", field, row, column)
}

// newWorkbookPart builds the page of a part.
func newWorkbookPart(base page.Base, form *courses.Workbook, part courses.WorkbookPart, p workbook.Plan) workbookPartPage {
	i := slices.IndexFunc(form.Parts, func(o courses.WorkbookPart) bool { return o.ID == part.ID })
	out := workbookPartPage{
		Base: base, Number: i + 1, Title: part.Title, Intro: template.HTML(part.IntroHTML), Version: p.Version, State: string(p.State),
		Open: p.Open(), Action: partHref(part.ID),
	}
	if i > 0 {
		out.Before = page.Link{Label: base.Said(form.Parts[i-1].Title), Href: partHref(form.Parts[i-1].ID)}
	}
	if i+1 < len(form.Parts) {
		out.After = page.Link{Label: base.Said(form.Parts[i+1].Title), Href: partHref(form.Parts[i+1].ID)}
	}
	for _, f := range part.Fields {
		e, _ := p.Entry(f.ID)
		out.Fields = append(out.Fields, newPlanField(f, e))
	}
	return out
}

// partAsked is the part of the address in the plan that has been begun.
func (s *Site) partAsked(c *fiber.Ctx) (workbook.Access, workbook.Plan, courses.WorkbookPart, error) {
	a, p, err := s.planAsked(c)
	if err != nil {
		return a, p, courses.WorkbookPart{}, err
	}
	part, ok := s.plans.Form().Part(courses.PartID(c.Params("part")))
	if !ok {
		return a, p, part, fault.NotFound("The plan has no such part. Open the plan to see its parts.")
	}
	if p.Version == 0 {
		return a, p, part, fault.NotFound("Your agency's plan is not begun yet. Begin it on the plan's page.")
	}
	return a, p, part, nil
}

func (s *Site) workbookPart(c *fiber.Ctx) error {
	_, p, part, err := s.partAsked(c)
	if err != nil {
		return err
	}
	return s.show(c, "workbook-part", s.partPage(c, part, p))
}

func (s *Site) partPage(c *fiber.Ctx, part courses.WorkbookPart, p workbook.Plan) workbookPartPage {
	out := newWorkbookPart(s.planBase(c, s.base(c).Said(part.Title)), s.plans.Form(), part, p)
	for i := range out.Fields {
		if e, ok := p.Entry(courses.FieldID(out.Fields[i].ID)); ok {
			out.Fields[i].By = s.personName(e.By)
		}
	}
	return out
}

// savePart saves each field of the part by itself. What cannot be saved is shown again as it was typed, beside what stands in
// the plan.
func (s *Site) savePart(c *fiber.Ctx) error {
	a, p, part, err := s.partAsked(c)
	if err != nil {
		return err
	}
	values := formValues(c)
	given := map[courses.FieldID]typedField{}
	var changes []workbook.Change
	for _, f := range part.Fields {
		t, sent := readField(f, values)
		if !sent {
			continue
		}
		given[f.ID] = t
		changes = append(changes, workbook.Change{Field: f.ID, Was: t.was, Value: workbook.NewValue(f, t.text, t.rows)})
	}
	version, _ := strconv.Atoi(first(values("version")))
	saved, err := s.plans.Save(c.UserContext(), a, version, changes)
	if f, ok := fault.As(err); ok {
		return s.refusePart(c, part, p, given, f)
	}
	if err != nil {
		return err
	}
	if len(saved.Wrong)+len(saved.Clashes) > 0 {
		return s.partly(c, part, saved, given)
	}
	return to(c, afterSave(s.plans.Form(), part, first(values("go"))))
}

// afterSave is where the button leads: to the next part, to more rows of a table, or back to the same page.
func afterSave(form *courses.Workbook, part courses.WorkbookPart, button string) string {
	const said = "?said=plan.saved"
	i := slices.IndexFunc(form.Parts, func(o courses.WorkbookPart) bool { return o.ID == part.ID })
	switch {
	case button == "next" && i+1 < len(form.Parts):
		return partHref(form.Parts[i+1].ID) + said
	case button == "next":
		return "/workbook" + said
	case slices.ContainsFunc(part.Fields, func(f courses.WorkbookField) bool { return string(f.ID) == button }):
		return partHref(part.ID) + said + "#" + button
	}
	return partHref(part.ID) + said
}

// readField reads a field of the form; false when the form has none of it.
func readField(f courses.WorkbookField, values func(string) []string) (typedField, bool) {
	t := typedField{was: first(values(string(f.ID) + ".was")), text: first(values(string(f.ID)))}
	if t.was == "" {
		return t, false
	}
	if f.Kind != courses.FieldTable {
		return t, true
	}
	for i := 0; i < 2*workbook.MaxRows; i++ {
		row, sent := make([]string, len(f.Columns)), false
		for j, c := range f.Columns {
			v := values(cellName(f.ID, i, c.ID))
			sent = sent || len(v) > 0
			row[j] = first(v)
		}
		if !sent {
			break
		}
		if first(values(string(f.ID)+"."+strconv.Itoa(i)+".gone")) == "" {
			t.rows = append(t.rows, row)
		}
	}
	return t, true
}

// refusePart shows the part with everything that was typed, when nothing could be saved.
func (s *Site) refusePart(c *fiber.Ctx, part courses.WorkbookPart, p workbook.Plan, given map[courses.FieldID]typedField, f *fault.Error) error {
	out := s.partPage(c, part, p)
	out.Refuse(f)
	out.Open = true // what was typed must stay in view, so that it can be copied
	for i, field := range part.Fields {
		if t, ok := given[field.ID]; ok {
			out.Fields[i].keep(field, t)
		}
	}
	return s.refuse(c, "workbook-part", out, route.Status(c, f))
}

// partly shows the part after some fields were not saved: the others are.
func (s *Site) partly(c *fiber.Ctx, part courses.WorkbookPart, saved workbook.Saved, given map[courses.FieldID]typedField) error {
	out := s.partPage(c, part, saved.Plan)
	words := s.words(out.Base)
	status := fiber.StatusUnprocessableEntity
	for i, field := range part.Fields {
		shown := &out.Fields[i]
		for _, w := range saved.Wrong {
			if w.Name == shown.ID {
				shown.keep(field, given[field.ID])
				shown.Wrong = out.Said(w.Message)
			}
		}
		for _, clash := range saved.Clashes {
			if clash.Field == field.ID {
				status = fiber.StatusConflict
				shown.keep(field, given[field.ID])
				shown.Was = clash.Now.Value.Digest() // the reader sees it now; the next save says what they make of both
				shown.Clash, shown.Other = true, newPlanValue(field, clash.Now.Value)
				shown.Wrong = words.Say("plan.clash", "name", s.personName(clash.Now.By))
				if clash.Now.By == me(c) {
					shown.Wrong = words.Say("plan.clash.own")
				}
			}
		}
		if shown.Wrong.Text != "" {
			out.Problems = append(out.Problems, page.Problem{Field: shown.ID, Message: page.Phrase{Text: field.Label + ": " + shown.Wrong.Text, Lang: shown.Wrong.Lang}})
		}
	}
	return s.refuse(c, "workbook-part", out, status)
}
