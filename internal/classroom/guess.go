package classroom

import (
	"sync"
	"time"

	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// How often a code may be guessed wrongly by one person, and from one address, which a whole office may share; and how long
// that is remembered. With 23 characters in six places (1.5 in 10^8) and fifty sessions open at once, somebody who guesses as
// fast as they may, day and night, needs years to find one.
const (
	mostGuesses  = 10
	mostFrom     = 60
	guessesStand = 10 * time.Minute
	mostGuessers = 10000
)

// guesses counts wrong codes in the memory of this instance: what they guard is a meeting, and joining gives no rights.
type guesses struct {
	mu    sync.Mutex
	wrong map[string]guess
}

type guess struct {
	count int
	since time.Time
}

func newGuesses() *guesses { return &guesses{wrong: map[string]guess{}} }

// Guesser is who types a code: a person who is signed in, or else an address.
type Guesser struct {
	Person  org.PersonID
	Address string
}

func (g Guesser) key() (string, int) {
	if g.Person != "" {
		return string(g.Person), mostGuesses
	}
	return "from " + g.Address, mostFrom
}

// check refuses somebody who has guessed too often.
func (g *guesses) check(by Guesser, now time.Time) error {
	who, most := by.key()
	g.mu.Lock()
	defer g.mu.Unlock()
	w := g.wrong[who]
	if left := guessesStand - now.Sub(w.since); w.count >= most && left > 0 {
		return fault.TooMany(left, "Several codes were wrong. Ask the facilitator for the code, and try again in %d minutes.",
			int((left+time.Minute-1)/time.Minute))
	}
	return nil
}

// miss counts one wrong code.
func (g *guesses) miss(by Guesser, now time.Time) {
	who, _ := by.key()
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.wrong) >= mostGuessers {
		for key, w := range g.wrong {
			if now.Sub(w.since) >= guessesStand {
				delete(g.wrong, key)
			}
		}
		if len(g.wrong) >= mostGuessers { // so many in ten minutes are one attacker's addresses
			clear(g.wrong)
		}
	}
	w := g.wrong[who]
	if now.Sub(w.since) >= guessesStand {
		w = guess{since: now}
	}
	w.count++
	g.wrong[who] = w
}
