package main

import (
	"context"
	"fmt"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/certificate"
	"lamtoen/internal/config"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

type coverageCmd struct {
	config.Config `embed:""`

	Course     string `default:"code-of-conduct" help:"Id of the course."`
	Agency     string `help:"Code of an agency; without it, the whole country."`
	At         string `help:"As at this day, year-month-day; default today."`
	Known      string `help:"As known at the end of this day; default now."`
	Depth      int    `default:"1" help:"How many levels of agencies below have lines of their own."`
	Dictionary bool   `help:"Print what the columns mean instead."`
	Format     string `default:"csv" enum:"csv,xlsx,json" help:"csv, xlsx or json."`
	People     bool   `help:"List the people behind the figures instead. The file then holds personal data." xor:"what"`
	Open       bool   `help:"Write open data instead: no person, and no count from which a group of fewer than ten can be found." xor:"what"`
	Months     int    `default:"1" help:"How many months of open data, to --at."`
}

// dictionary explains the columns of what the command writes.
func (c coverageCmd) dictionary() []coverage.Term {
	switch {
	case c.People:
		return coverage.PeopleDictionary()
	case c.Open:
		return coverage.OpenDictionary()
	}
	return coverage.Dictionary()
}

// file asks the cube for what the command writes.
func (c coverageCmd) file(ctx context.Context, p *parts, q coverage.Query, mark coverage.Mark) (coverage.File, error) {
	format := coverage.Format(c.Format)
	switch {
	case c.People:
		return p.cube.PeopleFile(ctx, q, coverage.Filter{}, format, mark)
	case c.Open:
		return p.cube.OpenFile(ctx, coverage.OpenQuery{Courses: []courses.CourseID{q.Course}, At: q.At, Months: c.Months, Licence: p.settings.OpenLicence}, format, mark)
	}
	return p.cube.FiguresFile(ctx, q, format, mark)
}

// Run writes the figures. It may run beside a server on the same SQLite file.
func (c coverageCmd) Run(ctx context.Context, io streams) error {
	if c.Dictionary {
		return coverage.WriteDictionary(io.out, c.dictionary())
	}
	settings, err := c.Validate()
	if err != nil {
		return usageError{err}
	}
	q := coverage.Query{
		Course: courses.CourseID(c.Course), Agency: org.AgencyCode(c.Agency), Depth: c.Depth, Scope: org.Scope{All: true},
	}
	if c.At != "" {
		if q.At, err = day.Parse(c.At); err != nil {
			return usageError{fmt.Errorf("--at: %w", err)}
		}
	}
	if c.Known != "" {
		known, err := day.Parse(c.Known)
		if err != nil {
			return usageError{fmt.Errorf("--known: %w", err)}
		}
		q.Known = known.End()
	}
	p, err := openExisting(ctx, settings)
	if err != nil {
		return err
	}
	return p.close(p.writeCoverage(ctx, io, c, q))
}

func (p *parts) writeCoverage(ctx context.Context, io streams, c coverageCmd, q coverage.Query) error {
	if err := p.openAccounts(ctx); err != nil {
		return err
	}
	if err := p.openCoverage(ctx); err != nil {
		return err
	}
	var mark coverage.Mark
	if p.invented() {
		mark = certificate.MarkDemo
	}
	file, err := c.file(ctx, p, q, mark)
	if err != nil {
		return inWords(err)
	}
	return file.Write(io.out)
}

type certificateCmd struct {
	Verify verifyCmd `cmd:"" help:"Check what the code on a certificate holds, without the web."`
}

type verifyCmd struct {
	config.Config `embed:""`

	Text string `arg:"" help:"The text of the code: the whole link, or what follows its #."`
}

// Run checks the signature with the published keys, prints what was signed, and adds what the store knows: whether the
// certificate holds today.
func (c verifyCmd) Run(ctx context.Context, io streams) error {
	settings, err := c.Validate()
	if err != nil {
		return usageError{err}
	}
	p, err := openExisting(ctx, settings)
	if err != nil {
		return err
	}
	return p.close(p.verify(ctx, io, c.Text))
}

func (p *parts) verify(ctx context.Context, io streams, text string) error {
	if err := p.openAccounts(ctx); err != nil {
		return err
	}
	claims, err := p.certificates.VerifyJWS(ctx, text)
	if err != nil {
		return inWords(err)
	}
	fmt.Fprintln(io.out, claims)
	_, state, err := p.certificates.Certificate(ctx, claims.Serial)
	if err != nil {
		return inWords(err)
	}
	fmt.Fprintf(io.out, "signature: good\nstate on %s: %s\n", day.Of(time.Now()), state.Standing)
	return nil
}
