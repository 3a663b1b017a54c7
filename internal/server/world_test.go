package server_test

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/courses/coursetest"
	"lamtoen/internal/account"
	"lamtoen/internal/api"
	"lamtoen/internal/appeal"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/certificate"
	"lamtoen/internal/classes"
	"lamtoen/internal/config"
	"lamtoen/internal/coverage"
	"lamtoen/internal/evidence"
	"lamtoen/internal/intake"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/learning"
	"lamtoen/internal/literacy"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
	"lamtoen/internal/pendrive"
	"lamtoen/internal/report"
	"lamtoen/internal/route"
	"lamtoen/internal/school"
	"lamtoen/internal/server"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
	"lamtoen/internal/workbook"
)

const (
	origin   = "https://training.example.bt"
	password = "seven cranes over Phobjikha"
)

// morning is when every world begins: 10:00 in Thimphu on 23 November 2026.
var morning = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

// clock stands until it is moved.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// world is a small country behind a whole server: a ministry, a dzongkhag with a gewog, and one person of each role.
type world struct {
	t        testing.TB
	engine   store.Engine
	stored   *storetest.Watched // the same
	clock    *clock
	register *org.Register
	learning *learning.Service
	library  *catalogue.Library
	accounts *account.Service

	certificates *certificate.Service
	evidence     *evidence.Service
	coverage     *coverage.Cube
	plans        *workbook.Service
	cases        *appeal.Service
	reminders    *notify.Service
	reports      *report.Service
	intake       *intake.Service
	schools      *school.Service
	classes      *classes.Service
	pens         *pendrive.Service
	literacy     *literacy.Book
	audit        *audit.Log

	api    *api.API
	server *server.Server
	people map[string]org.Person // by the name that scripts call them
	found  map[string]string     // ids that a test has met, by the name that it calls them
}

// options are what a test may want otherwise.
type options struct {
	Demo    bool
	Origin  string
	Proxies []netip.Prefix
	Pages   func(*world) server.Pages
	Checks  []server.Check
	Log     *slog.Logger
	Limits  account.Limits
}

// somebody is a person of the world, with the agency of their grant.
type somebody struct {
	call, name, eid string
	agency          org.AgencyCode
	role            org.Role
	flags           []org.Flag
}

// everybody is one person of each role. Those of dz-haa must see nothing of moh, where rcsc, moic, admin and outsider serve.
func everybody() []somebody {
	return []somebody{
		{"learner", "Karma Dorji", "200801234", "gw-haa-bji", "", nil},
		{"focal", "Pema Lhamo", "200801235", "dz-haa", org.RoleFocal, nil},
		{"teacher", "Deki Yangzom", "200801236", "dz-haa", org.RoleTeacher, nil},
		{"head", "Tshering Wangmo", "200801237", "dz-haa", "", []org.Flag{org.FlagHead}},
		{"rcsc", "Kinley Penjor", "200801238", "moh", org.RoleRCSC, nil},
		{"moic", "Jigme Norbu", "200801239", "moh", org.RoleMoIC, nil},
		{"admin", "Choki Om", "200801240", "moh", org.RoleAdmin, nil},
		{"education", "Sangay Choden", "200801242", "dz-haa", org.RoleEducation, nil},
		{"outsider", "Ugyen Tshomo", "200801241", "moh", "", nil},
	}
}

// keyDir is a set of keys that all worlds share, because making RSA keys takes long.
var keyDir = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("", "lamtoen-keys")
	if err != nil {
		panic(err)
	}
	if _, err := account.NewKeys(account.KeyOptions{Dir: dir}); err != nil {
		panic(err)
	}
	return dir
})

func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.RemoveAll(keyDir())
	os.Exit(code)
}

