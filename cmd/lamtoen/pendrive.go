package main

import (
	"context"

	"lamtoen/internal/pendrive"
)

// openPens adds the files for pen drives and the slips that come back from them.
func (p *parts) openPens(ctx context.Context) (err error) {
	p.pens, err = pendrive.Open(ctx, p.engine, pendrive.Deps{Library: p.library, Register: p.register, Learning: p.learning},
		pendrive.Settings{Now: p.now, URL: p.origin})
	return err
}
