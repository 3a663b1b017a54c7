package learning

import (
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// State is where a person stands with a course on a day.
type State string

// The states. Complete, expiring and expired speak of the last completion; the others of the work towards the first.
const (
	StateNotAssigned     State = "not-assigned" // no rule binds, and nothing was begun
	StateNotStarted      State = "not-started"
	StateUnderWay        State = "under-way"
	StatePassedNotSigned State = "passed-not-signed"
	StateComplete        State = "complete"
	StateExpiring        State = "expiring" // complete, and within the window before its end, or ended with time left to renew, or the difference to a newer version is owed
	StateExpired         State = "expired"
	// StateOverdue: bound, the due date has passed, and never completed, or not the difference that is owed; not while on leave.
	StateOverdue State = "overdue"
)

// renewalDays is how long before its end a completion can be renewed, and is called expiring, where the rule does not say.
const renewalDays = 60

// Step is what to do next.
type Step string

// The steps.
const (
	StepBegin      Step = "begin"
	StepLesson     Step = "lesson"
	StepAssessment Step = "assessment"
	StepSign       Step = "sign"
	StepRenew      Step = "renew" // begin again, since the completion ends or has ended
	StepNothing    Step = "nothing"
)

// NextStep is what to do next, and with StepLesson which lesson.
type NextStep struct {
	Step   Step
	Lesson courses.LessonID
}

// Outline is what status needs to know of one version of a course.
type Outline struct {
	Version      courses.Version
	Lessons      []courses.LessonID // in order
	Assessed     bool
	Acknowledged bool
	ValidMonths  int // of the certificate; 0: no end
}

// OutlineOf gives the outline of a course.
func OutlineOf(c *courses.Course) *Outline {
	o := &Outline{Version: c.Version, Assessed: c.Assessment != nil, Acknowledged: len(c.Acknowledgements) > 0}
	for i := range c.Lessons {
		o.Lessons = append(o.Lessons, c.Lessons[i].ID)
	}
	if c.Certificate != nil {
		o.ValidMonths = c.Certificate.ValidMonths
	}
	return o
}

// Inputs are what status is derived from, for one person and one course. Derive writes to none of them, so that slices and
// outlines may be shared between calls.
type Inputs struct {
	Course courses.CourseID
	Rules  []Rule // of any course, all versions

	// Approval is what the rules of the course wait for; the zero one is nothing.
	Approval Approval

	Outages []Outage // of any course, withdrawals too

	Allowances  []Allowance // about the person and any course, withdrawals too
	Closures    []Closure   // of any place, withdrawals too
	FirstSignIn SignIn      // the zero one: never
	Others      []Other     // the courses from whose completion a rule of this one counts

	// The register as known at "known": the person, the stretches of their posts, and the tree of agencies on the day, which
	// only rules with agencies or types look at.
	Person org.Person
	Posts  []org.Post
	Tree   *org.Tree

	Facts    []Fact // about this person and course, in any order
	Outlines map[courses.Version]*Outline
	Parts    map[Part]*Outline // of the enrolments that ask less than the whole; nil where none does
	Current  courses.Version   // of whoever has not begun
	Editions []Edition         // the versions of the course, oldest first; needed only where they differ in their major number
}

// SignIn is the first time that a person signed in.
type SignIn struct {
	At       time.Time
	Recorded time.Time
}

// Other is a person's work on another course than the one that status is about.
type Other struct {
	Course   courses.CourseID
	Title    string // as "why?" names it; "" the id
	Facts    []Fact
	Outlines map[courses.Version]*Outline
	Parts    map[Part]*Outline
}

// AddOutline takes in what a part of a version asks. It writes to the inputs' own maps, which it makes where they are missing.
func (in *Inputs) AddOutline(p Part, o *Outline) {
	switch {
	case !p.Whole() && in.Parts == nil:
		in.Parts = map[Part]*Outline{p: o}
	case !p.Whole():
		in.Parts[p] = o
	case in.Outlines == nil:
		in.Outlines = map[courses.Version]*Outline{p.Version: o}
	default:
		in.Outlines[p.Version] = o
	}
}

// outline is what the enrolment of the fact asks, nil where it is not known.
func (in *Inputs) outline(f *Fact) *Outline {
	if path := f.Path(); !path.Whole() {
		return in.Parts[Part{f.Version, path}]
	}
	return in.Outlines[f.Version]
}

// Status is where a person stands with a course.
type Status struct {
	State State
	Stage State // not-started, under-way, passed-not-signed or complete: how far the latest enrolment is, whatever the date

	Assigned bool
	Rule     string   // the id of the rule's version that sets the due date
	Due      day.Date // of completing, or of renewing; "" when neither is asked
	Unmoved  day.Date // the date of completing as it was before anything moved it; "" when nothing did
	ByOutage bool     // an outage moved Due, it alone or among others
	OnLeave  bool     // in service, but on leave in every post
	Exempt   bool     // bound, but exempt on the day
	Excuse   string   // the id of the allowance that exempts, extends, or stands for the completion; "" none
	Renewal  Renewal  // what that version asks of a renewal
	Extended day.Date // the date that an extension gave, where it governs; "" none
	Why      string   // one sentence: which rule, which date, what is missing

	// The latest enrolment.
	Enrolment   int // 0: none
	Version     courses.Version
	Path        Path // how much of the version it asks; Lessons are those
	LessonsDone int
	Lessons     int
	Attempts    int // handed in
	Score       int // the best, ten-thousandths
	Passed      bool
	Pretest     bool // passed before the lessons, which are not asked then
	Signed      time.Time
	Next        NextStep

	// The last completion, of whichever enrolment, and the highest version ever completed.
	Completed   time.Time
	ValidUntil  day.Date // the last day; "" without end
	CompletedOn courses.Version
	Elsewhere   bool // the completion is training elsewhere that was accepted as equivalent

	// The last completion here, which a certificate is about, though training elsewhere holds longer.
	Earned      time.Time
	EarnedUntil day.Date

	// Owes is the version whose difference to CompletedOn is asked; "" none. Due is then by when, or by when to renew if that is earlier.
	Owes courses.Version

	// Holds is when, by time alone, the status may next change; zero: never.
	Holds time.Time
}

// Derive says where the person stands: what had happened up to "at", as far as it was known at "known". For "as at 30 June"
// at is the end of that day in Thimphu.
func Derive(in Inputs, at, known time.Time) Status {
	j := judge(in, at, known)
	j.status.Why = j.why()
	return j.status
}

// Tally is Derive without the sentence, for folds over everybody.
func Tally(in Inputs, at, known time.Time) Status {
	return judge(in, at, known).status
}
