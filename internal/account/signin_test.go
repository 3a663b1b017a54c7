package account_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lamtoen/internal/account"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

func TestSignInWithEIDOrOwnEmail(t *testing.T) {
	w := newWorld(t)
	w.give(t, w.learner)
	for _, login := range []string{"200801234", " 200801234 ", "2008-01234", "karma.dorji@example.bt", "Karma.Dorji@Example.bt "} {
		tokens, err := w.service.SignIn(t.Context(), account.Login{Login: login, Password: password, Address: "10.0.0.1"})
		if err != nil {
			t.Errorf("%q: %v", login, err)
			continue
		}
		session := w.session(t, tokens)
		if session.Principal.ID != w.learner || session.Principal.Kind != org.PrincipalPerson || session.SessionID == "" {
			t.Errorf("%q: got session %+v, want the learner's", login, session)
		}
	}
}

func TestEveryWrongSignInLooksTheSame(t *testing.T) {
	w := newWorld(t)
	w.give(t, w.learner)
	w.give(t, w.focal)
	// A second person gives the same address, so it is nobody's own any more.
	_, err := w.register.AddPerson(t.Context(), org.NewPerson{
		Person: org.Person{EID: "200801299", Name: "Pema Lhamo", Email: "pema.lhamo@example.bt", Kind: org.KindRegular, Joined: "2021-01-01"},
		Post:   org.Post{Agency: "moh", Position: "Officer", From: "2021-01-01"},
	}, "test")
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for name, login := range map[string]account.Login{
		"wrong password":     {Login: "200801234", Password: "not the password"},
		"nobody's EID":       {Login: "999999999", Password: password},
		"nobody's e-mail":    {Login: "nobody@example.bt", Password: password},
		"shared e-mail":      {Login: "pema.lhamo@example.bt", Password: password},
		"never activated":    {Login: "200801242", Password: password},
		"password in spaces": {Login: "200801234", Password: " " + password + " "},
	} {
		_, err := w.service.SignIn(t.Context(), login)
		texts = append(texts, refused(t, err, fault.CodeUnauthorised).Message)
		if name == "" || texts[0] != texts[len(texts)-1] {
			t.Errorf("%s: got %q, want the text of the others, %q", name, texts[len(texts)-1], texts[0])
		}
	}
	if !strings.Contains(texts[0], "focal officer") {
		t.Errorf("the text %q does not say what to do", texts[0])
	}
}

func TestEmptyFieldsAreNamedAndCostNothing(t *testing.T) {
	w := newWorld(t)
	for range 10 {
		_, err := w.service.SignIn(t.Context(), account.Login{Login: "  "})
		f := refused(t, err, fault.CodeInvalid)
		if len(f.Fields) != 2 || f.Fields[0].Name != "login" || f.Fields[1].Name != "password" {
			t.Fatalf("got fields %+v, want login and password", f.Fields)
		}
	}
	_, err := w.service.SignIn(t.Context(), account.Login{Login: "200801234", Password: strings.Repeat("x", 5000)})
	refused(t, err, fault.CodeInvalid)
}

func TestDelaysGrowAndEnd(t *testing.T) {
	// The same schedule for somebody who exists and for nobody: else it would tell who has an account.
	for _, login := range []string{"200801234", "karma.dorji@example.bt", "999999999", "nobody@example.bt"} {
		t.Run(login, func(t *testing.T) {
			w := newWorld(t)
			w.give(t, w.learner)
			wrong := account.Login{Login: login, Password: "not the password", Address: "10.0.0.1"}
			var waits []time.Duration
			for n := range 13 {
				_, err := w.service.SignIn(t.Context(), wrong)
				refused(t, err, fault.CodeUnauthorised)
				if n < 3 {
					continue
				}
				// Attempts during the delay are refused unseen and do not lengthen it.
				var wait time.Duration
				for range 3 {
					_, err := w.service.SignIn(t.Context(), wrong)
					wait = refused(t, err, fault.CodeTooMany).RetryAfter
				}
				waits = append(waits, wait)
				w.clock.move(wait)
			}
			if got, want := fmt.Sprint(waits), "[2s 4s 8s 16s 32s 1m4s 2m8s 4m16s 5m0s 5m0s]"; got != want {
				t.Errorf("got delays %s, want %s", got, want)
			}
		})
	}
}

