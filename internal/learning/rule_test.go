package learning_test

import (
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

func TestRules(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	_, _, other := w.open(w.engine)
	w.must(other.EnsureDefaultRules(ctx))
	rules, err := w.learning.Rules(ctx)
	w.must(err)
	if len(rules) != 1 || rules[0].ID != "code-of-conduct/1" || rules[0].From != "2026-03-02" || rules[0].ValidMonths != 24 || rules[0].DueDays != 90 {
		t.Fatalf("default rule: got %+v", rules)
	}
	ended := rules[0]
	ended.Until = day.Of(w.clock.Now())
	ended, err = other.AddRule(ctx, ended, "officer")
	w.must(err)
	if ended.ID != "code-of-conduct/2" {
		t.Errorf("next version: got %s, want code-of-conduct/2", ended.ID)
	}
	w.must(w.learning.Refresh(ctx))
	w.must(w.learning.EnsureDefaultRules(ctx))
	w.clock.advance(24 * time.Hour)
	p, err := w.learning.Progress(ctx, w.pema, conduct)
	w.must(err)
	if p.Status.Assigned {
		t.Error("after the rule's end: got assigned, want not")
	}
	_, err = w.learning.AddRule(ctx, learning.Rule{Rule: "Bad name", Course: "none", DueDays: 0, From: "soon", Audience: learning.Audience{Kinds: nil}}, "officer")
	w.refused(err, fault.CodeInvalid)
	if f, _ := fault.As(err); len(f.Fields) != 5 { // rule, title, due_days, from, course
		t.Errorf("fields: got %v, want 5", f.Fields)
	}
}

func TestTheSameRuleAgainIsNoNewVersion(t *testing.T) {
	w := newWorld(t)
	rules, err := w.learning.Rules(t.Context())
	w.must(err)
	again, err := w.learning.AddRule(t.Context(), rules[0], "officer")
	w.must(err)
	if again.ID != "code-of-conduct/1" || again.By != "system" {
		t.Errorf("the same rule: got %s by %s, want code-of-conduct/1 by system", again.ID, again.By)
	}
}

// A rule for agencies or types reaches those who serve in them, or below.
func TestAudienceByAgencyAndType(t *testing.T) {
	w := newWorld(t)
	agencies := "code,type,parent_code,name,name_dz,from,until,successors,source\n" +
		"moh,ministry,,Ministry of Health,,,,,test\nmoh-unit,autonomous-agency,moh,A unit,,,,,test\ndz-haa,dzongkhag,,Haa,,,,,test\n"
	w.must(w.register.LoadAgencies(t.Context(), fstest.MapFS{org.AgencyFile: {Data: []byte(agencies)}}))
	for _, c := range []struct {
		name     string
		audience learning.Audience
		agency   org.AgencyCode
		want     bool
	}{
		{"the agency itself", learning.Audience{Agencies: []org.AgencyCode{"moh"}}, "moh", true},
		{"below it", learning.Audience{Agencies: []org.AgencyCode{"moh"}}, "moh-unit", true},
		{"another agency", learning.Audience{Agencies: []org.AgencyCode{"moh"}}, "dz-haa", false},
		{"a type", learning.Audience{Types: []org.AgencyType{org.TypeDzongkhag}}, "dz-haa", true},
		{"another type", learning.Audience{Types: []org.AgencyType{org.TypeDzongkhag}}, "moh", false},
		{"agency and type", learning.Audience{Agencies: []org.AgencyCode{"moh"}, Types: []org.AgencyType{org.TypeDzongkhag}}, "moh", false},
		{"a kind besides", learning.Audience{Kinds: []org.Kind{org.KindElected}, Agencies: []org.AgencyCode{"moh"}}, "moh", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHistory()
			h.Tree, h.Posts[0].Agency = w.register.Tree("2024-04-01"), c.agency
			h.rule("some", 1, func(r *learning.Rule) { r.Audience = c.audience })
			if got := h.asAt("2024-04-01").Assigned; got != c.want {
				t.Errorf("assigned: got %v, want %v", got, c.want)
			}
		})
	}
	// The service finds the tree by itself.
	_, err := w.learning.AddRule(t.Context(), learning.Rule{Rule: "ministries", Title: "Ministries", Course: freeCourse, DueDays: 30, From: "2026-03-01",
		Audience: learning.Audience{Types: []org.AgencyType{org.TypeMinistry}}}, "officer")
	w.must(err)
	if p, err := w.learning.Progress(t.Context(), w.pema, freeCourse); err != nil || !p.Status.Assigned {
		t.Errorf("an officer of a ministry: got %+v, %v, want assigned", p.Status, err)
	}
}

// A rule that names an agency which ended binds its only successor; one that was split binds nobody, since nobody may guess.
func TestAnAgencyOfARuleIsFollowed(t *testing.T) {
	w := newWorld(t)
	agencies := "code,type,parent_code,name,name_dz,from,until,successors,source\n" +
		"mowhs,ministry,,Works,,,2022-12-29,moit,test\nmoic,ministry,,Information,,,2022-12-29,moit moice,test\n" +
		"moit,ministry,,Infrastructure,,2022-12-30,,,test\nmoice,ministry,,Industry,,2022-12-30,,,test\nmoit-unit,autonomous-agency,moit,A unit,,2022-12-30,,,test\n"
	w.must(w.register.LoadAgencies(t.Context(), fstest.MapFS{org.AgencyFile: {Data: []byte(agencies)}}))
	for _, c := range []struct {
		name          string
		named, agency org.AgencyCode
		want          bool
	}{
		{"the successor", "mowhs", "moit", true},
		{"below the successor", "mowhs", "moit-unit", true},
		{"a post that still names the old one", "mowhs", "mowhs", true},
		{"another ministry", "mowhs", "moice", false},
		{"one of several successors", "moic", "moit", false},
		{"a post in an agency that was split", "moic", "moic", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHistory()
			h.Tree, h.Posts[0].Agency = w.register.Tree("2024-04-01"), c.agency
			h.rule("some", 1, func(r *learning.Rule) { r.Audience = learning.Audience{Agencies: []org.AgencyCode{c.named}} })
			if got := h.asAt("2024-04-01").Assigned; got != c.want {
				t.Errorf("assigned: got %v, want %v", got, c.want)
			}
		})
	}
}
