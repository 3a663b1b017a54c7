package org

import (
	"slices"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// Role is what a person may do beyond learning. The table of what each role may do stands in docs/permissions.md.
type Role string

// The roles. Everyone in the register is a learner without a grant.
const (
	RoleLearner Role = "learner"
	RoleFocal   Role = "focal"   // an agency's focal officer; always with a scope; ends with the post
	RoleTeacher Role = "teacher" // a teacher's classes; always with a scope
	RoleRCSC    Role = "rcsc"    // all people, rules and coverage; never anyone's answers
	RoleMoIC    Role = "moic"    // content, item figures and coverage without names
	RoleAdmin   Role = "admin"   // accounts, keys, settings; no training records

	RoleEducation Role = "education" // schools: a dzongkhag's or thromde's education officer; without a scope the ministry's
)

// Roles gives all roles, in the order in which pages list them.
func Roles() []Role {
	return []Role{RoleLearner, RoleFocal, RoleTeacher, RoleRCSC, RoleMoIC, RoleAdmin, RoleEducation}
}

// Scoped tells whether a grant of the role must name an agency. One of RoleEducation may.
func (r Role) Scoped() bool { return r == RoleFocal || r == RoleTeacher }

// Grant gives a person a role, in an agency and all below or in the whole country, for a time.
type Grant struct {
	ID      string     `bson:"grant" json:"id"` // PERSON.n, the person's n-th grant
	Version int        `bson:"version" json:"version"`
	Person  PersonID   `bson:"person" json:"person"`
	Role    Role       `bson:"role" json:"role"`
	Agency  AgencyCode `bson:"agency" json:"agency,omitempty"` // the scope; "" national
	From    day.Date   `bson:"from" json:"from"`
	Until   day.Date   `bson:"until" json:"until,omitempty"`         // the last day; "" open
	Lent    string     `bson:"lent,omitempty" json:"lent,omitempty"` // the grant of another person that it comes from and ends with

	By       PersonID  `bson:"by" json:"by"` // who granted or revoked it; a command's name for the first administrator
	Recorded time.Time `bson:"recorded" json:"recorded"`
	Group    string    `bson:"group" json:"group"`
}

// Period gives the days of the grant as written. A focal role may end earlier, with the post, and a lent one with its lender's:
// GrantsOf knows.
func (g Grant) Period() Period { return Period{g.From, g.Until} }

// problems lists what is wrong with a grant in itself, by field.
func (g *Grant) problems() []fault.Field {
	var bad []fault.Field
	say := func(name, format string, args ...any) {
		bad = append(bad, field(name, format, args...))
	}
	switch {
	case g.Role == RoleLearner:
		say("role", "Everyone is a learner; nothing needs to be granted.")
	case !slices.Contains(Roles(), g.Role):
		say("role", "Choose the role: %s.", joinWords(Roles()[1:]))
	case g.Role.Scoped() && g.Agency == "":
		say("agency", "Choose the agency: the role %s always has one.", g.Role)
	case !g.Role.Scoped() && g.Role != RoleEducation && g.Agency != "":
		say("agency", "Leave the agency empty: the role %s is national.", g.Role)
	}
	return append(bad, periodProblems(g.Period(), "from", "until", "role")...)
}

// PrincipalKind is what kind of actor a request comes from.
type PrincipalKind string

// The kinds of principal.
const (
	PrincipalPerson  PrincipalKind = "person"
	PrincipalPupil   PrincipalKind = "pupil"   // not in the register
	PrincipalService PrincipalKind = "service" // an API key
)

// Principal is who asks, with the grants in force at that moment. A person's grants begin with the role of a learner.
type Principal struct {
	Kind   PrincipalKind
	ID     PersonID // "" for a pupil or a service
	Grants []Grant
}

// Has tells whether the principal holds the role anywhere.
func (p Principal) Has(role Role) bool {
	return slices.ContainsFunc(p.Grants, func(g Grant) bool { return g.Role == role })
}

// ScopeOf gives where the principal holds the role; the zero Scope when nowhere.
func (p Principal) ScopeOf(role Role) Scope {
	var s Scope
	for _, g := range p.Grants {
		switch {
		case g.Role != role:
		case g.Agency == "":
			return Scope{All: true}
		case !slices.Contains(s.Agencies, g.Agency):
			s.Agencies = append(s.Agencies, g.Agency)
		}
	}
	return s
}

// standing gives the newest version of each grant recorded up to known, by id.
func standing(versions []Grant, known int64) []Grant {
	var out []Grant
	for _, g := range versions {
		if g.Recorded.UnixMilli() > known {
			continue
		}
		if i := slices.IndexFunc(out, func(o Grant) bool { return o.ID == g.ID }); i >= 0 {
			out[i] = g
		} else {
			out = append(out, g)
		}
	}
	return out
}

// stayed tells whether the person has served from the one day to the other, without a gap, in the agency of the first.
func stayed(e *entry, from, until day.Date, known int64) bool {
	row := e.postOn(from, known)
	if row == nil {
		return false
	}
	agency := row.tags.Value().agency
	next := from
	for range 2 * len(e.posts) { // each step passes the end of a post
		end, found := lastDayIn(e, agency, next, known)
		if !found {
			return false
		}
		if end == "" || until <= end {
			return true
		}
		next = end.AddDays(1)
	}
	return false
}

// lastDayIn gives the latest last day of the person's posts in the agency that cover the day; "" is open.
func lastDayIn(e *entry, agency AgencyCode, on day.Date, known int64) (day.Date, bool) {
	var last day.Date
	found := false
	for i := range e.posts {
		row := &e.posts[i]
		p := Period{row.from.Value(), row.until.Value()}
		if row.tags.Value().agency != agency || !p.Covers(on) || !e.stands(i, known) {
			continue
		}
		if p.Until == "" {
			return "", true
		}
		last, found = max(last, p.Until), true
	}
	return last, found
}
