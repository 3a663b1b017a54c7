package site

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/classroom"
	"lamtoen/internal/day"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// groupHref is the address of a session's page for whoever runs it.
func groupHref(id string) string { return groupSessions + "/" + id }

// groupInHref is that of its page for whoever takes part.
func groupInHref(id string) string { return groupSessions + "/in/" + id }

// deviceHref is the page of a session on its own device.
func deviceHref(code string) string { return "/join/" + classroom.GroupCode(code) }

// groupDeclarations says which struct each page of group sessions is rendered with.
func groupDeclarations() map[string]page.Page {
	return map[string]page.Page{
		"group-sessions": groupsListPage{}, "group-session": groupPage{}, "group-screen": screenPage{}, "group-join": joinPage{},
		"group-in": groupInPage{}, "group-paper": paperPage{}, "group-answers": answersPage{},
	}
}

// groupRoutes is every page of group sessions with the permission it needs. A session outside the asker's scope is not found.
func (s *Site) groupRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	learners := []route.Route{
		{Method: get, Path: groupSessions, Permission: account.Learn, Handler: s.groupSessions},
		{Method: post, Path: groupSessions + "/join", Permission: account.Learn, Handler: s.joinByCode},
		{Method: get, Path: groupSessions + "/in/:session", Permission: account.Learn, Handler: s.inGroup},
		{Method: post, Path: groupSessions + "/in/:session", Permission: account.Learn, Handler: s.doInGroup},
		{Method: post, Path: "/me/group-sessions/:session", Permission: account.Learn, Handler: s.answerGroup},
		{Method: get, Path: "/join", Permission: account.Public, Handler: s.joinForm},
		{Method: get, Path: "/join/:code", Permission: account.Public, Handler: s.device},
		{Method: post, Path: "/join/:code", Permission: account.Public, Handler: s.signInOnDevice},
		{Method: get, Path: "/join/:code/activate", Permission: account.Public, Handler: s.deviceCode},
		{Method: post, Path: "/join/:code/activate", Permission: account.Public, Handler: s.useDeviceCode},
	}
	return append(learners, forStaff([]route.Route{
		{Method: get, Path: groupSessions + "/new", Permission: account.RunGroups, Handler: s.newGroup},
		{Method: post, Path: groupSessions + "/new", Permission: account.RunGroups, Handler: s.openGroup},
		{Method: get, Path: groupSessions + "/:session", Permission: account.RunGroups, Handler: s.groupSession},
		{Method: post, Path: groupSessions + "/:session", Permission: account.RunGroups, Handler: s.runGroup},
		{Method: post, Path: groupSessions + "/:session/device", Permission: account.RunGroups, Handler: s.handRound},
		{Method: get, Path: groupSessions + "/:session/screen", Permission: account.RunGroups, Handler: s.screen},
		{Method: get, Path: groupSessions + "/:session/screen/:lesson", Permission: account.RunGroups, Handler: s.screenLesson},
		{Method: post, Path: groupSessions + "/:session/screen/:lesson", Permission: account.RunGroups, Handler: s.lessonShown},
		{Method: get, Path: groupSessions + "/:session/sheet.pdf", Permission: account.RunGroups, Handler: s.groupSheet},
		{Method: get, Path: groupSessions + "/:session/test.pdf", Permission: account.RunGroups, Handler: s.groupForms},
		{Method: get, Path: groupSessions + "/:session/paper", Permission: account.RunGroups, Handler: s.paper},
		{Method: post, Path: groupSessions + "/:session/paper", Permission: account.RunGroups, Handler: s.enterPaper},
		{Method: get, Path: groupSessions + "/:session/answers", Permission: account.RunGroups, Handler: s.paperAnswers},
		{Method: post, Path: groupSessions + "/:session/answers", Permission: account.RunGroups, Handler: s.enterAnswers},
	})...)
}

// officer is whoever asks, as one who runs sessions.
func officer(c *fiber.Ctx) classroom.Officer {
	scope, _ := reach(c, account.RunGroups)
	return classroom.Officer{ID: me(c), Scope: scope}
}

// groupsListPage says what a group session is, lets a person join one, and lists those that an officer runs.
type groupsListPage struct {
	page.Base
	Code     page.Field
	Mine     groupLine // the open session that the person is in; zero for none
	Runs     bool
	Sessions []groupLine
}

// groupLine is one session of a list.
type groupLine struct {
	Href     string
	Course   string
	Place    string
	Agency   string
	Day      day.Date
	Phase    string
	People   int
	Disputed int
}

// groupSessions shows the page.
func (s *Site) groupSessions(c *fiber.Ctx) error {
	p, err := s.newGroupsList(c, s.base(c), "")
	if err != nil {
		return err
	}
	return s.show(c, "group-sessions", p)
}

