package pdf_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"lamtoen/content"
	"lamtoen/internal/pdf"
	"lamtoen/internal/pdf/pdftest"
)

// sampleSVG holds one of each element and attribute that the renderer knows.
const sampleSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" font-family="sans-serif" font-size="10" fill="#1E2129">
<title>A sample</title><desc>Not drawn</desc>
<defs><pattern id="p" width="10" height="10"><rect width="10" height="10" fill="#fff"/><rect width="5" height="10" fill="#000"/></pattern></defs>
<rect width="200" height="100" fill="white"/>
<rect x="10" y="10" width="30" height="20" rx="4" fill="#7A1F2B" stroke="#F2A900" stroke-width="2"/>
<g transform="translate(60 20) rotate(90) scale(2)" opacity="0.5"><circle r="5" fill="#f00"/><ellipse cx="0" cy="0" rx="3" ry="2" fill="none" stroke="currentColor"/></g>
<line x1="80" y1="10" x2="120" y2="10" stroke="#000" stroke-dasharray="4 2" stroke-linecap="round"/>
<polyline points="80,20 90,30 100,20" fill="none" stroke="#000" stroke-linejoin="round"/>
<polygon points="110 20 120 30 130 20" fill="url(#p)"/>
<path d="M10 50h20v10H10zm40 0c5-10 15-10 20 0s15 10 20 0q5-10 10 0t10 0a10 5 0 1 1 20 0A10 5 0 0 0 150 50L160 60Z" fill="none" stroke="#000"/>
<text x="100" y="80" text-anchor="middle" font-weight="bold">Stop &amp; check</text>
<text x="190" y="95" text-anchor="end" font-style="italic" fill-opacity="0.5">then ask</text>
<text transform="rotate(-90 20 90)" x="20" y="90">up</text>
</svg>`

func TestSVGGolden(t *testing.T) {
	got, err := pdf.PictureOperators(sampleSVG)
	if err != nil {
		t.Fatal(err)
	}
	const name = "testdata/picture.golden"
	if os.Getenv("LAMTOEN_UPDATE") == "1" {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got other operators than %s, which LAMTOEN_UPDATE=1 writes anew; got\n%s", name, got)
	}
}

func TestPathData(t *testing.T) {
	for d, want := range map[string]string{
		"M1 2L3 4":                 "m 1 2 l 3 4",
		"M1,2 3,4 5,6":             "m 1 2 l 3 4 l 5 6",
		"m1 2 3 4z l1 1":           "m 1 2 l 4 6 h l 2 3",
		"M.5.5-1-1":                "m 0.5 0.5 l -1 -1",
		"M0 0H5v2h-1V0":            "m 0 0 l 5 0 l 5 2 l 4 2 l 4 0",
		"M0 0Q3 3 6 0":             "m 0 0 c 2 2 4 2 6 0",
		"M0 0C1 1 2 1 3 0S5-1 6 0": "m 0 0 c 1 1 2 1 3 0 c 4 -1 5 -1 6 0",
		"M0 0T6 6":                 "m 0 0 c 0 0 2 2 6 6",
		"M0 0A0 1 0 0 0 5 5":       "m 0 0 l 5 5",
		"M1e1 1E-1":                "m 10 0.1",
	} {
		if got, err := pdf.PathSteps(d); err != nil || got != want {
			t.Errorf("%s: got %q, %v; want %q", d, got, err, want)
		}
	}
	for _, d := range []string{"L1 2", "M1", "M1 2 3", "M1 2X3", "1 2", "M1 2Z3 4", "M1 2A1 1 0 2 0 3 3", "M1e9 2", "M--1 2"} {
		if got, err := pdf.PathSteps(d); err == nil {
			t.Errorf("%s: got %q, want an error", d, got)
		}
	}
}

func TestAnArcEndsWhereItShould(t *testing.T) {
	got, err := pdf.PathSteps("M0 0a10 10 0 0 1 20 0a10 10 0 0 1-20 0")
	if err != nil || !strings.HasSuffix(got, " 0 0") || strings.Count(got, "c ") != 4 || !strings.Contains(got, " 10 -10 ") {
		t.Errorf("got %s, %v; want a circle of four quarters over 10 -10", got, err)
	}
}

func TestWhatSVGMayNotHold(t *testing.T) {
	wrap := func(inner string) string { return `<svg viewBox="0 0 10 10">` + inner + `</svg>` }
	for svg, want := range map[string]string{
		wrap(`<use href="#a"/>`):                        "<use>: this element is not supported",
		wrap(`<text><tspan>a</tspan></text>`):           "<tspan>: parts of a text",
		wrap(`<g style="fill:red"/>`):                   "styles are not supported",
		wrap(`<rect fill="red" width="1"/>`):            `"red" is no colour`,
		wrap(`<rect fill="url(#x)"/>`):                  "no such pattern",
		wrap(`<g transform="skewX(3)"/>`):               "not supported",
		wrap(`<rect width="1cm"/>`):                     `width="1cm" is no number`,
		wrap(`<path d="M0"/>`):                          "too few numbers",
		wrap(`<text x="1">😀</text>`):                    "no font has every letter",
		wrap(`loose`):                                   "text outside <text>",
		wrap(`<polygon points="1 2 3"/>`):               "pairs",
		wrap(`<rect`):                                   "not well-formed",
		`<svg/>`:                                        "no viewBox",
		wrap(`<circle r="1" stroke-linecap="pointy"/>`): "stroke-linecap",
	} {
		_, err := pdf.ParseSVG("a.svg", []byte(svg))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "a.svg") {
			t.Errorf("%s: got %v, want %q and the file's name", svg, err, want)
		}
	}
}

// TestEveryPictureOfTheContent draws every drawing that courses hold.
func TestEveryPictureOfTheContent(t *testing.T) {
	d := pdf.New(pdf.Options{Title: "Pictures", Created: created})
	n := 0
	err := fs.WalkDir(content.Files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".svg" {
			return err
		}
		data, err := fs.ReadFile(content.Files, name)
		if err != nil {
			return err
		}
		p, err := pdf.ParseSVG(name, data)
		if err != nil {
			t.Error(err)
			return nil
		}
		n++
		d.NewPage()
		d.Picture(p, 20, 20, 120, n%2 == 0)
		d.Text(20, 200, "after "+name, pdf.Style{})
		return nil
	})
	if err != nil || n < 10 {
		t.Fatalf("got %d pictures, %v", n, err)
	}
	file, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	pdftest.Check(t, file)
}

// TestAPictureIsSeen prints the sample and looks at some dots of it.
func TestAPictureIsSeen(t *testing.T) {
	p, err := pdf.ParseSVG("sample.svg", []byte(sampleSVG))
	if err != nil {
		t.Fatal(err)
	}
	for _, grey := range []bool{false, true} {
		d := pdf.New(pdf.Options{Title: "Sample", Created: created})
		if got := d.Picture(p, 0, 0, 200, grey); got != 100 {
			t.Errorf("got a height of %v mm, want 100", got)
		}
		file, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		at := dots(t, file)
		look := map[[2]int]string{{25, 20}: "7a1f2b", {60, 12}: "ff8080", {5, 5}: "ffffff", {120, 22}: "808080", {150, 90}: "ffffff"}
		if grey {
			look = map[[2]int]string{{25, 20}: "3c3c3c", {5, 5}: "ffffff"}
		}
		for where, want := range look {
			if got := at(where[0], where[1]); !near(got, want) {
				t.Errorf("grey %v: got #%s at %v mm, want about #%s", grey, got, where, want)
			}
		}
		for _, want := range []string{"Stop & check", "then ask", "up"} {
			if got := pdftest.Text(t, file); !strings.Contains(got, want) {
				t.Errorf("got the text %q, want %q in it", got, want)
			}
		}
	}
}

// dots prints the first page at one dot a mm and gives the colour of a dot.
func dots(t *testing.T, file []byte) func(x, y int) string {
	t.Helper()
	name := pdftest.Write(t, file)
	picture := filepath.Join(filepath.Dir(name), "page")
	pdftest.Run(t, "poppler-utils", "pdftoppm", "-r", "25.4", "-singlefile", name, picture)
	data, err := os.ReadFile(picture + ".ppm")
	if err != nil {
		t.Fatal(err)
	}
	var width, height, depth int
	parts := bytes.SplitN(data, []byte("\n"), 4)
	if _, err := fmt.Sscan(string(parts[1])+" "+string(parts[2]), &width, &height, &depth); err != nil {
		t.Fatal(err)
	}
	return func(x, y int) string { return fmt.Sprintf("%x", parts[3][(y*width+x)*3:(y*width+x)*3+3]) }
}

// near tells that two colours differ by little in each part.
func near(got, want string) bool {
	var a, b [3]int
	for i := range 3 {
		_, errA := fmt.Sscanf(got[2*i:2*i+2], "%x", &a[i])
		_, errB := fmt.Sscanf(want[2*i:2*i+2], "%x", &b[i])
		if errA != nil || errB != nil || a[i]-b[i] > 12 || b[i]-a[i] > 12 {
			return false
		}
	}
	return true
}

func FuzzParseSVG(f *testing.F) {
	f.Add(sampleSVG)
	f.Add(`<svg viewBox="0 0 10 10"><path d="M0 0A1 1 1 0 15 5zz"/></svg>`)
	f.Fuzz(func(t *testing.T, svg string) {
		p, err := pdf.ParseSVG("fuzz.svg", []byte(svg))
		if err != nil {
			return
		}
		d := pdf.New(pdf.Options{Title: "Fuzz", Created: created})
		d.Picture(p, 10, 10, 50, false)
		if err := d.Err(); err != nil {
			t.Errorf("%s: got %v, want a drawing", svg, err)
		}
	})
}
