package api

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/audit"
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
	Next    audit.Place    `json:"next,omitempty"` // ?after= of the next page; left out on the last; a page before it may be short
}

// trail gives a page of what was asked for. Its readers hold a national office, so it is not narrowed to a scope.
func (a *API) trail(c *fiber.Ctx) error {
	q := newQuery(c, "person", "by", "subject", "agency", "action", "from", "until", "after", "limit")
	search := audit.Search{Person: a.idOf(q.text("person")), By: a.idOf(q.text("by")), Subject: a.idOf(q.text("subject")), Agency: q.text("agency"),
		Action: q.text("action"), From: q.day("from"), Until: q.day("until")}
	after, limit := audit.Place(q.text("after")), q.number("limit", auditPage, 1, longestAudit)
	if search.From != "" && search.Until != "" && search.Until < search.From {
		q.refuse("until", "Write a day that is not before `from`.")
	}
	if err := q.fault(); err != nil {
		return err
	}
	found, err := a.audit.Search(c.UserContext(), search, after, limit)
	if err != nil {
		return err
	}
	return c.JSON(auditTrail{a.marked(), listed(found.Records), found.Next})
}

// idOf makes an EID the id of the person, which the log has; anything else stays as it is.
func (a *API) idOf(text string) string {
	if p, ok := a.register.ByEID(text); ok {
		return string(p.ID)
	}
	return text
}
