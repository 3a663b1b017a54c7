package school

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// Limits of what is typed about a school, in characters.
const (
	maxCode = 24
	maxName = 120
)

// Code is a school's stable code. Match on the code, never on the name: names repeat.
type Code string

// Sector says who keeps a school.
type Sector string

// The sectors.
const (
	Public  Sector = "public"
	Private Sector = "private"
)

// Sectors lists the sectors in the order of a form.
func Sectors() []Sector { return []Sector{Public, Private} }

// Stages lists the key stages of the curriculum, the youngest first, as audiences of modules name them.
func Stages() []string { return []string{"pp-iii", "iv-vi", "vii-viii", "ix-xii"} }

// School is one version of what is recorded of a school.
type School struct {
	Code    Code `bson:"code" json:"code"`
	Version int  `bson:"version" json:"version"`

	Name   string         `bson:"name" json:"name"`
	NameDz string         `bson:"name_dz,omitempty" json:"name_dz,omitempty"` // "" shows the English name
	Place  org.AgencyCode `bson:"place" json:"place"`                         // the dzongkhag or thromde that it lies under
	Stages []string       `bson:"stages" json:"stages"`                       // that it teaches, the youngest first
	Sector Sector         `bson:"sector" json:"sector"`

	From  day.Date `bson:"from" json:"from,omitempty"`   // "" before anyone here remembers
	Until day.Date `bson:"until" json:"until,omitempty"` // the last day; "" open

	Recorded time.Time `bson:"recorded" json:"-"`
	By       string    `bson:"by" json:"-"`
	Group    string    `bson:"group" json:"-"` // the import that it came with; "" alone
}

// Open tells whether the school is there on a day.
func (s School) Open(on day.Date) bool { return org.Period{From: s.From, Until: s.Until}.Covers(on) }

var codeForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// ValidCode tells whether a text has the form of a code; it says nothing about whether the school exists.
func ValidCode(code Code) bool { return len(code) <= maxCode && codeForm.MatchString(string(code)) }

// tidy gives the school as it is stored.
func (s School) tidy() School {
	s.Code = Code(strings.ToLower(strings.TrimSpace(string(s.Code))))
	s.Name, s.NameDz = strings.Join(strings.Fields(s.Name), " "), strings.Join(strings.Fields(s.NameDz), " ")
	var stages []string
	for _, stage := range Stages() {
		if slices.Contains(s.Stages, stage) {
			stages = append(stages, stage)
		}
	}
	if len(stages) == len(slices.Compact(slices.Sorted(slices.Values(s.Stages)))) {
		s.Stages = stages
	}
	return s
}

// problems lists what is wrong with a tidy school in itself, by field. The places are those that exist.
func (s School) problems(isPlace func(org.AgencyCode) bool) []fault.Field {
	var bad []fault.Field
	say := func(name, message string) { bad = append(bad, fault.Field{Name: name, Message: message}) }
	if !ValidCode(s.Code) {
		say("code", "Write a code of small letters, digits and hyphens, such as haa-katsho, of at most 24 characters.")
	}
	switch n := utf8.RuneCountInString(s.Name); {
	case n == 0:
		say("name", "Write the name of the school.")
	case n > maxName || strings.ContainsFunc(s.Name, unicode.IsControl):
		say("name", "Write a name of at most 120 characters, as the school writes it.")
	}
	if utf8.RuneCountInString(s.NameDz) > maxName || strings.ContainsFunc(s.NameDz, unicode.IsControl) {
		say("name_dz", "Write a name of at most 120 characters, or leave it empty.")
	}
	if !isPlace(s.Place) {
		say("place", "Give the code of the dzongkhag or thromde that the school lies under.")
	}
	if len(s.Stages) == 0 || slices.ContainsFunc(s.Stages, func(stage string) bool { return !slices.Contains(Stages(), stage) }) {
		say("stages", "Choose the key stages that the school teaches: "+strings.Join(Stages(), ", ")+".")
	}
	if !slices.Contains(Sectors(), s.Sector) {
		say("sector", "Choose public or private.")
	}
	return append(bad, periodProblems(s.From, s.Until, true)...)
}

// same tells whether two versions say the same of a school.
func (s School) same(o School) bool {
	return s.Code == o.Code && s.Name == o.Name && s.NameDz == o.NameDz && s.Place == o.Place && s.Sector == o.Sector &&
		s.From == o.From && s.Until == o.Until && slices.Equal(s.Stages, o.Stages)
}

// periodProblems checks two days that somebody typed; the fields are "from" and "until".
func periodProblems(from, until day.Date, open bool) []fault.Field {
	var bad []fault.Field
	for _, d := range []struct {
		name  string
		value day.Date
	}{{"from", from}, {"until", until}} {
		if _, err := day.Parse(string(d.value)); err != nil && (d.value != "" || !open) {
			bad = append(bad, fault.Field{Name: d.name, Message: "Give a day of the calendar, for example 2026-11-23."})
		}
	}
	if len(bad) == 0 && until != "" && until < from {
		bad = append(bad, fault.Field{Name: "until", Message: "The last day comes before the first. Change one of them."})
	}
	return bad
}
