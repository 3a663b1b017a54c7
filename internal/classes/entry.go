package classes

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/org"
)

// Mode is how a class, or one pupil of it, works on a module.
type Mode string

// The modes.
const (
	ModeOwn       Mode = "own"       // each on a device of their own
	ModeShared    Mode = "shared"    // on a device that goes from hand to hand
	ModeProjector Mode = "projector" // together, before one screen; hands are counted
	ModePaper     Mode = "paper"     // sheets, which the teacher enters
	ModePen       Mode = "pen"       // from a pen drive, with a completion slip
)

// Modes are all modes in which an entry can come to be.
func Modes() []Mode { return []Mode{ModeOwn, ModeShared, ModeProjector, ModePaper, ModePen} }

// Ask is on which occasion of a module a question is asked.
type Ask string

// The occasions.
const (
	AskBefore Ask = "before" // the three questions, before the lessons
	AskAfter  Ask = "after"  // the same three, after them
	AskQuiz   Ask = "quiz"
)

// EntryKind says what an entry tells.
type EntryKind string

// The kinds of entry.
const (
	EntryLesson     EntryKind = "lesson"     // a lesson was finished
	EntryAnswer     EntryKind = "answer"     // a question was answered
	EntryResult     EntryKind = "result"     // a whole module was finished elsewhere, of which only the result is known
	EntryCarried    EntryKind = "carried"    // it was finished in another class, of which only that is known
	EntryCorrection EntryKind = "correction" // a teacher says what an answer was
	EntryAside      EntryKind = "aside"      // a teacher says that what came up to then was not this pupil's
)

// Cause is why a teacher corrected something: one of a list, so that nothing about a child is written down.
type Cause string

// The causes.
const (
	CauseTyped  Cause = "typed-wrong" // it was entered wrongly
	CauseRead   Cause = "misread"     // the mark on the paper was read wrongly
	CauseSaid   Cause = "said-aloud"  // the pupil told the teacher what they meant
	CausePupil  Cause = "other-pupil" // somebody else had answered here
	CauseRepeat Cause = "to-repeat"   // the pupil begins again
)

// Causes are all causes, in the order in which they are offered.
func Causes() []Cause { return []Cause{CauseTyped, CauseRead, CauseSaid, CausePupil, CauseRepeat} }

// Entry is one thing that is to be taken into a pupil's work, whichever way it comes: from a page, from a device that had no link,
// from paper, from a slip. It has an id of its own, made by whoever makes the change and sent again with it.
type Entry struct {
	ID   string       `bson:"id" json:"id"`
	Kind EntryKind    `bson:"kind" json:"kind"`
	At   time.Time    `bson:"at" json:"at"`                     // when it happened, as claimed
	Mode Mode         `bson:"mode" json:"mode"`                 //
	By   org.PersonID `bson:"by,omitempty" json:"by,omitempty"` // the teacher who entered it; "" for what the pupil did

	Version courses.Version `bson:"version" json:"version"` // of the module that it was made on

	Lesson courses.LessonID `bson:"lesson,omitempty" json:"lesson,omitempty"` // of a lesson

	// Of an answer and of a correction; a correction without an answer says that there was none. Points are worked out when the
	// entry is taken in: a published version never changes, so everybody works out the same.
	Ask    Ask                `bson:"ask,omitempty" json:"ask,omitempty"`
	Item   courses.ItemID     `bson:"item,omitempty" json:"item,omitempty"`
	Answer *assessment.Answer `bson:"answer,omitempty" json:"answer,omitempty"`
	Points assessment.Points  `bson:"points,omitempty" json:"points,omitempty"`
	Form   string             `bson:"form,omitempty" json:"form,omitempty"` // of the sheet that it stood on, A to D; "" none

	Cause Cause `bson:"cause,omitempty" json:"cause,omitempty"` // of a correction and of what is set aside

	// Of a result: how many questions of the quiz were right, of how many.
	Right int `bson:"right,omitempty" json:"right,omitempty"`
	Whole int `bson:"whole,omitempty" json:"whole,omitempty"`
}

