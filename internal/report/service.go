package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Deps are the services that reports are made from. All but Elsewhere must be given.
type Deps struct {
	Coverage *coverage.Cube
	Register *org.Register
	Library  *catalogue.Library
	Audit    *audit.Log

	// Elsewhere counts what schools and the community did in a period, as known then, without anybody's name; nil: nothing is told.
	Elsewhere func(ctx context.Context, period org.Period, known time.Time) ([]Count, error)
}

// Settings say what stands in reports; a zero field takes the default.
type Settings struct {
	Program    string // the version of the program
	Mark       string // what is to be known of all figures, such as that they are invented
	Origin     string // where a report can be checked
	AppealDays int    // how long a record that a letter names may be appealed; default 90
	Now        func() time.Time
}

// Service makes, keeps and checks reports. It is safe for concurrent use.
type Service struct {
	deps     Deps
	settings Settings
	now      func() time.Time
	records  *store.Collection[Record]
	files    *store.Collection[file]
}

const (
	indexRecorded = "recorded"
	indexPDF      = "pdf"
)

// Open opens the collections.
func Open(ctx context.Context, engine store.Engine, deps Deps, settings Settings) (*Service, error) {
	s := &Service{deps: deps, settings: settings, now: settings.Now}
	if s.now == nil {
		s.now = time.Now
	}
	s.settings.AppealDays = cmp.Or(s.settings.AppealDays, 90)
	var err error
	s.records, err = store.Open[Record](ctx, engine, "reports", store.Index{Name: indexRecorded, Fields: []string{"recorded"}},
		store.Index{Name: indexPDF, Fields: []string{"pdf"}})
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	if s.files, err = store.Open[file](ctx, engine, "report_files"); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	return s, nil
}

// Preview gives what a report would say, with all that was left open filled in: asked again with that, it says the same.
func (s *Service) Preview(ctx context.Context, a Ask) (Ask, Content, error) {
	a, err := s.filled(a)
	if err != nil {
		return a, Content{}, err
	}
	if a, err = s.asked(ctx, a); err != nil {
		return a, Content{}, err
	}
	content, err := s.gather(ctx, a)
	return a, content, err
}

// asked fills the courses in, and refuses those that nobody must take and an agency that is not there.
func (s *Service) asked(ctx context.Context, a Ask) (Ask, error) {
	ids, err := s.deps.Coverage.Courses(ctx)
	if err != nil {
		return a, err
	}
	if len(a.Courses) == 0 {
		a.Courses = ids
	}
	if len(a.Courses) == 0 {
		return a, fault.Invalid("The report cannot be made.", fault.Field{Name: "courses", Message: "No rule asks anyone to take a course yet, so there are no figures."})
	}
	for _, id := range a.Courses {
		if !slices.Contains(ids, id) {
			return a, fault.Invalid("The report cannot be made.", fault.Field{Name: "courses", Message: fmt.Sprintf("No rule asks anyone to take the course %q.", string(id))})
		}
	}
	if a.Kind != Letter {
		return a, nil
	}
	if _, ok := s.deps.Register.View(a.At, a.Known).Tree().Agency(a.Agency); !ok {
		return a, fault.Invalid("The report cannot be made.", fault.Field{Name: "agency",
			Message: fmt.Sprintf("There was no agency %q on %s.", string(a.Agency), a.At)})
	}
	return a, nil
}

// Make makes a report, or finds the same that was made before. Callers have checked that whoever asks may.
func (s *Service) Make(ctx context.Context, a Ask, by org.PersonID) (Record, error) {
	a, content, err := s.Preview(ctx, a)
	if err != nil {
		return Record{}, err
	}
	id, err := a.id(s.settings.Mark)
	if err != nil {
		return Record{}, err
	}
	if old, err := s.records.Get(ctx, id); !errors.Is(err, store.ErrNotFound) {
		return old, err
	}
	rec, data, err := s.print(id, a, content)
	if err != nil {
		return Record{}, err
	}
	rec.By, rec.Recorded = by, day.Instant(s.now())
	if err := s.files.Insert(ctx, file{id, data}); err != nil && !errors.Is(err, store.ErrExists) {
		return Record{}, fmt.Errorf("report: %w", err)
	}
	err = s.deps.Audit.Append(ctx, audit.Entry{At: rec.Recorded, By: string(by), Action: "report.made", Subject: id, Agency: string(a.Agency),
		After: fmt.Sprintf("%s, as at %s, as known on %s; figures %s", rec.Title, a.At, day.Of(a.Known), rec.Inputs)})
	if err != nil {
		return Record{}, err
	}
	err = s.records.Insert(ctx, rec)
	if errors.Is(err, store.ErrExists) { // made at the same moment
		return s.records.Get(ctx, id)
	}
	return rec, err
}

