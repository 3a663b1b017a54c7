package coverage

import (
	"lamtoen/courses"
	"lamtoen/internal/org"
)

// longest is how many entries a journal keeps: whoever is further behind folds everybody anew.
const longest = 1 << 16

// journal lists whom something came about, so that each sheet judges again those that it has not taken in yet.
type journal struct {
	entries []touched
	dropped int // entries that were forgotten
}

// touched is a person about whom something came, in one course or, "", in all.
type touched struct {
	course courses.CourseID
	person org.PersonID
}

// end is the place behind the last entry, counted from the first that ever was.
func (j *journal) end() int { return j.dropped + len(j.entries) }

func (j *journal) add(t touched) {
	if len(j.entries) >= longest {
		half := len(j.entries) / 2
		j.dropped += half
		j.entries = append(j.entries[:0], j.entries[half:]...)
	}
	j.entries = append(j.entries, t)
}

// since gives the people of a course from a place on; false when some of it is forgotten.
func (j *journal) since(place int, course courses.CourseID) (map[org.PersonID]bool, bool) {
	if place < j.dropped {
		return nil, false
	}
	people := map[org.PersonID]bool{}
	for _, t := range j.entries[place-j.dropped:] {
		if t.course == "" || t.course == course {
			people[t.person] = true
		}
	}
	return people, true
}

// forget makes whoever has a place in it fold everybody anew.
func (j *journal) forget() { j.dropped, j.entries = j.end()+1, nil }
