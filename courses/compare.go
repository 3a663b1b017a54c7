package courses

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Difference is one thing that differs between two versions, in words that whoever owns the course understands.
type Difference struct {
	Kind   ChangeKind
	Degree Degree   // the least that it asks of the version
	Lesson LessonID // the lesson that it is in; "" elsewhere
	About  string   // what it is about: Lesson “Be accurate”
	What   string   // what became of it: the sentence to keep was reworded
	Old    string   // the text before, where there is one to show
	New    string
	Behind bool // a learner does not read it as it stands: the bank, the files of pictures, the lesson pack
}

// String is the difference on one line, without the texts.
func (d Difference) String() string { return d.About + ": " + d.What }

// Differences are all that differs, in the order of the course: what it says of itself, lessons, bank, pictures, pack.
type Differences []Difference

// Least is the least step that the change asks for: patch for wording alone; minor when lessons, questions, options or pictures
// are added, removed or changed in substance; major for what a holder of the old version did not learn, was not tested on or
// did not sign: objectives, clauses, audience, pass mark, draw, acknowledgement. NoChange when nothing differs.
func (ds Differences) Least() Degree {
	least := NoChange
	for _, d := range ds {
		least = max(least, d.Degree)
	}
	return least
}

// InLesson are the differences of one lesson; "" gives those outside all lessons.
func (ds Differences) InLesson(id LessonID) Differences {
	return slices.DeleteFunc(slices.Clone(ds), func(d Difference) bool { return d.Lesson != id })
}

// Compare tells in words what differs between two versions of a course. What changes the hash of the course, and nothing else,
// is a difference.
func Compare(old, now *Course) Differences {
	c := &comparer{}
	c.course(old, now)
	c.ending(old, now)
	c.paths(old, now)
	c.lessons(old, now)
	c.lesson, c.behind = "", true
	c.items(old.Items, now.Items, "Question")
	c.media(old, now)
	c.pack(old.Pack, now.Pack)
	if len(c.all) == 0 && !Diff(old, now).Empty() { // nothing that changes the hash is passed over in silence
		c.about = "Course"
		c.add(Changed, Minor, "something outside the texts was changed")
	}
	return c.all
}

// comparer gathers differences about one thing at a time.
type comparer struct {
	all    Differences
	about  string
	lesson LessonID
	behind bool
}

func (c *comparer) add(kind ChangeKind, degree Degree, what string) {
	c.all = append(c.all, Difference{Kind: kind, Degree: degree, Lesson: c.lesson, Behind: c.behind, About: c.about, What: what})
}

// value tells that a short value changed.
func (c *comparer) value(degree Degree, name, old, now string) {
	if old == now {
		return
	}
	d := Difference{Kind: Changed, Degree: degree, Lesson: c.lesson, Behind: c.behind, About: c.about, What: name + " was changed", Old: old, New: now}
	switch {
	case old == "":
		d.Kind, d.What = Added, name+" was added"
	case now == "":
		d.Kind, d.What = Removed, name+" was removed"
	}
	c.all = append(c.all, d)
}

// text tells which sentences of a text changed, as wording.
func (c *comparer) text(degree Degree, name, old, now string) {
	if old == now {
		return
	}
	changes := alignText(old, now)
	if len(changes) == 0 { // only spaces or line ends
		c.add(Changed, degree, name+" was set otherwise")
	}
	for _, r := range changes {
		d := Difference{Kind: Changed, Degree: degree, Lesson: c.lesson, Behind: c.behind, About: c.about, What: name + " was reworded", Old: r.old, New: r.now}
		switch {
		case r.old == "":
			d.Kind, d.What = Added, name+" has more"
		case r.now == "":
			d.Kind, d.What = Removed, name+" has less"
		}
		c.all = append(c.all, d)
	}
}

// set tells that a set of ids, or a list, changed.
func set[T ~string](c *comparer, degree Degree, name string, old, now []T) {
	c.value(degree, name, commaList(old), commaList(now))
}

func (c *comparer) number(degree Degree, name, unit string, old, now int) {
	write := func(n int) string { return strings.TrimSpace(strconv.Itoa(n) + " " + unit) }
	c.value(degree, name, write(old), write(now))
}

func commaList[T ~string](values []T) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(v))
	}
	return b.String()
}

// sorted makes sets comparable that mean nothing by their order.
func sorted[T ~string](values []T) []T { return slices.Sorted(slices.Values(values)) }

// course compares what the course says of itself.
func (c *comparer) course(old, now *Course) {
	c.about = "Course"
	c.value(Patch, "the title", old.Title, now.Title)
	c.text(Patch, "the summary", old.Summary, now.Summary)
	c.value(Major, "the catalogue", string(old.Catalogue), string(now.Catalogue))
	c.value(Major, "the audience", old.Audience.Who, now.Audience.Who)
	c.number(Minor, "the reading age", "years", old.Audience.ReadingAge, now.Audience.ReadingAge)
	set(c, Major, "the key stages", sorted(old.Audience.KeyStages), sorted(now.Audience.KeyStages))
	set(c, Patch, "the owners", old.Owners, now.Owners)
	c.number(Patch, "the time needed", "minutes", old.Minutes, now.Minutes)
	c.value(Patch, "the day of review", old.Review, now.Review)
	set(c, Major, "the clauses of the policy", sorted(old.Clauses), sorted(now.Clauses))
	c.value(Minor, "the order of lessons", string(old.LessonOrder), string(now.LessonOrder))
	set(c, Minor, "the questions asked before and after", old.BeforeAfter, now.BeforeAfter)
	match(old.Objectives, now.Objectives, func(o Objective) string { return string(o.ID) }, func(was, is *Objective) {
		switch {
		case was == nil:
			c.about = "Objective “" + is.Can + "”"
			c.add(Added, Major, "was added")
		case is == nil:
			c.about = "Objective “" + was.Can + "”"
			c.add(Removed, Major, "was removed")
		default:
			c.about = "Objective “" + was.Can + "”"
			c.value(Major, "what one can do", was.Can, is.Can)
			set(c, Major, "the clauses", sorted(was.Clauses), sorted(is.Clauses))
		}
	})
	c.about = "Objectives"
	c.moved(idList(old.Objectives, func(o Objective) string { return string(o.ID) }), idList(now.Objectives, func(o Objective) string { return string(o.ID) }), Patch)
}

