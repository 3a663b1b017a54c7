package notify

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// newly is how many days ago somebody became overdue at most to be told of in this week's digest.
const newly = 7

// Digest is the page of one agency, or of the nation: what its focal officer should know this week.
type Digest struct {
	Agency org.AgencyCode // "" the nation
	Name   string
	At     day.Date
	Line   Line

	// Names, for a page behind the sign-in; the nation has none.
	NewlyOverdue  []Named
	NeverSignedIn []Named
	ToTell        []Named // something is due, and no mail reaches them

	// Agencies of the nation in which most people are overdue; none with fewer than coverage.Small.
	Agencies []Line
}

// Named is one person in a digest.
type Named struct {
	Person   org.PersonID
	Name     string
	EID      string
	Position string
	Agency   string
	Due      day.Date // the earliest that matters here; "" none
	Cause    Cause    // why no mail reaches them; "" it does
}

// counted is one person as digests count them.
type counted struct {
	debtor
	overdue, newly, never bool
	due                   day.Date // of the first that is overdue, or that a reminder would name
	cause                 Cause    // why no mail reaches them, when something is due
}

// count looks at one debtor. What is excused or under review is not counted: nobody should be told off for it.
func (l *ledger) count(d debtor) counted {
	c := counted{debtor: d}
	eligible, _ := l.eligible(d)
	told := false
	for _, o := range eligible {
		c.never = c.never || !o.SignedIn
		if _, _, reached := l.s.settings.Plan.Step(o.Due, l.today); reached {
			told = true
			if c.due == "" || o.Due < c.due {
				c.due = o.Due
			}
		}
		if late := o.State == learning.StateOverdue || o.State == learning.StateExpired; late {
			c.overdue = true
			c.newly = c.newly || between(o.Due, l.today) <= newly
		}
	}
	if told {
		_, c.cause = l.address(d.person)
	}
	return c
}

// tallies counts the agencies' own people.
func (l *ledger) tallies(all []debtor) map[org.AgencyCode]Line {
	by := map[org.AgencyCode]Line{}
	for _, d := range all {
		c := l.count(d)
		line := by[d.agency]
		line.Overdue += ones(c.overdue)
		line.NewlyOverdue += ones(c.newly)
		line.NeverSignedIn += ones(c.never)
		line.ToTell += ones(c.cause != "")
		by[d.agency] = line
	}
	return by
}

