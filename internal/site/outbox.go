package site

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/notify"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
	"lamtoen/internal/store"
)

// outboxPage lists messages of one kind and state for administrators, with whether digests arrive.
type outboxPage struct {
	page.Base
	Mails     bool        // there is a mail server
	LateSaid  page.Phrase // that digests do not arrive; empty when they do
	Delivered time.Time
	Readers   int
	Kinds     []page.Link
	States    []page.Link
	State     page.Phrase
	Rows      []outboxRow
	Older     string
}

// outboxRow is one message in the list.
type outboxRow struct {
	Href  string
	To    string
	Kind  page.Phrase
	Day   day.Date
	Step  string
	Cause page.Phrase
}

// outboxAsk is what the address asks for; anything odd is what waits.
func outboxAsk(c *fiber.Ctx) (notify.Kind, notify.State) {
	kind, state := notify.KindReminder, notify.Planned
	if c.Query("kind") == string(notify.KindDigest) {
		kind = notify.KindDigest
	}
	for _, one := range notify.States() {
		if c.Query("state") == string(one) {
			state = one
		}
	}
	return kind, state
}

func outboxHref(kind notify.Kind, state notify.State) string {
	return withQuery("/outbox", url.Values{"kind": {string(kind)}, "state": {string(state)}})
}

// withAfter leads to the next page of a list.
func withAfter(address, cursor string) string { return address + "?after=" + url.QueryEscape(cursor) }

func (s *Site) outbox(c *fiber.Ctx) error {
	kind, state := outboxAsk(c)
	beat, err := s.reminders.Heartbeat(c.UserContext())
	if err != nil {
		return err
	}
	base := s.base(c)
	base.Wide = true
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.people"), Href: "/people"}, here(words.Say("outbox.title"))}
	p := outboxPage{Base: base, Mails: s.reminders.Mails(), Delivered: beat.Delivered, Readers: beat.Readers,
		State: words.Say(page.Key("message.state." + string(state)))}
	if beat.Late() {
		p.LateSaid = words.Say("outbox.late", "day", day.Of(beat.Due).String())
	}
	for _, k := range []notify.Kind{notify.KindReminder, notify.KindDigest} {
		p.Kinds = append(p.Kinds, page.Link{Label: words.Say(page.Key("message.kind." + string(k))), Href: outboxHref(k, state), Current: k == kind})
	}
	for _, one := range notify.States() {
		p.States = append(p.States, page.Link{Label: words.Say(page.Key("message.state." + string(one))), Href: outboxHref(kind, one), Current: one == state})
	}
	list, next, err := s.reminders.Outbox(c.UserContext(), kind, state, store.Cursor(c.Query("after")), pageSize)
	if err != nil {
		return err
	}
	for _, m := range list {
		p.Rows = append(p.Rows, outboxRow{
			Href: "/outbox/" + m.ID, To: s.nameOf(string(m.Person)), Kind: words.Say(page.Key("message.kind." + string(m.Kind))), Day: m.Day,
			Step: m.Step, Cause: causeSaid(words, m.Last().Cause),
		})
	}
	if next != "" {
		p.Older = outboxHref(kind, state) + "&after=" + url.QueryEscape(string(next))
	}
	return s.show(c, "outbox", p)
}

// messagePage is one message with its text and what can be done about it.
type messagePage struct {
	page.Base
	messageRow
	To     string
	ToHref string
	Post   string // position and agency, to know where to take it
	Email  string
	Mark   bool // it can be noted as delivered
	Resend bool
	Twice  bool // to send it again may make it two
}

func (s *Site) outboxMessage(c *fiber.Ctx) error {
	m, err := s.reminders.Message(c.UserContext(), c.Params("message"))
	if err != nil {
		return err
	}
	p, err := s.newMessage(s.base(c), m)
	if err != nil {
		return err
	}
	return s.show(c, "message", p)
}

func (s *Site) newMessage(base page.Base, m notify.Message) (messagePage, error) {
	words := s.words(base)
	p := messagePage{Base: base, To: s.nameOf(string(m.Person)), ToHref: personHref(m.Person)}
	p.Crumbs = []page.Link{
		{Label: words.Say("nav.people"), Href: "/people"}, {Label: words.Say("outbox.title"), Href: outboxHref(m.Kind, m.State)}, here(page.Plain(p.To, "")),
	}
	if who, ok := s.register.Person(m.Person); ok {
		p.Email = who.Email
	}
	if post, ok := s.register.PostAt(m.Person, s.today()); ok {
		p.Post = post.Position + ", " + s.register.Tree(s.today()).Name(post.Agency)
	}
	p.Mark = m.State != notify.Sent && m.State != notify.Handed && m.State != notify.Sending
	switch m.State {
	case notify.Unknown:
		p.Resend, p.Twice = s.reminders.Mails(), true
	case notify.Failed, notify.Expired, notify.Held:
		p.Resend = s.reminders.Mails()
	case notify.Planned, notify.Sending, notify.Sent, notify.Dropped, notify.Handed, notify.Printed:
	}
	var err error
	p.messageRow, err = s.messageRow(words, m)
	return p, err
}

// deliveryForm is what an administrator says of a message.
type deliveryForm struct {
	As string `form:"as"`
}

// markMessage notes a delivery by hand, or sends again. Sent twice it is done once.
func (s *Site) markMessage(c *fiber.Ctx) error {
	var form deliveryForm
	err := route.Bind(c, &form)
	if err == nil {
		err = s.doDeliver(c, form.As)
	}
	f, wrong := fault.As(err)
	if !wrong || f.Code == fault.CodeNotFound {
		if err != nil {
			return err
		}
		return to(c, "/outbox/"+c.Params("message")+"?said=staff.saved")
	}
	m, err := s.reminders.Message(c.UserContext(), c.Params("message"))
	if err != nil {
		return err
	}
	base := s.base(c)
	base.Refuse(f)
	p, err := s.newMessage(base, m)
	if err != nil {
		return err
	}
	return s.refuse(c, "message", p, route.Status(c, f))
}

func (s *Site) doDeliver(c *fiber.Ctx, as string) error {
	id, by := c.Params("message"), me(c)
	if as == "resend" {
		_, err := s.reminders.Resend(c.UserContext(), id, by)
		return err
	}
	_, err := s.reminders.Mark(c.UserContext(), id, notify.State(as), by)
	return err
}

// lateDigests is the notice for administrators when digests do not arrive. A page must not fail over it: an error shows nothing here,
// since /readyz tells it.
func (s *Site) lateDigests(c *fiber.Ctx, words *page.Words) []page.Notice {
	beat, err := s.reminders.Heartbeat(c.UserContext())
	if err != nil || !beat.Late() {
		return nil
	}
	text := words.Say("outbox.late", "day", day.Of(beat.Due).String())
	return []page.Notice{{Tone: page.Danger, Text: text, Link: page.Link{Label: words.Say("outbox.open"), Href: outboxHref(notify.KindDigest, notify.Planned)}}}
}
