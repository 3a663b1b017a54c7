package appeal

import (
	"fmt"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// The terms, where nothing else is set.
const (
	AnswerDays = 15 // working days in which an office answers
	AppealDays = 90 // days in which a record, or an answer, may be appealed after it was shown
)

// Until is the last day on which a record may be appealed that was shown to its person on a day; days is the setting
// (0: AppealDays).
func Until(shown day.Date, days int) day.Date {
	if days <= 0 {
		days = AppealDays
	}
	return shown.AddDays(days)
}

// Until is the last day on which a record may be appealed that is shown on the day.
func (s *Service) Until(shown day.Date) day.Date { return Until(shown, s.window) }

// Sentence says on a printed list or letter that names people until when their record may be appealed, and how.
func Sentence(until day.Date) string {
	return fmt.Sprintf("If something about you is wrong here, you may say so until %s: choose “Something is wrong” on your page of "+
		"trainings, or tell your focal officer, who enters it for you.", until)
}

// Within says on a paper that is filled in before anybody's record is shown until when that may be appealed, and how.
func (s *Service) Within() string {
	return fmt.Sprintf("If your record of this is wrong, you may say so within %d days after it was shown to you: choose “Something is wrong” "+
		"on your page of trainings, or tell your focal officer, who enters it for you.", s.window)
}

// workday tells whether the people of an agency work on a day: never on Saturday and Sunday, nor on a closure that is known.
func (s *Service) workday(on day.Date, agency org.AgencyCode) bool {
	switch on.Start().In(day.Thimphu).Weekday() {
	case time.Saturday, time.Sunday:
		return false
	case time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday:
	}
	return s.learning.Workday(on, agency)
}

// after gives the n-th working day after a day.
func (s *Service) after(from day.Date, n int, agency org.AgencyCode) day.Date {
	for left, tried := n, 0; left > 0 && tried < 20*n+400; tried++ { // a calendar that is all closures must not hold us
		from = from.AddDays(1)
		if s.workday(from, agency) {
			left--
		}
	}
	return from
}

// between counts the working days after one day up to another.
func (s *Service) between(from, until day.Date, agency org.AgencyCode) int {
	n := 0
	for d := from.AddDays(1); d <= until; d = d.AddDays(1) {
		if s.workday(d, agency) {
			n++
		}
	}
	return n
}
