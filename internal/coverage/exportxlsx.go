package coverage

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// xlsxSink writes a workbook of two sheets, the rows and the dictionary (ECMA-376, part 1). Each part of the archive is deflated into
// the writer as its rows come, so that nothing waits for the end, in memory or in a temporary file; for the same reason texts stand in
// their cells and not in a table of shared ones. The archive holds no time, hence the same rows are the same bytes.
type xlsxSink struct {
	archive *zip.Writer
	part    *bufio.Writer // of the archive, into which is written at the moment
	about   about
	terms   []Term
	columns []string // A, B, …
	row     int
	cell    []byte // of the row, used again
}

// What a workbook consists of besides its sheets. Style 1 is that of the head.
const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	xlsxTypes    = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	xlsxMain     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	xlsxOffice   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	xlsxPackage  = "http://schemas.openxmlformats.org/package/2006/"
	xlsxContents = `<Types xmlns="` + xlsxPackage + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + xlsxTypes + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + xlsxTypes + `styles+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + xlsxTypes + `worksheet+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet2.xml" ContentType="` + xlsxTypes + `worksheet+xml"/></Types>`
	xlsxRoot = `<Relationships xmlns="` + xlsxPackage + `relationships">` +
		`<Relationship Id="rId1" Type="` + xlsxOffice + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	xlsxBook = `<workbook xmlns="` + xlsxMain + `" xmlns:r="` + xlsxOffice + `"><sheets>` +
		`<sheet name="Data" sheetId="1" r:id="rId1"/><sheet name="Dictionary" sheetId="2" r:id="rId2"/></sheets></workbook>`
	xlsxBookParts = `<Relationships xmlns="` + xlsxPackage + `relationships">` +
		`<Relationship Id="rId1" Type="` + xlsxOffice + `/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="` + xlsxOffice + `/worksheet" Target="worksheets/sheet2.xml"/>` +
		`<Relationship Id="rId3" Type="` + xlsxOffice + `/styles" Target="styles.xml"/></Relationships>`
	xlsxStyles = `<styleSheet xmlns="` + xlsxMain + `"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>` +
		`<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
	xlsxFrozen = `<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`
)

func newXLSXSink(w io.Writer) *xlsxSink {
	return &xlsxSink{archive: zip.NewWriter(w), part: bufio.NewWriterSize(io.Discard, 32<<10)}
}

// begin ends the part of the archive that was written and goes on to another.
func (s *xlsxSink) begin(name string, texts ...string) error {
	if err := s.part.Flush(); err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	next, err := s.archive.Create(name)
	if err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	s.part.Reset(next)
	_, _ = s.part.WriteString(xmlHead) // a bufio.Writer keeps its error for Flush
	for _, text := range texts {
		_, _ = s.part.WriteString(text)
	}
	return nil
}

// sheet begins a sheet whose columns from the first to the last are so many characters wide.
func (s *xlsxSink) sheet(number int, view string, first, last, width int) error {
	s.row = 0
	return s.begin(fmt.Sprintf("xl/worksheets/sheet%d.xml", number), `<worksheet xmlns="`, xlsxMain, `">`, view,
		fmt.Sprintf(`<cols><col min="%d" max="%d" width="%d" customWidth="1"/></cols><sheetData>`, first, last, width))
}

func (s *xlsxSink) head(a about, terms []Term) error {
	s.about, s.terms = a, terms
	for _, part := range [][2]string{
		{"[Content_Types].xml", xlsxContents}, {"_rels/.rels", xlsxRoot}, {"xl/workbook.xml", xlsxBook},
		{"xl/_rels/workbook.xml.rels", xlsxBookParts}, {"xl/styles.xml", xlsxStyles},
	} {
		if err := s.begin(part[0], part[1]); err != nil {
			return err
		}
	}
	if err := s.sheet(1, xlsxFrozen, 1, len(terms), 16); err != nil {
		return err
	}
	names := make([]any, len(terms))
	for i, t := range terms {
		names[i] = t.Name
	}
	return s.put(` s="1"`, names)
}

func (s *xlsxSink) line(values []any) error { return s.put("", values) }

// put writes a row. An empty cell is left out.
func (s *xlsxSink) put(style string, values []any) error {
	s.row++
	var digits [12]byte
	number := strconv.AppendInt(digits[:0], int64(s.row), 10)
	b := append(s.cell[:0], `<row r="`...)
	b = append(append(b, number...), `">`...)
	for i, v := range values {
		if i >= len(s.columns) {
			s.columns = append(s.columns, columnName(i))
		}
		text, isText := v.(string)
		n, isNumber := v.(int)
		if !isNumber && text == "" {
			continue
		}
		b = append(append(append(b, `<c r="`...), s.columns[i]...), number...)
		b = append(append(b, '"'), style...)
		if isText {
			b = appendText(append(b, ` t="inlineStr"><is><t`...), harmless(text))
			b = append(b, "</t></is></c>"...)
		} else {
			b = append(strconv.AppendInt(append(b, "><v>"...), int64(n), 10), "</v></c>"...)
		}
	}
	s.cell = append(b, "</row>"...)
	if _, err := s.part.Write(s.cell); err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	return nil
}

