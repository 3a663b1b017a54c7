package pdf_test

import (
	"os"
	"strings"
	"sync"
	"testing"

	"lamtoen/internal/pdf"
)

func TestShapingAgreesWithHarfBuzz(t *testing.T) {
	golden, err := os.ReadFile("testdata/shaping.golden")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(golden)), "\n")
	if len(lines) < 1000 {
		t.Fatalf("got %d golden lines, want more than 1000", len(lines))
	}
	for _, line := range lines {
		text, want, _ := strings.Cut(line, "\t")
		if got := pdf.Shape(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestNoDottedCircleOrMissingGlyph(t *testing.T) {
	circle, _, _ := strings.Cut(pdf.Shape("\u25CC"), "=")
	for _, text := range []string{dzGovernment, dzCommission, dzCertificate, "བསྒྲུབས"} {
		for _, glyph := range strings.Split(pdf.Shape(text), "|") {
			if id, _, _ := strings.Cut(glyph, "="); id == circle || id == "0" {
				t.Errorf("%s: got glyph %s, want neither the dotted circle (%s) nor the missing glyph", text, glyph, circle)
			}
		}
	}
}

func TestShapingIsSafeForConcurrentUse(t *testing.T) {
	texts := []string{dzGovernment, dzCommission, dzCertificate}
	want := []string{pdf.Shape(texts[0]), pdf.Shape(texts[1]), pdf.Shape(texts[2])}
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := range 50 {
				k := (worker + i) % len(texts)
				// A new text each time passes by the cache.
				text := texts[k] + strings.Repeat("་", 1+worker*50+i)
				if got := pdf.Shape(text); !strings.HasPrefix(got, want[k]) {
					t.Errorf("%s: got %s, want it to begin with %s", text, got, want[k])
				}
			}
		})
	}
	group.Wait()
}
