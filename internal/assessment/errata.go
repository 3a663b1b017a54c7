package assessment

import (
	"fmt"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/fault"
)

// Erratum says what is wrong with an item: it does not count (Void), or further answers count as right (Keys).
type Erratum struct {
	Item courses.ItemID
	Void bool
	Keys Keys
}

// Keys are the answers that count as right beside those of the author. Which fields are used depends on the item's type.
type Keys struct {
	// Options are further right options of single and multiple, and the other verdict of true-false. Neutral are options of
	// multiple that neither add nor take away. Reasons are further right reasons of true-false.
	Options []courses.OptionID `bson:"options,omitempty" json:"options,omitempty"`
	Neutral []courses.OptionID `bson:"neutral,omitempty" json:"neutral,omitempty"`
	Reasons []courses.OptionID `bson:"reasons,omitempty" json:"reasons,omitempty"`

	Matches []Match       `bson:"matches,omitempty" json:"matches,omitempty"` // further right sides of a pair
	Orders  []Order       `bson:"orders,omitempty" json:"orders,omitempty"`   // further right orders
	Endings []EndingScore `bson:"endings,omitempty" json:"endings,omitempty"` // what endings of a story are worth
}

// Order is one right order of the steps of an ordering item. It is a struct because a list of lists is no document.
type Order struct {
	Steps []courses.OptionID `bson:"steps" json:"steps"`
}

// EndingScore is what reaching an ending is worth, 0 to 100; the author's score stands where it is higher.
type EndingScore struct {
	Step  courses.StepID `bson:"step" json:"step"`
	Score int            `bson:"score" json:"score"`
}

// Empty tells whether the keys name nothing.
func (k Keys) Empty() bool {
	return len(k.Options)+len(k.Neutral)+len(k.Reasons)+len(k.Matches)+len(k.Orders)+len(k.Endings) == 0
}

// GradeWith gives the points of an answer to an item that has errata. It is never less than Grade, the order of the errata
// does not matter, and one that stands there twice counts once. Errata about other items are passed over.
//
// An item that does not count earns whole points, answered or not: for any other points of the attempt that is the best for
// the learner, since leaving the item out of a mean below 100 % lifts it less.
func GradeWith(item courses.Item, a Answer, errata ...Erratum) Points {
	return gradeWith(&item, a, errata)
}

func gradeWith(item *courses.Item, a Answer, errata []Erratum) Points {
	points := grade(item, a)
	var keys Keys
	for i := range errata {
		switch e := &errata[i]; {
		case e.Item != item.ID:
		case e.Void:
			return Whole
		default:
			keys = keys.and(e.Keys)
		}
	}
	if keys.Empty() {
		return points
	}
	// The maximum is taken over what the author's key gives, so that no mistake in an erratum takes anything away.
	for _, other := range keys.applied(item, a) {
		points = max(points, grade(&other, a))
	}
	return points
}

// and joins two sets of keys.
func (k Keys) and(o Keys) Keys {
	return Keys{
		Options: slices.Concat(k.Options, o.Options), Neutral: slices.Concat(k.Neutral, o.Neutral), Reasons: slices.Concat(k.Reasons, o.Reasons),
		Matches: slices.Concat(k.Matches, o.Matches), Orders: slices.Concat(k.Orders, o.Orders), Endings: slices.Concat(k.Endings, o.Endings),
	}
}

// applied gives the item as it would have been with the keys, in the way that is best for this answer: one item, or one for
// each further order. Grading stays in one place.
func (k Keys) applied(item *courses.Item, a Answer) []courses.Item {
	fixed := *item
	switch item.Type {
	case courses.Single, courses.TrueFalse:
		fixed.Options, fixed.Reasons = alsoRight(item.Options, k.Options), alsoRight(item.Reasons, k.Reasons)
	case courses.Multiple:
		fixed.Options = k.doubted(item.Options, a.Options)
	case courses.Matching:
		fixed.Pairs = k.matched(item.Pairs, a.Matches)
	case courses.Ordering:
		var list []courses.Item
		for _, order := range k.Orders {
			fixed.Sequence = order.Steps
			list = append(list, fixed)
		}
		return list
	case courses.Branching:
		fixed.Scenario = k.ended(item.Scenario)
	}
	return []courses.Item{fixed}
}

