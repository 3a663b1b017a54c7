package site

import (
	"cmp"
	"net/url"
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
	Field   string // id of the select
	Wrong   page.Phrase
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
	return s.show(c, "placing", s.placingPage(c, s.base(c), placingState{gone: gone, waiting: waiting}))
}

// placingState is an agency that ended with those who wait, what has been chosen for them, and what is wrong with it.
type placingState struct {
	gone    org.Agency
	waiting []org.Member
	chosen  map[org.PersonID]org.AgencyCode
	fault   *fault.Error
}

// placingHref is the address of the form as it is looked at: whole positions, or a page of the people.
func placingHref(c *fiber.Ctx, code org.AgencyCode) string {
	query := url.Values{}
	if c.Query("by") == "person" {
		query.Set("by", "person")
		if number := pageNumber(c); number > 1 {
			query.Set("page", strconv.Itoa(number))
		}
	}
	return withQuery(agencyLifeHref(code)+"/placing", query)
}

// placingPage builds the form with what has been chosen.
func (s *Site) placingPage(c *fiber.Ctx, base page.Base, state placingState) placingPage {
	words := s.words(base)
	base.Wide = true
	gone, whole := state.gone, agencyLifeHref(state.gone.Code)+"/placing"
	p := placingPage{Base: base, Name: gone.Name, Ended: gone.Until, Total: len(state.waiting), Action: placingHref(c, gone.Code)}
	p.Crumbs = s.placingCrumbs(words, gone)
	p.OneByOne = c.Query("by") == "person"
	options := s.placingOptions(gone)
	if p.OneByOne {
		p.Other = whole
		p.People = s.placingPeople(c, state, options)
		p.Newer, p.Older = pages(whole, url.Values{"by": {"person"}}, pageNumber(c), len(state.waiting))
	} else {
		p.Other = whole + "?by=person"
		p.Positions = positionsOf(state, options)
	}
	if state.fault != nil {
		p.Refuse(placingFault(state.fault, slices.Concat(p.Positions, p.People)))
		for _, rows := range [][]placingRow{p.Positions, p.People} {
			for i := range rows {
				rows[i].Wrong = p.Wrong(rows[i].Field)
			}
		}
	}
	return p
}

// placingFault names the first row for which something was chosen, or else the first of all, as the place of what is wrong.
func placingFault(f *fault.Error, rows []placingRow) *fault.Error {
	if len(rows) == 0 {
		return fault.New(f.Code, "%s", f.Message)
	}
	place := rows[max(0, slices.IndexFunc(rows, func(r placingRow) bool {
		return slices.ContainsFunc(r.Options, func(o page.Choice) bool { return o.Chosen })
	}))].Field
	mended := *f
	mended.Fields = slices.Clone(f.Fields)
	for i := range mended.Fields {
		mended.Fields[i].Name = place
	}
	return &mended
}

// placingPeople are the rows of one page of the people.
func (s *Site) placingPeople(c *fiber.Ctx, state placingState, options []page.Choice) []placingRow {
	var out []placingRow
	waiting, number := state.waiting, pageNumber(c)
	from := min((number-1)*pageSize, len(waiting))
	for _, m := range waiting[from:min(from+pageSize, len(waiting))] {
		_, serves := s.register.PostAt(m.Person.ID, s.today())
		out = append(out, placingRow{
			Key: string(m.Person.ID), Name: m.Person.Name, EID: m.Person.EID, What: m.Post.Position, Href: personHref(m.Person.ID), Left: !serves,
			Field: "to-" + string(m.Person.ID), Options: choose(options, state.chosen[m.Person.ID]),
		})
	}
	return out
}

// choose marks the option that was chosen.
func choose(options []page.Choice, code org.AgencyCode) []page.Choice {
	out := slices.Clone(options)
	for i := range out {
		out[i].Chosen = code != "" && out[i].Value == string(code)
	}
	return out
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

// positionsOf are the rows of whole positions, the largest first. A choice stands where it is the same for all of a position.
func positionsOf(state placingState, options []page.Choice) []placingRow {
	counts, chosen := map[string]int{}, map[string]org.AgencyCode{}
	for _, m := range state.waiting {
		position, to := m.Post.Position, state.chosen[m.Person.ID]
		if counts[position] == 0 {
			chosen[position] = to
		} else if chosen[position] != to {
			chosen[position] = ""
		}
		counts[position]++
	}
	var out []placingRow
	for position, n := range counts {
		out = append(out, placingRow{Key: position, Name: position, Count: n, Options: choose(options, chosen[position])})
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
	again := func(f *fault.Error) error {
		state := placingState{gone: gone, waiting: s.register.Unplaced(gone.Code), chosen: chosen, fault: f}
		return s.refuse(c, "placing", s.placingPage(c, base, state), route.Status(c, f))
	}
	why := typedIn(c, "why")
	if typedIn(c, "step") != "save" {
		if len(chosen) == 0 {
			return again(nobodyChosen())
		}
		return s.show(c, "placing-look", s.placingLook(c, base, placingState{gone: gone, waiting: waiting, chosen: chosen}, why))
	}
	if why == "" {
		base.Refuse(fault.Invalid("Please correct what is marked.", fault.Field{Name: "why", Message: "Say on which order or list it rests."}))
		return s.refuse(c, "placing-look", s.placingLook(c, base, placingState{gone: gone, waiting: waiting, chosen: chosen}, why), fiber.StatusUnprocessableEntity)
	}
	_, err = s.register.PlacePeople(c.UserContext(), org.Placing{Agency: gone.Code, To: chosen, Why: why}, string(me(c)))
	if f, ok := fault.As(err); ok {
		return again(f)
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
func (s *Site) placingLook(c *fiber.Ctx, base page.Base, state placingState, why string) placingLook {
	words := s.words(base)
	gone, to := state.gone, state.chosen
	tree := s.register.Tree(gone.Until.AddDays(1))
	p := placingLook{
		Base: base, Name: gone.Name, From: gone.Until.AddDays(1), Action: placingHref(c, gone.Code),
		Why: reformField(base, words, "why", "why", why),
	}
	p.Crumbs = s.placingCrumbs(words, gone)
	groups := map[org.AgencyCode]*placingGroup{}
	for _, m := range state.waiting {
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
