package courses

import "fmt"

// readScenario reads start and steps, and checks the graph: every step can be reached, every path ends, nothing goes round.
func (r *courseReader) readScenario(o *object, graded bool) *Scenario {
	s := &Scenario{Start: StepID(o.id("start", "the id of the first step"))}
	seen := newIDs(&r.problems)
	g := &graph{scenario: s, at: map[StepID]place{}, state: map[StepID]int{}, problems: &r.problems}
	for _, v := range r.few(o, "steps", o.list("steps", "a list of steps"), maxSteps) {
		if st, ok := v.object("a step of " + o.what); ok {
			step := r.readStep(st, seen, graded)
			g.at[step.ID] = st.at() // choices may lead forward, so the graph is checked when all steps are known
			s.Steps = append(s.Steps, step)
		}
	}
	if len(s.Steps) > 0 {
		g.check(o)
		g.checkEndings(o, graded)
	}
	return s
}

// readStep reads one scene: choices, or an ending that says why the story ended so.
func (r *courseReader) readStep(o *object, seen *ids, graded bool) Step {
	step := Step{ID: StepID(seen.id(o, "step"))}
	step.Text, step.HTML = r.markdown(o, "text", "what happens")
	for _, v := range r.few(o, "choices", o.maybeList("choices"), maxOptions) {
		c, ok := v.object("a choice of " + o.what)
		if !ok {
			continue
		}
		choice := Choice{ID: ChoiceID(seen.id(c, "choice"))}
		choice.Text, choice.HTML = r.label(c, "text", "what one may do")
		choice.To = StepID(c.id("to", "the id of a step"))
		c.done()
		step.Choices = append(step.Choices, choice)
	}
	// A scene with neither would leave the learner stuck; one with both would not know whether it is over.
	switch {
	case o.has("ending") && len(step.Choices) > 0:
		o.keys["ending"].report("ending", o.what+" has choices and an ending", "keep one of them")
	case o.has("ending"):
		step.Ending = Ending(o.oneOf("ending", "", string(Good), string(Fair), string(Poor)))
		step.Feedback, step.FeedbackHTML = r.markdown(o, "feedback", "why it ended so")
		if graded {
			step.Score = o.number("score", 0, 100)
		}
	case len(step.Choices) == 0:
		o.report("ending", o.what+" has neither choices nor an ending", "add choices, or ending: good, fair or poor")
	}
	if !graded && o.has("score") {
		o.keys["score"].report("score", "scenarios in lessons are not graded", "remove the score")
	}
	o.done()
	return step
}

// graph walks a scenario.
type graph struct {
	scenario *Scenario
	at       map[StepID]place
	state    map[StepID]int
	broken   bool // a choice leads nowhere or back, so a step that seems lost may be what was meant
	problems *Problems
}

const (
	entered = 1 // on the path that is being followed
	left    = 2 // all that follows it has been seen
)

// check walks from the start. The depth is bounded by the number of steps.
func (g *graph) check(o *object) {
	if _, ok := g.at[g.scenario.Start]; !ok {
		if g.scenario.Start != "" {
			o.keys["start"].report("scenario", fmt.Sprintf("start names no step: %q", g.scenario.Start), "write the id of a step")
		}
		return
	}
	g.follow(g.scenario.Start)
	for _, st := range g.scenario.Steps {
		if st.ID != "" && g.state[st.ID] == 0 && !g.broken {
			g.report(st.ID, fmt.Sprintf("step %s of %s can never be reached", st.ID, o.what), "let a choice lead to it, or remove it")
		}
	}
}

// follow goes depth first. A step met while it is still on the path closes a cycle: the learner could go round for ever, and
// an answer (the path taken) would have no bound.
func (g *graph) follow(id StepID) {
	g.state[id] = entered
	step, _ := g.scenario.Step(id)
	for _, c := range step.Choices {
		_, exists := g.at[c.To]
		switch {
		case c.To == "":
			g.broken = true
		case !exists:
			g.broken = true
			g.report(id, fmt.Sprintf("choice %s leads to step %q, which is not there", c.ID, c.To), "write the id of a step")
		case g.state[c.To] == entered:
			g.broken = true
			g.report(id, fmt.Sprintf("choice %s leads back to step %s, so the story goes round", c.ID, c.To), "let it lead on to a step of its own")
		case g.state[c.To] == 0:
			g.follow(c.To)
		}
	}
	g.state[id] = left
}

func (g *graph) report(id StepID, what, mend string) {
	at := g.at[id]
	*g.problems = append(*g.problems, Problem{File: at.file, Line: at.line, Col: at.col, Rule: "scenario", What: what, Mend: mend})
}

// checkEndings asks for a way to do well: a learner who decides rightly must be able to reach the best.
func (g *graph) checkEndings(o *object, graded bool) {
	good, best := false, 0
	for _, st := range g.scenario.Steps {
		good = good || st.Ending == Good
		best = max(best, st.Score)
	}
	steps := o.keys["steps"]
	if !good {
		steps.report("ending", o.what+" has no good ending", "let one path end with ending: good")
	}
	if graded && best != 100 {
		steps.report("score", fmt.Sprintf("the best ending of %s scores %d", o.what, best), "give the best ending score: 100")
	}
}
