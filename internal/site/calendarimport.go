package site

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// byDay gives the closures without withdrawals, in the order of their days.
func byDay(records []learning.Closure) []learning.Closure {
	out := slices.DeleteFunc(slices.Clone(records), func(c learning.Closure) bool { return c.Withdraws != "" })
	slices.SortStableFunc(out, func(a, b learning.Closure) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// importPage takes a calendar as a table.
type importPage struct {
	page.Base
	Text   page.Field
	Errors []importError
}

// importError is what is wrong with one line: the line's number as a spreadsheet counts, the column, and how to mend it.
type importError struct {
	Line    int
	Column  string
	Message string
}

// importColumns are the columns, in any order. A further one, types, may be there: types of agency, separated by spaces.
func importColumns() []string { return []string{"from", "until", "kind", "place", "name"} }

func (s *Site) showClosuresImport(c *fiber.Ctx, typed string, wrong []importError, f *fault.Error) error {
	base := s.base(c)
	if f != nil {
		base.Refuse(f)
		c.Status(route.Status(c, f))
	}
	words := s.words(base)
	base.Crumbs = calendarCrumbs(words, words.Say("calendar.import"))
	return s.show(c, "calendar-import", importPage{Base: base, Text: page.Field{Name: "rows", Value: typed, Hint: true, Wrong: base.Wrong("rows")}, Errors: wrong})
}

func (s *Site) askImport(c *fiber.Ctx) error { return s.showClosuresImport(c, "", nil, nil) }

// closuresForm is the table, typed, pasted, or carried on from the look at it.
type closuresForm struct {
	Rows string `form:"rows"`
	Step string `form:"step"`
}

// importClosures reads a table, shows what it would do, and then records all of it or nothing. Sent twice it is there once.
func (s *Site) importClosures(c *fiber.Ctx) error {
	var form closuresForm
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	if part, err := c.FormFile("file"); err == nil && part.Size > 0 {
		file, err := part.Open()
		if err != nil {
			return err
		}
		data, err := io.ReadAll(io.LimitReader(file, importBody))
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
		form.Rows = string(data)
	}
	if form.Step == stepEdit {
		return s.showClosuresImport(c, form.Rows, nil, nil)
	}
	list, wrong, f := s.readCalendar(form.Rows)
	if f != nil {
		return s.showClosuresImport(c, form.Rows, wrong, f)
	}
	if form.Step == stepSave {
		_, err := s.learning.AddClosures(c.UserContext(), list, string(me(c)))
		if f, ok := fault.As(err); ok {
			return s.showClosuresImport(c, form.Rows, nil, f)
		}
		if err != nil {
			return err
		}
		return to(c, calendarAddress+"?said=staff.saved")
	}
	return s.previewClosures(c, closurePreview{Action: calendarAddress + "/import", Edit: true, Hidden: []hiddenField{{"rows", form.Rows}}}, list)
}

// readCalendar reads a table with a head line; commas, semicolons or tabs between the columns.
func (s *Site) readCalendar(typed string) ([]learning.Closure, []importError, *fault.Error) {
	refuse := func(format string, args ...any) *fault.Error {
		return fault.Invalid("Nothing was recorded.", fault.Field{Name: "rows", Message: fmt.Sprintf(format, args...)})
	}
	typed = strings.TrimPrefix(typed, "\ufeff")
	if !utf8.ValidString(typed) {
		return nil, nil, refuse("This is not a text in UTF-8. Save the file as CSV UTF-8 and try again.")
	}
	table := csv.NewReader(strings.NewReader(typed))
	table.FieldsPerRecord, table.TrimLeadingSpace = -1, true
	head, _, _ := strings.Cut(typed, "\n")
	for _, comma := range "\t;" {
		if strings.ContainsRune(head, comma) {
			table.Comma = comma
		}
	}
	rows, err := table.ReadAll()
	switch {
	case err != nil:
		return nil, nil, refuse("The table cannot be read: look at the quotation marks.")
	case len(rows) < 2:
		return nil, nil, refuse("Give a head line (from,until,kind,place,name) and at least one line below it.")
	case len(rows) > learning.MaxClosures+1:
		return nil, nil, refuse("These are %d lines. Give at most %d at once.", len(rows)-1, learning.MaxClosures)
	}
	places := map[string]int{}
	for i, name := range rows[0] {
		places[strings.ToLower(strings.TrimSpace(name))] = i
	}
	for _, name := range importColumns() {
		if _, ok := places[name]; !ok {
			return nil, nil, refuse("The head line has no column %q. It needs: %s.", name, strings.Join(importColumns(), ","))
		}
	}
	var list []learning.Closure
	var wrong []importError
	for i, row := range rows[1:] {
		cell := func(name string) string {
			if at, ok := places[name]; ok && at < len(row) {
				return strings.TrimSpace(row[at])
			}
			return ""
		}
		closure, bad := s.readClosure(cell)
		for _, f := range bad {
			wrong = append(wrong, importError{i + 2, f.Name, f.Message})
		}
		list = append(list, closure)
	}
	if len(wrong) > 0 {
		return nil, wrong, refuse("Nothing was recorded: %d entries need mending. Mend them here, or in the file.", len(wrong))
	}
	return list, nil, nil
}

// readClosure reads one line.
func (s *Site) readClosure(cell func(string) string) (learning.Closure, []fault.Field) {
	form := closureForm{Kind: strings.ToLower(cell("kind")), From: cell("from"), Until: cell("until"), Name: cell("name"),
		Types: strings.FieldsFunc(strings.ToLower(cell("types")), func(r rune) bool { return r == ' ' || r == ',' || r == ';' })}
	c := form.closure()
	var bad []fault.Field
	if typed := cell("place"); typed != "" && typed != wholeNation {
		code, err := agencyTyped(s.register.Tree(max(s.today(), day.Date(form.From))), typed)
		if f, ok := fault.As(err); ok {
			bad = append(bad, fault.Field{Name: "place", Message: f.Fields[0].Message + " Empty is the whole nation."})
		}
		c.Place = code
	}
	more, _ := s.learning.CheckClosure(c)
	return c, append(bad, more...)
}
