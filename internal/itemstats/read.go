package itemstats

import (
	"fmt"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
	"lamtoen/internal/store"
)

// Reader reads the answers and points of stored submissions, of very many one after the other: several times as fast as decoding
// them, since it keeps its buffers and one copy of each id. A test holds it against decoding. The zero Reader is ready; it is
// for one goroutine.
type Reader struct {
	data learning.SubmissionData
	ids  map[string]string
}

// Read gives the answers and points of a submission; all else is left out. What it gives is good until the next Read.
func (r *Reader) Read(f learning.Fact) (*learning.SubmissionData, error) {
	if r.ids == nil {
		r.ids = map[string]string{}
	}
	r.data.Answers, r.data.Points = r.data.Answers[:0], r.data.Points[:0]
	err := store.Walk(f.Data, func(key []byte, kind byte, value []byte) error {
		switch {
		case kind != store.KindArray:
			return nil
		case string(key) == "answers":
			return store.Walk(value, r.given)
		case string(key) == "points":
			return store.Walk(value, r.points)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("itemstats: data of fact %s: %w", f.ID, err)
	}
	return &r.data, nil
}

// id keeps one copy of a text.
func (r *Reader) id(kind byte, value []byte) string {
	text := store.Text(kind, value)
	if kept, ok := r.ids[string(text)]; ok {
		return kept
	}
	kept := string(text)
	r.ids[kept] = kept
	return kept
}

func (r *Reader) points(_ []byte, _ byte, value []byte) error {
	var p assessment.ItemPoints
	err := store.Walk(value, func(key []byte, kind byte, value []byte) error {
		switch string(key) {
		case "item":
			p.Item = courses.ItemID(r.id(kind, value))
		case "points":
			p.Points = assessment.Points(store.Int(kind, value))
		}
		return nil
	})
	r.data.Points = append(r.data.Points, p)
	return err
}

// given reads one answer into the next place, whose lists of an earlier reading it uses again.
func (r *Reader) given(_ []byte, _ byte, value []byte) error {
	n := len(r.data.Answers)
	r.data.Answers = slices.Grow(r.data.Answers, 1)[:n+1]
	g := &r.data.Answers[n]
	a := &g.Answer
	g.Item, g.Seconds, a.Reason = "", 0, ""
	a.Options, a.Matches, a.Order, a.Path = a.Options[:0], a.Matches[:0], a.Order[:0], a.Path[:0]
	return store.Walk(value, func(key []byte, kind byte, value []byte) error {
		switch string(key) {
		case "item":
			g.Item = courses.ItemID(r.id(kind, value))
		case "seconds":
			g.Seconds = store.Int(kind, value)
		case "answer":
			return r.answer(a, kind, value)
		}
		return nil
	})
}

func (r *Reader) answer(a *assessment.Answer, kind byte, value []byte) error {
	if kind != store.KindDocument {
		return nil
	}
	return store.Walk(value, func(key []byte, kind byte, value []byte) error {
		if string(key) == "reason" {
			a.Reason = courses.OptionID(r.id(kind, value))
		}
		if kind != store.KindArray {
			return nil
		}
		return store.Walk(value, func(_ []byte, kind byte, value []byte) error {
			switch string(key) {
			case "options":
				a.Options = append(a.Options, courses.OptionID(r.id(kind, value)))
			case "order":
				a.Order = append(a.Order, courses.OptionID(r.id(kind, value)))
			case "path":
				a.Path = append(a.Path, courses.ChoiceID(r.id(kind, value)))
			case "matches":
				return r.match(a, value)
			}
			return nil
		})
	})
}

func (r *Reader) match(a *assessment.Answer, value []byte) error {
	var m assessment.Match
	err := store.Walk(value, func(key []byte, kind byte, value []byte) error {
		switch string(key) {
		case "pair":
			m.Pair = courses.PairID(r.id(kind, value))
		case "option":
			m.Option = courses.OptionID(r.id(kind, value))
		}
		return nil
	})
	a.Matches = append(a.Matches, m)
	return err
}
