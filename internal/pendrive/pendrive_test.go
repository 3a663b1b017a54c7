package pendrive_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/export"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/slip"
)

// refused checks that a slip is refused beside its field, in these words.
func (w *world) refused(err error, code fault.Code, words string) {
	w.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code || !strings.Contains(f.Message, words) {
		w.Fatalf("got %v, want %s: %s", err, code, words)
	}
	if code == fault.CodeInvalid && (len(f.Fields) != 1 || f.Fields[0].Name != slip.Field) {
		w.Errorf("%q stands beside no field", f.Message)
	}
}

func TestTheFileIsForWhoHasBegunAndHoldsNoBank(t *testing.T) {
	w := newWorld(t)
	_, err := w.pens.ForPerson(t.Context(), w.pema, course, export.About{})
	w.refused(err, fault.CodeConflict, "Begin the course first")
	p, again := w.take(w.pema), w.take(w.pema)
	if p != again {
		t.Error("the same enrolment has two files")
	}
	for _, want := range []string{"Pema Dorji", "Lesson three", "Yes I do", "https://lamtoen.test/me/slips", "no certificate", "not in this file"} {
		if !strings.Contains(p.html, want) {
			t.Errorf("the file does not say %q", want)
		}
	}
	for _, never := range []string{"key of the bank", "a-1", string(w.pema), "100001"} {
		if strings.Contains(p.html, never) {
			t.Errorf("the file holds %q", never)
		}
	}
	other := w.take(w.dechen)
	if other.number == p.number || other.key == p.key {
		t.Error("two people have one number or key")
	}
}

func TestASlipCountsOnce(t *testing.T) {
	w := newWorld(t)
	p := w.take(w.pema)
	w.at = w.at.Add(50 * time.Hour) // two days later, at 12:00 in Thimphu
	text := w.slip(p, 1, 0, 1, 2)
	taken, err := w.pens.Type(t.Context(), w.pema, strings.ToLower(text))
	w.must(err)
	if taken.Again || len(taken.Counted) != 3 || taken.Progress.Status.LessonsDone != 3 || taken.Superseded() {
		t.Errorf("taken: %+v", taken)
	}
	const want = "1 one slip 11-24T17:59; 1 three slip 11-24T17:59; 1 two slip 11-24T17:59"
	if got := w.done(w.pema); got != want {
		t.Errorf("done: %s, want %s", got, want)
	}
	w.at = w.at.Add(time.Hour)
	taken, err = w.pens.Type(t.Context(), w.pema, text)
	w.must(err)
	if !taken.Again || w.done(w.pema) != want {
		t.Errorf("typed again: %+v, done: %s", taken.Again, w.done(w.pema))
	}
	list, err := w.pens.OfPerson(t.Context(), w.pema)
	w.must(err)
	if len(list) != 1 || list[0].Grouped() != text || list[0].Day != "2026-11-24" || list[0].By != w.pema {
		t.Errorf("the list has %+v", list)
	}
}

// A slip that was voided by an officer does not come back to life by being typed again.
func TestAVoidLessonStaysVoid(t *testing.T) {
	w := newWorld(t)
	text := w.slip(w.take(w.pema), 0, 0)
	_, err := w.pens.Type(t.Context(), w.pema, text)
	w.must(err)
	w.must(w.learning.Void(t.Context(), learning.FactID(w.pema, course, 1, "lesson", "one"), "Read by somebody else.", "officer"))
	taken, err := w.pens.Type(t.Context(), w.pema, text)
	w.must(err)
	if taken.Progress.Status.LessonsDone != 0 {
		t.Error("typed again, the slip made a void lesson count")
	}
}

func TestSlipsComeInAnyOrderAndBesideTheWeb(t *testing.T) {
	w := newWorld(t)
	p := w.take(w.pema)
	w.at = w.at.Add(100 * time.Hour)
	late, early := w.slip(p, 3, 0, 1, 2), w.slip(p, 1, 0)
	_, err := w.learning.FinishLesson(t.Context(), w.pema, course, "one", learning.ViaWeb)
	w.must(err)
	taken, err := w.pens.Type(t.Context(), w.pema, late)
	w.must(err)
	if len(taken.Counted) != 2 {
		t.Errorf("beside the web the later slip counted for %v", taken.Counted)
	}
	taken, err = w.pens.Type(t.Context(), w.pema, early)
	w.must(err)
	if len(taken.Counted) != 0 || taken.Again {
		t.Errorf("the earlier slip counted for %v", taken.Counted)
	}
	if got, want := w.done(w.pema), "1 one web 11-27T08:00; 1 three slip 11-26T17:59; 1 two slip 11-26T17:59"; got != want {
		t.Errorf("done: %s, want %s", got, want)
	}
}

// The clock of a device is what it is: a day before the file was made is that day, and one that has not come is today.
func TestTheClaimedDayIsHeldWithinReason(t *testing.T) {
	w := newWorld(t)
	taken, err := w.pens.Type(t.Context(), w.pema, w.slip(w.take(w.pema), 2000, 1))
	w.must(err)
	if taken.Day != "2026-11-23" {
		t.Errorf("a day of 2032 is taken as %s", taken.Day)
	}
	if got, want := w.done(w.pema), "1 two slip 11-23T04:00"; got != want {
		t.Errorf("done: %s, want %s", got, want)
	}
}

