package server_test

import (
	"lamtoen/internal/classroom"
	"lamtoen/internal/groupcode"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/page"
	"lamtoen/internal/server"
	"lamtoen/internal/signals"
	"lamtoen/internal/site"
	"lamtoen/web"
)

// surfaces are the pages that the walks of permissions and scopes are made with, each beside the API.
func surfaces() map[string]func(*world) server.Pages {
	return map[string]func(*world) server.Pages{"site": realPages}
}

// realPages are those of the site.
func realPages(w *world) server.Pages {
	return must(site.New(site.Deps{
		Pages: must(page.Load(web.Files))(w.t), Accounts: w.accounts, Learning: w.learning, Library: w.library, Register: w.register,
		Certificates: w.certificates, Evidence: w.evidence, Coverage: w.coverage, Audit: w.audit, Ping: w.engine.Ping, Items: itemstats.New(itemstats.Deps{Learning: w.learning, Library: w.library, Now: w.clock.now}), Signals: signals.New(signals.Deps{Learning: w.learning, Library: w.library, Register: w.register, Now: w.clock.now}),
		Groups:    must(groupcode.Open(w.t.Context(), w.engine, w.audit, w.clock.now))(w.t),
		Plans:     w.plans,
		Cases:     w.cases,
		Reminders: w.reminders,
		Reports:   w.reports,
		Intake:    w.intake,
		Schools:   w.schools,
		Classes:   w.classes,
		Pens:      w.pens,
		Literacy:  w.literacy,
		Classroom: must(classroom.New(w.t.Context(), w.engine, classroom.Deps{Library: w.library, Register: w.register, Learning: w.learning,
			Audit: w.audit}, classroom.Settings{Now: w.clock.now}))(w.t),
		Settings: site.Settings{URL: origin, Version: "test", DataPrice: 59, Now: w.clock.now},
	}))(w.t)
}
