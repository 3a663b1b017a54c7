package site

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/intake"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// registerBody is the limit of the form with a file, in bytes: the file and what a form wraps round it.
const registerBody = intake.MaxFile + 64<<10

// registerDeclarations says which struct each template of the register's pages is rendered with.
func registerDeclarations() map[string]page.Page {
	return map[string]page.Page{
		"register": registerPage{}, "register-new": registerNewPage{}, "register-import": registerImportPage{}, "letters": lettersPage{},
	}
}

// registerRoutes are the pages of the register import, and the letters that follow it.
func (s *Site) registerRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	return forStaff([]route.Route{
		{Method: get, Path: "/register", Permission: account.ManageRegister, Handler: whole(s.registerOverview)},
		{Method: get, Path: "/register/imports/new", Permission: account.ManageRegister, Handler: whole(s.newImport)},
		{Method: post, Path: "/register/imports/new", Permission: account.ManageRegister, Handler: whole(s.sendImport), BodyLimit: registerBody},
		{Method: get, Path: "/register/imports/:import", Permission: account.ManageRegister, Handler: whole(s.oneImport)},
		{Method: post, Path: "/register/imports/:import/columns", Permission: account.ManageRegister, Handler: whole(s.mapColumns)},
		{Method: post, Path: "/register/imports/:import/application", Permission: account.ManageRegister, Handler: whole(s.applyImport)},
		{Method: get, Path: lettersAddress, Permission: account.ResetCodes, Handler: s.letters},
		{Method: post, Path: lettersAddress, Permission: account.ResetCodes, Handler: s.printLetters},
	})
}

// whole lets only those in whose permission reaches the whole country: a file may name any agency.
func whole(handle fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if !route.Scope(c).All {
			return fault.Forbidden("Files of the register are taken by officers whose role reaches the whole country; yours is for one agency.")
		}
		return handle(c)
	}
}

// mostUncovered is how many agencies that no file has covered are told of at once: before the first files that is every agency.
const mostUncovered = 10

// registerPage says which files were taken and how old the register is.
type registerPage struct {
	page.Base
	Imports []importRow
	Ages    []ageRow // by age, the oldest first
	Never   []ageRow // never covered by a file, with people in them: those with most
	Others  []ageRow // the rest of them
	Missing int      // how many both are
	Empty   int      // agencies without people that no file has covered
	Letters bool
	Changes int // that granted cases ask for and nobody has entered
}

// importRow is one import in the list.
type importRow struct {
	Href, File, By string
	AsOf           day.Date
	At             page.Phrase
	Counts         intake.Counts
}

// ageRow is one agency with the age of the register there.
type ageRow struct {
	Name, Href string
	Of         day.Date
	Age        page.Phrase
	People     string
}

// newRegister builds the page; who gives names, and age says how long ago a day was.
func newRegister(base page.Base, records []intake.Record, ages []intake.Age, say wording) registerPage {
	p := registerPage{Base: base}
	for _, r := range records[:min(len(records), pageSize)] {
		p.Imports = append(p.Imports, importRow{
			Href: importHref(r.Import), File: r.File, By: say.who(r.By), AsOf: r.Options.AsOf, Counts: r.Counts,
			At: page.Plain(r.Applied.In(day.Thimphu).Format("2 January 2006, 15:04"), ""),
		})
	}
	for _, a := range ages {
		row := ageRow{Name: a.Name, Href: "/coverage/" + string(a.Code), Of: a.Of, People: thousands(a.People)}
		switch {
		case a.Of != "":
			row.Age = say.age(a.Of)
			p.Ages = append(p.Ages, row)
		case a.People == 0:
			p.Empty++
		default:
			p.Never = append(p.Never, row)
		}
	}
	p.Missing = len(p.Never)
	first := min(p.Missing, mostUncovered)
	p.Never, p.Others = p.Never[:first], p.Never[first:]
	return p
}

// wording gives words for what a page of the register names.
type wording struct {
	who    func(by string) string
	age    func(day.Date) page.Phrase
	agency func(org.AgencyCode) string
}

func (s *Site) wording(base page.Base) wording {
	words := s.words(base)
	tree := s.register.Tree(s.today())
	return wording{
		who: s.nameOf, agency: tree.Name,
		age: func(d day.Date) page.Phrase { return ageInWords(words, d.Start(), s.settings.Now()) },
	}
}

