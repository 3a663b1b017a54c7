package report

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// everyLevel is more levels than the tree of agencies has; helpShown is how many agencies stand in the list of those that need help first.
const (
	everyLevel = 9
	helpShown  = 10
)

// gather takes the figures of a report as at its day, as known on its instant, and nothing else.
func (s *Service) gather(ctx context.Context, a Ask) (Content, error) {
	view := s.deps.Register.View(a.At, a.Known)
	c := Content{At: a.At, Known: a.Known, Register: registerAge(view)}
	var err error
	if a.Kind == Letter {
		c.Letter, err = s.gatherLetter(ctx, a, &c, view.Tree())
	} else {
		c.Year, err = s.gatherYear(ctx, a, &c)
	}
	return c, err
}

// registerAge is what the register had on the day. What people changed themselves (their language) does not make it younger.
func registerAge(view *org.View) RegisterAge {
	var age RegisterAge
	newer := func(at time.Time, by string, id org.PersonID) {
		if by != string(id) && at.After(age.Changed) {
			age.Changed = at
		}
	}
	for m := range view.Members() {
		if !m.Posted {
			continue
		}
		age.People++
		newer(m.Person.Recorded, m.Person.By, m.Person.ID)
		newer(m.Post.Recorded, m.Post.By, m.Person.ID)
	}
	return age
}

// query asks about one course of a report.
func query(a Ask, id courses.CourseID) coverage.Query {
	return coverage.Query{Course: id, Agency: a.Agency, At: a.At, Known: a.Known, Scope: org.Scope{All: true}}
}

// count notes of whom the figures are.
func (c *Content) count(kinds []org.Kind) {
	for _, k := range org.Kinds() {
		if name := kindName(k); slices.Contains(kinds, k) && !slices.Contains(c.Kinds, name) {
			c.Kinds = append(c.Kinds, name)
		}
	}
}

func (s *Service) gatherLetter(ctx context.Context, a Ask, c *Content, tree *org.Tree) (*LetterTexts, error) {
	agency, _ := tree.Agency(a.Agency)
	l := &LetterTexts{Code: a.Agency, Agency: Name{agency.Name, agency.NameDz}, Below: max(0, len(tree.Below(a.Agency))-1), Named: a.Names}
	c.Title = "Training of your staff: " + agency.Name
	for _, id := range a.Courses {
		course, err := s.courseOf(ctx, id, a.Known)
		if err != nil {
			return nil, err
		}
		t, err := s.deps.Coverage.Figures(ctx, query(a, id))
		if err != nil {
			return nil, err
		}
		c.count(t.Kinds)
		one := LetterCourse{ID: id, Title: course.Title, Waits: t.Waits, Cell: t.Agency.Total}
		if a.Names {
			if one.Names, err = s.missing(ctx, query(a, id), t.Agency.Total); err != nil {
				return nil, err
			}
		}
		l.Courses = append(l.Courses, one)
	}
	if a.Names {
		l.AppealUntil = day.Of(a.Known).AddDays(s.settings.AppealDays)
	}
	return l, nil
}

// listPage is how many people are asked for at a time.
const listPage = 200

