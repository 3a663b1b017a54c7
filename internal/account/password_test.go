package account_test

import (
	"strings"
	"testing"

	"lamtoen/internal/account"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

func TestPasswords(t *testing.T) {
	w := newWorld(t)
	cases := []struct {
		password string
		says     string // "" is accepted
	}{
		{"seven cranes over Phobjikha", ""},
		{"horse battery staple", ""},
		{"བཀྲ་ཤིས་བདེ་ལེགས་ཞུ", ""},
		{"gL9#xw2!Qz", ""},
		{"karma drinks salted tea", ""},
		{"short", "5 characters; use at least 10"},
		{"", "0 characters"},
		{"123456789", "9 characters"},
		{"བཀྲ་ཤིས", "7 characters"},
		{"1234567890", "repeats or counts"},
		{"0987654321", "repeats or counts"},
		{"abcdefghijkl", "repeats or counts"},
		{"aaaaaaaaaaaa", "repeats or counts"},
		{"ababababababab", "repeats or counts"},
		{"..........", "repeats or counts"},
		{"password123", "Many people"},
		{"P@ssw0rd2026!", "Many people"},
		{"qwertyuiop", "Many people"},
		{"Bhutan@2026", "Many people"},
		{"Thimphu12345", "Many people"},
		{"kuzuzangpola", "Many people"},
		{"TashiDelek!1", "Many people"},
		{"ilovebhutan1", "Many people"},
		{"correct horse battery staple", "Many people"},
		{"drukyuldrukyul", "Many people"},
		{"Lamtoen2026!", "Many people"},
		{"karmadorji", "your own name"},
		{"Dorji.Karma.99", "your own name"},
		{"200801234aa", "your own name"},
		{"Karma200801234", "your own name"},
		{"karma.dorji@example", ""},
		{"karma dorji likes tea", ""},
		{"zero\x00zero\x00zero", "cannot be typed"},
		{"bad\xffutf8 bytes", "cannot be typed"},
		{strings.Repeat("abcdefg hij", 200), "too long"},
	}
	for _, c := range cases {
		err := w.service.SetPassword(t.Context(), w.learner, c.password, "test")
		if c.says == "" {
			if err != nil {
				t.Errorf("%q is refused: %v", c.password, err)
			}
			continue
		}
		f, ok := fault.As(err)
		if !ok || f.Code != fault.CodeInvalid || len(f.Fields) != 1 {
			t.Errorf("%q: got %v, want it refused", c.password, err)
			continue
		}
		if got := f.Fields[0].Message; !strings.Contains(got, c.says) {
			t.Errorf("%q: got %q, want a text with %q", c.password, got, c.says)
		}
	}
}

func TestThePasswordMayBeTypedOnAnotherKeyboard(t *testing.T) {
	w := newWorld(t)
	// é as one character and as two, and a full-width A.
	if err := w.service.SetPassword(t.Context(), w.learner, "caf\u00e9 \uff21 at Dochula", "test"); err != nil {
		t.Fatal(err)
	}
	login := account.Login{Login: "200801234", Password: "cafe\u0301 A at Dochula"}
	if _, err := w.service.SignIn(t.Context(), login); err != nil {
		t.Errorf("the same password in another encoding: %v", err)
	}
}

func TestADamagedHashIsAnInternalErrorAndOpensNothing(t *testing.T) {
	w := newWorld(t)
	w.give(t, w.learner)
	accounts, err := store.Open[stored](t.Context(), w.engine, "accounts")
	if err != nil {
		t.Fatal(err)
	}
	for _, hash := range []string{
		"plain text", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA", "$argon2id$v=16$m=64,t=1,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=0,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=19$m=64,t=1,p=0$AAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=4294967295,t=1,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=19$m=64,t=1,p=1$AAAA$", "$argon2id$v=19$m=x$AAAA$AAAA",
		"$argon2id$v=19$m=64,t=1,p=1$!!!!$AAAAAAAAAAAAAAAAAAAAAAAA",
	} {
		if _, err := accounts.Update(t.Context(), string(w.learner), func(a *stored) error {
			a.Hash = hash
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for range 5 { // it does not count as a wrong password either
			_, err = w.service.SignIn(t.Context(), account.Login{Login: "200801234", Password: password})
			if _, shown := fault.As(err); err == nil || shown {
				t.Fatalf("%q: got %v, want an internal error", hash, err)
			}
		}
	}
}

func BenchmarkPassword(b *testing.B) {
	w := newWorld(b)
	s := w.open(b, account.Settings{Cost: account.Cost{MemoryKiB: 19 * 1024, Passes: 2, Threads: 1}})
	w.give(b, w.learner)
	for b.Loop() {
		if _, err := s.SignIn(b.Context(), account.Login{Login: "200801234", Password: password}); err != nil {
			b.Fatal(err)
		}
	}
}
