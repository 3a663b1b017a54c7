package coverage

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"lamtoen/internal/fault"
)

// Format is the form of an exported file.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
	JSON Format = "json"
)

// Formats gives all formats, in the order in which pages offer them.
func Formats() []Format { return []Format{CSV, XLSX, JSON} }

// Type is the media type of the format.
func (f Format) Type() string {
	switch f {
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case JSON:
		return "application/json; charset=utf-8"
	case CSV:
	}
	return "text/csv; charset=utf-8"
}

func (f Format) check() error {
	if f != CSV && f != XLSX && f != JSON {
		return fault.NotFound("There is no export of the form %q. Choose csv, xlsx or json.", string(f))
	}
	return nil
}

// about is what a file says of itself besides its rows.
type about struct {
	Export  string // figures, people, open-data
	Mark    Mark
	Licence string // of open data
	Version string // of the columns; "" is SchemaVersion
}

func (a about) version() string { return cmpOr(a.Version, SchemaVersion) }

// sink takes the rows of a file one after the other and keeps none: a head of column names, then lines of as many values, each a
// string, an int or nil.
type sink interface {
	head(a about, terms []Term) error
	line(values []any) error
	end() error
}

// sheetWriter fills a sink from rows of one kind.
type sheetWriter[R any] struct {
	sink    sink
	columns []column[R]
	values  []any // used again for each row
	first   int   // where the columns begin, behind the mark
}

func newSheetWriter[R any](w io.Writer, format Format, a about, columns []column[R]) (*sheetWriter[R], error) {
	out := &sheetWriter[R]{columns: columns}
	if a.Mark != "" {
		out.values, out.first = append(out.values, string(a.Mark)), 1
	}
	out.values = append(out.values, make([]any, len(columns))...)
	var err error
	switch format {
	case XLSX:
		out.sink, err = newXLSXSink(w)
	case JSON:
		out.sink = &jsonSink{w: bufio.NewWriter(w)}
	case CSV:
		out.sink = newCSVSink(w)
	}
	if err != nil {
		return nil, err
	}
	return out, out.sink.head(a, terms(columns, a.Mark != "", a.version()))
}

func (s *sheetWriter[R]) row(r R) error {
	for i, c := range s.columns {
		s.values[s.first+i] = c.value(r)
	}
	return s.sink.line(s.values)
}

func (s *sheetWriter[R]) end() error { return s.sink.end() }

// csvSink writes CSV (RFC 4180) in UTF-8.
type csvSink struct {
	w    *csv.Writer
	text []string
}

func newCSVSink(w io.Writer) *csvSink { return &csvSink{w: csv.NewWriter(w)} }

func (s *csvSink) head(_ about, terms []Term) error {
	s.text = s.text[:0]
	for _, t := range terms {
		s.text = append(s.text, t.Name)
	}
	return s.strings(s.text...)
}

func (s *csvSink) strings(cells ...string) error {
	if err := s.w.Write(cells); err != nil {
		return fmt.Errorf("coverage: write CSV: %w", err)
	}
	return nil
}

func (s *csvSink) line(values []any) error {
	s.text = s.text[:0]
	for _, v := range values {
		switch v := v.(type) {
		case string:
			s.text = append(s.text, harmless(v))
		case int:
			s.text = append(s.text, strconv.Itoa(v))
		default:
			s.text = append(s.text, "")
		}
	}
	return s.strings(s.text...)
}

