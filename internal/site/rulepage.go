package site

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/audit"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// dutyDeclarations says which struct each template of mandatory training is rendered with.
func dutyDeclarations() map[string]page.Page {
	return map[string]page.Page{
		"rules": rulesPage{}, "rule": rulePage{}, "rule-form": ruleFormPage{}, "rule-preview": rulePreview{},
		"calendar": calendarPage{}, "closure-preview": closurePreview{}, "calendar-import": importPage{},
		"together": togetherPage{}, "together-look": togetherLook{},
	}
}

// ruleRoutes are the pages of who must be trained, by when.
func (s *Site) ruleRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	return forStaff([]route.Route{
		{Method: get, Path: "/rules", Permission: account.ViewCoverage, Handler: s.rules},
		{Method: get, Path: "/rules/new", Permission: account.ManageRules, Handler: s.newRule},
		{Method: post, Path: "/rules/new", Permission: account.ManageRules, Handler: s.addRule},
		{Method: get, Path: "/rules/:rule", Permission: account.ViewCoverage, Handler: s.rule},
		{Method: get, Path: "/rules/:rule/change", Permission: account.ManageRules, Handler: s.askRuleChange},
		{Method: post, Path: "/rules/:rule/change", Permission: account.ManageRules, Handler: s.changeRule},
		{Method: get, Path: "/rules/:rule/end", Permission: account.ManageRules, Handler: s.askEndRule},
		{Method: post, Path: "/rules/:rule/end", Permission: account.ManageRules, Handler: s.endRule},
	})
}

// rulePage is one rule: what it asks, its versions, and what it waits for.
type rulePage struct {
	page.Base
	Title      string
	Sentence   string
	Facts      []ruleFact
	CourseHref string
	Coming     bool
	Ended      bool
	Versions   []ruleVersion

	Waits  bool
	Owners string // whose approval is waited for
	Bound  string // how many in the asker's scope it will bind then

	Change, End string // addresses; "" for those who may not
}

// ruleVersion is one version with what it changed.
type ruleVersion struct {
	Version  int
	By       string
	Recorded time.Time
	Why      string
	Changes  []ruleChange
}

