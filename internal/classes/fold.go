package classes

import (
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// with works out where a class stands from its events, which are in order.
func (c Class) with(events []Event) Class {
	c.Events = events
	c.numbers = map[int]int{}
	for _, e := range events {
		on := day.Of(e.At)
		switch e.Kind {
		case KindOwner:
			c.endPart(c.ownerNow(), on)
			c.endPart(e.Person, on)
			c.Teachers = append(c.Teachers, Teacher{Person: e.Person, Part: Owner, From: on})
			c.Offered = nil
		case KindTeacher:
			c.endPart(e.Person, on)
			c.Teachers = append(c.Teachers, Teacher{Person: e.Person, Part: e.Part, From: on, Until: e.Until})
		case KindEnded:
			c.endPart(e.Person, on)
		case KindOffered:
			c.Offered = &Offer{Code: e.Code, Until: e.Until, By: e.By}
		case KindWithdrawn:
			c.Offered = nil
		case KindCode:
			c.Code = e.Code
		case KindFamily:
			c.FamilyCode = e.Code
		case KindPostponed:
			c.Postponed = e.Until
		case KindNumbers:
			for _, n := range e.Numbers {
				c.numbers[n.Roll] = n.Shown
			}
		case KindPurged:
			c.Purged = e.At
		}
	}
	return c
}

func (c *Class) ownerNow() org.PersonID {
	for i := len(c.Teachers) - 1; i >= 0; i-- {
		if t := c.Teachers[i]; t.Part == Owner && t.Until == "" {
			return t.Person
		}
	}
	return ""
}

// endPart ends what a person does with the class, with the day before.
func (c *Class) endPart(person org.PersonID, on day.Date) {
	last := on.AddDays(-1)
	for i := range c.Teachers {
		if t := &c.Teachers[i]; t.Person == person && person != "" && (t.Until == "" || t.Until > last) {
			t.Until = last
		}
	}
}

// Closes gives the last day on which the pupils' rows are kept: the end of the school's year, thirty days after the class was
// opened where that is later, or the day to which the head has put it off.
func (c Class) Closes() day.Date {
	return max(c.mustClose(), c.Postponed)
}

func (c Class) mustClose() day.Date { return max(c.Until, day.Of(c.Opened).AddDays(WarningDays)) }

// Latest gives the day up to which the head may put the purge off.
func (c Class) Latest() day.Date { return c.mustClose().AddDays(PostponeDays) }

// Warned tells whether the purge is near enough to be told of.
func (c Class) Warned(on day.Date) bool {
	return c.Purged.IsZero() && on >= c.Closes().AddDays(-WarningDays)
}

// The days of a purge: how long before it is told of, and how far it may be put off in all.
const (
	WarningDays  = 30
	PostponeDays = 60
)
