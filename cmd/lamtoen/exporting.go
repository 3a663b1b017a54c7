package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/export"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/org"
)

type exportCmd struct {
	Format string `required:"" enum:"gift,html,pdf,slides,scorm12,qti3,prospectus" help:"gift, html, pdf (lesson packs), slides, scorm12, qti3, or prospectus (the courses for the civil service)."`
	Course string `help:"The course; without it, every course that has something for the format."`
	Out    string `default:"." type:"path" help:"The folder to write to; it is made if it is missing."`
	Date   string `help:"The day of the edition, as 2026-11-22; today without it. The same day gives the same bytes."`
	Demo   bool   `help:"Mark the files as a demonstration."`
	Dir    string `arg:"" optional:"" help:"The content folder; without it, the one that the program was built with."`
}

// Run writes one file for each course. What a format could not carry is told on the error stream.
func (c exportCmd) Run(io streams) error {
	files := fs.FS(content.Files)
	if c.Dir != "" {
		if err := isContent(c.Dir); err != nil {
			return err
		}
		files = os.DirFS(c.Dir)
	}
	edition := day.Of(time.Now())
	if c.Date != "" {
		var err error
		if edition, err = day.Parse(c.Date); err != nil {
			return usageError{err}
		}
	}
	catalogue, err := loadCourses(files)
	if err != nil {
		return err
	}
	agencies, err := org.ReadAgencies(files)
	if err != nil {
		return err
	}
	chosen := catalogue.Courses
	if c.Course != "" {
		course, ok := catalogue.Course(courses.CourseID(c.Course))
		if !ok {
			return usageError{fmt.Errorf("there is no course %q; `lamtoen content check` lists them", c.Course)}
		}
		chosen = []*courses.Course{course}
	}
	if err := os.MkdirAll(c.Out, 0o750); err != nil {
		return fmt.Errorf("make %s: %w", c.Out, err)
	}
	prints := lessonpack.About{Day: edition, Owners: officeNames(agencies), Demo: c.Demo, Contacts: catalogue.Contacts}
	if c.Format == prospectusFormat {
		return c.writeProspectus(io, chosen, prints)
	}
	written := 0
	for _, course := range chosen {
		about := export.About{Day: edition, Owners: ownerNames(course, agencies), Demo: c.Demo, Contacts: catalogue.Contacts}
		made, err := c.files(course, about, prints)
		if errors.Is(err, export.ErrNothing) && c.Course == "" {
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", course.ID, err)
		}
		for _, file := range made {
			if err := c.write(io, file); err != nil {
				return err
			}
			written++
		}
	}
	if written == 0 {
		return fmt.Errorf("no course has anything for the format %s", c.Format)
	}
	return nil
}

// files are those of one course in the format.
func (c exportCmd) files(course *courses.Course, about export.About, prints lessonpack.About) ([]export.File, error) {
	if c.Format == packFormat {
		return packFiles(course, prints)
	}
	file, err := export.Write(course, export.Format(c.Format), about)
	return []export.File{file}, err
}

// write puts one file into the folder, and tells its name and its notes.
func (c exportCmd) write(io streams, file export.File) error {
	name := filepath.Join(c.Out, file.Name)
	if err := replaceFile(name, file.Data); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	fmt.Fprintf(io.out, "%s: %d KB\n", name, (len(file.Data)+1023)/1024)
	for _, note := range file.Notes {
		fmt.Fprintln(io.err, "  "+note)
	}
	return nil
}

// ownerNames are the names of the offices that own a course.
func ownerNames(course *courses.Course, agencies []org.Agency) string {
	names := make([]string, len(course.Owners))
	for i, code := range course.Owners {
		names[i] = code
		for _, a := range agencies {
			if string(a.Code) == code {
				names[i] = a.Name
			}
		}
	}
	return strings.Join(names, ", ")
}

type importCmd struct {
	Gift importGIFTCmd `cmd:"" help:"Append the questions of a GIFT file to the bank of a course."`
}

type importGIFTCmd struct {
	File      string `arg:"" type:"existingfile" help:"The GIFT file."`
	Course    string `required:"" help:"The course whose questions.yaml is extended."`
	Objective string `help:"The objective of questions that name none."`
	LeaveOut  bool   `help:"Leave out questions with problems, and import the others."`
	Dir       string `arg:"" optional:"" default:"content" help:"The content folder."`
}

// Run writes questions.yaml only when the whole content still loads with it.
func (c importGIFTCmd) Run(io streams) error {
	if err := isContent(c.Dir); err != nil {
		return err
	}
	gift, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	tree := os.DirFS(c.Dir)
	agencies, err := org.ReadAgencies(tree)
	if err != nil {
		return err
	}
	in, err := export.ImportGIFT(tree, courses.Options{Owners: org.AgencyCodes(agencies), Today: time.Now()}, export.Import{
		Course: courses.CourseID(c.Course), Objective: courses.ObjectiveID(c.Objective), Name: c.File, GIFT: gift, LeaveOut: c.LeaveOut,
	})
	var problems courses.Problems
	if errors.As(err, &problems) {
		for _, p := range problems {
			fmt.Fprintln(io.out, p)
		}
		return fmt.Errorf("nothing was imported; problems: %d (with --leave-out, questions with problems are left out)", len(problems))
	}
	if err != nil {
		return err
	}
	for _, p := range append(in.Left, in.Changed...) {
		fmt.Fprintln(io.out, p)
	}
	name := filepath.Join(c.Dir, filepath.FromSlash(in.Path))
	if err := replaceFile(name, in.Bank); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = fmt.Fprintf(io.out, "questions appended to %s: %d; problems left out: %d. Read them, raise the version in course.yaml, and run `lamtoen content check`.\n",
		name, len(in.Items), len(in.Left))
	return err
}
