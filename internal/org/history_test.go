package org_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// The slow register keeps a diary of what was done and answers every question by living through it again, up to the
// instant that the question is about. It has no versions, groups, rows or feeds.

type slowPost struct {
	agency      org.AgencyCode
	from, until day.Date
	acting      bool
	leave       []org.Period
}

type slowPerson struct {
	id    org.PersonID
	name  string
	posts []*slowPost
}

// deed is one line of the diary: it changes the people if the rules let it, and tells whether they do.
type deed struct {
	at time.Time
	do func(map[string]*slowPerson) bool
}

type slowRegister struct{ diary []deed }

func (s *slowRegister) at(known time.Time) map[string]*slowPerson {
	people := map[string]*slowPerson{}
	for _, d := range s.diary {
		if !d.at.After(known) {
			d.do(people)
		}
	}
	return people
}

// try writes the deed into the diary if the rules let it.
func (s *slowRegister) try(d deed) bool {
	if !d.do(s.at(d.at.Add(1000 * hour))) {
		return false
	}
	s.diary = append(s.diary, d)
	return true
}

func (p *slowPost) on(d day.Date) bool { return d >= p.from && (p.until == "" || d <= p.until) }

// free tells whether no substantive post but p touches any day of p. Days are tried one by one, up to a year ahead.
func (s *slowPerson) free(p *slowPost) bool {
	if p.acting {
		return true
	}
	for d := p.from; d <= "2027-12-31" && (p.until == "" || d <= p.until); d = d.AddDays(1) {
		for _, o := range s.posts {
			if o != p && !o.acting && o.on(d) {
				return false
			}
		}
	}
	return true
}

func (s *slowPerson) substantive(d day.Date) *slowPost {
	for _, p := range s.posts {
		if !p.acting && p.on(d) {
			return p
		}
	}
	return nil
}

// answer writes where the person is on a day, as the test compares it.
func (s *slowPerson) answer(d day.Date) string {
	p := s.substantive(d)
	if p == nil {
		for _, o := range s.posts { // the last acting post that was given
			if o.acting && o.on(d) {
				p = o
			}
		}
	}
	if p == nil {
		return s.name + " nowhere"
	}
	duty := org.DutyActive
	for _, l := range p.leave {
		if l.Covers(d) {
			duty = org.DutyLeave
		}
	}
	return fmt.Sprintf("%s in %s, %s", s.name, p.agency, duty)
}

func (s *slowPerson) end(p *slowPost, last day.Date) {
	p.until = last
	p.leave = slices.DeleteFunc(p.leave, func(l org.Period) bool { return l.From > last })
}

// random draws what happens.
type random struct {
	*rapid.T
	check int // people of one check are not those of another
	n     int
}

func (r *random) day(label string) day.Date {
	return day.Date("2026-11-01").AddDays(rapid.IntRange(0, 60).Draw(r.T, label))
}

func (r *random) agency() org.AgencyCode {
	return rapid.SampledFrom([]org.AgencyCode{"moh", "dz-haa", "gw-haa-bji", "dz-paro"}).Draw(r.T, "agency")
}

// step does one random thing to both registers and checks that they agree on whether it may be done.
func (r *random) step(o *office, fast *org.Register, slow *slowRegister) {
	r.n++
	ctx := o.ctx
	eid := fmt.Sprintf("%d%02d", 1000+r.check, rapid.IntRange(0, 3).Draw(r.T, "person"))
	people := slow.at(o.clock.now().Add(1000 * hour))
	who, known := people[eid]
	from, until, agency := r.day("from"), day.Date(""), r.agency()
	if rapid.Bool().Draw(r.T, "ends") {
		until = from.AddDays(rapid.IntRange(0, 30).Draw(r.T, "days"))
	}
	var err error
	now := o.clock.now()
	var d func(map[string]*slowPerson) bool
	switch action := rapid.SampledFrom([]string{"move", "move", "act", "end", "leave", "rename"}).Draw(r.T, "action"); {
	case !known:
		n := newcomer(eid, agency)
		n.Post.From, n.Post.Until = from, until
		var p org.Person
		p, err = fast.AddPerson(ctx, n, "x")
		d = func(people map[string]*slowPerson) bool {
			people[eid] = &slowPerson{p.ID, p.Name, []*slowPost{{agency: agency, from: from, until: until}}}
			return true
		}
	case action == "move" || action == "act" && until != "":
		acting := action == "act"
		err = fast.Move(ctx, who.id, org.Post{Agency: agency, Position: "Officer", From: from, Until: until, Acting: acting}, "x")
		d = func(people map[string]*slowPerson) bool { return slowMove(people[eid], agency, from, until, acting) }
	case action == "end":
		i := rapid.IntRange(0, len(who.posts)-1).Draw(r.T, "post")
		err = fast.EndPost(ctx, fmt.Sprintf("%s.%d", who.id, i+1), from, "x", "")
		d = func(people map[string]*slowPerson) bool {
			p := people[eid].posts[i]
			people[eid].end(p, from)
			return from >= p.from && people[eid].free(p)
		}
	case action == "leave":
		err = fast.SetLeave(ctx, who.id, from, until, "x")
		d = func(people map[string]*slowPerson) bool { return slowLeave(people[eid], from, until) }
	default:
		name := fmt.Sprintf("Karma %d", r.n)
		err = fast.Correct(ctx, who.id, func(p *org.Person) { p.Name = name }, "x", "")
		d = func(people map[string]*slowPerson) bool { people[eid].name = name; return true }
	}
	if got, want := err == nil, slow.try(deed{now, d}); got != want {
		r.Fatalf("step %d: done: got %t (%v), want %t", r.n, got, err, want)
	}
}

