package coverage

import (
	"context"
	"fmt"
	"io"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// SchemaVersion is that of the exported columns of figures, and PeopleVersion of those of people. A column is never renamed or given
// another meaning under one version, and a new column raises it. Reports are made from figures alone and carry SchemaVersion in their
// definitions, so a new column about people changes no report that was made.
const (
	SchemaVersion = "2"
	PeopleVersion = "3" // 3: appeal_until
)

// column is one column of an export: its name, what it means, and how a row fills it: a string, an int, or nil for nothing.
type column[R any] struct {
	name, meaning string
	value         func(R) any
}

// figure is one row of the export of figures.
type figure struct {
	table *Table
	row   *Row
	slice string
}

// figureColumns are the export and its data dictionary in one, so that neither can lag behind the other.
var figureColumns = []column[figure]{
	{"course", "Id of the course that the rule asks for.", func(f figure) any { return string(f.table.Course) }},
	{"as_at", "Day in Thimphu whose state this is, to its end (ISO 8601).", func(f figure) any { return f.table.At.ISO() }},
	{"known_on", "Only what was recorded up to this instant counts (ISO 8601, UTC); empty: all that is known.",
		func(f figure) any { return instant(f.table) }},
	{"kinds", "Kinds of person counted, separated by a space.", func(f figure) any { return joinKinds(f.table.Kinds) }},
	{"only", "People who alone are counted, as kind=… sex=… category=…; empty: everybody.", func(f figure) any { return f.slice }},
	{"agency_code", "Stable code of the agency; 'total' is everybody asked about.", func(f figure) any { return cmpOr(string(f.row.Code), "total") }},
	{"agency", "Name of the agency on the day.", func(f figure) any { return cmpOr(f.row.Name, "Total") }},
	{"type", "Type of the agency, as the policy defines it (def.2).", func(f figure) any { return string(f.row.Type) }},
	{"level", "Depth below what was asked about; 0 is directly below.", func(f figure) any { return f.row.Level }},
	{"must", "People who must be trained: bound by a rule on the day and in active service.", count(func(c Cell) int { return c.Must })},
	{"on_leave", "People bound by a rule who are on leave on the day; not part of must.", count(func(c Cell) int { return c.OnLeave })},
	{"exempt", "People bound by a rule whom an officer's decision takes from it on the day; not part of must.", count(func(c Cell) int { return c.Exempt })},
	{"complete", "Of must: lessons, assessment and signature are all there, and the completion holds on the day.", count(func(c Cell) int { return c.Complete })},
	{"expiring", "Of complete: the completion ends within 60 days.", count(func(c Cell) int { return c.Expiring })},
	{"passed_not_signed", "Of must: the assessment is passed, the acknowledgement not signed.", count(func(c Cell) int { return c.PassedNotSigned })},
	{"under_way", "Of must: begun and neither passed nor complete.", count(func(c Cell) int { return c.UnderWay })},
	{"not_started", "Of must: has signed in and not begun.", count(func(c Cell) int { return c.NotStarted })},
	{"never_signed_in", "Of must: has never signed in and not begun.", count(func(c Cell) int { return c.NeverSignedIn })},
	{"expired", "Of must: was complete; the completion has ended and was not begun again.", count(func(c Cell) int { return c.Expired })},
	{"overdue", "Of must: not complete, and the due date has passed.", count(func(c Cell) int { return c.Overdue })},
	{"under_review", "Of must: somebody looks into whether the obligation or the record is right; reminders stop meanwhile.",
		count(func(c Cell) int { return c.UnderReview })},
	{"percent", "Complete of must in whole per cent, rounded down; empty when must is below 10.", func(f figure) any { return percent(f.row.Total) }},
}

func count(of func(Cell) int) func(figure) any {
	return func(f figure) any { return of(f.row.Total) }
}

func percent(c Cell) any {
	if p, ok := c.Percent(); ok {
		return p
	}
	return nil
}

func instant(t *Table) string {
	if t.Known.IsZero() {
		return ""
	}
	return day.Instant(t.Known).Format(instantForm)
}

// instantForm is how exports write an instant: ISO 8601 in UTC with milliseconds.
const instantForm = "2006-01-02T15:04:05.000Z"

func joinKinds(kinds []org.Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return strings.Join(words, " ")
}

func cmpOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// Mark is what is to be known of all figures of a file, such as that they are invented; "" is nothing. It stands in a first column of
// its own, so that no extract loses it.
type Mark string

// markColumn comes before all others in a file with a mark.
const markColumn = "mark"

const markMeaning = "What is to be known of all figures, as that they are invented; the column is there only when something is."

// File is an export that is about to be written. Asking for it has found every fault of the question; writing it can only fail
// because the reader goes away or the store does not answer.
type File struct {
	Name  string // to be saved under: letters, digits, hyphens and a dot
	Type  string // the media type
	write func(io.Writer) error
}

// Write writes the file. It keeps no more than a few rows in memory, whatever the length.
func (f File) Write(w io.Writer) error { return f.write(w) }

// FiguresFile gives the figures as a file: the total, then a line a row; each row's counts include everybody below it. The errors are
// those of Figures, and "not_found" for a format that there is not.
func (c *Cube) FiguresFile(ctx context.Context, q Query, format Format, mark Mark) (File, error) {
	if err := format.check(); err != nil {
		return File{}, err
	}
	t, err := c.Figures(ctx, q)
	if err != nil {
		return File{}, err
	}
	return File{Name: fileName("coverage", t.Course, t.At, format), Type: format.Type(), write: func(w io.Writer) error {
		out, err := newSheetWriter(w, format, about{Export: "figures", Mark: mark}, figureColumns)
		if err != nil {
			return err
		}
		for _, r := range append([]Row{t.Agency}, t.Rows...) {
			if err := out.row(figure{&t, &r, q.slice()}); err != nil {
				return err
			}
		}
		return out.end()
	}}, nil
}

// slice says which people alone the query counts.
func (q Query) slice() string {
	var words []string
	for _, only := range [][2]string{{"kind", string(q.Kind)}, {"sex", q.Sex}, {"category", q.Category}} {
		if only[1] != "" {
			words = append(words, only[0]+"="+only[1])
		}
	}
	return strings.Join(words, " ")
}

// CSV writes the figures as CSV.
func (c *Cube) CSV(ctx context.Context, w io.Writer, q Query, mark string) error {
	f, err := c.FiguresFile(ctx, q, CSV, Mark(mark))
	if err != nil {
		return err
	}
	return f.Write(w)
}

func fileName(what string, course courses.CourseID, at day.Date, format Format) string {
	return fmt.Sprintf("%s-%s-%s.%s", what, course, at.ISO(), format)
}

// Term is one line of the data dictionary.
type Term struct {
	Name    string `json:"column"`
	Meaning string `json:"meaning"`
	Version string `json:"-"` // of the export
}

// Dictionary explains the columns of the export of figures, in their order.
func Dictionary() []Term { return terms(figureColumns, true, SchemaVersion) }

// PeopleDictionary explains the columns of the export of people.
func PeopleDictionary() []Term { return terms(personColumns, true, PeopleVersion) }

// OpenDictionary explains the columns of the open data.
func OpenDictionary() []Term { return terms(openColumns, true, SchemaVersion) }

func terms[R any](columns []column[R], marked bool, version string) []Term {
	var list []Term
	if marked {
		list = append(list, Term{markColumn, markMeaning, version})
	}
	for _, c := range columns {
		list = append(list, Term{c.name, c.meaning, version})
	}
	return list
}

// DictionaryCSV writes the data dictionary of the figures as a table of its own.
func DictionaryCSV(w io.Writer) error { return WriteDictionary(w, Dictionary()) }

// WriteDictionary writes a data dictionary as CSV.
func WriteDictionary(w io.Writer, list []Term) error {
	out := newCSVSink(w)
	if err := out.strings("column", "meaning", "schema_version"); err != nil {
		return err
	}
	for _, t := range list {
		if err := out.strings(t.Name, t.Meaning, t.Version); err != nil {
			return err
		}
	}
	return out.end()
}
