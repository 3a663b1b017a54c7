package server_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"lamtoen/internal/intake"
	"lamtoen/internal/org"
)

// sentImport is what these tests read of an import.
type sentImport struct {
	ID     string         `json:"id"`
	Status intake.Status  `json:"status"`
	Before string         `json:"applied_before"`
	Counts *intake.Counts `json:"counts"`
}

// sendFile hands a file in without an Idempotency-Key, to be applied at once.
func (w *world) sendFile(t *testing.T, rows string, more string) (status int, i sentImport) {
	t.Helper()
	file := "EID,Name,Sex,Employment Type,Position Title,Agency,Date of Joining\n" + rows
	body := fmt.Sprintf(`{"file":"staff.csv","content":%q,"dry_run":false%s}`, base64.StdEncoding.EncodeToString([]byte(file)), more)
	got, text := w.ask(t, "rcsc", http.MethodPost, "/api/v1/register/imports", body)
	if err := json.Unmarshal([]byte(text), &i); err != nil {
		t.Fatalf("got %d %s", got.StatusCode, text)
	}
	return got.StatusCode, i
}

// applied waits until the import is.
func (w *world) applied(t testing.TB, id string) {
	t.Helper()
	for range 1000 {
		if i := must(w.intake.Find(t.Context(), id))(t); i.Status == intake.Applied {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the import %s is not applied", id)
}

// A client whose answer was lost sends the file again, without an Idempotency-Key, and again after it was applied. It is told what
// happened, and nothing happens twice; not even when an officer has corrected meanwhile what the file said.
func TestAnImportSentAgainIsHarmless(t *testing.T) {
	const rows = "200900001,Tshering Dorji,M,Regular,Clerk,moh,1/7/2020\n200900002,Dema Lhamo,F,Regular,Clerk,moh,1/7/2020\n"
	for _, columns := range []string{"", `,"columns":["eid","name"]`} {
		w := newWorld(t, options{})
		people := w.register.Count()
		status, first := w.sendFile(t, rows, columns)
		if status != http.StatusCreated || first.Status != intake.Applying && first.Status != intake.Applied {
			t.Fatalf("got %d and %+v, want it begun", status, first)
		}
		for range 3 { // at work, or done
			if status, again := w.sendFile(t, rows, columns); status >= 300 || again.ID != first.ID {
				t.Errorf("sent again: got %d and %+v, want the import %s", status, again, first.ID)
			}
		}
		w.applied(t, first.ID)
		w.clock.move(time.Minute)
		before := w.state()
		status, again := w.sendFile(t, rows, columns)
		if status != http.StatusOK || again.ID != first.ID || again.Status != intake.Applied || again.Counts == nil || again.Counts.Joins != 2 {
			t.Errorf("sent again later: got %d and %+v, want the import as applied", status, again)
		}
		if records := w.intake.Records(); len(records) != 1 {
			t.Errorf("got %d records, want one", len(records))
		}
		if w.state() != before || w.register.Count() != people+2 {
			t.Errorf("got %d people, want %d and nothing else done", w.register.Count(), people+2)
		}

		corrected, _ := w.register.ByEID("200900002")
		w.check(w.register.Correct(t.Context(), corrected.ID, func(p *org.Person) { p.Name = "Dema Lhamo Wangdi" }, "test", "misspelt"))
		before = w.state()
		status, again = w.sendFile(t, rows, columns)
		if status != http.StatusCreated || again.Status != intake.Waiting || again.Before != first.ID || again.Counts == nil || again.Counts.Changed() != 1 {
			t.Errorf("after a correction: got %d and %+v %+v, want what it would undo, and nothing applied", status, again, again.Counts)
		}
		if w.state() != before {
			t.Error("after a correction: sent again, the file has undone it")
		}
	}
}
