package account_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lamtoen/internal/account"
	"lamtoen/internal/org"
)

// lentTable reads the table of docs/permissions.md whose second column is "lent focal".
func lentTable(t *testing.T) map[account.Permission][2]account.Reach {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "permissions.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[account.Permission][2]account.Reach{}
	inside := false
	for line := range strings.Lines(string(text)) {
		cells := cellsOf(line)
		switch {
		case len(cells) == 4 && cells[1] == "lent focal" && cells[2] == "lent rcsc":
			inside = true
		case cells == nil:
			inside = false
		case inside && !strings.HasPrefix(cells[0], "---"):
			rows[account.Permission(strings.Trim(cells[0], "`"))] = [2]account.Reach{account.Reach(cells[1]), account.Reach(cells[2])}
		}
	}
	return rows
}

// TestTheTableOfLentViewsIsTheOneInTheDocs holds every cell, and that a lent view never reaches further than the role.
func TestTheTableOfLentViewsIsTheOneInTheDocs(t *testing.T) {
	coded := map[account.Permission][2]account.Reach{}
	for _, r := range account.LentRules() {
		coded[r.Permission] = [2]account.Reach{r.Focal, r.RCSC}
	}
	written := lentTable(t)
	for permission, row := range coded {
		if written[permission] != row {
			t.Errorf("%s: docs/permissions.md says %v, the code %v", permission, written[permission], row)
		}
	}
	whole := table(t)
	for permission, row := range written {
		if _, ok := coded[permission]; !ok {
			t.Errorf("docs/permissions.md lends %s, and the code does not", permission)
		}
		for i, role := range []string{"focal", "rcsc"} {
			if row[i] != account.Nothing && row[i] != whole[permission][role] {
				t.Errorf("%s: a lent %s reaches %s, the role itself %s", permission, role, row[i], whole[permission][role])
			}
		}
	}
}

// TestALentGrantHoldsWhatTheTableLends asks for every permission with a lent role: what the table lends has the scope of the role, and
// of all else a learner's remains.
func TestALentGrantHoldsWhatTheTableLends(t *testing.T) {
	lent := lentTable(t)
	for permission := range table(t) {
		for i, role := range []string{"focal", "rcsc", "admin"} { // admin: even if a record said so
			own, learner := as(role), as("learner")
			borrowed := as(role)
			borrowed.Grants = slices.Clone(borrowed.Grants)
			borrowed.Grants[len(borrowed.Grants)-1].Lent = "p0000000000000002/1"
			wantScope, want := account.Allowed(learner, permission)
			if row, ok := lent[permission]; ok && i < len(row) && row[i] != account.Nothing {
				wantScope, want = account.Allowed(own, permission)
			}
			scope, ok := account.Allowed(borrowed, permission)
			if got, want := fmt.Sprint(ok, scope), fmt.Sprint(want, wantScope); got != want {
				t.Errorf("%s for a lent %s: got %s, want %s", permission, role, got, want)
			}
		}
	}
}

// TestALentViewOfRCSCPrintsNoCodes asks as a focal officer to whom RCSC's view was lent: the own role goes as far as before.
func TestALentViewOfRCSCPrintsNoCodes(t *testing.T) {
	w := newWorld(t)
	p := w.principal(w.focal)
	p.Grants = append(slices.Clone(p.Grants), org.Grant{Person: w.focal, Role: org.RoleRCSC, From: "2026-01-01", Lent: "p0000000000000002/1"})
	if err := w.service.MayIssueCode(p, w.admin); err == nil {
		t.Error("a code for an administrator: got leave, want none")
	}
	if err := w.service.MayIssueCode(p, w.moic); err == nil {
		t.Error("a code for an officer of the ministry: got leave, want none")
	}
	if err := w.service.MayIssueCode(p, w.learner); err != nil {
		t.Errorf("a code for somebody of the own agency: got %v", err)
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
