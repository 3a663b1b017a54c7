package site

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// How an option in doubt counts, as the form says it.
const (
	keyRight   = "right"
	keyNeutral = "neutral"
)

// erratumChoice is the page where a question is chosen to be marked.
type erratumChoice struct {
	page.Base
	Title    string
	Version  string
	Versions []page.Choice
	Items    []page.Link
}

// erratumForm is the page where a question is marked, and, once it is filled in, where the effect is shown before it is applied.
type erratumForm struct {
	page.Base
	Title     string
	Item      string
	Version   string
	Question  bankItem
	Kind      string
	Versions  []page.Choice
	Ticks     []page.Choice // further right options of single and true-false
	Reasons   []page.Choice
	Doubts    []page.Select // of multiple: how each option counts
	Pairs     []erratumPair
	Places    []page.Select // of ordering
	Endings   []erratumEnding
	Cause     string
	WrongKind page.Phrase // what is wrong, by part of the form
	WrongKeys page.Phrase
	WrongWhen page.Phrase
	WrongWhy  page.Phrase
	Back      string

	Preview bool // the form is right: Erratum says it in words, Effect what it would change, Kept sends it again
	Erratum erratumView
	Effect  effectView
	Kept    []page.Field
}

// erratumPair is one row of a matching question with the right sides that may count too.
type erratumPair struct {
	Left   template.HTML
	Right  template.HTML
	Others []page.Choice
}

// erratumEnding is an ending of a story with what it is worth.
type erratumEnding struct {
	page.Field
	HTML template.HTML
	Has  int
}

// markForm is what is sent. What belongs to options, pairs, places and endings is read beside it, by name.
type markForm struct {
	Do      string `form:"do"`
	Item    string `form:"item"`
	Version string `form:"version"`
	Kind    string `form:"kind"`
	Cause   string `form:"cause"`

	values map[string][]string // every field, for what has a name of its own
}

func (f markForm) has(name, value string) bool { return slices.Contains(f.values[name], value) }

func (f markForm) one(name string) string {
	if v := f.values[name]; len(v) > 0 {
		return strings.TrimSpace(v[0])
	}
	return ""
}

// erratum is the form as learning takes it.
func (f markForm) erratum(course courses.CourseID, item courses.Item) learning.Erratum {
	e := learning.Erratum{Course: course, Item: item.ID, Kind: learning.ErratumKind(f.Kind), Cause: f.Cause}
	for _, v := range f.values["versions"] {
		e.Versions = append(e.Versions, courses.Version(v))
	}
	if e.Kind == learning.ErratumKeys {
		e.Keys = f.keys(item)
	}
	return e
}

// keys reads what counts as right too.
func (f markForm) keys(item courses.Item) assessment.Keys {
	var k assessment.Keys
	for _, o := range item.Options {
		switch {
		case f.has("option", string(o.ID)), f.one("doubt-"+string(o.ID)) == keyRight:
			k.Options = append(k.Options, o.ID)
		case f.one("doubt-"+string(o.ID)) == keyNeutral:
			k.Neutral = append(k.Neutral, o.ID)
		}
	}
	for _, r := range item.Reasons {
		if f.has("reason", string(r.ID)) {
			k.Reasons = append(k.Reasons, r.ID)
		}
	}
	for _, p := range item.Pairs {
		for _, id := range f.values["match-"+string(p.ID)] {
			k.Matches = append(k.Matches, assessment.Match{Pair: p.ID, Option: courses.OptionID(id)})
		}
	}
	if order := f.order(item); len(order) > 0 {
		k.Orders = []assessment.Order{{Steps: order}}
	}
	if item.Scenario != nil {
		for _, step := range item.Scenario.Steps {
			if score, err := strconv.Atoi(f.one("ending-" + string(step.ID))); err == nil && step.Ending != "" && score != step.Score {
				k.Endings = append(k.Endings, assessment.EndingScore{Step: step.ID, Score: score})
			}
		}
	}
	return k
}

// order is the steps by the places that were chosen; a place that is missing or given twice makes it too short or too long.
func (f markForm) order(item courses.Item) []courses.OptionID {
	var order []courses.OptionID
	if item.Type != courses.Ordering {
		return nil
	}
	for place := 1; place <= len(item.Sequence); place++ {
		for _, id := range item.Sequence {
			if f.one("place-"+string(id)) == strconv.Itoa(place) {
				order = append(order, id)
			}
		}
	}
	return order
}

