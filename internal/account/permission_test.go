package account_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/account"
	"lamtoen/internal/org"
)

// columns are the roles of the table, in its order, as principals: "anyone" has not signed in.
func columns() []string {
	return []string{"anyone", "learner", "focal", "teacher", "head", "rcsc", "moic", "admin", "education", "pupil"}
}

// table reads the first table of docs/permissions.md: permission to role to reach.
func table(t *testing.T) map[account.Permission]map[string]account.Reach {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "permissions.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[account.Permission]map[string]account.Reach{}
	var head []string
	for line := range strings.Lines(string(text)) {
		cells := cellsOf(line)
		switch {
		case cells == nil && len(rows) > 0:
			return rows // the second table is about something else
		case cells == nil:
		case cells[0] == "permission":
			if head = cells; !slices.Equal(head[2:], columns()) {
				t.Fatalf("got columns %v, want permission, what it allows, then %v", head, columns())
			}
		case head != nil && !strings.HasPrefix(cells[0], "---"):
			row := map[string]account.Reach{}
			for i, cell := range cells[2:] {
				row[head[i+2]] = account.Reach(cell)
			}
			rows[account.Permission(strings.Trim(cells[0], "`"))] = row
		}
	}
	t.Fatal("docs/permissions.md has no table with text after it")
	return nil
}

