package workbook

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"lamtoen/internal/day"
)

// SchemaVersion is that of the exported columns. A column is never renamed or given another meaning under one version.
const SchemaVersion = "1"

// column is one column of the export: its name, what it means, and how a line fills it.
type column struct {
	name, meaning string
	value         func(l Line, on day.Date) string
}

// columns are the export and its data dictionary in one, so that neither can lag behind the other.
var columns = []column{
	{"as_at", "Day in Thimphu on which the list was made (ISO 8601).", func(_ Line, on day.Date) string { return on.ISO() }},
	{"agency_code", "Stable code of the agency.", func(l Line, _ day.Date) string { return string(l.Agency.Code) }},
	{"agency", "Name of the agency.", func(l Line, _ day.Date) string { return l.Agency.Name }},
	{"type", "Type of the agency, as the policy defines it (def.2).", func(l Line, _ day.Date) string { return string(l.Agency.Type) }},
	{"version", "Number of the newest version of the plan; empty: none begun.", func(l Line, _ day.Date) string { return number(l.Standing.Version) }},
	{"state", "State of that version: begun, submitted (waits for a colleague's review), returned, agreed; none.",
		func(l Line, _ day.Date) string {
			if l.Standing.Version == 0 {
				return "none"
			}
			return string(l.Standing.State)
		}},
	{"since", "Day in Thimphu on which it came into that state (ISO 8601).", func(l Line, _ day.Date) string { return dayOf(l.Standing.Since) }},
	{"agreed_version", "Number of the newest version that was agreed; empty: none.", func(l Line, _ day.Date) string { return number(l.Standing.AgreedVersion) }},
	{"agreed_on", "Day in Thimphu on which that one was agreed (ISO 8601).", func(l Line, _ day.Date) string { return dayOf(l.Standing.AgreedAt) }},
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return day.Of(t).ISO()
}

// markColumn comes before all others in a file with a mark.
const markColumn = "mark"

// CSV writes the lines with a head line. Marks ("Demonstration …") stand in a first column of their own.
func CSV(w io.Writer, lines []Line, on day.Date, mark string) error {
	var head []string
	if mark != "" {
		head = append(head, markColumn)
	}
	for _, c := range columns {
		head = append(head, c.name)
	}
	rows := [][]string{head}
	for _, l := range lines {
		var row []string
		if mark != "" {
			row = append(row, mark)
		}
		for _, c := range columns {
			row = append(row, harmless(c.value(l, on)))
		}
		rows = append(rows, row)
	}
	if err := csv.NewWriter(w).WriteAll(rows); err != nil {
		return fmt.Errorf("workbook: write CSV: %w", err)
	}
	return nil
}

// DictionaryCSV writes what each column means.
func DictionaryCSV(w io.Writer) error {
	rows := [][]string{{"column", "meaning", "schema_version"},
		{markColumn, "What is to be known of all lines, as that they are invented; the column is there only when something is.", SchemaVersion}}
	for _, c := range columns {
		rows = append(rows, []string{c.name, c.meaning, SchemaVersion})
	}
	if err := csv.NewWriter(w).WriteAll(rows); err != nil {
		return fmt.Errorf("workbook: write dictionary: %w", err)
	}
	return nil
}

// harmless keeps a spreadsheet from running a cell as a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
