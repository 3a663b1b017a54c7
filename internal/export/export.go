package export

import (
	"errors"
	"fmt"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/day"
)

// Format is a form in which a course leaves.
type Format string

// The formats, in the order in which they are offered.
const (
	HTML   Format = "html"
	Slides Format = "slides"
	GIFT   Format = "gift"
	SCORM  Format = "scorm12"
	QTI    Format = "qti3"
)

// Formats are all formats, those for everybody first.
func Formats() []Format { return []Format{HTML, Slides, GIFT, SCORM, QTI} }

// ErrNothing means that a course holds nothing that the format could carry: no bank, or no slides.
var ErrNothing = errors.New("the course has nothing for this format")

// About is what a file says beside what the course itself says.
type About struct {
	Day      day.Date          // of the edition: when the version was published
	Owners   string            // names of the offices that own the course
	Demo     bool              // the installation holds invented people and figures, and its files must say so
	Contacts []courses.Contact // helplines, for lessons that say whom to tell
}

// File is a course in one format.
type File struct {
	Name  string // course-1.2.0.gift
	Type  string // media type
	Data  []byte
	Notes []string // what the format could not carry, in words for the content lead
}

// Offers tells whether a course has something for a format.
func Offers(c *courses.Course, f Format) bool {
	switch f {
	case HTML, SCORM:
		return len(c.Lessons) > 0
	case Slides:
		return c.Pack != nil && len(c.Pack.Slides) > 0
	case GIFT, QTI:
		return slices.ContainsFunc(c.Items, func(it courses.Item) bool { return it.Type != courses.Branching })
	}
	return false
}

// HoldsBank tells whether a file of the format holds the questions that decide over certificates, with their keys.
func HoldsBank(f Format) bool { return f == GIFT || f == SCORM || f == QTI }

// Write gives a course in a format. It fails with ErrNothing when the course has nothing for it.
func Write(c *courses.Course, f Format, about About) (File, error) {
	if !Offers(c, f) {
		return File{}, ErrNothing
	}
	file := File{Name: fileName(c, f), Type: mediaType(f)}
	var err error
	switch f {
	case GIFT:
		file.Data, file.Notes = writeGIFT(c)
	case HTML:
		file.Data, err = writeHTML(c, about, piece{mode: reading})
	case Slides:
		file.Data, err = writeSlides(c, about)
	case SCORM:
		file.Data, err = writeSCORM(c, about)
	case QTI:
		file.Data, file.Notes, err = writeQTI(c, about)
	}
	if err != nil {
		return File{}, fmt.Errorf("export %s as %s: %w", c.ID, f, err)
	}
	return file, nil
}

func fileName(c *courses.Course, f Format) string {
	name := string(c.ID) + "-" + string(c.Version)
	switch f {
	case HTML:
		return name + ".html"
	case Slides:
		return name + "-slides.html"
	case GIFT:
		return name + ".gift"
	}
	return name + "-" + string(f) + ".zip"
}

func mediaType(f Format) string {
	switch f {
	case HTML, Slides:
		return "text/html; charset=utf-8"
	case GIFT:
		return "text/plain; charset=utf-8"
	}
	return "application/zip"
}
