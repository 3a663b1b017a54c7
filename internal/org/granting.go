package org

import (
	"context"
	"fmt"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// Grant gives a role, by g.By. Focal officers and teachers need a scope; a grant without a first day begins today.
func (r *Register) Grant(ctx context.Context, g Grant) (Grant, error) {
	if g.From == "" {
		g.From = day.Of(r.now())
	}
	g.ID, g.Lent = "", "" // only Lend lends
	var given Grant
	err := r.perform(ctx, func() (*act, error) {
		a := &act{by: string(g.By)}
		a.grants = []Grant{g}
		if err := r.check(&a.changes, nameForm); err != nil {
			return nil, err
		}
		given = a.grants[0]
		a.entry = audit.Entry{Action: "grant", Subject: string(g.Person), Agency: string(g.Agency), After: given.words()}
		return a, nil
	})
	if err != nil {
		return Grant{}, err
	}
	given, _ = r.FindGrant(given.ID)
	return given, nil
}

// Revoke makes until the last day of a grant: yesterday for a role that must end at once. A grant can only be shortened;
// one that is revoked before it began never was.
func (r *Register) Revoke(ctx context.Context, grantID string, until day.Date, by, why string) error {
	if what := dateProblem(until); what != "" || until == "" {
		return fault.Invalid("Please correct what is marked.", field("until", "Give the last day of the role."))
	}
	return r.perform(ctx, func() (*act, error) {
		g, ok := r.FindGrant(grantID)
		if !ok {
			return nil, fault.NotFound("The register does not know this grant.")
		}
		last := max(until, g.From.AddDays(-1))
		if g.Until != "" && g.Until <= last {
			return nil, nil // over by then anyway
		}
		a := &act{by: by}
		a.entry = audit.Entry{Action: "revoke", Subject: string(g.Person), Agency: string(g.Agency), Before: g.words(), Why: why}
		g.Until = last
		a.entry.After = g.words()
		a.grants = []Grant{g}
		return a, nil
	})
}

// words is the grant for the audit log.
func (g Grant) words() string {
	return fmt.Sprintf("%s: %s in %q from %s until %q", g.ID, g.Role, g.Agency, g.From.ISO(), g.Until.ISO()) +
		g.loanWords()
}
