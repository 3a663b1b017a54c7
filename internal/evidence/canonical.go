package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// deepest is how deep values may lie in each other. A statement has five levels.
const deepest = 16

// largest is the largest whole number that every reader of JSON has exactly (RFC 8785, appendix D).
const largest = 1<<53 - 1

// Errors of reading; a person is told more kindly.
var (
	errDeep   = errors.New("values lie too deep in each other")
	errTwice  = errors.New("a field stands there twice")
	errNumber = errors.New("a number is not a whole one")
	errUTF8   = errors.New("the text is not UTF-8")
	errMore   = errors.New("something stands behind the value")
)

// canonical writes a JSON value in the one form of RFC 8785: no spaces, fields sorted, strings escaped in one way. Numbers must
// be whole, which all of ours are. It refuses a field that stands there twice, since two readers could read two things.
func canonical(text []byte) ([]byte, error) {
	if !utf8.Valid(text) {
		return nil, errUTF8
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var out bytes.Buffer
	if err := copyValue(d, &out, 0); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errMore
	}
	return out.Bytes(), nil
}

func copyValue(d *json.Decoder, out *bytes.Buffer, depth int) error {
	if depth > deepest {
		return errDeep
	}
	token, err := d.Token()
	if err != nil {
		return fmt.Errorf("evidence: %w", err)
	}
	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return copyObject(d, out, depth)
		}
		return copyArray(d, out, depth)
	case string:
		quote(out, v)
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		if err != nil || n > largest || n < -largest || v.String() == "-0" {
			return errNumber
		}
		out.WriteString(v.String())
	case bool:
		out.WriteString(strconv.FormatBool(v))
	default:
		out.WriteString("null")
	}
	return nil
}

func copyArray(d *json.Decoder, out *bytes.Buffer, depth int) error {
	out.WriteByte('[')
	for i := 0; d.More(); i++ {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := copyValue(d, out, depth+1); err != nil {
			return err
		}
	}
	return closing(d, out, ']')
}

func copyObject(d *json.Decoder, out *bytes.Buffer, depth int) error {
	fields := map[string][]byte{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return fmt.Errorf("evidence: %w", err)
		}
		key, _ := name.(string) // the decoder gives nothing else here
		if _, twice := fields[key]; twice {
			return errTwice
		}
		var value bytes.Buffer
		if err := copyValue(d, &value, depth+1); err != nil {
			return err
		}
		fields[key] = value.Bytes()
	}
	out.WriteByte('{')
	for i, key := range slices.SortedFunc(maps.Keys(fields), byUnits) {
		if i > 0 {
			out.WriteByte(',')
		}
		quote(out, key)
		out.WriteByte(':')
		out.Write(fields[key])
	}
	return closing(d, out, '}')
}

func closing(d *json.Decoder, out *bytes.Buffer, end byte) error {
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("evidence: %w", err)
	}
	out.WriteByte(end)
	return nil
}

// byUnits orders names by their UTF-16 units (RFC 8785, section 3.2.3).
func byUnits(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

// quote writes a string with the escapes of RFC 8785, section 3.2.2.2, and no others.
func quote(out *bytes.Buffer, s string) {
	out.WriteByte('"')
	for i := range len(s) { // by bytes: what is escaped is ASCII, and all else stays as it is
		switch c := s[i]; {
		case c == '"' || c == '\\':
			out.WriteByte('\\')
			out.WriteByte(c)
		case c >= ' ':
			out.WriteByte(c)
		case strings.IndexByte(shortest, c) >= 0:
			out.WriteByte('\\')
			out.WriteByte("bfnrt"[strings.IndexByte(shortest, c)])
		default:
			fmt.Fprintf(out, `\u%04x`, c)
		}
	}
	out.WriteByte('"')
}

// shortest are the control characters that have an escape of two characters.
const shortest = "\b\f\n\r\t"
