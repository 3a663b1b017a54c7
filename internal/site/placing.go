package site

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// placingPage moves the people of an agency that ended to what followed it: whole positions, or one by one.
type placingPage struct {
	page.Base
	Name      string
	Ended     day.Date
	Total     int
	OneByOne  bool
	Other     string // address of the other way
	Action    string
	Positions []placingRow
	People    []placingRow
	Newer     string
	Older     string
}

// placingRow is a position or a person with the choice where it goes.
type placingRow struct {
	Key     string // the position, or the person's id
	Name    string
	EID     string
	What    string // position
	Href    string
	Count   int
	Left    bool
	Field   string // name and id of the select
	Options []page.Choice
}

// placingLook says who would be moved where.
type placingLook struct {
	page.Base
	Name   string
	From   day.Date
	Groups []placingGroup
	Stay   int
	People []hiddenField // person and agency
	Action string
	Why    formField
}

// placingGroup is everybody who goes to one agency.
type placingGroup struct {
	Name   string
	Count  int
	People []page.Link
}

// placingAsked is the agency of the address, which has ended, with those who wait.
func (s *Site) placingAsked(c *fiber.Ctx) (org.Agency, []org.Member, error) {
	code := org.AgencyCode(c.Params("agency"))
	life := s.register.Life(code, time.Time{})
	if len(life.Periods) == 0 {
		return org.Agency{}, nil, fault.NotFound("There is no such agency.")
	}
	last := life.Periods[len(life.Periods)-1]
	if last.Until == "" {
		return last, nil, fault.NotFound("This agency has not ended; its people stay in it.")
	}
	return last, s.register.Unplaced(code), nil
}

func (s *Site) askPlacing(c *fiber.Ctx) error {
	gone, waiting, err := s.placingAsked(c)
	if err != nil {
		return err
	}
	return s.show(c, "placing", s.placingPage(c, s.base(c), gone, waiting))
}

func (s *Site) placingPage(c *fiber.Ctx, base page.Base, gone org.Agency, waiting []org.Member) placingPage {
	words := s.words(base)
	base.Wide = true
	p := placingPage{Base: base, Name: gone.Name, Ended: gone.Until, Total: len(waiting), Action: agencyLifeHref(gone.Code) + "/placing"}
	p.Crumbs = s.placingCrumbs(words, gone)
	p.OneByOne = c.Query("by") == "person"
	p.Other = p.Action
	if !p.OneByOne {
		p.Other += "?by=person"
	}
	options := s.placingOptions(gone)
	if !p.OneByOne {
		p.Positions = positionsOf(waiting, options)
		return p
	}
	number := pageNumber(c)
	from := min((number-1)*pageSize, len(waiting))
	for _, m := range waiting[from:min(from+pageSize, len(waiting))] {
		_, serves := s.register.PostAt(m.Person.ID, s.today())
		p.People = append(p.People, placingRow{
			Key: string(m.Person.ID), Name: m.Person.Name, EID: m.Person.EID, What: m.Post.Position, Href: personHref(m.Person.ID), Left: !serves,
			Field: "to-" + string(m.Person.ID), Options: options,
		})
	}
	p.Newer, p.Older = pages(p.Action, map[string][]string{"by": {"person"}}, number, len(waiting))
	return p
}

func (s *Site) placingCrumbs(words *page.Words, gone org.Agency) []page.Link {
	return []page.Link{
		{Label: words.Say("agencies.title"), Href: "/agencies"}, {Label: page.Plain(gone.Name, ""), Href: agencyLifeHref(gone.Code)},
		here(words.Say("placing.title")),
	}
}

// placingOptions are the successors and what stands below them; every agency where none followed.
func (s *Site) placingOptions(gone org.Agency) []page.Choice {
	tree := s.register.Tree(gone.Until.AddDays(1))
	var out []page.Choice
	for _, a := range tree.All() {
		if len(gone.Successors) == 0 || tree.Reaches(gone.Successors, a.Code) {
			out = append(out, page.Choice{Value: string(a.Code), HTML: page.Plain(a.Name, "").HTML()})
		}
	}
	return out
}

func positionsOf(waiting []org.Member, options []page.Choice) []placingRow {
	counts := map[string]int{}
	for _, m := range waiting {
		counts[m.Post.Position]++
	}
	var out []placingRow
	for position, n := range counts {
		out = append(out, placingRow{Key: position, Name: position, Count: n, Options: options})
	}
	slices.SortFunc(out, func(a, b placingRow) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Name, b.Name)) })
	for i := range out {
		out[i].Field = "to-" + strconv.Itoa(i+1)
	}
	return out
}

