package site

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
	"lamtoen/internal/school"
)

// schoolsImport takes a file of schools: first it shows what the file would do.
type schoolsImport struct {
	page.Base
	Rows    page.Field
	Why     page.Field
	Columns string
	Looked  bool
	Preview school.Preview
	Changes []schoolChange
}

// schoolChange is what a row changes about a school.
type schoolChange struct {
	Line    int
	Name    string
	Was, Is string
	IsNew   bool
}

// schoolsTyped is the table, pasted, or carried on from the look at it.
type schoolsTyped struct {
	Rows string `form:"rows"`
	Mark string `form:"mark"`
	Step string `form:"step"`
	Why  string `form:"why" label:"The reason" validate:"max=300"`
}

func (s *Site) askSchools(c *fiber.Ctx) error {
	return s.showSchoolsImport(c, schoolsTyped{}, school.Preview{}, nil)
}

func (s *Site) showSchoolsImport(c *fiber.Ctx, form schoolsTyped, seen school.Preview, f *fault.Error) error {
	base := s.base(c)
	if f != nil {
		base.Refuse(f)
		c.Status(route.Status(c, f))
	}
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.schools"), Href: schoolsHref}, here(words.Say("schools.import"))}
	p := schoolsImport{Base: base, Columns: strings.Join(school.Columns(), ","), Preview: seen, Looked: seen.Mark != "" && len(seen.Errors) == 0,
		Rows: page.Field{Name: "rows", Value: form.Rows, Hint: true, Wrong: base.Wrong("rows")},
		Why:  page.Field{Name: "why", Value: form.Why, Hint: true, Wrong: base.Wrong("why")}}
	for _, row := range append(append([]school.Row(nil), seen.New...), seen.Changed...) {
		p.Changes = append(p.Changes, schoolChange{Line: row.Line, Name: row.Is.Name, Was: schoolWords(row.Was), Is: schoolWords(row.Is), IsNew: row.Was.Code == ""})
	}
	return s.show(c, "schools-import", p)
}

// schoolWords is a school in one line.
func schoolWords(a school.School) string {
	if a.Code == "" {
		return ""
	}
	words := []string{a.Name, string(a.Place), strings.Join(a.Stages, " "), string(a.Sector)}
	if a.From != "" || a.Until != "" {
		words = append(words, a.From.ISO()+"–"+a.Until.ISO())
	}
	return strings.Join(words, " · ")
}

// importSchools reads the file, shows what it would do, and then takes all of it or nothing. Sent twice it is there once.
func (s *Site) importSchools(c *fiber.Ctx) error {
	var form schoolsTyped
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	if part, err := c.FormFile("file"); err == nil && part.Size > 0 {
		_, data, err := route.File(c, "file", schoolsBody)
		if err != nil {
			return err
		}
		form.Rows = string(data)
	}
	scope := route.Scope(c)
	may := func(place org.AgencyCode) bool { return s.within(scope, place) }
	if form.Step != stepSave {
		seen, err := s.schools.Import([]byte(form.Rows), may)
		return s.lookedAtSchools(c, form, seen, err)
	}
	ctx, err := because(c, form.Why, whySchool)
	if err != nil {
		seen, _ := s.schools.Import([]byte(form.Rows), may)
		return s.lookedAtSchools(c, form, seen, err)
	}
	seen, err := s.schools.Apply(ctx, []byte(form.Rows), school.Application{Mark: form.Mark, May: may, By: me(c), Why: form.Why})
	if err != nil {
		return s.lookedAtSchools(c, form, seen, err)
	}
	return to(c, schoolsHref+"?said=staff.saved")
}

// lookedAtSchools shows what a file would do, or what is wrong with it.
func (s *Site) lookedAtSchools(c *fiber.Ctx, form schoolsTyped, seen school.Preview, err error) error {
	if f, ok := fault.As(err); ok {
		for i := range f.Fields {
			if f.Fields[i].Name == "file" {
				f.Fields[i].Name = "rows"
			}
		}
		return s.showSchoolsImport(c, form, seen, f)
	}
	if err != nil {
		return err
	}
	if len(seen.Errors) > 0 {
		return s.showSchoolsImport(c, form, seen, fault.Invalid("Nothing was taken, because rows of the file are wrong.",
			fault.Field{Name: "rows", Message: "Rows of the file are wrong. The table says which."}))
	}
	return s.showSchoolsImport(c, form, seen, nil)
}
