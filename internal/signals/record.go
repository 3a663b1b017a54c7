package signals

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
)

// What makes a signal.
const (
	wordsAMinute = 250
	leastLessons = 2 // timed, for Fast
	burstLessons = 3
	burstTime    = time.Minute
)

// record is what one person did in one course.
type record struct {
	enrolment int  // the first that counts, to which all below belongs
	grouped   bool // was in a group session
	lessons   []reading
	attempt   int // the first attempt that counts
	wrong     []wrong
}

// reading is one lesson that was finished.
type reading struct {
	done  time.Time
	timed bool // it was opened before
	fast  bool // sooner than it can be read
}

// wrong is a wrong answer to a question.
type wrong struct{ item, answer uint32 }

// own tells whether the person worked on the course alone, here.
func (r *record) own() bool { return !r.grouped && (len(r.lessons) > 0 || r.attempt > 0) }

// fast: most lessons were finished sooner than they can be read.
func (r *record) fast() bool {
	timed, fast := 0, 0
	for _, l := range r.lessons {
		if l.timed {
			timed++
		}
		if l.fast {
			fast++
		}
	}
	return timed >= leastLessons && 2*fast > timed
}

// burst: many lessons were finished within one minute.
func (r *record) burst() bool {
	done := make([]time.Time, len(r.lessons))
	for i, l := range r.lessons {
		done[i] = l.done
	}
	slices.SortFunc(done, time.Time.Compare)
	for i := burstLessons - 1; i < len(done); i++ {
		if done[i].Sub(done[i-burstLessons+1]) <= burstTime {
			return true
		}
	}
	return false
}

// take adds a fact to the person's record. False: it came out of turn, and the record must be made anew from all facts.
func (b *Book) take(ctx context.Context, r *record, f learning.Fact) (bool, error) {
	if !looked(f) || r.enrolment > 0 && f.Enrolment > r.enrolment {
		return true, nil
	}
	if r.enrolment == 0 {
		r.enrolment = f.Enrolment
	}
	if f.Enrolment < r.enrolment {
		return false, nil
	}
	if together(f) {
		r.grouped = true
		return true, nil
	}
	switch f.Kind {
	case learning.KindLessonDone:
		return true, b.lesson(ctx, r, f)
	case learning.KindStarted:
		if k := f.Attempt(); f.Purpose() == learning.PurposeAssessment && (r.attempt == 0 || k < r.attempt) {
			if r.wrong != nil {
				return false, nil
			}
			r.attempt = k
		}
	case learning.KindSubmitted:
		switch {
		case r.attempt == 0: // its start was not seen yet
			return false, nil
		case r.attempt == f.Attempt():
			return true, b.answers(r, f)
		}
	default: // no trace of how somebody worked
	}
	return true, nil
}

// looked tells whether the fact is one that is looked at: it was told by the person's own acts on the pages, in time, or it tells
// of a group session.
func looked(f learning.Fact) bool {
	switch f.Kind {
	case learning.KindLessonDone, learning.KindStarted, learning.KindSubmitted:
		return f.Via == learning.ViaWeb || f.Via == learning.ViaDemo || together(f)
	}
	return together(f)
}

// together tells whether the fact says that the person worked in a group session, on a screen or on paper.
func together(f learning.Fact) bool {
	switch f.Kind {
	case learning.KindEnrolled, learning.KindLessonDone, learning.KindStarted, learning.KindSubmitted:
		return f.Via == learning.ViaGroup || f.Group() != ""
	}
	return false
}

func (b *Book) lesson(ctx context.Context, r *record, f learning.Fact) error {
	var data learning.LessonData
	if err := f.Into(&data); err != nil {
		return err
	}
	course, err := b.library.Version(ctx, f.Course, f.Version)
	if err != nil {
		return err
	}
	lesson, ok := course.Lesson(f.Lesson())
	if !ok {
		return nil
	}
	spent := f.At.Sub(data.Opened)
	l := reading{done: f.At, timed: !data.Opened.IsZero() && spent > 0}
	l.fast = l.timed && spent < time.Duration(lesson.Words)*time.Minute/wordsAMinute
	r.lessons = append(r.lessons, l)
	return nil
}

// answers keeps the wrong answers of an attempt. A question without an answer tells nothing.
func (b *Book) answers(r *record, f learning.Fact) error {
	var data learning.SubmissionData
	if err := f.Into(&data); err != nil {
		return err
	}
	r.wrong = []wrong{}
	for _, p := range data.Points {
		i := slices.IndexFunc(data.Answers, func(g learning.GivenAnswer) bool { return g.Item == p.Item })
		if p.Points == assessment.Whole || i < 0 {
			continue
		}
		said := spelt(data.Answers[i].Answer)
		if said != "" {
			r.wrong = append(r.wrong, wrong{b.number(string(p.Item)), b.number(said)})
		}
	}
	slices.SortFunc(r.wrong, func(a, b wrong) int { return cmp.Compare(a.item, b.item) })
	return nil
}

// spelt writes an answer so that the same answers read the same, whatever the order of ticking; "" is no answer.
func spelt(a assessment.Answer) string {
	var parts []string
	options := slices.Sorted(slices.Values(a.Options))
	for _, o := range slices.Compact(options) {
		parts = append(parts, "o "+string(o))
	}
	if a.Reason != "" {
		parts = append(parts, "r "+string(a.Reason))
	}
	pairs := slices.SortedFunc(slices.Values(a.Matches), func(x, y assessment.Match) int {
		return cmp.Or(cmp.Compare(x.Pair, y.Pair), cmp.Compare(x.Option, y.Option))
	})
	for _, m := range slices.Compact(pairs) {
		parts = append(parts, "m "+string(m.Pair)+" "+string(m.Option))
	}
	for _, s := range a.Order {
		parts = append(parts, "s "+string(s))
	}
	for _, c := range a.Path {
		parts = append(parts, "p "+string(c))
	}
	return strings.Join(parts, "\n")
}

// number gives each text a number, so that records stay small.
func (b *Book) number(text string) uint32 {
	n, ok := b.numbers[text]
	if !ok {
		n = uint32(len(b.numbers) + 1)
		b.numbers[strings.Clone(text)] = n
	}
	return n
}