// place shows who would go where, and with step=save moves them. Choices come as pairs, in their order: who or which position,
// and where to.
func (s *Site) place(c *fiber.Ctx) error {
	gone, waiting, err := s.placingAsked(c)
	if err != nil {
		return err
	}
	chosen := placingTyped(c, waiting)
	base := s.base(c)
	why := typedIn(c, "why")
	if typedIn(c, "step") != "save" {
		if len(chosen) == 0 {
			base.Refuse(nobodyChosen())
			return s.refuse(c, "placing", s.placingPage(c, base, gone, waiting), fiber.StatusUnprocessableEntity)
		}
		return s.show(c, "placing-look", s.placingLook(base, gone, waiting, chosen, why))
	}
	if why == "" {
		base.Refuse(fault.Invalid("Please correct what is marked.", fault.Field{Name: "why", Message: "Say on which order or list it rests."}))
		return s.refuse(c, "placing-look", s.placingLook(base, gone, waiting, chosen, why), fiber.StatusUnprocessableEntity)
	}
	_, err = s.register.PlacePeople(c.UserContext(), org.Placing{Agency: gone.Code, To: chosen, Why: why}, string(me(c)))
	if f, ok := fault.As(err); ok {
		base.Refuse(f)
		return s.refuse(c, "placing", s.placingPage(c, base, gone, s.register.Unplaced(gone.Code)), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	if len(s.register.Unplaced(gone.Code)) > 0 {
		return to(c, agencyLifeHref(gone.Code)+"/placing?said=placing.saved")
	}
	return to(c, agencyLifeHref(gone.Code)+"?said=placing.saved")
}

func nobodyChosen() *fault.Error {
	return fault.Invalid("Nobody was chosen.", fault.Field{Name: "to-1", Message: "Choose for at least one person or position where it goes."})
}

// placingTyped reads where each person goes: those named one by one, and everybody who waits in a position that was chosen.
func placingTyped(c *fiber.Ctx, waiting []org.Member) map[org.PersonID]org.AgencyCode {
	to := map[org.PersonID]org.AgencyCode{}
	pairs := func(name string, take func(key string, code org.AgencyCode)) {
		keys, codes := c.Request().PostArgs().PeekMulti(name), c.Request().PostArgs().PeekMulti(name+"-to")
		for i := range min(len(keys), len(codes)) {
			if len(codes[i]) > 0 {
				take(string(keys[i]), org.AgencyCode(codes[i]))
			}
		}
	}
	pairs("position", func(position string, code org.AgencyCode) {
		for _, m := range waiting {
			if m.Post.Position == position {
				to[m.Person.ID] = code
			}
		}
	})
	pairs("person", func(id string, code org.AgencyCode) { to[org.PersonID(id)] = code })
	return to
}

// placingLook builds the page that says who goes where.
func (s *Site) placingLook(base page.Base, gone org.Agency, waiting []org.Member, to map[org.PersonID]org.AgencyCode, why string) placingLook {
	words := s.words(base)
	tree := s.register.Tree(gone.Until.AddDays(1))
	p := placingLook{
		Base: base, Name: gone.Name, From: gone.Until.AddDays(1), Action: agencyLifeHref(gone.Code) + "/placing",
		Why: reformField(base, words, "why", "why", why),
	}
	p.Crumbs = s.placingCrumbs(words, gone)
	groups := map[org.AgencyCode]*placingGroup{}
	for _, m := range waiting {
		code, ok := to[m.Person.ID]
		if !ok {
			p.Stay++
			continue
		}
		if groups[code] == nil {
			groups[code] = &placingGroup{Name: tree.Name(code)}
		}
		g := groups[code]
		g.Count++
		g.People = append(g.People, page.Link{Label: page.Plain(m.Person.Name+", "+m.Post.Position, ""), Href: personHref(m.Person.ID)})
		p.People = append(p.People, hiddenField{string(m.Person.ID), string(code)})
	}
	for _, g := range groups {
		p.Groups = append(p.Groups, *g)
	}
	slices.SortFunc(p.Groups, func(a, b placingGroup) int { return strings.Compare(a.Name, b.Name) })
	return p
}

// typedIn is a field of a form without the space around it.
func typedIn(c *fiber.Ctx, name string) string {
	return strings.TrimSpace(strings.ToValidUTF8(c.FormValue(name), "?"))
}
