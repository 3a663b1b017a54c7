package intake_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

	"lamtoen/internal/intake"
)

// crowdRow is one of many people, who are invented.
func crowdRow(i int) []string {
	places := []string{"moh", "Ministry of Finance", "Haa Dzongkhag", "gw-haa-bji", "gw-haa-gakiling", "dz-sarpang"}
	return []string{
		fmt.Sprintf("20%07d", i), fmt.Sprintf("Tshering Wangmo %d", i%977), []string{"F", "M"}[i%2], []string{"Regular", "Contract", "ESP"}[i%3],
		fmt.Sprintf("Officer %d", i%50), places[i%len(places)], fmt.Sprintf("%02d/%02d/%d", i%28+1, i%12+1, 1990+i%30), fmt.Sprintf("p%d@example.bt", i),
	}
}

// crowdCSV is a list of n people.
func crowdCSV(n int) []byte {
	var b bytes.Buffer
	b.WriteString(head)
	for i := range n {
		for j, c := range crowdRow(i) {
			if j > 0 {
				b.WriteByte(',')
			}
			b.WriteString(c)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// crowdXLSX is the same list as a workbook.
func crowdXLSX(t testing.TB, n int) []byte {
	t.Helper()
	book := excelize.NewFile()
	w, err := book.NewStreamWriter("Sheet1")
	must(t, err)
	must(t, w.SetRow("A1", []any{"EID", "Name", "Sex", "Employment Type", "Position Title", "Agency", "Date of Joining", "E-mail"}))
	for i := range n {
		var cells []any
		for _, c := range crowdRow(i) {
			cells = append(cells, c)
		}
		must(t, w.SetRow(fmt.Sprintf("A%d", i+2), cells))
	}
	must(t, w.Flush())
	var b bytes.Buffer
	must(t, book.Write(&b))
	return b.Bytes()
}

const many = 30_000

// BenchmarkDryRun is a file of 30,000 people from its bytes to its differences, against an empty register and against one that
// has them all, where one in ten has moved.
func BenchmarkDryRun(b *testing.B) {
	for name, data := range map[string][]byte{"csv": crowdCSV(many), "xlsx": crowdXLSX(b, many)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				o := newOffice(b)
				b.StartTimer()
				i, err := o.Upload(b.Context(), intake.Sent{File: "staff", Data: data}, "officer")
				must(b, err)
				d, err := o.Preview(b.Context(), i.ID)
				must(b, err)
				if d.Counts.Joins != many {
					b.Fatalf("got %+v, %v, want 30000 who join", d.Counts, d.Problems[:min(3, len(d.Problems))])
				}
			}
		})
	}
	b.Run("known", func(b *testing.B) {
		o := newOffice(b)
		o.crowd(b)
		data := bytes.ReplaceAll(crowdCSV(many), []byte(",dz-sarpang,"), []byte(",moh,"))
		n := 0
		for b.Loop() {
			n++
			i, err := o.Upload(b.Context(), intake.Sent{File: fmt.Sprint(n), Data: append(data, fmt.Sprintf("%d,,,,,,,\n", n)...)}, "officer")
			must(b, err)
			d, err := o.Preview(b.Context(), i.ID)
			must(b, err)
			if d.Counts.Moves != many/6 {
				b.Fatalf("got %+v, want 5000 who move", d.Counts)
			}
		}
	})
}

// crowd takes the 30,000.
func (o *office) crowd(b *testing.B) {
	b.Helper()
	i, err := o.Upload(b.Context(), intake.Sent{File: "staff.csv", Data: crowdCSV(many)}, "officer")
	must(b, err)
	d, err := o.Preview(b.Context(), i.ID)
	must(b, err)
	b.StartTimer()
	_, err = o.Apply(b.Context(), i.ID, intake.Approval{Digest: d.Digest}, "officer")
	must(b, err)
}

// BenchmarkApply writes 30,000 people with a post each into an empty register on SQLite.
func BenchmarkApply(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		o := newOffice(b)
		o.crowd(b)
	}
}
