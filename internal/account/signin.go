package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// maxPassword is in bytes. It bounds the work and is beyond what a person types; ux: a phrase of forty words fits.
const maxPassword = 1000

// Login is an attempt to sign in. Address is the caller's, for the limit on failures; it is not kept. Agent is the
// browser's User-Agent, of which only a name like "Firefox on Android" is kept.
type Login struct {
	Login    string // EID, or an e-mail address
	Password string
	Address  string
	Agent    string
	Shared   bool   // "this is a shared device"
	Group    string // the group session on whose device this is: shared, for a short time, and as a learner only
}

// errWrong is one text for every way in which a sign-in can be wrong, so that it tells nobody who has an account.
func errWrong() *fault.Error {
	return errSignIn("The EID (or e-mail) and the password do not match. Check both. If others use the same e-mail address, " +
		"sign in with your EID. If you have a code on paper, use “I have a code”; if you have forgotten your password, ask the " +
		"focal officer of your agency for one.")
}

// SignIn checks a password and begins a session. The errors are faults: "invalid" for empty fields, "unauthorised" when
// the two do not match, "too_many" with RetryAfter while a delay runs, "unavailable" when too many sign in at once.
func (s *Service) SignIn(ctx context.Context, login Login) (Tokens, error) {
	if err := login.check(); err != nil {
		return Tokens{}, err
	}
	now := s.instant()
	if err := s.addresses.check(login.Address, now); err != nil {
		return Tokens{}, err
	}
	who, known, key := s.find(login.Login)
	// From here on the order and the amount of work is the same whether the person exists or not.
	before, err := s.delays.reserve(ctx, key, now)
	if err != nil {
		return Tokens{}, err
	}
	a, err := s.account(ctx, who.ID) // also for nobody, so that the work is the same
	if err != nil {
		return Tokens{}, s.release(ctx, key, err)
	}
	good, err := s.passwords.verify(ctx, a.Hash, login.Password)
	if err != nil {
		return Tokens{}, s.release(ctx, key, err)
	}
	if !good || !known {
		s.addresses.fail(login.Address, s.instant())
		return Tokens{}, errWrong()
	}
	return s.signedIn(ctx, a, login, before, key)
}

// signedIn does what follows a right password.
func (s *Service) signedIn(ctx context.Context, a account, login Login, before delay, key string) (Tokens, error) {
	person := org.PersonID(a.ID)
	if err := s.RecordSignIn(ctx, person, s.instant()); err != nil {
		return Tokens{}, err
	}
	if err := s.strengthen(ctx, a, login.Password); err != nil {
		return Tokens{}, err
	}
	if before.Failures > 0 {
		err := s.tell(ctx, person, Notice{Kind: FailedAttempts, At: s.instant(), Since: before.Since, Count: before.Failures})
		if err != nil {
			return Tokens{}, err
		}
	}
	// Only when the notice is safe may the count go: a crash in between tells the owner twice rather than never.
	if err := s.delays.clear(ctx, key); err != nil {
		return Tokens{}, err
	}
	return s.begin(ctx, a, login)
}

func (l Login) check() error {
	var fields []fault.Field
	if strings.TrimSpace(l.Login) == "" {
		fields = append(fields, fault.Field{Name: "login", Message: "Enter your EID or your e-mail address."})
	}
	switch {
	case l.Password == "":
		fields = append(fields, fault.Field{Name: "password", Message: "Enter your password."})
	case len(l.Password) > maxPassword:
		fields = append(fields, fault.Field{Name: "password", Message: "This is too long to be your password. Enter it again."})
	}
	if len(fields) > 0 {
		return fault.Invalid("Enter your EID and your password.", fields...)
	}
	return nil
}

// find looks a login up and gives the key of its delay: that of the person and the kind of login, or for a login that
// nobody has, one of a fixed number of keys.
func (s *Service) find(login string) (org.Person, bool, string) {
	login = strings.TrimSpace(login)
	if strings.Contains(login, "@") {
		if p, ok := s.register.ByEmail(login); ok {
			return p, true, string(p.ID) + delayEmail
		}
		return org.Person{}, false, s.delays.unknown(login)
	}
	if p, ok := s.register.ByEID(login); ok {
		return p, true, string(p.ID) + delayEID
	}
	return org.Person{}, false, s.delays.unknown(login)
}

// release takes back a reserved failure after an error that was not the caller's, and gives that error.
func (s *Service) release(ctx context.Context, key string, cause error) error {
	// The caller may have gone, but must still not be made to wait for it next time.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return errors.Join(cause, s.delays.release(ctx, key))
}

// strengthen hashes the password anew if it was hashed with other parameters than today's.
func (s *Service) strengthen(ctx context.Context, a account, password string) error {
	if s.passwords.current(a.Hash) {
		return nil
	}
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	_, err = s.accounts.Update(ctx, a.ID, func(now *account) error {
		if now.Hash != a.Hash {
			return errUnchanged // changed in between: this hash is not of today's password
		}
		now.Hash = hash
		return nil
	})
	if err != nil && !errors.Is(err, errUnchanged) {
		return fmt.Errorf("account: %w", err)
	}
	return nil
}
