package learning

import (
	"iter"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// forever stands for an end that is not known, so that ends compare.
const forever = day.Date("9999-12-30")

// longestClosure bounds the search for a working day.
const longestClosure = 400

// shift is what became of a date, and why.
type shift struct {
	unmoved day.Date // the date as it would be if nothing moved it; "" where there is none
	due     day.Date // "" while it is not known: the clock stands, and nobody knows until when

	leave, exempt int        // days that do not count
	stands        *pause     // the clock stands from then on, without an end
	left          int        // days that remain when it goes on
	extension     *Allowance // gave the date, or one before it
	outage        bool
	closed        day.Date // no working day; "" when it was one
	closure       *Closure // why; nil: Saturday or Sunday
}

// pause is days on which the clock of a rule stands.
type pause struct {
	org.Period
	exemption bool
}

// shifted moves a due date whose days count from start, in this order: days of exemption and leave do not count; an extension
// gives a date that is later; what falls in an outage moves by its length; what is no working day moves to the next one.
func (j *judgement) shifted(r *Rule, start, due day.Date, down []stretch) shift {
	s := shift{unmoved: due, due: due}
	j.pause(&s, start, j.pauses(r.Calendar))
	if s.due == "" {
		return s
	}
	for a := range j.allowed(AllowanceExtension) {
		if a.Course == j.in.Course && a.Until > s.due {
			s.due, s.extension = a.Until, a
		}
	}
	if last := moved(s.due, down); last != s.due {
		s.due, s.outage = last, true
	}
	if r.Calendar {
		j.toWorkday(&s)
	}
	return s
}

// pause has the clock stand.
func (j *judgement) pause(s *shift, start day.Date, pauses []pause) {
	for i := range pauses {
		p := &pauses[i]
		if p.Until < start || p.From > s.due {
			continue
		}
		from := max(p.From, start)
		if p.Until == forever {
			s.stands, s.left, s.due = p, daysFrom(from, s.due), ""
			return
		}
		days := daysFrom(from, p.Until) + 1
		s.due = s.due.AddDays(days)
		if p.exemption {
			s.exempt += days
		} else {
			s.leave += days
		}
	}
}

// daysFrom counts the days from a day to a later one.
func daysFrom(a, b day.Date) int { return int(b.Start().Sub(a.Start()) / (24 * time.Hour)) }

// pauses gives the days on which the clock stands, in order, each once: those of exemptions and, where leave counts, the days
// on which the person serves and is on leave from every post.
func (j *judgement) pauses(leave bool) []pause {
	var exempt, away, working []org.Period
	for a := range j.allowed(AllowanceExemption) {
		if a.covers(j.in.Course) {
			exempt = append(exempt, closed(org.Period{From: a.From, Until: a.Until}))
		}
	}
	if leave && slices.ContainsFunc(j.in.Posts, func(p org.Post) bool { return p.Duty == org.DutyLeave }) {
		for i := range j.in.Posts {
			if p := &j.in.Posts[i]; p.Duty == org.DutyLeave {
				away = append(away, closed(p.Period()))
			} else {
				working = append(working, closed(p.Period()))
			}
		}
	}
	if len(exempt)+len(away) == 0 { // the usual case
		return nil
	}
	var list []pause
	for _, p := range without(exempt, nil) {
		list = append(list, pause{p, true})
	}
	for _, p := range without(away, append(working, exempt...)) {
		list = append(list, pause{p, false})
	}
	slices.SortFunc(list, func(a, b pause) int { return strings.Compare(string(a.From), string(b.From)) })
	return list
}

// closed gives a period whose end can be compared.
func closed(p org.Period) org.Period {
	if p.Until == "" {
		p.Until = forever
	}
	return p
}

// without gives the days of the first periods that are in none of the second, in order, those that touch made one. All have ends.
func without(days, less []org.Period) []org.Period {
	list := slices.Clone(days)
	slices.SortFunc(list, func(a, b org.Period) int { return strings.Compare(string(a.From), string(b.From)) })
	var out []org.Period
	for _, p := range list {
		if p.Until < p.From {
			continue
		}
		if n := len(out); n > 0 && (out[n-1].Until == forever || p.From <= out[n-1].Until.AddDays(1)) {
			out[n-1].Until = max(out[n-1].Until, p.Until)
			continue
		}
		out = append(out, p)
	}
	for _, l := range less {
		var rest []org.Period
		for _, p := range out {
			if l.Until < p.From || p.Until < l.From || l.Until < l.From {
				rest = append(rest, p)
				continue
			}
			if p.From < l.From {
				rest = append(rest, org.Period{From: p.From, Until: l.From.AddDays(-1)})
			}
			if l.Until != forever && l.Until < p.Until {
				rest = append(rest, org.Period{From: l.Until.AddDays(1), Until: p.Until})
			}
		}
		out = rest
	}
	return out
}

// toWorkday moves a date to the next working day of the place where the person serves on it.
func (j *judgement) toWorkday(s *shift) {
	place := j.placeOn(s.due)
	for range longestClosure {
		c, shut := shutOn(j.in.Closures, j.in.Tree, s.due, place, j.known)
		if !shut {
			return
		}
		if s.closed == "" {
			s.closed, s.closure = s.due, c
		}
		s.due = s.due.AddDays(1)
	}
}

// placeOn is the agency of the post that the person holds on a day, the substantive one first, or else of the last before it.
func (j *judgement) placeOn(d day.Date) org.AgencyCode {
	var place, before org.AgencyCode
	for i := range j.in.Posts { // by their first day
		p := &j.in.Posts[i]
		switch {
		case p.From > d:
		case !p.Period().Covers(d):
			before = p.Agency
		case !p.Acting:
			return p.Agency
		default:
			place = p.Agency
		}
	}
	if place == "" {
		return before
	}
	return place
}

// shutOn tells whether no work is asked in the agency on a day, as known, and by which closure; nil for Saturday and Sunday.
func shutOn(all []Closure, tree *org.Tree, on day.Date, agency org.AgencyCode, known time.Time) (*Closure, bool) {
	if w := on.Start().In(day.Thimphu).Weekday(); w == time.Saturday || w == time.Sunday {
		return nil, true
	}
	for i := range all {
		c := &all[i]
		if c.From > on || c.Until < on || c.Withdraws != "" || c.Recorded.After(known) {
			continue
		}
		withdrawn := slices.ContainsFunc(all, func(w Closure) bool { return w.Withdraws == c.ID && !w.Recorded.After(known) })
		if !withdrawn && c.reaches(tree, agency) {
			return c, true
		}
	}
	return nil, false
}

// allowed gives the allowances of a kind, for any course, that were known and not withdrawn.
func (j *judgement) allowed(kind AllowanceKind) iter.Seq[*Allowance] {
	return func(yield func(*Allowance) bool) {
		for i := range j.in.Allowances {
			a := &j.in.Allowances[i]
			if a.Kind != kind || a.Withdraws != "" || a.Recorded.After(j.known) || j.withdrawn(a.ID) {
				continue
			}
			if !yield(a) {
				return
			}
		}
	}
}

func (j *judgement) withdrawn(id string) bool {
	return slices.ContainsFunc(j.in.Allowances, func(w Allowance) bool { return w.Withdraws == id && !w.Recorded.After(j.known) })
}

// exempt notes an exemption that covers the day; of several the one that lasts longest.
func (j *judgement) exempt() {
	for a := range j.allowed(AllowanceExemption) {
		if a.covers(j.in.Course) && (org.Period{From: a.From, Until: a.Until}).Covers(j.today) &&
			(j.exemption == nil || j.exemption.Until != "" && (a.Until == "" || a.Until > j.exemption.Until)) {
			j.exemption = a
		}
	}
	if j.exemption != nil {
		j.status.Exempt, j.status.Excuse = true, j.exemption.ID
	}
}

// state puts what became of the due date into the status.
func (j *judgement) state(s shift) {
	j.moves = s
	j.status.Due, j.status.Unmoved, j.status.Extended = s.due, "", ""
	j.status.ByOutage = s.outage
	if s.due != s.unmoved {
		j.status.Unmoved = s.unmoved
	}
	if s.extension == nil {
		return
	}
	j.status.Extended = s.extension.Until
	if j.status.Excuse == "" {
		j.status.Excuse = s.extension.ID
	}
}