func newWorld(t testing.TB, o options) *world {
	t.Helper()
	stored := storetest.Watch(storetest.Open(t))
	w := &world{t: t, engine: stored, stored: stored, clock: &clock{t: morning}, people: map[string]org.Person{},
		found: map[string]string{}}
	if o.Origin == "" {
		o.Origin = origin
	}
	if o.Pages == nil {
		o.Pages = func(*world) server.Pages { return fakePages{} }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	ctx := t.Context()
	w.audit = must(audit.Open(ctx, w.engine))(t)
	w.register = must(org.Open(ctx, w.engine, w.audit, org.Settings{Now: w.clock.now}))(t)
	w.library = must(catalogue.Open(ctx, w.engine))(t)
	w.learning = must(learning.Open(ctx, w.engine, learning.Deps{Library: w.library, Register: w.register, Audit: w.audit},
		learning.Settings{Now: w.clock.now}))(t)
	w.publish(ctx)
	keys := must(account.OpenKeys(ctx, w.engine, account.KeyOptions{Dir: keyDir(), Now: w.clock.now}))(t)
	w.accounts = must(account.Open(ctx, w.engine, account.Deps{Register: w.register, Audit: w.audit}, account.Settings{Keys: keys, URL: o.Origin,
		Now: w.clock.now, Cost: account.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}, Limits: o.Limits}))(t)
	w.populate(ctx)
	w.certificates = must(certificate.Open(ctx, w.engine, certificate.Deps{Learning: w.learning, Register: w.register},
		certificate.Settings{Keys: signer{keys}, Origin: o.Origin, Now: w.clock.now}))(t)
	w.evidence = must(evidence.New(evidence.Deps{Learning: w.learning, Library: w.library, Register: w.register, Keys: keys},
		evidence.Settings{Origin: o.Origin, Mark: map[bool]string{true: certificate.MarkDemo}[o.Demo]}))(t)
	w.cases = must(appeal.Open(ctx, w.engine, appeal.Deps{Register: w.register, Learning: w.learning, Audit: w.audit},
		appeal.Settings{Now: w.clock.now}))(t)
	w.coverage = must(coverage.Open(ctx, coverage.Deps{Register: w.register, Learning: w.learning, Library: w.library,
		SignIns: w.signIns, Reviews: w.reviews},
		coverage.Settings{Now: w.clock.now}))(t)
	w.reminders = must(notify.Open(ctx, w.engine, notify.Deps{Register: w.register, Audit: w.audit, Cube: w.coverage,
		Title: func(id courses.CourseID) string { return string(id) }}, notify.Settings{Origin: o.Origin, Now: w.clock.now}))(t)
	form := must(courses.Load(os.DirFS("testdata/content"), courses.Options{}))(w.t).Workbook
	w.plans = must(workbook.Open(ctx, w.engine, workbook.Deps{Form: form, Register: w.register, Learning: w.learning, Audit: w.audit},
		workbook.Settings{Now: w.clock.now}))(t)
	w.pens = must(pendrive.Open(ctx, w.engine, pendrive.Deps{Library: w.library, Register: w.register, Learning: w.learning},
		pendrive.Settings{Now: w.clock.now, URL: origin}))(t)
	w.intake = must(intake.Open(ctx, w.engine, intake.Deps{Register: w.register, Audit: w.audit}, intake.Settings{Now: w.clock.now}))(t)
	w.schools = must(school.Open(ctx, w.engine, school.Deps{Register: w.register, Audit: w.audit}, school.Settings{Now: w.clock.now}))(t)
	w.classes = must(classes.Open(ctx, w.engine, classes.Deps{Schools: w.schools, Register: w.register, Library: w.library, Audit: w.audit},
		classes.Settings{Origin: o.Origin, Now: w.clock.now}))(t)
	w.literacy = must(literacy.Open(ctx, w.engine, literacy.Deps{Classes: w.classes, Schools: w.schools, Register: w.register, Library: w.library, Audit: w.audit},
		literacy.Settings{Now: w.clock.now, Program: "test", Origin: o.Origin}))(t)
	w.reports = must(report.Open(ctx, w.engine, report.Deps{Coverage: w.coverage, Register: w.register, Library: w.library, Audit: w.audit},
		report.Settings{Program: "test", Origin: o.Origin, Now: w.clock.now}))(t)
	w.api = must(api.New(api.Deps{Accounts: w.accounts, Learning: w.learning, Library: w.library, Register: w.register,
		Certificates: w.certificates, Evidence: w.evidence, Coverage: w.coverage, Audit: w.audit,
		Cases:     w.cases,
		Reminders: w.reminders,
		Reports:   w.reports,
		Intake:    w.intake,
		Pens:      w.pens,
		Schools:   w.schools,
		Classes:   w.classes,
		Literacy:  w.literacy,
		Keys:      keys, Engine: w.engine, Demo: o.Demo, Items: itemstats.New(itemstats.Deps{Learning: w.learning, Library: w.library, Now: w.clock.now}),
		Now: w.clock.now,
	}))(t)
	w.server = must(server.New(server.Deps{Settings: config.Settings{Proxies: o.Proxies}, Origin: o.Origin, Accounts: w.accounts, Pages: o.Pages(w),
		API: w.api, Wrote: w.coverage.Wrote, Pupils: w.pupil, Passes: w.pass, Checks: o.Checks, Log: o.Log, Now: w.clock.now, Version: "test"}))(t)
	return w
}

func (w *world) pupil(ctx context.Context, token string) (class string, roll int, err error) {
	session, err := w.classes.Session(ctx, token)
	return session.Class, session.Roll, err
}

func (w *world) pass(ctx context.Context, pass string) (class string, roll int, err error) {
	session, err := w.classes.ByPass(ctx, pass)
	return session.Class, session.Roll, err
}

// must fails the test on an error: must(f())(t).
func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// publish publishes the courses and agencies of testdata, with the rule that everybody takes check-first.
func (w *world) publish(ctx context.Context) {
	files := os.DirFS("testdata/content")
	w.check(w.library.Publish(ctx, must(courses.Load(files, courses.Options{}))(w.t)))
	w.check(w.register.LoadAgencies(ctx, files))
	_, err := w.learning.AddRule(ctx, learning.Rule{Rule: "check-first", Title: "Everyone checks first", Course: "check-first",
		Audience: learning.Audience{Kinds: []org.Kind{org.KindRegular}}, DueDays: 90, From: "2026-11-01"}, "test")
	w.check(err)
}

