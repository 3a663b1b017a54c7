package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"lamtoen/internal/audit"
	"lamtoen/internal/config"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Check the log of administrative acts, in the store or in a copy: that no record was changed, removed or put in between."`
}

type auditVerifyCmd struct {
	config.Config `embed:""`

	Head    string `placeholder:"NUMBER:HASH" help:"A line that was written down earlier: the log must go through it."`
	Extract bool   `help:"The copy holds what was searched for, not everything: records may be missing."`
	File    string `arg:"" optional:"" help:"A copy that was taken from the page of the log, CSV or JSON lines; without it, the store is read."`
}

// Run prints how many records there are and the head to write down. It may run beside a server on the same SQLite file; a
// copy is checked without any store.
func (c auditVerifyCmd) Run(ctx context.Context, io streams) error {
	written, err := readHead(c.Head)
	if err != nil {
		return usageError{err}
	}
	if c.File != "" {
		return c.verifyFile(io, written)
	}
	settings, err := c.Validate()
	if err != nil {
		return usageError{err}
	}
	p, err := openExisting(ctx, settings)
	if err != nil {
		return err
	}
	return p.close(p.verifyAudit(ctx, io, written))
}

// readHead reads NUMBER:HASH; "" gives the zero Head.
func readHead(text string) (audit.Head, error) {
	if text == "" {
		return audit.Head{}, nil
	}
	number, hash, ok := strings.Cut(text, ":")
	n, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || n < 1 {
		return audit.Head{}, fmt.Errorf("--head %q is none: it is a number, a colon and a checksum, as the page of the log and this command print it", text)
	}
	return audit.Head{Number: n, Hash: hash}, nil
}

func (p *parts) verifyAudit(ctx context.Context, io streams, written audit.Head) error {
	if err := p.audit.Verify(ctx); err != nil {
		return err
	}
	number, hash, err := p.audit.Head(ctx)
	if err != nil {
		return err
	}
	if written.Number > 0 {
		through, err := p.audit.Through(ctx, written)
		if err != nil {
			return err
		}
		if !through {
			return notThrough(written)
		}
	}
	return printWhole(io.out, int(number), audit.Head{Number: number, Hash: hash})
}

func notThrough(written audit.Head) error {
	return fmt.Errorf("the log does not go through record %d as it was written down: records were removed or written anew, or this is another log", written.Number)
}

func printWhole(out io.Writer, records int, head audit.Head) error {
	if records == 0 {
		_, err := fmt.Fprintln(out, "the log is empty")
		return err
	}
	_, err := fmt.Fprintf(out, "whole: %d records\nhead:  %d:%s\n", records, head.Number, head.Hash)
	return err
}

func (c auditVerifyCmd) verifyFile(io streams, written audit.Head) (err error) {
	f, err := os.Open(c.File)
	if err != nil {
		return usageError{err}
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	found, err := audit.VerifyFile(f, written)
	switch {
	case err != nil:
		return err
	case found.Records == 0:
		return errors.New("the copy holds no records")
	case found.Missing > 0 && !c.Extract:
		return fmt.Errorf("the copy is not whole: record %d is missing. If it is an extract, what was searched for, say --extract", found.Missing)
	case written.Number > 0 && !found.Through:
		return notThrough(written)
	case found.Missing == 0:
		return printWhole(io.out, found.Records, found.Head)
	}
	_, err = fmt.Fprintf(io.out, "extract: %d records, each as it was written; others are missing, the first of them %d\nlast:    %d:%s\n",
		found.Records, found.Missing, found.Head.Number, found.Head.Hash)
	return err
}
