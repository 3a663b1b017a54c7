package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"lamtoen/courses"
	"lamtoen/internal/api"
	"lamtoen/internal/config"
	"lamtoen/internal/demo"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/server"
	"lamtoen/internal/site"
	"lamtoen/web"
)

type serveCmd struct {
	config.Config `embed:""`

	Content  string     `name:"content" env:"LAMTOEN_CONTENT" help:"A folder of course files to demonstrate in place of those built in; only with --demo."`
	LogLevel slog.Level `name:"log-level" env:"LAMTOEN_LOG_LEVEL" default:"INFO" help:"debug, info, warn or error; debug logs each request."`
}

// Run serves until the context ends, then finishes the requests under way.
func (c serveCmd) Run(ctx context.Context, io streams) error {
	settings, err := c.Validate()
	if err != nil {
		return usageError{err}
	}
	if c.Content != "" {
		if io.content, err = c.tried(); err != nil {
			return err
		}
	}
	log := slog.New(slog.NewTextHandler(io.err, &slog.HandlerOptions{Level: c.LogLevel}))
	p, err := openEngine(ctx, settings, true)
	if err != nil {
		return err
	}
	return p.close(p.serve(ctx, io, log))
}

// tried gives the folder of course files that somebody wants to see as learners will. Only in a demonstration: what a server publishes
// for good is what its program was built with, and what the tests have checked.
func (c serveCmd) tried() (fs.FS, error) {
	if !c.Demo {
		return nil, usageError{errors.New("--content shows course files under work, and only a demonstration may: add --demo, or leave it out")}
	}
	return os.DirFS(c.Content), isContent(c.Content)
}

