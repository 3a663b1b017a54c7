package notify

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

const (
	stale        = 5 * time.Minute // a mail that has been "sending" for so long was left by a program that ended
	firstWait    = 5 * time.Minute // after a temporary error; doubled with each try,
	longestWait  = 2 * time.Hour   // up to this
	mostFailures = 5               // refusals in a row after which the fault is taken to lie with us
	recordTime   = 10 * time.Second
)

// pause keeps the sender from a mail server that does not answer, or refuses everything.
type pause struct {
	mu     sync.Mutex
	until  time.Time
	failed int // turns in a row
}

func (p *pause) over(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !now.Before(p.until)
}

// fail waits a minute, then two, up to half an hour; good begins anew.
func (p *pause) fail(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.until = now.Add(min(time.Minute<<min(p.failed, 5), 30*time.Minute))
	p.failed++
}

func (p *pause) good() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failed = 0
}

// Send is one turn of the sender: it settles what was left behind, and hands over up to Settings.Rate mails whose time has come. Run
// it under a lease: several at once send nothing twice, but would disturb each other.
func (s *Service) Send(ctx context.Context) (sent int, err error) {
	if err := s.settle(ctx); err != nil {
		return 0, err
	}
	now := s.now()
	if s.deps.Mailer == nil || !open(now) || !s.pause.over(now) {
		return 0, nil
	}
	list, _, err := s.messages.Find(ctx, store.Query{
		Index: byTurn, Equal: []any{string(Planned)}, Until: now.Add(time.Millisecond), Limit: s.settings.Rate,
	})
	if err != nil || len(list) == 0 {
		return 0, err
	}
	t, err := s.openTurn(ctx)
	if err != nil {
		return 0, err
	}
	defer t.close()
	for _, m := range list {
		ok, err := t.send(ctx, m)
		sent += ones(ok)
		if err != nil {
			return sent, err
		}
	}
	s.pause.good()
	return sent, nil
}

// settle ends what can move no more: mails that a program left between handing over and noting it, and those whose week is over.
func (s *Service) settle(ctx context.Context) error {
	now := s.now()
	left := store.Query{Index: byTurn, Equal: []any{string(Sending)}}
	for m, err := range s.messages.Each(ctx, left) {
		if err != nil {
			return fmt.Errorf("notify: %w", err)
		}
		if now.Sub(m.Changed) < stale {
			continue
		}
		_, err := s.advance(ctx, m.ID, []State{Sending}, Event{State: Unknown, At: now, Cause: CauseBreak}, nil)
		if err != nil && !errors.Is(err, errMoved) {
			return err
		}
	}
	week := WeekOf(day.Of(now))
	// Those of past weeks were due before this Monday.
	until := monday(day.Of(now)).Start()
	for m, err := range s.messages.Each(ctx, store.Query{Index: byTurn, Equal: []any{string(Planned)}, Until: until}) {
		if err != nil {
			return fmt.Errorf("notify: %w", err)
		}
		if m.Week >= week {
			continue
		}
		_, err := s.advance(ctx, m.ID, []State{Planned}, Event{State: Expired, At: now, Cause: m.Last().Cause}, nil)
		if err != nil && !errors.Is(err, errMoved) {
			return err
		}
	}
	return nil
}

// turn is one turn of the sender.
type turn struct {
	s        *Service
	ledger   *ledger
	owed     map[org.PersonID]debtor
	line     Dialogue
	failures int // refusals since the last mail that was taken
}

// errRefusing says that the server refuses whatever it is given.
var errRefusing = errors.New("notify: the mail server refuses one mail after the other; nothing is sent for a while. Check LAMTOEN_SMTP_FROM and " +
	"whether the server may send to these addresses")

func (s *Service) openTurn(ctx context.Context) (*turn, error) {
	t := &turn{s: s, ledger: &ledger{s: s, now: s.now(), works: map[org.AgencyCode]bool{}}, owed: map[org.PersonID]debtor{}}
	t.ledger.today = day.Of(t.ledger.now)
	var err error
	if t.ledger.bad, err = s.badAddresses(ctx); err != nil {
		return nil, err
	}
	owed, err := s.deps.Owed(ctx)
	if err != nil {
		return nil, fmt.Errorf("notify: what is owed: %w", err)
	}
	for _, d := range debtors(owed) {
		t.owed[d.person] = d
	}
	return t, t.connect(ctx)
}

// connect opens the line. Nothing has been claimed then, so a server that does not answer costs no message.
func (t *turn) connect(ctx context.Context) error {
	t.close()
	line, err := t.s.deps.Mailer.Open(ctx)
	if err != nil {
		t.s.pause.fail(t.s.now())
		return err
	}
	t.line = line
	return nil
}

