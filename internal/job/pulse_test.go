package job_test

import (
	"strings"
	"testing"
	"time"

	"lamtoen/internal/job"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

// noon is the true time at which each story begins.
var noon = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

// servers beat in turn, each by its own clock.
type servers struct {
	*testing.T
	engine store.Engine
	at     time.Time
	all    []*job.Pulse
}

// server adds one whose clock is ahead by off.
func (s *servers) server(name string, off time.Duration) *job.Pulse {
	s.Helper()
	p, err := job.OpenPulse(s.Context(), s.engine)
	if err != nil {
		s.Fatal(err)
	}
	p.Name, p.NewID = name, func() string { return name }
	p.Now = func() time.Time { return s.at.Add(off) }
	s.all = append(s.all, p)
	return p
}

// beat lets all servers beat, one after the other, three seconds apart, and then rest.
func (s *servers) beat(rounds int) {
	s.Helper()
	for range rounds {
		for _, p := range s.all {
			s.at = s.at.Add(3 * time.Second)
			if err := p.Beat(s.Context()); err != nil {
				s.Fatal(err)
			}
		}
		s.at = s.at.Add(job.PulseEvery)
	}
}

// left gives how many documents there are.
func (s *servers) left() int {
	s.Helper()
	docs, err := store.Open[struct {
		ID string `bson:"_id"`
	}](s.Context(), s.engine, "pulses")
	if err != nil {
		s.Fatal(err)
	}
	found, _, err := docs.Find(s.Context(), store.Query{})
	if err != nil {
		s.Fatal(err)
	}
	return len(found)
}

func newServers(t *testing.T) *servers {
	return &servers{T: t, engine: storetest.Open(t), at: noon}
}

func TestPulseFindsAClockThatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		off  time.Duration
		warn bool
	}{
		"right":           {0, false},
		"a little ahead":  {20 * time.Second, false},
		"a little behind": {-20 * time.Second, false},
		"ahead":           {2 * time.Minute, true},
		"behind":          {-2 * time.Minute, true},
		"days ahead":      {72 * time.Hour, true},
		"a year behind":   {-365 * 24 * time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServers(t)
			here, there := s.server("here", 0), s.server("there", c.off)
			s.beat(3)
			for _, p := range []*job.Pulse{here, there} {
				if got := p.Warning() != ""; got != c.warn {
					t.Errorf("%s: got the warning %q, want one: %v", p.Name, p.Warning(), c.warn)
				}
			}
			if !c.warn {
				return
			}
			off := max(c.off, -c.off)
			apart, who := here.Apart()
			if apart > off || apart < off-20*time.Second || who != "there" {
				t.Errorf("got %v apart from %q, want at most %v, and at most 20 s less, from there", apart, who, off)
			}
			if w := here.Warning(); !strings.Contains(w, "NTP") || strings.Contains(w, "there") {
				t.Errorf("got the warning %q, want one that says what to do and names no server", w)
			}
		})
	}
}

func TestPulseWithdrawsItsWarning(t *testing.T) {
	s := newServers(t)
	off := 5 * time.Minute
	here, there := s.server("here", 0), s.server("there", 0)
	there.Now = func() time.Time { return s.at.Add(off) }
	s.beat(2)
	if here.Warning() == "" || there.Warning() == "" {
		t.Fatalf("got the warnings %q and %q, want both", here.Warning(), there.Warning())
	}
	off = 0 // somebody has set the clock
	s.beat(3)
	if here.Warning() != "" || there.Warning() != "" {
		t.Errorf("after the clock was set: got the warnings %q and %q, want none", here.Warning(), there.Warning())
	}
}

// What a server has left that is gone raises no alarm, and goes away itself; one that was only slow comes back.
func TestPulseOfAServerThatIsGone(t *testing.T) {
	s := newServers(t)
	gone := s.server("gone", -time.Hour)
	s.beat(3)
	s.all = nil
	s.at = s.at.Add(48 * time.Hour)
	here := s.server("here", 0)
	s.beat(2)
	if here.Warning() != "" {
		t.Errorf("got %q about a server that is gone, want no warning", here.Warning())
	}
	if got := s.left(); got != 2 {
		t.Errorf("got %d documents after two beats, want both still", got)
	}
	s.beat(30)
	if got := s.left(); got != 1 {
		t.Errorf("got %d documents after more than five minutes, want only one's own", got)
	}
	s.all = append(s.all, gone)
	s.beat(3)
	if here.Warning() == "" || s.left() != 2 {
		t.Errorf("it came back: got the warning %q and %d documents, want a warning and two", here.Warning(), s.left())
	}
}
