package courses

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
)

// wordingName is the name of a translation of course.yaml or questions.yaml.
var wordingName = regexp.MustCompile(`^(course|questions)\.([a-z]{2,3})\.yaml$`)

// english is the language of everything that has no other in its name.
const english = "en"

// readWordings reads course.LANG.yaml and questions.LANG.yaml. It comes last: a translation follows the whole English. Where that
// has a mistake, whole is false, and nothing is said of how the translation differs from it.
func (r *courseReader) readWordings(whole bool) {
	r.silent, r.render.wording = true, true
	defer func() { r.silent, r.render.wording = false, false }()
	for _, e := range r.entries(r.folder.path) { // by name, so course.LANG.yaml before questions.LANG.yaml
		m := wordingName.FindStringSubmatch(e.Name())
		if m == nil {
			continue
		}
		file := path.Join(r.folder.path, e.Name())
		if m[2] == english {
			r.problem(place{file: file}, "translation", "English is no translation", "put its text into "+m[1]+".yaml, or name another language")
			continue
		}
		o, ok := r.openYAML(file, "the translation")
		if !ok {
			continue
		}
		reader := &wordingReader{courseReader: r, file: e.Name(), language: m[2], whole: whole, ids: newIDs(&r.problems)}
		w := r.course.wordingOf(m[2])
		if m[1] == "course" {
			w.Texts = reader.readTexts(o)
		} else {
			w.Bank = reader.readQuestions(o)
		}
	}
	slices.SortFunc(r.course.Wordings, func(a, b Wording) int { return cmp.Compare(a.Language, b.Language) })
}

// wordingOf is the place for what the course has in a language.
func (c *Course) wordingOf(language string) *Wording {
	i := slices.IndexFunc(c.Wordings, func(w Wording) bool { return w.Language == language })
	if i < 0 {
		i = len(c.Wordings)
		c.Wordings = append(c.Wordings, Wording{Language: language})
	}
	return &c.Wordings[i]
}

// wordingReader reads one file of a translation.
type wordingReader struct {
	*courseReader
	file     string
	language string
	whole    bool // the English was read without a mistake
	ids      *ids
}

// readTexts reads course.LANG.yaml.
func (w *wordingReader) readTexts(o *object) *TextWords {
	t := &TextWords{File: w.file}
	english := map[string]CourseText{}
	for _, text := range w.course.Texts() {
		english[text.Key] = text
	}
	for _, key := range []string{TitleText, SummaryText, certificateKey} {
		if v, ok := o.get(key); ok {
			if g, ok := v.object(key + " of the translation"); ok {
				t.Texts = append(t.Texts, w.readLine(g, english, key, "text"))
			}
		}
	}
	for _, v := range o.maybeList("objectives") {
		if g, ok := v.object("an objective"); ok {
			id := w.ids.id(g, "objective")
			t.Texts = append(t.Texts, w.readLine(g, english, ObjectiveText+id, "can"))
		}
	}
	for _, v := range o.maybeList("acknowledgement") {
		if g, ok := v.object("an acknowledgement"); ok {
			t.Texts = append(t.Texts, w.readAcknowledgement(g, english))
		}
	}
	t.Approval = w.readApproval(o)
	o.done()
	inOrder(t.Texts, w.course.Texts(), func(a TextWord) string { return a.Key }, func(b CourseText) string { return b.Key })
	for _, l := range w.course.Lessons {
		if tr, ok := w.course.Translation(l.ID, w.language); ok && !tr.Stale {
			t.Titles = append(t.Titles, TextWord{Key: string(l.ID), Text: tr.Title})
		}
	}
	t.Hash = t.hash(w.language)
	return t
}

// readLine reads a text of one line and which English it translates.
func (w *wordingReader) readLine(o *object, english map[string]CourseText, key, name string) TextWord {
	word := TextWord{Key: key, Text: o.line(name, "the text, translated")}
	if key == SummaryText {
		word.Text = o.text(name, "the text, translated")
	}
	w.readTranslates(o, english, &word)
	o.done()
	return word
}

func (w *wordingReader) readAcknowledgement(o *object, english map[string]CourseText) TextWord {
	role := o.id("role", Everyone)
	o.named("acknowledgement for", role)
	w.ids.add("acknowledgement for", role, o.placeOf("role"))
	word := TextWord{Key: acknowledgementKey + role, Title: o.line("title", "its title, translated")}
	word.Text, word.HTML = w.markdown(o, "text", "what is signed, translated")
	w.readTranslates(o, english, &word)
	o.done()
	return word
}

// readTranslates reads the hash of the English, and refuses a text that the English does not have.
func (w *wordingReader) readTranslates(o *object, english map[string]CourseText, word *TextWord) {
	text, known := english[word.Key]
	word.Translates, word.Stale = w.translates(o, text.Hash, known)
	if !known && w.whole && word.Key != ObjectiveText && word.Key != acknowledgementKey {
		o.report("translation", "course.yaml has no "+word.Key+" that this translates", "remove it, or correct the id")
	}
}

