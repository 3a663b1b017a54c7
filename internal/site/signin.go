package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// signInPage is the sign-in form.
type signInPage struct {
	page.Base
	Login    page.Field
	Password page.Field
	Shared   string // yes, no, or "" not answered
	Next     string // where to go on to
}

// signInForm is what the form sends.
type signInForm struct {
	Login    string `form:"login" label:"Your EID or e-mail address" validate:"required,max=254"`
	Password string `form:"password" label:"Your password" validate:"required,max=1024" trim:"no"`
	Shared   string `form:"shared"`
	Next     string `form:"next"`
}

// newSignIn builds the page from what was typed, with the errors that base carries.
func newSignIn(base page.Base, form signInForm) signInPage {
	return signInPage{
		Base:     base,
		Login:    page.Field{Name: "login", Value: form.Login, Complete: "username", Hint: true, Wrong: base.Wrong("login")},
		Password: page.Field{Name: "password", Type: "password", Complete: "current-password", Wrong: base.Wrong("password")},
		Shared:   form.Shared,
		Next:     safeNext(form.Next, ""),
	}
}

// signIn shows the form; who is signed in has no use for it and goes on to where it would have led.
func (s *Site) signIn(c *fiber.Ctx) error {
	next := safeNext(c.Query("next"), "")
	if route.SignedIn(c) {
		return to(c, safeNext(next, "/me"))
	}
	base := s.base(c)
	base.Device = true // says what waits on this device for somebody to sign in
	if signedOut(c.Query("said")) {
		c.Set(route.HeaderReader, route.ReaderOut)
	}
	return s.show(c, "sign-in", newSignIn(base, signInForm{Next: next}))
}

// signedOut tells whether the page was reached by signing out: the device then forgets what it kept.
func signedOut(said string) bool { return said == "signed.out" || said == "signed.out.everywhere" }

// doSignIn signs in. A device whose question was not answered is taken to be shared, which is the side where nothing can be
// left behind.
func (s *Site) doSignIn(c *fiber.Ctx) error {
	var form signInForm
	err := route.Bind(c, &form)
	if err == nil {
		var tokens account.Tokens
		tokens, err = s.accounts.SignIn(c.UserContext(), account.Login{
			Login: form.Login, Password: form.Password, Address: c.IP(), Agent: c.Get(fiber.HeaderUserAgent), Shared: form.Shared != "no",
		})
		if err == nil {
			s.setTokens(c, tokens)
			return to(c, safeNext(form.Next, "/me"))
		}
	}
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	base := s.base(c)
	base.Refuse(f)
	return s.refuse(c, "sign-in", newSignIn(base, form), route.Status(c, f))
}

// doSignOut ends the session on the server first: a cookie that is taken away can have been copied before. Without a session it
// only takes the cookies away, so that pressing the button twice is no error.
func (s *Site) doSignOut(c *fiber.Ctx) error {
	next := "/sign-in?said=signed.out"
	if session := route.Session(c); route.SignedIn(c) {
		next = s.deviceAfter(c, session, "signed.out")
		if err := s.accounts.SignOut(c.UserContext(), session); err != nil {
			return err
		}
	}
	s.clearTokens(c)
	return to(c, next)
}

// setTokens gives the browser a new pair of tokens.
func (s *Site) setTokens(c *fiber.Ctx, tokens account.Tokens) {
	for _, cookie := range s.jar.Set(tokens, s.settings.Now()) {
		route.SetCookie(c, cookie)
	}
}

// clearTokens takes the pair of tokens out of the browser.
func (s *Site) clearTokens(c *fiber.Ctx) {
	for _, cookie := range s.jar.Clear() {
		route.SetCookie(c, cookie)
	}
}
