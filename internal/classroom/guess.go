package classroom

import (
	"time"

	"lamtoen/internal/fault"
	"lamtoen/internal/guess"
	"lamtoen/internal/org"
)

// How often a code may be guessed wrongly by one person, and from one address, which a whole office may share; and how long
// that is remembered. With 23 characters in six places (1.5 in 10^8) and fifty sessions open at once, somebody who guesses as
// fast as they may, day and night, needs years to find one.
const (
	mostGuesses  = 10
	mostFrom     = 60
	guessesStand = 10 * time.Minute
)

// guesses counts wrong codes in the memory of this instance: what they guard is a meeting, and joining gives no rights.
type guesses struct{ *guess.Counter }

func newGuesses() *guesses { return &guesses{guess.New(guess.Steady(guessesStand))} }

// Guesser is who types a code: a person who is signed in, or else an address.
type Guesser struct {
	Person  org.PersonID
	Address string
}

func (g Guesser) key() (string, int) {
	if g.Person != "" {
		return string(g.Person), mostGuesses
	}
	return guess.From(g.Address), mostFrom
}

// check refuses somebody who has guessed too often.
func (g *guesses) check(by Guesser, now time.Time) error {
	who, most := by.key()
	if left := g.Wait(who, most, now); left > 0 {
		return fault.TooMany(left, "Several codes were wrong. Ask the facilitator for the code, and try again in %d minutes.", guess.Minutes(left))
	}
	return nil
}

// miss counts one wrong code.
func (g *guesses) miss(by Guesser, now time.Time) {
	who, _ := by.key()
	g.Miss(who, now)
}
