package learning

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// InGroup says of something that happened in a group session in which one, how the server learned of it, who told it, and
// when it happened.
type InGroup struct {
	Session string          // the id of the session; "" none
	Version courses.Version // of the course, as it was taught there; "" the current one
	Via     Via             // group or paper
	By      string          // "" the person themselves
	At      time.Time       // zero: now
}

// EnrolmentData is the data of KindEnrolled where it was told in a group session.
type EnrolmentData struct {
	Since     courses.Version     `bson:"since,omitempty"` // as Path
	Refresher courses.RefresherID `bson:"refresher,omitempty"`
	Group     string              `bson:"group,omitempty"`
}

// GroupData is the data of KindGroup: what the person says to what somebody else recorded for them in a group session.
type GroupData struct {
	Group string `bson:"group"`
	Right bool   `bson:"right"` // false: it was not so, and is void
}

// GroupLesson is a lesson that was gone through in a group session, and when.
type GroupLesson struct {
	Lesson courses.LessonID
	At     time.Time
}

// Group is the id of the group session that the fact names, "" for all others.
func (f Fact) Group() string {
	id, _ := f.Data.Lookup("group").StringValueOK()
	return id
}

// AttendGroup records the lessons that were gone through in a group session for a person who was there, and gives the
// progress after it. Somebody who has not begun the course is enrolled as of the first of them. What is done already, and
// what the version that the person began does not have, is left alone; the order of lessons was the session's.
func (s *Service) AttendGroup(
	ctx context.Context, person org.PersonID, course courses.CourseID, lessons []GroupLesson, g InGroup,
) (Progress, error) {
	first := telling{via: g.Via, by: g.By, at: g.At, version: g.Version, group: g.Session}
	for _, shown := range lessons {
		first.at = earliest(first.at, shown.At)
	}
	if _, err := s.beginning(ctx, person, course, first, false); err != nil {
		return Progress{}, err
	}
	l, e, c, err := s.enrolled(ctx, person, course)
	if err != nil {
		return Progress{}, err
	}
	for _, shown := range lessons {
		_, done := l.lessonDone(e, shown.Lesson)
		if _, known := c.Lesson(shown.Lesson); done || !known {
			continue
		}
		t := telling{kind: KindLessonDone, about: partLesson + "/" + string(shown.Lesson), via: g.Via, by: g.By, at: shown.At,
			data: LessonData{Opened: shown.At, Group: g.Session}}
		// Told in another way at the same moment: the lesson is done, and the first telling stands.
		if _, err := s.tell(ctx, l, e, t); err != nil && !fault.Is(err, fault.CodeConflict) {
			return Progress{}, err
		}
	}
	return s.progress(ctx, l)
}

// PaperQuiz is an assessment that a person took on paper: the form that they had, and what stands on it.
type PaperQuiz struct {
	InGroup // its Version is the one that the form was drawn from
	Drawn   []assessment.Drawn
	Answers map[courses.ItemID]assessment.Answer
}

// RecordPaperQuiz records an assessment on paper as an attempt, graded as any other. One session has one for a person: told
// again, it is the first. It is refused with the reason before the lessons are done, after a pass, and when the person began
// another version than the form's (fault.CodeConflict).
func (s *Service) RecordPaperQuiz(ctx context.Context, person org.PersonID, course courses.CourseID, q PaperQuiz) (Outcome, error) {
	for try := 1; ; try++ {
		a, err := s.recordPaperQuiz(ctx, person, course, q)
		if err == nil {
			return *a.Outcome, nil
		}
		// The number of the attempt was taken at the same moment, by the person on the web.
		if !errors.Is(err, errTaken) {
			return Outcome{}, err
		}
		if try == beginTries {
			return Outcome{}, fault.Conflict("Another attempt began at the same moment. Enter the answers again.")
		}
	}
}

// errTaken says that somebody else took the number of the attempt.
var errTaken = errors.New("learning: the number of the attempt is taken")