// rule shows one rule.
func (s *Site) rule(c *fiber.Ctx) error {
	r, err := s.ruleAsked(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.rules"), Href: "/rules"}, here(page.Plain(r.Title, ""))}
	today := s.today()
	p := rulePage{
		Base: base, Title: r.Title, Sentence: s.ruleSentence(words, &r), Facts: s.ruleFacts(words, &r)[1:], CourseHref: courseHref(r.Course),
		Coming: r.From > today, Ended: r.Until != "" && r.Until < today, Waits: s.learning.Waits(r.Course),
	}
	if p.Versions, err = s.ruleVersions(c, words, r.Rule); err != nil {
		return err
	}
	if p.Waits && !p.Ended {
		if err := s.addWaiting(c, &p, &r); err != nil {
			return err
		}
	}
	if _, may := reach(c, account.ManageRules); may {
		p.Change = ruleHref(r.Rule) + "/change"
		if r.Until == "" {
			p.End = ruleHref(r.Rule) + "/end"
		}
	}
	return s.show(c, "rule", p)
}

// addWaiting says whose approval a rule waits for, and how many of the asker's people it will bind then.
func (s *Site) addWaiting(c *fiber.Ctx, p *rulePage, r *learning.Rule) error {
	if course, err := s.library.Course(r.Course); err == nil {
		tree := s.register.Tree(s.today())
		p.Owners = listed(mapped(course.Owners, func(code string) string { return tree.Name(org.AgencyCode(code)) }))
	}
	bound := 0
	err := s.cube.Suppose(c.UserContext(), r.Course, max(r.From, s.today()), coverage.Supposed{Approved: true}, route.Scope(c), func(e coverage.Effect) {
		if ruleOf(e.Then.Rule) == r.Rule {
			bound++
		}
	})
	p.Bound = thousands(bound)
	return err
}

// ruleVersions gives the versions of a rule, the newest first, with their reasons from the log.
func (s *Site) ruleVersions(c *fiber.Ctx, words *page.Words, name string) ([]ruleVersion, error) {
	rules, err := s.learning.Rules(c.UserContext())
	if err != nil {
		return nil, err
	}
	found, err := s.audit.Search(c.UserContext(), audit.Search{Subject: name, Action: "rule"}, "", reasonsShown)
	if err != nil {
		return nil, err
	}
	why := map[string]string{}
	for i := range found.Records {
		why[found.Records[i].Subject] = found.Records[i].Why
	}
	var versions []ruleVersion
	var before []ruleFact
	for i := range rules { // sorted by rule and version
		r := &rules[i]
		if r.Rule != name {
			continue
		}
		facts := s.ruleFacts(words, r)
		v := ruleVersion{Version: r.Version, By: s.nameOf(r.By), Recorded: r.Recorded, Why: why[r.ID]}
		if before != nil {
			v.Changes = ruleChanges(before, facts)
		}
		before = facts
		versions = append([]ruleVersion{v}, versions...)
	}
	return versions, nil
}

// reasonsShown bounds how many reasons are looked up for one rule.
const reasonsShown = 200

func (s *Site) newRule(c *fiber.Ctx) error {
	form := ruleForm{Kinds: []string{string(org.KindRegular), string(org.KindContract)}, Days: "90", Months: "24",
		Window: strconv.Itoa(defaultWindow), DueFrom: "later", Renewal: "course", From: s.today().ISO()}
	return s.showRuleForm(c, &form, nil, nil)
}

func (s *Site) askRuleChange(c *fiber.Ctx) error {
	r, err := s.ruleAsked(c)
	if err != nil {
		return err
	}
	form := formOf(&r)
	return s.showRuleForm(c, &form, &r, nil)
}

// showRuleForm shows the form, of a new rule where old is nil, with a fault where there is one.
func (s *Site) showRuleForm(c *fiber.Ctx, form *ruleForm, old *learning.Rule, f *fault.Error) error {
	base := s.base(c)
	if f != nil {
		base.Refuse(f)
		c.Status(route.Status(c, f))
	}
	words := s.words(base)
	p := s.newRuleForm(base, form, old != nil)
	p.Heading, p.Lead, p.Action, p.Back = words.Say("rule.new.title"), words.Say("rule.new.lead"), "/rules/new", "/rules"
	p.Crumbs = []page.Link{{Label: words.Say("nav.rules"), Href: "/rules"}}
	if old != nil {
		p.Heading, p.Lead = words.Say("rule.change.title", "title", old.Title), words.Say("rule.change.lead")
		p.Back, p.Action = ruleHref(old.Rule), ruleHref(old.Rule)+"/change"
		p.Crumbs = append(p.Crumbs, page.Link{Label: page.Plain(old.Title, ""), Href: p.Back})
	}
	p.Crumbs = append(p.Crumbs, here(p.Heading))
	return s.show(c, "rule-form", p)
}

// addRule looks at a new rule, and adds it under a name that no other has. The same rule sent twice is there once.
func (s *Site) addRule(c *fiber.Ctx) error { return s.takeRule(c, nil) }

// changeRule looks at the next version of a rule, and adds it.
func (s *Site) changeRule(c *fiber.Ctx) error {
	r, err := s.ruleAsked(c)
	if err != nil {
		return err
	}
	return s.takeRule(c, &r)
}

func (s *Site) takeRule(c *fiber.Ctx, old *learning.Rule) error {
	var form ruleForm
	err := route.Bind(c, &form)
	if err == nil && form.Step == stepEdit {
		return s.showRuleForm(c, &form, old, nil)
	}
	var wish learning.Rule
	if err == nil {
		wish, err = s.wishedRule(c, &form, old)
	}
	if err == nil && form.Step == stepSave {
		if _, err = s.learning.AddRule(audit.Because(c.UserContext(), form.Why), wish, string(me(c))); err == nil {
			return to(c, ruleHref(wish.Rule)+"?said=staff.saved")
		}
	}
	if err == nil {
		return s.previewRule(c, &form, &wish, old)
	}
	if f, ok := fault.As(err); ok {
		return s.showRuleForm(c, &form, old, f)
	}
	return err
}

// wishedRule reads the form and checks it against the rules that are there.
func (s *Site) wishedRule(c *fiber.Ctx, form *ruleForm, old *learning.Rule) (learning.Rule, error) {
	wish, err := form.rule(s.register.Tree(max(day.Date(form.From), s.today())))
	if err != nil {
		return wish, err
	}
	if old != nil {
		wish.Rule, wish.Course = old.Rule, old.Course
	}
	if wish, err = s.learning.CheckRule(wish); err != nil {
		return wish, err
	}
	if old != nil {
		if form.Version != strconv.Itoa(old.Version) && !wish.Same(old) {
			return wish, fault.Conflict("Somebody else has changed this rule since you opened it. Look at it again before you change it.")
		}
		return wish, nil
	}
	known, err := s.learning.Rules(c.UserContext())
	if err != nil {
		return wish, err
	}
	for _, other := range newest(known) {
		if other.Rule == wish.Rule && !other.Same(&wish) {
			return wish, fault.Invalid("The rule cannot be saved.", fault.Field{Name: "title",
				Message: "Another rule has this title. Give this one a title of its own, or change the other one."})
		}
	}
	return wish, nil
}
