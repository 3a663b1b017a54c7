package audit

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"lamtoen/internal/store"
)

// CopySchema is the version of the columns of a copy. A column is never renamed or given another meaning under one version.
const CopySchema = "1"

// Format is the form of a copy.
type Format string

// The formats: a table with a head line, and one JSON object a line.
const (
	CSV       Format = "csv"
	JSONLines Format = "jsonl"
)

// column is one column of a copy: its name, what it means, and where a record has it.
type column struct {
	name, meaning string
	text          func(*line) *string
}

// line is a record as a copy has it: texts, in both formats the same.
type line struct {
	Mark        string `json:"mark,omitempty"`
	Number      string `json:"number"`
	At          string `json:"at"`
	By          string `json:"by"`
	ByName      string `json:"by_name"`
	Action      string `json:"action"`
	Subject     string `json:"subject"`
	SubjectName string `json:"subject_name"`
	Agency      string `json:"agency"`
	Before      string `json:"before"`
	After       string `json:"after"`
	Why         string `json:"why"`
	Previous    string `json:"previous"`
	Hash        string `json:"hash"`
}

// columns are the copy and its data dictionary in one, so that neither can lag behind the other.
func columns() []column {
	return []column{
		{"mark", "What is to be known of all records, as that they are of a demonstration; empty else. Not part of the hash.", func(l *line) *string { return &l.Mark }},
		{"number", "Place in the log, from 1, without gaps.", func(l *line) *string { return &l.Number }},
		{"at", "When it was done (ISO 8601, UTC, milliseconds).", func(l *line) *string { return &l.At }},
		{"by", "Id of the person who did it, or the name of a command.", func(l *line) *string { return &l.By }},
		{"by_name", "That person's name in the register when the copy was made. Not part of the hash.", func(l *line) *string { return &l.ByName }},
		{"action", "Kind of act.", func(l *line) *string { return &l.Action }},
		{"subject", "Id of what it was done to.", func(l *line) *string { return &l.Subject }},
		{"subject_name", "Name of that person, where it is one, when the copy was made. Not part of the hash.", func(l *line) *string { return &l.SubjectName }},
		{"agency", "Code of the agency concerned; empty where there is none.", func(l *line) *string { return &l.Agency }},
		{"before", "What was there before, in words.", func(l *line) *string { return &l.Before }},
		{"after", "What is there after, in words.", func(l *line) *string { return &l.After }},
		{"why", "The reason that was given.", func(l *line) *string { return &l.Why }},
		{"previous", "Hash of the record before; empty for the first.", func(l *line) *string { return &l.Previous }},
		{"hash", "\"a1:\" and the hexadecimal SHA-256 over number, previous, at, by, action, subject, agency, before, after, why in this order, " +
			"each as its length in bytes, a colon and its text.", func(l *line) *string { return &l.Hash }},
	}
}

// DictionaryCSV writes what the columns of a copy mean.
func DictionaryCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"column", "meaning", "schema_version"}}
	for _, c := range columns() {
		rows = append(rows, []string{c.name, c.meaning, CopySchema})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("audit: write the dictionary: %w", err)
	}
	return nil
}

// Copy says what a copy of the log holds.
type Copy struct {
	Search Search
	Format Format
	Name   func(id string) string // the name of a person, "" of anything else
	Mark   string                 // stands in every line; "" nothing
}

// Write writes the records that fit, the oldest first where it is the whole log, the newest first else, a page of the store
// at a time. A copy of the whole log can be verified as a chain; in an extract each record can.
func (l *Log) Write(ctx context.Context, w io.Writer, c Copy) error {
	out := bufio.NewWriter(w)
	table, lines := csv.NewWriter(out), json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	all := columns()
	if c.Format == CSV {
		head := make([]string, len(all))
		for i := range all {
			head[i] = all[i].name
		}
		if err := table.Write(head); err != nil {
			return fmt.Errorf("audit: write a copy: %w", err)
		}
	}
	cells := make([]string, len(all))
	for r, err := range l.chosen(ctx, c.Search) {
		if err != nil {
			return err
		}
		text := c.lineOf(&r)
		if c.Format == JSONLines {
			err = lines.Encode(text)
		} else {
			for i := range all {
				cells[i] = harmless(*all[i].text(&text))
			}
			err = table.Write(cells)
		}
		if err != nil {
			return fmt.Errorf("audit: write a copy: %w", err)
		}
	}
	table.Flush()
	if err := cmp.Or(table.Error(), out.Flush()); err != nil {
		return fmt.Errorf("audit: write a copy: %w", err)
	}
	return nil
}

// chosen gives the records of a copy.
func (l *Log) chosen(ctx context.Context, s Search) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		if s == (Search{}) {
			for r, err := range l.records.Each(ctx, store.Query{}) {
				if err != nil {
					err = fmt.Errorf("audit: %w", err)
				}
				if !yield(r, err) {
					return
				}
			}
			return
		}
		w, err := l.wanted(ctx, s)
		if err != nil {
			yield(Record{}, err)
			return
		}
		for r, err := range l.walk(ctx, w, "") {
			if (err != nil || w.fits(&r)) && !yield(r, err) {
				return
			}
		}
	}
}

func (c Copy) lineOf(r *Record) line {
	return line{Mark: c.Mark, Number: strconv.FormatInt(r.Number, 10), At: r.At.UTC().Format(time.RFC3339Nano), By: r.By, ByName: c.Name(r.By),
		Action: r.Action, Subject: r.Subject, SubjectName: c.Name(aboutOf(r.Subject)), Agency: r.Agency, Before: r.Before, After: r.After, Why: r.Why,
		Previous: r.Previous, Hash: r.Hash}
}

