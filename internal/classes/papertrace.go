package classes

import (
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/org"
)

// Traced is one correction as it is shown for ever: what stood there, what stands there since, who said so, when and why.
type Traced struct {
	Ask   Ask
	Item  courses.ItemID
	Form  string             // of the sheet by whose letters it was corrected; "" none
	Was   *assessment.Answer // just before; nil: no answer
	Is    *assessment.Answer // nil: a teacher says that there was no answer
	By    org.PersonID
	At    time.Time
	Cause Cause
}

// Trace lists the corrections that count, the oldest first. Unlike Correction, which tells what the pupil gave, each line tells
// what stood there just before it. It depends on nothing but the set of entries.
func (w Work) Trace() []Traced {
	after := w.lastAside()
	stands := map[question]*assessment.Answer{}
	for _, e := range w.Entries { // the first answer counts, and corrections stand over it whenever it comes
		q := question{e.Ask, e.Item}
		if _, there := stands[q]; e.Kind == EntryAnswer && e.At.After(after) && !there {
			stands[q] = e.Answer
		}
	}
	var list []Traced
	for _, e := range w.Entries {
		if e.Kind != EntryCorrection || !e.At.After(after) {
			continue
		}
		q := question{e.Ask, e.Item}
		list = append(list, Traced{Ask: e.Ask, Item: e.Item, Form: e.Form, Was: stands[q], Is: e.Answer, By: e.By, At: e.At, Cause: e.Cause})
		stands[q] = e.Answer
	}
	return list
}

// lastAside is up to when work was set aside; the zero time where none was.
func (w Work) lastAside() time.Time {
	var last time.Time
	for _, e := range w.Entries {
		if e.Kind == EntryAside {
			last = e.At // they are in the order of time
		}
	}
	return last
}
