package site

import (
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// stepView is the one thing to do next in a course.
type stepView struct {
	Kind  string // begin, lesson, assessment, resume, wait, early, shut, used-up, sign, renew, delta, refresher, complete
	Href  string
	Title string    // of the lesson
	Lang  string    // of the title; "" is English
	When  time.Time // of a wait's end
	Day   day.Date  // on which the test opens, or until which it could be begun
}

// nextStep turns where a person stands into what they can do about it.
func nextStep(p learning.Progress, now time.Time) stepView {
	href := courseHref(p.Course.ID)
	switch p.Status.Next.Step {
	case learning.StepBegin:
		return stepView{Kind: "begin", Href: href + "/begin"}
	case learning.StepRenew:
		switch path := p.Offer.Path; {
		case path.Since != "":
			return stepView{Kind: offerDelta, Href: href + "/begin"}
		case path.Refresher != "":
			return stepView{Kind: offerRefresher, Href: href + "/begin"}
		}
		return stepView{Kind: "renew", Href: href + "/begin"}
	case learning.StepLesson:
		lesson, _ := p.Course.Lesson(p.Status.Next.Lesson)
		return stepView{Kind: "lesson", Href: lessonHref(p.Course.ID, lesson.ID), Title: lesson.Title}
	case learning.StepAssessment:
		switch {
		case p.Open != "":
			return stepView{Kind: "resume", Href: href + "/assessment"}
		case p.Window.Shut && p.Window.Early:
			return stepView{Kind: "early", Href: href, Day: p.Window.Opens}
		case p.Window.Shut:
			return stepView{Kind: "shut", Href: href, Day: p.Window.Closes}
		case p.NoAttempts:
			return stepView{Kind: "used-up", Href: href}
		case p.NextAttempt.After(now):
			return stepView{Kind: "wait", When: p.NextAttempt}
		}
		return stepView{Kind: "assessment", Href: href + "/assessment"}
	case learning.StepSign:
		return stepView{Kind: "sign", Href: href + "/sign"}
	}
	return stepView{Kind: "complete", Href: href + "/complete"}
}

// contents is the list of lessons. Addresses are given only to who may open them.
func contents(p learning.Progress, current string) []page.Entry {
	out := make([]page.Entry, len(p.Lessons))
	for i, l := range p.Lessons {
		out[i] = page.Entry{Title: l.Title, Done: !l.Done.IsZero(), Current: string(l.ID) == current}
		if p.Begun && !l.Locked {
			out[i].Href = lessonHref(p.Course.ID, l.ID)
		}
	}
	return out
}
