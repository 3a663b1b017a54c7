package api

import (
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
)

// progressAnswer is the answer of what changes where a person stands.
type progressAnswer struct {
	marked
	Progress *progress `json:"progress"`
}

// status is where a person stands with a course, as the service derives it.
type status struct {
	State    learning.State `json:"state"`
	Stage    learning.State `json:"stage"` // how far the latest enrolment is, whatever the date
	Why      string         `json:"why"`   // one sentence: which rule, which date, what is missing
	Assigned bool           `json:"assigned"`
	Rule     string         `json:"rule,omitempty"`
	Due      day.Date       `json:"due,omitempty"`
	Unmoved  day.Date       `json:"due_before_outage,omitempty"` // where an outage moved it
	OnLeave  bool           `json:"on_leave"`
	Exempt   bool           `json:"exempt"`
	Excuse   string         `json:"excuse,omitempty"`   // the decision that exempts, extends or stands for the completion
	Extended day.Date       `json:"extended,omitempty"` // the due date that an extension gave

	Enrolment   int             `json:"enrolment"` // 0: not begun
	Version     courses.Version `json:"version,omitempty"`
	Path        path            `json:"path"` // how much of the version the enrolment asks
	LessonsDone int             `json:"lessons_done"`
	Lessons     int             `json:"lessons"`
	Attempts    int             `json:"attempts"` // handed in
	Score       int             `json:"score"`    // the best
	Passed      bool            `json:"passed"`
	Pretest     bool            `json:"pretest"` // passed before the lessons, which are not asked then
	Signed      time.Time       `json:"signed,omitzero"`
	Next        nextStep        `json:"next"`

	Completed   time.Time       `json:"completed,omitzero"`
	CompletedOn courses.Version `json:"completed_on,omitempty"` // the highest version completed
	ValidUntil  day.Date        `json:"valid_until,omitempty"`
	Elsewhere   bool            `json:"elsewhere"`      // the completion is training elsewhere, accepted as equivalent
	Owes        courses.Version `json:"owes,omitempty"` // the version whose difference to completed_on is asked by due
}

// nextStep is what to do next.
type nextStep struct {
	Step   learning.Step    `json:"step"`
	Lesson courses.LessonID `json:"lesson,omitempty"`
}

// newStatus writes a status out; scores are ten-thousandths.
func newStatus(s learning.Status) status {
	return status{
		State: s.State, Stage: s.Stage, Why: s.Why, Assigned: s.Assigned, Rule: s.Rule, Due: s.Due, Unmoved: s.Unmoved, OnLeave: s.OnLeave,
		Exempt: s.Exempt, Excuse: s.Excuse, Extended: s.Extended, Elsewhere: s.Elsewhere,
		Enrolment: s.Enrolment, Version: s.Version, Path: newPath(s.Path), LessonsDone: s.LessonsDone, Lessons: s.Lessons, Attempts: s.Attempts,
		Score: s.Score, Passed: s.Passed, Pretest: s.Pretest, Signed: s.Signed, Next: nextStep{s.Next.Step, s.Next.Lesson},
		Completed: s.Completed, CompletedOn: s.CompletedOn, ValidUntil: s.ValidUntil, Owes: s.Owes,
	}
}

// progress is where a person stands with each part of a course.
type progress struct {
	Course  courses.CourseID `json:"course"`
	Version courses.Version  `json:"version"` // the one begun, or the current one
	Begun   bool             `json:"begun"`
	Newer   courses.Version  `json:"newer,omitempty"` // the current version, when a lower one was begun
	Reopens bool             `json:"reopens"`         // to begin again opens a new enrolment
	Offer   *offer           `json:"offer"`           // what that would ask; null where it opens none
	Pretest bool             `json:"pretest"`         // the test may be taken before the lessons

	Status      status           `json:"status"`
	Lessons     []lessonProgress `json:"lessons"`
	MinutesLeft int              `json:"minutes_left"`

	Attempts       []attemptLine `json:"attempts"`
	OpenAttempt    string        `json:"open_attempt,omitempty"`
	NextAttempt    time.Time     `json:"next_attempt,omitzero"` // the earliest instant of the next attempt, after a failure
	NoAttemptsLeft bool          `json:"no_attempts_left"`
	Window         *window       `json:"window,omitempty"` // the days on which an attempt may begin, where the course has any

	Acknowledgement *acknowledgement `json:"acknowledgement"`
	Signature       *signature       `json:"signature"`
	Questions       []question       `json:"questions"` // asked instead of signing
}

// window is the days on which an attempt may begin.
type window struct {
	Opens  day.Date `json:"opens,omitempty"`
	Closes day.Date `json:"closes,omitempty"`
	Shut   bool     `json:"shut"` // none may begin today; never so for whoever must take the course
}

// lessonProgress is where a person stands with one lesson.
type lessonProgress struct {
	ID      courses.LessonID `json:"id"`
	Title   string           `json:"title"`
	Minutes int              `json:"minutes"`
	Opened  time.Time        `json:"opened,omitzero"`
	Done    time.Time        `json:"done,omitzero"`
	Locked  bool             `json:"locked"` // its turn has not come
}

// attemptLine is one attempt of the enrolment.
type attemptLine struct {
	ID        string    `json:"id"`
	Number    int       `json:"number"`
	Started   time.Time `json:"started"`
	Submitted time.Time `json:"submitted,omitzero"` // left out while it is open
	Score     int       `json:"score"`
	Passed    bool      `json:"passed"`
	Void      bool      `json:"void"` // withdrawn: it does not count
	ByTime    bool      `json:"by_time,omitempty"`
	Returned  bool      `json:"returned,omitempty"` // lost to an outage: it is no failure
	Purpose   string    `json:"purpose,omitempty"`
	Lang      string    `json:"lang"` // of its questions
}

// newProgress writes a progress out. The course itself stays out of it: only its id and version are named.
func newProgress(p learning.Progress) *progress {
	out := &progress{
		Course: p.Course.ID, Version: p.Course.Version, Begun: p.Begun, Newer: p.Newer, Reopens: p.Reopens, Offer: newOffer(p.Offer), Pretest: p.Pretest, Status: newStatus(p.Status),
		Lessons: []lessonProgress{}, MinutesLeft: p.MinutesLeft, Attempts: []attemptLine{}, NextAttempt: p.NextAttempt,
		NoAttemptsLeft: p.NoAttempts, Questions: []question{},
	}
	if w := p.Window; w.Opens != "" || w.Closes != "" {
		out.Window = &window{w.Opens, w.Closes, w.Shut}
	}
	for _, l := range p.Lessons {
		out.Lessons = append(out.Lessons, lessonProgress(l))
	}
	for _, t := range p.Attempts {
		out.Attempts = append(out.Attempts, attemptLine{t.ID.Dotted(), t.Number, t.Started, t.Submitted, t.Score, t.Passed, t.Void, t.ByTime, t.Returned, t.Purpose, tongue(t.Lang)})
	}
	if p.Open != "" {
		out.OpenAttempt = p.Open.Dotted()
	}
	if p.HasToSign {
		out.Acknowledgement = newAcknowledgement(p.Acknowledgement)
	}
	if p.Signature != nil {
		out.Signature = newSignature(p.Signature, p.Status.Signed)
	}
	for _, q := range p.Questions {
		out.Questions = append(out.Questions, question(q))
	}
	return out
}
