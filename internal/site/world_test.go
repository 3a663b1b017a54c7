package site_test

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"fmt"
	"io/fs"
	"iter"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/certificate"
	"lamtoen/internal/classes"
	"lamtoen/internal/classroom"
	"lamtoen/internal/coverage"
	"lamtoen/internal/evidence"
	"lamtoen/internal/fault"
	"lamtoen/internal/groupcode"
	"lamtoen/internal/intake"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/learning"
	"lamtoen/internal/literacy"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
	"lamtoen/internal/pendrive"
	"lamtoen/internal/route"
	"lamtoen/internal/school"
	"lamtoen/internal/signals"
	"lamtoen/internal/site"
	"lamtoen/internal/store/storetest"
	"lamtoen/internal/workbook"
)

// person is somebody of the register.
type person = org.Person

const password = "three quiet prayer wheels"

// clock is a time that a test moves by hand.
type clock struct{ at time.Time }

func (c *clock) now() time.Time {
	c.at = c.at.Add(time.Millisecond)
	return c.at
}

// world is the site over real services and an empty store, with one course of every item type and one learner.
type world struct {
	*testing.T
	app      *fiber.App
	site     *site.Site
	deps     site.Deps // of the site
	clock    *clock
	learning *learning.Service

	reminders *notify.Service
	library   *catalogue.Library
	register  *org.Register
	accounts  *account.Service
	plans     *workbook.Service

	classroom *classroom.Service
	schools   *school.Service
	classes   *classes.Service
	cases     *appeal.Service
	cube      *coverage.Cube
	intake    *intake.Service
	learner   org.Person
	other     org.Person
}

// signer is the certificate's key ring for a test.
type signer struct{ key ed25519.PrivateKey }

func (s signer) Signing() (string, crypto.Signer) { return "test", s.key }

func (s signer) Public(context.Context, string) (ed25519.PublicKey, error) {
	return s.key.Public().(ed25519.PublicKey), nil
}