func slowMove(s *slowPerson, agency org.AgencyCode, from, until day.Date, acting bool) bool {
	if old := s.substantive(from); old != nil && !acting {
		if old.from == from {
			return false
		}
		s.end(old, from.AddDays(-1))
	}
	p := &slowPost{agency: agency, from: from, until: until, acting: acting}
	s.posts = append(s.posts, p)
	return s.free(p)
}

func slowLeave(s *slowPerson, from, until day.Date) bool {
	p := s.substantive(from)
	if p == nil {
		return false
	}
	p.leave = slices.DeleteFunc(p.leave, func(l org.Period) bool {
		return (until == "" || l.From <= until) && (l.Until == "" || l.Until >= from)
	})
	p.leave = append(p.leave, org.Period{From: from, Until: until})
	return true
}

// TestRandomHistories lives through random joins, moves, acting posts, ends, leave and corrections in two instances, and
// holds PostAt and View, as at any day and as known on any instant, against the slow register.
func TestRandomHistories(t *testing.T) {
	o := newOffice(t)
	o.ctx = t.Context()
	instances := []*org.Register{o.Register, o.another(t)}
	checks := 0
	rapid.Check(t, func(rt *rapid.T) {
		checks++
		slow, r := &slowRegister{}, &random{T: rt, check: checks}
		instants := []time.Time{o.clock.now()}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			o.clock.forward(time.Duration(rapid.IntRange(1, 100_000).Draw(rt, "seconds")) * time.Second)
			r.step(o, instances[rapid.IntRange(0, 1).Draw(rt, "instance")], slow)
			instants = append(instants, o.clock.now())
		}
		known := rapid.SampledFrom(instants).Draw(rt, "known")
		days := []day.Date{r.day("on"), r.day("on"), r.day("on")}
		for _, reg := range append(instances, o.another(t)) {
			must(t, reg.Refresh(t.Context()))
			for _, on := range days {
				compare(rt, reg, slow, on, known)
			}
		}
	})
}

func compare(t *rapid.T, reg *org.Register, slow *slowRegister, on day.Date, known time.Time) {
	words := func(m org.Member) string {
		if !m.Posted {
			return m.Person.Name + " nowhere"
		}
		return fmt.Sprintf("%s in %s, %s", m.Person.Name, m.Post.Agency, m.Post.Duty)
	}
	then, view := slow.at(known), reg.View(on, known)
	for eid, p := range slow.at(known.Add(1000 * hour)) {
		post, ok := reg.PostAt(p.id, on)
		person, _ := reg.Person(p.id)
		if got, want := words(org.Member{Person: person, Post: post, Posted: ok}), p.answer(on); got != want {
			t.Fatalf("as at %s: got %q, want %q", on.ISO(), got, want)
		}
		m, ok := view.Member(p.id)
		if known := then[eid]; ok != (known != nil) {
			t.Fatalf("as at %s, as known: got known %t, want %t", on.ISO(), ok, known != nil)
		}
		if ok && words(m) != then[eid].answer(on) {
			t.Fatalf("as at %s, as known: got %q, want %q", on.ISO(), words(m), then[eid].answer(on))
		}
	}
}
