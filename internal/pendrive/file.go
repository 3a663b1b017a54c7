package pendrive

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/export"
	"lamtoen/internal/fault"
	"lamtoen/internal/guess"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/slip"
	"lamtoen/internal/store"
)

// numberTries is how often a number is drawn that is taken already.
const numberTries = 20

// File is a pen-drive file as it was made. It is inserted once and never changed.
type File struct {
	ID     string `bson:"_id"`    // OWNER/COURSE/n, where n is the person's enrolment
	Number int    `bson:"number"` // in its slips; unique

	// For whom, and what lies in it.
	Owner     string             `bson:"owner"` // person/ID
	Course    courses.CourseID   `bson:"course"`
	Version   courses.Version    `bson:"version"`
	Enrolment int                `bson:"enrolment,omitempty"`
	Lessons   []courses.LessonID `bson:"lessons"` // lesson i is bit i of a slip

	Secret []byte    `bson:"secret"`
	Made   time.Time `bson:"made"`
}

// key proves the slips of the file.
func (f File) key() slip.Key { return slip.KeyFor(f.Secret, f.Owner, string(f.Course)) }

// made is the day from which its slips count.
func (f File) made() day.Date { return day.Of(f.Made) }

// personOwner is the owner of a person's file.
func personOwner(id org.PersonID) string { return "person/" + string(id) }

// Deps are the services that files and slips stand on.
type Deps struct {
	Library  *catalogue.Library
	Register *org.Register
	Learning *learning.Service
}

// Settings are the sources, and where slips are typed; a zero source takes the real one.
type Settings struct {
	Now    func() time.Time
	Random io.Reader
	URL    string // the public origin, which stands in each file
}

// Service makes files and takes slips. It is safe for concurrent use, and any number of them may work on one store.
type Service struct {
	files *store.Collection[File]
	slips *store.Collection[Typed]

	library  *catalogue.Library
	register *org.Register
	learning *learning.Service
	clock    func() time.Time
	random   io.Reader
	url      string
	guesses  *guess.Counter
}

// The indexes.
const (
	byNumber = "number"
	byOwner  = "owner"
)

// Open opens the collections and makes them where they are missing.
func Open(ctx context.Context, e store.Engine, deps Deps, settings Settings) (*Service, error) {
	s := &Service{library: deps.Library, register: deps.Register, learning: deps.Learning, clock: settings.Now, random: settings.Random,
		url: settings.URL, guesses: guess.New(guess.Steady(guessesStand))}
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	var errs [2]error
	s.files, errs[0] = store.Open[File](ctx, e, "pen_files", store.Index{Name: byNumber, Fields: []string{"number"}, Unique: true})
	s.slips, errs[1] = store.Open[Typed](ctx, e, "pen_slips", store.Index{Name: byOwner, Fields: []string{"owner", "recorded"}})
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("pendrive: %w", err)
	}
	return s, nil
}

func (s *Service) now() time.Time { return day.Instant(s.clock()) }

// Fits tells whether a course, or the part of it that an enrolment asks, can be taken along by a civil servant. A slip alone
// must never complete a course, since it does not show who read: an assessment or a signature has to follow.
func Fits(c *courses.Course) bool {
	return c.Catalogue == courses.CivilService && len(c.Lessons) > 0 && len(c.Lessons) <= slip.MaxPersonLessons &&
		(c.Assessment != nil || len(c.Acknowledgements) > 0)
}

// ForPerson gives a person the file of the course that they have begun: the same one each time. Before the course was begun,
// and for one that cannot be taken along, it is fault.CodeConflict.
func (s *Service) ForPerson(ctx context.Context, person org.PersonID, course courses.CourseID, about export.About) (export.File, error) {
	at, err := s.learning.Progress(ctx, person, course)
	switch {
	case err != nil:
		return export.File{}, err
	case !at.Begun:
		return export.File{}, fault.Conflict("Begin the course first: its pen-drive file is made for you, in the version that you begin.")
	case !Fits(at.Course):
		return export.File{}, fault.Conflict("This course cannot be taken on a pen drive. Read it online.")
	}
	f, err := s.file(ctx, File{ID: personOwner(person) + "/" + string(course) + "/" + strconv.Itoa(at.Enrolment.Number), Owner: personOwner(person),
		Course: course, Version: at.Course.Version, Enrolment: at.Enrolment.Number, Lessons: lessonsOf(at.Course)})
	if err != nil {
		return export.File{}, err
	}
	p, ok := s.register.Person(person)
	if !ok {
		return export.File{}, fault.NotFound("This person is not in the register.")
	}
	key := f.key()
	pen := export.Pen{Number: f.Number, Key: key[:], Made: f.made(), For: p.Name, Address: s.url + "/me/slips", LastDay: slip.Person.LastDay()}
	return export.WritePen(at.Course, pen, about)
}

// lessonsOf lists the lessons of a course in their order.
func lessonsOf(c *courses.Course) []courses.LessonID {
	ids := make([]courses.LessonID, len(c.Lessons))
	for i, l := range c.Lessons {
		ids[i] = l.ID
	}
	return ids
}

// file gives the file of the id, and makes it where there is none.
func (s *Service) file(ctx context.Context, f File) (File, error) {
	for range numberTries {
		old, err := s.files.Get(ctx, f.ID)
		if err == nil {
			return old, nil
		}
		if !errors.Is(err, store.ErrNotFound) {
			return File{}, fmt.Errorf("pendrive: file: %w", err)
		}
		if f.Number, f.Secret, err = slip.Draw(s.random); err != nil {
			return File{}, err
		}
		f.Made = s.now()
		err = s.files.Insert(ctx, f)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, store.ErrExists) { // made at the same moment, or the number is another's
			return File{}, fmt.Errorf("pendrive: file: %w", err)
		}
	}
	return File{}, errors.New("pendrive: no free number for a file")
}
