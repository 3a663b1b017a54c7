package org_test

import (
	"fmt"
	"strings"
	"testing"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// outline writes posts in short: agency, from, until, duty.
func outline(posts []org.Post) string {
	var parts []string
	for _, p := range posts {
		parts = append(parts, fmt.Sprintf("%s %s..%s %s", p.Agency, p.From.ISO(), p.Until.ISO(), p.Duty))
	}
	return strings.Join(parts, "; ")
}

func TestMove(t *testing.T) {
	o := newOffice(t)
	p := o.hire(t, "10001", "moh")
	must(t, o.Move(t.Context(), p.ID, org.Post{Agency: "dz-haa", Position: "Planner", From: "2026-12-01"}, "x"))
	if got, want := outline(o.Posts(p.ID)), "moh 2024-07-01..2026-11-30 active; dz-haa 2026-12-01.. active"; got != want {
		t.Errorf("got the posts %s, want %s", got, want)
	}
	for on, want := range map[day.Date]org.AgencyCode{"2024-06-30": "", "2024-07-01": "moh", "2026-11-30": "moh", "2026-12-01": "dz-haa"} {
		if got, _ := o.PostAt(p.ID, on); got.Agency != want {
			t.Errorf("on %s got %q, want %q", on.ISO(), got.Agency, want)
		}
	}
	if e := o.log.last(); e.Action != "move" || e.Agency != "dz-haa" || !strings.Contains(e.Before, "in moh") || !strings.Contains(e.After, "in dz-haa") {
		t.Errorf("got the audit entry %+v, want the move", e)
	}
	refused(t, o.Move(t.Context(), p.ID, org.Post{Agency: "moh", Position: "Planner", From: "2026-12-01"}, "x"),
		fault.CodeInvalid, "The present post begins on 1 December 2026 too")
	refused(t, o.Move(t.Context(), p.ID, org.Post{Agency: "moh", Position: "Planner", From: "2026-10-01"}, "x"),
		fault.CodeInvalid, "The person has the post Planner in Haa Dzongkhag from 1 December 2026")
	refused(t, o.Move(t.Context(), "p0000000000000009", org.Post{Agency: "moh", Position: "Planner", From: "2026-10-01"}, "x"),
		fault.CodeInvalid, "does not know this person")
	if got := len(o.Posts(p.ID)); got != 2 {
		t.Errorf("got %d posts after refused moves, want 2", got)
	}
}

func TestActingPost(t *testing.T) {
	o := newOffice(t)
	p := o.hire(t, "10001", "moh")
	must(t, o.Move(t.Context(), p.ID, org.Post{Agency: "dz-haa", Position: "Dzongda", From: "2026-11-01", Until: "2026-12-31", Acting: true}, "x"))
	if got, _ := o.PostAt(p.ID, today); got.Agency != "moh" {
		t.Errorf("got the post in %q, want the substantive one", got.Agency)
	}
	if got := len(o.Posts(p.ID)); got != 2 {
		t.Errorf("got %d posts, want both", got)
	}
	must(t, o.EndPost(t.Context(), string(p.ID)+".1", "2026-11-20", "x", "left"))
	if got, ok := o.PostAt(p.ID, today); !ok || got.Agency != "dz-haa" || !got.Acting {
		t.Errorf("got the post %+v, want the acting one for somebody who has no other", got)
	}
}

func TestEndAndWithdrawPost(t *testing.T) {
	o := newOffice(t)
	p := o.hire(t, "10001", "moh")
	known := o.clock.now()
	o.clock.forward(hour)
	id := string(p.ID) + ".1"
	must(t, o.EndPost(t.Context(), id, "2026-11-30", "x", "retired"))
	if _, ok := o.PostAt(p.ID, "2026-12-01"); ok {
		t.Error("got a post after the last day, want none")
	}
	if e := o.log.last(); e.Action != "end-post" || e.Why != "retired" {
		t.Errorf("got the audit entry %+v, want the end of the post", e)
	}
	refused(t, o.EndPost(t.Context(), id, "2020-01-01", "x", ""), fault.CodeInvalid, "before its first")
	refused(t, o.EndPost(t.Context(), id, "", "x", ""), fault.CodeInvalid, "Give the last day")
	refused(t, o.EndPost(t.Context(), string(p.ID)+".2", "2026-11-30", "x", ""), fault.CodeNotFound, "does not know this post")

	must(t, o.WithdrawPost(t.Context(), id, "x", "another person's"))
	if got := o.Posts(p.ID); len(got) != 0 {
		t.Errorf("got the posts %s after the withdrawal, want none", outline(got))
	}
	if m, _ := o.View(today, known).Member(p.ID); !m.Posted || m.Post.Agency != "moh" {
		t.Errorf("got %+v as known before, want the post that was withdrawn later", m.Post)
	}
	must(t, o.Move(t.Context(), p.ID, org.Post{Agency: "moh", Position: "Planner", From: "2026-11-01"}, "x"))
	if got, _ := o.PostAt(p.ID, today); got.ID != string(p.ID)+".2" {
		t.Errorf("got the id %q of the new post, want one that was never used", got.ID)
	}
}

func TestLeave(t *testing.T) {
	o := newOffice(t)
	p := o.hire(t, "10001", "moh")
	set := func(from, until day.Date) {
		t.Helper()
		must(t, o.SetLeave(t.Context(), p.ID, from, until, "x"))
	}
	check := func(want string) {
		t.Helper()
		if got := outline(o.Posts(p.ID)); got != want {
			t.Errorf("got the posts %s, want %s", got, want)
		}
	}
	set("2026-12-01", "2026-12-31")
	check("moh 2024-07-01..2026-11-30 active; moh 2026-12-01..2026-12-31 leave; moh 2027-01-01.. active")
	set("2026-12-10", "")
	check("moh 2024-07-01..2026-12-09 active; moh 2026-12-10.. leave")
	set("2025-01-01", "2025-06-30")
	check("moh 2024-07-01..2024-12-31 active; moh 2025-01-01..2025-06-30 leave; moh 2025-07-01..2026-12-09 active; moh 2026-12-10.. leave")
	got, _ := o.PostAt(p.ID, "2025-03-01")
	if got.Duty != org.DutyLeave || got.From != "2025-01-01" || got.Until != "2025-06-30" || got.Began != "2024-07-01" {
		t.Errorf("got the stretch %+v, want the leave with the post's own beginning", got)
	}
	must(t, o.EndLeave(t.Context(), p.ID, "2026-12-20", "x", "came back"))
	check("moh 2024-07-01..2024-12-31 active; moh 2025-01-01..2025-06-30 leave; moh 2025-07-01..2026-12-09 active; " +
		"moh 2026-12-10..2026-12-20 leave; moh 2026-12-21.. active")
	must(t, o.EndPost(t.Context(), string(p.ID)+".1", "2026-12-15", "x", ""))
	check("moh 2024-07-01..2024-12-31 active; moh 2025-01-01..2025-06-30 leave; moh 2025-07-01..2026-12-09 active; moh 2026-12-10..2026-12-15 leave")

	refused(t, o.SetLeave(t.Context(), p.ID, "2027-01-01", "", "x"), fault.CodeInvalid, "leave_from: The person has no post on 1 January 2027")
	refused(t, o.SetLeave(t.Context(), p.ID, "2026-02-01", "2026-01-01", "x"), fault.CodeInvalid, "leave_until")
	refused(t, o.SetLeave(t.Context(), p.ID, "", "", "x"), fault.CodeInvalid, "leave_from: Give the first day")
}

// TestPostOfLeave: a post that is given as leave is leave throughout.
func TestPostOfLeave(t *testing.T) {
	o := newOffice(t)
	n := newcomer("10001", "moh")
	n.Post.Duty = org.DutyLeave
	p, err := o.AddPerson(t.Context(), n, "x")
	must(t, err)
	if got, want := outline(o.Posts(p.ID)), "moh 2024-07-01.. leave"; got != want {
		t.Errorf("got the posts %s, want %s", got, want)
	}
}

func TestGrants(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	p := o.hire(t, "10001", "dz-haa")
	give := func(g org.Grant) org.Grant {
		t.Helper()
		g.Person, g.By = p.ID, "pgiver"
		got, err := o.Grant(ctx, g)
		must(t, err)
		return got
	}
	focal := give(org.Grant{Role: org.RoleFocal, Agency: "dz-haa"})
	if focal.From != today || focal.ID != string(p.ID)+".1" || focal.By != "pgiver" {
		t.Errorf("got %+v, want the grant from today", focal)
	}
	give(org.Grant{Role: org.RoleRCSC, From: "2026-12-01", Until: "2026-12-31"})
	who := o.Principal(p.ID, o.clock.now())
	if !who.Has(org.RoleLearner) || !who.Has(org.RoleFocal) || who.Has(org.RoleRCSC) || who.Kind != org.PrincipalPerson {
		t.Errorf("got %+v, want a learner and focal officer", who)
	}
	if got := who.ScopeOf(org.RoleFocal); got.All || len(got.Agencies) != 1 || got.Agencies[0] != "dz-haa" {
		t.Errorf("got the scope %+v, want dz-haa", got)
	}
	if got := o.Principal(p.ID, day.Date("2026-12-31").End()).ScopeOf(org.RoleRCSC); !got.All {
		t.Errorf("got the scope %+v, want the whole country", got)
	}
	if got := o.Principal("p0000000000000009", o.clock.now()); got.Has(org.RoleLearner) {
		t.Error("somebody unknown is a learner, want nothing")
	}
	refusals := []struct {
		name string
		g    org.Grant
		want string
	}{
		{"a learner", org.Grant{Role: org.RoleLearner}, "Everyone is a learner"},
		{"no role", org.Grant{}, "role: Choose the role: focal, teacher"},
		{"focal without scope", org.Grant{Role: org.RoleFocal}, "agency: Choose the agency: the role focal always has one"},
		{"teacher without scope", org.Grant{Role: org.RoleTeacher}, "the role teacher always has one"},
		{"admin with scope", org.Grant{Role: org.RoleAdmin, Agency: "moh"}, "the role admin is national"},
		{"no such agency", org.Grant{Role: org.RoleTeacher, Agency: "dz-x"}, "There is no agency"},
		{"focal without a post", org.Grant{Role: org.RoleFocal, Agency: "moh", From: "2020-01-01"}, "needs a post on 1 January 2020"},
		{"held already", org.Grant{Role: org.RoleFocal, Agency: "dz-haa"}, "has this role already"},
		{"ends before it begins", org.Grant{Role: org.RoleAdmin, From: "2027-01-02", Until: "2026-01-01"}, "until: The last day"},
	}
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			c.g.Person, c.g.By = p.ID, "pgiver"
			_, err := o.Grant(ctx, c.g)
			refused(t, err, fault.CodeInvalid, c.want)
		})
	}

	must(t, o.Revoke(ctx, focal.ID, today.AddDays(-1), "pgiver", "mistake"))
	if o.Principal(p.ID, o.clock.now()).Has(org.RoleFocal) {
		t.Error("the grant is in force after it was revoked, want it over at once")
	}
	if e := o.log.last(); e.Action != "revoke" || e.Why != "mistake" {
		t.Errorf("got the audit entry %+v, want the revocation", e)
	}
	refused(t, o.Revoke(ctx, "p.7", today, "x", ""), fault.CodeNotFound, "does not know this grant")
	refused(t, o.Revoke(ctx, focal.ID, "", "x", ""), fault.CodeInvalid, "Give the last day")
	if got := len(o.AllGrants()); got != 2 {
		t.Errorf("got %d grants in all, want 2", got)
	}
}

