package main

import (
	"fmt"

	"lamtoen/courses"
)

type translationsCmd struct {
	Language string `default:"dz" help:"The language, as in 01-name.dz.md."`
	Dir      string `arg:"" optional:"" help:"The content folder; without it, the one that the program was built with."`
}

// Run lists for each course what is translated, what is missing, and what is out of date, with how the English has changed.
func (c translationsCmd) Run(io streams) error {
	files, err := contentFiles(c.Dir)
	if err != nil {
		return err
	}
	catalogue, err := loadCourses(files)
	if err != nil {
		return err
	}
	whole, current := 0, 0
	for _, course := range catalogue.Courses {
		var history []*courses.Course
		for _, old := range catalogue.Archive {
			if old.ID == course.ID {
				history = append(history, old)
			}
		}
		states := courses.TranslationStates(course, history, c.Language)
		done := 0
		for _, s := range states {
			if s.There && !s.Stale {
				done++
			}
		}
		whole, current = whole+len(states), current+done
		fmt.Fprintf(io.out, "%s %s: %d of %d lessons in %s\n", course.ID, course.Version, done, len(states), c.Language)
		for _, s := range states {
			c.write(io, s)
		}
	}
	_, err = fmt.Fprintf(io.out, "%d of %d lessons are translated and current\n", current, whole)
	return err
}

func (c translationsCmd) write(io streams, s courses.TranslationState) {
	switch {
	case !s.There:
		fmt.Fprintf(io.out, "  missing: %s (%s)\n", s.Lesson.Title, s.Lesson.File)
	case !s.Stale:
	case !s.Known:
		fmt.Fprintf(io.out, "  out of date: %s; the English that it translates is in no archived version\n", s.Lesson.Title)
	default:
		fmt.Fprintf(io.out, "  out of date: %s\n", s.Lesson.Title)
		for _, d := range s.Changes {
			fmt.Fprintf(io.out, "    %s\n", d.What)
			if d.Old != "" || d.New != "" {
				fmt.Fprintf(io.out, "      - %s\n      + %s\n", oneLine(d.Old), oneLine(d.New))
			}
		}
	}
}
