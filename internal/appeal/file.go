package appeal

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Claim is what somebody says is wrong. By and Paper are those of an officer who enters it for the person; else By is the
// person.
type Claim struct {
	Person org.PersonID
	Wrong  Wrong
	About  About
	Text   string
	By     org.PersonID
	Paper  *Paper
}

// maxOpen is how many cases of one person may be open at a time.
const maxOpen = 10

// Open opens a case. The same claim while its case is open is that case. What the case is about must be the person's: else it
// is not found.
func (s *Service) Open(ctx context.Context, claim Claim) (Case, error) {
	claim.Text = tidy(claim.Text)
	if err := s.check(ctx, &claim); err != nil {
		return Case{}, err
	}
	if err := s.Refresh(ctx); err != nil {
		return Case{}, err
	}
	e := Event{Kind: KindOpened, By: claim.By, Paper: claim.Paper, Text: claim.Text, Person: claim.Person, Wrong: claim.Wrong, About: claim.About}
	if post, ok := s.register.PostAt(claim.Person, s.today()); ok {
		e.Agency = post.Agency
	}
	open, same := 0, 0
	for _, c := range s.of(claim.Person) {
		first := c.Events[0]
		alike := first.Wrong == e.Wrong && first.About == e.About && first.Text == e.Text
		switch {
		case alike && c.Rests():
			return c, nil
		case alike:
			same++
		case c.Rests():
			open++
		}
	}
	if open >= maxOpen {
		return Case{}, fault.Conflict("%d cases of yours are open. Wait until one of them is answered, or take one back.", open)
	}
	e.Once = onceOf(e, same)
	return s.number(ctx, e)
}

// number routes the case and gives it the next free number.
func (s *Service) number(ctx context.Context, e Event) (Case, error) {
	m, err := s.matter(ctx, Case{Person: e.Person, Wrong: e.Wrong, About: e.About, Agency: e.Agency}, 1)
	if err != nil {
		return Case{}, err
	}
	e.Desk, e.Recorded, e.N = Route(m), s.now(), 1
	e.Due = s.after(day.Of(e.Recorded), s.term, e.Agency)
	year := e.Recorded.In(day.Thimphu).Year()
	for n := s.lastOf(year) + 1; ; n++ {
		e.Case = numberOf(year, n)
		e.ID = eventID(e.Case, 1)
		err := s.insert(ctx, Case{Agency: e.Agency}, e)
		var twice *store.DuplicateError
		switch {
		case err == nil:
			s.take(e)
			return fold([]Event{e}, s.window, s.now()), nil
		case errors.As(err, &twice) && twice.Index == "once":
			return s.told(ctx, e.Once)
		case !errors.Is(err, store.ErrExists):
			return Case{}, fmt.Errorf("appeal: open a case: %w", err)
		}
	}
}

// told finds the case that the same claim opened at the same moment.
func (s *Service) told(ctx context.Context, once string) (Case, error) {
	events, _, err := s.events.Find(ctx, store.Query{Index: "once", Equal: []any{once}})
	if err != nil || len(events) == 0 {
		return Case{}, fault.Conflict("The same was sent twice at the same moment. Look at your cases.").Because(err)
	}
	return s.load(ctx, events[0].Case)
}

// lastOf is the last running number of a year that is known here.
func (s *Service) lastOf(year int) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	last := 0
	for n := range s.known {
		if y, running := n.parts(); y == year {
			last = max(last, running)
		}
	}
	return last
}

// onceOf names what an opening says: by whom about what, and how often the same was opened and closed before.
func onceOf(e Event, before int) string {
	h := sha256.New()
	for _, part := range []string{string(e.Person), string(e.Wrong), string(e.About.Course), e.About.Fact, e.About.Serial, e.Text, strconv.Itoa(before)} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return "opened/" + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// check refuses a claim that cannot be taken.
func (s *Service) check(ctx context.Context, claim *Claim) error {
	if _, ok := s.register.Person(claim.Person); !ok {
		return fault.NotFound("There is no such person in the register.")
	}
	var bad []fault.Field
	if !known(Wrongs(), claim.Wrong) {
		bad = append(bad, fault.Field{Name: "wrong", Message: "Choose what is wrong from the list."})
	}
	bad = append(bad, badText("text", claim.Text, MaxText, "Say in a few words what is wrong.")...)
	bad = append(bad, s.badPaper(claim.Paper)...)
	if len(bad) > 0 {
		return fault.Invalid("Please correct what is marked.", bad...)
	}
	return s.checkAbout(ctx, claim.Person, claim.About)
}

// checkAbout refuses what is not the person's.
func (s *Service) checkAbout(ctx context.Context, person org.PersonID, a About) error {
	if a.Fact == "" {
		if a.Serial != "" {
			return fault.NotFound("There is no such certificate.")
		}
		return nil
	}
	if !strings.HasPrefix(a.Fact, string(person)+"/"+string(a.Course)+"/") || a.Course == "" {
		return fault.NotFound("There is no such record.")
	}
	facts, err := s.learning.FactsOf(ctx, person, a.Course)
	if err != nil {
		return err
	}
	for _, f := range facts {
		if f.ID == a.Fact {
			return nil
		}
	}
	return fault.NotFound("There is no such record.")
}

// badText says what is wrong with a text that must be there.
func badText(name, text string, most int, missing string) []fault.Field {
	switch {
	case text == "":
		return []fault.Field{{Name: name, Message: missing}}
	case !readable(text, most):
		return []fault.Field{{Name: name, Message: fmt.Sprintf("Write at most %d characters, without signs that cannot be printed.", most)}}
	}
	return nil
}

// badPaper says what is wrong with where a paper is kept; nil where there is none.
func (s *Service) badPaper(p *Paper) []fault.Field {
	if p == nil {
		return nil
	}
	bad := badText("reference", p.Reference, MaxPaper, "Write the paper's reference, so that it can be found again.")
	d, err := day.Parse(p.Day)
	switch {
	case err != nil:
		bad = append(bad, fault.Field{Name: "day", Message: "Give the day on which the paper came, as year-month-day, for example 2026-11-23."})
	case d > s.today():
		bad = append(bad, fault.Field{Name: "day", Message: "This day has not come yet."})
	case d < s.today().AddDays(-366):
		bad = append(bad, fault.Field{Name: "day", Message: "This is more than a year ago. Look at the year."})
	}
	return bad
}

// of gives a person's cases of the memory, the newest first.
func (s *Service) of(person org.PersonID) []Case {
	s.mu.RLock()
	numbers := slices.Clone(s.owned[person])
	s.mu.RUnlock()
	var out []Case
	for _, n := range numbers {
		if c, ok := s.remembered(n); ok {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Case) int { return b.Events[0].Recorded.Compare(a.Events[0].Recorded) })
	return out
}
