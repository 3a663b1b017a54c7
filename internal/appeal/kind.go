package appeal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lamtoen/courses"
	"lamtoen/internal/org"
)

// How much fits, in characters.
const (
	MaxText   = 500  // of the person
	MaxAnswer = 1500 // of an officer: it is printed on the letter
	MaxCause  = 300  // why a case is handed over; what was done
	MaxPaper  = 60   // the reference of a paper
)

// Wrong is what is wrong, from the fixed list.
type Wrong string

// The list.
const (
	WrongAgency    Wrong = "agency"    // not my agency
	WrongLeave     Wrong = "leave"     // I was on leave
	WrongElsewhere Wrong = "elsewhere" // I trained before, elsewhere
	WrongHere      Wrong = "here"      // I trained before, here
	WrongPerson    Wrong = "not-me"    // not me
	WrongName      Wrong = "name"      // my name is wrong
	WrongResult    Wrong = "result"    // my result is wrong
	WrongOther     Wrong = "other"
)

// Wrongs gives the list in the order in which forms show it.
func Wrongs() []Wrong {
	return []Wrong{WrongAgency, WrongLeave, WrongElsewhere, WrongHere, WrongPerson, WrongName, WrongResult, WrongOther}
}

// About is what a case is about. All may be empty: something about the person's entry in the register.
type About struct {
	Course courses.CourseID `bson:"course,omitempty" json:"course,omitempty"`
	Fact   string           `bson:"fact,omitempty" json:"fact,omitempty"`     // the id of a fact of the person in the course
	Serial string           `bson:"serial,omitempty" json:"serial,omitempty"` // of the certificate that the fact is
}

// office is where such a case begins.
func (w Wrong) office(a About) Office {
	switch w {
	case WrongAgency, WrongLeave, WrongName:
		return OfficeFocal
	case WrongOther:
		if a.Fact == "" {
			return OfficeFocal
		}
	case WrongElsewhere, WrongHere, WrongPerson, WrongResult:
	}
	return OfficeRCSC
}

// holds tells whether the obligation rests while such a case is open. A name that is misspelt changes nothing that is owed.
func (w Wrong) holds() bool { return w != WrongName }

// Office is who answers.
type Office string

// The offices.
const (
	OfficeFocal Office = "focal"
	OfficeRCSC  Office = "rcsc"
)

// Decision is what was decided.
type Decision string

// The decisions.
const (
	Granted Decision = "granted"
	Partly  Decision = "partly"
	Refused Decision = "refused"
)

// Decisions gives them in the order in which forms show them.
func Decisions() []Decision { return []Decision{Granted, Partly, Refused} }

// Reason is why, from a list.
type Reason string

// The reasons.
const (
	ReasonMistake Reason = "mistake"      // the record held a mistake
	ReasonProof   Reason = "proof"        // the person showed it by a document
	ReasonKnown   Reason = "known-here"   // the office's own papers show it
	ReasonPart    Reason = "part"         // a part of it is shown
	ReasonRight   Reason = "record-right" // the record was compared with its source and is right
	ReasonNoProof Reason = "no-proof"     // nothing shows it
	ReasonRule    Reason = "rule"         // the rule does not provide for it
)

// Reasons gives those that go with a decision, in the order in which forms show them; "" gives all.
func Reasons(d Decision) []Reason {
	switch d {
	case Granted:
		return []Reason{ReasonMistake, ReasonProof, ReasonKnown}
	case Partly:
		return []Reason{ReasonMistake, ReasonProof, ReasonKnown, ReasonPart, ReasonRight, ReasonNoProof, ReasonRule}
	case Refused:
		return []Reason{ReasonRight, ReasonNoProof, ReasonRule}
	}
	return Reasons(Partly)
}

// Deed is what was done because of a decision.
type Deed string

// The deeds.
const (
	DeedLeave      Deed = "leave"      // the leave was entered
	DeedMove       Deed = "move"       // the post was corrected
	DeedEntry      Deed = "entry"      // name or other data of the register were corrected
	DeedEquivalent Deed = "equivalent" // training from elsewhere was accepted
	DeedExemption  Deed = "exemption"
	DeedExtension  Deed = "extension"
	DeedVoid       Deed = "void" // a fact does not count any more
	DeedNothing    Deed = "nothing"
)

// Deeds gives them in the order in which forms show them.
func Deeds() []Deed {
	return []Deed{DeedLeave, DeedMove, DeedEntry, DeedEquivalent, DeedExemption, DeedExtension, DeedVoid, DeedNothing}
}

// Leads is the deed to which a granted case leads first; DeedNothing where that is for the officer to say.
func (w Wrong) Leads() Deed {
	switch w {
	case WrongAgency:
		return DeedMove
	case WrongLeave:
		return DeedLeave
	case WrongName:
		return DeedEntry
	case WrongElsewhere:
		return DeedEquivalent
	case WrongPerson, WrongResult:
		return DeedVoid
	case WrongHere, WrongOther:
	}
	return DeedNothing
}

// Paper says where the words of somebody are kept who gave them on paper, and when the paper came.
type Paper struct {
	Reference string `bson:"reference" json:"reference"`
	Day       string `bson:"day" json:"day"` // 2006-01-02, in Thimphu
}

// Officer is who acts, with the scope of the permission to answer cases.
type Officer struct {
	ID    org.PersonID
	Scope org.Scope
}

// tidy makes every line end LF and takes away the space around.
func tidy(text string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(text))
}

// readable tells that a text can be shown and stored, and is not too long.
func readable(text string, most int) bool {
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= most &&
		!strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) })
}

// known tells whether v is in the list.
func known[T comparable](list []T, v T) bool { return slices.Contains(list, v) }
