package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Problem is what must be mended in the file before it can be taken.
type Problem struct {
	Row     int    // as the file's own program counts; 0 for the file as a whole
	Column  string // the column's title in the file; "" for the whole row
	Field   Field
	Message string
}

// entry is one row as it was meant.
type entry struct {
	row      int
	cells    []string
	eid, old string
	person   org.Person // what the file says of the person; "" where it says nothing
	post     org.Post   // agency, position, flags, and From where the file has it
	flagged  bool       // the file says which flags
	leave    org.Period
	bad      bool
}

// reader turns rows into entries.
type reader struct {
	table   Table
	mapping Mapping
	finder  *finder
	column  map[Field]int
	days    map[string]reading

	problems []Problem
	guessed  map[Field]*guess
	copies   int // rows that say the same as an earlier one
}

// guess counts the days of a column that could mean two things.
type guess struct {
	count, row int
	text       string
	day        day.Date
}

func newReader(t Table, m Mapping, f *finder) *reader {
	r := &reader{table: t, mapping: m, finder: f, column: map[Field]int{}, days: map[string]reading{}, guessed: map[Field]*guess{}}
	for _, field := range Fields() {
		r.column[field] = m.column(field)
	}
	return r
}

// read gives the entries; those with problems are marked bad, and known by their EID as far as that can be read.
func (r *reader) read() []entry {
	list := make([]entry, 0, len(r.table.Rows))
	first := make(map[string]int, len(r.table.Rows))
	for _, row := range r.table.Rows {
		e := r.entry(row)
		if e.eid != "" {
			if i, twice := first[e.eid]; twice {
				if r.repeated(&list[i], &e) {
					r.copies++
					continue
				}
			} else {
				first[e.eid] = len(list)
			}
		}
		list = append(list, e)
	}
	return list
}

// repeated tells whether the row says the same as an earlier one of its EID; if not, both are wrong.
func (r *reader) repeated(before, e *entry) bool {
	same := true
	for i, f := range r.mapping {
		if f != FieldNone && f != "" && cell(before.cells, i) != cell(e.cells, i) {
			same = false
		}
	}
	if same {
		return true
	}
	const help = "Keep the row that is right, and delete the other."
	if !before.bad || !slices.ContainsFunc(r.problems, func(p Problem) bool { return p.Row == before.row && p.Field == FieldEID }) {
		r.say(before, FieldEID, fmt.Sprintf("The EID %s is in row %d too, with something else. %s", e.eid, e.row, help))
	}
	r.say(e, FieldEID, fmt.Sprintf("The EID %s is in row %d already, with something else. %s", e.eid, before.row, help))
	return false
}

func cell(cells []string, i int) string {
	if i < 0 || i >= len(cells) {
		return ""
	}
	return cells[i]
}

// say notes a problem of a row.
func (r *reader) say(e *entry, f Field, message string) {
	e.bad = true
	title := ""
	if i := r.column[f]; i >= 0 {
		title = cell(r.table.Header, i)
	}
	r.problems = append(r.problems, Problem{Row: e.row, Column: title, Field: f, Message: message})
}

// text gives a cell. What a spreadsheet shows instead of a value is a problem.
func (r *reader) text(e *entry, f Field) string {
	s := cell(e.cells, r.column[f])
	if len(s) > 1 && s[0] == '#' && strings.ToUpper(s) == s {
		r.say(e, f, fmt.Sprintf("The cell shows an error of the spreadsheet, %s. Enter the value itself.", clip(s)))
		return ""
	}
	if strings.ContainsRune(s, '\uFFFD') {
		r.say(e, f, "There is a letter in this cell that cannot be read. Save the file again as “CSV UTF-8” or as .xlsx.")
		return ""
	}
	if s == "-" || s == "–" || strings.EqualFold(s, "n/a") || strings.EqualFold(s, "nil") || strings.EqualFold(s, "null") {
		return ""
	}
	return s
}