// alsoRight gives the options with those named right too.
func alsoRight(options []courses.Option, named []courses.OptionID) []courses.Option {
	if len(named) == 0 {
		return options
	}
	fixed := slices.Clone(options)
	for i := range fixed {
		fixed[i].Right = fixed[i].Right || slices.Contains(named, fixed[i].ID)
	}
	return fixed
}

// doubted gives the options of a multiple item in the way that is best for these ticks. With r of R right and w of W wrong
// options ticked the points are r/R − w/W: a wrong option that also counts right lifts both parts where it is ticked, and is
// best left wrong where it is not; one that is neutral is best left out where it is wrong and ticked, or right and not
// ticked, and left as it is otherwise. Each of these choices is best whatever the others are, so no search is needed.
func (k Keys) doubted(options []courses.Option, ticks []courses.OptionID) []courses.Option {
	fixed := make([]courses.Option, 0, len(options))
	for _, o := range options {
		ticked := slices.Contains(ticks, o.ID)
		switch {
		case !o.Right && ticked && slices.Contains(k.Options, o.ID):
			o.Right = true
		case o.Right != ticked && slices.Contains(k.Neutral, o.ID):
			continue
		}
		fixed = append(fixed, o)
	}
	return fixed
}

// matched gives the pairs with the right side that was given, where that is one of the further ones.
func (k Keys) matched(pairs []courses.Pair, given []Match) []courses.Pair {
	fixed := slices.Clone(pairs)
	for i := range fixed {
		for _, m := range given {
			if m.Pair == fixed[i].ID && slices.Contains(k.Matches, m) {
				fixed[i].Right = m.Option
			}
		}
	}
	return fixed
}

// ended gives the story with the scores of its endings raised.
func (k Keys) ended(s *courses.Scenario) *courses.Scenario {
	if s == nil {
		return nil
	}
	fixed := *s
	fixed.Steps = slices.Clone(s.Steps)
	for i := range fixed.Steps {
		for _, e := range k.Endings {
			if e.Step == fixed.Steps[i].ID {
				fixed.Steps[i].Score = max(fixed.Steps[i].Score, e.Score)
			}
		}
	}
	return &fixed
}

// Regrade gives a result with the points that its answers have with errata. Points of other items stay as they were, whatever
// grader gave them; none falls, and a pass stays one.
func Regrade(c *courses.Course, r Result, answers map[courses.ItemID]Answer, errata []Erratum) Result {
	better := Result{Points: slices.Clone(r.Points), Passed: r.Passed, Grader: Grader}
	for i := range better.Points {
		id := better.Points[i].Item
		item, ok := c.Item(id)
		if ok && slices.ContainsFunc(errata, func(e Erratum) bool { return e.Item == id }) {
			better.Points[i].Points = max(better.Points[i].Points, gradeWith(&item, answers[id], errata))
		}
	}
	return better.summed(c)
}

// Best gives, of two results of one attempt, the better points of each item.
func Best(c *courses.Course, a, b Result) Result {
	best := Result{Points: slices.Clone(a.Points), Passed: a.Passed || b.Passed, Grader: Grader}
	for i := range best.Points {
		for _, p := range b.Points {
			if p.Item == best.Points[i].Item {
				best.Points[i].Points = max(best.Points[i].Points, p.Points)
			}
		}
	}
	return best.summed(c)
}

// Beats tells whether the result is better than another of the same attempt in what counts: the score, or the pass.
func (r Result) Beats(o Result) bool { return r.Score > o.Score || r.Passed && !o.Passed }

// summed works out the score and the pass from the points, as GradeAttempt does. A pass that was there stays.
func (r Result) summed(c *courses.Course) Result {
	n, sum := len(r.Points), 0
	for _, p := range r.Points {
		sum += int(p.Points)
	}
	if n > 0 {
		r.Score = sum / n
		r.Passed = r.Passed || c.Assessment != nil && sum >= c.Assessment.PassMark*n
	}
	return r
}

// CheckErratum refuses keys that the item does not have, that say nothing new, or that leave nothing to get wrong or right
// (then the item is better void). The fields of the fault are named as Keys' JSON names them.
func CheckErratum(item courses.Item, e Erratum) error {
	if item.Practice {
		return wrongErratum("item", "The practice question is never graded.")
	}
	if e.Void {
		return nil
	}
	if err := e.Keys.fit(item); err != nil {
		return err
	}
	if e.Keys.Empty() {
		return wrongErratum("keys", "Mark at least one further answer, or say that the question does not count.")
	}
	return nil
}

