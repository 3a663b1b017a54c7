package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// sessionIDLength is that of 16 random bytes in base64url.
const sessionIDLength = 22

// touchEvery is how often the use of a session on a shared device is written down. It is the error of its 20 minutes.
const touchEvery = time.Minute

// Session is a signed-in principal as a request sees it. The zero Session is somebody who has not signed in.
type Session struct {
	Principal org.Principal
	SessionID string
	Shared    bool      // on a shared device: keep nothing there, and offer to sign out on every page
	Group     string    // the group session on whose device this is; "" none
	Expires   time.Time // when the session ends if nothing more is asked of it
}

// Device is one line of "my sessions".
type Device struct {
	SessionID string
	Name      string // browser and system, as far as the browser says: "Firefox on Android"
	Shared    bool
	Since     time.Time
	Used      time.Time // to within the life of an access token
	Current   bool
}

// session is a stored session: one sign-in on one device, a family of refresh tokens. No address is kept.
type session struct {
	ID      string       `bson:"_id"`
	Person  org.PersonID `bson:"person"`
	Epoch   int          `bson:"epoch"`
	Device  string       `bson:"device"`
	Shared  bool         `bson:"shared"`
	Group   string       `bson:"group,omitempty"` // a group session, whose device has a shorter life than other shared ones
	Created time.Time    `bson:"created"`
	Used    time.Time    `bson:"used"`
	Expires time.Time    `bson:"expires"` // whatever happens
	Ended   time.Time    `bson:"ended"`
	Why     ending       `bson:"why"`

	Current  string    `bson:"current"`  // hash of the refresh token in use
	Previous string    `bson:"previous"` // hash of the one before
	Salt     string    `bson:"salt"`     // from which the one in use was derived
	Rotated  time.Time `bson:"rotated"`
}

// ending says why a session is over.
type ending string

const (
	signedOut ending = "signed-out"
	reused    ending = "reused"
)

// errSignIn is what every request without a good session gets; the page adds where to sign in.
func errSignIn(format string, args ...any) *fault.Error {
	return fault.New(fault.CodeUnauthorised, format, args...)
}

// Verify reads an access token and checks that its session is still going on, as far as was known at most five seconds
// ago. The error is a fault "unauthorised" when the token is no good, and internal when the store does not answer.
func (s *Service) Verify(ctx context.Context, access string) (Session, error) {
	c, err := s.tokens.read(access)
	if err != nil {
		return Session{}, errSignIn("Sign in to go on.").Because(err)
	}
	now := s.instant()
	l, err := s.live(ctx, c.Session, now)
	if err != nil {
		return Session{}, err
	}
	if string(l.session.Person) != c.Subject {
		return Session{}, errSignIn("Sign in to go on.").Because(errors.New("the session is another person's"))
	}
	if err := s.over(l, now); err != nil {
		return Session{}, err
	}
	if l.session.Shared && now.Sub(l.session.Used) >= touchEvery {
		if l, err = s.touch(ctx, l, now); err != nil {
			return Session{}, err
		}
	}
	return s.sessionOf(l.session, now), nil
}

func (s *Service) sessionOf(d session, now time.Time) Session {
	p := s.Principal(d.Person, now)
	if d.Group != "" {
		// The device goes from hand to hand: whoever forgets to sign out there has not left an office open.
		p.Grants = nil
	}
	return Session{Principal: p, SessionID: d.ID, Shared: d.Shared, Group: d.Group, Expires: s.endOf(d)}
}

// live is a session with the two fields of its account that may end it.
type live struct {
	session session
	epoch   int
	kept    string
}

// live gives the session from the cache or the store.
func (s *Service) live(ctx context.Context, id string, now time.Time) (live, error) {
	if l, ok := s.cache.get(id, now); ok {
		return l, nil
	}
	stamp := s.cache.stamp()
	d, err := s.sessions.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return live{}, errSignIn("You have been signed out. Sign in to go on.")
	}
	if err != nil {
		return live{}, fmt.Errorf("account: %w", err)
	}
	// The account is read after the session: a sign-out everywhere in between is then seen, not missed.
	a, err := s.account(ctx, d.Person)
	if err != nil {
		return live{}, err
	}
	l := live{session: d, epoch: a.Epoch, kept: a.Kept}
	s.cache.put(l, now, stamp)
	return l, nil
}