func TestASlipIsGoodAfterAVersionChange(t *testing.T) {
	w := newWorld(t)
	p := w.take(w.pema)
	w.publish("1.1.0")
	taken, err := w.pens.Type(t.Context(), w.pema, w.slip(p, 0, 0, 1))
	w.must(err)
	if got, want := w.done(w.pema), "1 one slip 11-23T04:00; 1 two slip 11-23T04:00"; got != want || taken.Version != "1.0.0" {
		t.Errorf("done: %s, want %s", got, want)
	}
	w.publish("2.0.0")
	old := w.slip(p, 0, 0, 1, 2)
	fresh := w.take(w.pema) // begins the new major version
	if fresh.number == p.number {
		t.Fatal("another enrolment has the same file")
	}
	taken, err = w.pens.Type(t.Context(), w.pema, old)
	w.must(err)
	if !taken.Superseded() || len(taken.Counted) != 1 || taken.Progress.Status.LessonsDone != 0 {
		t.Errorf("a slip of the time before: superseded %v, counted %v, done now %d", taken.Superseded(), taken.Counted, taken.Progress.Status.LessonsDone)
	}
	taken, err = w.pens.Type(t.Context(), w.pema, w.slip(fresh, 0, 0))
	w.must(err)
	if taken.Superseded() || len(taken.Counted) != 1 || taken.Counted[0] != "new" {
		t.Errorf("the fresh file's slip counted for %v", taken.Counted)
	}
}

func TestASlipIsForItsPersonOnly(t *testing.T) {
	w := newWorld(t)
	p := w.take(w.pema)
	w.take(w.dechen)
	_, err := w.pens.Type(t.Context(), w.dechen, w.slip(p, 0, 0))
	w.refused(err, fault.CodeInvalid, "made for somebody else")
	if got := w.done(w.dechen) + w.done(w.pema); got != "" {
		t.Errorf("done: %s", got)
	}
	if _, err := w.pens.Type(t.Context(), w.pema, w.slip(p, 0, 0)); err != nil {
		t.Errorf("afterwards its own person gets %v", err)
	}
}

func TestWhatIsMadeUpIsRefused(t *testing.T) {
	w := newWorld(t)
	p := w.take(w.pema)
	for name, s := range map[string]pen{
		"no such file": {number: p.number ^ 1, key: p.key}, "another key": {number: p.number, key: slip.Key{1}},
	} {
		_, err := w.pens.Type(t.Context(), w.pema, w.slip(s, 0, 0))
		if err == nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		w.refused(err, fault.CodeInvalid, "No pen-drive file of ours")
	}
	_, err := w.pens.Type(t.Context(), w.pema, w.slip(p, 0, 7)) // a source that was tampered with
	w.refused(err, fault.CodeInvalid, "lessons that its file does not have")
	_, err = w.pens.Type(t.Context(), w.pema, w.slip(p, 0))
	w.refused(err, fault.CodeInvalid, "no lesson")
	if got := w.done(w.pema); got != "" {
		t.Errorf("done: %s", got)
	}
}

func TestManyMadeUpSlipsMustWait(t *testing.T) {
	w := newWorld(t)
	p := w.take(w.pema)
	random := rand.New(rand.NewPCG(1, 2))
	forged := func() string {
		var k slip.Key
		for i := range k {
			k[i] = byte(random.Uint32())
		}
		return w.slip(pen{number: p.number, key: k}, 0, 0, 1, 2)
	}
	for range 10 {
		_, err := w.pens.Type(t.Context(), w.pema, forged())
		w.refused(err, fault.CodeInvalid, "No pen-drive file of ours")
	}
	_, err := w.pens.Type(t.Context(), w.pema, forged())
	w.refused(err, fault.CodeTooMany, "in 10 minutes")
	for range 20 { // slips of the pen never count
		_, err := w.pens.Type(t.Context(), w.dechen, "K7M4P")
		w.refused(err, fault.CodeInvalid, "this has 5")
	}
	w.at = w.at.Add(10 * time.Minute)
	_, err = w.pens.Type(t.Context(), w.pema, w.slip(p, 0, 0))
	w.must(err)
}

func TestACrashIsFinishedByTypingAgain(t *testing.T) {
	w := newWorld(t)
	p := w.take(w.pema)
	text := w.slip(p, 0, 0, 1, 2)
	for writes := range 5 { // the slip's own record, and three lessons
		w.open(&mortal{w.engine, 1 << 20})
		mortal := &mortal{w.engine, 1 << 20}
		w.open(mortal)
		mortal.left = writes % 2
		if _, err := w.pens.Type(t.Context(), w.pema, text); err != nil && !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
	}
	w.open(w.engine)
	taken, err := w.pens.Type(t.Context(), w.pema, text)
	w.must(err)
	if !taken.Again || len(taken.Counted) != 3 || taken.Progress.Status.LessonsDone != 3 {
		t.Errorf("after crashes: %+v counted, %d done", taken.Counted, taken.Progress.Status.LessonsDone)
	}
}
