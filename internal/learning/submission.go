package learning

import (
	"context"
	"errors"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// submissionSuffix turns the id of an attempt into that of its submission.
const submissionSuffix = "/" + partSubmission

// SubmissionData is the data of KindSubmitted: the answers that were graded, in the order drawn and without the unanswered
// ones, and what they earned by which grader. The fact's Hash is that of the snapshot that held the key.
type SubmissionData struct {
	Answers  []GivenAnswer           `bson:"answers"`
	Points   []assessment.ItemPoints `bson:"points"`
	Score    int                     `bson:"score"`     // ten-thousandths
	PassMark int                     `bson:"pass_mark"` // ten-thousandths
	Passed   bool                    `bson:"passed"`
	Grader   string                  `bson:"grader"`
	ByTime   bool                    `bson:"by_time,omitempty"` // nobody handed it in: its time was over
	Purpose  string                  `bson:"purpose,omitempty"` // as the start says
}

// Outcome is the result of an attempt: what it earned, what to read again, and when another may begin.
type Outcome struct {
	Attempt   AttemptID
	Submitted time.Time
	Score     int // ten-thousandths, as PassMark
	PassMark  int
	Passed    bool
	Points    []assessment.ItemPoints // in the order drawn
	Reread    []assessment.Missed
	Next      time.Time // when the next attempt may begin; zero: none is needed, or none is left
	Void      bool      // withdrawn: it does not count

	Corrections []Correction // how it came to this result, where questions were faulty; the first first

	ByTime   bool     // handed in when its time was over, with what was saved
	Returned bool     // lost to an outage: it is no failure, and none of the attempts that the course allows
	Outages  []Outage // that lay in the attempt
	Opened   bool     // every reason may be shown: the course teaches so, or the enrolment has passed
}

// Submit hands the attempt in, grades what was saved and records it; unanswered items earn nothing. The first submission
// wins: repeats, races and a return after a crash get its result.
func (s *Service) Submit(ctx context.Context, person org.PersonID, id AttemptID) (Outcome, error) {
	l, start, err := s.ownStart(ctx, person, id, s.wholeLedger)
	if err != nil {
		return Outcome{}, err
	}
	submission, _, over := l.submission(start)
	if !over {
		// Freeze, grade, record, in this order: between freezing and recording no answer is taken, so none that was
		// acknowledged is missing from what is graded.
		paper, err := s.freeze(ctx, start)
		if err != nil {
			return Outcome{}, err
		}
		if submission, err = s.grade(ctx, l, start, paper); err != nil {
			return Outcome{}, err
		}
	}
	outcome, _, err := s.outcome(ctx, l, submission)
	return outcome, err
}

// freeze marks the sheet as handed in, so that it takes no more answers, and gives it as it was first frozen.
func (s *Service) freeze(ctx context.Context, start Fact) (sheet, error) {
	var frozen sheet
	t, err := s.timingOf(ctx, start)
	if err != nil {
		return sheet{}, err
	}
	now, given := s.now(), s.given(start.Course)
	mark := func(paper *sheet) error {
		if frozen = *paper; !paper.Submitted.IsZero() {
			return errSame
		}
		paper.Submitted, paper.ByTime = now, t.over(now, given)
		if t.timed() { // what is handed in within the grace was due at the deadline, and the wait counts from there
			paper.Submitted = earliest(now, t.ends(given))
		}
		return nil
	}
	paper, err := s.sheets.Update(ctx, start.ID, mark)
	if errors.Is(err, store.ErrNotFound) {
		if _, err = s.sheet(ctx, start); err == nil {
			paper, err = s.sheets.Update(ctx, start.ID, mark)
		}
	}
	if errors.Is(err, errSame) {
		return frozen, nil
	}
	return paper, err
}

// grade grades a frozen sheet and records the submission. Whoever grades the same sheet gets the same fact.
func (s *Service) grade(ctx context.Context, l *ledger, start Fact, paper sheet) (Fact, error) {
	e := pinnedBy(start)
	c, err := s.pinned(ctx, e)
	if err != nil {
		return Fact{}, err
	}
	purpose := start.Purpose()
	if purpose == PurposePretest {
		c = c.Pretest()
	}
	result := assessment.GradeAttempt(c, paper.Drawn, paper.answers())
	handed := telling{kind: KindSubmitted, via: start.Via, at: paper.Submitted, by: start.By}
	handed.about = strings.TrimPrefix(start.ID, e.id()+"/") + submissionSuffix
	handed.data = SubmissionData{Answers: paper.Answers, Points: result.Points, Score: result.Score, PassMark: c.Assessment.PassMark,
		Passed: result.Passed, Grader: result.Grader, ByTime: paper.ByTime, Purpose: purpose}
	if paper.ByTime {
		handed.by = system
	}
	stored, err := s.tell(ctx, l, e, handed)
	if err != nil && !fault.Is(err, fault.CodeConflict) { // a conflict: graded before by another grader, and the first stands
		return stored, err
	}
	return stored, s.regradeFresh(ctx, l)
}

// outcome reads a submission back, with the answers that were graded; what to read again is in the attempt's language.
func (s *Service) outcome(ctx context.Context, l *ledger, f Fact) (Outcome, map[courses.ItemID]assessment.Answer, error) {
	var data SubmissionData
	if err := f.Into(&data); err != nil {
		return Outcome{}, nil, err
	}
	e := pinnedBy(f)
	c, err := s.worded(ctx, l, f)
	if err != nil {
		return Outcome{}, nil, err
	}
	if l, err = s.whole(ctx, l); err != nil {
		return Outcome{}, nil, err
	}
	stands, corrections, err := s.corrected(ctx, l, f)
	if err != nil {
		return Outcome{}, nil, err
	}
	o := Outcome{Attempt: attemptOf(f), Submitted: f.At, Score: stands.Score, PassMark: data.PassMark, Passed: stands.Passed,
		Points: stands.Points, Reread: assessment.Reread(c, stands), Void: l.isVoid(f.ID), Corrections: corrections}
	o.ByTime = data.ByTime
	start, _ := l.find(strings.TrimSuffix(f.ID, submissionSuffix))
	o.Outages, o.Returned = s.touched(start, f, graceOf(c))
	o.Returned = o.Returned && !o.Passed // an erratum may have made a pass of it
	o.Opened = l.passed(e.Number) || c.Assessment != nil && c.Assessment.Feedback == courses.LearningFeedback
	// When to try again is a question only about the enrolment that the person works on, and not about the test before its lessons.
	if last, ok := l.enrolment(); o.Passed || f.Purpose() == PurposePretest || !ok || last.Number != e.Number {
		return o, byItem(data.Answers), nil
	}
	status, err := s.standing(ctx, l)
	if err != nil {
		return Outcome{}, nil, err
	}
	if w := (retry{l, e, c, status, s.down(e.Course)}).wait(); !status.Passed && !w.exhausted {
		o.Next = later(w.until, o.Submitted)
	}
	return o, byItem(data.Answers), nil
}

// attemptOf gives the attempt that a start or submission is about.
func attemptOf(f Fact) AttemptID { return NewAttemptID(f.Person, f.Course, f.Enrolment, f.Attempt()) }
