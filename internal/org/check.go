package org

import (
	"fmt"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// naming gives the name of a field in a message: plain for a form, with its row for an import.
type naming func(list string, row int, field string) string

func nameForm(_ string, _ int, field string) string { return field }

func nameRows(list string, row int, field string) string {
	return fmt.Sprintf("%s[%d].%s", list, row, field)
}

// checker holds a set of changes against the register and against itself.
type checker struct {
	r    *Register
	c    *changes
	name naming
	bad  []fault.Field
	more int // problems that were found after maxProblems

	people map[PersonID]int // rows of the changes
	posts  map[PersonID][]Post
	eids   map[string]int
	book   *book
}

// check cleans the changes, gives new posts and grants their ids, and tells what is wrong, all at once.
func (r *Register) check(c *changes, name naming) error {
	k := &checker{
		r: r, c: c, name: name, people: make(map[PersonID]int, len(c.people)),
		posts: make(map[PersonID][]Post, len(c.posts)), eids: make(map[string]int, len(c.people)), book: r.bookNow(),
	}
	for i := range c.people {
		k.person(i)
	}
	for i := range c.posts {
		k.post(i)
	}
	for i, p := range c.posts {
		k.overlap(i, p)
	}
	for i := range c.grants {
		k.grant(i)
	}
	if len(k.bad) == 0 {
		return nil
	}
	summary := "Please correct what is marked."
	if k.more > 0 {
		summary = fmt.Sprintf("Nothing was changed: %d problems, of which the first %d are listed.", len(k.bad)+k.more, len(k.bad))
	}
	return fault.Invalid(summary, k.bad...)
}

// say adds problems under the name that the form or the file gives to the field.
func (k *checker) say(list string, row int, fields ...fault.Field) {
	for _, f := range fields {
		if len(k.bad) >= maxProblems {
			k.more++
			continue
		}
		k.bad = append(k.bad, fault.Field{Name: k.name(list, row, f.Name), Message: f.Message})
	}
}

// field makes one message.
func field(name, format string, args ...any) fault.Field {
	return fault.Field{Name: name, Message: fmt.Sprintf(format, args...)}
}

// person checks one person. An EID is compared with what the register has now; the claim in the store decides between two
// instances that give one EID at the same moment.
func (k *checker) person(i int) {
	p := &k.c.people[i]
	p.clean()
	k.say("people", i, p.problems()...)
	if !p.ID.Valid() {
		k.say("people", i, field("id", "This is not a person's id."))
	}
	if j, twice := k.people[p.ID]; twice {
		k.say("people", i, field("id", "This person is in row %d already.", j))
	}
	k.people[p.ID] = i
	if j, twice := k.eids[p.EID]; twice && p.EID != "" {
		k.say("people", i, field("eid", "The EID %s is in row %d already.", p.EID, j))
	}
	k.eids[p.EID] = i
	if other, ok := k.r.ByEID(p.EID); ok && other.ID != p.ID {
		k.say("people", i, field("eid", "The EID %s belongs to %s. Check both; an EID can be corrected.", p.EID, other.Name))
	}
}

// known tells whether the person is in the register or comes with the changes.
func (k *checker) known(id PersonID) bool {
	_, ok := k.people[id]
	return ok || k.r.newest(id) != nil
}

// held gives a person's posts as they will be.
func (k *checker) held(id PersonID) []Post {
	posts, ok := k.posts[id]
	if !ok {
		posts = k.r.Appointments(id)
		k.posts[id] = posts
	}
	return posts
}

// post checks one post in itself, finds which of the person's posts it is, and keeps how the posts will be, for overlap.
func (k *checker) post(i int) {
	p := &k.c.posts[i]
	p.clean()
	if !k.known(p.Person) {
		k.say("posts", i, field("person", "The register does not know this person."))
		return
	}
	held := k.held(p.Person)
	at, changes := len(held), p.ID != ""
	if changes {
		for at = range held {
			if held[at].ID == p.ID {
				break
			}
		}
		if at >= len(held) || held[at].ID != p.ID {
			k.say("posts", i, field("id", "This person has no such post."))
			return
		}
	} else {
		p.ID = recordID(p.Person, k.nextOrdinal(p.Person, held))
	}
	if at == len(held) {
		held = append(held, *p)
	} else {
		held[at] = *p
	}
	k.posts[p.Person] = held
	if changes && p.withdrawn() {
		return
	}
	k.say("posts", i, p.problems()...)
	k.agency("posts", i, p.Agency, p.From)
}

// nextOrdinal counts withdrawn and superseded posts too: an id is never used for another post.
func (k *checker) nextOrdinal(id PersonID, held []Post) int {
	n := 0
	if e := k.r.find(id); e != nil {
		for _, row := range e.posts {
			n = max(n, int(row.ordinal))
		}
	}
	for _, p := range held {
		n = max(n, ordinalOf(p.ID))
	}
	return n + 1
}

// agency checks that the code exists on the first day, and says what to choose when it ended or had not begun.
func (k *checker) agency(list string, i int, code AgencyCode, from day.Date) {
	tree := k.book.tree(from)
	if _, ok := tree.Agency(code); ok {
		return
	}
	switch ended, ok := tree.Ended(code); {
	case code == "":
		k.say(list, i, field("agency", "Choose the agency."))
	case ok:
		k.say(list, i, field("agency", "%s ended on %s; choose what followed it.", ended.Name, ended.Until))
	case len(k.book.current[code]) > 0:
		first := k.book.current[code][0]
		k.say(list, i, field("agency", "%s began on %s; give that day or a later one as the first.", first.Name, first.From))
	default:
		k.say(list, i, field("agency", "There is no agency with the code %q.", clip(string(code))))
	}
}

// overlap refuses two substantive posts on one day. Acting posts are beside others by nature.
func (k *checker) overlap(i int, p Post) {
	if p.Acting {
		return
	}
	for _, o := range k.posts[p.Person] {
		if o.ID == p.ID || o.Acting || !o.Period().overlaps(p.Period()) {
			continue
		}
		k.say("posts", i, field("from", "The person has the post %s in %s from %s%s. End it first, or mark this one as acting.",
			o.Position, k.book.tree(o.From).Name(o.Agency), o.From, untilWords(o.Until)))
		return
	}
}

func untilWords(d day.Date) string {
	if d == "" {
		return ""
	}
	return " until " + d.String()
}

// grant checks one grant, against the posts as they will be: an import may bring a person, a post and a role at once.
func (k *checker) grant(i int) {
	g := &k.c.grants[i]
	if !k.known(g.Person) {
		k.say("grants", i, field("person", "The register does not know this person."))
		return
	}
	old := k.r.grantVersions(g.Person)
	if g.ID != "" && g.Until != "" && g.Until == g.From.AddDays(-1) {
		return // withdrawn
	}
	if g.ID == "" {
		n := 0
		for _, o := range old {
			n = max(n, ordinalOf(o.ID))
		}
		for _, o := range k.c.grants[:i] {
			if o.Person == g.Person {
				n = max(n, ordinalOf(o.ID))
			}
		}
		g.ID = recordID(g.Person, n+1)
	}
	k.say("grants", i, g.problems()...)
	if g.Agency != "" {
		k.agency("grants", i, g.Agency, g.From)
	}
	for _, o := range standing(old, always) {
		if o.Lent != "" && g.Lent == "" {
			continue // a successor may have borrowed the view before the role became their own
		}
		if o.ID != g.ID && o.Role == g.Role && o.Agency == g.Agency && o.Period().overlaps(g.Period()) {
			k.say("grants", i, field("role", "The person has this role already, from %s%s.", o.From, untilWords(o.Until)))
		}
	}
	if g.Role == RoleFocal && !servesOn(k.held(g.Person), g.From) {
		k.say("grants", i, field("from", "A focal officer needs a post on %s: the role ends with it.", g.From))
	}
}

func servesOn(posts []Post, on day.Date) bool {
	for _, p := range posts {
		if p.Period().Covers(on) {
			return true
		}
	}
	return false
}
