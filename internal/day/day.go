// Package day knows Bhutan's calendar day. Deadlines, "as at" dates and everything a person reads as a date are days in
// Thimphu (UTC+6, no daylight saving); instants are stored in UTC and truncated to the millisecond, which both store
// engines keep exactly.
package day

import (
	"fmt"
	"time"
)

// Thimphu is Bhutan's only time zone. It is a fixed zone so that no tz database is needed on the server.
var Thimphu = time.FixedZone("Asia/Thimphu", 6*60*60)

// Date is a calendar day in Thimphu, written 2006-01-02. Dates compare as strings; the zero value "" is no date.
type Date string

const layout = "2006-01-02"

// Of gives the Thimphu day in which the instant t falls.
func Of(t time.Time) Date {
	t = t.In(Thimphu)
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return Date(t.Format(layout))
	}
	// Coverage asks this of everybody on every day, and a general layout takes four times as long.
	return Date([]byte{
		digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), '-', digit(int(month) / 10), digit(int(month)), '-', digit(day / 10), digit(day),
	})
}

// digit is the last one of a number.
func digit(n int) byte { return byte('0' + n%10) }

// Parse reads 2006-01-02 and refuses days that do not exist (30 February).
func Parse(s string) (Date, error) {
	if _, err := time.Parse(layout, s); err != nil {
		return "", fmt.Errorf("%q is not a date; write it as year-month-day, for example 2026-11-23", s)
	}
	return Date(s), nil
}

// IsZero tells that there is no date.
func (d Date) IsZero() bool { return d == "" }

// Start is the first instant of the day, as UTC. The zero Date gives the zero time.
func (d Date) Start() time.Time {
	if len(d) != len(layout) || d[4] != '-' || d[7] != '-' {
		return time.Time{}
	}
	year, month, day := number(d[:4]), number(d[5:7]), number(d[8:])
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if year < 0 || t.Day() != day || int(t.Month()) != month { // no such day
		return time.Time{}
	}
	return t.Add(-6 * time.Hour)
}

// number reads up to four digits; -1 is none.
func number(digits Date) int {
	n := 0
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return -1
		}
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

// End is the last millisecond of the day, as UTC: a thing due on the day is in time up to and including End.
func (d Date) End() time.Time {
	if d.Start().IsZero() {
		return time.Time{}
	}
	return d.Start().Add(24*time.Hour - time.Millisecond)
}

// AddDays moves the date by n days.
func (d Date) AddDays(n int) Date { return Of(d.Start().Add(time.Duration(n) * 24 * time.Hour)) }

// AddMonths moves the date by n months; a day that the target month lacks becomes that month's last day, so that a
// certificate of 31 August for six months ends on 28 February and not in March.
func (d Date) AddMonths(n int) Date {
	t := d.Start().In(Thimphu)
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, Thimphu)
	last := time.Date(first.Year(), first.Month()+1, 0, 0, 0, 0, 0, Thimphu).Day()
	return Of(time.Date(first.Year(), first.Month(), min(t.Day(), last), 0, 0, 0, 0, Thimphu))
}

// String is the form people read: 23 November 2026.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Start().In(Thimphu).Format("2 January 2006")
}

// ISO is the form machines read: 2026-11-23.
func (d Date) ISO() string { return string(d) }

// Instant truncates t to what both store engines keep: UTC, whole milliseconds.
func Instant(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
