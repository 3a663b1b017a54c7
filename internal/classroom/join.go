package classroom

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// ByCode finds the open session of a join code, however it is typed. A wrong code, and one of a session that is not open, is
// fault.CodeNotFound; too many wrong ones are fault.CodeTooMany.
func (s *Service) ByCode(ctx context.Context, typed string, by Guesser) (State, error) {
	now := s.now()
	if err := s.guesses.check(by, now); err != nil {
		return State{}, err
	}
	code := cleanCode(typed)
	doc, err := s.codes.Get(ctx, code)
	if errors.Is(err, store.ErrNotFound) {
		s.guesses.miss(by, now)
		return State{}, errNoCode()
	}
	if err != nil {
		return State{}, fmt.Errorf("classroom: join code: %w", err)
	}
	st, err := s.session(ctx, doc.Session)
	switch {
	case fault.Is(err, fault.CodeNotFound): // a crash left the code without its session
		return State{}, errNoCode()
	case err != nil:
		return State{}, err
	case st.Phase == Planned && code == st.Session.Code:
		return State{}, fault.Conflict("This session is on %s. Join it then.", st.Day)
	case st.Phase != Open || st.Code != code:
		return State{}, fault.NotFound("This session is over, and its code with it. Ask the facilitator to reopen it, or go on by yourself.")
	}
	return st, nil
}

func errNoCode() error {
	return fault.NotFound("No open session has this code. Look at the screen and type it again.")
}

// Join records that the person takes part, from their own sign-in: on their phone or on the device of the session. Joining
// twice is once; whoever has left joins anew.
func (s *Service) Join(ctx context.Context, person org.PersonID, code string, mode Mode) (State, error) {
	st, err := s.ByCode(ctx, code, Guesser{Person: person})
	if err != nil {
		return st, err
	}
	if p, ok := st.Participant(person); ok && p.Mode != Paper && !p.Left && !p.Disputed {
		return st, nil
	}
	if err := s.tellOf(ctx, st, person, KindJoined, mode); err != nil {
		return st, err
	}
	return s.session(ctx, st.ID)
}

// tellOf inserts the next event of the kind about a person, told by themselves.
func (s *Service) tellOf(ctx context.Context, st State, person org.PersonID, kind Kind, mode Mode) error {
	prefix := about(st.ID, "person", string(person), string(kind)) + "/"
	from, until := store.Prefix(prefix)
	before, _, err := s.events.Find(ctx, store.Query{From: from, Until: until})
	if err != nil {
		return fmt.Errorf("classroom: events: %w", err)
	}
	e := Event{ID: prefix + itoa(len(before)+1), Session: st.ID, Kind: kind, Person: person, By: person, Mode: mode}
	err = s.tell(ctx, e)
	if errors.Is(err, errOther) { // joined on the phone and on the device at once: joined
		return nil
	}
	return err
}

// Mine gives a session in which the person takes or took part; any other is fault.CodeNotFound.
func (s *Service) Mine(ctx context.Context, person org.PersonID, id string) (State, error) {
	st, err := s.session(ctx, id)
	if err != nil {
		return st, err
	}
	if _, ok := st.Participant(person); !ok {
		return State{}, errNoSession()
	}
	return st, nil
}

// Attend records that the person was in the room for the lessons, as they say themselves; of the session's lessons only
// those that were gone through.
func (s *Service) Attend(ctx context.Context, person org.PersonID, id string, lessons []courses.LessonID) (learning.Progress, error) {
	st, err := s.Mine(ctx, person, id)
	if err != nil {
		return learning.Progress{}, err
	}
	if p, _ := st.Participant(person); st.Phase != Open || p.Left || p.Disputed || p.Mode == Paper {
		return learning.Progress{}, fault.Conflict("You are not in this session now. Join it again, or go on by yourself.")
	}
	var seen []learning.GroupLesson
	for _, l := range st.Shown {
		if slices.Contains(lessons, l.Lesson) {
			seen = append(seen, learning.GroupLesson{Lesson: l.Lesson, At: l.At})
		}
	}
	return s.learning.AttendGroup(ctx, person, st.Course, seen, st.told(learning.ViaGroup, "", time.Time{}))
}

// Leave records that the person has gone; what they did stays, and they go on by themselves.
func (s *Service) Leave(ctx context.Context, person org.PersonID, id string) error {
	st, err := s.Mine(ctx, person, id)
	if err != nil {
		return err
	}
	if p, _ := st.Participant(person); p.Left || p.Mode == Paper {
		return nil
	}
	return s.tellOf(ctx, st, person, KindLeft, "")
}