// endOf is when the session ends if nothing more is asked of it.
func (s *Service) endOf(d session) time.Time {
	if end := d.Used.Add(s.idle(d)); end.Before(d.Expires) {
		return end
	}
	return d.Expires
}

// idle is how long the session lives without use.
func (s *Service) idle(d session) time.Duration {
	switch {
	case d.Group != "":
		return s.limits.GroupIdle
	case d.Shared:
		return s.limits.SharedIdle
	}
	return s.limits.Idle
}

// over tells why the session is over, or nil.
func (s *Service) over(l live, now time.Time) error {
	d := l.session
	switch {
	// Reuse comes first: it is what the owner must hear, whatever else has ended the session since.
	case d.Why == reused:
		return errSignIn("You were signed out, because an old copy of your sign-in was used. Sign in again; if you did not expect " +
			"this, change your password.")
	case !d.Ended.IsZero() || d.Epoch != l.epoch && d.ID != l.kept:
		return errSignIn("You have been signed out. Sign in to go on.")
	case d.Shared && !now.Before(s.endOf(d)):
		return errSignIn("You were signed out, because this is a shared device and it was not used for %d minutes. Sign in to go on.",
			int(s.idle(d).Minutes()))
	case !now.Before(s.endOf(d)):
		return errSignIn("You were signed out, because you had not been here for a while. Sign in to go on.")
	}
	return nil
}

// touch writes down that a session on a shared device is in use.
func (s *Service) touch(ctx context.Context, l live, now time.Time) (live, error) {
	d, err := s.sessions.Update(ctx, l.session.ID, func(d *session) error {
		if now.After(d.Used) {
			d.Used = now
		}
		return nil
	})
	if err != nil {
		return live{}, fmt.Errorf("account: %w", err)
	}
	l.session = d
	s.cache.drop(d.ID)
	return l, s.over(l, now)
}

// begin inserts a new session of the person and gives its first tokens.
func (s *Service) begin(ctx context.Context, a account, login Login) (Tokens, error) {
	// The epoch is that of the account as it was read before the password was checked: if the password was changed
	// since, the session is over before it begins.
	id, err := random(s.random, 16)
	if err != nil {
		return Tokens{}, err
	}
	secret, err := random(s.random, 32)
	if err != nil {
		return Tokens{}, err
	}
	whole := s.limits.Absolute
	if login.Shared {
		whole = s.limits.SharedWhole
	}
	if login.Group != "" {
		whole = s.limits.GroupWhole
	}
	now := s.instant()
	d := session{
		ID: id, Person: org.PersonID(a.ID), Epoch: a.Epoch, Device: deviceName(login.Agent), Shared: login.Shared || login.Group != "", Group: login.Group,
		Created: now, Used: now, Expires: day.Instant(now.Add(whole)), Current: hashSecret(secret), Rotated: now,
	}
	if err := s.sessions.Insert(ctx, d); err != nil {
		return Tokens{}, fmt.Errorf("account: %w", err)
	}
	return s.tokensOf(d, secret)
}

func (s *Service) tokensOf(d session, secret string) (Tokens, error) {
	end := s.endOf(d)
	access, expires, err := s.tokens.access(d.Person, d.ID, end)
	if err != nil {
		return Tokens{}, err
	}
	refresh := refreshToken{session: d.ID, secret: secret}
	return Tokens{Access: access, Refresh: refresh.String(), AccessExpires: expires, RefreshExpires: end, Shared: d.Shared}, nil
}

// Sessions gives the person's sessions that are going on, the last used first. Current is the id of the session that asks.
func (s *Service) Sessions(ctx context.Context, person org.PersonID, current string) ([]Device, error) {
	a, err := s.account(ctx, person)
	if err != nil {
		return nil, err
	}
	now := s.instant()
	var devices []Device
	for d, err := range s.sessions.Each(ctx, store.Query{Index: "person", Equal: []any{string(person)}}) {
		if err != nil {
			return nil, fmt.Errorf("account: %w", err)
		}
		if s.over(live{session: d, epoch: a.Epoch, kept: a.Kept}, now) != nil {
			continue
		}
		devices = append(devices, Device{SessionID: d.ID, Name: d.Device, Shared: d.Shared, Since: d.Created, Used: d.Used,
			Current: d.ID == current})
	}
	slices.SortStableFunc(devices, func(a, b Device) int { return b.Used.Compare(a.Used) })
	return devices, nil
}