// ending compares assessment, acknowledgement and certificate.
func (c *comparer) ending(old, now *Course) {
	c.about = "Assessment"
	if a, b := old.Assessment, now.Assessment; a != nil && b != nil {
		c.value(Major, "the pass mark", percentOf(a.PassMark), percentOf(b.PassMark))
		set(c, Major, "how many questions are drawn", draws(a), draws(b))
		c.number(Major, "the number of attempts (0 is no limit)", "", a.Attempts.Limit, b.Attempts.Limit)
		c.value(Minor, "the wait after a failure", waitOf(a.Attempts), waitOf(b.Attempts))
		c.value(Minor, "the kind of feedback", string(a.Feedback), string(b.Feedback))
		c.number(Minor, "the time limit (0 is none)", "minutes", a.TimeLimit, b.TimeLimit)
		c.number(Minor, "the grace for late answers", "minutes", a.Grace, b.Grace)
		c.value(Minor, "the first day of the test", a.Opens, b.Opens)
		c.value(Minor, "the last day of the test", a.Closes, b.Closes)
	} else {
		c.presence(a != nil, b != nil, Major)
	}
	match(old.Acknowledgements, now.Acknowledgements, func(a Acknowledgement) string { return a.Role }, func(was, is *Acknowledgement) {
		if was == nil || is == nil {
			either := was
			if was == nil {
				either = is
			}
			c.about = "Acknowledgement for " + either.Role
			c.presence(was != nil, is != nil, Major)
			return
		}
		c.about = "Acknowledgement for " + was.Role
		c.value(Major, "the title", was.Title, is.Title)
		c.text(Major, "the text to sign", was.Text, is.Text)
	})
	c.about = "Certificate"
	if a, b := old.Certificate, now.Certificate; a != nil && b != nil {
		c.value(Minor, "the title", a.Title, b.Title)
		c.number(Major, "how long it holds (0 is without end)", "months", a.ValidMonths, b.ValidMonths)
	} else {
		c.presence(a != nil, b != nil, Major)
	}
}

// presence tells that the thing as a whole came or went.
func (c *comparer) presence(was, is bool, degree Degree) {
	switch {
	case is && !was:
		c.add(Added, degree, "was added")
	case was && !is:
		c.add(Removed, degree, "was removed")
	}
}

// moved tells that the things that both versions have stand in another order.
func (c *comparer) moved(old, now []string, degree Degree) {
	common := func(list, other []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(id string) bool { return !slices.Contains(other, id) })
	}
	a, b := common(old, now), common(now, old)
	if !slices.Equal(a, b) {
		c.value(degree, "the order", commaList(a), commaList(b))
	}
}

// media compares pictures by name.
func (c *comparer) media(old, now *Course) {
	match(old.Media, now.Media, func(m Media) string { return m.Name }, func(was, is *Media) {
		switch {
		case was == nil:
			c.about = "Picture " + is.Name
			c.add(Added, Minor, "was added")
		case is == nil:
			c.about = "Picture " + was.Name
			c.add(Removed, Minor, "was removed")
		case was.Hash != is.Hash:
			c.about = "Picture " + is.Name
			c.add(Changed, Minor, "was drawn anew")
		}
	})
}

// match calls for each thing of either list, those of the new version first, with nil where the other version lacks it.
func match[T any](old, now []T, id func(T) string, each func(was, is *T)) {
	find := func(list []T, wanted string) *T {
		for i := range list {
			if id(list[i]) == wanted {
				return &list[i]
			}
		}
		return nil
	}
	for i := range now {
		each(find(old, id(now[i])), &now[i])
	}
	for i := range old {
		if find(now, id(old[i])) == nil {
			each(&old[i], nil)
		}
	}
}

func idList[T any](list []T, id func(T) string) []string {
	all := make([]string, len(list))
	for i := range list {
		all[i] = id(list[i])
	}
	return all
}

func draws(a *Assessment) []string {
	all := make([]string, len(a.Draw))
	for i, q := range a.Draw {
		all[i] = fmt.Sprintf("%d for %s", q.Items, q.Objective)
	}
	slices.Sort(all)
	return all
}

func percentOf(tenThousandths int) string {
	return strconv.FormatFloat(float64(tenThousandths)/100, 'f', -1, 64) + " %"
}

func waitOf(a AttemptPolicy) string {
	return fmt.Sprintf("%s, at most %s", a.Delay.Round(time.Second), a.LongestDelay.Round(time.Second))
}
