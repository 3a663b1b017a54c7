package learning

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// maxTypedName bounds the name typed at signing, in characters.
const maxTypedName = 120

// Signature is what a person gives when they sign: the hash of the text they read, and their name as they type it.
type Signature struct {
	TextHash  string
	TypedName string
	Via       Via    // the web where empty
	Group     string // the group session in which it is signed
}

// SignatureData is the data of KindSigned. Typed and registered name are both kept; they need not be alike to the letter,
// since people write their names in more than one way and the person is known by their sign-in.
type SignatureData struct {
	Role           string         `bson:"role"` // for whom the text was worded
	Title          string         `bson:"title"`
	TextHash       string         `bson:"text_hash"`
	TypedName      string         `bson:"typed_name"`
	RegisteredName string         `bson:"registered_name"`
	Agency         org.AgencyCode `bson:"agency,omitempty"` // of the day
	Lang           string         `bson:"lang,omitempty"`   // of title and text; "" is English
	Words          string         `bson:"words,omitempty"`  // courses.Wording.Hash of the translation that holds them; "" in English

	// Group is the session in which it was signed. On paper there is no typed name, and Sheet, Facilitator and Witness say
	// where the signature can be found and who saw it.
	Group       string       `bson:"group,omitempty"`
	Sheet       string       `bson:"sheet,omitempty"`
	Facilitator org.PersonID `bson:"facilitator,omitempty"`
	Witness     string       `bson:"witness,omitempty"`
}

// Acknowledgement gives the text that the person signs in this version of the course: the one worded for a flag of their
// post of the day (head before lead before the others), or else the one for everyone.
func (s *Service) Acknowledgement(c *courses.Course, person org.PersonID) (courses.Acknowledgement, bool) {
	post, _ := s.register.PostAt(person, s.today())
	return acknowledgementFor(c, post)
}

// acknowledgementFor gives the text for whoever holds the post.
func acknowledgementFor(c *courses.Course, post org.Post) (courses.Acknowledgement, bool) {
	for _, flag := range org.Flags() {
		if ack, ok := c.Acknowledgement(string(flag)); ok && post.Has(flag) && ack.Role == string(flag) {
			return ack, true
		}
	}
	return c.Acknowledgement(courses.Everyone)
}

func (s *Service) today() day.Date { return day.Of(s.now()) }

// Sign records the person's signature under the acknowledgement of the version they began, and gives the progress after
// it. The hash must be that of the text for the person's role, in English or in a language in which it is offered: what is
// signed is what was read. Signing again with the same text and name is success; the first signature stands.
func (s *Service) Sign(ctx context.Context, person org.PersonID, course courses.CourseID, given Signature) (Progress, error) {
	l, e, c, err := s.enrolled(ctx, person, course)
	if err != nil {
		return Progress{}, err
	}
	name, err := cleanName(given.TypedName)
	if err != nil {
		return Progress{}, err
	}
	// Before any other check: a repeat must succeed though the role, and so the text to sign, may have changed since.
	if f, signed := l.told(e.id(), partSignature); signed {
		return s.signedBefore(ctx, l, f, given.TextHash, name)
	}
	if err := s.maySign(ctx, l, e, c); err != nil {
		return Progress{}, err
	}
	ack, _ := s.Acknowledgement(c, person) // maySign has seen that there is one
	data, err := s.toSign(ctx, c, ack, given.TextHash)
	if err != nil {
		return Progress{}, err
	}
	p, err := s.person(person)
	if err != nil {
		return Progress{}, err
	}
	post, _ := s.register.PostAt(person, s.today())
	data.TypedName, data.RegisteredName, data.Agency, data.Group = name, p.Name, post.Agency, given.Group
	stored, err := s.tell(ctx, l, e, telling{kind: KindSigned, about: partSignature, via: viaOr(given.Via), data: data})
	if fault.Is(err, fault.CodeConflict) {
		return s.signedBefore(ctx, l, stored, given.TextHash, name)
	}
	if err != nil {
		return Progress{}, err
	}
	return s.progress(ctx, l)
}

func viaOr(v Via) Via {
	if v == "" {
		return ViaWeb
	}
	return v
}

// signedBefore answers a second signature: the same again is success, another is not.
func (s *Service) signedBefore(ctx context.Context, l *ledger, f Fact, hash, name string) (Progress, error) {
	var data SignatureData
	if err := f.Into(&data); err != nil {
		return Progress{}, err
	}
	if data.TextHash != hash || data.TypedName != name {
		return Progress{}, fault.Conflict("This was signed on %s as “%s”. A signature is never changed.", day.Of(f.At), data.TypedName)
	}
	return s.progress(ctx, l)
}

// maySign refuses a signature before the lessons are done and the assessment is passed.
func (s *Service) maySign(ctx context.Context, l *ledger, e Enrolment, c *courses.Course) error {
	if len(c.Acknowledgements) == 0 {
		return fault.Conflict("There is nothing to sign in this course.")
	}
	if err := learnt(l, e, c, "Signing"); err != nil {
		return err
	}
	status, err := s.standing(ctx, l)
	if err != nil {
		return err
	}
	if c.Assessment != nil && !status.Passed {
		return fault.Conflict("Signing comes after the assessment. Pass the assessment first.")
	}
	return nil
}

// cleanName trims a typed name and refuses one that is none.
func cleanName(typed string) (string, error) {
	name := strings.Join(strings.Fields(typed), " ")
	var problem string
	switch {
	case name == "":
		problem = "Type your name."
	case !utf8.ValidString(name) || strings.ContainsFunc(name, hidden):
		problem = "The name has a character that cannot be read. Type it again."
	case utf8.RuneCountInString(name) > maxTypedName:
		problem = "The name is longer than 120 characters."
	case !strings.ContainsFunc(name, unicode.IsLetter):
		problem = "Type your name in letters."
	default:
		return name, nil
	}
	return "", fault.Invalid("This cannot be signed yet. "+problem, fault.Field{Name: "typed_name", Message: problem})
}

// hidden finds characters that are not seen: control characters, and those that turn the direction of writing.
func hidden(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }
