package workbook

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// workingCopy is a version's texts while they are written: the one document that changes. Sealed is it from a submission on,
// until the review returns it.
type workingCopy struct {
	ID      string         `bson:"_id"` // AGENCY/VERSION
	Agency  org.AgencyCode `bson:"agency"`
	Version int            `bson:"version"`
	Entries []Entry        `bson:"entries"`
	Writers []org.PersonID `bson:"writers"`
	Edits   int            `bson:"edits"` // how often something was saved
	Begun   stroke         `bson:"begun"`

	Round   int    `bson:"round"` // submissions so far
	Sealed  bool   `bson:"sealed"`
	Seal    stroke `bson:"seal"`    // of the last submission
	Edition string `bson:"edition"` // of the last submission
}

// stroke is who did something and when.
type stroke struct {
	By       org.PersonID `bson:"by"`
	Position string       `bson:"position"`
	At       time.Time    `bson:"at"`
}

// Plan is the newest version of an agency's plan as it stands.
type Plan struct {
	Agency  org.AgencyCode
	Version int
	State   State
	Round   int       // submissions so far
	Since   time.Time // when it came into the state
	Edits   int       // how often something was saved
	Entries []Entry
	Writers []org.PersonID // who has written in this version, in the order in which they began
	History []Fact         // of all versions, the oldest first
}

// Open tells whether the texts can be changed.
func (p Plan) Open() bool { return p.State == StateBegun || p.State == StateReturned }

// Entry gives what stands in a field; false when nothing was ever written there.
func (p Plan) Entry(id courses.FieldID) (Entry, bool) { return entryOf(p.Entries, id) }

func entryOf(entries []Entry, id courses.FieldID) (Entry, bool) {
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.Field == id })
	if i < 0 {
		return Entry{Field: id}, false
	}
	return entries[i], true
}

// wrote tells whether the person is an author of this version.
func (p Plan) wrote(id org.PersonID) bool { return slices.Contains(p.Writers, id) }

// MayReview tells whether somebody may review the round that waits.
func (p Plan) MayReview(a Access) bool {
	return p.State == StateSubmitted && a.Review && a.Agency == p.Agency && !p.wrote(a.Person)
}

// Last gives the newest fact of the kind in this version; false when there is none.
func (p Plan) Last(kind Kind) (Fact, bool) {
	for i := len(p.History) - 1; i >= 0; i-- {
		if f := p.History[i]; f.Version == p.Version && f.Kind == kind {
			return f, true
		}
	}
	return Fact{}, false
}

// Filled counts the required fields of the part that have something in them, and all that are required.
func (p Plan) Filled(part courses.WorkbookPart) (done, whole int) {
	for _, f := range part.Fields {
		if !f.Required {
			continue
		}
		whole++
		if e, _ := p.Entry(f.ID); !e.Value.Empty() {
			done++
		}
	}
	return done, whole
}

// Plan gives the plan of the agency in which somebody has access; not found while none is begun. What a killed step has left
// unfinished is finished first.
func (s *Service) Plan(ctx context.Context, a Access) (Plan, error) {
	p, _, err := s.load(ctx, a.Agency)
	return p, err
}

func (s *Service) load(ctx context.Context, agency org.AgencyCode) (Plan, workingCopy, error) {
	facts, err := s.factsOf(ctx, agency)
	if err != nil {
		return Plan{}, workingCopy{}, err
	}
	if len(facts) == 0 {
		return Plan{Agency: agency}, workingCopy{}, errNoPlan()
	}
	doc, err := s.copies.Get(ctx, versionID(agency, facts[len(facts)-1].Version))
	if err != nil {
		return Plan{}, workingCopy{}, fmt.Errorf("workbook: copy behind a fact: %w", err)
	}
	// The copy is read after the facts, so it may be a round ahead of them, and never behind.
	if doc.Sealed && !slices.ContainsFunc(facts, func(f Fact) bool { return f.ID == doc.submittedID() }) {
		submitted, err := s.finishSubmission(ctx, doc)
		if err != nil {
			return Plan{}, workingCopy{}, err
		}
		facts = append(facts, submitted)
	}
	slices.SortFunc(facts, compareFacts)
	last := facts[len(facts)-1]
	if doc.Sealed && last.state() == StateReturned && last.Round == doc.Round {
		if doc, err = s.unseal(ctx, doc); err != nil {
			return Plan{}, workingCopy{}, err
		}
	}
	return Plan{
		Agency: agency, Version: doc.Version, State: last.state(), Round: doc.Round, Since: last.At, Edits: doc.Edits,
		Entries: doc.Entries, Writers: doc.Writers, History: facts,
	}, doc, nil
}

// unseal opens a copy whose round was returned, unless it has gone on since.
func (s *Service) unseal(ctx context.Context, doc workingCopy) (workingCopy, error) {
	round := doc.Round
	return s.copies.Update(ctx, doc.ID, func(c *workingCopy) error {
		if c.Round == round {
			c.Sealed = false
		}
		return nil
	})
}

// Begin begins a version: 1, or the next one from the text of the version that was agreed. A version that is there already is
// no mistake: two people may press the button at once.
func (s *Service) Begin(ctx context.Context, a Access, version int) error {
	doc := workingCopy{
		ID: versionID(a.Agency, version), Agency: a.Agency, Version: version, Begun: stroke{By: a.Person, Position: a.Position, At: s.now()},
	}
	p, old, err := s.load(ctx, a.Agency)
	switch {
	case fault.Is(err, fault.CodeNotFound):
	case err != nil:
		return err
	case version <= p.Version:
		return nil
	case p.State != StateAgreed:
		return fault.Conflict("Version %d of the plan is not agreed yet; go on with that one.", p.Version)
	default:
		doc.Entries = old.Entries
	}
	if version != p.Version+1 {
		return fault.Conflict("The next version of the plan is version %d. Open the plan again.", p.Version+1)
	}
	err = s.copies.Insert(ctx, doc)
	if errors.Is(err, store.ErrExists) { // begun at the same moment by somebody else, or before a kill
		doc, err = s.copies.Get(ctx, doc.ID)
	}
	if err != nil {
		return err
	}
	return once(s.facts.Insert(ctx, Fact{
		ID: doc.ID, Kind: KindBegun, Agency: doc.Agency, Version: doc.Version, By: doc.Begun.By, Position: doc.Begun.Position,
		At: doc.Begun.At, Recorded: s.now(),
	}))
}