// entry reads one row.
func (r *reader) entry(row Row) entry {
	e := entry{row: row.Number, cells: row.Cells}
	var wrong string
	if e.eid, wrong = readEID(r.text(&e, FieldEID)); wrong != "" {
		r.say(&e, FieldEID, wrong)
	} else if e.eid == "" {
		r.say(&e, FieldEID, "Give the EID as 4 to 16 digits or letters, for example 200801234.")
	}
	if e.old, wrong = readEID(r.text(&e, FieldOldEID)); wrong != "" {
		r.say(&e, FieldOldEID, wrong)
	}
	e.person = org.Person{
		EID: e.eid, Name: r.text(&e, FieldName), NameDz: r.text(&e, FieldNameDz), Email: org.NormalEmail(r.text(&e, FieldEmail)),
		Category: r.text(&e, FieldCategory), Joined: r.day(&e, FieldJoined),
	}
	if e.person.Name == "" {
		e.person.Name = strings.Join(strings.Fields(r.text(&e, FieldFirst)+" "+r.text(&e, FieldMiddle)+" "+r.text(&e, FieldLast)), " ")
	}
	r.words(&e)
	r.place(&e)
	e.post.Position, e.post.From = r.text(&e, FieldPosition), r.day(&e, FieldFrom)
	e.leave = org.Period{From: r.day(&e, FieldLeaveFrom), Until: r.day(&e, FieldLeaveUntil)}
	switch {
	case e.leave.From == "" && e.leave.Until != "":
		r.say(&e, FieldLeaveFrom, "The leave has a last day and no first. Enter the first day, or empty the last.")
	case e.leave.Until != "" && e.leave.Until < e.leave.From:
		r.say(&e, FieldLeaveUntil, fmt.Sprintf("The last day of the leave (%s) is before its first (%s).", e.leave.Until, e.leave.From))
	}
	return e
}

// words reads the columns with a choice of words.
func (r *reader) words(e *entry) {
	if s := r.text(e, FieldKind); s != "" {
		kind, ok := readKind(s)
		if !ok {
			r.say(e, FieldKind, fmt.Sprintf("“%s” is not a kind of staff. Write regular, contract, support-staff, judicial-service, elected, uniformed or invited.", clip(s)))
		}
		e.person.Kind = kind
	}
	if s := r.text(e, FieldSex); s != "" {
		sex, ok := readSex(s)
		if !ok {
			r.say(e, FieldSex, fmt.Sprintf("“%s” cannot be read. Write female or male, or F or M, or leave the cell empty.", clip(s)))
		}
		e.person.Sex = sex
	}
	if s := r.text(e, FieldLanguage); s != "" {
		language, ok := readLanguage(s)
		if !ok {
			r.say(e, FieldLanguage, fmt.Sprintf("“%s” is not a language here. Write English or Dzongkha, or leave the cell empty.", clip(s)))
		}
		e.person.Language = language
	}
	if s := r.text(e, FieldFlags); s != "" {
		flags, odd := readFlags(s)
		if odd != "" {
			r.say(e, FieldFlags, fmt.Sprintf("“%s” is not a flag. Write head, lead, imo, ict or teacher, with commas between, or leave the cell empty.", clip(odd)))
		}
		e.post.Flags, e.flagged = flags, true
	}
}

// place finds the agency: by the code where the file has it, else by the name.
func (r *reader) place(e *entry) {
	field := FieldAgencyCode
	text := r.text(e, field)
	if text == "" {
		field = FieldAgency
		text = r.text(e, field)
	}
	if text == "" {
		return
	}
	p := r.finder.find(text)
	if p.wrong != "" {
		r.say(e, field, p.wrong)
	}
	e.post.Agency = p.code
}

// day reads a day and counts what had to be guessed.
func (r *reader) day(e *entry, f Field) day.Date {
	text := r.text(e, f)
	d, ok := r.days[text]
	if !ok {
		d = readDay(text)
		r.days[text] = d
	}
	if d.wrong != "" {
		r.say(e, f, d.wrong)
	}
	if d.other != "" {
		g := r.guessed[f]
		if g == nil {
			g = &guess{row: e.row, text: text, day: d.day}
			r.guessed[f] = g
		}
		g.count++
	}
	return d.day
}

// notes says what was taken for granted.
func (r *reader) notes() []string {
	out := slices.Clone(r.table.Notes)
	if r.copies > 0 {
		out = append(out, counted(r.copies, "row", "rows")+" said the same as an earlier one of the same EID, and was taken once.")
	}
	for _, f := range Fields() {
		if g := r.guessed[f]; g != nil {
			out = append(out, fmt.Sprintf("%s in the column “%s” could be read in two ways, and was read with the day first: “%s” in row %d is %s. If the file has the month first, change it there.",
				counted(g.count, "date", "dates"), cell(r.table.Header, r.column[f]), clip(g.text), g.row, g.day))
		}
	}
	return out
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// sortProblems puts problems in the order of the file.
func sortProblems(list []Problem) {
	slices.SortStableFunc(list, func(a, b Problem) int { return cmp.Compare(a.Row, b.Row) })
}
