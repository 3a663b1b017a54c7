package site

import (
	"fmt"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/day"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// digestNames is how many names of each list the page shows; the lists behind the figures have all.
const digestNames = 100

// digestPage is what a focal officer should know this week, or RCSC of the nation.
type digestPage struct {
	page.Base
	Agency  string // name; "" the nation
	At      day.Date
	Line    notify.Line
	Lists   []digestList
	Names   bool // the asker may see who
	Rows    []notify.Line
	Nation  bool
	PDF     string
	Figures string
}

// digestList is one list of names.
type digestList struct {
	ID    string
	Title page.Phrase
	Lead  page.Phrase
	Rows  []digestRow
	More  int
	Why   bool // the reason is told
}

// digestRow is one name.
type digestRow struct {
	notify.Named
	Href string
	Said page.Phrase
}

// newDigestPage builds the page; without names for those who may not see them.
func newDigestPage(base page.Base, words *page.Words, d notify.Digest, names bool) digestPage {
	base.Wide = true
	p := digestPage{Base: base, Agency: d.Name, At: d.At, Line: d.Line, Rows: d.Agencies, Nation: d.Agency == "", Names: names && d.Agency != ""}
	p.PDF, p.Figures = digestHref(d.Agency)+".pdf", "/coverage"
	if d.Agency != "" {
		p.Figures += "/" + url.PathEscape(string(d.Agency))
	}
	if !p.Names {
		return p
	}
	for _, list := range []struct {
		key   string
		named []notify.Named
	}{{"tell", d.ToTell}, {"newly", d.NewlyOverdue}, {"never", d.NeverSignedIn}} {
		key := page.Key("digest." + list.key)
		out := digestList{ID: list.key, Title: words.Say(key + ".title"), Lead: words.Say(key + ".lead"), Why: list.key == "tell",
			More: max(0, len(list.named)-digestNames)}
		for _, n := range list.named[:min(digestNames, len(list.named))] {
			out.Rows = append(out.Rows, digestRow{n, personHref(n.Person), causeSaid(words, n.Cause)})
		}
		p.Lists = append(p.Lists, out)
	}
	return p
}

// digestHref is the page of an agency, "" for the nation.
func digestHref(agency org.AgencyCode) string {
	if agency == "" {
		agency = everyAgency
	}
	return "/coverage/" + url.PathEscape(string(agency)) + "/digest"
}

// digestOf makes the digest of the address; names tells whether the asker may see who.
func (s *Site) digestOf(c *fiber.Ctx) (d notify.Digest, names bool, err error) {
	agency := org.AgencyCode(c.Params("agency"))
	if agency == everyAgency {
		agency = ""
	}
	if d, err = s.reminders.Digest(c.UserContext(), route.Scope(c), agency); err != nil {
		return d, false, err
	}
	scope, _ := reach(c, account.ViewNames)
	return d, agency != "" && s.within(scope, agency), nil
}

func (s *Site) digest(c *fiber.Ctx) error {
	d, names, err := s.digestOf(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.coverage"), Href: "/coverage"}}
	p := newDigestPage(base, words, d, names)
	if d.Agency != "" {
		p.Crumbs = append(p.Crumbs, page.Link{Label: page.Plain(d.Name, ""), Href: p.Figures})
	}
	p.Crumbs = append(p.Crumbs, here(words.Say("digest.title")))
	return s.show(c, "digest", p)
}

// digestPDF sends the same on paper.
func (s *Site) digestPDF(c *fiber.Ctx) error {
	d, names, err := s.digestOf(c)
	if err != nil {
		return err
	}
	if !names {
		d.NewlyOverdue, d.NeverSignedIn, d.ToTell = nil, nil, nil
	}
	var marks []string
	if mark := s.mark(); mark != "" {
		marks = append(marks, mark)
	}
	sheet := printWords(s.pages.Words(page.English), names)
	sheet.Appeal = appeal.Sentence(s.appealUntil())
	data, err := notify.Print(d, sheet, marks)
	if err != nil {
		return err
	}
	agency := d.Agency
	if agency == "" {
		agency = everyAgency
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`inline; filename="this-week-%s-%s.pdf"`, agency, d.At.ISO()))
	return c.Send(data)
}

// printWords are the words of the print: in English, as the figures' titles are.
func printWords(words *page.Words, names bool) notify.PrintWords {
	say := func(key page.Key) string { return words.Say(key).Text }
	w := notify.PrintWords{
		Title: say("digest.title"), Nation: say("digest.nation"), AsAt: say("digest.at"), Figures: say("digest.figures"),
		Completed: say("coverage.rate"), Overdue: say("digest.overdue"), Newly: say("digest.newly"), Never: say("digest.never"), Tell: say("digest.tell"),
		NewlyTitle: say("digest.newly.title"), NeverTitle: say("digest.never.title"), TellTitle: say("digest.tell.title"), AgenciesTitle: say("digest.agencies"),
		Nobody: say("digest.nobody"), More: say("digest.more"), Name: say("people.name"), EID: say("people.eid"), Agency: say("people.agency"),
		Due: say("behind.due"), Reason: say("digest.reason"), Footer: say("digest.footer"), Names: names, Reasons: map[notify.Cause]string{},
	}
	for _, cause := range []notify.Cause{notify.CauseNoAddress, notify.CauseShared, notify.CauseBad} {
		w.Reasons[cause] = say(page.Key("message.cause." + string(cause)))
	}
	return w
}
