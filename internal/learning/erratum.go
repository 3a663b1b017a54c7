package learning

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/store"
)

// ErratumKind says what a record of the errata tells.
type ErratumKind string

// The kinds: an item does not count, or further answers count as right; and what became of such a record.
const (
	ErratumVoid      ErratumKind = "void"
	ErratumKeys      ErratumKind = "keys"
	erratumWithdrawn ErratumKind = "withdrawn"
	erratumApplied   ErratumKind = "applied"
)

// Erratum says that an item is faulty in some published versions of a course. Records are inserted and never changed: one that
// was a mistake is withdrawn by another record, which stops it for attempts to come and takes nothing from anybody.
type Erratum struct {
	ID     string           `bson:"_id" json:"id"`        // COURSE/NNNN; ID/withdrawn and ID/applied are about it
	Number int              `bson:"number" json:"number"` // within the course, from 1
	Course courses.CourseID `bson:"course" json:"course"`

	Item     courses.ItemID    `bson:"item" json:"item"`
	Versions []courses.Version `bson:"versions" json:"versions"` // in which the item has the same content, those that were chosen
	Kind     ErratumKind       `bson:"kind" json:"kind"`
	Keys     assessment.Keys   `bson:"keys,omitempty" json:"keys,omitzero"`
	Cause    string            `bson:"cause" json:"cause"` // in words fit to show to learners

	By       string    `bson:"by" json:"-"`
	At       time.Time `bson:"at" json:"at"`
	Recorded time.Time `bson:"recorded" json:"recorded"`

	// What other records say of it.
	Withdrawn time.Time `bson:"-" json:"withdrawn,omitzero"` // zero: in force
	Because   string    `bson:"-" json:"withdrawn_because,omitempty"`
	Applied   time.Time `bson:"-" json:"applied,omitzero"` // when all attempts handed in before had been regraded; zero: not yet
}

// InForce tells whether it counts for attempts that are graded now.
func (e Erratum) InForce() bool { return e.Withdrawn.IsZero() }

// Covers tells whether it is about the item as it stands in the version.
func (e Erratum) Covers(v courses.Version, item courses.ItemID) bool {
	return e.Item == item && slices.Contains(e.Versions, v)
}

// Assessed is the erratum as the grader takes it.
func (e Erratum) Assessed() assessment.Erratum {
	return assessment.Erratum{Item: e.Item, Void: e.Kind == ErratumVoid, Keys: e.Keys}
}

// Errata gives every erratum of a course, withdrawn ones too, by number: one read of the store.
func (s *Service) Errata(ctx context.Context, course courses.CourseID) ([]Erratum, error) {
	from, until := store.Prefix(string(course) + "/")
	records, _, err := s.errata.Find(ctx, store.Query{From: from, Until: until})
	if err != nil {
		return nil, fmt.Errorf("learning: read the errata of %s: %w", course, err)
	}
	return withLater(records), nil
}

// withLater puts what later records say onto the errata. Records are in the order of their ids, so each follows what it is about.
func withLater(records []Erratum) []Erratum {
	var list []Erratum
	for _, r := range records {
		switch last := len(list) - 1; {
		case r.Kind == erratumWithdrawn && last >= 0:
			list[last].Withdrawn, list[last].Because = r.Recorded, r.Cause
		case r.Kind == erratumApplied && last >= 0:
			list[last].Applied = r.Recorded
		default:
			list = append(list, r)
		}
	}
	return list
}

// refreshErrata reads all errata, by course.
func (s *Service) refreshErrata(ctx context.Context) error {
	records, _, err := s.errata.Find(ctx, store.Query{})
	if err != nil {
		return fmt.Errorf("learning: read the errata: %w", err)
	}
	byCourse := make(map[courses.CourseID][]Erratum)
	for _, e := range withLater(records) {
		byCourse[e.Course] = append(byCourse[e.Course], e)
	}
	s.faulty.Store(&byCourse)
	s.errataRead.Store(int64(len(records)))
	return nil
}

// allErrata gives the errata of every course as last read. Callers do not write to them.
func (s *Service) allErrata() map[courses.CourseID][]Erratum {
	if known := s.faulty.Load(); known != nil {
		return *known
	}
	return nil
}

// knownErrata gives the errata of a course as last read. Callers do not write to them.
func (s *Service) knownErrata(course courses.CourseID) []Erratum { return s.allErrata()[course] }
