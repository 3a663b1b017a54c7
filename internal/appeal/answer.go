package appeal

import (
	"context"
	"slices"

	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// Answer is a decision: what, why, and on which records.
type Answer struct {
	Decision Decision
	Reasons  []Reason
	Text     string
	Records  string // what was looked at, in words
}

// Ask asks the person back, once in each stage. The person answers with one short text.
func (s *Service) Ask(ctx context.Context, o Officer, n Number, text string) (Case, error) {
	text = tidy(text)
	return s.holder(ctx, o, n, func(Case) (Event, error) {
		e := Event{Kind: KindAsked, By: o.ID, Text: text}
		if bad := badText("text", text, MaxText, "Write what you need to know."); len(bad) > 0 {
			return e, fault.Invalid("Please correct what is marked.", bad...)
		}
		return e, nil
	})
}

// Answer decides the case. The first decision stands; the same one sent twice is one.
func (s *Service) Answer(ctx context.Context, o Officer, n Number, a Answer) (Case, error) {
	a.Text, a.Records = tidy(a.Text), tidy(a.Records)
	slices.Sort(a.Reasons)
	a.Reasons = slices.Compact(a.Reasons)
	return s.holder(ctx, o, n, func(c Case) (Event, error) {
		e := Event{Kind: KindAnswered, By: o.ID, Text: a.Text, Decision: a.Decision, Reasons: a.Reasons, Records: a.Records, Office: c.Desk.Office,
			Position: s.position(o.ID, s.today())}
		if bad := a.wrong(); len(bad) > 0 {
			return e, fault.Invalid("Please correct what is marked.", bad...)
		}
		return e, nil
	})
}

// Check says what keeps the answer from being given, by field; nil when nothing does.
func (a Answer) Check() error {
	a.Text, a.Records = tidy(a.Text), tidy(a.Records)
	if bad := a.wrong(); len(bad) > 0 {
		return fault.Invalid("Please correct what is marked.", bad...)
	}
	return nil
}

// wrong says what keeps the answer from being given.
func (a Answer) wrong() []fault.Field {
	var bad []fault.Field
	if !known(Decisions(), a.Decision) {
		bad = append(bad, fault.Field{Name: "decision", Message: "Choose what is decided."})
	}
	fits := !slices.ContainsFunc(a.Reasons, func(r Reason) bool { return !known(Reasons(a.Decision), r) })
	switch {
	case len(a.Reasons) == 0:
		bad = append(bad, fault.Field{Name: "reasons", Message: "Choose at least one reason."})
	case !fits:
		bad = append(bad, fault.Field{Name: "reasons", Message: "One of these reasons does not go with the decision. Choose again."})
	}
	bad = append(bad, badText("text", a.Text, MaxAnswer, "Explain the decision to the person in a sentence or two.")...)
	return append(bad, badText("records", a.Records, MaxCause, "Name the records and papers that you looked at.")...)
}

// holder adds an act of the officer on whose desk the case lies.
func (s *Service) holder(ctx context.Context, o Officer, n Number, plan func(Case) (Event, error)) (Case, error) {
	return s.act(ctx, n, func(c Case) (Event, error) {
		if !s.sees(o, c) {
			return Event{}, errNoCase()
		}
		e, err := plan(c)
		if err != nil {
			return Event{}, err
		}
		if err := c.allows(e.Kind); err != nil {
			return e, err
		}
		m, err := s.matter(ctx, c, c.Stage)
		if err != nil {
			return Event{}, err
		}
		if _, may := m.may(o.ID, c.Desk.Office); !may {
			return e, errBarred(m, o) // with the event: who decided before and sends it again is told that it is there
		}
		if c.Desk.Officer != o.ID {
			return Event{}, fault.Conflict("The case lies on another officer's desk. Take it over first, and say why.")
		}
		return e, nil
	})
}

// errBarred says why an officer may not answer.
func errBarred(m Matter, o Officer) error {
	if m.Barred[o.ID] {
		return fault.Forbidden("You may not answer this case: it is about yourself, or about something that you recorded or decided.")
	}
	return fault.Forbidden("This case is answered by another office.")
}

// TakeOver puts the case on the officer's own desk, and Hand on another's, both with the cause. RCSC may take any; a focal
// officer what lies with the agency. Nobody may who is barred.
func (s *Service) TakeOver(ctx context.Context, o Officer, n Number, cause string) (Case, error) {
	return s.move(ctx, o, n, o.ID, cause)
}

// Hand asks another officer to answer.
func (s *Service) Hand(ctx context.Context, o Officer, n Number, to org.PersonID, cause string) (Case, error) {
	return s.move(ctx, o, n, to, cause)
}

func (s *Service) move(ctx context.Context, o Officer, n Number, to org.PersonID, cause string) (Case, error) {
	cause = tidy(cause)
	return s.act(ctx, n, func(c Case) (Event, error) {
		if !s.sees(o, c) {
			return Event{}, errNoCase()
		}
		e := Event{Kind: KindMoved, By: o.ID, Text: cause, Desk: Desk{Officer: to, Why: WhyTaken}}
		if err := c.allows(e.Kind); err != nil {
			return e, err
		}
		if bad := badText("cause", cause, MaxCause, "Say why, in a sentence."); len(bad) > 0 {
			return Event{}, fault.Invalid("Please correct what is marked.", bad...)
		}
		m, err := s.matter(ctx, c, c.Stage)
		if err != nil {
			return Event{}, err
		}
		clerk, may := m.may(to, c.Desk.Office)
		if _, own := m.may(o.ID, c.Desk.Office); to == o.ID && !may {
			return Event{}, errBarred(m, o)
		} else if !may {
			return Event{}, fault.Invalid("Please correct what is marked.", fault.Field{Name: "officer", Message: "Choose an officer of the list."})
		} else if !own && c.Desk.Officer != o.ID && !o.Scope.All {
			return Event{}, errBarred(m, o)
		}
		e.Desk.Office, e.Desk.Agency = clerk.Office, clerk.Agency
		if to != o.ID {
			e.Desk.Why = WhyHanded
		}
		if c.Desk.Officer == to {
			return e, fault.Conflict("The case lies on this desk already.")
		}
		return e, nil
	})
}

// Done notes what was done because of the decision. It may be repeated.
func (s *Service) Done(ctx context.Context, by org.PersonID, n Number, deed Deed, text string) (Case, error) {
	text = tidy(text)
	return s.act(ctx, n, func(c Case) (Event, error) {
		e := Event{Kind: KindDone, By: by, Deed: deed, Text: text}
		var bad []fault.Field
		if !known(Deeds(), deed) {
			bad = append(bad, fault.Field{Name: "deed", Message: "Choose what was done."})
		}
		bad = append(bad, badText("text", text, MaxCause, "Say in a line what was done.")...)
		if len(bad) > 0 {
			return Event{}, fault.Invalid("Please correct what is marked.", bad...)
		}
		for _, d := range c.Deeds() {
			if d.same(e) {
				return d, errToldAlready
			}
		}
		return e, c.allows(KindDone)
	})
}

// Concerns tells whether something may follow from the case for the person: it is theirs, and was granted.
func (s *Service) Concerns(ctx context.Context, n Number, person org.PersonID) (Case, error) {
	c, err := s.load(ctx, n)
	if err != nil || c.Person != person {
		return Case{}, fault.Invalid("Please correct what is marked.", fault.Field{Name: "case", Message: "This is no case of this person. Look at the number again."})
	}
	if !c.Given() {
		return Case{}, fault.Invalid("Please correct what is marked.", fault.Field{Name: "case", Message: "This case was not granted, so nothing follows from it."})
	}
	return c, nil
}
