package report_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/report"
	"lamtoen/internal/store"
)

// The civil service that is measured: as many people, agencies and mandatory courses as Bhutan's.
const (
	civilServants = 30_000
	dzongkhags    = 20
	gewogs        = 10 // each
	central       = 64
	scaleCourses  = 12
)

func scaleCourse(i int) courses.CourseID {
	if i == 0 {
		return conduct
	}
	return courses.CourseID(fmt.Sprintf("course-%d", i))
}

// nation is a world of all that. A third of its people are complete in the one course, two thirds in another, by days of the whole year.
func nation(b *testing.B) *world {
	b.Helper()
	files := fstest.MapFS{}
	for name, file := range courseFiles() {
		for i := range scaleCourses {
			text := strings.ReplaceAll(string(file.Data), "id: "+string(conduct), "id: "+string(scaleCourse(i)))
			files[strings.ReplaceAll(name, string(conduct), string(scaleCourse(i)))] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	list, agencies := nationalAgencies()
	w := newWorldOf(b, files, list)
	for i := 1; i < scaleCourses; i++ {
		_, err := w.learning.AddRule(w.ctx, learning.Rule{Rule: fmt.Sprintf("rule-%d", i), Title: "Rule", Course: scaleCourse(i), DueDays: 90,
			From: "2026-01-05"}, "test")
		w.must(err)
	}
	w.settle(agencies)
	w.to("2026-04-02")
	w.reopen()
	return w
}

func nationalAgencies() (list string, codes []org.AgencyCode) {
	var s strings.Builder
	s.WriteString("code,type,parent_code,name,name_dz,from,until,successors,source\n")
	add := func(code, kind, parent string) {
		fmt.Fprintf(&s, "%s,%s,%s,Agency %s,,,,,\n", code, kind, parent, code)
		codes = append(codes, org.AgencyCode(code))
	}
	for i := range central {
		if i%2 == 0 {
			add(fmt.Sprintf("min-%d", i), "ministry", "")
		} else {
			add(fmt.Sprintf("aut-%d", i), "autonomous-agency", fmt.Sprintf("min-%d", i-1))
		}
	}
	for d := range dzongkhags {
		add(fmt.Sprintf("dz-%d", d), "dzongkhag", "")
		for g := range gewogs {
			add(fmt.Sprintf("gw-%d-%d", d, g), "gewog", fmt.Sprintf("dz-%d", d))
		}
	}
	return s.String(), codes
}

// settle imports the people and what they did: ten facts each.
func (w *world) settle(agencies []org.AgencyCode) {
	w.t.Helper()
	passed, err := store.Encode(learning.SubmissionData{Score: 9000, Passed: true})
	w.must(err)
	var batch org.Batch
	var facts []learning.Fact
	for i := range civilServants {
		id := org.PersonID(fmt.Sprintf("p%016d", i))
		batch.People = append(batch.People, org.Person{ID: id, EID: fmt.Sprintf("20%07d", i), Name: fmt.Sprintf("Tshering %05d Wangmo", i*7919%100_000),
			Kind: org.KindRegular, Sex: []string{org.SexFemale, org.SexMale}[i%2], Category: fmt.Sprintf("P%d", i%5+1), Joined: "2019-07-01"})
		batch.Posts = append(batch.Posts, org.Post{Person: id, Agency: agencies[i%len(agencies)], Position: "Officer", From: "2020-01-01"})
		at := noon("2026-01-05").Add(-time.Duration(i%180) * 24 * time.Hour)
		for round := range 2 {
			course, err := w.library.Course(scaleCourse((i + round*5) % scaleCourses))
			w.must(err)
			add := func(kind learning.Kind, data store.Raw, about ...string) {
				facts = append(facts, learning.Fact{ID: learning.FactID(id, course.ID, 1, about...), Kind: kind, Person: id, Course: course.ID,
					Enrolment: 1, Version: course.Version, Hash: course.Hash, At: at, By: string(id), Via: learning.ViaPaper, Data: data})
			}
			add(learning.KindEnrolled, nil)
			add(learning.KindLessonDone, nil, "lesson", "one")
			add(learning.KindLessonDone, nil, "lesson", "two")
			add(learning.KindSubmitted, passed, "attempt", "1", "submission")
			add(learning.KindSigned, nil, "signature")
		}
	}
	w.must(w.register.Import(w.ctx, batch, "test"))
	for at := 0; at < len(facts); at += 1000 {
		w.must(w.learning.AddFacts(w.ctx, facts[at:min(at+1000, len(facts))]))
	}
}

// processor is the time that this process has had on the processor, which other programs on the machine change less than the time of day.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkReports30000 makes reports of 30,000 people, 284 agencies, 12 courses and 300,000 facts. Each is asked as known on another instant,
// so that no figures are kept of the one before.
func BenchmarkReports30000(b *testing.B) {
	w := nation(b)
	measure := func(name string, do func()) {
		b.Run(name, func(b *testing.B) {
			used := time.Duration(0)
			for b.Loop() {
				b.StopTimer()
				w.at = w.at.Add(time.Millisecond) // another report each time
				before := processor(b)
				b.StartTimer()
				do()
				used += processor(b) - before
			}
			b.ReportMetric(float64(used.Milliseconds())/float64(b.N), "cpu-ms/op")
		})
	}
	var rec report.Record
	var data []byte
	letter := report.Ask{Kind: report.Letter, Agency: "dz-3", Names: true, At: "2026-03-31"}
	measure("letter", func() { rec, data = w.make(letter) })
	b.Logf("a letter that names the %d people of a dzongkhag has %d bytes", civilServants*(gewogs+1)/284, len(data))
	measure("yearly", func() { rec, data = w.make(yearly()) })
	b.Logf("a yearly report has %d bytes", len(data))
	measure("verify", func() {
		v, err := w.reports.VerifyFile(w.ctx, data)
		w.must(err)
		if !v.Same {
			b.Fatal(v.Differences)
		}
	})
	measure("compare", func() {
		_, err := w.reports.Compare(w.ctx, &rec)
		w.must(err)
	})
}
