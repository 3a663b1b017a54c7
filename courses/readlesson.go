package courses

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/parser"
)

var lessonName = regexp.MustCompile(`^([0-9][0-9])-[a-z0-9]+(?:-[a-z0-9]+)*(?:\.([a-z]{2,3}))?\.md$`)

// readLessons reads the lessons in the order of their numbers, then their translations.
func (r *courseReader) readLessons() {
	dir := path.Join(r.folder.path, "lessons")
	numbers := map[string]string{} // the file that has a number: two lessons with one number have no order
	var translations []string      // read last, when the English that they name is known
	for _, e := range r.entries(dir) {
		name := path.Join(dir, e.Name())
		m := lessonName.FindStringSubmatch(e.Name())
		switch {
		case m == nil || e.IsDir():
			r.problem(place{file: name}, "unexpected", "nothing reads this", "name lessons 01-name.md and translations 01-name.dz.md")
		case m[2] != "":
			translations = append(translations, e.Name())
		case numbers[m[1]] != "":
			r.problem(place{file: name}, "duplicate", fmt.Sprintf("%s has the number %s too", numbers[m[1]], m[1]), "number the lessons 01, 02, 03 …")
		default:
			numbers[m[1]] = e.Name()
			r.readLesson("lessons/" + e.Name())
		}
	}
	if n := len(r.course.Lessons); n == 0 || n > maxLessons {
		r.problem(place{file: dir}, "lessons", fmt.Sprintf("the course has %d lessons", n), fmt.Sprintf("write 1 to %d, as lessons/01-name.md", maxLessons))
	}
	for _, name := range translations {
		r.readTranslation(name)
	}
}

// lessonText is a lesson file cut into sections.
type lessonText struct {
	doc      *document
	text     string
	head     *object // the front matter; nil when there is none to read
	sections []section
	ids      parser.IDs // of the headings
	broken   bool       // a block mark is wrong, so that a block may be missing
}

// openLesson cuts a lesson file; name is relative to the course's folder.
func (r *courseReader) openLesson(name string) (*lessonText, bool) {
	return r.openParts(name, "the lesson", lessonGrammar(r.kind()))
}

// openParts cuts a file of front matter and blocks.
func (r *courseReader) openParts(name, what string, g grammar) (*lessonText, bool) {
	file := path.Join(r.folder.path, name)
	text, ok := r.readText(file)
	if !ok {
		return nil, false
	}
	doc := &document{file: file, first: 1, lines: strings.Split(text, "\n"), problems: &r.problems}
	t := &lessonText{doc: doc, text: text, ids: newHeadingIDs()}
	before := len(r.problems)
	sections := split(text, g, doc.report)
	t.broken = len(r.problems) > before
	for _, sec := range sections {
		if sec.kind != frontMatter {
			t.sections = append(t.sections, sec)
			continue
		}
		if v, ok := t.part(sec).parse(sec.text, "the front matter"); ok {
			t.head, _ = v.object(what)
		}
	}
	return t, true
}

// part is the document of one section, whose lines count from where it stands in the file.
func (t *lessonText) part(sec section) *document {
	return &document{file: t.doc.file, first: sec.first, lines: strings.Split(sec.text, "\n"), problems: t.doc.problems}
}

// readLesson reads one lesson: front matter, then blocks.
func (r *courseReader) readLesson(name string) {
	t, ok := r.openLesson(name)
	if !ok {
		r.incomplete = true
		return
	}
	r.addSource(name, t.text)
	lesson := Lesson{File: name}
	defer func() { r.context = Passage{} }()
	if t.head != nil {
		r.readFront(t.head, &lesson)
	} else {
		r.incomplete = true
	}
	r.render.collectTerms()
	lesson.Blocks = r.readBlocks(t, lesson)
	lesson.Terms = r.render.terms
	for _, b := range lesson.Blocks {
		lesson.Words += countWords(b.HTML)
	}
	// A wrong mark may have hidden the check or the text; then only the mark is reported.
	if !t.broken && !slices.ContainsFunc(t.sections, func(s section) bool { return s.kind == Check || s.kind == ScenarioBlock }) {
		r.problem(place{t.doc.file, 1, 1}, "no-check", "the lesson has no check and no scenario", "add a ```check")
	}
	if !t.broken && lesson.Words == 0 {
		r.problem(place{t.doc.file, 1, 1}, "empty", "the lesson has no text", "write it below the front matter")
	}
	r.course.Lessons = append(r.course.Lessons, lesson)
}

