package assessment

import (
	"fmt"
	"slices"
	"strconv"

	"lamtoen/courses"
)

// Response is an answer as a page or a client gives it: everything chosen is named by its position on the screen of this
// attempt, and by nothing else. The authored ids are words ("stop-and-ask"), and the derived ones can be computed by anybody, so
// either in a page's source would give the key away. What is stored is the Answer, with the authored ids.
//
// Options, reasons, steps to put in order and right-hand sides are lettered in the order drawn (a, b, c…), the choices of a
// scene in the author's order; the left sides of a matching item are numbered from 1.
type Response struct {
	Options []string `json:"options,omitempty"`
	Reason  string   `json:"reason,omitempty"`
	Matches []Joined `json:"matches,omitempty"`
	Order   []string `json:"order,omitempty"`
	Path    []string `json:"path,omitempty"`
}

// Joined is a Match by positions: the number of a left side and the letter of what was chosen for it.
type Joined struct {
	Pair   string `json:"pair"`
	Option string `json:"option"`
}

// Empty tells that nothing has been chosen.
func (r Response) Empty() bool {
	return len(r.Options) == 0 && r.Reason == "" && len(r.Matches) == 0 && len(r.Order) == 0 && len(r.Path) == 0
}

// Letter names the place i, from 0, of something to choose: a to z, then aa, ab and so on.
func Letter(i int) string {
	if i < 26 {
		return string(rune('a' + i))
	}
	return Letter(i/26-1) + Letter(i%26)
}

// Number names the place i, from 0, of a question, of the left side of a pair, or of a scene: 1, 2, 3.
func Number(i int) string { return strconv.Itoa(i + 1) }

// Hide gives an answer in positions. What the item does not have, or the draw does not show, is left out; an answer that
// Check lets through is hidden whole.
func (d Drawn) Hide(item courses.Item, a Answer) Response {
	var r Response
	r.Options = hideAll(d.Options, a.Options)
	if i := slices.Index(d.Reasons, a.Reason); i >= 0 {
		r.Reason = Letter(i)
	}
	for _, m := range a.Matches {
		row := slices.IndexFunc(item.Pairs, func(p courses.Pair) bool { return p.ID == m.Pair })
		if at := slices.Index(d.Options, m.Option); row >= 0 && at >= 0 {
			r.Matches = append(r.Matches, Joined{Pair: Number(row), Option: Letter(at)})
		}
	}
	r.Order = hideAll(d.Options, a.Order)
	for i := range a.Path {
		step, _, ok := walk(item.Scenario, a.Path[:i])
		if !ok {
			break
		}
		at := slices.IndexFunc(step.Choices, func(c courses.Choice) bool { return c.ID == a.Path[i] })
		if at < 0 {
			break
		}
		r.Path = append(r.Path, Letter(at))
	}
	return r
}

func hideAll(shown, given []courses.OptionID) []string {
	var out []string
	for _, id := range given {
		if i := slices.Index(shown, id); i >= 0 {
			out = append(out, Letter(i))
		}
	}
	return out
}

// Reveal gives the answer that a response means for the item as it was drawn. A position that is not on the screen, and a part
// that the item's type has no use for, are fault.CodeInvalid with the field named as Response's JSON names it. Whether the
// answer can be saved is for Check to say.
func (d Drawn) Reveal(item courses.Item, r Response) (Answer, error) {
	var a Answer
	err := checkShape(item, shape{len(r.Options), r.Reason != "", len(r.Matches), len(r.Order), len(r.Path)})
	if err == nil {
		a.Options, err = revealAll("options", d.Options, r.Options)
	}
	if err == nil && r.Reason != "" {
		a.Reason, err = reveal("reason", d.Reasons, r.Reason)
	}
	if err == nil {
		a.Matches, err = d.revealMatches(item, r.Matches)
	}
	if err == nil {
		a.Order, err = revealAll("order", d.Options, r.Order)
	}
	if err == nil {
		a.Path, err = revealPath(item.Scenario, r.Path)
	}
	if err != nil {
		return Answer{}, err
	}
	return a, nil
}

// reveal finds what stands at a position.
func reveal(field string, shown []courses.OptionID, position string) (courses.OptionID, error) {
	if i := placeOf(len(shown), position, Letter); i >= 0 {
		return shown[i], nil
	}
	if len(shown) == 0 {
		return "", invalid(field, fmt.Sprintf("This question has no %q.", position))
	}
	return "", invalid(field, fmt.Sprintf("This question has no %q. It has a to %s.", position, Letter(len(shown)-1)))
}

func revealAll(field string, shown []courses.OptionID, positions []string) ([]courses.OptionID, error) {
	var out []courses.OptionID
	for _, position := range positions {
		id, err := reveal(field, shown, position)
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

func (d Drawn) revealMatches(item courses.Item, joined []Joined) ([]Match, error) {
	var out []Match
	for _, j := range joined {
		row := placeOf(len(item.Pairs), j.Pair, Number)
		if row < 0 {
			return nil, invalid("matches", fmt.Sprintf("This question has no row %q. It has 1 to %d.", j.Pair, len(item.Pairs)))
		}
		id, err := reveal("matches", d.Options, j.Option)
		if err != nil {
			return nil, err
		}
		out = append(out, Match{Pair: item.Pairs[row].ID, Option: id})
	}
	return out, nil
}

// revealPath follows the letters from scene to scene.
func revealPath(s *courses.Scenario, letters []string) ([]courses.ChoiceID, error) {
	var path []courses.ChoiceID
	for i, letter := range letters {
		step, _, ok := walk(s, path)
		if !ok {
			return nil, notOffered(i)
		}
		at := placeOf(len(step.Choices), letter, Letter)
		if at < 0 {
			return nil, notOffered(i)
		}
		path = append(path, step.Choices[at].ID)
	}
	return path, nil
}

// placeOf finds the place from 0 that has the name, of n; -1 when none has. A name is read in one spelling only.
func placeOf(n int, name string, write func(int) string) int {
	for i := range n {
		if write(i) == name {
			return i
		}
	}
	return -1
}
