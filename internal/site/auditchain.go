package site

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/audit"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
)

// chainView says whether the log is whole, and its head.
type chainView struct {
	Records string
	From    time.Time   // when it was read from the first record on; what is newer was read now
	Head    string      // as it is written down
	Broken  page.Phrase // what is wrong with it; empty: it is whole

	Written page.Field  // a head that was written down earlier
	Through page.Phrase // whether the log goes through it
	Lost    bool        // it does not
}

// chain checks what has come since the last check, and everything where the address asks for it.
func (s *Site) chain(c *fiber.Ctx, words *page.Words) (chainView, error) {
	checked, err := s.audit.Check(c.UserContext(), c.Query("check") != "", s.settings.Now())
	view := chainView{
		Records: thousands(int(checked.Head.Number)), From: checked.From, Head: headText(checked.Head),
		Written: page.Field{Name: "head", Value: strings.TrimSpace(c.Query("head")), Hint: true},
	}
	var broken *audit.BrokenError
	switch {
	case errors.As(err, &broken):
		view.Broken = words.Say("audit.broken", "number", thousands(int(broken.Number)))
	case err != nil:
		return view, err
	}
	if view.Written.Value == "" {
		return view, nil
	}
	head, ok := readHead(view.Written.Value)
	if !ok {
		view.Through, view.Lost = words.Say("audit.head.unclear"), true
		return view, nil
	}
	through, err := s.audit.Through(c.UserContext(), head)
	if view.Through = words.Say("audit.head.through"); !through {
		view.Through, view.Lost = words.Say("audit.head.lost"), true
	}
	return view, err
}

// headText is a head as people write it down; "" of an empty log.
func headText(h audit.Head) string {
	if h.Number == 0 {
		return ""
	}
	return strconv.FormatInt(h.Number, 10) + ":" + h.Hash
}

// readHead reads a head that was written down.
func readHead(text string) (audit.Head, bool) {
	number, hash, ok := strings.Cut(text, ":")
	n, err := strconv.ParseInt(number, 10, 64)
	return audit.Head{Number: n, Hash: hash}, ok && err == nil && n > 0
}

// auditCopy sends the acts that the address asks for as a file, as they are read. A copy that breaks off is known by its head.
func (s *Site) auditCopy(format audit.Format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		search, which, err := s.auditSearch(readAuditAsk(c))
		if err != nil {
			return err
		}
		if len(which) > 0 {
			return fault.Invalid("This name belongs to several people. Give the EID.")
		}
		kind := "text/csv; charset=utf-8"
		if format == audit.JSONLines {
			kind = "application/jsonl; charset=utf-8"
		}
		c.Set(fiber.HeaderContentType, kind)
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="audit-`+s.today().ISO()+"."+string(format)+`"`)
		ctx := context.WithoutCancel(c.UserContext()) // the handler is over before the file is
		wanted := audit.Copy{Search: search, Format: format, Name: s.registered, Mark: s.mark()}
		c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
			_ = s.audit.Write(ctx, w, wanted) // the head line is on its way: nobody can be told any more
		})
		return nil
	}
}

// registered is the name of a person, and "" of anything else.
func (s *Site) registered(id string) string {
	if name := s.nameOf(id); name != id {
		return name
	}
	return ""
}

// auditDictionary sends what each column of the copies means.
func (s *Site) auditDictionary(c *fiber.Ctx) error {
	var b bytes.Buffer
	if err := audit.DictionaryCSV(&b); err != nil {
		return err
	}
	return sendCSV(c, "audit-dictionary.csv", b.Bytes())
}
