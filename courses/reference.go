package courses

import "slices"

// Reference is what all courses share: the policy, the glossary, the contacts and the invented places. It is not versioned;
// a course keeps the clauses and terms that it cites as they were worded.
type Reference struct {
	Policy   Policy
	Glossary []Term
	Contacts []Contact
	Places   []Place
}

// Term is one entry of the glossary.
type Term struct {
	ID         TermID   `json:"id"`
	Term       string   `json:"term"`
	Definition string   `json:"definition"` // plain text
	Clause     ClauseID `json:"clause,omitempty"`
}

// Contact is a helpline or an office to turn to. An unchecked number prints as a blank line to fill in.
type Contact struct {
	ID      ContactID
	Office  string
	For     string
	Number  string
	Checked ContactCheck
}

// ContactCheck says who checked a number and when.
type ContactCheck struct{ By, Date string }

// Done tells that somebody checked the number.
func (c ContactCheck) Done() bool { return c.By != "" && c.Date != "" }

// Shown is the number that may be printed: empty until somebody has checked it.
func (c Contact) Shown() string {
	if !c.Checked.Done() {
		return ""
	}
	return c.Number
}

// Place is an invented office, school, gewog, village or page: the only places where people of a lesson err.
type Place struct {
	Name string
	Kind string
	Note string
}

// Term finds an entry of the glossary.
func (r Reference) Term(id TermID) (Term, bool) {
	i := slices.IndexFunc(r.Glossary, func(t Term) bool { return t.ID == id })
	if i < 0 {
		return Term{}, false
	}
	return r.Glossary[i], true
}

// Contact finds a helpline or an office.
func (r Reference) Contact(id ContactID) (Contact, bool) {
	i := slices.IndexFunc(r.Contacts, func(c Contact) bool { return c.ID == id })
	if i < 0 {
		return Contact{}, false
	}
	return r.Contacts[i], true
}
