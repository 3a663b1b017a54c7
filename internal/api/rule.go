package api

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
)

// ruleList is the answer of GET /rules: every version of every rule, by rule, then by version.
type ruleList struct {
	marked
	Rules []learning.Rule `json:"rules"`
	// Waiting are the courses whose rules bind nobody yet, since their owner has approved no version of them.
	Waiting []courses.CourseID `json:"waiting_for_approval"`
}

// ruleAnswer is the answer of POST /rules.
type ruleAnswer struct {
	marked
	Rule learning.Rule `json:"rule"`
}

// ruleGiven is what POST /rules takes: the next version of a rule, or the first of a new one. The service says what is wrong
// with it.
type ruleGiven struct {
	Rule        string            `json:"rule"`
	Title       string            `json:"title"`
	Course      courses.CourseID  `json:"course"`
	Audience    learning.Audience `json:"audience"`
	DueFrom     learning.DueFrom  `json:"due_from"`
	DueDays     int               `json:"due_days"`
	DueOn       day.Date          `json:"due_on"`
	DueAfter    courses.CourseID  `json:"due_after"`
	ValidMonths int               `json:"valid_months"`
	WindowDays  int               `json:"window_days"`
	Renewal     learning.Renewal  `json:"renewal"`
	From        day.Date          `json:"from"`
	Until       day.Date          `json:"until"`
}

// rule is the wish without what the service sets: id, version, author and instant.
func (g ruleGiven) rule() learning.Rule {
	return learning.Rule{
		Rule: g.Rule, Title: g.Title, Course: g.Course, Audience: g.Audience, DueDays: g.DueDays, ValidMonths: g.ValidMonths,
		From: g.From, Until: g.Until, DueFrom: g.DueFrom, DueOn: g.DueOn, DueAfter: g.DueAfter, WindowDays: g.WindowDays, Renewal: g.Renewal,
	}
}

// rules gives ended versions too: a report as at last June names the version that bound then.
func (a *API) rules(c *fiber.Ctx) error {
	rules, err := a.learning.Rules(c.UserContext())
	if err != nil {
		return err
	}
	answer := ruleList{marked: a.marked(), Rules: listed(rules), Waiting: []courses.CourseID{}}
	for _, r := range rules {
		if !slices.Contains(answer.Waiting, r.Course) && a.learning.Waits(r.Course) {
			answer.Waiting = append(answer.Waiting, r.Course)
		}
	}
	return c.JSON(answer)
}

// addRule adds a version of a rule. Each POST adds one, so a caller that may have to repeat it gives an Idempotency-Key.
func (a *API) addRule(c *fiber.Ctx) error {
	var given ruleGiven
	if err := body(c, &given); err != nil {
		return err
	}
	by := string(asker(c))
	added, err := doOnce(c, a.once, work[learning.Rule]{
		do: func(ctx context.Context) (learning.Rule, error) { return a.learning.AddRule(ctx, given.rule(), by) },
		find: func(ctx context.Context, since time.Time) (learning.Rule, bool, error) {
			return a.findRule(ctx, given.rule(), by, since)
		},
	})
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(ruleAnswer{a.marked(), added})
}

// findRule looks for the version that the same person made of the same wish since an instant.
func (a *API) findRule(ctx context.Context, wanted learning.Rule, by string, since time.Time) (learning.Rule, bool, error) {
	if err := a.learning.Refresh(ctx); err != nil {
		return learning.Rule{}, false, err
	}
	rules, err := a.learning.Rules(ctx)
	if err != nil {
		return learning.Rule{}, false, err
	}
	for _, r := range rules {
		if r.By != by || r.Recorded.Before(since) {
			continue
		}
		same := r
		same.ID, same.Version, same.Recorded, same.By = "", 0, time.Time{}, ""
		same.Calendar = false // set by the service
		if sameRule(same, wanted) {
			return r, true, nil
		}
	}
	return learning.Rule{}, false, nil
}

// sameRule compares what was wished for; an empty list is the same as none.
func sameRule(a, b learning.Rule) bool {
	for _, r := range []*learning.Rule{&a, &b} {
		r.Audience.Kinds = listed(r.Audience.Kinds)
		r.Audience.Agencies = listed(r.Audience.Agencies)
		r.Audience.Types = listed(r.Audience.Types)
		r.Audience.Positions, r.Audience.Categories = listed(r.Audience.Positions), listed(r.Audience.Categories)
		r.Audience.Flags = listed(r.Audience.Flags)
	}
	return reflect.DeepEqual(a, b)
}
