// Package server is the HTTP front of Lamtoen: it mounts the routes of the pages and of the API on one Fiber app and puts
// around them what every request needs: security headers, the session, the permission that the route states, limits, the
// log, metrics, and one error handler that picks HTML or JSON.
//
// The order of the middleware is the design:
//
//	log and measure → pack → recover → headers → same-origin check → session (with rotation) → device → permission → handler
//
// A route cannot be mounted without a permission, so nothing is reachable by having been forgotten.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/config"
	"lamtoen/internal/route"
)

// Limits of one request. Production also has a normalising proxy in front.
const (
	readTimeout   = 20 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 2 * time.Minute
	defaultBody   = 256 << 10 // bytes; a route may state another limit
	largestBody   = 12 << 20  // bytes; what the app itself refuses to read beyond
	readBuffer    = 16 << 10  // bytes of request head: the certificate's fragment never reaches the server
	shutdownGrace = 20 * time.Second
)

// Surface is a set of routes: the pages or the API.
type Surface interface {
	Routes() []route.Route
}

// Pages is what the server asks of the site: its routes, its error page and its assets.
type Pages interface {
	Surface
	// ErrorPage renders the page for a failed request.
	ErrorPage(c *fiber.Ctx, failure route.Failure) error
}

// Check is one dependency that must answer for the instance to be ready.
type Check struct {
	Name string
	Ask  func(context.Context) (detail string, err error)
}

// Pupils gives the class and the roll of the pupil whose cookie it is; fault.CodeUnauthorised when it is nobody's.
type Pupils func(ctx context.Context, token string) (class string, roll int, err error)

// Deps are the parts that the server mounts. Origin is the public one: it decides about cookies, HSTS and which site's forms
// are believed.
type Deps struct {
	Settings config.Settings
	Origin   string
	Accounts *account.Service
	Pages    Pages
	API      Surface
	Pupils   Pupils // nil: no pupils sign in here
	Passes   Pupils // of what a pupil's device kept, by its pass and not by a cookie; nil: none is taken
	Wrote    func() // called after each request that may have changed something, before it is answered; nil: nobody asks
	Checks   []Check
	Log      *slog.Logger
	Now      func() time.Time
	Version  string
}

// Server is the mounted app.
type Server struct {
	deps    Deps
	jar     account.Jar
	app     *fiber.App
	metrics *metrics
	routes  []route.Route
}

// New mounts every route. It fails on a route without a permission and on two routes of one method and path.
func New(deps Deps) (*Server, error) {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Wrote == nil {
		deps.Wrote = func() {}
	}
	proxies := make([]string, len(deps.Settings.Proxies))
	for i, p := range deps.Settings.Proxies {
		proxies[i] = p.String()
	}
	s := &Server{deps: deps, jar: account.JarFor(deps.Origin), metrics: newMetrics()}
	s.app = fiber.New(fiber.Config{
		AppName:                 "Lamtoen",
		Immutable:               true, // strings kept from a request would be overwritten by later ones
		DisableStartupMessage:   true,
		ReadTimeout:             readTimeout,
		WriteTimeout:            writeTimeout,
		IdleTimeout:             idleTimeout,
		BodyLimit:               largestBody,
		ReadBufferSize:          readBuffer,
		ErrorHandler:            s.fail,
		EnableTrustedProxyCheck: true, // forwarded headers are believed from the listed proxies only
		TrustedProxies:          proxies,
		EnableIPValidation:      true,
		ProxyHeader:             proxyHeader(proxies),
	})
	s.app.Use(s.observe, s.compress, s.recovered, s.headers, s.sameOrigin, s.session, s.device, s.wrote)
	s.app.Get("/healthz", s.healthz)
	s.app.Get("/readyz", s.readyz)
	if err := s.mount(append(deps.Pages.Routes(), deps.API.Routes()...)); err != nil {
		return nil, err
	}
	s.app.Use(func(*fiber.Ctx) error { return errNoRoute })
	return s, nil
}

// App is the Fiber app, for tests that call it without a socket.
func (s *Server) App() *fiber.App { return s.app }

// Routes are the mounted routes, for the test that walks each of them with each role.
func (s *Server) Routes() []route.Route { return s.routes }

// wrote tells those who keep figures that they may be out of date: who acts and then looks must see what they did.
func (s *Server) wrote(c *fiber.Ctx) error {
	err := c.Next()
	if !isRead(c.Method()) {
		s.deps.Wrote()
	}
	return err
}

func proxyHeader(proxies []string) string {
	if len(proxies) == 0 {
		return ""
	}
	return fiber.HeaderXForwardedFor
}

func (s *Server) mount(routes []route.Route) error {
	seen := map[string]bool{}
	for _, r := range routes {
		key := r.Method + " " + r.Path
		switch {
		case r.Permission == "":
			return fmt.Errorf("route %s states no permission", key)
		case seen[key]:
			return fmt.Errorf("route %s is mounted twice", key)
		}
		seen[key] = true
		s.app.Add(r.Method, r.Path, s.guard(r), r.Handler)
		if r.Method == fiber.MethodGet { // the head of what can be got (RFC 9110, section 9.3.2); the body is left out below us
			s.app.Add(fiber.MethodHead, r.Path, s.guard(r), r.Handler)
		}
	}
	s.routes = routes
	return nil
}

// Serve answers on the listener until ctx ends, then stops gracefully: requests under way are finished, within the grace
// period, and new connections are refused.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- s.app.Listener(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	if err := s.app.ShutdownWithTimeout(shutdownGrace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}
