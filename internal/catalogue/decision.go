package catalogue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// The limits of what an approver types, in bytes.
const (
	maxLine = 200
	maxNote = 2000
)

// Decision is what an approver said of one version: the owner's approval, or its return with notes. It is inserted once and
// never changed; the last one stands, and an approval ends the matter, since it binds to one content hash.
type Decision struct {
	ID      string           `bson:"_id"` // COURSE/VERSION/NNN
	Course  courses.CourseID `bson:"course"`
	Version courses.Version  `bson:"version"`
	Hash    string           `bson:"hash"` // the content that was read

	Approved  bool   `bson:"approved"`
	Declared  bool   `bson:"declared,omitempty"` // of an approval: the approver has read the version and wrote no part of it
	Office    string `bson:"office"`
	Position  string `bson:"position,omitempty"`
	Reference string `bson:"reference,omitempty"` // the letter's number
	Notes     []Note `bson:"notes,omitempty"`     // of a return

	By       string    `bson:"by"`   // the person's id
	Name     string    `bson:"name"` // as the register wrote it on the day
	Date     day.Date  `bson:"date"`
	Recorded time.Time `bson:"recorded"`
}

// Note is what is to be mended in a lesson, or with no lesson in the course as a whole.
type Note struct {
	Lesson courses.LessonID `bson:"lesson,omitempty"`
	Text   string           `bson:"text"`
}

// Approver is who decides, as the register knows them.
type Approver struct {
	ID, EID, Name string
	OfOwner       bool // serves in an office that owns the course, or below one
}

// Approved is one approval as it bears on those who must take the course.
type Approved struct {
	Version  courses.Version
	Day      day.Date  // the day of approval, and not before the store knew of it: nobody is bound by what nobody here could know
	Recorded time.Time // when the store had it
}

// approvalOf gives the approval in force: that of the files where it is for this content, else one that was given here. It
// needs the lock.
func (l *Library) approvalOf(k key, hash string) courses.Approval {
	written := l.outside[k].approval
	if written.State == courses.StateApproved && written.Hash == hash {
		return written
	}
	for _, d := range l.decided[k] {
		if d.Approved && d.Hash == hash {
			return courses.Approval{State: courses.StateApproved, Office: d.Office, Position: d.Position, Date: d.Date.ISO(),
				Reference: d.Reference, Hash: d.Hash}
		}
	}
	return written
}

// Approvals gives the approvals of a course in all its versions, the earliest first, as known at the last Refresh. Nobody writes
// to it.
func (l *Library) Approvals(id courses.CourseID) []Approved {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.approved[id]
}

// allApprovals collects them by course. It needs the lock.
func (l *Library) allApprovals() map[courses.CourseID][]Approved {
	all := map[courses.CourseID][]Approved{}
	add := func(m manifest, on day.Date, recorded time.Time) {
		all[m.Course] = append(all[m.Course], Approved{Version: m.Version, Day: max(on, day.Of(recorded)), Recorded: recorded})
	}
	for k, m := range l.published {
		o := l.outside[k]
		if o.approval.State == courses.StateApproved && o.approval.Hash == m.Hash {
			since := o.since
			if since.IsZero() {
				since = m.Published
			}
			add(m, day.Date(o.approval.Date), since)
		}
		for _, d := range l.decided[k] {
			if d.Approved && d.Hash == m.Hash {
				add(m, d.Date, d.Recorded)
			}
		}
	}
	for _, list := range all {
		slices.SortFunc(list, func(a, b Approved) int { return strings.Compare(string(a.Day), string(b.Day)) })
	}
	return all
}

// Decisions are what approvers said of a version, the first first.
func (l *Library) Decisions(id courses.CourseID, v courses.Version) []Decision {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Clone(l.decided[keyOf(id, v)])
}

// ApprovedBefore is the newest approved version below v; false when there is none, so that all of v is new to an approver.
func (l *Library) ApprovedBefore(id courses.CourseID, v courses.Version) (courses.Version, bool) {
	var newest courses.Version
	for _, a := range l.Approvals(id) {
		if a.Version.Compare(v) < 0 && (newest == "" || a.Version.Compare(newest) > 0) {
			newest = a.Version
		}
	}
	return newest, newest != ""
}

