package pdf_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"lamtoen/internal/pdf"
)

func TestClean(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"plain stays", "Tshering Dorji", "Tshering Dorji"},
		{"Dzongkha stays", dzCommission, dzCommission},
		{"marks of Latin script stay", "Zürich ñ ś ṭ – “½” €", "Zürich ñ ś ṭ – “½” €"},
		{"symbols of the other fonts stay", "→ ≥ − ✓ □", "→ ≥ − ✓ □"},
		{"composed", "e\u0301", "é"},
		{"an emoji is seen to be missing", "Karma 🙂", "Karma \uFFFD"},
		{"so is another script", "Karma 字", "Karma \uFFFD"},
		{"so is a letter beyond U+FFFF", "a\U0001D400b", "a\uFFFDb"},
		{"invalid UTF-8", "Kar\xffma", "Kar\uFFFDma"},
		{"a cut character", "Karma \xe0\xbd", "Karma \uFFFD"},
		{"direction controls go", "abc\u202Edef\u2066g\u200Fh", "abcdefgh"},
		{"zero-width characters go", "a\u200Bb\u200Dc\uFEFFd\u00ADe\uFE0F", "abcde"},
		{"control characters go", "a\x00b\x07c\x1bd\u0085e", "abcd e"},
		{"breaks and tabs become spaces", "a\nb\tc\r\nd\u2028e", "a b c  d e"},
		{"wide spaces become spaces", "a\u3000b\u2003c", "a b c"},
		{"the no-break space stays", "Nu.\u00A010", "Nu.\u00A010"},
		{"unassigned in the Tibetan block", "\u0F48", "\uFFFD"},
		{"empty", "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := pdf.Clean(c.in); got != c.want {
				t.Errorf("Clean(%q): got %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestWrap(t *testing.T) {
	cases := []struct {
		name, text string
		width      float64
		want       []string
	}{
		{"fits", "one two", 100, []string{"one two"}},
		{"at the space", "Royal Civil Service Commission", 25, []string{"Royal Civil", "Service", "Commission"}},
		{"a word too long is cut", "aaaaaaaaaaaaaaaaaaaaaaaa", 20, []string{"aaaaaaaaa", "aaaaaaaaa", "aaaaaa"}},
		{"after the tsheg", dzCommission, 20, []string{"རྒྱལ་གཞུང་ཞི་", "གཡོག་ལྷན་", "ཚོགས།"}},
		{"no room at all still ends", "abc", 0, []string{"a", "b", "c"}},
		{"empty is one line", "", 50, []string{""}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := pdf.Wrap(c.text, pdf.Style{}, c.width)
			if !slices.Equal(got, c.want) {
				t.Errorf("Wrap(%q, %v mm): got %q, want %q", c.text, c.width, got, c.want)
			}
		})
	}
}

func TestWrapKeepsEveryWord(t *testing.T) {
	text := "A line in both scripts: " + dzGovernment + " and Royal Government of Bhutan, " + dzCommission + " end."
	d := pdf.New(pdf.Options{Title: "t", Created: created})
	for width := 15.0; width < 200; width += 3.7 {
		lines := pdf.Wrap(text, pdf.Style{}, width)
		squash := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got, want := squash(strings.Join(lines, "")), squash(text); got != want {
			t.Errorf("width %v: got %q, want %q", width, got, want)
		}
		for _, l := range lines {
			if got := d.Measure(l, pdf.Style{}); got > width+0.01 && strings.ContainsAny(l, " ་") {
				t.Errorf("line %q: got %v mm, want at most %v", l, got, width)
			}
		}
	}
}

func TestEllipsize(t *testing.T) {
	d := pdf.New(pdf.Options{Title: "t", Created: created})
	for _, text := range []string{"Department of Local Governance", dzCommission, "W", ""} {
		for _, width := range []float64{5, 12, 30, 200} {
			got := pdf.Ellipsize(text, pdf.Style{}, width)
			if w := d.Measure(got, pdf.Style{}); w > width {
				t.Errorf("%q to %v mm: got %q of %v mm", text, width, got, w)
			}
			if width == 200 && got != text {
				t.Errorf("%q to %v mm: got %q, want it whole", text, width, got)
			}
		}
	}
}

func TestGroupsOfFour(t *testing.T) {
	for in, want := range map[string]string{"7K3M9QXT2VBC4HJD": "7K3M 9QXT 2VBC 4HJD", "ABCDE": "ABCD E", "AB": "AB", "": ""} {
		if got := pdf.GroupsOfFour(in); got != want {
			t.Errorf("groups of %q: got %q, want %q", in, got, want)
		}
	}
}

// FuzzDraw holds that no text whatever stops a document from being drawn.
func FuzzDraw(f *testing.F) {
	for _, seed := range []string{"Tshering", dzCommission, "🙂\u202E", "\xff\xfe", "a\u0301\u0F71\u0F72", "\u0F0B\u0F0D \u0F0B", "\u25CC\u0F90", "(\\)\r"} {
		f.Add(seed, 11.0, 40.0)
	}
	f.Fuzz(func(t *testing.T, text string, size, width float64) {
		clean := pdf.Clean(text)
		if !utf8.ValidString(clean) || strings.ContainsFunc(clean, func(r rune) bool { return r > 0xFFFF || r < ' ' }) {
			t.Errorf("Clean(%q): got %q, which gofpdf cannot write", text, clean)
		}
		if again := pdf.Clean(clean); again != clean {
			t.Errorf("Clean(%q) is not at rest: got %q, then %q", text, clean, again)
		}
		if len(text) > 500 || !(width > 5 && width < 500) || !(size > 1 && size < 100) {
			return
		}
		d := pdf.New(pdf.Options{Title: "t" + text, Created: created, Footer: text, Marks: []string{text}})
		d.Text(20, 20, text, pdf.Style{Size: size, Display: true})
		d.TextBox(20, 30, width, text, pdf.Style{Size: size, Bold: true, Align: pdf.Centre})
		d.Paragraph(text, pdf.Style{Size: size})
		if _, err := d.Bytes(); err != nil {
			t.Errorf("drawing %q: %v", text, err)
		}
	})
}