// fit checks each part of the keys against the item.
func (k Keys) fit(item courses.Item) error {
	choice := item.Type == courses.Single || item.Type == courses.Multiple || item.Type == courses.TrueFalse
	for _, part := range []struct {
		field string
		named []courses.OptionID
		among []courses.Option
	}{{"options", k.Options, item.Options}, {"reasons", k.Reasons, item.Reasons}} {
		if len(part.named) > 0 && !choice {
			return wrongErratum(part.field, "This question has no options to tick.")
		}
		if err := fitRight(part.field, part.named, part.among); err != nil {
			return err
		}
	}
	switch {
	case len(k.Neutral) > 0 && item.Type != courses.Multiple:
		return wrongErratum("neutral", "Only a question with several right answers has options that do not count.")
	case len(k.Matches) > 0 && item.Type != courses.Matching:
		return wrongErratum("matches", "This question has nothing to match.")
	case len(k.Orders) > 0 && item.Type != courses.Ordering:
		return wrongErratum("orders", "This question has nothing to put in order.")
	case len(k.Endings) > 0 && item.Type != courses.Branching:
		return wrongErratum("endings", "This question has no story.")
	}
	for _, check := range []func(courses.Item) error{k.fitNeutral, k.fitMatches, k.fitOrders, k.fitEndings} {
		if err := check(item); err != nil {
			return err
		}
	}
	return nil
}

// fitRight wants options that the item has and that are not right already.
func fitRight(field string, named []courses.OptionID, among []courses.Option) error {
	for _, id := range named {
		i := slices.IndexFunc(among, func(o courses.Option) bool { return o.ID == id })
		if i < 0 {
			return wrongErratum(field, fmt.Sprintf("This question has no answer %q.", string(id)))
		}
		if among[i].Right {
			return wrongErratum(field, fmt.Sprintf("The answer “%s” is right already.", among[i].Text))
		}
	}
	return nil
}

// fitNeutral leaves a multiple item at least one right option that is not in doubt.
func (k Keys) fitNeutral(item courses.Item) error {
	sure := len(k.Neutral) == 0
	for _, o := range item.Options {
		sure = sure || o.Right && !slices.Contains(k.Neutral, o.ID)
	}
	for _, id := range k.Neutral {
		if _, ok := item.Option(id); !ok {
			return wrongErratum("neutral", fmt.Sprintf("This question has no answer %q.", string(id)))
		}
	}
	if !sure {
		return wrongErratum("neutral", "No right answer would be left. Say that the question does not count instead.")
	}
	return nil
}

func (k Keys) fitMatches(item courses.Item) error {
	for _, m := range k.Matches {
		i := slices.IndexFunc(item.Pairs, func(p courses.Pair) bool { return p.ID == m.Pair })
		if _, ok := item.Option(m.Option); i < 0 || !ok {
			return wrongErratum("matches", "This question has no such row or answer.")
		}
		if item.Pairs[i].Right == m.Option {
			return wrongErratum("matches", fmt.Sprintf("What you chose for “%s” is right already.", item.Pairs[i].Left))
		}
	}
	return nil
}

func (k Keys) fitOrders(item courses.Item) error {
	for _, o := range k.Orders {
		if err := checkOrder(item, o.Steps); err != nil || len(o.Steps) == 0 {
			return wrongErratum("orders", "Give every step one place, each place once.")
		}
		if slices.Equal(o.Steps, item.Sequence) {
			return wrongErratum("orders", "This is the order that is right already.")
		}
	}
	return nil
}

func (k Keys) fitEndings(item courses.Item) error {
	for _, e := range k.Endings {
		step, ok := courses.Step{}, false
		if item.Scenario != nil {
			step, ok = item.Scenario.Step(e.Step)
		}
		switch {
		case !ok || step.Ending == "":
			return wrongErratum("endings", "This story has no such ending.")
		case e.Score <= step.Score || e.Score > 100:
			return wrongErratum("endings", fmt.Sprintf("Give a score above %d, which the ending has, up to 100.", step.Score))
		}
	}
	return nil
}

func wrongErratum(field, message string) error {
	return fault.Invalid("The question cannot be marked so. "+message, fault.Field{Name: field, Message: message})
}
