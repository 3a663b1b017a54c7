package workbook

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"lamtoen/courses"
	"lamtoen/internal/org"
)

// How much fits, in characters and in entries. They are generous for a plan, and keep one document far below the store's limit.
const (
	MaxText = 4000
	MaxLine = 300
	MaxCell = 600
	MaxRows = 40 // lines or rows of one field
	MaxNote = 1000
)

// Value is what is written in a field: Text, Lines or Rows, as the field's kind says. Columns are the table's columns when the
// rows were written, so that a table whose columns have changed since can still be read.
type Value struct {
	Text    string             `bson:"text,omitempty"`
	Lines   []string           `bson:"lines,omitempty"`
	Columns []courses.ColumnID `bson:"columns,omitempty"`
	Rows    []Row              `bson:"rows,omitempty"`
}

// Row is one row of a table. It is a document of its own because not every relative of MongoDB keeps an array within an array.
type Row struct {
	Cells []string `bson:"cells"`
}

// Entry is one field of a plan as it stands.
type Entry struct {
	Field courses.FieldID `bson:"field"`
	Value Value           `bson:"value"`
	By    org.PersonID    `bson:"by"`
	At    time.Time       `bson:"at"`
}

// Empty tells that nothing is written.
func (v Value) Empty() bool { return v.Text == "" && len(v.Lines) == 0 && len(v.Rows) == 0 }

// Digest names the content: equal values have equal digests. It goes into the form as what its writer had before them.
func (v Value) Digest() string {
	h := sha256.New()
	add := func(sort string, s string) { fmt.Fprintf(h, "%s %d %s\n", sort, len(s), s) }
	add("text", v.Text)
	for _, l := range v.Lines {
		add("line", l)
	}
	for _, row := range v.Rows {
		add("row", "")
		for i, cell := range row.Cells {
			if cell != "" && i < len(v.Columns) {
				add(string(v.Columns[i]), cell)
			}
		}
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:9])
}

// In gives the rows in the order of the field's present columns.
func (v Value) In(f courses.WorkbookField) [][]string {
	var out [][]string
	for _, row := range v.Rows {
		line := make([]string, len(f.Columns))
		for i, c := range f.Columns {
			if at := slices.Index(v.Columns, c.ID); at >= 0 && at < len(row.Cells) {
				line[i] = row.Cells[at]
			}
		}
		out = append(out, line)
	}
	return out
}

// NewValue makes the value of a field of what was typed: text, or for a table rows of cells. Lines are cut at line ends.
// Space around, empty lines and empty rows are dropped.
func NewValue(f courses.WorkbookField, text string, rows [][]string) Value {
	var v Value
	switch f.Kind {
	case courses.FieldText:
		v.Text = Tidy(text)
	case courses.FieldLines:
		for _, l := range strings.Split(Tidy(text), "\n") {
			if l = strings.TrimSpace(l); l != "" {
				v.Lines = append(v.Lines, l)
			}
		}
	case courses.FieldTable:
		for _, row := range rows {
			line := make([]string, len(row))
			for i, cell := range row {
				line[i] = strings.Join(strings.Fields(Tidy(cell)), " ")
			}
			if slices.ContainsFunc(line, func(c string) bool { return c != "" }) {
				v.Rows = append(v.Rows, Row{line})
			}
		}
		if len(v.Rows) > 0 {
			for _, c := range f.Columns {
				v.Columns = append(v.Columns, c.ID)
			}
		}
	}
	return v
}

// ExampleOf is the example of the field, as a value.
func ExampleOf(f courses.WorkbookField) Value {
	return NewValue(f, f.Example+strings.Join(f.ExampleLines, "\n"), f.ExampleRows)
}

// Tidy makes every line end LF and takes away the space around. What is pasted from a spreadsheet has tabs.
func Tidy(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(s))
}

// fault says what is wrong with the value, "" when nothing is.
func (v Value) fault(f courses.WorkbookField) string {
	entries, most, what := max(len(v.Lines), len(v.Rows)), MaxRows, "lines"
	if f.Kind == courses.FieldTable {
		what = "rows"
	}
	if entries > most {
		return fmt.Sprintf("This has %d %s; %d are possible. Bring some together, or leave some out.", entries, what, most)
	}
	if m := textFault("This", v.Text, MaxText); m != "" {
		return m
	}
	for i, l := range v.Lines {
		if m := textFault(fmt.Sprintf("Line %d", i+1), l, MaxLine); m != "" {
			return m
		}
	}
	for i, row := range v.Rows {
		for j, cell := range row.Cells {
			if m := textFault(fmt.Sprintf("Row %d, “%s”,", i+1, f.Columns[j].Label), cell, MaxCell); m != "" {
				return m
			}
		}
	}
	return ""
}

// textFault says what is wrong with one text.
func textFault(what, text string, most int) string {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
		return what + " has a character in it that cannot be read. Type it again rather than pasting it."
	}
	if n := utf8.RuneCountInString(text); n > most {
		return fmt.Sprintf("%s has %d characters; %d are possible. Shorten it by %d.", what, n, most, n-most)
	}
	return ""
}
