package courses

import (
	"errors"
	"fmt"
	"io/fs"
)

// The files that all courses share. The policy must be there; the others may be missing in a small tree.
const (
	policyFile   = "policy.yaml"
	glossaryFile = "glossary.yaml"
	contactsFile = "contacts.yaml"
	placesFile   = "places.yaml"
)

// readReference reads what all courses share, before them: they refer to it.
func (l *loader) readReference() {
	l.known.clauses = l.readPolicy()
	l.known.terms = l.readEach(glossaryFile, "glossary", "terms", func(o *object, seen *ids) {
		t := Term{ID: TermID(seen.id(o, "term")), Term: o.line("term", "Troll"), Definition: o.text("definition", "what it means, in plain words")}
		if o.has("clause") {
			t.Clause = l.readClause(o.field("clause"), nil)
		}
		l.ref.Glossary = append(l.ref.Glossary, t)
	})
	l.known.contacts = l.readEach(contactsFile, "list of contacts", "contacts", func(o *object, seen *ids) {
		c := Contact{ID: ContactID(seen.id(o, "contact")), Office: o.line("office", "the office's name"), For: o.line("for", "what it helps with"),
			Number: o.maybe("number")}
		if checked, ok := o.group("checked"); ok {
			c.Checked = ContactCheck{By: checked.maybe("by"), Date: checked.maybeDate("date")}
			checked.done()
		}
		l.ref.Contacts = append(l.ref.Contacts, c)
	})
	l.readEach(placesFile, "list of places", "places", func(o *object, seen *ids) {
		p := Place{Name: o.line("name", "the place's name"), Kind: o.oneOf("kind", "", "office", "school", "gewog", "village", "page"),
			Note: o.maybe("note")}
		seen.add("place", p.Name, o.placeOf("name"))
		l.ref.Places = append(l.ref.Places, p)
	})
}

// readEach reads a file that holds one list of groups. A missing file is an empty list, and then nothing is in it.
func (l *loader) readEach(file, what, key string, read func(*object, *ids)) bool {
	if _, err := fs.Stat(l.fsys, file); errors.Is(err, fs.ErrNotExist) {
		return true
	}
	top, ok := l.openYAML(file, "the "+what)
	if !ok {
		return false
	}
	seen := newIDs(&l.problems)
	for _, v := range top.list(key, "a list") {
		if o, ok := v.object("an entry of " + key); ok {
			read(o, seen)
			o.done()
		}
	}
	top.done()
	return true
}

// readPolicy reads the clauses and laws; false when the file cannot be read, so that no clause is known.
func (l *loader) readPolicy() bool {
	top, ok := l.openYAML(policyFile, "the policy")
	if !ok {
		return false
	}
	seen := newIDs(&l.problems)
	for _, v := range top.list("clauses", "a list of {id, title, kind}") {
		o, ok := v.object("a clause")
		if !ok {
			continue
		}
		id := o.text("id", "coc.1")
		o.named("clause", id)
		if id != "" && !validClause(id) {
			o.keys["id"].report("id", fmt.Sprintf("clause id %q is not an id", shorten(id)), "write small letters, digits, hyphens and dots, like coc.1")
		}
		seen.add("clause", id, o.placeOf("id"))
		kind := o.oneOf("kind", "", string(ClauseTest), string(ClauseTeach), string(ClausePlatform))
		l.ref.Policy.Clauses = append(l.ref.Policy.Clauses, Clause{ID: ClauseID(id), Title: o.line("title", "its title"), Kind: ClauseKind(kind)})
		o.done()
	}
	l.known.clauses = true // from here on: the laws below name clauses
	for _, v := range top.maybeList("laws") {
		if o, ok := v.object("a law"); ok {
			l.readLaw(o, seen)
		}
	}
	top.done()
	return true
}

// readLaw reads one law that the policy names. Whether it is still in force is for somebody to check, not for the file's author.
func (l *loader) readLaw(o *object, seen *ids) {
	law := Law{Clause: l.readClause(o.field("clause"), nil), Title: o.line("title", "the law's name and year")}
	seen.add("law", string(law.Clause), o.placeOf("clause"))
	if checked, ok := o.group("checked"); ok {
		law.Checked = LawCheck{By: checked.maybe("by"), Date: checked.maybeDate("date"), Successor: checked.maybe("successor")}
		checked.done()
	}
	o.done()
	l.ref.Policy.Laws = append(l.ref.Policy.Laws, law)
}

// readClause reads a clause id that must be one of the policy's; allowed, where given, must accept it too.
func (l *loader) readClause(v value, allowed func(ClauseID, value)) ClauseID {
	if v.node == nil {
		return ""
	}
	s, ok := v.text()
	id := ClauseID(s)
	if !ok {
		return ""
	}
	if _, found := l.ref.Policy.Clause(id); !found && l.known.clauses {
		mend := "add it to policy.yaml, or cite another"
		if near := nearest(s, clauseIDs(l.ref.Policy.Clauses)); near != "" {
			mend = "write " + string(near)
		}
		v.report("clause", fmt.Sprintf("the policy has no clause %q", shorten(s)), mend)
		return id
	}
	if allowed != nil {
		allowed(id, v)
	}
	return id
}

func clauseIDs(clauses []Clause) []ClauseID {
	all := make([]ClauseID, len(clauses))
	for i, c := range clauses {
		all[i] = c.ID
	}
	return all
}

// ids watches over ids that must be unique.
type ids struct {
	problems *Problems
	first    map[string]place
}

func newIDs(problems *Problems) *ids { return &ids{problems: problems, first: map[string]place{}} }

// add reports an id of a sort that stands there a second time.
func (s *ids) add(sort, id string, at place) {
	if id == "" {
		return
	}
	key := sort + "/" + id
	if first, twice := s.first[key]; twice {
		*s.problems = append(*s.problems, Problem{File: at.file, Line: at.line, Col: at.col, Rule: "duplicate",
			What: fmt.Sprintf("the %s %q is there twice; the other is at %s:%d", sort, shorten(id), first.file, first.line), Mend: "change one of them"})
		return
	}
	s.first[key] = at
}

// id reads the object's id, names the object by it, and watches that it is unique.
func (s *ids) id(o *object, sort string) string {
	id := o.id("id", "a-short-name")
	o.named(sort, id)
	s.add(sort, id, o.placeOf("id"))
	return id
}