func (s *csvSink) end() error {
	s.w.Flush()
	if err := s.w.Error(); err != nil {
		return fmt.Errorf("coverage: write CSV: %w", err)
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

// jsonSink writes one object: what the file is, its dictionary, and the rows as objects in the order of the columns.
type jsonSink struct {
	w     *bufio.Writer
	names [][]byte // `"name":`
	rows  int
}

func (s *jsonSink) head(a about, terms []Term) error {
	head := struct {
		Export  string `json:"export"`
		Version string `json:"schema_version"`
		Mark    Mark   `json:"mark,omitempty"`
		Licence string `json:"licence,omitempty"`
		Terms   []Term `json:"dictionary"`
	}{a.Export, a.version(), a.Mark, a.Licence, terms}
	text, err := json.Marshal(head)
	if err != nil {
		return fmt.Errorf("coverage: write JSON: %w", err)
	}
	for _, t := range terms {
		s.names = append(s.names, []byte(strconv.Quote(t.Name)+":"))
	}
	_, _ = s.w.Write(text[:len(text)-1]) // a bufio.Writer keeps its error for Flush
	_, err = s.w.WriteString(",\"rows\":[")
	return err
}

func (s *jsonSink) line(values []any) error {
	if s.rows++; s.rows > 1 {
		_ = s.w.WriteByte(',')
	}
	_, _ = s.w.WriteString("\n{")
	for i, v := range values {
		if i > 0 {
			_ = s.w.WriteByte(',')
		}
		_, _ = s.w.Write(s.names[i])
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("coverage: write JSON: %w", err)
		}
		_, _ = s.w.Write(text)
	}
	return s.w.WriteByte('}')
}

func (s *jsonSink) end() error {
	_, _ = s.w.WriteString("\n]}\n")
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("coverage: write JSON: %w", err)
	}
	return nil
}

// xlsxSink writes a workbook of two sheets, the rows and the dictionary. Beyond 16 MB the rows lie in a temporary file until the end,
// since a workbook is an archive whose parts are known only when they are whole.
type xlsxSink struct {
	w     io.Writer
	book  *excelize.File
	rows  *excelize.StreamWriter
	row   int
	terms []Term
	about about
	cells []any
}

// names of the two sheets
const (
	sheetRows  = "Data"
	sheetTerms = "Dictionary"
)

func newXLSXSink(w io.Writer) (*xlsxSink, error) {
	book := excelize.NewFile()
	if err := book.SetSheetName("Sheet1", sheetRows); err != nil {
		return nil, fmt.Errorf("coverage: write XLSX: %w", err)
	}
	rows, err := book.NewStreamWriter(sheetRows)
	if err != nil {
		return nil, fmt.Errorf("coverage: write XLSX: %w", err)
	}
	return &xlsxSink{w: w, book: book, rows: rows}, nil
}

func (s *xlsxSink) head(a about, terms []Term) error {
	s.about, s.terms = a, terms
	bold, err := s.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	err = s.rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	if err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	if err := s.rows.SetColWidth(1, len(terms), 16); err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	s.cells = s.cells[:0]
	for _, t := range terms {
		s.cells = append(s.cells, excelize.Cell{StyleID: bold, Value: t.Name})
	}
	return s.put(s.rows, s.cells)
}

// put writes the next row of the first sheet.
func (s *xlsxSink) put(to *excelize.StreamWriter, cells []any) error {
	s.row++
	if err := to.SetRow("A"+strconv.Itoa(s.row), cells); err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	return nil
}

func (s *xlsxSink) line(values []any) error {
	s.cells = s.cells[:0]
	for _, v := range values {
		if text, ok := v.(string); ok {
			v = harmless(text)
		}
		s.cells = append(s.cells, v)
	}
	return s.put(s.rows, s.cells)
}

// end adds the dictionary and writes the archive. Whatever happens, the temporary file goes.
func (s *xlsxSink) end() (err error) {
	defer func() {
		if closed := s.book.Close(); err == nil && closed != nil {
			err = fmt.Errorf("coverage: write XLSX: %w", closed)
		}
	}()
	if err := s.rows.Flush(); err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	if err := s.dictionary(); err != nil {
		return err
	}
	if err := s.book.Write(s.w); err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	return nil
}

func (s *xlsxSink) dictionary() error {
	if _, err := s.book.NewSheet(sheetTerms); err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	out, err := s.book.NewStreamWriter(sheetTerms)
	if err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	if err := out.SetColWidth(2, 2, 100); err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	lines := [][]any{{"column", "meaning"}}
	for _, t := range s.terms {
		lines = append(lines, []any{t.Name, t.Meaning})
	}
	lines = append(lines, []any{}, []any{"export", s.about.Export}, []any{"schema_version", s.about.version()})
	if s.about.Licence != "" {
		lines = append(lines, []any{"licence", harmless(s.about.Licence)})
	}
	s.row = 0
	for _, cells := range lines {
		if err := s.put(out, cells); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	return nil
}
