package learning

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Limits of a rule.
const (
	maxDueDays     = 3660
	maxValidMonths = 600
	maxRuleTitle   = 200
	maxWindowDays  = 366
	maxListed      = 100 // positions or categories of an audience
	maxListedText  = 120
)

// The first rule: what the whole product is for. (The Code of Conduct binds every civil servant: policy clauses coc.1-coc.7.)
const (
	defaultRule   = "code-of-conduct"
	defaultCourse = courses.CourseID("code-of-conduct")
	defaultDays   = 90
)

// Rule is one version of an obligation: these people take this course, within this time. Versions are inserted and never
// changed; the highest number wins, and a rule is ended by a version with Until.
type Rule struct {
	ID      string `bson:"_id" json:"id"` // RULE/VERSION
	Rule    string `bson:"rule" json:"rule"`
	Version int    `bson:"version" json:"version"`
	Title   string `bson:"title" json:"title"` // as "why?" names it

	Course   courses.CourseID `bson:"course" json:"course"`
	Audience Audience         `bson:"audience" json:"audience"`

	// DueDays counts from what DueFrom says. ValidMonths is how long completion holds; 0 leaves that to the certificate of the
	// version completed.
	DueFrom     DueFrom          `bson:"due_from,omitempty" json:"due_from,omitempty"`
	DueDays     int              `bson:"due_days" json:"due_days"`
	DueOn       day.Date         `bson:"due_on,omitempty" json:"due_on,omitempty"`       // with DueFromDate
	DueAfter    courses.CourseID `bson:"due_after,omitempty" json:"due_after,omitempty"` // with DueFromCourse
	ValidMonths int              `bson:"valid_months" json:"valid_months"`

	// WindowDays is how long before its end a completion can be renewed; 0 is 60. Renewal is what the renewal asks.
	WindowDays int     `bson:"window_days,omitempty" json:"window_days,omitempty"`
	Renewal    Renewal `bson:"renewal,omitempty" json:"renewal,omitempty"`

	// Calendar has leave stop the clock and a due date on no working day move to the next. AddRule sets it, so that versions
	// from before mean what they meant.
	Calendar bool `bson:"calendar,omitempty" json:"calendar,omitempty"`

	From  day.Date `bson:"from" json:"from"`
	Until day.Date `bson:"until" json:"until,omitempty"` // the last day; "" open

	Recorded time.Time `bson:"recorded" json:"recorded"`
	By       string    `bson:"by" json:"by"`
}

// DueFrom says from what the due date is reckoned.
type DueFrom string

// What due dates are reckoned from. Nothing is due before the first day on which the rule binds.
const (
	DueFromLater   DueFrom = ""              // DueDays after the later of joining and the rule's first day
	DueFromDate    DueFrom = "date"          // on DueOn
	DueFromJoining DueFrom = "joining"       // DueDays after joining, however long ago
	DueFromSignIn  DueFrom = "first-sign-in" // DueDays after it, or after the rule's first day; no date before
	DueFromPost    DueFrom = "post"          // DueDays after the start of the post that the rule binds, or after the rule's first day
	DueFromCourse  DueFrom = "course"        // DueDays after the first completion of DueAfter, or after the rule's first day; no date before
	DueFromJanuary DueFrom = "january"       // by the end of January, every year, at least DueDays after the person is first bound
)

// DueFroms gives all of them, in the order in which pages list them.
func DueFroms() []DueFrom {
	return []DueFrom{DueFromLater, DueFromDate, DueFromJoining, DueFromSignIn, DueFromPost, DueFromCourse, DueFromJanuary}
}

// Renewal is what a recertification asks.
type Renewal string

// What may be asked. RenewalCourse leaves it to the course: a refresher where it has one, as ever.
const (
	RenewalCourse    Renewal = ""
	RenewalRefresher Renewal = "refresher"
	RenewalWhole     Renewal = "whole"
)

// Renewals gives all of them, in the order in which pages list them.
func Renewals() []Renewal { return []Renewal{RenewalCourse, RenewalRefresher, RenewalWhole} }

// window is how many days before its end a completion can be renewed.
func (r *Rule) window() int { return cmp.Or(r.WindowDays, renewalDays) }

// inForce tells whether the rule binds on the day.
func (r *Rule) inForce(d day.Date) bool { return r.From <= d && (r.Until == "" || d <= r.Until) }

var rulePattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// problems lists what is wrong with a rule, by field.
func (r *Rule) problems() []fault.Field {
	var bad problems
	if len(r.Rule) > 60 || !rulePattern.MatchString(r.Rule) {
		bad.say("rule", "Give the rule a short name of small letters, digits and hyphens.")
	}
	if r.Title == "" || len(r.Title) > maxRuleTitle {
		bad.say("title", "Give the rule a title of at most %d characters: people read it as the reason.", maxRuleTitle)
	}
	r.dueProblems(&bad)
	if r.ValidMonths < 0 || r.ValidMonths > maxValidMonths {
		bad.say("valid_months", "Give between 0 and %d months; 0 leaves it to the course.", maxValidMonths)
	}
	if r.WindowDays < 0 || r.WindowDays > maxWindowDays {
		bad.say("window_days", "Give between 0 and %d days; 0 is %d.", maxWindowDays, renewalDays)
	}
	if !slices.Contains(Renewals(), r.Renewal) {
		bad.say("renewal", "Choose one of: refresher, whole; or none, and the course decides.")
	}
	if _, err := day.Parse(string(r.From)); err != nil {
		bad.say("from", "Give the first day as year-month-day, for example 2026-12-01.")
	}
	if _, err := day.Parse(string(r.Until)); r.Until != "" && (err != nil || r.Until < r.From) {
		bad.say("until", "Give a last day that is not before the first, or none.")
	}
	r.Audience.problems(&bad)
	return bad
}

// problems collects what is wrong, by field.
type problems []fault.Field

func (p *problems) say(name, format string, args ...any) {
	*p = append(*p, fault.Field{Name: name, Message: fmt.Sprintf(format, args...)})
}

// dueProblems checks from what the due date is reckoned, and what goes with it.
func (r *Rule) dueProblems(bad *problems) {
	least := 1
	switch r.DueFrom {
	case DueFromDate, DueFromJanuary:
		least = 0
	case DueFromLater, DueFromJoining, DueFromSignIn, DueFromPost, DueFromCourse:
	default:
		bad.say("due_from", "Choose one of: date, joining, first-sign-in, post, course, january; or none, for joining or the rule's first day.")
	}
	if r.DueDays < least || r.DueDays > maxDueDays {
		bad.say("due_days", "Give between %d and %d days.", least, maxDueDays)
	}
	switch {
	case r.DueFrom == DueFromDate && (!believable(r.DueOn) || r.DueOn < r.From):
		bad.say("due_on", "Give the due date as year-month-day, not before the rule's first day.")
	case r.DueFrom != DueFromDate && r.DueOn != "":
		bad.say("due_on", "Only a rule that is due on a date has one.")
	}
	switch {
	case r.DueFrom == DueFromCourse && (r.DueAfter == "" || r.DueAfter == r.Course):
		bad.say("due_after", "Choose the other course, from whose completion the days count.")
	case r.DueFrom != DueFromCourse && r.DueAfter != "":
		bad.say("due_after", "Only a rule that counts from another course's completion names one.")
	}
	if r.DueFrom == DueFromJanuary && r.ValidMonths != 0 {
		bad.say("valid_months", "What is due every January holds until January: leave the months at 0.")
	}
}

// strangers lists the agencies of the audience that do not exist on the rule's first day: a misspelt code would bind nobody,
// and nobody would notice.
func (r Rule) strangers(tree *org.Tree) []fault.Field {
	var bad []fault.Field
	for _, code := range r.Audience.Agencies {
		if _, ok := tree.Agency(code); !ok {
			bad = append(bad, fault.Field{Name: "agencies", Message: fmt.Sprintf("There is no agency %q on the rule's first day.", string(code))})
		}
	}
	return bad
}

// AddRule inserts the next version of a rule (ID, Version, Recorded and By are set here) and audits it first. The same
// content as the version in force changes nothing. An unknown course or a field out of bounds is fault.CodeInvalid; losing
// a race for the number is fault.CodeConflict.
func (s *Service) AddRule(ctx context.Context, r Rule, by string) (Rule, error) {
	r, err := s.CheckRule(r)
	if err != nil {
		return Rule{}, err
	}
	if err := s.Refresh(ctx); err != nil {
		return Rule{}, err
	}
	last := s.highest(r.Rule)
	if last.Version > 0 && last.describe() == r.describe() {
		return last, nil
	}
	r.Version = last.Version + 1
	r.ID, r.By, r.Recorded = r.Rule+"/"+strconv.Itoa(r.Version), by, s.now()
	entry := audit.Entry{At: r.Recorded, By: by, Action: "rule", Subject: r.ID, Before: last.describe(), After: r.describe()}
	if err := s.audit.Append(ctx, entry); err != nil {
		return Rule{}, fmt.Errorf("learning: audit rule %s: %w", r.ID, err)
	}
	if err := s.insertRule(ctx, r); err != nil {
		if errors.Is(err, store.ErrExists) {
			return Rule{}, fault.Conflict("Somebody else has just changed this rule. Look at it again before you save yours.")
		}
		return Rule{}, err
	}
	return r, s.Refresh(ctx)
}

