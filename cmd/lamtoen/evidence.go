package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"lamtoen/internal/config"
	"lamtoen/internal/day"
	"lamtoen/internal/evidence"
)

type evidenceCmd struct {
	Verify evidenceVerifyCmd `cmd:"" help:"Check a file of evidence: who signed it, and whether anything was changed since."`
}

type evidenceVerifyCmd struct {
	config.Config `embed:""`

	JWKS string `placeholder:"FILE" help:"Published keys, as the service gives them at /.well-known/jwks.json: then no store is needed."`
	File string `arg:"" help:"The file, as the person keeps it from the page of the attempt."`
}

// Run checks the file with the published keys, of the store or of a file, and prints in a few lines what was signed.
func (c evidenceVerifyCmd) Run(ctx context.Context, io streams) error {
	file, err := readSmall(c.File, evidence.MaxFile)
	if err != nil {
		return usageError{err}
	}
	if c.JWKS != "" {
		text, err := readSmall(c.JWKS, evidence.MaxFile)
		if err != nil {
			return usageError{err}
		}
		keys, err := evidence.ReadKeySet(text)
		if err != nil {
			return usageError{err}
		}
		return printEvidence(ctx, io, keys, file)
	}
	settings, err := c.Validate()
	if err != nil {
		return usageError{err}
	}
	p, err := openExisting(ctx, settings)
	if err != nil {
		return err
	}
	if err := p.openKeys(ctx); err != nil {
		return p.close(err)
	}
	return p.close(printEvidence(ctx, io, p.keys, file))
}

// readSmall reads a file that must not be larger.
func readSmall(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if int64(len(text)) > most {
		err = fmt.Errorf("%s is larger than %d bytes, which no such file is", name, most)
	}
	return text, errors.Join(err, f.Close())
}

// printEvidence says what a file is worth and what it says, without its questions.
func printEvidence(ctx context.Context, io streams, keys evidence.PublicKeys, file []byte) error {
	d, err := evidence.Verify(ctx, keys, file)
	if err != nil {
		return inWords(err)
	}
	s := d.Statement
	lines := [][2]string{
		{"signature", "good, by " + s.Issuer + " with the key " + d.Key},
		{"person", s.Person.Name + ", EID " + s.Person.EID},
		{"course", fmt.Sprintf("%s (%s), version %s, %s", s.Course.Title, s.Course.ID, s.Course.Version, s.Course.Hash)},
		{"attempt", fmt.Sprintf("%d of enrolment %d, %s, %s", s.Attempt.Number, s.Attempt.Enrolment, s.Attempt.Standing, s.Attempt.ID)},
		{"begun", inThimphu(s.Attempt.Began)},
		{"handed in", inThimphu(s.Attempt.HandedIn)},
		{"result", gradeInWords(s.Grading)},
		{"corrections", strconv.Itoa(len(s.Corrections))},
		{"as known", inThimphu(s.Known) + "; what was recorded later is not in it"},
	}
	if s.Mark != "" {
		lines = append(lines, [2]string{"mark", s.Mark})
	}
	for _, l := range lines {
		if _, err := fmt.Fprintf(io.out, "%-12s %s\n", l[0], l[1]); err != nil {
			return err
		}
	}
	return nil
}

// gradeInWords says how an attempt was graded.
func gradeInWords(g *evidence.Grading) string {
	if g == nil {
		return "not handed in"
	}
	passed := "not passed"
	if g.Passed {
		passed = "passed"
	}
	return fmt.Sprintf("%s with %s of %s, by %s; graded again when this was signed: %s", passed, inPercent(g.Score), inPercent(g.PassMark),
		g.Grader, strings.ReplaceAll(string(g.Regraded), "-", " "))
}

func inPercent(score int) string { return fmt.Sprintf("%d.%02d %%", score/100, score%100) }

// inThimphu is an instant in Bhutan's time.
func inThimphu(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(day.Thimphu).Format("2 January 2006, 15:04:05")
}
