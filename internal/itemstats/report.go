package itemstats

import (
	"cmp"
	"context"
	"maps"
	"reflect"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

// Query asks for the questions of a course.
type Query struct {
	Course courses.CourseID
	// Version is one version; "" takes each question as it stands in the current version, from every version in which it reads
	// the same.
	Version courses.Version
	Lang    string // "" all languages together
}

// Report is the answer.
type Report struct {
	Course    *courses.Course // the version asked for
	Query     Query
	Versions  []Part // versions with attempts, the newest first
	Languages []Part // languages with attempts, in the versions asked for; English first
	Sittings  int    // attempts counted
	Items     []Figures
}

// Part is a version or a language with its number of attempts.
type Part struct {
	Name     string
	Sittings int
}

// Flagged is how many questions have some flag.
func (r *Report) Flagged() int {
	n := 0
	for i := range r.Items {
		if len(r.Items[i].Flags) > 0 {
			n++
		}
	}
	return n
}

// Item finds one question; false when the version has none of that id.
func (r *Report) Item(id courses.ItemID) (Figures, bool) {
	i := slices.IndexFunc(r.Items, func(f Figures) bool { return f.Item.ID == id })
	if i < 0 {
		return Figures{}, false
	}
	return r.Items[i], true
}

// Report gives the figures of every question that can be drawn, in the author's order. A course, version or language without
// attempts has questions without figures; an unknown course or version is fault.CodeNotFound.
func (b *Book) Report(ctx context.Context, q Query) (*Report, error) {
	course, err := b.library.Course(q.Course)
	if err == nil && q.Version != "" {
		if !slices.Contains(b.library.Versions(q.Course), q.Version) {
			return nil, fault.NotFound("The course %q has no version %s.", string(q.Course), string(q.Version))
		}
		course, err = b.library.Version(ctx, q.Course, q.Version)
	}
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.refresh(ctx); err != nil {
		return nil, err
	}
	r := &Report{Course: course, Query: q, Versions: b.versions(q.Course)}
	by, err := b.gather(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, lang := range slices.SortedFunc(maps.Keys(by), englishFirst) {
		r.Languages = append(r.Languages, Part{lang, by[lang].Sittings})
	}
	r.fill(by)
	errata, err := b.learning.Errata(ctx, q.Course)
	if err != nil {
		return nil, err
	}
	r.mark(errata)
	return r, nil
}

// fill works out the figures from the counts by language.
func (r *Report) fill(by map[string]*Counts) {
	asked := &Counts{}
	for _, l := range r.Languages {
		if r.Query.Lang == "" || r.Query.Lang == l.Name {
			asked.Merge(by[l.Name])
		}
	}
	r.Sittings = asked.Sittings
	for _, item := range r.Course.Items {
		if item.Practice {
			continue
		}
		f := asked.Figures(item)
		f.Languages = Languages(item, by)
		if len(f.Harder()) > 0 {
			f.Flags = append(f.Flags, Harder)
		}
		r.Items = append(r.Items, f)
	}
}

// mark says which questions are faulty.
func (r *Report) mark(errata []learning.Erratum) {
	for i := range r.Items {
		f := &r.Items[i]
		for _, e := range errata {
			if e.InForce() && e.Covers(r.Course.Version, f.Item.ID) {
				f.Errata = append(f.Errata, e)
			}
		}
	}
}

// gather adds up the counts of the versions asked for, by language. It needs the lock.
func (b *Book) gather(ctx context.Context, r *Report) (map[string]*Counts, error) {
	by := map[string]*Counts{}
	for at, counts := range b.counts {
		if at.course != r.Course.ID || r.Query.Version != "" && at.version != r.Query.Version {
			continue
		}
		if by[at.lang] == nil {
			by[at.lang] = &Counts{}
		}
		if at.version == r.Course.Version {
			by[at.lang].Merge(counts)
			continue
		}
		old, err := b.library.Version(ctx, at.course, at.version)
		if err != nil {
			return nil, err
		}
		by[at.lang].Sittings += counts.Sittings
		for _, item := range r.Course.Items {
			was, there := old.Item(item.ID)
			if t := counts.items[item.ID]; t != nil && there && reads(was, item) {
				by[at.lang].mergeItem(item.ID, t)
			}
		}
	}
	maps.DeleteFunc(by, func(_ string, c *Counts) bool { return c.Sittings == 0 })
	return by, nil
}

// versions counts attempts by version. It needs the lock.
func (b *Book) versions(course courses.CourseID) []Part {
	by := map[courses.Version]int{}
	for at, counts := range b.counts {
		if at.course == course && counts.Sittings > 0 {
			by[at.version] += counts.Sittings
		}
	}
	var list []Part
	for _, v := range slices.SortedFunc(maps.Keys(by), func(a, b courses.Version) int { return b.Compare(a) }) {
		list = append(list, Part{string(v), by[v]})
	}
	return list
}

// reads tells whether a question is the same to whoever answers it: its words, its options, its key. What is said after the
// answer, and how its words are rendered, does not count.
func reads(a, b courses.Item) bool { return reflect.DeepEqual(bare(a), bare(b)) }

func bare(it courses.Item) courses.Item {
	it.StemHTML, it.Terms, it.Clauses, it.Difficulty, it.Objective = "", nil, nil, "", ""
	it.Options, it.Reasons = bareOptions(it.Options), bareOptions(it.Reasons)
	it.Pairs = slices.Clone(it.Pairs)
	for i := range it.Pairs {
		it.Pairs[i].LeftHTML, it.Pairs[i].Feedback, it.Pairs[i].FeedbackHTML = "", "", ""
	}
	if it.Scenario != nil {
		s := courses.Scenario{Start: it.Scenario.Start, Steps: slices.Clone(it.Scenario.Steps)}
		for i, step := range s.Steps {
			step.HTML, step.Feedback, step.FeedbackHTML = "", "", ""
			step.Choices = slices.Clone(step.Choices)
			for k := range step.Choices {
				step.Choices[k].HTML = ""
			}
			s.Steps[i] = step
		}
		it.Scenario = &s
	}
	return it
}

func bareOptions(options []courses.Option) []courses.Option {
	options = slices.Clone(options)
	for i := range options {
		options[i].HTML, options[i].Feedback, options[i].FeedbackHTML = "", "", ""
	}
	return options
}

// englishFirst orders languages by their code, behind English.
func englishFirst(a, b string) int {
	rank := func(lang string) int {
		if lang == English {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
}
