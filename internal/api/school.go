package api

import (
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/route"
	"lamtoen/internal/school"
)

// schoolsBody is the limit of a file of schools as JSON, in bytes.
const schoolsBody = 2 << 20

// schoolRoutes are the schools, their years and who serves there. What lies outside the scope of the asker is not found.
func (a *API) schoolRoutes(at mounting) []route.Route {
	get, post, put, manage := http.MethodGet, http.MethodPost, http.MethodPut, account.ManageSchools
	return []route.Route{
		at(get, "/schools", manage, a.listSchools, 0),
		at(post, "/schools/imports", manage, a.importSchools, schoolsBody),
		at(get, "/school-years", manage, a.schoolYears, 0),
		at(put, "/school-years/:year", manage, a.setSchoolYear, smallBody),
		at(get, "/schools/:school", manage, a.school, 0),
		at(put, "/schools/:school/years/:year", manage, a.setSchoolYear, smallBody),
		at(get, "/schools/:school/staff", manage, a.schoolStaff, 0),
		at(post, "/schools/:school/staff", manage, a.addSchoolStaff, smallBody),
		at(post, "/schools/:school/staff/:person/:number/end", manage, a.endSchoolStaff, smallBody),
	}
}

// schoolList is the answer of GET /schools, by place and name.
type schoolList struct {
	marked
	Schools []school.School `json:"schools"`
}

// schoolAnswer is one school: the year that holds today, the years of its own, and who serves there today.
type schoolAnswer struct {
	marked
	School school.School  `json:"school"`
	Year   *school.Year   `json:"year"`
	Years  []school.Year  `json:"years"`
	Staff  []school.Staff `json:"staff"`
}

// yearList is the years of every school that has none of its own, the newest first.
type yearList struct {
	marked
	Years []school.Year `json:"years"`
}

// staffList is everybody who serves or served in a school.
type staffList struct {
	marked
	Staff []school.Staff `json:"staff"`
}

// staffAnswer is one service.
type staffAnswer struct {
	marked
	Staff school.Staff `json:"staff"`
}

// schoolChange is what a row of a file does; was is null for a new school.
type schoolChange struct {
	Line int            `json:"line"`
	Was  *school.School `json:"was"`
	Is   school.School  `json:"is"`
}

// schoolProblem is what is wrong with a row.
type schoolProblem struct {
	Line    int    `json:"line"`
	Column  string `json:"column"`
	Message string `json:"message"`
}

// schoolsImported is what a file of schools does, or did.
type schoolsImported struct {
	marked
	DryRun  bool            `json:"dry_run"`
	Digest  string          `json:"digest"` // to be given when it is taken
	Rows    int             `json:"rows"`
	New     []schoolChange  `json:"new"`
	Changed []schoolChange  `json:"changed"`
	Same    int             `json:"same"`
	Errors  []schoolProblem `json:"errors"`
}

// within tells whether an agency lies in a scope today.
func (a *API) within(scope org.Scope, agency org.AgencyCode) bool {
	return scope.All || agency != "" && a.register.Tree(a.today()).Within(scope, agency)
}

// schoolAt gives the school of the address, in the scope of the asker.
func (a *API) schoolAt(c *fiber.Ctx) (school.School, error) {
	found, ok := a.schools.School(school.Code(c.Params("school")))
	if !ok || !a.within(route.Scope(c), found.Place) {
		return found, fault.NotFound("There is no such school among those that you may open.")
	}
	return found, nil
}

func (a *API) listSchools(c *fiber.Ctx) error {
	q := newQuery(c, "place")
	if err := q.fault(); err != nil {
		return err
	}
	scope, place := route.Scope(c), org.AgencyCode(q.text("place"))
	if place != "" && !a.within(scope, place) {
		return fault.NotFound("There is no such place among those that you look after.")
	}
	answer := schoolList{a.marked(), []school.School{}}
	for _, one := range a.schools.Schools(place) {
		if a.within(scope, one.Place) {
			answer.Schools = append(answer.Schools, one)
		}
	}
	return c.JSON(answer)
}

func (a *API) school(c *fiber.Ctx) error {
	found, err := a.schoolAt(c)
	if err != nil {
		return err
	}
	answer := schoolAnswer{marked: a.marked(), School: found, Years: listed(a.schools.Years(found.Code)), Staff: listed(a.schools.StaffOf(found.Code, a.today()))}
	if y, ok := a.schools.YearOf(found.Code, a.today()); ok {
		answer.Year = &y
	}
	return c.JSON(answer)
}

// reason is why an officer does something: it stands in the log.
type reason struct {
	Why string `json:"why" validate:"required,max=300" label:"The reason"`
}

