package notify

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Decision is what is to be sent to one person, or why nothing is.
type Decision struct {
	Person org.PersonID
	Agency org.AgencyCode
	Items  []Item // what the mail tells
	Step   string
	On     time.Time // when, at the earliest
	Cause  Cause     // "" it is sent
	Last   day.Date  // of the message that the cap or the step speaks of
}

// debtor is one person with what they owe.
type debtor struct {
	person org.PersonID
	agency org.AgencyCode
	owed   []coverage.Owed
}

// debtors groups what is owed by person, in the order of the ids.
func debtors(owed []coverage.Owed) []debtor {
	sorted := slices.Clone(owed)
	slices.SortStableFunc(sorted, func(a, b coverage.Owed) int { return strings.Compare(string(a.Person), string(b.Person)) })
	var all []debtor
	for i := 0; i < len(sorted); {
		end := i + 1
		for end < len(sorted) && sorted[end].Person == sorted[i].Person {
			end++
		}
		all = append(all, debtor{sorted[i].Person, sorted[i].Agency, sorted[i:end:end]})
		i = end
	}
	return all
}

// ledger is what the decisions of one run rest on.
type ledger struct {
	s      *Service
	now    time.Time
	today  day.Date
	recent map[org.PersonID]recent
	bad    map[string]bool
	works  map[org.AgencyCode]bool // today
}

// recent is what was sent to a person, as days; "" never within the plan's reach.
type recent struct {
	last   day.Date // stands against the weekly cap
	served day.Date // stands against the plan's step
}

// openLedger reads the messages as far back as a step of the plan may have been served.
func (s *Service) openLedger(ctx context.Context) (*ledger, error) {
	l := &ledger{s: s, now: s.now(), recent: map[org.PersonID]recent{}, works: map[org.AgencyCode]bool{}}
	l.today = day.Of(l.now)
	from := WeekOf(l.today.AddDays(-s.settings.Plan.longest() - Apart))
	for m, err := range s.messages.Each(ctx, store.Query{Index: byWeek, Equal: []any{string(KindReminder)}, From: string(from)}) {
		if err != nil {
			return nil, fmt.Errorf("notify: %w", err)
		}
		l.note(m)
	}
	bad, err := s.badAddresses(ctx)
	l.bad = bad
	return l, err
}

// openLedgerOf is openLedger for one person.
func (s *Service) openLedgerOf(ctx context.Context, id org.PersonID) (*ledger, error) {
	l := &ledger{s: s, now: s.now(), recent: map[org.PersonID]recent{}, works: map[org.AgencyCode]bool{}}
	l.today = day.Of(l.now)
	from := l.today.AddDays(-s.settings.Plan.longest() - 2*Apart).Start()
	for m, err := range s.messages.Each(ctx, store.Query{Index: byPerson, Equal: []any{string(id)}, From: from}) {
		if err != nil {
			return nil, fmt.Errorf("notify: %w", err)
		}
		if m.Kind == KindReminder {
			l.note(m)
		}
	}
	bad, err := s.badAddresses(ctx)
	l.bad = bad
	return l, err
}

func (l *ledger) note(m Message) {
	r := l.recent[m.Person]
	if m.State.counts() {
		r.last = max(r.last, m.Day)
	}
	if m.State.counts() || m.State == Held || m.State == Failed {
		r.served = max(r.served, m.Day)
	}
	l.recent[m.Person] = r
}

func (s *Service) badAddresses(ctx context.Context) (map[string]bool, error) {
	bad := map[string]bool{}
	for b, err := range s.bad.Each(ctx, store.Query{}) {
		if err != nil {
			return nil, fmt.Errorf("notify: %w", err)
		}
		bad[b.Address] = true
	}
	return bad, nil
}

// address gives where the person can be written to, or why they cannot.
func (l *ledger) address(id org.PersonID) (string, Cause) {
	p, ok := l.s.deps.Register.Person(id)
	switch {
	case !ok || p.Email == "":
		return "", CauseNoAddress
	case l.bad[p.Email]:
		return "", CauseBad
	}
	if _, own := l.s.deps.Register.ByEmail(p.Email); !own {
		return "", CauseShared
	}
	return p.Email, ""
}

// working tells whether the agency works today.
func (l *ledger) working(agency org.AgencyCode) bool {
	works, known := l.works[agency]
	if !known {
		works = l.s.deps.Workday(l.today, agency)
		l.works[agency] = works
	}
	return works || l.s.settings.Demo
}

