package intake

import (
	"fmt"
	"slices"
	"strings"

	"lamtoen/internal/org"
)

// leavers finds who would leave: people of the agencies for which the file is complete who stand in no row. covered gets the
// agencies that the declaration names.
func (p *planner) leavers(members func(yield func(org.Member) bool), covered map[org.AgencyCode]bool) {
	complete := p.complete(covered)
	if complete == nil {
		return
	}
	var list []Difference
	newer := 0
	for m := range members {
		if !m.Posted || m.Post.Acting || !complete[m.Post.Agency] {
			continue
		}
		p.out.Present++
		if _, in := p.seen[m.Person.ID]; in {
			continue
		}
		posts, ok := p.ending(m)
		if !ok {
			newer++
			continue
		}
		p.out.posts = append(p.out.posts, posts...)
		list = append(list, Difference{
			Kind: Leaves, Person: m.Person.ID, EID: m.Person.EID, Name: m.Person.Name, Agency: m.Post.Agency, From: p.options.LeaveOn,
			Values: []Value{{FieldAgency, p.agencyText(m.Post.Agency), ""}, {FieldPosition, m.Post.Position, ""}},
		})
	}
	if newer > 0 {
		p.table.Notes = append(slices.Clone(p.table.Notes), fmt.Sprintf("%s in no row, and stays: the register has a post for them that begins after %s.",
			counted(newer, "person stands", "people stand"), p.options.LeaveOn))
	}
	slices.SortFunc(list, func(a, b Difference) int {
		if n := strings.Compare(string(a.Agency), string(b.Agency)); n != 0 {
			return n
		}
		return strings.Compare(a.EID, b.EID)
	})
	for _, d := range list {
		p.add(d)
	}
}

// complete gives the agencies of which everybody should be in the file; nil when nobody said so.
func (p *planner) complete(covered map[org.AgencyCode]bool) map[org.AgencyCode]bool {
	out := map[org.AgencyCode]bool{}
	switch p.options.Complete {
	case CompleteFile:
		for code := range covered {
			out[code] = true
		}
	case CompleteAgencies:
		for _, code := range p.options.Agencies {
			for _, a := range p.tree.Below(code) {
				out[a.Code] = true
			}
		}
	case CompleteRegister:
		for _, a := range p.tree.All() {
			out[a.Code] = true
		}
	default:
		return nil
	}
	for code := range out {
		covered[code] = true
	}
	return out
}

// ending ends all of a person's posts on the stated day; false when the register has something later, and so knows better.
func (p *planner) ending(m org.Member) ([]org.Post, bool) {
	last := p.options.LeaveOn
	var out []org.Post
	for _, post := range p.register.Appointments(m.Person.ID) {
		switch {
		case post.Until != "" && (post.Until <= last || post.Until < post.From):
			continue
		case post.From > last && !post.Acting:
			return nil, false
		case post.From > last: // an acting post that never began
			post.Until, post.Leave = post.From.AddDays(-1), nil
		default:
			post.Until = last
			post.Leave = slices.DeleteFunc(slices.Clone(post.Leave), func(l org.Period) bool { return l.From > last })
		}
		out = append(out, post)
	}
	return out, true
}
