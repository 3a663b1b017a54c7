package main

import (
	"fmt"
	"strings"

	"lamtoen/courses"
)

type diffCmd struct {
	Course string `arg:"" help:"Id of the course."`
	From   string `arg:"" help:"The older version, such as 1.0.0."`
	To     string `arg:"" help:"The newer version."`
	Dir    string `arg:"" optional:"" help:"The content folder; without it, the one that the program was built with."`
}

// Run tells the change in words, and the least step of the version that it asks for. What the check would refuse in such a step
// is told all the same: this is how an author finds the right one.
func (c diffCmd) Run(io streams) error {
	files, err := contentFiles(c.Dir)
	if err != nil {
		return err
	}
	catalogue, err := loadCourses(files)
	if err != nil {
		return err
	}
	old, err := versionOf(catalogue, c.Course, c.From)
	if err != nil {
		return err
	}
	now, err := versionOf(catalogue, c.Course, c.To)
	if err != nil {
		return err
	}
	changes := courses.Compare(old, now)
	for _, d := range changes {
		fmt.Fprintf(io.out, "%s (%s)\n", d, d.Degree)
		if d.Old != "" || d.New != "" {
			fmt.Fprintf(io.out, "    - %s\n    + %s\n", oneLine(d.Old), oneLine(d.New))
		}
	}
	if len(changes) == 0 {
		_, err = fmt.Fprintln(io.out, "nothing differs")
		return err
	}
	least, given := changes.Least(), old.Version.StepTo(now.Version)
	_, err = fmt.Fprintf(io.out, "%d changes; they ask for a %s step, to %s at least; %s is a %s step\n", len(changes), least,
		old.Version.Raise(least), now.Version, given)
	return err
}

func oneLine(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return strings.Join(strings.Fields(s), " ")
}

// versionOf finds a version, current or archived, and otherwise says which there are.
func versionOf(catalogue *courses.Catalogue, id, version string) (*courses.Course, error) {
	var there []string
	for _, c := range catalogue.Versions() {
		if string(c.ID) != id {
			continue
		}
		if string(c.Version) == version {
			return c, nil
		}
		there = append(there, string(c.Version))
	}
	if len(there) == 0 {
		return nil, usageError{fmt.Errorf("there is no course %q", id)}
	}
	return nil, usageError{fmt.Errorf("%s has no version %q here; there is %s (older ones stand in archive/%s/VERSION)", id, version,
		strings.Join(there, ", "), id)}
}