// newErratumForm builds the form about an item with what was typed; same are the versions in which it is the same.
func newErratumForm(base page.Base, item courses.Item, same []courses.Version, form markForm) erratumForm {
	p := erratumForm{
		Base: base, Item: string(item.ID), Version: form.Version, Question: newBankItem(&item), Kind: form.Kind, Cause: form.Cause,
		WrongKind: base.Wrong("kind"), WrongWhen: base.Wrong("versions"), WrongWhy: base.Wrong("cause"),
	}
	for _, field := range []string{"keys", "options", "neutral", "reasons", "matches", "orders", "endings", "item"} {
		if p.WrongKeys.Text == "" {
			p.WrongKeys = base.Wrong(field)
		}
	}
	for _, v := range same {
		p.Versions = append(p.Versions, page.Choice{ID: "version-" + string(v), Name: "versions", Value: string(v), HTML: text(string(v)),
			Chosen: form.has("versions", string(v))})
	}
	p.offer(item, form)
	return p
}

// offer adds what can count as right too, by the type of the item.
func (p *erratumForm) offer(item courses.Item, form markForm) {
	tick := func(name string, o courses.Option) page.Choice {
		return page.Choice{ID: name + "-" + string(o.ID), Name: name, Value: string(o.ID), HTML: template.HTML(o.HTML), Chosen: form.has(name, string(o.ID))}
	}
	switch item.Type {
	case courses.Multiple:
		for _, o := range item.Options {
			p.Doubts = append(p.Doubts, doubt(o, form))
		}
	case courses.Single, courses.TrueFalse:
		for _, o := range item.Options {
			if !o.Right {
				p.Ticks = append(p.Ticks, tick("option", o))
			}
		}
		for _, o := range item.Reasons {
			if !o.Right {
				p.Reasons = append(p.Reasons, tick("reason", o))
			}
		}
	case courses.Matching:
		for _, pair := range item.Pairs {
			row := erratumPair{Left: template.HTML(pair.LeftHTML)}
			for _, o := range item.Options {
				if o.ID == pair.Right {
					row.Right = template.HTML(o.HTML)
					continue
				}
				row.Others = append(row.Others, tick("match-"+string(pair.ID), o))
			}
			p.Pairs = append(p.Pairs, row)
		}
	case courses.Ordering:
		for i := range item.Sequence {
			o, _ := item.Option(item.Sequence[i])
			p.Places = append(p.Places, place(o, len(item.Sequence), form))
		}
	case courses.Branching:
		for _, step := range item.Scenario.Steps {
			if step.Ending != "" && step.Score < 100 {
				name := "ending-" + string(step.ID)
				p.Endings = append(p.Endings, erratumEnding{Field: page.Field{Name: name, Value: form.one(name), Type: "number", Hint: true},
					HTML: template.HTML(step.HTML), Has: step.Score})
			}
		}
	}
}

// doubt offers how an option of a multiple question may count: as it does, as right, or not at all. The labels are the template's.
func doubt(o courses.Option, form markForm) page.Select {
	name := "doubt-" + string(o.ID)
	s := page.Select{ID: name, Name: name, Label: template.HTML(o.HTML), Verdict: rightOrWrong(o.Right)}
	for _, value := range []string{"", keyRight, keyNeutral} {
		if value != keyRight || !o.Right {
			s.Options = append(s.Options, page.Choice{Value: value, Chosen: form.one(name) == value})
		}
	}
	return s
}

// place offers the places of a step in another order.
func place(o courses.Option, n int, form markForm) page.Select {
	name := "place-" + string(o.ID)
	s := page.Select{ID: name, Name: name, Label: template.HTML(o.HTML)}
	for i := 1; i <= n; i++ {
		value := strconv.Itoa(i)
		s.Options = append(s.Options, page.Choice{Value: value, HTML: text(value), Chosen: form.one(name) == value})
	}
	return s
}

// sortedRows puts the most concerned first.
func sortedRows[K comparable](rows map[K]*effectRow) []effectRow {
	var list []effectRow
	for _, row := range rows {
		list = append(list, *row)
	}
	slices.SortFunc(list, func(a, b effectRow) int { return cmp.Or(b.Rise-a.Rise, cmp.Compare(a.Name, b.Name)) })
	return list
}

