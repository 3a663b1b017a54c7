package site

import (
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/intake"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// registerImportPage is one file on its way into the register, or one that was taken.
type registerImportPage struct {
	page.Base
	ID, File, By, Hash string
	Status             intake.Status
	Sent               time.Time
	Encoding, Sheet    string
	Options            intake.Options
	Rows               string
	Failed             page.Phrase
	Broken             bool

	Columns []columnRow // to say what they are
	Ask     bool        // some column must be said before anything else

	// The dry run.
	Ready    bool
	Counts   []importCount
	Nothing  bool // the file says what the register has
	Problems []problemRow
	More     int // problems that are not listed
	Notes    []page.Phrase
	Kind     intake.Kind // whose differences are listed; "" none
	Heading  page.Phrase
	List     []differenceRow
	Newer    string
	Older    string
	Digest   string
	Brake    bool
	Leavers  page.Field
	Leaving  string
	Present  string

	Progress page.Progress

	// When it was applied.
	Group   string
	Applied time.Time
	Covered []string
}

// importCount is how many people a file concerns in one way.
type importCount struct {
	Label   page.Phrase
	Value   string
	Href    string
	Current bool
}

// columnRow is one column of the file.
type columnRow struct {
	Name, Title string
	Wrong       page.Phrase
	Choices     []page.Choice
}

// problemRow is one thing to mend in the file.
type problemRow struct {
	Row     int
	Column  string
	Message page.Phrase
}

// differenceRow is what changes about one person.
type differenceRow struct {
	Name, EID, Agency, Href string
	Row                     int
	From                    day.Date
	Values                  []valueRow
}

// valueRow is one field, before and after.
type valueRow struct {
	Label    page.Phrase
	Old, New string
}

// shownProblems is how many problems stand on the page: nobody mends more in one go.
const shownProblems = 200

// newImportPage builds the frame of the page.
func newImportPage(base page.Base, words *page.Words, i intake.Import, say wording) registerImportPage {
	p := registerImportPage{
		Base: base, ID: i.ID, File: i.File, By: say.who(i.By), Hash: i.Hash, Status: i.Status, Sent: i.Sent, Encoding: i.Encoding, Sheet: i.Sheet,
		Options: i.Options, Rows: thousands(i.Rows), Broken: i.Broken, Ask: i.Status == intake.Unmapped,
		Progress: page.Progress{Done: i.Done, Whole: max(i.Whole, 1)}, Leavers: page.Field{Name: "leavers", Mode: "numeric", Hint: true, Wrong: base.Wrong("leavers")},
	}
	p.Wide = true
	if i.Failed != "" {
		p.Failed = base.Said(i.Failed)
	}
	p.Crumbs = []page.Link{{Label: words.Say("nav.register"), Href: "/register"}, here(page.Plain(i.File, ""))}
	for n, title := range i.Header {
		name := "column-" + strconv.Itoa(n+1)
		row := columnRow{Name: name, Title: title, Wrong: base.Wrong(name)}
		if title == "" {
			continue
		}
		for _, f := range intake.Fields() {
			row.Choices = append(row.Choices, page.Choice{Value: string(f), HTML: words.Say("register.field." + page.Key(f)).HTML(), Chosen: i.Mapping[n] == f})
		}
		p.Columns = append(p.Columns, row)
	}
	if i.Status == intake.Applied {
		p.Columns = nil
		p.Group, p.Applied, p.By = i.Record.Group, i.Record.Applied, say.who(i.Record.By)
		for _, code := range i.Record.Covered {
			p.Covered = append(p.Covered, say.agency(code))
		}
		p.Counts = importCounts(words, "", i.Record.Counts, "")
	}
	return p
}

// importCounts are the counts of a file; address is where each kind is listed, "" for nowhere.
func importCounts(words *page.Words, address string, counts intake.Counts, shown intake.Kind) []importCount {
	var out []importCount
	for _, k := range intake.Kinds() {
		c := importCount{Label: words.Say("register.kind." + page.Key(k)), Value: thousands(counts.Of(k)), Current: k == shown}
		if counts.Of(k) > 0 && address != "" {
			c.Href = address + "?kind=" + string(k) + "#differences"
		}
		out = append(out, c)
	}
	return append(out, importCount{Label: words.Say("register.unchanged"), Value: thousands(counts.Unchanged)})
}

// withDifferences puts the dry run on the page: one page of the people of one kind.
func (p *registerImportPage) withDifferences(words *page.Words, d *intake.Differences, kind intake.Kind, number int, say wording) {
	if kind == "" || d.Counts.Of(kind) == 0 {
		kind = ""
		for _, k := range intake.Kinds() {
			if kind == "" && d.Counts.Of(k) > 0 {
				kind = k
			}
		}
	}
	address := importHref(p.ID)
	p.Ready, p.Digest, p.Kind, p.Nothing = d.Ready(), d.Digest, kind, d.Counts.Changed() == 0
	p.Brake, p.Leaving, p.Present = d.Brake(), thousands(d.Counts.Leaves), thousands(d.Present)
	p.Counts = importCounts(words, address, d.Counts, kind)
	for _, n := range d.Notes {
		p.Notes = append(p.Notes, p.Said(n))
	}
	for _, x := range d.Problems[:min(len(d.Problems), shownProblems)] {
		p.Problems = append(p.Problems, problemRow{x.Row, x.Column, p.Said(x.Message)})
	}
	p.More = len(d.Problems) - len(p.Problems)
	if kind == "" {
		return
	}
	p.Heading = words.Say("register.kind." + page.Key(kind))
	from := (number - 1) * pageSize
	at := 0
	for _, x := range d.List {
		if x.Kind != kind {
			continue
		}
		if at >= from && at < from+pageSize {
			p.List = append(p.List, newDifferenceRow(words, x, say))
		}
		at++
	}
	p.Newer, p.Older = pages(address, url.Values{"kind": {string(kind)}}, number, at)
}

func newDifferenceRow(words *page.Words, x intake.Difference, say wording) differenceRow {
	row := differenceRow{Name: x.Name, EID: x.EID, Row: x.Row, From: x.From}
	if x.Agency != "" {
		row.Agency = say.agency(x.Agency)
	}
	if x.Person != "" {
		row.Href = personHref(x.Person)
	}
	for _, v := range x.Values {
		if x.Kind == intake.Joins && (v.Field == intake.FieldName || v.Field == intake.FieldEID && v.Old == "" || v.Field == intake.FieldAgency) {
			continue // they stand beside it
		}
		row.Values = append(row.Values, valueRow{words.Say("register.field." + page.Key(v.Field)), v.Old, v.New})
	}
	return row
}

// oneImport shows a file: what its columns are, what it would change, how far it is, or what it was.
func (s *Site) oneImport(c *fiber.Ctx) error {
	i, err := s.intake.Find(c.UserContext(), c.Params("import"))
	if err != nil {
		return err
	}
	return s.showImport(c, i, nil)
}

// showImport shows the page, with a fault when something was refused.
func (s *Site) showImport(c *fiber.Ctx, i intake.Import, f *fault.Error) error {
	base := s.base(c)
	if f != nil {
		base.Refuse(f)
		c.Status(route.Status(c, f))
	}
	words, say := s.words(base), s.wording(base)
	p := newImportPage(base, words, i, say)
	switch i.Status {
	case intake.Applying:
		c.Set("Refresh", "2") // the page comes again by itself, without a script
	case intake.Waiting:
		d, err := s.intake.Preview(c.UserContext(), i.ID)
		if err != nil {
			return err
		}
		p.withDifferences(words, d, intake.Kind(c.Query("kind")), pageNumber(c), say)
	}
	return s.show(c, "register-import", p)
}

// mapColumns takes what the columns are.
func (s *Site) mapColumns(c *fiber.Ctx) error {
	i, err := s.intake.Find(c.UserContext(), c.Params("import"))
	if err != nil {
		return err
	}
	fields := make(intake.Mapping, len(i.Header))
	for n := range fields {
		fields[n] = intake.Field(c.FormValue("column-" + strconv.Itoa(n+1)))
		if fields[n] == "" && i.Header[n] == "" {
			fields[n] = intake.FieldNone
		}
	}
	_, err = s.intake.Map(c.UserContext(), i.ID, fields, string(me(c)))
	if f, ok := fault.As(err); ok && i.Status != intake.Applied {
		i.Mapping, i.Status = fields, intake.Unmapped
		return s.showImport(c, i, f)
	}
	if err != nil {
		return err
	}
	return to(c, importHref(i.ID))
}

// applyForm is what was seen, and the number that the brake asks for.
type applyForm struct {
	Digest  string `form:"digest"`
	Leavers string `form:"leavers"`
}

// applyImport begins to do what was seen. Sent again it finds it done, or at work.
func (s *Site) applyImport(c *fiber.Ctx) error {
	var form applyForm
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	id := c.Params("import")
	leavers, err := strconv.Atoi(form.Leavers)
	if err != nil {
		leavers = -1
	}
	err = s.intake.Start(c.UserContext(), id, intake.Approval{Digest: form.Digest, Leavers: leavers}, string(me(c)))
	if f, ok := fault.As(err); ok {
		i, found := s.intake.Find(c.UserContext(), id)
		if found != nil {
			return found
		}
		if i.Status == intake.Applying {
			return to(c, importHref(id))
		}
		return s.showImport(c, i, f)
	}
	if err != nil {
		return err
	}
	return to(c, importHref(id))
}
