package lessonpack

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/pdf"
)

// Part is one part of a lesson pack as it is printed; its text is that of addresses and file names.
type Part string

// The parts.
const (
	TeacherPlan Part = "teacher"
	Handout     Part = "handout"
	FamilySheet Part = "family"
	Activity    Part = "activity"
	Quiz        Part = "quiz" // holds the answers, and so is for teachers only
)

// Parts are all parts in the order in which a teacher needs them.
func Parts() []Part { return []Part{TeacherPlan, Handout, FamilySheet, Activity, Quiz} }

// Closed tells that a part is for teachers only, since pupils would find the answers in it.
func (p Part) Closed() bool { return p == Quiz }

// ErrNoPack says that a course has no lesson pack: it is not a module for pupils.
var ErrNoPack = errors.New("lessonpack: the course has no lesson pack")

// MarkDraft and MarkDemo stand on every page of a print.
const (
	MarkDraft = "Draft, not yet approved by its owner"
	MarkDemo  = "Demonstration: invented people and figures"
)

// About is what a print says beside the course.
type About struct {
	Day      day.Date            // of the edition: part of the file's properties
	Owners   func(string) string // the name of the office behind an owner's code; nil prints codes
	Demo     bool
	Contacts []courses.Contact // whom a sensitive module names
	Appeal   string            // until when, and how, a record may be appealed; for sheets that name people
	Family   *FamilyPage       // of a class, on its family sheets; nil: they are nobody's
}

// FamilyPage is where a family reads about its class.
type FamilyPage struct {
	Class   string // "VII B"
	Address string // as people type it
	Code    string // as it is read out
}

// owners are the names of the offices that own a course.
func (a About) owners(c *courses.Course) string {
	names := make([]string, len(c.Owners))
	for i, code := range c.Owners {
		names[i] = code
		if a.Owners != nil {
			names[i] = a.Owners(code)
		}
	}
	return strings.Join(names, ", ")
}

// marks are the warnings of a print.
func (a About) marks(draft bool) []string {
	var marks []string
	if draft {
		marks = append(marks, MarkDraft)
	}
	if a.Demo {
		marks = append(marks, MarkDemo)
	}
	return marks
}

// FileName is the name under which a part is saved.
func FileName(c *courses.Course, part Part) string {
	return string(c.ID) + "-" + string(c.Version) + "-" + string(part) + ".pdf"
}

// Write prints one part. It gives ErrNoPack for a course without a pack.
func Write(c *courses.Course, part Part, about About) ([]byte, error) {
	if c.Pack == nil {
		return nil, ErrNoPack
	}
	pictures, err := readPictures(c)
	if err != nil {
		return nil, fmt.Errorf("lessonpack: %s: %w", c.ID, err)
	}
	p := printer{course: c, about: about, pictures: pictures}
	var file []byte
	switch part {
	case TeacherPlan:
		file, err = p.teacherPlan()
	case Handout:
		file, err = p.handout()
	case FamilySheet:
		file, err = p.familySheet()
	case Activity:
		file, err = p.activity()
	case Quiz:
		file, err = p.quiz()
	default:
		err = fmt.Errorf("a pack has no part %q", part)
	}
	if err != nil {
		return nil, fmt.Errorf("lessonpack: %s, %s: %w", c.ID, part, err)
	}
	return file, nil
}

// readPictures reads every drawing of the course by its name.
func readPictures(c *courses.Course) (map[string]*pdf.Picture, error) {
	pictures := map[string]*pdf.Picture{}
	for _, m := range c.Media {
		if m.Type != "image/svg+xml" {
			continue // a print that shows one says so
		}
		p, err := pdf.ParseSVG(m.Name, m.Data)
		if err != nil {
			return nil, err
		}
		pictures[m.Name] = p
	}
	return pictures, nil
}

// isSpoken tells that a module is for the youngest, who do not read yet: the teacher asks, and hands are counted.
func isSpoken(c *courses.Course) bool { return slices.Contains(c.Audience.KeyStages, "pp-iii") }

// printer prints the parts of one course.
type printer struct {
	course   *courses.Course
	about    About
	pictures map[string]*pdf.Picture
}

// start begins a document for a part.
func (p *printer) start(title string, numbered bool, margin float64) *pdf.Document {
	return pdf.New(pdf.Options{
		Title: title, Lang: "en", Author: p.about.owners(p.course), Created: p.about.Day.Start(), Margin: margin,
		Marks: p.about.marks(p.course.Draft()), Spare: true, PageNumbers: numbered, Footer: p.footer(),
	})
}

// footer tells one print from another.
func (p *printer) footer() string {
	return fmt.Sprintf("%s · version %s · %s · %s", p.course.Title, p.course.Version, shortHash(p.course.Hash), p.about.owners(p.course))
}

// shortHash is enough of a hash to compare two prints by eye.
func shortHash(hash string) string { return hash[:min(len(hash), 15)] }
