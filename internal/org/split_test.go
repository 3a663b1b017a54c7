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

// beforeTheReform is the shipped list as it would have stood on 1 December 2022: the reform of 30 December is not in it.
func beforeTheReform(t *testing.T) fstest.MapFS {
	t.Helper()
	data, err := os.ReadFile("../../content/agencies.csv")
	must(t, err)
	const began, ended = ",2022-12-30,,,", ",,2022-12-29,"
	var lines []string
	for line := range strings.Lines(string(data)) {
		switch {
		case strings.HasPrefix(line, "moice,"), strings.HasPrefix(line, "moit,"):
			continue // Reorganise creates them
		case !strings.Contains(line, ended) && strings.Contains(line, ",moice,") || !strings.Contains(line, ended) && strings.Contains(line, ",moit,"):
			line = strings.NewReplacer(",moice,", ",,", ",moit,", ",,").Replace(line) // what stands under them today
		case strings.Contains(line, began) && strings.HasPrefix(line, "mo"):
			line = strings.Replace(line, began, ",,,,", 1)
		case strings.Contains(line, ended):
			head, rest, _ := strings.Cut(line, ended)
			_, source, _ := strings.Cut(rest, ",")
			line = head + ",,,," + source
		}
		lines = append(lines, line)
	}
	return fstest.MapFS{org.AgencyFile: {Data: []byte(strings.Join(lines, ""))}}
}

// reform is the act of 30 December 2022 as far as it concerns MoIC: GovTech is there already, two ministries are new.
func reform() org.Reorganisation {
	return org.Reorganisation{From: "2022-12-30", Why: "Civil Service Reform Act 2022", Created: []org.Agency{
		{Code: "moit", Type: org.TypeMinistry, Name: "Ministry of Infrastructure and Transport"},
		{Code: "moice", Type: org.TypeMinistry, Name: "Ministry of Industry, Commerce and Employment"},
	}, Ended: []org.Ending{
		{Code: "moic", Successors: []org.AgencyCode{"govtech", "moit", "moice"}},
		{Code: "mowhs", Successors: []org.AgencyCode{"moit"}},
	}}
}

// ministry has four people of MoIC and one of MoWHS, entered in December 2022; the clock then stands on 1 February 2023.
func ministry(t *testing.T) (o *office, moic []org.PersonID, works org.PersonID) {
	t.Helper()
	o = newOfficeWithout(t)
	o.clock.at = newClock("2022-12-01").at
	must(t, o.LoadAgencies(t.Context(), beforeTheReform(t)))
	hire := func(eid, name string, agency org.AgencyCode, position string) org.PersonID {
		p, err := o.AddPerson(t.Context(), org.NewPerson{
			Person: org.Person{EID: eid, Name: name, Kind: org.KindRegular, Joined: "2018-07-01"},
			Post:   org.Post{Agency: agency, Position: position},
		}, "test")
		must(t, err)
		return p.ID
	}
	moic = []org.PersonID{hire("70001", "Dawa", "moic", "ICT Officer"), hire("70002", "Nima", "moic", "Road Safety Officer"),
		hire("70003", "Lhakpa", "moic", "Media Officer"), hire("70004", "Pasang", "moic", "Media Officer")}
	works = hire("70005", "Karma", "mowhs", "Engineer")
	o.clock.at = newClock("2023-02-01").at
	return o, moic, works
}

// placeOn tells where a person counts on a day, as known on an instant: "" nowhere.
func placeOn(v *org.View, id org.PersonID) org.AgencyCode {
	m, ok := v.Member(id)
	if !ok || !m.Posted {
		return ""
	}
	place, _ := v.Tree().Place(m.Post.Agency)
	return place
}

