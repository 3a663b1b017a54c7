package classes

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/fault"
)

// passLife is how long a device may send what a pupil did on it without a link, after they last opened their module with one.
const passLife = 30 * 24 * time.Hour

// Pass gives what a pupil's device sends with that which waited on it for a link, so that it counts for this pupil when they have
// signed out meanwhile or another pupil has signed in. It opens no page: it only lets what was done be added. It is kept nowhere;
// it ends after 30 days, and when the pupil gets other pictures.
func (s *Service) Pass(ctx context.Context, who PupilSession) (string, error) {
	p, err := s.Pupil(ctx, who.Class, who.Roll)
	if err != nil {
		return "", err
	}
	said := fmt.Sprintf("%s.%d.%d.%d", p.Class, p.Roll, p.Set, s.now().Add(passLife).Unix())
	return said + "." + s.sealOf(said), nil
}

// sealOf proves that a pass was given here.
func (s *Service) sealOf(said string) string {
	mac := hmac.New(sha256.New, s.secret("passes"))
	mac.Write([]byte(said))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// ByPass gives whose pass it is; fault.CodeUnauthorised when it is nobody's or has ended, fault.CodeNotFound when the class is no more.
// Who has left the class is still known by it, since what they did before they left counts.
func (s *Service) ByPass(ctx context.Context, pass string) (PupilSession, error) {
	cut := strings.LastIndexByte(pass, '.')
	if cut < 0 || !hmac.Equal([]byte(pass[cut+1:]), []byte(s.sealOf(pass[:cut]))) {
		return PupilSession{}, errNoSession()
	}
	parts := strings.Split(pass[:cut], ".") // as Pass wrote it
	roll, _ := strconv.Atoi(parts[1])
	until, _ := strconv.ParseInt(parts[3], 10, 64)
	p, err := s.Pupil(ctx, parts[0], roll)
	if err != nil {
		return PupilSession{}, err
	}
	if s.now().Unix() > until || strconv.Itoa(p.Set) != parts[2] {
		return PupilSession{}, errNoSession()
	}
	return PupilSession{Class: p.Class, Roll: p.Roll}, nil
}

// Late gives a module for what a device had kept: also when its days are over, since what is sent late was done in time.
func (s *Service) Late(ctx context.Context, who PupilSession, course courses.CourseID) (Module, error) {
	c, err := s.Class(ctx, who.Class)
	if err != nil {
		return Module{}, err
	}
	a, ok := c.Assigned(course)
	if !ok {
		return Module{}, errNotAssigned()
	}
	if !c.Purged.IsZero() {
		return Module{}, fault.Conflict("The school year of this class is over, and its results are closed.")
	}
	m, err := s.module(ctx, c, who.Roll, a)
	if err == nil && Spoken(m.Course) {
		return Module{}, errNotAssigned()
	}
	return m, err
}

// Has tells whether an entry is part of the work.
func (w Work) Has(entry string) bool {
	for _, e := range w.Entries {
		if e.ID == entry {
			return true
		}
	}
	return false
}
