package intake_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"lamtoen/internal/fault"
	"lamtoen/internal/intake"
)

func utf16LE(s string, mark bool) []byte {
	var out []byte
	if mark {
		out = append(out, 0xFF, 0xFE)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// TestReadCSV reads one list in all the forms in which programs write it.
func TestReadCSV(t *testing.T) {
	const plain = "EID,Name,Agency\n3001,Kinlé,moh\n3002,\"Dorji, Karma\",mof\n"
	for name, c := range map[string]struct {
		data     []byte
		encoding string
	}{
		"UTF-8":             {[]byte(plain), "UTF-8"},
		"with a mark":       {append([]byte{0xEF, 0xBB, 0xBF}, plain...), "UTF-8"},
		"UTF-16":            {utf16LE(plain, true), "UTF-16"},
		"UTF-16 unmarked":   {utf16LE(plain, false), "UTF-16"},
		"Windows-1252":      {bytes.ReplaceAll([]byte(plain), []byte("é"), []byte{0xE9}), "Windows-1252"},
		"Windows lines":     {[]byte(strings.ReplaceAll(plain, "\n", "\r\n")), "UTF-8"},
		"semicolons":        {[]byte("EID;Name;Agency\n3001;Kinlé;moh\n3002;Dorji, Karma;mof\n"), "UTF-8"},
		"tabs":              {[]byte("EID\tName\tAgency\n3001\tKinlé\tmoh\n3002\tDorji, Karma\tmof\n"), "UTF-8"},
		"said":              {[]byte("sep=;\nEID;Name;Agency\n3001;Kinlé;moh\n3002;Dorji, Karma;mof\n"), "UTF-8"},
		"heading":           {[]byte("List of staff,,\n\nEID,Name,Agency\n3001,Kinlé,moh\n3002,\"Dorji, Karma\",mof\n"), "UTF-8"},
		"stray spaces":      {[]byte(" EID , Name\u00a0,Agency\n 3001 ,\tKinlé  ,moh\u200b\n'3002,\"  Dorji,  Karma \",mof,,,\n,,\n"), "UTF-8"},
		"Excel text":        {[]byte("EID,Name,Agency\n=\"3001\",Kinlé,moh\n=\"3002\",\"Dorji, Karma\",mof\n"), "UTF-8"},
		"curly quotes":      {[]byte("EID;Name;Agency\n“3001”;‘Kinlé’;moh\n3002;\"Dorji, Karma\";mof\n"), "UTF-8"},
		"empty lines":       {[]byte("\n\nEID,Name,Agency\n\n3001,Kinlé,moh\n\n3002,\"Dorji, Karma\",mof\n\n"), "UTF-8"},
		"no newline at all": {[]byte(strings.TrimSuffix(plain, "\n")), "UTF-8"},
	} {
		table, err := intake.Read(c.data)
		if err != nil {
			t.Errorf("%s: got %v, want the list", name, words(err))
			continue
		}
		var got []string
		for _, r := range table.Rows {
			got = append(got, strings.Join(r.Cells, "|"))
		}
		if want := "3001|Kinlé|moh / 3002|Dorji, Karma|mof"; strings.Join(got, " / ") != want {
			t.Errorf("%s: got %q, want %q", name, strings.Join(got, " / "), want)
		}
		if table.Encoding != c.encoding || table.Format != intake.CSV {
			t.Errorf("%s: got %s in %s, want csv in %s", name, table.Format, table.Encoding, c.encoding)
		}
		if got := strings.Join(table.Header[:3], "|"); got != "EID|Name|Agency" {
			t.Errorf("%s: got the header %q, want EID|Name|Agency", name, got)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":       {nil, "The file is empty"},
		"header only":   {[]byte("EID,Name\n"), "a header and no rows"},
		"old Excel":     {append([]byte{0xD0, 0xCF, 0x11, 0xE0}, make([]byte, 600)...), "old Excel file"},
		"PDF":           {[]byte("%PDF-1.7 x"), "This is a PDF"},
		"binary":        {bytes.Repeat([]byte{1, 0, 2, 3, 4, 200, 7}, 400), "not a list of text"},
		"open quote":    {[]byte("EID,Name\n1,\"Karma\n" + strings.Repeat("2000,Dema Wangmo of Paro\n", 600)), "In line 2, column 2, a quotation mark opens"},
		"too large":     {make([]byte, intake.MaxFile+1), "larger than 10 MB"},
		"many rows":     {[]byte("EID,Name\n" + strings.Repeat("1,2\n", intake.MaxRows+1)), "more than 100,000 rows"},
		"wide":          {[]byte("EID,Name\n" + strings.Repeat(",", 300) + "x\n"), "more than 200 columns"},
		"packed":        {packed(t, "list.txt", "EID"), "packed folder and no workbook"},
		"broken":        {[]byte("PK\x03\x04 and no more"), "damaged"},
		"broken inside": {packed(t, "xl/workbook.xml", "<workbook"), "damaged"},
		"a bomb":        {packed(t, "xl/worksheets/sheet1.xml", strings.Repeat(" ", 170<<20)), "unpacks to more than 160 MB"},
	} {
		_, err := intake.Read(c.data)
		refused(t, err, fault.CodeInvalid, c.want)
		if t.Failed() {
			t.Fatalf("at %s", name)
		}
	}
}

// packed is a zip with one file.
func packed(t *testing.T, name, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	must(t, err)
	_, err = w.Write([]byte(text))
	must(t, err)
	must(t, z.Close())
	return b.Bytes()
}

func TestReadXLSX(t *testing.T) {
	o := newOffice(t)
	book := excelize.NewFile()
	rows := [][]any{
		{"Staff of two agencies"},
		{},
		{"Employee ID", "Employee Name", "Gender", "Type of Employment", "Designation", "Working Agency", "Date of Appointment"},
		{3001, "Karma Dorji", "Male", "Regular", "Planning Officer", "Ministry of Health", time.Date(2010, 4, 3, 0, 0, 0, 0, time.UTC)},
		{"3002", "Dema", "Female", "Contract", "Clerk", "Bji Gewog (gw-haa-bji)", "03/04/2011"},
	}
	for i, cells := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		must(t, err)
		must(t, book.SetSheetRow("Sheet1", cell, &cells))
	}
	_, err := book.NewSheet("Notes")
	must(t, err)
	var b bytes.Buffer
	must(t, book.Write(&b))
	i, err := o.Upload(t.Context(), intake.Sent{File: `C:\lists\staff.xlsx`, Data: b.Bytes()}, "officer")
	must(t, err)
	if i.File != "staff.xlsx" || i.Format != intake.XLSX || i.Sheet != "Sheet1" || i.Status != intake.Waiting {
		t.Errorf("got %+v, want the first sheet of staff.xlsx, waiting", i)
	}
	d, err := o.Preview(t.Context(), i.ID)
	must(t, err)
	if !d.Ready() || d.Counts.Joins != 2 {
		t.Fatalf("got %+v\n%s, want two who join", d.Counts, problems(d))
	}
	notes := strings.Join(d.Notes, "\n")
	for _, want := range []string{"The workbook has 2 sheets; “Sheet1” was read.", "1 date in the column “Date of Appointment” could be read in two ways",
		"“03/04/2011” in row 5 is 3 April 2011"} {
		if !strings.Contains(notes, want) {
			t.Errorf("got the notes %q, want %q among them", notes, want)
		}
	}
	_, err = o.Apply(t.Context(), i.ID, intake.Approval{Digest: d.Digest}, "officer")
	must(t, err)
	if p, _ := o.register.ByEID("3001"); p.Joined != "2010-04-03" {
		t.Errorf("got the joining date %s from a date cell, want 3 April 2010", p.Joined)
	}
}

// TestDates reads each form of a day through a whole file.
func TestDates(t *testing.T) {
	o := newOffice(t)
	for text, want := range map[string]string{
		"31/12/2020": "2020-12-31", "31.12.2020": "2020-12-31", "31-12-2020": "2020-12-31", "31-Dec-2020": "2020-12-31", "31 December 2020": "2020-12-31",
		"2020-12-31": "2020-12-31", "2020-12-31T00:00:00": "2020-12-31", "31/12/2020 00:00:00": "2020-12-31", "20201231": "2020-12-31", "44196": "2020-12-31",
		"44196.5": "2020-12-31", "Dec 31, 2020": "2020-12-31", "31st Dec 2020": "2020-12-31", "31/12/20": "2020-12-31", "31-Dec-87": "1987-12-31", "1/2/2020": "2020-02-01",
		"1 Sept 2020": "2020-09-01", "30/02/2020": "", "2020": "", "soon": "", "12/31/2020": "", "00/00/0000": "", "99999": "", "1/1/1800": "",
	} {
		cell := text
		if strings.Contains(cell, ",") {
			cell = `"` + cell + `"`
		}
		d := o.preview(t, "3000,Tashi,M,Regular,Clerk,moh,"+cell+",\n", intake.Options{})
		got := ""
		for _, x := range d.List {
			for _, v := range x.Values {
				if v.Field == intake.FieldJoined {
					got = v.New
				}
			}
		}
		if want != "" {
			parsed, err := time.Parse("2006-01-02", want)
			must(t, err)
			want = parsed.Format("2 January 2006")
		}
		if got != want || (want == "") != (len(d.Problems) > 0) {
			t.Errorf("%s: got %q with %q, want %q", text, got, problems(d), want)
		}
	}
}

func TestColumns(t *testing.T) {
	o := newOffice(t)
	file := []byte("Staff key,Full Name,Agency,Hobby,Sl. No.\n3001,Karma,moh,archery,1\n")
	i, err := o.Upload(t.Context(), intake.Sent{File: "a.csv", Data: file}, "officer")
	must(t, err)
	if i.Status != intake.Unmapped {
		t.Fatalf("got %s, want the columns to be asked for", i.Status)
	}
	_, err = o.Preview(t.Context(), i.ID)
	refused(t, err, fault.CodeConflict, "Some columns")
	m := append(intake.Mapping(nil), i.Mapping...)
	_, err = o.Map(t.Context(), i.ID, m, "officer")
	refused(t, err, fault.CodeInvalid, "column-1: Choose what the column “Staff key” is")
	refused(t, err, fault.CodeInvalid, "column-4: Choose what the column “Hobby” is")
	m[0], m[3] = intake.FieldName, intake.FieldNone
	_, err = o.Map(t.Context(), i.ID, m, "officer")
	refused(t, err, fault.CodeInvalid, "column-2: The columns “Staff key” and “Full Name” cannot both be this")
	m[0] = intake.FieldEID
	i, err = o.Map(t.Context(), i.ID, m, "officer")
	must(t, err)
	if i.Status != intake.Waiting {
		t.Errorf("got %s after the columns are known, want waiting", i.Status)
	}
	next, err := o.Upload(t.Context(), intake.Sent{File: "b.csv", Data: append(file, "3002,Dema,moh,,2\n"...)}, "officer")
	must(t, err)
	if next.Status != intake.Waiting || next.Mapping[0] != intake.FieldEID {
		t.Errorf("got %s, %v for the next file, want what was said of the first", next.Status, next.Mapping)
	}
}

// FuzzRead gives the readers anything: they answer with a table or a fault, and a table never breaks the limits.
func FuzzRead(f *testing.F) {
	f.Add([]byte(head + three))
	f.Add(utf16LE(head+three, true))
	f.Add(crowdXLSX(f, 3))
	f.Add([]byte("sep=;\n\"a;b\n\n\x00"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := intake.Read(data)
		if err != nil {
			if !fault.Is(err, fault.CodeInvalid) {
				t.Errorf("got %v, want a fault that can be shown", err)
			}
			return
		}
		for _, r := range table.Rows {
			if len(r.Cells) > len(table.Header) {
				t.Fatalf("row %d has %d cells under %d titles, want no more than titles", r.Number, len(r.Cells), len(table.Header))
			}
		}
	})
}
