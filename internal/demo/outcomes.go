package demo

import (
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Outcome is how far a person has come with the Code of Conduct.
type Outcome string

// The outcomes. Those who joined long ago and have not completed are overdue, whatever stopped them.
const (
	OutcomeComplete        Outcome = "complete"
	OutcomeFailed          Outcome = "failed"            // tried the assessment, not passed yet
	OutcomeUnderWay        Outcome = "under-way"         // some lessons done
	OutcomePassedNotSigned Outcome = "passed-not-signed" // the code is not signed yet
	OutcomeOverdue         Outcome = "overdue"           // signed in long ago, never began
	OutcomeNeverSignedIn   Outcome = "never-signed-in"
	OutcomeNotStarted      Outcome = "not-started" // joined lately, has signed in
)

// History tells the writer of learning facts what to write for a person.
type History struct {
	Person   org.PersonID
	Outcome  Outcome
	SignedIn day.Date // the first sign-in; "" never
	On       day.Date // the day of the last thing that they did in the course; "" nothing
}

// completeShare is the share of people who have completed, per cent, in every agency alike.
const completeShare = 64

// card is an outcome, and whether the person joined lately and is still in time.
type card struct {
	outcome Outcome
	lately  bool
}

// open is what is dealt to those who have not completed, in turn, so that no office has more of one than another.
func open() []card {
	return []card{
		{OutcomeUnderWay, true}, {OutcomeOverdue, false}, {OutcomeNotStarted, true}, {OutcomeFailed, false},
		{OutcomePassedNotSigned, true}, {OutcomeNeverSignedIn, false}, {OutcomeUnderWay, false}, {OutcomeNeverSignedIn, true},
		{OutcomePassedNotSigned, false}, {OutcomeNotStarted, true}, {OutcomeOverdue, false}, {OutcomeFailed, true},
	}
}

// deal gives the staff of one agency their outcomes: the share that has completed, rounded in the same way everywhere, and the
// rest from the common deck of its type. Those whom the figures leave out, being of another kind or on leave, are dealt to
// apart, so that the share is that of the people who count.
func (m *maker) deal(t org.AgencyType, staff []*person) {
	var counted, others, away []*person
	for _, p := range staff {
		switch {
		case len(p.post.Leave) > 0:
			away = append(away, p)
		case p.Kind.Counts():
			counted = append(counted, p)
		default:
			others = append(others, p)
		}
	}
	m.dealGroup(t, counted)
	m.dealGroup(t, others)
	for _, p := range away {
		p.outcome = OutcomeUnderWay // when they went
		if m.random.IntN(100) < completeShare {
			p.outcome = OutcomeComplete
		}
	}
}

func (m *maker) dealGroup(t org.AgencyType, group []*person) {
	deck := open()
	left := (len(group)*completeShare + 50) / 100
	for _, p := range group {
		if p.fixed && p.outcome == OutcomeComplete {
			left--
		}
	}
	m.random.Shuffle(len(group), func(i, j int) { group[i], group[j] = group[j], group[i] })
	for _, p := range group {
		switch {
		case p.fixed:
		case left > 0:
			p.outcome = OutcomeComplete
			left--
		default:
			dealt := deck[m.dealt[t]%len(deck)]
			m.dealt[t]++
			p.outcome = dealt.outcome
			m.join(p, dealt.lately)
		}
	}
}

// join brings the joining date in line with an outcome of somebody who is still in time, or no longer.
func (m *maker) join(p *person, lately bool) {
	if lately {
		p.Joined = m.today.AddDays(-10 - m.random.IntN(newlyJoined-10))
		p.post.From = p.Joined
	} else if late := m.today.AddDays(-150); p.Joined > late {
		p.Joined = late
		p.post.From = late
	}
}

// history sets the days of what the person did, after they joined and after the register began.
func (m *maker) history(p *person) History {
	h := History{Person: p.ID, Outcome: p.outcome}
	if p.outcome == OutcomeNeverSignedIn {
		return h
	}
	first := max(p.Joined, m.start).AddDays(1)
	within := 100
	if p.Joined > m.today.AddDays(-newlyJoined-1) {
		within = 8
	}
	h.SignedIn = first.AddDays(m.random.IntN(within))
	if p.outcome != OutcomeNotStarted && p.outcome != OutcomeOverdue {
		h.On = min(h.SignedIn.AddDays(m.random.IntN(within)), m.today.AddDays(-1))
	}
	return h
}
