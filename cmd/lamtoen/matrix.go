package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"lamtoen/courses"
	"lamtoen/courses/matrix"
	"lamtoen/internal/day"
)

type matrixCmd struct {
	Dir    string `arg:"" optional:"" help:"The content folder; without it, the one that the program was built with."`
	Format string `enum:"text,csv,json" default:"text" help:"${enum}."`
}

// Run prints the matrix and fails when a clause is short of what its kind asks for.
func (c matrixCmd) Run(io streams) error {
	catalogue, err := loadDir(c.Dir)
	if err != nil {
		return err
	}
	rows := matrix.Of(catalogue)
	switch c.Format {
	case "csv":
		err = writeMatrixCSV(io.out, rows)
	case "json":
		e := json.NewEncoder(io.out)
		e.SetIndent("", "  ")
		err = e.Encode(map[string][]matrix.Row{"clauses": rows})
	default:
		err = writeMatrixText(io.out, rows)
	}
	short := 0
	for _, r := range rows {
		if r.Short != "" {
			short++
		}
	}
	if err == nil && short > 0 {
		err = fmt.Errorf("%d clauses are short of what their kind asks for", short)
	}
	return err
}

func loadDir(dir string) (*courses.Catalogue, error) {
	files, err := contentFiles(dir)
	if err != nil {
		return nil, err
	}
	return loadCourses(files)
}

func writeMatrixText(out io.Writer, rows []matrix.Row) error {
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, r := range rows {
		state := "ok"
		if r.Short != "" {
			state = "SHORT: " + r.Short
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d lessons\t%d questions\t%s\t%s\n", r.Clause.ID, r.Clause.Kind, r.Clause.Title, len(r.Taught), r.Items(), state, where(r))
	}
	return table.Flush()
}

// where names the courses that teach a clause, or what else answers it.
func where(r matrix.Row) string {
	var names []string
	for _, l := range r.Taught {
		if name := string(l.Course); len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	if r.Glossary != "" {
		names = append(names, "glossary: "+string(r.Glossary))
	}
	if r.Product != "" {
		names = append(names, r.Product)
	}
	return strings.Join(names, ", ")
}

func writeMatrixCSV(out io.Writer, rows []matrix.Row) error {
	w := csv.NewWriter(out)
	if err := w.Write([]string{"clause", "title", "kind", "lessons", "questions", "where", "short"}); err != nil {
		return err
	}
	for _, r := range rows {
		line := []string{string(r.Clause.ID), r.Clause.Title, string(r.Clause.Kind), strconv.Itoa(len(r.Taught)), strconv.Itoa(r.Items()), where(r), r.Short}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

type impactCmd struct {
	Clause string `required:"" help:"The id of the clause, such as coc.4."`
	Dir    string `arg:"" optional:"" help:"The content folder; without it, the one that the program was built with."`
}

// Run lists what is to be read again when the clause changes.
func (c impactCmd) Run(io streams) error {
	catalogue, err := loadDir(c.Dir)
	if err != nil {
		return err
	}
	if _, ok := catalogue.Policy.Clause(courses.ClauseID(c.Clause)); !ok {
		return usageError{fmt.Errorf("the policy has no clause %q; lamtoen content matrix lists them", c.Clause)}
	}
	found := matrix.Impact(catalogue, courses.ClauseID(c.Clause))
	for _, m := range found {
		at := m.File
		if m.Line > 0 {
			at += ":" + strconv.Itoa(m.Line)
		}
		fmt.Fprintf(io.out, "%s: %s %s\n", at, m.What, m.Name)
	}
	_, err = fmt.Fprintf(io.out, "%d places to read again\n", len(found))
	return err
}

type dueCmd struct {
	On  string `help:"The day, as 2006-01-02; without it, today."`
	Dir string `arg:"" optional:"" help:"The content folder; without it, the one that the program was built with."`
}

// Run lists the courses whose two-year review is due by the day.
func (c dueCmd) Run(io streams) error {
	on := c.On
	if on == "" {
		on = day.Of(time.Now()).ISO()
	}
	if _, err := day.Parse(on); err != nil {
		return usageError{fmt.Errorf("%q is no day; write it as 2028-11-20", c.On)}
	}
	catalogue, err := loadDir(c.Dir)
	if err != nil {
		return err
	}
	due := matrix.Due(catalogue, on)
	for _, course := range due {
		fmt.Fprintf(io.out, "%s %s: review by %s, owner %s\n", course.ID, course.Version, course.Review, strings.Join(course.Owners, ", "))
	}
	_, err = fmt.Fprintf(io.out, "%d courses are due for review by %s\n", len(due), on)
	return err
}
