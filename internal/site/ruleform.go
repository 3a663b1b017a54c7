package site

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// ruleForm is a rule as it is typed. Numbers are read as texts, so that what was typed stays where it is no number.
type ruleForm struct {
	Title  string `form:"title" label:"The title" validate:"required,max=200"`
	Course string `form:"course"`
	From   string `form:"from" label:"The first day" validate:"required,date"`
	Until  string `form:"until" label:"The last day" validate:"date"`

	Kinds       []string `form:"kinds"`
	Agencies    string   `form:"agencies"`
	Types       []string `form:"types"`
	Positions   string   `form:"positions"`
	Categories  string   `form:"categories"`
	Flags       []string `form:"flags"`
	JoinedAfter string   `form:"joined_after" label:"The day" validate:"date"`

	DueFrom  string `form:"due_from"`
	Days     string `form:"due_days"`
	DueOn    string `form:"due_on" label:"The due date" validate:"date"`
	DueAfter string `form:"due_after"`

	Months  string `form:"valid_months"`
	Window  string `form:"window_days"`
	Renewal string `form:"renewal"`

	Why     string `form:"why" label:"The reason" validate:"max=500"`
	Step    string `form:"step"`    // "" look first, "edit" back to the form, "save"
	Version string `form:"version"` // the version that was looked at; "" of a new rule
}

// The values of Step.
const (
	stepSave = "save"
	stepEdit = "edit"
)

// formOf fills the form from a rule, to change it.
func formOf(r *learning.Rule) ruleForm {
	a := &r.Audience
	return ruleForm{
		Title: r.Title, Course: string(r.Course), From: r.From.ISO(), Until: r.Until.ISO(), Kinds: texts(a.Kinds),
		Agencies: strings.Join(texts(a.Agencies), "\n"), Types: texts(a.Types), Positions: strings.Join(a.Positions, "\n"),
		Categories: strings.Join(a.Categories, "\n"), Flags: texts(a.Flags), JoinedAfter: a.JoinedAfter.ISO(),
		DueFrom: string(dueKey(r.DueFrom)), Days: strconv.Itoa(r.DueDays), DueOn: r.DueOn.ISO(), DueAfter: string(r.DueAfter),
		Months: strconv.Itoa(r.ValidMonths), Window: strconv.Itoa(windowOf(r)), Renewal: string(renewalKey(r.Renewal)), Version: strconv.Itoa(r.Version),
	}
}

// ruleReader collects what is wrong while it reads.
type ruleReader struct{ bad []fault.Field }

func (b *ruleReader) say(name, message string) {
	b.bad = append(b.bad, fault.Field{Name: name, Message: message})
}

// number reads a whole number; nothing is 0.
func (b *ruleReader) number(name, typed string) int {
	n, err := strconv.Atoi(typed)
	if typed != "" && err != nil {
		b.say(name, "Write a whole number in digits, for example 90.")
	}
	return n
}

