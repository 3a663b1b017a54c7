package coverage_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lamtoen/internal/coverage"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// read gives an export back as a table of texts, whatever its format.
func read(t *testing.T, f coverage.File, format coverage.Format) [][]string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	switch format {
	case coverage.CSV:
		lines, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return lines
	case coverage.XLSX:
		book, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := book.GetRows("Data")
		if err != nil {
			t.Fatal(err)
		}
		return lines
	case coverage.JSON:
	}
	return readJSON(t, b.Bytes())
}

func readJSON(t *testing.T, text []byte) [][]string {
	t.Helper()
	var file struct {
		Export     string           `json:"export"`
		Version    string           `json:"schema_version"`
		Dictionary []coverage.Term  `json:"dictionary"`
		Rows       []map[string]any `json:"rows"`
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err := decoder.Decode(&file)
	want := map[bool]string{true: coverage.PeopleVersion, false: coverage.SchemaVersion}[file.Export == "people"]
	if err != nil || file.Version != want {
		t.Fatalf("got %v and version %q:\n%s", err, file.Version, text)
	}
	var lines [][]string
	head := make([]string, len(file.Dictionary))
	for i, term := range file.Dictionary {
		head[i] = term.Name
	}
	lines = append(lines, head)
	for _, row := range file.Rows {
		line := make([]string, len(head))
		for i, name := range head {
			if v := row[name]; v != nil {
				line[i] = fmt.Sprint(v)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// flat makes lines of all formats alike: XLSX leaves empty cells at the end out, JSON needs no apostrophe.
func flat(lines [][]string) string {
	var b strings.Builder
	for _, line := range lines {
		text := strings.Join(line, ",")
		b.WriteString(strings.ReplaceAll(strings.TrimRight(text, ","), ",'=", ",=") + "\n")
	}
	return b.String()
}

// Every format says the same; numbers are numbers in JSON.
func TestFormatsSayTheSame(t *testing.T) {
	w := newWorld(t)
	for i, eid := range strings.Fields("1001 1002 1003 1004 1005 1006 1007 1008 1009 1010 1011") {
		id := w.hire(eid, "dz-haa")
		if i < 9 {
			w.complete(id)
		}
	}
	w.hire("1012", "gw-haa-sama")
	w.later()
	q := coverage.Query{Course: conduct, Agency: "dz-haa", Scope: org.Scope{All: true}}
	for name, ask := range map[string]func(coverage.Format) (coverage.File, error){
		"figures": func(f coverage.Format) (coverage.File, error) { return w.cube.FiguresFile(w.ctx, q, f, "Invented") },
		"people": func(f coverage.Format) (coverage.File, error) {
			return w.cube.PeopleFile(w.ctx, q, coverage.Filter{}, f, "Invented")
		},
		"open": func(f coverage.Format) (coverage.File, error) {
			return w.cube.OpenFile(w.ctx, coverage.OpenQuery{Months: 2, Licence: "-as agreed"}, f, "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			want := ""
			for _, format := range coverage.Formats() {
				file, err := ask(format)
				if err != nil {
					t.Fatal(err)
				}
				got := strings.ReplaceAll(flat(read(t, file, format)), ",'-as", ",-as")
				if want == "" {
					want = got
				}
				if got != want || strings.Count(got, "\n") < 3 {
					t.Errorf("%s: got\n%s\nwant\n%s", file.Name, got, want)
				}
			}
		})
	}
}

// A cell that a spreadsheet would run is no formula in the workbook either, and the workbook explains its columns.
func TestWorkbookRunsNothing(t *testing.T) {
	w := newWorld(t)
	w.hire("1012", "gw-haa-sama")
	w.later()
	file, err := w.cube.FiguresFile(w.ctx, coverage.Query{Course: conduct, Agency: "dz-haa", Scope: org.Scope{All: true}}, coverage.XLSX, "")
	w.must(err)
	var b bytes.Buffer
	w.must(file.Write(&b))
	book, err := excelize.OpenReader(&b)
	w.must(err)
	name, err := book.GetCellValue("Data", "G3")
	w.must(err)
	formula, err := book.GetCellFormula("Data", "G3")
	w.must(err)
	if name != "'=Sama Gewog" || formula != "" {
		t.Errorf("got %q and the formula %q, want a text", name, formula)
	}
	terms, err := book.GetRows("Dictionary")
	w.must(err)
	if len(terms) < 20 || terms[1][0] != "course" {
		t.Errorf("got the dictionary %v", terms)
	}
}

func TestExportsRefuse(t *testing.T) {
	w := newWorld(t)
	w.hire("1001", "moh")
	w.later()
	haa := coverage.Query{Course: conduct, Agency: "moh", Scope: org.Scope{Agencies: []org.AgencyCode{"dz-haa"}}}
	if _, err := w.cube.PeopleFile(w.ctx, haa, coverage.Filter{}, coverage.CSV, ""); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("people outside the scope: got %v, want not found", err)
	}
	if _, err := w.cube.FiguresFile(w.ctx, haa, coverage.CSV, ""); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("figures outside the scope: got %v, want not found", err)
	}
	if _, err := w.cube.FiguresFile(w.ctx, all(), "pdf", ""); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("another format: got %v, want not found", err)
	}
	if _, err := w.cube.OpenFile(w.ctx, coverage.OpenQuery{Months: 13}, coverage.CSV, ""); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("13 months: got %v, want invalid", err)
	}
}

// Open data names nobody and counts gewogs in their dzongkhag.
func TestOpenDataOfASmallCountry(t *testing.T) {
	w := newWorld(t)
	for i := range 40 {
		w.hire(fmt.Sprint(1000+i), []org.AgencyCode{"moh", "moit", "moice", "dz-haa", "gw-haa-bji", "gw-haa-sama", "dz-paro", "jdwnrh"}[i%8])
	}
	w.later()
	tables, err := w.cube.OpenData(w.ctx, coverage.OpenQuery{Months: 1})
	w.must(err)
	for _, g := range tables[0].Groups {
		for _, r := range g.Rows {
			if strings.HasPrefix(r.Code, "gw-") {
				t.Errorf("got a row of %s", r.Code)
			}
			if r.Code == "dz-haa" && r.Must != 15 {
				t.Errorf("Haa: got %d, want its 15 with gewogs", r.Must)
			}
		}
	}
	file, err := w.cube.OpenFile(w.ctx, coverage.OpenQuery{Months: 1}, coverage.CSV, "")
	w.must(err)
	var b strings.Builder
	w.must(file.Write(&b))
	if strings.Contains(b.String(), "Person 10") || !strings.Contains(b.String(), coverage.NoLicence) {
		t.Errorf("got\n%s\nwant no person, and that no licence is set", b.String())
	}
}

// counter counts what is written and looks at the memory in use from time to time.
type counter struct {
	n, next int
	peak    uint64
}

func (c *counter) Write(p []byte) (int, error) {
	if c.n += len(p); c.n >= c.next {
		c.next = c.n + 1<<20
		c.peak = max(c.peak, heap())
	}
	return len(p), nil
}

// BenchmarkPeopleCSV30000 writes the list of 30,000 people; BenchmarkPeopleXLSX30000 the same as a workbook.
func BenchmarkPeopleCSV30000(b *testing.B)  { benchmarkPeople(b, coverage.CSV) }
func BenchmarkPeopleXLSX30000(b *testing.B) { benchmarkPeople(b, coverage.XLSX) }

func benchmarkPeople(b *testing.B, format coverage.Format) {
	w := newWorld(b)
	w.populate()
	w.cube = w.another()
	w.figures(all())
	n := 0
	for b.Loop() {
		file, err := w.cube.PeopleFile(w.ctx, all(), coverage.Filter{}, format, "")
		w.must(err)
		out := new(writing)
		w.must(file.Write(out))
		n = int(*out)
	}
	b.ReportMetric(float64(n)/(1<<20), "MiB-file")
}

// writing counts bytes.
type writing int

func (n *writing) Write(p []byte) (int, error) { *n += writing(len(p)); return len(p), nil }

// The memory in use while a list is written does not grow with the list: what 30,000 people need beyond 3,000 is the places on the
// roll, 8 bytes each, and not their rows, of which the file has megabytes.
func TestListsAreWrittenInConstantMemory(t *testing.T) {
	w := newWorld(t)
	w.populate()
	w.cube = w.another()
	w.figures(all())
	use := func(filter coverage.Filter) (file int, growth int64) {
		f, err := w.cube.PeopleFile(w.ctx, all(), filter, coverage.JSON, "")
		w.must(err)
		before := heap()
		c := &counter{}
		w.must(f.Write(c))
		return c.n, int64(c.peak) - int64(before)
	}
	file, growth := use(coverage.Filter{})
	if file < 8<<20 || growth > 1<<20 {
		t.Errorf("got %d KiB more in use for a file of %d KiB, want less than 1 MiB for one of more than 8", growth>>10, file>>10)
	}
}
