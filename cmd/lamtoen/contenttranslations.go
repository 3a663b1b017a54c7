package main

import (
	"fmt"
	"path"

	"lamtoen/courses"
)

type translationsCmd struct {
	Language string `default:"dz" help:"The language, as in 01-name.dz.md."`
	Dir      string `arg:"" optional:"" help:"The content folder; without it, the one that the program was built with."`
}

// Run lists for each course what is translated, what is missing, what is out of date with how the English has changed, which
// hash an approval names, and what is offered in the language.
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
		s := courses.TranslationStates(course, history, c.Language)
		done, all := s.Current("")
		whole, current = whole+all, current+done
		c.writeCourse(io, course, s)
	}
	_, err = fmt.Fprintf(io.out, "%d of %d lessons, texts and questions are translated and current\n", current, whole)
	return err
}

// writeCourse tells of one course: figures, what is offered, the approvals, and each piece that is not current.
func (c translationsCmd) writeCourse(io streams, course *courses.Course, s courses.LanguageState) {
	done, all := s.Current("")
	fmt.Fprintf(io.out, "%s %s: %d of %d pieces in %s", course.ID, course.Version, done, all, c.Language)
	for _, kind := range []courses.PieceKind{courses.LessonPiece, courses.TextPiece, courses.QuestionPiece} {
		n, of := s.Current(kind)
		fmt.Fprintf(io.out, ", %d of %d %ss", n, of, kind)
	}
	fmt.Fprintf(io.out, "; assessment %s, acknowledgement %s\n",
		offered(s.Asked, course.Assessment != nil), offered(s.Signed, len(course.Acknowledgements) > 0))
	for _, f := range []courses.FileState{s.Texts, s.Bank} {
		if f.There {
			fmt.Fprintf(io.out, "  %s: %s, %s\n", path.Join(course.Dir, f.File), approvalOf(f), f.Hash)
		}
	}
	for _, p := range s.Pieces {
		c.write(io, p)
	}
}

// offered says in a word whether something that a course may lack is offered in the language.
func offered(is, has bool) string {
	switch {
	case !has:
		return "none"
	case is:
		return "offered"
	}
	return "in English"
}

func approvalOf(f courses.FileState) string {
	switch {
	case f.Approved:
		return "approved"
	case f.Lapsed:
		return "approval lapsed, since it has changed"
	}
	return "draft"
}

func (c translationsCmd) write(io streams, s courses.TranslationState) {
	switch {
	case !s.There:
		fmt.Fprintf(io.out, "  missing: %s (%s)\n", s.Name, s.File)
	case !s.Stale:
	case !s.Known:
		fmt.Fprintf(io.out, "  out of date: %s; the English that it translates is in no archived version\n", s.Name)
	default:
		fmt.Fprintf(io.out, "  out of date: %s\n", s.Name)
		for _, d := range s.Changes {
			fmt.Fprintf(io.out, "    %s\n", d.What)
			if d.Old != "" || d.New != "" {
				fmt.Fprintf(io.out, "      - %s\n      + %s\n", oneLine(d.Old), oneLine(d.New))
			}
		}
	}
}
