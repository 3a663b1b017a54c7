package api

import (
	"context"
	"regexp"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

// offered are the languages in which a course is tested and signed. English is among them always, and first.
type offered struct {
	Assessment      []string `json:"assessment"`      // none without an assessment
	Acknowledgement []string `json:"acknowledgement"` // none without a text to sign
}

func newOffered(c *courses.Course) offered {
	o := offered{Assessment: []string{}, Acknowledgement: []string{}}
	if c.Assessment != nil {
		o.Assessment = append([]string{learning.English}, c.AskedLanguages()...)
	}
	if len(c.Acknowledgements) > 0 {
		o.Acknowledgement = append([]string{learning.English}, c.SignedLanguages()...)
	}
	return o
}

var languageCode = regexp.MustCompile(`^[a-z]{2,3}$`)

// languageOf reads ?lang=, an ISO 639 code; English when it is not there. What a client shows is chosen by the person, so it is not
// guessed from a header.
func languageOf(c *fiber.Ctx) (string, error) {
	q := query{c: c}
	language := q.text("lang")
	if language == "" {
		return learning.English, nil
	}
	if !languageCode.MatchString(language) {
		q.refuse("lang", "Write the code of a language, such as dz.")
	}
	return language, q.fault()
}

// tongue is the language of an attempt or a signature, of which "" is English.
func tongue(language string) string {
	if language == "" {
		return learning.English
	}
	return language
}

// inLanguage gives a lesson in a language where a current translation is there, and else in English; stale tells that there is one
// whose English has changed since.
func inLanguage(c *courses.Course, l courses.Lesson, language string) (spoken courses.Lesson, in string, stale bool) {
	t, ok := c.Translation(l.ID, language)
	if !ok || t.Stale {
		return l, learning.English, ok
	}
	return t.On(l), language, false
}

// speak puts title, summary and objectives into a language where they are current.
func (o *courseOutline) speak(c *courses.Course, language string) {
	put := func(text *string, key string) {
		if said, ok := c.TextIn(language, key); ok {
			*text = said
		}
	}
	put(&o.Title, courses.TitleText)
	put(&o.Summary, courses.SummaryText)
	for i := range o.Objectives {
		put(&o.Objectives[i].Can, courses.ObjectiveText+string(o.Objectives[i].ID))
	}
}

// speak puts the text to sign into a language where it is offered in it.
func (p *progress) speak(from learning.Progress, language string) {
	w, ok := from.Course.SignedIn(language)
	if p.Acknowledgement == nil || !ok {
		return
	}
	ack, _ := from.Course.Worded(w).Acknowledgement(from.Acknowledgement.Role)
	p.Acknowledgement = newAcknowledgement(ack)
	p.Acknowledgement.Lang = language
}

// shown is the course of an attempt, in the words in which it began.
func (a *API) shown(ctx context.Context, t learning.Attempt) (*courses.Course, error) {
	c, err := a.library.Version(ctx, t.Enrolment.Course, t.Enrolment.Version)
	if err != nil {
		return nil, err
	}
	return a.library.Worded(ctx, c, t.Lang, t.Words)
}

// asks gives the practice question in a language in which the assessment is offered; fault.CodeConflict in any other.
func asks(c *courses.Course, item courses.Item, language string) (courses.Item, error) {
	if language == learning.English {
		return item, nil
	}
	w, ok := c.AskedIn(language)
	if !ok {
		return item, fault.Conflict("The assessment is not offered in this language now, so neither is its practice question.")
	}
	worded, _ := c.Worded(w).Item(item.ID)
	return worded, nil
}
