package classroom

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// codeTries bounds how often a join code is drawn anew because another session has it.
const codeTries = 20

// Open opens a session for people of the officer's scope. The same form again is the same session; the agency must lie in the
// scope, and the course must be one of those offered.
func (s *Service) Open(ctx context.Context, o Officer, n NewSession) (State, error) {
	if bad := n.problems(s.today()); len(bad) > 0 {
		return State{}, fault.Invalid("Please correct what is marked.", bad...)
	}
	c, err := s.offered(n.Course)
	if err != nil {
		return State{}, err
	}
	if _, known := s.register.Tree(s.today()).Agency(n.Agency); !known || !s.runs(o, Session{Agency: n.Agency}) {
		return State{}, fault.Invalid("Please correct what is marked.",
			fault.Field{Name: "agency", Message: "Choose an agency that you look after; the session is for its people."})
	}
	if !validID(n.ID) {
		if n.ID, err = s.NewID(); err != nil {
			return State{}, err
		}
	}
	if old, err := s.sessions.Get(ctx, n.ID); err == nil {
		return s.openedBefore(ctx, o, n, old)
	}
	session := Session{ID: n.ID, Course: c.ID, Version: c.Version, Hash: c.Hash, Lang: n.Lang, Agency: n.Agency, Place: n.Place, Day: n.Day,
		Facilitator: o.ID, Opened: s.now()}
	if session.Code, err = s.newCode(ctx, n.ID); err != nil {
		return State{}, err
	}
	if err := s.log(ctx, o, actOpened, session, ""); err != nil {
		return State{}, err
	}
	err = s.sessions.Insert(ctx, session)
	if errors.Is(err, store.ErrExists) { // two clicks at once
		old, err := s.sessions.Get(ctx, n.ID)
		if err != nil {
			return State{}, fmt.Errorf("classroom: open: %w", err)
		}
		return s.openedBefore(ctx, o, n, old)
	}
	if err != nil {
		return State{}, fmt.Errorf("classroom: open: %w", err)
	}
	return stateOf(session, nil, s.now()), nil
}

// openedBefore answers a form that was sent before.
func (s *Service) openedBefore(ctx context.Context, o Officer, n NewSession, old Session) (State, error) {
	if old.Facilitator != o.ID || old.Course != n.Course || old.Agency != n.Agency || old.Place != n.Place || old.Day != n.Day || old.Lang != n.Lang {
		return State{}, fault.Conflict("This form has opened another session already. Open the form again for a new one.")
	}
	return s.session(ctx, old.ID)
}

func (s *Service) offered(id courses.CourseID) (*courses.Course, error) {
	for _, c := range s.Offered() {
		if c.ID == id {
			return c, nil
		}
	}
	return nil, fault.Invalid("Please correct what is marked.", fault.Field{Name: "course", Message: "Choose one of the courses in the list."})
}

// newCode keeps a code for a session before the session names it: a code without a session is none.
func (s *Service) newCode(ctx context.Context, session string) (string, error) {
	for range codeTries {
		code, err := s.draw(codeLength)
		if err != nil {
			return "", err
		}
		err = s.codes.Insert(ctx, joinCode{ID: code, Session: session})
		if err == nil {
			return code, nil
		}
		if !errors.Is(err, store.ErrExists) {
			return "", fmt.Errorf("classroom: join code: %w", err)
		}
	}
	return "", errors.New("classroom: no join code is free")
}

// Show records that a lesson was gone through, and for everybody who is there that it is done. Again is success; a lesson
// that a crash left without its facts gets them then.
func (s *Service) Show(ctx context.Context, o Officer, id string, lesson courses.LessonID) (State, error) {
	st, err := s.Session(ctx, o, id)
	if err != nil {
		return st, err
	}
	c, err := s.Course(ctx, st.Session)
	if err != nil {
		return st, err
	}
	if _, ok := c.Lesson(lesson); !ok {
		return st, fault.NotFound("This course has no lesson %q.", string(lesson))
	}
	if !st.WasShown(lesson) {
		at, err := s.lessonTime(st)
		if err != nil {
			return st, err
		}
		e := Event{ID: about(id, "shown", string(lesson)), Session: id, Kind: KindShown, By: o.ID, At: at, Lesson: lesson}
		if err := s.tell(ctx, e); err != nil {
			return st, fmt.Errorf("classroom: lesson shown: %w", err)
		}
		if st, err = s.session(ctx, id); err != nil {
			return st, err
		}
	}
	return st, s.attendAll(ctx, st)
}

// lessonTime is when a lesson that is marked now was gone through: now, while the session is open, and on its day when it was
// entered afterwards.
func (s *Service) lessonTime(st State) (time.Time, error) {
	switch {
	case st.Phase == Open:
		return s.now(), nil
	case st.Phase == Planned:
		return time.Time{}, fault.Conflict("The session is on %s; its lessons can be shown then.", st.Day)
	case st.Day.End().Before(st.Opened) && st.windows == 0: // held on paper, entered afterwards
		return st.Day.End(), nil
	}
	return time.Time{}, fault.Conflict("The session is over. Reopen it to go on with the lessons.")
}

// attendAll records for everybody who was there the lessons that were gone through while they were.
func (s *Service) attendAll(ctx context.Context, st State) error {
	for _, p := range st.People {
		var seen []learning.GroupLesson
		for _, l := range st.Shown {
			if p.present(l.At) {
				seen = append(seen, learning.GroupLesson{Lesson: l.Lesson, At: l.At})
			}
		}
		if len(seen) == 0 {
			continue
		}
		if _, err := s.learning.AttendGroup(ctx, p.Person, st.Course, seen, st.told(learning.ViaGroup, st.Facilitator, time.Time{})); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the session: its code is no longer good, and nobody can join. Who has begun the assessment goes on with it.
func (s *Service) Close(ctx context.Context, o Officer, id string) error {
	st, err := s.Session(ctx, o, id)
	if err != nil {
		return err
	}
	if err := s.attendAll(ctx, st); err != nil || st.Phase == Over {
		return err
	}
	if err := s.log(ctx, o, actClosed, st.Session, st.Phase); err != nil {
		return err
	}
	return s.tell(ctx, Event{ID: about(id, "closed", itoa(st.windows)), Session: id, Kind: KindClosed, By: o.ID})
}

// Reopen opens a session again until the end of this day, with a new code; the lessons go on where they stood. An open one
// stays as it is.
func (s *Service) Reopen(ctx context.Context, o Officer, id string) error {
	st, err := s.Session(ctx, o, id)
	if err != nil || st.Phase == Open {
		return err
	}
	if st.Phase == Planned {
		return fault.Conflict("The session opens by itself on %s.", st.Day)
	}
	code, err := s.newCode(ctx, id)
	if err != nil {
		return err
	}
	if err := s.log(ctx, o, actReopened, st.Session, st.Phase); err != nil {
		return err
	}
	e := Event{ID: about(id, "reopened", itoa(st.windows+1)), Session: id, Kind: KindReopened, By: o.ID, Code: code}
	err = s.tell(ctx, e)
	if errors.Is(err, errOther) { // the other tab was first, with its code
		return nil
	}
	return err
}

// Withdrawn are the participants who say that what was recorded for them was not so.
func (s State) Withdrawn() []org.PersonID {
	var out []org.PersonID
	for _, p := range s.People {
		if p.Disputed {
			out = append(out, p.Person)
		}
	}
	return out
}