// end closes the rows, adds the dictionary and ends the archive.
func (s *xlsxSink) end() error {
	const close = "</sheetData></worksheet>"
	_, _ = s.part.WriteString(close)
	if err := s.sheet(2, "", 2, 2, 100); err != nil {
		return err
	}
	lines := [][]any{{"column", "meaning"}}
	for _, t := range s.terms {
		lines = append(lines, []any{t.Name, t.Meaning})
	}
	lines = append(lines, []any{}, []any{"export", s.about.Export}, []any{"schema_version", SchemaVersion})
	if s.about.Licence != "" {
		lines = append(lines, []any{"licence", s.about.Licence})
	}
	for _, cells := range lines {
		if err := s.put("", cells); err != nil {
			return err
		}
	}
	_, _ = s.part.WriteString(close)
	if err := s.part.Flush(); err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	if err := s.archive.Close(); err != nil {
		return fmt.Errorf("coverage: write XLSX: %w", err)
	}
	return nil
}

// columnName gives the letters of a column, counted from 0: A to Z, AA and so on.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// maxCell is how many characters, as UTF-16 counts them, a cell holds.
const maxCell = 32_767

// appendText appends what follows an opened tag: its end, and the text of a cell, to which all characters are possible. Those that
// XML has not are written as _xHHHH_, which is also how a text that looks like that is told apart (ECMA-376, part 1, 22.9.2.19).
func appendText(b []byte, text string) []byte {
	if strings.TrimSpace(text) != text {
		b = append(b, ` xml:space="preserve"`...)
	}
	b = append(b, '>')
	plain, units := 0, 0 // where what needs no care begins; characters so far
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if units++; r > 0xFFFF {
			units++
		}
		if units > maxCell {
			return append(b, text[plain:i]...)
		}
		if r < '@' || r == '_' || r >= utf8.RuneError { // all others are themselves
			if with := escaped(r, size, text[i:]); with != "" {
				b = append(append(b, text[plain:i]...), with...)
				plain = i + size
			}
		}
		i += size
	}
	return append(b, text[plain:]...)
}

// escaped gives what stands in a cell for a character, or "" for itself; rest is the text from it on.
func escaped(r rune, size int, rest string) string {
	switch {
	case r == '&':
		return "&amp;"
	case r == '<':
		return "&lt;"
	case r == '>':
		return "&gt;"
	case r == '_' && isEscape(rest):
		return "_x005F_"
	case r < ' ' && r != '\t' && r != '\n', r == 0xFFFE, r == 0xFFFF:
		return fmt.Sprintf("_x%04X_", r)
	case r == utf8.RuneError && size == 1:
		return "\uFFFD"
	}
	return ""
}

// isEscape tells whether a text begins like an escaped character: _xHHHH_.
func isEscape(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}
