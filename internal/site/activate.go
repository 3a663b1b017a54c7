package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// codePage is the form for a one-time code: a first activation, or a forgotten password.
type codePage struct {
	page.Base
	EID      page.Field
	Joined   page.Field
	Code     page.Field
	Password page.Field
}

// codeForm is what it sends.
type codeForm struct {
	EID      string `form:"eid" label:"Your EID" validate:"required,max=40"`
	Joined   string `form:"joined" label:"The day you joined" validate:"required,date"`
	Code     string `form:"code" label:"The code" validate:"required,max=40"`
	Password string `form:"password" label:"The new password" validate:"required,max=1024" trim:"no"`
}

// newCodePage builds the form with what was typed. The password is never sent back to the browser.
func newCodePage(base page.Base, form codeForm) codePage {
	return codePage{
		Base:     base,
		EID:      page.Field{Name: "eid", Value: form.EID, Complete: "username", Hint: true, Wrong: base.Wrong("eid")},
		Joined:   page.Field{Name: "joined", Value: form.Joined, Type: "date", Hint: true, Wrong: base.Wrong("joined")},
		Code:     page.Field{Name: "code", Value: form.Code, Complete: "one-time-code", Hint: true, Wrong: base.Wrong("code")},
		Password: page.Field{Name: "password", Type: "password", Complete: "new-password", Hint: true, Wrong: base.Wrong("password")},
	}
}

// code shows the page of the name, activate or forgotten.
func (s *Site) code(name string) fiber.Handler {
	return func(c *fiber.Ctx) error { return s.show(c, name, newCodePage(s.base(c), codeForm{})) }
}

// useCode sets the password and signs in with it. The device counts as shared until the person says otherwise at the next
// sign-in: many do this at the focal officer's desk.
func (s *Site) useCode(name string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		var form codeForm
		err := route.Bind(c, &form)
		if err == nil {
			err = s.accounts.Activate(c.UserContext(), account.Activation{
				EID: form.EID, Joined: day.Date(form.Joined), Code: form.Code, Password: form.Password, Address: c.IP(),
			})
		}
		if f, ok := fault.As(err); ok {
			base := s.base(c)
			base.Refuse(f)
			return s.refuse(c, name, newCodePage(base, form), route.Status(c, f))
		}
		if err != nil {
			return err
		}
		tokens, err := s.accounts.SignIn(c.UserContext(), account.Login{
			Login: form.EID, Password: form.Password, Address: c.IP(), Agent: c.Get(fiber.HeaderUserAgent), Shared: true,
		})
		if err != nil {
			return err
		}
		s.setTokens(c, tokens)
		return to(c, "/me?said=password.set")
	}
}
