package org_test

import (
	"fmt"
	"testing"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// lenders is an office with a focal officer of Haa and an officer of RCSC, each with a colleague, and their grants.
type lenders struct {
	*office
	focal, rcsc           org.Person
	colleague, commission org.Person
	view, nation          org.Grant
}

func newLenders(t *testing.T) *lenders {
	t.Helper()
	o := shipped(t)
	l := &lenders{office: o, focal: o.hire(t, "10001", "dz-haa"), colleague: o.hire(t, "10002", "gw-haa-bji"),
		rcsc: o.hire(t, "10003", "rcsc"), commission: o.hire(t, "10004", "rcsc")}
	var err error
	l.view, err = o.Grant(t.Context(), org.Grant{Person: l.focal.ID, Role: org.RoleFocal, Agency: "dz-haa", By: "test"})
	must(t, err)
	l.nation, err = o.Grant(t.Context(), org.Grant{Person: l.rcsc.ID, Role: org.RoleRCSC, By: "test"})
	must(t, err)
	return l
}

func (l *lenders) sees(id org.PersonID, role org.Role) bool {
	return l.Principal(id, l.clock.now()).Has(role)
}

func TestLend(t *testing.T) {
	l := newLenders(t)
	ctx := t.Context()
	lent, err := l.Lend(ctx, l.view.ID, l.colleague.ID, "2026-12-05", l.focal.ID, "leave")
	must(t, err)
	if lent.Role != org.RoleFocal || lent.Agency != "dz-haa" || lent.Lent != l.view.ID || lent.Until != "2026-12-05" || lent.By != l.focal.ID {
		t.Errorf("got the loan %+v, want the officer's own scope until 5 December", lent)
	}
	if e := l.log.last(); e.Action != "lend" || e.Subject != string(l.colleague.ID) || e.Why != "leave" || e.By != string(l.focal.ID) {
		t.Errorf("got the audit entry %+v, want the loan", e)
	}
	entries := len(l.log.entries)
	again, err := l.Lend(ctx, l.view.ID, l.colleague.ID, "2026-12-05", l.focal.ID, "leave")
	must(t, err)
	if again.ID != lent.ID || len(l.log.entries) != entries {
		t.Errorf("sent twice, got %s after %s, want one loan", again.ID, lent.ID)
	}
	if !l.sees(l.colleague.ID, org.RoleFocal) {
		t.Error("the colleague does not see the view, want it")
	}
	if got := l.LentBy(l.focal.ID, today); len(got) != 1 || got[0].ID != lent.ID {
		t.Errorf("the lender sees the loans %v, want one", got)
	}
	other := l.another(t)
	if got := other.GrantsOf(l.colleague.ID, "2026-12-05"); len(got) != 1 || got[0].Lender() != l.focal.ID {
		t.Errorf("another instance gives %v on the last day, want the loan", got)
	}
	if got := l.GrantsOf(l.colleague.ID, "2026-12-06"); len(got) != 0 {
		t.Errorf("got %v on the day after, want none", got)
	}
	refused(t, l.EndLoan(ctx, lent.ID, l.rcsc.ID, "x"), fault.CodeNotFound, "no such view")
	must(t, l.EndLoan(ctx, lent.ID, l.focal.ID, "back early"))
	if l.sees(l.colleague.ID, org.RoleFocal) {
		t.Error("after its end the colleague still has the view")
	}
	_, err = l.Lend(ctx, l.view.ID, l.colleague.ID, "2026-12-20", l.focal.ID, "leave again")
	must(t, err)
	if !l.sees(l.colleague.ID, org.RoleFocal) {
		t.Error("a second loan does not hold")
	}
}

func TestLendRefuses(t *testing.T) {
	l := newLenders(t)
	ctx := t.Context()
	outsider := l.hire(t, "10009", "moh")
	lent, err := l.Lend(ctx, l.view.ID, l.colleague.ID, "2026-12-05", l.focal.ID, "leave")
	must(t, err)
	other := l.hire(t, "10010", "gw-haa-samar")
	ending, err := l.Grant(ctx, org.Grant{Person: other.ID, Role: org.RoleFocal, Agency: "gw-haa-samar", Until: "2026-12-01", By: "test"})
	must(t, err)
	samas := l.hire(t, "10011", "gw-haa-samar")
	cases := []struct {
		name  string
		grant string
		to    org.PersonID
		until day.Date
		by    org.PersonID
		code  fault.Code
		want  string
	}{
		{"lent on", lent.ID, other.ID, "2026-12-01", l.colleague.ID, fault.CodeForbidden, "only its owner can lend it"},
		{"another's", l.view.ID, l.colleague.ID, "2026-12-01", l.rcsc.ID, fault.CodeNotFound, "no such role"},
		{"to oneself", l.view.ID, l.focal.ID, "2026-12-01", l.focal.ID, fault.CodeInvalid, "Choose a colleague"},
		{"outside the scope", l.view.ID, outsider.ID, "2026-12-01", l.focal.ID, fault.CodeInvalid, "in the agencies that you look after"},
		{"outside RCSC", l.nation.ID, l.focal.ID, "2026-12-01", l.rcsc.ID, fault.CodeInvalid, "at RCSC"},
		{"to nobody", l.view.ID, "p0000000000000000", "2026-12-01", l.focal.ID, fault.CodeInvalid, "Choose somebody"},
		{"without an end", l.view.ID, other.ID, "", l.focal.ID, fault.CodeInvalid, "Give the last day"},
		{"until yesterday", l.view.ID, other.ID, "2026-11-22", l.focal.ID, fault.CodeInvalid, "is over already"},
		{"for 91 days", l.view.ID, other.ID, "2027-02-21", l.focal.ID, fault.CodeInvalid, "at most 90 days: until 20 February 2027"},
		{"beyond one's own", ending.ID, samas.ID, "2026-12-02", other.ID, fault.CodeInvalid, "Your own role ends on"},
		{"twice to one", l.view.ID, l.colleague.ID, "2026-12-07", l.focal.ID, fault.CodeInvalid, "has your view already"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := l.Lend(ctx, c.grant, c.to, c.until, c.by, "")
			refused(t, err, c.code, c.want)
		})
	}
	for i, role := range org.Roles()[1:] {
		p := l.hire(t, fmt.Sprintf("2000%d", i), "dz-paro")
		g := org.Grant{Person: p.ID, Role: role, By: "test"}
		if role.Scoped() {
			g.Agency = "dz-paro"
		}
		g, err := l.Grant(ctx, g)
		must(t, err)
		_, err = l.Lend(ctx, g.ID, l.colleague.ID, "2026-12-01", p.ID, "")
		want := fault.CodeForbidden
		if role.Lendable() {
			want = fault.CodeInvalid // the colleague serves elsewhere
		}
		refused(t, err, want, "")
	}
}