// importSchools says what a file would do, and takes all of it or nothing where dry_run is false. The same again changes nothing.
func (a *API) importSchools(c *fiber.Ctx) error {
	var given struct {
		Content string `json:"content" validate:"required" label:"The file"`
		DryRun  *bool  `json:"dry_run"` // true when nobody says
		Digest  string `json:"digest"`
		Why     string `json:"why" validate:"max=300" label:"The reason"`
	}
	if err := body(c, &given); err != nil {
		return err
	}
	scope := route.Scope(c)
	may := func(place org.AgencyCode) bool { return a.within(scope, place) }
	dry := given.DryRun == nil || *given.DryRun
	var seen school.Preview
	var err error
	switch {
	case dry:
		seen, err = a.schools.Import([]byte(given.Content), may)
	case given.Why == "":
		err = fault.Invalid("Nothing was taken.", fault.Field{Name: "why", Message: "The reason is missing. Fill it in."})
	default:
		ctx := audit.Because(c.UserContext(), given.Why)
		seen, err = a.schools.Apply(ctx, []byte(given.Content), school.Application{Mark: given.Digest, May: may, By: asker(c), Why: given.Why})
	}
	if err != nil {
		return err
	}
	answer := schoolsImported{marked: a.marked(), DryRun: dry, Digest: seen.Mark, Rows: seen.Rows, New: changesOf(seen.New),
		Changed: changesOf(seen.Changed), Same: seen.Same, Errors: []schoolProblem{}}
	for _, e := range seen.Errors {
		answer.Errors = append(answer.Errors, schoolProblem(e))
	}
	return c.JSON(answer)
}

func changesOf(rows []school.Row) []schoolChange {
	list := []schoolChange{}
	for _, r := range rows {
		one := schoolChange{Line: r.Line, Is: r.Is}
		if r.Was.Code != "" {
			one.Was = &r.Was
		}
		list = append(list, one)
	}
	return list
}

func (a *API) schoolYears(c *fiber.Ctx) error {
	return c.JSON(yearList{a.marked(), listed(a.schools.Years(""))})
}

// setSchoolYear sets the days of a year: of a school, or of every school that has none of its own. It answers with the years.
func (a *API) setSchoolYear(c *fiber.Ctx) error {
	var code school.Code
	if c.Params("school") != "" {
		found, err := a.schoolAt(c)
		if err != nil {
			return err
		}
		code = found.Code
	} else if !route.Scope(c).All {
		return fault.NotFound("Only the ministry sets the year of every school. You can set the year of a school of yours.")
	}
	var given struct {
		From  day.Date `json:"from"`
		Until day.Date `json:"until"`
		reason
	}
	if err := body(c, &given); err != nil {
		return err
	}
	year := school.Year{School: code, Name: c.Params("year"), From: given.From, Until: given.Until}
	if err := a.schools.AddYear(audit.Because(c.UserContext(), given.Why), year, asker(c), given.Why); err != nil {
		return err
	}
	return c.JSON(yearList{a.marked(), listed(a.schools.Years(code))})
}

func (a *API) schoolStaff(c *fiber.Ctx) error {
	found, err := a.schoolAt(c)
	if err != nil {
		return err
	}
	return c.JSON(staffList{a.marked(), listed(a.schools.AllStaff(found.Code))})
}

// addSchoolStaff enters who serves in a school, by EID. The same again is success.
func (a *API) addSchoolStaff(c *fiber.Ctx) error {
	found, err := a.schoolAt(c)
	if err != nil {
		return err
	}
	var given struct {
		EID   string      `json:"eid" validate:"required" label:"The EID"`
		Role  school.Role `json:"role" validate:"required"`
		From  day.Date    `json:"from"`
		Until day.Date    `json:"until"`
		reason
	}
	if err := body(c, &given); err != nil {
		return err
	}
	who, _ := a.register.ByEID(given.EID)
	made, err := a.schools.AddStaff(audit.Because(c.UserContext(), given.Why),
		school.Staff{School: found.Code, Person: who.ID, Role: given.Role, From: given.From, Until: given.Until}, asker(c), given.Why)
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(staffAnswer{a.marked(), made})
}

// endSchoolStaff ends a service with its last day; it can only be shortened. The same again is success.
func (a *API) endSchoolStaff(c *fiber.Ctx) error {
	found, err := a.schoolAt(c)
	if err != nil {
		return err
	}
	id := string(found.Code) + "/" + c.Params("person") + "/" + c.Params("number")
	is := func(one school.Staff) bool { return one.ID == id }
	if !slices.ContainsFunc(a.schools.AllStaff(found.Code), is) {
		return fault.NotFound("Nobody serves in this school under this entry.")
	}
	var given struct {
		Until day.Date `json:"until"`
		reason
	}
	if err := body(c, &given); err != nil {
		return err
	}
	if err := a.schools.EndStaff(audit.Because(c.UserContext(), given.Why), id, given.Until, asker(c), given.Why); err != nil {
		return err
	}
	all := a.schools.AllStaff(found.Code)
	return c.JSON(staffAnswer{a.marked(), all[slices.IndexFunc(all, is)]})
}
