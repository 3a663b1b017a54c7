package site

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
	"lamtoen/internal/school"
)

// schoolsHref is where schools are looked after.
const schoolsHref = "/schools"

// schoolsBody is how large a file of schools may be, in bytes.
const schoolsBody = 1 << 20

// schoolDeclarations says which struct each template of schools is rendered with.
func schoolDeclarations() map[string]page.Page {
	return map[string]page.Page{"schools": schoolsPage{}, "school": schoolPage{}, "schools-import": schoolsImport{}}
}

// schoolRoutes is every page of the schools. What lies outside the scope of the asker is not found.
func (s *Site) schoolRoutes() []route.Route {
	get, post, manage := http.MethodGet, http.MethodPost, account.ManageSchools
	return forStaff([]route.Route{
		{Method: get, Path: schoolsHref, Permission: manage, Handler: s.schoolList},
		{Method: get, Path: schoolsHref + "/new", Permission: manage, Handler: s.newSchool},
		{Method: post, Path: schoolsHref + "/new", Permission: manage, Handler: s.addSchool},
		{Method: get, Path: schoolsHref + "/import", Permission: manage, Handler: s.askSchools},
		{Method: post, Path: schoolsHref + "/import", Permission: manage, Handler: s.importSchools, BodyLimit: schoolsBody},
		{Method: get, Path: schoolsHref + "/year", Permission: manage, Handler: s.askYear},
		{Method: post, Path: schoolsHref + "/year", Permission: manage, Handler: s.addYear},
		{Method: get, Path: schoolsHref + "/:school", Permission: manage, Handler: s.school},
		{Method: get, Path: schoolsHref + "/:school/entry", Permission: manage, Handler: s.askSchool},
		{Method: post, Path: schoolsHref + "/:school/entry", Permission: manage, Handler: s.changeSchool},
		{Method: get, Path: schoolsHref + "/:school/year", Permission: manage, Handler: s.askYear},
		{Method: post, Path: schoolsHref + "/:school/year", Permission: manage, Handler: s.addYear},
		{Method: get, Path: schoolsHref + "/:school/staff", Permission: manage, Handler: s.askStaff},
		{Method: post, Path: schoolsHref + "/:school/staff", Permission: manage, Handler: s.addStaff},
		{Method: get, Path: schoolsHref + "/:school/staff/:person/:number", Permission: manage, Handler: s.askEndStaff},
		{Method: post, Path: schoolsHref + "/:school/staff/:person/:number", Permission: manage, Handler: s.endStaff},
	})
}

// schoolsPage lists the schools of the officer's places.
type schoolsPage struct {
	page.Base
	Schools []schoolLine
	Years   []school.Year // of every school that has none of its own
	Nation  bool
	Figures bool // the asker sees the figures of classes
}

// schoolLine is one school of a list.
type schoolLine struct {
	Href, Name, Code, Place string
	Staff                   int
	Closed                  bool
}

func (s *Site) schoolList(c *fiber.Ctx) error {
	base := s.base(c)
	base.Crumbs = []page.Link{here(s.words(base).Say("nav.schools"))}
	p := schoolsPage{Base: base, Years: s.schools.Years(""), Nation: route.Scope(c).All}
	_, p.Figures = reach(c, account.ViewClasses)
	tree := s.register.Tree(s.today())
	for _, one := range s.schools.Schools("") {
		if s.within(route.Scope(c), one.Place) {
			p.Schools = append(p.Schools, schoolLine{Href: schoolHref(one.Code), Name: one.Name, Code: string(one.Code), Place: tree.Name(one.Place),
				Staff: len(s.schools.StaffOf(one.Code, s.today())), Closed: !one.Open(s.today())})
		}
	}
	return s.show(c, "schools", p)
}

func schoolHref(code school.Code) string { return schoolsHref + "/" + string(code) }

// schoolAt gives the school of the address, in the scope of the asker.
func (s *Site) schoolAt(c *fiber.Ctx) (school.School, error) {
	found, ok := s.schools.School(school.Code(c.Params("school")))
	if !ok || !s.within(route.Scope(c), found.Place) {
		return found, fault.NotFound("There is no such school among those that you may open.")
	}
	return found, nil
}