// TestALoanEndsWithItsLender follows a loan to each of its ends.
func TestALoanEndsWithItsLender(t *testing.T) {
	ends := map[string]func(*testing.T, *lenders){
		"the lender's grant is revoked": func(t *testing.T, l *lenders) {
			must(t, l.Revoke(t.Context(), l.view.ID, "2026-11-22", "test", "x"))
			must(t, l.Revoke(t.Context(), l.nation.ID, "2026-11-22", "test", "x"))
		},
		"the lenders leave": func(t *testing.T, l *lenders) {
			for _, p := range []org.Person{l.focal, l.rcsc} {
				must(t, l.EndPost(t.Context(), l.Posts(p.ID)[0].ID, "2026-11-24", "test", "x"))
			}
		},
		"the colleagues leave": func(t *testing.T, l *lenders) {
			for _, p := range []org.Person{l.colleague, l.commission} {
				must(t, l.Move(t.Context(), p.ID, org.Post{Agency: "moh", Position: "Officer", From: "2026-11-25"}, "test"))
			}
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			l := newLenders(t)
			_, err := l.Lend(t.Context(), l.view.ID, l.colleague.ID, "2026-12-31", l.focal.ID, "")
			must(t, err)
			_, err = l.Lend(t.Context(), l.nation.ID, l.commission.ID, "2026-12-31", l.rcsc.ID, "")
			must(t, err)
			if !l.sees(l.colleague.ID, org.RoleFocal) || !l.sees(l.commission.ID, org.RoleRCSC) {
				t.Fatal("a loan does not hold before its end")
			}
			end(t, l)
			l.clock.forward(48 * hour)
			if l.sees(l.colleague.ID, org.RoleFocal) || l.sees(l.commission.ID, org.RoleRCSC) {
				t.Error("a loan holds after its end")
			}
			if got := l.View("2026-11-23", l.clock.now()).GrantsOf(l.commission.ID); name != "the lender's grant is revoked" && len(got) != 1 {
				t.Errorf("as at the first day got %v, want the loan that held then", got)
			}
		})
	}
}

// TestAppointingTheBorrower: a loan does not stand in the way of the role itself.
func TestAppointingTheBorrower(t *testing.T) {
	l := newLenders(t)
	_, err := l.Lend(t.Context(), l.view.ID, l.colleague.ID, "2026-12-31", l.focal.ID, "")
	must(t, err)
	g, err := l.Grant(t.Context(), org.Grant{Person: l.colleague.ID, Role: org.RoleFocal, Agency: "dz-haa", Lent: "made up", By: "test"})
	must(t, err)
	if g.Lent != "" {
		t.Errorf("got the grant %+v, want one that is not lent", g)
	}
	must(t, l.Revoke(t.Context(), l.view.ID, "2026-11-22", "test", "x"))
	if !l.sees(l.colleague.ID, org.RoleFocal) {
		t.Error("the new officer lost the role with the old one's")
	}
}
