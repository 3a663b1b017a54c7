package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// Delays of one account: three failures are free, then 2, 4, 8 … seconds up to five minutes, and all is forgotten a day
// after the last failure. An attempt during a delay is refused unseen and does not lengthen it, so nobody can be kept
// out for good; at most about 300 passwords a day can be tried.
const (
	freeFailures = 3
	firstDelay   = 2 * time.Second
	longestDelay = 5 * time.Minute
	forgetAfter  = 24 * time.Hour
)

// The kinds of secret that can be guessed have delays of their own: a failure by e-mail must not show that an EID is the
// same person's.
const (
	delayEID    = "/eid"
	delayEmail  = "/email"
	delayCode   = "/code"
	delayChange = "/change"
)

// unknownKeys is how many documents the logins that nobody has share. It is fixed, so that guessing cannot fill the store.
const unknownKeys = 4096

// delay is what is remembered of failures. A failure is written before the password is looked at and taken back if it
// was right: many attempts at once get no more guesses than one after the other.
type delay struct {
	ID       string    `bson:"_id"`
	Failures int       `bson:"failures"` // since the last success: what the owner is told
	Strikes  int       `bson:"strikes"`  // of these, what the delay grows with
	Since    time.Time `bson:"since"`
	Last     time.Time `bson:"last"`
	Until    time.Time `bson:"until"`
}

type delays struct {
	docs   *store.Collection[delay]
	secret []byte
}

func openDelays(ctx context.Context, engine store.Engine, keys *Keys) (*delays, error) {
	docs, err := store.Open[delay](ctx, engine, "sign_in_delays")
	if err != nil {
		return nil, fmt.Errorf("account: %w", err)
	}
	return &delays{docs: docs, secret: keys.session[0].key}, nil
}

// unknown is the key for a login that nobody has. It hangs on a secret, so that nobody can tell which logins share one.
func (d *delays) unknown(login string) string {
	mac := hmac.New(sha256.New, d.secret)
	mac.Write([]byte("lamtoen unknown login\n" + strings.ToLower(login)))
	return fmt.Sprintf("unknown/%d", binary.BigEndian.Uint32(mac.Sum(nil))%unknownKeys)
}

// reserve counts a failure in advance and gives what stood before, or says how long to wait.
func (d *delays) reserve(ctx context.Context, key string, now time.Time) (delay, error) {
	var before delay
	edit := func(doc *delay) error {
		if now.Before(doc.Until) {
			return errWait(doc.Until.Sub(now))
		}
		if now.Sub(doc.Last) >= forgetAfter {
			// The delay is forgotten; that there were failures is not, until the owner has been told.
			doc.Strikes = 0
		}
		before = *doc
		doc.add(now)
		return nil
	}
	for {
		_, err := d.docs.Update(ctx, key, edit)
		if errors.Is(err, store.ErrNotFound) {
			fresh := delay{ID: key}
			if err := edit(&fresh); err != nil {
				return delay{}, err
			}
			if err = d.docs.Insert(ctx, fresh); errors.Is(err, store.ErrExists) {
				continue
			}
		}
		if _, ok := fault.As(err); err != nil && !ok {
			err = fmt.Errorf("account: %w", err)
		}
		return before, err
	}
}

// add counts one failure.
func (d *delay) add(now time.Time) {
	if d.Failures == 0 {
		d.Since = now
	}
	d.Failures++
	d.Strikes++
	d.Last = now
	if over := d.Strikes - freeFailures; over > 0 {
		d.Until = now.Add(min(firstDelay<<min(over-1, 10), longestDelay))
	}
}

// release takes one failure back.
func (d *delays) release(ctx context.Context, key string) error {
	return d.edit(ctx, key, func(doc *delay) {
		doc.Failures, doc.Strikes = max(0, doc.Failures-1), max(0, doc.Strikes-1)
		doc.Until = time.Time{}
	})
}

// clear forgets the failures: the right password or code was given.
func (d *delays) clear(ctx context.Context, key string) error {
	return d.edit(ctx, key, func(doc *delay) { *doc = delay{ID: doc.ID} })
}

// ease ends the delay but keeps the count for the owner: they have proved themselves in another way.
func (d *delays) ease(ctx context.Context, key string) error {
	return d.edit(ctx, key, func(doc *delay) { doc.Strikes, doc.Until = 0, time.Time{} })
}

func (d *delays) edit(ctx context.Context, key string, edit func(*delay)) error {
	_, err := d.docs.Update(ctx, key, func(doc *delay) error {
		edit(doc)
		return nil
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("account: %w", err)
	}
	return nil
}

// errWait is the same for a known and an unknown login.
func errWait(wait time.Duration) *fault.Error {
	wait = max(wait.Round(time.Second), time.Second)
	return fault.TooMany(wait, "There were several wrong attempts. Wait %s, then try again.", inWords(wait))
}

func inWords(d time.Duration) string {
	if d < 2*time.Minute {
		return plural(int(d.Seconds()), "second")
	}
	return plural(int((d+time.Minute-1)/time.Minute), "minute")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
