package intake

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Kind is what a file does to a person.
type Kind string

// The kinds of difference, in the order in which they are shown.
const (
	Joins   Kind = "join"   // enters the register, or comes back to it
	Moves   Kind = "move"   // serves in another agency
	Changes Kind = "change" // something else is different
	Leaves  Kind = "leave"  // is not in a file that is complete
)

// Kinds gives the kinds in the order in which pages list them.
func Kinds() []Kind { return []Kind{Joins, Moves, Changes, Leaves} }

// Value is one thing that is different.
type Value struct {
	Field Field  `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Difference is what the file changes about one person.
type Difference struct {
	Kind   Kind
	Row    int          // 0 for somebody who leaves: they are in no row
	Person org.PersonID // "" for somebody new
	EID    string
	Name   string
	Agency org.AgencyCode // where they serve after it, or served
	From   day.Date       // the first day in the new post, or the last day of somebody who leaves
	Values []Value
}

// Counts are how many people a file concerns.
type Counts struct {
	Rows      int `bson:"rows" json:"rows"`
	Joins     int `bson:"joins" json:"joins"`
	Moves     int `bson:"moves" json:"moves"`
	Changes   int `bson:"changes" json:"changes"`
	Leaves    int `bson:"leaves" json:"leaves"`
	Unchanged int `bson:"unchanged" json:"unchanged"`
	Problems  int `bson:"problems" json:"problems"`
}

// Of gives the count of a kind.
func (c Counts) Of(k Kind) int {
	switch k {
	case Joins:
		return c.Joins
	case Moves:
		return c.Moves
	case Changes:
		return c.Changes
	case Leaves:
		return c.Leaves
	}
	return 0
}

// Changed is how many people would change.
func (c Counts) Changed() int { return c.Joins + c.Moves + c.Changes + c.Leaves }

// Differences is the dry run of a file: everything that it would change, and all that must be mended first.
type Differences struct {
	List     []Difference // by kind, then in the order of the file
	Problems []Problem    // in the order of the file
	Notes    []string     // what was taken for granted
	Counts   Counts
	Covered  []org.AgencyCode // the agencies that the file tells of, sorted
	Present  int              // people whom the register has in the agencies for which the file is complete
	Digest   string           // of all this, to be given to Apply

	people []org.Person
	posts  []org.Post
}

// Ready tells that the file can be taken.
func (d *Differences) Ready() bool { return len(d.Problems) == 0 }

// Brake tells that so many would leave that the number must be typed.
func (d *Differences) Brake() bool { return d.Counts.Leaves*brakeShare > d.Present }

// brakeShare: more than one in so many leaving is more often a wrong file than a wave of departures.
const brakeShare = 10

// register is what a plan asks of *org.Register.
type register interface {
	ByEID(eid string) (org.Person, bool)
	Appointments(id org.PersonID) []org.Post
	Tree(at day.Date) *org.Tree
}

// planner holds the rows of a file against the register.
type planner struct {
	*reader
	register register
	options  Options
	newID    func(eid string) org.PersonID
	tree     *org.Tree
	out      *Differences

	seen map[org.PersonID]int // the row that a person is in
}

// plan is the dry run. Members gives everyone in the register with the post of the file's day.
func plan(p *planner, members func(yield func(org.Member) bool)) *Differences {
	p.out, p.seen = &Differences{}, map[org.PersonID]int{}
	p.out.Counts.Rows = len(p.table.Rows)
	covered := map[org.AgencyCode]bool{}
	entries := p.read()
	for i := range entries {
		e := &entries[i]
		if e.post.Agency != "" {
			covered[e.post.Agency] = true
		}
		p.person(e)
	}
	p.leavers(members, covered)
	for code := range covered {
		p.out.Covered = append(p.out.Covered, code)
	}
	slices.Sort(p.out.Covered)
	p.out.Problems, p.out.Notes = p.problems, p.notes()
	sortProblems(p.out.Problems)
	p.out.Counts.Problems = len(p.out.Problems)
	order := map[Kind]int{Joins: 0, Moves: 1, Changes: 2, Leaves: 3}
	slices.SortStableFunc(p.out.List, func(a, b Difference) int { return cmp.Compare(order[a.Kind], order[b.Kind]) })
	p.out.Digest = p.out.digest(p.options)
	return p.out
}

// person finds whom a row is about, and what it changes.
func (p *planner) person(e *entry) {
	known, found := p.whom(e)
	if found {
		if row, twice := p.seen[known.ID]; twice {
			p.say(e, FieldEID, fmt.Sprintf("%s is in row %d already, under another EID. Keep one of the two rows.", known.Name, row))
		}
		p.seen[known.ID] = e.row
	}
	if e.bad {
		return
	}
	var d Difference
	if found {
		d = p.change(e, known)
	} else {
		d = p.join(e)
	}
	switch {
	case e.bad:
	case d.Kind == "":
		p.out.Counts.Unchanged++
	default:
		p.add(d)
	}
}

func (p *planner) add(d Difference) {
	p.out.List = append(p.out.List, d)
	switch d.Kind {
	case Joins:
		p.out.Counts.Joins++
	case Moves:
		p.out.Counts.Moves++
	case Changes:
		p.out.Counts.Changes++
	case Leaves:
		p.out.Counts.Leaves++
	}
}

// whom gives the person of a row: by the EID, or by the old one that it takes the place of.
func (p *planner) whom(e *entry) (org.Person, bool) {
	if e.eid == "" {
		return org.Person{}, false
	}
	known, found := p.register.ByEID(e.eid)
	if e.old == "" || e.old == e.eid {
		return known, found
	}
	before, corrected := p.register.ByEID(e.old)
	switch {
	case found && corrected && before.ID != known.ID:
		p.say(e, FieldOldEID, fmt.Sprintf("The EID %s is %s and the old EID %s is %s: these are two people. Check both numbers.",
			e.eid, known.Name, e.old, before.Name))
		return known, true
	case found:
		return known, true
	}
	return before, corrected
}

// join is somebody whom the register does not know.
func (p *planner) join(e *entry) Difference {
	person := e.person
	if person.Kind == "" {
		person.Kind = p.options.Kind
	}
	p.missing(e, person)
	p.checkPerson(e, &person)
	if e.bad {
		return Difference{}
	}
	person.ID = p.newID(person.EID)
	post := e.post
	post.Person, post.From = person.ID, p.firstDay(e, cmp.Or(e.post.From, person.Joined))
	post.Leave = withLeave(post, e.leave)
	p.checkPost(e, &post)
	d := Difference{Kind: Joins, Row: e.row, EID: person.EID, Name: person.Name, Agency: post.Agency, From: post.From}
	d.Values = append(personValues(org.Person{}, person), p.postValues(org.Post{}, post)...)
	if !e.bad {
		p.out.people, p.out.posts = append(p.out.people, person), append(p.out.posts, post)
	}
	return d
}

// firstDay is a day on which the agency exists: somebody who joined before it was created serves in it from its first day.
func (p *planner) firstDay(e *entry, from day.Date) day.Date {
	if _, ok := p.register.Tree(from).Agency(e.post.Agency); ok || e.post.From != "" {
		return from
	}
	a, _ := p.tree.Agency(e.post.Agency)
	return max(from, a.From)
}

// missing says what a new person lacks. What stands in the file and cannot be read was said already.
func (p *planner) missing(e *entry, person org.Person) {
	for _, need := range []struct {
		field, beside Field
		value, what   string
	}{
		{FieldName, FieldFirst, person.Name, "the name is missing."},
		{FieldKind, FieldKind, string(person.Kind), "the kind of staff is missing. Add it, or choose what holds where the file does not say."},
		{FieldJoined, FieldJoined, string(person.Joined), "the joining date is missing. " + dayHelp},
		{FieldAgency, FieldAgencyCode, string(e.post.Agency), "the agency is missing. Write its code or its name."},
		{FieldPosition, FieldPosition, e.post.Position, "the position is missing, for example Planning Officer."},
	} {
		if need.value == "" && cell(e.cells, p.column[need.field]) == "" && cell(e.cells, p.column[need.beside]) == "" {
			p.say(e, need.field, "This person is new, and "+need.what)
		}
	}
}

// checkPerson says what the register would refuse about a person, at the row and column that it comes from.
func (p *planner) checkPerson(e *entry, person *org.Person) {
	lacks := map[string]bool{"name": person.Name == "", "kind": person.Kind == "", "joined": person.Joined == ""}
	for _, f := range person.Check() {
		if !lacks[f.Name] {
			p.say(e, Field(f.Name), f.Message)
		}
	}
}

// checkPost does the same for a post.
func (p *planner) checkPost(e *entry, post *org.Post) {
	for _, f := range post.Check() {
		field := Field(f.Name)
		if f.Name == "until" {
			field = FieldFrom
		}
		p.say(e, field, f.Message)
	}
	if _, ok := p.register.Tree(post.From).Agency(post.Agency); !ok && post.Agency != "" {
		p.say(e, FieldFrom, fmt.Sprintf("%s does not exist on %s, the first day in the post. Give a day on which it does.", p.tree.Name(post.Agency), post.From))
	}
}

// digest is over everything that is shown, so that what is applied can be held against what was seen.
func (d *Differences) digest(o Options) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s %s %s %s %v\n", o.AsOf, o.Complete, o.LeaveOn, o.Kind, d.Covered, o.Agencies)
	for _, x := range d.List {
		fmt.Fprintf(h, "%s %d %s %q %q %s %s", x.Kind, x.Row, x.Person, x.EID, x.Name, x.Agency, x.From)
		for _, v := range x.Values {
			fmt.Fprintf(h, " %s %q %q", v.Field, v.Old, v.New)
		}
		_, _ = h.Write([]byte{'\n'}) // a hash takes everything
	}
	fmt.Fprintf(h, "%d %d %d", d.Counts.Unchanged, d.Counts.Problems, d.Present)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// personValues gives what two versions of a person say differently.
func personValues(old, fresh org.Person) []Value {
	var out []Value
	add := func(f Field, was, is string) {
		if was != is {
			out = append(out, Value{f, was, is})
		}
	}
	add(FieldEID, old.EID, fresh.EID)
	add(FieldName, old.Name, fresh.Name)
	add(FieldNameDz, old.NameDz, fresh.NameDz)
	add(FieldKind, string(old.Kind), string(fresh.Kind))
	add(FieldSex, old.Sex, fresh.Sex)
	add(FieldCategory, old.Category, fresh.Category)
	add(FieldJoined, dayText(old.Joined), dayText(fresh.Joined))
	add(FieldEmail, old.Email, fresh.Email)
	add(FieldLanguage, old.Language, fresh.Language)
	return out
}

func dayText(d day.Date) string {
	if d == "" {
		return ""
	}
	return d.String()
}

// postValues gives what two posts say differently.
func (p *planner) postValues(old, fresh org.Post) []Value {
	var out []Value
	add := func(f Field, was, is string) {
		if was != is {
			out = append(out, Value{f, was, is})
		}
	}
	add(FieldAgency, p.agencyText(old.Agency), p.agencyText(fresh.Agency))
	add(FieldPosition, old.Position, fresh.Position)
	add(FieldFlags, flagsText(old.Flags), flagsText(fresh.Flags))
	add(FieldLeaveFrom, leaveText(old.Leave), leaveText(fresh.Leave))
	return out
}

func (p *planner) agencyText(code org.AgencyCode) string {
	if code == "" {
		return ""
	}
	return fmt.Sprintf("%s (%s)", p.tree.Name(code), code)
}

func flagsText(flags []org.Flag) string {
	var out []string
	for _, f := range flags {
		out = append(out, string(f))
	}
	return strings.Join(out, ", ")
}

func leaveText(leave []org.Period) string {
	var out []string
	for _, l := range leave {
		if l.Until == "" {
			out = append(out, "from "+l.From.String())
		} else {
			out = append(out, l.From.String()+" to "+l.Until.String())
		}
	}
	return strings.Join(out, ", ")
}
