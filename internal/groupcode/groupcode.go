// Package groupcode keeps the codes of conduct that groups have made for themselves: associations, civil society organisations,
// youth groups and businesses are invited to define their own (policy clauses coc.assoc and cap.3).
//
// A group composes and prints its code without anything being stored. If it wishes, it registers: its name, kind, dzongkhag,
// day and text, and whether it may be published. No member is named, and no address kept. What is to be published waits until
// somebody of the content office has read it, since anybody can register.
//
// Registrations, consents and decisions are inserted and never changed. The same code registered again is the same registration,
// to which consent can be added.
package groupcode

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// Kind says what a group is.
type Kind string

// The kinds of group.
const (
	Association  Kind = "association"
	CivilSociety Kind = "civil-society"
	YouthGroup   Kind = "youth-group"
	Business     Kind = "business"
	Other        Kind = "other"
)

// Kinds lists the kinds in the order of a form.
func Kinds() []Kind { return []Kind{Association, CivilSociety, YouthGroup, Business, Other} }

// The limits of a code. Lengths are in characters.
const (
	MaxGroup = 80
	MinRules = 3
	MaxRules = 10
	MaxRule  = 200
)

// Code is what a group has agreed on.
type Code struct {
	Group     string         `bson:"group"`
	Kind      Kind           `bson:"kind"`
	Dzongkhag org.AgencyCode `bson:"dzongkhag"` // of the dzongkhag; "" for a group of the whole country
	Agreed    day.Date       `bson:"agreed"`
	Rules     []string       `bson:"rules"`
}

// Tidy gives the code without stray spaces and empty rules.
func (c Code) Tidy() Code {
	c.Group = strings.Join(strings.Fields(c.Group), " ")
	var rules []string
	for _, r := range c.Rules {
		if r = strings.Join(strings.Fields(r), " "); r != "" {
			rules = append(rules, r)
		}
	}
	c.Rules = rules
	return c
}

// personal finds what would point to one person: an address or a telephone number.
var personal = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[^\s@]+|\+?\d[\d \-]{5,}\d`)

// Check gives what is wrong with a tidy code, by field, as a fault.CodeInvalid; nil for nothing. Today is the latest day on which
// it can have been agreed; dzongkhags are the codes that exist.
func (c Code) Check(today day.Date, dzongkhags []org.AgencyCode) error {
	var bad []fault.Field
	say := func(name, format string, args ...any) {
		bad = append(bad, fault.Field{Name: name, Message: fmt.Sprintf(format, args...)})
	}
	switch n := utf8.RuneCountInString(c.Group); {
	case n == 0:
		say("group", "Write the name of the group.")
	case n > MaxGroup:
		say("group", "Write a name of at most %d characters. This one has %d.", MaxGroup, n)
	case personal.MatchString(c.Group):
		say("group", "Leave out telephone numbers and e-mail addresses.")
	}
	if !slices.Contains(Kinds(), c.Kind) {
		say("kind", "Choose what kind of group it is.")
	}
	if c.Dzongkhag != "" && !slices.Contains(dzongkhags, c.Dzongkhag) {
		say("dzongkhag", "Choose a dzongkhag from the list, or the whole country.")
	}
	if _, err := day.Parse(string(c.Agreed)); err != nil {
		say("agreed", "Give the day on which the group agreed, for example 2026-11-23.")
	} else if c.Agreed > today {
		say("agreed", "This day has not come yet. Give the day on which the group agreed.")
	}
	if problem := c.rulesProblem(); problem != "" {
		say("rules", "%s", problem)
	}
	if len(bad) > 0 {
		return fault.Invalid("Please correct what is marked.", bad...)
	}
	return nil
}

func (c Code) rulesProblem() string {
	if n := len(c.Rules); n < MinRules || n > MaxRules {
		return fmt.Sprintf("Write between %d and %d rules, each in a field of its own. There are %d.", MinRules, MaxRules, n)
	}
	for i, r := range c.Rules {
		if n := utf8.RuneCountInString(r); n > MaxRule {
			return fmt.Sprintf("Rule %d has %d characters. A rule that people remember has at most %d.", i+1, n, MaxRule)
		}
		if personal.MatchString(r) {
			return fmt.Sprintf("Rule %d has a telephone number or an e-mail address. Leave it out.", i+1)
		}
		if slices.Contains(c.Rules[:i], r) {
			return fmt.Sprintf("Rule %d stands there twice.", i+1)
		}
	}
	return ""
}

// id is the same for the same code, so that a form sent twice registers once.
func (c Code) id() string {
	sum := sha256.New()
	for _, part := range append([]string{c.Group, string(c.Kind), string(c.Dzongkhag), string(c.Agreed)}, c.Rules...) {
		fmt.Fprintf(sum, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// Registration is a code that a group has registered.
type Registration struct {
	ID       string    `bson:"_id"` // 16 hexadecimal digits of a hash of the code
	Code     Code      `bson:"code"`
	Publish  bool      `bson:"publish"` // the group consents
	Recorded time.Time `bson:"recorded"`
}

// consent is that of a group that gave it after it had registered.
type consent struct {
	ID       string    `bson:"_id"` // of the registration
	Recorded time.Time `bson:"recorded"`
}

// Decision says whether a registration is published. The newest counts.
type Decision struct {
	ID           string    `bson:"_id"` // REGISTRATION/NUMBER
	Registration string    `bson:"registration"`
	Publish      bool      `bson:"publish"`
	Reason       string    `bson:"reason"`
	By           string    `bson:"by"`
	Recorded     time.Time `bson:"recorded"`
}

// State is where a registration stands.
type State string

// The states.
const (
	Kept      State = "kept"      // counted; the group did not consent to more
	Waiting   State = "waiting"   // to be read before it is published
	Published State = "published" // everybody sees it
	Declined  State = "declined"  // counted, and not published
)

// Entry is a registration with where it stands.
type Entry struct {
	Registration
	State     State
	Decisions []Decision // the oldest first
}
