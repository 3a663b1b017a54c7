package report

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// Kind is what kind of report it is.
type Kind string

// The kinds.
const (
	Letter Kind = "letter" // to one agency
	Yearly Kind = "yearly" // of the whole country
)

// Kinds gives the kinds in the order in which pages offer them.
func Kinds() []Kind { return []Kind{Letter, Yearly} }

// YearKind says when a year begins.
type YearKind string

// The kinds of year.
const (
	Calendar YearKind = "calendar" // January to December
	Fiscal   YearKind = "fiscal"   // July to June
)

// YearKinds gives the kinds of year in the order in which pages offer them.
func YearKinds() []YearKind { return []YearKind{Fiscal, Calendar} }

// The years that may be asked for.
const (
	firstYear = 2020
	lastYear  = 2100
)

// Ask is what a report is asked to be.
type Ask struct {
	Kind    Kind               `bson:"kind" json:"kind"`
	Courses []courses.CourseID `bson:"courses" json:"courses"` // none: all that some rule asks for

	// Of a letter: to whom, and whether it lists people, for which whoever asks must be allowed to see names there.
	Agency org.AgencyCode `bson:"agency,omitempty" json:"agency,omitempty"`
	Names  bool           `bson:"names,omitempty" json:"names,omitempty"`

	// Of a yearly report: the year, by the calendar year in which it begins.
	YearKind YearKind `bson:"year_kind,omitempty" json:"year_kind,omitempty"`
	Year     int      `bson:"year,omitempty" json:"year,omitempty"`

	At    day.Date  `bson:"at" json:"at"`       // "" is today, or the last day of the year
	Known time.Time `bson:"known" json:"known"` // zero: all that is known by now
}

// Period gives the first and the last day of the year.
func (a Ask) Period() org.Period {
	if a.YearKind == Fiscal {
		return org.Period{From: day.Date(fmt.Sprintf("%04d-07-01", a.Year)), Until: day.Date(fmt.Sprintf("%04d-06-30", a.Year+1))}
	}
	return org.Period{From: day.Date(fmt.Sprintf("%04d-01-01", a.Year)), Until: day.Date(fmt.Sprintf("%04d-12-31", a.Year))}
}

// YearName is how the year is called: 2026, or 2025-2026.
func (a Ask) YearName() string {
	if a.YearKind == Fiscal {
		return fmt.Sprintf("%d-%d", a.Year, a.Year+1)
	}
	return strconv.Itoa(a.Year)
}

// Record is a report that was made. It is inserted once and never changed.
type Record struct {
	ID  string `bson:"_id" json:"id"`
	Ask `bson:",inline"`

	Title      string `bson:"title" json:"title"`
	AgencyName string `bson:"agency_name,omitempty" json:"agency_name,omitempty"`

	// Hashes: "r1:" and the hexadecimal SHA-256.
	Inputs      string `bson:"inputs" json:"inputs"`           // over the figures used
	Definitions string `bson:"definitions" json:"definitions"` // over definitions, layout and schema
	PDF         string `bson:"pdf" json:"pdf"`                 // over the file
	Size        int    `bson:"size" json:"size"`               // of the file in bytes

	Layout  int    `bson:"layout" json:"layout"`   // the version of how reports are laid out
	Program string `bson:"program" json:"program"` // the version of the program that made it
	Mark    string `bson:"mark,omitempty" json:"mark,omitempty"`

	// Settings that stand in the file: it is drawn again with these, whatever they are by then.
	Origin     string `bson:"origin,omitempty" json:"-"`
	AppealDays int    `bson:"appeal_days" json:"-"`

	// Content is the figures used, as JSON, so that a difference can be named.
	Content []byte `bson:"content" json:"-"`

	By       org.PersonID `bson:"by" json:"by"` // a command's name where no person made it
	Recorded time.Time    `bson:"recorded" json:"recorded"`
}

// file is the PDF of a report.
type file struct {
	ID   string `bson:"_id"`
	Data []byte `bson:"data"`
}

// sum is a hash as records keep it.
func sum(data []byte) string {
	hash := sha256.Sum256(data)
	return "r1:" + hex.EncodeToString(hash[:])
}

