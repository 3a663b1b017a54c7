package demo

import (
	"context"
	"fmt"
	"iter"
	"time"

	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/certificate"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/report"
)

// The focal officer's dzongkhag, about which most of the officers' work of the demonstration is.
const officeAgency = org.AgencyCode("dz-bumthang")

// decidedAgo is how many days before the demonstration's day officers decided about people.
const decidedAgo = 12

// enoughToReport is how many people there must be before a letter says anything.
const enoughToReport = 500

// office is the officers' side of the demonstration, with a clock that stands in the past.
type office struct {
	*filling
	clock    time.Time
	rcsc     org.PersonID
	log      *audit.Log
	library  *catalogue.Library
	register *org.Register
	learning *learning.Service
}

// offices writes what officers have done: files of the register taken, people exempted or given more time, days on which no work
// is asked, and a letter made. All of it goes through the functions that the pages use, and each step that is there
// already is passed over.
func (f *filling) offices(ctx context.Context) error {
	o := &office{filling: f}
	for _, s := range f.plan.SignIns {
		if s.Role == org.RoleRCSC {
			o.rcsc = s.Person
		}
	}
	if err := o.open(ctx); err != nil {
		return err
	}
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{{"files of the register", o.files}, {"calendar", o.closures}, {"decisions", o.allowances}, {"letter", o.letter}} {
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("demonstration: %s: %w", step.name, err)
		}
	}
	return nil
}

func (o *office) now() time.Time { return o.clock }

// at sets the clock to some hours into a day, or to now where that is earlier.
func (o *office) at(daysAgo int, into time.Duration) {
	o.clock = earlier(o.mark.Today.AddDays(-daysAgo).Start().Add(into), o.settings.Now())
}

func (o *office) open(ctx context.Context) (err error) {
	o.at(0, 0)
	if o.log, err = audit.Open(ctx, o.deps.Engine); err != nil {
		return err
	}
	if o.register, err = o.openRegister(ctx, o.now); err != nil {
		return err
	}
	if o.library, err = catalogue.Open(ctx, o.deps.Engine); err != nil {
		return err
	}
	o.learning, err = o.openLearning(ctx, o.register, o.library, o.now)
	return err
}

// letter makes the letter of last month to the focal officer's dzongkhag, as known when this day began.
func (o *office) letter(ctx context.Context) error {
	if len(o.plan.Histories) < enoughToReport {
		return nil
	}
	o.at(0, 24*time.Hour)
	accounts, err := o.openAccounts(ctx, o.register, o.now)
	if err != nil {
		return err
	}
	cases, err := appeal.Open(ctx, o.deps.Engine, appeal.Deps{Register: o.register, Learning: o.learning, Audit: o.log}, appeal.Settings{Now: o.now})
	if err != nil {
		return err
	}
	cube, err := coverage.Open(ctx, coverage.Deps{
		Register: o.register, Learning: o.learning, Library: o.library, SignIns: firstSignIns(accounts), Reviews: reviews(cases),
	}, coverage.Settings{Now: o.now})
	if err != nil {
		return err
	}
	reports, err := report.Open(ctx, o.deps.Engine, report.Deps{Coverage: cube, Register: o.register, Library: o.library, Audit: o.log},
		report.Settings{Program: by, Mark: certificate.MarkDemo, Origin: o.settings.Origin, AppealDays: appeal.AppealDays, Now: o.now})
	if err != nil {
		return err
	}
	_, err = reports.Make(ctx, report.Ask{Kind: report.Letter, Agency: officeAgency, At: lastMonth(o.mark.Today), Known: o.mark.Today.Start()}, o.rcsc)
	return err
}

// lastMonth gives the last day of the month before.
func lastMonth(today day.Date) day.Date {
	return day.Date(string(today)[:8] + "01").AddDays(-1)
}

func firstSignIns(accounts *account.Service) coverage.SignIns {
	return func(ctx context.Context, since time.Time) iter.Seq2[coverage.SignIn, error] {
		return func(yield func(coverage.SignIn, error) bool) {
			for s, err := range accounts.FirstSignIns(ctx, since) {
				if !yield(coverage.SignIn{Person: s.Person, At: s.At, Recorded: s.Recorded}, err) {
					return
				}
			}
		}
	}
}

func reviews(cases *appeal.Service) coverage.Reviews {
	return func(ctx context.Context, since time.Time) iter.Seq2[coverage.Review, error] {
		return func(yield func(coverage.Review, error) bool) {
			for r, err := range cases.Reviews(ctx, since) {
				if !yield(coverage.Review(r), err) {
					return
				}
			}
		}
	}
}
