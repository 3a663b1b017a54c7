package classes

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/org"
)

// Work is what one pupil has done on one module: the set of entries that have come in. What they amount to is worked out by
// Record. It lives as long as its class and is purged with it.
//
// # Merging
//
// Entries come from pages, from devices that had no link for a week, from paper and from slips, in any order and more than
// once. The same set of entries gives the same work, in whatever order and however often they are taken:
//
//   - an entry that is there already, by its id, is not added; where two claim the same id with other contents, the lesser in
//     the order of time, id and content stays;
//   - the first answer to a question counts, by the time it claims and then by its id;
//   - a teacher's correction wins over it, the last one over those before, and what it replaced stays to be seen;
//   - what a teacher sets aside is everything up to that moment; it stays, and does not count;
//   - a result of another version counts as it is, and so do lessons and answers that this version still has by their ids.
type Work struct {
	ID     string           `bson:"_id"` // CLASS/ROLL/COURSE
	Class  string           `bson:"class"`
	Roll   int              `bson:"roll"`
	Course courses.CourseID `bson:"course"`

	Entries []Entry `bson:"entries"` // in the order of compareEntries

	Touched time.Time `bson:"touched"` // when the store last took something in; no part of what the entries amount to
}

// mostEntries bounds what one pupil can send for one module: many times what a module has.
const mostEntries = 400

// WorkID makes the id of a pupil's work on a module.
func WorkID(class string, roll int, course courses.CourseID) string {
	return fmt.Sprintf("%s/%d/%s", class, roll, course)
}

// parseWorkID takes a work's id apart.
func parseWorkID(id string) (class string, roll int, course courses.CourseID, ok bool) {
	parts := strings.Split(id, "/")
	if len(parts) != 3 || parts[0] == "" || parts[2] == "" {
		return "", 0, "", false
	}
	roll, err := strconv.Atoi(parts[1])
	if err != nil || roll < 1 || strconv.Itoa(roll) != parts[1] {
		return "", 0, "", false
	}
	return parts[0], roll, courses.CourseID(parts[2]), true
}

// Take takes entries in and tells whether anything is new.
func (w *Work) Take(entries ...Entry) bool {
	taken := false
	for _, ch := range entries {
		i := slices.IndexFunc(w.Entries, func(old Entry) bool { return old.ID == ch.ID })
		switch {
		case i < 0:
			w.Entries = append(slices.Clip(w.Entries), ch)
		case compareEntries(ch, w.Entries[i]) < 0:
			w.Entries = slices.Clone(w.Entries)
			w.Entries[i] = ch
		default:
			continue
		}
		taken = true
	}
	if taken {
		w.Entries = slices.Clone(w.Entries)
		slices.SortFunc(w.Entries, compareEntries)
	}
	return taken
}

// Answered is the answer to one question that counts.
type Answered struct {
	Ask     Ask
	Item    courses.ItemID
	Version courses.Version
	Answer  assessment.Answer
	Points  assessment.Points
	At      time.Time
	Mode    Mode
	By      org.PersonID // the teacher who entered it from paper; "" the pupil
	Form    string       // of the sheet that it stood on; "" none

	Corrected *Correction // nil: it stands as it was given
}

// Right tells whether the answer earned whole points.
func (a Answered) Right() bool { return a.Points >= assessment.Whole }

// Correction is the trace of a teacher's correction.
type Correction struct {
	By    org.PersonID
	At    time.Time
	Cause Cause
	Was   *assessment.Answer // what it replaced; nil: nothing was there
}

// Result is what is known of a module that was finished elsewhere.
type Result struct {
	Version      courses.Version
	Right, Whole int // 0 of 0: not known
	At           time.Time
	Mode         Mode
}

// Record is what a pupil's work amounts to.
type Record struct {
	Lessons map[courses.LessonID]time.Time // finished, since when
	Answers []Answered                     // by part, then in the order in which they were given
	Result  *Result                        // nil: none came from elsewhere
	Aside   int                            // how many entries were set aside
	Again   int                            // how often a teacher has let the pupil begin again
	Taught  bool                           // something of the quiz came from paper, a pen drive or one screen: others saw the lessons
	Last    time.Time                      // the last thing that counts
	Mode    Mode                           // of it
}

// Of gives the answers of one part.
func (r Record) Of(part Ask) []Answered {
	var out []Answered
	for _, a := range r.Answers {
		if a.Ask == part {
			out = append(out, a)
		}
	}
	return out
}