// TestTheSplitOfMoIC is the worked example of docs/people-and-agencies.md: the reform is entered in February 2023, a month late.
func TestTheSplitOfMoIC(t *testing.T) {
	o, moic, works := ministry(t)
	ctx := t.Context()
	known := o.clock.now()
	o.clock.forward(hour)

	effect, err := o.Look(reform())
	must(t, err)
	if got := len(effect.Waiting); got != 4 || effect.Done {
		t.Fatalf("before anything is saved, got %d people to be placed (done %t), want the 4 of MoIC", got, effect.Done)
	}
	if got := o.Tree("2023-01-15").Name("moit"); got != "moit" {
		t.Errorf("looking has written %q", got)
	}
	must(t, o.Reorganise(ctx, reform(), "rcsc"))

	if got := o.Unplaced("moic"); len(got) != 4 || got[0].Person.Name != "Dawa" {
		t.Fatalf("got the list %v, want the 4 of MoIC by name", got)
	}
	moved, err := o.PlacePeople(ctx, org.Placing{Agency: "moic", Why: "order 12", To: map[org.PersonID]org.AgencyCode{
		moic[0]: "govtech", moic[1]: "moit", moic[2]: "moice",
	}}, "rcsc")
	must(t, err)
	if moved != 3 {
		t.Errorf("got %d moved, want 3", moved)
	}
	now := o.clock.now().Add(hour)
	for _, c := range []struct {
		name string
		view *org.View
		want []org.AgencyCode // of the four of MoIC, then of MoWHS
	}{
		{"on the last day", o.View("2022-12-29", now), []org.AgencyCode{"moic", "moic", "moic", "moic", "mowhs"}},
		{"on the first day", o.View("2022-12-30", now), []org.AgencyCode{"govtech", "moit", "moice", "", "moit"}},
		{"today", o.View("2026-11-23", now), []org.AgencyCode{"govtech", "moit", "moice", "", "moit"}},
		{"on the first day, as known before", o.View("2022-12-30", known), []org.AgencyCode{"moic", "moic", "moic", "moic", "mowhs"}},
		{"today, as known before", o.View("2026-11-23", known), []org.AgencyCode{"moic", "moic", "moic", "moic", "mowhs"}},
	} {
		for i, id := range append(slices.Clone(moic), works) {
			if got := placeOn(c.view, id); got != c.want[i] {
				t.Errorf("%s, person %d counts in %q, want %q", c.name, i, got, c.want[i])
			}
		}
	}
	if _, ok := o.TreeKnown("2023-01-15", known).Agency("moic"); !ok {
		t.Error("as known before the record MoIC has ended, want the old tree")
	}
	if got := o.View("2023-01-15", now).Unplaced(); len(got) != 1 || got[0].Person.Name != "Pasang" {
		t.Errorf("got %v in no agency, want the one who was not moved", got)
	}
	if got := o.LeftBehind(); len(got) != 1 || got[0].Agency.Code != "moic" || got[0].People != 1 {
		t.Errorf("got %v left behind, want one person of MoIC", got)
	}
	// The structure of today for the people of then, through the successors: MoWHS is followed by one, MoIC by several.
	today := o.Tree("2026-11-23")
	if place, _ := today.Place("mowhs"); place != "moit" {
		t.Errorf("the people of MoWHS then count today in %q, want moit", place)
	}
	if e := o.log.last(); e.Action != "place-people" || e.Why != "order 12" || !strings.Contains(e.After, "1 to govtech: "+string(moic[0])) {
		t.Errorf("got the audit entry %+v, want the placing", e)
	}
}

func TestReorganiseAgainIsOneAct(t *testing.T) {
	o, moic, _ := ministry(t)
	ctx := t.Context()
	must(t, o.Reorganise(ctx, reform(), "rcsc"))
	entries := len(o.log.entries)
	must(t, o.Reorganise(ctx, reform(), "rcsc"))
	if effect, err := o.Look(reform()); err != nil || !effect.Done {
		t.Errorf("got %t, %v, want to be told that it is entered", effect.Done, err)
	}
	place := org.Placing{Agency: "moic", To: map[org.PersonID]org.AgencyCode{moic[0]: "govtech"}}
	_, err := o.PlacePeople(ctx, place, "rcsc")
	must(t, err)
	moved, err := o.another(t).PlacePeople(ctx, place, "rcsc")
	must(t, err)
	if moved != 0 || len(o.log.entries) != entries+1 {
		t.Errorf("sent twice, got %d moved and %d entries, want none and one", moved, len(o.log.entries)-entries)
	}
	other := reform()
	other.Ended[0].Successors = []org.AgencyCode{"moit"}
	refused(t, o.Reorganise(ctx, other, "rcsc"), fault.CodeInvalid, "is or was in use")
}

func TestPlacingIsAllOrNothing(t *testing.T) {
	o, moic, works := ministry(t)
	ctx := t.Context()
	place := func(to map[org.PersonID]org.AgencyCode) error {
		_, err := o.PlacePeople(ctx, org.Placing{Agency: "moic", To: to}, "rcsc")
		return err
	}
	refused(t, place(map[org.PersonID]org.AgencyCode{moic[0]: "moit"}), fault.CodeInvalid, "has not ended")
	must(t, o.Reorganise(ctx, reform(), "rcsc"))
	refused(t, place(nil), fault.CodeInvalid, "Choose for at least one person")
	refused(t, place(map[org.PersonID]org.AgencyCode{moic[0]: "moit", moic[1]: "moh"}), fault.CodeInvalid, "did not follow")
	refused(t, place(map[org.PersonID]org.AgencyCode{moic[0]: "moit", works: "moit"}), fault.CodeInvalid, "Karma is no longer written to")
	if got := len(o.Unplaced("moic")); got != 4 {
		t.Errorf("after refusals got %d to be placed, want all 4", got)
	}
	for n := int64(0); ; n++ { // killed at every write
		err := o.mortalInstance(t, n).Refresh(ctx)
		must(t, err)
		_, err = o.mortalInstance(t, n).PlacePeople(ctx, org.Placing{Agency: "moic", To: map[org.PersonID]org.AgencyCode{moic[0]: "moit", moic[1]: "moice"}}, "rcsc")
		must(t, o.Refresh(ctx))
		if got := len(o.Unplaced("moic")); got != 4 && got != 2 {
			t.Fatalf("killed after %d writes, got %d to be placed, want all or nothing", n, got)
		}
		if err == nil {
			break
		}
		o.clock.forward(2 * hour)
	}
}

