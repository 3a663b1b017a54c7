package site

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// rulesPage says in plain words who must be trained in what, by when.
type rulesPage struct {
	page.Base
	Rules  []ruleView
	Ended  []ruleView
	MayAdd bool
}

// ruleView is the newest version of one rule.
type ruleView struct {
	Rule, Title string
	Course      string
	CourseHref  string
	Kinds       string
	Where       string // agencies and types; "" is everywhere
	Days        int
	Months      int // 0: as the course says
	From, Until day.Date
	Version     int
	By          string
	Recorded    day.Date
	Coming      bool // begins later
	Waits       bool // binds nobody until the owner has approved the course
	End         string
}

// newest gives the highest version of each rule, in the order of the rules' names.
func newest(rules []learning.Rule) []learning.Rule {
	var out []learning.Rule
	for _, r := range rules { // sorted by rule and version
		if n := len(out); n > 0 && out[n-1].Rule == r.Rule {
			out[n-1] = r
		} else {
			out = append(out, r)
		}
	}
	return out
}

func newRules(base page.Base, views []ruleView, today day.Date) rulesPage {
	p := rulesPage{Base: base}
	for _, v := range views {
		if v.Until != "" && v.Until < today {
			p.Ended = append(p.Ended, v)
		} else {
			v.Coming = v.From > today
			p.Rules = append(p.Rules, v)
		}
	}
	return p
}

func (s *Site) ruleView(words *page.Words, r learning.Rule) ruleView {
	kinds := r.Audience.Kinds
	if len(kinds) == 0 {
		kinds = slices.DeleteFunc(org.Kinds(), func(k org.Kind) bool { return !k.Counts() })
	}
	var where []string
	for _, code := range r.Audience.Agencies {
		where = append(where, s.register.Tree(s.today()).Name(code))
	}
	for _, t := range r.Audience.Types {
		where = append(where, words.Say(page.Key("agency.type."+string(t))).Text)
	}
	return ruleView{
		Rule: r.Rule, Title: r.Title, Course: s.courseTitle(r.Course), CourseHref: courseHref(r.Course), Kinds: kindsInWords(words, kinds),
		Where: listed(where), Days: r.DueDays, Months: r.ValidMonths, From: r.From, Until: r.Until, Version: r.Version,
		By: s.nameOf(r.By), Recorded: day.Of(r.Recorded), End: "/rules/" + r.Rule + "/end",
		Waits: s.learning.Waits(r.Course),
	}
}

func (s *Site) rules(c *fiber.Ctx) error {
	rules, err := s.learning.Rules(c.UserContext())
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{here(words.Say("nav.rules"))}
	var views []ruleView
	for _, r := range newest(rules) {
		views = append(views, s.ruleView(words, r))
	}
	p := newRules(base, views, s.today())
	_, p.MayAdd = reach(c, account.ManageRules)
	return s.show(c, "rules", p)
}

// ruleForm is a new rule. Numbers are read as texts, so that what was typed stays where it is no number.
type ruleForm struct {
	Title  string   `form:"title" label:"The title" validate:"required,max=200"`
	Course string   `form:"course" label:"The course" validate:"required"`
	Kinds  []string `form:"kinds"`
	Days   string   `form:"due_days" label:"The number of days" validate:"required"`
	Months string   `form:"valid_months" label:"The number of months"`
	From   string   `form:"from" label:"The first day" validate:"required,date"`
}

func (s *Site) rulePage(base page.Base, form ruleForm) formPage {
	words := s.words(base)
	p := formPage{
		Base: base, Heading: words.Say("rule.new.title"), Lead: words.Say("rule.new.lead"), Button: words.Say("rule.new.button"),
		Action: "/rules/new", Back: "/rules",
	}
	p.Crumbs = []page.Link{{Label: words.Say("nav.rules"), Href: "/rules"}, here(p.Heading)}
	p.add(words, "title", form.Title)
	f := p.add(words, "course", "")
	f.Kind = fieldSelect
	for _, course := range s.library.Current() {
		f.Options = append(f.Options, page.Choice{Value: string(course.ID), HTML: text(course.Title), Chosen: string(course.ID) == form.Course})
	}
	p.choose(words, fieldChecks, "kinds", texts(org.Kinds()), form.Kinds, "kind.")
	p.add(words, "due_days", form.Days).Mode = "numeric"
	p.add(words, "valid_months", form.Months).Mode = "numeric"
	p.date(words, "from", form.From)
	return p
}

func (s *Site) newRule(c *fiber.Ctx) error {
	return s.show(c, "form", s.rulePage(s.base(c), ruleForm{
		Kinds: []string{string(org.KindRegular), string(org.KindContract)}, Days: "90", Months: "24", From: s.today().ISO(),
	}))
}

// rule reads the form; the fields of a fault are those of learning's.
func (f ruleForm) rule() (learning.Rule, error) {
	r := learning.Rule{Rule: slug(f.Title), Title: f.Title, Course: courses.CourseID(f.Course), From: day.Date(f.From)}
	var bad []fault.Field
	number := func(name, typed string) int {
		n, err := strconv.Atoi(typed)
		if typed != "" && err != nil {
			bad = append(bad, fault.Field{Name: name, Message: "Write a whole number in digits, for example 90."})
		}
		return n
	}
	r.DueDays, r.ValidMonths = number("due_days", f.Days), number("valid_months", f.Months)
	for _, k := range f.Kinds {
		r.Audience.Kinds = append(r.Audience.Kinds, org.Kind(k))
	}
	if len(f.Kinds) == 0 {
		bad = append(bad, fault.Field{Name: "kinds", Message: "Choose at least one kind of people."})
	}
	if len(bad) > 0 {
		return r, fault.Invalid("The rule cannot be saved.", bad...)
	}
	return r, nil
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

// addRule adds a rule under a name that no other has. The same rule sent twice is there once.
func (s *Site) addRule(c *fiber.Ctx) error {
	var form ruleForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.rulePage(base, form) },
		do: func() (string, error) {
			r, err := form.rule()
			if err != nil {
				return "", err
			}
			known, err := s.learning.Rules(c.UserContext())
			if err != nil {
				return "", err
			}
			for _, old := range newest(known) {
				switch {
				case old.Rule != r.Rule:
				case sameWish(old, r):
					return "/rules?said=staff.saved", nil
				default:
					return "", fault.Invalid("The rule cannot be saved.", fault.Field{Name: "title",
						Message: "Another rule has this title. Give this one a title of its own, or end the other first."})
				}
			}
			_, err = s.learning.AddRule(c.UserContext(), r, string(me(c)))
			return "/rules?said=staff.saved", err
		},
	})
}

// sameWish tells that two rules ask the same.
func sameWish(a, b learning.Rule) bool {
	return a.Title == b.Title && a.Course == b.Course && a.DueDays == b.DueDays && a.ValidMonths == b.ValidMonths && a.From == b.From &&
		a.Until == b.Until && slices.Equal(a.Audience.Kinds, b.Audience.Kinds)
}