// readFront reads the front matter of a lesson.
func (r *courseReader) readFront(o *object, l *Lesson) {
	l.ID = LessonID(r.ids.id(o, "lesson"))
	l.Title = o.line("title", "the lesson's title")
	r.context = Passage{Lesson: l.ID}
	l.Objective = r.readObjective(o)
	l.Minutes = o.number("minutes", 1, 60)
	l.Clauses = r.readClauses(o.maybeList("clauses"))
	r.use(l.Clauses)
	l.Keep = o.line("keep", "the one sentence to keep")
	for _, v := range o.maybeList("cast") {
		if c, ok := v.object("a member of the cast"); ok {
			l.Cast = append(l.Cast, CastMember{Name: c.line("name", "one given name"), Sex: c.oneOf("sex", "", "man", "woman"),
				Job: c.line("job", "a job"), Role: c.oneOf("role", "", "erring", "wise", "harmed", "other")})
			r.recordKeys(c, l.Cast[len(l.Cast)-1].Name, "job")
			c.done()
		}
	}
	r.recordKeys(o, "", "title", "keep", "sensitive")
	l.Sensitive = o.maybe("sensitive")
	l.Tell = r.readTell(o)
	if l.Sensitive != "" && len(l.Tell) == 0 {
		o.keys["sensitive"].report("tell", "a sensitive lesson does not say whom to tell", "add tell: [id of a contact]")
	}
	r.readWaivers(o, Waiver{File: o.doc.file})
	o.done()
}

// readTell reads whom a learner may turn to. Numbers come from contacts.yaml only, where somebody has to check them.
func (r *courseReader) readTell(o *object) []ContactID {
	values := o.maybeList("tell")
	all := make([]ContactID, 0, len(values))
	for _, v := range values {
		s, ok := v.text()
		if _, found := r.ref.Contact(ContactID(s)); ok && !found && r.known.contacts {
			v.report("contact", fmt.Sprintf("there is no contact %q", shorten(s)), "add it to contacts.yaml, or write another")
		}
		all = append(all, ContactID(s))
	}
	return all
}

