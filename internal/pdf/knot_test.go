package pdf_test

import (
	"testing"

	"lamtoen/internal/pdf"
)

func TestKnotRunsOverAndUnderAtEachCrossing(t *testing.T) {
	crossings := pdf.KnotCrossings()
	if got, want := len(crossings), 8; got != want {
		t.Errorf("crossings: got %d, want %d", got, want)
	}
	for at, got := range crossings {
		if want := [2]int{1, 1}; got != want {
			t.Errorf("crossing at %v: got %v times under and over, want %v", at, got, want)
		}
	}
}
