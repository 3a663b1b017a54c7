package notify

import (
	"context"
	"fmt"
	"strings"

	"lamtoen/internal/audit"
	"lamtoen/internal/org"
)

// Preview says of each person what a reminder by hand would come to, in the order given. Somebody who owes nothing is told as such.
func (s *Service) Preview(ctx context.Context, people []org.PersonID) ([]Decision, error) {
	l, err := s.openLedger(ctx)
	if err != nil {
		return nil, err
	}
	owed, err := s.deps.Owed(ctx, people...)
	if err != nil {
		return nil, fmt.Errorf("notify: what is owed: %w", err)
	}
	owing := map[org.PersonID]debtor{}
	for _, d := range debtors(owed) {
		owing[d.person] = d
	}
	list := make([]Decision, len(people))
	for i, id := range people {
		d, ok := owing[id]
		if !ok {
			d = debtor{person: id}
		}
		list[i] = l.ask(d)
	}
	return list, nil
}

// Remind sends a reminder to each of the people whom Preview would send one, at the wish of an officer, and gives what it came to:
// somebody whom another message reached first meanwhile has the cause CauseCap. The caller has checked that they lie in the
// officer's scope. Done twice, nobody gets two.
func (s *Service) Remind(ctx context.Context, people []org.PersonID, by org.PersonID, agency org.AgencyCode) ([]Decision, error) {
	list, err := s.Preview(ctx, people)
	if err != nil {
		return nil, err
	}
	now := s.now()
	var messages []Message
	for _, d := range list {
		if d.Cause != "" {
			continue
		}
		m, err := s.message(d, now, string(by))
		if err != nil {
			return nil, err
		}
		messages = append(messages, m)
	}
	if len(messages) == 0 {
		return list, nil
	}
	err = s.deps.Audit.Append(ctx, audit.Entry{
		At: now, By: string(by), Action: "remind", Subject: string(by), Agency: string(agency),
		After: fmt.Sprintf("a reminder to %d of %d people: %s", len(messages), len(people), names(messages)),
	})
	if err != nil {
		return nil, err
	}
	fresh, err := s.insert(ctx, messages)
	if err != nil {
		return nil, err
	}
	went := map[org.PersonID]bool{}
	for _, m := range fresh {
		went[m.Person] = true
	}
	for i := range list {
		if list[i].Cause == "" && !went[list[i].Person] {
			list[i].Cause = CauseCap
		}
	}
	return list, nil
}

// names lists the first few people of an act by their ids.
func names(list []Message) string {
	const shown = 20
	var ids []string
	for _, m := range list[:min(shown, len(list))] {
		ids = append(ids, string(m.Person))
	}
	if len(list) > shown {
		ids = append(ids, "…")
	}
	return strings.Join(ids, ", ")
}

// Standing says what the plan would send to one person today, or why nothing: the answer to "why did I get no reminder?".
func (s *Service) Standing(ctx context.Context, id org.PersonID) (Decision, error) {
	l, err := s.openLedgerOf(ctx, id)
	if err != nil {
		return Decision{}, err
	}
	owed, err := s.deps.Owed(ctx, id)
	if err != nil {
		return Decision{}, fmt.Errorf("notify: what is owed: %w", err)
	}
	d := debtor{person: id}
	for _, o := range owed {
		if o.Person == id {
			d.agency, d.owed = o.Agency, append(d.owed, o)
		}
	}
	return l.decide(d), nil
}