// Answer finds the answer to a question.
func (r Record) Answer(part Ask, item courses.ItemID) (Answered, bool) {
	for _, a := range r.Answers {
		if a.Ask == part && a.Item == item {
			return a, true
		}
	}
	return Answered{}, false
}

// Empty tells that nothing counts.
func (r Record) Empty() bool { return len(r.Lessons) == 0 && len(r.Answers) == 0 && r.Result == nil }

// question names a question of a part.
type question struct {
	part Ask
	item courses.ItemID
}

// Record works out what the entries amount to. It depends on nothing but their set.
func (w Work) Record() Record {
	r := Record{Lessons: map[courses.LessonID]time.Time{}}
	var aside time.Time
	for _, ch := range w.Entries {
		if ch.Kind == EntryAside {
			r.Again++
			aside = ch.At // the last: they are in the order of time
		}
	}
	place := map[question]int{}
	for _, ch := range w.Entries { // in the order of time: the first counts
		switch {
		case ch.Kind == EntryAside:
		case !ch.At.After(aside):
			r.Aside++
		default:
			r.add(ch, place)
		}
	}
	for _, ch := range w.Entries { // and then what teachers say, the last over those before
		if ch.Kind == EntryCorrection && ch.At.After(aside) {
			r.correct(ch, place)
		}
	}
	r.Answers = slices.DeleteFunc(r.Answers, func(a Answered) bool { return a.Version == "" })
	order := []Ask{AskBefore, AskAfter, AskQuiz}
	slices.SortStableFunc(r.Answers, func(a, b Answered) int { return slices.Index(order, a.Ask) - slices.Index(order, b.Ask) })
	return r
}

// add adds what a pupil did, unless the same was done before.
func (r *Record) add(ch Entry, place map[question]int) {
	switch ch.Kind {
	case EntryLesson:
		if _, done := r.Lessons[ch.Lesson]; !done {
			r.Lessons[ch.Lesson] = ch.At
		}
	case EntryAnswer:
		q := question{ch.Ask, ch.Item}
		if _, done := place[q]; !done {
			place[q] = len(r.Answers)
			r.Answers = append(r.Answers, answeredOf(ch))
		}
	case EntryResult, EntryCarried:
		if r.Result == nil {
			r.Result = &Result{Version: ch.Version, Right: ch.Right, Whole: ch.Whole, At: ch.At, Mode: ch.Mode}
		}
	default:
		return
	}
	r.Taught = r.Taught || ch.taught()
	r.Last, r.Mode = ch.At, ch.Mode
}

// taught tells that the entry is of a quiz whose lessons are not seen here. It asks for no more than that the entry is there, so
// that nothing which comes later can take it back that a pupil is done.
func (ch Entry) taught() bool {
	elsewhere := ch.Mode == ModePaper || ch.Mode == ModePen || ch.Mode == ModeProjector
	switch ch.Kind {
	case EntryAnswer, EntryCorrection:
		return elsewhere && ch.Ask == AskQuiz && ch.Answer != nil
	case EntryResult, EntryCarried:
		return true
	}
	return false
}

// answeredOf is an answer as it came.
func answeredOf(ch Entry) Answered {
	a := Answered{Ask: ch.Ask, Item: ch.Item, Version: ch.Version, Points: ch.Points, At: ch.At, Mode: ch.Mode, By: ch.By, Form: ch.Form}
	if ch.Answer != nil {
		a.Answer = *ch.Answer
	}
	return a
}

// correct puts a teacher's word in the place of an answer. Without an answer the question counts as not answered, which a
// correction after it may change again.
func (r *Record) correct(ch Entry, place map[question]int) {
	r.Taught = r.Taught || ch.taught()
	q := question{ch.Ask, ch.Item}
	i, there := place[q]
	if !there {
		i = len(r.Answers)
		place[q] = i
		r.Answers = append(r.Answers, Answered{})
	}
	var was *assessment.Answer
	switch old := r.Answers[i]; {
	case old.Corrected != nil:
		was = old.Corrected.Was // what the pupil gave, not an earlier correction
	case there:
		was = &old.Answer
	}
	a := answeredOf(ch)
	a.Corrected = &Correction{By: ch.By, At: ch.At, Cause: ch.Cause, Was: was}
	if there && r.Answers[i].Corrected == nil {
		a.At, a.Mode = r.Answers[i].At, r.Answers[i].Mode
	}
	if ch.Answer == nil {
		a.Version = "" // dropped at the end
	}
	r.Answers[i] = a
}
