package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/courses/lint"
	"lamtoen/internal/org"
)

type contentCmd struct {
	Check        checkCmd        `cmd:"" help:"Report every problem in the course files, as file:line:col."`
	Rules        rulesCmd        `cmd:"" help:"List the rules of content check with their reasons."`
	Matrix       matrixCmd       `cmd:"" help:"Set the courses against the clauses of the policy: taught where, tested by how much, and what is short."`
	Impact       impactCmd       `cmd:"" help:"List what is to be read again when a clause changes."`
	Due          dueCmd          `cmd:"" help:"List the courses whose two-year review is due."`
	Sum          sumCmd          `cmd:"" help:"Record the hash of every version that content.sum lacks."`
	Diff         diffCmd         `cmd:"" help:"Tell in words what differs between two versions of a course."`
	Translations translationsCmd `cmd:"" help:"List what is translated, what is missing, and what is out of date."`
	Export       exportCmd       `cmd:"" help:"Write courses for other places: GIFT, one HTML file, slides, SCORM 1.2, QTI 3.0."`
	Import       importCmd       `cmd:"" help:"Read questions from other places into a bank."`
}

type checkCmd struct {
	Dir     string  `arg:"" optional:"" help:"The content folder; without it, the one that the program was built with."`
	Format  string  `enum:"text,json" default:"text" help:"text, or json for a build server: ${enum}."`
	Figures bool    `help:"Also print a table of figures: minutes, words, reading grade, data cost, clauses."`
	Price   float64 `env:"LAMTOEN_DATA_PRICE" default:"59" help:"Nu for a GB of mobile data."`
}

// checkReport is what --format json prints.
type checkReport struct {
	Problems []checkProblem `json:"problems"`
	Courses  []lint.Figures `json:"courses,omitempty"` // none while files do not load
}

type checkProblem struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
	Mend    string `json:"mend,omitempty"`
}

// Run fails when there is any problem, after all of them were written: first what keeps a file from being read, and when all
// are read, what the rules of content find.
func (c checkCmd) Run(io streams) error {
	files, err := contentFiles(c.Dir)
	if err != nil {
		return err
	}
	catalogue, err := loadCourses(files)
	var problems courses.Problems
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	var figures []lint.Figures
	if err == nil {
		institutions, err := realPlaces(files)
		if err != nil {
			return err
		}
		problems = append(catalogue.CheckSums(), lint.Catalogue(catalogue, institutions...)...)
		figures = lint.FiguresOf(catalogue, c.Price)
	}
	if c.Format == "json" {
		err = writeCheckJSON(io.out, problems, figures)
	} else {
		err = c.writeText(io.out, problems, catalogue, figures)
	}
	if len(problems) > 0 && err == nil {
		err = fmt.Errorf("%d problems in the course files", len(problems))
	}
	return err
}

func (c checkCmd) writeText(out io.Writer, problems courses.Problems, catalogue *courses.Catalogue, figures []lint.Figures) error {
	for _, p := range problems {
		if p.Rule != "" {
			p.What += " [" + p.Rule + "]"
		}
		fmt.Fprintln(out, p)
	}
	if c.Figures {
		writeFigures(out, figures)
	}
	if len(problems) > 0 {
		return nil
	}
	for _, course := range catalogue.Courses {
		state := "approved"
		if course.Draft() {
			state = "draft"
		}
		fmt.Fprintf(out, "%s %s: %d lessons, %d questions, %d minutes, %d KB, %s\n", course.ID, course.Version,
			len(course.Lessons), len(course.Items), course.Minutes, (course.Bytes+1023)/1024, state)
	}
	_, err := fmt.Fprintln(out, "no problems")
	return err
}

func writeFigures(out io.Writer, figures []lint.Figures) {
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "course\tminutes\tlessons\twords\titems\tgrade\tage\tKB\tNu\ttaught\ttested\tkey longest\t")
	for _, f := range figures {
		fmt.Fprintf(table, "%s %s\t%d\t%d\t%d\t%d\t%.1f\t%d\t%d\t%.3f\t%d\t%d\t%d %%\t\n", f.Course, f.Version, f.Minutes, f.Lessons, f.Words, f.Items,
			f.Grade, f.Age, (f.Bytes+1023)/1024, f.DataNu, f.Taught, f.Tested, f.KeyLongest)
	}
	_ = table.Flush() // what cannot be written here could not be written before either
}

func writeCheckJSON(out io.Writer, problems courses.Problems, figures []lint.Figures) error {
	report := checkReport{Problems: []checkProblem{}, Courses: figures}
	for _, p := range problems {
		report.Problems = append(report.Problems, checkProblem{p.File, p.Line, p.Col, p.Rule, p.What, p.Mend})
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(report)
}

// realPlaces are the agencies of the same tree, in none of which anybody of a course errs.
func realPlaces(files fs.FS) ([]lint.Institution, error) {
	agencies, err := org.ReadAgencies(files)
	if err != nil {
		return nil, err
	}
	all := make([]lint.Institution, len(agencies))
	for i, a := range agencies {
		all[i] = lint.Institution{Name: a.Name, Type: string(a.Type)}
	}
	return all, nil
}

// contentFiles is the folder that was given, or the content that the program was built with.
func contentFiles(dir string) (fs.FS, error) {
	if dir == "" {
		return content.Files, nil
	}
	return os.DirFS(dir), isContent(dir)
}

type rulesCmd struct{}

// Run prints every rule of the linter with its reason.
func (rulesCmd) Run(io streams) error {
	for _, r := range lint.Rules() {
		if _, err := fmt.Fprintf(io.out, "%-20s %s\n", r.ID, r.Why); err != nil {
			return err
		}
	}
	return nil
}

type sumCmd struct {
	Dir string `arg:"" optional:"" default:"content" help:"The content folder."`
}

// Run rewrites DIR/content.sum. It refuses to record another hash for a version that has one.
func (c sumCmd) Run(io streams) error {
	if err := isContent(c.Dir); err != nil {
		return err
	}
	catalogue, err := loadCourses(os.DirFS(c.Dir))
	if err != nil {
		return err
	}
	sums, err := catalogue.WriteSums()
	if err != nil {
		return err
	}
	name := filepath.Join(c.Dir, "content.sum")
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, sums) {
		_, err = fmt.Fprintln(io.out, name, "is up to date")
		return err
	}
	if err := replaceFile(name, sums); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = fmt.Fprintln(io.out, "wrote", name)
	return err
}

// replaceFile writes beside and renames, so that no crash leaves half a file.
func replaceFile(name string, text []byte) error {
	beside, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	_, err = beside.Write(text)
	if err == nil {
		err = beside.Chmod(0o644) // a file of the repository, for all to read
	}
	if err == nil {
		err = beside.Sync()
	}
	if err = errors.Join(err, beside.Close()); err == nil {
		err = os.Rename(beside.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(beside.Name()))
	}
	return nil
}

// isContent refuses a folder that holds no content, so that a mistyped path is not reported as fifty missing files.
func isContent(dir string) error {
	info, err := os.Stat(filepath.Join(dir, "policy.yaml"))
	if err != nil || info.IsDir() {
		return usageError{fmt.Errorf("%s is not a content folder (it has no policy.yaml); give the folder that holds policy.yaml and civil-service", dir)}
	}
	return nil
}

// loadCourses loads with the owners that the agency list of the same tree knows.
func loadCourses(files fs.FS) (*courses.Catalogue, error) {
	agencies, err := org.ReadAgencies(files)
	if err != nil {
		return nil, err
	}
	return courses.Load(files, courses.Options{Owners: org.AgencyCodes(agencies), Today: time.Now()})
}
