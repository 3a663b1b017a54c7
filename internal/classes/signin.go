package classes

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"lamtoen/internal/fault"
	"lamtoen/internal/guess"
	"lamtoen/internal/store"
)

// SessionLife is how long a pupil stays signed in: a school day.
const SessionLife = 10 * time.Hour

// sessionDoc is a pupil's session; the token itself is not kept.
type sessionDoc struct {
	ID    string    `bson:"_id"` // a hash of the token
	Class string    `bson:"class"`
	Roll  int       `bson:"roll"`
	Set   int       `bson:"set"` // of the pictures: with others the session is over
	Until time.Time `bson:"until"`
}

// PupilSession is who has signed in as a pupil.
type PupilSession struct {
	Class string
	Roll  int // of the id
}

// SignIn is what a pupil gives to sign in.
type SignIn struct {
	Code     string
	Roll     int // as it is shown
	Pictures []string
	Address  string
}

// Pictures lists the pictures that pupils sign in with, which are also their avatars, by the English word for each.
func Pictures() []string {
	return []string{
		"yak", "chilli", "pine", "kite", "drum", "cat", "fish", "apple", "maize", "house", "bus", "bridge",
		"mountain", "sun", "moon", "star", "ball", "bow", "cup", "flower", "leaf", "bird", "butterfly", "umbrella",
	}
}

// PicturesNeeded is how many a pupil taps, in order.
const PicturesNeeded = 3

// picturesOf gives the pictures of a pupil. They are kept nowhere: they follow from the secret of this installation, so that a
// card can be printed again, and a copy of the pupils' rows does not hold them.
func (s *Service) picturesOf(p Pupil) []string {
	return pick(s.secret("pictures of "+p.ID+" "+strconv.Itoa(p.Set)), PicturesNeeded)
}

// avatarOf gives a pupil's avatar: no two of the first 24 of a class have the same.
func (s *Service) avatarOf(class string, roll int) string {
	all := pick(s.secret("avatars of "+class), len(Pictures()))
	return all[(roll-1)%len(all)]
}

// pick draws n different pictures in an order that follows from the seed.
func pick(seed []byte, n int) []string {
	left := Pictures()
	var out []string
	for i := range n {
		sum := sha256.Sum256(append(slices.Clone(seed), byte(i)))
		at := (int(sum[0])<<16 | int(sum[1])<<8 | int(sum[2])) % len(left)
		out = append(out, left[at])
		left = slices.Delete(left, at, at+1)
	}
	return out
}

func errNoCode() error {
	return fault.NotFound("No class has this code. Look at your card and type it again.")
}

// ByCode finds the class of a class code, however it is typed; fault.CodeNotFound when no class has it now.
func (s *Service) ByCode(ctx context.Context, typed, address string) (Class, error) {
	if err := s.slow(guess.From(address), mostFrom, s.now()); err != nil {
		return Class{}, err
	}
	c, code, err := s.classOf(ctx, typed)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Class{}, err
	}
	if err != nil || c.Code != code || !c.Purged.IsZero() {
		s.guesses.Miss(guess.From(address), s.now())
		return Class{}, errNoCode()
	}
	return c, nil
}

// SignIn signs a pupil in with the class code, the number shown on their card and three pictures in order, and gives the token
// for their cookie. Whoever guesses wrongly waits, longer each time: for that pupil, and for the class and the address as a whole.
func (s *Service) SignIn(ctx context.Context, in SignIn) (string, error) {
	c, err := s.ByCode(ctx, in.Code, in.Address)
	if err != nil {
		return "", err
	}
	list, err := s.pupilsOf(ctx, c)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(list, func(p Pupil) bool { return p.Here() && p.Shown == in.Roll })
	if i < 0 {
		return "", fault.NotFound("No pupil of this class has this number. Look at your card.")
	}
	p, now := list[i], s.now()
	for key, most := range map[string]int{p.guessed(): mostPupil, c.ID: mostClass} {
		if err := s.slow(key, most, now); err != nil {
			return "", err
		}
	}
	if !slices.Equal(in.Pictures, s.picturesOf(p)) {
		for _, key := range []string{p.guessed(), c.ID, guess.From(in.Address)} {
			s.guesses.Miss(key, now)
		}
		return "", fault.New(fault.CodeUnauthorised, "These are not the pictures on the card of number %d. Look at your card and tap them in order.", in.Roll)
	}
	s.guesses.Forget(p.guessed())
	return s.begin(ctx, p)
}

// guessed is what wrong guesses are counted under. Other pictures begin anew, on whichever instance they were made.
func (p Pupil) guessed() string { return p.ID + " " + strconv.Itoa(p.Set) }

// begin opens a session.
func (s *Service) begin(ctx context.Context, p Pupil) (string, error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("classes: no randomness: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	doc := sessionDoc{ID: s.sessionID(token), Class: p.Class, Roll: p.Roll, Set: p.Set, Until: s.now().Add(SessionLife)}
	if err := s.sessions.Insert(ctx, doc); err != nil {
		return "", fmt.Errorf("classes: session: %w", err)
	}
	if gone, err := s.goneMeanwhile(ctx, p.Class); gone || err != nil {
		return "", cmp.Or(err, errNoCode())
	}
	return token, nil
}

func (s *Service) sessionID(token string) string {
	mac := hmac.New(sha256.New, s.secret("sessions"))
	mac.Write([]byte(token))
	return hex.EncodeToString(mac.Sum(nil))
}

func errNoSession() error {
	return fault.New(fault.CodeUnauthorised, "You are not signed in. Sign in with your card.")
}

// Session gives whose token it is; fault.CodeUnauthorised when it is nobody's: it has run out, or the pupil has left or has
// other pictures now.
func (s *Service) Session(ctx context.Context, token string) (PupilSession, error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(32) {
		return PupilSession{}, errNoSession()
	}
	doc, err := s.sessions.Get(ctx, s.sessionID(token))
	if errors.Is(err, store.ErrNotFound) || err == nil && s.now().After(doc.Until) {
		return PupilSession{}, errNoSession()
	}
	if err != nil {
		return PupilSession{}, fmt.Errorf("classes: session: %w", err)
	}
	p, err := s.pupils.Get(ctx, PupilID(doc.Class, doc.Roll))
	if errors.Is(err, store.ErrNotFound) || err == nil && (!p.Here() || p.Set != doc.Set) {
		return PupilSession{}, errNoSession()
	}
	if err != nil {
		return PupilSession{}, fmt.Errorf("classes: pupil: %w", err)
	}
	return PupilSession{Class: doc.Class, Roll: doc.Roll}, nil
}

// SignOut ends a session. One that is over already is left as it is.
func (s *Service) SignOut(ctx context.Context, token string) error {
	_, err := s.sessions.Delete(ctx, s.sessionID(token))
	if err != nil {
		return fmt.Errorf("classes: session: %w", err)
	}
	return nil
}
