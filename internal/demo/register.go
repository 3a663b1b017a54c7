package demo

import (
	"fmt"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// imports writes the register as it would have come: all who served at the start, then each month who joined, moved or went
// on leave since, and the last one today.
func (m *maker) imports() []Import {
	var out []Import
	for on := m.start; on < m.today; on = on.AddMonths(1) {
		out = append(out, Import{On: on})
	}
	out = append(out, Import{On: m.today})
	for i := range out {
		out[i].Batch.Group = fmt.Sprintf("demo-%02d", i+1)
		out[i].Batch.Why = "the demonstration's register, " + out[i].On.String()
	}
	// at gives the first import on or after a day.
	at := func(d day.Date) *org.Batch {
		for i := range out {
			if out[i].On >= d {
				return &out[i].Batch
			}
		}
		return &out[len(out)-1].Batch
	}
	for _, p := range m.people {
		m.register(p, at)
	}
	return out
}

// register writes one person into the imports in which they come up.
func (m *maker) register(p *person, at func(day.Date) *org.Batch) {
	joined := at(p.Joined)
	joined.People = append(joined.People, p.Person)
	first := p.post
	if p.before != nil {
		first = *p.before
		first.Until = ""
	}
	first.Leave = nil
	joined.Posts = append(joined.Posts, first)
	if p.before != nil {
		moved := at(p.post.From)
		ended := *p.before
		ended.ID = string(p.ID) + ".1"
		moved.Posts = append(moved.Posts, ended, p.post)
	}
	if len(p.post.Leave) > 0 {
		left := p.post
		left.ID = string(p.ID) + ".1"
		onLeave := at(left.Leave[0].From)
		onLeave.Posts = append(onLeave.Posts, left)
	}
	if p.grant != nil {
		granted := at(p.grant.From)
		granted.Grants = append(granted.Grants, *p.grant)
	}
}
