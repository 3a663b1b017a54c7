package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/route"
)

// reformBody is the limit of a reorganisation: it may name many agencies.
const reformBody = 64 << 10

// agencyRoutes are the agencies over time, and what changes them.
func (a *API) agencyRoutes(at mounting) []route.Route {
	return []route.Route{
		at(fiber.MethodGet, "/agencies", account.SignedIn, a.agencies, 0),
		at(fiber.MethodGet, "/agencies/:agency", account.SignedIn, a.agencyLife, 0),
		at(fiber.MethodPost, "/agencies/reorganisations", account.ManageAgencies, a.reorganise, reformBody),
	}
}

// agencyLife is the answer of GET /agencies/{agency}: its life from the first period on.
type agencyLife struct {
	marked
	Code     org.AgencyCode `json:"code"`
	Known    time.Time      `json:"known,omitzero"`
	Exists   bool           `json:"exists"` // today
	Periods  []agencyPeriod `json:"periods"`
	Followed []agencyName   `json:"followed"` // agencies that it followed
}

// agencyPeriod is a stretch of an agency's life with one name, type and place.
type agencyPeriod struct {
	Name       string           `json:"name"`
	NameDz     string           `json:"name_dz,omitempty"`
	Type       org.AgencyType   `json:"type"`
	Parent     org.AgencyCode   `json:"parent,omitempty"`
	From       day.Date         `json:"from,omitempty"`  // left out: as long as anybody knows
	Until      day.Date         `json:"until,omitempty"` // the last day; left out: open
	Successors []org.AgencyCode `json:"successors"`
	Recorded   time.Time        `json:"recorded,omitzero"` // left out for what was known from the beginning
}

// agencyLife tells everybody who has signed in: which agencies there were is no secret either.
func (a *API) agencyLife(c *fiber.Ctx) error {
	q := newQuery(c, "known")
	known := a.knownAsked(q)
	if err := q.fault(); err != nil {
		return err
	}
	code := org.AgencyCode(c.Params("agency"))
	life := a.register.Life(code, known)
	if len(life.Periods) == 0 {
		return fault.NotFound("There is no such agency.")
	}
	_, exists := a.register.TreeKnown(a.today(), known).Agency(code)
	answer := agencyLife{marked: a.marked(), Code: code, Known: known, Exists: exists, Followed: []agencyName{}}
	for _, p := range life.Periods {
		one := agencyPeriod{p.Name, p.NameDz, p.Type, p.Parent, p.From, p.Until, listed(p.Successors), p.Recorded}
		if p.Baseline {
			one.Recorded = time.Time{}
		}
		answer.Periods = append(answer.Periods, one)
	}
	for _, before := range life.Followed {
		answer.Followed = append(answer.Followed, agencyName{before.Code, before.Name, before.NameDz})
	}
	return c.JSON(answer)
}

// knownAsked reads up to when what was recorded counts.
func (a *API) knownAsked(q *query) time.Time {
	known := q.instant("known")
	if known.After(a.today().End()) {
		q.refuse("known", "%s has not come yet; leave this out for all that is known now.", day.Of(known))
	}
	return known
}

// reformGiven is what POST /agencies/reorganisations takes: one act, and whether it is only looked at.
type reformGiven struct {
	From    day.Date      `json:"from"`
	Why     string        `json:"why"`
	Created []agencyGiven `json:"created"`
	Changed []agencyGiven `json:"changed"`
	Ended   []endingGiven `json:"ended"`
	DryRun  *bool         `json:"dry_run"` // true when nobody says
}

// agencyGiven is an agency as it is from the day on.
type agencyGiven struct {
	Code   org.AgencyCode `json:"code"`
	Type   org.AgencyType `json:"type"`
	Parent org.AgencyCode `json:"parent"`
	Name   string         `json:"name"`
	NameDz string         `json:"name_dz"`
}

// endingGiven ends an agency with the day before.
type endingGiven struct {
	Code       org.AgencyCode   `json:"code"`
	Successors []org.AgencyCode `json:"successors"`
}

func (g reformGiven) reorganisation() org.Reorganisation {
	o := org.Reorganisation{From: g.From, Why: g.Why}
	for _, x := range g.Created {
		o.Created = append(o.Created, x.agency())
	}
	for _, x := range g.Changed {
		o.Changed = append(o.Changed, x.agency())
	}
	for _, x := range g.Ended {
		o.Ended = append(o.Ended, org.Ending{Code: x.Code, Successors: x.Successors})
	}
	return o
}

func (g agencyGiven) agency() org.Agency {
	return org.Agency{Code: g.Code, Type: g.Type, Parent: g.Parent, Name: g.Name, NameDz: g.NameDz}
}

// reformAnswer says what the reorganisation means, or meant. Waiting are the people whom nobody may place by guess.
type reformAnswer struct {
	marked
	From     day.Date       `json:"from"`
	Applied  bool           `json:"applied"`
	Already  bool           `json:"already"` // all of it was entered before
	Agencies []reformAgency `json:"agencies"`
	Waiting  int            `json:"waiting"`
}

// reformAgency is what becomes of one agency. Before and After count the people in it and below.
type reformAgency struct {
	Code   org.AgencyCode `json:"code"`
	Was    string         `json:"was"` // its name; "" it was not there
	Is     string         `json:"is"`
	Own    int            `json:"own"`             // people who serve in it
	Place  org.AgencyCode `json:"place,omitempty"` // where they count; left out: nowhere until they are placed
	Before int            `json:"before"`
	After  int            `json:"after"`
	Grants int            `json:"grants"` // roles that name it
}

// reorganise looks at a reorganisation, and enters it when dry_run is false. Sent twice, it is entered once.
func (a *API) reorganise(c *fiber.Ctx) error {
	var given reformGiven
	if err := body(c, &given); err != nil {
		return err
	}
	apply := given.DryRun != nil && !*given.DryRun
	if apply && given.Why == "" {
		return fault.Invalid("Please correct what is marked.", fault.Field{Name: "why", Message: "Say on which act, order or decision it rests."})
	}
	o := given.reorganisation()
	effect, err := a.register.Look(o)
	if err != nil {
		return err
	}
	if apply {
		if err := a.register.Reorganise(c.UserContext(), o, string(asker(c))); err != nil {
			return err
		}
	}
	answer := reformAnswer{marked: a.marked(), From: effect.From, Applied: apply, Already: effect.Done, Agencies: []reformAgency{}, Waiting: len(effect.Waiting)}
	for _, x := range effect.Agencies {
		answer.Agencies = append(answer.Agencies, reformAgency{x.Code, x.Was.Name, x.Is.Name, x.Own, x.Place, x.Before, x.After, len(x.Grants)})
	}
	return c.JSON(answer)
}
