package demo_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/demo"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

const today day.Date = "2026-11-23"

// clock stands where the demonstration puts it.
type clock struct{ on day.Date }

func (c *clock) now() time.Time { return c.on.Start().Add(10 * time.Hour) }

func newRegister(t *testing.T) (*org.Register, *clock) {
	t.Helper()
	return newRegisterOn(t, storetest.Open(t))
}

func newRegisterOn(t *testing.T, engine store.Engine) (*org.Register, *clock) {
	t.Helper()
	c := &clock{today.AddMonths(-24)}
	log, err := audit.Open(t.Context(), engine)
	if err != nil {
		t.Fatalf("open the audit log: %v", err)
	}
	r, err := org.Open(t.Context(), engine, log, org.Settings{Now: c.now})
	if err != nil {
		t.Fatalf("open the register: %v", err)
	}
	if err := r.LoadAgencies(t.Context(), os.DirFS("../../content")); err != nil {
		t.Fatalf("load agencies: %v", err)
	}
	return r, c
}

// seeded is a register that has taken the whole plan.
func seeded(t *testing.T) (*org.Register, demo.Plan) {
	t.Helper()
	r, c := newRegister(t)
	plan := demo.People(r.Tree(today), 1, today, demo.Size)
	for _, i := range plan.Imports {
		c.on = i.On
		if err := r.Import(t.Context(), i.Batch, "demo"); err != nil {
			t.Fatalf("import of %s: %v", i.On, err)
		}
	}
	return r, plan
}

func TestPeopleAreTheSameEachTime(t *testing.T) {
	r, _ := newRegister(t)
	one, two := demo.People(r.Tree(today), 1, today, demo.Size), demo.People(r.Tree(today), 1, today, demo.Size)
	if !reflect.DeepEqual(one, two) {
		t.Errorf("two plans of one seed differ:\n%s", cmp.Diff(one, two))
	}
	if other := demo.People(r.Tree(today), 2, today, demo.Size); reflect.DeepEqual(one, other) {
		t.Error("two seeds give the same plan, want others")
	}
}

// Any size comes out exactly, with all eight sign-ins in it.
func TestSizes(t *testing.T) {
	r, _ := newRegister(t)
	for _, size := range []int{30, 31, 40, 100, 333, 500, 1000, 1999, 2000, 2500} {
		plan := demo.People(r.Tree(today), 1, today, size)
		signIns := 0
		for _, s := range plan.SignIns {
			if slices.ContainsFunc(plan.Histories, func(h demo.History) bool { return h.Person == s.Person }) {
				signIns++
			}
		}
		if len(plan.Histories) != size || signIns != 9 {
			t.Errorf("of %d people: got %d with %d sign-ins, want that many and all 9", size, len(plan.Histories), signIns)
		}
	}
}

// TestDemonstration looks at one register that took the whole plan, from several sides.
func TestDemonstration(t *testing.T) {
	r, plan := seeded(t)
	t.Run("the register", func(t *testing.T) { checkRegister(t, r, plan) })
	t.Run("nobody looks weak", func(t *testing.T) { checkShares(t, r, plan) })
	t.Run("histories", func(t *testing.T) { checkHistories(t, r, plan) })
	t.Run("sign-ins", func(t *testing.T) { checkSignIns(t, r, plan) })
	t.Run("names", func(t *testing.T) { checkNames(t, r) })
}

