package api

import (
	"mime"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/route"
)

// body reads the request's JSON into the struct that into points to. Forms, which another site's page could send, are
// refused here although route.Bind would take them.
func body(c *fiber.Ctx, into any) error {
	kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || kind != fiber.MIMEApplicationJSON {
		return fault.New(fault.CodeUnsupported, "Send JSON, with Content-Type: application/json.")
	}
	return route.Bind(c, into)
}

// courseOf gives the course that the address names, in its current version; every course that was ever published has one.
func (a *API) courseOf(c *fiber.Ctx) (*courses.Course, error) {
	return a.library.Course(courses.CourseID(c.Params("course")))
}

// query reads the parameters of an address and collects what is wrong with them, so that one answer names every mistake.
type query struct {
	c     *fiber.Ctx
	wrong []fault.Field
}

// newQuery refuses parameters that are not known, or given twice: a misspelt "agency" would otherwise answer for everybody.
func newQuery(c *fiber.Ctx, known ...string) *query {
	q := &query{c: c}
	var seen []string
	c.Context().QueryArgs().VisitAll(func(key, value []byte) {
		name := string(key)
		switch {
		case !slices.Contains(known, name):
			q.refuse(strings.ToValidUTF8(name, "�"), "There is no such parameter here. Known are: %s.", strings.Join(known, ", "))
		case slices.Contains(seen, name):
			q.refuse(name, "Give this once only.")
		case !utf8.Valid(value):
			q.refuse(name, "This is not UTF-8.")
		}
		seen = append(seen, name)
	})
	return q
}

// refuse notes what is wrong with a parameter.
func (q *query) refuse(name, format string, args ...any) {
	q.wrong = append(q.wrong, fault.Field{Name: name, Message: fault.New("", format, args...).Message})
}

// fault is everything that was wrong, or nil.
func (q *query) fault() error {
	if len(q.wrong) == 0 {
		return nil
	}
	return fault.Invalid("The address asks for something that cannot be answered.", q.wrong...)
}

// text gives a parameter without the space around it; "" when it is not there.
func (q *query) text(name string) string { return strings.TrimSpace(q.c.Query(name)) }

// required gives a parameter that must be there.
func (q *query) required(name, what string) string {
	value := q.text(name)
	if value == "" {
		q.refuse(name, "Name %s: ?%s=…", what, name)
	}
	return value
}

// day gives a day; "" when it is not there.
func (q *query) day(name string) day.Date {
	value := q.text(name)
	if value == "" {
		return ""
	}
	d, err := day.Parse(value)
	if err != nil {
		q.refuse(name, "Write a day that exists, as year-month-day, for example 2026-06-30.")
	}
	return d
}

// instant gives an instant (RFC 3339), or the end of a day; zero when it is not there.
func (q *query) instant(name string) time.Time {
	value := q.text(name)
	if value == "" {
		return time.Time{}
	}
	if d, err := day.Parse(value); err == nil {
		return d.End()
	}
	// A "+" in an address is a space: 2026-07-01T00:00:00+06:00 comes as ...00 06:00.
	t, err := time.Parse(time.RFC3339, strings.ReplaceAll(value, " ", "+"))
	if err != nil {
		q.refuse(name, "Write a day (2026-07-15, to its end) or an instant (2026-07-15T09:30:00Z).")
		return time.Time{}
	}
	return day.Instant(t)
}

// number gives a whole number between least and most; otherwise when it is not there.
func (q *query) number(name string, otherwise, least, most int) int {
	value := q.text(name)
	if value == "" {
		return otherwise
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		q.refuse(name, "Write a whole number from %d to %d.", least, most)
		return otherwise
	}
	return n
}

// flag gives a yes or no; no when it is not there.
func (q *query) flag(name string) bool {
	switch q.text(name) {
	case "", "false":
		return false
	case "true":
		return true
	}
	q.refuse(name, "Write true or false.")
	return false
}
