package org

import (
	"cmp"
	"slices"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// maxLeaves bounds the leave periods of one post: more is a loop in somebody's script.
const maxLeaves = 64

// Flag marks what a post carries besides its position.
type Flag string

// The flags of a post. Lead, IMO and ICT are the roles of the policy's section 6.2 (acct.lead).
const (
	FlagLead    Flag = "lead"    // Social Media Lead
	FlagIMO     Flag = "imo"     // information and media officer
	FlagICT     Flag = "ict"     // ICT officer
	FlagHead    Flag = "head"    // head of the agency
	FlagTeacher Flag = "teacher" // teaches in a school
)

// Flags gives all flags, in the order in which pages list them.
func Flags() []Flag { return []Flag{FlagHead, FlagLead, FlagIMO, FlagICT, FlagTeacher} }

// Duty tells whether a person is at work in the post.
type Duty string

// The duties of a post on a day.
const (
	DutyActive Duty = "active"
	DutyLeave  Duty = "leave" // study, medical, extraordinary leave: the person is not expected to train
)

// Post is a post that a person holds, or, in what Posts and PostAt give, the stretch of it with one duty: From and Until
// then bound the stretch, Duty tells whether it is leave, and Began is the post's own first day.
//
// The substantive posts of one person never overlap. An acting post may overlap with them and with others, and must
// have an end.
type Post struct {
	ID      string   `bson:"post" json:"id"` // PERSON.n, the person's n-th post
	Version int      `bson:"version" json:"version"`
	Person  PersonID `bson:"person" json:"person"`

	Agency   AgencyCode `bson:"agency" json:"agency"`
	Position string     `bson:"position" json:"position"`
	Flags    []Flag     `bson:"flags,omitempty" json:"flags,omitempty"` // sorted, each once
	Acting   bool       `bson:"acting,omitempty" json:"acting,omitempty"`
	From     day.Date   `bson:"from" json:"from"`
	Until    day.Date   `bson:"until" json:"until,omitempty"` // the last day; "" open
	Leave    []Period   `bson:"leave,omitempty" json:"leave,omitempty"`

	Duty  Duty     `bson:"-" json:"duty,omitempty"`
	Began day.Date `bson:"-" json:"began,omitempty"`

	Recorded time.Time `bson:"recorded" json:"recorded"`
	By       string    `bson:"by" json:"by"`
	Group    string    `bson:"group" json:"group"`
}

// Period gives the days of the post, or of the stretch.
func (p Post) Period() Period { return Period{p.From, p.Until} }

// Has tells whether the post carries the flag.
func (p Post) Has(f Flag) bool { return slices.Contains(p.Flags, f) }

// stretches cuts the post where leave begins and ends, in order of time.
func (p Post) stretches() []Post {
	if p.Period().empty() {
		return nil
	}
	p.Began = p.From
	leave := p.Leave
	p.Leave = nil
	var out []Post
	add := func(from, until day.Date, duty Duty) {
		if s := (Period{from, until}); !s.empty() {
			part := p
			part.From, part.Until, part.Duty = from, until, duty
			out = append(out, part)
		}
	}
	next := p.From
	for _, l := range leave {
		until := earlierEnd(l.Until, p.Until)
		if until != "" && until < next || p.Until != "" && l.From > p.Until {
			continue
		}
		from := max(l.From, next)
		add(next, from.AddDays(-1), DutyActive)
		add(from, until, DutyLeave)
		if until == "" {
			return out
		}
		next = until.AddDays(1)
	}
	if p.Until == "" || next <= p.Until {
		add(next, p.Until, DutyActive)
	}
	return out
}

// on gives the stretch that covers the day; the caller has checked that the post does.
func (p Post) on(d day.Date) Post {
	if len(p.Leave) == 0 {
		p.Began, p.Duty = p.From, DutyActive
		return p
	}
	for _, s := range p.stretches() {
		if s.Period().Covers(d) {
			return s
		}
	}
	return p
}

// earlierEnd gives the earlier of two last days, where "" is never.
func earlierEnd(a, b day.Date) day.Date {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// clean brings a typed or imported post into the stored form. A post given with the duty "leave" is leave throughout.
func (p *Post) clean() {
	p.Position = cleanText(p.Position)
	p.Flags = slices.Compact(slices.Sorted(slices.Values(p.Flags)))
	if len(p.Flags) == 0 {
		p.Flags = nil
	}
	if p.Duty == DutyLeave && len(p.Leave) == 0 {
		p.Leave = []Period{p.Period()}
	}
	p.Duty, p.Began = "", ""
	slices.SortFunc(p.Leave, func(a, b Period) int { return cmp.Compare(a.From, b.From) })
}

// problems lists what is wrong with a cleaned post in itself, by field.
func (p *Post) problems() []fault.Field {
	var bad []fault.Field
	say := func(name, format string, args ...any) {
		bad = append(bad, field(name, format, args...))
	}
	if what := textProblem(p.Position, maxName); p.Position == "" {
		say("position", "Give the position, for example Planning Officer.")
	} else if what != "" {
		say("position", "The position %s.", what)
	}
	for _, f := range p.Flags {
		if !slices.Contains(Flags(), f) {
			say("flags", "%q is not a flag; the flags are %s.", clip(string(f)), joinWords(Flags()))
		}
	}
	bad = append(bad, periodProblems(p.Period(), "from", "until", "post")...)
	if p.Acting && p.Until == "" {
		say("until", "An acting post needs its last day.")
	}
	if len(p.Leave) > maxLeaves {
		say("leave", "A post can have at most %d periods of leave.", maxLeaves)
	}
	for i, l := range p.Leave {
		bad = append(bad, periodProblems(l, "leave_from", "leave_until", "leave")...)
		if i > 0 && p.Leave[i-1].overlaps(l) {
			say("leave_from", "The leave from %s overlaps with the leave from %s.", l.From, p.Leave[i-1].From)
		}
		if l.From != "" && !p.Period().overlaps(l) {
			say("leave_from", "The leave from %s is outside the post.", l.From)
		}
	}
	return bad
}

// periodProblems checks the two dates of what the word names.
func periodProblems(p Period, from, until, word string) []fault.Field {
	var bad []fault.Field
	if p.From == "" {
		bad = append(bad, field(from, "Give the first day of the %s as year-month-day, for example 2024-07-01.", word))
	} else if what := dateProblem(p.From); what != "" {
		bad = append(bad, field(from, "The first day of the %s %s.", word, what))
	}
	if what := dateProblem(p.Until); what != "" {
		bad = append(bad, field(until, "The last day of the %s %s.", word, what))
	}
	if len(bad) == 0 && p.empty() {
		bad = append(bad, field(until, "The last day of the %s (%s) is before its first (%s).", word, p.Until, p.From))
	}
	return bad
}
