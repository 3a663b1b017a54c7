package demo

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
)

// classworld is what the schools of the demonstration are written with.
type classworld struct {
	register *org.Register
	library  *catalogue.Library
	log      *audit.Log
	schools  *school.Service
}

// invented are the other schools, so that there is something to add up.
func inventedSchools() []school.School {
	one := func(code school.Code, name string, place org.AgencyCode, sector school.Sector) school.School {
		return school.School{Code: code, Name: name, Place: place, Stages: school.Stages(), Sector: sector}
	}
	return []school.School{
		one("demo-paro-2", "Second Invented School of Paro", schoolPlace, school.Public),
		one("demo-haa-1", "Invented Private School of Haa", "dz-haa", school.Private),
		one("demo-punakha-1", "Invented School of Punakha", "dz-punakha", school.Public),
		one("demo-punakha-2", "Small Invented School of Punakha", "dz-punakha", school.Public),
	}
}

// taught is a class with what its pupils do: out of ten so many begin a module, and so many are done.
type taught struct {
	id         string
	school     school.Code
	grade      string
	size       int
	last       bool // of last year: by now its figures alone are kept
	begin, end int
	mode       classes.Mode
}

// taughtClasses are all of them, the sign-in's own class first. One is so small that its figures are told nobody above it.
func taughtClasses() []taught {
	return []taught{
		{classID, schoolCode, "VII", classSize, false, 8, 5, classes.ModeOwn},
		{"DEMC3333", schoolCode, "VII", 26, true, 9, 8, classes.ModeShared},
		{"DEMC3334", "demo-paro-2", "VIII", 24, true, 7, 5, classes.ModeOwn},
		{"DEMC3336", "demo-paro-2", "VI", 21, false, 9, 7, classes.ModeShared},
		{"DEMC3337", "demo-haa-1", "VII", 22, true, 8, 6, classes.ModePaper},
		{"DEMC3339", "demo-haa-1", "II", 19, false, 0, 0, classes.ModeProjector},
		{"DEMC333A", "demo-punakha-2", "V", 7, false, 9, 9, classes.ModeOwn},
		{"DEMC333C", "demo-punakha-1", "V", 23, false, 10, 6, classes.ModePen},
	}
}

// classwork enters the other schools, and lets classes of last year and of this year work, through the services themselves. Then what
// is over is purged, as every night.
func (f *filling) classwork(ctx context.Context, w classworld, this school.Year) error {
	last := school.Year{Name: string(f.mark.Today.AddMonths(-12)[:4]), From: this.From.AddMonths(-12), Until: this.From.AddDays(-1)}
	teachers, err := f.schools(ctx, w, this, last)
	if err != nil {
		return err
	}
	var wait sync.WaitGroup
	all := taughtClasses()
	errs := make([]error, len(all))
	for i, t := range all {
		year := this
		if t.last {
			year = last
		}
		if teacher := teachers[t.school]; teacher != "" {
			wait.Go(func() { errs[i] = f.teach(ctx, w, t, year, teacher) })
		}
	}
	wait.Wait()
	for i, err := range errs {
		if err != nil {
			return fmt.Errorf("class %s: %w", all[i].id, err)
		}
	}
	service, err := w.open(ctx, f, f.settings.Now)
	if err == nil {
		_, err = service.Purge(ctx)
	}
	return err
}

func (w classworld) open(ctx context.Context, f *filling, now func() time.Time) (*classes.Service, error) {
	return classes.Open(ctx, f.deps.Engine, classes.Deps{Schools: w.schools, Register: w.register, Library: w.library, Audit: w.log},
		classes.Settings{Now: now, Origin: f.settings.Origin})
}

// schools enters the schools with their years, and somebody of the place who teaches there. A place without anybody has no school.
func (f *filling) schools(ctx context.Context, w classworld, this, last school.Year) (map[school.Code]org.PersonID, error) {
	teachers := map[school.Code]org.PersonID{schoolCode: f.signIn(org.RoleTeacher)}
	officer := f.signIn(org.RoleAdmin)
	const why = "demonstration"
	if err := w.schools.AddYear(ctx, school.Year{School: schoolCode, Name: last.Name, From: last.From, Until: last.Until}, officer, why); err != nil {
		return nil, err
	}
	if err := f.serve(ctx, w, schoolCode, teachers[schoolCode], last.From); err != nil {
		return nil, err
	}
	for _, at := range inventedSchools() {
		teacher := f.teacherOf(w.register, at.Place, last.From, teachers)
		if teacher == "" {
			continue
		}
		if _, err := w.schools.AddSchool(ctx, at, officer, why); err != nil {
			return nil, err
		}
		for _, y := range []school.Year{this, last} {
			y.School = at.Code
			if err := w.schools.AddYear(ctx, y, officer, why); err != nil {
				return nil, err
			}
		}
		if err := f.serve(ctx, w, at.Code, teacher, last.From); err != nil {
			return nil, err
		}
		teachers[at.Code] = teacher
	}
	return teachers, nil
}

// serve enters that somebody taught in a school last year too.
func (f *filling) serve(ctx context.Context, w classworld, at school.Code, teacher org.PersonID, from day.Date) error {
	if w.schools.Serves(teacher, at, from) {
		return nil
	}
	until := day.Date("")
	for _, one := range w.schools.AllStaff(at) {
		if one.Person == teacher {
			until = one.From.AddDays(-1)
		}
	}
	_, err := w.schools.AddStaff(ctx, school.Staff{School: at, Person: teacher, Role: school.Teacher, From: from, Until: until}, f.signIn(org.RoleAdmin), "demonstration")
	return err
}

