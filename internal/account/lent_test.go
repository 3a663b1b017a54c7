package account_test

import (
	"fmt"
	"slices"
	"testing"

	"lamtoen/internal/account"
	"lamtoen/internal/org"
)

// TestALentGrantIsTheGrantWithoutThreePermissions holds Allowed for a lent role against the table: the same, with the same
// scope, but for what gives roles, lends the view on, or decides about accounts.
func TestALentGrantIsTheGrantWithoutThreePermissions(t *testing.T) {
	withheld := []account.Permission{account.ManageAgencies, account.LendRole, account.ManageAccounts}
	for permission := range table(t) {
		for _, role := range []string{"focal", "rcsc", "admin"} { // admin: even if a record said so
			own, learner := as(role), as("learner")
			lent := as(role)
			lent.Grants = slices.Clone(lent.Grants)
			lent.Grants[len(lent.Grants)-1].Lent = "p0000000000000002/1"
			wantScope, want := account.Allowed(own, permission)
			if slices.Contains(withheld, permission) {
				wantScope, want = account.Allowed(learner, permission)
				if want {
					t.Errorf("%s: every learner holds it, so that lending cannot withhold it", permission)
				}
			}
			scope, ok := account.Allowed(lent, permission)
			if got, want := fmt.Sprint(ok, scope), fmt.Sprint(want, wantScope); got != want {
				t.Errorf("%s for a lent %s: got %s, want %s", permission, role, got, want)
			}
		}
	}
}

// TestALoanTakesNothingAway gives somebody a role of their own beside a lent one.
func TestALoanTakesNothingAway(t *testing.T) {
	haa := org.Grant{Role: org.RoleFocal, Agency: "dz-haa"}
	paro := org.Grant{Role: org.RoleFocal, Agency: "dz-paro", Lent: "p0000000000000002/1"}
	for name, grants := range map[string][]org.Grant{"own first": {haa, paro}, "lent first": {paro, haa}} {
		p := org.Principal{Kind: org.PrincipalPerson, ID: "p0000000000000001", Grants: grants}
		if _, ok := account.Allowed(p, account.LendRole); !ok {
			t.Errorf("%s: got no leave to lend one's own view, want it", name)
		}
		scope, _ := account.Allowed(p, account.ViewNames)
		slices.Sort(scope.Agencies)
		if want := []org.AgencyCode{"dz-haa", "dz-paro"}; !slices.Equal(scope.Agencies, want) {
			t.Errorf("%s: got names of %v, want of %v", name, scope.Agencies, want)
		}
	}
}

// TestALoanOpensAndClosesASessionThatHasBegun lends a focal officer's view to a learner who is signed in, and takes it back.
func TestALoanOpensAndClosesASessionThatHasBegun(t *testing.T) {
	w := newWorld(t)
	own := w.register.GrantsOf(w.focal, "2026-11-23")[0]
	tokens := w.signIn(t, w.learner, false)
	holds := func(permission account.Permission) bool {
		_, ok := account.Allowed(w.session(t, tokens).Principal, permission)
		return ok
	}
	if holds(account.ViewNames) {
		t.Fatal("got names before the loan, want none")
	}
	lent, err := w.register.Lend(t.Context(), own.ID, w.learner, "2026-11-30", w.focal, "leave")
	if err != nil {
		t.Fatal(err)
	}
	if !holds(account.ViewNames) || holds(account.LendRole) {
		t.Errorf("got names %v, lending %v; want the names alone", holds(account.ViewNames), holds(account.LendRole))
	}
	if err := w.register.EndLoan(t.Context(), lent.ID, w.focal, "back"); err != nil {
		t.Fatal(err)
	}
	if holds(account.ViewNames) {
		t.Error("got names after the loan, want none")
	}
}
