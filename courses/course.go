package courses

import (
	"path"
	"slices"
)

// Kind is the catalogue that a course belongs to, which is also the folder above the course's own.
type Kind string

// The catalogues.
const (
	CivilService Kind = "civil-service"
	Schools      Kind = "schools"
	Community    Kind = "community"
)

// LessonOrder says how freely a learner may go through the lessons.
type LessonOrder string

// The orders.
const (
	InOrder LessonOrder = "in-order"
	Free    LessonOrder = "free"
)

// Course is one version of one course. It is immutable: everyone shares it, nobody writes to it. It marshals to JSON as the
// snapshot keeps it; the approval stands beside the snapshot, since it binds to the content instead of being part of it.
type Course struct {
	ID      CourseID `json:"id"`
	Version Version  `json:"version"`
	Hash    string   `json:"hash"` // h1:…, over text, bank and media, without the approval

	Title     string   `json:"title"`
	Summary   string   `json:"summary"`
	Catalogue Kind     `json:"catalogue"`
	Audience  Audience `json:"audience"`
	Owners    []string `json:"owners"`  // agency codes
	Minutes   int      `json:"minutes"` // for lessons and assessment together
	Review    string   `json:"review"`  // the day by which the owner reviews it, 2006-01-02 (policy clause me.3)

	Clauses    []ClauseID  `json:"clauses"`
	Objectives []Objective `json:"objectives"`

	Lessons     []Lesson    `json:"lessons"` // in their order
	LessonOrder LessonOrder `json:"lesson_order"`

	Assessment       *Assessment       `json:"assessment,omitempty"` // nil: none
	Items            []Item            `json:"items,omitempty"`      // the bank, as authored; lesson checks are in the lessons
	Acknowledgements []Acknowledgement `json:"acknowledgements,omitempty"`
	Certificate      *CertificateSpec  `json:"certificate,omitempty"`  // nil: none
	BeforeAfter      []ItemID          `json:"before_after,omitempty"` // three questions asked before and after a module; or none
	Pack             *Pack             `json:"pack,omitempty"`         // of a school module; nil: none
	Refreshers       []Refresher       `json:"refreshers,omitempty"`   // short paths for those who renew; none: the whole course again
	Delta            *DeltaPolicy      `json:"delta,omitempty"`        // whether holders of an older major version owe the difference; nil: nobody
	TestOut          *TestOut          `json:"test_out,omitempty"`     // the test may be taken instead of the lessons; nil: not
	Media            []Media           `json:"media,omitempty"`        // sorted by name

	// What the course cites, as it was worded when the version was loaded. Neither is part of the hash: a better definition of
	// a word must not make a new version of every course.
	Policy   []Clause `json:"policy,omitempty"`
	Glossary []Term   `json:"glossary,omitempty"`

	Approval     Approval      `json:"-"`
	Authors      []string      `json:"-"` // EIDs of those who wrote this version, who cannot approve it; outside the hash
	Translations []Translation `json:"-"` // of lessons; each has its own hash, outside the version
	Wordings     []Wording     `json:"-"` // of bank and course texts, one a language; outside the version likewise

	// Bytes is what the course weighs before compression: the rendered lessons and the bank, and the media once.
	Bytes int `json:"bytes"`

	Sources []Source `json:"sources"` // the authored files, for the record and to name what differs

	Dir                     string `json:"-"` // the folder in the content tree; empty when read from a snapshot
	waivers                 []Waiver
	passages                []Passage
	versionLine, versionCol int // of the version in course.yaml, to point at it
}

// VersionAt makes a problem that points at the version in course.yaml.
func (c *Course) VersionAt(rule, what, mend string) Problem {
	return Problem{File: path.Join(c.Dir, "course.yaml"), Line: c.versionLine, Col: c.versionCol, Rule: rule, What: what, Mend: mend}
}

// Audience is for whom a course is written.
type Audience struct {
	Who        string   `json:"who"`
	ReadingAge int      `json:"reading_age"`          // years
	KeyStages  []string `json:"key_stages,omitempty"` // of a module for pupils: pp-iii, iv-vi, vii-viii, ix-xii
}

// Objective is one thing that the learner can do afterwards.
type Objective struct {
	ID      ObjectiveID `json:"id"`
	Can     string      `json:"can"` // completes "You can …"
	Clauses []ClauseID  `json:"clauses,omitempty"`
}

// CertificateSpec is what the certificate of the course says.
type CertificateSpec struct {
	Title       string `json:"title"`
	ValidMonths int    `json:"valid_months,omitempty"` // 0: no end
}

// Source is one authored file of the course, named relative to the course's folder.
type Source struct {
	Path string `json:"path"`
	Hash string `json:"hash"`           // h1: of the bytes, with line ends made LF in text files
	Text string `json:"text,omitempty"` // empty for media, which Course.Media holds
}

// Open tells whether the course is read without an account (policy clause cap.3): those of the community, and those of schools that
// are not for pupils, who read with their class.
func (c *Course) Open() bool {
	return c.Catalogue == Community || c.Catalogue == Schools && len(c.Audience.KeyStages) == 0
}

// Lesson finds a lesson.
func (c *Course) Lesson(id LessonID) (Lesson, bool) {
	i := slices.IndexFunc(c.Lessons, func(l Lesson) bool { return l.ID == id })
	if i < 0 {
		return Lesson{}, false
	}
	return c.Lessons[i], true
}

// Item finds a question of the bank, or else a check or scenario of a lesson; ids are unique over both.
func (c *Course) Item(id ItemID) (Item, bool) {
	if i := slices.IndexFunc(c.Items, func(it Item) bool { return it.ID == id }); i >= 0 {
		return c.Items[i], true
	}
	for _, l := range c.Lessons {
		for _, b := range l.Blocks {
			if b.Item != nil && b.Item.ID == id {
				return *b.Item, true
			}
		}
	}
	return Item{}, false
}

// Objective finds an objective.
func (c *Course) Objective(id ObjectiveID) (Objective, bool) {
	i := slices.IndexFunc(c.Objectives, func(o Objective) bool { return o.ID == id })
	if i < 0 {
		return Objective{}, false
	}
	return c.Objectives[i], true
}

// Picture finds a media file by its name, for example flood.svg.
func (c *Course) Picture(name string) (Media, bool) {
	i := slices.IndexFunc(c.Media, func(m Media) bool { return m.Name == name })
	if i < 0 {
		return Media{}, false
	}
	return c.Media[i], true
}

// Clause finds a clause that the course cites, worded as it was when the version was loaded.
func (c *Course) Clause(id ClauseID) (Clause, bool) {
	i := slices.IndexFunc(c.Policy, func(cl Clause) bool { return cl.ID == id })
	if i < 0 {
		return Clause{}, false
	}
	return c.Policy[i], true
}

// Term finds a glossary term that the course uses, defined as it was when the version was loaded.
func (c *Course) Term(id TermID) (Term, bool) {
	i := slices.IndexFunc(c.Glossary, func(t Term) bool { return t.ID == id })
	if i < 0 {
		return Term{}, false
	}
	return c.Glossary[i], true
}
