package learning

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// AttemptID names an attempt: the id of its start fact, PERSON/COURSE/n/attempt/k.
type AttemptID string

// NewAttemptID makes the id of the k-th attempt of the n-th enrolment.
func NewAttemptID(person org.PersonID, course courses.CourseID, n, k int) AttemptID {
	return AttemptID(FactID(person, course, n, partAttempt, strconv.Itoa(k)))
}

// ParseAttemptID reads an attempt's id, with slashes or, as it stands in addresses, with dots. A text that cannot be one is
// fault.CodeNotFound: nothing has that name.
func ParseAttemptID(s string) (AttemptID, error) {
	id := AttemptID(strings.ReplaceAll(s, ".", "/"))
	if id.ref().number < 1 {
		return "", fault.NotFound("There is no such attempt.")
	}
	return id, nil
}

// Dotted is the id as one segment of an address.
func (id AttemptID) Dotted() string { return strings.ReplaceAll(string(id), "/", ".") }

// Course is the course that the attempt is about.
func (id AttemptID) Course() courses.CourseID { return id.ref().course }

// Number is the attempt's number within its enrolment, from 1.
func (id AttemptID) Number() int { return id.ref().number }

// belongsTo tells whether the id names an attempt of the person, there or not.
func (id AttemptID) belongsTo(person org.PersonID) bool {
	return person != "" && id.ref().person == person
}

// attemptRef is what an attempt's id says.
type attemptRef struct {
	person org.PersonID
	course courses.CourseID
	number int
}

// ref reads the id; the zero attemptRef when it is no attempt's.
func (id AttemptID) ref() attemptRef {
	p := strings.Split(string(id), "/")
	if len(p) != 5 || p[0] == "" || p[1] == "" {
		return attemptRef{}
	}
	n, err := strconv.Atoi(p[2])
	k, err2 := strconv.Atoi(p[4])
	r := attemptRef{person: org.PersonID(p[0]), course: courses.CourseID(p[1]), number: k}
	// Written again it must be the same, which 01, +1 and other words between the numbers are not.
	if err != nil || err2 != nil || n < 1 || k < 1 || NewAttemptID(r.person, r.course, n, k) != id {
		return attemptRef{}
	}
	return r
}

// StartData is the data of KindStarted: exactly what is shown, since the seed of a draw would be no proof of it.
type StartData struct {
	Drawn   []assessment.Drawn `bson:"drawn"`
	Until   time.Time          `bson:"until,omitempty"`   // the deadline of a timed attempt, without grace and before any outage
	Purpose string             `bson:"purpose,omitempty"` // PurposeAssessment and the others
	Lang    string             `bson:"lang,omitempty"`    // of the questions; "" is English
	Words   string             `bson:"words,omitempty"`   // courses.Wording.Hash of the translation shown; "" in English
	Group   string             `bson:"group,omitempty"`   // the group session in which it began

	// Answers are those of an attempt on paper, which is over when it is told; nil for all others.
	Answers []GivenAnswer `bson:"answers,omitempty"`
}

// Attempt is an attempt as its page shows it. Answers are those saved so far, or, once it is handed in, those that were
// graded; Outcome is nil until then.
type Attempt struct {
	ID        AttemptID
	Enrolment Enrolment
	Purpose   string // PurposeAssessment and the others
	Started   time.Time
	Lang      string // of the questions, to its end; "" is English
	Words     string // the hash of the translation shown, for catalogue.Library.Worded
	Drawn     []assessment.Drawn
	Answers   map[courses.ItemID]assessment.Answer
	Outcome   *Outcome

	Until    time.Time     // the deadline, with what outages added; zero without a limit
	Added    time.Duration // how much outages added to it
	Told     []courses.ItemID
	Feedback courses.FeedbackMode // of the version; "learning" tells after each question
}

// IsTold tells whether the feedback on an item was shown, so that its answer is final.
func (a Attempt) IsTold(item courses.ItemID) bool { return slices.Contains(a.Told, item) }

// StartAttempt begins an attempt at the assessment, or gives the one that is open: asking twice, or in two tabs, is the same
// attempt. It refuses, with the reason, before the lessons are done (fault.CodeConflict), after a pass, and while a
// delay after a failure runs (fault.CodeTooMany with RetryAfter).
func (s *Service) StartAttempt(ctx context.Context, person org.PersonID, course courses.CourseID, via Via) (Attempt, error) {
	return s.StartAttemptIn(ctx, person, course, "", via)
}

// StartAttemptIn is StartAttempt with the questions in a language ("" is English), in which the attempt stays to its end. One
// that the assessment is not offered in is fault.CodeConflict; an attempt that is open is given in its own.
func (s *Service) StartAttemptIn(
	ctx context.Context, person org.PersonID, course courses.CourseID, language string, via Via,
) (Attempt, error) {
	return s.StartInGroup(ctx, person, course, language, InGroup{Via: via})
}

