package intake

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"lamtoen/internal/org"
)

// suggested is how many agencies are named when a name is not known.
const suggested = 3

// finder finds agencies by what a file calls them. Each different text is looked for once.
type finder struct {
	tree  *org.Tree
	names map[string][]org.Agency // by plain name
	found map[string]place
}

// place is what a text turned out to be: a code, or what is wrong with it.
type place struct {
	code  org.AgencyCode
	wrong string
}

func newFinder(tree *org.Tree) *finder {
	f := &finder{tree: tree, names: map[string][]org.Agency{}, found: map[string]place{}}
	for _, a := range tree.All() {
		f.names[plainName(a.Name)] = append(f.names[plainName(a.Name)], a)
	}
	return f
}

// plainName is a name as it is compared: lower case, letters and digits, without the words that some write and some leave out.
func plainName(s string) string {
	s = strings.ToLower(strings.ReplaceAll(s, "&", " and "))
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	words = slices.DeleteFunc(words, func(w string) bool { return w == "the" || w == "of" || w == "administration" })
	return strings.Join(words, " ")
}

// find gives the agency of a text: its code, alone or in brackets behind the name, or a name that only one agency has.
func (f *finder) find(text string) place {
	p, ok := f.found[text]
	if !ok {
		p = f.look(text)
		f.found[text] = p
	}
	return p
}

func (f *finder) look(text string) place {
	code := org.AgencyCode(strings.ToLower(text))
	if i := strings.LastIndexByte(text, '('); i >= 0 && strings.HasSuffix(text, ")") {
		inner := org.AgencyCode(strings.ToLower(strings.TrimSpace(text[i+1 : len(text)-1])))
		if _, ok := f.tree.Agency(inner); ok {
			return place{code: inner}
		}
	}
	if _, ok := f.tree.Agency(code); ok {
		return place{code: code}
	}
	if ended, ok := f.tree.Ended(code); ok {
		return place{wrong: f.ended(ended)}
	}
	switch named := f.names[plainName(text)]; {
	case len(named) == 1:
		return place{code: named[0].Code}
	case len(named) > 1:
		return place{wrong: fmt.Sprintf("More than one agency is called “%s”. Write the code instead: %s.", clip(text), f.listed(named))}
	}
	if near := f.near(plainName(text)); len(near) > 0 {
		return place{wrong: fmt.Sprintf("No agency is called “%s” on this day. Perhaps it is %s. Write the code or the name.", clip(text), f.listed(near))}
	}
	return place{wrong: fmt.Sprintf("No agency is called “%s” on this day. Write its code or its name as the list of agencies has it.", clip(text))}
}

func (f *finder) ended(a org.Agency) string {
	var next []org.Agency
	for _, code := range a.Successors {
		if s, ok := f.tree.Agency(code); ok {
			next = append(next, s)
		}
	}
	if len(next) == 0 {
		return fmt.Sprintf("%s ended on %s. Write where the person serves now.", a.Name, a.Until)
	}
	return fmt.Sprintf("%s ended on %s. Write what followed it: %s.", a.Name, a.Until, f.listed(next))
}

// listed names agencies with their codes, and what they stand under where two share a name.
func (f *finder) listed(list []org.Agency) string {
	var out []string
	for _, a := range list {
		above := ""
		if len(f.names[plainName(a.Name)]) > 1 && a.Parent != "" {
			above = ", in " + f.tree.Name(a.Parent)
		}
		out = append(out, fmt.Sprintf("%s (%s%s)", a.Name, a.Code, above))
	}
	return strings.Join(out, " or ")
}

// near gives the agencies whose names share most with the text, by pairs of letters.
func (f *finder) near(text string) []org.Agency {
	type scored struct {
		agency org.Agency
		score  float64
	}
	var list []scored
	want := pairs(text)
	for _, a := range f.tree.All() {
		have := pairs(plainName(a.Name))
		shared := 0
		for p, n := range want {
			shared += min(n, have[p])
		}
		if total := size(want) + size(have); total > 0 && 2*shared*10 >= total*5 {
			list = append(list, scored{a, 2 * float64(shared) / float64(total)})
		}
	}
	slices.SortStableFunc(list, func(a, b scored) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return strings.Compare(string(a.agency.Code), string(b.agency.Code))
	})
	var out []org.Agency
	for _, s := range list[:min(suggested, len(list))] {
		out = append(out, s.agency)
	}
	return out
}

func pairs(s string) map[string]int {
	runes := []rune(" " + s + " ")
	out := map[string]int{}
	for i := range len(runes) - 1 {
		out[string(runes[i:i+2])]++
	}
	return out
}

func size(m map[string]int) int {
	n := 0
	for _, v := range m {
		n += v
	}
	return n
}