// newGroupsList builds the page with a code as it was typed.
func (s *Site) newGroupsList(c *fiber.Ctx, base page.Base, typed string) (groupsListPage, error) {
	words := s.words(base)
	base.Crumbs = []page.Link{here(words.Say("nav.groups"))}
	_, runs := reach(c, account.RunGroups)
	base.Staff = runs
	p := groupsListPage{Base: base, Runs: runs, Code: codeField(base, typed)}
	at, in, err := s.classroom.Current(c.UserContext(), me(c), "")
	if err != nil {
		return p, err
	}
	if in {
		p.Mine = s.groupLine(at, groupInHref(at.ID))
	}
	if !runs {
		return p, nil
	}
	list, err := s.classroom.Sessions(c.UserContext(), officer(c))
	if err != nil {
		return p, err
	}
	for _, at := range list {
		p.Sessions = append(p.Sessions, s.groupLine(at, groupHref(at.ID)))
	}
	return p, nil
}

// codeField is the input for a join code.
func codeField(base page.Base, typed string) page.Field {
	return page.Field{Name: "code", Value: typed, Hint: true, Wrong: base.Wrong("code")}
}

func (s *Site) groupLine(at classroom.State, href string) groupLine {
	return groupLine{Href: href, Course: s.courseTitle(at.Course), Place: at.Place, Agency: s.office(string(at.Agency)), Day: at.Day,
		Phase: string(at.Phase), People: len(at.People), Disputed: len(at.Withdrawn())}
}

// newGroupForm is what a facilitator says of a new session.
type newGroupForm struct {
	ID     string `form:"id"`
	Course string `form:"course"`
	Agency string `form:"agency"`
	Place  string `form:"place"`
	Day    string `form:"day"`
	Lang   string `form:"lang"`
}

// newGroup shows the form for a session of today, at the officer's own agency.
func (s *Site) newGroup(c *fiber.Ctx) error {
	id, err := s.classroom.NewID()
	if err != nil {
		return err
	}
	form := newGroupForm{ID: id, Day: s.today().ISO(), Lang: page.English}
	tree := s.register.Tree(s.today())
	if own, ok := tree.Agency(s.agencyOf(me(c))); ok && s.within(officer(c).Scope, own.Code) {
		form.Agency = agencyText(own)
	}
	return s.show(c, "form", s.newGroupPage(c, s.base(c), form))
}

// newGroupPage builds the form with what was typed.
func (s *Site) newGroupPage(c *fiber.Ctx, base page.Base, form newGroupForm) formPage {
	words := s.words(base)
	p := formPage{Base: base, Heading: words.Say("group.new.title"), Lead: words.Say("group.new.lead"), Button: words.Say("group.new.button"),
		Action: groupSessions + "/new?id=" + form.ID, Back: groupSessions}
	p.Crumbs = []page.Link{{Label: words.Say("nav.groups"), Href: groupSessions}, here(p.Heading)}
	f := p.add(words, "course", "")
	f.Kind = fieldSelect
	for _, course := range s.classroom.Offered() {
		f.Options = append(f.Options, page.Choice{Value: string(course.ID), HTML: text(course.Title), Chosen: string(course.ID) == form.Course})
	}
	p.add(words, "agency", form.Agency).Kind = fieldAgency
	scope := officer(c).Scope
	for _, a := range s.register.Tree(s.today()).All() {
		if s.within(scope, a.Code) {
			p.Agencies = append(p.Agencies, page.Choice{Value: agencyText(a)})
		}
	}
	p.add(words, "place", form.Place)
	p.date(words, "day", form.Day)
	p.choose(words, fieldSelect, "lang", languages(), []string{form.Lang}, "group.lang.")
	return p
}

// openGroup opens the session. The form's id makes one session of a form that is sent twice.
func (s *Site) openGroup(c *fiber.Ctx) error {
	var form newGroupForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage {
			form.ID = c.Query("id")
			return s.newGroupPage(c, base, form)
		},
		do: func() (string, error) {
			agency, err := agencyTyped(s.register.Tree(s.today()), form.Agency)
			if err != nil {
				return "", err
			}
			lang := known(form.Lang)
			if lang == "" {
				lang = page.English
			}
			at, err := s.classroom.Open(c.UserContext(), officer(c), classroom.NewSession{
				ID: c.Query("id"), Course: courses.CourseID(form.Course), Agency: agency, Place: form.Place, Day: day.Date(form.Day), Lang: lang})
			return groupHref(at.ID), err
		},
	})
}

// held says of a session what stands under a record: where, when and with whom.
func (s *Site) held(c *fiber.Ctx, words *page.Words, session string) page.Phrase {
	if session == "" {
		return page.Phrase{}
	}
	h, err := s.classroom.Note(c.UserContext(), session)
	if err != nil {
		return words.Say("group.unknown")
	}
	return words.Say("group.held", "place", h.Place, "name", h.With)
}

// heldOnce is held, asked once for each session: a record has many lines of one.
func (s *Site) heldOnce(c *fiber.Ctx, words *page.Words) func(session string) page.Phrase {
	known := map[string]page.Phrase{}
	return func(session string) page.Phrase {
		said, ok := known[session]
		if !ok {
			said = s.held(c, words, session)
			known[session] = said
		}
		return said
	}
}
