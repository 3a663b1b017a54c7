package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/certificate"
	"lamtoen/internal/classes"
	"lamtoen/internal/classroom"
	"lamtoen/internal/config"
	"lamtoen/internal/coverage"
	"lamtoen/internal/evidence"
	"lamtoen/internal/groupcode"
	"lamtoen/internal/intake"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/job"
	"lamtoen/internal/learning"
	"lamtoen/internal/literacy"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
	"lamtoen/internal/pendrive"
	"lamtoen/internal/report"
	"lamtoen/internal/school"
	"lamtoen/internal/signals"
	"lamtoen/internal/store"
	"lamtoen/internal/store/mongo"
	"lamtoen/internal/store/sqlite"
	"lamtoen/internal/workbook"
)

// parts are the services of one process, over one store.
type parts struct {
	settings config.Settings
	engine   store.Engine
	origin   string // where links lead

	audit        *audit.Log
	register     *org.Register
	library      *catalogue.Library
	learning     *learning.Service
	keys         *account.Keys
	accounts     *account.Service
	certificates *certificate.Service
	evidence     *evidence.Service
	cube         *coverage.Cube
	items        *itemstats.Book
	signals      *signals.Book
	groups       *groupcode.Service
	plans        *workbook.Service
	reports      *report.Service
	classroom    *classroom.Service
	cases        *appeal.Service
	reminders    *notify.Service
	messages     *prometheus.CounterVec // what became of them
	intake       *intake.Service
	schools      *school.Service
	classes      *classes.Service
	literacy     *literacy.Book
	pens         *pendrive.Service

	// What only serve has: see background.go.
	jobs   *job.Jobs
	pulse  *job.Pulse
	sweeps []func(context.Context) (int, error)
}

// openStore opens the engine that the settings name. Only `serve` opens SQLite exclusively; other commands may run beside it.
func openStore(ctx context.Context, s config.Store, exclusive bool) (store.Engine, error) {
	if s.Engine == config.MongoDB {
		return mongo.Open(ctx, s.URI)
	}
	return sqlite.Open(ctx, s.Path, sqlite.Options{Exclusive: exclusive})
}

// openDomain opens the store and, in it, what every command that touches data needs.
func openDomain(ctx context.Context, settings config.Settings) (*parts, error) {
	p, err := openEngine(ctx, settings, false)
	if err != nil {
		return nil, err
	}
	if err := p.openServices(ctx); err != nil {
		return nil, p.close(err)
	}
	return p, nil
}

// openExisting is openDomain for commands that only read: for a mistyped path they must not make an empty store.
func openExisting(ctx context.Context, settings config.Settings) (*parts, error) {
	if s := settings.Store; s.Engine == config.SQLite {
		if _, err := os.Stat(s.Path); errors.Is(err, fs.ErrNotExist) {
			return nil, usageError{fmt.Errorf("there is no store at %s; set LAMTOEN_STORE, or --store, to the one that the server uses", s.Path)}
		}
	}
	return openDomain(ctx, settings)
}

// openEngine opens the store alone, and refuses one that a newer program has written.
func openEngine(ctx context.Context, settings config.Settings, exclusive bool) (*parts, error) {
	p := &parts{settings: settings, origin: settings.Origin(nil)}
	var err error
	if p.engine, err = openStore(ctx, settings.Store, exclusive); err != nil {
		if settings.Store.Engine == config.MongoDB {
			err = fmt.Errorf("the store %s cannot be used; check that it runs, that this machine reaches it, and LAMTOEN_STORE: %w", settings.Store, err)
		}
		return nil, err
	}
	if err := checkSchema(ctx, p.engine); err != nil {
		return nil, p.close(err)
	}
	return p, nil
}

// openServices opens the register, the courses and the records.
func (p *parts) openServices(ctx context.Context) (err error) {
	if p.audit, err = audit.Open(ctx, p.engine); err != nil {
		return err
	}
	if p.register, err = org.Open(ctx, p.engine, p.audit, org.Settings{Now: p.now}); err != nil {
		return err
	}
	if p.intake, err = intake.Open(ctx, p.engine, intake.Deps{Register: p.register, Audit: p.audit}, intake.Settings{Now: p.now}); err != nil {
		return err
	}
	if p.library, err = catalogue.Open(ctx, p.engine); err != nil {
		return err
	}
	deps := learning.Deps{Library: p.library, Register: p.register, Audit: p.audit, SignedIn: p.signedIn}
	p.learning, err = learning.Open(ctx, p.engine, deps, learning.Settings{Now: p.now, Approved: !p.settings.Demo && !p.invented()})
	if err != nil {
		return err
	}
	p.library.Now = p.now
	return p.openCases(ctx)
}

// invented tells that the store is a demonstration's. It shows drafts as if they were approved, and so do all commands on it.
func (p *parts) invented() bool {
	for person := range p.register.People() {
		if person.Demo {
			return true
		}
	}
	return false
}