// newErratum shows the questions of a version to choose from, or the form about the one that the address names.
func (s *Site) newErratum(c *fiber.Ctx) error {
	course, err := s.library.Course(courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	form := markForm{Item: c.Query("item"), Version: c.Query("version", string(course.Version)), values: map[string][]string{}}
	if form.Item == "" {
		return s.chooseItem(c, course, courses.Version(form.Version))
	}
	item, same, err := s.learning.SameItem(c.UserContext(), course.ID, courses.Version(form.Version), courses.ItemID(form.Item))
	if err != nil {
		return err
	}
	form.values["versions"] = texts(same)
	return s.showMarking(c, course, newErratumForm(s.markBase(c, course), item, same, form))
}

func (s *Site) markBase(c *fiber.Ctx, course *courses.Course) page.Base {
	return s.errataBase(c, course, s.words(s.base(c)).Say("erratum.new.title"))
}

func (s *Site) showMarking(c *fiber.Ctx, course *courses.Course, p erratumForm) error {
	p.Title, p.Back = course.Title, errataHref(course.ID)
	return s.show(c, "erratum-new", p)
}

func (s *Site) chooseItem(c *fiber.Ctx, current *courses.Course, v courses.Version) error {
	course, err := s.library.Version(c.UserContext(), current.ID, v)
	if err != nil {
		return err
	}
	p := erratumChoice{Base: s.markBase(c, current), Title: course.Title, Version: string(v),
		Versions: versionChoices("version", s.library.Versions(course.ID), v)}
	for _, item := range course.Items {
		if item.Practice {
			continue
		}
		label := item.Stem
		if label == "" && item.Scenario != nil {
			step, _ := item.Scenario.Step(item.Scenario.Start)
			label = step.Text
		}
		p.Items = append(p.Items, page.Link{Label: page.Plain(shortened(label), page.English),
			Href: fmt.Sprintf("%s/new?item=%s&version=%s", errataHref(course.ID), item.ID, v)})
	}
	return s.show(c, "erratum-choice", p)
}

// shortened gives the beginning of a text for a list.
func shortened(text string) string {
	const most = 140
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most]) + "…"
}

// markItem takes the form: it shows the effect first, goes back to the form, or applies it. What was typed stays on the page.
func (s *Site) markItem(c *fiber.Ctx) error {
	course, err := s.library.Course(courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	form, err := readMark(c)
	if err != nil {
		return err
	}
	item, same, err := s.learning.SameItem(c.UserContext(), course.ID, courses.Version(form.Version), courses.ItemID(form.Item))
	if err != nil {
		return err
	}
	if form.Do == "change" {
		return s.showMarking(c, course, newErratumForm(s.markBase(c, course), item, same, form))
	}
	e, err := s.doMark(c, form, form.erratum(course.ID, item))
	if f, ok := fault.As(err); ok && (f.Code == fault.CodeInvalid || f.Code == fault.CodeConflict) {
		base := s.markBase(c, course)
		base.Refuse(atPart(f))
		c.Status(route.Status(c, f))
		return s.showMarking(c, course, newErratumForm(base, item, same, form))
	}
	if err != nil {
		return err
	}
	if form.Do == "apply" {
		return to(c, erratumHref(course.ID, e.Number)+"?said=erratum.marked")
	}
	effect, err := s.learning.Preview(c.UserContext(), e)
	if err != nil {
		return err
	}
	p := newErratumForm(s.markBase(c, course), item, same, form)
	p.Preview, p.Erratum, p.Effect, p.Kept = true, newErratumView(e, item), s.effectView(c, effect), form.kept()
	return s.showMarking(c, course, p)
}

func (s *Site) doMark(c *fiber.Ctx, form markForm, e learning.Erratum) (learning.Erratum, error) {
	if form.Do != "apply" {
		return s.learning.CheckErratum(c.UserContext(), e)
	}
	return s.learning.MarkErratum(c.UserContext(), e, string(me(c)))
}

// atPart gives the fault with the fields named as the page's parts are, so that the summary leads to them.
func atPart(f *fault.Error) *fault.Error {
	named := *f
	named.Fields = slices.Clone(f.Fields)
	for i, field := range named.Fields {
		if !slices.Contains([]string{"kind", "versions", "cause"}, field.Name) {
			named.Fields[i].Name = "keys"
		}
	}
	return &named
}

func readMark(c *fiber.Ctx) (markForm, error) {
	form := markForm{values: map[string][]string{}}
	if err := route.Bind(c, &form); err != nil {
		return form, err
	}
	c.Request().PostArgs().VisitAll(func(name, value []byte) {
		form.values[string(name)] = append(form.values[string(name)], string(value))
	})
	return form, nil
}

// kept is everything that was sent but the button, for the page that shows the effect to send it again.
func (f markForm) kept() []page.Field {
	var list []page.Field
	for _, name := range slices.Sorted(maps.Keys(f.values)) {
		for _, value := range f.values[name] {
			if name != "do" {
				list = append(list, page.Field{Name: name, Value: value})
			}
		}
	}
	return list
}
