package main

import (
	"context"
	"net/url"

	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/day"
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

// changesOf tells it how many changes of the register granted cases of the agency ask for. Who may open the list is led there, all others
// to the cases.
func (p *parts) changesOf(_ context.Context, ask site.PendingAsk) ([]site.Pending, error) {
	tree := p.register.Tree(day.Of(p.now()))
	n := 0
	for _, a := range p.cases.Awaited() {
		if tree.Within(org.Scope{Agencies: []org.AgencyCode{ask.Agency}}, a.Agency) {
			n++
		}
	}
	if _, ok := account.Allowed(ask.Asker, account.ManageRegister); ok {
		return pending("changes", n, "/register/changes?agency="+url.QueryEscape(string(ask.Agency))), nil
	}
	if _, ok := account.Allowed(ask.Asker, account.AnswerCases); !ok {
		return nil, nil
	}
	return pending("changes", n, "/cases"), nil
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
