package org_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// shipped is a register with the agencies that the program ships.
func shipped(t *testing.T) *office {
	t.Helper()
	o := newOfficeWithout(t)
	must(t, o.LoadAgencies(t.Context(), os.DirFS("../../content")))
	return o
}

func TestShippedAgencies(t *testing.T) {
	tree := shipped(t).Tree(today)
	want := map[org.AgencyType]int{
		org.TypeLegislature: 2, org.TypeJudiciary: 4, org.TypeMinistry: 9, org.TypeConstitutionalOffice: 4,
		org.TypeAutonomousAgency: 24, org.TypeStatutoryBody: 12, org.TypeDzongkhag: 20, org.TypeThromde: 4, org.TypeGewog: 205,
	}
	got := map[org.AgencyType]int{}
	for _, a := range tree.All() {
		got[a.Type]++
		if a.Type == org.TypeGewog && !strings.HasPrefix(string(a.Code), "gw-"+strings.TrimPrefix(string(tree.Parent(a.Code)), "dz-")+"-") {
			t.Errorf("%s stands under %q, want its dzongkhag", a.Code, tree.Parent(a.Code))
		}
	}
	if len(tree.All()) != 284 {
		t.Errorf("got %d agencies today, want 284", len(tree.All()))
	}
	for _, kind := range org.AgencyTypes() {
		if got[kind] != want[kind] {
			t.Errorf("got %d of type %s, want %d", got[kind], kind, want[kind])
		}
	}
}

// TestFormerMinistries holds the worked example of 30 December 2022: MoIC was split, others were followed by one ministry.
func TestFormerMinistries(t *testing.T) {
	o := shipped(t)
	before, after := o.Tree("2022-12-29"), o.Tree("2022-12-30")
	if _, ok := before.Agency("moic"); !ok {
		t.Error("MoIC is not there on 29 December 2022, want it")
	}
	if _, ok := after.Agency("moic"); ok {
		t.Error("MoIC is there on 30 December 2022, want it ended")
	}
	moic, ok := after.Ended("moic")
	if want := []org.AgencyCode{"govtech", "moit", "moice"}; !ok || !slices.Equal(moic.Successors, want) {
		t.Errorf("got successors %v of MoIC, want %v", moic.Successors, want)
	}
	if place, ok := after.Place("moic"); ok {
		t.Errorf("people of MoIC are counted in %s, want nowhere: it was split", place)
	}
	if place, _ := after.Place("mowhs"); place != "moit" {
		t.Errorf("people of MoWHS are counted in %q, want moit", place)
	}
	if _, ok := before.Agency("moit"); ok {
		t.Error("MoIT is there on 29 December 2022, want it later")
	}
	if got := after.Name("moic"); got != "Ministry of Information and Communications" {
		t.Errorf("got the name %q for MoIC, want its last one", got)
	}
}

// TestScopes holds every agency's scope against a walk up the parents.
func TestScopes(t *testing.T) {
	tree := shipped(t).Tree(today)
	below := func(code, top org.AgencyCode) bool {
		for ; code != ""; code = tree.Parent(code) {
			if code == top {
				return true
			}
		}
		return false
	}
	for _, top := range tree.All() {
		scope := org.Scope{Agencies: []org.AgencyCode{top.Code}}
		inside := 0
		for _, a := range tree.All() {
			got, want := tree.Within(scope, a.Code), below(a.Code, top.Code)
			if got != want {
				t.Errorf("%s within the scope %s: got %t, want %t", a.Code, top.Code, got, want)
			}
			if want {
				inside++
			}
		}
		if got := len(tree.Below(top.Code)); got != inside {
			t.Errorf("got %d agencies in and below %s, want %d", got, top.Code, inside)
		}
	}
}

