package report

import (
	"encoding/json"
	"fmt"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Content is everything that a report says beyond its fixed words: the figures used. It is what Inputs is the hash of.
type Content struct {
	Title    string       `json:"title"`
	At       day.Date     `json:"at"`
	Known    time.Time    `json:"known"`
	Kinds    []string     `json:"kinds"` // of people counted
	Register RegisterAge  `json:"register"`
	Letter   *LetterTexts `json:"letter,omitempty"`
	Year     *YearTexts   `json:"year,omitempty"`
}

// canonical is the content as it is hashed: JSON in the order of the fields.
func (c *Content) canonical() ([]byte, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("report: write content: %w", err)
	}
	return text, nil
}

// RegisterAge says on what register the figures rest.
type RegisterAge struct {
	People  int       `json:"people"`           // with a post on the day
	Changed time.Time `json:"changed,omitzero"` // when the newest of their entries and posts was recorded
}

// Name is how somebody or something is called in both languages; NameDz may be empty.
type Name struct {
	Name   string `json:"name"`
	NameDz string `json:"name_dz,omitempty"`
}

// LetterTexts is what a letter says.
type LetterTexts struct {
	Code        org.AgencyCode `json:"code"`
	Agency      Name           `json:"agency"`
	Below       int            `json:"below"` // agencies below it, which are counted with it
	Courses     []LetterCourse `json:"courses"`
	Named       bool           `json:"named"` // there is an annex
	AppealUntil day.Date       `json:"appeal_until,omitempty"`
}

// LetterCourse is the figure of one course in a letter.
type LetterCourse struct {
	ID    courses.CourseID `json:"id"`
	Title string           `json:"title"`
	Waits bool             `json:"waits,omitempty"` // the owner has not approved it: nobody must yet
	Cell  coverage.Cell    `json:"cell"`
	Names []Missing        `json:"names,omitempty"`
}

// Missing is one person in the annex of a letter.
type Missing struct {
	EID      string         `json:"eid"`
	Name     Name           `json:"name"`
	Agency   string         `json:"agency"`
	Position string         `json:"position"`
	Group    coverage.Group `json:"group"`
	Due      day.Date       `json:"due,omitempty"`
	Overdue  bool           `json:"overdue,omitempty"`
	Review   bool           `json:"under_review,omitempty"`
}

// YearTexts is what a yearly report says.
type YearTexts struct {
	Name      string       `json:"name"`
	Period    org.Period   `json:"period"`
	Courses   []YearCourse `json:"courses"`
	Clauses   []Clause     `json:"clauses"`
	Elsewhere []Count      `json:"elsewhere,omitempty"`
}

// YearCourse is the figures of one course in a yearly report.
type YearCourse struct {
	ID         courses.CourseID `json:"id"`
	Title      string           `json:"title"`
	Version    courses.Version  `json:"version"`
	Waits      bool             `json:"waits,omitempty"`
	Total      coverage.Cell    `json:"total"`
	Trend      []Point          `json:"trend"`
	Types      []Group          `json:"types"`
	Dzongkhags []Group          `json:"dzongkhags"`
	Help       []Group          `json:"help"`
	Kinds      []Group          `json:"kinds"`
	Sexes      []Group          `json:"sexes"`
}

// Point is a trend's figure at the end of one month, or on the day of the report.
type Point struct {
	At   day.Date      `json:"at"`
	Cell coverage.Cell `json:"cell"`
}

// Group is the figures of some people under one name.
type Group struct {
	Name     string        `json:"name"`
	Agencies int           `json:"agencies,omitempty"`
	Cell     coverage.Cell `json:"cell"`
}

// Clause is a clause of the policy that some course carries out.
type Clause struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Courses []string `json:"courses"`
}

// Count is one thing counted elsewhere than in the register's training.
type Count struct {
	What string `json:"what"`
	N    int    `json:"n"`
}
