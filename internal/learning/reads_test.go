package learning_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"lamtoen/internal/learning"
	"lamtoen/internal/store"
)

// counted is an engine that counts its reads and writes.
type counted struct {
	store.Engine
	reads, writes atomic.Int64
}

func (c *counted) Find(ctx context.Context, collection string, q store.Query) ([]store.Doc, error) {
	c.reads.Add(1)
	return c.Engine.Find(ctx, collection, q)
}

func (c *counted) Insert(ctx context.Context, collection string, docs []store.Doc) ([]error, error) {
	c.writes.Add(1)
	return c.Engine.Insert(ctx, collection, docs)
}

func (c *counted) Replace(ctx context.Context, collection string, doc store.Doc, rev int64) error {
	c.writes.Add(1)
	return c.Engine.Replace(ctx, collection, doc, rev)
}

// What each call costs the store, which is what every page costs it beside the session.
func TestReadsAndWrites(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	engine := &counted{Engine: w.engine}
	_, _, s := w.open(engine)
	var a learning.Attempt
	for _, c := range []struct {
		name          string
		reads, writes int64
		call          func() error
	}{
		{"Begin", 1, 1, func() error { _, err := s.Begin(ctx, w.pema, conduct, learning.ViaWeb); return err }},
		{"OpenLesson, first", 1, 1, func() error { _, err := s.OpenLesson(ctx, w.pema, conduct, "one", learning.ViaWeb); return err }},
		{"OpenLesson, again", 1, 0, func() error { _, err := s.OpenLesson(ctx, w.pema, conduct, "one", learning.ViaWeb); return err }},
		{"FinishLesson", 1, 1, func() error { _, err := s.FinishLesson(ctx, w.pema, conduct, "one", learning.ViaWeb); return err }},
		{"FinishLesson, unopened", 1, 2, func() error { _, err := s.FinishLesson(ctx, w.pema, conduct, "two", learning.ViaWeb); return err }},
		{"Progress", 1, 0, func() error { _, err := s.Progress(ctx, w.pema, conduct); return err }},
		{"Record", 1, 0, func() error { _, err := s.Record(ctx, w.pema); return err }},
		{"the last lesson", 1, 2, func() error { _, err := s.FinishLesson(ctx, w.pema, conduct, "three", learning.ViaWeb); return err }},
		{"StartAttempt", 1, 2, func() (err error) { a, err = s.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb); return err }},
		{"StartAttempt, again", 2, 0, func() error { _, err := s.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb); return err }},
		{"Attempt", 2, 0, func() error { _, err := s.Attempt(ctx, w.pema, a.ID); return err }},
		{"SaveAnswer", 1, 1, func() error { return s.SaveAnswer(ctx, w.pema, a.ID, a.Drawn[0].Item, answer(a.Drawn[0].Item, true)) }},
		{"SaveAnswer, same", 1, 0, func() error { return s.SaveAnswer(ctx, w.pema, a.ID, a.Drawn[0].Item, answer(a.Drawn[0].Item, true)) }},
		{"Submit", 3, 2, func() error { _, err := s.Submit(ctx, w.pema, a.ID); return err }},
		{"Submit, again", 1, 0, func() error { _, err := s.Submit(ctx, w.pema, a.ID); return err }},
	} {
		engine.reads.Store(0)
		engine.writes.Store(0)
		if err := c.call(); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if r, wr := engine.reads.Load(), engine.writes.Load(); r != c.reads || wr != c.writes {
			t.Errorf("%s: got %d reads and %d writes, want %d and %d", c.name, r, wr, c.reads, c.writes)
		}
	}
}

func BenchmarkProgress(b *testing.B) {
	w := newWorld(b)
	w.complete(w.pema)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.learning.Progress(b.Context(), w.pema, conduct); err != nil {
			b.Fatal(err)
		}
	}
}

// The bare read under it: the same range of ids.
func BenchmarkFactsOf(b *testing.B) {
	w := newWorld(b)
	w.complete(w.pema)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.learning.FactsOf(b.Context(), w.pema, conduct); err != nil {
			b.Fatal(err)
		}
	}
}

// A whole assessment of four questions, with durable writes: start, answers, submit.
func BenchmarkAttempt(b *testing.B) {
	w := newWorld(b)
	ctx := b.Context()
	w.lessons(w.pema)
	e, err := w.learning.Begin(ctx, w.pema, conduct, learning.ViaWeb)
	w.must(err)
	for n := 0; b.Loop(); n++ {
		b.StopTimer() // another person, who has read all lessons
		p := w.person(fmt.Sprintf("3%05d", n), "Somebody", "regular")
		e.Person = p
		for _, about := range [][]string{nil, {"lesson", "one"}, {"lesson", "two"}, {"lesson", "three"}} {
			kind := learning.KindLessonDone
			if about == nil {
				kind = learning.KindEnrolled
			}
			f, err := e.NewFact(kind, learning.ViaWeb, nil, about...)
			w.must(err)
			w.must(w.learning.AddFact(ctx, f))
		}
		b.StartTimer()
		w.attempt(p, true)
	}
}
