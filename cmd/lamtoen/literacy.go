package main

import (
	"context"

	"lamtoen/internal/certificate"
	"lamtoen/internal/literacy"
)

// openLiteracy adds the figures of schools.
func (p *parts) openLiteracy(ctx context.Context) (err error) {
	settings := literacy.Settings{Program: version, Origin: p.origin}
	if p.settings.Demo || p.invented() {
		settings.Mark = certificate.MarkDemo
	}
	p.literacy, err = literacy.Open(ctx, p.engine,
		literacy.Deps{Classes: p.classes, Schools: p.schools, Register: p.register, Library: p.library, Audit: p.audit}, settings)
	return err
}