func cellsOf(line string) []string {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "|") {
		return nil
	}
	cells := strings.Split(strings.Trim(line, "|"), "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

func TestTheTableInTheDocsIsTheTableInTheCode(t *testing.T) {
	written := table(t)
	coded := map[account.Permission]map[string]account.Reach{}
	for _, rule := range account.Rules() {
		coded[rule.Permission] = map[string]account.Reach{"anyone": rule.Anyone, "learner": rule.Learner, "focal": rule.Focal,
			"teacher": rule.Teacher, "head": rule.Head, "rcsc": rule.RCSC, "moic": rule.MoIC, "admin": rule.Admin,
			"education": rule.Education, "pupil": rule.Pupil}
	}
	for permission, row := range coded {
		if !reflect.DeepEqual(written[permission], row) {
			t.Errorf("%s: docs/permissions.md says %v, the code %v", permission, written[permission], row)
		}
	}
	for permission := range written {
		if _, ok := coded[permission]; !ok {
			t.Errorf("docs/permissions.md has %s, which the code has not", permission)
		}
	}
}

// as gives a principal with one role.
func as(role string) org.Principal {
	if role == "anyone" {
		return org.Principal{}
	}
	if role == "pupil" {
		return org.Principal{Kind: org.PrincipalPupil}
	}
	p := org.Principal{Kind: org.PrincipalPerson, ID: "p0000000000000001", Grants: []org.Grant{{Role: org.RoleLearner}}}
	if role == "learner" {
		return p
	}
	grant := org.Grant{Role: org.Role(role)}
	if role == "focal" || role == "teacher" || role == "head" {
		grant.Agency = "dz-haa"
	}
	p.Grants = append(p.Grants, grant)
	return p
}

func TestAllowedIsTheTable(t *testing.T) {
	for permission, row := range table(t) {
		for _, role := range columns() {
			scope, ok := account.Allowed(as(role), permission)
			got := fmt.Sprint(ok, scope)
			want := map[account.Reach]string{
				account.Nothing:  fmt.Sprint(false, org.Scope{}),
				account.Yes:      fmt.Sprint(true, org.Scope{}),
				account.Own:      fmt.Sprint(true, org.Scope{}),
				account.InScope:  fmt.Sprint(true, org.Scope{Agencies: []org.AgencyCode{"dz-haa"}}),
				account.Everyone: fmt.Sprint(true, org.Scope{All: true}),
			}[row[role]]
			if got != want {
				t.Errorf("%s for %s: got %s, want %s", permission, role, got, want)
			}
		}
	}
}

func TestRolesAddUpAndNothingLeaks(t *testing.T) {
	person := func(grants ...org.Grant) org.Principal {
		return org.Principal{Kind: org.PrincipalPerson, ID: "p0000000000000001", Grants: grants}
	}
	haa, paro := org.Grant{Role: org.RoleFocal, Agency: "dz-haa"}, org.Grant{Role: org.RoleFocal, Agency: "dz-paro"}
	none := org.Scope{}
	cases := []struct {
		name       string
		principal  org.Principal
		permission account.Permission
		scope      org.Scope
		ok         bool
	}{
		{"two agencies", person(haa, paro, haa), account.ViewNames, org.Scope{Agencies: []org.AgencyCode{"dz-haa", "dz-paro"}}, true},
		{"focal and RCSC", person(haa, org.Grant{Role: org.RoleRCSC}), account.ViewNames, org.Scope{All: true}, true},
		{"focal and MoIC: names only in scope", person(haa, org.Grant{Role: org.RoleMoIC}), account.ViewNames, org.Scope{Agencies: []org.AgencyCode{"dz-haa"}}, true},
		{"focal without an agency", person(org.Grant{Role: org.RoleFocal}), account.ViewNames, none, false},
		{"RCSC for one agency", person(org.Grant{Role: org.RoleRCSC, Agency: "moh"}), account.ViewNames, org.Scope{Agencies: []org.AgencyCode{"moh"}}, true},
		{"RCSC for one agency, and the log of the whole country", person(org.Grant{Role: org.RoleRCSC, Agency: "moh"}), account.ViewAudit, none, false},
		{"RCSC for one agency, and reorganisations", person(org.Grant{Role: org.RoleRCSC, Agency: "moh"}), account.ManageAgencies, none, false},
		{"MoIC for one agency still learns", person(org.Grant{Role: org.RoleMoIC, Agency: "moh"}), account.Learn, none, true},
		{"a role that does not exist", person(org.Grant{Role: "minister"}), account.ViewCoverage, none, false},
		{"a permission that does not exist", person(org.Grant{Role: org.RoleAdmin}), "everything", none, false},
		{"no permission", person(org.Grant{Role: org.RoleAdmin}), "", none, false},
		{"a pupil with a person's grants", org.Principal{Kind: org.PrincipalPupil, Grants: []org.Grant{haa}}, account.ViewNames, none, false},
		{"a pupil on a public page", org.Principal{Kind: org.PrincipalPupil}, account.Public, none, true},
		{"a pupil in the staff's training", org.Principal{Kind: org.PrincipalPupil, ID: "x"}, account.Learn, none, false},
		{"an education officer of a dzongkhag", person(org.Grant{Role: org.RoleEducation, Agency: "dz-haa"}), account.ManageSchools, org.Scope{Agencies: []org.AgencyCode{"dz-haa"}}, true},
		{"a teacher in the pupils' pages", person(org.Grant{Role: org.RoleTeacher, Agency: "dz-haa"}), account.Pupil, none, false},
		{"a service", org.Principal{Kind: org.PrincipalService, Grants: []org.Grant{{Role: org.RoleRCSC}}}, account.ViewNames, none, false},
		{"a person without an id", org.Principal{Kind: org.PrincipalPerson}, account.SignedIn, none, false},
	}
	for _, c := range cases {
		scope, ok := account.Allowed(c.principal, c.permission)
		if ok != c.ok || !reflect.DeepEqual(scope, c.scope) {
			t.Errorf("%s: got %v %+v, want %v %+v", c.name, ok, scope, c.ok, c.scope)
		}
	}
}

func TestGrantsAreLookedUpOnEachRequest(t *testing.T) {
	w := newWorld(t)
	tokens := w.signIn(t, w.focal, false)
	if _, ok := account.Allowed(w.session(t, tokens).Principal, account.ViewNames); !ok {
		t.Fatal("the focal officer may not see names")
	}
	grants := w.register.GrantsOf(w.focal, "2026-11-23")
	if err := w.register.Revoke(t.Context(), grants[0].ID, "2026-11-22", "test", "moved"); err != nil {
		t.Fatal(err)
	}
	if _, ok := account.Allowed(w.session(t, tokens).Principal, account.ViewNames); ok {
		t.Error("a revoked grant still holds in a session that had begun")
	}
}

func TestAHeadSeesTheFiguresOfTheAgency(t *testing.T) {
	w := newWorld(t)
	p := w.principal(w.head)
	scope, ok := account.Allowed(p, account.ViewCoverage)
	if !ok || !reflect.DeepEqual(scope.Agencies, []org.AgencyCode{"dz-haa"}) {
		t.Errorf("got %v %+v, want the figures of dz-haa", ok, scope)
	}
	if _, ok := account.Allowed(p, account.ViewNames); ok {
		t.Error("a head sees names")
	}
	posts := w.register.Posts(w.head)
	if err := w.register.EndPost(t.Context(), posts[0].ID, "2026-12-31", "test", "moved"); err != nil {
		t.Fatal(err)
	}
	if _, ok := account.Allowed(w.service.Principal(w.head, time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC)), account.ViewCoverage); ok {
		t.Error("a former head still sees the figures")
	}
}
