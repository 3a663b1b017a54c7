package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Size is how many people the demonstration has. A test may ask for fewer, but not for fewer than smallest, so that all
// agencies of the sign-ins have people.
const (
	Size     = 2000
	smallest = 30
)

// How long the register has been kept, and how many of its people are new, moved or are on leave.
const (
	monthsBack   = 24
	movedShare   = 4  // per cent
	onLeaveShare = 3  // per cent
	newlyJoined  = 80 // days: within the 90 that a newcomer has for the course
)

// Plan is what the demonstration writes, in this order: the imports, each on its day; then the histories.
type Plan struct {
	Imports   []Import
	SignIns   []SignIn
	Histories []History // one for each person, in the order of the people
}

// Import is one month's change of the register. It is to be imported with a clock that stands at On, by a register of its
// own that is closed before the one that serves is opened: a running register does not look for what is recorded in
// the past.
type Import struct {
	On    day.Date
	Batch org.Batch
}

// SignIn is a person as whom one may sign in to look around. The password is set elsewhere.
type SignIn struct {
	Label  string // for the page that offers it
	EID    string
	Person org.PersonID
	Role   org.Role
}

// person is somebody while they are being invented.
type person struct {
	org.Person
	post    org.Post  // the present one
	before  *org.Post // the one before, of somebody who moved
	grant   *org.Grant
	outcome Outcome
	fixed   bool // a sign-in: what is said of it stands
	daysAgo int  // when a sign-in joined
}

// maker invents people from one source of chance.
type maker struct {
	random *rand.Rand
	tree   *org.Tree
	today  day.Date
	start  day.Date // of the register
	size   int
	people []*person
	dealt  map[org.AgencyType]int
}

// People invents so many people and their register. The tree is today's; agencies that began lately have nobody from before.
func People(tree *org.Tree, seed uint64, today day.Date, size int) Plan {
	m := &maker{
		// #nosec G404 -- the same people each time are the point
		random: rand.New(rand.NewPCG(seed, 2026)), tree: tree, today: today, start: today.AddMonths(-monthsBack),
		size: max(size, smallest), dealt: map[org.AgencyType]int{},
	}
	var plan Plan
	named := signIns()
	for _, staff := range m.sizes(named) {
		m.agency(staff.agency, staff.size, named[staff.agency.Code])
	}
	m.appoint()
	for _, p := range m.people {
		plan.Histories = append(plan.Histories, m.history(p))
	}
	for _, s := range offered() {
		i := slices.IndexFunc(m.people, func(p *person) bool { return p.EID == s.EID })
		s.Person = m.people[i].ID
		plan.SignIns = append(plan.SignIns, s)
	}
	plan.Imports = m.imports()
	return plan
}

// agency invents the staff of one agency, the named ones first.
func (m *maker) agency(a org.Agency, size int, named []*person) {
	staff := make([]*person, 0, size)
	for i := range size {
		p := &person{}
		if i < len(named) {
			*p = *named[i]
		} else {
			m.invent(p, a, i)
		}
		m.dates(p, a)
		p.ID, p.Demo = m.id(), true
		m.leave(p, i)
		if p.EID == "" {
			p.EID = eid(len(m.people) + len(staff) + 1 + len(offered()))
		}
		p.Email = address(p, a, i)
		p.post.Person, p.post.Agency = p.ID, a.Code
		if p.grant != nil {
			g := *p.grant
			g.Person, g.From = p.ID, max(m.start, p.post.From)
			p.grant = &g
		}
		staff = append(staff, p)
	}
	m.deal(a.Type, staff)
	for _, p := range staff {
		m.unsettle(p, a)
	}
	m.people = append(m.people, staff...)
}

// invent gives the i-th person of an agency a name, a kind and a position. Sexes take turns.
func (m *maker) invent(p *person, a org.Agency, i int) {
	p.Sex = []string{org.SexFemale, org.SexMale}[i%2]
	p.Name = m.name(p.Sex)
	p.Kind = kindIn(a.Type, a.Code, m.random.IntN(100))
	p.post.Position, p.post.Flags = m.position(a, p.Kind, i)
	if p.Kind.Counts() {
		p.Category = m.pick(categories())
	}
}

// dates says when the person joined, if that is open, and since when they hold the post.
func (m *maker) dates(p *person, a org.Agency) {
	if p.fixed {
		p.Joined = m.today.AddDays(-p.daysAgo)
	} else {
		p.Joined = m.start.AddDays(-30 - m.random.IntN(20*365))
		if m.random.IntN(100) < 15 { // joined while the register was kept, and had time for the course
			p.Joined = m.start.AddDays(m.random.IntN(500))
		}
	}
	p.post.From = max(p.Joined, a.From)
}

// leave sends some of those who have long been there on leave, except the head of the office.
func (m *maker) leave(p *person, i int) {
	if p.fixed || i == 0 || p.Joined >= m.start || m.random.IntN(100) >= onLeaveShare {
		return
	}
	from := m.today.AddDays(-20 - m.random.IntN(200))
	p.post.Leave = []org.Period{{From: from, Until: m.today.AddDays(30 + m.random.IntN(300))}}
}

// unsettle lets some people have come from elsewhere; sign-ins stay as they are.
func (m *maker) unsettle(p *person, a org.Agency) {
	if !p.fixed && p.Joined < m.start && len(p.post.Leave) == 0 && m.random.IntN(100) < movedShare {
		m.comeFrom(p, a)
	}
}

// comeFrom gives the person an earlier post in another agency of the same type.
func (m *maker) comeFrom(p *person, a org.Agency) {
	var others []org.Agency
	for _, o := range m.tree.All() {
		if o.Type == a.Type && o.Code != a.Code {
			others = append(others, o)
		}
	}
	if len(others) == 0 {
		return
	}
	from := others[m.random.IntN(len(others))]
	moved := m.start.AddDays(40 + m.random.IntN(600))
	before := p.post
	before.Agency, before.Flags, before.From = from.Code, nil, max(p.Joined, from.From)
	before.Until = moved.AddDays(-1)
	p.before, p.post.From = &before, moved
}

// id makes a person's id from the plan's own chance, so that it is the same each time.
func (m *maker) id() org.PersonID {
	const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	id := []byte("p")
	for range 16 {
		id = append(id, alphabet[m.random.IntN(len(alphabet))])
	}
	return org.PersonID(id)
}

// eid is the n-th EID of the demonstration. No civil servant joined in 9900, so it cannot be a real one.
func eid(n int) string { return fmt.Sprintf("9900%04d", n) }
