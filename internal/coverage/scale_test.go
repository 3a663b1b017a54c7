package coverage_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// The country that benchmarks measure: as many agencies as Bhutan's, twelve mandatory courses, ten facts a person.
const (
	scaleCourses    = 12
	scaleDzongkhags = 20
	scaleGewogs     = 10 // each
	scaleCentral    = 64
	factsEach       = 10
)

// scaleAgencies writes the list: 20 dzongkhags with 10 gewogs each, and 64 ministries with one agency under each second.
func scaleAgencies() (list string, codes []org.AgencyCode) {
	var b strings.Builder
	b.WriteString("code,type,parent_code,name,name_dz,from,until,successors,source\n")
	add := func(code, kind, parent string) {
		fmt.Fprintf(&b, "%s,%s,%s,Agency %s,,,,,\n", code, kind, parent, code)
		codes = append(codes, org.AgencyCode(code))
	}
	for i := range scaleCentral {
		if i%2 == 0 {
			add(fmt.Sprintf("min-%d", i), "ministry", "")
		} else {
			add(fmt.Sprintf("aut-%d", i), "autonomous-agency", fmt.Sprintf("min-%d", i-1))
		}
	}
	for d := range scaleDzongkhags {
		add(fmt.Sprintf("dz-%d", d), "dzongkhag", "")
		for g := range scaleGewogs {
			add(fmt.Sprintf("gw-%d-%d", d, g), "gewog", fmt.Sprintf("dz-%d", d))
		}
	}
	return b.String(), codes
}

func scaleCourse(i int) courses.CourseID {
	if i == 0 {
		return conduct
	}
	return courses.CourseID(fmt.Sprintf("course-%d", i))
}

// newCountry is a world of so many people. Each third has been through one of the courses, and some of them through more.
func newCountry(t testing.TB, people int) *world {
	t.Helper()
	files := fstest.MapFS{}
	for name, file := range courseFiles() {
		if name == "policy.yaml" {
			files[name] = file
			continue
		}
		for i := range scaleCourses {
			id := string(scaleCourse(i))
			files[strings.ReplaceAll(name, string(conduct), id)] = &fstest.MapFile{
				Data: []byte(strings.ReplaceAll(string(file.Data), "id: "+string(conduct), "id: "+id)),
			}
		}
	}
	list, codes := scaleAgencies()
	w := newWorldOf(t, files, list)
	for i := 1; i < scaleCourses; i++ {
		_, err := w.learning.AddRule(w.ctx, learning.Rule{Rule: fmt.Sprintf("rule-%d", i), Title: "Rule", Course: scaleCourse(i), DueDays: 90,
			From: start}, "test")
		w.must(err)
	}
	w.settle(people, codes)
	w.clock.forward(time.Hour)
	return w
}

func scalePerson(i int) org.PersonID { return org.PersonID(fmt.Sprintf("p%016d", i)) }

// settle imports the people and what they did.
func (w *world) settle(people int, codes []org.AgencyCode) {
	w.t.Helper()
	const many = 30_000
	passed, err := store.Encode(learning.SubmissionData{Score: 9000, Passed: true})
	w.must(err)
	for from := 0; from < people; from += many {
		var b org.Batch
		var facts []learning.Fact
		for i := from; i < min(people, from+many); i++ {
			id := scalePerson(i)
			b.People = append(b.People, org.Person{ID: id, EID: fmt.Sprintf("20%07d", i), Name: fmt.Sprintf("Tshering %05d Wangmo", i*7919%100_000),
				Kind: org.KindRegular, Sex: []string{org.SexFemale, org.SexMale}[i%2], Category: fmt.Sprintf("P%d", i%5+1), Joined: "2019-07-01"})
			b.Posts = append(b.Posts, org.Post{Person: id, Agency: codes[i%len(codes)], Position: "Officer", From: "2020-01-01"})
			facts = w.rounds10(facts, i, passed)
		}
		w.must(w.register.Import(w.ctx, b, "test"))
		for at := 0; at < len(facts); at += 1000 {
			w.must(w.learning.AddFacts(w.ctx, facts[at:min(at+1000, len(facts))]))
		}
	}
}

// rounds10 adds ten facts about each person on the average: two rounds of five facts, in one course or two.
func (w *world) rounds10(facts []learning.Fact, i int, passed store.Raw) []learning.Fact {
	id := scalePerson(i)
	for round := range 2 {
		course, err := w.library.Course(scaleCourse((i + round*5) % scaleCourses))
		w.must(err)
		add := func(kind learning.Kind, data store.Raw, about ...string) {
			facts = append(facts, learning.Fact{ID: learning.FactID(id, course.ID, 1, about...), Kind: kind, Person: id, Course: course.ID,
				Enrolment: 1, Version: course.Version, Hash: course.Hash, By: string(id), Via: learning.ViaWeb, Data: data})
		}
		add(learning.KindEnrolled, nil)
		add(learning.KindLessonDone, nil, "lesson", "one")
		add(learning.KindLessonDone, nil, "lesson", "two")
		add(learning.KindSubmitted, passed, "attempt", "1", "submission")
		add(learning.KindSigned, nil, "signature")
	}
	return facts
}

// crowd is how many people populate imports.
const crowd = 30_000

// populate imports the crowd over the small country, none of whom has begun anything.
func (w *world) populate() {
	w.t.Helper()
	var b org.Batch
	for i := range crowd {
		id := scalePerson(i)
		b.People = append(b.People, org.Person{ID: id, EID: fmt.Sprintf("20%07d", i), Name: "Tshering Wangmo", Kind: org.KindRegular, Joined: "2019-07-01"})
		b.Posts = append(b.Posts, org.Post{Person: id, Agency: agencies[i%len(agencies)], Position: "Officer", From: "2020-01-01"})
	}
	w.must(w.register.Import(w.ctx, b, "test"))
	w.clock.forward(time.Hour)
}

// warm asks for every course, so that no figure is left to be folded.
func (w *world) warm() {
	w.t.Helper()
	w.must(w.cube.Warm(w.ctx))
}

// ofCourse is a query for the nation.
func ofCourse(i int) coverage.Query {
	q := all()
	q.Course = scaleCourse(i)
	return q
}

// A country of the benchmarks is what they say it is.
func TestTheMeasuredCountry(t *testing.T) {
	w := newCountry(t, 600)
	w.cube = w.another()
	total := 0
	for i := range scaleCourses {
		cell := w.figures(ofCourse(i)).Agency.Total
		if cell.Must != 600 {
			t.Errorf("course %d: got %d who must, want 600", i, cell.Must)
		}
		total += cell.Complete
	}
	if total != 1200 {
		t.Errorf("got %d completions, want 1200", total)
	}
	if got := len(w.register.Tree(day.Of(w.clock.now())).All()); got != 284 {
		t.Errorf("got %d agencies, want 284", got)
	}
}
