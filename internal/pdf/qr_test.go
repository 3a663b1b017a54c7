package pdf_test

import (
	"fmt"
	"strings"
	"testing"

	"lamtoen/internal/pdf"
	"lamtoen/internal/pdf/pdftest"
)

func TestQRReadsBack(t *testing.T) {
	for _, length := range []int{1, 17, 60, 150, 300, 500, 800} {
		t.Run(fmt.Sprint(length), func(t *testing.T) {
			want := strings.Repeat("https://lamtoen.example.bt/v/#aB3_-", length/35+1)[:length]
			d := pdf.New(pdf.Options{Title: "code", Created: created})
			d.QR(30, 30, 60, want)
			file, err := d.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSuffix(pdftest.Scan(t, file, "150"), "\n"); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestQRRefuses(t *testing.T) {
	for name, text := range map[string]string{"nothing": "", "too much": strings.Repeat("a", 2400)} {
		d := pdf.New(pdf.Options{Title: "code", Created: created})
		d.QR(30, 30, 60, text)
		if _, err := d.Bytes(); err == nil {
			t.Errorf("%s: got no error, want one", name)
		}
	}
}

// slowPenalty is ISO/IEC 18004, table 11, module by module.
func slowPenalty(rows []string) int {
	n := len(rows)
	columns := make([]string, n)
	for x := range n {
		for y := range n {
			columns[x] += rows[y][x : x+1]
		}
	}
	total, dark := 0, 0
	for _, line := range append(append([]string(nil), rows...), columns...) {
		for x := 0; x < n; {
			end := x
			for end < n && line[end] == line[x] {
				end++
			}
			if end-x >= 5 {
				total += end - x - 2
			}
			x = end
		}
		for x := 0; x+11 <= n; x++ {
			if line[x:x+11] == "# ### #    " || line[x:x+11] == "    # ### #" {
				total += 40
			}
		}
	}
	for y := range n {
		dark += strings.Count(rows[y], "#")
		for x := 0; y+1 < n && x+1 < n; x++ {
			if a, b := rows[y][x:x+2], rows[y+1][x:x+2]; a == b && a[0] == a[1] {
				total += 3
			}
		}
	}
	uneven := 100*dark/(n*n) - 50
	return total + max(uneven, -uneven)/5*10
}

func TestPenaltyAgreesWithTheStandard(t *testing.T) {
	for length := 1; length < 2000; length += 97 {
		rows, err := pdf.EncodeQR(strings.Repeat("0aZ-", length/4+1)[:length])
		if err != nil {
			t.Fatal(err)
		}
		if got, want := pdf.Penalty(rows), slowPenalty(rows); got != want {
			t.Errorf("%d characters, %d modules: got %d, want %d", length, len(rows), got, want)
		}
	}
}
