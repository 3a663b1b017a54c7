package account

import (
	"context"
	"errors"
	"fmt"

	"lamtoen/internal/audit"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// Change is a person's wish for another password.
type Change struct {
	Current  string
	Password string
}

// ChangePassword sets another password for whoever knows the present one, and ends the person's other sessions. The
// fields of an "invalid" fault are current and password.
func (s *Service) ChangePassword(ctx context.Context, session Session, change Change) error {
	person := session.Principal.ID
	who, err := s.person(person)
	if err != nil {
		return err
	}
	if change.Current == "" || len(change.Current) > maxPassword {
		return errCurrent("Enter your present password.")
	}
	if err := s.policy.check(change.Password, who); err != nil {
		return err
	}
	// Somebody at an unlocked screen must not find out the password by trying.
	key := string(person) + delayChange
	if _, err := s.delays.reserve(ctx, key, s.instant()); err != nil {
		return err
	}
	a, err := s.account(ctx, person)
	if err != nil {
		return s.release(ctx, key, err)
	}
	good, err := s.passwords.verify(ctx, a.Hash, change.Current)
	if err != nil {
		return s.release(ctx, key, err)
	}
	if !good {
		return errCurrent("This is not your present password.")
	}
	if err := s.delays.clear(ctx, key); err != nil {
		return err
	}
	if same(change.Password, change.Current) {
		return fault.Invalid("Choose another password.",
			fault.Field{Name: "password", Message: "This is your present password; choose one that is new."})
	}
	return s.replacePassword(ctx, a, change.Password, session.SessionID)
}

func errCurrent(message string) error {
	return fault.Invalid("Enter your present password again.", fault.Field{Name: "current", Message: message})
}

func (s *Service) replacePassword(ctx context.Context, before account, password, keep string) error {
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	now := s.instant()
	_, err = s.accounts.Update(ctx, before.ID, func(a *account) error {
		if a.Hash != before.Hash {
			return fault.Conflict("Your password was changed somewhere else just now. Sign in again.")
		}
		a.setPassword(hash, now, keep)
		a.add(Notice{Kind: PasswordChanged, At: now})
		return nil
	})
	s.cache.forget(org.PersonID(before.ID))
	if _, ok := fault.As(err); err != nil && !ok {
		return fmt.Errorf("account: %w", err)
	}
	return err
}

// SetPassword gives a person a password that somebody else knows. It is for the demonstration's printed sign-ins and for
// tests; everybody else chooses their own with a code.
func (s *Service) SetPassword(ctx context.Context, person org.PersonID, password, by string) error {
	who, err := s.person(person)
	if err != nil {
		return err
	}
	if err := s.policy.check(password, who); err != nil {
		return err
	}
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	now := s.instant()
	err = s.log(ctx, audit.Entry{At: now, By: by, Action: "password.set", Subject: string(person),
		After: "a password that somebody else chose"})
	if err != nil {
		return err
	}
	err = s.change(ctx, person, func(a *account) error {
		a.setPassword(hash, now, "")
		return nil
	})
	s.cache.forget(person)
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	return nil
}

// HasPassword tells whether the person has chosen a password, as the page of an administrator shows it.
func (s *Service) HasPassword(ctx context.Context, person org.PersonID) (bool, error) {
	a, err := s.account(ctx, person)
	return a.Hash != "", err
}

// tell adds a notice for the person.
func (s *Service) tell(ctx context.Context, person org.PersonID, n Notice) error {
	err := s.change(ctx, person, func(a *account) error {
		a.add(n)
		return nil
	})
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	return nil
}

// Notices gives what the person should know about their account, the newest first, until they dismiss it.
func (s *Service) Notices(ctx context.Context, person org.PersonID) ([]Notice, error) {
	a, err := s.account(ctx, person)
	if err != nil {
		return nil, err
	}
	return a.newestFirst(), nil
}

// DismissNotices removes the notices up to the newest that the person has seen.
func (s *Service) DismissNotices(ctx context.Context, person org.PersonID, seen Notice) error {
	err := s.change(ctx, person, func(a *account) error {
		kept := a.Notices[:0:0]
		for _, n := range a.Notices {
			if n.At.After(seen.At) {
				kept = append(kept, n)
			}
		}
		if len(kept) == len(a.Notices) {
			return errUnchanged
		}
		a.Notices = kept
		return nil
	})
	if err != nil && !errors.Is(err, errUnchanged) {
		return fmt.Errorf("account: %w", err)
	}
	return nil
}
