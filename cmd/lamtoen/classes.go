package main

import (
	"context"

	"lamtoen/internal/classes"
	"lamtoen/internal/school"
)

// openClasses adds schools, and the classes of pupils.
func (p *parts) openClasses(ctx context.Context) (err error) {
	p.schools, err = school.Open(ctx, p.engine, school.Deps{Register: p.register, Audit: p.audit}, school.Settings{Now: p.now})
	if err != nil {
		return err
	}
	p.classes, err = classes.Open(ctx, p.engine,
		classes.Deps{Schools: p.schools, Register: p.register, Library: p.library, Audit: p.audit}, classes.Settings{Now: p.now, Origin: p.origin})
	if err == nil {
		p.sweeps = append(p.sweeps, p.classes.Purge)
	}
	return err
}

// pupil tells the server whose cookie it is.
func (p *parts) pupil(ctx context.Context, token string) (class string, roll int, err error) {
	session, err := p.classes.Session(ctx, token)
	return session.Class, session.Roll, err
}

// pass tells the server whose pass it is.
func (p *parts) pass(ctx context.Context, pass string) (class string, roll int, err error) {
	session, err := p.classes.ByPass(ctx, pass)
	return session.Class, session.Roll, err
}
