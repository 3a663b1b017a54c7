package site

import (
	"fmt"
	"hash/fnv"
	"html/template"
	"math/rand/v2"
	"slices"
	"strconv"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/page"
)

// The names of the inputs of an item's form. Those of a row carry the row's id behind a hyphen.
const (
	answerInput = "answer"
	reasonInput = "reason"
	matchInput  = "match"
	placeInput  = "place"
	choiceInput = "choice"
	pathInput   = "path"
)

// given is an answer as it was typed. Places holds what stands in the selects of an ordering, which may not be an order yet.
type given struct {
	assessment.Answer
	Places map[courses.OptionID]string
}

// of is a saved answer in the form in which it was typed.
func of(a assessment.Answer) given {
	g := given{Answer: a, Places: map[courses.OptionID]string{}}
	for i, id := range a.Order {
		g.Places[id] = strconv.Itoa(i + 1)
	}
	return g
}

// empty tells that nothing has been chosen.
func empty(a assessment.Answer) bool {
	return len(a.Options) == 0 && a.Reason == "" && len(a.Matches) == 0 && len(a.Order) == 0 && len(a.Path) == 0
}

// shown is the order in which a lesson's check stands: mixed as in an assessment, but the same each time, since the page is
// asked for again to see the feedback.
func shown(item courses.Item) assessment.Drawn {
	d := assessment.Drawn{Item: item.ID, Options: ids(item.Options), Reasons: ids(item.Reasons)}
	seed := fnv.New64a()
	_, _ = seed.Write([]byte(item.ID)) // a hash never fails
	rnd := rand.New(rand.NewPCG(seed.Sum64(), 1))
	mix := func(list []courses.OptionID) {
		rnd.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	if item.Type == courses.Matching || item.Type == courses.Ordering || item.Shuffle && item.Type != courses.TrueFalse {
		mix(d.Options)
	}
	for item.Type == courses.Ordering && len(item.Sequence) > 1 && slices.Equal(d.Options, item.Sequence) {
		mix(d.Options) // the right order must not stand there from the start
	}
	if item.Shuffle {
		mix(d.Reasons)
	}
	return d
}

// ids lists the options in the author's order.
func ids(options []courses.Option) []courses.OptionID {
	out := make([]courses.OptionID, len(options))
	for i := range options {
		out[i] = options[i].ID
	}
	return out
}

// control is what answers an item. Prefix keeps ids apart where a page has more than one.
func control(item courses.Item, drawn assessment.Drawn, g given, prefix string) page.Control {
	c := page.Control{Type: string(item.Type)}
	switch item.Type {
	case courses.Single, courses.Multiple, courses.TrueFalse:
		c.Choices = choices(drawn.Options, item.Option, answerInput, prefix, g.Options)
		c.Reasons = choices(drawn.Reasons, item.Reason, reasonInput, prefix, []courses.OptionID{g.Reason})
	case courses.Matching:
		c.Selects = matchSelects(item, drawn, g, prefix)
	case courses.Ordering:
		c.Selects = placeSelects(item, drawn, g, prefix)
	}
	return c
}

// choices are radios or checkboxes in the order drawn.
func choices(order []courses.OptionID, find func(courses.OptionID) (courses.Option, bool), name, prefix string, chosen []courses.OptionID) []page.Choice {
	var out []page.Choice
	for _, id := range order {
		option, ok := find(id)
		if !ok {
			continue
		}
		out = append(out, page.Choice{
			ID: prefix + name + "-" + string(id), Name: name, Value: string(id), HTML: template.HTML(option.HTML),
			Chosen: slices.Contains(chosen, id),
		})
	}
	return out
}

// matchSelects give each left side the list of right sides. An option of a select holds text only, not markup.
func matchSelects(item courses.Item, drawn assessment.Drawn, g given, prefix string) []page.Select {
	var out []page.Select
	for _, pair := range item.Pairs {
		name := matchInput + "-" + string(pair.ID)
		row := page.Select{ID: prefix + name, Name: name, Label: template.HTML(pair.LeftHTML)}
		for _, id := range drawn.Options {
			option, ok := item.Option(id)
			if !ok {
				continue
			}
			chosen := slices.Contains(g.Matches, assessment.Match{Pair: pair.ID, Option: id})
			row.Options = append(row.Options, page.Choice{Value: string(id), HTML: text(option.Text), Chosen: chosen})
		}
		out = append(out, row)
	}
	return out
}

// placeSelects give each step a place.
func placeSelects(item courses.Item, drawn assessment.Drawn, g given, prefix string) []page.Select {
	var out []page.Select
	for _, id := range drawn.Options {
		option, ok := item.Option(id)
		if !ok {
			continue
		}
		name := placeInput + "-" + string(id)
		row := page.Select{ID: prefix + name, Name: name, Label: template.HTML(option.HTML)}
		for i := range drawn.Options {
			place := strconv.Itoa(i + 1)
			row.Options = append(row.Options, page.Choice{Value: place, HTML: text(place), Chosen: g.Places[id] == place})
		}
		out = append(out, row)
	}
	return out
}

// text is plain text where a template wants HTML.
func text(s string) template.HTML { return template.HTML(template.HTMLEscapeString(s)) }

// readAnswer reads an item's form. Value gives the inputs of a name. What does not belong to the item is left to
// assessment.Check; only an ordering is judged here, since half an order cannot be told from none once it is a list.
func readAnswer(item courses.Item, value func(name string) []string) (given, string) {
	g := given{Places: map[courses.OptionID]string{}}
	switch item.Type {
	case courses.Single, courses.Multiple, courses.TrueFalse:
		for _, v := range value(answerInput) {
			g.Options = append(g.Options, courses.OptionID(v))
		}
		g.Reason = courses.OptionID(first(value(reasonInput)))
	case courses.Matching:
		for _, pair := range item.Pairs {
			if v := first(value(matchInput + "-" + string(pair.ID))); v != "" {
				g.Matches = append(g.Matches, assessment.Match{Pair: pair.ID, Option: courses.OptionID(v)})
			}
		}
	case courses.Ordering:
		return readOrder(item, value)
	case courses.Branching:
		for _, v := range append(slices.Clone(value(pathInput)), value(choiceInput)...) {
			g.Path = append(g.Path, courses.ChoiceID(v))
		}
	}
	return g, ""
}

// first is the first value of an input, "" when it was not sent.
func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// readOrder turns places into an order; the second result says what is wrong with them.
func readOrder(item courses.Item, value func(name string) []string) (given, string) {
	g := given{Places: map[courses.OptionID]string{}}
	order := make([]courses.OptionID, len(item.Options))
	wrong, filled := "", 0
	for _, option := range item.Options {
		v := first(value(placeInput + "-" + string(option.ID)))
		if v == "" {
			continue
		}
		g.Places[option.ID] = v
		filled++
		place, err := strconv.Atoi(v)
		switch {
		case err != nil || place < 1 || place > len(order):
			wrong = fmt.Sprintf("Give each step a place from 1 to %d.", len(order))
		case order[place-1] != "":
			wrong = fmt.Sprintf("Two steps have place %d. Give each step its own place.", place)
		default:
			order[place-1] = option.ID
		}
	}
	switch {
	case filled == 0:
	case wrong != "":
	case filled < len(order):
		wrong = fmt.Sprintf("Give all %d steps a place; %d have one.", len(order), filled)
	default:
		g.Order = order
	}
	return g, wrong
}
