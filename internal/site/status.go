package site

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/page"
)

// pingLimit is how long the store may take to answer before the page says that it does not.
const pingLimit = 2 * time.Second

// statusPage says whether the service works, in words for everyone.
type statusPage struct {
	page.Base
	Well     bool
	Now      time.Time
	Courses  int
	Register time.Time // when the staff register last changed
	Version  string
}

// status asks the store; when it does not answer the page says so with 503, so that a monitor sees it too.
func (s *Site) status(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), pingLimit)
	defer cancel()
	p := statusPage{
		Base: s.base(c), Well: s.ping(ctx) == nil, Now: s.settings.Now(), Courses: len(s.library.Current()),
		Register: s.register.Imported(), Version: s.settings.Version,
	}
	if !p.Well {
		c.Status(fiber.StatusServiceUnavailable)
	}
	return s.show(c, "status", p)
}
