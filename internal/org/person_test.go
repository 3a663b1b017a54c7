package org_test

import (
	"strings"
	"testing"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

func TestAddPerson(t *testing.T) {
	o := newOffice(t)
	n := newcomer(" 2008-01234 ", "dz-haa")
	n.Name, n.NameDz, n.Email = "  Pema \t Choden ", "པདྨ་ཆོས་སྒྲོན།", " Pema@Haa.gov.BT "
	p, err := o.AddPerson(t.Context(), n, "test")
	must(t, err)
	if !p.ID.Valid() {
		t.Errorf("got the id %q, want one in its proper form", p.ID)
	}
	if p.EID != "200801234" || p.Name != "Pema Choden" || p.Email != "pema@haa.gov.bt" {
		t.Errorf("got EID %q, name %q, e-mail %q, want them cleaned", p.EID, p.Name, p.Email)
	}
	if p.Version != 1 || !p.Recorded.Equal(o.clock.now()) || p.By != "test" {
		t.Errorf("got version %d at %v by %q, want 1, now, by test", p.Version, p.Recorded, p.By)
	}
	for name, find := range map[string]func() (org.Person, bool){
		"by id":          func() (org.Person, bool) { return o.Person(p.ID) },
		"by EID":         func() (org.Person, bool) { return o.ByEID("2008 01234") },
		"by e-mail":      func() (org.Person, bool) { return o.ByEmail("PEMA@haa.gov.bt") },
		"elsewhere":      func() (org.Person, bool) { return o.another(t).Person(p.ID) },
		"elsewhere, EID": func() (org.Person, bool) { return o.another(t).ByEID(p.EID) },
	} {
		if got, ok := find(); !ok || got != p {
			t.Errorf("%s: got %+v, %t, want %+v", name, got, ok, p)
		}
	}
	post, ok := o.PostAt(p.ID, today)
	if !ok || post.Agency != "dz-haa" || post.From != "2024-07-01" || post.Duty != org.DutyActive {
		t.Errorf("got the post %+v, %t, want one in dz-haa from the joining date", post, ok)
	}
	if e := o.log.last(); e.Action != "add-person" || e.Subject != string(p.ID) || e.Agency != "dz-haa" || !strings.Contains(e.After, "Pema Choden") {
		t.Errorf("got the audit entry %+v, want the new person", e)
	}
	if !o.Imported().Equal(p.Recorded) {
		t.Errorf("got the register's age %v, want %v", o.Imported(), p.Recorded)
	}
}

func TestAddPersonRefuses(t *testing.T) {
	o := newOffice(t)
	o.hire(t, "200801234", "moh")
	cases := []struct {
		name   string
		change func(*org.NewPerson)
		want   string
	}{
		{"no EID", func(n *org.NewPerson) { n.EID = "" }, "eid: Give the EID"},
		{"a short EID", func(n *org.NewPerson) { n.EID = "123" }, "eid: Give the EID"},
		{"a long EID", func(n *org.NewPerson) { n.EID = strings.Repeat("9", 17) }, "eid: Give the EID"},
		{"an EID with a sign", func(n *org.NewPerson) { n.EID = "2008#1234" }, "eid: Give the EID"},
		{"an EID in use", func(n *org.NewPerson) { n.EID = "2008 01234" }, "eid: The EID 200801234 belongs to Karma Dorji"},
		{"no name", func(n *org.NewPerson) { n.Name = " \t" }, "name: Give the name"},
		{"a long name", func(n *org.NewPerson) { n.Name = strings.Repeat("a", 121) }, "name: The name is longer than 120"},
		{"a hidden character", func(n *org.NewPerson) { n.Name = "Pema\u202eChoden" }, "name: The name contains a character that cannot be seen"},
		{"a NUL", func(n *org.NewPerson) { n.Name = "Pema\x00" }, "cannot be seen"},
		{"not UTF-8", func(n *org.NewPerson) { n.NameDz = "\xff\xfe" }, "name_dz: The Dzongkha name"},
		{"no e-mail address", func(n *org.NewPerson) { n.Email = "pema" }, `email: "pema" is not an e-mail address`},
		{"a named address", func(n *org.NewPerson) { n.Email = "Pema <p@haa.gov.bt>" }, "is not an e-mail address"},
		{"no kind", func(n *org.NewPerson) { n.Kind = "" }, "kind: Choose the kind: regular, contract"},
		{"a wrong kind", func(n *org.NewPerson) { n.Kind = "boss" }, "kind: Choose the kind"},
		{"a wrong language", func(n *org.NewPerson) { n.Language = "fr" }, "language: Choose the language en or dz"},
		{"a wrong sex", func(n *org.NewPerson) { n.Sex = "x" }, "sex: Write female or male"},
		{"no joining date", func(n *org.NewPerson) { n.Joined = "" }, "joined: Give the joining date"},
		{"no such day", func(n *org.NewPerson) { n.Joined = "2024-02-30" }, "joined: The joining date is not a day"},
		{"too early a day", func(n *org.NewPerson) { n.Joined = "0204-02-03" }, "cannot be right"},
		{"no position", func(n *org.NewPerson) { n.Post.Position = "" }, "position: Give the position"},
		{"no such agency", func(n *org.NewPerson) { n.Post.Agency = "dz-hah" }, `agency: There is no agency with the code "dz-hah"`},
		{"an ended agency", func(n *org.NewPerson) { n.Post.Agency = "moic" }, "agency: Ministry of Information ended on 29 December 2022"},
		{"an agency to come", func(n *org.NewPerson) { n.Post.Agency, n.Joined = "moit", "2020-01-01" }, "Ministry of Infrastructure began on 30 December 2022"},
		{"an odd flag", func(n *org.NewPerson) { n.Post.Flags = []org.Flag{"boss"} }, `flags: "boss" is not a flag`},
		{"an end before the beginning", func(n *org.NewPerson) { n.Post.Until = "2020-01-01" }, "until: The last day of the post"},
		{"acting without end", func(n *org.NewPerson) { n.Post.Acting = true }, "until: An acting post needs its last day"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			n := newcomer("200809999", "moh")
			c.change(&n)
			before, entries := o.Count(), len(o.log.entries)
			_, err := o.AddPerson(t.Context(), n, "test")
			refused(t, err, fault.CodeInvalid, c.want)
			if o.Count() != before || len(o.log.entries) != entries {
				t.Error("a refused person left something behind")
			}
		})
	}
	t.Run("and the EID stays free", func(t *testing.T) { o.hire(t, "200809999", "moh") })
}

