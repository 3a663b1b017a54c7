package courses

import (
	"encoding/json"
	"slices"
)

// Workbook is what an agency writes down part by part for its own social media plan (policy clauses plan.1 to plan.6 and the
// six considerations), and what a colleague asks of it before it goes to the head. It belongs to no course and to no
// course's hash: a plan names the workbook by the workbook's own hash.
type Workbook struct {
	Title   string             `json:"title"`
	Summary string             `json:"summary"`
	Parts   []WorkbookPart     `json:"parts"`
	Review  []WorkbookQuestion `json:"review"`
	Hash    string             `json:"-"` // h1:… over all of the above, the rendered HTML left out
}

// The names that authors give, each unique in the workbook; those of columns are unique in their field.
type (
	// PartID names a part: its clause, such as plan.1, or considerations.
	PartID string
	// FieldID names what is to be written.
	FieldID string
	// ColumnID names a column of a table.
	ColumnID string
	// QuestionID names a question of the colleague who reads the plan.
	QuestionID string
)

// WorkbookPart is one part of the plan.
type WorkbookPart struct {
	ID        PartID          `json:"id"`
	Title     string          `json:"title"`
	Intro     string          `json:"intro"` // Markdown
	IntroHTML string          `json:"intro_html,omitempty"`
	Fields    []WorkbookField `json:"fields"`
}

// FieldKind says how a field is filled.
type FieldKind string

// The kinds of field.
const (
	FieldText  FieldKind = "text"  // a few sentences
	FieldLines FieldKind = "lines" // one entry a line
	FieldTable FieldKind = "table" // rows over the field's columns
)

// WorkbookField is one thing to write down. The example that fits its kind is filled, and shows how an invented office did it.
type WorkbookField struct {
	ID           FieldID          `json:"id"`
	Label        string           `json:"label"`
	Hint         string           `json:"hint"`
	Kind         FieldKind        `json:"kind"`
	Required     bool             `json:"required,omitempty"`
	Clause       ClauseID         `json:"clause"`
	Columns      []WorkbookColumn `json:"columns,omitempty"`
	Example      string           `json:"example,omitempty"`
	ExampleLines []string         `json:"example_lines,omitempty"`
	ExampleRows  [][]string       `json:"example_rows,omitempty"` // each in the order of the columns
}

// WorkbookColumn is one column of a table.
type WorkbookColumn struct {
	ID    ColumnID `json:"id"`
	Label string   `json:"label"`
}

// WorkbookQuestion is one question of the review.
type WorkbookQuestion struct {
	ID       QuestionID `json:"id"`
	Question string     `json:"question"`
	Clause   ClauseID   `json:"clause"`
}

// Part finds a part.
func (w *Workbook) Part(id PartID) (WorkbookPart, bool) {
	i := slices.IndexFunc(w.Parts, func(p WorkbookPart) bool { return p.ID == id })
	if i < 0 {
		return WorkbookPart{}, false
	}
	return w.Parts[i], true
}

// Field finds a field in whichever part it stands.
func (w *Workbook) Field(id FieldID) (WorkbookField, bool) {
	for _, p := range w.Parts {
		if i := slices.IndexFunc(p.Fields, func(f WorkbookField) bool { return f.ID == id }); i >= 0 {
			return p.Fields[i], true
		}
	}
	return WorkbookField{}, false
}

// Encode writes the workbook for a store, so that a plan can be shown years later with the words that it was written under.
// The rendered HTML goes with it.
func (w *Workbook) Encode() (string, error) {
	text, err := json.Marshal(w)
	return string(text), err
}

// DecodeWorkbook reads what Encode wrote.
func DecodeWorkbook(text string) (*Workbook, error) {
	var w Workbook
	if err := json.Unmarshal([]byte(text), &w); err != nil {
		return nil, err
	}
	return &w, w.seal()
}

// seal takes the hash over everything but the HTML, which another release may render otherwise.
func (w *Workbook) seal() error {
	plain := *w
	plain.Parts = slices.Clone(w.Parts)
	for i := range plain.Parts {
		plain.Parts[i].IntroHTML = ""
	}
	text, err := plain.Encode()
	w.Hash = hashBytes([]byte(text))
	return err
}
