package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Approval is what an officer says to a dry run: exactly this.
type Approval struct {
	Digest  string // of the differences that were seen
	Leavers int    // the number of those who leave, typed where Differences.Brake asks for it
	// Progress, when given, is told how many of how many documents have been written.
	Progress func(done, whole int)
}

// Apply makes the register what the dry run showed, all of it or nothing. When the register has changed since, in a way that
// changes the differences, it is a conflict, and nothing is done. Applying what was applied is success.
func (s *Service) Apply(ctx context.Context, id string, ok Approval, by string) (Record, error) {
	i, d, err := s.begin(ctx, id, ok, by)
	if err != nil || i.Status == Applied {
		return i.Record, err
	}
	return s.finish(ctx, i, d, ok, by)
}

// Start begins what Apply does and returns at once; Find tells how far it is. What can be refused is refused at once.
func (s *Service) Start(ctx context.Context, id string, ok Approval, by string) error {
	i, d, err := s.begin(ctx, id, ok, by)
	if err != nil || i.Status == Applied {
		return err
	}
	// The page that asked has its answer; the work ends with the process at the latest, and then nothing was changed.
	go func() { _, _ = s.finish(context.WithoutCancel(ctx), i, d, ok, by) }() // finish notes its error for Find
	return nil
}

// begin checks the approval and marks the import as at work.
func (s *Service) begin(ctx context.Context, id string, ok Approval, by string) (Import, *Differences, error) {
	if err := s.register.Refresh(ctx); err != nil {
		return Import{}, nil, err
	}
	i, err := s.Find(ctx, id)
	if err != nil || i.Status == Applied {
		return i, nil, err
	}
	if i.Status == Applying {
		return i, nil, fault.Conflict("This file is being applied at this moment.")
	}
	d, err := s.Preview(ctx, id)
	if err != nil {
		return i, nil, err
	}
	switch {
	case !d.Ready():
		return i, d, fault.Invalid(counted(len(d.Problems), "problem", "problems") + " must be mended in the file first. Nothing was changed.")
	case ok.Digest != d.Digest:
		return i, d, changedSince()
	case d.Brake() && ok.Leavers != d.Counts.Leaves:
		message := fmt.Sprintf("More than a tenth of the people would leave. If that is right, type how many: %d.", d.Counts.Leaves)
		return i, d, fault.Invalid(message, fault.Field{Name: "leavers", Message: message})
	}
	if group, since, err := s.register.Importing(ctx); err != nil {
		return i, d, err
	} else if group != "" {
		return i, d, fault.Conflict("Another import runs since %s. Wait until it has ended, then look at the differences again.",
			since.In(day.Thimphu).Format("15:04"))
	}
	now := day.Instant(s.now())
	_, err = s.tables.uploads.Update(ctx, id, func(doc *uploadDoc) error {
		if doc.working(now) {
			return fault.Conflict("This file is being applied at this moment.")
		}
		doc.Applier, doc.Began, doc.Beat, doc.Done, doc.Whole, doc.Failed = by, now, now, 0, len(d.people)+len(d.posts), ""
		return nil
	})
	return i, d, err
}

func changedSince() error {
	return fault.Conflict("The register has changed since you looked, so the differences are not the same any more. Nothing was changed. Look at them again.")
}

// finish does the import and notes how it ended.
func (s *Service) finish(ctx context.Context, i Import, d *Differences, ok Approval, by string) (Record, error) {
	err := s.commit(ctx, i, d, ok, by)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*store.Timeout)
	defer cancel()
	record, applied, found := s.record(ctx, i.ID)
	if found == nil && applied {
		err = nil // an error after the commit changes nothing
	}
	_, noted := s.tables.uploads.Update(ctx, i.ID, func(doc *uploadDoc) error {
		doc.Applied = applied
		if err != nil {
			doc.Failed = reason(err)
		}
		return nil
	})
	if err == nil && errors.Join(noted, found) == nil {
		s.keepRecord(record)
	}
	return record, errors.Join(err, found)
}

