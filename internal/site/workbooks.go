package site

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
	"lamtoen/internal/workbook"
)

// workbooksPage says which agencies have a social media plan.
type workbooksPage struct {
	page.Base
	Agreed  string
	All     string
	Counts  []stateStat
	Types   page.Table
	States  []page.Choice
	Kinds   []page.Choice
	Total   int
	Rows    []planLine
	Newer   string
	Older   string
	Export  string
	Scope   string // names of the agencies looked after; "" for the whole country
	Missing bool   // this program has no workbook
}

// planLine is one agency.
type planLine struct {
	Agency  string
	Type    page.Phrase
	Version int
	State   string // none, or the state of the newest version
	Since   day.Date
	Agreed  int // the newest agreed version; 0: none
	On      day.Date
	Href    string // the agreed plan
}

// planNone is the group of agencies that have not begun.
const planNone = "none"

// planGroups are the groups in which agencies count, as the filter names them.
func planGroups() []string { return append(texts(workbook.States()), planNone) }

// plansAsk is what the address asks for.
type plansAsk struct{ group, kind string }

func (a plansAsk) values() url.Values {
	v := url.Values{}
	if a.group != "" {
		v.Set("state", a.group)
	}
	if a.kind != "" {
		v.Set("type", a.kind)
	}
	return v
}

// fits tells whether a line is asked for.
func (a plansAsk) fits(l workbook.Line) bool {
	return (a.group == "" || a.group == groupOf(l)) && (a.kind == "" || a.kind == string(l.Agency.Type))
}

func groupOf(l workbook.Line) string {
	if l.Standing.Version == 0 {
		return planNone
	}
	return string(l.Standing.Group())
}

// newWorkbooks builds the page from all lines; number is the page of the list.
func newWorkbooks(base page.Base, words *page.Words, ask plansAsk, figures []workbook.Figures, lines []workbook.Line, number int) workbooksPage {
	base.Wide = true
	all := figures[0]
	p := workbooksPage{Base: base, Agreed: thousands(all.In[workbook.StateAgreed]), All: thousands(all.Agencies), Export: withQuery("/workbooks.csv", ask.values())}
	for _, group := range planGroups() {
		n := all.In[workbook.State(group)]
		if group == planNone {
			n = all.None
		}
		stat := stateStat{Label: words.Say(page.Key("plan.state." + group)), Value: thousands(n)}
		if n > 0 {
			stat.Href = withQuery("/workbooks", plansAsk{group: group}.values()) + "#agencies"
		}
		p.Counts = append(p.Counts, stat)
		p.States = append(p.States, page.Choice{Value: group, HTML: stat.Label.HTML(), Chosen: group == ask.group})
	}
	for _, t := range org.AgencyTypes() {
		p.Kinds = append(p.Kinds, page.Choice{Value: string(t), HTML: words.Say(page.Key("agency.type." + string(t))).HTML(), Chosen: string(t) == ask.kind})
	}
	p.Types = planTypes(words, figures[1:])
	asked := slices.DeleteFunc(slices.Clone(lines), func(l workbook.Line) bool { return !ask.fits(l) })
	slices.SortStableFunc(asked, func(a, b workbook.Line) int { // who has come far first, else the order of the tree
		return slices.Index(planGroups(), groupOf(a)) - slices.Index(planGroups(), groupOf(b))
	})
	p.Total = len(asked)
	from := min((number-1)*pageSize, len(asked))
	for _, l := range asked[from:min(from+pageSize, len(asked))] {
		p.Rows = append(p.Rows, newPlanLine(words, l))
	}
	p.Newer, p.Older = pages("/workbooks", ask.values(), number, len(asked))
	return p
}

func newPlanLine(words *page.Words, l workbook.Line) planLine {
	line := planLine{Agency: l.Agency.Name, Version: l.Standing.Version, State: planNone, Agreed: l.Standing.AgreedVersion}
	if l.Agency.Type != "" {
		line.Type = words.Say(page.Key("agency.type." + string(l.Agency.Type)))
	}
	if line.Version > 0 {
		line.State, line.Since = string(l.Standing.State), day.Of(l.Standing.Since)
	}
	if line.Agreed > 0 {
		line.On, line.Href = day.Of(l.Standing.AgreedAt), "/workbooks/"+url.PathEscape(string(l.Agency.Code))
	}
	return line
}

