package evidence_test

import (
	"bytes"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/evidence"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store/mongo"
	"lamtoen/internal/store/storetest"
)

// attemptOf is the attempt that a document is about.
func (w *world) attemptOf(d evidence.Document) learning.Attempt {
	w.Helper()
	id, err := learning.ParseAttemptID(d.Statement.Attempt.ID)
	w.must(err)
	return learning.Attempt{ID: id}
}

// hash is that of an item's content, in the version of the attempt.
func (w *world) hash(a learning.Attempt, id courses.ItemID) string {
	w.Helper()
	c, err := w.library.Version(w.Context(), a.Enrolment.Course, a.Enrolment.Version)
	w.must(err)
	item, _ := c.Item(id)
	return item.ContentHash()
}

// plan is what somebody does, and what befalls it.
type plan struct {
	course   courses.CourseID
	attempts [][]care
	void     bool // the first is withdrawn
	publish  bool // a patch comes in between
}

func anyPlan(t *rapid.T) plan {
	p := plan{course: rapid.SampledFrom([]courses.CourseID{guarded, open}).Draw(t, "course"),
		void: rapid.Bool().Draw(t, "void"), publish: rapid.Bool().Draw(t, "publish")}
	cares := rapid.SampledFrom([]care{none, wrongly, partly, rightly})
	for range rapid.IntRange(1, 3).Draw(t, "attempts") {
		p.attempts = append(p.attempts, rapid.SliceOfN(cares, 6, 6).Draw(t, "cares"))
	}
	return p
}

// follow makes the attempts of a plan, as far as a pass lets them, and gives their ids; the last stays open.
func (w *world) follow(who org.PersonID, p plan, version string) []learning.Attempt {
	w.Helper()
	var made []learning.Attempt
	for i, how := range p.attempts {
		if i > 0 && p.publish {
			w.publish(version)
		}
		if i == len(p.attempts)-1 {
			a := w.start(who, p.course)
			w.answer(who, a, how...)
			return append(made, a)
		}
		a := w.attempt(who, p.course, how...)
		made = append(made, a)
		w.clock.advance(72 * time.Hour)
		if a.Outcome.Passed {
			break
		}
	}
	return made
}

// The same attempt is shown again exactly: as often as it is asked for, by another process, after a restart, and after
// whatever others have done meanwhile. What is shown is the draw of its fact.
func TestTheSameAgain(t *testing.T) {
	w := newWorld(t, storetest.Open(t))
	number := 0
	rapid.Check(t, func(rt *rapid.T) {
		number++
		who := w.person(strconv.Itoa(200000+number), "Somebody")
		p := anyPlan(rt)
		made := w.follow(who, p, "1.0.1")
		if p.void {
			w.must(w.learning.Void(t.Context(), string(made[0].ID), "A mistake.", "officer"))
		}
		var before []evidence.Document
		for _, a := range made {
			d := w.of(who, a)
			before = append(before, d)
			for i, item := range d.Statement.Items {
				if item.Hash != w.hash(a, a.Drawn[i].Item) || len(item.Options) != len(a.Drawn[i].Options) {
					rt.Fatalf("%s: item %d is %+v, drawn was %s", a.ID, i+1, item, a.Drawn[i].Item)
				}
			}
			if g := d.Statement.Grading; g != nil && g.Regraded != evidence.Same {
				rt.Fatalf("%s: regraded %s", a.ID, g.Regraded)
			}
		}
		w.clock.advance(24 * time.Hour)
		w.restart()
		for i, a := range made {
			after := w.of(who, a)
			if !bytes.Equal(after.Payload, before[i].Payload) || after.JWS != before[i].JWS {
				rt.Fatalf("%s: got\n%s\nwant\n%s", a.ID, after.Payload, before[i].Payload)
			}
		}
	})
}

// On either engine the same steps give the same bytes: what is stored loses nothing on the way.
func TestTheSameOnBothEngines(t *testing.T) {
	peer, err := mongo.Open(t.Context(), storetest.Peer(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = peer.Close() })
	both := []*world{newWorld(t, storetest.Open(t)), newWorld(t, peer)}
	plans := []plan{
		{course: guarded, attempts: [][]care{{none, wrongly, partly, rightly}, {partly}, {rightly}}, void: true},
		{course: open, attempts: [][]care{{wrongly, rightly}, {rightly}}, publish: true},
		{course: guarded, attempts: [][]care{{rightly}, {none}}},
	}
	for i, p := range plans {
		var files [2][]string
		for j, w := range both {
			who := w.person(strconv.Itoa(300000+i), "Somebody")
			made := w.follow(who, p, "1.1.0")
			if p.void {
				w.must(w.learning.Void(t.Context(), string(made[0].ID), "A mistake.", "officer"))
			}
			w.restart()
			for _, a := range made {
				file, err := w.of(who, a).File()
				w.must(err)
				files[j] = append(files[j], string(file))
			}
		}
		for k := range files[0] {
			if files[0][k] != files[1][k] {
				t.Errorf("plan %d, attempt %d: got on SQLite\n%s\nand on MongoDB\n%s", i, k+1, files[0][k], files[1][k])
			}
		}
	}
}
