package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/bench"
	"lamtoen/internal/config"
	"lamtoen/internal/store"
)

type benchCmd struct {
	Starts      benchStartsCmd      `cmd:"" help:"Everybody begins the assessment at once, as when a hall is told to start."`
	Assessments benchAssessmentsCmd `cmd:"" help:"A few people at a time go through whole assessments, page by page."`
}

// benchFlags are what both loads take.
type benchFlags struct {
	Course string `default:"code-of-conduct" help:"The course whose assessment is taken."`
	Store  string `help:"An empty MongoDB database on this machine, as mongodb://127.0.0.1…; without it, a new SQLite file that is removed afterwards. A database is not removed."`
	Dir    string `type:"existingdir" help:"The folder for the SQLite file, on the disk to be measured; without it, the system's folder for temporary files."`
}

type benchStartsCmd struct {
	benchFlags
	People int           `default:"3000" help:"How many people begin (1 to 10000)."`
	Within time.Duration `default:"1s" help:"The stretch of time in which all begin (up to 5m)."`
}

type benchAssessmentsCmd struct {
	benchFlags
	People  int `default:"400" help:"How many people take it, once each (1 to 10000)."`
	Clients int `default:"8" help:"How many at a time (1 to 256)."`
}

// Run measures the starts.
func (c benchStartsCmd) Run(ctx context.Context, io streams) error {
	if c.Within <= 0 || c.Within > bench.MostWithin {
		return usageError{fmt.Errorf("--within=%v: give a stretch above 0 and up to %v, such as 1s", c.Within, bench.MostWithin)}
	}
	return c.measure(ctx, io, bench.Settings{People: c.People, Within: c.Within}, bench.Starts)
}

// Run measures whole assessments.
func (c benchAssessmentsCmd) Run(ctx context.Context, io streams) error {
	if c.Clients < 1 || c.Clients > bench.MostClients {
		return usageError{fmt.Errorf("--clients=%d: give a number from 1 to %d", c.Clients, bench.MostClients)}
	}
	return c.measure(ctx, io, bench.Settings{People: c.People, Clients: c.Clients}, bench.Assessments)
}

// measure checks what both take, and prints the report.
func (c benchFlags) measure(
	ctx context.Context, io streams, settings bench.Settings, run func(context.Context, bench.Settings, bench.Deps) (bench.Report, error),
) error {
	if settings.People < 1 || settings.People > bench.MostPeople {
		return usageError{fmt.Errorf("--people=%d: give a number from 1 to %d", settings.People, bench.MostPeople)}
	}
	if err := onThisMachine(c.Store); err != nil {
		return usageError{err}
	}
	settings.Course, settings.Store, settings.Dir = courses.CourseID(c.Course), c.Store, c.Dir
	report, err := run(ctx, settings, bench.Deps{Content: io.content, Open: openForBench, Server: io.another, Progress: io.err})
	if err != nil {
		return err
	}
	return report.Write(io.out)
}

// onThisMachine refuses a database elsewhere: a load is for one's own machine.
func onThisMachine(address string) error {
	if address == "" {
		return nil
	}
	given, err := config.ParseStore(address)
	if err != nil {
		return fmt.Errorf("--store: %w", err)
	}
	if given.Engine != config.MongoDB {
		return errors.New("--store: a SQLite store is made anew for each run; leave --store out, and use --dir to choose its disk")
	}
	u, err := url.Parse(given.URI)
	if err != nil || !config.IsLoopback(u.Hostname()) {
		return errors.New("--store: the database must be on this machine, as in mongodb://127.0.0.1:27017/bench: a load is for one's own machine")
	}
	return nil
}

// openForBench opens the store of a run, which the server opens after it.
func openForBench(ctx context.Context, address string) (store.Engine, error) {
	given, err := config.ParseStore(address)
	if err != nil {
		return nil, err
	}
	return openStore(ctx, given, false)
}
