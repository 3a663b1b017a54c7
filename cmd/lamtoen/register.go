package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"lamtoen/internal/config"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/intake"
	"lamtoen/internal/org"
)

type registerCmd struct {
	Import registerImportCmd `cmd:"" help:"Compare a file of the staff register with the register, and take it with --apply."`
}

type registerImportCmd struct {
	config.Config `embed:""`

	File     string            `arg:"" help:"CSV or XLSX, up to 10 MB."`
	AsOf     string            `help:"The day on which the list was true, year-month-day. Default: today."`
	Complete string            `enum:"none,file,agencies,register" default:"none" help:"For which agencies the file holds everybody: none, file (those in it), agencies (--agency), register. Only then people leave who are not in it."`
	Agency   []string          `help:"Codes of the agencies that the file is complete for, with all below them."`
	LeaveOn  string            `help:"Last day of those who are not in a complete file. Default: the day of the list."`
	Kind     string            `help:"Kind of new people where the file does not say, for example regular."`
	Column   map[string]string `help:"What a column is, for titles that are not known: --column 'Staff key=eid'."`
	Apply    bool              `help:"Take the file, all or nothing, if nothing in it must be mended."`
	Leavers  int               `default:"-1" help:"How many leave; asked for when it is more than a tenth."`
	All      bool              `help:"List every difference, not the first of each kind."`
}

// byRegisterImport stands in the audit log for whoever may run commands on the server.
const byRegisterImport = "lamtoen register import"

// shownDifferences is how many people of a kind are listed.
const shownDifferences = 20

// Run prints the dry run, and applies it when asked to.
func (c registerImportCmd) Run(ctx context.Context, io streams) error {
	settings, err := c.Validate()
	if err != nil {
		return usageError{err}
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return usageError{fmt.Errorf("the file cannot be read: %w", err)}
	}
	if info.Size() > intake.MaxFile {
		return intake.TooLarge()
	}
	data, err := os.ReadFile(c.File)
	if err != nil {
		return usageError{fmt.Errorf("the file cannot be read: %w", err)}
	}
	p, err := openDomain(ctx, settings)
	if err != nil {
		return err
	}
	return p.close(inWords(c.take(ctx, p, io, data)))
}

func (c registerImportCmd) take(ctx context.Context, p *parts, io streams, data []byte) error {
	if err := p.loadAgencies(ctx, io); err != nil {
		return err
	}
	options := intake.Options{AsOf: day.Date(c.AsOf), Complete: intake.Complete(c.Complete), LeaveOn: day.Date(c.LeaveOn), Kind: org.Kind(c.Kind)}
	for _, code := range c.Agency {
		options.Agencies = append(options.Agencies, org.AgencyCode(code))
	}
	i, err := p.intake.Upload(ctx, intake.Sent{File: filepath.Base(c.File), Data: data, Options: options}, byRegisterImport)
	if err != nil {
		return err
	}
	if i, err = c.columns(ctx, p, i); err != nil {
		return err
	}
	d, err := p.intake.Preview(ctx, i.ID)
	if err != nil {
		return err
	}
	c.print(io.out, d)
	switch {
	case !d.Ready():
		return fault.Invalid("Mend the file and try again; nothing was changed.")
	case !c.Apply:
		_, err := fmt.Fprintln(io.out, "\nNothing was changed. Take the file with --apply.")
		return err
	}
	ok := intake.Approval{Digest: d.Digest, Leavers: c.Leavers, Progress: func(done, whole int) {
		fmt.Fprintf(io.err, "\r%3d %% of %d documents", 100*done/max(whole, 1), whole)
	}}
	record, err := p.intake.Apply(ctx, i.ID, ok, byRegisterImport)
	fmt.Fprintln(io.err)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(io.out, "\nTaken as import %s.\n", record.Import)
	return err
}

// columns says what columns are that are not known by their titles.
func (c registerImportCmd) columns(ctx context.Context, p *parts, i intake.Import) (intake.Import, error) {
	if len(c.Column) == 0 && i.Status != intake.Unmapped {
		return i, nil
	}
	fields := append(intake.Mapping(nil), i.Mapping...)
	for title, field := range c.Column {
		found := false
		for n, t := range i.Header {
			if t == title {
				fields[n], found = intake.Field(field), true
			}
		}
		if !found {
			return i, usageError{fmt.Errorf("the file has no column %q", title)}
		}
	}
	return p.intake.Map(ctx, i.ID, fields, byRegisterImport)
}

// print writes the dry run.
func (c registerImportCmd) print(out io.Writer, d *intake.Differences) {
	n := d.Counts
	fmt.Fprintf(out, "%d rows: %d join, %d move, %d change, %d leave, %d as they are, %d to mend\n", n.Rows, n.Joins, n.Moves, n.Changes, n.Leaves,
		n.Unchanged, n.Problems)
	for _, note := range d.Notes {
		fmt.Fprintln(out, "note:", note)
	}
	for _, p := range d.Problems {
		fmt.Fprintf(out, "row %d, %s: %s\n", p.Row, p.Column, p.Message)
	}
	listed := map[intake.Kind]int{}
	for _, x := range d.List {
		listed[x.Kind]++
		if !c.All && listed[x.Kind] > shownDifferences {
			continue
		}
		fmt.Fprintf(out, "%-6s %s %s, %s", x.Kind, x.EID, x.Name, x.Agency)
		for _, v := range x.Values {
			if x.Kind == intake.Moves || x.Kind == intake.Changes {
				fmt.Fprintf(out, "; %s: %q -> %q", v.Field, v.Old, v.New)
			}
		}
		fmt.Fprintln(out)
	}
	for _, k := range intake.Kinds() {
		if left := listed[k] - shownDifferences; left > 0 && !c.All {
			fmt.Fprintf(out, "%-6s and %d more; --all lists them\n", k, left)
		}
	}
	if d.Brake() {
		fmt.Fprintf(out, "More than a tenth of the people of these agencies would leave. If that is right, add --leavers %d.\n", n.Leaves)
	}
}
