package learning

import (
	"context"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// signMinutes is how long reading and signing the acknowledgement is reckoned to take.
const signMinutes = 2

// wayBackAfter is after how many failures the way back is offered.
const wayBackAfter = 2

// Progress is all that the pages of one course show to one person.
type Progress struct {
	Person org.PersonID
	Course *courses.Course // the version begun, narrowed to the path of the enrolment; or the current one
	Whole  *courses.Course // the same version, whole
	Status Status

	Begun     bool
	Enrolment Enrolment // zero where not Begun
	// Newer is the current version, where it is higher than the one begun; Begin opens it where Reopens is true.
	Newer   courses.Version
	Reopens bool
	// Offer is what Begin would open where Reopens is true.
	Offer Offer
	// Pretest tells that the test may be taken before the lessons, once the course is begun.
	Pretest bool

	// Lessons are in the course's order. MinutesLeft reckons all that is left, lessons, assessment and signature.
	Lessons     []LessonProgress
	MinutesLeft int

	// Attempts are those of the enrolment, the first one first.
	Attempts []AttemptResult
	Open     AttemptID // the attempt that is not handed in; "" none
	// NextAttempt is when another attempt may begin after a failure: zero when at once, or when none is asked.
	NextAttempt time.Time
	NoAttempts  bool // the course's limit is used up
	Window      Window

	// Failures are the attempts that count and did not pass; after wayBackAfter of them WayBack is the shortest path over what
	// they missed.
	Failures int
	WayBack  assessment.Path

	// Practice is the unscored question before the assessment, where the course has one.
	Practice    courses.Item
	HasPractice bool

	// Acknowledgement is the text for the person's role, where the course has one; Signature is what they signed.
	Acknowledgement courses.Acknowledgement
	HasToSign       bool
	Signature       *SignatureData
	Questions       []Question
}

// Offer is an enrolment that Begin would open: its path, and the current version narrowed to it.
type Offer struct {
	Path   Path
	Course *courses.Course // nil: none
}

// LessonProgress is where a person stands with one lesson.
type LessonProgress struct {
	ID      courses.LessonID
	Title   string
	Minutes int
	Opened  time.Time // zero: never
	Done    time.Time // zero: not yet
	Locked  bool      // its turn has not come
}

// AttemptResult is one line of the list of attempts.
type AttemptResult struct {
	ID        AttemptID
	Number    int
	Started   time.Time
	Submitted time.Time // zero: open
	Score     int       // ten-thousandths
	Passed    bool
	Void      bool
	Corrected bool     // a question was faulty, and Score and Passed are what the attempt earned without the fault
	ByTime    bool     // handed in when its time was over
	Returned  bool     // an outage took it away: it is no failure
	Outages   []Outage // that lay in it
	Purpose   string   // PurposeAssessment and the others
	Lang      string   // of the questions; "" is English
}

// Progress gives where the person stands with the course, begun or not. It reads their facts for the course once.
func (s *Service) Progress(ctx context.Context, person org.PersonID, course courses.CourseID) (Progress, error) {
	l, err := s.ledger(ctx, person, course)
	if err != nil {
		return Progress{}, err
	}
	return s.progress(ctx, l)
}

func (s *Service) progress(ctx context.Context, l *ledger) (Progress, error) {
	person, err := s.person(l.person)
	if err != nil {
		return Progress{}, err
	}
	p := Progress{Person: l.person}
	if err := s.edition(ctx, l, &p); err != nil {
		return p, err
	}
	if p.Status, err = s.status(ctx, person, l); err != nil {
		return p, err
	}
	if err := s.offer(ctx, l, &p); err != nil {
		return p, err
	}
	p.Pretest = s.mayPretest(l, p.Enrolment, p.Course) == nil &&
		!windowOf(p.Course.Assessment, p.Status, s.today(), s.down(l.course)).Shut
	p.Lessons = lessonProgress(l, p.Enrolment, p.Course)
	s.attempts(l, &p)
	if p.Course.Assessment != nil {
		p.Practice, p.HasPractice = assessment.Practice(p.Course)
		if err := s.retry(ctx, l, &p); err != nil {
			return p, err
		}
	}
	p.MinutesLeft = p.minutesLeft()
	p.Acknowledgement, p.HasToSign = s.Acknowledgement(p.Course, l.person)
	return p, p.signing(l)
}

// edition finds the version of the course to show: the one begun, or the current one.
func (s *Service) edition(ctx context.Context, l *ledger, p *Progress) (err error) {
	current, missing := s.library.Course(l.course)
	if p.Enrolment, p.Begun = l.enrolment(); !p.Begun {
		p.Course, p.Whole = current, current
		return missing
	}
	// A course that has left the catalogue can still be finished by whoever began it.
	if missing != nil && !fault.Is(missing, fault.CodeNotFound) {
		return missing
	}
	if missing == nil && current.Version.Compare(p.Enrolment.Version) > 0 {
		p.Newer = current.Version
	}
	if p.Course, err = s.pinned(ctx, p.Enrolment); err != nil {
		return err
	}
	p.Whole, err = s.library.Version(ctx, l.course, p.Enrolment.Version)
	return err
}

// offer finds what Begin would open, on the same conditions as begin does.
func (s *Service) offer(ctx context.Context, l *ledger, p *Progress) error {
	current, err := s.library.Course(l.course)
	if fault.Is(err, fault.CodeNotFound) { // nobody can begin what has left the catalogue
		return nil
	}
	if err != nil {
		return err
	}
	p.Reopens = p.Begun && reopens(current, p.Enrolment, p.Status)
	if !p.Reopens {
		return nil
	}
	p.Offer.Path = l.offered(current, p.Status)
	p.Offer.Course, err = s.Course(ctx, l.course, Part{current.Version, p.Offer.Path})
	return err
}

func lessonProgress(l *ledger, e Enrolment, c *courses.Course) []LessonProgress {
	list := make([]LessonProgress, len(c.Lessons))
	before := true // all lessons before are done
	all := e.id() + "/" + partLesson + "/"
	for i := range c.Lessons {
		lesson := &c.Lessons[i]
		p := LessonProgress{ID: lesson.ID, Title: lesson.Title, Minutes: lesson.Minutes}
		id := all + string(lesson.ID) // as lessonDone has it
		if f, ok := l.told(id, partOpened); ok {
			p.Opened = f.At
		}
		if f, ok := l.told(id); ok {
			p.Done = f.At
		}
		p.Locked = c.LessonOrder == courses.InOrder && !before && p.Done.IsZero()
		before = before && !p.Done.IsZero()
		list[i] = p
	}
	return list
}

// attempts lists the attempts of the enrolment, void ones included. One that was told on paper may have no start.
func (s *Service) attempts(l *ledger, p *Progress) {
	grace := graceOf(p.Course)
	for k := 1; k < l.nextAttempt(p.Enrolment.Number); k++ {
		id := NewAttemptID(p.Person, l.course, p.Enrolment.Number, k)
		start, started := l.find(string(id))
		start.ID = string(id)
		f, counts, over := l.submission(start)
		a := AttemptResult{ID: id, Number: k, Started: start.At, Void: l.isVoid(start.ID), Purpose: start.Purpose()}
		a.Lang, _ = start.words()
		switch {
		case over:
			a.Submitted = f.At
			a.Score, a.Passed = f.Result()
			for _, r := range l.regrades(f.ID) {
				score, passed := r.Result()
				a.Score, a.Passed, a.Corrected = max(a.Score, score), a.Passed || passed, true
			}
			a.Void = a.Void || !counts
			a.ByTime, _ = f.Data.Lookup("by_time").BooleanOK()
			if started {
				a.Outages, a.Returned = s.touched(start, f, grace)
				a.Returned = a.Returned && !a.Passed
			}
		case !started:
			continue
		case !a.Void:
			p.Open = id
		}
		p.Attempts = append(p.Attempts, a)
	}
}

// retry fills in when another attempt may begin, and the way back where it is needed.
func (s *Service) retry(ctx context.Context, l *ledger, p *Progress) error {
	down := s.down(l.course)
	p.Window = windowOf(p.Course.Assessment, p.Status, s.today(), down)
	if p.Status.Passed {
		return nil
	}
	r := retry{l, p.Enrolment, p.Course, p.Status, down}
	w := r.wait()
	p.NextAttempt, p.NoAttempts = w.until, w.exhausted
	failures := r.failed(down)
	if p.Failures = len(failures); p.Failures < wayBackAfter {
		return nil
	}
	var results []assessment.Result
	for _, f := range failures {
		stands, _, err := s.corrected(ctx, l, f) // what an erratum has made right was not missed
		if err != nil {
			return err
		}
		results = append(results, stands)
	}
	p.WayBack = assessment.WayBack(p.Whole, results)
	return nil
}

// minutesLeft reckons the lessons left by their own minutes and the assessment by what the course's minutes leave for it.
func (p *Progress) minutesLeft() int {
	if part := p.Offer.Course; part != nil && p.Status.Next.Step == StepRenew {
		if len(part.Acknowledgements) > 0 {
			return part.Minutes + signMinutes
		}
		return part.Minutes
	}
	lessons, left := 0, 0
	for _, l := range p.Lessons {
		lessons += l.Minutes // what is over in the course's own minutes is the assessment's
		if l.Done.IsZero() {
			left += l.Minutes
		}
	}
	if p.Course.Assessment != nil && !p.Status.Passed {
		left += max(p.Course.Minutes-lessons, 0)
	}
	if len(p.Course.Acknowledgements) > 0 && p.Status.Signed.IsZero() {
		left += signMinutes
	}
	return left
}

// signing fills in the signature and the questions of the enrolment.
func (p *Progress) signing(l *ledger) error {
	for _, f := range l.facts {
		if f.Enrolment != p.Enrolment.Number || l.isVoid(f.ID) {
			continue
		}
		switch f.Kind {
		case KindSigned:
			p.Signature = new(SignatureData)
			if err := f.Into(p.Signature); err != nil {
				return err
			}
		case KindQuestion:
			var data QuestionData
			if err := f.Into(&data); err != nil {
				return err
			}
			p.Questions = append(p.Questions, Question{Text: data.Text, Raised: f.At})
		}
	}
	return nil
}