func (t *turn) close() {
	if t.line != nil {
		t.line.Close()
		t.line = nil
	}
}

// send takes one message as far as it goes, and tells whether it was sent. An error ends the turn.
func (t *turn) send(ctx context.Context, m Message) (bool, error) {
	now := t.s.now()
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if !open(now) {
		return false, nil
	}
	if !t.ledger.working(m.Agency) {
		_, err := t.s.messages.Update(ctx, m.ID, func(m *Message) error {
			m.NotBefore = t.ledger.today.AddDays(1).Start().Add(opens) // and not further: a closure may be withdrawn
			return nil
		})
		return false, err
	}
	params, cause, end := t.fresh(m)
	address, unreachable := t.ledger.address(m.Person)
	if end == "" && unreachable != "" {
		end, cause = Held, unreachable
	}
	if end != "" {
		return false, passOver(t.s.advance(ctx, m.ID, []State{Planned}, Event{State: end, At: now, Cause: cause}, nil))
	}
	m.Params = params
	text, err := t.s.texts.render(m)
	if err != nil {
		return false, err
	}
	if t.line == nil {
		if err := t.connect(ctx); err != nil {
			return false, err
		}
	}
	_, err = t.s.advance(ctx, m.ID, []State{Planned}, Event{State: Sending, At: now}, func(m *Message) {
		m.Params, m.Hash, m.Tries = params, text.Hash(), m.Tries+1
	})
	if err != nil {
		return false, passOver(Message{}, err)
	}
	outcome := Outcome{State: Planned, Cause: CauseServer}
	if ctx.Err() == nil { // the lease may have been lost meanwhile
		outcome = t.line.Send(ctx, Mail{ID: m.ID, To: address, Lang: m.Lang, Text: text})
	}
	return outcome.State == Sent, t.record(ctx, m, address, outcome)
}

// passOver leaves a message alone that another has moved.
func passOver(_ Message, err error) error {
	if errors.Is(err, errMoved) {
		return nil
	}
	return err
}

// record notes the outcome, also when the program is asked to stop: a mail that was taken must not be lost from the record.
func (t *turn) record(ctx context.Context, m Message, address string, o Outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	now := t.s.now()
	if o.Bad {
		err := t.s.bad.Insert(ctx, badAddress{Address: address, Person: m.Person, Code: o.Code, At: now})
		if err != nil && !errors.Is(err, store.ErrExists) {
			return fmt.Errorf("notify: %w", err)
		}
		t.ledger.bad[address] = true
	}
	// Another instance may have taken this one for dead and noted "unknown": what is known is known.
	err := passOver(t.s.advance(ctx, m.ID, []State{Sending, Unknown}, Event{State: o.State, At: now, Cause: o.Cause, Code: o.Code}, func(m *Message) {
		if o.State == Planned {
			m.NotBefore = t.s.again(now, m)
		}
	}))
	if err != nil {
		return err
	}
	if o.Break {
		t.close()
	}
	if o.State == Failed || o.Cause == CauseSettings {
		t.failures++
	} else if o.State == Sent {
		t.failures = 0
	}
	if o.Cause == CauseSettings || t.failures >= mostFailures {
		t.s.pause.fail(now.Add(30 * time.Minute))
		return errRefusing
	}
	return nil
}

// again is when a message is tried again: later each time, and in office hours.
func (s *Service) again(now time.Time, m *Message) time.Time {
	return s.nextOpening(now.Add(min(firstWait<<min(max(m.Tries-1, 0), 10), longestWait)), m.Agency)
}

// fresh looks at what is true now: a mail must not speak of what has been done since it was planned. end is where the message goes
// instead of out.
func (t *turn) fresh(m Message) (params Params, cause Cause, end State) {
	if m.Kind == KindDigest {
		heads := org.AgencyCode("")
		if post, ok := t.s.deps.Register.PostAt(m.Person, t.ledger.today); ok && t.s.settings.Heads && post.Has(org.FlagHead) {
			heads = post.Agency
		}
		if len(t.s.digestAgencies(m.Person, t.ledger.today, heads)) == 0 {
			return m.Params, CauseRole, Dropped
		}
		return m.Params, "", ""
	}
	eligible, cause := t.ledger.eligible(t.owed[m.Person])
	owed := map[courses.CourseID]coverage.Owed{}
	for _, o := range eligible {
		owed[o.Course] = o
	}
	params = m.Params
	params.Items = nil
	for _, item := range m.Params.Items {
		if o, still := owed[item.Course]; still {
			params.Items = append(params.Items, t.ledger.item(o))
		}
	}
	if len(params.Items) == 0 {
		return params, cause, Dropped
	}
	return params, "", ""
}
