package itemstats

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// SchemaVersion is that of the exported columns. A column is never renamed or given another meaning under one version.
const SchemaVersion = "1"

// column is one column of an export: its name, what it means, and how a row fills it.
type column[R any] struct {
	name, meaning string
	value         func(r *Report, row R) string
}

// about are the columns that both exports begin with.
func about[R any](figures func(R) *Figures) []column[R] {
	return []column[R]{
		{"course", "Id of the course.", func(r *Report, _ R) string { return string(r.Course.ID) }},
		{"version", "Version whose questions these are.", func(r *Report, _ R) string { return string(r.Course.Version) }},
		{"versions", "Attempts counted: 'same' those on every version in which the question reads the same, else the one version.",
			func(r *Report, _ R) string { return or(string(r.Query.Version), "same") }},
		{"language", "Language of the attempts counted; 'all' is every language.", func(r *Report, _ R) string { return or(r.Query.Lang, "all") }},
		{"question", "Id of the question.", func(_ *Report, row R) string { return string(figures(row).Item.ID) }},
	}
}

// questionColumns are the export of questions and its data dictionary in one, so that neither can lag behind the other.
var questionColumns = append(about(func(f *Figures) *Figures { return f }), []column[*Figures]{
	{"objective", "Id of the objective that it tests.", func(_ *Report, f *Figures) string { return string(f.Item.Objective) }},
	{"type", "Type of the question.", func(_ *Report, f *Figures) string { return string(f.Item.Type) }},
	{"difficulty", "The author's guess.", func(_ *Report, f *Figures) string { return string(f.Item.Difficulty) }},
	{"attempts", "First attempts in which it was drawn.", func(_ *Report, f *Figures) string { return strconv.Itoa(f.N) }},
	{"omitted", "Of attempts: without an answer to it.", func(_ *Report, f *Figures) string { return strconv.Itoa(f.Omitted) }},
	{"facility", "Mean of what it earned, 0 to 1; empty below 30 attempts.", func(_ *Report, f *Figures) string { return f.Facility.text() }},
	{"discrimination", "Correlation with the rest of the attempt, -1 to 1; empty below 100 attempts, or where all earned the same.",
		func(_ *Report, f *Figures) string { return f.Discrimination.text() }},
	{"upper_lower", "Facility of the 27 % who did best on the rest less that of the 27 % who did worst; empty below 100 attempts.",
		func(_ *Report, f *Figures) string { return f.UpperLower.text() }},
	{"median_seconds", "Median time on it; empty below 30 known times.", func(_ *Report, f *Figures) string { return f.Median.text() }},
	{"timed", "Answers whose time is known.", func(_ *Report, f *Figures) string { return strconv.Itoa(f.Timed) }},
	{"flags", "What should be looked at, separated by a space: negative, harder-in-language, too-hard, too-easy, unpicked.",
		func(_ *Report, f *Figures) string { return words(f.Flags) }},
	{"harder_in", "Languages in which it is much harder, separated by a space.", func(_ *Report, f *Figures) string { return words(f.Harder()) }},
	{"faulty", "Numbers of the errata in force about it, separated by a space.", func(_ *Report, f *Figures) string {
		var numbers []string
		for _, e := range f.Errata {
			numbers = append(numbers, strconv.Itoa(e.Number))
		}
		return strings.Join(numbers, " ")
	}},
}...)

// chosen is one row of the export of choices.
type chosen struct {
	of *Figures
	ChoiceFigures
}

// choiceColumns are the export of choices and its data dictionary.
var choiceColumns = append(about(func(c chosen) *Figures { return c.of }), []column[chosen]{
	{"kind", "What was chosen: option, reason, pair, place (of a step in an order) or path (in a scenario).",
		func(_ *Report, c chosen) string { return c.Kind.String() }},
	{"part", "Id of the pair, or number of the place.", func(_ *Report, c chosen) string { return c.Part }},
	{"choice", "Id of the option, reason, step or choice.", func(_ *Report, c chosen) string { return c.Value }},
	{"right", "Whether it belongs to the right answer; of a path it is not said.", func(_ *Report, c chosen) string {
		if c.Kind == Path {
			return ""
		}
		return strconv.FormatBool(c.Right)
	}},
	{"count", "First attempts in which it was chosen.", func(_ *Report, c chosen) string { return strconv.Itoa(c.Count) }},
	{"share", "Of all attempts, 0 to 1; empty below 30 attempts.", func(_ *Report, c chosen) string { return c.Share.text() }},
	{"upper_share", "Of the 27 % who did best on the rest; empty below 100 attempts.", func(_ *Report, c chosen) string { return c.Upper.text() }},
	{"lower_share", "Of the 27 % who did worst on the rest; empty below 100 attempts.", func(_ *Report, c chosen) string { return c.Lower.text() }},
}...)

// String is the kind's name, as the export and the API have it.
func (k Kind) String() string {
	return [...]string{"none", "option", "reason", "pair", "place", "path"}[k]
}

func (f Figure) text() string {
	if !f.Shown {
		return ""
	}
	return strconv.FormatFloat(f.Value, 'f', 4, 64)
}

func words[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, w := range list {
		texts[i] = string(w)
	}
	return strings.Join(texts, " ")
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// CSV writes the questions, a line each. A mark ("Demonstration …") stands in a first column of its own.
func (r *Report) CSV(w io.Writer, mark string) error {
	rows := make([]*Figures, len(r.Items))
	for i := range r.Items {
		rows[i] = &r.Items[i]
	}
	return write(w, r, questionColumns, rows, mark)
}

// ChoicesCSV writes everything that can be chosen, a line each.
func (r *Report) ChoicesCSV(w io.Writer, mark string) error {
	var rows []chosen
	for i := range r.Items {
		for _, c := range r.Items[i].Choices {
			rows = append(rows, chosen{&r.Items[i], c})
		}
	}
	return write(w, r, choiceColumns, rows, mark)
}

func write[R any](w io.Writer, r *Report, columns []column[R], rows []R, mark string) error {
	out := csv.NewWriter(w)
	var head []string
	if mark != "" {
		head = append(head, "mark")
	}
	for _, c := range columns {
		head = append(head, c.name)
	}
	lines := [][]string{head}
	for _, row := range rows {
		line := make([]string, 0, len(head))
		if mark != "" {
			line = append(line, mark)
		}
		for _, c := range columns {
			line = append(line, c.value(r, row)) // ids, numbers and words of the program: nothing that a spreadsheet would run
		}
		lines = append(lines, line)
	}
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("itemstats: write CSV: %w", err)
	}
	return nil
}

// DictionaryCSV writes what the columns of both files mean.
func DictionaryCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	lines := [][]string{{"file", "column", "meaning", "schema_version"},
		{"both", "mark", "What is to be known of all figures, as that they are invented; the column is there only when something is.", SchemaVersion}}
	for _, c := range questionColumns {
		lines = append(lines, []string{"questions", c.name, c.meaning, SchemaVersion})
	}
	for _, c := range choiceColumns {
		lines = append(lines, []string{"choices", c.name, c.meaning, SchemaVersion})
	}
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("itemstats: write dictionary: %w", err)
	}
	return nil
}
