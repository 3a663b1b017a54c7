package literacy

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Report is a national literacy report that was made: the figures of a school year as they stood then. It is inserted once and never
// changed. Pupils' rows are deleted when their year is over, so it cannot be made anew from them: what is kept is the figures, and the
// file can be drawn from these again, to the byte.
type Report struct {
	ID    string `bson:"_id" json:"id"`
	Year  string `bson:"year" json:"year"`
	Title string `bson:"title" json:"title"`

	Counted  time.Time    `bson:"counted" json:"counted"` // as known then
	Recorded time.Time    `bson:"recorded" json:"recorded"`
	By       org.PersonID `bson:"by" json:"-"`

	// Hashes: "r1:" and the hexadecimal SHA-256.
	Figures string `bson:"figures" json:"figures"` // over the figures used
	PDF     string `bson:"pdf" json:"pdf"`         // over the file
	Size    int    `bson:"size" json:"size"`       // of the file in bytes

	Layout  int    `bson:"layout" json:"layout"`   // the version of how reports are laid out
	Program string `bson:"program" json:"program"` // the version of the program that made it
	Mark    string `bson:"mark,omitempty" json:"-"`
	Origin  string `bson:"origin,omitempty" json:"-"`

	Content []byte `bson:"content" json:"-"` // the figures used, as JSON
}

type reportFile struct {
	ID   string `bson:"_id"`
	Data []byte `bson:"data"`
}

const byRecorded = "recorded"

// layout is the version of the words, tables and drawings of reports. Raise it with every change of them.
const layout = 1

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "r1:" + hex.EncodeToString(sum[:])
}

var idForm = regexp.MustCompile(`^NL-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$`)

// crockford writes what people read aloud: without I, L, O and U.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// idOf makes the number of a report from its figures, without when they were counted: the same figures are the same report.
func (b *Book) idOf(c Content) (string, error) {
	c.Counted = time.Time{}
	text, err := json.Marshal(struct {
		Content
		Mark   string
		Layout int
	}{c, b.settings.Mark, layout})
	if err != nil {
		return "", fmt.Errorf("literacy: id: %w", err)
	}
	sum := sha256.Sum256(text)
	word := crockford.EncodeToString(sum[:])
	return "NL-" + word[:5] + "-" + word[5:10], nil
}

// Make makes the report of a school year as it stands now, or finds the same that was made before. Callers have checked that whoever
// asks sees the figures of the nation.
func (b *Book) Make(ctx context.Context, year string, by org.PersonID) (Report, error) {
	content, err := b.Content(ctx, year)
	if err != nil {
		return Report{}, err
	}
	id, err := b.idOf(content)
	if err != nil {
		return Report{}, err
	}
	if old, err := b.reports.Get(ctx, id); !errors.Is(err, store.ErrNotFound) {
		return old, err
	}
	text, err := json.Marshal(content)
	if err != nil {
		return Report{}, fmt.Errorf("literacy: report: %w", err)
	}
	rec := Report{ID: id, Year: year, Title: content.Title, Counted: content.Counted, Recorded: day.Instant(b.now()), By: by, Figures: hashOf(text),
		Layout: layout, Program: b.settings.Program, Mark: b.settings.Mark, Origin: b.settings.Origin, Content: text}
	data, err := draw(&rec, &content)
	if err != nil {
		return Report{}, err
	}
	rec.PDF, rec.Size = hashOf(data), len(data)
	if err := b.files.Insert(ctx, reportFile{id, data}); err != nil && !errors.Is(err, store.ErrExists) {
		return Report{}, fmt.Errorf("literacy: report: %w", err)
	}
	err = b.deps.Audit.Append(ctx, audit.Entry{At: rec.Recorded, By: string(by), Action: "literacy.report-made", Subject: id,
		After: fmt.Sprintf("%s; figures %s", rec.Title, rec.Figures)})
	if err != nil {
		return Report{}, fmt.Errorf("literacy: audit: %w", err)
	}
	err = b.reports.Insert(ctx, rec)
	if errors.Is(err, store.ErrExists) { // made at the same moment
		return b.reports.Get(ctx, id)
	}
	return rec, err
}

// Reports gives the reports, the newest first, without their figures.
func (b *Book) Reports(ctx context.Context) ([]Report, error) {
	list, _, err := b.reports.Find(ctx, store.Query{Index: byRecorded, Desc: true, Limit: 200})
	if err != nil {
		return nil, fmt.Errorf("literacy: reports: %w", err)
	}
	for i := range list {
		list[i].Content = nil
	}
	return list, nil
}

// Report gives one report with its figures.
func (b *Book) Report(ctx context.Context, id string) (Report, Content, error) {
	id = strings.ToUpper(strings.TrimSpace(id))
	if !idForm.MatchString(id) {
		return Report{}, Content{}, errNoReport(id)
	}
	rec, err := b.reports.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return rec, Content{}, errNoReport(id)
	}
	var c Content
	if err == nil {
		err = json.Unmarshal(rec.Content, &c)
	}
	return rec, c, err
}

func errNoReport(id string) error {
	return fault.NotFound("There is no literacy report %q, or it is not yours to see.", id)
}

// File gives the PDF of a report, as it was made.
func (b *Book) File(ctx context.Context, rec *Report) ([]byte, error) {
	f, err := b.files.Get(ctx, rec.ID)
	if err != nil {
		return nil, fmt.Errorf("literacy: file of %s: %w", rec.ID, err)
	}
	if hashOf(f.Data) != rec.PDF {
		return nil, fmt.Errorf("literacy: the stored file of %s is not the one that was made", rec.ID)
	}
	return f.Data, nil
}

// Verify tells whether a report is as it was made: its figures, and its file, drawn anew from them.
func (b *Book) Verify(ctx context.Context, rec *Report) error {
	var c Content
	if err := json.Unmarshal(rec.Content, &c); err != nil || hashOf(rec.Content) != rec.Figures {
		return errors.Join(fmt.Errorf("literacy: the figures of %s are not those that were reported", rec.ID), err)
	}
	if _, err := b.File(ctx, rec); err != nil || rec.Layout != layout {
		return err
	}
	data, err := draw(rec, &c)
	if err == nil && hashOf(data) != rec.PDF {
		err = fmt.Errorf("literacy: the file of %s is not drawn from its figures", rec.ID)
	}
	return err
}
