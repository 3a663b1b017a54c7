package learning

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// FactsBetween gives the facts about everybody whose id is not before from and before until, in the order of their ids; ""
// leaves a side open. It is for readers of all facts, who share people out: Via and By are left out, and Data is good only until
// the next fact.
func (s *Service) FactsBetween(ctx context.Context, from, until org.PersonID) iter.Seq2[Fact, error] {
	var q store.Query
	if from != "" {
		q.From = string(from)
	}
	if until != "" {
		q.Until = string(until)
	}
	return func(yield func(Fact, error) bool) {
		words := map[string]string{} // what very many facts share, kept once
		for raw, err := range s.facts.EachRaw(ctx, q) {
			var f Fact
			if err == nil {
				err = f.read(raw, words)
			}
			if err != nil {
				yield(Fact{}, fmt.Errorf("learning: read all facts: %w", err))
				return
			}
			if !yield(f, nil) {
				return
			}
		}
	}
}

// read takes the fields from the stored form without decoding the data.
func (f *Fact) read(raw store.Raw, words map[string]string) error {
	word := func(text []byte) string {
		if kept, ok := words[string(text)]; ok {
			return kept
		}
		kept := string(text)
		words[kept] = kept
		return kept
	}
	return store.Walk(raw, func(key []byte, kind byte, value []byte) error {
		switch string(key) {
		case store.FieldID:
			f.ID = string(store.Text(kind, value))
		case "kind":
			f.Kind = Kind(word(store.Text(kind, value)))
		case "person":
			f.Person = org.PersonID(store.Text(kind, value))
		case "course":
			f.Course = courses.CourseID(word(store.Text(kind, value)))
		case "enrolment":
			f.Enrolment = store.Int(kind, value)
		case "version":
			f.Version = courses.Version(word(store.Text(kind, value)))
		case "hash":
			f.Hash = word(store.Text(kind, value))
		case "at":
			f.At = instantOf(kind, value)
		case "recorded":
			f.Recorded = instantOf(kind, value)
		case "data":
			if kind == store.KindDocument {
				f.Data = value
			}
		}
		return nil
	})
}

// instantOf reads a stored instant: milliseconds since 1970 (bsonspec.org, version 1.1, kind 9).
func instantOf(kind byte, value []byte) time.Time {
	const kindInstant = 0x09
	if kind != kindInstant || len(value) != 8 {
		return time.Time{}
	}
	return time.UnixMilli(int64(binary.LittleEndian.Uint64(value))).UTC() // the sign is in the bits
}
