package signals_test

import (
	"fmt"
	"math"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"lamtoen/internal/audit"
	"lamtoen/internal/org"
	"lamtoen/internal/signals"
	"lamtoen/internal/store/storetest"
)

// country has agencies at three levels.
const country = `code,type,parent_code,name,name_dz,from,until,successors,source
moh,ministry,,Ministry of Health,,,,,
hospital,autonomous-agency,moh,Hospital,,,,,
clinic,autonomous-agency,hospital,Clinic,,,,,
moit,ministry,,Ministry of Infrastructure,,,,,
dz-haa,dzongkhag,,Haa Dzongkhag,,,,,
gw-haa-bji,gewog,dz-haa,Bji Gewog,,,,,
gw-haa-sama,gewog,dz-haa,Sama Gewog,,,,,
gw-haa-uesu,gewog,dz-haa,Uesu Gewog,,,,,
dz-paro,dzongkhag,,Paro Dzongkhag,,,,,
`

func newRegister(t testing.TB, now func() time.Time) *org.Register {
	t.Helper()
	engine := storetest.Open(t)
	log, err := audit.Open(t.Context(), engine)
	if err != nil {
		t.Fatal(err)
	}
	r, err := org.Open(t.Context(), engine, log, org.Settings{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.LoadAgencies(t.Context(), fstest.MapFS{org.AgencyFile: {Data: []byte(country)}}); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestNothingHiddenCanBeSubtracted tries every subtraction of shown groups from a shown group, over people counted one by one.
func TestNothingHiddenCanBeSubtracted(t *testing.T) {
	tree := newRegister(t, nil).Tree("2026-03-02")
	within := func(code org.AgencyCode, top org.AgencyCode) bool {
		return top == "" || tree.Within(org.Scope{Agencies: []org.AgencyCode{top}}, code)
	}
	rapid.Check(t, func(rt *rapid.T) {
		own := map[org.AgencyCode]int{"": rapid.IntRange(0, 40).Draw(rt, "no agency")}
		for _, a := range tree.All() {
			own[a.Code] = rapid.OneOf(rapid.IntRange(0, 12), rapid.IntRange(25, 65), rapid.Just(0)).Draw(rt, string(a.Code))
		}
		below, whole := map[org.AgencyCode]int{}, own[""]
		for _, a := range tree.All() {
			whole += own[a.Code]
			for _, b := range tree.All() {
				if within(b.Code, a.Code) {
					below[a.Code] += own[b.Code]
				}
			}
		}
		shown := signals.Visible(tree, below, whole)
		var groups []org.AgencyCode
		for code := range shown {
			groups = append(groups, code)
		}
		for _, group := range groups {
			for taken := range 1 << len(groups) {
				left := 0
				for code, n := range own {
					in := within(code, group) && (code != "" || group == "")
					for i, other := range groups {
						if taken>>i&1 == 1 && other != group && within(other, group) && other != "" && code != "" && within(code, other) {
							in = false
						}
					}
					if in {
						left += n
					}
				}
				if left > 0 && left < signals.Least {
					rt.Fatalf("of %q without some of %v: %d people can be worked out, want none or %d", group, groups, left, signals.Least)
				}
			}
		}
	})
}

func TestVisible(t *testing.T) {
	tree := newRegister(t, nil).Tree("2026-03-02")
	cases := []struct {
		name  string
		below map[org.AgencyCode]int
		whole int
		want  string
	}{
		{"too few in all", map[org.AgencyCode]int{"moh": 29}, 29, ""},
		{"everybody, in one agency", map[org.AgencyCode]int{"moh": 30}, 30, "moh"},
		{"thirty of thirty-one would show the one", map[org.AgencyCode]int{"moh": 31, "hospital": 30}, 31, "moh"},
		{"thirty of sixty", map[org.AgencyCode]int{"moh": 60, "hospital": 30}, 60, "moh hospital"},
		{"the larger of two of which one can be shown", map[org.AgencyCode]int{"dz-haa": 100, "gw-haa-bji": 40, "gw-haa-sama": 41}, 100, "dz-haa gw-haa-sama"},
		{"both, and nobody left", map[org.AgencyCode]int{"dz-haa": 81, "gw-haa-bji": 40, "gw-haa-sama": 41}, 81, "dz-haa gw-haa-bji gw-haa-sama"},
		{"a third would leave five", map[org.AgencyCode]int{"dz-haa": 125, "gw-haa-bji": 40, "gw-haa-sama": 40, "gw-haa-uesu": 40}, 155,
			"dz-haa gw-haa-bji gw-haa-sama"},
		{"below one that is hidden", map[org.AgencyCode]int{"moh": 100, "hospital": 80, "clinic": 65}, 100, "moh clinic"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			shown := signals.Visible(tree, c.below, c.whole)
			for _, a := range tree.All() {
				if shown[a.Code] {
					got += " " + string(a.Code)
				}
			}
			if got != "" {
				got = got[1:]
			}
			if got != c.want {
				t.Errorf("shown: got %q, want %q", got, c.want)
			}
		})
	}
}

// TestRarityIsThatOfAllOutcomes adds up the chances of every outcome, one by one.
func TestRarityIsThatOfAllOutcomes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 9).Draw(rt, "questions")
		a, b, p := make([]uint32, n), make([]uint32, n), make([]float64, n)
		var both []int
		same := 0
		for i := range n {
			a[i], b[i] = uint32(rapid.IntRange(0, 2).Draw(rt, "a")), uint32(rapid.IntRange(0, 2).Draw(rt, "b"))
			p[i] = rapid.Float64Range(0, 1).Draw(rt, "p")
			if a[i] > 0 && b[i] > 0 {
				both = append(both, i)
				if a[i] == b[i] {
					same++
				}
			}
		}
		want := 0.0
		for outcome := range 1 << len(both) {
			chance, hits := 1.0, 0
			for k, i := range both {
				if outcome>>k&1 == 1 {
					chance, hits = chance*p[i], hits+1
				} else {
					chance *= 1 - p[i]
				}
			}
			if hits >= same {
				want += chance
			}
		}
		if got := signals.Rarity(a, b, p); math.Abs(got-want) > 1e-12 {
			rt.Errorf("%v and %v: got %v, want %v", a, b, got, want)
		}
	})
}

// A share never tells of one person more or less, and never of all or nobody.
func TestShare(t *testing.T) {
	for _, c := range []struct {
		n, of int
		want  string
	}{
		{0, 30, "under 5"}, {1, 30, "under 5"}, {2, 30, "5"}, {3, 30, "10"}, {15, 30, "50"}, {28, 30, "95"}, {29, 30, "over 95"}, {30, 30, "over 95"},
		{0, 1000, "under 5"}, {74, 1000, "5"}, {76, 1000, "10"},
	} {
		s := signals.ShareOf(c.n, c.of)
		got := fmt.Sprint(s.Percent)
		if s.Under {
			got = "under " + got
		}
		if s.Over {
			got = "over " + got
		}
		if got != c.want {
			t.Errorf("%d of %d: got %q, want %q", c.n, c.of, got, c.want)
		}
	}
}
