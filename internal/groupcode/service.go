package groupcode

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// mostInAnHour bounds what a flood of invented groups can do to the store.
const mostInAnHour = 120

// maxReason is how long the reason of a decision may be, in bytes.
const maxReason = 500

// Service keeps registrations. It is safe for concurrent use.
type Service struct {
	registrations *store.Collection[Registration]
	consents      *store.Collection[consent]
	decisions     *store.Collection[Decision]
	audit         *audit.Log
	now           func() time.Time
}

// Open opens the collections. Now is the clock; nil is the machine's.
func Open(ctx context.Context, engine store.Engine, log *audit.Log, now func() time.Time) (*Service, error) {
	s := &Service{audit: log, now: now}
	if s.now == nil {
		s.now = time.Now
	}
	var errs [3]error
	s.registrations, errs[0] = store.Open[Registration](ctx, engine, "group_codes", store.Index{Name: "recorded", Fields: []string{"recorded"}})
	s.decisions, errs[1] = store.Open[Decision](ctx, engine, "group_code_decisions")
	s.consents, errs[2] = store.Open[consent](ctx, engine, "group_code_consents")
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("groupcode: %w", err)
	}
	return s, nil
}

// Register keeps a code that has been checked. The same code again is the same registration, to which consent can be added;
// consent that was given stays. Too many in an hour is fault.CodeTooMany.
func (s *Service) Register(ctx context.Context, code Code, publish bool) (Registration, error) {
	r := Registration{ID: code.id(), Code: code, Publish: publish, Recorded: day.Instant(s.now())}
	old, err := s.registrations.Get(ctx, r.ID)
	if err == nil {
		return old, s.consent(ctx, old, publish)
	}
	if !errors.Is(err, store.ErrNotFound) {
		return Registration{}, fmt.Errorf("groupcode: registration: %w", err)
	}
	recent, _, err := s.registrations.Find(ctx, store.Query{Index: "recorded", From: r.Recorded.Add(-time.Hour), Limit: mostInAnHour})
	if err != nil {
		return Registration{}, fmt.Errorf("groupcode: recent registrations: %w", err)
	}
	if len(recent) >= mostInAnHour {
		f := fault.New(fault.CodeTooMany, "Very many groups are registering just now. Your code is not lost: print it, and register it in an hour.")
		f.RetryAfter = time.Hour
		return Registration{}, f
	}
	err = s.registrations.Insert(ctx, r)
	if errors.Is(err, store.ErrExists) { // sent twice at the same time
		if old, err = s.registrations.Get(ctx, r.ID); err == nil {
			err = s.consent(ctx, old, publish)
		}
		return old, err
	}
	if err != nil {
		return Registration{}, fmt.Errorf("groupcode: register: %w", err)
	}
	return r, nil
}

// consent adds the consent of a group that registered without it.
func (s *Service) consent(ctx context.Context, r Registration, given bool) error {
	if !given || r.Publish {
		return nil
	}
	err := s.consents.Insert(ctx, consent{ID: r.ID, Recorded: day.Instant(s.now())})
	if err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("groupcode: consent: %w", err)
	}
	return nil
}

// Decide says whether a waiting registration is published, or takes one back. The same decision again changes nothing.
// Declining needs a reason. An unknown registration is fault.CodeNotFound; one whose group did not consent cannot be
// published, which is fault.CodeConflict, as is losing a race.
func (s *Service) Decide(ctx context.Context, id string, publish bool, reason, by string) error {
	e, err := s.Entry(ctx, id)
	if err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case !publish && reason == "":
		return fault.Invalid("Please correct what is marked.", fault.Field{Name: "reason", Message: "Write why, in a sentence. It stands in the audit log."})
	case len(reason) > maxReason:
		return fault.Invalid("Please correct what is marked.", fault.Field{Name: "reason", Message: fmt.Sprintf("Write at most %d characters.", maxReason)})
	case publish && !e.Publish:
		return fault.Conflict("This group did not consent to publication.")
	case e.State == Published && publish || e.State == Declined && !publish:
		return nil
	}
	d := Decision{
		ID: id + "/" + strconv.Itoa(len(e.Decisions)+1), Registration: id, Publish: publish, Reason: reason, By: by, Recorded: day.Instant(s.now()),
	}
	entry := audit.Entry{At: d.Recorded, By: by, Action: "group-code", Subject: id, Before: string(e.State), After: string(stateAfter(d)), Why: reason}
	if err := s.audit.Append(ctx, entry); err != nil {
		return fmt.Errorf("groupcode: audit: %w", err)
	}
	if err := s.decisions.Insert(ctx, d); err != nil {
		if errors.Is(err, store.ErrExists) {
			return fault.Conflict("Somebody else has just decided this. Look at it again.")
		}
		return fmt.Errorf("groupcode: decide: %w", err)
	}
	return nil
}