func (s *Service) recordPaperQuiz(ctx context.Context, person org.PersonID, course courses.CourseID, q PaperQuiz) (Attempt, error) {
	l, e, c, err := s.enrolled(ctx, person, course)
	if err != nil {
		return Attempt{}, err
	}
	for _, start := range l.attempts(e.Number) {
		if start.Via == ViaPaper && start.Group() == q.Session {
			return s.attempt(ctx, l, start)
		}
	}
	if err := s.mayTakeOnPaper(ctx, l, e, c, q.Version); err != nil {
		return Attempt{}, err
	}
	// The paper was drawn from the whole course, of which somebody who renews may be asked a part only.
	if c, err = s.library.Version(ctx, course, e.Version); err != nil {
		return Attempt{}, err
	}
	data := StartData{Drawn: q.Drawn, Group: q.Session, Purpose: e.Path.purpose()}
	for _, d := range q.Drawn {
		given, ok := q.Answers[d.Item]
		if !ok {
			continue
		}
		item, _ := c.Item(d.Item)
		if err := assessment.Check(item, given); err != nil {
			return Attempt{}, err
		}
		data.Answers = append(data.Answers, GivenAnswer{Item: d.Item, Answer: given})
	}
	id := NewAttemptID(person, course, e.Number, l.nextAttempt(e.Number))
	start, err := s.tell(ctx, l, e, telling{kind: KindStarted, about: string(id)[len(e.id())+1:], via: q.Via, by: q.By, at: q.At, data: data})
	if fault.Is(err, fault.CodeConflict) {
		return Attempt{}, errTaken
	}
	if err != nil {
		return Attempt{}, err
	}
	return s.attempt(ctx, l, start)
}

// mayTakeOnPaper refuses what no page would have offered. A delay after a failure does not count: the paper is written.
func (s *Service) mayTakeOnPaper(ctx context.Context, l *ledger, e Enrolment, c *courses.Course, version courses.Version) error {
	if c.Assessment == nil {
		return fault.Conflict("This course has no assessment.")
	}
	if e.Version != version {
		return fault.Conflict("This person has begun version %s of the course, and the sheet is of version %s. They go on by themselves.",
			e.Version, version)
	}
	if err := learnt(l, e, c, "The assessment"); err != nil {
		return err
	}
	_, err := s.notPassed(ctx, l)
	return err
}

// PaperSignature is a signature by hand on the sheet of a group session.
type PaperSignature struct {
	InGroup            // its Version is the one whose text the sheet has
	Sheet       string // its number
	Facilitator org.PersonID
	Witness     string // the name of who saw it
}

// RecordPaperSignature records a signature by hand and gives the progress after it. It counts once the assessment was passed
// up to then; before that, and for a sheet with the text of another version, it is fault.CodeConflict. Whoever has signed
// already has signed: the first signature stands.
func (s *Service) RecordPaperSignature(
	ctx context.Context, person org.PersonID, course courses.CourseID, given PaperSignature,
) (Progress, error) {
	l, e, c, err := s.enrolled(ctx, person, course)
	if err != nil {
		return Progress{}, err
	}
	if _, signed := l.told(e.id(), partSignature); signed {
		return s.progress(ctx, l)
	}
	if err := s.maySign(ctx, l, e, c); err != nil {
		return Progress{}, err
	}
	if e.Version != given.Version || c.Assessment != nil && !l.passedUntil(e, given.At) {
		return Progress{}, fault.Conflict("The assessment was passed after the sheet was signed, or on another version. The person signs by themselves.")
	}
	p, err := s.person(person)
	if err != nil {
		return Progress{}, err
	}
	post, _ := s.register.PostAt(person, day.Of(given.At))
	ack, _ := acknowledgementFor(c, post) // maySign has seen that there is one
	data := SignatureData{Role: ack.Role, Title: ack.Title, TextHash: ack.Hash, RegisteredName: p.Name, Agency: post.Agency,
		Group: given.Session, Sheet: given.Sheet, Facilitator: given.Facilitator, Witness: given.Witness}
	t := telling{kind: KindSigned, about: partSignature, via: given.Via, by: given.By, at: given.At, data: data}
	if _, err := s.tell(ctx, l, e, t); err != nil && !fault.Is(err, fault.CodeConflict) {
		return Progress{}, err
	}
	return s.progress(ctx, l)
}

// passedUntil tells whether the assessment of the enrolment was passed up to the instant, with its errata.
func (l *ledger) passedUntil(e Enrolment, at time.Time) bool {
	return slices.ContainsFunc(l.attempts(e.Number), func(start Fact) bool {
		f, counts, _ := l.submission(start)
		return counts && l.passedBy(f) && !f.At.After(at)
	})
}

// RecordedInGroup is what somebody else recorded for a person in a group session, and the person has not answered to.
type RecordedInGroup struct {
	Session   string
	Course    courses.CourseID
	Enrolment int
	At        time.Time // of the latest
	Lessons   int
	Quiz      bool
	Signed    bool

	facts []Fact
}

