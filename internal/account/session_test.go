package account_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"lamtoen/internal/account"
	"lamtoen/internal/fault"
)

func TestRefreshRotatesAndThePreviousTokenIsGoodForAMinute(t *testing.T) {
	w := newWorld(t)
	first := w.signIn(t, w.learner, false)
	w.clock.move(6 * time.Minute)
	_, err := w.service.Verify(t.Context(), first.Access)
	refused(t, err, fault.CodeUnauthorised)

	second, session, err := w.service.Refresh(t.Context(), first.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	if session.Principal.ID != w.learner || second.Refresh == first.Refresh {
		t.Errorf("got %+v with refresh token %q, want the learner and another token than before", session, second.Refresh)
	}
	w.clock.move(60 * time.Second)
	again, _, err := w.service.Refresh(t.Context(), first.Refresh)
	if err != nil {
		t.Fatalf("the previous token after 60 s: %v", err)
	}
	if again.Refresh != second.Refresh {
		t.Errorf("got %q from the previous token, want the same successor %q", again.Refresh, second.Refresh)
	}
	if _, err := w.service.Verify(t.Context(), again.Access); err != nil {
		t.Errorf("the access token that came with it: %v", err)
	}
	third, _, err := w.service.Refresh(t.Context(), second.Refresh)
	if err != nil || third.Refresh == second.Refresh {
		t.Errorf("the successor gives %q, %v; want a new token", third.Refresh, err)
	}
}

func TestLaterReuseEndsTheFamilyAndIsTold(t *testing.T) {
	cases := map[string]struct {
		rotations int
		wait      time.Duration
	}{
		"the previous token after the grace":  {1, 61 * time.Second},
		"an older token at once":              {2, 0},
		"an older token after the grace":      {2, 61 * time.Second},
		"the previous token after many hours": {1, 20 * time.Hour},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			stolen := w.signIn(t, w.learner, false)
			elsewhere := w.signIn(t, w.learner, false)
			current := stolen
			for range c.rotations {
				var err error
				if current, _, err = w.service.Refresh(t.Context(), current.Refresh); err != nil {
					t.Fatal(err)
				}
			}
			w.clock.move(c.wait)
			for range 2 {
				_, _, err := w.service.Refresh(t.Context(), stolen.Refresh)
				if f := refused(t, err, fault.CodeUnauthorised); !strings.Contains(f.Message, "old copy") {
					t.Errorf("got %q, want the reason", f.Message)
				}
			}
			_, _, err := w.service.Refresh(t.Context(), current.Refresh)
			refused(t, err, fault.CodeUnauthorised)
			_, err = w.service.Verify(t.Context(), current.Access)
			refused(t, err, fault.CodeUnauthorised)
			if _, _, err := w.service.Refresh(t.Context(), elsewhere.Refresh); err != nil {
				t.Errorf("the person's other device was signed out too: %v", err)
			}
			if kinds, texts := w.notices(t, w.learner); len(kinds) != 1 || kinds[0] != account.TokenReused || !strings.Contains(texts, "Firefox on Android") {
				t.Errorf("got notices %v %q, want one of the reuse that names the device", kinds, texts)
			}
			if got := strings.Join(w.actions(t, w.learner), " "); !strings.HasPrefix(got, "session.reused") || strings.Count(got, "session.reused") != 1 {
				t.Errorf("got audit entries %q, want session.reused once, the newest", got)
			}
		})
	}
}

func TestTwoTabsThatRefreshAtOnceGetTheSameSuccessor(t *testing.T) {
	w := newWorld(t)
	tokens := w.signIn(t, w.learner, false)
	instances := []*account.Service{w.service, w.open(t, account.Settings{})}
	for range 5 {
		const tabs = 12
		var group sync.WaitGroup
		got := make([]account.Tokens, tabs)
		for i := range tabs {
			group.Go(func() {
				var err error
				if got[i], _, err = instances[i%2].Refresh(t.Context(), tokens.Refresh); err != nil {
					t.Errorf("tab %d: %v", i, err)
				}
			})
		}
		group.Wait()
		for i := range tabs {
			if got[i].Refresh != got[0].Refresh {
				t.Fatalf("tab %d got %q, tab 0 %q; want the same", i, got[i].Refresh, got[0].Refresh)
			}
		}
		tokens = got[0]
	}
}

