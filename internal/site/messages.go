package site

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
	"lamtoen/internal/store"
)

// messageDeclarations says which struct each page about messages is rendered with.
func messageDeclarations() map[string]page.Page {
	return map[string]page.Page{
		"messages": messagesPage{}, "outbox": outboxPage{}, "message": messagePage{}, "digest": digestPage{}, "remind": remindPage{},
	}
}

// messageRoutes is every page about messages with the permission it needs. What lies outside the scope of the asker is not found.
func (s *Site) messageRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	own := route.Route{Method: get, Path: "/me/messages", Permission: account.Learn, Handler: s.myMessages}
	return append(forStaff([]route.Route{
		{Method: get, Path: "/people/:person/messages", Permission: account.ViewMessages, Handler: s.messagesOf},
		{Method: post, Path: "/people/:person/address", Permission: account.ManageAccounts, Handler: s.trustAddress},
		{Method: get, Path: "/outbox", Permission: account.ManageAccounts, Handler: s.outbox},
		{Method: get, Path: "/outbox/:message", Permission: account.ManageAccounts, Handler: s.outboxMessage},
		{Method: post, Path: "/outbox/:message", Permission: account.ManageAccounts, Handler: s.markMessage},
		{Method: get, Path: "/coverage/:agency/digest", Permission: account.ViewCoverage, Handler: s.digest},
		{Method: get, Path: "/coverage/:agency/digest.pdf", Permission: account.ViewCoverage, Handler: s.digestPDF},
		{Method: get, Path: "/coverage/:agency/reminders", Permission: account.ViewNames, Handler: s.askRemind},
		{Method: post, Path: "/coverage/:agency/reminders", Permission: account.ViewNames, Handler: s.remind},
	}), own)
}

// messagesPage is what one person was sent: when, why, and what became of it.
type messagesPage struct {
	page.Base
	Name    string // "" one's own
	Rows    []messageRow
	Older   string
	NoMail  page.Phrase // why no mail reaches the person; empty when mails do
	Bad     bool        // the address was refused
	Trust   string      // address that says that it is right after all; "" for those who may not
	Present page.Phrase // what the plan does today
}

// messageRow is one message.
type messageRow struct {
	ID      string
	Kind    page.Phrase
	Day     day.Date
	Step    string
	By      string
	State   page.Phrase
	Tone    page.Tone
	Cause   page.Phrase
	Code    string
	Items   []notify.Item
	Events  []messageEvent
	Subject string
	Plain   string
	Exact   bool
}

// messageEvent is one move of a delivery.
type messageEvent struct {
	notify.Event
	What  page.Phrase
	Cause page.Phrase
	By    string
}

// causeSaid is a cause in words; empty for none.
func causeSaid(words *page.Words, cause notify.Cause) page.Phrase {
	if cause == "" {
		return page.Phrase{}
	}
	return words.Say(page.Key("message.cause." + string(cause)))
}

// toneOf marks what needs somebody.
func toneOf(state notify.State) page.Tone {
	switch state {
	case notify.Sent, notify.Handed, notify.Printed:
		return page.Good
	case notify.Failed:
		return page.Danger
	case notify.Unknown, notify.Held, notify.Expired:
		return page.Warning
	case notify.Planned, notify.Sending, notify.Dropped:
	}
	return page.Calm
}

// messageRow tells a message with its text, which is made again from what is kept of it.
func (s *Site) messageRow(words *page.Words, m notify.Message) (messageRow, error) {
	row := messageRow{
		ID: m.ID, Kind: words.Say(page.Key("message.kind." + string(m.Kind))), Day: m.Day, Step: m.Step,
		State: words.Say(page.Key("message.state." + string(m.State))), Tone: toneOf(m.State), Cause: causeSaid(words, m.Last().Cause), Code: m.Last().Code,
		Items: m.Params.Items,
	}
	if m.By != "" {
		row.By = s.nameOf(m.By)
	}
	for _, e := range m.Events {
		event := messageEvent{Event: e, What: words.Say(page.Key("message.state." + string(e.State))), Cause: causeSaid(words, e.Cause)}
		if e.By != "" {
			event.By = s.nameOf(e.By)
		}
		row.Events = append(row.Events, event)
	}
	text, exact, err := s.reminders.Text(m)
	row.Subject, row.Plain, row.Exact = text.Subject, text.Plain, exact
	return row, err
}

// history fills the page with a person's messages.
func (s *Site) history(c *fiber.Ctx, p *messagesPage, id org.PersonID, address string) error {
	list, next, err := s.reminders.MessagesOf(c.UserContext(), id, store.Cursor(c.Query("after")), pageSize)
	if err != nil {
		return err
	}
	words := s.words(p.Base)
	for _, m := range list {
		row, err := s.messageRow(words, m)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
	}
	if next != "" {
		p.Older = withAfter(address, string(next))
	}
	now, err := s.reminders.Standing(c.UserContext(), id)
	if err != nil {
		return err
	}
	switch now.Cause {
	case notify.CauseNoAddress, notify.CauseShared, notify.CauseBad:
		p.NoMail = causeSaid(words, now.Cause)
	case "":
		p.Present = words.Say("messages.today")
	default:
		p.Present = causeSaid(words, now.Cause)
	}
	return nil
}

// myMessages shows one's own.
func (s *Site) myMessages(c *fiber.Ctx) error {
	p := messagesPage{Base: s.base(c)}
	words := s.words(p.Base)
	p.Crumbs = []page.Link{{Label: words.Say("nav.record"), Href: "/me/record"}, here(words.Say("messages.title"))}
	if err := s.history(c, &p, me(c), "/me/messages"); err != nil {
		return err
	}
	return s.show(c, "messages", p)
}

// messagesOf shows a person's to those who look after them.
func (s *Site) messagesOf(c *fiber.Ctx) error {
	who, err := s.subject(c)
	if err != nil {
		return err
	}
	p := messagesPage{Base: s.base(c), Name: who.Name}
	words := s.words(p.Base)
	p.Crumbs = []page.Link{
		{Label: words.Say("nav.people"), Href: "/people"}, {Label: page.Plain(who.Name, ""), Href: personHref(who.ID)}, here(words.Say("messages.title")),
	}
	if p.Bad, err = s.reminders.BadAddress(c.UserContext(), who.Email); err != nil {
		return err
	}
	if _, edits := reach(c, account.ManageAccounts); edits && p.Bad {
		p.Trust = personHref(who.ID) + "/address"
	}
	if err := s.history(c, &p, who.ID, personHref(who.ID)+"/messages"); err != nil {
		return err
	}
	return s.show(c, "messages", p)
}

// trustAddress has an address that a mail server refused tried again.
func (s *Site) trustAddress(c *fiber.Ctx) error {
	who, err := s.subject(c)
	if err != nil {
		return err
	}
	if err := s.reminders.Trust(c.UserContext(), who.ID, me(c)); err != nil {
		return err
	}
	return to(c, personHref(who.ID)+"/messages?said=staff.saved")
}
