package audit

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

const (
	// readAhead is how many records a search reads at a time.
	readAhead = 100
	// lookedAtMost bounds what one page of a search looks at where several things are asked for at once: one of them is served
	// by an index, and the others are held against what it gives.
	lookedAtMost = 5000
)

// Search says which entries are wanted: those that fit everything that is said. The zero Search is all.
type Search struct {
	Person  string // the id of somebody: acts about them, and acts by them
	By      string // the id of who acted
	Subject string // an id, or what ids begin with up to their first slash: a person, a rule, a course
	Agency  string // the code of the agency concerned
	Action  string

	From, Until day.Date // days in Thimphu, both of them included; "" open
}

// wanted is a search with the acts about several people, of whom Person is one.
type wanted struct {
	Search
	together map[string]bool // their subjects
}

// wanted looks up the acts about several people.
func (l *Log) wanted(ctx context.Context, s Search) (wanted, error) {
	w := wanted{Search: s, together: map[string]bool{}}
	if s.Person == "" {
		return w, nil
	}
	for m, err := range l.mentions.Each(ctx, store.Query{Index: indexPerson, Equal: []any{s.Person}}) {
		if err != nil {
			return w, fmt.Errorf("audit: %w", err)
		}
		w.together[m.Subject] = true
	}
	return w, nil
}

// Place is where a search goes on: behind a record that has been shown. It is opaque to callers; "" is the beginning.
type Place string

// placeOf is the place of a record in the order of a search.
func placeOf(r *Record) Place {
	return Place(strconv.FormatInt(r.At.UnixMilli(), 10) + "." + strconv.FormatInt(r.Number, 10))
}

// read gives the instant and the number of the place.
func (p Place) read() (at time.Time, number int64, err error) {
	left, right, ok := strings.Cut(string(p), ".")
	millis, err := strconv.ParseInt(left, 10, 64)
	if err == nil {
		number, err = strconv.ParseInt(right, 10, 64)
	}
	if !ok || err != nil || number < 1 {
		return time.Time{}, 0, fault.Invalid("The list cannot go on from there. Begin it again.",
			fault.Field{Name: "after", Message: "The list cannot go on from there. Begin it again, or give `next` of the page before."})
	}
	return time.UnixMilli(millis).UTC(), number, nil
}

// Found is one page of a search, the newest first. Next is "" after the last. A page may be short, or empty, and have a next
// one: then Looked records were looked at, and none of the rest of them fits.
type Found struct {
	Records []Record
	Next    Place
	Looked  int
}

// Search gives a page of at most limit records. A place that is none is fault.CodeInvalid.
func (l *Log) Search(ctx context.Context, s Search, after Place, limit int) (Found, error) {
	var f Found
	var last Place
	w, err := l.wanted(ctx, s)
	if err != nil {
		return Found{}, err
	}
	for r, err := range l.walk(ctx, w, after) {
		if err != nil {
			return Found{}, err
		}
		fits := w.fits(&r)
		if fits && len(f.Records) == limit || f.Looked == lookedAtMost {
			f.Next = last
			return f, nil
		}
		f.Looked++
		if last = placeOf(&r); fits {
			f.Records = append(f.Records, r)
		}
	}
	return f, nil
}

// fits tells whether a record is wanted.
func (s *wanted) fits(r *Record) bool {
	about := func(id string) bool { return r.Subject == id || aboutOf(r.Subject) == id }
	switch {
	case s.Person != "" && r.By != s.Person && !about(s.Person) && !s.together[r.Subject],
		s.By != "" && r.By != s.By,
		s.Subject != "" && !about(s.Subject),
		s.Agency != "" && r.Agency != s.Agency,
		s.Action != "" && r.Action != s.Action,
		s.From != "" && r.At.Before(s.From.Start()),
		s.Until != "" && r.At.After(s.Until.End()):
		return false
	}
	return true
}

// indexed is an index with the value that is looked for in it.
type indexed struct {
	index string
	value string
}

// indexes are those that give everything that may fit, and the fewest others: first who, then what, then where.
func (s *wanted) indexes() []indexed {
	switch {
	case s.Person != "":
		all := []indexed{{indexBy, s.Person}, {indexSubject, s.Person}, {indexAbout, s.Person}}
		for subject := range s.together {
			all = append(all, indexed{indexSubject, subject})
		}
		return all
	case s.Subject != "":
		return []indexed{{indexSubject, s.Subject}, {indexAbout, s.Subject}}
	case s.By != "":
		return []indexed{{indexBy, s.By}}
	case s.Agency != "":
		return []indexed{{indexAgency, s.Agency}}
	case s.Action != "":
		return []indexed{{indexAction, s.Action}}
	}
	return []indexed{{index: indexAt}}
}

// walk gives the records of the indexes, each once, the newest first, from the place on.
func (l *Log) walk(ctx context.Context, s wanted, after Place) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		q := store.Query{Desc: true, Limit: readAhead}
		if s.From != "" {
			q.From = s.From.Start()
		}
		if s.Until != "" {
			q.Until = s.Until.End().Add(time.Millisecond)
		}
		var at time.Time
		var number int64
		if after != "" {
			var err error
			if at, number, err = after.read(); err != nil {
				yield(Record{}, err)
				return
			}
			if next := at.Add(time.Millisecond); s.Until == "" || next.Before(s.Until.End()) {
				q.Until = next // several acts may share an instant: those that were shown are passed over below
			}
		}
		for r, err := range l.merged(ctx, s.indexes(), q) {
			if err == nil && after != "" && (r.At.After(at) || r.At.Equal(at) && r.Number >= number) {
				continue
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// merged gives what several indexes have for a query, in their common order, and what is in two of them once.
func (l *Log) merged(ctx context.Context, indexes []indexed, q store.Query) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		streams := make([]*stream, 0, len(indexes))
		for _, i := range indexes {
			q := q
			if q.Index = i.index; i.value != "" {
				q.Equal = []any{i.value}
			}
			next, stop := iter.Pull2(l.records.Each(ctx, q))
			defer stop()
			streams = append(streams, &stream{next: next})
		}
		last := int64(0)
		for {
			first, err := newest(streams)
			if err != nil {
				yield(Record{}, fmt.Errorf("audit: %w", err))
				return
			}
			if first == nil {
				return
			}
			r := first.record
			if first.held = false; r.Number != last && !yield(r, nil) {
				return
			}
			last = r.Number
		}
	}
}

// stream is one index's records, with the one that comes next.
type stream struct {
	next   func() (Record, error, bool)
	record Record
	held   bool
	over   bool
}

// newest gives the stream whose record comes next; nil when all are over.
func newest(streams []*stream) (*stream, error) {
	var first *stream
	for _, s := range streams {
		if !s.held && !s.over {
			r, err, ok := s.next()
			if err != nil {
				return nil, err
			}
			s.record, s.held, s.over = r, ok, !ok
		}
		if s.held && (first == nil || s.record.At.After(first.record.At) ||
			s.record.At.Equal(first.record.At) && s.record.Number > first.record.Number) {
			first = s
		}
	}
	return first, nil
}