func ones(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (a *Line) add(b Line) {
	a.Overdue += b.Overdue
	a.NewlyOverdue += b.NewlyOverdue
	a.NeverSignedIn += b.NeverSignedIn
	a.ToTell += b.ToTell
}

// line sums an agency with all below it, or the nation, and adds the figures of every course.
func (s *Service) line(ctx context.Context, tree *org.Tree, tallies map[org.AgencyCode]Line, agency org.AgencyCode) (Line, error) {
	line := Line{Agency: agency, Name: tree.Name(agency)}
	if agency == "" {
		line.Name = ""
		for _, t := range tallies {
			line.add(t)
		}
	}
	for _, a := range tree.Below(agency) {
		line.add(tallies[a.Code])
	}
	courses, err := s.deps.Cube.Courses(ctx)
	if err != nil {
		return line, err
	}
	for _, id := range courses {
		table, err := s.deps.Cube.Figures(ctx, coverage.Query{Course: id, Agency: agency, Scope: org.Scope{All: true}})
		if err != nil {
			return line, err
		}
		if total := table.Agency.Total; total.Must > 0 {
			line.Rates = append(line.Rates, Rate{Title: s.deps.Title(id), Rate: total.Rate()})
		}
	}
	return line, nil
}

// Digest makes the page of an agency, "" for the nation, as it stands now. The scope is the asker's; what lies outside is not found.
func (s *Service) Digest(ctx context.Context, scope org.Scope, agency org.AgencyCode) (Digest, error) {
	l, err := s.openDigest(ctx)
	if err != nil {
		return Digest{}, err
	}
	tree := s.deps.Register.Tree(l.today)
	if _, there := tree.Agency(agency); !scope.All && (agency == "" || !tree.Within(scope, agency)) || agency != "" && !there {
		return Digest{}, fault.NotFound("There is no agency %q, or it is not yours to see.", string(agency))
	}
	owed, err := s.deps.Owed(ctx)
	if err != nil {
		return Digest{}, fmt.Errorf("notify: what is owed: %w", err)
	}
	all := debtors(owed)
	tallies := l.tallies(all)
	d := Digest{Agency: agency, At: l.today}
	if d.Line, err = s.line(ctx, tree, tallies, agency); err != nil {
		return Digest{}, err
	}
	if d.Name = d.Line.Name; agency != "" {
		l.name(&d, tree, all)
		return d, nil
	}
	d.Agencies = mostOverdue(tree, tallies)
	return d, nil
}

// openDigest is a ledger that knows addresses and no messages.
func (s *Service) openDigest(ctx context.Context) (*ledger, error) {
	l := &ledger{s: s, now: s.now()}
	l.today = day.Of(l.now)
	bad, err := s.badAddresses(ctx)
	l.bad = bad
	return l, err
}

// name fills the lists of names of an agency and all below it, by name.
func (l *ledger) name(d *Digest, tree *org.Tree, all []debtor) {
	within := org.Scope{Agencies: []org.AgencyCode{d.Agency}}
	for _, one := range all {
		if !tree.Within(within, one.agency) {
			continue
		}
		c := l.count(one)
		if !c.newly && !c.never && c.cause == "" {
			continue
		}
		named := l.named(tree, c)
		if c.newly {
			d.NewlyOverdue = append(d.NewlyOverdue, named)
		}
		if c.never {
			d.NeverSignedIn = append(d.NeverSignedIn, named)
		}
		if c.cause != "" {
			d.ToTell = append(d.ToTell, named)
		}
	}
	for _, list := range [][]Named{d.NewlyOverdue, d.NeverSignedIn, d.ToTell} {
		slices.SortFunc(list, func(a, b Named) int {
			return cmp.Or(strings.Compare(a.Agency, b.Agency), strings.Compare(a.Name, b.Name), strings.Compare(a.EID, b.EID))
		})
	}
}

func (l *ledger) named(tree *org.Tree, c counted) Named {
	p, _ := l.s.deps.Register.Person(c.person)
	post, _ := l.s.deps.Register.PostAt(c.person, l.today)
	return Named{Person: c.person, Name: p.Name, EID: p.EID, Position: post.Position, Agency: tree.Name(c.agency), Due: c.due, Cause: c.cause}
}

// mostOverdue lists agencies, with all below them, where most people are overdue: by number, since help goes where it reaches
// most. Small ones are left out, so that no line points at persons.
func mostOverdue(tree *org.Tree, tallies map[org.AgencyCode]Line) []Line {
	const shown = 10
	var list []Line
	for _, root := range tree.Roots() {
		line := Line{Agency: root.Code, Name: root.Name}
		for _, a := range tree.Below(root.Code) {
			line.add(tallies[a.Code])
		}
		if line.Overdue >= coverage.Small {
			list = append(list, line)
		}
	}
	slices.SortStableFunc(list, func(a, b Line) int { return cmp.Compare(b.Overdue, a.Overdue) })
	return list[:min(shown, len(list))]
}

// reader is an officer with the agencies that their digest is about; "" is the nation.
type reader struct {
	person   org.PersonID
	agencies []org.AgencyCode
}

// readers are those who get a digest on a day, in the order of their ids: focal officers for the agencies of their grants, RCSC for
// the nation, and heads where it is set so.
func (s *Service) readers(today day.Date) []reader {
	asked := map[org.PersonID]bool{}
	for _, g := range s.deps.Register.AllGrants() {
		if g.Role == org.RoleFocal || g.Role == org.RoleRCSC {
			asked[g.Person] = true
		}
	}
	heads := map[org.PersonID]org.AgencyCode{}
	if s.settings.Heads {
		for p := range s.deps.Register.People() {
			if post, ok := s.deps.Register.PostAt(p.ID, today); ok && post.Has(org.FlagHead) && post.Duty == org.DutyActive {
				asked[p.ID], heads[p.ID] = true, post.Agency
			}
		}
	}
	var list []reader
	for id := range asked {
		r := reader{person: id, agencies: s.digestAgencies(id, today, heads[id])}
		if len(r.agencies) > 0 {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b reader) int { return strings.Compare(string(a.person), string(b.person)) })
	return list
}

// digestAgencies are those whose digest a person reads on a day. Somebody on leave, or without a post, reads none.
func (s *Service) digestAgencies(id org.PersonID, today day.Date, heads org.AgencyCode) []org.AgencyCode {
	post, ok := s.deps.Register.PostAt(id, today)
	if !ok || post.Duty != org.DutyActive {
		return nil
	}
	tree := s.deps.Register.Tree(today)
	var codes []org.AgencyCode
	add := func(code org.AgencyCode) {
		if _, there := tree.Agency(code); (there || code == "") && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	for _, g := range s.deps.Register.GrantsOf(id, today) {
		if g.Role == org.RoleRCSC || g.Role == org.RoleFocal && g.Agency != "" {
			add(g.Agency)
		}
	}
	if heads != "" {
		add(heads)
	}
	return codes
}

// planDigests decides who gets this week's digest: on the first working day of their place on which somebody plans.
func (s *Service) planDigests(ctx context.Context, l *ledger, all []debtor) (int, error) {
	tree := s.deps.Register.Tree(l.today)
	tallies := l.tallies(all)
	lines := map[org.AgencyCode]Line{}
	var list []Message
	for _, r := range s.readers(l.today) {
		post, _ := s.deps.Register.PostAt(r.person, l.today)
		if !l.working(post.Agency) {
			continue
		}
		m := Message{
			ID: digestID(r.person, WeekOf(l.today)), Kind: KindDigest, Person: r.person, Agency: post.Agency, Week: WeekOf(l.today), Day: l.today,
			Step: "weekly", Template: templateDigest, Lang: s.language(r.person), Planned: l.now, NotBefore: l.now,
			Params: Params{At: l.today, Link: s.link("/coverage"), Demo: s.settings.Demo},
		}
		for _, code := range r.agencies {
			line, known := lines[code]
			if !known {
				var err error
				if line, err = s.line(ctx, tree, tallies, code); err != nil {
					return 0, err
				}
				lines[code] = line
			}
			m.Params.Lines = append(m.Params.Lines, line)
		}
		_, cause := l.address(r.person)
		state := Planned
		if cause != "" {
			state = Held
		}
		m.move(Event{State: state, At: l.now, Cause: cause})
		text, err := s.texts.render(m)
		if err != nil {
			return 0, err
		}
		m.Hash = text.Hash()
		list = append(list, m)
	}
	fresh, err := s.insert(ctx, list)
	return len(fresh), err
}
