package coverage

import (
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// event is a fact as far as status depends on it, in 32 bytes: a country's facts stay in the memory of every instance. The
// texts that facts repeat stand once, in the events' tables.
type event struct {
	at, recorded int64  // Unix milliseconds
	tail         uint32 // what stands in the id behind the course
	data         uint32 // what is kept of the data
	edition      uint16 // version and hash
	enrolment    uint16
	kind         uint8
}

// edition is what an enrolment pins.
type edition struct {
	version courses.Version
	hash    string
}

// outcome is what is kept of a submission's data, under the names that learning gives it.
type outcome struct {
	Score   int    `bson:"score"`
	Passed  bool   `bson:"passed"`
	Purpose string `bson:"purpose,omitempty"`
}

// eventKinds are the kinds of fact that status depends on; an event has its place here.
var eventKinds = []learning.Kind{learning.KindVoid, learning.KindEnrolled, learning.KindLessonDone, learning.KindSigned,
	learning.KindSubmitted, learning.KindRegraded}

// events are all that is kept of facts.
type events struct {
	of       map[courses.CourseID]map[org.PersonID][]event
	parts    map[courses.CourseID]map[learning.Part]bool // versions, or parts of them, that some fact names
	tails    table[string]
	data     []store.Raw
	outcomes map[outcome]uint32 // places in data
	paths    map[learning.Path]uint32
	editions table[edition]
	count    int
}

func newEvents() events {
	return events{
		of: map[courses.CourseID]map[org.PersonID][]event{}, parts: map[courses.CourseID]map[learning.Part]bool{},
		outcomes: map[outcome]uint32{}, paths: map[learning.Path]uint32{}, data: []store.Raw{nil},
	}
}

// table keeps each value once and gives it a number.
type table[V comparable] struct {
	values []V
	places map[V]uint32
}

func (t *table[V]) place(v V) uint32 {
	if i, ok := t.places[v]; ok {
		return i
	}
	if t.places == nil {
		t.places = map[V]uint32{}
	}
	i := uint32(len(t.values)) // far fewer than 2^32 different texts stand in facts
	t.places[v] = i
	t.values = append(t.values, v)
	return i
}

// take keeps a fact; false when no status depends on it.
func (e *events) take(f *learning.Fact) (kept bool, err error) {
	kind := kindOf(f.Kind)
	if kind < 0 {
		return false, nil
	}
	_, tail, _ := strings.Cut(f.ID[len(f.Person)+1:], "/")
	one := event{
		at: f.At.UnixMilli(), recorded: f.Recorded.UnixMilli(), kind: uint8(kind), enrolment: uint16(f.Enrolment), // nobody begins a course 65,536 times
	}
	if one.data, err = e.keep(f); err != nil {
		return false, err
	}
	one.tail = e.tails.place(strings.Clone(tail))                      // not a piece of the whole id
	one.edition = uint16(e.editions.place(edition{f.Version, f.Hash})) // a handful of versions a course
	if e.parts[f.Course] == nil {
		e.parts[f.Course], e.of[f.Course] = map[learning.Part]bool{}, map[org.PersonID][]event{}
	}
	e.parts[f.Course][learning.Part{Version: f.Version, Path: f.Path()}] = true
	list := e.of[f.Course][f.Person]
	if len(list) == cap(list) { // people have a few facts each, so doubling would keep as much again for nothing
		list = append(make([]event, 0, len(list)+4), list...)
	}
	e.of[f.Course][f.Person] = append(list, one)
	e.count++
	return true, nil
}

func kindOf(k learning.Kind) int {
	for i, kept := range eventKinds {
		if k == kept {
			return i
		}
	}
	return -1
}

// slim copies of a fact's data what keep looks at, so that the page it stands on need not be kept.
func slim(f *learning.Fact) store.Raw {
	switch f.Kind {
	case learning.KindVoid, learning.KindEnrolled:
		return append(store.Raw(nil), f.Data...)
	case learning.KindSubmitted, learning.KindRegraded:
		return f.Data
	}
	return nil
}

// keep leaves of a fact's data what status depends on, each distinct content once, and gives its place; 0 is none.
func (e *events) keep(f *learning.Fact) (uint32, error) {
	next := uint32(len(e.data)) // as many as there are different results, and voids
	switch f.Kind {
	case learning.KindVoid:
		e.data = append(e.data, append(store.Raw(nil), f.Data...))
		return next, nil
	case learning.KindEnrolled: // its data says how much of the course it asks
		path := f.Path()
		if path.Whole() {
			return 0, nil
		}
		return encoded(e, e.paths, path, next)
	case learning.KindSubmitted, learning.KindRegraded:
		score, passed := f.Result()
		return encoded(e, e.outcomes, outcome{score, passed, f.Purpose()}, next)
	}
	return 0, nil
}

func encoded[V comparable](e *events, known map[V]uint32, v V, next uint32) (uint32, error) {
	if place, ok := known[v]; ok {
		return place, nil
	}
	raw, err := store.Encode(v)
	if err != nil {
		return 0, err
	}
	known[v] = next
	e.data = append(e.data, raw)
	return next, nil
}

// facts writes a person's events of a course out as the facts that learning judges. The list is good until the next call
// with the same scratch.
func (e *events) facts(course courses.CourseID, person org.PersonID, s *scratch) []learning.Fact {
	list := e.of[course][person]
	if len(list) == 0 {
		return nil
	}
	s.id, s.facts = s.id[:0], s.facts[:0]
	prefix := len(person) + len(course) + 2
	for i := range list {
		s.id = append(append(append(append(append(s.id, person...), '/'), course...), '/'), e.tails.values[list[i].tail]...)
	}
	ids, from := string(s.id), 0 // one piece of memory for all of them
	for i := range list {
		one := &list[i]
		edition := &e.editions.values[one.edition]
		until := from + prefix + len(e.tails.values[one.tail])
		s.facts = append(s.facts, learning.Fact{
			ID: ids[from:until], Kind: eventKinds[one.kind], Person: person, Course: course, Enrolment: int(one.enrolment),
			Version: edition.version, Hash: edition.hash, At: time.UnixMilli(one.at).UTC(), Recorded: time.UnixMilli(one.recorded).UTC(),
			Data: e.data[one.data],
		})
		from = until
	}
	return s.facts
}

// after tells whether something of a person and course was recorded after an instant.
func (e *events) after(course courses.CourseID, person org.PersonID, known time.Time) bool {
	list := e.of[course][person]
	for i := range list {
		if time.UnixMilli(list[i].recorded).After(known) {
			return true
		}
	}
	return false
}

// scratch is the memory that one judge uses again for one person after another.
type scratch struct {
	id     []byte
	facts  []learning.Fact
	others []scratch // for other courses of the same person
}
