package appeal

import (
	"cmp"
	"context"
	"slices"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Clerk is an officer who may be asked to answer: a focal officer with the scope of their grant, or one of RCSC.
type Clerk struct {
	ID     org.PersonID
	Office Office
	Agency org.AgencyCode // the grant's; "" the whole country
	Load   int            // open cases on their desk
}

// Matter is what routing looks at.
type Matter struct {
	Begins Office           // where such a matter begins
	Stage  int              // 2: an appeal, which is RCSC's
	Path   []org.AgencyCode // from the agency of the person up to the root; none where they serve nowhere
	Barred map[org.PersonID]bool
	Clerks []Clerk
}

// Route says who answers: of the office whose matter it is, the clerk nearest to the person's agency, with the fewest open
// cases, who is not barred. It is pure.
func Route(m Matter) Desk {
	why := WhyMatter
	switch {
	case m.Stage > 1:
		why = WhyAppeal
	case m.Begins == OfficeFocal && len(m.Path) == 0:
		why = WhyNoPost
	case m.Begins == OfficeFocal:
		for _, agency := range m.Path {
			if c, ok := m.least(OfficeFocal, agency); ok {
				return Desk{Office: OfficeFocal, Agency: agency, Officer: c.ID, Why: WhyScope}
			}
		}
		why = WhyNobody
	}
	for _, agency := range append([]org.AgencyCode{""}, m.Path...) {
		if c, ok := m.least(OfficeRCSC, agency); ok {
			return Desk{Office: OfficeRCSC, Officer: c.ID, Why: why}
		}
	}
	return Desk{Office: OfficeRCSC, Why: WhyWaiting}
}

// least gives the clerk of the office and agency with the fewest open cases who may answer.
func (m Matter) least(office Office, agency org.AgencyCode) (Clerk, bool) {
	var found []Clerk
	for _, c := range m.Clerks {
		if c.Office == office && c.Agency == agency && !m.Barred[c.ID] {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return Clerk{}, false
	}
	return slices.MinFunc(found, func(a, b Clerk) int { return cmp.Or(cmp.Compare(a.Load, b.Load), cmp.Compare(a.ID, b.ID)) }), true
}

// may tells whether the person is a clerk who could hold the desk now: of RCSC for any, a focal officer for a focal desk only.
func (m Matter) may(id org.PersonID, office Office) (Clerk, bool) {
	for _, c := range m.Clerks {
		near := c.Agency == "" && c.Office == OfficeRCSC || slices.Contains(m.Path, c.Agency)
		if c.ID == id && near && !m.Barred[id] && (c.Office == OfficeRCSC || office == OfficeFocal) {
			return c, true
		}
	}
	return Clerk{}, false
}

// matter gathers what routing looks at, for a case that is, or is to be, in the stage.
func (s *Service) matter(ctx context.Context, c Case, stage int) (Matter, error) {
	m := Matter{Begins: c.Wrong.office(c.About), Stage: stage, Path: s.path(c.Agency), Clerks: s.clerks()}
	var err error
	m.Barred, err = s.barred(ctx, c)
	return m, err
}

// path gives the agency and those above it, as the tree stands today; an agency that ended is where its work went.
func (s *Service) path(agency org.AgencyCode) []org.AgencyCode {
	tree := s.register.Tree(s.today())
	if at, ok := tree.Place(agency); ok {
		agency = at
	}
	var out []org.AgencyCode
	for _, a := range tree.Path(agency) {
		out = append(out, a.Code)
	}
	slices.Reverse(out)
	return out
}

// clerks gives everyone who holds an office today, with how much waits on their desk.
func (s *Service) clerks() []Clerk {
	load := map[org.PersonID]int{}
	for _, c := range s.waiting() {
		load[c.Desk.Officer]++
	}
	var out []Clerk
	today := s.today()
	for _, g := range s.register.AllGrants() {
		office := OfficeRCSC
		switch {
		case g.Role == org.RoleFocal && g.Agency != "":
			office = OfficeFocal
		case g.Role != org.RoleRCSC, g.Lent != "": // a lent view of RCSC looks on; a focal officer's answers
			continue
		}
		if !g.Period().Covers(today) {
			continue
		}
		for _, held := range s.register.GrantsOf(g.Person, today) { // a focal role may have ended with the post
			if held.ID == g.ID {
				out = append(out, Clerk{g.Person, office, g.Agency, load[g.Person]})
			}
		}
	}
	return out
}

// barred are those whose own act the case is about: the person, who wrote the records, and who decided before.
func (s *Service) barred(ctx context.Context, c Case) (map[org.PersonID]bool, error) {
	out := map[org.PersonID]bool{c.Person: true}
	for _, e := range c.Answers() {
		out[e.By] = true
	}
	for _, old := range s.of(c.Person) { // such a case of theirs was decided before
		if old.Number != c.Number && old.Wrong == c.Wrong && old.About.Course == c.About.Course {
			for _, e := range old.Answers() {
				out[e.By] = true
			}
		}
	}
	s.barWriters(c, out)
	if err := s.barTellers(ctx, c, out); err != nil {
		return nil, err
	}
	for _, a := range s.learning.AllowancesOf(c.Person) {
		if c.About.Course == "" || a.Course == "" || a.Course == c.About.Course {
			out[org.PersonID(a.By)] = true
		}
	}
	return out, s.barLogged(ctx, c, out)
}

// barTellers adds who told the facts of the course for the person: who entered a sheet or led a session.
func (s *Service) barTellers(ctx context.Context, c Case, out map[org.PersonID]bool) error {
	if c.About.Course == "" {
		return nil
	}
	facts, err := s.learning.FactsOf(ctx, c.Person, c.About.Course)
	if err != nil {
		return err
	}
	for _, f := range facts {
		if by := org.PersonID(f.By); by.Valid() {
			out[by] = true
		}
		var signed learning.SignatureData
		if f.Kind == learning.KindSigned && f.Into(&signed) == nil && signed.Facilitator != "" {
			out[signed.Facilitator] = true
		}
	}
	return nil
}

// barWriters adds who wrote the entries of the register that the case is about.
func (s *Service) barWriters(c Case, out map[org.PersonID]bool) {
	bar := func(by string) {
		if id := org.PersonID(by); id.Valid() {
			out[id] = true
		}
	}
	if c.Wrong == WrongName || c.Wrong == WrongOther {
		if p, ok := s.register.Person(c.Person); ok {
			bar(p.By)
		}
	}
	for _, post := range s.register.Appointments(c.Person) {
		leave := c.Wrong == WrongLeave && len(post.Leave) > 0
		if leave || c.Wrong == WrongAgency || c.Wrong == WrongOther {
			bar(post.By)
		}
	}
}

// logged says which acts of the audit log bear on what is wrong.
func logged(w Wrong) []string {
	service := []string{"add-person", "move", "end-post", "withdraw-post"}
	leave := []string{"set-leave", "end-leave"}
	name := []string{"add-person", "correct-person"}
	switch w {
	case WrongAgency:
		return service
	case WrongLeave:
		return leave
	case WrongName:
		return name
	case WrongOther:
		return slices.Concat(service, leave, name)
	case WrongElsewhere, WrongHere, WrongPerson, WrongResult:
	}
	return nil
}

// barLogged adds who did such acts to the person, by the audit log: a later act hides an earlier one in the register.
func (s *Service) barLogged(ctx context.Context, c Case, out map[org.PersonID]bool) error {
	acts := logged(c.Wrong)
	for place := audit.Place(""); len(acts) > 0; {
		found, err := s.audit.Search(ctx, audit.Search{Subject: string(c.Person)}, place, 200)
		if err != nil {
			return err
		}
		for _, r := range found.Records {
			if id := org.PersonID(r.By); id.Valid() && slices.Contains(acts, r.Action) {
				out[id] = true
			}
		}
		if place = found.Next; place == "" {
			break
		}
	}
	return nil
}

// position is what the officer is on the day, for the letter.
func (s *Service) position(id org.PersonID, on day.Date) string {
	post, _ := s.register.PostAt(id, on)
	return post.Position
}
