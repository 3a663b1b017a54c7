package courses

import "fmt"

// canonicalForm is the canonical form of a course version: everything that a learner reads or is judged by, and the media; not
// the approval, the translations, the rendered HTML, nor the wording of clauses and glossary.
func (c *Course) canonicalForm() *canonical {
	f := &canonical{}
	f.text("id", string(c.ID))
	f.text("version", string(c.Version))
	f.text("title", c.Title)
	f.text("summary", c.Summary)
	f.text("catalogue", string(c.Catalogue))
	f.text("audience/who", c.Audience.Who)
	f.number("audience/reading_age", c.Audience.ReadingAge)
	addSet(f, "audience/key_stages", c.Audience.KeyStages)
	addList(f, "owners", c.Owners)
	f.number("minutes", c.Minutes)
	f.text("review", c.Review)
	addSet(f, "clauses", c.Clauses)
	f.text("lesson_order", string(c.LessonOrder))
	// Each thing under its id, with its position: a lesson that moves changes one line, not all after it.
	for i, o := range c.Objectives {
		path := "objectives/" + string(o.ID)
		f.position(path, i)
		f.text(path+"/can", o.Can)
		addSet(f, path+"/clauses", o.Clauses)
	}
	for i, l := range c.Lessons {
		f.position("lessons/"+string(l.ID), i)
		l.addTo(f)
	}
	for _, it := range c.Items { // without position: questions are drawn, so their order in the file means nothing
		it.addTo(f, "items/"+string(it.ID))
	}
	c.addEnding(f)
	addList(f, "before_after", c.BeforeAfter)
	c.addPaths(f)
	if c.Pack != nil {
		c.Pack.addTo(f)
	}
	for _, m := range c.Media {
		f.text("media/"+m.Name, m.Hash)
	}
	return f
}

// addEnding adds what stands at the end of a course: assessment, acknowledgement, certificate.
func (c *Course) addEnding(f *canonical) {
	if a := c.Assessment; a != nil {
		f.number("assessment/pass_mark", a.PassMark)
		f.number("assessment/attempts/limit", a.Attempts.Limit)
		f.number("assessment/attempts/delay_seconds", int(a.Attempts.Delay.Seconds()))
		f.number("assessment/attempts/longest_delay_seconds", int(a.Attempts.LongestDelay.Seconds()))
		f.text("assessment/feedback", string(a.Feedback))
		f.number("assessment/time_limit_minutes", a.TimeLimit)
		f.number("assessment/grace_minutes", a.Grace)
		f.text("assessment/opens", a.Opens)
		f.text("assessment/closes", a.Closes)
		for _, q := range a.Draw {
			f.number("assessment/draw/"+string(q.Objective), q.Items)
		}
	}
	for _, a := range c.Acknowledgements {
		f.text("acknowledgement/"+a.Role+"/title", a.Title)
		f.text("acknowledgement/"+a.Role+"/text", a.Text)
	}
	if c.Certificate != nil {
		f.text("certificate/title", c.Certificate.Title)
		f.number("certificate/valid_months", c.Certificate.ValidMonths)
	}
}

// ContentHash is the hash of the lesson alone, without its place among the others. A translation names it.
func (l Lesson) ContentHash() string {
	f := &canonical{}
	l.addTo(f)
	return f.hash()
}

// ContentHash is the hash of the item alone: two versions of a course with the same hash of an item ask the same.
func (it Item) ContentHash() string {
	f := &canonical{}
	it.addTo(f, "item")
	return f.hash()
}

// addTo adds the Markdown, not the HTML: a build that renders better must not make a new version of every course.
func (l Lesson) addTo(f *canonical) {
	path := "lessons/" + string(l.ID)
	f.text(path+"/title", l.Title)
	f.text(path+"/objective", string(l.Objective))
	f.number(path+"/minutes", l.Minutes)
	addSet(f, path+"/clauses", l.Clauses)
	f.text(path+"/keep", l.Keep)
	f.text(path+"/sensitive", l.Sensitive)
	addList(f, path+"/tell", l.Tell)
	for i, m := range l.Cast {
		member := fmt.Sprintf("%s/cast/%03d", path, i)
		f.text(member+"/name", m.Name)
		f.text(member+"/sex", m.Sex)
		f.text(member+"/job", m.Job)
		f.text(member+"/role", m.Role)
	}
	addBlocks(f, path, l.Blocks)
}

// addBlocks adds the blocks of a lesson or of a part of a pack.
func addBlocks(f *canonical, path string, blocks []Block) {
	for i, b := range blocks {
		block := fmt.Sprintf("%s/blocks/%03d", path, i)
		f.text(block+"/kind", string(b.Kind))
		f.text(block+"/title", b.Title)
		f.text(block+"/clause", string(b.Clause))
		f.text(block+"/source", b.Source)
		f.number(block+"/count", b.Count)
		if b.Item != nil {
			b.Item.addTo(f, block+"/item")
		}
	}
}

// addTo adds the item under a path, which is its id in the bank and the number of the block in a lesson.
func (it Item) addTo(f *canonical, path string) {
	f.text(path+"/id", string(it.ID))
	f.text(path+"/type", string(it.Type))
	f.text(path+"/title", it.Title)
	f.text(path+"/objective", string(it.Objective))
	addSet(f, path+"/clauses", it.Clauses)
	f.text(path+"/difficulty", string(it.Difficulty))
	f.truth(path+"/practice", it.Practice)
	f.truth(path+"/fixed_order", !it.Shuffle) // shuffling is the default
	f.text(path+"/stem", it.Stem)
	for i, o := range it.Options {
		o.addTo(f, path+"/options", i)
	}
	for i, o := range it.Reasons {
		o.addTo(f, path+"/reasons", i)
	}
	for i, p := range it.Pairs {
		pair := path + "/pairs/" + string(p.ID)
		f.position(pair, i)
		f.text(pair+"/left", p.Left)
		f.text(pair+"/right", string(p.Right))
		f.text(pair+"/feedback", p.Feedback)
	}
	addList(f, path+"/sequence", it.Sequence)
	if it.Scenario != nil {
		it.Scenario.addTo(f, path+"/scenario")
	}
}

// addTo adds the option with its position, which is seen where options are not shuffled.
func (o Option) addTo(f *canonical, path string, i int) {
	path += "/" + string(o.ID)
	f.position(path, i)
	f.text(path+"/text", o.Text)
	f.truth(path+"/right", o.Right)
	f.text(path+"/feedback", o.Feedback)
}

// addTo adds the scenario. The order of its steps is only that of the file, but it costs nothing to keep it.
func (s *Scenario) addTo(f *canonical, path string) {
	f.text(path+"/start", string(s.Start))
	for i, st := range s.Steps {
		step := path + "/steps/" + string(st.ID)
		f.position(step, i)
		f.text(step+"/text", st.Text)
		f.text(step+"/ending", string(st.Ending))
		f.number(step+"/score", st.Score)
		f.text(step+"/feedback", st.Feedback)
		for j, ch := range st.Choices {
			choice := step + "/choices/" + string(ch.ID)
			f.position(choice, j)
			f.text(choice+"/text", ch.Text)
			f.text(choice+"/to", string(ch.To))
		}
	}
}

// hashAcknowledgement is the hash that a signature names: of the exact role, title and text, and of the language where that is
// not English, so that nobody signs in one what they read in another.
func hashAcknowledgement(language string, a Acknowledgement) string {
	f := &canonical{}
	f.text("language", language)
	f.text("role", a.Role)
	f.text("title", a.Title)
	f.text("text", a.Text)
	return f.hash()
}
