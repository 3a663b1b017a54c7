package learning

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/audit"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// maxCause bounds the cause of an erratum or an outage, in characters: it stands in a notice.
const maxCause = 300

// SameItem gives the published versions of a course, oldest first, in which the item has the same content as in the given one;
// an item that the version lacks is fault.CodeNotFound.
func (s *Service) SameItem(
	ctx context.Context, course courses.CourseID, v courses.Version, item courses.ItemID,
) (courses.Item, []courses.Version, error) {
	c, err := s.library.Version(ctx, course, v)
	if err != nil {
		return courses.Item{}, nil, err
	}
	wanted, ok := c.Item(item)
	if !ok {
		return wanted, nil, fault.NotFound("Version %s of this course has no question %q.", string(v), string(item))
	}
	var same []courses.Version
	for _, other := range s.library.Versions(course) {
		c, err := s.library.Version(ctx, course, other)
		if err != nil {
			return wanted, nil, err
		}
		if it, ok := c.Item(item); ok && it.ContentHash() == wanted.ContentHash() {
			same = append(same, other)
		}
	}
	return wanted, same, nil
}

// CheckErratum gives the erratum as it would be recorded, with its texts trimmed, its versions in order and the next number; it
// writes nothing. What is missing or does not fit is fault.CodeInvalid.
func (s *Service) CheckErratum(ctx context.Context, e Erratum) (Erratum, error) {
	var bad []fault.Field
	say := func(name, message string) { bad = append(bad, fault.Field{Name: name, Message: message}) }
	e.Cause = strings.Join(strings.Fields(e.Cause), " ")
	switch {
	case e.Cause == "":
		say("cause", "Say what was wrong with the question, in a sentence that learners will read.")
	case !utf8.ValidString(e.Cause) || strings.ContainsFunc(e.Cause, hidden):
		say("cause", "The text has a character that cannot be read. Type it again.")
	case utf8.RuneCountInString(e.Cause) > maxCause:
		say("cause", fmt.Sprintf("Say it in at most %d characters.", maxCause))
	}
	e.Versions = slices.Clone(e.Versions)
	slices.SortFunc(e.Versions, courses.Version.Compare)
	if e.Versions = slices.Compact(e.Versions); len(e.Versions) == 0 {
		say("versions", "Choose at least one version.")
	} else if err := s.checkMarked(ctx, &e); err != nil {
		f, ok := fault.As(err)
		if !ok || f.Code != fault.CodeInvalid {
			return e, err
		}
		bad = append(bad, f.Fields...)
	}
	if len(bad) > 0 {
		return e, fault.Invalid("Please correct what is marked.", bad...)
	}
	list, err := s.Errata(ctx, e.Course)
	e.Number = len(list) + 1
	e.ID = erratumID(e.Course, e.Number)
	return e, err
}

// erratumID sorts as its number.
func erratumID(course courses.CourseID, n int) string { return fmt.Sprintf("%s/%04d", course, n) }

// checkMarked holds item, kind and keys against every version that is named.
func (s *Service) checkMarked(ctx context.Context, e *Erratum) error {
	item, same, err := s.SameItem(ctx, e.Course, e.Versions[len(e.Versions)-1], e.Item)
	if err != nil {
		return err
	}
	for _, v := range e.Versions {
		if !slices.Contains(same, v) {
			return fault.Invalid("", fault.Field{Name: "versions", Message: fmt.Sprintf("In version %s the question is another one. Mark it there by itself.", v)})
		}
	}
	switch e.Kind {
	case ErratumVoid:
		e.Keys = assessment.Keys{}
	case ErratumKeys:
	default:
		return fault.Invalid("", fault.Field{Name: "kind", Message: "Choose whether the question does not count or other answers count too."})
	}
	return assessment.CheckErratum(item, e.Assessed())
}

// MarkErratum records that an item is faulty, and audits it first. Item, Course, Versions, Kind, Keys and Cause are given. What
// is in force already is given back and changes nothing. From here on attempts that are handed in are graded with it; those
// that were are regraded by Regrade. The errors are those of CheckErratum, and fault.CodeConflict after a lost race.
func (s *Service) MarkErratum(ctx context.Context, given Erratum, by string) (Erratum, error) {
	e, err := s.CheckErratum(ctx, given)
	if err != nil {
		return e, err
	}
	list, err := s.Errata(ctx, e.Course)
	if err != nil {
		return e, err
	}
	for _, known := range list {
		if known.InForce() && known.same(e) {
			return known, nil
		}
	}
	e.By, e.Recorded = by, s.now()
	e.At = e.Recorded
	entry := audit.Entry{At: e.Recorded, By: by, Action: "erratum", Subject: e.ID, After: e.describe(), Why: e.Cause}
	return e, s.insertErratum(ctx, e, entry)
}

