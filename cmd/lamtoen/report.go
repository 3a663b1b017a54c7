package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/certificate"
	"lamtoen/internal/config"
	"lamtoen/internal/day"
	"lamtoen/internal/groupcode"
	"lamtoen/internal/org"
	"lamtoen/internal/report"
)

// mostReport is the largest file that is read as a report, in bytes.
const mostReport = 64 << 20

type reportCmd struct {
	Make   reportMakeCmd   `cmd:"" help:"Make a report, keep it, and write its PDF."`
	List   reportListCmd   `cmd:"" help:"List the reports that were made."`
	Verify reportVerifyCmd `cmd:"" help:"Make a report again from the store, and say whether it is the same to the byte."`
}

// openReports adds the service that makes and keeps reports.
func (p *parts) openReports(ctx context.Context) (err error) {
	settings := report.Settings{Now: p.now, Program: version, Origin: p.origin, AppealDays: p.settings.AppealDays}
	if p.settings.Demo || p.invented() {
		settings.Mark = certificate.MarkDemo
	}
	p.reports, err = report.Open(ctx, p.engine, report.Deps{
		Coverage: p.cube, Register: p.register, Library: p.library, Audit: p.audit, Elsewhere: p.countElsewhere,
	}, settings)
	return err
}

// countElsewhere counts the groups that registered a code of their own in the period, as known then.
func (p *parts) countElsewhere(ctx context.Context, period org.Period, known time.Time) ([]report.Count, error) {
	entries, err := p.groups.Entries(ctx)
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(e groupcode.Entry) bool { return e.Recorded.After(known) })
	figures := groupcode.Count(entries, period.From, period.Until)
	counts := []report.Count{{What: "Groups that registered a code of conduct of their own (clauses coc.assoc and cap.3)", N: figures.Groups}}
	for _, kind := range groupcode.Kinds() {
		if n := figures.ByKind[kind]; n > 0 {
			counts = append(counts, report.Count{What: "of these: " + string(kind), N: n})
		}
	}
	return counts, nil
}

// withReports opens what reports are made from, and gives it back afterwards.
func withReports(ctx context.Context, c config.Config, do func(*parts) error) error {
	settings, err := c.Validate()
	if err != nil {
		return usageError{err}
	}
	p, err := openExisting(ctx, settings)
	if err != nil {
		return err
	}
	open := func() error {
		for _, step := range []func(context.Context) error{p.openAccounts, p.openCoverage, p.openReports} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return do(p)
	}
	return p.close(inWords(open()))
}

type reportMakeCmd struct {
	config.Config `embed:""`

	Kind     string   `arg:"" enum:"letter,yearly" help:"letter (to one agency) or yearly (of the whole country)."`
	Course   []string `help:"Ids of the courses; without any, all that some rule asks for."`
	Agency   string   `help:"Code of the agency of a letter."`
	Names    bool     `help:"List in a letter who is not complete. The file then holds personal data."`
	Year     int      `help:"The year in which the year of a yearly report begins, such as 2026."`
	YearKind string   `default:"fiscal" enum:"fiscal,calendar" help:"fiscal (July to June) or calendar."`
	At       string   `help:"As at this day, year-month-day; default today, or the last day of the year."`
	Known    string   `help:"As known at the end of this day; default now."`
	Out      string   `placeholder:"FILE" help:"Where to write the PDF; default the report's number with .pdf."`
}

// Run makes the report. The same again, as known on the same day, is the report that was made before.
func (c reportMakeCmd) Run(ctx context.Context, io streams) error {
	ask := report.Ask{Kind: report.Kind(c.Kind), Agency: org.AgencyCode(c.Agency), Names: c.Names}
	if ask.Kind == report.Yearly {
		ask.Year, ask.YearKind = c.Year, report.YearKind(c.YearKind)
	}
	for _, id := range c.Course {
		ask.Courses = append(ask.Courses, courses.CourseID(id))
	}
	var err error
	if c.At != "" {
		if ask.At, err = day.Parse(c.At); err != nil {
			return usageError{fmt.Errorf("--at: %w", err)}
		}
	}
	if c.Known != "" {
		known, err := day.Parse(c.Known)
		if err != nil {
			return usageError{fmt.Errorf("--known: %w", err)}
		}
		ask.Known = known.End()
	}
	return withReports(ctx, c.Config, func(p *parts) error {
		rec, err := p.reports.Make(ctx, ask, "lamtoen report make")
		if err != nil {
			return err
		}
		data, err := p.reports.PDF(ctx, &rec)
		if err != nil {
			return err
		}
		out := c.Out
		if out == "" {
			out = rec.ID + ".pdf"
		}
		if err := os.WriteFile(out, data, 0o600); err != nil {
			return err
		}
		_, err = fmt.Fprintf(io.out, "%s\n%s, as at %s, as known on %s\nfigures %s\n%d bytes in %s\n", rec.ID, rec.Title, rec.At, inThimphu(rec.Known), rec.Inputs,
			len(data), out)
		return err
	})
}

type reportListCmd struct {
	config.Config `embed:""`
}

// Run lists the reports, the newest first.
func (c reportListCmd) Run(ctx context.Context, io streams) error {
	return withReports(ctx, c.Config, func(p *parts) error {
		list, err := p.reports.List(ctx, report.Reads{Figures: org.Scope{All: true}, Names: org.Scope{All: true}})
		if err != nil {
			return err
		}
		out := tabwriter.NewWriter(io.out, 0, 0, 2, ' ', 0)
		for _, r := range list {
			fmt.Fprintf(out, "%s\t%s\t%s\tas known %s\t%s\n", r.ID, r.Kind, r.At.ISO(), inThimphu(r.Known), r.Title)
		}
		return out.Flush()
	})
}

type reportVerifyCmd struct {
	config.Config `embed:""`

	Report string `arg:"" help:"The number of a report (LR-…), or a PDF file."`
}

// Run makes the report again, and fails when anything is not the same.
func (c reportVerifyCmd) Run(ctx context.Context, io streams) error {
	return withReports(ctx, c.Config, func(p *parts) error {
		verdict, err := p.verifyReport(ctx, c.Report)
		if err != nil {
			return err
		}
		r := verdict.Record
		fmt.Fprintf(io.out, "%s: %s\nas at %s, as known on %s, made on %s by program %s\n", r.ID, r.Title, r.At, inThimphu(r.Known), inThimphu(r.Recorded), r.Program)
		if verdict.Same {
			_, err := fmt.Fprintf(io.out, "same: made again from the store, the figures, the definitions and all %d bytes are the same\n", r.Size)
			return err
		}
		for _, d := range verdict.Differences {
			fmt.Fprintln(io.out, "differs:", d)
		}
		return errors.New("the report is not what the store gives")
	})
}

// verifyReport takes a number or a file.
func (p *parts) verifyReport(ctx context.Context, named string) (report.Verdict, error) {
	if id, ok := report.ParseID(named); ok {
		return p.reports.Verify(ctx, id)
	}
	data, err := readSmall(named, mostReport)
	if errors.Is(err, fs.ErrNotExist) {
		return report.Verdict{}, usageError{fmt.Errorf("there is no file %s; give a PDF, or a report's number such as LR-7K3M9-Q2TXA", named)}
	}
	if err != nil {
		return report.Verdict{}, err
	}
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		return report.Verdict{}, usageError{fmt.Errorf("%s is no PDF", named)}
	}
	return p.reports.VerifyFile(ctx, data)
}
