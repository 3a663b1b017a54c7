package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Mark notes that a message was delivered by hand (Handed), or printed to be (Printed). Sent and handed ones are delivered already,
// and one that is on its way just now is left alone. Done twice it is noted once.
func (s *Service) Mark(ctx context.Context, id string, as State, by org.PersonID) (Message, error) {
	if as != Handed && as != Printed {
		return Message{}, fault.Invalid("Choose how the message was delivered.", fault.Field{Name: "as", Message: "Choose by hand, or printed."})
	}
	m, err := s.Message(ctx, id)
	if err != nil || m.State == as {
		return m, err
	}
	from := []State{Planned, Unknown, Failed, Held, Dropped, Expired}
	if as == Handed {
		from = append(from, Printed)
	}
	return s.act(ctx, m, from, Event{State: as, Cause: CauseByHand, By: string(by)}, "message-"+string(as), nil)
}

// Resend plans a message again of which nobody knows whether it arrived, or that was refused or too late. It may be the second copy:
// whoever asks for it has been told so.
func (s *Service) Resend(ctx context.Context, id string, by org.PersonID) (Message, error) {
	m, err := s.Message(ctx, id)
	if err != nil {
		return m, err
	}
	if !s.Mails() {
		return m, fault.Conflict("No mail server is set, so nothing can be sent. Deliver the message by hand, and note it here.")
	}
	if m.State == Planned && m.Last().By != "" {
		return m, nil
	}
	on := s.nextOpening(s.now(), m.Agency)
	from := []State{Unknown, Failed, Expired, Held}
	return s.act(ctx, m, from, Event{State: Planned, Cause: CauseByHand, By: string(by)}, "message-resend", func(m *Message) {
		m.NotBefore, m.Day, m.Tries = on, day.Of(on), 0
	})
}

// act does what an officer decided about a message: the log first, then the move.
func (s *Service) act(ctx context.Context, m Message, from []State, e Event, action string, change func(*Message)) (Message, error) {
	if !slices.Contains(from, m.State) {
		return m, errCannot(m)
	}
	e.At = s.now()
	err := s.deps.Audit.Append(ctx, audit.Entry{
		At: e.At, By: e.By, Action: action, Subject: string(m.Person), Agency: string(m.Agency),
		Before: fmt.Sprintf("%s: %s", m.ID, m.State), After: string(e.State),
	})
	if err != nil {
		return m, err
	}
	moved, err := s.advance(ctx, m.ID, from, e, change)
	if errors.Is(err, errMoved) {
		return m, errCannot(m)
	}
	return moved, err
}

func errCannot(m Message) error {
	return fault.Conflict("This cannot be done with a message that is %s. Open it again to see where it stands.", m.State)
}

// BadAddress tells whether a mail server has refused the address for good.
func (s *Service) BadAddress(ctx context.Context, address string) (bool, error) {
	_, err := s.bad.Get(ctx, org.NormalEmail(address))
	if errors.Is(err, store.ErrNotFound) || address == "" {
		return false, nil
	}
	return err == nil, err
}

// Trust forgets that an address was refused, when somebody says that it is right: the mailbox was full, or not there yet.
func (s *Service) Trust(ctx context.Context, person, by org.PersonID) error {
	p, ok := s.deps.Register.Person(person)
	if !ok {
		return fault.NotFound("There is no such person in the register.")
	}
	bad, err := s.BadAddress(ctx, p.Email)
	if err != nil || !bad {
		return err
	}
	post, _ := s.deps.Register.PostAt(person, day.Of(s.now()))
	err = s.deps.Audit.Append(ctx, audit.Entry{
		At: s.now(), By: string(by), Action: "address-trusted", Subject: string(person), Agency: string(post.Agency),
		Before: "refused by a mail server", After: "to be tried again",
	})
	if err != nil {
		return err
	}
	_, err = s.bad.Delete(ctx, p.Email)
	return err
}