// entryID is what the id of an entry may look like. It stands in no address.
var entryID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9/._:-]{0,119}$`)

// tidied is the entry with what belongs to its kind, and nothing else: what a client sends beside it is not kept.
func (ch Entry) tidied() Entry {
	kept := Entry{ID: ch.ID, Kind: ch.Kind, At: ch.At, Mode: ch.Mode, By: ch.By, Version: ch.Version}
	switch ch.Kind {
	case EntryLesson:
		kept.Lesson = ch.Lesson
	case EntryAnswer, EntryCorrection:
		kept.Ask, kept.Item, kept.Answer, kept.Form, kept.Points = ch.Ask, ch.Item, ch.Answer, ch.Form, ch.Points
		if ch.Kind == EntryCorrection {
			kept.Cause = ch.Cause
		}
	case EntryAside:
		kept.Cause = ch.Cause
	case EntryResult:
		kept.Right, kept.Whole = ch.Right, ch.Whole
	case EntryCarried:
	}
	return kept
}

// problem tells what is wrong with the change in itself; "" nothing. It is for a program, or for who mends one: no form that a
// person fills in can bring it about.
func (ch Entry) problem() string {
	switch {
	case !entryID.MatchString(ch.ID):
		return fmt.Sprintf("an entry has no usable id: %q", ch.ID)
	case ch.At.IsZero():
		return "an entry does not say when it happened"
	case !slices.Contains(Modes(), ch.Mode) && ch.Kind != EntryCarried:
		return fmt.Sprintf("there is no mode %q", ch.Mode)
	case ch.Version == "":
		return "an entry does not name the version of the module"
	}
	switch ch.Kind {
	case EntryLesson:
		if ch.Lesson == "" {
			return "an entry does not name the lesson"
		}
	case EntryAnswer, EntryCorrection:
		return ch.answerProblem()
	case EntryResult:
		if ch.Whole < 1 || ch.Right < 0 || ch.Right > ch.Whole {
			return fmt.Sprintf("a result cannot be %d of %d", ch.Right, ch.Whole)
		}
	case EntryCarried:
	case EntryAside:
		if ch.By == "" || !slices.Contains(Causes(), ch.Cause) {
			return "only a teacher sets work aside, with one of the causes"
		}
	default:
		return fmt.Sprintf("there is no kind of entry %q", ch.Kind)
	}
	return ""
}

// answerProblem tells what is wrong with an answer or a correction in itself.
func (ch Entry) answerProblem() string {
	switch {
	case !slices.Contains([]Ask{AskBefore, AskAfter, AskQuiz}, ch.Ask):
		return fmt.Sprintf("nothing is asked at %q", ch.Ask)
	case ch.Item == "":
		return "an entry does not name the question"
	case ch.Kind == EntryAnswer && ch.Answer == nil:
		return "an answer is missing"
	case ch.Kind == EntryCorrection && (ch.By == "" || !slices.Contains(Causes(), ch.Cause)):
		return "only a teacher corrects, with one of the causes"
	case ch.Form != "" && !slices.Contains(Forms(), formNamed(ch.Form)):
		return fmt.Sprintf("there is no form %q of a sheet", ch.Form)
	}
	return ""
}

// compareEntries orders entries by when they happened, then by id, and, for two that claim the same id, by what they say, so that
// the order is total and everybody has the same.
func compareEntries(a, b Entry) int {
	if c := cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)); c != 0 {
		return c
	}
	return bytes.Compare(written(a), written(b))
}

// written is all that an entry says, to tell two of them apart.
func written(ch Entry) []byte {
	ch.At = ch.At.UTC()
	text, err := json.Marshal(ch)
	if err != nil {
		panic("classes: an entry cannot be written: " + err.Error()) // it holds texts and numbers only
	}
	return text
}