// joined lists the ids of all sessions in which the person takes or took part.
func (s *Service) joined(ctx context.Context, person org.PersonID) ([]string, error) {
	events, _, err := s.events.Find(ctx, store.Query{Index: byPerson, Equal: []any{string(person)}})
	if err != nil {
		return nil, fmt.Errorf("classroom: events: %w", err)
	}
	var ids []string
	for _, e := range events {
		if !slices.Contains(ids, e.Session) {
			ids = append(ids, e.Session)
		}
	}
	return ids, nil
}

// Current gives the open session of the course that the person is in; false when there is none. Course "" is any. For most
// people it is one look at an index.
func (s *Service) Current(ctx context.Context, person org.PersonID, course courses.CourseID) (State, bool, error) {
	ids, err := s.joined(ctx, person)
	if err != nil {
		return State{}, false, err
	}
	for _, id := range slices.Backward(ids) {
		st, err := s.session(ctx, id)
		if err != nil {
			return State{}, false, err
		}
		p, _ := st.Participant(person)
		if st.Phase == Open && !p.Left && !p.Disputed && p.Mode != Paper && (course == "" || st.Course == course) {
			return st, true, nil
		}
	}
	return State{}, false, nil
}

// In says how the record names the group session that the person is in for the course: "" and the way given when in none.
func (s *Service) In(ctx context.Context, person org.PersonID, course courses.CourseID, via learning.Via) (learning.InGroup, error) {
	st, ok, err := s.Current(ctx, person, course)
	if err != nil || !ok {
		return learning.InGroup{Via: via}, err
	}
	return st.told(learning.ViaGroup, "", time.Time{}), nil
}

// Note says in one line where and with whom a session was held: "Meeting room, Bji Gewog, with Pema Lhamo". "" for a session
// that is not there.
func (s *Service) Note(ctx context.Context, id string) (Held, error) {
	if !validID(id) {
		return Held{}, errNoSession()
	}
	found, err := s.sessions.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return Held{}, errNoSession()
	}
	if err != nil {
		return Held{}, fmt.Errorf("classroom: session: %w", err)
	}
	p, _ := s.register.Person(found.Facilitator)
	return Held{Session: found, With: p.Name}, nil
}

// Held is a session with the name of its facilitator.
type Held struct {
	Session
	With string
}

// Pending is what somebody else recorded for a person in a session, with the session.
type Pending struct {
	learning.RecordedInGroup
	Held Held
}

// Pending lists what the person is to say yes or no to at their own sign-in.
func (s *Service) Pending(ctx context.Context, person org.PersonID) ([]Pending, error) {
	ids, err := s.joined(ctx, person)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	facts, err := s.learning.FactsOfPerson(ctx, person)
	if err != nil {
		return nil, err
	}
	var list []Pending
	for _, r := range learning.PendingGroups(person, facts) {
		held, err := s.Note(ctx, r.Session)
		if err != nil {
			return nil, err
		}
		list = append(list, Pending{RecordedInGroup: r, Held: held})
	}
	return list, nil
}

// Answer records what the person says to it. "No" makes void at once what was recorded for them, and is shown to whoever runs
// the session.
func (s *Service) Answer(ctx context.Context, person org.PersonID, id string, right bool) error {
	st, err := s.Mine(ctx, person, id)
	if err != nil {
		return err
	}
	facts, err := s.learning.FactsOfPerson(ctx, person)
	if err != nil {
		return err
	}
	asked := slices.ContainsFunc(learning.PendingGroups(person, facts), func(r learning.RecordedInGroup) bool { return r.Session == id })
	if p, _ := st.Participant(person); asked && !right && !p.Disputed {
		// Before the facts: whoever enters the sheet again in between is refused.
		if err := s.tellOf(ctx, st, person, KindDisputed, ""); err != nil {
			return err
		}
	}
	return s.learning.AnswerGroup(ctx, person, id, right)
}

// sheetNumber reads the number n out of ID-n.
func sheetNumber(session, number string) (int, bool) {
	rest, ok := strings.CutPrefix(cleanSheet(number), session+"-")
	if !ok {
		return 0, false
	}
	n := 0
	for _, r := range rest {
		if r < '0' || r > '9' || n > 999 {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, n > 0 && rest == itoa(n)
}

// cleanSheet takes a number as people type it.
func cleanSheet(number string) string {
	return strings.ToUpper(strings.Join(strings.Fields(number), ""))
}
