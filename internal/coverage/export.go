package coverage

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// SchemaVersion is that of the exported columns. A column is never renamed or given another meaning under one version.
const SchemaVersion = "1"

// column is one column of the export: its name, what it means, and how a row fills it.
type column struct {
	name, meaning string
	value         func(t *Table, r *Row) string
}

// columns are the export and its data dictionary in one, so that neither can lag behind the other.
var columns = []column{
	{"course", "Id of the course that the rule asks for.", func(t *Table, _ *Row) string { return string(t.Course) }},
	{"as_at", "Day in Thimphu whose state this is, to its end (ISO 8601).", func(t *Table, _ *Row) string { return t.At.ISO() }},
	{"known_on", "Only what was recorded up to this instant counts (ISO 8601, UTC); empty: all that is known.",
		func(t *Table, _ *Row) string { return instant(t) }},
	{"kinds", "Kinds of person counted, separated by a space.", func(t *Table, _ *Row) string { return joinKinds(t.Kinds) }},
	{"agency_code", "Stable code of the agency; 'total' is everybody asked about.", func(_ *Table, r *Row) string { return cmpOr(string(r.Code), "total") }},
	{"agency", "Name of the agency on the day.", func(_ *Table, r *Row) string { return cmpOr(r.Name, "Total") }},
	{"type", "Type of the agency, as the policy defines it (def.2).", func(_ *Table, r *Row) string { return string(r.Type) }},
	{"level", "Depth below what was asked about; 0 is directly below.", func(_ *Table, r *Row) string { return strconv.Itoa(r.Level) }},
	{"must", "People who must be trained: bound by a rule on the day and in active service.", count(func(c Cell) int { return c.Must })},
	{"on_leave", "People bound by a rule who are on leave on the day; not part of must.", count(func(c Cell) int { return c.OnLeave })},
	{"complete", "Of must: lessons, assessment and signature are all there, and the completion holds on the day.", count(func(c Cell) int { return c.Complete })},
	{"expiring", "Of complete: the completion ends within 60 days.", count(func(c Cell) int { return c.Expiring })},
	{"passed_not_signed", "Of must: the assessment is passed, the acknowledgement not signed.", count(func(c Cell) int { return c.PassedNotSigned })},
	{"under_way", "Of must: begun and neither passed nor complete.", count(func(c Cell) int { return c.UnderWay })},
	{"not_started", "Of must: has signed in and not begun.", count(func(c Cell) int { return c.NotStarted })},
	{"never_signed_in", "Of must: has never signed in and not begun.", count(func(c Cell) int { return c.NeverSignedIn })},
	{"expired", "Of must: was complete; the completion has ended and was not begun again.", count(func(c Cell) int { return c.Expired })},
	{"overdue", "Of must: not complete, and the due date has passed.", count(func(c Cell) int { return c.Overdue })},
	{"percent", "Complete of must in whole per cent, rounded down; empty when must is below 10.", percent},
}

func count(of func(Cell) int) func(*Table, *Row) string {
	return func(_ *Table, r *Row) string { return strconv.Itoa(of(r.Total)) }
}

func percent(_ *Table, r *Row) string {
	p, ok := r.Total.Percent()
	if !ok {
		return ""
	}
	return strconv.Itoa(p)
}

func instant(t *Table) string {
	if t.Known.IsZero() {
		return ""
	}
	return day.Instant(t.Known).Format("2006-01-02T15:04:05.000Z")
}

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

// markColumn comes before all others in a file with a mark.
const markColumn = "mark"

// Term is one line of the data dictionary.
type Term struct{ Name, Meaning string }

// Dictionary explains the columns of CSV, in their order.
func Dictionary() []Term {
	terms := []Term{{markColumn, "What is to be known of all figures, as that they are invented; the column is there only when something is."}}
	for _, c := range columns {
		terms = append(terms, Term{c.name, c.meaning})
	}
	return terms
}

// CSV writes the figures: a head line, the total, then a line a row; each row's counts include everybody below it. Marks
// ("Demonstration …") stand in a first column of their own, so that no extract loses them.
func (c *Cube) CSV(ctx context.Context, w io.Writer, q Query, mark string) error {
	t, err := c.Figures(ctx, q)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	head := []string{}
	if mark != "" {
		head = append(head, markColumn)
	}
	for _, col := range columns {
		head = append(head, col.name)
	}
	if err := out.Write(head); err != nil {
		return fmt.Errorf("coverage: write CSV: %w", err)
	}
	for _, r := range append([]Row{t.Agency}, t.Rows...) {
		line := make([]string, 0, len(head))
		if mark != "" {
			line = append(line, mark)
		}
		for _, col := range columns {
			line = append(line, harmless(col.value(&t, &r)))
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("coverage: write CSV: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// DictionaryCSV writes the data dictionary as a table of its own.
func DictionaryCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"column", "meaning", "schema_version"}); err != nil {
		return fmt.Errorf("coverage: write dictionary: %w", err)
	}
	for _, t := range Dictionary() {
		if err := out.Write([]string{t.Name, t.Meaning, SchemaVersion}); err != nil {
			return fmt.Errorf("coverage: write dictionary: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// harmless keeps a spreadsheet from running a cell as a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