// AuthorsSince are the EIDs of those who wrote anything that an approver of v reads: of v, and of every version after the last
// approved one.
func (l *Library) AuthorsSince(id courses.CourseID, v courses.Version) []string {
	approved, _ := l.ApprovedBefore(id, v)
	l.mu.RLock()
	defer l.mu.RUnlock()
	var all []string
	for k, m := range l.published {
		if m.Course == id && m.Version.Compare(v) <= 0 && (approved == "" || m.Version.Compare(approved) > 0) {
			all = append(all, l.outside[k].authors...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Decide records an approver's word on a version, audits it first, and refreshes. Course, Version, Hash, Approved, Declared,
// Office, Position, Reference and Notes are given; the rest is set here. An author is fault.CodeForbidden; somebody of another
// office than an owner's, other content than was read, an approved version and a lost race are fault.CodeConflict; what is
// missing is fault.CodeInvalid. The same word again changes nothing.
func (l *Library) Decide(ctx context.Context, log *audit.Log, d Decision, by Approver) error {
	if err := l.Refresh(ctx); err != nil {
		return err
	}
	c, err := l.Version(ctx, d.Course, d.Version)
	if err != nil {
		return err
	}
	before := l.Decisions(d.Course, d.Version)
	switch {
	case !by.OfOwner:
		return fault.Conflict("Only somebody who serves in an office that owns the course approves or returns it.")
	case slices.Contains(l.AuthorsSince(d.Course, d.Version), by.EID):
		return fault.Forbidden("You wrote part of this version, so somebody else approves or returns it.")
	case c.Hash != d.Hash:
		return fault.Conflict("The course is not the one that you read. Read the change again, then decide.")
	case len(before) > 0 && before[len(before)-1].same(d, by):
		return nil
	case !c.Draft():
		return fault.Conflict("This version is approved already. An approval is not taken back: publish a new version instead.")
	}
	if d, err = d.checked(c); err != nil {
		return err
	}
	d.ID = fmt.Sprintf("%s/%03d", keyOf(d.Course, d.Version), len(before)+1)
	d.By, d.Name, d.Recorded = by.ID, by.Name, day.Instant(l.Now())
	d.Date = day.Of(d.Recorded)
	entry := audit.Entry{At: d.Recorded, By: by.ID, Action: "course-decision", Subject: string(keyOf(d.Course, d.Version)),
		Before: "not decided", After: d.describe()}
	if len(before) > 0 {
		entry.Before = before[len(before)-1].describe()
	}
	if err := log.Append(ctx, entry); err != nil {
		return fmt.Errorf("catalogue: audit: %w", err)
	}
	if err := l.decisions.Insert(ctx, d); err != nil {
		if errors.Is(err, store.ErrExists) {
			return fault.Conflict("Somebody else has just decided this. Look at it again.")
		}
		return fmt.Errorf("catalogue: decide: %w", err)
	}
	return l.Refresh(ctx)
}

// checked gives the decision with its texts trimmed, or says what is missing.
func (d Decision) checked(c *courses.Course) (Decision, error) {
	var bad []fault.Field
	line := func(name, value, missing string) string {
		value = strings.Join(strings.Fields(value), " ")
		if value == "" {
			bad = append(bad, fault.Field{Name: name, Message: missing})
		} else if len(value) > maxLine {
			bad = append(bad, fault.Field{Name: name, Message: fmt.Sprintf("Write at most %d characters.", maxLine)})
		}
		return value
	}
	d.Office = line("office", d.Office, "Write the office for which you decide.")
	if d.Approved {
		d.Position = line("position", d.Position, "Write your position, as it stands under a letter.")
		d.Reference = line("reference", d.Reference, "Write the number of the letter or minute by which the office decided.")
		d.Notes = nil
		if !d.Declared {
			bad = append(bad, fault.Field{Name: "declared",
				Message: "Confirm that you have read the version and wrote no part of it. If you did write some, somebody else approves."})
		}
	} else {
		d.Position, d.Reference, d.Declared = "", "", false
		d.Notes, bad = checkedNotes(d.Notes, c, bad)
	}
	if len(bad) > 0 {
		return d, fault.Invalid("Please correct what is marked.", bad...)
	}
	return d, nil
}

func checkedNotes(given []Note, c *courses.Course, bad []fault.Field) ([]Note, []fault.Field) {
	var notes []Note
	for _, n := range given {
		if n.Text = strings.TrimSpace(n.Text); n.Text == "" {
			continue
		}
		_, known := c.Lesson(n.Lesson)
		switch {
		case n.Lesson != "" && !known:
			bad = append(bad, fault.Field{Name: "note", Message: "A note is about a lesson that this version does not have."})
		case len(n.Text) > maxNote:
			bad = append(bad, fault.Field{Name: noteField(n.Lesson), Message: fmt.Sprintf("Write at most %d characters.", maxNote)})
		}
		notes = append(notes, n)
	}
	if len(notes) == 0 {
		bad = append(bad, fault.Field{Name: noteField(""), Message: "Write what is to be mended, here or beside a lesson. The content lead sees it."})
	}
	return notes, bad
}

// noteField is the name of the field for a note on a lesson, or on the course.
func noteField(id courses.LessonID) string {
	if id == "" {
		return "note"
	}
	return "note-" + string(id)
}

// same tells that the decision says again what this one said.
func (d Decision) same(other Decision, by Approver) bool {
	kept := slices.DeleteFunc(slices.Clone(other.Notes), func(n Note) bool { return strings.TrimSpace(n.Text) == "" })
	return d.By == by.ID && d.Hash == other.Hash && d.Approved == other.Approved && (d.Approved || len(d.Notes) == len(kept) &&
		!slices.ContainsFunc(kept, func(n Note) bool { return !slices.Contains(d.Notes, Note{n.Lesson, strings.TrimSpace(n.Text)}) }))
}

// describe is the decision for the audit log.
func (d Decision) describe() string {
	if d.Approved {
		return fmt.Sprintf("approved %s by %s, %s, %s, reference %s", d.Hash, d.Name, d.Position, d.Office, d.Reference)
	}
	return fmt.Sprintf("returned %s with %d notes by %s, %s", d.Hash, len(d.Notes), d.Name, d.Office)
}
