// Command lamtoen is the whole product: it serves the pages and the API, checks course files, adds administrators, reports
// coverage and verifies certificates and evidence. This package only wires; what it wires lives under internal.
//
// Exit codes: 0 done, 1 failed, 2 wrong usage.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"lamtoen/content"
)

// version is set by the build (-ldflags "-X main.version=…").
var version = "unknown" // the linker can set nothing but a package variable

// cli is every command. Its help texts are the reference that `lamtoen --help` prints.
type cli struct {
	Serve       serveCmd       `cmd:"" help:"Serve the pages and the API."`
	Content     contentCmd     `cmd:"" help:"Check the course files, and record their hashes."`
	User        userCmd        `cmd:"" help:"Add people from the command line: the first administrator."`
	Register    registerCmd    `cmd:"" help:"Take the staff register from files of HR systems."`
	Coverage    coverageCmd    `cmd:"" help:"Write the coverage by agency, its people or open data as CSV, XLSX or JSON."`
	Report      reportCmd      `cmd:"" help:"Make the letter to an agency or the report of a year, and verify one that was made."`
	Outbox      outboxCmd      `cmd:"" help:"Read the messages that wait, and what became of those that went."`
	Certificate certificateCmd `cmd:"" help:"Verify a certificate."`
	Evidence    evidenceCmd    `cmd:"" help:"Verify what a person hands in about an attempt."`
	Audit       auditCmd       `cmd:"" help:"Check the log of administrative acts."`
	Keys        keysCmd        `cmd:"" help:"Make signing keys."`
	Bench       benchCmd       `cmd:"" help:"Measure a server on this machine under load, and prove that nothing was lost."`
	Health      healthCmd      `cmd:"" help:"Ask the server on this machine whether it is ready; for container health checks."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
}

// streams are where a command writes, results to out, progress and complaints to err, the authored files that a server
// serves, and how to run this program once more, for commands that need a server beside them.
type streams struct {
	out, err io.Writer
	content  fs.FS
	another  func(ctx context.Context, args ...string) *exec.Cmd
}

// Exit codes, as docs promise them.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// usageError is wrong usage that only shows when a command runs.
type usageError struct{ error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, os.Args[1:], streams{os.Stdout, os.Stderr, content.Files, another})
	stop()
	os.Exit(code)
}

// run is the program without the process: tests call it.
func run(ctx context.Context, args []string, io streams) int {
	var c cli
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("lamtoen"),
		kong.Description("Social media literacy and training for the Royal Government of Bhutan.\n\n"+
			"Exit codes: 0 done, 1 failed, 2 wrong usage."),
		kong.Writers(io.out, io.err),
		kong.UsageOnError(),
		kong.Exit(func(code int) { exited = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(io),
	)
	if err != nil {
		fmt.Fprintln(io.err, "lamtoen:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help
	}
	if err != nil {
		fmt.Fprintf(io.err, "lamtoen: %v\nTry `lamtoen --help`.\n", err)
		return exitUsage
	}
	err = parsed.Run()
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintln(io.err, "lamtoen:", err)
		return exitUsage
	default:
		fmt.Fprintln(io.err, "lamtoen:", err)
		return exitFailed
	}
}

// another is this program once more.
func another(ctx context.Context, args ...string) *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	return exec.CommandContext(ctx, program, args...) //nolint:gosec // this program itself
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(io streams) error {
	_, err := fmt.Fprintln(io.out, "lamtoen", version)
	return err
}