// record reads a line back.
func (t *line) record() (Record, error) {
	number, err := strconv.ParseInt(t.Number, 10, 64)
	if err != nil || number < 1 {
		return Record{}, fmt.Errorf("the number %q is none", t.Number)
	}
	at, err := time.Parse(time.RFC3339Nano, t.At)
	if err != nil {
		return Record{}, fmt.Errorf("the time %q of record %d is none", t.At, number)
	}
	return Record{ID: idOf(number), Number: number, Previous: t.Previous, Hash: t.Hash, Entry: Entry{At: at.UTC(), By: t.By, Action: t.Action,
		Subject: t.Subject, Agency: t.Agency, Before: t.Before, After: t.After, Why: t.Why}}, nil
}

// guarded are the beginnings of a cell that get an apostrophe put before them: those that a spreadsheet would run as a
// formula, and the apostrophe itself, so that it can be taken off again without a doubt.
const guarded = "=+-@\t\r'"

// harmless keeps a spreadsheet from running a cell as a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune(guarded, rune(s[0])) {
		return "'" + s
	}
	return s
}

// asWritten undoes harmless.
func asWritten(s string) string { return strings.TrimPrefix(s, "'") }

// CopyCheck is what a copy was found to hold. Missing is the first number that it lacks before its head: 0 where it is an
// unbroken chain from record 1 on. Else it is an extract, or records were taken out: those that it has are as they were written.
type CopyCheck struct {
	Records int
	Missing int64
	Head    Head // the highest number
	Through bool // it holds the record of the head that was written down
}

// VerifyFile checks a copy of either format, without the store. A record that is not as it was written, or that does not
// continue the one before it, is a *BrokenError; a file that is no copy is another error, which names the line. Written is a
// head that was written down, or the zero one.
func VerifyFile(r io.Reader, written Head) (CopyCheck, error) {
	lines, err := linesOf(bufio.NewReader(r))
	if err != nil {
		return CopyCheck{}, err
	}
	var c CopyCheck
	chain := map[int64]link{} // whole copies come in order, extracts do not
	for text, err := range lines {
		if err != nil {
			return c, err
		}
		record, err := text.record()
		if err != nil {
			return c, fmt.Errorf("audit: record %d of the copy: %w", c.Records+1, err)
		}
		if what := record.written(); what != "" {
			return c, &BrokenError{record.Number, what}
		}
		if _, twice := chain[record.Number]; twice {
			return c, &BrokenError{record.Number, "is there twice"}
		}
		chain[record.Number] = link{record.Previous, record.Hash}
		c.Through = c.Through || written == Head{record.Number, record.Hash}
		if c.Records++; record.Number > c.Head.Number {
			c.Head = Head{record.Number, record.Hash}
		}
	}
	return c, c.join(chain)
}

// link is what holds one record to the next.
type link struct{ previous, hash string }

// join holds each record of a copy against the one before it, and finds the first that is missing.
func (c *CopyCheck) join(chain map[int64]link) error {
	for _, number := range slices.Sorted(maps.Keys(chain)) {
		before, ok := chain[number-1]
		switch {
		case !ok && number > 1:
			if c.Missing == 0 {
				c.Missing = c.firstMissing(chain)
			}
		case chain[number].previous != before.hash:
			return &BrokenError{number, "does not continue the record before it: one of the two was written anew"}
		}
	}
	return nil
}

func (c *CopyCheck) firstMissing(chain map[int64]link) int64 {
	for n := int64(1); ; n++ {
		if _, ok := chain[n]; !ok {
			return n
		}
	}
}

// linesOf reads a copy: JSON lines where the first byte is a brace, else a table.
func linesOf(in *bufio.Reader) (iter.Seq2[line, error], error) {
	first, err := in.Peek(1)
	if err != nil {
		return nil, fmt.Errorf("audit: the copy is empty or cannot be read: %w", err)
	}
	if first[0] == '{' {
		return jsonLines(in), nil
	}
	return tableLines(in)
}

func jsonLines(in io.Reader) iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		decoder := json.NewDecoder(in)
		for n := 1; decoder.More(); n++ {
			var text line
			err := decoder.Decode(&text)
			if err != nil {
				err = fmt.Errorf("audit: line %d of the copy cannot be read: %w", n, err)
			}
			if !yield(text, err) || err != nil {
				return
			}
		}
	}
}

func tableLines(in io.Reader) (iter.Seq2[line, error], error) {
	table := csv.NewReader(in)
	head, err := table.Read()
	if err != nil {
		return nil, fmt.Errorf("audit: the head line of the copy cannot be read: %w", err)
	}
	if len(head) > 0 {
		head[0] = strings.TrimPrefix(head[0], "\ufeff") // some spreadsheets put it there
	}
	places := map[int]column{}
	for _, c := range columns() {
		i := slices.Index(head, c.name)
		if i < 0 {
			return nil, fmt.Errorf("audit: this is no copy of the log: it has no column %q", c.name)
		}
		places[i] = c
	}
	return func(yield func(line, error) bool) {
		for {
			cells, err := table.Read()
			if err == io.EOF {
				return
			}
			var text line
			if err != nil {
				yield(text, fmt.Errorf("audit: the copy cannot be read: %w", err))
				return
			}
			for i, c := range places {
				*c.text(&text) = asWritten(cells[i])
			}
			if !yield(text, nil) {
				return
			}
		}
	}, nil
}
