package account

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"

	"lamtoen/internal/audit"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Authentication is what Authenticate found: the session, and the tokens to set as cookies when it was Renewed.
type Authentication struct {
	Session Session
	Renewed bool
	Tokens  Tokens
}

// Authenticate is what a page request goes through: the access token if it is good, else the refresh token, whose
// successor must then be set on the answer of this very request. So a POST that comes after the access token has
// expired is served like any other, without a redirect. A fault "unauthorised" means that the cookies are of no more use;
// any other error is the store's, and they must stay.
func (s *Service) Authenticate(ctx context.Context, access, refresh string) (Authentication, error) {
	session, err := Session{}, error(errSignIn("Sign in to go on."))
	if access != "" {
		session, err = s.Verify(ctx, access)
	}
	if err == nil || refresh == "" || !fault.Is(err, fault.CodeUnauthorised) {
		return Authentication{Session: session}, err
	}
	tokens, session, err := s.Refresh(ctx, refresh)
	if err != nil {
		return Authentication{}, err
	}
	return Authentication{Session: session, Renewed: true, Tokens: tokens}, nil
}

// errUnchanged leaves a document as it is: an answer was found without a write.
var errUnchanged = errors.New("account: nothing to change")

// Refresh gives new tokens for a refresh token. The previous token gives the same successor for 60 seconds; after that, its
// use (like that of any older one) ends the session, is written to the audit log and told to the owner.
func (s *Service) Refresh(ctx context.Context, token string) (Tokens, Session, error) {
	shown, ok := parseRefresh(token)
	if !ok {
		return Tokens{}, Session{}, errSignIn("Sign in to go on.")
	}
	// Whose session it is must be known before the account can be read; that it still goes on is checked in rotate.
	known, err := s.sessions.Get(ctx, shown.session)
	if errors.Is(err, store.ErrNotFound) {
		return Tokens{}, Session{}, errSignIn("You have been signed out. Sign in to go on.")
	}
	if err != nil {
		return Tokens{}, Session{}, fmt.Errorf("account: %w", err)
	}
	a, err := s.account(ctx, known.Person)
	if err != nil {
		return Tokens{}, Session{}, err
	}
	d, next, err := s.rotate(ctx, shown, a)
	if err != nil {
		return Tokens{}, Session{}, err
	}
	if d.Why == reused {
		return Tokens{}, Session{}, s.reportReuse(ctx, d)
	}
	tokens, err := s.tokensOf(d, next)
	return tokens, s.sessionOf(d, s.instant()), err
}

// rotate is the one compare-and-swap that decides what a refresh token is worth. It gives the session as it then stands
// and the secret of its current token; a session that this call has ended comes back as reused.
func (s *Service) rotate(ctx context.Context, shown refreshToken, a account) (session, string, error) {
	// Two instances that rotate at once draw two salts; the loser reads the winner's on its second round.
	salt, err := random(s.random, 32)
	if err != nil {
		return session{}, "", err
	}
	var seen session
	var next string
	d, err := s.sessions.Update(ctx, shown.session, func(d *session) error {
		now := s.instant()
		if err := s.over(live{session: *d, epoch: a.Epoch, kept: a.Kept}, now); err != nil {
			return err
		}
		switch hash := hashSecret(shown.secret); {
		case same(hash, d.Current):
			next = successor(shown.secret, salt)
			d.Previous, d.Current, d.Salt = hash, hashSecret(next), salt
			d.Rotated, d.Used = now, now
		case same(hash, d.Previous) && now.Sub(d.Rotated) <= s.limits.Grace:
			next, seen = successor(shown.secret, d.Salt), *d
			return errUnchanged
		default:
			d.Ended, d.Why = now, reused
		}
		return nil
	})
	switch _, shown := fault.As(err); {
	case errors.Is(err, errUnchanged):
		return seen, next, nil
	case err != nil && !shown:
		return session{}, "", fmt.Errorf("account: %w", err)
	}
	return d, next, err
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// reportReuse tells the owner and the audit log that an old refresh token was shown, and gives the error for whoever did.
func (s *Service) reportReuse(ctx context.Context, d session) error {
	s.cache.forget(d.Person)
	at := s.instant()
	if err := s.tell(ctx, d.Person, Notice{Kind: TokenReused, At: at, Device: d.Device}); err != nil {
		return err
	}
	err := s.log(ctx, audit.Entry{At: at, By: string(d.Person), Action: "session.reused", Subject: string(d.Person),
		Why: "an old refresh token was used; the session was ended"})
	if err != nil {
		return err
	}
	return s.over(live{session: d, epoch: d.Epoch}, at)
}

// SignOut ends the session.
func (s *Service) SignOut(ctx context.Context, session Session) error {
	return s.SignOutOf(ctx, session.Principal.ID, session.SessionID)
}

// SignOutOf ends one of the person's sessions; another person's is not found. To end one twice is no error.
func (s *Service) SignOutOf(ctx context.Context, person org.PersonID, id string) error {
	_, err := s.sessions.Update(ctx, id, func(d *session) error {
		if d.Person != person {
			return store.ErrNotFound
		}
		if !d.Ended.IsZero() {
			return errUnchanged
		}
		d.Ended, d.Why = s.instant(), signedOut
		return nil
	})
	// Also after an error: the write may have happened all the same.
	s.cache.forget(person)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return fault.NotFound("This sign-in does not exist any more.")
	case err != nil && !errors.Is(err, errUnchanged):
		return fmt.Errorf("account: %w", err)
	}
	return nil
}

// SignOutEverywhere ends all sessions of the person.
func (s *Service) SignOutEverywhere(ctx context.Context, person org.PersonID) error {
	return s.endSessions(ctx, person, "")
}

// SignOutOthers ends all sessions of the person but this one.
func (s *Service) SignOutOthers(ctx context.Context, session Session) error {
	return s.endSessions(ctx, session.Principal.ID, session.SessionID)
}

func (s *Service) endSessions(ctx context.Context, person org.PersonID, keep string) error {
	err := s.change(ctx, person, func(a *account) error {
		a.endSessions(keep)
		return nil
	})
	s.cache.forget(person)
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	return nil
}

// endSessions makes all sessions of the account be over, but the one to keep, which may be "".
func (a *account) endSessions(keep string) {
	a.Epoch++
	a.Kept = keep
}

// Sweep removes sessions that are long over and tells how many. It is for a background job; a day of delay keeps
// "you were signed out" apart from "no such session".
func (s *Service) Sweep(ctx context.Context) (int, error) {
	before := s.instant().AddDate(0, 0, -1)
	removed := 0
	for d, err := range s.sessions.Each(ctx, store.Query{Index: "expires", Until: before}) {
		if err != nil {
			return removed, fmt.Errorf("account: %w", err)
		}
		gone, err := s.sessions.Delete(ctx, d.ID)
		if err != nil {
			return removed, fmt.Errorf("account: %w", err)
		}
		if gone {
			removed++
		}
	}
	return removed, nil
}