// translates reads the hash of the English that a piece follows, and tells whether the English has changed since.
func (w *wordingReader) translates(o *object, hash string, known bool) (string, bool) {
	s := o.line("translates", cmp.Or(hash, "h1:…"))
	if s != "" && !validHash(s) && known && w.whole {
		o.keys["translates"].report("translation", "translates is no hash", "write "+hash+" once the text agrees with the English")
	} else if s != "" && !validHash(s) {
		o.keys["translates"].report("translation", "translates is no hash", "write h1: and 43 characters, as content translations prints it")
	}
	return s, s != hash
}

// readQuestions reads questions.LANG.yaml: the questions again, with ids and keys as in English, and other words. What is not words
// may be left out or must be as in English.
func (w *wordingReader) readQuestions(top *object) *BankWords {
	b := &BankWords{File: w.file}
	w.verdicts = w.readVerdicts(top)
	defer func() { w.verdicts = nil }()
	values := top.maybeList("items")
	if len(values) > maxItems {
		top.keys["items"].report("size", fmt.Sprintf("the translation has %d items", len(values)), fmt.Sprintf("keep it under %d", maxItems))
		values = values[:maxItems]
	}
	for _, v := range values {
		if o, ok := v.object("an item"); ok {
			if word, ok := w.readItem(o); ok {
				b.Items = append(b.Items, word)
			}
		}
	}
	b.Approval = w.readApproval(top)
	top.done()
	inOrder(b.Items, w.course.Items, func(a ItemWord) string { return string(a.Item.ID) }, func(it Item) string { return string(it.ID) })
	b.Hash = b.hash(w.language)
	return b
}

// readItem reads one question. False: the English has no such question, so nothing can be said of it.
func (w *wordingReader) readItem(o *object) (ItemWord, bool) {
	id := ItemID(w.ids.id(o, "item"))
	i := slices.IndexFunc(w.course.Items, func(it Item) bool { return it.ID == id })
	if i < 0 {
		if id != "" && w.whole {
			mend := "remove it, or correct the id"
			if near := nearest(string(id), itemIDs(w.course.Items)); near != "" {
				mend = "write " + near
			}
			o.report("translation", fmt.Sprintf("questions.yaml has no question %s that this translates", id), mend)
		}
		return ItemWord{}, false
	}
	english := w.course.Items[i]
	word := ItemWord{Item: Item{ID: id, Objective: english.Objective, Practice: english.Practice}}
	word.Translates, word.Stale = w.translates(o, english.WordHash(), true)
	it := &word.Item
	w.render.collectTerms()
	for _, key := range []string{"clauses", "difficulty"} { // neither words nor key, and the English's in any case
		o.get(key)
	}
	if o.has("objective") {
		it.Objective = ObjectiveID(o.maybe("objective"))
	}
	it.Practice = o.truth("practice", english.Practice)
	it.Type = ItemType(o.oneOf("type", string(english.Type), itemTypes()...))
	before := len(w.problems)
	w.readBody(o, it, true)
	if !o.has("shuffle") {
		it.Shuffle = english.Shuffle
	}
	it.Terms = w.render.terms
	if wrong := it.unlike(english); wrong != "" && !word.Stale && w.whole && len(w.problems) == before {
		o.report("translation", o.what+" "+wrong, "give it the parts, ids and key of questions.yaml, and translate every text")
	}
	return word, true
}

// readVerdicts reads what a true-false question calls its two answers, which in English nobody writes.
func (r *courseReader) readVerdicts(o *object) map[OptionID]Option {
	v, ok := o.get("true_false")
	if !ok {
		return nil
	}
	g, ok := v.object("true_false")
	if !ok {
		return nil
	}
	all := map[OptionID]Option{}
	for _, id := range []OptionID{OptionTrue, OptionFalse} {
		source := g.text(string(id), "the word for it")
		html := r.render.inline(prose{source: source, where: func(offset int) place { return g.keys[string(id)].where(source, offset) }})
		all[id] = Option{ID: id, Text: source, HTML: html}
	}
	g.done()
	return all
}

// wordVerdicts puts the translation's words for true and false in place of the English. One that has none is told so once.
func (r *courseReader) wordVerdicts(o *object, options []Option) {
	if !r.silent {
		return
	}
	if r.verdicts == nil {
		o.report("translation", "the translation does not say what it calls true and false, which "+o.what+" asks",
			`add true_false: {"true": …, "false": …} at the top`)
		r.verdicts = map[OptionID]Option{}
	}
	for i := range options {
		if word, ok := r.verdicts[options[i].ID]; ok {
			options[i].Text, options[i].HTML = word.Text, word.HTML
		}
	}
}

// inOrder sorts a translation as its English is, so that the order in which it was written means nothing.
func inOrder[T, E any](list []T, english []E, id func(T) string, of func(E) string) {
	rank := map[string]int{}
	for i, e := range english {
		rank[of(e)] = i
	}
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(rank[id(a)], rank[id(b)]) })
}