// schoolPage is one school with its years and its staff.
type schoolPage struct {
	page.Base
	school.School
	Href      string
	PlaceName string
	Staff     []staffLine
	Former    []staffLine
	Own       []school.Year
	Year      school.Year // that holds today; zero for none
}

// staffLine is somebody who serves in a school.
type staffLine struct {
	Name, EID string
	Role      page.Phrase
	From      day.Date
	Until     day.Date
	End       string // where it is ended
}

func (s *Site) school(c *fiber.Ctx) error {
	found, err := s.schoolAt(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.schools"), Href: schoolsHref}, here(page.Plain(found.Name, ""))}
	p := schoolPage{Base: base, School: found, Href: schoolHref(found.Code), PlaceName: s.register.Tree(s.today()).Name(found.Place), Own: s.schools.Years(found.Code)}
	p.Year, _ = s.schools.YearOf(found.Code, s.today())
	for _, one := range s.schools.AllStaff(found.Code) {
		who, _ := s.register.Person(one.Person)
		line := staffLine{Name: who.Name, EID: who.EID, Role: words.Say("school.role." + page.Key(one.Role)), From: one.From, Until: one.Until,
			End: schoolsHref + "/" + strings.Replace(one.ID, "/", "/staff/", 1)}
		switch {
		case one.Until != "" && one.Until < one.From: // never was
		case one.Until != "" && one.Until < s.today():
			p.Former = append(p.Former, line)
		default:
			p.Staff = append(p.Staff, line)
		}
	}
	return s.show(c, "school", p)
}

// schoolFields are what is typed about a school.
type schoolFields struct {
	Code   string   `form:"code"`
	Name   string   `form:"name"`
	NameDz string   `form:"name_dz"`
	Place  string   `form:"place"`
	Stages []string `form:"stages"`
	Sector string   `form:"sector"`
	From   string   `form:"from"`
	Until  string   `form:"until"`
	Why    string   `form:"why" label:"The reason" validate:"max=300"`
}

func (f schoolFields) school() school.School {
	return school.School{Code: school.Code(f.Code), Name: f.Name, NameDz: f.NameDz, Place: org.AgencyCode(f.Place), Stages: f.Stages,
		Sector: school.Sector(f.Sector), From: day.Date(f.From), Until: day.Date(f.Until)}
}

func fieldsOf(at school.School) schoolFields {
	return schoolFields{Code: string(at.Code), Name: at.Name, NameDz: at.NameDz, Place: string(at.Place), Stages: at.Stages, Sector: string(at.Sector),
		From: at.From.ISO(), Until: at.Until.ISO()}
}

// schoolForm is the frame of a form about schools; its texts are NAME.title, NAME.lead and NAME.button.
func (s *Site) schoolForm(base page.Base, name page.Key, action, back string) formPage {
	words := s.words(base)
	p := formPage{Base: base, Heading: words.Say(name + ".title"), Lead: words.Say(name + ".lead"), Button: words.Say(name + ".button"), Action: action, Back: back}
	p.Crumbs = []page.Link{{Label: words.Say("nav.schools"), Href: schoolsHref}, here(p.Heading)}
	return p
}

// entryOf is the form of a school; with a code it is that of one that is there.
func (s *Site) entryOf(c *fiber.Ctx, base page.Base, at school.Code, form schoolFields) formPage {
	name, action, back := page.Key("school.new"), schoolsHref+"/new", schoolsHref
	if at != "" {
		name, action, back = "school.entry", schoolHref(at)+"/entry", schoolHref(at)
	}
	words := s.words(base)
	p := s.schoolForm(base, name, action, back)
	if at == "" {
		f := p.add(words, "code", form.Code)
		f.Label, f.Hint, f.HintText = words.Say("school.code"), true, words.Say("school.code.hint")
	}
	f := p.add(words, "name", form.Name)
	f.Hint, f.Label = false, words.Say("school.name")
	p.add(words, "name_dz", form.NameDz)
	f = p.add(words, "place", "")
	f.Kind, f.Hint, f.Label = fieldSelect, false, words.Say("school.place")
	for _, a := range s.schools.Places() {
		if s.within(route.Scope(c), a.Code) {
			f.Options = append(f.Options, page.Choice{Value: string(a.Code), HTML: text(a.Name), Chosen: string(a.Code) == form.Place})
		}
	}
	p.choose(words, fieldChecks, "stages", school.Stages(), form.Stages, "school.stage.")
	p.choose(words, fieldRadios, "sector", texts(school.Sectors()), []string{form.Sector}, "school.sector.")
	p.date(words, "from", form.From)
	p.date(words, "until", form.Until)
	p.because(words, form.Why)
	return p
}

func (s *Site) newSchool(c *fiber.Ctx) error {
	form := schoolFields{Sector: string(school.Public)}
	if scope := route.Scope(c); len(scope.Agencies) == 1 {
		form.Place = string(scope.Agencies[0])
	}
	return s.show(c, "form", s.entryOf(c, s.base(c), "", form))
}

func (s *Site) askSchool(c *fiber.Ctx) error {
	found, err := s.schoolAt(c)
	if err != nil {
		return err
	}
	return s.show(c, "form", s.entryOf(c, s.base(c), found.Code, fieldsOf(found)))
}

const whySchool = "Say why, for example the number of the letter that it rests on."

// inScope refuses a place that the asker does not look after.
func (s *Site) inScope(c *fiber.Ctx, place string) error {
	if place != "" && !s.within(route.Scope(c), org.AgencyCode(place)) {
		return fault.Invalid("Please correct what is marked.", fault.Field{Name: "place", Message: "Choose a place that you look after."})
	}
	return nil
}

func (s *Site) addSchool(c *fiber.Ctx) error {
	var form schoolFields
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.entryOf(c, base, "", form) },
		do: func() (string, error) {
			ctx, err := because(c, form.Why, whySchool)
			if err == nil {
				err = s.inScope(c, form.Place)
			}
			if err != nil {
				return "", err
			}
			made, err := s.schools.AddSchool(ctx, form.school(), me(c), form.Why)
			return schoolHref(made.Code) + "?said=staff.saved", err
		},
	})
}

