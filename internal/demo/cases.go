package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/appeal"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/org"
)

// caseWanted is an invented case: who says what, and how far it comes.
type caseWanted struct {
	wrong    appeal.Wrong
	text     string
	opened   int // days ago
	answered int // days ago; 0: not yet
	answer   appeal.Answer
	appealed int // days ago; 0: not
	again    string
}

// casesWanted has one that waits on the focal officer's desk, one that the focal officer has answered, and one that was appealed and
// is late at RCSC.
func casesWanted() []caseWanted {
	return []caseWanted{
		{wrong: appeal.WrongLeave, text: "I was on study leave from March to August, and the course fell due in May.", opened: 4},
		{wrong: appeal.WrongName, text: "My card says Wangchuk, the certificate Wangchuck.", opened: 30, answered: 22,
			answer: appeal.Answer{Decision: appeal.Granted, Reasons: []appeal.Reason{appeal.ReasonMistake},
				Text: "The card was compared with the register. The name will be written as on the card.", Records: "Copy of the card; entry in the register"}},
		{wrong: appeal.WrongAgency, text: "I have served in the other office since January.", opened: 70, answered: 58,
			answer: appeal.Answer{Decision: appeal.Refused, Reasons: []appeal.Reason{appeal.ReasonNoProof},
				Text: "No order of a transfer was found here.", Records: "Transfer orders of this year"},
			appealed: 40, again: "The order was sent to the ministry, not to the dzongkhag."},
	}
}

// cases writes them, through the same functions as people would, with a clock that stands in the past. Each step that is there
// already is passed over.
func (f *filling) cases(ctx context.Context) error {
	register, err := f.openRegister(ctx, f.settings.Now)
	if err != nil {
		return err
	}
	library, err := catalogue.Open(ctx, f.deps.Engine)
	if err != nil {
		return err
	}
	log, err := audit.Open(ctx, f.deps.Engine)
	if err != nil {
		return err
	}
	var clock time.Time
	now := func() time.Time { return clock }
	service, err := f.openLearning(ctx, register, library, now)
	if err != nil {
		return err
	}
	people := f.complainants(register)
	for i, wanted := range casesWanted() {
		if i >= len(people) {
			return nil // a small demonstration has nobody there
		}
		clock = f.mark.Today.AddDays(-wanted.opened).Start().Add(10 * time.Hour)
		cases, err := appeal.Open(ctx, f.deps.Engine, appeal.Deps{Register: register, Learning: service, Audit: log}, appeal.Settings{Now: now})
		if err != nil {
			return err
		}
		at := func(daysAgo int) { clock = f.mark.Today.AddDays(-daysAgo).Start().Add(11 * time.Hour) }
		if err := writeCase(ctx, cases, people[i], wanted, at); err != nil {
			return fmt.Errorf("demonstration: case of %s: %w", people[i], err)
		}
	}
	return nil
}

// writeCase takes one case as far as it comes.
func writeCase(ctx context.Context, cases *appeal.Service, who org.PersonID, wanted caseWanted, at func(int)) error {
	have, err := cases.Mine(ctx, who)
	if err != nil {
		return err
	}
	var c appeal.Case
	if len(have) > 0 {
		c = have[0]
	} else if c, err = cases.Open(ctx, appeal.Claim{Person: who, By: who, Wrong: wanted.wrong, Text: wanted.text, About: appeal.About{Course: course}}); err != nil {
		return err
	}
	if wanted.answered == 0 {
		return nil
	}
	if len(c.Answers()) == 0 {
		at(wanted.answered)
		officer := appeal.Officer{ID: c.Desk.Officer, Scope: org.Scope{All: true}}
		if c, err = cases.Answer(ctx, officer, c.Number, wanted.answer); err != nil {
			return err
		}
	}
	if wanted.appealed > 0 && c.Stage == 1 {
		at(wanted.appealed)
		_, err = cases.Appeal(ctx, who, c.Number, appeal.Words{By: who, Text: wanted.again})
	}
	return err
}

// complainants are people of the focal officer's scope who hold no office, those who have not completed first, by id: the same in
// each try.
func (f *filling) complainants(register *org.Register) []org.PersonID {
	var scope org.Scope
	for _, s := range f.plan.SignIns {
		if s.Role == org.RoleFocal {
			scope = register.Principal(s.Person, f.mark.Today.Start()).ScopeOf(org.RoleFocal)
		}
	}
	open, office := map[org.PersonID]bool{}, map[org.PersonID]bool{}
	for _, h := range f.plan.Histories {
		open[h.Person] = h.Outcome == OutcomeOverdue || h.Outcome == OutcomeFailed || h.Outcome == OutcomeUnderWay
	}
	for _, s := range f.plan.SignIns {
		office[s.Person] = true
	}
	tree := register.Tree(f.mark.Today)
	var people []org.PersonID
	for m := range register.View(f.mark.Today.AddDays(-70), time.Time{}).Members() {
		if m.Posted && !office[m.Person.ID] && tree.Within(scope, m.Post.Agency) {
			people = append(people, m.Person.ID)
		}
	}
	slices.SortFunc(people, func(a, b org.PersonID) int {
		if open[a] != open[b] {
			return map[bool]int{true: -1, false: 1}[open[a]]
		}
		return strings.Compare(string(a), string(b))
	})
	return people
}
