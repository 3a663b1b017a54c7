package courses

import "slices"

// Passage is one piece of authored text and where it stands: what the linter reads, and what is to be revised when a clause
// changes. Text is as it was written, Markdown where Markdown is allowed.
type Passage struct {
	File   string
	Key    string   // the key it stands under (title, keep, stem, text, feedback, left, right …), or the kind of its block (prose, case …)
	Lesson LessonID // of a lesson and of its checks
	Item   ItemID   // of a question, check or scenario
	Part   string   // the id of the option, pair, step, choice, objective or role that it belongs to
	Text   string

	where func(offset int) place
}

// At is the line and column, both from 1, of the character that begins at a byte offset of Text.
func (p Passage) At(offset int) (line, col int) {
	at := p.where(offset)
	return at.line, at.col
}

// Problem makes a problem that points at the character that begins at a byte offset of Text.
func (p Passage) Problem(offset int, rule, what, mend string) Problem {
	line, col := p.At(offset)
	return Problem{File: p.File, Line: line, Col: col, Rule: rule, What: what, Mend: mend}
}

// Passages are the texts of a course in the order of reading, translations left out; none when it was read from a snapshot.
func (c *Course) Passages() []Passage { return slices.Clone(c.passages) }

// record keeps a passage. The context says in which lesson or item the reader is.
func (r *courseReader) record(key, part, text string, file string, where func(int) place) {
	if r.silent || text == "" {
		return
	}
	p := r.context
	p.File, p.Key, p.Part, p.Text, p.where = file, key, part, text, where
	r.course.passages = append(r.course.passages, p)
}

// recordKeys keeps short texts that stand in a group of keys, such as the title of a lesson.
func (r *courseReader) recordKeys(o *object, part string, keys ...string) {
	for _, key := range keys {
		if v, ok := o.keys[key]; ok {
			text, _ := v.text()
			r.record(key, part, text, o.doc.file, func(offset int) place { return v.where(text, offset) })
		}
	}
}

// partOf is the id of what an object describes within an item: of an option, but not of the item itself.
func (r *courseReader) partOf(o *object) string {
	v, ok := o.keys["id"]
	if !ok {
		return ""
	}
	id, _ := v.text()
	if id == string(r.context.Item) {
		return ""
	}
	return id
}