func (s *Site) changeSchool(c *fiber.Ctx) error {
	found, err := s.schoolAt(c)
	if err != nil {
		return err
	}
	var form schoolFields
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.entryOf(c, base, found.Code, form) },
		do: func() (string, error) {
			ctx, err := because(c, form.Why, whySchool)
			if err == nil {
				err = s.inScope(c, form.Place)
			}
			if err != nil {
				return "", err
			}
			form.Code = string(found.Code)
			_, err = s.schools.ChangeSchool(ctx, form.school(), me(c), form.Why)
			return schoolHref(found.Code) + "?said=staff.saved", err
		},
	})
}

// yearFields are what is typed about a school year.
type yearFields struct {
	Name  string `form:"name"`
	From  string `form:"from"`
	Until string `form:"until"`
	Why   string `form:"why" label:"The reason" validate:"max=300"`
}

// yearSchool gives the school whose year it is; "" for the year of every school, which only those set who look after all.
func (s *Site) yearSchool(c *fiber.Ctx) (school.Code, string, error) {
	if c.Params("school") == "" {
		if !route.Scope(c).All {
			return "", "", fault.NotFound("Only the ministry sets the year of every school. You can set the year of a school of yours.")
		}
		return "", schoolsHref, nil
	}
	found, err := s.schoolAt(c)
	return found.Code, schoolHref(found.Code), err
}

func (s *Site) yearPage(base page.Base, back string, form yearFields) formPage {
	words := s.words(base)
	p := s.schoolForm(base, "school.year", back+"/year", back)
	f := p.add(words, "name", form.Name)
	f.Label, f.Hint, f.HintText = words.Say("school.year.name"), true, words.Say("school.year.name.hint")
	p.date(words, "from", form.From)
	p.date(words, "until", form.Until)
	p.Fields[2].Hint = false
	p.because(words, form.Why)
	return p
}

func (s *Site) askYear(c *fiber.Ctx) error {
	_, back, err := s.yearSchool(c)
	if err != nil {
		return err
	}
	return s.show(c, "form", s.yearPage(s.base(c), back, yearFields{}))
}

