package main

import (
	"fmt"
	"io"
	"strings"

	"lamtoen/internal/config"
	"lamtoen/internal/demo"
)

// welcome is what a server says last when it has started: where to go and what to do there.
type welcome struct {
	origin  string
	store   config.Store
	signIns []demo.SignIn // of a demonstration
	empty   bool          // nobody is in the register
}

func (w welcome) write(out io.Writer) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n  Lamtoen is ready. Open %s\n\n", w.origin)
	switch {
	case len(w.signIns) > 0:
		w.demonstration(&b)
	case w.empty:
		b.WriteString("  Nobody can sign in yet. Add the first administrator, with the same settings, while this runs:\n\n" +
			"    lamtoen user add --eid EID --name NAME --agency rcsc\n\n")
	}
	b.WriteString("  Ctrl-C stops it.\n\n")
	_, _ = io.WriteString(out, b.String()) // a server whose terminal has gone serves on
}

func (w welcome) demonstration(b *strings.Builder) {
	fmt.Fprintf(b, "  This is a demonstration: all its people and figures are invented.\n"+
		"  Sign in with one of these EIDs and the password %s\n\n", demo.Password)
	for _, s := range w.signIns {
		fmt.Fprintf(b, "    %-10s %s\n", s.EID, s.Label)
	}
	fmt.Fprintf(b, "\n  Start with %s and take the course; then find that person in the coverage as %s.\n", demo.First, demo.Overview)
	if w.store.Engine == config.SQLite {
		fmt.Fprintf(b, "  Everything is kept in %s until you remove it.\n", w.store.Path)
	}
	b.WriteString("\n")
}
