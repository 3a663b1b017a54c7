package intake_test

import (
	"bytes"
	"testing"
	"time"

	"lamtoen/internal/intake"
)

// TestLetters draws two letters: the same input gives the same bytes, and a code never stands in them as plain text alone.
func TestLetters(t *testing.T) {
	at := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	l := intake.Letters{Address: "https://training.example.bt", Issuer: "Dema Wangmo", Printed: at}
	for _, name := range []string{"Karma Dorji", "Pema Lhamo"} {
		l.List = append(l.List, intake.Letter{Name: name, EID: "200801234", Position: "Planning Officer", Agency: "Ministry of Health",
			Code: "7K3M-9QXA-2B4D", Expires: at.AddDate(0, 0, 90)})
	}
	first, err := l.PDF()
	must(t, err)
	again, err := l.PDF()
	must(t, err)
	if !bytes.Equal(first, again) || !bytes.HasPrefix(first, []byte("%PDF-")) || bytes.Count(first, []byte("/Type /Page\n")) != 2 {
		t.Errorf("got %d and %d bytes with %d pages, want the same PDF twice with 2", len(first), len(again), bytes.Count(first, []byte("/Type /Page\n")))
	}
}
