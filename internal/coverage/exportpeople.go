package coverage

import (
	"context"
	"io"
	"time"

	"lamtoen/internal/day"
)

// block is how many people are judged at a time while a list is written. Between blocks nobody waits for the reader of the file.
const block = 256

// listed is one row of the export of people.
type listed struct {
	q     *Query
	row   *PersonRow
	until day.Date // to appeal
}

// personColumns are the export of people and its dictionary. There are no answers and no scores in it.
var personColumns = []column[listed]{
	{"course", "Id of the course that the rule asks for.", func(l listed) any { return string(l.q.Course) }},
	{"as_at", "Day in Thimphu whose state this is, to its end (ISO 8601).", func(l listed) any { return l.q.At.ISO() }},
	{"known_on", "Only what was recorded up to this instant counts (ISO 8601, UTC).", func(l listed) any { return inUTC(l.q.Known) }},
	{"eid", "Employee number.", func(l listed) any { return l.row.Person.EID }},
	{"name", "Name, as the register writes it.", func(l listed) any { return l.row.Person.Name }},
	{"name_dz", "Name in Dzongkha, where the register has it.", func(l listed) any { return l.row.Person.NameDz }},
	{"kind", "Kind of person: regular, contract and so on.", func(l listed) any { return string(l.row.Person.Kind) }},
	{"agency_code", "Stable code of the agency where the person counts.", func(l listed) any { return cmpOr(string(l.row.Agency.Code), string(Unplaced)) }},
	{"agency", "Name of that agency on the day.", func(l listed) any { return l.row.Agency.Name }},
	{"position", "Position of the post of the day.", func(l listed) any { return l.row.Post.Position }},
	{"group", "Where the person counts: complete, passed-not-signed, under-way, not-started, never-signed-in, expired, on-leave or exempt.",
		func(l listed) any { return string(l.row.Group) }},
	{"overdue", "yes: not complete, and the due date has passed.", func(l listed) any { return yesNo(l.row.Overdue) }},
	{"expiring", "yes: complete, and the completion ends within 60 days.", func(l listed) any { return yesNo(l.row.Expiring) }},
	{"under_review", "yes: somebody looks into whether the obligation or the record is right.", func(l listed) any { return yesNo(l.row.UnderReview) }},
	{"due", "Day to whose end the course is due (ISO 8601); empty: none.", func(l listed) any { return l.row.Status.Due.ISO() }},
	{"completed", "Instant of the completion (ISO 8601, UTC); empty: none.", func(l listed) any { return inUTC(l.row.Status.Completed) }},
	{"valid_until", "Last day of that completion (ISO 8601); empty: no end, or none.", func(l listed) any { return l.row.Status.ValidUntil.ISO() }},
	{"first_signed_in", "Instant of the first sign-in (ISO 8601, UTC); empty: never.", func(l listed) any { return inUTC(l.row.SignedIn) }},
	{"why", "Which rule asks, by when, and what is missing, in one sentence.", func(l listed) any { return l.row.Status.Why }},
	{"appeal_until", "Last day (ISO 8601) on which the person may say that something in this line is wrong: on their page of trainings, or through their " +
		"focal officer; counted from the day on which the file was made.", func(l listed) any { return l.until.ISO() }},
}

func inUTC(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return day.Instant(t).Format(instantForm)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// PeopleFile gives the people behind a figure as a file, in the order of People. Callers give a scope in which the reader may see names.
// The errors are those of People.
func (c *Cube) PeopleFile(ctx context.Context, q Query, filter Filter, format Format, mark Mark) (File, error) {
	if err := format.check(); err != nil {
		return File{}, err
	}
	q = c.filled(q)
	if _, err := c.People(ctx, q, filter, 0, 1); err != nil { // every fault of the question
		return File{}, err
	}
	s, err := c.sheet(ctx, q)
	if err != nil {
		return File{}, err
	}
	rules, err := c.learning.Rules(ctx)
	if err != nil {
		return File{}, err
	}
	c.mu.RLock()
	f, err := c.folder(ctx, q, rules, s.cast)
	c.mu.RUnlock()
	if err != nil {
		return File{}, err
	}
	if q.Known.IsZero() { // what comes while the file is on its way does not count in it
		q.Known = day.Instant(c.now())
		f.known = q.Known
	}
	until := day.Of(c.now()).AddDays(c.appealDays)
	found := s.find(q, filter) // 4 bytes a person; all else is a block at a time
	return File{Name: fileName("people", q.Course, q.At, format), Type: format.Type(), write: func(w io.Writer) error {
		out, err := newSheetWriter(w, format, about{Export: "people", Mark: mark, Version: PeopleVersion}, personColumns)
		if err != nil {
			return err
		}
		rows := make([]PersonRow, 0, block)
		for from := 0; from < len(found); from += block {
			if err := ctx.Err(); err != nil {
				return err
			}
			rows = c.judged(s, f, found[from:min(from+block, len(found))], rows[:0])
			for i := range rows {
				if err := out.row(listed{&q, &rows[i], until}); err != nil {
					return err
				}
			}
		}
		return out.end()
	}}, nil
}

// judged appends the rows of the actors at these places of the cast.
func (c *Cube) judged(s *Sheet, f *folder, places []int32, rows []PersonRow) []PersonRow {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var use scratch
	for _, i := range places {
		rows = append(rows, c.personRow(s, f, int(i), &use))
	}
	return rows
}
