package site

import (
	"errors"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// cataloguePage lists the courses by catalogue.
type cataloguePage struct {
	page.Base
	Shelves []shelf
	Found   int
	Wish    wish
	Choices wishSelects
	Booklet string // the size of the prospectus; "" while no course for the civil service is published
}

// shelf is one of the catalogues with its courses.
type shelf struct {
	Kind    string
	Courses []page.CourseCard
}

// shelves sorts cards into the three catalogues, in their order, without empty ones. The lists go in step.
func shelves(all []*courses.Course, cards []page.CourseCard) []shelf {
	var out []shelf
	for _, kind := range kinds() {
		sh := shelf{Kind: string(kind)}
		for i, c := range all {
			if c.Catalogue == kind {
				sh.Courses = append(sh.Courses, cards[i])
			}
		}
		if len(sh.Courses) > 0 {
			out = append(out, sh)
		}
	}
	return out
}

// cards are the courses as a list shows them, each with where the person stands where the record says. Without a record the
// reader is a visitor.
func (s *Site) cards(all []*courses.Course, record []learning.CourseRecord) []page.CourseCard {
	cards := make([]page.CourseCard, len(all))
	for i, c := range all {
		cards[i] = courseCard(c, s.settings.DataPrice)
		if record != nil {
			cards[i].Bound = page.Optional
		}
		for _, r := range record {
			if r.Progress.Course.ID == c.ID {
				stand(&cards[i], r.Progress)
			}
		}
	}
	return cards
}

// courseCard is a course as a visitor sees it.
func courseCard(c *courses.Course, perGB float64) page.CourseCard {
	return page.CourseCard{
		Href: courseHref(c.ID), Title: c.Title, Summary: c.Summary, Minutes: c.Minutes, Price: price(c.Bytes, perGB), Draft: c.Draft(),
		Open: c.Open(), Stages: c.Audience.KeyStages,
	}
}

// stand puts on a card where a person stands with the course.
func stand(card *page.CourseCard, p learning.Progress) {
	if p.Status.Assigned {
		card.Bound = page.Mandatory
	}
	if p.Status.State != learning.StateNotAssigned {
		card.State = shownState(p.Status)
	}
	card.Due = shownDue(p.Status)
}

// courseHref is the address of a course's page, and the beginning of those of everything in it.
func courseHref(id courses.CourseID) string { return "/courses/" + string(id) }

// catalogue shows the courses, to a person with where they stand in each.
func (s *Site) catalogue(c *fiber.Ctx) error {
	var record []learning.CourseRecord
	if route.SignedIn(c) {
		var err error
		if record, err = s.learning.Record(c.UserContext(), me(c)); err != nil {
			return err
		}
	}
	wish := wishOf(c)
	all := slices.DeleteFunc(s.library.Current(), func(course *courses.Course) bool { return !wish.met(course) })
	base := s.base(c)
	p := cataloguePage{
		Base: base, Shelves: shelves(all, s.cards(all, record)), Found: len(all), Wish: wish, Choices: wishChoices(s.words(base), wish),
	}
	if file, err := s.prospectusFile(); err == nil {
		p.Booklet = kilobytes(len(file.data))
	} else if !errors.Is(err, lessonpack.ErrNoCourse) {
		return err
	}
	return s.show(c, "catalogue", p)
}

// wish is what the reader looks for. What the address says wrongly is not wished.
type wish struct {
	Kind    courses.Kind
	Stage   string
	Minutes int // at most; 0: any
}

// Any tells that something is wished.
func (w wish) Any() bool { return w != wish{} }

// met tells whether a course is as wished. Classes are a matter of schools only.
func (w wish) met(c *courses.Course) bool {
	return (w.Kind == "" || c.Catalogue == w.Kind) &&
		(w.Stage == "" || slices.Contains(c.Audience.KeyStages, w.Stage)) &&
		(w.Minutes == 0 || c.Minutes <= w.Minutes)
}

func wishOf(c *fiber.Ctx) wish {
	var w wish
	if kind := courses.Kind(c.Query("for")); slices.Contains(kinds(), kind) {
		w.Kind = kind
	}
	if stage := c.Query("stage"); slices.Contains(stages(), stage) {
		w.Stage = stage
	}
	if minutes, err := strconv.Atoi(c.Query("minutes")); err == nil && slices.Contains(limits(), minutes) {
		w.Minutes = minutes
	}
	return w
}

func kinds() []courses.Kind {
	return []courses.Kind{courses.CivilService, courses.Schools, courses.Community}
}

// stages are the key stages of schools, the youngest first.
func stages() []string { return []string{"pp-iii", "iv-vi", "vii-viii", "ix-xii"} }

// limits are the lengths that can be asked for, in minutes.
func limits() []int { return []int{20, 40} }

// wishSelects are the three selects of the form above the courses.
type wishSelects struct{ Kinds, Stages, Minutes []choice }

// choice is one line of a select.
type choice struct {
	Value  string
	Label  page.Phrase
	Chosen bool
}

func wishChoices(words *page.Words, w wish) wishSelects {
	v := wishSelects{
		Kinds:   []choice{{Label: words.Say("catalogue.for.any")}},
		Stages:  []choice{{Label: words.Say("catalogue.stage.any")}},
		Minutes: []choice{{Label: words.Say("catalogue.time.any")}},
	}
	for _, kind := range kinds() {
		v.Kinds = append(v.Kinds, choice{string(kind), words.Say(shelfKey(kind)), kind == w.Kind})
	}
	for _, stage := range stages() {
		v.Stages = append(v.Stages, choice{stage, words.Say(stageKey(stage)), stage == w.Stage})
	}
	for _, n := range limits() {
		v.Minutes = append(v.Minutes, choice{strconv.Itoa(n), words.Say("catalogue.time.upto", "n", strconv.Itoa(n)), n == w.Minutes})
	}
	return v
}

// shelfKey is the text that names a catalogue.
func shelfKey(kind courses.Kind) page.Key {
	switch kind {
	case courses.CivilService:
		return "shelf.civil-service"
	case courses.Schools:
		return "shelf.schools"
	}
	return "shelf.community"
}

// stageKey is the text that names the classes of a key stage.
func stageKey(stage string) page.Key { return page.Key("stage." + stage) }
