package intake

import (
	"cmp"
	"fmt"
	"slices"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// change is what a row says differently of somebody whom the register knows.
func (p *planner) change(e *entry, known org.Person) Difference {
	fresh := merge(known, e.person)
	d := Difference{Row: e.row, Person: known.ID, EID: fresh.EID, Name: fresh.Name}
	if d.Values = personValues(known, fresh); len(d.Values) > 0 {
		d.Kind = Changes
		for _, f := range fresh.Check() {
			p.say(e, Field(f.Name), f.Message)
		}
		// What is compared is the stored form: a space too many is no change.
		if d.Values = personValues(known, fresh); len(d.Values) == 0 {
			d.Kind = ""
		}
	}
	posts := p.posts(e, known.ID, &d)
	if e.bad {
		return Difference{}
	}
	if len(personValues(known, fresh)) > 0 {
		p.out.people = append(p.out.people, fresh)
	}
	p.out.posts = append(p.out.posts, posts...)
	return d
}

// merge puts what a file says over what the register has. An empty cell says nothing.
func merge(known, said org.Person) org.Person {
	known.EID = cmp.Or(said.EID, known.EID)
	known.Name = cmp.Or(said.Name, known.Name)
	known.NameDz = cmp.Or(said.NameDz, known.NameDz)
	known.Email = cmp.Or(said.Email, known.Email)
	known.Kind = cmp.Or(said.Kind, known.Kind)
	known.Language = cmp.Or(said.Language, known.Language)
	known.Sex = cmp.Or(said.Sex, known.Sex)
	known.Category = cmp.Or(said.Category, known.Category)
	known.Joined = cmp.Or(said.Joined, known.Joined)
	return known
}

// held are a person's substantive posts around the file's day.
type held struct {
	now   *org.Post // the one that covers the day
	later *org.Post // the first that begins after it
}

func (p *planner) held(id org.PersonID) held {
	var h held
	for _, post := range p.register.Appointments(id) {
		switch {
		case post.Acting || post.Until != "" && post.Until < post.From:
		case post.Period().Covers(p.options.AsOf):
			h.now = &post
		case post.From > p.options.AsOf && (h.later == nil || post.From < h.later.From):
			h.later = &post
		}
	}
	return h
}

// posts gives the versions of posts that a row asks for, and says in d what they change.
func (p *planner) posts(e *entry, id org.PersonID, d *Difference) []org.Post {
	h := p.held(id)
	switch {
	case h.now == nil && h.later != nil && agrees(e, *h.later):
		d.Agency = h.later.Agency
		return nil
	case h.now == nil:
		return p.comesBack(e, id, h, d)
	}
	now := *h.now
	d.Agency = now.Agency
	if agrees(e, now) {
		return p.stays(e, now, d)
	}
	if h.later != nil {
		if agrees(e, *h.later) { // the file tells early what the register knows will be
			return nil
		}
		p.say(e, FieldAgency, fmt.Sprintf("The register has a later post for this person: %s in %s from %s. The row is older than that; take it out, or use a newer file.",
			h.later.Position, p.tree.Name(h.later.Agency), h.later.From))
		return nil
	}
	return p.moves(e, now, d)
}

// agrees tells whether a row says the same of a post as the register, as far as it says anything.
func agrees(e *entry, post org.Post) bool {
	return (e.post.Agency == "" || e.post.Agency == post.Agency) && (e.post.Position == "" || e.post.Position == post.Position) &&
		(!e.flagged || slices.Equal(e.post.Flags, post.Flags))
}

// comesBack is somebody in the register who has no post on the day.
func (p *planner) comesBack(e *entry, id org.PersonID, h held, d *Difference) []org.Post {
	switch {
	case h.later != nil:
		p.say(e, FieldAgency, fmt.Sprintf("The register has this person from %s on as %s in %s. Take the row out, or correct the post by hand.",
			h.later.From, h.later.Position, p.tree.Name(h.later.Agency)))
		return nil
	case e.post.Agency == "":
		p.say(e, FieldAgency, "This person has no post in the register on the day of the file. Write the agency, by its code or its name.")
		return nil
	case e.post.Position == "":
		p.say(e, FieldPosition, "This person has no post in the register on the day of the file. Write the position, for example Planning Officer.")
		return nil
	}
	post := e.post
	post.Person, post.From = id, cmp.Or(e.post.From, p.options.AsOf)
	for _, before := range p.register.Appointments(id) {
		if !before.Acting && before.Until >= post.From && before.Until >= before.From {
			p.say(e, FieldFrom, fmt.Sprintf("The register has this person in %s until %s. Give a later first day.", p.tree.Name(before.Agency), before.Until))
		}
	}
	post.Leave = withLeave(post, e.leave)
	p.checkPost(e, &post)
	d.Kind, d.Agency, d.From = Joins, post.Agency, post.From
	d.Values = append(d.Values, p.postValues(org.Post{}, post)...)
	return []org.Post{post}
}

// stays is somebody whose post is as it was; the leave in it may not be.
func (p *planner) stays(e *entry, now org.Post, d *Difference) []org.Post {
	fresh := now
	fresh.Leave = p.leaveAfter(e, now)
	if slices.Equal(fresh.Leave, now.Leave) {
		return nil
	}
	p.checkPost(e, &fresh)
	d.Kind = Changes
	d.Values = append(d.Values, p.postValues(now, fresh)...)
	return []org.Post{fresh}
}

// moves is another agency, position or flag: the post ends and another begins. Within an agency, what begins on the post's own
// first day corrects it instead.
func (p *planner) moves(e *entry, now org.Post, d *Difference) []org.Post {
	same := e.post.Agency == "" || e.post.Agency == now.Agency
	fresh := org.Post{Person: now.Person, Agency: cmp.Or(e.post.Agency, now.Agency), Position: cmp.Or(e.post.Position, now.Position),
		Flags: e.post.Flags, From: cmp.Or(e.post.From, p.options.AsOf)}
	if same && !e.flagged {
		fresh.Flags = now.Flags
	}
	d.Kind, d.Agency = Moves, fresh.Agency
	if same {
		d.Kind = Changes
	}
	if same && fresh.From <= now.From {
		corrected := now
		corrected.Position, corrected.Flags, corrected.Leave = fresh.Position, fresh.Flags, p.leaveAfter(e, now)
		p.checkPost(e, &corrected)
		d.Values = append(d.Values, p.postValues(now, corrected)...)
		return []org.Post{corrected}
	}
	if fresh.From <= now.From {
		p.say(e, FieldFrom, fmt.Sprintf("The register has this person in %s since %s, so the post in %s cannot begin on %s. Give a later first day, or correct the post by hand.",
			p.tree.Name(now.Agency), now.From, p.tree.Name(fresh.Agency), fresh.From))
		return nil
	}
	last := fresh.From.AddDays(-1)
	ended := now
	ended.Until = last
	ended.Leave = slices.DeleteFunc(slices.Clone(now.Leave), func(l org.Period) bool { return l.From > last })
	if same { // another title does not end a leave
		fresh.Leave = carried(now.Leave, fresh.From)
	}
	fresh.Leave = p.leaveAfter(e, fresh)
	p.checkPost(e, &fresh)
	before := now
	before.Leave = carried(now.Leave, fresh.From)
	d.From = fresh.From
	d.Values = append(d.Values, p.postValues(before, fresh)...)
	return []org.Post{ended, fresh}
}

// carried gives the leave that goes on from a day.
func carried(leave []org.Period, from day.Date) []org.Period {
	var out []org.Period
	for _, l := range leave {
		if l.Until == "" || l.Until >= from {
			out = append(out, org.Period{From: max(l.From, from), Until: l.Until})
		}
	}
	return out
}

// leaveAfter gives the leave of a post as it is after the row: stated leave takes the place of what it overlaps with. Where the
// file has the column and the cell is empty, leave that goes on is over.
func (p *planner) leaveAfter(e *entry, post org.Post) []org.Period {
	if e.leave.From != "" {
		return withLeave(post, e.leave)
	}
	if p.column[FieldLeaveFrom] < 0 {
		return post.Leave
	}
	var out []org.Period
	for _, l := range post.Leave {
		if l.Covers(p.options.AsOf) {
			if l.Until = p.options.AsOf.AddDays(-1); l.Until < l.From {
				continue
			}
		}
		out = append(out, l)
	}
	return out
}

// withLeave puts stated leave into a post, as far as it falls into it.
func withLeave(post org.Post, leave org.Period) []org.Period {
	if leave.From == "" || leave.Until != "" && leave.Until < post.From || post.Until != "" && leave.From > post.Until {
		return post.Leave
	}
	leave.From = max(leave.From, post.From)
	out := slices.DeleteFunc(slices.Clone(post.Leave), func(l org.Period) bool {
		return (l.Until == "" || l.Until >= leave.From) && (leave.Until == "" || l.From <= leave.Until)
	})
	out = append(out, leave)
	slices.SortFunc(out, func(a, b org.Period) int { return cmp.Compare(a.From, b.From) })
	return out
}