// importHref is the address of an import.
func importHref(id string) string { return "/register/imports/" + id }

func (s *Site) registerOverview(c *fiber.Ctx) error {
	base := s.base(c)
	base.Crumbs = []page.Link{here(s.words(base).Say("nav.register"))}
	p := newRegister(base, s.intake.Records(), s.intake.Ages(), s.wording(base))
	_, p.Letters = reach(c, account.ResetCodes)
	p.Changes = len(s.awaited(route.Scope(c), ""))
	return s.show(c, "register", p)
}

// registerNewPage is the form for a file.
type registerNewPage struct {
	page.Base
	File, AsOf, Agencies, LeaveOn page.Field
	Complete                      []page.Choice
	Kinds                         []page.Choice
	KindWrong, CompleteWrong      page.Phrase
}

// importForm is what the officer declares about a file.
type importForm struct {
	AsOf     string `form:"as_of"`
	Complete string `form:"complete"`
	Agencies string `form:"agencies"`
	LeaveOn  string `form:"leave_on"`
	Kind     string `form:"kind"`
}

// newImportForm builds the page.
func newImportForm(base page.Base, words *page.Words, form importForm) registerNewPage {
	field := func(name, value, kind string) page.Field {
		return page.Field{Name: name, Value: value, Type: kind, Hint: true, Wrong: base.Wrong(name)}
	}
	p := registerNewPage{
		Base: base, File: field("file", "", "file"), AsOf: field("as_of", form.AsOf, "date"), Agencies: field("agencies", form.Agencies, ""),
		LeaveOn: field("leave_on", form.LeaveOn, "date"), KindWrong: base.Wrong("kind"), CompleteWrong: base.Wrong("complete"),
	}
	for _, v := range intake.Declarations() {
		p.Complete = append(p.Complete, page.Choice{ID: "complete-" + string(v), Name: "complete", Value: string(v),
			HTML: words.Say("register.complete." + page.Key(v)).HTML(), Chosen: form.Complete == string(v)})
	}
	for _, k := range org.Kinds() {
		p.Kinds = append(p.Kinds, page.Choice{Value: string(k), HTML: words.Say("kind." + page.Key(k)).HTML(), Chosen: form.Kind == string(k)})
	}
	p.Crumbs = []page.Link{{Label: words.Say("nav.register"), Href: "/register"}, here(words.Say("register.new"))}
	return p
}

func (s *Site) newImport(c *fiber.Ctx) error {
	base := s.base(c)
	form := importForm{AsOf: s.today().ISO(), Complete: string(intake.CompleteNone)}
	return s.show(c, "register-new", newImportForm(base, s.words(base), form))
}

// sendImport takes the file. Nothing changes: the page of the import says what it would.
func (s *Site) sendImport(c *fiber.Ctx) error {
	var form importForm
	err := route.Bind(c, &form)
	var i intake.Import
	if err == nil {
		i, err = s.receive(c, form)
	}
	if f, ok := fault.As(err); ok {
		base := s.base(c)
		base.Refuse(f)
		return s.refuse(c, "register-new", newImportForm(base, s.words(base), form), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	return to(c, importHref(i.ID))
}

// receive reads the form's file and hands it on.
func (s *Site) receive(c *fiber.Ctx, form importForm) (intake.Import, error) {
	name, data, err := route.File(c, "file", intake.MaxFile)
	if err != nil {
		return intake.Import{}, err
	}
	options := intake.Options{AsOf: day.Date(form.AsOf), Complete: intake.Complete(form.Complete), LeaveOn: day.Date(form.LeaveOn), Kind: org.Kind(form.Kind)}
	tree := s.register.Tree(s.today())
	for text := range strings.FieldsFuncSeq(form.Agencies, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if strings.TrimSpace(text) == "" {
			continue
		}
		code, err := agencyTyped(tree, text)
		if f, ok := fault.As(err); ok {
			f.Fields[0].Name = "agencies"
		}
		if err != nil {
			return intake.Import{}, err
		}
		options.Agencies = append(options.Agencies, code)
	}
	return s.intake.Upload(c.UserContext(), intake.Sent{File: name, Data: data, Options: options}, string(me(c)))
}
