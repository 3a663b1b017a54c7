package classes_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

func TestAClassIsOpenedOnce(t *testing.T) {
	w := newWorld(t)
	id := must(w.classes.NewID())(t)
	n := classes.NewClass{ID: id, School: "school-1", Grade: "PP", To: "III", Section: "A", Size: 12}
	first := must(w.classes.Create(t.Context(), n, w.teacher))(t)
	if second := must(w.open().Create(t.Context(), n, w.teacher))(t); second.Code != first.Code {
		t.Errorf("sent twice: got code %s, want %s", second.Code, first.Code)
	}
	if first.Label != "PP–III A" || first.Until != "2026-12-18" || first.Year != "2026" || !slices.Equal(first.Stages, []string{"pp-iii"}) {
		t.Errorf("got %+v", first)
	}
	if got := len(must(w.classes.Pupils(t.Context(), id))(t)); got != 12 {
		t.Errorf("pupils: got %d, want 12", got)
	}
	n.Size = 13
	if _, err := w.classes.Create(t.Context(), n, w.teacher); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("another class under the id: got %v, want a conflict", err)
	}
	mine := must(w.classes.ClassesOf(t.Context(), w.teacher, "2026-03-02"))(t)
	if len(mine) != 1 || mine[0].ID != id {
		t.Errorf("classes of the teacher: got %v", mine)
	}
}

func TestWhatANewClassMayNotBe(t *testing.T) {
	w := newWorld(t)
	for field, change := range map[string]func(*classes.NewClass){
		"school":  func(n *classes.NewClass) { n.School = "school-2" },
		"grade":   func(n *classes.NewClass) { n.Grade = "XIII" },
		"to":      func(n *classes.NewClass) { n.To = "VI" },
		"section": func(n *classes.NewClass) { n.Section = "Karma's" },
		"size":    func(n *classes.NewClass) { n.Size = classes.MaxSize + 1 },
		"lang":    func(n *classes.NewClass) { n.Lang = "fr" },
	} {
		n := classes.NewClass{ID: must(w.classes.NewID())(t), School: "school-1", Grade: "VII", Size: 35}
		change(&n)
		_, err := w.classes.Create(t.Context(), n, w.teacher)
		if f, ok := fault.As(err); !ok || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: got %v, want a message for it", field, err)
		}
	}
}

func TestWithoutASchoolYearAClassEndsWithTheCalendarYear(t *testing.T) {
	w := newWorld(t)
	w.now = day.Date("2027-03-02").Start()
	if c := w.class(5); c.Year != "2027" || c.Until != "2027-12-31" {
		t.Errorf("got %s until %s", c.Year, c.Until)
	}
}

func TestACardSignsIn(t *testing.T) {
	w := newWorld(t)
	c := w.class(35)
	for _, roll := range []int{1, 17, 35} {
		token := must(w.signIn(c.ID, roll))(t)
		who := must(w.open().Session(t.Context(), token))(t) // another instance
		if who.Class != c.ID || who.Roll != roll {
			t.Errorf("got %+v, want pupil %d of %s", who, roll, c.ID)
		}
		w.check(w.classes.SignOut(t.Context(), token))
		if _, err := w.classes.Session(t.Context(), token); !fault.Is(err, fault.CodeUnauthorised) {
			t.Errorf("signed out: got %v", err)
		}
	}
	token := must(w.signIn(c.ID, 2))(t)
	w.now = w.now.Add(11 * time.Hour)
	if _, err := w.classes.Session(t.Context(), token); !fault.Is(err, fault.CodeUnauthorised) {
		t.Errorf("the next day: got %v, want to be asked again", err)
	}
}

