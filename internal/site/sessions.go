package site

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// sessionsPage lists the devices on which a person is signed in.
type sessionsPage struct {
	page.Base
	Sessions []sessionLine
	Account  []page.Phrase // what the person should know about the account
}

// sessionLine is one device. Its address is not kept, so none is shown.
type sessionLine struct {
	ID     string
	Device page.Phrase
	Begun  time.Time
	Used   time.Time
	This   bool
	Shared bool
}

// newSessions builds the page, the devices in the order given.
func newSessions(base page.Base, words *page.Words, devices []account.Device, notices []account.Notice) sessionsPage {
	p := sessionsPage{Base: base, Account: accountNotices(base, notices)}
	for _, d := range devices {
		line := sessionLine{ID: d.SessionID, Device: base.Said(d.Name), Begun: d.Since, Used: d.Used, This: d.Current, Shared: d.Shared}
		if d.Name == "" {
			line.Device = words.Say("sessions.unknown")
		}
		p.Sessions = append(p.Sessions, line)
	}
	return p
}

// accountNotices are the notices of an account as sentences.
func accountNotices(base page.Base, notices []account.Notice) []page.Phrase {
	var out []page.Phrase
	for _, n := range notices {
		out = append(out, base.Said(n.Text()))
	}
	return out
}

// sessions shows the page.
func (s *Site) sessions(c *fiber.Ctx) error {
	session := route.Session(c)
	devices, err := s.accounts.Sessions(c.UserContext(), session.Principal.ID, session.SessionID)
	if err != nil {
		return err
	}
	notices, err := s.accounts.Notices(c.UserContext(), session.Principal.ID)
	if err != nil {
		return err
	}
	base := s.base(c)
	return s.show(c, "sessions", newSessions(base, s.words(base), devices, notices))
}

// endSessions ends the session that the form names, or all of them.
func (s *Site) endSessions(c *fiber.Ctx) error {
	var form struct {
		ID string `form:"id"`
	}
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	session := route.Session(c)
	switch form.ID {
	case session.SessionID:
		return s.doSignOut(c)
	case "":
		if err := s.accounts.SignOutEverywhere(c.UserContext(), session.Principal.ID); err != nil {
			return err
		}
		s.clearTokens(c)
		return to(c, "/sign-in?said=signed.out.everywhere")
	}
	if err := s.accounts.SignOutOf(c.UserContext(), session.Principal.ID, form.ID); err != nil {
		return err
	}
	return to(c, "/me/sessions?said=session.ended")
}
