package demo

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// closureWanted is days on which no work is asked. They are as invented as the people, and their names say so: no real holiday,
// vacation or closure is told of.
type closureWanted struct {
	learning.Closure
	from, days int    // from the day of the demonstration
	withdrawn  string // why; "" it stands
}

func closuresWanted() []closureWanted {
	nation, snow, vacation := learning.ClosureHoliday, learning.ClosureWeather, learning.ClosureVacation
	return []closureWanted{
		{Closure: learning.Closure{Kind: nation, Name: "Invented day off of the demonstration"}, from: 47, days: 1},
		{Closure: learning.Closure{Kind: vacation, Place: "dz-haa", Name: "Invented school vacation of the demonstration"}, from: 33, days: 14},
		{Closure: learning.Closure{Kind: snow, Place: "dz-gasa", Name: "Invented snow on the road of the demonstration"}, from: -20, days: 4},
		{Closure: learning.Closure{Kind: snow, Place: "dz-lhuentse", Name: "Invented landslide of the demonstration"}, from: 5, days: 3,
			withdrawn: "Entered for the wrong dzongkhag"},
	}
}

// closures fills the calendar.
func (o *office) closures(ctx context.Context) error {
	o.at(30, 10*time.Hour)
	for _, wanted := range closuresWanted() {
		c := wanted.Closure
		c.From = o.mark.Today.AddDays(wanted.from)
		for c.Kind == learning.ClosureHoliday && weekend(c.From) { // there it would move nothing
			c.From = c.From.AddDays(1)
		}
		c.Until = c.From.AddDays(wanted.days - 1)
		same := func(k learning.Closure) bool { return k.Withdraws == "" && k.Name == c.Name }
		have := o.learning.Closures()
		if i := slices.IndexFunc(have, same); i >= 0 { // one that is withdrawn would be told anew
			c = have[i]
		} else {
			var err error
			if c, err = o.learning.AddClosure(ctx, c, string(o.rcsc)); err != nil {
				return err
			}
		}
		if wanted.withdrawn != "" {
			if err := o.learning.WithdrawClosure(ctx, c.ID, string(o.rcsc), wanted.withdrawn); err != nil {
				return err
			}
		}
	}
	return nil
}

func weekend(d day.Date) bool {
	on := d.Start().In(day.Thimphu).Weekday()
	return on == time.Saturday || on == time.Sunday
}

// decision is what was decided about some people; withdrawn says why it was taken back.
type decision struct {
	allowance learning.Allowance
	people    []org.PersonID
	withdrawn string
}

// allowances exempts somebody, gives three people more time at once, accepts a training from elsewhere, and takes one decision
// back. A small demonstration lacks some of these people.
func (o *office) allowances(ctx context.Context) error {
	o.at(decidedAgo, 10*time.Hour)
	for _, d := range o.decisions() {
		var list []learning.Allowance
		for _, p := range d.people {
			if len(o.learning.AllowancesOf(p)) == 0 {
				a := d.allowance
				a.Person = p
				list = append(list, a)
			}
		}
		if len(list) > 0 {
			if _, err := o.learning.AddAllowances(ctx, list, string(o.rcsc)); err != nil {
				return err
			}
		}
		if d.withdrawn == "" {
			continue
		}
		for _, p := range d.people {
			if err := o.learning.WithdrawAllowance(ctx, o.learning.AllowancesOf(p)[0].ID, string(o.rcsc), d.withdrawn); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *office) decisions() []decision {
	today := o.mark.Today
	asked := o.asked()
	late := func(c candidate) bool { return c.Outcome == OutcomeOverdue }
	more := func(until int, cause, document string) learning.Allowance {
		return learning.Allowance{Kind: learning.AllowanceExtension, Course: course, Until: today.AddDays(until), Cause: cause, Document: document}
	}
	return []decision{
		{people: asked.take(1, func(c candidate) bool { return c.spare && c.counts }),
			allowance: learning.Allowance{Kind: learning.AllowanceExemption, Course: course, From: today.AddDays(-40), Until: today.AddDays(200),
				Cause: "Deputed to a project without internet", Document: "Office order of the demonstration 14"}},
		{people: asked.take(3, func(c candidate) bool { return c.counts && late(c) }),
			allowance: more(30, "Roads of the gewog closed by a landslide", "Note of the demonstration 7")},
		{people: asked.take(1, func(c candidate) bool { return c.away }),
			allowance: learning.Allowance{Kind: learning.AllowanceEquivalent, Course: course, From: today.AddDays(-60),
				Cause: "The same training was taken during the studies", Document: "Certificate of the demonstration 3"}},
		{people: asked.take(1, func(c candidate) bool { return c.counts && late(c) }), allowance: more(45, "Illness", ""),
			withdrawn: "Decided about the wrong person of this name"},
	}
}

// candidate is somebody about whom an officer may decide.
type candidate struct {
	History
	agency  org.AgencyCode
	inScope bool // of the focal officer
	counts  bool // in the figures
	away    bool // on leave
	spare   bool // the figures of the agency stay as even as they are without this one
}

// candidates are taken from the front, each once.
type candidates struct{ list []candidate }

func (c *candidates) take(n int, fits func(candidate) bool) []org.PersonID {
	var out []org.PersonID
	c.list = slices.DeleteFunc(c.list, func(k candidate) bool {
		if len(out) == n || !fits(k) {
			return false
		}
		out = append(out, k.Person)
		return true
	})
	return out
}

// asked are the people who have signed in, have not completed, and of whom nobody speaks elsewhere in the demonstration: those of the focal
// officer first, the same in each try.
func (o *office) asked() *candidates {
	used := map[org.PersonID]bool{}
	for _, s := range o.plan.SignIns {
		used[s.Person] = true
	}
	for i, id := range o.complainants(o.register) {
		used[id] = used[id] || i < len(casesWanted())
	}
	must, done := map[org.AgencyCode]int{}, map[org.AgencyCode]int{}
	var all []candidate
	tree := o.register.Tree(o.mark.Today)
	for _, h := range o.plan.Histories {
		person, _ := o.register.Person(h.Person)
		post, posted := o.register.PostAt(h.Person, o.mark.Today)
		c := candidate{History: h, agency: post.Agency, away: post.Duty == org.DutyLeave,
			inScope: tree.Within(org.Scope{Agencies: []org.AgencyCode{officeAgency}}, post.Agency)}
		c.counts = posted && person.Kind.Counts() && !c.away
		if c.counts {
			must[c.agency]++
			done[c.agency] += map[bool]int{true: 1}[h.Outcome == OutcomeComplete]
		}
		if h.Outcome != OutcomeComplete && h.Outcome != OutcomeNeverSignedIn && !used[h.Person] {
			all = append(all, c)
		}
	}
	for i, c := range all {
		all[i].spare = even(must[c.agency]-1, done[c.agency])
	}
	slices.SortFunc(all, func(a, b candidate) int {
		if a.inScope != b.inScope {
			return map[bool]int{true: -1, false: 1}[a.inScope]
		}
		return cmp.Or(strings.Compare(string(a.agency), string(b.agency)), strings.Compare(string(a.Person), string(b.Person)))
	})
	return &candidates{all}
}

// even tells whether so many complete are the common share, as nearly as whole people allow.
func even(must, done int) bool {
	off := done*100 - completeShare*must
	return off >= -50 && off <= 50
}

// ago is a day before the demonstration's.
func (o *office) ago(days int) day.Date { return o.mark.Today.AddDays(-days) }