// lines reads one thing a line.
func lines(typed string) []string {
	var list []string
	for line := range strings.Lines(typed) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// rule reads the form, in the tree of the rule's first day; the fields of a fault are those of learning's.
func (f *ruleForm) rule(tree *org.Tree) (learning.Rule, error) {
	var b ruleReader
	r := learning.Rule{
		Rule: slug(f.Title), Title: f.Title, Course: courses.CourseID(f.Course), From: day.Date(f.From), Until: day.Date(f.Until),
		DueDays: b.number("due_days", f.Days), ValidMonths: b.number("valid_months", f.Months), WindowDays: b.number("window_days", f.Window),
	}
	if r.WindowDays == defaultWindow {
		r.WindowDays = 0
	}
	if f.DueFrom != "later" {
		r.DueFrom = learning.DueFrom(f.DueFrom)
	}
	if f.Renewal != "course" {
		r.Renewal = learning.Renewal(f.Renewal)
	}
	switch r.DueFrom { // what does not belong to the choice is left aside, not refused
	case learning.DueFromDate:
		r.DueOn, r.DueDays = day.Date(f.DueOn), 0
	case learning.DueFromCourse:
		r.DueAfter = courses.CourseID(f.DueAfter)
	case learning.DueFromJanuary:
		r.ValidMonths = 0
	case learning.DueFromLater, learning.DueFromJoining, learning.DueFromSignIn, learning.DueFromPost:
	}
	f.audience(&b, &r.Audience, tree)
	if f.DueFrom == "" {
		b.say("due_from", "Choose from what the due date is counted.")
	}
	if len(b.bad) > 0 {
		return r, fault.Invalid("The rule cannot be saved.", b.bad...)
	}
	return r, nil
}

func (f *ruleForm) audience(b *ruleReader, a *learning.Audience, tree *org.Tree) {
	for _, k := range f.Kinds {
		a.Kinds = append(a.Kinds, org.Kind(k))
	}
	if len(f.Kinds) == 0 {
		b.say("kinds", "Choose at least one kind of people.")
	}
	for _, t := range f.Types {
		a.Types = append(a.Types, org.AgencyType(t))
	}
	for _, flag := range f.Flags {
		a.Flags = append(a.Flags, org.Flag(flag))
	}
	for _, typed := range lines(f.Agencies) {
		code, err := agencyTyped(tree, typed)
		if problem, ok := fault.As(err); ok {
			b.say("agencies", typed+": "+problem.Fields[0].Message)
			continue
		}
		if !slices.Contains(a.Agencies, code) {
			a.Agencies = append(a.Agencies, code)
		}
	}
	a.Positions, a.Categories, a.JoinedAfter = lines(f.Positions), lines(f.Categories), day.Date(f.JoinedAfter)
}

// slug makes a rule's short name of its title.
func slug(title string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	name := strings.Join(words, "-")
	if len(name) > 50 {
		name = strings.Trim(name[:50], "-")
	}
	return name
}

// ruleFormPage is the form in small steps: what, who, by when, how long, why.
type ruleFormPage struct {
	page.Base
	Heading  page.Phrase
	Lead     page.Phrase
	Sections []formSection
	Action   string
	Back     string
	Version  string
}

// formSection is one step of a long form.
type formSection struct {
	Heading page.Phrase
	Fields  []formField
	More    []formField // seldom needed; in a part that opens
	Open    bool
}

// section moves the fields that were added since to a step of their own.
func section(words *page.Words, p *formPage, key page.Key) formSection {
	out := formSection{Heading: words.Say(key), Fields: p.Fields}
	p.Fields = nil
	return out
}

// newRuleForm builds the form; courseFixed is of a rule that is there, which keeps its course.
func (s *Site) newRuleForm(base page.Base, form *ruleForm, courseFixed bool) ruleFormPage {
	words := s.words(base)
	out := ruleFormPage{Base: base, Version: form.Version}
	p := formPage{Base: base}
	p.add(words, "title", form.Title)
	s.courseField(words, &p, "course", form.Course, courseFixed)
	p.date(words, "from", form.From)
	out.Sections = append(out.Sections, section(words, &p, "rule.part.what"))

	p.choose(words, fieldChecks, "kinds", texts(org.Kinds()), form.Kinds, "kind.")
	who := section(words, &p, "rule.part.who")
	p.choose(words, fieldChecks, "types", texts(org.AgencyTypes()), form.Types, "agency.type.")
	for _, area := range []struct{ name, value string }{{"agencies", form.Agencies}, {"positions", form.Positions}, {"categories", form.Categories}} {
		p.add(words, area.name, area.value).Kind = fieldLong
	}
	p.choose(words, fieldChecks, "flags", texts(org.Flags()), form.Flags, "flag.")
	p.date(words, "joined_after", form.JoinedAfter)
	who.More, who.Open = p.Fields, form.narrows() || slices.ContainsFunc(p.Fields, func(f formField) bool { return f.Wrong.Text != "" })
	p.Fields = nil
	out.Sections = append(out.Sections, who)

	p.choose(words, fieldRadios, "due_from", mapped(learning.DueFroms(), func(d learning.DueFrom) string { return string(dueKey(d)) }), []string{form.DueFrom}, "rule.due.choice.")
	p.add(words, "due_days", form.Days).Mode = "numeric"
	p.date(words, "due_on", form.DueOn)
	s.courseField(words, &p, "due_after", form.DueAfter, false)
	out.Sections = append(out.Sections, section(words, &p, "rule.part.when"))

	p.add(words, "valid_months", form.Months).Mode = "numeric"
	p.add(words, "window_days", form.Window).Mode = "numeric"
	p.choose(words, fieldRadios, "renewal", mapped(learning.Renewals(), func(r learning.Renewal) string { return string(renewalKey(r)) }), []string{form.Renewal}, "rule.renewal.choice.")
	p.date(words, "until", form.Until)
	out.Sections = append(out.Sections, section(words, &p, "rule.part.long"))
	p.add(words, "why", form.Why)
	out.Sections = append(out.Sections, section(words, &p, "rule.part.why"))
	return out
}

// narrows tells whether the form says more of the audience than the kinds.
func (f *ruleForm) narrows() bool {
	return len(f.Types)+len(f.Flags) > 0 || f.Agencies+f.Positions+f.Categories+f.JoinedAfter != ""
}

// courseField is a list of the courses; fixed has the chosen one alone.
func (s *Site) courseField(words *page.Words, p *formPage, name, chosen string, fixed bool) {
	f := p.add(words, name, "")
	f.Kind = fieldSelect
	for _, course := range s.library.Current() {
		if id := string(course.ID); !fixed || id == chosen {
			f.Options = append(f.Options, page.Choice{Value: id, HTML: text(course.Title), Chosen: id == chosen})
		}
	}
}
