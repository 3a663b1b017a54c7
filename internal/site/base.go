package site

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// languages are those that the pages have; the first is the one for everybody else.
func languages() []string { return []string{page.English, "dz"} }

// saidKeys are the messages that a redirect may ask the next page to show, as ?said=KEY. Only fixed texts can be asked for, so
// that nobody can put words in our mouth with a link.
func saidKeys() map[string]page.Tone {
	return map[string]page.Tone{
		"signed.out": page.Good, "signed.out.everywhere": page.Good, "password.changed": page.Good, "password.set": page.Good,
		"sign.asked": page.Good, "assessment.gone": page.Warning, "answer.final": page.Calm, "answer.late": page.Warning, "session.ended": page.Good,
		"plan.saved": page.Good, "plan.submitted": page.Good, "plan.decided": page.Good,
		"erratum.marked": page.Good, "staff.saved": page.Good, "staff.signed-out": page.Good,
		"case.said.opened": page.Good, "case.said.replied": page.Good, "case.said.appealed": page.Good, "case.said.withdrawn": page.Good, "case.said.entered": page.Good,
		"case.said.asked": page.Good, "case.said.answered": page.Good, "case.said.moved": page.Good, "case.said.noted": page.Good,
		"reform.saved": page.Good, "placing.saved": page.Good, "appoint.saved": page.Good, "loan.saved": page.Good, "loan.ended": page.Good,
		"group.signed": page.Good, "group.yes": page.Good, "group.no": page.Good,
		"remind.done":  page.Good,
		"class.opened": page.Good, "class.saved": page.Good, "class.taken": page.Good,
		"aside.done": page.Good, "class.family.renewed": page.Good, "class.pupil.back": page.Good, "class.pupil.reset": page.Good,
		"results.saved": page.Good, "sheet.corrected": page.Good, "sheet.same": page.Calm, "tookpart.saved": page.Good,
	}
}

// base is the frame of a page for whoever asks.
func (s *Site) base(c *fiber.Ctx) page.Base {
	session := route.Session(c)
	b := page.Base{
		Lang: s.languageOf(c), Theme: themeOf(c), Path: c.OriginalURL(), Demo: s.settings.Demo,
		Person: s.personOf(session), Staff: c.Locals(staffKey{}) != nil, Appeal: s.appealUntil(),
	}
	b.Device = b.Person.ID != "" && !b.Person.Shared && !b.Person.Brief && !b.Staff
	words := s.pages.Words(b.Lang)
	b.Nav = nav(words, session.Principal, c.Path())
	if b.Staff {
		b.Notices = append(b.Notices, s.loanNotices(words, session.Principal)...)
	}
	if key := c.Query("said"); key != "" {
		if tone, ok := saidKeys()[key]; ok {
			b.Notices = append(b.Notices, page.Notice{Tone: tone, Text: words.Say(page.Key(key))})
		}
	}
	return b
}

// words are those of the page's language.
func (s *Site) words(b page.Base) *page.Words { return s.pages.Words(b.Lang) }

// personOf is the person in the header; zero for a visitor.
func (s *Site) personOf(session account.Session) page.Person {
	id := session.Principal.ID
	p, ok := s.register.Person(id)
	if id == "" || !ok {
		return page.Person{}
	}
	return page.Person{ID: string(id), Name: p.Name, Agency: s.agencyName(id), Shared: session.Shared, Brief: session.Group != ""}
}

// agencyName is the name of the agency where the person serves today; "" for somebody without a post.
func (s *Site) agencyName(id org.PersonID) string {
	today := s.today()
	post, ok := s.register.PostAt(id, today)
	if !ok {
		return ""
	}
	return s.register.Tree(today).Name(post.Agency)
}

// identity is the "You are …" card of the person who asks.
func (s *Site) identity(id org.PersonID) page.Identity {
	p, _ := s.register.Person(id)
	return page.Identity{Name: p.Name, NameDz: p.NameDz, EID: p.EID, Agency: s.agencyName(id)}
}

// today is the day in Thimphu, which is the day of every deadline.
func (s *Site) today() day.Date { return day.Of(s.settings.Now()) }

// languageOf is the language that the reader chose on this device, else the one the register knows, else what the browser asks
// for.
func (s *Site) languageOf(c *fiber.Ctx) string {
	if lang := known(c.Cookies(languageCookie)); lang != "" {
		return lang
	}
	if p, ok := s.register.Person(me(c)); ok && known(p.Language) != "" {
		return p.Language
	}
	for _, wanted := range strings.Split(c.Get(fiber.HeaderAcceptLanguage), ",") {
		code, _, _ := strings.Cut(strings.TrimSpace(wanted), ";")
		code, _, _ = strings.Cut(code, "-")
		if lang := known(strings.ToLower(code)); lang != "" {
			return lang
		}
	}
	return page.English
}

// known gives the language back when the pages have it.
func known(lang string) string {
	for _, l := range languages() {
		if l == lang {
			return l
		}
	}
	return ""
}

// themeOf is the choice of colours kept on this device; "" leaves it to the device, also when the cookie says something odd.
func themeOf(c *fiber.Ctx) string {
	if theme := c.Cookies(themeCookie); theme == "light" || theme == "dark" {
		return theme
	}
	return ""
}

// refuse shows a form again after a fault: status, and the page itself, on which the caller has put the fault. Any other error
// goes to the error page.
func (s *Site) refuse(c *fiber.Ctx, name string, data page.Page, status int) error {
	c.Status(status)
	return s.show(c, name, data)
}

// here is the last crumb: this page.
func here(label page.Phrase) page.Link { return page.Link{Label: label, Current: true} }

// safeNext is an address of this site to go on to, or the fallback: a link must not be able to send people elsewhere.
func safeNext(next, fallback string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return fallback
	}
	return next
}