func must[T any](t testing.TB, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// newWorld opens it all. Files holds the courses; nil are those of fixture.
func newWorld(t *testing.T, files fs.FS) *world {
	t.Helper()
	ctx := context.Background()
	w := &world{T: t, clock: &clock{at: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)}}
	now := w.clock.now
	if files == nil {
		files = fixture()
	}
	engine := storetest.Open(t)
	log, err := audit.Open(ctx, engine)
	must(t, log, err)
	w.register, err = org.Open(ctx, engine, log, org.Settings{Now: now})
	must(t, w.register, err)
	if err := w.register.LoadAgencies(ctx, content.Files); err != nil {
		t.Fatal(err)
	}
	library, err := catalogue.Open(ctx, engine)
	must(t, library, err)
	w.library, library.Now = library, now
	catalogued, err := courses.Load(files, courses.Options{})
	if err := library.Publish(ctx, must(t, catalogued, err)); err != nil {
		t.Fatal(err)
	}
	keys, err := account.OpenKeys(ctx, engine, account.KeyOptions{Dir: keyDir(), Now: now})
	w.accounts, err = account.Open(ctx, engine, account.Deps{Register: w.register, Audit: log}, account.Settings{
		Keys: must(t, keys, err), URL: "http://localhost", Now: now, Cost: account.Cost{MemoryKiB: 64, Passes: 1, Threads: 1},
	})
	must(t, w.accounts, err)
	w.learning, err = learning.Open(ctx, engine, learning.Deps{Library: library, Register: w.register, Audit: log}, learning.Settings{Now: now})
	must(t, w.learning, err)
	_, private, err := ed25519.GenerateKey(nil)
	must(t, private, err)
	certificates, err := certificate.Open(ctx, engine, certificate.Deps{Learning: w.learning, Register: w.register},
		certificate.Settings{Keys: signer{private}, Origin: "http://localhost", Now: now})
	must(t, certificates, err)
	w.cases, err = appeal.Open(ctx, engine, appeal.Deps{Register: w.register, Learning: w.learning, Audit: log}, appeal.Settings{Now: now})
	must(t, w.cases, err)
	cube, err := coverage.Open(ctx, coverage.Deps{
		Register: w.register, Learning: w.learning, Library: library, SignIns: w.signIns, Reviews: w.reviews,
	}, coverage.Settings{Now: now})
	w.cube = must(t, cube, err)
	w.plans, err = workbook.Open(ctx, engine, workbook.Deps{Form: catalogued.Workbook, Register: w.register, Learning: w.learning, Audit: log},
		workbook.Settings{Now: now})
	must(t, w.plans, err)
	proofs, err := evidence.New(evidence.Deps{Learning: w.learning, Library: library, Register: w.register, Keys: signer{private}},
		evidence.Settings{Origin: "http://localhost"})
	must(t, proofs, err)
	w.classroom, err = classroom.New(ctx, engine, classroom.Deps{Library: library, Register: w.register, Learning: w.learning, Audit: log},
		classroom.Settings{Now: now})
	must(t, w.classroom, err)
	w.schools, err = school.Open(ctx, engine, school.Deps{Register: w.register, Audit: log}, school.Settings{Now: now})
	must(t, w.schools, err)
	w.classes, err = classes.Open(ctx, engine, classes.Deps{Schools: w.schools, Register: w.register, Library: library, Audit: log},
		classes.Settings{Origin: "https://training.example.bt", Now: now})
	must(t, w.classes, err)
	w.reminders, err = notify.Open(ctx, engine, notify.Deps{Register: w.register, Audit: log, Cube: cube,
		Title: func(id courses.CourseID) string { return string(id) }}, notify.Settings{Origin: "http://localhost", Now: now})
	must(t, w.reminders, err)
	groups, err := groupcode.Open(ctx, engine, log, now)
	must(t, groups, err)
	w.intake, err = intake.Open(ctx, engine, intake.Deps{Register: w.register, Audit: log}, intake.Settings{Now: now})
	must(t, w.intake, err)
	pens, err := pendrive.Open(ctx, engine, pendrive.Deps{Library: library, Register: w.register, Learning: w.learning},
		pendrive.Settings{Now: now, URL: "http://localhost"})
	must(t, pens, err)
	book, err := literacy.Open(ctx, engine, literacy.Deps{Classes: w.classes, Schools: w.schools, Register: w.register, Library: library, Audit: log},
		literacy.Settings{Now: now})
	must(t, book, err)
	w.deps = site.Deps{
		Pages: pageSet(), Accounts: w.accounts, Learning: w.learning, Library: library, Register: w.register, Certificates: certificates,
		Evidence: proofs, Coverage: cube, Audit: log, Groups: groups, Plans: w.plans, Ping: engine.Ping, Items: itemstats.New(itemstats.Deps{Learning: w.learning, Library: library, Now: now}), Signals: signals.New(signals.Deps{Learning: w.learning, Library: library, Register: w.register, Now: now}),
		Classroom: w.classroom, Cases: w.cases, Schools: w.schools, Classes: w.classes,
		Reminders: w.reminders,
		Intake:    w.intake,
		Pens:      pens,
		Literacy:  book,
		Settings:  site.Settings{URL: "http://localhost", Version: "test", DataPrice: 59, Now: now},
	}
	w.site, err = site.New(w.deps)
	must(t, w.site, err)
	w.learner = w.enter("200801234", "Karma Yangden")
	w.other = w.enter("200801235", "Tashi Wangchuk")
	w.app = w.mount()
	return w
}

// signIns gives coverage the accounts' first sign-ins.
func (w *world) signIns(ctx context.Context, since time.Time) iter.Seq2[coverage.SignIn, error] {
	return func(yield func(coverage.SignIn, error) bool) {
		for s, err := range w.accounts.FirstSignIns(ctx, since) {
			if !yield(coverage.SignIn{Person: s.Person, At: s.At, Recorded: s.Recorded}, err) {
				return
			}
		}
	}
}

// reviews gives coverage what is under review, as the program does.
func (w *world) reviews(ctx context.Context, since time.Time) iter.Seq2[coverage.Review, error] {
	return func(yield func(coverage.Review, error) bool) {
		for r, err := range w.cases.Reviews(ctx, since) {
			if !yield(coverage.Review(r), err) {
				return
			}
		}
	}
}

// enter adds somebody with a post and a password.
func (w *world) enter(eid, name string) org.Person {
	w.Helper()
	ctx := context.Background()
	p, err := w.register.AddPerson(ctx, org.NewPerson{
		Person: org.Person{EID: eid, Name: name, Kind: org.KindRegular, Joined: "2019-07-01"},
		Post:   org.Post{Agency: "moh", Position: "Officer", From: "2019-07-01"},
	}, "test")
	must(w, p, err)
	if err := w.accounts.SetPassword(ctx, p.ID, password, "test"); err != nil {
		w.Fatal(err)
	}
	return p
}

