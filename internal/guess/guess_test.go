package guess_test

import (
	"fmt"
	"testing"
	"time"

	"lamtoen/internal/guess"
)

var morning = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func TestSteady(t *testing.T) {
	now := morning
	c := guess.New(guess.Steady(10 * time.Minute))
	for i := range 3 {
		if w := c.Wait("pema", 3, now); w != 0 {
			t.Fatalf("after %d wrong guesses: wait %v", i, w)
		}
		c.Miss("pema", now.Add(time.Duration(i)*time.Minute))
	}
	if w := c.Wait("pema", 3, now.Add(2*time.Minute)); w != 10*time.Minute {
		t.Errorf("after three: wait %v, want ten minutes after the last", w)
	}
	if w := c.Wait("dechen", 3, now); w != 0 {
		t.Errorf("somebody else waits %v", w)
	}
	if w := c.Wait("pema", 3, now.Add(12*time.Minute)); w != 0 {
		t.Errorf("ten minutes later: wait %v", w)
	}
	c.Miss("pema", now.Add(13*time.Minute))
	if w := c.Wait("pema", 2, now.Add(13*time.Minute)); w != 0 {
		t.Errorf("old guesses still count: wait %v", w)
	}
	if got := guess.Minutes(61 * time.Second); got != 2 {
		t.Errorf("61 s is told as %d minutes", got)
	}
}

// Each wrong guess over the free ones doubles the wait, up to the longest; an hour of rest, or a word from the teacher, ends it.
func TestTheWaitGrows(t *testing.T) {
	c := guess.New(guess.Rule{First: 15 * time.Second, Longest: 2 * time.Minute, Forget: time.Hour})
	now := morning
	for range 4 {
		c.Miss("7", now)
	}
	for i, want := range []time.Duration{15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 2 * time.Minute} {
		c.Miss("7", now)
		if w := c.Wait("7", 5, now); w != want {
			t.Errorf("%d over: wait %v, want %v", i, w, want)
		}
		if w := c.Wait("7", 5, now.Add(want-time.Second)); w != time.Second {
			t.Errorf("%d over, one second before the end: wait %v", i, w)
		}
		now = now.Add(want)
		if w := c.Wait("7", 5, now); w != 0 {
			t.Errorf("%d over, after the wait: wait %v", i, w)
		}
	}
	for range 200 { // however many, the wait neither overflows nor grows on
		c.Miss("7", now)
	}
	if w := c.Wait("7", 5, now); w != 2*time.Minute {
		t.Errorf("after very many: wait %v, want the longest", w)
	}
	c.Forget("7")
	if w := c.Wait("7", 5, now); w != 0 {
		t.Errorf("forgotten: wait %v", w)
	}
	for range 9 {
		c.Miss("8", now)
	}
	now = now.Add(time.Hour)
	c.Miss("8", now)
	if w := c.Wait("8", 5, now); w != 0 {
		t.Errorf("after an hour's rest: wait %v", w)
	}
}

// Somebody with very many addresses must not fill the memory, and those whose time is over go first.
func TestCounterIsBounded(t *testing.T) {
	c := guess.New(guess.Steady(10 * time.Minute))
	c.Miss("early", morning)
	for i := range 20_500 {
		c.Miss(fmt.Sprint(i), morning.Add(11*time.Minute))
	}
	now := morning.Add(12 * time.Minute)
	if c.Wait("20499", 1, now) == 0 {
		t.Error("the newest guess was forgotten")
	}
	if c.Wait("0", 1, now) != 0 {
		t.Error("the oldest of more than twenty thousand is still kept")
	}
}

func TestFrom(t *testing.T) {
	for _, same := range [][2]string{{"2001:db8:1:2::1", "2001:db8:1:2:ffff::9"}, {"::ffff:192.0.2.1", "192.0.2.1"}, {"", "no address"}} {
		if a, b := guess.From(same[0]), guess.From(same[1]); a != b {
			t.Errorf("got %q of %s and %q of %s, want the same", a, same[0], b, same[1])
		}
	}
	if a, b := guess.From("2001:db8:1:2::1"), guess.From("2001:db8:1:3::1"); a == b {
		t.Errorf("got %q for two networks", a)
	}
}
