package coverage

import (
	"context"
	"slices"
	"time"

	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Cause is why somebody counts otherwise as known later.
type Cause string

// The causes, in the order in which they are taken into account.
const (
	CauseRegister   Cause = "register"   // a person, a post, leave or an agency was recorded later, for a day up to the one asked about
	CauseRules      Cause = "rules"      // a rule, an exemption, an approval, an outage or a version of the course
	CauseLate       Cause = "late"       // something that was done by the day came in later, as from paper
	CauseCorrection Cause = "correction" // a fact was made void, or an attempt graded again
)

// Causes gives all causes in their order.
func Causes() []Cause { return []Cause{CauseRegister, CauseRules, CauseLate, CauseCorrection} }

// Change is one person who counts otherwise. A group of "" is nowhere: not bound, or elsewhere than asked about.
type Change struct {
	Person        org.PersonID
	Agency        org.AgencyCode // where they count as known later; earlier for those who count no more
	Before, After Group
	Causes        []Cause // all that moved them, in the order of Causes
}

// Step is what one cause does to the counts.
type Step struct {
	Cause  Cause
	People int  // whom it moved
	Moved  Cell // what it adds to each count, or takes away
}

// Comparison is one day's figures as known on two instants: Before and all steps together give After.
type Comparison struct {
	Before, After Cell
	Steps         []Step   // one a cause, in the order of Causes
	People        []Change // in the order of the register
}

// position is where one person counts at one stage of the comparison, and in which agency.
type position struct {
	standing standing
	agency   org.AgencyCode
}

// Changes says who counts otherwise on the query's day as known on after (zero: now) than as known on before, and why. The causes are
// taken into account one after the other, for each person: first the register of the later instant, with all else as it was; then the
// rules; then what came in; then what was corrected. Query.Known is not looked at. What is under review is left out: it moves nobody.
// The errors are those of Figures.
func (c *Cube) Changes(ctx context.Context, q Query, before, after time.Time) (Comparison, error) {
	q = c.filled(q)
	q.Known = before
	if _, err := c.Figures(ctx, q); err != nil { // every fault of the question, and the feeds read
		return Comparison{}, err
	}
	rules, err := c.learning.Rules(ctx)
	if err != nil {
		return Comparison{}, err
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	was, err := c.stageFolder(ctx, q, rules)
	if err != nil {
		return Comparison{}, err
	}
	later := q
	later.Known = after
	is, err := c.stageFolder(ctx, later, rules)
	if err != nil {
		return Comparison{}, err
	}
	stages := stagesOf(c, q, was, is)
	result := Comparison{}
	for _, cause := range Causes() {
		result.Steps = append(result.Steps, Step{Cause: cause})
	}
	people := 0
	for m := range is.cast.view.Members() {
		if people++; people%1024 == 0 && ctx.Err() != nil {
			return Comparison{}, ctx.Err()
		}
		result.take(m.Person.ID, stages, m)
	}
	return result, nil
}

// stageFolder gathers what people are judged from as known on the query's instant. It needs at least the read lock.
func (c *Cube) stageFolder(ctx context.Context, q Query, rules []learning.Rule) (*folder, error) {
	people, err := c.castOf(ctx, q)
	if err != nil {
		return nil, err
	}
	return c.folder(ctx, q, rules, people)
}

// stage gives where a member counts when some of what came later is known. Of most people nothing came: same tells that the stage can
// only say of them what the one before said.
type stage struct {
	judge func(m org.Member) position
	same  func(m org.Member) bool
}

// stagesOf gives the stages from before to after: the first is before, and each of the others takes one more cause into account.
func stagesOf(c *Cube, q Query, was, is *folder) []stage {
	moved := *was // the register of later, all else as it was
	sheet := *was.sheet
	sheet.Tree, moved.cast, moved.sheet = is.sheet.Tree, is.cast, &sheet
	known := func(f learning.Fact) bool { return !f.Recorded.After(was.known) }
	correcting := func(f learning.Fact) bool { return f.Kind == learning.KindVoid || f.Kind == learning.KindRegraded }
	uncorrected := func(f learning.Fact) bool { return known(f) || !correcting(f) }
	every := func(learning.Fact) bool { return true }
	at := func(f *folder, w weighing) func(org.Member) position {
		use := &scratch{}
		return func(m org.Member) position { return c.position(q, f, m, w, use) }
	}
	before := at(was, weighing{every, was})
	registered := func(m org.Member) bool { return was.sheet.Tree == is.sheet.Tree && was.cast.says(is.cast, m.Person.ID) }
	silent := func(m org.Member) bool { return c.silent(q, was, is, m.Person.ID) }
	return []stage{
		{judge: func(m org.Member) position {
			old, ok := was.cast.view.Member(m.Person.ID)
			if !ok {
				return position{}
			}
			return before(old)
		}},
		{at(&moved, weighing{every, was}), registered},
		{at(is, weighing{known, was}), func(org.Member) bool { return false }}, // rules, decisions and editions are judged
		{at(is, weighing{uncorrected, is}), silent},
		{at(is, weighing{every, is}), silent},
	}
}

// says tells whether another cast has the person by the same versions of their records.
func (c *cast) says(other *cast, id org.PersonID) bool {
	i, here := c.find(id)
	k, there := other.find(id)
	return here && there && c.actors[i].digest == other.actors[k].digest
}

// silent tells that of the person nothing of the course, and no first sign-in, came to be known between the two instants.
func (c *Cube) silent(q Query, was, is *folder, id org.PersonID) bool {
	return c.signedIn(was, id) == c.signedIn(is, id) && !c.events.after(q.Course, id, was.known)
}

// weighing says which facts count at a stage, and as known when somebody had signed in.
type weighing struct {
	counts  func(learning.Fact) bool
	signIns *folder
}

// position judges one member at a stage.
func (c *Cube) position(q Query, f *folder, m org.Member, w weighing, use *scratch) position {
	if !m.Posted || !slices.Contains(f.sheet.Kinds, m.Person.Kind) {
		return position{}
	}
	place, ok := f.cast.home.tree.Place(m.Post.Agency)
	if !ok {
		place = Unplaced
	}
	if !f.sheet.asks(q, Filter{}, place) {
		return position{}
	}
	in := c.inputs(f, m, use) // which gives facts of our own
	in.Facts = slices.DeleteFunc(in.Facts, func(f learning.Fact) bool { return !w.counts(f) })
	status := learning.Tally(in, f.at, f.known)
	if !status.Assigned {
		return position{}
	}
	return position{standingOf(&status, c.signedIn(w.signIns, m.Person.ID), false), place}
}

// take goes with one person through the stages.
func (r *Comparison) take(id org.PersonID, stages []stage, m org.Member) {
	first := stages[0].judge(m)
	last := first
	var causes []Cause
	for i, next := range stages[1:] {
		if next.same(m) {
			continue
		}
		at := next.judge(m)
		if at != last {
			causes = append(causes, r.Steps[i].Cause)
			r.Steps[i].People++
			r.Steps[i].Moved.add(cellOf(at.standing), 1)
			r.Steps[i].Moved.add(cellOf(last.standing), -1)
		}
		last = at
	}
	r.Before.add(cellOf(first.standing), 1)
	r.After.add(cellOf(last.standing), 1)
	if len(causes) > 0 {
		agency := last.agency
		if last.standing == 0 {
			agency = first.agency
		}
		r.People = append(r.People, Change{Person: id, Agency: agency, Before: first.standing.group(), After: last.standing.group(), Causes: causes})
	}
}