// translate publishes the same courses with sample text in another language.
func (w *world) translate() {
	w.t.Helper()
	files := fstest.MapFS{}
	w.check(fs.WalkDir(os.DirFS("testdata/content"), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join("testdata/content", filepath.FromSlash(name)))
		files[name] = &fstest.MapFile{Data: data}
		return err
	}))
	w.check(coursetest.Translate(files, "dz"))
	w.check(w.library.Publish(w.t.Context(), must(courses.Load(files, courses.Options{}))(w.t)))
}

func (w *world) populate(ctx context.Context) {
	for _, one := range everybody() {
		kind := org.KindRegular
		if one.role == org.RoleEducation { // whom the rule does not bind: the figures of the others stand
			kind = org.KindContract
		}
		p := must(w.register.AddPerson(ctx, org.NewPerson{
			Person: org.Person{EID: one.eid, Name: one.name, Kind: kind, Joined: "2020-07-01"},
			Post:   org.Post{Agency: one.agency, Position: "Officer", Flags: one.flags, From: "2020-07-01"},
		}, "test"))(w.t)
		w.people[one.call] = p
		w.check(w.accounts.SetPassword(ctx, p.ID, password, "test"))
		if one.role == "" {
			continue
		}
		grant := org.Grant{Person: p.ID, Role: one.role, From: "2026-01-01", By: "test"}
		if one.role.Scoped() || one.role == org.RoleEducation {
			grant.Agency = one.agency
		}
		_, err := w.register.Grant(ctx, grant)
		w.check(err)
	}
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) reviews(ctx context.Context, since time.Time) iter.Seq2[coverage.Review, error] {
	return func(yield func(coverage.Review, error) bool) {
		for r, err := range w.cases.Reviews(ctx, since) {
			if !yield(coverage.Review(r), err) {
				return
			}
		}
	}
}

func (w *world) signIns(ctx context.Context, since time.Time) iter.Seq2[coverage.SignIn, error] {
	return func(yield func(coverage.SignIn, error) bool) {
		for s, err := range w.accounts.FirstSignIns(ctx, since) {
			if !yield(coverage.SignIn{Person: s.Person, At: s.At, Recorded: s.Recorded}, err) {
				return
			}
		}
	}
}

// tokens signs the person in.
func (w *world) tokens(call string, shared bool) account.Tokens {
	w.t.Helper()
	return must(w.accounts.SignIn(w.t.Context(), account.Login{Login: w.people[call].EID, Password: password, Address: "10.1.2.3", Shared: shared}))(w.t)
}

// state is everything that requests may change, in a form that can be compared. Sign-ins are not in it.
func (w *world) state() string {
	w.t.Helper()
	var text strings.Builder
	for _, name := range []string{"facts", "attempts", "rules", "certificates", "people", "posts", "grants", "audit"} {
		docs := must(w.engine.Find(w.t.Context(), name, store.Query{}))(w.t)
		for _, d := range docs {
			fmt.Fprintf(&text, "%s %s %d %x\n", name, d.ID, d.Rev, []byte(d.Body))
		}
	}
	return text.String()
}

// signer is account's keys as certificate wants them.
type signer struct{ keys *account.Keys }

func (s signer) Signing() (string, crypto.Signer) {
	key := s.keys.Ed25519()
	return key.ID, key.Private
}

func (s signer) Public(ctx context.Context, kid string) (ed25519.PublicKey, error) {
	key, err := s.keys.PublicKey(ctx, kid)
	if err != nil {
		return nil, err
	}
	public, ok := key.Key.(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("not an Ed25519 key")
	}
	return public, nil
}

// fakePages stands for the site: a public page, one for those who have signed in, a form, and an error page of one line.
type fakePages struct{ more []route.Route }

func (p fakePages) Routes() []route.Route {
	name := func(c *fiber.Ctx) error { return c.SendString("you are " + string(route.Principal(c).ID)) }
	return append([]route.Route{
		{Method: fiber.MethodGet, Path: "/", Permission: account.Public, Handler: name},
		{Method: fiber.MethodGet, Path: "/me", Permission: account.Learn, Handler: name},
		{Method: fiber.MethodPost, Path: "/me", Permission: account.Learn, Handler: func(c *fiber.Ctx) error {
			return c.SendString("you are " + string(route.Principal(c).ID) + " and sent " + c.FormValue("text"))
		}},
		{Method: fiber.MethodPost, Path: "/panic", Permission: account.Public, Handler: func(*fiber.Ctx) error { panic("the secret of the house") }},
		{Method: fiber.MethodPost, Path: "/broken", Permission: account.Public, Handler: func(*fiber.Ctx) error {
			return errors.New("the secret of the store")
		}},
	}, p.more...)
}

func (fakePages) ErrorPage(c *fiber.Ctx, f route.Failure) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.SendString(fmt.Sprintf("ERROR PAGE %d %s %s", f.Status, f.Message, f.Request))
}
