package account_test

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lamtoen/internal/account"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// activation uses a code as the learner would.
func activation(code string) account.Activation {
	return account.Activation{EID: "200801234", Joined: "2020-07-01", Code: code, Password: password, Address: "10.0.0.1"}
}

func TestActivationWithEIDCodeAndJoiningDate(t *testing.T) {
	w := newWorld(t)
	codes, err := w.service.IssueActivationCodes(t.Context(), w.principal(w.rcsc), []org.PersonID{w.learner, w.focal})
	if err != nil || len(codes) != 2 {
		t.Fatalf("got %v, %v; want two codes", codes, err)
	}
	code := codes[0]
	if !regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$`).MatchString(code.Text) {
		t.Errorf("got code %q, want three groups of four", code.Text)
	}
	if got, want := code.Expires, w.clock.now().Add(90*24*time.Hour); !got.Equal(want) || code.Kind != account.ActivationCode {
		t.Errorf("got %v, %s; want an activation code until %v", got, code.Kind, want)
	}
	wrong := map[string]func(*account.Activation){
		"another date":   func(a *account.Activation) { a.Joined = "2020-07-02" },
		"another person": func(a *account.Activation) { a.EID = "200801235" },
		"nobody":         func(a *account.Activation) { a.EID = "999999999" },
		"another's code": func(a *account.Activation) { a.Code = codes[1].Text },
	}
	for name, edit := range wrong {
		a := activation(code.Text)
		edit(&a)
		if f := refused(t, w.service.Activate(t.Context(), a), fault.CodeUnauthorised); !strings.Contains(f.Message, "new code") {
			t.Errorf("%s: got %q, want one text that says what to do", name, f.Message)
		}
	}
	typed := activation(strings.ToLower(strings.ReplaceAll(code.Text, "-", " ")))
	typed.EID = " 2008-01234"
	if err := w.service.Activate(t.Context(), typed); err != nil {
		t.Fatalf("the right code in small letters: %v", err)
	}
	w.session(t, w.signIn(t, w.learner, false))
	refused(t, w.service.Activate(t.Context(), activation(code.Text)), fault.CodeUnauthorised)
	if got := w.actions(t, w.learner); !slices.Contains(got, "password.chosen") {
		t.Errorf("got audit entries %v, want password.chosen among them", got)
	}
}

func TestConfusableLettersInACodeAreForgiven(t *testing.T) {
	w := newWorld(t)
	for range 400 { // until a code with both digits comes up, as one in ten does
		code, err := w.service.ProvisionCode(t.Context(), w.learner, "test")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(code.Text, "0") || !strings.Contains(code.Text, "1") {
			continue
		}
		typed := strings.NewReplacer("0", "o", "1", "l").Replace(code.Text)
		if err := w.service.Activate(t.Context(), activation(typed)); err != nil {
			t.Errorf("%q typed as %q: %v", code.Text, typed, err)
		}
		return
	}
	t.Fatal("no code with 0 and 1 among 400")
}

func TestCodesRunOut(t *testing.T) {
	w := newWorld(t)
	codes, err := w.service.IssueActivationCodes(t.Context(), w.principal(w.rcsc), []org.PersonID{w.learner})
	if err != nil {
		t.Fatal(err)
	}
	w.clock.move(90 * 24 * time.Hour)
	refused(t, w.service.Activate(t.Context(), activation(codes[0].Text)), fault.CodeUnauthorised)

	first, err := w.service.IssueResetCode(t.Context(), w.principal(w.focal), w.learner)
	if err != nil {
		t.Fatal(err)
	}
	second, err := w.service.IssueResetCode(t.Context(), w.principal(w.focal), w.learner)
	if err != nil {
		t.Fatal(err)
	}
	refused(t, w.service.Activate(t.Context(), activation(first.Text)), fault.CodeUnauthorised)
	w.clock.move(24*time.Hour - time.Minute)
	if err := w.service.Activate(t.Context(), activation(second.Text)); err != nil {
		t.Errorf("a minute before 24 hours: %v", err)
	}
	third, err := w.service.IssueResetCode(t.Context(), w.principal(w.focal), w.learner)
	if err != nil {
		t.Fatal(err)
	}
	w.clock.move(24 * time.Hour)
	refused(t, w.service.Activate(t.Context(), activation(third.Text)), fault.CodeUnauthorised)
}

func TestACodeIsUsedOnce(t *testing.T) {
	w := newWorld(t)
	code, err := w.service.ProvisionCode(t.Context(), w.learner, "user add")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var group sync.WaitGroup
	won := 0
	for range 3 {
		group.Go(func() {
			err := w.service.Activate(t.Context(), activation(code.Text))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			}
		})
	}
	group.Wait()
	if won != 1 {
		t.Errorf("%d of 3 at once chose a password with one code, want 1", won)
	}
}

func TestGuessingCodesIsDelayedAndAWeakPasswordIsNot(t *testing.T) {
	w := newWorld(t)
	code, err := w.service.ProvisionCode(t.Context(), w.learner, "user add")
	if err != nil {
		t.Fatal(err)
	}
	weak := activation(code.Text)
	for _, text := range []string{"short", "Karma.Dorji.2026", "bhutan2026!"} {
		for range 3 {
			weak.Password = text
			f := refused(t, w.service.Activate(t.Context(), weak), fault.CodeInvalid)
			if len(f.Fields) != 1 || f.Fields[0].Name != "password" {
				t.Fatalf("%q: got fields %+v, want password", text, f.Fields)
			}
		}
	}
	for range 4 {
		refused(t, w.service.Activate(t.Context(), activation("0000-0000-0000")), fault.CodeUnauthorised)
	}
	refused(t, w.service.Activate(t.Context(), activation(code.Text)), fault.CodeTooMany)
	w.clock.move(2 * time.Second)
	if err := w.service.Activate(t.Context(), activation(code.Text)); err != nil {
		t.Errorf("after the delay: %v", err)
	}
	f := refused(t, w.service.Activate(t.Context(), account.Activation{}), fault.CodeInvalid)
	if len(f.Fields) != 4 {
		t.Errorf("got fields %+v, want all four", f.Fields)
	}
}

func TestAResetIsToldToTheOwnerAndEndsSessions(t *testing.T) {
	w := newWorld(t)
	old := w.signIn(t, w.learner, false)
	code, err := w.service.IssueResetCode(t.Context(), w.principal(w.focal), w.learner)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.service.Verify(t.Context(), old.Access); err != nil {
		t.Errorf("printing a code signed its owner out: %v", err)
	}
	if kinds, texts := w.notices(t, w.learner); len(kinds) != 1 || !strings.Contains(texts, "printed for you by Pema Lhamo on 23 November 2026") {
		t.Errorf("got notices %v %q, want that a code was printed, by whom and when", kinds, texts)
	}
	w.clock.move(time.Hour)
	a := activation(code.Text)
	a.Password = "yellow robes at the river"
	if err := w.service.Activate(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	_, err = w.service.Verify(t.Context(), old.Access)
	refused(t, err, fault.CodeUnauthorised)
	if _, err := w.service.SignIn(t.Context(), account.Login{Login: "200801234", Password: a.Password}); err != nil {
		t.Fatal(err)
	}
	kinds, texts := w.notices(t, w.learner)
	if len(kinds) != 1 || kinds[0] != account.PasswordReset || !strings.Contains(texts, "reset by Pema Lhamo on 23 November 2026") {
		t.Errorf("got notices %v %q, want only that the password was reset, by whom and when", kinds, texts)
	}
	notices, err := w.service.Notices(t.Context(), w.learner)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.service.DismissNotices(t.Context(), w.learner, notices[0]); err != nil {
		t.Fatal(err)
	}
	if kinds, _ := w.notices(t, w.learner); len(kinds) != 0 {
		t.Errorf("got notices %v after they were dismissed", kinds)
	}
}

func TestAResetByAPersonWhoWasGuessedAtKeepsTheFailures(t *testing.T) {
	w := newWorld(t)
	w.give(t, w.learner)
	for range 4 {
		_, err := w.service.SignIn(t.Context(), account.Login{Login: "200801234", Password: "not the password"})
		refused(t, err, fault.CodeUnauthorised)
	}
	code, err := w.service.ProvisionCode(t.Context(), w.learner, "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.service.Activate(t.Context(), activation(code.Text)); err != nil {
		t.Fatal(err)
	}
	w.signIn(t, w.learner, false) // at once: the code has ended the delay
	if _, texts := w.notices(t, w.learner); !strings.Contains(texts, "4 failed attempts") {
		t.Errorf("got %q, want the failures told", texts)
	}
}

func TestWhoMayPrintACodeForWhom(t *testing.T) {
	w := newWorld(t)
	outside := w.add(t, "200801300", "Namgay Bidha", "moh")
	gone := w.add(t, "200801301", "Tandin Wangchuk", "dz-haa")
	posts := w.register.Posts(gone)
	if err := w.register.EndPost(t.Context(), posts[0].ID, "2026-10-31", "test", "resigned"); err != nil {
		t.Fatal(err)
	}
	people := map[string]org.PersonID{"learner": w.learner, "focal": w.focal, "focal2": w.focal2, "teacher": w.teacher, "head": w.head,
		"rcsc": w.rcsc, "rcsc2": w.rcsc2, "moic": w.moic, "admin": w.admin, "outside": outside, "gone": gone}
	may := map[string]string{
		"learner": "", "teacher": "", "head": "", "moic": "", "outside": "", "gone": "",
		"focal": "learner teacher head",
		"rcsc":  "learner focal focal2 teacher head outside gone",
		"admin": "rcsc rcsc2 moic",
	}
	for by, whom := range may {
		for name, person := range people {
			want := slices.Contains(strings.Fields(whom), name)
			_, err := w.service.IssueResetCode(t.Context(), w.principal(people[by]), person)
			if got := err == nil; got != want {
				t.Errorf("%s prints for %s: got %v (%v), want %v", by, name, got, err, want)
			}
			if !want {
				refused(t, err, fault.CodeForbidden)
			}
		}
	}
	_, err := w.service.IssueResetCode(t.Context(), org.Principal{}, w.learner)
	refused(t, err, fault.CodeForbidden)
	_, err = w.service.IssueResetCode(t.Context(), w.principal(w.rcsc), "p0000000000000000")
	refused(t, err, fault.CodeNotFound)
}

func TestActivationCodesLeaveOutWhoHasAPassword(t *testing.T) {
	w := newWorld(t)
	w.give(t, w.teacher)
	rcsc := w.principal(w.rcsc)
	people := []org.PersonID{w.learner, w.teacher, w.focal}
	if _, err := w.service.IssueActivationCodes(t.Context(), rcsc, people[:1]); err != nil {
		t.Fatal(err)
	}
	codes, err := w.service.IssueActivationCodes(t.Context(), rcsc, people)
	if err != nil || len(codes) != 2 || codes[0].Person != w.learner || codes[1].Person != w.focal {
		t.Errorf("got %+v, %v; want codes for the two without a password", codes, err)
	}
	w.session(t, w.signIn(t, w.teacher, false))
	_, err = w.service.IssueActivationCodes(t.Context(), w.principal(w.focal), []org.PersonID{w.learner, w.rcsc})
	refused(t, err, fault.CodeForbidden)
}

func TestChangePassword(t *testing.T) {
	w := newWorld(t)
	other := w.session(t, w.signIn(t, w.learner, false))
	tokens := w.signIn(t, w.learner, false)
	here := w.session(t, tokens)
	const next = "black necked and white"
	for name, c := range map[string]struct {
		change account.Change
		field  string
	}{
		"no present password":    {account.Change{Password: next}, "current"},
		"wrong present password": {account.Change{Current: "wrong", Password: next}, "current"},
		"weak":                   {account.Change{Current: password, Password: "thimphu123"}, "password"},
		"own name":               {account.Change{Current: password, Password: "karmadorji1"}, "password"},
		"the same":               {account.Change{Current: password, Password: password}, "password"},
	} {
		f := refused(t, w.service.ChangePassword(t.Context(), here, c.change), fault.CodeInvalid)
		if len(f.Fields) != 1 || f.Fields[0].Name != c.field {
			t.Errorf("%s: got fields %+v, want %s", name, f.Fields, c.field)
		}
	}
	if err := w.service.ChangePassword(t.Context(), here, account.Change{Current: password, Password: next}); err != nil {
		t.Fatal(err)
	}
	w.session(t, tokens)
	devices, err := w.service.Sessions(t.Context(), w.learner, here.SessionID)
	if err != nil || len(devices) != 1 || devices[0].SessionID == other.SessionID {
		t.Errorf("got sessions %+v, %v; want only the one that asked", devices, err)
	}
	if _, err := w.service.SignIn(t.Context(), account.Login{Login: "200801234", Password: password}); err == nil {
		t.Error("the old password still opens the account")
	}
	if kinds, _ := w.notices(t, w.learner); !slices.Contains(kinds, account.PasswordChanged) {
		t.Errorf("got notices %v, want that the password was changed", kinds)
	}
}

func TestSomebodyAtAnOpenSessionCannotGuessThePassword(t *testing.T) {
	w := newWorld(t)
	here := w.session(t, w.signIn(t, w.learner, false))
	guess := account.Change{Current: "wrong", Password: "black necked and white"}
	for range 4 {
		refused(t, w.service.ChangePassword(t.Context(), here, guess), fault.CodeInvalid)
	}
	refused(t, w.service.ChangePassword(t.Context(), here, guess), fault.CodeTooMany)
	w.signIn(t, w.learner, false) // signing in is not delayed by it
}
