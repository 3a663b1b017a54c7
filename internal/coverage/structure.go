package coverage

import (
	"slices"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// maxLayouts is how many other structures of a day are kept.
const maxLayouts = 4

// layoutIn places the cast in the tree of another day. It is kept for the next who asks.
func (c *cast) layoutIn(structure day.Date, treeOf func() *org.Tree) *layout {
	if structure == c.at {
		return c.home
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.layouts[structure]; l != nil {
		return l
	}
	if len(c.layouts) >= maxLayouts {
		clear(c.layouts)
	}
	c.layouts[structure] = c.home
	if tree := treeOf(); tree != c.home.tree {
		c.layouts[structure] = c.placed(tree)
	}
	return c.layouts[structure]
}

func (c *cast) placed(tree *org.Tree) *layout {
	l := emptyLayout(tree, len(c.actors))
	p := placer{here: c.home.tree, there: tree, known: map[org.AgencyCode]placing{}}
	index := l.index()
	for i := range c.actors {
		m := c.member(i)
		l.agencies[i] = l.unplaced()
		if code, ok := p.place(m); ok {
			l.agencies[i] = index[code]
		}
	}
	return l
}

// placer finds where people of one tree count in another.
type placer struct {
	here, there *org.Tree
	known       map[org.AgencyCode]placing
}

// placing is where the people of an agency go: all to one agency of the other tree, or each to the one of several where their
// own posts say that they were.
type placing struct {
	to org.AgencyCode

	split org.Agency       // the agency that was split among several
	of    []org.AgencyCode // the agencies of the other tree that were merged into it
}

func (p *placer) place(m org.Member) (org.AgencyCode, bool) {
	code := m.Post.Agency
	w, ok := p.known[code]
	if !ok {
		w = p.forward(code)
		if _, ended := p.there.Ended(code); w.to == "" && !ended {
			w = p.back(code)
		}
		p.known[code] = w
	}
	switch {
	case w.to != "":
		return w.to, true
	case w.split.Code != "":
		return p.after(w.split, m.Posts())
	case len(w.of) > 0:
		return p.before(w.of, m.Posts())
	}
	return "", false
}

// forward follows single successors.
func (p *placer) forward(code org.AgencyCode) placing {
	for range 1 + len(p.here.All()) + len(p.there.All()) { // bounded, so that a circle of successors ends
		if _, ok := p.there.Agency(code); ok {
			return placing{to: code}
		}
		ended, ok := p.there.Ended(code)
		if !ok || len(ended.Successors) == 0 {
			return placing{}
		}
		if len(ended.Successors) > 1 {
			return placing{split: ended}
		}
		code = ended.Successors[0]
	}
	return placing{}
}

// after places somebody whose agency was split: by the first post that covers the day of the split, or begins after it, and is
// not in the agency that was split, if it lies in one of the successors. Nobody guesses where the others went.
func (p *placer) after(split org.Agency, posts []org.Post) (org.AgencyCode, bool) {
	for _, post := range posts {
		if post.Acting || post.Agency == split.Code || post.Until != "" && post.Until <= split.Until {
			continue
		}
		at, ok := p.there.Place(post.Agency)
		if !ok {
			return "", false
		}
		var heirs org.Scope
		for _, code := range split.Successors {
			if heir, ok := p.there.Place(code); ok {
				heirs.Agencies = append(heirs.Agencies, heir)
			}
		}
		return at, p.there.Within(heirs, at)
	}
	return "", false
}

// back finds what an agency was that did not exist yet: those that it succeeded, or else what it stands under.
func (p *placer) back(code org.AgencyCode) placing {
	for range 1 + len(p.here.All()) {
		if _, ok := p.there.Agency(code); ok {
			return placing{to: code}
		}
		var of []org.AgencyCode
		for _, a := range p.there.All() {
			if p.succeeds(code, a.Code) {
				of = append(of, a.Code)
			}
		}
		if len(of) == 1 {
			return placing{to: of[0]}
		}
		if len(of) > 1 {
			return placing{of: of}
		}
		at, ok := p.here.Place(code)
		if !ok {
			return placing{}
		}
		if code = p.here.Parent(at); code == "" {
			return placing{}
		}
	}
	return placing{}
}

// succeeds tells whether the agency is among those that came after another, at whatever remove.
func (p *placer) succeeds(code, of org.AgencyCode) bool {
	seen := []org.AgencyCode{of}
	for i := 0; i < len(seen); i++ {
		ended, ok := p.here.Ended(seen[i])
		if !ok {
			continue
		}
		for _, next := range ended.Successors {
			if next == code {
				return true
			}
			if !slices.Contains(seen, next) {
				seen = append(seen, next)
			}
		}
	}
	return false
}

// before places somebody whose agency was made of several: by the last post that they held in one of those.
func (p *placer) before(of []org.AgencyCode, posts []org.Post) (org.AgencyCode, bool) {
	for i := len(posts) - 1; i >= 0; i-- {
		if at, ok := p.there.Place(posts[i].Agency); ok && !posts[i].Acting && slices.Contains(of, at) {
			return at, true
		}
	}
	return "", false
}
