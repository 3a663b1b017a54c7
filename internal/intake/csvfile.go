package intake

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxLines is how many lines one cell may run over; more is a quotation mark that was never closed.
const maxLines = 4

// readCSV reads a list whose values stand between commas, semicolons or tabs.
func readCSV(data []byte) (Table, error) {
	text, encoding, err := decode(data)
	if err != nil {
		return Table{}, err
	}
	comma, text, skipped := separator(text)
	k := newCollector(CSV)
	k.table.Encoding = encoding
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = comma, true, -1, true
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Table{}, wrongFile("The file cannot be read as CSV. Open it in a spreadsheet and save it again, as “CSV UTF-8”.").Because(err)
		}
		line, _ := r.FieldPos(0)
		line += skipped
		for i, c := range cells {
			if len(c) > maxCell && strings.Count(c, "\n") >= maxLines || utf8.RuneCountInString(c) > 20*maxCell {
				return Table{}, wrongFile(fmt.Sprintf("In line %d, column %d, a quotation mark opens and is not closed. Take it out, and send the file again.", line, i+1))
			}
		}
		if err := k.add(line, cells); err != nil {
			return Table{}, err
		}
	}
	return k.done()
}

// decode gives the text in UTF-8, and what the file was written in.
func decode(data []byte) (text, encoding string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}) && utf8.Valid(data):
		return string(data[3:]), "UTF-8", nil
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return decode16(data[2:], binary.LittleEndian), "UTF-16", nil
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return decode16(data[2:], binary.BigEndian), "UTF-16", nil
	}
	head := data[:min(len(data), 4096)]
	if n := bytes.Count(head, []byte{0}); n > 0 {
		odd, even := 0, 0
		for i, b := range head {
			if b == 0 && i%2 == 1 {
				odd++
			} else if b == 0 {
				even++
			}
		}
		switch {
		case n*4 < len(head):
			return "", "", wrongFile("This is not a list of text. Save the list as CSV or as .xlsx, and choose that file.")
		case odd > even:
			return decode16(data, binary.LittleEndian), "UTF-16", nil
		}
		return decode16(data, binary.BigEndian), "UTF-16", nil
	}
	if utf8.Valid(data) {
		return string(data), "UTF-8", nil
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(bytes.TrimPrefix(data, []byte{0xEF, 0xBB, 0xBF}))
	if err != nil {
		return "", "", wrongFile("The letters of the file cannot be read. Save it again, as “CSV UTF-8”.").Because(err)
	}
	return string(out), "Windows-1252", nil
}

func decode16(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}

// separator finds what stands between the values: what the file says of itself ("sep=;"), or what occurs most in its first
// lines. skipped is how many lines were taken off.
func separator(text string) (comma rune, rest string, skipped int) {
	first, after, _ := strings.Cut(text, "\n")
	if s, ok := strings.CutPrefix(strings.ToLower(strings.TrimRight(first, "\r")), "sep="); ok && len(s) == 1 && strings.ContainsAny(s, ",;\t|") {
		return rune(s[0]), after, 1
	}
	count := map[rune]int{}
	lines, quoted := 0, false
	for _, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '\n':
			if lines++; lines >= headerDepth {
				return most(count), text, 0
			}
			quoted = false
		case !quoted && (r == ',' || r == ';' || r == '\t' || r == '|'):
			count[r]++
		}
	}
	return most(count), text, 0
}

func most(count map[rune]int) rune {
	best := ','
	for _, r := range []rune{';', '\t', '|'} {
		if count[r] > count[best] {
			best = r
		}
	}
	return best
}
