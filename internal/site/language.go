package site

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// The cookies that remember what the reader chose on this device.
const (
	languageCookie = "lang"
	themeCookie    = "theme"
	choiceKept     = 365 * 24 * time.Hour
)

// languagePage chooses language and colours.
type languagePage struct {
	page.Base
	Next string
}

// language shows the choices.
func (s *Site) language(c *fiber.Ctx) error {
	base := s.base(c)
	return s.show(c, "language", languagePage{Base: base, Next: safeNext(c.Query("next"), "/language")})
}

// chooseLanguage remembers the choice on this device and goes back to the page that it was made on.
func (s *Site) chooseLanguage(c *fiber.Ctx) error {
	var form struct {
		Lang  string `form:"lang" label:"The language" validate:"omitempty,oneof=en dz"`
		Theme string `form:"theme" label:"The colours" validate:"omitempty,oneof=device light dark"`
		Next  string `form:"next"`
	}
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	if form.Lang != "" {
		s.remember(c, languageCookie, form.Lang)
	}
	if form.Theme != "" {
		s.remember(c, themeCookie, strings.TrimPrefix(form.Theme, "device"))
	}
	return to(c, safeNext(form.Next, "/"))
}

// remember sets a cookie of one year, or, on a shared device, until the browser is closed. An empty value forgets it.
func (s *Site) remember(c *fiber.Ctx, name, value string) {
	cookie := &fiber.Cookie{
		Name: name, Value: value, Path: "/", HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
		Secure: strings.HasPrefix(s.settings.URL, "https://"),
	}
	switch {
	case value == "":
		cookie.Expires = time.Unix(1, 0)
	case route.Session(c).Shared:
		cookie.SessionOnly = true
	default:
		cookie.Expires = s.settings.Now().Add(choiceKept)
	}
	c.Cookie(cookie)
}
