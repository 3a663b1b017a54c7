package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/classroom"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// joinPage stands on the device of a session, where one person after the other signs in; without a session it asks for the
// code.
type joinPage struct {
	page.Base
	Code     page.Field
	Session  string // the code as it is read out; "" asks for it
	Course   string
	Place    string
	With     string
	Login    page.Field
	Password page.Field
	Action   string
	Guest    bool   // nobody is signed in on this device
	Inside   string // where the person goes on who is still signed in for this session
}

// deviceForm is what the sign-in on the device sends. That the device is shared is not asked.
type deviceForm struct {
	Login    string `form:"login" label:"Your EID" validate:"required,max=254"`
	Password string `form:"password" label:"Your password" validate:"required,max=1024" trim:"no"`
}

// guesser is whoever types a code.
func guesser(c *fiber.Ctx) classroom.Guesser {
	return classroom.Guesser{Person: me(c), Address: c.IP()}
}

// joinForm asks for the code. Somebody who is signed in joins on their own page.
func (s *Site) joinForm(c *fiber.Ctx) error {
	typed := c.Query("code")
	base := s.base(c)
	if typed != "" {
		at, err := s.classroom.ByCode(c.UserContext(), typed, guesser(c))
		if err == nil {
			return to(c, deviceHref(at.Code))
		}
		if found, other := s.classes.ByCode(c.UserContext(), typed, c.IP()); other == nil { // a pupil's card, typed here
			return to(c, cardHref+"/"+found.Code)
		}
		f, ok := fault.As(err)
		if !ok {
			return err
		}
		base.Refuse(onField("code", f))
		c.Status(route.Status(c, f))
	}
	if route.SignedIn(c) && typed == "" {
		return to(c, groupSessions)
	}
	return s.show(c, "group-join", joinPage{Base: base, Code: codeField(base, typed), Guest: !route.SignedIn(c)})
}

// onField puts what a fault says beside a field.
func onField(name string, f *fault.Error) *fault.Error {
	if len(f.Fields) == 0 {
		f.Fields = []fault.Field{{Name: name, Message: f.Message}}
	}
	return f
}

// asInvalid gives the fault of an error that a form shows beside its fields.
func asInvalid(err error) (*fault.Error, bool) {
	f, ok := fault.As(err)
	return f, ok && f.Code == fault.CodeInvalid
}

// deviceAt finds the session of the code in the address.
func (s *Site) deviceAt(c *fiber.Ctx) (classroom.State, error) {
	return s.classroom.ByCode(c.UserContext(), c.Params("code"), guesser(c))
}

// device shows the page of the device.
func (s *Site) device(c *fiber.Ctx) error {
	at, err := s.deviceAt(c)
	if fault.Is(err, fault.CodeNotFound) { // over, or mistyped: the page says so and asks for another
		f, _ := fault.As(err)
		base := s.base(c)
		base.Refuse(onField("code", f))
		c.Status(route.Status(c, f))
		return s.show(c, "group-join", joinPage{Base: base, Code: codeField(base, c.Params("code")), Guest: !route.SignedIn(c)})
	}
	if err != nil {
		return err
	}
	return s.show(c, "group-join", s.newJoin(c, s.base(c), at, deviceForm{}))
}

// newJoin builds the page of a session with what was typed; the password is never sent back.
func (s *Site) newJoin(c *fiber.Ctx, base page.Base, at classroom.State, form deviceForm) joinPage {
	session := route.Session(c)
	p := joinPage{
		Base: base, Session: classroom.GroupCode(at.Code), Course: s.courseTitle(at.Course), Place: at.Place, With: s.personName(at.Facilitator),
		Login:    page.Field{Name: "login", Value: form.Login, Hint: true, Wrong: base.Wrong("login")},
		Password: page.Field{Name: "password", Type: "password", Complete: "off", Wrong: base.Wrong("password")},
		Action:   deviceHref(at.Code), Guest: !route.SignedIn(c), Code: codeField(base, at.Code),
	}
	if session.Group == at.ID {
		p.Inside = groupInHref(at.ID)
	}
	return p
}

