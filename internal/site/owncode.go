package site

import (
	"html/template"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/groupcode"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// A group writes a code of conduct of its own (policy clause coc.assoc), sees it as a sheet, takes it away as a PDF and, if it
// wishes, registers it. Until then everything travels in the form: nothing is stored, and no account is needed.

// ownCodePage is the form.
type ownCodePage struct {
	page.Base
	Group     page.Field
	Kinds     []page.Choice
	Kind      page.Field
	Places    []page.Choice
	Dzongkhag page.Field
	Agreed    page.Field
	Rules     []ruleField
	Wrong     page.Phrase // with the rules
	Sample    string      // a course that leads here; "" while it is not published
}

// ruleField is one rule with the question that helps to write it.
type ruleField struct {
	Number int
	Prompt page.Phrase
	Value  string
}

// ownCodeSheet is the code as it hangs on a wall, and what may be done with it.
type ownCodeSheet struct {
	page.Base
	Code    codeView
	Publish page.Choice
	Typed   []typed
}

// typed is one value of the form, carried along.
type typed struct{ Name, Value string }

// codeView is a code in words.
type codeView struct {
	Group  string
	Kind   page.Phrase
	Place  page.Phrase
	Agreed day.Date
	Rules  []string
}

// ownCodeDone says what has become of a registration.
type ownCodeDone struct {
	page.Base
	Number string
	State  string
}

// groupsPage lists the published codes.
type groupsPage struct {
	page.Base
	Codes []codeView
}

// ownCodeForm is what is sent.
type ownCodeForm struct {
	Do        string   `form:"do"`
	Group     string   `form:"group" label:"The name of the group"`
	Kind      string   `form:"kind" label:"The kind of group"`
	Dzongkhag string   `form:"dzongkhag" label:"The dzongkhag"`
	Agreed    string   `form:"agreed" label:"The day"`
	Rules     []string `form:"rule" label:"The rules"`
	Publish   string   `form:"publish"`
}

// wholeCountry stands in the form for a group of no one dzongkhag.
const wholeCountry = "all"

// code is the form as the domain has it.
func (f ownCodeForm) code() groupcode.Code {
	c := groupcode.Code{
		Group: f.Group, Kind: groupcode.Kind(f.Kind), Dzongkhag: org.AgencyCode(f.Dzongkhag), Agreed: day.Date(f.Agreed), Rules: f.Rules,
	}
	switch f.Dzongkhag {
	case wholeCountry:
		c.Dzongkhag = ""
	case "":
		c.Dzongkhag = "none" // must be chosen: it is no code, and so refused
	}
	return c.Tidy()
}

// dzongkhags lists those of today.
func (s *Site) dzongkhags() []org.Agency {
	var out []org.Agency
	for _, a := range s.register.Tree(s.today()).All() {
		if a.Type == org.TypeDzongkhag {
			out = append(out, a)
		}
	}
	return out
}

// checkCode refuses a code that will not do.
func (s *Site) checkCode(c groupcode.Code) error {
	var codes []org.AgencyCode
	for _, a := range s.dzongkhags() {
		codes = append(codes, a.Code)
	}
	return c.Check(s.today(), codes)
}

// newOwnCode builds the form with what was typed.
func (s *Site) newOwnCode(base page.Base, form ownCodeForm) ownCodePage {
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.courses"), Href: "/courses"}, here(words.Say("own.title"))}
	field := func(name, value string) page.Field {
		return page.Field{Name: name, Value: value, Wrong: base.Wrong(name)}
	}
	p := ownCodePage{
		Base: base, Group: field("group", form.Group), Kind: field("kind", form.Kind), Dzongkhag: field("dzongkhag", form.Dzongkhag),
		Agreed: field("agreed", form.Agreed), Wrong: base.Wrong("rules"),
	}
	p.Agreed.Type = "date"
	for _, kind := range groupcode.Kinds() {
		p.Kinds = append(p.Kinds, page.Choice{Value: string(kind), HTML: words.Say(groupKey(kind)).HTML(), Chosen: form.Kind == string(kind)})
	}
	p.Places = append(p.Places, page.Choice{Value: wholeCountry, HTML: words.Say("own.country").HTML(), Chosen: form.Dzongkhag == wholeCountry})
	for _, a := range s.dzongkhags() {
		p.Places = append(p.Places, page.Choice{
			Value: string(a.Code), HTML: template.HTML(template.HTMLEscapeString(a.Name)), Chosen: form.Dzongkhag == string(a.Code),
		})
	}
	for i, prompt := range promptKeys() {
		f := ruleField{Number: i + 1, Prompt: words.Say(prompt)}
		if i < len(form.Rules) {
			f.Value = form.Rules[i]
		}
		p.Rules = append(p.Rules, f)
	}
	if _, err := s.library.Course("our-own-code"); err == nil {
		p.Sample = courseHref("our-own-code")
	}
	return p
}

// promptKeys are the questions beside the rules: the seven names of the Code first (coc.1 to coc.7), then the group's own.
func promptKeys() []page.Key {
	return []page.Key{
		"own.prompt.citizen", "own.prompt.responsible", "own.prompt.transparent", "own.prompt.accurate", "own.prompt.considerate",
		"own.prompt.careful", "own.prompt.appropriate", "own.prompt.own", "own.prompt.broken", "own.prompt.review",
	}
}

// groupKey is the text that names a kind of group.
func groupKey(kind groupcode.Kind) page.Key {
	switch kind {
	case groupcode.Association:
		return "own.kind.association"
	case groupcode.CivilSociety:
		return "own.kind.civil-society"
	case groupcode.YouthGroup:
		return "own.kind.youth-group"
	case groupcode.Business:
		return "own.kind.business"
	}
	return "own.kind.other"
}

// view puts a code into words.
func (s *Site) view(words *page.Words, c groupcode.Code) codeView {
	v := codeView{Group: c.Group, Kind: words.Say(groupKey(c.Kind)), Place: words.Say("own.country"), Agreed: c.Agreed, Rules: c.Rules}
	if c.Dzongkhag != "" {
		v.Place = page.Plain(s.office(string(c.Dzongkhag)), "")
	}
	return v
}

// keepForBack lets a visitor's browser keep the page for its back button, which would else lose what was typed, or ask to send it
// again. Nobody is named on it. For somebody signed in nothing is kept, as on every page.
func keepForBack(c *fiber.Ctx) {
	if !route.SignedIn(c) {
		c.Set(fiber.HeaderCacheControl, "private, no-cache")
	}
}

// ownCode shows the empty form.
func (s *Site) ownCode(c *fiber.Ctx) error {
	keepForBack(c)
	return s.show(c, "own-code", s.newOwnCode(s.base(c), ownCodeForm{Agreed: s.today().ISO()}))
}

// writeOwnCode takes the form: to look at the sheet, change it, take it away or register it.
func (s *Site) writeOwnCode(c *fiber.Ctx) error {
	var form ownCodeForm
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	keepForBack(c)
	if form.Do == "change" {
		return s.show(c, "own-code", s.newOwnCode(s.base(c), form))
	}
	code := form.code()
	err := s.checkCode(code)
	if err == nil && form.Do == "register" {
		var r groupcode.Registration
		if r, err = s.groups.Register(c.UserContext(), code, form.Publish == "yes"); err == nil {
			return to(c, "/our-own-code/registered/"+r.ID)
		}
	}
	if f, ok := fault.As(err); ok {
		base := s.base(c)
		base.Refuse(f)
		return s.refuse(c, "own-code", s.newOwnCode(base, form), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	if form.Do == "pdf" {
		return s.ownCodePDF(c, code)
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("own.title"), Href: "/our-own-code"}, here(page.Plain(code.Group, ""))}
	p := ownCodeSheet{Base: base, Code: s.view(words, code), Typed: []typed{
		{"group", code.Group}, {"kind", form.Kind}, {"dzongkhag", form.Dzongkhag}, {"agreed", form.Agreed},
	}}
	for _, r := range code.Rules {
		p.Typed = append(p.Typed, typed{"rule", r})
	}
	return s.show(c, "own-code-sheet", p)
}

// ownCodePDF sends the code as one sheet for the wall.
func (s *Site) ownCodePDF(c *fiber.Ctx, code groupcode.Code) error {
	v := s.view(s.pages.Words(page.English), code)
	about := groupcode.About{Kind: v.Kind.Text, Place: v.Place.Text}
	if mark := s.mark(); mark != "" {
		about.Marks = append(about.Marks, mark)
	}
	file, err := code.PDF(about)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="our-own-code.pdf"`)
	return c.Send(file)
}

// ownCodeRegistered tells a group its number, and where its code stands.
func (s *Site) ownCodeRegistered(c *fiber.Ctx) error {
	e, err := s.groupEntry(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("own.title"), Href: "/our-own-code"}, here(words.Say("own.registered"))}
	return s.show(c, "own-code-done", ownCodeDone{Base: base, Number: e.ID, State: string(e.State)})
}

// groupEntry is the registration of the address.
func (s *Site) groupEntry(c *fiber.Ctx) (groupcode.Entry, error) {
	return s.groups.Entry(c.UserContext(), c.Params("id"))
}

// ownCodeGroups lists the codes whose groups wished it, read by the content office before.
func (s *Site) ownCodeGroups(c *fiber.Ctx) error {
	entries, err := s.groups.Entries(c.UserContext())
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("own.title"), Href: "/our-own-code"}, here(words.Say("own.groups"))}
	p := groupsPage{Base: base}
	for _, e := range entries {
		if e.State == groupcode.Published {
			p.Codes = append(p.Codes, s.view(words, e.Code))
		}
	}
	return s.show(c, "own-code-groups", p)
}