// openKeys reads the signing keys. With SQLite missing ones are made; instances that share a MongoDB must be given the same.
func (p *parts) openKeys(ctx context.Context) (err error) {
	p.keys, err = account.OpenKeys(ctx, p.engine, account.KeyOptions{
		Now: p.now, Dir: p.settings.Keys, Generate: p.settings.Store.Engine == config.SQLite,
	})
	return err
}

// openAccounts adds keys, accounts and certificates.
func (p *parts) openAccounts(ctx context.Context) (err error) {
	if p.keys == nil {
		if err = p.openKeys(ctx); err != nil {
			return err
		}
	}
	p.accounts, err = account.Open(ctx, p.engine, account.Deps{Register: p.register, Audit: p.audit},
		account.Settings{Now: p.now, Keys: p.keys, URL: p.origin})
	if err != nil {
		return err
	}
	p.certificates, err = certificate.Open(ctx, p.engine, certificate.Deps{Learning: p.learning, Register: p.register},
		certificate.Settings{Now: p.now, Keys: p.keys, Origin: p.origin})
	if err != nil {
		return err
	}
	return p.openEvidence()
}

// openEvidence adds what shows and checks attempts.
func (p *parts) openEvidence() (err error) {
	settings := evidence.Settings{Origin: p.origin}
	if p.settings.Demo || p.invented() {
		settings.Mark = certificate.MarkDemo
	}
	p.evidence, err = evidence.New(evidence.Deps{Learning: p.learning, Library: p.library, Register: p.register, Keys: p.keys}, settings)
	return err
}

// openCoverage adds the cube, which reads all facts, the books of questions and of signals, which read them when they are asked, and the
// register of groups.
func (p *parts) openCoverage(ctx context.Context) (err error) {
	deps := coverage.Deps{Register: p.register, Learning: p.learning, Library: p.library, SignIns: p.firstSignIns, Reviews: p.reviews}
	if p.cube, err = coverage.Open(ctx, deps, coverage.Settings{Now: p.now, AppealDays: p.settings.AppealDays}); err != nil {
		return err
	}
	p.items = itemstats.New(itemstats.Deps{Now: p.now, Learning: p.learning, Library: p.library})
	p.signals = signals.New(signals.Deps{Now: p.now, Learning: p.learning, Library: p.library, Register: p.register})
	p.groups, err = groupcode.Open(ctx, p.engine, p.audit, p.now)
	return err
}

// openPlans adds the agencies' plans, under the workbook as authored.
func (p *parts) openPlans(ctx context.Context, form *courses.Workbook) (err error) {
	p.plans, err = workbook.Open(ctx, p.engine, workbook.Deps{Form: form, Register: p.register, Learning: p.learning, Audit: p.audit}, workbook.Settings{Now: p.now})
	return err
}

// signedIn hands account's knowledge to learning, which may not know account either. Commands open no accounts: nobody asks there.
func (p *parts) signedIn(person org.PersonID) (time.Time, bool) {
	if p.accounts == nil {
		return time.Time{}, false
	}
	return p.accounts.SignedInEver(person)
}

// firstSignIns hands account's feed to coverage, which may not know account.
func (p *parts) firstSignIns(ctx context.Context, since time.Time) iter.Seq2[coverage.SignIn, error] {
	return func(yield func(coverage.SignIn, error) bool) {
		for s, err := range p.accounts.FirstSignIns(ctx, since) {
			if !yield(coverage.SignIn{Person: s.Person, At: s.At, Recorded: s.Recorded}, err) {
				return
			}
		}
	}
}

// now is the time by which everything here goes: the machine's, or in a demonstration days ahead of it.
func (p *parts) now() time.Time { return time.Now().Add(p.settings.Ahead) }

// close gives the store back.
func (p *parts) close(err error) error { return errors.Join(err, p.engine.Close()) }

// schema is the version of how data lies in the store. It is raised when an older program could not read the new form; new
// fields and new indexes do not raise it, since readers pass over the one and the engine fills the other.
const schema = 1

// schemaDoc records it.
type schemaDoc struct {
	ID      string `bson:"_id"`
	Version int    `bson:"version"`
	Program string `bson:"program"` // the version of the program that wrote it
}

// checkSchema marks a new store, and refuses one that a newer program has written: this one would misread it.
func checkSchema(ctx context.Context, e store.Engine) error {
	docs, err := store.Open[schemaDoc](ctx, e, "meta")
	if err != nil {
		return err
	}
	err = docs.Insert(ctx, schemaDoc{ID: "schema", Version: schema, Program: version})
	if !errors.Is(err, store.ErrExists) {
		return err
	}
	found, err := docs.Get(ctx, "schema")
	if err != nil {
		return err
	}
	if found.Version > schema {
		return fmt.Errorf("the store was written by lamtoen %s in form %d, and this program (%s) reads up to form %d: "+
			"run the newer program, or restore a backup from before", found.Program, found.Version, version, schema)
	}
	return nil
}