func checkRegister(t *testing.T, r *org.Register, plan demo.Plan) {
	if got := r.Count(); got != demo.Size {
		t.Fatalf("got %d people, want %d", got, demo.Size)
	}
	if got := len(plan.Histories); got != demo.Size {
		t.Errorf("got %d histories, want one for each person", got)
	}
	staff, sexes := map[org.AgencyCode]int{}, map[string]int{}
	kinds := map[org.Kind]int{}
	onLeave, lately, moved := 0, 0, 0
	for m := range r.View(today, time.Time{}).Members() {
		if !m.Posted || !m.Person.Demo || !strings.HasPrefix(m.Person.EID, "99") || m.Person.Email != "" && !strings.HasSuffix(m.Person.Email, "@people.invalid") {
			t.Fatalf("got %+v, want a marked person with a post and an invented EID", m)
		}
		staff[m.Post.Agency]++
		sexes[m.Person.Sex]++
		kinds[m.Person.Kind]++
		if m.Post.Duty == org.DutyLeave {
			onLeave++
		}
		if m.Person.Joined > today.AddDays(-90) {
			lately++
		}
		if posts := r.Appointments(m.Person.ID); len(posts) > 1 {
			moved++
		}
	}
	for _, a := range r.Tree(today).All() {
		if n := staff[a.Code]; n < 3 || a.Type == org.TypeGewog && n > 8 {
			t.Errorf("%s has %d people, want at least 3, and at most 8 in a gewog", a.Code, n)
		}
	}
	if share := sexes["female"] * 100 / demo.Size; share < 45 || share > 55 {
		t.Errorf("%d per cent are women, want about half", share)
	}
	for _, k := range org.Kinds() {
		if kinds[k] == 0 {
			t.Errorf("nobody is of the kind %s, want some", k)
		}
	}
	for what, n := range map[string]int{"on leave": onLeave, "joined lately": lately, "moved": moved} {
		if n < 20 {
			t.Errorf("%d people %s, want 20 or more", n, what)
		}
	}
	earlier := 0
	for m := range r.View(today.AddMonths(-12), today.AddMonths(-12).End()).Members() {
		if m.Posted {
			earlier++
		}
	}
	if earlier == 0 || earlier >= demo.Size {
		t.Errorf("got %d people as at and as known a year ago, want fewer than now", earlier)
	}
}

// checkShares: of those who count, in every agency the same share has completed, as nearly as whole people allow.
func checkShares(t *testing.T, r *org.Register, plan demo.Plan) {
	done, all := map[org.AgencyCode]int{}, map[org.AgencyCode]int{}
	for _, h := range plan.Histories {
		p, _ := r.Person(h.Person)
		post, _ := r.PostAt(h.Person, today)
		if !p.Kind.Counts() || post.Duty == org.DutyLeave {
			continue
		}
		all[post.Agency]++
		if h.Outcome == demo.OutcomeComplete {
			done[post.Agency]++
		}
	}
	for code, n := range all {
		if want := (n*64 + 50) / 100; done[code] != want {
			t.Errorf("%s: %d of %d have completed, want %d as in every agency of its size", code, done[code], n, want)
		}
	}
}

func checkHistories(t *testing.T, r *org.Register, plan demo.Plan) {
	seen := map[demo.Outcome]int{}
	for _, h := range plan.Histories {
		p, _ := r.Person(h.Person)
		seen[h.Outcome]++
		if h.SignedIn != "" && (h.SignedIn <= p.Joined || h.SignedIn > today) {
			t.Errorf("%s joined on %s and signed in on %s, want it after and not in the future", p.EID, p.Joined, h.SignedIn)
		}
		if h.On != "" && (h.On < h.SignedIn || h.On >= today) {
			t.Errorf("%s signed in on %s and finished on %s, want it after and in the past", p.EID, h.SignedIn, h.On)
		}
		if lately := p.Joined > today.AddDays(-90); h.Outcome == demo.OutcomeOverdue && lately || h.Outcome == demo.OutcomeNotStarted && !lately {
			t.Errorf("%s joined on %s and is %s", p.EID, p.Joined, h.Outcome)
		}
	}
	for _, o := range []demo.Outcome{demo.OutcomeComplete, demo.OutcomeFailed, demo.OutcomeUnderWay, demo.OutcomePassedNotSigned,
		demo.OutcomeOverdue, demo.OutcomeNeverSignedIn, demo.OutcomeNotStarted} {
		if seen[o] < 20 {
			t.Errorf("%d people are %s, want 20 or more", seen[o], o)
		}
	}
}