var idForm = regexp.MustCompile(`^LR-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$`)

// crockford writes what people read aloud: without I, L, O and U.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// id makes the id of a report from what was asked and known: the same again is the same report.
func (a Ask) id(mark string) (string, error) {
	text, err := json.Marshal(struct {
		Ask
		Mark   string
		Layout int
	}{a, mark, layout})
	if err != nil {
		return "", fmt.Errorf("report: id: %w", err)
	}
	hash := sha256.Sum256(text)
	word := crockford.EncodeToString(hash[:])
	return "LR-" + word[:5] + "-" + word[5:10], nil
}

// filled fills what was left open, and says what is wrong.
func (s *Service) filled(a Ask) (Ask, error) {
	var bad []fault.Field
	refuse := func(name, format string, args ...any) {
		bad = append(bad, fault.Field{Name: name, Message: fmt.Sprintf(format, args...)})
	}
	today := day.Of(s.now())
	switch a.Kind {
	case Letter:
		a.YearKind, a.Year = "", 0
		if a.Agency == "" {
			refuse("agency", "Name the agency to which the letter goes.")
		}
	case Yearly:
		a.Agency, a.Names = "", false
		a.fillYear(today, refuse)
	default:
		refuse("kind", "Choose a letter or a yearly report.")
	}
	if a.At == "" {
		a.At = today
	}
	if a.At > today {
		refuse("at", "%s has not come yet; today is %s.", a.At, today)
	}
	latest := day.Instant(s.now().Add(-settle))
	if a.Known.IsZero() || day.Of(a.Known) == today && a.Known.After(latest) {
		a.Known = latest
	}
	a.Known = day.Instant(a.Known)
	switch {
	case a.Known.After(latest):
		refuse("known", "%s has not come yet; leave this empty for all that is known now.", day.Of(a.Known))
	case day.Of(a.Known) < a.At && len(bad) == 0:
		refuse("known", "On %s the figures as at %s were not known yet. Choose that day or a later one.", day.Of(a.Known), a.At)
	}
	slices.Sort(a.Courses)
	a.Courses = slices.Compact(a.Courses)
	if len(bad) > 0 {
		return a, fault.Invalid("The report cannot be made.", bad...)
	}
	return a, nil
}

// fillYear checks the year and takes its last day, or today in a year that is not over.
func (a *Ask) fillYear(today day.Date, refuse func(name, format string, args ...any)) {
	if !slices.Contains(YearKinds(), a.YearKind) {
		refuse("year_kind", "Choose the calendar year or the fiscal year.")
		return
	}
	if a.Year < firstYear || a.Year > lastYear {
		refuse("year", "Write the year in four digits, from %d on.", firstYear)
		return
	}
	period := a.Period()
	switch {
	case period.From > today:
		refuse("year", "The year %s has not begun yet.", a.YearName())
	case a.At == "":
		a.At = min(period.Until, today)
	case !period.Covers(a.At):
		refuse("at", "%s is not a day of the year %s (%s to %s).", a.At, a.YearName(), period.From, period.Until)
	}
}

// settle is how long ago something must have been recorded to count: every server has written by then what it stamped before.
const settle = time.Minute

// Reads is what a reader may see of reports: the agencies whose figures, and those where names too; All in Figures is the country.
type Reads struct {
	Figures, Names org.Scope
}

// may tells whether the reader may see a report. Letters go by the tree of the day they were made as well as by today's, so that a
// reorganisation shuts nobody out of what they were sent, nor lets anybody else in.
func (r Reads) may(rec *Record, tree *org.Tree) bool {
	if rec.Kind == Yearly {
		return r.Figures.All
	}
	within := func(s org.Scope) bool {
		return s.All || tree.Within(s, rec.Agency) || slices.Contains(s.Agencies, rec.Agency)
	}
	return within(r.Figures) && (!rec.Names || within(r.Names))
}

// ParseID reads the id of a report as people type it.
func ParseID(text string) (string, bool) {
	text = strings.ToUpper(strings.TrimSpace(text))
	return text, idForm.MatchString(text)
}