// mount puts the routes on an app, behind the least that a server does: session, permission, error page.
func (w *world) mount() *fiber.App {
	app := fiber.New(fiber.Config{Immutable: true, ErrorHandler: w.fail})
	jar := account.JarFor("http://localhost")
	app.Use(func(c *fiber.Ctx) error {
		found, err := w.accounts.Authenticate(c.UserContext(), c.Cookies(jar.Access), c.Cookies(jar.Refresh))
		if err == nil {
			route.SetSession(c, found.Session)
		}
		if found.Renewed {
			for _, cookie := range jar.Set(found.Tokens, w.clock.now()) {
				route.SetCookie(c, cookie)
			}
		}
		if who, err := w.classes.Session(c.UserContext(), c.Cookies(jar.Pupil)); err == nil {
			route.SetPupil(c, who.Class, who.Roll)
		}
		return c.Next()
	})
	for _, r := range w.site.Routes() {
		app.Add(r.Method, r.Path, func(c *fiber.Ctx) error {
			if r.Permission == account.Pupil {
				route.AsPupil(c)
			}
			scope, ok := account.Allowed(route.Principal(c), r.Permission)
			if !ok {
				return fault.New(fault.CodeUnauthorised, "Sign in first.")
			}
			route.SetScope(c, scope)
			return c.Next()
		}, r.Handler)
	}
	return app
}

func (w *world) fail(c *fiber.Ctx, err error) error {
	f, ok := fault.As(err)
	if !ok {
		w.Logf("internal error: %v", err)
		f = fault.New(fault.CodeInternal, "Something went wrong on our side.").Because(err)
	}
	status := map[fault.Code]int{
		fault.CodeUnauthorised: 401, fault.CodeForbidden: 403, fault.CodeNotFound: 404, fault.CodeConflict: 409,
		fault.CodeInvalid: 422, fault.CodeTooMany: 429, fault.CodeInternal: 500,
	}[f.Code]
	c.Status(status)
	return w.site.ErrorPage(c, route.Failure{Status: status, Code: string(f.Code), Message: f.Message, Fields: f.Fields, Request: "abc123"})
}

// fixtureRule makes the fixture mandatory for everyone who counts.
func fixtureRule() learning.Rule {
	return learning.Rule{
		Rule: "every-type", Title: "Every type for everyone", Course: "every-type", DueDays: 90, ValidMonths: 24, From: "2026-11-23",
		Audience: learning.Audience{Kinds: []org.Kind{org.KindRegular, org.KindContract}},
	}
}

// fixture is a course with every item type: six objectives of one type each, of which an assessment draws one item each.
func fixture() fstest.MapFS {
	types := []string{"single", "multiple", "true-false", "matching", "ordering", "scenario"}
	var course, bank strings.Builder
	course.WriteString(strings.TrimLeft(fixtureHead, "\n"))
	course.WriteString("objectives:\n")
	for _, t := range types {
		fmt.Fprintf(&course, "  - {id: use-%s, can: \"Answer a question of type %s\", clauses: [coc.1]}\n", t, t)
	}
	course.WriteString(fixtureTail)
	for _, t := range types {
		fmt.Fprintf(&course, "    - {objective: use-%s, items: 1}\n", t)
	}
	course.WriteString(fixtureEnd)
	bank.WriteString("items:\n" + practiceItem)
	for _, t := range types {
		for n := 1; n <= 3; n++ {
			fmt.Fprintf(&bank, "  - id: %s-%d\n    objective: use-%s\n    clauses: [coc.1]\n    difficulty: easy\n    type: %s\n%s",
				t, n, t, t, strings.ReplaceAll(fixtureItems()[t], "NUMBER", fmt.Sprint(n)))
		}
	}
	files := fstest.MapFS{
		"civil-service/every-type/course.yaml":    {Data: []byte(course.String())},
		"civil-service/every-type/questions.yaml": {Data: []byte(bank.String())},
		"policy.yaml":   {Data: []byte("clauses:\n  - {id: coc.1, title: Be a good citizen, kind: test}\n")},
		"workbook.yaml": {Data: []byte(fixtureWorkbook)},
		"glossary.yaml": {Data: []byte("terms:\n  - {id: troll, term: Troll, definition: Somebody who posts to provoke.}\n")},
		"contacts.yaml": {Data: []byte("contacts:\n  - {id: desk, office: The help desk, for: When a link is odd}\n")},
		"places.yaml":   {Data: []byte("places:\n  - {name: Dungkar Gewog, kind: gewog}\n")},
	}
	for i, t := range types {
		files[fmt.Sprintf("civil-service/every-type/lessons/%02d-lesson-%s.md", i+1, t)] = &fstest.MapFile{
			Data: []byte(strings.ReplaceAll(fixtureLesson, "TYPE", t)),
		}
	}
	return files
}
