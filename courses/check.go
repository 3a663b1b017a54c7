package courses

import (
	"fmt"
	"path"
	"slices"
)

// drawFactor is how many items an objective must have for each that is drawn, so that a second attempt is a new one.
const drawFactor = 3

// check looks at the course as a whole, once all its files are read.
func (r *courseReader) check() {
	if !r.objectivesKnown {
		return
	}
	r.checkMinutes()
	if r.incomplete { // a mistake made these look wrong; once it is mended they are looked at
		return
	}
	r.checkQuotas()
	r.checkRefreshers()
	r.checkObjectives()
	r.checkClauses()
	r.checkPictures()
	if a := r.course.Assessment; a != nil && !slices.ContainsFunc(r.course.Items, func(it Item) bool { return it.Practice }) {
		r.head("practice", "the course has an assessment but no practice question", "mark one item of questions.yaml practice: true")
	}
	if r.course.Certificate != nil && r.course.Assessment == nil && len(r.course.Acknowledgements) == 0 {
		r.head("certificate", "the course gives a certificate without assessment or acknowledgement", "add one of them, or remove the certificate")
	}
}

// head reports on the course as a whole, at its id.
func (r *courseReader) head(rule, what, mend string) {
	r.problem(place{path.Join(r.folder.path, "course.yaml"), 1, 1}, rule, what, mend)
}

// checkQuotas asks for enough items of each objective. Practice items do not count, since they are never drawn.
func (r *courseReader) checkQuotas() {
	have := map[ObjectiveID]int{}
	for _, it := range r.course.Items {
		if !it.Practice {
			have[it.Objective]++
		}
	}
	if r.course.Assessment == nil {
		return
	}
	for _, q := range r.course.Assessment.Draw {
		if need := drawFactor * q.Items; have[q.Objective] < need && q.Objective != "" {
			r.problem(r.quotaAt[q.Objective], "quota",
				fmt.Sprintf("%d of objective %s are drawn, but the bank has %d (practice not counted)", q.Items, q.Objective, have[q.Objective]),
				fmt.Sprintf("write %d more, or draw fewer: %d for each that is drawn", need-have[q.Objective], drawFactor))
		}
	}
}

// checkObjectives asks that each objective is taught.
func (r *courseReader) checkObjectives() {
	for _, o := range r.course.Objectives {
		taught := slices.ContainsFunc(r.course.Lessons, func(l Lesson) bool { return l.Objective == o.ID })
		if !taught && o.ID != "" {
			r.problem(r.objectiveAt[o.ID], "objective", fmt.Sprintf("no lesson has the objective %s", o.ID), "write one, or remove the objective")
		}
	}
}

// checkClauses asks that each clause that the course claims is taught or tested in it.
func (r *courseReader) checkClauses() {
	for _, id := range r.course.Clauses {
		if !r.usedClauses[id] {
			r.problem(r.clauseAt[id], "clause", fmt.Sprintf("no lesson and no item cites clause %s", id), "cite it where it is taught, or remove it here")
		}
	}
}

// checkPictures asks that each picture is shown: one that is not still travels with every copy of the course.
func (r *courseReader) checkPictures() {
	for _, m := range r.course.Media {
		if !r.render.shown[m.Name] && !r.render.lost {
			r.problem(place{file: path.Join(r.folder.path, "media", m.Name)}, "media", "no text shows this picture", "show it, or remove it")
		}
	}
}

// checkMinutes compares the promise on the course page with the lessons.
func (r *courseReader) checkMinutes() {
	total := 0
	for _, l := range r.course.Lessons {
		total += l.Minutes
	}
	if c := r.course; c.Minutes > 0 && total > c.Minutes {
		r.head("minutes", fmt.Sprintf("the lessons take %d minutes, the course says %d", total, c.Minutes), "raise minutes, which counts the assessment too")
	}
}

// finish adds what is derived from the rest.
func (r *courseReader) finish() {
	c := r.course
	// The wording at this time is kept with the version, so that its pages read the same when the policy is reworded.
	cited := map[ClauseID]bool{}
	for _, id := range c.Clauses {
		cited[id] = true
	}
	for _, cl := range r.ref.Policy.Clauses {
		if cited[cl.ID] {
			c.Policy = append(c.Policy, cl)
		}
	}
	for _, t := range r.ref.Glossary {
		if r.render.cited[t.ID] {
			c.Glossary = append(c.Glossary, t)
		}
	}
	c.Bytes = c.weigh()
	c.Hash = c.canonicalForm().hash()
}

// weigh is what a learner downloads before compression, without the pages around: the lessons, the bank, and the media once.
func (c *Course) weigh() int {
	n := c.weighText()
	for _, m := range c.Media {
		n += len(m.Data)
	}
	return n
}

func (c *Course) weighText() int {
	n := 0
	for _, l := range c.Lessons {
		for _, b := range l.Blocks {
			n += len(b.HTML)
			if b.Item != nil {
				n += b.Item.weigh()
			}
		}
	}
	for _, it := range c.Items {
		n += it.weigh()
	}
	return n
}

func (it Item) weigh() int {
	n := len(it.StemHTML)
	for _, o := range slices.Concat(it.Options, it.Reasons) {
		n += len(o.HTML) + len(o.FeedbackHTML)
	}
	for _, p := range it.Pairs {
		n += len(p.LeftHTML) + len(p.FeedbackHTML)
	}
	if it.Scenario == nil {
		return n
	}
	for _, st := range it.Scenario.Steps {
		n += len(st.HTML) + len(st.FeedbackHTML)
		for _, ch := range st.Choices {
			n += len(ch.HTML)
		}
	}
	return n
}