func TestCardsOfAClassAreNotAlike(t *testing.T) {
	w := newWorld(t)
	c := w.class(35)
	_, cards, err := w.classes.CardsOf(t.Context(), c.ID)
	w.check(err)
	seen := map[string]int{}
	for _, card := range cards {
		if len(slices.Compact(slices.Sorted(slices.Values(card.Pictures)))) != classes.PicturesNeeded {
			t.Errorf("number %d: got %v, want three different pictures", card.Shown, card.Pictures)
		}
		seen[fmt.Sprint(card.Pictures)]++
	}
	if len(seen) < 34 {
		t.Errorf("got %d different cards of 35", len(seen))
	}
	one, two := must(w.classes.Cards(t.Context(), c.ID))(t), must(w.open().Cards(t.Context(), c.ID))(t)
	if !bytes.HasPrefix(one, []byte("%PDF-")) || !bytes.Equal(one, two) {
		t.Error("cards printed again differ")
	}
	if dir := os.Getenv("LAMTOEN_LOOK"); dir != "" {
		w.check(os.WriteFile(dir+"/cards.pdf", one, 0o600))
	}
}

// Somebody who guesses waits, and the right card is refused too while they do; a reset by the teacher ends the wait.
func TestGuessingIsSlow(t *testing.T) {
	w := newWorld(t)
	c := w.class(3)
	guess := func() error {
		_, err := w.classes.SignIn(t.Context(), classes.SignIn{Code: c.Code, Roll: 1, Pictures: []string{"yak", "yak", "yak"}, Address: "10.0.0.1"})
		return err
	}
	for range 5 {
		if err := guess(); !fault.Is(err, fault.CodeUnauthorised) {
			t.Fatalf("got %v, want the pictures refused", err)
		}
	}
	if _, err := w.signIn(c.ID, 1); !fault.Is(err, fault.CodeTooMany) {
		t.Errorf("after five: got %v, want a wait", err)
	}
	if _, err := w.signIn(c.ID, 2); err != nil {
		t.Errorf("another pupil: got %v, want in", err)
	}
	tries := 0
	for begin := w.now; w.now.Sub(begin) < 7*time.Hour; w.now = w.now.Add(20 * time.Second) {
		if fault.Is(guess(), fault.CodeUnauthorised) {
			tries++
		}
	}
	if tries > 40 {
		t.Errorf("got %d tries in a school day, want at most 40", tries)
	}
	p := must(w.classes.Pupil(t.Context(), c.ID, 1))(t)
	for range 2 {
		w.check(w.classes.ResetPictures(t.Context(), c.ID, 1, p.Set))
	}
	if got := must(w.classes.Pupil(t.Context(), c.ID, 1))(t).Set; got != p.Set+1 {
		t.Errorf("reset twice with one form: got set %d, want %d", got, p.Set+1)
	}
	if _, err := w.signIn(c.ID, 1); err != nil {
		t.Errorf("with the new card: got %v, want in", err)
	}
}

func TestNewPicturesAndLeavingEndSessions(t *testing.T) {
	w := newWorld(t)
	c := w.class(3)
	ended := func(token, why string) {
		t.Helper()
		if _, err := w.classes.Session(t.Context(), token); !fault.Is(err, fault.CodeUnauthorised) {
			t.Errorf("%s: got %v, want the session over", why, err)
		}
	}
	token := must(w.signIn(c.ID, 1))(t)
	w.check(w.classes.ResetPictures(t.Context(), c.ID, 1, 1))
	ended(token, "other pictures")
	token = must(w.signIn(c.ID, 2))(t)
	w.check(w.classes.RemovePupil(t.Context(), c.ID, 2))
	ended(token, "left")
	if _, err := w.classes.SignIn(t.Context(), classes.SignIn{Code: c.Code, Roll: 2, Address: "10.0.0.1"}); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("the number of somebody who left: got %v", err)
	}
}

