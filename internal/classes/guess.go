package classes

import (
	"time"

	"lamtoen/internal/fault"
	"lamtoen/internal/guess"
)

// How often wrong pictures or codes may be given before there is a wait: for one pupil, in one class, and from one address,
// which a whole school may share. With 12,144 triples, somebody who guesses one pupil's day and night needs months, and a school
// day gives them some thirty tries; with 148 million family codes, somebody who guesses from one address finds none.
const (
	mostPupil = 5
	mostClass = 60
	mostFrom  = 100
)

// slowDown is the rule for all of them.
func slowDown() guess.Rule {
	return guess.Rule{First: 15 * time.Second, Longest: 15 * time.Minute, Forget: time.Hour}
}

// slow refuses while somebody has to wait.
func (s *Service) slow(who string, most int, now time.Time) error {
	left := s.guesses.Wait(who, most, now)
	if left == 0 {
		return nil
	}
	left = max(left.Round(time.Second), time.Second)
	return fault.TooMany(left, "There were several wrong tries. Wait a little (%d seconds), or ask the class teacher.", int(left/time.Second))
}
