package site

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// auditPage is the log of administrative acts, the newest first.
type auditPage struct {
	page.Base
	Fields   []formField
	More     []formField // those that are asked for less often
	MoreOpen bool
	Agencies []page.Choice
	Which    []page.Link // the people whose name was typed, to choose from

	Rows  []auditRow
	Older string
	Short bool // the page is not full, though there are older acts

	CSV, Lines string // addresses of the copies
	Chain      chainView
}

// auditRow is one act.
type auditRow struct {
	Number             int64
	At                 time.Time
	By, Subject        string
	SubjectHref        string
	Action             page.Phrase
	Agency             string
	Before, After, Why string
}

// auditAsk is what the address asks for.
type auditAsk struct{ Who, By, Subject, Agency, Action, From, Until, After string }

// values are the address's parameters again, without the place.
func (a auditAsk) values() url.Values {
	query := url.Values{}
	for name, value := range map[string]string{
		"who": a.Who, "by": a.By, "subject": a.Subject, "agency": a.Agency, "act": a.Action, "from": a.From, "until": a.Until,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

func readAuditAsk(c *fiber.Ctx) auditAsk {
	text := func(name string) string { return strings.TrimSpace(strings.ToValidUTF8(c.Query(name), "")) }
	return auditAsk{Who: text("who"), By: text("by"), Subject: text("subject"), Agency: text("agency"), Action: text("act"),
		From: text("from"), Until: text("until"), After: c.Query("after")}
}

// auditRoutes are the log, its copies and what their columns mean.
func (s *Site) auditRoutes() []route.Route {
	get := http.MethodGet
	return forStaff([]route.Route{
		{Method: get, Path: "/audit", Permission: account.ViewAudit, Handler: s.auditLog},
		{Method: get, Path: "/audit.csv", Permission: account.ViewAudit, Handler: s.auditCopy(audit.CSV)},
		{Method: get, Path: "/audit.jsonl", Permission: account.ViewAudit, Handler: s.auditCopy(audit.JSONLines)},
		{Method: get, Path: "/audit-dictionary.csv", Permission: account.ViewAudit, Handler: s.auditDictionary},
	})
}

// newAudit builds the form and the list.
func newAudit(base page.Base, words *page.Words, ask auditAsk, found audit.Found) auditPage {
	base.Wide = true
	p := auditPage{Base: base, Short: len(found.Records) < pageSize, MoreOpen: ask.By+ask.Subject+ask.Agency != ""}
	field := func(name, value, kind string) formField {
		key := page.Key("audit.field." + name)
		f := formField{Field: page.Field{Name: name, Value: value, Type: kind, Wrong: base.Wrong(name)}, Label: words.Say(key)}
		if words.Has(key + ".hint") {
			f.Hint, f.HintText = true, words.Say(key+".hint")
		}
		return f
	}
	act := field("act", "", "")
	act.Kind = fieldSelect
	for _, key := range words.Keys("act.") {
		value := strings.TrimPrefix(string(key), "act.")
		act.Options = append(act.Options, page.Choice{Value: value, HTML: words.Say(key).HTML(), Chosen: value == ask.Action})
	}
	slices.SortFunc(act.Options, func(a, b page.Choice) int { return cmp.Compare(a.HTML, b.HTML) })
	agency := field("agency", ask.Agency, "")
	agency.Kind = fieldAgency
	p.Fields = []formField{field("who", ask.Who, "search"), act, field("from", ask.From, "date"), field("until", ask.Until, "date")}
	p.More = []formField{field("by", ask.By, "search"), field("subject", ask.Subject, "search"), agency}
	query := ask.values()
	p.CSV, p.Lines = withQuery("/audit.csv", query), withQuery("/audit.jsonl", query)
	if found.Next != "" {
		query.Set("after", string(found.Next))
		p.Older = "/audit?" + query.Encode()
	}
	return p
}

func (s *Site) auditLog(c *fiber.Ctx) error {
	ask := readAuditAsk(c)
	search, which, err := s.auditSearch(ask)
	var found audit.Found
	if err == nil && len(which) == 0 {
		found, err = s.audit.Search(c.UserContext(), search, audit.Place(ask.After), pageSize)
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{here(words.Say("nav.audit"))}
	if f, ok := fault.As(err); ok {
		base.Refuse(f)
		c.Status(route.Status(c, f))
	} else if err != nil {
		return err
	}
	p := newAudit(base, words, ask, found)
	for _, a := range s.register.Tree(s.today()).All() {
		p.Agencies = append(p.Agencies, page.Choice{Value: agencyText(a)})
	}
	for _, who := range which {
		one := ask
		one.Who, one.After = who.EID, ""
		label := who.Name + ", " + who.EID
		if agency := s.agencyName(who.ID); agency != "" {
			label += ", " + agency
		}
		p.Which = append(p.Which, page.Link{Label: page.Plain(label, ""), Href: withQuery("/audit", one.values())})
	}
	for i := range found.Records {
		p.Rows = append(p.Rows, s.auditRow(words, &found.Records[i]))
	}
	if p.Chain, err = s.chain(c, words); err != nil {
		return err
	}
	return s.show(c, "audit", p)
}

// manyNamesakes bounds the list of people to choose from.
const manyNamesakes = 20

// auditSearch reads what was asked for. Where a name belongs to several people they are given instead, to choose from.
func (s *Site) auditSearch(ask auditAsk) (audit.Search, []org.Person, error) {
	search := audit.Search{Action: ask.Action}
	var bad []fault.Field
	for _, d := range []struct {
		name, typed string
		into        *day.Date
	}{{"from", ask.From, &search.From}, {"until", ask.Until, &search.Until}} {
		parsed, err := day.Parse(d.typed)
		if d.typed != "" && err != nil {
			bad = append(bad, fault.Field{Name: d.name, Message: "Give a day that exists, as year-month-day, for example 2026-11-23."})
		}
		*d.into = parsed
	}
	if search.From != "" && search.Until != "" && search.Until < search.From {
		bad = append(bad, fault.Field{Name: "until", Message: "Give a last day that is not before the first."})
	}
	agency, err := agencyTyped(s.register.Tree(s.today()), ask.Agency)
	if f, ok := fault.As(err); ok {
		bad = append(bad, f.Fields...)
	}
	search.Agency = string(agency)
	for _, w := range []struct {
		name, typed string
		into        *string
	}{{"who", ask.Who, &search.Person}, {"by", ask.By, &search.By}, {"subject", ask.Subject, &search.Subject}} {
		people := s.peopleNamed(w.typed)
		switch {
		case w.typed == "":
		case len(people) == 1:
			*w.into = string(people[0].ID)
		case len(people) == 0:
			*w.into = w.typed
		case w.name == "who" && len(people) <= manyNamesakes && len(bad) == 0:
			return search, people, nil
		default:
			bad = append(bad, fault.Field{Name: w.name, Message: "This name belongs to several people. Give the EID, or more of the name."})
		}
	}
	if len(bad) > 0 {
		return search, nil, fault.Invalid("The log cannot be searched for this.", bad...)
	}
	return search, nil, nil
}

// peopleNamed finds whom the words name: the person with the EID, or everybody whose name holds all of them.
func (s *Site) peopleNamed(typed string) []org.Person {
	if p, ok := s.register.ByEID(typed); ok {
		return []org.Person{p}
	}
	words := strings.Fields(strings.ToLower(typed))
	var found []org.Person
	for p := range s.register.People() {
		name := strings.ToLower(p.Name)
		if len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(name, w) }) {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b org.Person) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.EID, b.EID)) })
	return found
}

func (s *Site) auditRow(words *page.Words, r *audit.Record) auditRow {
	row := auditRow{
		Number: r.Number, At: r.At, By: s.nameOf(r.By), Subject: s.nameOf(r.Subject), Agency: r.Agency, Before: r.Before, After: r.After, Why: r.Why,
		Action: page.Plain(r.Action, ""),
	}
	if key := page.Key("act." + r.Action); words.Has(key) {
		row.Action = words.Say(key)
	}
	// What belongs to a person bears their id before a slash: it is shown with the name.
	id, rest, _ := strings.Cut(r.Subject, "/")
	if p, ok := s.register.Person(org.PersonID(id)); ok {
		row.Subject, row.SubjectHref = p.Name, personHref(p.ID)
		if rest != "" {
			row.Subject += " (" + rest + ")"
		}
	}
	if r.Agency != "" {
		row.Agency = s.register.Tree(s.today()).Name(org.AgencyCode(r.Agency))
	}
	return row
}