func stateAfter(d Decision) State {
	if d.Publish {
		return Published
	}
	return Declined
}

// Entry is one registration with where it stands; an unknown one is fault.CodeNotFound.
func (s *Service) Entry(ctx context.Context, id string) (Entry, error) {
	r, err := s.registrations.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return Entry{}, fault.NotFound("No group has registered under this number.")
	}
	if err != nil {
		return Entry{}, fmt.Errorf("groupcode: registration: %w", err)
	}
	if _, err := s.consents.Get(ctx, id); err == nil {
		r.Publish = true
	} else if !errors.Is(err, store.ErrNotFound) {
		return Entry{}, fmt.Errorf("groupcode: consent: %w", err)
	}
	from, until := store.Prefix(id + "/")
	decisions, _, err := s.decisions.Find(ctx, store.Query{From: from, Until: until})
	if err != nil {
		return Entry{}, fmt.Errorf("groupcode: decisions: %w", err)
	}
	return newEntry(r, decisions), nil
}

func newEntry(r Registration, decisions []Decision) Entry {
	slices.SortFunc(decisions, func(a, b Decision) int { return a.Recorded.Compare(b.Recorded) })
	e := Entry{Registration: r, State: Kept, Decisions: decisions}
	switch {
	case len(decisions) > 0:
		e.State = stateAfter(decisions[len(decisions)-1])
	case r.Publish:
		e.State = Waiting
	}
	return e
}

// Entries lists every registration, the newest first.
func (s *Service) Entries(ctx context.Context) ([]Entry, error) {
	decided := map[string][]Decision{}
	for d, err := range s.decisions.Each(ctx, store.Query{}) {
		if err != nil {
			return nil, fmt.Errorf("groupcode: decisions: %w", err)
		}
		decided[d.Registration] = append(decided[d.Registration], d)
	}
	agreed := map[string]bool{}
	for consent, err := range s.consents.Each(ctx, store.Query{}) {
		if err != nil {
			return nil, fmt.Errorf("groupcode: consents: %w", err)
		}
		agreed[consent.ID] = true
	}
	var list []Entry
	for r, err := range s.registrations.Each(ctx, store.Query{}) {
		if err != nil {
			return nil, fmt.Errorf("groupcode: registrations: %w", err)
		}
		r.Publish = r.Publish || agreed[r.ID]
		list = append(list, newEntry(r, decided[r.ID]))
	}
	slices.SortFunc(list, func(a, b Entry) int { return cmp.Or(b.Recorded.Compare(a.Recorded), cmp.Compare(a.ID, b.ID)) })
	return list, nil
}

// Figures are how many groups registered, for the yearly report.
type Figures struct {
	Groups      int
	Published   int
	ByKind      map[Kind]int
	ByDzongkhag map[org.AgencyCode]int // "": the whole country
}

// Count counts the groups that registered between two days, both included; declined ones too, since publication is not what is
// counted.
func Count(list []Entry, from, until day.Date) Figures {
	f := Figures{ByKind: map[Kind]int{}, ByDzongkhag: map[org.AgencyCode]int{}}
	for _, e := range list {
		on := day.Of(e.Recorded)
		if on < from || on > until {
			continue
		}
		f.Groups++
		f.ByKind[e.Code.Kind]++
		f.ByDzongkhag[e.Code.Dzongkhag]++
		if e.State == Published {
			f.Published++
		}
	}
	return f
}
