package main

import (
	"context"

	"lamtoen/internal/classroom"
)

// openClassroom adds the group sessions.
func (p *parts) openClassroom(ctx context.Context) (err error) {
	p.classroom, err = classroom.New(ctx, p.engine,
		classroom.Deps{Library: p.library, Register: p.register, Learning: p.learning, Audit: p.audit}, classroom.Settings{Now: p.now})
	return err
}
