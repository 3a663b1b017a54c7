package demo_test

import (
	"context"
	"iter"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/certificate"
	"lamtoen/internal/coverage"
	"lamtoen/internal/demo"
	"lamtoen/internal/fault"
	"lamtoen/internal/groupcode"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/mongo"
	"lamtoen/internal/store/storetest"
)

const (
	conduct = courses.CourseID("code-of-conduct")
	address = "127.0.0.1:8080"
	few     = 40  // people of a small demonstration
	some    = 500 // of one in which all is there to see; how it is with all 2,000 the plan tells
)

// now is ten in the morning of the day.
func now() time.Time { return today.Start().Add(10 * time.Hour) }

// catalogueOf is the program's content, loaded once.
var catalogueOf = sync.OnceValues(func() (*courses.Catalogue, error) {
	return courses.Load(content.Files, courses.Options{Today: now()})
})

// cost is that of passwords that are good for nothing but tests.
func cost() account.Cost { return account.Cost{MemoryKiB: 64, Passes: 1, Threads: 1} }

// country is a store with what a server opens on it.
type country struct {
	*testing.T
	past         time.Duration // since ten in the morning: a killed import is given up only after a minute
	engine       store.Engine
	keys         *account.Keys
	audit        *audit.Log
	register     *org.Register
	learning     *learning.Service
	accounts     *account.Service
	certificates *certificate.Service
	cube         *coverage.Cube
}

// keyFiles are shared by all tests, since to make RSA keys takes long.
var keyFiles = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "lamtoen-keys")
	if err == nil {
		_, err = account.NewKeys(account.KeyOptions{Dir: dir})
	}
	return dir, err
})

