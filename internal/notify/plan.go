package notify

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"lamtoen/internal/day"
)

// Office hours in Thimphu, within which mails are planned and sent.
const (
	opens  = 9 * time.Hour
	closes = 16 * time.Hour
)

// Apart is how many days lie at least between two reminders to one person.
const Apart = 7

// Plan is when reminders fall due, as data.
type Plan struct {
	Before []int // days before the due date, falling; 0 is the day itself
	Every  int   // days between two reminders when it is overdue; 0: none then
}

// DefaultPlan rises in frequency towards the day. The cap of one mail a week leaves some of its steps out for one person; which,
// depends on when the last mail went.
func DefaultPlan() Plan { return Plan{Before: []int{30, 14, 7, 3, 1, 0}, Every: 7} }

// Valid checks that the steps fall and reach no further than a year.
func (p Plan) Valid() error {
	for i, n := range p.Before {
		if n < 0 || n > 365 || i > 0 && n >= p.Before[i-1] {
			return fmt.Errorf("notify: the days before the due date must fall from step to step, between 365 and 0; got %v", p.Before)
		}
	}
	if len(p.Before) == 0 || p.Every < 0 {
		return errors.New("notify: a plan needs a step, and no negative interval")
	}
	return nil
}

// Step gives the day of the last step that has been reached for something due on a day, and its name for the record; false when
// none has.
func (p Plan) Step(due, today day.Date) (on day.Date, name string, ok bool) {
	if due == "" {
		return "", "", false
	}
	if late := between(due, today); p.Every > 0 && late >= p.Every {
		n := late / p.Every
		return due.AddDays(n * p.Every), "while overdue", true
	}
	for _, n := range slices.Backward(p.Before) {
		if on := due.AddDays(-n); on <= today {
			return on, stepName(n), true
		}
	}
	return "", "", false
}

func stepName(before int) string {
	switch before {
	case 0:
		return "on the day"
	case 1:
		return "1 day before"
	}
	return fmt.Sprintf("%d days before", before)
}

// longest is the most days that lie between a step and the next: how far back a message can have served the present step.
func (p Plan) longest() int {
	n := max(p.Every, Apart)
	for i := 1; i < len(p.Before); i++ {
		n = max(n, p.Before[i-1]-p.Before[i])
	}
	return n
}

// between is how many days lie from one day to another.
func between(from, to day.Date) int { return int(to.Start().Sub(from.Start()) / (24 * time.Hour)) }

// Week is an ISO 8601 week, written 2026-W48. Weeks compare as strings.
type Week string

// WeekOf gives the week of a day.
func WeekOf(d day.Date) Week {
	year, week := d.Start().In(day.Thimphu).ISOWeek()
	return Week(fmt.Sprintf("%04d-W%02d", year, week))
}

// monday is the first day of the week in which a day falls.
func monday(d day.Date) day.Date {
	return d.AddDays(-(int(d.Start().In(day.Thimphu).Weekday()) + 6) % 7)
}

// weekday tells a working day where no closures are known: all but Saturday and Sunday.
func weekday(d day.Date) bool {
	w := d.Start().In(day.Thimphu).Weekday()
	return w != time.Saturday && w != time.Sunday
}

// open tells whether an instant lies in office hours, whatever the day.
func open(at time.Time) bool {
	since := at.Sub(day.Of(at).Start())
	return since >= opens && since < closes
}
