package main

import (
	"context"
	"iter"
	"time"

	"lamtoen/internal/appeal"
	"lamtoen/internal/coverage"
)

// openCases adds what people say is wrong with their record.
func (p *parts) openCases(ctx context.Context) (err error) {
	p.cases, err = appeal.Open(ctx, p.engine, appeal.Deps{Register: p.register, Learning: p.learning, Audit: p.audit},
		appeal.Settings{Now: p.now, AnswerDays: p.settings.AnswerDays, AppealDays: p.settings.AppealDays})
	return err
}

// reviews hands the feed of obligations under review to coverage, which may not know appeal.
func (p *parts) reviews(ctx context.Context, since time.Time) iter.Seq2[coverage.Review, error] {
	return func(yield func(coverage.Review, error) bool) {
		for r, err := range p.cases.Reviews(ctx, since) {
			if !yield(coverage.Review(r), err) {
				return
			}
		}
	}
}