// planTypes is the table of types.
func planTypes(words *page.Words, figures []workbook.Figures) page.Table {
	t := page.Table{ID: "types", Caption: words.Say("plan.types"), Columns: []page.Column{{Label: words.Say("plan.type")}, {Label: words.Say("plan.agencies"), Number: true}}}
	for _, group := range planGroups() {
		t.Columns = append(t.Columns, page.Column{Label: words.Say(page.Key("plan.state." + group)), Number: true})
	}
	for _, f := range figures {
		row := []page.Cell{
			{Text: words.Say(page.Key("agency.type." + string(f.Type))).Text, Href: withQuery("/workbooks", plansAsk{kind: string(f.Type)}.values()) + "#agencies"},
			{Text: strconv.Itoa(f.Agencies)},
		}
		for _, state := range workbook.States() {
			row = append(row, page.Cell{Text: strconv.Itoa(f.In[state])})
		}
		t.Rows = append(t.Rows, append(row, page.Cell{Text: strconv.Itoa(f.None)}))
	}
	return t
}

// plansAsked reads the address; a word that is none is no filter.
func plansAsked(c *fiber.Ctx) plansAsk {
	ask := plansAsk{group: c.Query("state"), kind: c.Query("type")}
	if !slices.Contains(planGroups(), ask.group) {
		ask.group = ""
	}
	if !slices.Contains(texts(org.AgencyTypes()), ask.kind) {
		ask.kind = ""
	}
	return ask
}

// planLines are all lines in the scope of whoever asks.
func (s *Site) planLines(c *fiber.Ctx) ([]workbook.Line, error) {
	standings, err := s.plans.Standings(c.UserContext())
	if err != nil {
		return nil, err
	}
	return workbook.Lines(s.register.Tree(s.today()), route.Scope(c), standings), nil
}

func (s *Site) workbooks(c *fiber.Ctx) error {
	lines, err := s.planLines(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.me"), Href: "/me"}, here(words.Say("nav.workbooks"))}
	figures := workbook.Count(s.register.Tree(s.today()), lines, org.AgencyTypes())
	p := newWorkbooks(base, words, plansAsked(c), figures, lines, pageNumber(c))
	p.Scope, p.Missing = s.scopeNames(route.Scope(c)), s.plans.Form() == nil
	return s.show(c, "workbooks", p)
}

// workbooksFile sends the lines that are asked for as CSV.
func (s *Site) workbooksFile(c *fiber.Ctx) error {
	lines, err := s.planLines(c)
	if err != nil {
		return err
	}
	ask := plansAsked(c)
	lines = slices.DeleteFunc(lines, func(l workbook.Line) bool { return !ask.fits(l) })
	var b bytes.Buffer
	if err := workbook.CSV(&b, lines, s.today(), s.mark()); err != nil {
		return err
	}
	return sendCSV(c, "social-media-plans-"+s.today().ISO()+".csv", b.Bytes())
}

func (s *Site) workbooksDictionary(c *fiber.Ctx) error {
	var b bytes.Buffer
	if err := workbook.DictionaryCSV(&b); err != nil {
		return err
	}
	return sendCSV(c, "social-media-plans-dictionary.csv", b.Bytes())
}

// agreedPlan is the agreed plan of the address, if the agency lies in the scope.
func (s *Site) agreedPlan(c *fiber.Ctx) (workbook.Document, error) {
	code := org.AgencyCode(c.Params("agency"))
	if !s.within(route.Scope(c), code) {
		return workbook.Document{}, fault.NotFound("There is no agreed plan of such an agency.")
	}
	return s.plans.Agreed(c.UserContext(), code)
}

// workbookOf shows an agreed plan to those who look after plans, without names.
func (s *Site) workbookOf(c *fiber.Ctx) error {
	d, err := s.agreedPlan(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	agency := s.register.Tree(s.today()).Name(d.Agency)
	base.Crumbs = []page.Link{{Label: s.words(base).Say("nav.workbooks"), Href: "/workbooks"}, here(page.Plain(agency, ""))}
	p := newWorkbookPlan(base, d, nil)
	p.Agency, p.PDF = agency, "/workbooks/"+url.PathEscape(string(d.Agency))+"/plan.pdf"
	return s.show(c, "workbook-plan", p)
}

func (s *Site) workbookOfPDF(c *fiber.Ctx) error {
	d, err := s.agreedPlan(c)
	if err != nil {
		return err
	}
	return s.sendPlan(c, d, nil)
}