func TestCorrect(t *testing.T) {
	o := newOffice(t)
	p, other := o.hire(t, "200801234", "moh"), o.hire(t, "200805678", "moh")
	before := o.clock.now()
	o.clock.forward(hour)
	must(t, o.Correct(t.Context(), p.ID, func(p *org.Person) { p.EID, p.Name = "200801235", "Karma Wangmo" }, "officer", "typing mistake"))
	got, _ := o.Person(p.ID)
	if got.EID != "200801235" || got.Name != "Karma Wangmo" || got.Version != 2 || got.By != "officer" {
		t.Errorf("got %+v, want the corrected person", got)
	}
	if _, ok := o.ByEID("200801234"); ok {
		t.Error("the old EID still finds somebody, want nobody")
	}
	if e := o.log.last(); e.Before != `eid "200801234", name "Karma Dorji"` || e.After != `eid "200801235", name "Karma Wangmo"` || e.Why != "typing mistake" || e.Agency != "moh" {
		t.Errorf("got the audit entry %+v, want what changed and why", e)
	}
	if m, _ := o.View(today, before).Member(p.ID); m.Person.EID != "200801234" {
		t.Errorf("got the EID %q as known before, want the old one", m.Person.EID)
	}

	t.Run("nothing changed", func(t *testing.T) {
		entries := len(o.log.entries)
		must(t, o.Correct(t.Context(), p.ID, func(p *org.Person) { p.Name = " Karma  Wangmo" }, "officer", ""))
		if got, _ := o.Person(p.ID); got.Version != 2 || len(o.log.entries) != entries {
			t.Errorf("got version %d and %d new audit entries, want nothing written", got.Version, len(o.log.entries)-entries)
		}
	})
	t.Run("an EID in use", func(t *testing.T) {
		err := o.Correct(t.Context(), other.ID, func(p *org.Person) { p.EID = "200801235" }, "officer", "")
		refused(t, err, fault.CodeInvalid, "belongs to Karma Wangmo")
	})
	t.Run("an EID that was given up", func(t *testing.T) {
		must(t, o.Correct(t.Context(), other.ID, func(p *org.Person) { p.EID = "200801234" }, "officer", ""))
		if got, _ := o.ByEID("200801234"); got.ID != other.ID {
			t.Errorf("the EID finds %q, want %q", got.ID, other.ID)
		}
	})
	t.Run("and back", func(t *testing.T) {
		must(t, o.Correct(t.Context(), other.ID, func(p *org.Person) { p.EID = "200805678" }, "officer", ""))
		must(t, o.Correct(t.Context(), p.ID, func(p *org.Person) { p.EID = "200801234" }, "officer", ""))
	})
	t.Run("nobody", func(t *testing.T) {
		err := o.Correct(t.Context(), "pnobody", func(*org.Person) {}, "officer", "")
		refused(t, err, fault.CodeNotFound, "does not know")
	})
}

func TestByEmailShared(t *testing.T) {
	o := newOffice(t)
	a, b := o.hire(t, "10001", "moh"), o.hire(t, "10002", "moh")
	give := func(id org.PersonID, email string) {
		t.Helper()
		must(t, o.Correct(t.Context(), id, func(p *org.Person) { p.Email = email }, "x", ""))
	}
	give(a.ID, "office@haa.gov.bt")
	if got, ok := o.ByEmail("office@haa.gov.bt"); !ok || got.ID != a.ID {
		t.Errorf("got %q, %t, want the one person with the address", got.ID, ok)
	}
	give(b.ID, "office@haa.gov.bt")
	if got, ok := o.ByEmail("office@haa.gov.bt"); ok {
		t.Errorf("a shared address finds %q, want nobody", got.ID)
	}
	give(a.ID, "own@haa.gov.bt")
	if got, ok := o.ByEmail("office@haa.gov.bt"); !ok || got.ID != b.ID {
		t.Errorf("got %q, %t, want the person who is left with the address", got.ID, ok)
	}
	give(b.ID, "")
	if _, ok := o.ByEmail(""); ok {
		t.Error("the empty address finds somebody, want nobody")
	}
}

func TestCounts(t *testing.T) {
	for _, k := range org.Kinds() {
		if got, want := k.Counts(), k == org.KindRegular || k == org.KindContract; got != want {
			t.Errorf("%s counts: got %t, want %t", k, got, want)
		}
	}
}

func TestImportedIgnoresOwnChanges(t *testing.T) {
	o := newOffice(t)
	p := o.hire(t, "10001", "moh")
	age := o.Imported()
	o.clock.forward(48 * hour)
	must(t, o.Correct(t.Context(), p.ID, func(p *org.Person) { p.Language = "dz" }, string(p.ID), ""))
	if got := o.Imported(); !got.Equal(age) {
		t.Errorf("got the register's age %v after a person chose a language, want %v", got, age)
	}
	if got := day.Of(age); got != today {
		t.Errorf("got the register's day %s, want %s", got, today)
	}
}
