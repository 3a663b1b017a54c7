package demo

import (
	"context"

	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/classes"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
)

// The school of the demonstration, invented with all its people: the teacher among the sign-ins has a class there.
const (
	schoolPlace = org.AgencyCode("dz-paro")
	schoolCode  = school.Code("demo-paro-1")
	classID     = "DEMA7776"
	classSize   = 28
	schoolStaff = 3 // colleagues of the teacher, the first of them the head
)

// school enters the school with its year and its staff, and opens the class. What stands there is not written again.
func (f *filling) school(ctx context.Context) error {
	register, err := f.openRegister(ctx, f.settings.Now)
	if err != nil {
		return err
	}
	library, err := catalogue.Open(ctx, f.deps.Engine)
	if err != nil {
		return err
	}
	log, err := audit.Open(ctx, f.deps.Engine)
	if err != nil {
		return err
	}
	schools, err := school.Open(ctx, f.deps.Engine, school.Deps{Register: register, Audit: log}, school.Settings{Now: f.settings.Now})
	if err != nil {
		return err
	}
	officer, teacher := f.signIn(org.RoleEducation), f.signIn(org.RoleTeacher)
	const why = "demonstration"
	_, err = schools.AddSchool(ctx, school.School{Code: schoolCode, Name: "Invented School of Paro", Place: schoolPlace,
		Stages: school.Stages(), Sector: school.Public}, officer, why)
	if err != nil {
		return err
	}
	// A year of any twelve months around today: no school year of a real school is meant.
	year := school.Year{School: schoolCode, Name: string(f.mark.Today[:4]), From: f.mark.Today.AddMonths(-6), Until: f.mark.Today.AddMonths(6)}
	if err := schools.AddYear(ctx, year, officer, why); err != nil {
		return err
	}
	for i, person := range append(f.colleagues(register, teacher), teacher) {
		role := school.Teacher
		if i == 0 {
			role = school.Head
		}
		if _, err := schools.AddStaff(ctx, school.Staff{School: schoolCode, Person: person, Role: role, From: year.From}, officer, why); err != nil {
			return err
		}
	}
	service, err := classes.Open(ctx, f.deps.Engine, classes.Deps{Schools: schools, Register: register, Library: library, Audit: log},
		classes.Settings{Now: f.settings.Now, Origin: f.settings.Origin})
	if err != nil {
		return err
	}
	_, err = service.Create(ctx, classes.NewClass{ID: classID, School: schoolCode, Grade: "VII", Section: "B", Size: classSize}, teacher)
	if err != nil {
		return err
	}
	return f.classwork(ctx, classworld{register: register, library: library, log: log, schools: schools}, year)
}

// signIn is the person among the sign-ins who has a role.
func (f *filling) signIn(role org.Role) org.PersonID {
	for _, s := range f.plan.SignIns {
		if s.Role == role {
			return s.Person
		}
	}
	return ""
}

// colleagues are people who serve where the teacher does.
func (f *filling) colleagues(register *org.Register, teacher org.PersonID) []org.PersonID {
	var list []org.PersonID
	for _, h := range f.plan.Histories {
		post, ok := register.PostAt(h.Person, f.mark.Today)
		if ok && post.Agency == schoolPlace && h.Person != teacher && h.Person != f.signIn(org.RoleEducation) && len(list) < schoolStaff && post.From <= f.mark.Today.AddMonths(-6) {
			list = append(list, h.Person)
		}
	}
	return list
}
