package courses

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// workbookFile may be missing in a small tree.
const workbookFile = "workbook.yaml"

// considerations is the one part that is not a clause by itself: it holds six.
const considerations = "considerations"

// workbookReader reads the workbook. Parts, fields and questions have their ids apart from those of courses.
type workbookReader struct {
	*loader
	render *renderer
	ids    *ids
}

// readWorkbook gives nil when there is no workbook. It needs the policy, whose clauses it cites, and the glossary.
func (l *loader) readWorkbook() *Workbook {
	if _, err := fs.Stat(l.fsys, workbookFile); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	top, ok := l.openYAML(workbookFile, "the workbook")
	if !ok {
		return nil
	}
	r := &workbookReader{loader: l, ids: newIDs(&l.problems), render: &renderer{
		engine: l.engine, policy: l.policy, course: "workbook", glossary: l.ref.Glossary, known: l.known.terms,
		problems: &l.problems, shown: map[string]bool{}, cited: map[TermID]bool{},
	}}
	w := &Workbook{Title: top.line("title", "Our agency's social media plan"), Summary: top.line("summary", "what it is for, in a sentence or two")}
	for _, v := range top.list("parts", "a list of {id, title, intro, fields}") {
		if o, ok := v.object("a part"); ok {
			w.Parts = append(w.Parts, r.part(o))
		}
	}
	for _, v := range top.list("review", "a list of {id, question, clause}") {
		if o, ok := v.object("a question of the review"); ok {
			w.Review = append(w.Review, r.question(o))
		}
	}
	top.done()
	if err := w.seal(); err != nil {
		l.problem(place{file: workbookFile}, "encoding", "the workbook cannot be written for a store", "save the file as UTF-8")
	}
	return w
}

func (r *workbookReader) part(o *object) WorkbookPart {
	id := o.text("id", "plan.1")
	o.named("part", id)
	if id != considerations && id != "" {
		r.readClause(o.field("id"), nil)
	}
	r.ids.add("part", id, o.placeOf("id"))
	p := WorkbookPart{ID: PartID(id), Title: o.line("title", "Goals and objectives"), Intro: o.text("intro", "what to begin with")}
	if v, ok := o.keys["intro"]; ok {
		p.IntroHTML = r.render.block(prose{source: p.Intro, where: func(offset int) place { return v.where(p.Intro, offset) }})
	}
	for _, v := range o.list("fields", "a list of {id, label, hint, kind, required, clause, example}") {
		if f, ok := v.object("a field"); ok {
			p.Fields = append(p.Fields, r.field(f))
		}
	}
	o.done()
	return p
}

func (r *workbookReader) field(o *object) WorkbookField {
	f := WorkbookField{
		ID: FieldID(r.ids.id(o, "field")), Label: o.line("label", "Our goals"), Hint: o.line("hint", "what to write, and how"),
		Kind:     FieldKind(o.oneOf("kind", "", string(FieldText), string(FieldLines), string(FieldTable))),
		Required: o.truth("required", false), Clause: r.readClause(o.field("clause"), nil),
	}
	if f.Kind == FieldTable {
		f.Columns = r.columns(o)
	}
	switch f.Kind {
	case FieldText:
		f.Example = o.text("example", "what the invented office wrote")
	case FieldLines:
		for _, v := range o.list("example", "a list of lines") {
			f.ExampleLines = append(f.ExampleLines, r.filled(v, o.what))
		}
	case FieldTable:
		for _, v := range o.list("example", "a list of rows, each a list of cells") {
			f.ExampleRows = append(f.ExampleRows, r.row(v, o.what, f.Columns))
		}
	default:
		o.get("columns") // of a kind that is no kind, which is reported; the rest of the field is not judged
		o.get("example")
	}
	o.done()
	return f
}

func (r *workbookReader) columns(o *object) []WorkbookColumn {
	var all []WorkbookColumn
	seen := newIDs(&r.problems)
	for _, v := range o.list("columns", "a list of {id, label}") {
		if c, ok := v.object("a column of " + o.what); ok {
			all = append(all, WorkbookColumn{ID: ColumnID(seen.id(c, "column")), Label: c.line("label", "Who")})
			c.done()
		}
	}
	return all
}

// row reads one row of an example, which has a cell for each column.
func (r *workbookReader) row(v value, owner string, columns []WorkbookColumn) []string {
	cells, ok := v.list()
	if !ok {
		return nil
	}
	if len(cells) != len(columns) {
		v.report("row", fmt.Sprintf("a row of %s has %d cells, and the table %d columns", owner, len(cells), len(columns)),
			"write one cell for each column, in their order")
	}
	var row []string
	for _, c := range cells {
		row = append(row, r.filled(c, owner))
	}
	return row
}

// filled is a text of an example that is not empty and stands on one line.
func (r *workbookReader) filled(v value, owner string) string {
	s, ok := v.text()
	switch {
	case !ok:
	case s == "":
		v.report("empty", "the example of "+owner+" has an empty entry", "fill it, or remove it")
	case strings.Contains(s, "\n"):
		v.report("one-line", "an entry of the example of "+owner+" has more than one line", "write it on one line")
	}
	return s
}

func (r *workbookReader) question(o *object) WorkbookQuestion {
	q := WorkbookQuestion{
		ID: QuestionID(r.ids.id(o, "question")), Question: o.line("question", "Could each objective fail?"),
		Clause: r.readClause(o.field("clause"), nil),
	}
	o.done()
	return q
}

// Clauses gives each clause that some field or question of the workbook is about, sorted.
func (w *Workbook) Clauses() []ClauseID {
	var all []ClauseID
	for _, p := range w.Parts {
		for _, f := range p.Fields {
			all = append(all, f.Clause)
		}
	}
	for _, q := range w.Review {
		all = append(all, q.Clause)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