// missing lists who is not complete, by agency and name. Who is on leave or exempt is not expected to train.
func (s *Service) missing(ctx context.Context, q coverage.Query, total coverage.Cell) ([]Missing, error) {
	var list []Missing
	for _, group := range missingGroups() {
		for from, n := 0, countOf(total, group); from < n; from += listPage {
			page, err := s.deps.Coverage.People(ctx, q, coverage.Filter{Group: group}, from, listPage)
			if err != nil {
				return nil, err
			}
			for i := range page.Rows {
				r := &page.Rows[i]
				list = append(list, Missing{EID: r.Person.EID, Name: Name{r.Person.Name, r.Person.NameDz}, Agency: r.Agency.Name,
					Position: r.Post.Position, Group: r.Group, Due: r.Status.Due, Overdue: r.Overdue, Review: r.UnderReview})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Missing) int {
		return cmp.Or(strings.Compare(a.Agency, b.Agency), strings.Compare(a.Name.Name, b.Name.Name), strings.Compare(a.EID, b.EID))
	})
	return list, nil
}

func (s *Service) gatherYear(ctx context.Context, a Ask, c *Content) (*YearTexts, error) {
	y := &YearTexts{Name: a.YearName(), Period: a.Period()}
	c.Title = "Social media training of the civil service: the year " + y.Name
	for _, id := range a.Courses {
		one, err := s.gatherCourse(ctx, a, id, c)
		if err != nil {
			return nil, err
		}
		y.Courses = append(y.Courses, one)
	}
	var err error
	if y.Clauses, err = s.clauses(ctx, a.Known); err != nil {
		return nil, err
	}
	if s.deps.Elsewhere != nil {
		y.Elsewhere, err = s.deps.Elsewhere(ctx, org.Period{From: y.Period.From, Until: a.At}, a.Known)
	}
	return y, err
}

func (s *Service) gatherCourse(ctx context.Context, a Ask, id courses.CourseID, c *Content) (YearCourse, error) {
	course, err := s.courseOf(ctx, id, a.Known)
	if err != nil {
		return YearCourse{}, err
	}
	q := query(a, id)
	q.Depth = everyLevel
	t, err := s.deps.Coverage.Figures(ctx, q)
	if err != nil {
		return YearCourse{}, err
	}
	c.count(t.Kinds)
	y := YearCourse{ID: id, Title: course.Title, Version: course.Version, Waits: t.Waits, Total: t.Agency.Total, Types: byType(t), Dzongkhags: dzongkhags(t)}
	t.Rows = slices.DeleteFunc(t.Rows, func(r coverage.Row) bool { return r.Level > 0 || r.Code == coverage.Unplaced })
	for _, r := range t.NeedHelp(helpShown) {
		y.Help = append(y.Help, Group{Name: r.Name, Cell: r.Total})
	}
	points, err := s.deps.Coverage.Trend(ctx, query(a, id), monthsBetween(a.Period().From, a.At))
	if err != nil {
		return YearCourse{}, err
	}
	for _, p := range points {
		if p.At >= a.Period().From {
			y.Trend = append(y.Trend, Point(p))
		}
	}
	return y, s.gatherPeople(ctx, a, t.Kinds, &y)
}

// gatherPeople counts by kind and by sex.
func (s *Service) gatherPeople(ctx context.Context, a Ask, kinds []org.Kind, y *YearCourse) error {
	add := func(list *[]Group, name string, q coverage.Query) error {
		t, err := s.deps.Coverage.Figures(ctx, q)
		if err == nil && t.Agency.Total.Bound() > 0 {
			*list = append(*list, Group{Name: name, Cell: t.Agency.Total})
		}
		return err
	}
	for _, k := range kinds {
		q := query(a, y.ID)
		q.Kind = k
		if err := add(&y.Kinds, kindName(k), q); err != nil {
			return err
		}
	}
	for _, sex := range [][2]string{{org.SexFemale, "Women"}, {org.SexMale, "Men"}} {
		q := query(a, y.ID)
		q.Sex = sex[0]
		if err := add(&y.Sexes, sex[1], q); err != nil {
			return err
		}
	}
	return nil
}

// monthsBetween is how many ends of months lie from a day on and before another.
func monthsBetween(from, at day.Date) int {
	number := func(d day.Date) int {
		t := d.Start().In(day.Thimphu)
		return t.Year()*12 + int(t.Month())
	}
	return max(0, number(at)-number(from))
}

func byType(t coverage.Table) []Group {
	var list []Group
	for _, r := range t.ByType {
		if r.Cell.Bound() > 0 {
			list = append(list, Group{Name: typeName(r.Type), Agencies: r.Agencies, Cell: r.Cell})
		}
	}
	return list
}

// dzongkhags gives each dzongkhag with its gewogs, by name.
func dzongkhags(t coverage.Table) []Group {
	var list []Group
	for _, r := range t.Rows {
		if r.Type == org.TypeDzongkhag {
			list = append(list, Group{Name: r.Name, Cell: r.Total})
		}
	}
	slices.SortFunc(list, func(a, b Group) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// clauses lists the clauses of the policy that published courses carry out, in the words in which the courses were published.
func (s *Service) clauses(ctx context.Context, known time.Time) ([]Clause, error) {
	found := map[string]*Clause{}
	for _, current := range s.deps.Library.Current() {
		v, ok := s.versionOf(current.ID, known)
		if !ok {
			continue
		}
		course, err := s.deps.Library.Version(ctx, current.ID, v)
		if err != nil {
			return nil, err
		}
		for _, clause := range course.Policy {
			if !slices.Contains(course.Clauses, clause.ID) {
				continue
			}
			one := found[string(clause.ID)]
			if one == nil {
				one = &Clause{ID: string(clause.ID), Title: clause.Title}
				found[string(clause.ID)] = one
			}
			one.Courses = append(one.Courses, course.Title)
		}
	}
	var list []Clause
	for _, c := range found {
		slices.Sort(c.Courses)
		list = append(list, *c)
	}
	slices.SortFunc(list, func(a, b Clause) int { return strings.Compare(a.ID, b.ID) })
	return list, nil
}