func TestWithin(t *testing.T) {
	tree := newOffice(t).Tree(today)
	cases := []struct {
		name  string
		scope org.Scope
		code  org.AgencyCode
		want  bool
	}{
		{"the agency itself", org.Scope{Agencies: []org.AgencyCode{"dz-haa"}}, "dz-haa", true},
		{"a gewog below", org.Scope{Agencies: []org.AgencyCode{"dz-haa"}}, "gw-haa-bji", true},
		{"a gewog of another dzongkhag", org.Scope{Agencies: []org.AgencyCode{"dz-haa"}}, "gw-paro-dokar", false},
		{"the agency above", org.Scope{Agencies: []org.AgencyCode{"gw-haa-bji"}}, "dz-haa", false},
		{"a sister", org.Scope{Agencies: []org.AgencyCode{"gw-haa-bji"}}, "gw-haa-sama", false},
		{"one of two", org.Scope{Agencies: []org.AgencyCode{"moh", "dz-paro"}}, "gw-paro-dokar", true},
		{"the whole country", org.Scope{All: true}, "gw-paro-dokar", true},
		{"the whole country, an agency that was split", org.Scope{All: true}, "moic", true},
		{"nowhere", org.Scope{}, "dz-haa", false},
		{"an agency that is not", org.Scope{Agencies: []org.AgencyCode{"dz-haa"}}, "dz-hah", false},
		{"a scope that is not", org.Scope{Agencies: []org.AgencyCode{"dz-hah"}}, "dz-haa", false},
		{"followed by one", org.Scope{Agencies: []org.AgencyCode{"moit"}}, "mowhs", true},
		{"split among several", org.Scope{Agencies: []org.AgencyCode{"moit", "moice"}}, "moic", false},
		{"a scope that ended", org.Scope{Agencies: []org.AgencyCode{"mowhs"}}, "moit", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := tree.Within(c.scope, c.code); got != c.want {
				t.Errorf("got %t, want %t", got, c.want)
			}
		})
	}
}

func TestTreeShape(t *testing.T) {
	tree := newOffice(t).Tree(today)
	codes := func(list []org.Agency) (out []org.AgencyCode) {
		for _, a := range list {
			out = append(out, a.Code)
		}
		return out
	}
	if got, want := codes(tree.Roots()), []org.AgencyCode{"moh", "moice", "moit", "dz-haa", "dz-paro", "th-thimphu"}; !slices.Equal(got, want) {
		t.Errorf("got the roots %v, want %v", got, want)
	}
	if got, want := codes(tree.Children("dz-haa")), []org.AgencyCode{"gw-haa-bji", "gw-haa-sama"}; !slices.Equal(got, want) {
		t.Errorf("got the children %v, want %v", got, want)
	}
	if got, want := codes(tree.Path("gw-haa-sama")), []org.AgencyCode{"dz-haa", "gw-haa-sama"}; !slices.Equal(got, want) {
		t.Errorf("got the path %v, want %v", got, want)
	}
	if got := tree.Path("nowhere"); got != nil {
		t.Errorf("got the path %v of an agency that is not, want none", got)
	}
	if got := codes(tree.Children("gw-haa-sama")); got != nil {
		t.Errorf("got children %v of a gewog, want none", got)
	}
}

