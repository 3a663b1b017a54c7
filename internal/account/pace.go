package account

import (
	"time"

	"lamtoen/internal/fault"
)

// Pace limits how often one address may ask for something that costs work and needs no account. It counts as failed
// sign-ins are counted: in this instance's memory, an IPv6 /64 as one, each over the limit doubling the wait.
type Pace struct{ seen *addresses }

// NewPace lets each address ask so many times at once, and once more after each leak.
func NewPace(limit int, leak time.Duration) *Pace { return &Pace{newAddresses(limit, leak)} }

// Take counts one request of the address; fault.CodeTooMany with the time to wait when there were too many.
func (p *Pace) Take(address string, now time.Time) error {
	if f, ok := fault.As(p.seen.check(address, now)); ok {
		return fault.TooMany(f.RetryAfter, "This was asked very often from your network. Wait %s, then try again.", inWords(f.RetryAfter))
	}
	p.seen.fail(address, now)
	return nil
}
