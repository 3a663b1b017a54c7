// Package account knows who is signed in and what they may do. It owns five collections: accounts (one document a person:
// password hash, one-time code, notices), sessions, sign_in_delays, first_sign_ins and keys.
//
// # Sign-in
//
// A person signs in with EID, or with an e-mail address that only they have, and a password (argon2id). The answer is a pair
// of tokens: an access token, a JWT of five minutes that every request carries, and a refresh token, 256 opaque bits of which
// the store keeps a hash. Refreshing rotates: the token before the current one gives the same successor for 60 seconds, so that
// two tabs do not sign each other out; any later use of an old token means that somebody copied it, and ends the session.
//
// # The end of a session
//
// Verify checks each request against the session's end, from a cache that is at most five seconds old, so a session that is
// ended on one instance is over on every other within five seconds. Signing out everywhere raises a number in the account
// (its epoch); a session of an older epoch is over. That is one write to one document: no crash can leave half of it.
//
// # Guessing
//
// Wrong passwords and codes cost growing delays, per account (kept in the store) and per address (in memory). Nothing is
// ever locked for good, and an unknown login behaves in text, work and delay as a known one does.
//
// # Permissions
//
// Allowed is the table of docs/permissions.md; a test holds the two against each other. The page is docs/security.md.
package account

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Limits are the times and counts of docs/security.md. The zero value of a field means its default.
type Limits struct {
	Access       time.Duration // life of an access token: 5 minutes
	Grace        time.Duration // how long the previous refresh token is still good: 60 seconds
	Idle         time.Duration // a session without a request ends: 14 days
	Absolute     time.Duration // a session ends whatever happens: 30 days
	SharedIdle   time.Duration // the same on a shared device: 20 minutes
	SharedWhole  time.Duration // the same on a shared device: 8 hours
	GroupIdle    time.Duration // the same on the device of a group session: 5 minutes
	GroupWhole   time.Duration // the same on the device of a group session: 90 minutes
	Stale        time.Duration // how old the knowledge of a session's end may be: 5 seconds
	Hashers      int           // how many passwords are hashed at once: 2, about 40 MiB
	HashWait     time.Duration // how long a sign-in queues for a hasher: 20 seconds
	AddressFails int           // failures from one address before it must wait: 1000
	AddressLeak  time.Duration // one failure of an address is forgotten every: 3 seconds
}

// Settings are what Open needs beside the store. Keys and URL must be given; the rest has real defaults.
type Settings struct {
	Keys   *Keys
	URL    string // the public origin: the issuer of the tokens
	Now    func() time.Time
	Random io.Reader
	Cost   Cost
	Limits Limits
}

// Deps are the packages that account stands on.
type Deps struct {
	Register *org.Register
	Audit    org.Auditor // *audit.Log
}

// Service signs people in and answers for their sessions. It is safe for concurrent use, and any number of instances may
// share one store.
type Service struct {
	register *org.Register
	audit    org.Auditor
	keys     *Keys
	now      func() time.Time
	random   io.Reader
	limits   Limits

	tokens    *tokens
	passwords *passwords
	policy    *policy
	addresses *addresses
	cache     *sessionCache
	firsts    *firstSignIns
	delays    *delays

	accounts *store.Collection[account]
	sessions *store.Collection[session]
}

// account is everything kept about one person's way in; the id is the person's. It is the only document that a password
// change, the use of a code or a sign-out everywhere writes, so each of them happens whole or not at all.
type account struct {
	ID      string    `bson:"_id"`
	Hash    string    `bson:"hash"` // PHC string; empty until the person has chosen a password
	Changed time.Time `bson:"changed"`
	Epoch   int       `bson:"epoch"` // sessions of an older epoch are over,
	Kept    string    `bson:"kept"`  // except this one, which asked for the others to end
	Code    *code     `bson:"code,omitempty"`
	Notices []Notice  `bson:"notices,omitempty"`
}

