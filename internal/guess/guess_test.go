package guess_test

import (
	"fmt"
	"testing"
	"time"

	"lamtoen/internal/guess"
)

func TestCounter(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	c := guess.New(10 * time.Minute)
	for i := range 3 {
		if w := c.Wait("pema", 3, now); w != 0 {
			t.Fatalf("after %d wrong guesses: wait %v", i, w)
		}
		c.Miss("pema", now.Add(time.Duration(i)*time.Minute))
	}
	if w := c.Wait("pema", 3, now.Add(2*time.Minute)); w != 8*time.Minute {
		t.Errorf("after three: wait %v, want until ten minutes after the first", w)
	}
	if w := c.Wait("dechen", 3, now); w != 0 {
		t.Errorf("somebody else waits %v", w)
	}
	if w := c.Wait("pema", 3, now.Add(10*time.Minute)); w != 0 {
		t.Errorf("ten minutes later: wait %v", w)
	}
	c.Miss("pema", now.Add(11*time.Minute))
	if w := c.Wait("pema", 2, now.Add(11*time.Minute)); w != 0 {
		t.Errorf("old guesses still count: wait %v", w)
	}
	if got := guess.Minutes(61 * time.Second); got != 2 {
		t.Errorf("61 s is told as %d minutes", got)
	}
}

// Somebody with very many addresses must not fill the memory, and those whose time is over go first.
func TestCounterIsBounded(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	c := guess.New(10 * time.Minute)
	c.Miss("late", now.Add(9*time.Minute))
	for i := range 10_500 {
		c.Miss(fmt.Sprint(i), now)
	}
	if c.Wait("10499", 1, now) == 0 {
		t.Error("the newest guess was forgotten")
	}
	if c.Wait("0", 1, now) != 0 {
		t.Error("the oldest of more than ten thousand is still kept")
	}
}
