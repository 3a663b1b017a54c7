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
	Current page.Field
	New     page.Field
}

type passwordForm struct {
	Current  string `form:"current" label:"Your present password" validate:"required,max=1024" trim:"no"`
	Password string `form:"password" label:"The new password" validate:"required,max=1024" trim:"no"`
}

func newPasswordPage(base page.Base) passwordPage {
	return passwordPage{
		Base:    base,
		Current: page.Field{Name: "current", Type: "password", Complete: "current-password", Wrong: base.Wrong("current")},
		New:     page.Field{Name: "password", Type: "password", Complete: "new-password", Hint: true, Wrong: base.Wrong("password")},
	}
}

func (s *Site) password(c *fiber.Ctx) error {
	return s.show(c, "password", newPasswordPage(s.base(c)))
}

func (s *Site) changePassword(c *fiber.Ctx) error {
	var form passwordForm
	err := route.Bind(c, &form)
	if err == nil {
		err = s.accounts.ChangePassword(c.UserContext(), route.Session(c), account.Change{Current: form.Current, Password: form.Password})
	}
	if f, ok := fault.As(err); ok {
		base := s.base(c)
		base.Refuse(f)
		return s.refuse(c, "password", newPasswordPage(base), statusOf(c, f))
	}
	if err != nil {
		return err
	}
	return to(c, "/me/sessions?said=password.changed")
}
