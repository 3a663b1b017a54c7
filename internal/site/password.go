package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// passwordPage is the form that changes a password for whoever knows the present one.
type passwordPage struct {
	page.Base
	EID     string // for password managers, which keep a password with its user name
	Current page.Field
	New     page.Field
}

// passwordForm is what it sends. A password may begin or end with a space, so nothing is trimmed.
type passwordForm struct {
	Current  string `form:"current" label:"Your present password" validate:"required,max=1024" trim:"no"`
	Password string `form:"password" label:"The new password" validate:"required,max=1024" trim:"no"`
}

// newPasswordPage builds the form. Neither password is ever sent back to the browser.
func newPasswordPage(base page.Base, eid string) passwordPage {
	return passwordPage{
		Base:    base,
		EID:     eid,
		Current: page.Field{Name: "current", Type: "password", Complete: "current-password", Wrong: base.Wrong("current")},
		New:     page.Field{Name: "password", Type: "password", Complete: "new-password", Hint: true, Wrong: base.Wrong("password")},
	}
}

// password shows the form.
func (s *Site) password(c *fiber.Ctx) error {
	return s.show(c, "password", newPasswordPage(s.base(c), s.identity(me(c)).EID))
}

// changePassword also ends the sessions on other devices; this one goes on.
func (s *Site) changePassword(c *fiber.Ctx) error {
	var form passwordForm
	err := route.Bind(c, &form)
	if err == nil {
		err = s.accounts.ChangePassword(c.UserContext(), route.Session(c), account.Change{Current: form.Current, Password: form.Password})
	}
	if f, ok := fault.As(err); ok {
		base := s.base(c)
		base.Refuse(f)
		return s.refuse(c, "password", newPasswordPage(base, s.identity(me(c)).EID), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	return to(c, "/me/sessions?said=password.changed")
}