// signInOnDevice signs a person in for their own test and signature: for a short time, as a learner, and joined to the session.
func (s *Site) signInOnDevice(c *fiber.Ctx) error {
	at, err := s.deviceAt(c)
	if err != nil {
		return err
	}
	var form deviceForm
	if err = route.Bind(c, &form); err == nil {
		err = s.enterOnDevice(c, at, account.Login{Login: form.Login, Password: form.Password})
	}
	if f, ok := fault.As(err); ok {
		base := s.base(c)
		base.Refuse(f)
		return s.refuse(c, "group-join", s.newJoin(c, base, at, form), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	return to(c, groupInHref(at.ID))
}

// enterOnDevice signs in and joins. Whoever was signed in on this device before is signed out of it.
func (s *Site) enterOnDevice(c *fiber.Ctx, at classroom.State, login account.Login) error {
	login.Address, login.Agent, login.Shared, login.Group = c.IP(), c.Get(fiber.HeaderUserAgent), true, at.ID
	tokens, err := s.accounts.SignIn(c.UserContext(), login)
	if err != nil {
		return err
	}
	session, err := s.accounts.Verify(c.UserContext(), tokens.Access)
	if err != nil {
		return err
	}
	if _, err := s.classroom.Join(c.UserContext(), session.Principal.ID, at.Code, classroom.Device); err != nil {
		return err
	}
	if before := route.Session(c); before.SessionID != "" {
		if err := s.accounts.SignOut(c.UserContext(), before); err != nil {
			return err
		}
	}
	s.setTokens(c, tokens)
	return nil
}

// deviceCode asks, on the device, for a one-time code and a first password.
func (s *Site) deviceCode(c *fiber.Ctx) error {
	if _, err := s.deviceAt(c); err != nil {
		return err
	}
	return s.show(c, "activate", newCodePage(s.base(c), codeForm{}))
}

// useDeviceCode sets the password and signs the person in on the device.
func (s *Site) useDeviceCode(c *fiber.Ctx) error {
	at, err := s.deviceAt(c)
	if err != nil {
		return err
	}
	var form codeForm
	if err = route.Bind(c, &form); err == nil {
		err = s.accounts.Activate(c.UserContext(), account.Activation{
			EID: form.EID, Joined: day.Date(form.Joined), Code: form.Code, Password: form.Password, Address: c.IP(),
		})
	}
	if f, ok := fault.As(err); ok {
		base := s.base(c)
		base.Refuse(f)
		return s.refuse(c, "activate", newCodePage(base, form), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	if err := s.enterOnDevice(c, at, account.Login{Login: form.EID, Password: form.Password}); err != nil {
		return err
	}
	return to(c, groupInHref(at.ID))
}

// joinByCode joins on one's own device.
func (s *Site) joinByCode(c *fiber.Ctx) error {
	var form struct {
		Code string `form:"code" label:"The code" validate:"required,max=40"`
	}
	err := route.Bind(c, &form)
	if err == nil {
		var at classroom.State
		if at, err = s.classroom.Join(c.UserContext(), me(c), form.Code, classroom.Phone); err == nil {
			return to(c, groupInHref(at.ID))
		}
	}
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	base := s.base(c)
	base.Refuse(onField("code", f))
	p, err := s.newGroupsList(c, base, form.Code)
	if err != nil {
		return err
	}
	return s.refuse(c, "group-sessions", p, route.Status(c, f))
}

// groupInPage is a session for somebody who takes part: the one thing to do next.
type groupInPage struct {
	page.Base
	Identity page.Identity
	Course   string
	Href     string // of the course
	Place    string
	With     string
	Action   string
	Open     bool
	In       bool          // takes part now
	Paper    bool          // was entered from a sheet
	Seen     []page.Choice // lessons that were shown and that the record does not have yet
	Waiting  int           // lessons that were not shown yet
	Step     stepView
	Done     bool
	Brief    bool // on the session's own device
}

// inGroup shows the page.
func (s *Site) inGroup(c *fiber.Ctx) error {
	at, err := s.classroom.Mine(c.UserContext(), me(c), c.Params("session"))
	if err != nil {
		return err
	}
	progress, err := s.learning.Progress(c.UserContext(), me(c), at.Course)
	if err != nil {
		return err
	}
	one, _ := at.Participant(me(c))
	base := s.base(c)
	words := s.words(base)
	base.Draft = progress.Course.Draft()
	base.Crumbs = []page.Link{{Label: words.Say("nav.groups"), Href: groupSessions}, here(page.Plain(at.Place, ""))}
	p := groupInPage{
		Base: base, Identity: s.identity(me(c)), Course: progress.Course.Title, Href: courseHref(at.Course), Place: at.Place,
		With: s.personName(at.Facilitator), Action: groupInHref(at.ID), Open: at.Phase == classroom.Open, Paper: one.Mode == classroom.Paper,
		Step: nextStep(progress, s.settings.Now()), Brief: route.Session(c).Group == at.ID,
	}
	p.In = p.Open && !one.Left && !one.Disputed && !p.Paper
	p.Done = progress.Status.Stage == learning.StateComplete && p.Step.Kind != "renew"
	for _, l := range progress.Lessons {
		switch {
		case !l.Done.IsZero():
		case at.WasShown(l.ID):
			p.Seen = append(p.Seen, page.Choice{ID: "lesson-" + string(l.ID), Name: "lesson", Value: string(l.ID), HTML: text(l.Title), Chosen: true})
		default:
			p.Waiting++
		}
	}
	return s.show(c, "group-in", p)
}

// doInGroup takes what the person says: which lessons they were there for, or that they go.
func (s *Site) doInGroup(c *fiber.Ctx) error {
	values, id := formValues(c), c.Params("session")
	switch first(values("do")) {
	case "leave":
		if err := s.classroom.Leave(c.UserContext(), me(c), id); err != nil {
			return err
		}
		if route.Session(c).Group != "" {
			return s.doSignOut(c)
		}
		return to(c, "/me")
	case "attend":
		var lessons []courses.LessonID
		for _, v := range values("lesson") {
			lessons = append(lessons, courses.LessonID(v))
		}
		at, err := s.classroom.Attend(c.UserContext(), me(c), id, lessons)
		if err != nil {
			return err
		}
		if err := s.settle(c, at); err != nil {
			return err
		}
		if step := nextStep(at, s.settings.Now()); step.Kind == "assessment" || step.Kind == "resume" || step.Kind == "sign" {
			return to(c, step.Href)
		}
	}
	return to(c, groupInHref(id))
}

// afterSignature is where a signature leads: on the device of a session to the next person, everywhere else to the course's
// end.
func (s *Site) afterSignature(c *fiber.Ctx, course courses.CourseID) error {
	session := route.Session(c)
	if session.Group == "" {
		return to(c, courseHref(course)+"/complete")
	}
	next := s.deviceAfter(c, session, "group.signed")
	if err := s.accounts.SignOut(c.UserContext(), session); err != nil {
		return err
	}
	s.clearTokens(c)
	return to(c, next)
}

// deviceAfter is where the device of a session stands when a person has signed out of it.
func (s *Site) deviceAfter(c *fiber.Ctx, session account.Session, said string) string {
	if session.Group != "" {
		at, err := s.classroom.Mine(c.UserContext(), session.Principal.ID, session.Group)
		if err == nil && at.Phase == classroom.Open {
			return deviceHref(at.Code) + "?said=" + said
		}
	}
	return "/sign-in?said=" + said
}