// WithdrawErratum stops an erratum for attempts to come, with the cause. Nobody loses what they were given by it. Withdrawing
// again is success.
func (s *Service) WithdrawErratum(ctx context.Context, course courses.CourseID, number int, cause, by string) error {
	e, err := s.Erratum(ctx, course, number)
	if err != nil {
		return err
	}
	if !e.InForce() {
		return nil
	}
	if cause = strings.Join(strings.Fields(cause), " "); cause == "" || utf8.RuneCountInString(cause) > maxCause || strings.ContainsFunc(cause, hidden) {
		return fault.Invalid("Say why it is withdrawn.",
			fault.Field{Name: "cause", Message: fmt.Sprintf("Give the cause in a sentence of at most %d characters.", maxCause)})
	}
	w := Erratum{ID: e.ID + "/" + string(erratumWithdrawn), Number: e.Number, Course: course, Item: e.Item, Kind: erratumWithdrawn, Cause: cause,
		By: by, Recorded: s.now()}
	w.At = w.Recorded
	entry := audit.Entry{At: w.Recorded, By: by, Action: "erratum-withdrawn", Subject: e.ID, Before: e.describe(), After: "withdrawn", Why: cause}
	err = s.insertErratum(ctx, w, entry)
	if fault.Is(err, fault.CodeConflict) {
		return nil // withdrawn by another just now
	}
	return err
}

// insertErratum writes the audit entry, then the record, and has this instance know of it.
func (s *Service) insertErratum(ctx context.Context, e Erratum, entry audit.Entry) error {
	if err := s.audit.Append(ctx, entry); err != nil {
		return fmt.Errorf("learning: audit erratum %s: %w", e.ID, err)
	}
	err := s.errata.Insert(ctx, e)
	if errors.Is(err, store.ErrExists) {
		return fault.Conflict("Somebody else has just marked a question of this course. Look at the list before you mark yours.")
	}
	if err != nil {
		return fmt.Errorf("learning: add erratum %s: %w", e.ID, err)
	}
	return s.refreshErrata(ctx)
}

// Erratum gives one erratum of a course, or fault.CodeNotFound.
func (s *Service) Erratum(ctx context.Context, course courses.CourseID, number int) (Erratum, error) {
	list, err := s.Errata(ctx, course)
	if err != nil {
		return Erratum{}, err
	}
	i := slices.IndexFunc(list, func(e Erratum) bool { return e.Number == number })
	if i < 0 {
		return Erratum{}, fault.NotFound("No question of this course was marked under this number.")
	}
	return list[i], nil
}

// same tells whether two errata say the same.
func (e Erratum) same(o Erratum) bool {
	return e.Item == o.Item && e.Kind == o.Kind && e.Cause == o.Cause && slices.Equal(e.Versions, o.Versions) &&
		fmt.Sprint(e.Keys) == fmt.Sprint(o.Keys)
}

// describe is the erratum for the audit log.
func (e Erratum) describe() string {
	var text strings.Builder
	fmt.Fprintf(&text, "question %s of %s in versions %v", e.Item, e.Course, e.Versions)
	if e.Kind == ErratumVoid {
		text.WriteString(" does not count")
		return text.String()
	}
	k := e.Keys
	for _, part := range []struct {
		says  string
		named any
		n     int
	}{
		{"also right", k.Options, len(k.Options)}, {"also right as a reason", k.Reasons, len(k.Reasons)}, {"neither adds nor takes away", k.Neutral, len(k.Neutral)},
		{"also matches", k.Matches, len(k.Matches)}, {"also right as an order", k.Orders, len(k.Orders)}, {"is worth", k.Endings, len(k.Endings)},
	} {
		if part.n > 0 {
			fmt.Fprintf(&text, "; %s: %v", part.says, part.named)
		}
	}
	return text.String()
}

// applied notes that every attempt handed in before the erratum has been regraded.
func (s *Service) applied(ctx context.Context, e Erratum, added int) error {
	now := s.now()
	done := Erratum{ID: e.ID + "/" + string(erratumApplied), Number: e.Number, Course: e.Course, Item: e.Item, Kind: erratumApplied, By: "system",
		At: now, Recorded: now, Versions: []courses.Version{}}
	entry := audit.Entry{At: now, By: "system", Action: "erratum-applied", Subject: e.ID,
		After: fmt.Sprintf("all attempts handed in before are regraded; %s corrected in this course", number(added, "result")), Why: e.Cause}
	err := s.insertErratum(ctx, done, entry)
	if fault.Is(err, fault.CodeConflict) {
		return nil // by another server
	}
	return err
}