// StartInGroup is StartAttemptIn in a group session: the same attempt, and its record names the session.
func (s *Service) StartInGroup(
	ctx context.Context, person org.PersonID, course courses.CourseID, language string, g InGroup,
) (Attempt, error) {
	l, e, c, err := s.enrolled(ctx, person, course)
	if err != nil {
		return Attempt{}, err
	}
	if c.Assessment == nil {
		return Attempt{}, fault.Conflict("This course has no assessment.")
	}
	// The open attempt comes before every rule about new ones: whoever has begun may go on.
	if open, ok := l.open(e.Number); ok {
		a, err := s.attempt(ctx, l, open)
		if err != nil || a.Outcome == nil {
			return a, err
		}
		// The open attempt had been handed in and was graded only now; what follows is decided with its result in the ledger.
	}
	if err := s.mayStart(ctx, l, e, c); err != nil {
		return Attempt{}, err
	}
	data, err := s.askedIn(ctx, c, language)
	if err != nil {
		return Attempt{}, err
	}
	data.Purpose, data.Group = e.Path.purpose(), g.Session
	start, err := s.start(ctx, l, e, c, data, g.Via)
	if err != nil {
		return Attempt{}, err
	}
	return s.fresh(ctx, l, start)
}

// mayStart tells whether another attempt may begin now.
func (s *Service) mayStart(ctx context.Context, l *ledger, e Enrolment, c *courses.Course) error {
	if err := learnt(l, e, c, "The assessment"); err != nil {
		return err
	}
	status, err := s.notPassed(ctx, l)
	if err != nil {
		return err
	}
	down := s.down(e.Course)
	if err := windowOf(c.Assessment, status, s.today(), down).refuses(); err != nil {
		return err
	}
	w := retry{l, e, c, status, down}.wait()
	if w.exhausted {
		return fault.Conflict("All %d attempts of this course have been used.", c.Assessment.Attempts.Limit)
	}
	now := s.now()
	if left := w.until.Sub(now); left > 0 {
		return fault.TooMany(left, "The next attempt can begin %s. Use the time to read again what was missed.", moment(w.until, now))
	}
	return nil
}

// notPassed gives where the person of the ledger stands, and refuses who has passed.
func (s *Service) notPassed(ctx context.Context, l *ledger) (Status, error) {
	status, err := s.standing(ctx, l)
	if err == nil && status.Passed {
		err = fault.Conflict("The assessment is passed already, with %s.", percent(status.Score))
	}
	return status, err
}

// start draws the items and writes the start fact; data says the rest of it. Whoever loses the race for the number takes the winner's.
func (s *Service) start(ctx context.Context, l *ledger, e Enrolment, c *courses.Course, data StartData, via Via) (Fact, error) {
	history, err := l.history()
	if err != nil {
		return Fact{}, err
	}
	rnd, err := s.generator()
	if err != nil {
		return Fact{}, err
	}
	if data.Drawn, err = assessment.Draw(c, history, rnd); err != nil {
		return Fact{}, fmt.Errorf("learning: %w", err)
	}
	about := partAttempt + "/" + strconv.Itoa(l.nextAttempt(e.Number))
	now := s.now()
	if limit := c.Assessment.TimeLimit; limit > 0 {
		data.Until = now.Add(time.Duration(limit) * time.Minute)
		// The timer first: an attempt that began is always found by the sweeper.
		if err := s.setTimer(ctx, timer{ID: e.id() + "/" + about, Ends: data.Until.Add(graceOf(c) + time.Millisecond)}); err != nil {
			return Fact{}, err
		}
	}
	stored, err := s.tell(ctx, l, e, telling{kind: KindStarted, about: about, via: via, data: data, at: now})
	if fault.Is(err, fault.CodeConflict) {
		return stored, nil // another tab drew first: its draw is the attempt
	}
	return stored, err
}

// generator seeds a generator for one draw.
func (s *Service) generator() (*rand.Rand, error) {
	var seed [32]byte
	if _, err := io.ReadFull(s.random, seed[:]); err != nil {
		return nil, fmt.Errorf("learning: no randomness for a draw: %w", err)
	}
	return rand.New(rand.NewChaCha8(seed)), nil // ChaCha8 with a seed from crypto/rand is a strong generator.
}

// Attempt gives an attempt of the person; another's, and one that does not exist, are fault.CodeNotFound.
func (s *Service) Attempt(ctx context.Context, person org.PersonID, id AttemptID) (Attempt, error) {
	// A person asks for this with each question, and the rest of what they did says nothing about an open attempt.
	l, start, err := s.ownStart(ctx, person, id, s.attemptLedger)
	if err != nil {
		return Attempt{}, err
	}
	return s.attempt(ctx, l, start)
}

