package site

import (
	"html/template"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// signPage shows the exact text and takes the signature, or the question of somebody who cannot sign yet.
type signPage struct {
	page.Base
	Course   string
	Identity page.Identity
	Spoken   string // the language of heading and text
	Other    string // the other language in which it can be read and signed; "" none
	Waits    bool   // it is in English, since the reader's language has not every word of it
	Heading  string
	Text     template.HTML
	Hash     string // of the text, so that what is signed is what was read
	Name     page.Field
	Today    day.Date
	Asking   bool // the part for a question stands open
	Question string
	AskWrong page.Phrase
	Asked    []askedView
}

// askedView is a question that the person has raised before.
type askedView struct {
	Text string
	On   day.Date
}

// signForm is what either form of the page sends; Do says which.
type signForm struct {
	Do       string `form:"do"`
	Lang     string `form:"lang"` // in which the text was read
	Text     string `form:"text"`
	Name     string `form:"typed_name"`
	Question string `form:"question"`
}

// newSign builds the page with what was typed. The text and its hash come from the version that the person has begun, in the
// language in which they read it.
func newSign(base page.Base, at learning.Progress, who page.Identity, form signForm) signPage {
	text := readingOf(at, base.Lang, form.Lang)
	base.Crumbs[1].Label = phraseIn(base, text.Title, text.Language)
	p := signPage{
		Base: base, Course: string(at.Course.ID), Identity: who, Spoken: text.Language, Other: text.Other, Waits: text.Waits,
		Heading: text.Acknowledgement.Title, Text: template.HTML(text.HTML), Hash: text.Hash,
		Name:     page.Field{Name: "typed_name", Value: form.Name, Complete: "name", Hint: true, Wrong: base.Wrong("typed_name")},
		Question: form.Question, AskWrong: base.Wrong("question"), Asking: form.Do == "ask",
	}
	for _, q := range at.Questions {
		p.Asked = append(p.Asked, askedView{q.Text, day.Of(q.Raised)})
	}
	return p
}

// sign shows the page while signing is what comes next; at any other time it goes to what does.
func (s *Site) sign(c *fiber.Ctx) error {
	at, err := s.learning.Progress(c.UserContext(), me(c), courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	if nextStep(at, s.settings.Now()).Kind != "sign" {
		return to(c, courseHref(at.Course.ID))
	}
	return s.showSign(c, at, s.courseBase(c, at.Course, "sign.title"), signForm{Lang: c.Query("lang")})
}

// showSign shows the page of today, with what base says is wrong.
func (s *Site) showSign(c *fiber.Ctx, at learning.Progress, base page.Base, form signForm) error {
	p := newSign(base, at, s.identity(me(c)), form)
	p.Today = s.today()
	return s.show(c, "sign", p)
}

// doSign takes either form of the page. A signature completes the course, so the certificate is issued at once.
func (s *Site) doSign(c *fiber.Ctx) error {
	var form signForm
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	course := courses.CourseID(c.Params("course"))
	var at learning.Progress
	var err error
	if form.Do == "ask" {
		at, err = s.learning.RaiseQuestion(c.UserContext(), me(c), course, form.Question, learning.ViaWeb)
	} else {
		var in learning.InGroup
		if in, err = s.classroom.In(c.UserContext(), me(c), course, learning.ViaWeb); err != nil {
			return err
		}
		at, err = s.learning.Sign(c.UserContext(), me(c), course, learning.Signature{TextHash: form.Text, TypedName: form.Name, Via: in.Via, Group: in.Session})
	}
	if f, ok := fault.As(err); ok && f.Code == fault.CodeInvalid {
		return s.refuseSign(c, course, form, f)
	}
	if err != nil {
		return err
	}
	if form.Do == "ask" {
		asked := courseHref(course) + "/sign?said=sign.asked"
		if lang := known(form.Lang); lang != "" {
			asked += "&lang=" + lang
		}
		return to(c, asked)
	}
	if err := s.settle(c, at); err != nil {
		return err
	}
	return s.afterSignature(c, course)
}

// refuseSign shows the page again with what was typed.
func (s *Site) refuseSign(c *fiber.Ctx, course courses.CourseID, form signForm, f *fault.Error) error {
	at, err := s.learning.Progress(c.UserContext(), me(c), course)
	if err != nil {
		return err
	}
	base := s.courseBase(c, at.Course, "sign.title")
	if form.Do == "ask" {
		f.Fields = []fault.Field{{Name: "question", Message: fieldsMessage(f)}}
	}
	base.Refuse(f)
	c.Status(route.Status(c, f))
	return s.showSign(c, at, base, form)
}