// teacherOf is somebody who has served in a place since a day, and teaches nowhere yet.
func (f *filling) teacherOf(register *org.Register, place org.AgencyCode, since day.Date, taken map[school.Code]org.PersonID) org.PersonID {
	for _, h := range f.plan.Histories {
		post, ok := register.PostAt(h.Person, f.mark.Today)
		before, was := register.PostAt(h.Person, since)
		busy := slices.ContainsFunc(f.plan.SignIns, func(s SignIn) bool { return s.Person == h.Person })
		for _, p := range taken {
			busy = busy || p == h.Person
		}
		if ok && was && post.Agency == place && before.Agency == place && !busy && !slices.Contains(f.colleagues(register, f.signIn(org.RoleTeacher)), h.Person) {
			return h.Person
		}
	}
	return ""
}

// teach opens a class two months into its year, and lets it work on a module that fits it.
func (f *filling) teach(ctx context.Context, w classworld, t taught, year school.Year, teacher org.PersonID) error {
	at := earlier(year.From.AddMonths(2).Start().Add(4*time.Hour), f.settings.Now())
	if t.id == classID {
		at = f.settings.Now() // it was opened just now
	}
	service, err := w.open(ctx, f, func() time.Time { return at })
	if err != nil {
		return err
	}
	c, err := service.Class(ctx, t.id)
	if classes.Gone(err) {
		c, err = service.Create(ctx, classes.NewClass{ID: t.id, School: t.school, Grade: t.grade, Section: "B", Size: t.size}, teacher)
	}
	if err != nil || !c.Purged.IsZero() {
		return err
	}
	fitting, _ := service.Offered(c)
	i := slices.IndexFunc(fitting, func(one *courses.Course) bool { return classes.Spoken(one) == (t.mode == classes.ModeProjector) })
	if i < 0 {
		return nil // a catalogue without modules for it
	}
	module := fitting[i]
	mode := t.mode
	if mode == classes.ModePaper {
		mode = classes.ModeShared // which may be chosen; the results came on paper
	}
	from := day.Of(at)
	n := classes.NewAssignment{Course: module.ID, Mode: mode, From: from, Until: min(from.AddDays(30), c.Until)}
	if c, err = service.Assign(ctx, t.id, n, teacher); err != nil {
		return err
	}
	if mode == classes.ModeProjector {
		return handsUp(ctx, service, c, module, teacher)
	}
	for roll := 1; roll <= t.size; roll++ {
		if entries := pupilWork(module, t, roll, at); len(entries) > 0 {
			if _, err := service.Merge(ctx, classes.WorkID(t.id, roll, module.ID), entries...); err != nil {
				return err
			}
		}
	}
	return nil
}

// handsUp counts hands before and after a module: more of them right afterwards.
func handsUp(ctx context.Context, service *classes.Service, c classes.Class, module *courses.Course, teacher org.PersonID) error {
	for _, id := range module.BeforeAfter {
		item, _ := module.Item(id)
		for _, moment := range []classes.Ask{classes.AskBefore, classes.AskAfter} {
			n := classes.NewHands{Course: module.ID, Item: id, Moment: moment}
			rest := c.Size - 1
			for _, o := range item.Options {
				up := rest / 3
				if o.Right == (moment == classes.AskAfter) {
					up = rest * 2 / 3
				}
				up = min(up, rest)
				rest -= up
				n.Counts = append(n.Counts, classes.HandCount{Option: o.ID, Count: up})
			}
			if err := service.CountHands(ctx, c, n, teacher); err != nil {
				return err
			}
		}
	}
	return nil
}

// pupilWork is what one pupil did. No chance is in it: the number decides.
func pupilWork(module *courses.Course, t taught, roll int, at time.Time) []classes.Entry {
	share := (roll * 7) % 10
	if share >= t.begin {
		return nil
	}
	entry := func(id string, kind classes.EntryKind) classes.Entry {
		return classes.Entry{ID: id, Kind: kind, At: at, Mode: t.mode, Version: module.Version}
	}
	ask := func(when classes.Ask, item courses.ItemID, well bool) []classes.Entry {
		answer, ok := demoAnswer(module, item, well)
		if !ok {
			return nil
		}
		e := entry(fmt.Sprintf("demo/%s/%s", when, item), classes.EntryAnswer)
		e.Ask, e.Item, e.Answer = when, item, &answer
		return []classes.Entry{e}
	}
	var entries []classes.Entry
	for n, id := range module.BeforeAfter {
		entries = append(entries, ask(classes.AskBefore, id, (roll+n)%3 == 0)...)
	}
	for n, l := range module.Lessons {
		if share < t.end || n == 0 {
			e := entry("demo/lesson/"+string(l.ID), classes.EntryLesson)
			e.Lesson = l.ID
			entries = append(entries, e)
		}
	}
	if share >= t.end {
		return entries
	}
	for n, id := range module.BeforeAfter {
		entries = append(entries, ask(classes.AskAfter, id, (roll+n)%5 != 0)...)
	}
	if whole := classes.Questions(module); whole > 0 {
		e := entry("demo/result", classes.EntryResult)
		e.Right, e.Whole = max(1, whole-roll%3), whole
		entries = append(entries, e)
	}
	return entries
}

// demoAnswer is a good or a poor answer to a question with options.
func demoAnswer(module *courses.Course, id courses.ItemID, well bool) (assessment.Answer, bool) {
	item, ok := module.Item(id)
	if !ok || item.Type != courses.Single && item.Type != courses.TrueFalse {
		return assessment.Answer{}, false
	}
	for _, o := range item.Options {
		if o.Right == well {
			return assessment.Answer{Options: []courses.OptionID{o.ID}}, true
		}
	}
	return assessment.Answer{}, false
}
