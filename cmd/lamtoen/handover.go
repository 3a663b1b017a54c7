package main

import (
	"context"

	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/site"
)

// openCasesOf tells the hand-over how many cases of an agency wait for an answer, as the list of cases shows them to the asker.
func (p *parts) openCasesOf(ctx context.Context, ask site.PendingAsk) ([]site.Pending, error) {
	if _, ok := account.Allowed(ask.Asker, account.AnswerCases); !ok {
		return nil, nil
	}
	lines, err := p.cases.List(ctx, appeal.Officer{ID: ask.Asker.ID, Scope: org.Scope{Agencies: []org.AgencyCode{ask.Agency}}})
	if err != nil {
		return nil, err
	}
	open := 0
	for _, one := range lines {
		if one.Rests() {
			open++
		}
	}
	return pending("cases", open, "/cases"), nil
}

// waitingReminders tells it how many reminders are decided and not delivered; the digest says to whom none comes.
func (p *parts) waitingReminders(ctx context.Context, ask site.PendingAsk) ([]site.Pending, error) {
	n, err := p.reminders.Waiting(ctx, ask.Agency)
	if err != nil {
		return nil, err
	}
	return pending("reminders", n, "/coverage/"+string(ask.Agency)+"/digest"), nil
}

// pending is one line of the hand-over; nothing when nothing is open.
func pending(key page.Key, n int, href string) []site.Pending {
	if n == 0 {
		return nil
	}
	return []site.Pending{{Key: key, Count: n, Href: href}}
}
