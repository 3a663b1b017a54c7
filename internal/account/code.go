package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// CodeKind says what a one-time code is for.
type CodeKind string

// The kinds: the letter that comes with the import, and the slip that the focal officer prints.
const (
	ActivationCode CodeKind = "activation"
	ResetCode      CodeKind = "reset"
)

// How long codes last.
const (
	activationLife = 90 * 24 * time.Hour
	resetLife      = 24 * time.Hour
)

// Code is a one-time code as it is printed, once; the store keeps a hash. It works only together with the person's EID and
// joining date, and only until a newer one is made.
type Code struct {
	Person  org.PersonID
	Text    string // 12 characters of Crockford's base32 in groups of four, 60 bits
	Kind    CodeKind
	Expires time.Time
}

// code is what is kept of it.
type code struct {
	Kind    CodeKind  `bson:"kind"`
	Hash    string    `bson:"hash"`
	Issued  time.Time `bson:"issued"`
	Expires time.Time `bson:"expires"`
	By      string    `bson:"by"` // the issuer's name, for the notice
}

const (
	codeLength = 12
	// crockford has no I, L, O, U: nothing in it looks like another sign or reads as a word.
	crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

// Activation is the use of a code: whoever has the paper and knows EID and joining date chooses a password.
type Activation struct {
	EID      string
	Joined   day.Date
	Code     string
	Password string
	Address  string // for the limit on failures; not kept
}

func errCode() *fault.Error {
	return errSignIn("The EID, the joining date and the code do not belong together, or the code was used before or is out of date. " +
		"Check all three against the paper and your appointment order. If they are right, ask the focal officer of your agency for a " +
		"new code.")
}

// Activate chooses a password with a code, of either kind, and ends all sessions. The code is then used up. Faults are as
// SignIn's, and "invalid" for a password that will not do.
func (s *Service) Activate(ctx context.Context, a Activation) error {
	if err := s.checkActivation(a); err != nil {
		return err
	}
	now := s.instant()
	if err := s.addresses.check(a.Address, now); err != nil {
		return err
	}
	who, known := s.register.ByEID(strings.TrimSpace(a.EID))
	key := s.delays.unknown(a.EID)
	if known {
		key = string(who.ID) + delayCode
	}
	if _, err := s.delays.reserve(ctx, key, now); err != nil {
		return err
	}
	before, err := s.account(ctx, who.ID)
	if err != nil {
		return s.release(ctx, key, err)
	}
	if !known || who.Joined.IsZero() || who.Joined != a.Joined || !before.opens(a.Code, now) {
		s.addresses.fail(a.Address, now)
		return errCode()
	}
	if err := s.policy.check(a.Password, who); err != nil {
		return s.release(ctx, key, err)
	}
	if err := s.useCode(ctx, before, a.Password, now); err != nil {
		return s.release(ctx, key, err)
	}
	if err := s.delays.clear(ctx, key); err != nil {
		return err
	}
	for _, kind := range []string{delayEID, delayEmail} {
		if err := s.delays.ease(ctx, string(who.ID)+kind); err != nil {
			return err
		}
	}
	return s.log(ctx, audit.Entry{At: now, By: string(who.ID), Action: "password.chosen", Subject: string(who.ID),
		Why: "with a one-time code: " + string(before.Code.Kind)})
}

func (s *Service) checkActivation(a Activation) error {
	var fields []fault.Field
	for _, f := range []struct{ name, value, message string }{
		{"eid", a.EID, "Enter your EID, as it stands on the paper."},
		{"joined", string(a.Joined), "Enter the day you joined the civil service, as it stands in your appointment order."},
		{"code", a.Code, "Enter the code from the paper."},
		{"password", a.Password, "Choose a password."},
	} {
		if strings.TrimSpace(f.value) == "" {
			fields = append(fields, fault.Field{Name: f.name, Message: f.message})
		}
	}
	if len(fields) > 0 {
		return fault.Invalid("Fill in all four fields.", fields...)
	}
	// What can be said of the password without knowing whose it is comes first: a right code must not be spent on it.
	return s.policy.check(a.Password, org.Person{})
}

// opens tells whether the text is the account's code and still good.
func (a account) opens(text string, now time.Time) bool {
	want := code{}
	if a.Code != nil {
		want = *a.Code
	}
	// Both halves are computed always, so that the time says nothing about which was wrong.
	right := same(hashCode(a.ID, text), want.Hash)
	return right && now.Before(want.Expires)
}

// useCode sets the password and uses the code up, in one write, if it is still the same code.
func (s *Service) useCode(ctx context.Context, before account, password string, now time.Time) error {
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	_, err = s.accounts.Update(ctx, before.ID, func(a *account) error {
		if a.Code == nil || a.Code.Hash != before.Code.Hash {
			return errCode()
		}
		if a.Code.Kind == ResetCode {
			a.drop(CodeIssued)
			a.add(Notice{Kind: PasswordReset, At: now, Since: a.Code.Issued, By: a.Code.By})
		}
		a.setPassword(hash, now, "")
		return nil
	})
	s.cache.forget(org.PersonID(before.ID))
	return err
}

// setPassword ends all sessions but the one to keep, and any code that is still about.
func (a *account) setPassword(hash string, now time.Time, keep string) {
	a.Hash, a.Changed, a.Code = hash, now, nil
	a.endSessions(keep)
}

// newCode draws a code and gives it with what is to be stored.
func (s *Service) newCode(person org.PersonID, kind CodeKind, by string) (Code, *code, error) {
	raw := make([]byte, codeLength)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return Code{}, nil, fmt.Errorf("account: no random bytes: %w", err)
	}
	var text strings.Builder
	for i, b := range raw {
		if i > 0 && i%4 == 0 {
			text.WriteByte('-')
		}
		text.WriteByte(crockford[b%32]) // 256 is a multiple of 32: no character is likelier
	}
	life := activationLife
	if kind == ResetCode {
		life = resetLife
	}
	now := s.instant()
	c := Code{Person: person, Text: text.String(), Kind: kind, Expires: now.Add(life)}
	return c, &code{Kind: kind, Hash: hashCode(string(person), c.Text), Issued: now, Expires: c.Expires, By: by}, nil
}

// hashCode hashes a code as it is meant: without the hyphens, in capitals, O for 0 and I or L for 1. A fast hash will do
// for 60 random bits that are good for days.
func hashCode(person, text string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r == 'O':
			return '0'
		case r == 'I' || r == 'L':
			return '1'
		case r < 0x80 && strings.ContainsRune(crockford, r):
			return r
		case strings.ContainsRune(" -–—.\t", r):
			return -1
		}
		return '?'
	}, strings.ToUpper(text))
	sum := sha256.Sum256([]byte("lamtoen code\n" + person + "\n" + plain))
	return hex.EncodeToString(sum[:])
}

// setCode stores a person's code in place of any earlier one.
func (s *Service) setCode(ctx context.Context, person org.PersonID, c *code, edit func(*account) error) error {
	err := s.change(ctx, person, func(a *account) error {
		if err := edit(a); err != nil {
			return err
		}
		a.Code = c
		return nil
	})
	if _, ok := fault.As(err); err != nil && !ok && !errors.Is(err, errUnchanged) {
		return fmt.Errorf("account: %w", err)
	}
	return err
}