// serve takes the address before the services open, since links and cookies depend on the origin, whose port may have been
// left to the system.
func (p *parts) serve(ctx context.Context, io streams, log *slog.Logger) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", p.settings.Addr)
	if err != nil {
		return fmt.Errorf("%s cannot be listened on: %w; stop what uses it, or set LAMTOEN_ADDR to another port", p.settings.Addr, err)
	}
	p.origin = p.settings.Origin(listener.Addr())
	signIns, err := p.prepare(ctx, io)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	srv, err := p.mount(log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	stopMetrics, err := p.serveMetrics(ctx, srv, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer stopMetrics()
	background := p.work(ctx, log)
	log.Info("serving", "address", listener.Addr().String(), "url", p.origin, "store", p.settings.Store.String(), "version", version)
	welcome{origin: p.origin, store: p.settings.Store, signIns: signIns, empty: p.register.Count() == 0}.write(io.out)
	err = srv.Serve(ctx, listener)
	<-background
	return err
}

// prepare brings the store up to the content that the program was built with, and fills the demonstration where asked; it
// then gives who may sign in to it. The keys come first: nothing is written for a server that cannot start without them.
func (p *parts) prepare(ctx context.Context, io streams) ([]demo.SignIn, error) {
	catalogue, err := loadCourses(io.content)
	if err != nil {
		return nil, err
	}
	if problems := catalogue.CheckSums(); len(problems) > 0 {
		return nil, problems
	}
	if err := p.openKeys(ctx); err != nil {
		return nil, err
	}
	var signIns []demo.SignIn
	if p.settings.Demo {
		if signIns, err = p.fillDemo(ctx, catalogue, io); err != nil {
			return nil, err
		}
	}
	if err := p.openServices(ctx); err != nil {
		return nil, err
	}
	if err := p.loadAgencies(ctx, io); err != nil {
		return nil, err
	}
	if err := p.library.Publish(ctx, catalogue); err != nil {
		return nil, err
	}
	if err := p.learning.EnsureDefaultRules(ctx); err != nil {
		return nil, err
	}
	if err := p.openAccounts(ctx); err != nil {
		return nil, err
	}
	if err := p.openCoverage(ctx); err != nil {
		return nil, err
	}
	if err := p.openPlans(ctx, catalogue.Workbook); err != nil {
		return nil, err
	}
	if err := p.openClassroom(ctx); err != nil {
		return nil, err
	}
	if err := p.openClasses(ctx); err != nil {
		return nil, err
	}
	if err := p.openLiteracy(ctx); err != nil {
		return nil, err
	}
	if err := p.openPens(ctx); err != nil {
		return nil, err
	}
	if err := p.openReports(ctx); err != nil {
		return nil, err
	}
	if err := p.openNotify(ctx); err != nil {
		return nil, err
	}
	return signIns, p.openBackground(ctx)
}

// loadAgencies brings the program's list of agencies into the register.
func (p *parts) loadAgencies(ctx context.Context, io streams) error {
	return patiently().do(ctx, io.err, func() error { return p.register.LoadAgencies(ctx, io.content) })
}

// fillDemo invents the demonstration's people, once, and gives who to sign in as.
func (p *parts) fillDemo(ctx context.Context, catalogue *courses.Catalogue, io streams) (signIns []demo.SignIn, err error) {
	err = patiently().do(ctx, io.err, func() (err error) {
		signIns, err = demo.Seed(ctx, demo.Deps{
			Engine: p.engine, Catalogue: catalogue, Keys: p.keys, Certificates: p.keys,
			LoadAgencies: func(ctx context.Context, r *org.Register) error { return r.LoadAgencies(ctx, io.content) },
		}, demo.Settings{Now: p.now, Addr: p.settings.Addr, Origin: p.origin, Progress: io.err})
		return err
	})
	return signIns, err
}

func (p *parts) mount(log *slog.Logger) (*server.Server, error) {
	pages, err := page.Load(web.Files)
	if err != nil {
		return nil, err
	}
	surface, err := site.New(site.Deps{
		Pages: pages, Accounts: p.accounts, Learning: p.learning, Library: p.library, Register: p.register,
		Certificates: p.certificates, Evidence: p.evidence, Coverage: p.cube, Audit: p.audit, Groups: p.groups, Plans: p.plans, Ping: p.engine.Ping, Items: p.items, Signals: p.signals,
		Classroom: p.classroom,
		Intake:    p.intake,
		Schools:   p.schools,
		Classes:   p.classes,
		Pens:      p.pens,
		Literacy:  p.literacy,
		Cases:     p.cases,
		Reports:   p.reports,
		Reminders: p.reminders,
		Pending:   []site.PendingWork{p.openCasesOf, p.changesOf, p.waitingReminders},
		Settings:  site.Settings{Now: p.now, Licence: p.settings.OpenLicence, URL: p.origin, Version: version, DataPrice: p.settings.DataPrice, Demo: p.settings.Demo},
	})
	if err != nil {
		return nil, err
	}
	rest, err := api.New(api.Deps{
		Accounts: p.accounts, Learning: p.learning, Library: p.library, Register: p.register, Certificates: p.certificates,
		Evidence: p.evidence, Coverage: p.cube, Audit: p.audit, Keys: p.keys, Engine: p.engine, Demo: p.settings.Demo, Items: p.items,
		Reports: p.reports, Licence: p.settings.OpenLicence,
		Cases:     p.cases,
		Reminders: p.reminders,
		Intake:    p.intake,
		Pens:      p.pens,
		Schools:   p.schools,
		Classes:   p.classes,
		Now:       p.now,
		Literacy:  p.literacy,
	})
	if err != nil {
		return nil, err
	}
	p.sweeps = append(p.sweeps, rest.Sweep)
	return server.New(server.Deps{
		Now: p.now, Settings: p.settings, Origin: p.origin, Accounts: p.accounts, Pages: surface, API: rest, Wrote: p.cube.Wrote, Pupils: p.pupil, Passes: p.pass, Log: log, Version: version,
		Checks: []server.Check{
			{Name: "store", Ask: func(ctx context.Context) (string, error) { return "", p.engine.Ping(ctx) }},
			{Name: "clocks", Ask: func(context.Context) (string, error) { return p.pulse.Warning(), nil }},
			{Name: "digests", Ask: p.digestCheck},
		},
	})
}

// serveMetrics publishes the metrics on a listener of their own, where one is set.
func (p *parts) serveMetrics(ctx context.Context, srv *server.Server, log *slog.Logger) (stop func(), err error) {
	if p.settings.MetricsAddr == "" {
		return func() {}, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", p.settings.MetricsAddr)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	srv.Registry().MustRegister(p.notifyMetrics()...)
	h := &http.Server{
		Handler:           promhttp.HandlerFor(srv.Registry(), promhttp.HandlerOpts{}),
		ReadHeaderTimeout: 5 * time.Second,
	}
	go func() {
		if err := h.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics stopped", "error", err)
		}
	}()
	return func() { _ = h.Close() }, nil
}
