package server

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/fault"
)

// contentPolicy allows nothing but what the site itself serves; there is no inline script or style anywhere.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers sets what every answer carries. A page that shows a person's data is never kept by a shared cache; handlers of
// public, unchanging things (assets, published keys) set a longer life themselves.
func (s *Server) headers(c *fiber.Ctx) error {
	h := &c.Response().Header
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()")
	h.Set("Cache-Control", "no-store")
	if strings.HasPrefix(s.deps.Origin, "https://") {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	return c.Next()
}

// sameOrigin refuses a change that another site's page asks for on a person's behalf. Cookies are SameSite already; this
// holds where a browser's default does not. Browsers that send neither header are too old for either and rely on the
// cookie's attribute; requests with a bearer token carry nothing that a browser adds by itself.
func (s *Server) sameOrigin(c *fiber.Ctx) error {
	if isRead(c.Method()) {
		return c.Next()
	}
	if _, ok := bearerToken(c); ok {
		return c.Next()
	}
	if site := c.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return fault.Forbidden("This form was sent from another website, so nothing was changed. Open Lamtoen itself and try again.")
	}
	if origin := c.Get(fiber.HeaderOrigin); origin != "" && !s.ownOrigin(origin, string(c.Request().Host())) {
		return fault.Forbidden("This form was sent from another website, so nothing was changed. Open Lamtoen itself and try again.")
	}
	return c.Next()
}

// isRead tells the methods that change nothing (RFC 9110, 9.2.1).
func isRead(method string) bool {
	return method == fiber.MethodGet || method == fiber.MethodHead || method == fiber.MethodOptions
}

// ownOrigin compares hosts, not schemes: behind a proxy the app sees http where the browser says https.
func (s *Server) ownOrigin(origin, host string) bool {
	o, err := url.Parse(origin)
	if err != nil || o.Host == "" {
		return false
	}
	if o.Host == host {
		return true
	}
	own, err := url.Parse(s.deps.Origin)
	return err == nil && own.Host != "" && o.Host == own.Host
}