func (s *Site) addYear(c *fiber.Ctx) error {
	code, back, err := s.yearSchool(c)
	if err != nil {
		return err
	}
	var form yearFields
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.yearPage(base, back, form) },
		do: func() (string, error) {
			ctx, err := because(c, form.Why, whySchool)
			if err != nil {
				return "", err
			}
			err = s.schools.AddYear(ctx, school.Year{School: code, Name: form.Name, From: day.Date(form.From), Until: day.Date(form.Until)}, me(c), form.Why)
			return back + "?said=staff.saved", err
		},
	})
}

// staffFields say who serves in a school.
type staffFields struct {
	EID   string `form:"eid"`
	Role  string `form:"role"`
	From  string `form:"from"`
	Until string `form:"until"`
	Why   string `form:"why" label:"The reason" validate:"max=300"`
}

func (s *Site) staffPage(base page.Base, at school.School, form staffFields) formPage {
	words := s.words(base)
	p := s.schoolForm(base, "school.staff", schoolHref(at.Code)+"/staff", schoolHref(at.Code))
	p.add(words, "eid", form.EID)
	p.choose(words, fieldRadios, "role", texts(school.Roles()), []string{form.Role}, "school.role.")
	p.date(words, "from", form.From)
	p.date(words, "until", form.Until)
	p.because(words, form.Why)
	return p
}

func (s *Site) askStaff(c *fiber.Ctx) error {
	found, err := s.schoolAt(c)
	if err != nil {
		return err
	}
	return s.show(c, "form", s.staffPage(s.base(c), found, staffFields{Role: string(school.Teacher), From: s.today().ISO()}))
}

func (s *Site) addStaff(c *fiber.Ctx) error {
	found, err := s.schoolAt(c)
	if err != nil {
		return err
	}
	var form staffFields
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.staffPage(base, found, form) },
		do: func() (string, error) {
			ctx, err := because(c, form.Why, whySchool)
			if err != nil {
				return "", err
			}
			who, _ := s.register.ByEID(form.EID)
			_, err = s.schools.AddStaff(ctx, school.Staff{School: found.Code, Person: who.ID, Role: school.Role(form.Role), From: day.Date(form.From), Until: day.Date(form.Until)}, me(c), form.Why)
			return schoolHref(found.Code) + "?said=staff.saved", err
		},
	})
}

// serviceAt gives the service of the address.
func (s *Site) serviceAt(c *fiber.Ctx) (school.School, school.Staff, error) {
	found, err := s.schoolAt(c)
	if err != nil {
		return found, school.Staff{}, err
	}
	id := string(found.Code) + "/" + c.Params("person") + "/" + c.Params("number")
	all := s.schools.AllStaff(found.Code)
	i := slices.IndexFunc(all, func(one school.Staff) bool { return one.ID == id })
	if i < 0 {
		return found, school.Staff{}, fault.NotFound("Nobody serves in this school under this entry.")
	}
	return found, all[i], nil
}

func (s *Site) endStaffPage(base page.Base, one school.Staff, form staffFields) formPage {
	words := s.words(base)
	back := schoolHref(one.School)
	p := s.schoolForm(base, "school.staff.end", schoolsHref+"/"+strings.Replace(one.ID, "/", "/staff/", 1), back)
	p.About = s.identity(one.Person)
	p.date(words, "until", form.Until)
	p.Fields[0].Hint = false
	p.because(words, form.Why)
	return p
}

func (s *Site) askEndStaff(c *fiber.Ctx) error {
	_, one, err := s.serviceAt(c)
	if err != nil {
		return err
	}
	return s.show(c, "form", s.endStaffPage(s.base(c), one, staffFields{Until: s.today().ISO()}))
}

func (s *Site) endStaff(c *fiber.Ctx) error {
	found, one, err := s.serviceAt(c)
	if err != nil {
		return err
	}
	var form staffFields
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.endStaffPage(base, one, form) },
		do: func() (string, error) {
			ctx, err := because(c, form.Why, whySchool)
			if err != nil {
				return "", err
			}
			err = s.schools.EndStaff(ctx, one.ID, day.Date(form.Until), me(c), form.Why)
			return schoolHref(found.Code) + "?said=staff.saved", err
		},
	})
}
