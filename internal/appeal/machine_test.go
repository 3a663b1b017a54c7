package appeal_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/internal/appeal"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// follows is the state machine once more, as a table written by hand: what may come after what, by the kinds alone.
func follows(kinds []appeal.Kind) bool {
	state, stage, askedBack, given := "", 0, false, false
	for _, k := range kinds {
		rests := state == "open" || state == "asked"
		switch {
		case k == appeal.KindOpened && state == "":
			state, stage = "open", 1
		case k == appeal.KindAsked && state == "open" && !askedBack:
			state, askedBack = "asked", true
		case k == appeal.KindReplied && state == "asked":
			state = "open"
		case k == appeal.KindMoved && rests:
		case k == appeal.KindAnswered && rests:
			state, given = "answered", true
		case k == appeal.KindAppealed && state == "answered" && stage == 1:
			state, stage, askedBack = "open", 2, false
		case k == appeal.KindWithdrawn && rests:
			state = "closed"
		case k == appeal.KindDone && given && !rests:
		default:
			return false
		}
	}
	return true
}

// TestCaseUnderConcurrentActs lets several people act at once on one case, through two instances of the service on one store.
// Whatever they do, the events are numbered without gaps, each follows from those before it, nobody who is barred has decided,
// and both instances end with the same case.
func TestCaseUnderConcurrentActs(t *testing.T) {
	w := newWorld(t)
	other := w.open()
	rapid.Check(t, func(r *rapid.T) {
		w.enter("karma", "gw-haa-bji") // another person each time
		w.fact("karma", "rcsc-1")
		wrong := rapid.SampledFrom([]appeal.Wrong{appeal.WrongLeave, appeal.WrongResult, appeal.WrongOther}).Draw(r, "wrong")
		number := w.file("karma", wrong).Number
		type step struct {
			act, who string
			at       *appeal.Service
		}
		var rounds [][]step
		for range rapid.IntRange(2, 5).Draw(r, "rounds") {
			var round []step
			for range rapid.IntRange(1, 4).Draw(r, "width") {
				s := step{act: rapid.SampledFrom([]string{"ask", "reply", "take", "hand", "grant", "refuse", "appeal", "withdraw", "done", "answer-as-held"}).Draw(r, "act"),
					who: rapid.SampledFrom([]string{"focal-bji", "focal-haa", "focal-moh", "rcsc-1", "rcsc-2"}).Draw(r, "who"), at: w.cases}
				if rapid.Bool().Draw(r, "other") {
					s.at = other
				}
				round = append(round, s)
			}
			rounds = append(rounds, round)
		}
		for _, round := range rounds {
			var wait sync.WaitGroup
			for _, s := range round {
				wait.Go(func() {
					if err := w.do(s.at, s.act, s.who, number); err != nil {
						if _, ok := fault.As(err); !ok {
							t.Errorf("%s by %s: got %v, want success or a fault", s.act, s.who, err)
						}
					}
				})
			}
			wait.Wait()
		}
		w.holds(r, other, number)
	})
}

// do is one act of somebody.
func (w *world) do(s *appeal.Service, act, who string, n appeal.Number) error {
	o, karma := w.officer(who), w.people["karma"]
	words := appeal.Words{By: karma, Text: "I say so."}
	var err error
	switch act {
	case "ask":
		_, err = s.Ask(w.ctx, o, n, "When was it?")
	case "reply":
		_, err = s.Reply(w.ctx, karma, n, words)
	case "take":
		_, err = s.TakeOver(w.ctx, o, n, "I have time.")
	case "hand":
		_, err = s.Hand(w.ctx, o, n, w.people["focal-haa"], "She knows it.")
	case "grant":
		_, err = s.Answer(w.ctx, o, n, grantIt())
	case "refuse":
		_, err = s.Answer(w.ctx, o, n, refusal())
	case "answer-as-held":
		c, gone := s.Own(w.ctx, karma, n)
		if gone != nil {
			return gone
		}
		_, err = s.Answer(w.ctx, w.officer(w.name(c.Desk.Officer)), n, refusal())
	case "appeal":
		_, err = s.Appeal(w.ctx, karma, n, words)
	case "withdraw":
		_, err = s.Withdraw(w.ctx, karma, n)
	case "done":
		_, err = s.Done(w.ctx, o.ID, n, appeal.DeedLeave, "Leave entered.")
	}
	return err
}

// holds checks what must hold of the case, whatever happened.
func (w *world) holds(r *rapid.T, other *appeal.Service, n appeal.Number) {
	karma := w.people["karma"]
	a, b := must(w.cases.Own(w.ctx, karma, n))(w), must(other.Own(w.ctx, karma, n))(w)
	if fmt.Sprint(a.Events) != fmt.Sprint(b.Events) || a.State != b.State {
		r.Errorf("got two cases:\n%+v\n%+v\nwant one", a, b)
	}
	var kinds []appeal.Kind
	decided := map[org.PersonID]bool{karma: true, w.people["rcsc-1"]: true}
	last := time.Time{}
	for i, e := range a.Events {
		kinds = append(kinds, e.Kind)
		if e.N != i+1 || !e.Recorded.After(last) {
			r.Errorf("got event %d numbered %d at %s after %s", i+1, e.N, e.Recorded, last)
		}
		last = e.Recorded
		if e.Kind == appeal.KindAnswered && decided[e.By] {
			r.Errorf("got a decision by %s, who is barred: %+v", w.name(e.By), a.Events)
		}
		if e.Kind == appeal.KindAnswered {
			decided[e.By] = true
		}
		if d := e.Desk.Officer; decided[d] && d != "" {
			r.Errorf("got the case on the desk of %s, who is barred", w.name(d))
		}
	}
	if !follows(kinds) {
		r.Errorf("got %v, which the states do not allow", kinds)
	}
	if got := w.cases.UnderReview(karma, course); got != a.Rests() {
		r.Errorf("got under review %t in state %s", got, a.State)
	}
	if stage := slices.Index(kinds, appeal.KindAppealed); (stage >= 0) != (a.Stage == 2) {
		r.Errorf("got stage %d after %v", a.Stage, kinds)
	}
}

// TestSameClaimAtOnceIsOneCase sends one claim many times at once, through two instances, beside others.
func TestSameClaimAtOnceIsOneCase(t *testing.T) {
	w := newWorld(t)
	other := w.open()
	var wait sync.WaitGroup
	for i := range 12 {
		s := w.cases
		if i%2 == 0 {
			s = other
		}
		wait.Go(func() {
			if _, err := s.Open(w.ctx, w.claim("karma", appeal.WrongLeave, "I was away.")); err != nil {
				t.Error(err)
			}
			if _, err := s.Open(w.ctx, w.claim("sonam", appeal.WrongLeave, fmt.Sprintf("I was away in month %d.", i/4))); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for who, want := range map[string]int{"karma": 1, "sonam": 3} {
		if got := must(w.cases.Mine(w.ctx, w.people[who]))(t); len(got) != want {
			t.Errorf("%s: got %d cases, want %d", who, len(got), want)
		}
	}
}
