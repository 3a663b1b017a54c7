package org

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// Limits of what a register row may hold. They are generous: the longest names of the civil list are under 60 characters.
const (
	maxName     = 120 // characters of a name or a position
	maxEmail    = 254 // RFC 5321, section 4.5.3.1
	maxCategory = 60
)

// earliest is the first joining or post date that is believed; anything before is a typing mistake.
const earliest day.Date = "1950-01-01"

// Kind is how a person stands to the civil service.
type Kind string

// The kinds of person that the register knows.
const (
	KindRegular         Kind = "regular"
	KindContract        Kind = "contract"
	KindSupportStaff    Kind = "support-staff" // ESP and GSP
	KindJudicialService Kind = "judicial-service"
	KindElected         Kind = "elected"
	KindUniformed       Kind = "uniformed"
	KindInvited         Kind = "invited"
)

// Kinds gives all kinds, in the order in which pages list them.
func Kinds() []Kind {
	return []Kind{KindRegular, KindContract, KindSupportStaff, KindJudicialService, KindElected, KindUniformed, KindInvited}
}

// Counts tells whether people of the kind are in RCSC's denominator: its statistics count regular and contract staff.
func (k Kind) Counts() bool { return k == KindRegular || k == KindContract }

// Valid tells whether k is one of Kinds.
func (k Kind) Valid() bool { return slices.Contains(Kinds(), k) }

// What Person.Sex may be.
const (
	SexFemale = "female"
	SexMale   = "male"
)

// Person is one version of a person's entry in the register.
type Person struct {
	ID      PersonID `bson:"person" json:"id"`
	Version int      `bson:"version" json:"version"`

	EID    string `bson:"eid" json:"eid"`                             // unique; correctable
	Name   string `bson:"name" json:"name"`                           // as the register writes it
	NameDz string `bson:"name_dz,omitempty" json:"name_dz,omitempty"` // "" shows the English name
	Email  string `bson:"email,omitempty" json:"email,omitempty"`     // lower case; need not be unique

	Kind     Kind     `bson:"kind" json:"kind"`
	Language string   `bson:"language,omitempty" json:"language,omitempty"` // en or dz; "" was never chosen
	Sex      string   `bson:"sex,omitempty" json:"sex,omitempty"`           // female or male; "" the register does not say
	Category string   `bson:"category,omitempty" json:"category,omitempty"` // the register's position category
	Joined   day.Date `bson:"joined" json:"joined"`                         // the civil service, or the office held
	Demo     bool     `bson:"demo,omitempty" json:"demo,omitempty"`         // an invented person of the demonstration

	Recorded time.Time `bson:"recorded" json:"recorded"` // when the register took this version
	By       string    `bson:"by" json:"by"`             // a person's id, or the name of the command
	Group    string    `bson:"group" json:"group"`       // the act that it came with
}

// eidPattern: RCSC's employee ids are digits; other bodies' numbers have letters too.
var eidPattern = regexp.MustCompile(`^[0-9A-Z]{4,16}$`)

// NormalEID gives an EID as it is stored and compared: capitals, without spaces, hyphens, slashes and dots, since people
// type them in many ways.
func NormalEID(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-./", r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, norm.NFKC.String(s))
}

// NormalEmail gives an e-mail address as it is stored and compared: trimmed, in lower case.
func NormalEmail(s string) string { return strings.ToLower(strings.TrimSpace(norm.NFC.String(s))) }

// cleanText gives a name or title as it is stored: NFC, one space between words, none around.
func cleanText(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }

// clean brings a typed or imported person into the stored form.
func (p *Person) clean() {
	p.EID, p.Email = NormalEID(p.EID), NormalEmail(p.Email)
	p.Name, p.NameDz, p.Category = cleanText(p.Name), cleanText(p.NameDz), cleanText(p.Category)
	p.Language, p.Sex = strings.ToLower(strings.TrimSpace(p.Language)), strings.ToLower(strings.TrimSpace(p.Sex))
}

// problems lists what is wrong with a cleaned person, by field.
func (p *Person) problems() []fault.Field {
	var bad []fault.Field
	say := func(name, format string, args ...any) {
		bad = append(bad, field(name, format, args...))
	}
	if !eidPattern.MatchString(p.EID) {
		say("eid", "Give the EID as 4 to 16 digits or letters, for example 200801234.")
	}
	if what := textProblem(p.Name, maxName); p.Name == "" {
		say("name", "Give the name as the register writes it.")
	} else if what != "" {
		say("name", "The name %s.", what)
	}
	if what := textProblem(p.NameDz, maxName); what != "" {
		say("name_dz", "The Dzongkha name %s.", what)
	}
	if what := textProblem(p.Category, maxCategory); what != "" {
		say("category", "The position category %s.", what)
	}
	if p.Email != "" && !validEmail(p.Email) {
		say("email", "%q is not an e-mail address; write it as name@agency.gov.bt, or leave it empty.", clip(p.Email))
	}
	if !p.Kind.Valid() {
		say("kind", "Choose the kind: %s.", joinWords(Kinds()))
	}
	if p.Language != "" && p.Language != "en" && p.Language != "dz" {
		say("language", "Choose the language en or dz, or leave it empty.")
	}
	if p.Sex != "" && p.Sex != SexFemale && p.Sex != SexMale {
		say("sex", "Write female or male, or leave it empty.")
	}
	if what := dateProblem(p.Joined); p.Joined == "" {
		say("joined", "Give the joining date as year-month-day, for example 2024-07-01.")
	} else if what != "" {
		say("joined", "The joining date %s.", what)
	}
	return bad
}

// textProblem says why a cleaned text cannot stand in a register, as the end of a sentence; "" when it can.
func textProblem(s string, limit int) string {
	switch {
	case !utf8.ValidString(s):
		return "is not readable text; save the file as UTF-8"
	case utf8.RuneCountInString(s) > limit:
		return fmt.Sprintf("is longer than %d characters", limit)
	case strings.ContainsFunc(s, hidden):
		return "contains a character that cannot be seen; type it again"
	}
	return ""
}

// hidden finds control characters and those that turn the direction of writing: in a name they are a mistake or a trick.
func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\uFEFF' || r == utf8.RuneError
}

// dateProblem says why a date cannot be right, as the end of a sentence; "" when it can, or when there is none.
func dateProblem(d day.Date) string {
	if d == "" {
		return ""
	}
	if parsed, err := day.Parse(string(d)); err != nil || parsed != d {
		return "is not a day of the calendar; write it as year-month-day, for example 2024-07-01"
	}
	if d < earliest || d > "2199-12-31" {
		return fmt.Sprintf("is %s, which cannot be right", d.ISO())
	}
	return ""
}

// validEmail accepts one bare address with a dotted domain, as RFC 5321 writes it.
func validEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > maxEmail || strings.ContainsFunc(s, hidden) {
		return false
	}
	_, domain, ok := strings.Cut(s, "@")
	return ok && strings.Contains(domain, ".") && !strings.HasPrefix(domain, "[")
}

// clip shortens a foreign text for a message.
func clip(s string) string {
	if utf8.RuneCountInString(s) <= 40 {
		return s
	}
	return string([]rune(s)[:40]) + "…"
}

// joinWords lists choices for a message.
func joinWords[S ~string](words []S) string {
	var b strings.Builder
	for i, w := range words {
		switch {
		case i > 0 && i == len(words)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(w))
	}
	return b.String()
}