// print draws a report, and gives the record of it without by whom and when.
func (s *Service) print(id string, a Ask, content Content) (Record, []byte, error) {
	text, err := content.canonical()
	if err != nil {
		return Record{}, nil, err
	}
	data, err := s.draw(id, a, &content)
	if err != nil {
		return Record{}, nil, err
	}
	rec := Record{ID: id, Ask: a, Title: content.Title, Inputs: sum(text), Definitions: definitionsHash(), PDF: sum(data), Size: len(data),
		Layout: layout, Program: s.settings.Program, Mark: s.settings.Mark,
		Origin: s.settings.Origin, AppealDays: s.settings.AppealDays, Content: text}
	if content.Letter != nil {
		rec.AgencyName = content.Letter.Agency.Name
	}
	return rec, data, nil
}

// Report gives a report that the reader may see. One that they may not see is not there for them.
func (s *Service) Report(ctx context.Context, id string, reads Reads) (Record, error) {
	rec, err := s.records.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !reads.may(&rec, s.deps.Register.View(day.Of(s.now()), time.Time{}).Tree()) {
		return Record{}, fault.NotFound("There is no report %q, or it is not yours to see.", id)
	}
	return rec, err
}

// PDF gives the file of a report, as it was made.
func (s *Service) PDF(ctx context.Context, rec *Record) ([]byte, error) {
	f, err := s.files.Get(ctx, rec.ID)
	if err != nil {
		return nil, fmt.Errorf("report: file of %s: %w", rec.ID, err)
	}
	if sum(f.Data) != rec.PDF {
		return nil, fmt.Errorf("report: the stored file of %s is not the one that was made", rec.ID)
	}
	return f.Data, nil
}

// most is how many reports a list looks through; older ones are found by their number.
const most = 2000

// List gives the reports that the reader may see, the newest first, without their content.
func (s *Service) List(ctx context.Context, reads Reads) ([]Record, error) {
	tree := s.deps.Register.View(day.Of(s.now()), time.Time{}).Tree()
	var list []Record
	seen := 0
	for rec, err := range s.records.Each(ctx, store.Query{Index: indexRecorded, Desc: true, Limit: 50}) {
		if err != nil {
			return nil, fmt.Errorf("report: %w", err)
		}
		if seen++; seen > most {
			break
		}
		if reads.may(&rec, tree) {
			rec.Content = nil
			list = append(list, rec)
		}
	}
	return list, nil
}

// courseOf is a course as it was published on an instant; one that was not yet is as it is now.
func (s *Service) courseOf(ctx context.Context, id courses.CourseID, known time.Time) (*courses.Course, error) {
	if v, ok := s.versionOf(id, known); ok {
		return s.deps.Library.Version(ctx, id, v)
	}
	return s.deps.Library.Course(id)
}

// versionOf is the version that was current on an instant; false when there was none.
func (s *Service) versionOf(id courses.CourseID, known time.Time) (courses.Version, bool) {
	for _, v := range slices.Backward(s.deps.Library.Versions(id)) {
		if at, ok := s.deps.Library.Published(id, v); ok && !at.After(known) {
			return v, true
		}
	}
	return "", false
}

// Comparison sets a report beside what is known of the same day now, course by course.
type Comparison struct {
	Course string
	ID     courses.CourseID
	coverage.Comparison
}

// Compare says how the figures of a report differ from what is known of its day now, and why.
func (s *Service) Compare(ctx context.Context, rec *Record) ([]Comparison, error) {
	var list []Comparison
	for _, id := range rec.Courses {
		q := coverage.Query{Course: id, Agency: rec.Agency, At: rec.At, Scope: org.Scope{All: true}}
		c, err := s.deps.Coverage.Changes(ctx, q, rec.Known, time.Time{})
		if err != nil {
			return nil, err
		}
		course, err := s.courseOf(ctx, id, rec.Known)
		if err != nil {
			return nil, err
		}
		list = append(list, Comparison{course.Title, id, c})
	}
	return list, nil
}