func TestTheRightPasswordWaitsForTheDelayAndThenClearsIt(t *testing.T) {
	w := newWorld(t)
	w.give(t, w.learner)
	right := account.Login{Login: "200801234", Password: password}
	wrong := account.Login{Login: "200801234", Password: "not the password"}
	since := w.clock.now()
	for range 4 {
		_, err := w.service.SignIn(t.Context(), wrong)
		refused(t, err, fault.CodeUnauthorised)
	}
	// Another instance, and the same one after a restart, know of the delay too.
	other := w.open(t, account.Settings{})
	_, err := other.SignIn(t.Context(), right)
	if got := refused(t, err, fault.CodeTooMany); got.RetryAfter != 2*time.Second || !strings.Contains(got.Message, "2 seconds") {
		t.Errorf("got %q and %v, want to wait 2 seconds", got.Message, got.RetryAfter)
	}
	w.clock.move(2 * time.Second)
	if _, err := other.SignIn(t.Context(), right); err != nil {
		t.Fatalf("after the delay: %v", err)
	}
	kinds, texts := w.notices(t, w.learner)
	if len(kinds) != 1 || kinds[0] != account.FailedAttempts {
		t.Fatalf("got notices %v, want one of failed attempts", kinds)
	}
	if want := "4 failed attempts to sign in to your account since 23 November 2026 at 10:00."; !strings.HasPrefix(texts, want) {
		t.Errorf("got %q, want %q (it is %v UTC)", texts, want, since)
	}
	if _, err := w.service.SignIn(t.Context(), wrong); !fault.Is(err, fault.CodeUnauthorised) {
		t.Errorf("got %v, want the count to begin anew", err)
	}
}

func TestDelaysAreForgottenAfterADayButTold(t *testing.T) {
	w := newWorld(t)
	w.give(t, w.learner)
	wrong := account.Login{Login: "200801234", Password: "not the password"}
	for range 3 {
		_, err := w.service.SignIn(t.Context(), wrong)
		refused(t, err, fault.CodeUnauthorised)
	}
	w.clock.move(24 * time.Hour)
	for range 3 {
		_, err := w.service.SignIn(t.Context(), wrong)
		refused(t, err, fault.CodeUnauthorised)
	}
	w.signIn(t, w.learner, false)
	if _, texts := w.notices(t, w.learner); !strings.HasPrefix(texts, "6 failed attempts") {
		t.Errorf("got %q, want all 6 failures told", texts)
	}
}

func TestManyGuessesAtOnceAreNoMoreThanOneAfterTheOther(t *testing.T) {
	w := newWorld(t)
	w.give(t, w.learner)
	var mu sync.Mutex
	var group sync.WaitGroup
	guessed := 0
	for i := range 24 {
		group.Go(func() {
			_, err := w.service.SignIn(t.Context(), account.Login{Login: "200801234", Password: fmt.Sprintf("guess number %d", i)})
			mu.Lock()
			defer mu.Unlock()
			if fault.Is(err, fault.CodeUnauthorised) {
				guessed++
			}
		})
	}
	group.Wait()
	if guessed != 4 {
		t.Errorf("%d of 24 guesses at once were looked at, want 4", guessed)
	}
}

func TestAnAddressMayFailForFiveHundredPeople(t *testing.T) {
	w := newWorld(t)
	w.give(t, w.learner)
	fail := func(i int, address string) error {
		_, err := w.service.SignIn(t.Context(), account.Login{Login: fmt.Sprintf("7%08d", i), Password: "not the password", Address: address})
		return err
	}
	for i := range 1000 {
		refused(t, fail(i, "10.9.9.9"), fault.CodeUnauthorised)
	}
	right := account.Login{Login: "200801234", Password: password, Address: "10.9.9.9"}
	if _, err := w.service.SignIn(t.Context(), right); !fault.Is(err, fault.CodeTooMany) {
		t.Fatalf("got %v after 1000 failures from one address, want to wait", err)
	}
	refused(t, fail(2000, "10.9.9.8"), fault.CodeUnauthorised)
	w.clock.move(time.Minute)
	if _, err := w.service.SignIn(t.Context(), right); err != nil {
		t.Errorf("after a minute: %v, want no lock for good", err)
	}
}

func TestAnIPv6SubscriberIsOneAddress(t *testing.T) {
	w := newWorld(t)
	s := w.open(t, account.Settings{Limits: account.Limits{AddressFails: 3}})
	for i := range 3 {
		_, err := s.SignIn(t.Context(), account.Login{Login: fmt.Sprintf("7%08d", i), Password: "x", Address: fmt.Sprintf("2001:db8::%d", i+1)})
		refused(t, err, fault.CodeUnauthorised)
	}
	_, err := s.SignIn(t.Context(), account.Login{Login: "79", Password: "x", Address: "2001:db8::99"})
	refused(t, err, fault.CodeTooMany)
	_, err = s.SignIn(t.Context(), account.Login{Login: "79", Password: "x", Address: "2001:db8:0:1::99"})
	refused(t, err, fault.CodeUnauthorised)
}

