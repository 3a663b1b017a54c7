package site

import (
	"errors"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/audit"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/store"
)

// auditPage is the log of administrative acts, the newest first.
type auditPage struct {
	page.Base
	Rows    []auditRow
	Older   string
	Subject page.Field
	By      page.Field
	Check   string // address that checks the chain
	Whole   bool   // it was checked, and is whole
	Broken  page.Phrase
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
type auditAsk struct{ Subject, By, After string }

func newAudit(base page.Base, ask auditAsk, rows []auditRow, next store.Cursor) auditPage {
	base.Wide = true
	p := auditPage{
		Base: base, Rows: rows, Check: "/audit?check=yes",
		Subject: page.Field{Name: "subject", Value: ask.Subject, Type: "search", Hint: true},
		By:      page.Field{Name: "by", Value: ask.By, Type: "search", Hint: true},
	}
	if next != "" {
		query := url.Values{"after": {string(next)}}
		if ask.Subject != "" {
			query.Set("subject", ask.Subject)
		}
		if ask.By != "" {
			query.Set("by", ask.By)
		}
		p.Older = "/audit?" + query.Encode()
	}
	return p
}

func (s *Site) auditLog(c *fiber.Ctx) error {
	ask := auditAsk{Subject: c.Query("subject"), By: c.Query("by"), After: c.Query("after")}
	records, next, err := s.auditRecords(c, ask)
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{here(words.Say("nav.audit"))}
	var rows []auditRow
	for _, r := range records {
		rows = append(rows, s.auditRow(words, r))
	}
	p := newAudit(base, ask, rows, next)
	if c.Query("check") != "" {
		err := s.audit.Verify(c.UserContext())
		var broken *audit.BrokenError
		switch {
		case errors.As(err, &broken):
			p.Broken = words.Say("audit.broken", "number", thousands(int(broken.Number)))
		case err != nil:
			return err
		default:
			p.Whole = true
		}
	}
	return s.show(c, "audit", p)
}

// auditRecords reads one page. The log is indexed by subject and by actor, not by both: with both the actor's acts are read
// and those on the subject kept.
func (s *Site) auditRecords(c *fiber.Ctx, ask auditAsk) ([]audit.Record, store.Cursor, error) {
	after := store.Cursor(ask.After)
	switch {
	case ask.By != "":
		records, next, err := s.audit.ByActor(c.UserContext(), s.idTyped(ask.By), after, pageSize)
		if subject := s.idTyped(ask.Subject); subject != "" {
			kept := records[:0]
			for _, r := range records {
				if r.Subject == subject {
					kept = append(kept, r)
				}
			}
			records = kept
		}
		return records, next, err
	case ask.Subject != "":
		return s.audit.OfSubject(c.UserContext(), s.idTyped(ask.Subject), after, pageSize)
	}
	return s.audit.List(c.UserContext(), after, pageSize)
}

// idTyped makes an EID that was typed into the person's id, under which the log has them; anything else stays as it is.
func (s *Site) idTyped(text string) string {
	if p, ok := s.register.ByEID(text); ok {
		return string(p.ID)
	}
	return text
}

func (s *Site) auditRow(words *page.Words, r audit.Record) auditRow {
	row := auditRow{
		Number: r.Number, At: r.At, By: s.nameOf(r.By), Subject: s.nameOf(r.Subject), Agency: r.Agency, Before: r.Before, After: r.After, Why: r.Why,
		Action: page.Plain(r.Action, ""),
	}
	if key := page.Key("act." + r.Action); words.Has(key) {
		row.Action = words.Say(key)
	}
	if _, ok := s.register.Person(org.PersonID(r.Subject)); ok {
		row.SubjectHref = personHref(org.PersonID(r.Subject))
	}
	if r.Agency != "" {
		row.Agency = s.register.Tree(s.today()).Name(org.AgencyCode(r.Agency))
	}
	return row
}