func (s *Service) insertRule(ctx context.Context, r Rule) error {
	if err := s.rules.Insert(ctx, r); err != nil {
		return fmt.Errorf("learning: add rule %s: %w", r.ID, err)
	}
	return nil
}

// highest gives the last version of a rule; the zero Rule where there is none.
func (s *Service) highest(name string) (last Rule) {
	for _, r := range s.known() {
		if r.Rule == name && r.Version > last.Version {
			last = r
		}
	}
	return last
}

// describe is the content of the rule for the audit log: all but who recorded it when, and that it goes by the calendar, which is no
// wish of the officer's. The zero Rule is "".
func (r *Rule) describe() string {
	if r.Rule == "" {
		return ""
	}
	a := &r.Audience
	parts := []string{fmt.Sprintf("%s: %s, due in %d days, valid %d months, from %s until %s, kinds %v, agencies %v, types %v", r.Title,
		r.Course, r.DueDays, r.ValidMonths, r.From.ISO(), r.Until.ISO(), a.Kinds, a.Agencies, a.Types)}
	for _, part := range []struct {
		name string
		has  bool
		what any
	}{
		{"due from", r.DueFrom != "", r.DueFrom}, {"due on", r.DueOn != "", r.DueOn.ISO()}, {"due after", r.DueAfter != "", r.DueAfter},
		{"window of days", r.WindowDays != 0, r.WindowDays}, {"renewal", r.Renewal != "", r.Renewal},
		{"positions", len(a.Positions) > 0, fmt.Sprintf("%q", a.Positions)}, {"categories", len(a.Categories) > 0, fmt.Sprintf("%q", a.Categories)},
		{"flags", len(a.Flags) > 0, a.Flags}, {"joined after", a.JoinedAfter != "", a.JoinedAfter.ISO()},
	} {
		if part.has {
			parts = append(parts, fmt.Sprintf("%s %v", part.name, part.what))
		}
	}
	return strings.Join(parts, ", ")
}

// EnsureDefaultRules creates the first rule where it has never been: every person of a counting kind in active service
// takes the Code of Conduct within 90 days. It does nothing where the library has no such course. Several instances may
// call it at once: the id decides, and the first stands. A rule that was changed or ended later is left alone.
func (s *Service) EnsureDefaultRules(ctx context.Context) error {
	course, err := s.library.Course(defaultCourse)
	if fault.Is(err, fault.CodeNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	now := s.now()
	r := Rule{ID: defaultRule + "/1", Rule: defaultRule, Version: 1, Title: "Code of Conduct for every civil servant",
		Course: course.ID, Audience: Audience{Kinds: countingKinds()}, DueDays: defaultDays, From: day.Of(now), Calendar: true,
		Recorded: now, By: "system"}
	if course.Certificate != nil {
		r.ValidMonths = course.Certificate.ValidMonths
	}
	if err := s.insertRule(ctx, r); err != nil && !errors.Is(err, store.ErrExists) {
		return err
	}
	return s.Refresh(ctx)
}

func countingKinds() []org.Kind {
	return slices.DeleteFunc(slices.Clone(org.Kinds()), func(k org.Kind) bool { return !k.Counts() })
}

// Rules gives all versions of all rules, as last read, sorted by rule and version. Callers do not write to it.
func (s *Service) Rules(context.Context) ([]Rule, error) { return s.known(), nil }

// Refresh reads the rules, the errata, the outages, the closures and the allowances again. Instances call it every second: what was recorded elsewhere holds here from
// then on.
func (s *Service) Refresh(ctx context.Context) error {
	rules, _, err := s.rules.Find(ctx, store.Query{})
	if err != nil {
		return fmt.Errorf("learning: read the rules: %w", err)
	}
	slices.SortFunc(rules, func(a, b Rule) int { return cmp.Or(cmp.Compare(a.Rule, b.Rule), a.Version-b.Version) })
	s.read.Store(&rules)
	if err := s.refreshErrata(ctx); err != nil {
		return err
	}
	if err := s.refreshOutages(ctx); err != nil {
		return err
	}
	if err := s.refreshClosures(ctx); err != nil {
		return err
	}
	return s.allowances.refresh(ctx)
}

// known gives the rules as last read.
func (s *Service) known() []Rule { return *s.read.Load() }
