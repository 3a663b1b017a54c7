package workbook

import (
	"context"
	"errors"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// Change is one field as it was typed. Was is the digest of what its writer had before them.
type Change struct {
	Field courses.FieldID
	Was   string
	Value Value
}

// Saved is what became of the changes of a form. What is neither wrong nor a clash is in the plan.
type Saved struct {
	Plan    Plan
	Wrote   int // how many fields have another text now
	Clashes []Clash
	Wrong   []fault.Field // named by field
}

// Clash is a field that somebody else has changed while it was being written. Nothing was overwritten: Now is what stands in
// the plan, and what was typed is still the writer's to bring together with it.
type Clash struct {
	Field courses.FieldID
	Now   Entry
}

// errUnchanged ends an update that has nothing to write.
var errUnchanged = errors.New("workbook: nothing to write")

// Save writes the fields that can be written, each by itself, into the version. It may be repeated. While the plan waits for
// its review, or was agreed, it is a conflict, and nothing is written.
func (s *Service) Save(ctx context.Context, a Access, version int, changes []Change) (Saved, error) {
	p, doc, err := s.load(ctx, a.Agency)
	if err != nil {
		return Saved{}, err
	}
	if p.Version != version {
		return Saved{}, fault.Conflict("Meanwhile version %d of the plan was begun. What you typed was not saved; copy it before you open the plan again.", p.Version)
	}
	changes, wrong := s.judge(changes)
	out := Saved{}
	fresh, err := s.copies.Update(ctx, doc.ID, func(c *workingCopy) error {
		out = Saved{Wrong: wrong} // the update may be tried several times
		if c.Sealed {
			return fault.Conflict("The plan was submitted meanwhile, and cannot be changed until the review returns it. What you typed was not saved.")
		}
		for _, change := range changes {
			if clash, ok := s.apply(c, change, a.Person); !ok {
				out.Clashes = append(out.Clashes, clash)
			} else if clash.Field != "" {
				out.Wrote++
			}
		}
		if out.Wrote == 0 {
			return errUnchanged
		}
		c.Edits++
		if !slices.Contains(c.Writers, a.Person) {
			c.Writers = append(c.Writers, a.Person)
		}
		return nil
	})
	if errors.Is(err, errUnchanged) {
		out.Plan = p
		return out, nil
	}
	if err != nil {
		return Saved{}, err
	}
	out.Plan = p
	out.Plan.Entries, out.Plan.Edits, out.Plan.Writers = fresh.Entries, fresh.Edits, fresh.Writers
	return out, nil
}

// judge parts the changes that fit from what is wrong with the others.
func (s *Service) judge(changes []Change) ([]Change, []fault.Field) {
	var good []Change
	var wrong []fault.Field
	for _, c := range changes {
		f, ok := s.form.Field(c.Field)
		if !ok {
			continue
		}
		if message := c.Value.fault(f); message != "" {
			wrong = append(wrong, fault.Field{Name: string(c.Field), Message: message})
			continue
		}
		good = append(good, c)
	}
	return good, wrong
}

// apply writes one change into the copy; false when somebody else has changed the field. The clash names the field when it was
// written or clashes, and is zero when there was nothing to do: the writer did not touch it, or it says this already.
func (s *Service) apply(c *workingCopy, change Change, by org.PersonID) (Clash, bool) {
	now, there := entryOf(c.Entries, change.Field)
	typed, stands := change.Value.Digest(), now.Value.Digest()
	switch {
	case typed == stands, typed == change.Was:
		return Clash{}, true
	case stands != change.Was:
		return Clash{Field: change.Field, Now: now}, false
	}
	fresh := Entry{Field: change.Field, Value: change.Value, By: by, At: s.now()}
	if !there {
		c.Entries = append(c.Entries, fresh)
		return Clash{Field: change.Field}, true
	}
	// A new list: the one that was read may be shared.
	c.Entries = slices.Clone(c.Entries)
	c.Entries[slices.IndexFunc(c.Entries, func(e Entry) bool { return e.Field == change.Field })] = fresh
	return Clash{Field: change.Field}, true
}