func newCountry(t *testing.T, engine store.Engine) *country {
	t.Helper()
	dir, err := keyFiles()
	if err != nil {
		t.Fatal(err)
	}
	c := &country{T: t, engine: engine}
	c.keys, err = account.OpenKeys(t.Context(), engine, account.KeyOptions{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// seed fills the engine, which may be one that fails.
func (c *country) seed(engine store.Engine, size int) ([]demo.SignIn, error) {
	loaded, err := catalogueOf()
	if err != nil {
		c.Fatal(err)
	}
	c.past += 2 * time.Minute
	return demo.Seed(c.Context(), demo.Deps{
		Engine: engine, Catalogue: loaded, Keys: c.keys, Certificates: c.keys,
		LoadAgencies: func(ctx context.Context, r *org.Register) error { return r.LoadAgencies(ctx, content.Files) },
	}, demo.Settings{Addr: address, Origin: "http://" + address, Size: size, Cost: cost(), Now: func() time.Time { return now().Add(c.past) }})
}

// filled is a country with its demonstration, opened as a server opens it.
func (c *country) filled(size int) []demo.SignIn {
	c.Helper()
	signIns, err := c.seed(c.engine, size)
	if err != nil {
		c.Fatal(err)
	}
	c.open()
	return signIns
}

func (c *country) open() {
	c.Helper()
	ctx := c.Context()
	var library *catalogue.Library
	for _, step := range []func() error{
		func() (err error) { c.audit, err = audit.Open(ctx, c.engine); return err },
		func() (err error) {
			c.register, err = org.Open(ctx, c.engine, c.audit, org.Settings{Now: now})
			return err
		},
		func() (err error) { library, err = catalogue.Open(ctx, c.engine); return err },
		func() (err error) {
			deps := learning.Deps{Library: library, Register: c.register, Audit: c.audit}
			c.learning, err = learning.Open(ctx, c.engine, deps, learning.Settings{Now: now})
			return err
		},
		func() (err error) {
			deps := account.Deps{Register: c.register, Audit: c.audit}
			c.accounts, err = account.Open(ctx, c.engine, deps, account.Settings{Keys: c.keys, URL: "http://" + address, Now: now, Cost: cost()})
			return err
		},
		func() (err error) {
			deps := certificate.Deps{Learning: c.learning, Register: c.register}
			c.certificates, err = certificate.Open(ctx, c.engine, deps, certificate.Settings{Keys: c.keys, Origin: "http://" + address, Now: now})
			return err
		},
		func() (err error) {
			deps := coverage.Deps{Register: c.register, Learning: c.learning, Library: library, SignIns: c.signIns}
			c.cube, err = coverage.Open(ctx, deps, coverage.Settings{Now: now})
			return err
		},
	} {
		if err := step(); err != nil {
			c.Fatal(err)
		}
	}
}

func (c *country) signIns(ctx context.Context, since time.Time) iter.Seq2[coverage.SignIn, error] {
	return func(yield func(coverage.SignIn, error) bool) {
		for s, err := range c.accounts.FirstSignIns(ctx, since) {
			if !yield(coverage.SignIn{Person: s.Person, At: s.At, Recorded: s.Recorded}, err) {
				return
			}
		}
	}
}

// plan is what the seed has meant to write.
func (c *country) plan(size int) demo.Plan {
	return demo.People(c.register.Tree(today), demo.Chance, today, size)
}

func TestSeed(t *testing.T) {
	c := newCountry(t, storetest.Open(t))
	signIns := c.filled(some)
	plan := c.plan(some)
	t.Run("people", func(t *testing.T) {
		if got := c.register.Count(); got != some {
			t.Errorf("got %d people, want %d", got, some)
		}
		if err := c.audit.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("histories", func(t *testing.T) { c.checkHistories(t, plan) })
	t.Run("nobody looks weak", c.checkBalance)
	t.Run("sign-ins", func(t *testing.T) { c.checkSignIns(t, signIns) })
	t.Run("certificates", func(t *testing.T) { c.checkCertificates(t, plan) })
	t.Run("questions and signals", c.checkFigures)
	t.Run("what officers did", c.checkOffice)
	t.Run("a second time", func(t *testing.T) {
		facts, records := len(c.facts()), c.head()
		again, err := c.seed(c.engine, some)
		if err != nil || !slices.Equal(again, signIns) {
			t.Errorf("got the sign-ins %v, %v, want the same as before", again, err)
		}
		if len(c.facts()) != facts || c.head() != records {
			t.Errorf("got %d facts and %d audit records, want %d and %d as before", len(c.facts()), c.head(), facts, records)
		}
	})
}

// checkHistories: what learning makes of the facts is what each person was meant to be.
func (c *country) checkHistories(t *testing.T, plan demo.Plan) {
	for _, h := range plan.Histories {
		p, err := c.learning.Progress(t.Context(), h.Person, conduct)
		if err != nil {
			t.Fatal(err)
		}
		s := p.Status
		person, _ := c.register.Person(h.Person)
		late := s.Due != "" && s.Due < today
		stage := map[demo.Outcome]learning.State{
			demo.OutcomeComplete: learning.StateComplete, demo.OutcomeFailed: learning.StateUnderWay, demo.OutcomeUnderWay: learning.StateUnderWay,
			demo.OutcomePassedNotSigned: learning.StatePassedNotSigned, demo.OutcomeOverdue: learning.StateNotStarted,
			demo.OutcomeNeverSignedIn: learning.StateNotStarted, demo.OutcomeNotStarted: learning.StateNotStarted,
		}[h.Outcome]
		if s.Stage != stage {
			t.Errorf("%s, meant to be %s: got the stage %s, want %s (%s)", person.EID, h.Outcome, s.Stage, stage, s.Why)
		}
		if failed := s.Attempts == 1 && !s.Passed; failed != (h.Outcome == demo.OutcomeFailed) {
			t.Errorf("%s, meant to be %s: got %d attempts, passed %v", person.EID, h.Outcome, s.Attempts, s.Passed)
		}
		if _, known := c.accounts.SignedInEver(h.Person); known != (h.Outcome != demo.OutcomeNeverSignedIn) {
			t.Errorf("%s, meant to be %s: has signed in %v", person.EID, h.Outcome, known)
		}
		decided := len(c.learning.AllowancesOf(h.Person)) > 0 // an officer has moved their date
		if !person.Kind.Counts() || s.OnLeave || h.Outcome == demo.OutcomeComplete || decided {
			continue
		}
		switch overdue := s.State == learning.StateOverdue; {
		case overdue != late:
			t.Errorf("%s, meant to be %s: got %s, though due on %s", person.EID, h.Outcome, s.State, s.Due)
		case h.Outcome == demo.OutcomeOverdue && !overdue, h.Outcome == demo.OutcomeNotStarted && overdue:
			t.Errorf("%s, meant to be %s: got %s (%s)", person.EID, h.Outcome, s.State, s.Why)
		}
	}
}

// checkBalance: in the figures as pages show them, every agency's share is the same, as nearly as whole people allow; and
// every column has somebody.
func (c *country) checkBalance(t *testing.T) {
	table, err := c.cube.Figures(t.Context(), coverage.Query{Course: conduct, Depth: 9, Scope: org.Scope{All: true}})
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, r := range table.Rows {
		own := r.Own
		if off := own.Complete*100 - 64*own.Must; off > 50 || off < -50 {
			t.Errorf("%s: %d of %d have completed, want 64 per cent as nearly as whole people allow", r.Code, own.Complete, own.Must)
		}
		if own.Must >= coverage.Small {
			checked++
		}
	}
	if checked < 4 {
		t.Errorf("only %d agencies show a per cent, want 4 or more to look at", checked)
	}
	all := table.Agency.Total
	for name, n := range map[string]int{
		"on leave": all.OnLeave, "never signed in": all.NeverSignedIn, "not started": all.NotStarted, "under way": all.UnderWay,
		"passed, not signed": all.PassedNotSigned, "complete": all.Complete, "overdue": all.Overdue, "expiring": all.Expiring,
	} {
		if n < 3 {
			t.Errorf("%d people are %s, want some to show: %+v", n, name, all)
		}
	}
}

// checkSignIns: the eight can sign in with the printed password, and nobody else has one.
func (c *country) checkSignIns(t *testing.T, signIns []demo.SignIn) {
	for _, s := range signIns {
		_, err := c.accounts.SignIn(t.Context(), account.Login{Login: s.EID, Password: demo.Password, Address: "127.0.0.1"})
		if err != nil {
			t.Errorf("%s, %s: %v", s.EID, s.Label, err)
		}
	}
	if got := c.passwords(); got != len(signIns) || got != 9 {
		t.Errorf("%d people have a password, want the 9 sign-ins", got)
	}
}

// passwords is how many accounts have one.
func (c *country) passwords() int {
	c.Helper()
	n := 0
	for _, a := range all[struct {
		ID   string `bson:"_id"`
		Hash string `bson:"hash"`
	}](c, "accounts") {
		if a.Hash != "" {
			n++
		}
	}
	return n
}

// checkCertificates: whoever has completed holds one, good and marked; nobody else does.
func (c *country) checkCertificates(t *testing.T, plan demo.Plan) {
	for _, h := range plan.Histories {
		held, err := c.certificates.OfPerson(t.Context(), h.Person)
		wanted := 0
		if h.Outcome == demo.OutcomeComplete {
			wanted = 1
		}
		if err != nil || len(held) != wanted {
			t.Errorf("%s, %s: got %d certificates, %v, want %d", h.Person, h.Outcome, len(held), err, wanted)
			continue
		}
		for _, one := range held {
			claims, err := c.certificates.VerifyJWS(t.Context(), one.Signature)
			if err != nil || claims.Serial != one.Serial || !strings.Contains(claims.Marks, "d") {
				t.Errorf("%s: got the claims %+v, %v, want its own, marked as a demonstration", one.Serial, claims, err)
			}
			if one.State.Standing != certificate.Valid || !slices.Contains(one.Marks, certificate.MarkDemo) {
				t.Errorf("%s: got %s with the marks %q, want a valid one that says that it is a demonstration", one.Serial, one.State.Standing, one.Marks)
			}
		}
	}
}

// all reads a whole collection.
func all[D any](c *country, name string) []D {
	c.Helper()
	docs, err := store.Open[D](c.Context(), c.engine, name)
	if err != nil {
		c.Fatal(err)
	}
	found, _, err := docs.Find(c.Context(), store.Query{})
	if err != nil {
		c.Fatal(err)
	}
	return found
}

func (c *country) facts() []learning.Fact { return all[learning.Fact](c, "facts") }

// head is the number of the newest audit record.
func (c *country) head() int64 {
	c.Helper()
	number, _, err := c.audit.Head(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	return number
}

func TestSeedRefuses(t *testing.T) {
	t.Run("a store with a real person", func(t *testing.T) {
		c := newCountry(t, storetest.Open(t))
		r, _ := newRegisterOn(t, c.engine)
		_, err := r.AddPerson(t.Context(), org.NewPerson{Person: org.Person{EID: "200801234", Name: "Karma", Kind: org.KindRegular, Joined: "2008-01-01"}}, "test")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.seed(c.engine, few); !fault.Is(err, fault.CodeForbidden) {
			t.Errorf("got %v, want a refusal", err)
		}
		if got := len(c.facts()); got != 0 {
			t.Errorf("got %d facts, want nothing written", got)
		}
	})
	t.Run("an address that others reach", func(t *testing.T) {
		c := newCountry(t, storetest.Open(t))
		_, err := demo.Seed(t.Context(), demo.Deps{
			Engine: c.engine, LoadAgencies: func(ctx context.Context, r *org.Register) error { return r.LoadAgencies(ctx, content.Files) },
		}, demo.Settings{Addr: "0.0.0.0:8080", Now: now})
		if !fault.Is(err, fault.CodeForbidden) {
			t.Errorf("got %v, want a refusal", err)
		}
	})
}

func TestSeedOnMongoDB(t *testing.T) {
	engine, err := mongo.Open(t.Context(), storetest.Peer(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	c := newCountry(t, engine)
	signIns := c.filled(few)
	if got := c.register.Count(); got != few {
		t.Errorf("got %d people, want %d", got, few)
	}
	plan := c.plan(few)
	plan.Histories = plan.Histories[:10] // the peer takes a quarter of a second to read what one person did
	c.checkHistories(t, plan)
	c.checkCertificates(t, plan)
	c.checkSignIns(t, signIns)
}

// TestGroupsHaveCodes: the demonstration shows a code in each state, once however often it is filled.
func TestGroupsHaveCodes(t *testing.T) {
	c := newCountry(t, storetest.Open(t))
	for range 2 {
		c.filled(few)
	}
	groups, err := groupcode.Open(t.Context(), c.engine, c.audit, now)
	if err != nil {
		t.Fatal(err)
	}
	list, err := groups.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var codes []org.AgencyCode
	for _, a := range c.register.Tree(today).All() {
		codes = append(codes, a.Code)
	}
	states := map[groupcode.State]int{}
	for _, e := range list {
		states[e.State]++
		if err := e.Code.Check(today, codes); err != nil {
			t.Errorf("%s: %v", e.Code.Group, err)
		}
	}
	if states[groupcode.Published] != 2 || states[groupcode.Waiting] != 1 || states[groupcode.Kept] != 1 {
		t.Errorf("got %v, want two published, one waiting and one kept", states)
	}
}