// ownStart finds the start fact of one of the person's attempts, unless it was withdrawn. read gives the ledger, or the part of
// it that is about the attempt.
func (s *Service) ownStart(
	ctx context.Context, person org.PersonID, id AttemptID, read func(context.Context, AttemptID) (*ledger, error),
) (*ledger, Fact, error) {
	l, start, err := startOf(ctx, person, id, read)
	if err != nil {
		return nil, Fact{}, err
	}
	if l.isVoid(start.ID) {
		return nil, Fact{}, fault.Conflict("This attempt was withdrawn and does not count. Begin another from the course.")
	}
	return l, start, nil
}

// attempt puts together what the page shows, and finishes a submission that a crash interrupted.
func (s *Service) attempt(ctx context.Context, l *ledger, start Fact) (Attempt, error) {
	a, err := s.begun(ctx, start)
	if err != nil {
		return a, err
	}
	if submission, _, over := l.submission(start); over {
		return s.closed(ctx, l, start, submission, a)
	}
	paper, err := s.sheet(ctx, start)
	if err != nil {
		return a, err
	}
	return s.onPaper(ctx, l, start, paper, a)
}

// fresh is attempt for one that has just begun: there is no sheet yet, unless another tab was faster, and it is laid out without
// looking first.
func (s *Service) fresh(ctx context.Context, l *ledger, start Fact) (Attempt, error) {
	a, err := s.begun(ctx, start)
	if err != nil {
		return a, err
	}
	paper, err := s.newSheet(ctx, start)
	if err != nil {
		return a, err
	}
	return s.onPaper(ctx, l, start, paper, a)
}

// begun is what the start alone says of an attempt.
func (s *Service) begun(ctx context.Context, start Fact) (Attempt, error) {
	a := Attempt{ID: AttemptID(start.ID), Enrolment: pinnedBy(start), Purpose: start.Purpose(), Started: start.At}
	a.Lang, a.Words = start.words()
	c, err := s.pinned(ctx, a.Enrolment)
	if err != nil {
		return a, err
	}
	if c.Assessment != nil {
		a.Feedback = c.Assessment.Feedback
	}
	if t := (timing{started: start.At, until: untilOf(start)}); t.timed() {
		a.Until = t.ends(s.given(start.Course))
		a.Added = a.Until.Sub(t.until)
	}
	return a, nil
}

// onPaper fills in from its sheet an attempt that has no submission yet.
func (s *Service) onPaper(ctx context.Context, l *ledger, start Fact, paper sheet, a Attempt) (Attempt, error) {
	if !paper.Submitted.IsZero() {
		submission, err := s.grade(ctx, l, start, paper)
		if err != nil {
			return a, err
		}
		return s.closed(ctx, l, start, submission, a)
	}
	a.Drawn, a.Answers, a.Told = paper.Drawn, paper.answers(), paper.Told
	return a, nil
}

// closed fills in an attempt that is handed in.
func (s *Service) closed(ctx context.Context, l *ledger, start, submission Fact, a Attempt) (Attempt, error) {
	var drawn StartData
	if err := start.Into(&drawn); err != nil {
		return a, err
	}
	outcome, given, err := s.outcome(ctx, l, submission)
	if err != nil {
		return a, err
	}
	a.Drawn, a.Outcome, a.Answers = drawn.Drawn, &outcome, given
	return a, nil
}

// pinnedBy gives the enrolment that a fact below it names.
func pinnedBy(f Fact) Enrolment {
	return Enrolment{Person: f.Person, Course: f.Course, Number: f.Enrolment, Version: f.Version, Hash: f.Hash}
}

// sheet gives the answer sheet of an attempt, and makes it where a crash left none.
func (s *Service) sheet(ctx context.Context, start Fact) (sheet, error) {
	paper, err := s.sheets.Get(ctx, start.ID)
	if !errors.Is(err, store.ErrNotFound) {
		return paper, err
	}
	return s.newSheet(ctx, start)
}

// newSheet lays out the answer sheet of an attempt, or gives the one that is there.
func (s *Service) newSheet(ctx context.Context, start Fact) (sheet, error) {
	var data StartData
	if err := start.Into(&data); err != nil {
		return sheet{}, err
	}
	paper := sheet{ID: start.ID, Course: start.Course, Version: start.Version, Drawn: data.Drawn, Touched: start.At, Until: data.Until}
	if !data.Until.IsZero() {
		paper.Started = start.At
	}
	if start.Via == ViaPaper { // was handed in on paper, before it was told
		paper.Answers, paper.Submitted = data.Answers, start.At
	}
	err := s.sheets.Insert(ctx, paper)
	if errors.Is(err, store.ErrExists) {
		return s.sheets.Get(ctx, start.ID)
	}
	return paper, err
}