func TestAuthenticateRefreshesOnTheWay(t *testing.T) {
	w := newWorld(t)
	tokens := w.signIn(t, w.learner, false)
	found, err := w.service.Authenticate(t.Context(), tokens.Access, tokens.Refresh)
	if err != nil || found.Renewed {
		t.Errorf("got %+v, %v; want the session as it is", found, err)
	}
	w.clock.move(10 * time.Minute)
	for name, access := range map[string]string{"expired": tokens.Access, "gone": "", "broken": "x.y.z"} {
		found, err := w.service.Authenticate(t.Context(), access, tokens.Refresh)
		if err != nil || !found.Renewed || found.Session.Principal.ID != w.learner || found.Tokens.Access == "" {
			t.Errorf("access token %s: got %+v, %v; want a renewed session", name, found, err)
		}
	}
	for name, refresh := range map[string]string{"none": "", "broken": "x", "unknown": "AAAAAAAAAAAAAAAAAAAAAA." + strings.Repeat("A", 43)} {
		found, err := w.service.Authenticate(t.Context(), tokens.Access, refresh)
		refused(t, err, fault.CodeUnauthorised)
		if found.Session.SessionID != "" {
			t.Errorf("refresh token %s: got %+v beside the error", name, found)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	const minute, hour, aDay = time.Minute, time.Hour, 24 * time.Hour
	cases := []struct {
		name   string
		shared bool
		every  time.Duration // between two uses
		uses   int
		last   time.Duration // then nothing for so long
		over   bool
		says   string
	}{
		{"own device, idle for 13 days", false, 0, 0, 13 * aDay, false, ""},
		{"own device, idle for 14 days", false, 0, 0, 14 * aDay, true, "not been here"},
		{"own device, used daily for 29 days", false, aDay, 29, hour, false, ""},
		{"own device, used daily for 30 days", false, aDay, 29, aDay, true, "not been here"},
		{"shared device, idle for 19 minutes", true, 0, 0, 19 * minute, false, ""},
		{"shared device, idle for 20 minutes", true, 0, 0, 20 * minute, true, "shared device"},
		{"shared device, used for two hours", true, 10 * minute, 12, 19 * minute, false, ""},
		{"shared device, used for eight hours", true, 15 * minute, 31, 15 * minute, true, "signed out"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			tokens := w.signIn(t, w.learner, c.shared)
			for i := range c.uses {
				w.clock.move(c.every)
				found, err := w.service.Authenticate(t.Context(), tokens.Access, tokens.Refresh)
				if err != nil {
					t.Fatalf("use %d: %v", i, err)
				}
				if found.Renewed {
					tokens = found.Tokens
				}
			}
			w.clock.move(c.last)
			_, err := w.service.Authenticate(t.Context(), tokens.Access, tokens.Refresh)
			switch {
			case c.over:
				if f := refused(t, err, fault.CodeUnauthorised); !strings.Contains(f.Message, c.says) {
					t.Errorf("got %q, want a text with %q", f.Message, c.says)
				}
			case err != nil:
				t.Errorf("got %v, want the session to go on", err)
			}
		})
	}
}

func TestASharedDeviceCountsEveryMinuteOfUse(t *testing.T) {
	w := newWorld(t)
	tokens := w.signIn(t, w.learner, true)
	if !tokens.Shared || !w.session(t, tokens).Shared {
		t.Fatal("the session does not say that its device is shared")
	}
	// The last use is four minutes after the tokens were made, without a refresh: it must count.
	w.clock.move(4 * time.Minute)
	w.session(t, tokens)
	w.clock.move(19 * time.Minute)
	if _, _, err := w.service.Refresh(t.Context(), tokens.Refresh); err != nil {
		t.Errorf("19 minutes after the last use: %v", err)
	}
}

func TestTheEndOfASessionIsSeenElsewhereWithinFiveSeconds(t *testing.T) {
	w := newWorld(t)
	other := w.open(t, account.Settings{})
	tokens := w.signIn(t, w.learner, false)
	for name, end := range map[string]func() error{
		"sign out":            func() error { return w.service.SignOut(t.Context(), w.session(t, tokens)) },
		"sign out everywhere": func() error { return w.service.SignOutEverywhere(t.Context(), w.learner) },
		"another password":    func() error { return w.service.SetPassword(t.Context(), w.learner, password, "test") },
	} {
		t.Run(name, func(t *testing.T) {
			tokens = w.signIn(t, w.learner, false)
			if _, err := other.Verify(t.Context(), tokens.Access); err != nil {
				t.Fatal(err)
			}
			if err := end(); err != nil {
				t.Fatal(err)
			}
			_, err := w.service.Verify(t.Context(), tokens.Access)
			refused(t, err, fault.CodeUnauthorised)
			w.clock.move(5 * time.Second)
			_, err = other.Verify(t.Context(), tokens.Access)
			refused(t, err, fault.CodeUnauthorised)
			_, _, err = other.Refresh(t.Context(), tokens.Refresh)
			refused(t, err, fault.CodeUnauthorised)
		})
	}
}

func TestMySessions(t *testing.T) {
	w := newWorld(t)
	phone := w.signIn(t, w.learner, false)
	w.clock.move(time.Minute)
	computer := w.signIn(t, w.learner, true)
	w.clock.move(time.Minute)
	tablet := w.signIn(t, w.learner, false)
	stranger := w.session(t, w.signIn(t, w.focal, false))
	here := w.session(t, tablet)

	devices, err := w.service.Sessions(t.Context(), w.learner, here.SessionID)
	if err != nil {
		t.Fatal(err)
	}
	if len(devices) != 3 || !devices[0].Current || devices[1].Current || !devices[1].Shared || devices[2].Shared {
		t.Fatalf("got %+v, want three, the last used first", devices)
	}
	if got, want := devices[0].Name, "Firefox on Android"; got != want {
		t.Errorf("got device %q, want %q", got, want)
	}
	refused(t, w.service.SignOutOf(t.Context(), stranger.Principal.ID, here.SessionID), fault.CodeNotFound)
	refused(t, w.service.SignOutOf(t.Context(), w.learner, "no such session"), fault.CodeNotFound)
	for range 2 { // a repeated POST is no error
		if err := w.service.SignOutOf(t.Context(), w.learner, devices[1].SessionID); err != nil {
			t.Fatal(err)
		}
	}
	_, err = w.service.Verify(t.Context(), computer.Access)
	refused(t, err, fault.CodeUnauthorised)
	w.session(t, phone)

	if err := w.service.SignOutOthers(t.Context(), here); err != nil {
		t.Fatal(err)
	}
	_, err = w.service.Verify(t.Context(), phone.Access)
	refused(t, err, fault.CodeUnauthorised)
	w.session(t, tablet)
	if devices, err = w.service.Sessions(t.Context(), w.learner, here.SessionID); err != nil || len(devices) != 1 || !devices[0].Current {
		t.Errorf("got %+v, %v; want only this device", devices, err)
	}
	if _, err := w.service.Verify(t.Context(), w.signIn(t, w.learner, false).Access); err != nil {
		t.Errorf("a sign-in after it: %v", err)
	}
}

func TestSweepRemovesWhatIsLongOver(t *testing.T) {
	w := newWorld(t)
	w.signIn(t, w.learner, true)
	keep := w.signIn(t, w.learner, false)
	w.clock.move(10 * 24 * time.Hour)
	if n, err := w.service.Sweep(t.Context()); err != nil || n != 1 {
		t.Errorf("got %d, %v; want the shared device's session removed", n, err)
	}
	if _, _, err := w.service.Refresh(t.Context(), keep.Refresh); err != nil {
		t.Errorf("the other session: %v", err)
	}
}

func TestAPasswordThatChangesWhileSomebodySignsIn(t *testing.T) {
	// Whoever signs in with the old password in the very moment in which it is changed must not stay in.
	w := newWorld(t)
	w.give(t, w.learner)
	var group sync.WaitGroup
	tokens := make([]account.Tokens, 8)
	for i := range tokens {
		group.Go(func() {
			tokens[i], _ = w.service.SignIn(t.Context(), account.Login{Login: "200801234", Password: password})
		})
	}
	group.Go(func() {
		if err := w.service.SetPassword(t.Context(), w.learner, "another secret phrase", "test"); err != nil {
			t.Error(err)
		}
	})
	group.Wait()
	w.clock.move(5 * time.Second)
	for i, old := range tokens {
		if _, err := w.service.Verify(t.Context(), old.Access); err == nil {
			t.Errorf("session %d, begun with the old password, goes on", i)
		}
	}
}
