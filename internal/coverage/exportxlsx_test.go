package coverage_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"lamtoen/internal/coverage"
	"lamtoen/internal/org"
)

// workbook writes the figures of Haa with a mark, which stands in a cell of each row, as a workbook.
func (w *world) workbook(mark string) []byte {
	w.t.Helper()
	q := coverage.Query{Course: conduct, Agency: "dz-haa", Scope: org.Scope{All: true}}
	file, err := w.cube.FiguresFile(w.ctx, q, coverage.XLSX, coverage.Mark(mark))
	w.must(err)
	var b bytes.Buffer
	w.must(file.Write(&b))
	return b.Bytes()
}

// marked is the mark that a workbook gives back.
func marked(t interface{ Fatal(...any) }, data []byte) string {
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	cell, err := book.GetCellValue("Data", "A2")
	if err != nil {
		t.Fatal(err)
	}
	return cell
}

// Whatever stands in a cell, characters that XML has not among it, a spreadsheet reads it as it was.
func TestWorkbookHoldsAnyText(t *testing.T) {
	w := newWorld(t)
	w.hire("1001", "dz-haa")
	w.later()
	for _, text := range []string{
		"plain", " spaces before and behind ", "a\tb\nc\rd\r\ne", "<b>&amp;</b> ]]> \"'", "ཧཱ་རྫོང་ཁག", "😀 beyond the plane", "\x00\x01\x1f\x7f", "\ufffe\uffff",
		"_x0041_ looks like an escape", "_x00_", "__x000a__", "_", "x_x", "\u200f right to left",
	} {
		if got := marked(t, w.workbook(text)); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
	for text, want := range map[string]string{
		"not \xff\xc0 UTF-8": "not \ufffd\ufffd UTF-8", "=1+1": "'=1+1", "-1": "'-1", "\t=1": "'\t=1", strings.Repeat("a", 40_000): strings.Repeat("a", 32_767),
		strings.Repeat("😀", 20_000): strings.Repeat("😀", 16_383),
	} {
		if got := marked(t, w.workbook(text)); got != want {
			t.Errorf("%.20q: got %d bytes %.20q, want %d bytes %.20q", text, len(got), got, len(want), want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := "m" + rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("_x0123ABCd<&>\x0b\r\n\t \"'")))).Draw(t, "text")
		if got := marked(t, w.workbook(text)); got != text && utf8.ValidString(text) {
			t.Fatalf("got %q, want %q", got, text)
		}
	})
}

// The same figures are the same bytes, each part of the archive is XML, and none has a time.
func TestWorkbookIsTheSameToTheByte(t *testing.T) {
	w := newWorld(t)
	w.hire("1001", "dz-haa")
	w.later()
	data := w.workbook("Invented")
	if !bytes.Equal(data, w.workbook("Invented")) {
		t.Error("got two different files of the same figures")
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	w.must(err)
	for _, part := range archive.File {
		if part.Modified.Year() > 1979 { // as a zero is read
			t.Errorf("%s: got the time %s, want none", part.Name, part.Modified)
		}
		r, err := part.Open()
		w.must(err)
		for d := xml.NewDecoder(r); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", part.Name, err)
			}
		}
	}
}

// What a spreadsheet program looks for besides the cells: which sheet is which, a head that stays and is bold, numbers that are numbers.
func TestWorkbookIsLaidOut(t *testing.T) {
	w := newWorld(t)
	w.hire("1001", "dz-haa")
	w.later()
	book, err := excelize.OpenReader(bytes.NewReader(w.workbook("")))
	w.must(err)
	if got := strings.Join(book.GetSheetList(), ","); got != "Data,Dictionary" {
		t.Errorf("got the sheets %s", got)
	}
	panes, err := book.GetPanes("Data")
	w.must(err)
	style, err := book.GetCellStyle("Data", "A1")
	w.must(err)
	bold, err := book.GetStyle(style)
	w.must(err)
	kind, err := book.GetCellType("Data", "I2")
	w.must(err)
	if !panes.Freeze || panes.YSplit != 1 || bold.Font == nil || !bold.Font.Bold || kind != excelize.CellTypeUnset {
		t.Errorf("got panes %+v, style %+v and a level of type %v, want a head that stays and is bold, and a number", panes, bold.Font, kind)
	}
}

// failing takes so many bytes and no more.
type failing int

func (f *failing) Write(p []byte) (int, error) {
	if *f -= failing(len(p)); *f < 0 {
		return 0, errors.New("the reader went away")
	}
	return len(p), nil
}

// A reader who goes away ends the writing, wherever that is.
func TestExportsEndWithTheirReader(t *testing.T) {
	w := newWorld(t)
	w.hire("1001", "dz-haa")
	w.later()
	for _, format := range coverage.Formats() {
		file, err := w.cube.PeopleFile(w.ctx, all(), coverage.Filter{}, format, "")
		w.must(err)
		var whole bytes.Buffer
		w.must(file.Write(&whole))
		for n := 0; n < whole.Len(); n += 1 + whole.Len()/20 {
			left := failing(n)
			if err := file.Write(&left); err == nil {
				t.Fatalf("%s: got no error after %d of %d bytes, want that the reader went away", format, n, whole.Len())
			}
		}
	}
}