func TestNumbersAreNeverUsedAgain(t *testing.T) {
	w := newWorld(t)
	c := w.class(3)
	w.check(w.classes.RemovePupil(t.Context(), c.ID, 3))
	for range 2 { // a form that is sent twice
		if p := must(w.classes.AddPupil(t.Context(), c.ID, 4))(t); p.Roll != 4 || p.Shown != 4 {
			t.Errorf("got %+v, want number 4", p)
		}
	}
	if _, err := w.classes.AddPupil(t.Context(), c.ID, 6); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("a number out of turn: got %v", err)
	}
	token := must(w.signIn(c.ID, 4))(t)
	// The three who are here are numbered 1 to 3 again; results hang on the roll.
	must(w.classes.Renumber(t.Context(), c.ID, []classes.Numbered{{Roll: 1, Shown: 2}, {Roll: 2, Shown: 1}, {Roll: 4, Shown: 3}}, classes.Event{By: w.teacher}))(t)
	list := must(w.classes.Pupils(t.Context(), c.ID))(t)
	if list[0].Roll != 2 || list[0].Shown != 1 || must(w.classes.Pupil(t.Context(), c.ID, 4))(t).Shown != 3 {
		t.Errorf("got %+v", list)
	}
	if who := must(w.classes.Session(t.Context(), token))(t); who.Roll != 4 {
		t.Errorf("the session is of roll %d now, want 4", who.Roll)
	}
	if got := classes.NextRoll(list); got != 5 {
		t.Errorf("next: got %d, want 5", got)
	}
	if _, err := w.classes.Renumber(t.Context(), c.ID, []classes.Numbered{{Roll: 1, Shown: 1}}, classes.Event{By: w.teacher}); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("one number twice: got %v", err)
	}
}

func TestATransferCarriesNoName(t *testing.T) {
	w := newWorld(t)
	from := w.class(3)
	id := must(w.classes.NewID())(t)
	to := must(w.classes.Create(t.Context(), classes.NewClass{ID: id, School: "school-2", Grade: "VII", Size: 2}, w.stranger))(t)
	move := must(w.classes.Transfer(t.Context(), from.ID, 2))(t)
	if again := must(w.classes.Transfer(t.Context(), from.ID, 2))(t); again.ID != move.ID {
		t.Errorf("again: got another code")
	}
	if must(w.classes.Pupil(t.Context(), from.ID, 2))(t).Here() {
		t.Error("who has moved is still here")
	}
	for range 2 {
		if p := must(w.classes.Arrive(t.Context(), to.ID, classes.GroupCode(move.ID)))(t); p.Roll != 3 || p.From != move.ID {
			t.Errorf("arrived: got %+v, want roll 3", p)
		}
	}
	if _, err := w.classes.Arrive(t.Context(), from.ID, move.ID); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("a second class: got %v, want a conflict", err)
	}
	if _, err := w.classes.Arrive(t.Context(), to.ID, "AAA AAA AAA"); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("a made-up code: got %v", err)
	}
}

func TestWhoRunsAClass(t *testing.T) {
	w := newWorld(t)
	c := w.class(3)
	may := func(want string) {
		t.Helper()
		got := ""
		for name, who := range map[string]bool{"h": w.may(c.ID, "head"), "t": w.may(c.ID, "teacher"), "o": w.may(c.ID, "other"), "s": w.may(c.ID, "stranger")} {
			if who {
				got += name
			}
		}
		if sorted := slices.Sorted(slices.Values([]byte(got))); string(sorted) != want {
			t.Errorf("got %s, want %s", sorted, want)
		}
	}
	may("ht")
	if _, err := w.classes.AddTeacher(t.Context(), c.ID, w.stranger, "", w.teacher); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("somebody of another school: got %v", err)
	}
	must(w.classes.AddTeacher(t.Context(), c.ID, w.other, "2026-03-10", w.teacher))(t)
	may("hot")
	w.now = day.Date("2026-03-11").Start()
	may("ht") // the substitute's last day is over
	offer := must(w.classes.HandOver(t.Context(), c.ID, w.teacher))(t)
	if again := must(w.classes.HandOver(t.Context(), c.ID, w.teacher))(t); again.Offered.Code != offer.Offered.Code {
		t.Error("a second offer while one waits")
	}
	if _, err := w.classes.TakeOver(t.Context(), offer.Offered.Code, w.stranger); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("taken by another school: got %v", err)
	}
	for range 2 {
		must(w.classes.TakeOver(t.Context(), classes.GroupCode(offer.Offered.Code), w.other))(t)
	}
	may("ho")
	if _, err := w.classes.Give(t.Context(), c.ID, w.teacher, w.other, ""); !fault.Is(err, fault.CodeForbidden) {
		t.Errorf("given by somebody who is no head: got %v", err)
	}
	must(w.classes.Give(t.Context(), c.ID, w.teacher, w.head, "The teacher has gone on leave."))(t)
	may("ht")
	staff := w.schools.SchoolsOf(w.teacher, "2026-03-11")
	w.check(w.schools.EndStaff(t.Context(), staff[0].ID, "2026-03-11", "p-officer", "moved"))
	w.now = day.Date("2026-03-12").Start()
	may("h") // who has left the school runs none of its classes
}

