package site

import (
	"strconv"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// reformPage is the form of one kind of reorganisation.
type reformPage struct {
	page.Base
	Heading  page.Phrase
	Lead     page.Phrase
	Action   string
	Fields   []formField   // of the agency and the day
	Rows     []reformRow   // of several agencies
	New      []formField   // of an agency that is made by it
	Below    []formField   // where the agencies below go
	Agencies []page.Choice // suggestions
	NewLead  page.Phrase
	Count    int // rows
	More     bool
}

// reformRow is one of several agencies.
type reformRow struct {
	Label  page.Phrase
	Fields []formField
}

// reformField makes a field: its label is reform.field.KEY, its hint reform.field.KEY.hint where there is one. The name may
// end in the number of a row.
func reformField(base page.Base, words *page.Words, key page.Key, name, value string) formField {
	key = "reform.field." + key
	f := formField{Field: page.Field{Name: name, Value: value, Wrong: base.Wrong(name)}, Label: words.Say(key)}
	if words.Has(key + ".hint") {
		f.Hint, f.HintText = true, words.Say(key+".hint")
	}
	return f
}

// reformPage builds the form with what was typed.
func (s *Site) reformPage(base page.Base, t reformTyped) reformPage {
	words := s.words(base)
	p := reformPage{
		Base: base, Heading: words.Say(page.Key("reform." + t.kind + ".title")), Lead: words.Say(page.Key("reform." + t.kind + ".lead")),
		Action: "/agencies/reorganise/" + t.kind, Count: len(t.parts), More: len(t.parts) < mostRows,
	}
	p.Crumbs = []page.Link{
		{Label: words.Say("agencies.title"), Href: "/agencies"}, {Label: words.Say("reform.title"), Href: "/agencies/reorganise"}, here(p.Heading),
	}
	field := func(key page.Key, name, value string) formField { return reformField(base, words, key, name, value) }
	agency := func(key page.Key, name, value string) formField {
		f := field(key, name, value)
		f.Kind = fieldAgency
		return f
	}
	if t.kind != reformCreate && t.kind != reformMerge {
		p.Fields = append(p.Fields, agency("agency", "agency", t.agency))
	}
	from := field("from", "from", t.from)
	from.Type = "date"
	p.Fields = append(p.Fields, from)
	fresh := []formField{field("code", "code", t.code), field("name", "name", t.name), field("name_dz", "name_dz", t.nameDz)}
	switch t.kind {
	case reformCreate:
		p.Fields = append(p.Fields, fresh...)
		p.Fields = append(p.Fields, typeField(base, words, "type", t.typ), agency("parent", "parent", t.parent))
	case reformRename:
		p.Fields = append(p.Fields, fresh[1], fresh[2])
	case reformMove:
		p.Fields = append(p.Fields, agency("parent", "parent", t.parent))
	case reformMerge:
		for i, text := range t.agencies {
			n := strconv.Itoa(i + 1)
			p.Rows = append(p.Rows, reformRow{words.Say("reform.row.merged", "n", n), []formField{agency("merged", "agency-"+n, text)}})
		}
		p.NewLead = words.Say("reform.merge.new")
		p.New = append(p.New, agency("into", "into", t.into))
		p.New = append(p.New, fresh...)
		p.New = append(p.New, typeField(base, words, "type", t.typ), agency("parent.same", "parent", t.parent))
	case reformSplit:
		for i, part := range t.parts {
			n := strconv.Itoa(i + 1)
			p.Rows = append(p.Rows, reformRow{words.Say("reform.row.part", "n", n), []formField{
				agency("into", "into-"+n, part.agency), field("code.new", "code-"+n, part.code), field("name.new", "name-"+n, part.name),
				typeField(base, words, "type-"+n, part.typ),
			}})
		}
		p.New = append(p.New, agency("parent.same", "parent", t.parent))
	}
	if t.kind == reformSplit || t.kind == reformEnd {
		p.Below = s.belowFields(base, words, t)
	}
	for _, a := range s.treeOf(t).All() {
		p.Agencies = append(p.Agencies, page.Choice{Value: agencyText(a)})
	}
	return p
}

// treeOf is the tree of the form's day, or today's while there is none.
func (s *Site) treeOf(t reformTyped) *org.Tree {
	if from, err := day.Parse(t.from); err == nil {
		return s.register.Tree(from)
	}
	return s.register.Tree(s.today())
}

// typeField lets the officer choose the type of a new agency.
func typeField(base page.Base, words *page.Words, name, value string) formField {
	f := reformField(base, words, "type", name, "")
	f.Kind = fieldSelect
	for _, t := range org.AgencyTypes() {
		f.Options = append(f.Options, page.Choice{
			Value: string(t), HTML: words.Say(page.Key("agency.one." + string(t))).HTML(), Chosen: string(t) == value,
		})
	}
	return f
}

// belowFields asks for each agency below one that ends where it goes: under a successor, where that one stood, or under none.
func (s *Site) belowFields(base page.Base, words *page.Words, t reformTyped) []formField {
	tree := s.treeOf(t)
	code, err := agencyTyped(tree, t.agency)
	if err != nil {
		return nil
	}
	var to []page.Choice
	for _, part := range t.parts {
		if next, err := agencyTyped(tree, part.agency); t.kind == reformSplit && part.agency != "" && err == nil {
			to = append(to, page.Choice{Value: string(next), HTML: page.Plain(tree.Name(next), "").HTML()})
		} else if t.kind == reformSplit && part.code != "" {
			to = append(to, page.Choice{Value: part.code, HTML: page.Plain(orElse(part.name, part.code), "").HTML()})
		}
	}
	if parent := tree.Parent(code); parent != "" {
		to = append(to, page.Choice{Value: string(parent), HTML: page.Plain(tree.Name(parent), "").HTML()})
	}
	to = append(to, page.Choice{Value: atRoot, HTML: words.Say("reform.root").HTML()})
	var out []formField
	for _, child := range tree.Children(code) {
		name := "below-" + string(child.Code)
		f := formField{Field: page.Field{Name: name, Wrong: base.Wrong(name)}, Label: page.Plain(child.Name, ""), Kind: fieldSelect}
		for _, one := range to {
			one.Chosen = one.Value == t.below[child.Code]
			f.Options = append(f.Options, one)
		}
		out = append(out, f)
	}
	return out
}
