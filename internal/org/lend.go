package org

import (
	"context"
	"slices"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// MostLent is how many days somebody may lend their view, the first included.
const MostLent = 90

// OfficeRCSC is the agency in which the colleagues of an officer with the role rcsc serve.
const OfficeRCSC AgencyCode = "rcsc"

// Lendable tells whether a grant of the role may be lent to a colleague: an officer's view, not a teacher's classes, and not
// what decides about content or accounts.
func (r Role) Lendable() bool { return r == RoleFocal || r == RoleRCSC }

// holding is what is needed to tell which grants are in force: everybody's grants and posts, on a day, as known.
type holding struct {
	grants map[PersonID][]Grant
	find   func(PersonID) *entry
	on     day.Date
	known  int64
}

// inForce keeps the grants of a person that hold on the day.
func (h holding) inForce(e *entry) []Grant {
	var out []Grant
	for _, g := range standing(h.grants[e.id], h.known) {
		if h.holds(g, e) {
			out = append(out, g)
		}
	}
	return out
}

// holds tells whether a grant is in force. A lent one needs the grant that it comes from, which is not lent itself, and ends
// when either of the two leaves the office in which they served on its first day.
func (h holding) holds(g Grant, e *entry) bool {
	switch {
	case !g.Period().Covers(h.on):
		return false
	case g.Lent == "":
		return g.Role != RoleFocal || stayed(e, g.From, h.on, h.known)
	}
	lender := h.find(personOf(g.Lent))
	if lender == nil || !stayed(e, g.From, h.on, h.known) || !stayed(lender, g.From, h.on, h.known) {
		return false
	}
	for _, own := range standing(h.grants[lender.id], h.known) {
		if own.ID == g.Lent {
			return own.Lent == "" && own.Role == g.Role && own.Agency == g.Agency && h.holds(own, lender)
		}
	}
	return false
}

// Lend lends the role of a grant to a colleague until a day, the day included. Only its holder may, only a role that is
// Lendable and was not lent to them, for at most MostLent days; the colleague serves in the scope of a focal officer, at RCSC
// for an officer of RCSC. A view that was lent so already is given back.
func (r *Register) Lend(ctx context.Context, grantID string, to PersonID, until day.Date, by PersonID, why string) (Grant, error) {
	var lent Grant
	err := r.perform(ctx, func() (*act, error) {
		own, err := r.mayLend(grantID, by)
		if err != nil {
			return nil, err
		}
		if lent = r.lentAlready(own, to, until); lent.ID != "" {
			return nil, nil
		}
		if err := r.checkLoan(own, to, until); err != nil {
			return nil, err
		}
		a := &act{by: string(by)}
		a.grants = []Grant{{Person: to, Role: own.Role, Agency: own.Agency, From: day.Of(r.now()), Until: until, Lent: own.ID}}
		if err := r.check(&a.changes, nameLoan); err != nil {
			return nil, err
		}
		lent = a.grants[0]
		a.entry = audit.Entry{Action: "lend", Subject: string(to), Agency: string(own.Agency), Before: own.words(), After: lent.words(), Why: why}
		return a, nil
	})
	if err != nil {
		return Grant{}, err
	}
	lent, _ = r.FindGrant(lent.ID)
	return lent, nil
}

// nameLoan gives the fields of a grant the names that the form of a loan has for them.
func nameLoan(_ string, _ int, field string) string {
	if field == "role" || field == "from" {
		return "to"
	}
	return field
}

// mayLend finds the grant that its holder wants to lend.
func (r *Register) mayLend(grantID string, by PersonID) (Grant, error) {
	today := day.Of(r.now())
	for _, g := range r.GrantsOf(by, today) {
		switch {
		case g.ID != grantID:
		case g.Lent != "":
			return Grant{}, fault.Forbidden("This view was lent to you; only its owner can lend it.")
		case !g.Role.Lendable():
			return Grant{}, fault.Forbidden("This role cannot be lent. Ask an administrator to give it to your colleague.")
		default:
			return g, nil
		}
	}
	return Grant{}, fault.NotFound("You hold no such role today.")
}

// lentAlready finds the same loan, so that one sent twice is made once.
func (r *Register) lentAlready(own Grant, to PersonID, until day.Date) Grant {
	today := day.Of(r.now())
	grants := r.GrantsOf(to, today)
	i := slices.IndexFunc(grants, func(g Grant) bool { return g.Lent == own.ID && g.Until == until })
	if i < 0 {
		return Grant{}
	}
	return grants[i]
}

// checkLoan tells what stands against a loan.
func (r *Register) checkLoan(own Grant, to PersonID, until day.Date) error {
	today := day.Of(r.now())
	var bad []fault.Field
	say := func(name, format string, args ...any) { bad = append(bad, field(name, format, args...)) }
	post, serves := r.PostAt(to, today)
	office, where := own.Agency, "in the agencies that you look after"
	if own.Role == RoleRCSC {
		office, where = OfficeRCSC, "at RCSC"
	}
	switch {
	case to == own.Person:
		say("to", "Choose a colleague; your own view is yours already.")
	case !serves || !r.Tree(today).Within(Scope{Agencies: []AgencyCode{office}}, post.Agency):
		say("to", "Choose somebody who serves %s today.", where)
	case slices.ContainsFunc(r.GrantsOf(to, today), func(g Grant) bool { return g.Lent == own.ID }):
		say("to", "This colleague has your view already. End that loan first, then lend it again.")
	}
	switch what := dateProblem(until); {
	case until == "":
		say("until", "Give the last day on which your colleague has your view.")
	case what != "":
		say("until", "The last day %s.", what)
	case until < today:
		say("until", "The last day (%s) is over already.", until)
	case until > today.AddDays(MostLent-1):
		say("until", "You can lend your view for at most %d days: until %s.", MostLent, today.AddDays(MostLent-1))
	case own.Until != "" && until > own.Until:
		say("until", "Your own role ends on %s; give that day or an earlier one.", own.Until)
	}
	if len(bad) > 0 {
		return fault.Invalid("Please correct what is marked.", bad...)
	}
	return nil
}

// EndLoan ends a loan today, by the lender or the borrower: nobody keeps the view for the rest of the day. One that has ended
// is left as it is.
func (r *Register) EndLoan(ctx context.Context, grantID string, by PersonID, why string) error {
	g, ok := r.FindGrant(grantID)
	if !ok || g.Lent == "" || by != g.Person && by != personOf(g.Lent) {
		return fault.NotFound("You have lent no such view.")
	}
	return r.Revoke(ctx, grantID, day.Of(r.now()).AddDays(-1), string(by), why)
}

// LentBy gives the loans in force of a person's own grants, and LentTo those that they have from others.
func (r *Register) LentBy(id PersonID, on day.Date) []Grant {
	var out []Grant
	r.mu.RLock()
	borrowers := map[PersonID]bool{}
	for borrower, versions := range r.grants {
		for _, g := range versions {
			if g.Lent != "" && personOf(g.Lent) == id {
				borrowers[borrower] = true
			}
		}
	}
	r.mu.RUnlock()
	for borrower := range borrowers {
		for _, g := range r.GrantsOf(borrower, on) {
			if g.Lent != "" && personOf(g.Lent) == id {
				out = append(out, g)
			}
		}
	}
	slices.SortFunc(out, func(a, b Grant) int { return ordinalOf(a.ID) - ordinalOf(b.ID) })
	return out
}

// Lender gives who lent a grant; "" for one of the person's own.
func (g Grant) Lender() PersonID {
	if g.Lent == "" {
		return ""
	}
	return personOf(g.Lent)
}

// loanWords is how the audit log says that a grant is lent.
func (g Grant) loanWords() string {
	if g.Lent == "" {
		return ""
	}
	return ", lent from " + g.Lent
}