func TestReadAgencies(t *testing.T) {
	const head = "code,type,parent_code,name,name_dz,from,until,successors,source\n"
	cases := []struct{ name, file, want string }{
		{"no file", "", "file does not exist"},
		{"other columns", "code,name\n", "agencies.csv:1: the columns must be code,type,parent_code"},
		{"a missing field", head + "moh,ministry\n", "wrong number of fields"},
		{"a bad code", head + "Dz Haa,dzongkhag,,Haa,,,,,\n", "agencies.csv:2: code: Give a code of small letters"},
		{"a bad type", head + "dz-haa,district,,Haa,,,,,\n", "agencies.csv:2: type: Choose the type: legislature, judiciary"},
		{"a day that is not", head + "dz-haa,dzongkhag,,Haa,,2022-02-30,,,\n", "agencies.csv:2: from: The first day is not a day of the calendar"},
		{"no parent", head + "gw-haa-bji,gewog,dz-haa,Bji,,,,,\n", "gw-haa-bji: there is no agency dz-haa to stand under"},
		{"a successor that is not", head + "moic,ministry,,MoIC,,,2022-12-29,moit,\n", "its successor moit does not exist on 30 December 2022"},
		{"successors without an end", head + "moic,ministry,,MoIC,,,,moit,\n", "Only an agency that ends has successors"},
		{"overlapping periods", head + "moh,ministry,,Health,,,2022-12-31,,\nmoh,ministry,,Health,,2022-12-31,,,\n", "moh: its periods from"},
		{"a circle", head + "a,ministry,b,A,,,,,\nb,ministry,a,B,,,,,\n", "a stands below itself"},
		{"two mistakes", head + "A,ministry,,A,,,,,\nb,minister,,B,,,,,\n", "agencies.csv:3: type"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			files := fstest.MapFS{}
			if c.file != "" {
				files[org.AgencyFile] = &fstest.MapFile{Data: []byte(c.file)}
			}
			_, err := org.ReadAgencies(files)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestLoadAgenciesAgain(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	entries := len(o.log.entries)
	load := func(list string) {
		t.Helper()
		must(t, o.LoadAgencies(ctx, fstest.MapFS{org.AgencyFile: {Data: []byte(list)}}))
	}
	load(country)
	if got := len(o.log.entries); got != entries {
		t.Errorf("loading the same list again wrote %d audit entries, want none", got-entries)
	}
	load(strings.Replace(country, "Hospital", "National Hospital", 1))
	if got := o.Tree(today).Name("jdwnrh"); got != "National Hospital" {
		t.Errorf("got the name %q after the list was corrected, want National Hospital", got)
	}
	must(t, o.Reorganise(ctx, org.Reorganisation{From: "2026-12-01", Changed: []org.Agency{
		{Code: "jdwnrh", Type: org.TypeAutonomousAgency, Parent: "moh", Name: "Referral Hospital"},
	}}, "test"))
	load(strings.Replace(country, "Hospital", "Big Hospital", 1))
	if got := o.Tree("2026-12-01").Name("jdwnrh"); got != "Referral Hospital" {
		t.Errorf("got the name %q, want what the officer wrote", got)
	}
	if got := o.Tree("2026-11-30").Name("jdwnrh"); got != "National Hospital" {
		t.Errorf("got the name %q for the time before, want what the officer left", got)
	}
}

func TestReorganise(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	must(t, o.Reorganise(ctx, org.Reorganisation{From: "2027-01-01", Why: "a merger", Created: []org.Agency{
		{Code: "gw-haa-new", Type: org.TypeGewog, Parent: "dz-haa", Name: "New Gewog"},
	}, Ended: []org.Ending{
		{Code: "gw-haa-bji", Successors: []org.AgencyCode{"gw-haa-new"}}, {Code: "gw-haa-sama", Successors: []org.AgencyCode{"gw-haa-new"}},
	}}, "officer"))
	old, fresh := o.Tree("2026-12-31"), o.Tree("2027-01-01")
	if got := len(old.Children("dz-haa")); got != 2 {
		t.Errorf("got %d gewogs before the merger, want 2", got)
	}
	if got := fresh.Children("dz-haa"); len(got) != 1 || got[0].Code != "gw-haa-new" {
		t.Errorf("got the gewogs %v after the merger, want gw-haa-new", got)
	}
	if place, _ := fresh.Place("gw-haa-bji"); place != "gw-haa-new" {
		t.Errorf("people of the merged gewog are counted in %q, want gw-haa-new", place)
	}
	if e := o.log.last(); e.Action != "reorganise" || e.Why != "a merger" || e.By != "officer" {
		t.Errorf("got the audit entry %+v, want the merger", e)
	}

	must(t, o.Reorganise(ctx, org.Reorganisation{From: "2027-02-01", Changed: []org.Agency{
		{Code: "jdwnrh", Type: org.TypeAutonomousAgency, Name: "Hospital"},
		{Code: "dz-paro", Type: org.TypeDzongkhag, Name: "Paro District"},
	}}, "officer"))
	moved := o.Tree("2027-02-01")
	if got := moved.Parent("jdwnrh"); got != "" {
		t.Errorf("the hospital stands under %q, want the root", got)
	}
	if got := o.Tree("2027-01-31").Parent("jdwnrh"); got != "moh" {
		t.Errorf("the hospital stood under %q, want moh", got)
	}
	if got := moved.Name("dz-paro"); got != "Paro District" {
		t.Errorf("got the name %q, want Paro District", got)
	}
	if got := len(o.AgencyHistory("dz-paro")); got != 2 {
		t.Errorf("got %d periods of dz-paro, want 2", got)
	}

	other := o.another(t)
	if got, want := other.Tree("2027-02-01").Parent("jdwnrh"), org.AgencyCode(""); got != want {
		t.Errorf("another instance has the hospital under %q, want %q", got, want)
	}
}

func TestReorganiseRefuses(t *testing.T) {
	o := newOffice(t)
	gewog := func(code, parent org.AgencyCode) org.Agency {
		return org.Agency{Code: code, Type: org.TypeGewog, Parent: parent, Name: "A gewog"}
	}
	must(t, o.Reorganise(t.Context(), org.Reorganisation{From: "2027-06-01", Changed: []org.Agency{gewog("gw-haa-sama", "dz-paro")}}, "x"))
	cases := []struct {
		name string
		do   org.Reorganisation
		want string
	}{
		{"no day", org.Reorganisation{}, "Give the day"},
		{"a code in use", org.Reorganisation{From: "2027-01-01", Created: []org.Agency{gewog("gw-haa-bji", "dz-haa")}}, "is or was in use"},
		{"a code that was", org.Reorganisation{From: "2027-01-01", Created: []org.Agency{gewog("moic", "")}}, "is or was in use"},
		{"a parent that is not", org.Reorganisation{From: "2027-01-01", Created: []org.Agency{gewog("gw-new", "dz-none")}}, "no agency dz-none"},
		{"a parent that ended", org.Reorganisation{From: "2027-01-01", Created: []org.Agency{gewog("gw-new", "moic")}}, "ends on 29 December 2022"},
		{"a circle", org.Reorganisation{From: "2027-01-01", Changed: []org.Agency{{Code: "dz-haa", Type: org.TypeDzongkhag, Parent: "gw-haa-bji", Name: "Haa"}}}, "stands below itself"},
		{"children left behind", org.Reorganisation{From: "2027-01-01", Ended: []org.Ending{{Code: "dz-haa"}}}, "move it or end it"},
		{"an agency that is not", org.Reorganisation{From: "2027-01-01", Ended: []org.Ending{{Code: "dz-none"}}}, "no agency with the code"},
		{"a successor that is not", org.Reorganisation{From: "2027-01-01", Ended: []org.Ending{{Code: "gw-haa-bji", Successors: []org.AgencyCode{"gw-x"}}}}, "does not exist on"},
		{"a later change is known", org.Reorganisation{From: "2027-01-01", Changed: []org.Agency{gewog("gw-haa-sama", "dz-haa")}}, "has a change on 1 June 2027 already"},
		{"twice on one day", org.Reorganisation{From: "2027-06-01", Changed: []org.Agency{gewog("gw-haa-sama", "dz-haa")}}, "another change on"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			before := len(o.log.entries)
			refused(t, o.Reorganise(t.Context(), c.do, "x"), fault.CodeInvalid, c.want)
			if len(o.log.entries) != before {
				t.Error("a refused reorganisation was written to the audit log")
			}
		})
	}
}

// TestAgenciesAsKnown: the list that a store begins with was always known, a reorganisation only since it was entered.
func TestAgenciesAsKnown(t *testing.T) {
	o := newOffice(t)
	before := o.clock.now()
	o.clock.forward(24 * hour)
	must(t, o.Reorganise(t.Context(), org.Reorganisation{From: "2026-11-01", Changed: []org.Agency{
		{Code: "dz-haa", Type: org.TypeDzongkhag, Name: "Haa District"},
	}}, "x"))
	if got := o.View(today, before).Tree().Name("dz-haa"); got != "Haa Dzongkhag" {
		t.Errorf("got the name %q as known before, want Haa Dzongkhag", got)
	}
	if got := o.View(today, o.clock.now()).Tree().Name("dz-haa"); got != "Haa District" {
		t.Errorf("got the name %q as known after, want Haa District", got)
	}
	if got := len(o.View(today, before.AddDate(-3, 0, 0)).Tree().All()); got == 0 {
		t.Error("got no agencies as known three years ago, want the list that the store began with")
	}
}