// Open opens the collections and reads the first sign-ins. The keys come from OpenKeys.
func Open(ctx context.Context, engine store.Engine, deps Deps, settings Settings) (*Service, error) {
	// An empty issuer would make tokens of two installations that share a key interchangeable.
	if settings.Keys == nil || settings.URL == "" {
		return nil, errors.New("account: keys and the public URL must be given")
	}
	if settings.Now == nil {
		settings.Now = time.Now
	}
	if settings.Random == nil {
		settings.Random = rand.Reader
	}
	limits := settings.Limits.withDefaults()
	s := &Service{
		register: deps.Register, audit: deps.Audit, keys: settings.Keys,
		now: settings.Now, random: settings.Random, limits: limits,
		tokens:    newTokens(settings.Keys, settings.URL, limits.Access, settings.Now),
		policy:    newPolicy(),
		addresses: newAddresses(limits.AddressFails, limits.AddressLeak),
		cache:     newSessionCache(limits.Stale),
	}
	var err error
	// A service without randomness would make guessable tokens, so it does not open.
	if s.passwords, err = newPasswords(settings.Cost, limits, settings.Random); err != nil {
		return nil, err
	}
	return s, s.openCollections(ctx, engine)
}

func (s *Service) openCollections(ctx context.Context, engine store.Engine) error {
	var err error
	if s.accounts, err = store.Open[account](ctx, engine, "accounts"); err != nil {
		return fmt.Errorf("account: %w", err)
	}
	s.sessions, err = store.Open[session](ctx, engine, "sessions",
		store.Index{Name: "person", Fields: []string{"person"}},
		store.Index{Name: "expires", Fields: []string{"expires"}})
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	if s.delays, err = openDelays(ctx, engine, s.keys); err != nil {
		return err
	}
	s.firsts, err = openFirstSignIns(ctx, engine)
	return err
}

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&l.Access, 5 * time.Minute}, {&l.Grace, 60 * time.Second},
		{&l.Idle, 14 * 24 * time.Hour}, {&l.Absolute, 30 * 24 * time.Hour},
		{&l.SharedIdle, 20 * time.Minute}, {&l.SharedWhole, 8 * time.Hour},
		{&l.GroupIdle, 5 * time.Minute}, {&l.GroupWhole, 90 * time.Minute},
		{&l.Stale, 5 * time.Second}, {&l.HashWait, 20 * time.Second}, {&l.AddressLeak, 3 * time.Second},
	} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	if l.Hashers == 0 {
		l.Hashers = 2
	}
	if l.AddressFails == 0 {
		l.AddressFails = 1000
	}
	return l
}

// instant is the present, as both engines keep it.
func (s *Service) instant() time.Time { return day.Instant(s.now()) }

// account reads the person's account; a person who has none yet gets an empty one, which no password opens.
func (s *Service) account(ctx context.Context, id org.PersonID) (account, error) {
	a, err := s.accounts.Get(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return account{ID: string(id)}, nil
	}
	if err != nil {
		return account{}, fmt.Errorf("account: %w", err)
	}
	return a, nil
}

// change updates the person's account, and makes it when there is none.
func (s *Service) change(ctx context.Context, id org.PersonID, edit func(*account) error) error {
	for {
		_, err := s.accounts.Update(ctx, string(id), edit)
		if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		fresh := account{ID: string(id)}
		if err := edit(&fresh); err != nil {
			return err
		}
		// Somebody else may make it in the meantime: then theirs is updated.
		if err := s.accounts.Insert(ctx, fresh); !errors.Is(err, store.ErrExists) {
			return err
		}
	}
}

// person finds the person of an id or says that there is none.
func (s *Service) person(id org.PersonID) (org.Person, error) {
	p, ok := s.register.Person(id)
	if !ok {
		return org.Person{}, fault.NotFound("There is no such person in the register.")
	}
	return p, nil
}