func (w *world) may(class, who string) bool {
	_, err := w.classes.For(w.Context(), map[string]org.PersonID{"head": w.head, "teacher": w.teacher, "other": w.other, "stranger": w.stranger}[who], class)
	return err == nil
}

func TestPurge(t *testing.T) {
	w := newWorld(t)
	c := w.class(35)
	token := must(w.signIn(c.ID, 1))(t)
	rows := func() int { return len(must(w.engine.Find(t.Context(), "class_pupils", store.Query{}))(t)) }
	w.now = day.Date("2026-11-18").Start()
	if c = must(w.classes.Class(t.Context(), c.ID))(t); !c.Warned("2026-11-18") || c.Warned("2026-11-17") {
		t.Error("not told of thirty days before")
	}
	w.now = day.Date("2026-12-18").Start() // the last day of the year
	if n := must(w.classes.Purge(t.Context()))(t); n != 0 || rows() != 35 {
		t.Errorf("on the last day: purged %d, %d rows left", n, rows())
	}
	if _, err := w.classes.Postpone(t.Context(), c.ID, "2027-01-10", w.teacher, ""); !fault.Is(err, fault.CodeForbidden) {
		t.Errorf("put off by the teacher: got %v", err)
	}
	if _, err := w.classes.Postpone(t.Context(), c.ID, day.Date("2026-12-18").AddDays(61), w.head, "x"); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("put off too far: got %v", err)
	}
	must(w.classes.Postpone(t.Context(), c.ID, "2027-01-10", w.head, "Papers are still being entered."))(t)
	w.now = day.Date("2027-01-10").Start()
	must(w.classes.Purge(t.Context()))(t)
	if rows() != 35 {
		t.Errorf("while put off: %d rows left, want 35", rows())
	}
	w.now = day.Date("2027-01-11").Start()
	for i, want := range []int{1, 0} {
		if n := must(w.classes.Purge(t.Context()))(t); n != want {
			t.Errorf("round %d: purged %d, want %d", i+1, n, want)
		}
	}
	if rows() != 0 || len(must(w.engine.Find(t.Context(), "class_sessions", store.Query{}))(t)) != 0 {
		t.Errorf("%d pupils' rows left, want none", rows())
	}
	if _, err := w.classes.Session(t.Context(), token); !fault.Is(err, fault.CodeUnauthorised) {
		t.Errorf("a pupil of a purged class: got %v", err)
	}
	if list := must(w.classes.Pupils(t.Context(), c.ID))(t); len(list) != 0 || rows() != 0 {
		t.Errorf("looking made rows again: %d", rows())
	}
	if _, err := w.classes.AddPupil(t.Context(), c.ID, 36); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("joining a purged class: got %v", err)
	}
}

func TestARestoredStoreKeepsItsCards(t *testing.T) {
	w := newWorld(t)
	c := w.class(2)
	before := w.card(c.ID, 1).Pictures
	w.classes = w.open()
	if after := w.card(c.ID, 1).Pictures; !slices.Equal(before, after) {
		t.Errorf("got %v, want %v", after, before)
	}
	if _, err := w.classes.SignIn(t.Context(), classes.SignIn{Code: "AAAAAA", Roll: 1, Pictures: before}); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("a code of no class: got %v", err)
	}
	renewed := must(w.classes.RenewCode(t.Context(), c.ID, c.Code, w.teacher))(t)
	if again := must(w.classes.RenewCode(t.Context(), c.ID, c.Code, w.teacher))(t); again.Code != renewed.Code || again.Code == c.Code {
		t.Error("a code renewed twice with one form")
	}
	if _, err := w.classes.ByCode(t.Context(), c.Code, ""); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("the old code: got %v", err)
	}
}