// TestPlacingKeepsWhatThePostHad: leave, flags and the last day go on in the new post; a post that was begun in the agency after
// its end is mended.
func TestPlacingKeepsWhatThePostHad(t *testing.T) {
	o, moic, _ := ministry(t)
	ctx := t.Context()
	must(t, o.SetLeave(ctx, moic[0], "2022-12-01", "2023-06-30", "test"))
	must(t, o.Move(ctx, moic[1], org.Post{Agency: "moic", Position: "Chief", From: "2023-01-10", Flags: []org.Flag{org.FlagLead}}, "test"))
	must(t, o.Reorganise(ctx, reform(), "rcsc"))
	_, err := o.PlacePeople(ctx, org.Placing{Agency: "moic", To: map[org.PersonID]org.AgencyCode{moic[0]: "govtech", moic[1]: "moit"}}, "rcsc")
	must(t, err)
	if got, want := outline(o.Posts(moic[0])), "moic 2018-07-01..2022-11-30 active; moic 2022-12-01..2022-12-29 leave; "+
		"govtech 2022-12-30..2023-06-30 leave; govtech 2023-07-01.. active"; got != want {
		t.Errorf("got the posts %s, want %s", got, want)
	}
	if got, want := outline(o.Posts(moic[1])), "moic 2018-07-01..2022-12-29 active; moit 2022-12-30..2023-01-09 active; moit 2023-01-10.. active"; got != want {
		t.Errorf("got the posts %s, want %s", got, want)
	}
	if p, _ := o.PostAt(moic[1], "2023-02-01"); p.Position != "Chief" || !p.Has(org.FlagLead) {
		t.Errorf("got the post %+v, want the chief with the flag", p)
	}
}

func TestReachesFollowsOneSuccessor(t *testing.T) {
	tree := shipped(t).Tree(today)
	for _, c := range []struct {
		named, code org.AgencyCode
		want        bool
	}{
		{"mowhs", "moit", true}, {"mowhs", "mowhs", true}, {"moit", "mowhs", true}, {"moic", "moit", false}, {"moic", "moic", false},
		{"dz-haa", "gw-haa-bji", true}, {"gw-haa-bji", "dz-haa", false}, {"nowhere", "moit", false},
	} {
		if got := tree.Reaches([]org.AgencyCode{"bicma", c.named}, c.code); got != c.want {
			t.Errorf("a list with %s reaches %s: got %t, want %t", c.named, c.code, got, c.want)
		}
	}
}

func TestLife(t *testing.T) {
	o := shipped(t)
	if got := o.Life("moit", o.clock.now()); len(got.Periods) != 1 || len(got.Followed) != 2 || got.Followed[0].Code != "moic" || got.Followed[1].Code != "mowhs" {
		t.Errorf("got the life %+v of MoIT, want one period after MoIC and MoWHS", got)
	}
	if got := o.Life("nowhere", o.clock.now()); len(got.Periods) != 0 {
		t.Errorf("got the life %+v of an agency that is not", got)
	}
}

func TestAgenciesWithoutFocal(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	bji := o.hire(t, "10001", "gw-haa-bji")
	haa := o.hire(t, "10002", "dz-haa")
	o.hire(t, "10003", "gw-haa-sama")
	outlined := func() string {
		var parts []string
		for _, u := range o.AgenciesWithoutFocal(today) {
			parts = append(parts, string(u.Agency.Code)+strings.Repeat("*", u.People))
		}
		return strings.Join(parts, " ")
	}
	if got, want := outlined(), "dz-haa***"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	_, err := o.Grant(ctx, org.Grant{Person: bji.ID, Role: org.RoleFocal, Agency: "gw-haa-bji", By: "test"})
	must(t, err)
	if got, want := outlined(), "dz-haa**"; got != want {
		t.Errorf("with an officer in a gewog got %s, want %s", got, want)
	}
	g, err := o.Grant(ctx, org.Grant{Person: haa.ID, Role: org.RoleFocal, Agency: "dz-haa", By: "test"})
	must(t, err)
	if got := outlined(); got != "" {
		t.Errorf("with an officer above got %s, want none", got)
	}
	must(t, o.EndPost(ctx, o.Posts(haa.ID)[0].ID, "2026-11-22", "test", "left"))
	if got, want := outlined(), "dz-haa*"; got != want {
		t.Errorf("when the post of %s has ended got %s, want %s", g.Role, got, want)
	}
}
