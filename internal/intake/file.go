package intake

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"lamtoen/internal/fault"
)

// Limits of a file. A register of a million people comes in files by agency; these keep a broken or hostile file from taking
// the server's memory.
const (
	MaxFile     = 10 << 20 // bytes of a file
	MaxRows     = 100_000
	maxColumns  = 200
	maxCell     = 500      // characters; a longer cell is one whose quotation mark was never closed
	maxText     = 48 << 20 // bytes of all cells: a workbook can name one long text many times
	headerDepth = 20       // how many rows of a file are looked through for its header
)

// Format is what kind of file it is.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Row is one row of a file, as plain text.
type Row struct {
	Number int      `bson:"n"` // as the file's own program counts, from 1
	Cells  []string `bson:"c"`
}

// Table is what stands in a file.
type Table struct {
	Format   Format
	Encoding string // of a CSV file, as people call it; "" for XLSX
	Sheet    string // of a workbook
	Header   []string
	Rows     []Row
	Notes    []string // what was taken for granted in reading it, fit to show
}

// Read reads a file. What cannot be read at all is a fault that says how to mend it; what is wrong in a row comes later.
func Read(data []byte) (Table, error) {
	switch {
	case len(data) == 0:
		return Table{}, wrongFile("The file is empty. Choose the list of staff as CSV or XLSX.")
	case len(data) > MaxFile:
		return Table{}, TooLarge()
	case bytes.HasPrefix(data, []byte("PK")):
		return readXLSX(data)
	case bytes.HasPrefix(data, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return Table{}, wrongFile("This is an old Excel file (.xls), or one with a password. Open it in Excel, take the password off, and save it as .xlsx or as CSV.")
	case bytes.HasPrefix(data, []byte("%PDF")):
		return Table{}, wrongFile("This is a PDF. Ask for the list as a spreadsheet, and save it as .xlsx or as CSV.")
	}
	return readCSV(data)
}

// TooLarge says that a file is above MaxFile.
func TooLarge() *fault.Error {
	return wrongFile("The file is larger than 10 MB. Save it as .xlsx, which is smaller, or send it in parts, agency by agency.")
}

// wrongFile is a fault about the file as a whole.
func wrongFile(message string) *fault.Error {
	return fault.Invalid(message, fault.Field{Name: "file", Message: message})
}

// collector takes rows as they are read and finds the header among the first.
type collector struct {
	table  Table
	raw    []Row // rows before the header is known
	known  map[string]Field
	text   int
	headed bool
}

func newCollector(f Format) *collector {
	return &collector{table: Table{Format: f}, known: knownTitles()}
}

// add takes one row; an error is a fault about the file.
func (k *collector) add(number int, cells []string) error {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	if len(cells) > maxColumns {
		return wrongFile("The file has more than 200 columns. Delete what stands far to the right, and save it again.")
	}
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = tidy(c)
		k.text += len(out[i])
	}
	if k.text > maxText {
		return wrongFile("The file holds far more text than a list of staff. Check that it is the right one.")
	}
	row := Row{Number: number, Cells: out}
	if !k.headed {
		k.raw = append(k.raw, row)
		if len(k.raw) < headerDepth {
			return nil
		}
		return k.findHeader()
	}
	return k.keep(row)
}

func (k *collector) keep(row Row) error {
	if len(k.table.Rows) >= MaxRows {
		return wrongFile("The file has more than 100,000 rows. Send it in parts, agency by agency.")
	}
	k.table.Rows = append(k.table.Rows, row)
	return nil
}

// findHeader takes the row with the most known titles, since lists often begin with a heading of their own.
func (k *collector) findHeader() error {
	k.headed = true
	best, most := 0, 0
	for i, row := range k.raw {
		n := 0
		for _, cell := range row.Cells {
			if _, ok := k.known[plainTitle(cell)]; ok {
				n++
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	if len(k.raw) == 0 {
		return nil
	}
	k.table.Header = k.raw[best].Cells
	for _, row := range k.raw[best+1:] {
		if err := k.keep(row); err != nil {
			return err
		}
	}
	k.raw = nil
	return nil
}

// done gives the table.
func (k *collector) done() (Table, error) {
	if !k.headed {
		if err := k.findHeader(); err != nil {
			return Table{}, err
		}
	}
	if len(k.table.Rows) == 0 {
		return Table{}, wrongFile("The file has a header and no rows, or no header. The first row must name the columns, and each row below it one person.")
	}
	width := len(k.table.Header)
	for _, row := range k.table.Rows {
		width = max(width, len(row.Cells))
	}
	for len(k.table.Header) < width {
		k.table.Header = append(k.table.Header, "")
	}
	return k.table, nil
}

// tidy gives a cell as it was meant: without the space around it (of any width, and of none), with one space between words,
// without the marks by which spreadsheets say that a number is text.
func tidy(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if clean(s) {
		return s
	}
	if strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`) && len(s) >= 3 {
		s = s[2 : len(s)-1]
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200B' || r == '\u200C' || r == '\u200D' || r == '\uFEFF' || r == '\u2060' || r == 0:
			return -1
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	for _, pair := range []string{`""`, "“”", "‘’", "„“", "''"} {
		open, size := utf8.DecodeRuneInString(pair)
		if rest, ok := strings.CutPrefix(s, string(open)); ok {
			if inner, ok := strings.CutSuffix(rest, pair[size:]); ok {
				s = strings.TrimSpace(inner)
			}
		}
	}
	s = strings.TrimPrefix(s, "'") // how Excel marks a number as text
	if strings.Count(s, `"`) == 1 && (strings.HasPrefix(s, `"`) || strings.HasSuffix(s, `"`)) {
		s = strings.Trim(s, `"`)
	}
	return strings.TrimSpace(s)
}

// clean tells of most cells that there is nothing to tidy.
func clean(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case c == ' ':
			if i == 0 || i == len(s)-1 || s[i+1] == ' ' {
				return false
			}
		case c < ' ' || c >= 0x7F || c == '"' || c == '\'' || c == '=':
			return false
		}
	}
	return true
}
