// Package route is what the surfaces of the server (pages and API) share: a route with the permission it needs, who is
// asking, and how a request's body becomes a checked struct.
package route

import (
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/org"
)

// Route is one line of a surface's route list. The server mounts it behind a check of its Permission; a handler need not
// ask again whether, only how far (Scope).
type Route struct {
	Method     string
	Path       string // Fiber's pattern, such as /courses/:course
	Permission account.Permission
	Handler    fiber.Handler
	BodyLimit  int // bytes; 0 means the server's usual limit for a form
}

// key is the type of this package's keys in a request's locals: no other package can set or read them by chance.
type key int

const (
	sessionKey key = iota
	scopeKey
	endedKey
	readerKey
	pupilKey
	pupilTokenKey
)

// SetSession notes who asks. The server calls it for each request, before any handler.
func SetSession(c *fiber.Ctx, session account.Session) { c.Locals(sessionKey, session) }

// Session is who asks; the zero Session is somebody who has not signed in.
func Session(c *fiber.Ctx) account.Session {
	session, _ := c.Locals(sessionKey).(account.Session)
	return session
}

// Principal is the principal who asks, with the grants that hold now.
func Principal(c *fiber.Ctx) org.Principal { return Session(c).Principal }

// SignedIn tells whether somebody has signed in.
func SignedIn(c *fiber.Ctx) bool { return Session(c).SessionID != "" }

// pupil is who has signed in with a card of a class.
type pupil struct {
	class string
	roll  int
}

// SetPupil notes the pupil who has signed in on this browser. It says nothing about who asks: a teacher may have signed in on
// it too, and the routes of pupils alone ask for the pupil.
func SetPupil(c *fiber.Ctx, class string, roll int) { c.Locals(pupilKey, pupil{class, roll}) }

// SetPupilToken notes with which token the pupil came.
func SetPupilToken(c *fiber.Ctx, token string) { c.Locals(pupilTokenKey, token) }

// PupilToken is the token with which the pupil came who has signed in; "" when nobody has.
func PupilToken(c *fiber.Ctx) string {
	token, _ := c.Locals(pupilTokenKey).(string)
	return token
}

// Pupil is the class and the roll of the pupil who has signed in on this browser; "" and 0 when nobody has.
func Pupil(c *fiber.Ctx) (class string, roll int) {
	p, _ := c.Locals(pupilKey).(pupil)
	return p.class, p.roll
}

// AsPupil makes the pupil the one who asks, so that nothing on the page is for a person who has signed in on the same browser;
// without a pupil it is a visitor who asks. The answer says so too.
func AsPupil(c *fiber.Ctx) {
	session, reader := account.Session{}, ReaderNobody
	if class, roll := Pupil(c); class != "" {
		session.Principal, reader = org.Principal{Kind: org.PrincipalPupil}, ReaderPupil(class, roll)
	}
	SetSession(c, session)
	SetReader(c, reader)
	c.Set(HeaderReader, reader)
}

// SetScope notes how far the permission of the route reaches for whoever asks.
func SetScope(c *fiber.Ctx, scope org.Scope) { c.Locals(scopeKey, scope) }

// Scope is how far the permission of the route reaches: over whom the handler may tell or act. The zero Scope is nobody.
func Scope(c *fiber.Ctx) org.Scope {
	scope, _ := c.Locals(scopeKey).(org.Scope)
	return scope
}

// SetEnded notes why the session that a request came with is over, for the page that says so.
func SetEnded(c *fiber.Ctx, err error) { c.Locals(endedKey, err) }

// Ended is why the session that the request came with is over; nil when it came with none, or with a good one.
func Ended(c *fiber.Ctx) error {
	err, _ := c.Locals(endedKey).(error)
	return err
}

// SetCookie puts a cookie on the answer. A negative MaxAge removes it, which Fiber says by a day in the past.
func SetCookie(c *fiber.Ctx, cookie *http.Cookie) {
	out := &fiber.Cookie{
		Name: cookie.Name, Value: cookie.Value, Path: cookie.Path, MaxAge: cookie.MaxAge, SessionOnly: cookie.MaxAge == 0,
		Secure: cookie.Secure, HTTPOnly: cookie.HttpOnly, SameSite: fiber.CookieSameSiteLaxMode,
	}
	if cookie.MaxAge < 0 {
		out.MaxAge, out.Expires = 0, time.Unix(1, 0)
	}
	c.Cookie(out)
}
