package workbook

import (
	"cmp"
	"fmt"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/org"
)

// Kind says what a fact tells.
type Kind string

// The kinds of fact.
const (
	KindBegun     Kind = "begun"
	KindSubmitted Kind = "submitted"
	KindReviewed  Kind = "reviewed"
)

// State is where a version stands.
type State string

// The states, in the order in which a version goes through them; after returned comes submitted again.
const (
	StateBegun     State = "begun"
	StateSubmitted State = "submitted"
	StateReturned  State = "returned"
	StateAgreed    State = "agreed"
)

// States gives all states, in the order in which pages list them.
func States() []State { return []State{StateAgreed, StateSubmitted, StateReturned, StateBegun} }

// Fact is one thing that happened to a version. It is inserted once and never changed.
type Fact struct {
	ID      string         `bson:"_id"` // AGENCY/VERSION, AGENCY/VERSION/ROUND/submitted or …/review
	Kind    Kind           `bson:"kind"`
	Agency  org.AgencyCode `bson:"agency"`
	Version int            `bson:"version"`
	Round   int            `bson:"round"` // 0 for begun

	// By did it at At, in the position that they held. Recorded is later only where a step was finished by another.
	By       org.PersonID `bson:"by"`
	Position string       `bson:"position"`
	At       time.Time    `bson:"at"`
	Recorded time.Time    `bson:"recorded"`

	Edition string   `bson:"edition,omitempty"` // of KindSubmitted: the hash of the workbook
	Agreed  bool     `bson:"agreed,omitempty"`  // of KindReviewed
	Answers []Answer `bson:"answers,omitempty"` // of KindReviewed
	Note    string   `bson:"note,omitempty"`    // of KindReviewed: to the authors
}

// Answer is what a reviewer says to one question.
type Answer struct {
	Question courses.QuestionID `bson:"question"`
	Verdict  Verdict            `bson:"verdict"`
	Note     string             `bson:"note,omitempty"`
}

// Verdict is the short answer to a question of the review.
type Verdict string

// The verdicts; the empty one is no answer yet.
const (
	Yes    Verdict = "yes"
	NotYet Verdict = "not-yet"
)

// state is that to which the fact brings its version.
func (f Fact) state() State {
	switch {
	case f.Kind == KindSubmitted:
		return StateSubmitted
	case f.Kind == KindReviewed && f.Agreed:
		return StateAgreed
	case f.Kind == KindReviewed:
		return StateReturned
	}
	return StateBegun
}

// compareFacts is the order in which they happened: a review comes after its submission whatever the clocks said.
func compareFacts(a, b Fact) int {
	return cmp.Or(cmp.Compare(a.Version, b.Version), cmp.Compare(a.Round, b.Round), cmp.Compare(rank(a.Kind), rank(b.Kind)))
}

func rank(k Kind) int {
	switch k {
	case KindSubmitted:
		return 1
	case KindReviewed:
		return 2
	}
	return 0
}

// versionID is the id of a version's copy and of the fact that it was begun.
func versionID(agency org.AgencyCode, version int) string {
	return fmt.Sprintf("%s/%d", agency, version)
}

// roundID is the id of a round's texts.
func roundID(agency org.AgencyCode, version, round int) string {
	return fmt.Sprintf("%s/%d/%d", agency, version, round)
}
