package evidence

import (
	"context"
	"errors"
	"net/url"
	"reflect"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Deps are the services that evidence is made of. Keys sign it and check it: those of certificates.
type Deps struct {
	Learning *learning.Service
	Library  *catalogue.Library
	Register *org.Register
	Keys     Keys
}

// Settings say who makes the statements.
type Settings struct {
	Origin string // public origin, without a slash at the end
	Mark   string // what every statement of a demonstration carries
}

// Service makes statements, signs them and checks them. It keeps nothing, and is safe for concurrent use.
type Service struct {
	deps     Deps
	settings Settings
}

// New checks that it is given what it needs.
func New(deps Deps, settings Settings) (*Service, error) {
	if deps.Keys == nil || settings.Origin == "" {
		return nil, errors.New("evidence: keys and the public origin must be given")
	}
	return &Service{deps: deps, settings: settings}, nil
}

// Of gives the signed statement of one of the person's attempts, withdrawn or not. Another person's, and one that does not
// exist, are fault.CodeNotFound.
func (s *Service) Of(ctx context.Context, person org.PersonID, id learning.AttemptID) (Document, error) {
	t, err := s.deps.Learning.Trail(ctx, person, id)
	if err != nil {
		return Document{}, err
	}
	course, err := s.deps.Library.Version(ctx, t.Enrolment.Course, t.Enrolment.Version)
	if err != nil {
		// Not wrapped: that a version is gone to which a record is pinned is our fault, and not the asker's "not found".
		return Document{}, errors.New("evidence: " + string(t.ID) + ": " + err.Error())
	}
	statement, err := s.state(ctx, t, course)
	if err != nil {
		return Document{}, err
	}
	return s.sign(statement)
}

// state puts the statement together.
func (s *Service) state(ctx context.Context, t learning.Trail, course *courses.Course) (Statement, error) {
	var start learning.StartData
	if err := t.Start.Into(&start); err != nil {
		return Statement{}, err
	}
	worded, err := s.deps.Library.Worded(ctx, course, start.Lang, start.Words)
	if err != nil {
		return Statement{}, err
	}
	out := Statement{
		Form: Form, Issuer: hostOf(s.settings.Origin), Mark: s.settings.Mark, Known: t.Known, Person: s.holder(t), Items: []Item{},
		Course: Course{ID: course.ID, Title: worded.Title, Version: t.Start.Version, Hash: t.Start.Hash}, Keys: Withheld,
		Attempt: newAttempt(t, start), Corrections: []Correction{},
	}
	if a := course.Assessment; a != nil {
		out.Course.Feedback = a.Feedback
	}
	handed := t.Submission.ID != ""
	if t.Passed || handed && out.Course.Feedback == courses.LearningFeedback {
		out.Keys = Told
	}
	submission := learning.SubmissionData{Answers: t.Saved}
	if handed {
		if err := t.Submission.Into(&submission); err != nil {
			return Statement{}, err
		}
		out.Attempt.ByTime = submission.ByTime
		out.Grading = grading(t.Start, course, start.Drawn, submission)
		out.Grading.Counts = Result{t.Stands.Score, t.Stands.Passed}
	}
	out.items(worded, start.Drawn, submission, handed)
	for _, f := range t.Later {
		c, err := newCorrection(f, t.Regrades)
		if err != nil {
			return Statement{}, err
		}
		out.Corrections = append(out.Corrections, c)
	}
	return out, nil
}

func newAttempt(t learning.Trail, start learning.StartData) Attempt {
	a := Attempt{
		ID: t.ID.Dotted(), Enrolment: t.Start.Enrolment, Number: t.ID.Number(), Standing: Open, Purpose: start.Purpose, Lang: start.Lang, Words: start.Words,
		Via: t.Start.Via, Group: start.Group, Began: t.Start.At, Until: start.Until, HandedIn: t.Submission.At, Recorded: t.Submission.Recorded,
	}
	if a.Lang == "" {
		a.Lang = "en"
	}
	a.Returned = t.Returned
	for _, o := range t.Outages {
		a.Outages = append(a.Outages, Outage{o.From, o.Until, o.Cause, o.Recorded})
	}
	switch {
	case t.Void:
		a.Standing = Withdrawn
	case t.Submission.ID != "":
		a.Standing = HandedIn
	}
	return a
}

// items adds every item as it was shown, with its grade once it is handed in.
func (s *Statement) items(course *courses.Course, drawn []assessment.Drawn, submission learning.SubmissionData, handed bool) {
	answers := make(map[courses.ItemID]learning.GivenAnswer, len(submission.Answers))
	for _, a := range submission.Answers {
		answers[a.Item] = a
	}
	points := make(map[courses.ItemID]assessment.Points, len(submission.Points))
	for _, p := range submission.Points {
		points[p.Item] = p.Points
	}
	for i, d := range drawn {
		item, _ := course.Item(d.Item) // a version that is published loses no item
		a, given := answers[d.Item]
		one := newItem(i+1, shown{item: item, drawn: d, answer: a.Answer, given: given, told: s.Keys == Told})
		one.Seconds = a.Seconds
		if handed {
			p := points[d.Item]
			one.Verdict = verdictOf(p)
			if s.Keys == Told || one.Verdict != Partly {
				one.Points = &p
			}
		}
		s.Items = append(s.Items, one)
	}
}

// grading tells the grade that was given, and grades again with the key of the snapshot.
func grading(start learning.Fact, course *courses.Course, drawn []assessment.Drawn, was learning.SubmissionData) *Grading {
	g := &Grading{Grader: was.Grader, Score: was.Score, PassMark: was.PassMark, Passed: was.Passed, Regraded: Different}
	answers := make(map[courses.ItemID]assessment.Answer, len(was.Answers))
	for _, a := range was.Answers {
		answers[a.Item] = a.Answer
	}
	if was.Purpose == learning.PurposePretest {
		course = course.Pretest() // which may have a pass mark of its own
	}
	again := assessment.GradeAttempt(course, drawn, answers)
	switch {
	case course.Hash != start.Hash:
		g.Regraded = OtherContent
	case was.Grader != again.Grader:
		g.Regraded = OtherGrader
	case again.Score == was.Score && again.Passed == was.Passed && reflect.DeepEqual(again.Points, was.Points):
		g.Regraded = Same
	}
	return g
}

// newCorrection tells a fact that corrects the attempt. Of a regrade the cause is that of the erratum.
func newCorrection(f learning.Fact, regrades []learning.Correction) (Correction, error) {
	c := Correction{Fact: f.ID, Kind: f.Kind, At: f.At, Recorded: f.Recorded}
	switch f.Kind {
	case learning.KindVoid:
		var data learning.VoidData
		if err := f.Into(&data); err != nil {
			return c, err
		}
		c.About, c.Cause = data.Fact, data.Cause
	case learning.KindRegraded:
		var data learning.RegradeData
		if err := f.Into(&data); err != nil {
			return c, err
		}
		c.Result = &Result{data.Score, data.Passed}
		for _, r := range regrades {
			if r.Fact == f.ID {
				c.Cause, c.Question = r.Cause, r.Question
			}
		}
	}
	return c, nil
}

// holder names the person as the register had them when the last fact was recorded, so that a later correction of a name
// changes no statement. Whoever came into the register only afterwards, with a record from elsewhere, is named as today.
func (s *Service) holder(t learning.Trail) Person {
	p, _ := s.deps.Register.Person(t.Start.Person)
	if m, ok := s.deps.Register.View(day.Of(t.Known), t.Known).Member(t.Start.Person); ok {
		p = m.Person
	}
	return Person{ID: t.Start.Person, EID: p.EID, Name: p.Name, NameDz: p.NameDz}
}

func hostOf(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return origin
	}
	return u.Host
}