// PendingGroups finds among a person's facts what somebody else recorded for them in group sessions and they have neither
// said yes to nor followed by an act of their own in the same session.
func PendingGroups(person org.PersonID, facts []Fact) []RecordedInGroup {
	void := voided(facts)
	own := map[string]time.Time{}
	for _, f := range facts {
		id := f.Group()
		if id == "" || f.By != string(person) || f.Kind == KindGroup && !f.saysYes() {
			continue
		}
		own[id] = later(own[id], f.Recorded)
	}
	var list []RecordedInGroup
	for _, f := range facts {
		id := f.Group()
		if id == "" || f.By == string(person) || void[f.ID] || f.Kind == KindGroup || f.Kind == KindEnrolled || !f.Recorded.After(own[id]) {
			continue
		}
		i := slices.IndexFunc(list, func(r RecordedInGroup) bool { return r.Session == id })
		if i < 0 {
			list, i = append(list, RecordedInGroup{Session: id, Course: f.Course}), len(list)
		}
		list[i].take(f)
	}
	return list
}

func (r *RecordedInGroup) take(f Fact) {
	r.At, r.Enrolment, r.facts = later(r.At, f.At), f.Enrolment, append(r.facts, f)
	switch f.Kind {
	case KindLessonDone:
		r.Lessons++
	case KindStarted:
		r.Quiz = true
	case KindSigned:
		r.Signed = true
	}
}

// saysYes tells whether an answer of KindGroup agrees.
func (f Fact) saysYes() bool {
	right, _ := f.Data.Lookup("right").BooleanOK()
	return right
}

// AnswerGroup records what the person says to what somebody else recorded for them in a group session. "No" voids it at
// once, each fact by itself and through the audit log; what they did themselves stays. Where a certificate was issued on the
// strength of it, that is revoked and the person begins again. Answering again is success; with nothing to answer to it is
// fault.CodeNotFound.
func (s *Service) AnswerGroup(ctx context.Context, person org.PersonID, session string, right bool) error {
	facts, err := s.FactsOfPerson(ctx, person)
	if err != nil {
		return err
	}
	pending := PendingGroups(person, facts)
	i := slices.IndexFunc(pending, func(r RecordedInGroup) bool { return r.Session == session })
	var said []Fact
	for _, f := range facts {
		if f.Kind == KindGroup && f.Group() == session {
			said = append(said, f)
		}
	}
	if i < 0 {
		if len(said) > 0 {
			return nil
		}
		return fault.NotFound("Nothing was recorded for you in this session.")
	}
	r := pending[i]
	if !r.answered(said, right) {
		if err := s.sayToGroup(ctx, person, r, GroupData{Group: session, Right: right}, len(said)); err != nil {
			return err
		}
	}
	if right {
		return nil
	}
	return s.voidGroup(ctx, person, r, facts)
}

// answered tells whether the same was said already to all of it: a crash may have left its voids undone.
func (r *RecordedInGroup) answered(said []Fact, right bool) bool {
	return slices.ContainsFunc(said, func(f Fact) bool {
		return f.saysYes() == right && !slices.ContainsFunc(r.facts, func(g Fact) bool { return g.Recorded.After(f.Recorded) })
	})
}

// sayToGroup inserts the answer. It comes before the voids, so that a crash between them leaves the question open, and the
// answer is asked for again.
func (s *Service) sayToGroup(ctx context.Context, person org.PersonID, r RecordedInGroup, data GroupData, answered int) error {
	l, err := s.ledger(ctx, person, r.Course)
	if err != nil {
		return err
	}
	e, ok := l.find(FactID(person, r.Course, r.Enrolment))
	if !ok {
		return fault.NotFound("Nothing was recorded for you in this session.")
	}
	about := partGroup + "/" + r.Session
	if answered > 0 {
		about += "/" + strconv.Itoa(answered+1)
	}
	_, err = s.tell(ctx, l, pinnedBy(e), telling{kind: KindGroup, about: about, via: ViaWeb, data: data})
	return err
}

// causeNotThere stands in the void and in the audit log.
const causeNotThere = "The person says that they were recorded in this group session by mistake."

func (s *Service) voidGroup(ctx context.Context, person org.PersonID, r RecordedInGroup, facts []Fact) error {
	void := voided(facts)
	var ids []string
	for _, f := range r.facts {
		ids = append(ids, f.ID)
	}
	for _, f := range facts {
		if f.Kind == KindCertificate && f.Course == r.Course && f.Enrolment == r.Enrolment && !void[f.ID] {
			ids = append([]string{f.ID, FactID(person, r.Course, r.Enrolment)}, ids...)
		}
	}
	for _, id := range ids {
		if err := s.Void(ctx, id, causeNotThere, string(person)); err != nil {
			return err
		}
	}
	return nil
}