// readBlocks reads the sections of a lesson or of its translation.
func (r *courseReader) readBlocks(t *lessonText, lesson Lesson) []Block {
	blocks := make([]Block, 0, len(t.sections))
	for _, sec := range t.sections {
		b := Block{Kind: sec.kind}
		switch sec.kind {
		case Check, ScenarioBlock:
			v, ok := t.part(sec).parse(sec.text, string(sec.kind))
			if !ok {
				r.incomplete = true
				continue
			}
			b.Item = r.readCheck(v, sec.kind, lesson.Objective)
		default:
			r.readProse(t, sec, &b)
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// readProse reads prose and the blocks that hold it. The places of its characters are counted from the first line of the
// section, so that a message points into the lesson file.
func (r *courseReader) readProse(t *lessonText, sec section, b *Block) {
	at := place{t.doc.file, sec.open, 1}
	if sec.kind == PolicyBox {
		b.Clause = r.readPolicyClause(sec, t.doc.file)
	} else {
		b.Title = sec.argument
	}
	if sec.kind == Case && b.Title == "" {
		r.problem(at, "block", "a case has no title", "write :::case Title")
	}
	lead := len(sec.text) - len(strings.TrimLeft(sec.text, "\n"))
	b.Source = strings.TrimRight(sec.text[lead:], " \t\n")
	if strings.TrimSpace(b.Source) == "" {
		r.problem(at, "empty", fmt.Sprintf("this %s block is empty", sec.kind), "write its text, or remove it")
		return
	}
	first, source := sec.first+lead, b.Source
	where := func(offset int) place {
		before := source[:min(offset, len(source))]
		last := before[strings.LastIndexByte(before, '\n')+1:]
		return place{t.doc.file, first + strings.Count(before, "\n"), len([]rune(last)) + 1}
	}
	if b.Title != "" && sec.kind != PlanTable {
		r.record("heading", string(sec.kind), b.Title, t.doc.file, func(offset int) place { return place{t.doc.file, sec.open, sec.argCol + offset} })
	}
	r.record(string(sec.kind), string(b.Clause), source, t.doc.file, where)
	b.HTML = r.render.block(prose{source: source, ids: t.ids, where: where})
}

// readPolicyClause reads the clause of :::policy coc.3.
func (r *courseReader) readPolicyClause(sec section, file string) ClauseID {
	id := ClauseID(sec.argument)
	at := place{file, sec.open, sec.argCol}
	_, found := r.ref.Policy.Clause(id)
	_, listed := r.clauseAt[id]
	r.incomplete = r.incomplete || !found
	switch {
	case id == "":
		r.problem(at, "clause", "a policy box names no clause", "write :::policy coc.3")
	case !found && r.known.clauses:
		mend := "write one of policy.yaml"
		if near := nearest(string(id), clauseIDs(r.ref.Policy.Clauses)); near != "" {
			mend = "write :::policy " + string(near)
		}
		r.problem(at, "clause", fmt.Sprintf("the policy has no clause %q", shorten(string(id))), mend)
	case !listed && len(r.clauseAt) > 0:
		r.problem(at, "clause", fmt.Sprintf("clause %s is not among the clauses of course.yaml", id), "add it there")
	}
	r.use([]ClauseID{id})
	return id
}

// use notes that the course teaches or tests the clauses.
func (r *courseReader) use(clauses []ClauseID) {
	for _, id := range clauses {
		r.usedClauses[id] = true
	}
}

// readTranslation reads NN-name.LANG.md, whose English is NN-name.md.
func (r *courseReader) readTranslation(name string) {
	m := lessonName.FindStringSubmatch(name)
	original := "lessons/" + strings.TrimSuffix(name, "."+m[2]+".md") + ".md"
	file := path.Join(r.folder.path, "lessons", name)
	i := slices.IndexFunc(r.course.Lessons, func(l Lesson) bool { return l.File == original })
	if i < 0 {
		r.problem(place{file: file}, "translation", "there is no "+original+" that this translates", "name it after the lesson it translates")
		return
	}
	t, ok := r.openLesson("lessons/" + name)
	if !ok || t.head == nil {
		return
	}
	lesson := r.course.Lessons[i]
	tr := Translation{Lesson: lesson.ID, Language: m[2], File: "lessons/" + name, Title: t.head.line("title", "the title, translated"),
		Keep: t.head.maybe("keep"), Translates: t.head.line("translates", lesson.ContentHash())}
	if tr.Translates != "" && !validHash(tr.Translates) {
		t.head.keys["translates"].report("translation", "translates is no hash", "write "+lesson.ContentHash()+" once the text agrees with the English")
	}
	r.verdicts = r.readVerdicts(t.head)
	t.head.done()
	seen := r.ids
	r.silent = true
	defer func() { r.silent, r.verdicts = false, nil }()
	r.ids = newIDs(&r.problems) // a translated check keeps the id of its English
	r.render.collectTerms()
	tr.Blocks = r.readBlocks(t, lesson)
	tr.Terms = r.render.terms
	r.ids = seen
	tr.Stale = tr.Translates != lesson.ContentHash()
	if wrong := tr.misshapen(lesson); wrong != "" && !tr.Stale && !t.broken {
		r.problem(place{file, 1, 1}, "translation", wrong, "give it the blocks, ids and keys of "+original)
	}
	tr.Hash = tr.contentHash()
	r.course.Translations = append(r.course.Translations, tr)
}