// decide says what the plan sends to a person today.
func (l *ledger) decide(d debtor) Decision {
	out := Decision{Person: d.person, Agency: d.agency, On: l.now}
	eligible, cause := l.eligible(d)
	var reached day.Date
	for _, o := range eligible {
		on, name, ok := l.s.settings.Plan.Step(o.Due, l.today)
		if !ok {
			continue
		}
		out.Items = append(out.Items, l.item(o))
		if on > reached {
			reached, out.Step = on, name
		}
	}
	r := l.recent[d.person]
	switch {
	case len(out.Items) == 0:
		out.Cause = cause
	case r.served >= reached:
		out.Cause, out.Last = CauseServed, r.served
	case !l.working(d.agency):
		out.Cause = CauseClosed
	default:
		l.finish(&out)
	}
	return out
}

// ask says what is sent to a person at an officer's wish: everything that they owe, whatever step has been reached. Leave, review,
// the cap and the office hours hold for it too.
func (l *ledger) ask(d debtor) Decision {
	out := Decision{Person: d.person, Agency: d.agency, On: l.s.nextOpening(l.now, d.agency)}
	eligible, cause := l.eligible(d)
	for _, o := range eligible {
		out.Items = append(out.Items, l.item(o))
	}
	if len(out.Items) == 0 {
		out.Cause = cause
		return out
	}
	l.finish(&out)
	return out
}

// finish applies what holds for every reminder, the cap and the address, and puts the items in order.
func (l *ledger) finish(d *Decision) {
	slices.SortStableFunc(d.Items, func(a, b Item) int {
		return cmp.Or(strings.Compare(string(a.Due), string(b.Due)), strings.Compare(a.Title, b.Title))
	})
	if last := l.recent[d.Person].last; last != "" {
		on := day.Of(d.On)
		if between(last, on) < Apart || WeekOf(last) >= WeekOf(on) {
			d.Cause, d.Last = CauseCap, last
			return
		}
	}
	_, d.Cause = l.address(d.Person)
}

// eligible leaves what a person may be reminded of, and says why nothing is left.
func (l *ledger) eligible(d debtor) (left []coverage.Owed, cause Cause) {
	cause = CauseNothing
	for _, o := range d.owed {
		switch {
		case o.OnLeave:
			cause = CauseLeave
		case o.Exempt:
			cause = CauseExempt
		case o.UnderReview || l.s.deps.UnderReview(o.Person, o.Course):
			cause = CauseReview
		default:
			left = append(left, o)
		}
	}
	return left, cause
}

func (l *ledger) item(o coverage.Owed) Item {
	return Item{Course: o.Course, Title: l.s.deps.Title(o.Course), Due: o.Due, State: o.State}
}

// nextOpening gives the next instant at which the agency's office is open: now, or a morning.
func (s *Service) nextOpening(now time.Time, agency org.AgencyCode) time.Time {
	today := day.Of(now)
	if s.settings.Demo {
		return now
	}
	if s.deps.Workday(today, agency) {
		switch since := now.Sub(today.Start()); {
		case since < opens:
			return today.Start().Add(opens)
		case since < closes:
			return now
		}
	}
	const reach = 90 // days; no closure is longer
	next := today.AddDays(1)
	for range reach {
		if s.deps.Workday(next, agency) {
			break
		}
		next = next.AddDays(1)
	}
	return next.Start().Add(opens)
}

// message makes the record of a decision. One without an address is held: the history says why nothing came.
func (s *Service) message(d Decision, now time.Time, by string) (Message, error) {
	on := day.Of(d.On)
	m := Message{
		ID: reminderID(d.Person, WeekOf(on)), Kind: KindReminder, Person: d.Person, Agency: d.Agency, Week: WeekOf(on), Day: on,
		Step: d.Step, By: by, Template: templateReminder, Lang: s.language(d.Person), Planned: now, NotBefore: d.On,
		Params: Params{Items: d.Items, At: on, Link: s.link("/me"), Demo: s.settings.Demo, Appeal: on.AddDays(s.settings.AppealDays)},
	}
	state := Planned
	if d.Cause != "" {
		state = Held
	}
	m.move(Event{State: state, At: now, Cause: d.Cause, By: by})
	text, err := s.texts.render(m)
	m.Hash = text.Hash()
	return m, err
}

func (s *Service) language(id org.PersonID) string {
	if p, ok := s.deps.Register.Person(id); ok && s.texts.has(p.Language) {
		return p.Language
	}
	return english
}

// link is where every mail leads: to the sign-in, which knows no more of the reader than they tell it, and then to a page.
func (s *Service) link(page string) string { return s.settings.Origin + "/sign-in?next=" + page }
