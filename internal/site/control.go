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
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
)

// The names of the inputs of an item's form. Those of a row carry the row's position behind a hyphen. What stands for an option
// is its position too, never its id: a page's source must not give the key away.
const (
	answerInput = "answer"
	reasonInput = "reason"
	matchInput  = "match"
	placeInput  = "place"
	choiceInput = "choice"
	pathInput   = "path"
)

// given is an answer as it was typed. Places holds what stands in the selects of an ordering, which may not be an order yet, by
// the letters of the steps.
type given struct {
	assessment.Response
	Places map[string]string
}

// of is a saved answer in the form in which it was typed.
func of(item courses.Item, drawn assessment.Drawn, a assessment.Answer) given {
	g := given{Response: drawn.Hide(item, a), Places: map[string]string{}}
	for i, step := range g.Order {
		g.Places[step] = strconv.Itoa(i + 1)
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
	c := page.Control{Type: string(item.Type), Prefix: prefix}
	switch item.Type {
	case courses.Single, courses.Multiple, courses.TrueFalse:
		c.Choices = choices(drawn.Options, item.Option, answerInput, prefix, g.Options)
		c.Reasons = choices(drawn.Reasons, item.Reason, reasonInput, prefix, []string{g.Reason})
	case courses.Matching:
		c.Selects = matchSelects(item, drawn, g, prefix)
	case courses.Ordering:
		c.Selects = placeSelects(item, drawn, g, prefix)
	}
	return c
}

// choices are radios or checkboxes in the order drawn.
func choices(order []courses.OptionID, find func(courses.OptionID) (courses.Option, bool), name, prefix string, chosen []string) []page.Choice {
	out := make([]page.Choice, len(order))
	for i, id := range order {
		option, _ := find(id) // drawn from this item
		letter := assessment.Letter(i)
		out[i] = page.Choice{
			ID: prefix + name + "-" + letter, Name: name, Value: letter, HTML: template.HTML(option.HTML), Chosen: slices.Contains(chosen, letter),
		}
	}
	return out
}

// matchSelects give each left side the list of right sides. An option of a select holds text only, not markup.
func matchSelects(item courses.Item, drawn assessment.Drawn, g given, prefix string) []page.Select {
	out := make([]page.Select, len(item.Pairs))
	for row, pair := range item.Pairs {
		number := assessment.Number(row)
		name := matchInput + "-" + number
		out[row] = page.Select{ID: prefix + name, Name: name, Label: template.HTML(pair.LeftHTML)}
		for i, id := range drawn.Options {
			option, _ := item.Option(id)
			letter := assessment.Letter(i)
			chosen := slices.Contains(g.Matches, assessment.Joined{Pair: number, Option: letter})
			out[row].Options = append(out[row].Options, page.Choice{Value: letter, HTML: text(option.Text), Chosen: chosen})
		}
	}
	return out
}

// placeSelects give each step a place.
func placeSelects(item courses.Item, drawn assessment.Drawn, g given, prefix string) []page.Select {
	out := make([]page.Select, len(drawn.Options))
	for i, id := range drawn.Options {
		option, _ := item.Option(id)
		letter := assessment.Letter(i)
		name := placeInput + "-" + letter
		out[i] = page.Select{ID: prefix + name, Name: name, Label: template.HTML(option.HTML)}
		for j := range drawn.Options {
			place := strconv.Itoa(j + 1)
			out[i].Options = append(out[i].Options, page.Choice{Value: place, HTML: text(place), Chosen: g.Places[letter] == place})
		}
	}
	return out
}

// drags tells whether something of the item can be dragged as well as chosen.
func drags(item courses.Item) bool {
	return item.Type == courses.Matching || item.Type == courses.Ordering
}

// text is plain text where a template wants HTML.
func text(s string) template.HTML { return template.HTML(template.HTMLEscapeString(s)) }

// readAnswer reads an item's form. Value gives the inputs of a name. Whether what stands there belongs to the item is left to
// Reveal and Check; only an ordering is judged here, row by row, since half an order cannot be told from none once it is a list.
func readAnswer(item courses.Item, drawn assessment.Drawn, value func(name string) []string) (given, []fault.Field) {
	g := given{Places: map[string]string{}}
	switch item.Type {
	case courses.Single, courses.Multiple, courses.TrueFalse:
		g.Options = value(answerInput)
		g.Reason = first(value(reasonInput))
	case courses.Matching:
		for row := range item.Pairs {
			number := assessment.Number(row)
			if v := first(value(matchInput + "-" + number)); v != "" {
				g.Matches = append(g.Matches, assessment.Joined{Pair: number, Option: v})
			}
		}
	case courses.Ordering:
		return readOrder(item, drawn, value)
	case courses.Branching:
		g.Path = append(slices.Clone(value(pathInput)), value(choiceInput)...)
	}
	return g, nil
}

// first is the first value of an input, "" when it was not sent.
func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// readOrder turns places into an order; the second result says of each row what is wrong with its place. Nothing in any row is no
// answer, and not wrong.
func readOrder(item courses.Item, drawn assessment.Drawn, value func(name string) []string) (given, []fault.Field) {
	g := given{Places: map[string]string{}}
	order := make([]string, len(drawn.Options))
	var wrong []fault.Field
	for i := range drawn.Options {
		letter := assessment.Letter(i)
		v := first(value(placeInput + "-" + letter))
		place, err := strconv.Atoi(v)
		message := ""
		switch {
		case v == "":
			message = fmt.Sprintf("Choose a place for “%s”.", stepText(item, drawn, letter))
		case err != nil || place < 1 || place > len(order):
			message = fmt.Sprintf("Choose a place from 1 to %d for “%s”.", len(order), stepText(item, drawn, letter))
		case order[place-1] != "":
			message = fmt.Sprintf("“%s” and “%s” both have place %d. Give each step a place of its own.",
				stepText(item, drawn, order[place-1]), stepText(item, drawn, letter), place)
		default:
			order[place-1] = letter
		}
		if v != "" {
			g.Places[letter] = v
		}
		if message != "" {
			wrong = append(wrong, fault.Field{Name: placeInput + "-" + letter, Message: message})
		}
	}
	switch {
	case len(g.Places) == 0:
		return g, nil
	case len(wrong) == 0:
		g.Order = order
	}
	return g, wrong
}

// stepText is what the step of a letter says.
func stepText(item courses.Item, drawn assessment.Drawn, letter string) string {
	for i, id := range drawn.Options {
		if assessment.Letter(i) == letter {
			option, _ := item.Option(id)
			return option.Text
		}
	}
	return letter
}

// mark puts the messages beside the rows that they are about.
func mark(c *page.Control, wrong []fault.Field, say func(string) page.Phrase) {
	for i := range c.Selects {
		for _, f := range wrong {
			if f.Name == c.Selects[i].Name {
				c.Selects[i].Wrong = say(f.Message)
			}
		}
	}
}