// TestFocalEndsWithPost: the role lasts as long as the service in the agency where it was given.
func TestFocalEndsWithPost(t *testing.T) {
	o := newOffice(t)
	p := o.hire(t, "10001", "dz-haa")
	_, err := o.Grant(t.Context(), org.Grant{Person: p.ID, Role: org.RoleFocal, Agency: "dz-haa", By: "x"})
	must(t, err)
	_, err = o.Grant(t.Context(), org.Grant{Person: p.ID, Role: org.RoleTeacher, Agency: "dz-haa", By: "x"})
	must(t, err)
	move := func(agency org.AgencyCode, from day.Date) {
		t.Helper()
		must(t, o.Move(t.Context(), p.ID, org.Post{Agency: agency, Position: "Officer", From: from}, "x"))
	}
	move("dz-haa", "2027-01-01") // promoted in the same agency
	move("moh", "2027-03-01")
	move("dz-haa", "2027-05-01") // back, but the role does not come back
	for on, want := range map[day.Date]bool{"2026-11-22": false, today: true, "2027-01-01": true, "2027-02-28": true, "2027-03-01": false, "2027-05-01": false} {
		who := o.Principal(p.ID, on.Start())
		if got := who.Has(org.RoleFocal); got != want {
			t.Errorf("focal on %s: got %t, want %t", on.ISO(), got, want)
		}
		if got := who.Has(org.RoleTeacher); got != (on >= today) {
			t.Errorf("teacher on %s: got %t, want %t", on.ISO(), got, on >= today)
		}
		if got := len(o.View(on, hourLater(o)).GrantsOf(p.ID)) > 1; got != want {
			t.Errorf("focal in the view of %s: got %t, want %t", on.ISO(), got, want)
		}
	}
}
