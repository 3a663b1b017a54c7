package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/org"
)

type contentCmd struct {
	Check checkCmd `cmd:"" help:"Report every problem in the course files, as file:line:col."`
	Sum   sumCmd   `cmd:"" help:"Record the hash of every version that content.sum lacks."`
}

type checkCmd struct {
	Dir string `arg:"" optional:"" help:"The content folder; without it, the one that the program was built with."`
}

// Run fails when there is any problem, after all of them were written.
func (c checkCmd) Run(io streams) error {
	files := fs.FS(content.Files)
	if c.Dir != "" {
		if err := isContent(c.Dir); err != nil {
			return err
		}
		files = os.DirFS(c.Dir)
	}
	catalogue, err := loadCourses(files)
	var problems courses.Problems
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	if err == nil {
		problems = catalogue.CheckSums()
	}
	for _, p := range problems {
		fmt.Fprintln(io.out, p)
	}
	if len(problems) > 0 {
		return fmt.Errorf("%d problems in the course files", len(problems))
	}
	for _, course := range catalogue.Courses {
		state := "approved"
		if course.Draft() {
			state = "draft"
		}
		fmt.Fprintf(io.out, "%s %s: %d lessons, %d questions, %d minutes, %d KB, %s\n", course.ID, course.Version,
			len(course.Lessons), len(course.Items), course.Minutes, (course.Bytes+1023)/1024, state)
	}
	_, err = fmt.Fprintln(io.out, "no problems")
	return err
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
