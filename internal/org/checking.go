package org

import "lamtoen/internal/fault"

// Check brings a typed or imported person into the stored form and tells what is wrong with it, by field: what an act would
// refuse, before there is one. Whether the EID is somebody else's is not looked at.
func (p *Person) Check() []fault.Field {
	p.clean()
	return p.problems()
}

// Check does for a post what Person.Check does for a person. Whether it overlaps with others is not looked at.
func (p *Post) Check() []fault.Field {
	p.clean()
	return p.problems()
}
