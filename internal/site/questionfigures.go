package site

import (
	"html/template"
	"math"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/fault"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/page"
)

// questionFiguresPage is one question: what it asks, what people chose, and what to look at.
type questionFiguresPage struct {
	page.Base
	Headline string
	Stem     template.HTML
	Line     questionLine
	Whys     []page.Phrase // what each flag says, and what may be behind it
	Errata   []string      // causes of the errata in force
	Mark     string        // address of the form that marks it as faulty; "" for those who may not
	Groups   []choiceGroup
	Omitted  string
	Langs    []languageLine
	Few      int // attempts that the first figures need, and those that the groups need
	More     int
	Known    bool // the groups' shares are known
}

// choiceGroup is what can be chosen in one place of the question.
type choiceGroup struct {
	About template.HTML // the pair or the scene; "" the question itself
	Label page.Phrase
	Rows  []choiceLine
}

// choiceLine is one thing that can be chosen.
type choiceLine struct {
	HTML  template.HTML
	Right bool
	Judge bool // whether it is right is said
	Idle  bool // a wrong option that nobody chose, though enough chose wrongly
	Count string
	Share string
	Width int // of the bar, in per cent
	Upper string
	Lower string
}

// languageLine is the question in one language.
type languageLine struct {
	Name     string
	Attempts string
	Facility string
	Delta    string
	Harder   bool
}

func newQuestionFigures(base page.Base, words *page.Words, f itemstats.Figures) questionFiguresPage {
	base.Wide = true
	p := questionFiguresPage{
		Base: base, Headline: headline(f.Item), Stem: safe(f.Item.StemHTML), Line: newQuestionLine(words, "", f), Few: itemstats.MinFacility,
		More: itemstats.MinDiscrimination, Known: f.UpperLower.Shown, Omitted: thousands(f.Omitted),
	}
	for _, flag := range f.Flags {
		p.Whys = append(p.Whys, words.Say(page.Key("items.why."+string(flag))))
	}
	for _, e := range f.Errata {
		p.Errata = append(p.Errata, e.Cause)
	}
	p.Groups = choiceGroups(words, f)
	for _, l := range f.Languages {
		p.Langs = append(p.Langs, languageLine{Name: languageName(words, l.Lang), Attempts: thousands(l.N), Facility: share(l.Facility),
			Delta: signed(l.Delta), Harder: slices.Contains(f.Harder(), l.Lang)})
	}
	return p
}

// choiceGroups puts together what is chosen in one place: all options, each pair, each place of an order, each scene.
func choiceGroups(words *page.Words, f itemstats.Figures) []choiceGroup {
	said := newSaid(f.Item)
	idle := map[itemstats.Choice]bool{}
	if f.Has(itemstats.Unpicked) {
		for _, c := range f.Unpicked() {
			idle[c] = true
		}
	}
	var groups []choiceGroup
	place := "none yet"
	for _, c := range f.Choices {
		if at := c.Kind.String() + " " + c.Part + string(said.scene[c.Value]); at != place {
			place = at
			g := choiceGroup{About: said.pair[c.Part], Label: words.Say(page.Key("items.choices." + c.Kind.String()))}
			switch c.Kind {
			case itemstats.Place:
				g.Label = words.Say("items.choices.place", "n", c.Part)
			case itemstats.Path:
				g.About = said.scene[c.Value]
			default:
			}
			groups = append(groups, g)
		}
		g := &groups[len(groups)-1]
		g.Rows = append(g.Rows, choiceLine{
			HTML: said.choice[c.Value], Right: c.Right, Judge: c.Kind != itemstats.Path, Idle: idle[c.Choice], Count: thousands(c.Count),
			Share: share(c.Share), Width: int(math.Round(100 * c.Share.Value)), Upper: share(c.Upper), Lower: share(c.Lower),
		})
	}
	return groups
}

// said are the words of a question by the ids in its figures.
type said struct {
	choice map[string]template.HTML
	pair   map[string]template.HTML
	scene  map[string]template.HTML // by the choice that is offered in it
}

func newSaid(item courses.Item) said {
	s := said{choice: map[string]template.HTML{}, pair: map[string]template.HTML{}, scene: map[string]template.HTML{}}
	for _, list := range [][]courses.Option{item.Options, item.Reasons} {
		for _, o := range list {
			s.choice[string(o.ID)] = safe(o.HTML)
		}
	}
	for _, p := range item.Pairs {
		s.pair[string(p.ID)] = safe(p.LeftHTML)
	}
	if item.Scenario != nil {
		for _, step := range item.Scenario.Steps {
			for _, c := range step.Choices {
				s.choice[string(c.ID)], s.scene[string(c.ID)] = safe(c.HTML), safe(step.HTML)
			}
		}
	}
	return s
}

func (s *Site) questionFigures(c *fiber.Ctx) error {
	ask, r, err := s.itemReport(c)
	if err != nil {
		return err
	}
	f, ok := r.Item(courses.ItemID(c.Params("item")))
	if !ok {
		return fault.NotFound("Version %s of this course has no such question.", string(r.Course.Version))
	}
	base := s.base(c)
	words := s.words(base)
	list := page.Link{Label: page.Plain(r.Course.Title, page.English), Href: withQuery(questionsHref(r.Course.ID), ask.part().values())}
	base.Crumbs = s.questionsCrumbs(words, list, here(page.Plain(headline(f.Item), page.English)))
	p := newQuestionFigures(base, words, f)
	if _, ok := reach(c, account.ManageErrata); ok {
		p.Mark = withQuery(contentHref(r.Course.ID)+"/errata/new", url.Values{"item": {string(f.Item.ID)}, "version": {string(r.Course.Version)}})
	}
	return s.show(c, "question-figures", p)
}
