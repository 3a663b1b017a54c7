package site

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// formPage is one form of an officer: what it does, about whom, and its fields with what was typed and what is wrong with it.
type formPage struct {
	page.Base
	Heading  page.Phrase
	Lead     page.Phrase
	About    page.Identity // whom it is about; zero for nobody
	Fields   []formField
	Agencies []page.Choice // suggestions for a field of the kind "agency"
	Action   string
	Back     string
	Button   page.Phrase
}

// The kinds of field.
const (
	fieldText   = "" // or as Type says
	fieldSelect = "select"
	fieldChecks = "checks"
	fieldAgency = "agency"
	fieldRadios = "radios"
	fieldLong   = "area"
)

// formField is one field with its label.
type formField struct {
	page.Field
	Label    page.Phrase
	HintText page.Phrase
	Kind     string
	Options  []page.Choice
}

// add puts a field at the end: its label is the text field.NAME, its hint field.NAME.hint where there is one.
func (p *formPage) add(words *page.Words, name, value string) *formField {
	key := page.Key("field." + name)
	f := formField{Field: page.Field{Name: name, Value: value, Wrong: p.Wrong(name)}, Label: words.Say(key)}
	if words.Has(key + ".hint") {
		f.Hint, f.HintText = true, words.Say(key+".hint")
	}
	p.Fields = append(p.Fields, f)
	return &p.Fields[len(p.Fields)-1]
}

// date adds a field for a day.
func (p *formPage) date(words *page.Words, name, value string) {
	p.add(words, name, value).Type = "date"
}

// choose adds a list to choose one or, as checks, several from; prefix leads to the words for each value.
func (p *formPage) choose(words *page.Words, kind, name string, values, chosen []string, prefix page.Key) {
	f := p.add(words, name, "")
	f.Kind = kind
	for _, v := range values {
		f.Options = append(f.Options, page.Choice{
			ID: name + "-" + v, Name: name, Value: v, HTML: words.Say(prefix + page.Key(v)).HTML(), Chosen: slices.Contains(chosen, v),
		})
	}
}

// agency adds a field for an agency, with every agency of today as a suggestion.
func (p *formPage) agency(words *page.Words, tree *org.Tree, value string) {
	p.add(words, "agency", value).Kind = fieldAgency
	if len(p.Agencies) > 0 {
		return
	}
	for _, a := range tree.All() {
		p.Agencies = append(p.Agencies, page.Choice{Value: agencyText(a)})
	}
}

// agencyText is an agency as it stands in a field: its code makes it certain, since two gewogs may share a name.
func agencyText(a org.Agency) string { return fmt.Sprintf("%s (%s)", a.Name, a.Code) }

// agencyTyped finds the agency that was typed: by its code, alone or in brackets, or by a name that only one has.
func agencyTyped(tree *org.Tree, text string) (org.AgencyCode, error) {
	text = strings.TrimSpace(text)
	code := text
	if i := strings.LastIndexByte(text, '('); i >= 0 && strings.HasSuffix(text, ")") {
		code = text[i+1 : len(text)-1]
	}
	if _, ok := tree.Agency(org.AgencyCode(strings.ToLower(code))); ok || text == "" {
		return org.AgencyCode(strings.ToLower(code)), nil
	}
	var found []org.Agency
	for _, a := range tree.All() {
		if strings.EqualFold(a.Name, text) {
			found = append(found, a)
		}
	}
	if len(found) == 1 {
		return found[0].Code, nil
	}
	message := "No agency has this name today. Choose one from the list that opens as you type."
	if len(found) > 1 {
		var names []string
		for _, a := range found {
			names = append(names, agencyText(a))
		}
		message = "More than one agency has this name. Write which: " + strings.Join(names, ", ") + "."
	}
	return "", fault.Invalid("Please correct what is marked.", fault.Field{Name: "agency", Message: message})
}

// taken is how a form is taken: the page again, for when it is refused, and what it does, which gives where to go on to.
type taken struct {
	page func(page.Base) formPage
	do   func() (string, error)
}

// take reads the form, does it and goes on; a fault shows the form again with what was typed.
func (s *Site) take(c *fiber.Ctx, form any, t taken) error {
	err := route.Bind(c, form)
	next := ""
	if err == nil {
		next, err = t.do()
	}
	if f, ok := fault.As(err); ok {
		base := s.base(c)
		base.Refuse(f)
		return s.refuse(c, "form", t.page(base), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	return to(c, next)
}

// ask shows a form about the person of the address for the first time.
func (s *Site) ask(form func(page.Base, org.Person) formPage) fiber.Handler {
	return func(c *fiber.Ctx) error {
		who, err := s.subject(c)
		if err != nil {
			return err
		}
		return s.show(c, "form", form(s.base(c), who))
	}
}

// personForm is the frame of a form about a person; its texts are NAME.title, NAME.lead and NAME.button.
func (s *Site) personForm(base page.Base, id org.PersonID, name page.Key) formPage {
	words := s.words(base)
	p := formPage{
		Base: base, Heading: words.Say(name + ".title"), Button: words.Say(name + ".button"), About: s.identity(id), Back: personHref(id),
	}
	if words.Has(name + ".lead") {
		p.Lead = words.Say(name + ".lead")
	}
	p.Crumbs = []page.Link{
		{Label: words.Say("nav.people"), Href: "/people"}, {Label: page.Plain(p.About.Name, ""), Href: p.Back}, here(p.Heading),
	}
	return p
}

// plainMessage is what a refusal says; nothing for an error that is not fit to show.
func plainMessage(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Message
	}
	return ""
}

// texts makes plain texts of a list of words such as kinds or roles.
func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}
