package api

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/audit"
	"lamtoen/internal/store"
)

// auditPage and longestAudit are how many records a page of the log has when nobody says, and at most.
const (
	auditPage    = 50
	longestAudit = 200
)

// auditTrail is one page of the log of administrative acts, the newest first.
type auditTrail struct {
	marked
	Entries []audit.Record `json:"entries"`
	Next    store.Cursor   `json:"next,omitempty"` // ?after= of the next page; left out on the last
}

// trail gives a page of the log. Its readers hold a national office, so it is not narrowed to a scope.
func (a *API) trail(c *fiber.Ctx) error {
	q := newQuery(c, "after", "limit")
	after, limit := store.Cursor(q.text("after")), q.number("limit", auditPage, 1, longestAudit)
	if err := q.fault(); err != nil {
		return err
	}
	records, next, err := a.audit.List(c.UserContext(), after, limit)
	if err != nil {
		return err
	}
	return c.JSON(auditTrail{a.marked(), listed(records), next})
}