// reason is what the page says of an import that ended without effect.
func reason(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Message
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return "It was stopped."
	}
	return "The service could not finish it. Try again; if it happens again, tell the administrator."
}

// commit hands the differences to the register. They are worked out anew under the register's lock, and anything else than
// what was seen ends it.
func (s *Service) commit(ctx context.Context, i Import, d *Differences, ok Approval, by string) error {
	doc := importDoc{
		Import: i.ID, Recorded: day.Instant(s.now()), By: by, File: i.File, Hash: i.Hash, Size: i.Size, Options: i.Options,
		Covered: d.Covered, Counts: d.Counts, Digest: d.Digest,
	}
	if d.Counts.Changed() == 0 {
		return s.confirm(ctx, doc)
	}
	revision := s.register.Revision()
	batch := org.Batch{Why: s.words(doc)}
	batch.Build = func() ([]org.Person, []org.Post, error) {
		if now := s.register.Revision(); now != revision {
			again, err := s.again(ctx, i)
			if err != nil {
				return nil, nil, err
			}
			if again.Digest != ok.Digest {
				return nil, nil, changedSince()
			}
			d, revision = again, now
		}
		return d.people, d.posts, nil
	}
	batch.Begin = func(ctx context.Context, group string) error {
		doc.ID, doc.Group = i.ID+"/"+group, group
		if err := s.tables.imports.Insert(ctx, doc); err != nil && !errors.Is(err, store.ErrExists) {
			return fmt.Errorf("intake: record: %w", err)
		}
		return nil
	}
	batch.Progress = s.progress(ctx, i.ID, ok.Progress)
	return s.register.Import(ctx, batch, by)
}

// again makes the dry run anew.
func (s *Service) again(ctx context.Context, i Import) (*Differences, error) {
	s.planning.Lock()
	defer s.planning.Unlock()
	c, err := s.plan(ctx, i)
	return c.out, err
}

// confirm records a file that says what the register has: it makes the register younger.
func (s *Service) confirm(ctx context.Context, doc importDoc) error {
	doc.ID = doc.Import + "/none"
	err := s.log(ctx, audit.Entry{By: doc.By, Action: "import", Subject: "register", After: "nothing was different", Why: s.words(doc)})
	if err != nil {
		return err
	}
	if err := s.tables.imports.Insert(ctx, doc); err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("intake: record: %w", err)
	}
	return nil
}

// words is the import for the audit log.
func (s *Service) words(doc importDoc) string {
	c := doc.Counts
	text := fmt.Sprintf("%s (import %s, SHA-256 %s), as of %s: %d join, %d move, %d change, %d leave, %d unchanged", doc.File, doc.Import,
		doc.Hash, doc.Options.AsOf.ISO(), c.Joins, c.Moves, c.Changes, c.Leaves, c.Unchanged)
	switch doc.Options.Complete {
	case CompleteFile:
		text += "; complete for the agencies in it"
	case CompleteAgencies:
		text += "; complete for " + agencies(doc.Options.Agencies) + " and below"
	case CompleteRegister:
		text += "; complete for the whole register"
	}
	return text
}

// progress notes how far the import is, in the store for other instances, and for who waits.
func (s *Service) progress(ctx context.Context, id string, told func(done, whole int)) func(done, whole int) {
	var last time.Time
	return func(done, whole int) {
		if told != nil {
			told(done, whole)
		}
		now := day.Instant(s.now())
		if now.Sub(last) < beatEvery && done < whole {
			return
		}
		last = now
		// A progress that cannot be written is no reason to stop; the import itself will say what is wrong.
		_, _ = s.tables.uploads.Update(ctx, id, func(doc *uploadDoc) error {
			doc.Beat, doc.Done, doc.Whole = now, done, whole
			return nil
		})
	}
}
