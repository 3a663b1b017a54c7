// Package bench drives a whole Lamtoen as many people at once would, and looks whether anything of theirs was lost. It is what
// `lamtoen bench` runs: against a server that it starts itself, over loopback, on a store that it fills with invented people.
//
// # What is asked
//
// Starts: everybody opens the page before the assessment, and then all begin within one stretch of time, as when a hall is told to
// start. The arrivals are spread evenly over the stretch and do not wait for each other (an open loop): a server that falls behind
// makes latencies longer, not arrivals rarer, and each latency counts from when the person pressed.
//
// Assessments: a few people at a time go through whole assessments, page by page, the next as soon as the last (a closed loop).
//
// # What is proved
//
// Afterwards the server is killed, not stopped, and the store is read by other means than the pages: every attempt that a browser
// was shown must be there, once, with the draw that was shown, by the quotas of the course. A figure is given only when all are.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/store"
)

// The most that one run may ask for: it is a measurement of this machine, and no means to trouble another.
const (
	MostPeople  = 10_000
	MostClients = 256
	MostWithin  = 5 * time.Minute
)

// origin is where the server believes to be: the issuer of the tokens. It is reached at another port.
const origin = "http://localhost:8080"

// Settings say what a run asks.
type Settings struct {
	People  int              // how many, 1 to MostPeople
	Within  time.Duration    // Starts: the stretch in which all begin
	Clients int              // Assessments: how many at a time
	Course  courses.CourseID // with an assessment
	Store   string           // mongodb://… on this machine and without people; "" is a new SQLite file
	Dir     string           // where the SQLite file lies; "" is the system's place for temporary files
}

// Deps are what a run works with.
type Deps struct {
	Content  fs.FS                                                         // the authored files
	Open     func(ctx context.Context, store string) (store.Engine, error) // opens a store that nobody else holds
	Server   func(ctx context.Context, args ...string) *exec.Cmd           // the program, to serve
	Progress io.Writer
}

// run is one run.
type run struct {
	settings Settings
	deps     Deps
	dir      string // for what is only of this run
	store    string
	course   *courses.Course
	people   []*person
	server   *server
}

// Starts has everybody begin the assessment within the stretch.
func Starts(ctx context.Context, settings Settings, deps Deps) (Report, error) {
	return measure(ctx, settings, deps, (*run).starts)
}

// Assessments has everybody go through a whole assessment, so many at a time.
func Assessments(ctx context.Context, settings Settings, deps Deps) (Report, error) {
	return measure(ctx, settings, deps, (*run).assessments)
}

// measure fills a store, starts a server on it, has the load run, kills the server and reads the store.
func measure(ctx context.Context, settings Settings, deps Deps, load func(*run, context.Context) (Report, error)) (report Report, err error) {
	r := &run{settings: settings, deps: deps}
	if r.dir, err = os.MkdirTemp(settings.Dir, "lamtoen-bench-"); err != nil {
		return report, fmt.Errorf("bench: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(r.dir)) }()
	if r.store = settings.Store; r.store == "" {
		r.store = "sqlite:" + filepath.Join(r.dir, "bench.db")
	}
	if err := r.fill(ctx); err != nil {
		return report, err
	}
	if r.server, err = r.startServer(ctx); err != nil {
		return report, err
	}
	defer func() { r.server.kill() }()
	if report, err = load(r, ctx); err != nil {
		return report, err
	}
	r.server.kill()
	r.say("reading the store of the killed server")
	report.Store = r.settings.Store
	report.Proved, err = r.prove(ctx)
	return report, err
}

// say tells the operator what goes on.
func (r *run) say(format string, args ...any) {
	_, _ = fmt.Fprintf(r.deps.Progress, format+"\n", args...)
}
