package school

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// maxRows bounds a file of schools.
const maxRows = 2000

// Columns are the columns of a file of schools, in any order; name_dz, from and until may be missing.
func Columns() []string {
	return []string{"code", "name", "name_dz", "place", "stages", "sector", "from", "until"}
}

// Row is what a line of a file would do.
type Row struct {
	Line int
	Was  School // zero for a new school
	Is   School
}

// RowError is what is wrong with a line of a file, by row and column.
type RowError struct {
	Line    int
	Column  string
	Message string
}

// Preview is what a file would do. Nothing is written while there are errors.
type Preview struct {
	Rows    int
	New     []Row
	Changed []Row
	Same    int
	Errors  []RowError
	Mark    string // of the file and of what is known now: Apply takes it, and refuses when something has changed since
}

// Import reads a file of schools and tells what it would do. May tells which places the officer looks after; a school that is
// in another place, or would be, is an error of its row.
func (s *Service) Import(data []byte, may func(org.AgencyCode) bool) (Preview, error) {
	lines, err := readFile(data)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Rows: len(lines)}
	seen := map[Code]int{}
	sum := sha256.New()
	sum.Write(data)
	for _, l := range lines {
		n := l.school.tidy()
		bad := n.problems(s.isPlace)
		if first := seen[n.Code]; first > 0 {
			bad = append(bad, fault.Field{Name: "code", Message: fmt.Sprintf("The code stands in row %d already. Leave one of them out.", first)})
		}
		seen[n.Code] = l.number
		old, there := s.School(n.Code)
		if there && !may(old.Place) || !there && s.isPlace(n.Place) && !may(n.Place) || there && s.isPlace(n.Place) && !may(n.Place) {
			bad = append(bad, fault.Field{Name: "place", Message: "The school lies outside the places that you look after. Leave the row out."})
		}
		fmt.Fprintf(sum, "%s %d\n", n.Code, old.Version)
		for _, f := range bad {
			p.Errors = append(p.Errors, RowError{Line: l.number, Column: f.Name, Message: f.Message})
		}
		switch {
		case len(bad) > 0:
		case !there:
			p.New = append(p.New, Row{Line: l.number, Is: n})
		case !old.same(n):
			p.Changed = append(p.Changed, Row{Line: l.number, Was: old, Is: n})
		default:
			p.Same++
		}
	}
	p.Mark = hex.EncodeToString(sum.Sum(nil)[:16])
	return p, nil
}

// Apply takes a file whose preview the officer has seen, all of it or nothing. The same file again changes nothing.
func (s *Service) Apply(ctx context.Context, data []byte, a Application) (Preview, error) {
	var p Preview
	err := s.perform(ctx, func() error {
		var err error
		if p, err = s.Import(data, a.May); err != nil {
			return err
		}
		rows := slices.Concat(p.New, p.Changed)
		switch {
		case len(p.Errors) > 0:
			return fault.Invalid("Nothing was taken, because rows of the file are wrong.")
		case len(rows) == 0:
			return nil
		case p.Mark != a.Mark:
			return fault.Conflict("Schools were changed since you looked at this file. Look at what it would do now.")
		}
		return s.applyRows(ctx, rows, a, fmt.Sprintf("%d new, %d changed, %d as they were", len(p.New), len(p.Changed), p.Same))
	})
	return p, err
}

// Application says who takes a file, and which preview they have seen.
type Application struct {
	Mark string
	May  func(org.AgencyCode) bool
	By   org.PersonID
	Why  string
}

// applyRows inserts the schools under a group, and then what commits it.
func (s *Service) applyRows(ctx context.Context, rows []Row, a Application, words string) error {
	now := s.now()
	group := fmt.Sprintf("%s-%d", a.Mark, now.UnixMilli())
	docs := make([]schoolDoc, len(rows))
	for i, row := range rows {
		n := row.Is
		n.Version, n.Recorded, n.By, n.Group = s.versionAfter(n.Code), now, string(a.By), group
		docs[i] = schoolDoc{ID: versionID(string(n.Code), n.Version), School: n}
	}
	each, err := s.tables.schools.InsertMany(ctx, docs)
	if err = errors.Join(append(each, err)...); err != nil {
		return err // what went in was never committed, and is passed over
	}
	entry := audit.Entry{By: string(a.By), Action: actImport, Subject: "schools", Before: "", After: words + ": " + codes(rows), Why: a.Why}
	if err := s.log(ctx, entry); err != nil {
		return err
	}
	err = s.tables.commits.Insert(ctx, commit{ID: group, Recorded: s.now(), By: string(a.By)})
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

func codes(rows []Row) string {
	list := make([]string, len(rows))
	for i, row := range rows {
		list[i] = string(row.Is.Code)
	}
	return strings.Join(list, " ")
}

// line is one row of a file.
type line struct {
	number int
	school School
}

// readFile reads the rows of a file: separated by commas or semicolons, with a head line.
func readFile(data []byte) ([]line, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	head, _, _ := bytes.Cut(data, []byte("\n"))
	if bytes.Count(head, []byte(";")) > bytes.Count(head, []byte(",")) {
		r.Comma = ';'
	}
	names, err := r.Read()
	if err != nil {
		return nil, badFile("The file is empty, or not a table in CSV. Save the table as CSV (UTF-8) and choose it again.")
	}
	at, err := columnsOf(names)
	if err != nil {
		return nil, err
	}
	var list []line
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, badFile(fmt.Sprintf("The file cannot be read: %v. Save the table as CSV (UTF-8) and choose it again.", err))
		}
		if len(list) == maxRows {
			return nil, badFile(fmt.Sprintf("The file has more than %d rows. Split it.", maxRows))
		}
		number, _ := r.FieldPos(0)
		if !blank(cells) {
			list = append(list, line{number, schoolOf(func(name string) string { return cellAt(cells, at, name) })})
		}
	}
	if len(list) == 0 {
		return nil, badFile("The file has a head line and no row.")
	}
	return list, nil
}

func badFile(message string) error {
	return fault.Invalid(corrected, fault.Field{Name: "file", Message: message})
}

func columnsOf(names []string) (map[string]int, error) {
	at := map[string]int{}
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := at[name]; twice || !slices.Contains(Columns(), name) {
			return nil, badFile(fmt.Sprintf("The column %q is unknown or stands there twice. The columns are %s.", name, strings.Join(Columns(), ", ")))
		}
		at[name] = i
	}
	for _, name := range []string{"code", "name", "place", "stages", "sector"} {
		if _, ok := at[name]; !ok {
			return nil, badFile(fmt.Sprintf("The column %s is missing. The columns are %s.", name, strings.Join(Columns(), ", ")))
		}
	}
	return at, nil
}

func cellAt(cells []string, at map[string]int, name string) string {
	if i, ok := at[name]; ok && i < len(cells) {
		return strings.TrimSpace(cells[i])
	}
	return ""
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

func schoolOf(cell func(string) string) School {
	stages := strings.FieldsFunc(strings.ToLower(cell("stages")), func(r rune) bool { return r == ' ' || r == '|' || r == ',' })
	return School{
		Code: Code(cell("code")), Name: cell("name"), NameDz: cell("name_dz"), Place: org.AgencyCode(strings.ToLower(cell("place"))),
		Stages: stages, Sector: Sector(strings.ToLower(cell("sector"))), From: day.Date(cell("from")), Until: day.Date(cell("until")),
	}
}
