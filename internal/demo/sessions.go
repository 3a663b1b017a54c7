package demo

import (
	"context"
	"fmt"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/classroom"
	"lamtoen/internal/org"
)

// The group session of the demonstration: held in a gewog by the focal officer of its dzongkhag, and closed half-way, since the
// light went. Those who were there have joined on their phones.
const (
	sessionID      = "DEMA3476"
	sessionAgency  = org.AgencyCode("dz-bumthang")
	sessionPlace   = "Gewog meeting room, Chumey"
	sessionDaysAgo = 9
	sessionPeople  = 5
	sessionLessons = 4
)

// session holds it, on its day. What stands there is not written again.
func (f *filling) session(ctx context.Context) error {
	at := f.mark.Today.AddDays(-sessionDaysAgo).Start().Add(10 * time.Hour)
	now := func() time.Time { return at }
	register, err := f.openRegister(ctx, f.settings.Now)
	if err != nil {
		return err
	}
	library, err := catalogue.Open(ctx, f.deps.Engine)
	if err != nil {
		return err
	}
	log, err := audit.Open(ctx, f.deps.Engine)
	if err != nil {
		return err
	}
	learning, err := f.openLearning(ctx, register, library, now)
	if err != nil {
		return err
	}
	service, err := classroom.New(ctx, f.deps.Engine, classroom.Deps{Library: library, Register: register, Learning: learning, Audit: log},
		classroom.Settings{Now: now})
	if err != nil {
		return err
	}
	facilitator := classroom.Officer{ID: f.facilitator(), Scope: org.Scope{Agencies: []org.AgencyCode{sessionAgency}}}
	held, err := service.Open(ctx, facilitator, classroom.NewSession{ID: sessionID, Course: course, Agency: sessionAgency, Place: sessionPlace,
		Day: f.mark.Today.AddDays(-sessionDaysAgo), Lang: "en"})
	if err != nil || held.Phase == classroom.Over {
		return err
	}
	for _, person := range f.attending(register) {
		if _, err := service.Join(ctx, person, held.Code, classroom.Phone); err != nil {
			return fmt.Errorf("demonstration: join: %w", err)
		}
	}
	taught, err := service.Course(ctx, held.Session)
	if err != nil {
		return err
	}
	for _, lesson := range taught.Lessons[:min(sessionLessons, len(taught.Lessons))] {
		at = at.Add(time.Duration(lesson.Minutes) * time.Minute)
		if _, err := service.Show(ctx, facilitator, held.ID, lesson.ID); err != nil {
			return fmt.Errorf("demonstration: lesson shown: %w", err)
		}
	}
	return service.Close(ctx, facilitator, held.ID)
}

// facilitator is the focal officer among the printed sign-ins.
func (f *filling) facilitator() org.PersonID {
	for _, s := range f.plan.SignIns {
		if s.Role == org.RoleFocal {
			return s.Person
		}
	}
	return ""
}

// attending are a few people of the dzongkhag who are under way.
func (f *filling) attending(register *org.Register) []org.PersonID {
	tree := register.Tree(f.mark.Today)
	var out []org.PersonID
	for _, h := range f.plan.Histories {
		post, ok := register.PostAt(h.Person, f.mark.Today)
		if h.Outcome == OutcomeUnderWay && ok && len(out) < sessionPeople && tree.Within(org.Scope{Agencies: []org.AgencyCode{sessionAgency}}, post.Agency) {
			out = append(out, h.Person)
		}
	}
	return out
}
