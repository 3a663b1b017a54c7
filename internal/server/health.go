package server

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"
)

// checkTimeout bounds one dependency's answer, so that /readyz answers while a store hangs.
const checkTimeout = 3 * time.Second

// readiness is the body of /readyz: what each dependency said.
type readiness struct {
	Ready   bool          `json:"ready"`
	Version string        `json:"version"`
	Checks  []checkResult `json:"checks"`
}

type checkResult struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"`
}

// healthz says that the process is alive; it asks nobody.
func (s *Server) healthz(c *fiber.Ctx) error { return c.SendString("ok\n") }

// readyz says whether the instance can serve: every dependency is asked, and the answer names those that failed without
// showing their error texts, which are in the log.
func (s *Server) readyz(c *fiber.Ctx) error {
	answer := readiness{Ready: true, Version: s.deps.Version}
	for _, check := range s.deps.Checks {
		ctx, cancel := context.WithTimeout(c.UserContext(), checkTimeout)
		detail, err := check.Ask(ctx)
		cancel()
		result := checkResult{Name: check.Name, OK: err == nil, Detail: detail}
		if err != nil {
			s.deps.Log.Error("not ready", "check", check.Name, "error", err)
			answer.Ready, result.Detail = false, "does not answer"
		}
		answer.Checks = append(answer.Checks, result)
	}
	if !answer.Ready {
		c.Status(fiber.StatusServiceUnavailable)
	}
	return c.JSON(answer)
}
