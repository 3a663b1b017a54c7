package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
)

// prove reads the facts of everybody and holds them against what their browsers were shown.
func (r *run) prove(ctx context.Context) (proof Proof, err error) {
	w, err := r.open(ctx)
	if err != nil {
		return proof, err
	}
	defer func() { err = w.close(err) }()
	errs := make([]error, len(r.people))
	for i, p := range r.people {
		facts, err := w.learning.FactsOf(ctx, p.id, r.course.ID)
		if err != nil {
			return proof, err
		}
		handed, err := p.check(r.course, facts)
		if err == nil {
			proof.Attempts++
		}
		if handed {
			proof.Handed++
		}
		errs[i] = err
	}
	return proof, failures(errs)
}

// check looks for the attempt that the person was shown, and tells whether it is handed in.
func (p *person) check(c *courses.Course, facts []learning.Fact) (handed bool, err error) {
	var starts, submissions []learning.Fact
	for _, f := range facts {
		switch f.Kind {
		case learning.KindStarted:
			starts = append(starts, f)
		case learning.KindSubmitted:
			submissions = append(submissions, f)
		}
	}
	if len(starts) != 1 {
		return false, fmt.Errorf("%s: %d attempts in the store, want 1", p.id, len(starts))
	}
	var start learning.StartData
	if err := starts[0].Into(&start); err != nil {
		return false, err
	}
	if want := fmt.Sprintf("/courses/%s/attempts/%d-%d/", c.ID, starts[0].Enrolment, starts[0].Attempt()); !strings.HasPrefix(p.attempt, want) {
		return false, fmt.Errorf("%s: was shown %s, and the store has %s", p.id, p.attempt, want)
	}
	if err := checkDraw(c, start.Drawn); err != nil {
		return false, fmt.Errorf("%s: %w", p.id, err)
	}
	if err := p.checkShown(c, start.Drawn[0]); err != nil {
		return false, err
	}
	if p.given == 0 {
		return false, nil
	}
	return true, p.checkHanded(submissions)
}

// checkShown tells whether the first question that the browser was shown is the first one drawn.
func (p *person) checkShown(c *courses.Course, first assessment.Drawn) error {
	shown, err := text(p.page, p.packed)
	if err != nil {
		return err
	}
	item, _ := c.Item(first.Item)
	words := item.StemHTML
	if item.Scenario != nil { // a story begins with its first scene
		if step, ok := item.Scenario.Step(item.Scenario.Start); ok {
			words = step.HTML
		}
	}
	if !strings.Contains(shown, strings.TrimSpace(words)) {
		return fmt.Errorf("%s: the first question shown is not %s, which was drawn", p.id, item.ID)
	}
	return nil
}

// checkHanded tells whether every answer that was acknowledged is in what was graded.
func (p *person) checkHanded(submissions []learning.Fact) error {
	if len(submissions) != 1 {
		return fmt.Errorf("%s: %d submissions in the store, want 1", p.id, len(submissions))
	}
	var data learning.SubmissionData
	if err := submissions[0].Into(&data); err != nil {
		return err
	}
	if len(data.Answers) != p.given {
		return fmt.Errorf("%s: %d answers were graded, and %d were acknowledged", p.id, len(data.Answers), p.given)
	}
	return nil
}

// checkDraw holds a draw against the course by counting, not by drawing again: so many different items of each objective as the
// quotas say, none for practice, each with all of its own options once.
func checkDraw(c *courses.Course, drawn []assessment.Drawn) error {
	left := map[courses.ObjectiveID]int{}
	for _, q := range c.Assessment.Draw {
		left[q.Objective] += q.Items
	}
	seen := map[courses.ItemID]bool{}
	for _, d := range drawn {
		item, ok := c.Item(d.Item)
		switch {
		case !ok:
			return fmt.Errorf("the item %s is not of this version", d.Item)
		case seen[d.Item]:
			return fmt.Errorf("the item %s is drawn twice", d.Item)
		case item.Practice:
			return fmt.Errorf("the item %s is for practice", d.Item)
		case item.Scenario == nil && !sameOptions(item.Options, d.Options), !sameOptions(item.Reasons, d.Reasons):
			return fmt.Errorf("the options of %s are not its own", d.Item)
		}
		seen[d.Item] = true
		left[item.Objective]--
	}
	for objective, n := range left {
		if n != 0 {
			return fmt.Errorf("the draw misses the quota of %s by %d", objective, n)
		}
	}
	if len(drawn) == 0 {
		return errors.New("nothing is drawn")
	}
	return nil
}

// sameOptions tells whether the ids are those of the options, in any order.
func sameOptions(options []courses.Option, ids []courses.OptionID) bool {
	var own []courses.OptionID
	for _, o := range options {
		own = append(own, o.ID)
	}
	ids = slices.Clone(ids)
	slices.Sort(own)
	slices.Sort(ids)
	return slices.Equal(own, ids)
}