func TestTooManyAtTheDoorAreAskedToComeBack(t *testing.T) {
	w := newWorld(t)
	w.give(t, w.learner)
	s := w.open(t, account.Settings{Limits: account.Limits{Hashers: 1, HashWait: time.Nanosecond},
		Cost: account.Cost{MemoryKiB: 64 * 1024, Passes: 4, Threads: 1}})
	var mu sync.Mutex
	var group sync.WaitGroup
	busy := 0
	for i := range 8 {
		group.Go(func() {
			_, err := s.SignIn(t.Context(), account.Login{Login: fmt.Sprintf("7%08d", i), Password: "x"})
			mu.Lock()
			defer mu.Unlock()
			if fault.Is(err, fault.CodeUnavailable) {
				busy++
			}
		})
	}
	group.Wait()
	if busy == 0 {
		t.Error("nobody was asked to come back, want some of 8 with one hasher and no queue")
	}
}

// stored is what a test reads of an account.
type stored struct {
	ID   string `bson:"_id"`
	Hash string `bson:"hash"`
}

func (w *world) hashOf(t testing.TB, person org.PersonID) string {
	t.Helper()
	accounts, err := store.Open[stored](t.Context(), w.engine, "accounts")
	if err != nil {
		t.Fatal(err)
	}
	a, err := accounts.Get(t.Context(), string(person))
	if err != nil {
		t.Fatal(err)
	}
	return a.Hash
}

func TestAHashIsStrengthenedAtTheNextSignIn(t *testing.T) {
	w := newWorld(t)
	w.give(t, w.learner)
	weak := w.hashOf(t, w.learner)
	if want := "$argon2id$v=19$m=64,t=1,p=1$"; !strings.HasPrefix(weak, want) {
		t.Fatalf("got hash %q, want it to begin with %q", weak, want)
	}
	strong := w.open(t, account.Settings{Cost: account.Cost{MemoryKiB: 128, Passes: 2, Threads: 1}})
	login := account.Login{Login: "200801234", Password: password}
	if _, err := strong.SignIn(t.Context(), login); err != nil {
		t.Fatal(err)
	}
	after := w.hashOf(t, w.learner)
	if want := "$argon2id$v=19$m=128,t=2,p=1$"; !strings.HasPrefix(after, want) {
		t.Errorf("got hash %q, want it to begin with %q", after, want)
	}
	if _, err := strong.SignIn(t.Context(), login); err != nil {
		t.Errorf("with the stronger hash: %v", err)
	}
	if got := w.hashOf(t, w.learner); got != after {
		t.Error("a hash of today's strength was made anew")
	}
}

func TestTheFirstSignInIsKeptOnce(t *testing.T) {
	w := newWorld(t)
	if at, ok := w.service.SignedInEver(w.learner); ok {
		t.Fatalf("got %v before any sign-in", at)
	}
	first := w.clock.now()
	w.signIn(t, w.learner, false)
	w.clock.move(48 * time.Hour)
	w.signIn(t, w.learner, false)
	w.signIn(t, w.focal, false)
	other := w.open(t, account.Settings{})
	for name, s := range map[string]*account.Service{"this instance": w.service, "another": other} {
		if at, ok := s.SignedInEver(w.learner); !ok || !at.Equal(first) {
			t.Errorf("%s says %v, %v; want %v", name, at, ok, first)
		}
	}
	w.signIn(t, w.teacher, false)
	if _, ok := other.SignedInEver(w.teacher); ok {
		t.Fatal("the other instance knows already; the test proves nothing")
	}
	if err := other.RefreshSignIns(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, ok := other.SignedInEver(w.teacher); !ok {
		t.Error("the other instance does not know after a refresh")
	}
	var feed []org.PersonID
	for f, err := range w.service.FirstSignIns(t.Context(), first.Add(time.Hour)) {
		if err != nil {
			t.Fatal(err)
		}
		feed = append(feed, f.Person)
	}
	if slices.Contains(feed, w.learner) || len(feed) != 2 {
		t.Errorf("got feed %v, want the two of the third day", feed)
	}
}