func checkSignIns(t *testing.T, r *org.Register, plan demo.Plan) {
	if len(plan.SignIns) != 9 {
		t.Fatalf("got %d sign-ins, want 9", len(plan.SignIns))
	}
	outcome := map[org.PersonID]demo.Outcome{}
	for _, h := range plan.Histories {
		outcome[h.Person] = h.Outcome
	}
	roles := map[org.Role]bool{}
	for i, s := range plan.SignIns {
		p, ok := r.ByEID(s.EID)
		if !ok || p.ID != s.Person || s.EID != fmt.Sprintf("9900%04d", i+1) {
			t.Errorf("%s: got the person %+v, want the one of the sign-in", s.Label, p)
		}
		who := r.Principal(p.ID, today.Start())
		if !who.Has(s.Role) {
			t.Errorf("%s: got the grants %v, want the role %s", s.Label, who.Grants, s.Role)
		}
		if s.Role == org.RoleLearner && len(who.Grants) != 1 {
			t.Errorf("%s: got the grants %v, want a learner and nothing else", s.Label, who.Grants)
		}
		roles[s.Role] = true
	}
	for _, role := range org.Roles() {
		if !roles[role] {
			t.Errorf("no sign-in has the role %s", role)
		}
	}
	if a, b := outcome[plan.SignIns[0].Person], outcome[plan.SignIns[1].Person]; a != demo.OutcomeComplete || b != demo.OutcomeNotStarted {
		t.Errorf("the two learners are %s and %s, want complete and not-started", a, b)
	}
	if post, _ := r.PostAt(plan.SignIns[3].Person, today); !post.Has(org.FlagHead) {
		t.Errorf("the head of an agency has the flags %v, want head", post.Flags)
	}
}

// checkNames keeps the names of the Royal Family, titles and holders of high office out.
func checkNames(t *testing.T, r *org.Register) {
	words := []string{"Wangchuck", "Wangchuk", "Namgyel", "Namgyal", "Jigme", "Jigmi", "Jetsun", "Khesar", "Gyalsey", "Ashi", "Dasho", "Lyonpo", "Lyonchhen", "Gyalpo", "Tobgay", "Lotay"}
	whole := []string{"Dorji Wangmo", "Tshering Pem", "Tshering Yangdon", "Tshering Yangdoen", "Sangay Choden", "Sonam Dechen", "Dechen Yangzom", "Kesang Choden", "Chimi Yangzom", "Pema Lhaden", "Euphelma Choden"}
	for p := range r.People() {
		given := strings.Fields(p.Name)
		if len(given) != 2 || slices.Contains(whole, p.Name) || slices.ContainsFunc(given, func(w string) bool { return slices.Contains(words, w) }) {
			t.Errorf("got the name %q, want two given names of nobody in particular", p.Name)
		}
	}
}

func TestRefuse(t *testing.T) {
	r, _ := newRegister(t)
	cases := []struct {
		addr string
		want fault.Code
	}{
		{"127.0.0.1:8080", ""}, {"localhost:0", ""}, {"[::1]:8080", ""}, {"127.8.8.8:80", ""},
		{"0.0.0.0:8080", fault.CodeForbidden}, {":8080", fault.CodeForbidden}, {"10.1.2.3:80", fault.CodeForbidden},
		{"example.bt:80", fault.CodeForbidden}, {"[::]:80", fault.CodeForbidden}, {"8080", fault.CodeInvalid},
	}
	for _, c := range cases {
		t.Run(c.addr, func(t *testing.T) {
			err := demo.Refuse(r, c.addr)
			if got, _ := fault.As(err); c.want == "" && err != nil || c.want != "" && (got == nil || got.Code != c.want) {
				t.Errorf("got %v, want the code %q", err, c.want)
			}
		})
	}
	t.Run("real people", func(t *testing.T) {
		_, err := r.AddPerson(t.Context(), org.NewPerson{Person: org.Person{EID: "200801234", Name: "Karma", Kind: org.KindRegular, Joined: "2008-01-01"}}, "test")
		if err != nil {
			t.Fatalf("add a person: %v", err)
		}
		if err := demo.Refuse(r, "127.0.0.1:8080"); !fault.Is(err, fault.CodeForbidden) {
			t.Errorf("got %v, want a refusal", err)
		}
	})
}
