package courses

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"time"
)

// The limits of one course.
const (
	maxLessons = 60
	maxItems   = 600
	maxMinutes = 600
)

// courseFolder is where a course version stands, and what its path says of it.
type courseFolder struct {
	path     string
	id       string
	kind     Kind   // "": not said by the path
	version  string // of an archived version
	archived bool
}

// courseReader reads one course version.
type courseReader struct {
	*loader
	folder courseFolder
	course *Course
	render *renderer
	ids    *ids

	objectivesKnown bool // course.yaml could be read, so that what it does not name is a mistake
	incomplete      bool // a part could not be read, so that what seems unused may be used there
	clauseAt        map[ClauseID]place
	usedClauses     map[ClauseID]bool
	objectiveAt     map[ObjectiveID]place
	quotaAt         map[ObjectiveID]place
	stagesAt        place   // of the audience, which says whether a pack is due
	beforeAfter     []value // checked once the bank is read
	beforeAfterAt   place
	refreshers      []refresherValue    // likewise, once the lessons are
	context         Passage             // the lesson and item that is being read
	silent          bool                // no passages are kept: a translation is being read
	verdicts        map[OptionID]Option // of a translation: what it calls true and false
}

// readCourse reads a course version. It always gives a course, which is whole only when no problem was reported.
func (l *loader) readCourse(folder courseFolder) *Course {
	before := len(l.problems)
	r := &courseReader{loader: l, folder: folder, course: &Course{Dir: folder.path}, ids: newIDs(&l.problems),
		clauseAt: map[ClauseID]place{}, usedClauses: map[ClauseID]bool{},
		objectiveAt: map[ObjectiveID]place{}, quotaAt: map[ObjectiveID]place{}}
	if folder.archived { // what an old version cites may be gone by now, and the version cannot change any more
		shared := l.known
		l.known = known{}
		defer func() { l.known = shared }()
	}
	r.render = &renderer{engine: l.engine, policy: l.policy, course: CourseID(folder.id), glossary: l.ref.Glossary, known: l.known.terms,
		problems: &l.problems, shown: map[string]bool{}, cited: map[TermID]bool{}}
	r.checkFolder()
	r.readPictures() // first, since any text may show one
	r.readHead()     // before lessons and bank, which refer to its objectives and clauses
	r.readLessons()
	r.readBank()
	r.readPack() // last, since what a course shows before and after it are questions of the bank
	r.check()
	r.finish()
	r.readWordings(len(l.problems) == before)
	return r.course
}

// kind is the catalogue that the course belongs to; an archived version says it itself.
func (r *courseReader) kind() Kind { return cmp.Or(r.folder.kind, r.course.Catalogue) }

// checkFolder reports files that nothing would read, such as a misspelt question.yaml.
func (r *courseReader) checkFolder() {
	expected := []string{"course.yaml", "questions.yaml", "lessons", "media", packFolder}
	for _, e := range r.entries(r.folder.path) {
		if slices.Contains(expected, e.Name()) || wordingName.MatchString(e.Name()) {
			continue
		}
		mend := "a course has course.yaml, questions.yaml, lessons, media and, for pupils, pack; translations are course.dz.yaml and questions.dz.yaml"
		if near := nearest(e.Name(), expected); near != "" {
			mend = "rename it to " + near
		}
		r.problem(place{file: path.Join(r.folder.path, e.Name())}, "unexpected", "nothing reads this", mend)
	}
	if !validID(r.folder.id) {
		r.problem(place{file: r.folder.path}, "id", fmt.Sprintf("the folder's name %q is not a course id", r.folder.id), "use small letters, digits and hyphens")
	}
}

var pictureName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*\.(svg|webp)$`)

// readPictures reads the media folder. A picture that cannot be used is kept all the same, so that the text that shows it is
// not reported too.
func (r *courseReader) readPictures() {
	dir := path.Join(r.folder.path, "media")
	for _, e := range r.entries(dir) {
		name := path.Join(dir, e.Name())
		if e.IsDir() || !pictureName.MatchString(e.Name()) {
			r.problem(place{file: name}, "media", "this is not a picture's name", "use small letters, digits and hyphens, then .svg or .webp")
			continue
		}
		data, ok := r.readBytes(name, maxMedia)
		if !ok {
			continue
		}
		m, err := readMedia(e.Name(), data)
		if err != nil {
			r.problem(place{file: name}, "media", "the picture cannot be used", err.Error())
		}
		r.course.Media = append(r.course.Media, m)
		r.course.Sources = append(r.course.Sources, Source{Path: "media/" + m.Name, Hash: m.Hash})
	}
	r.render.media = r.course.Media
}

// readHead reads course.yaml.
func (r *courseReader) readHead() {
	o, ok := r.openSource("course.yaml", "the course")
	if !ok {
		return
	}
	c := r.course
	r.readIdentity(o)
	c.Title = o.line("title", "the course's title")
	c.Summary = o.text("summary", "one or two plain sentences")
	c.Audience = r.readAudience(o)
	c.Owners = r.readOwners(o)
	c.Minutes = o.number("minutes", 1, maxMinutes)
	c.Review = r.readReview(o)
	c.Clauses = r.readCourseClauses(o)
	c.Objectives = r.readObjectives(o)
	r.objectivesKnown = true
	c.LessonOrder = LessonOrder(o.oneOf("lesson_order", "", string(InOrder), string(Free)))
	c.Assessment = r.readAssessment(o)
	c.Acknowledgements = r.readAcknowledgements(o)
	r.readBeforeAfter(o)
	r.readPaths(o)
	r.readWaivers(o, Waiver{File: o.doc.file})
	if cert, ok := o.group("certificate"); ok {
		c.Certificate = &CertificateSpec{Title: cert.line("title", "what the certificate is for"),
			ValidMonths: cert.maybeNumber("valid_months", 0, 120)}
		cert.done()
	}
	c.Approval = r.readApproval(o)
	c.Authors = readAuthors(o)
	r.recordKeys(o, "", "title", "summary")
	o.done()
}

// readIdentity reads what must agree with the folder: id, version and catalogue.
func (r *courseReader) readIdentity(o *object) {
	c := r.course
	c.ID = CourseID(o.id("id", r.folder.id))
	if c.ID != "" && string(c.ID) != r.folder.id {
		o.keys["id"].report("folder", fmt.Sprintf("id %s differs from the folder's name %s", c.ID, r.folder.id), "make them the same")
	}
	v := o.text("version", "1.0.0")
	c.Version = Version(v)
	at := o.placeOf("version")
	c.versionLine, c.versionCol = at.line, at.col
	switch {
	case v != "" && !c.Version.Valid():
		o.keys["version"].report("version", fmt.Sprintf("version %q is not a version", shorten(v)), "write three numbers, like 1.0.0")
	case v != "" && r.folder.archived && v != r.folder.version:
		o.keys["version"].report("folder", fmt.Sprintf("version %s differs from the archive folder's name %s", v, r.folder.version), "make them the same")
	}
	r.render.version = c.Version
	c.Catalogue = Kind(o.oneOf("catalogue", "", string(CivilService), string(Schools), string(Community)))
	if r.folder.kind != "" && c.Catalogue != "" && c.Catalogue != r.folder.kind {
		o.keys["catalogue"].report("folder", fmt.Sprintf("catalogue %s differs from the folder %s", c.Catalogue, r.folder.kind), "make them the same")
	}
}

// readAudience reads for whom the course is written. A module for pupils says its key stages, since a teacher chooses by them;
// a course for parents or teachers has none.
func (r *courseReader) readAudience(o *object) Audience {
	v, ok := o.need("audience", "{who: Every civil servant, reading_age: 14}")
	if !ok {
		return Audience{}
	}
	a, ok := v.object("the audience")
	if !ok {
		return Audience{}
	}
	r.stagesAt = o.placeOf("audience")
	audience := Audience{Who: a.line("who", "for whom it is written"), ReadingAge: a.number("reading_age", 5, 18)}
	stages := a.maybeList("key_stages")
	for _, s := range stages {
		stage := s.word("the audience", "pp-iii", "iv-vi", "vii-viii", "ix-xii")
		if slices.Contains(audience.KeyStages, stage) {
			s.report("twice", "this key stage is there twice", "keep one")
		}
		audience.KeyStages = append(audience.KeyStages, stage)
	}
	if kind := r.kind(); kind != Schools && kind != "" && len(stages) > 0 {
		a.report("key-stages", "only courses for schools have key_stages", "remove them")
	}
	a.done()
	return audience
}

// readOwners reads the agency codes. An archived version may name an agency that is gone, and cannot be changed.
func (r *courseReader) readOwners(o *object) []string {
	var owners []string
	for _, v := range o.list("owners", "[rcsc]") {
		code, ok := v.text()
		if !ok {
			continue
		}
		switch {
		case slices.Contains(owners, code):
			v.report("twice", fmt.Sprintf("owner %q is there twice", shorten(code)), "keep one")
		case r.opt.Owners != nil && !r.opt.Owners[code] && !r.folder.archived:
			v.report("owner", fmt.Sprintf("there is no agency %q", shorten(code)), "write a code of agencies.csv")
		}
		owners = append(owners, code)
	}
	return owners
}

// readReview reads the review date; the policy asks for a review every two years (me.3).
func (r *courseReader) readReview(o *object) string {
	o.text("review", "2028-11-22")
	date := o.maybeDate("review")
	if date == "" || r.opt.Today.IsZero() || r.folder.archived {
		return date
	}
	day, _ := time.Parse(time.DateOnly, date)
	if day.After(r.opt.Today.AddDate(2, 0, 1)) { // a day of grace for the time zone
		o.keys["review"].report("review", fmt.Sprintf("the review date %s is more than two years away", date), "review within two years (me.3)")
	}
	return date
}

// readCourseClauses reads what the course claims to teach or test. It is a list of its own, and not gathered from the lessons,
// so that a clause that lost its last lesson is noticed.
func (r *courseReader) readCourseClauses(o *object) []ClauseID {
	var all []ClauseID
	for _, v := range o.list("clauses", "[coc.1]") {
		id := r.readClause(v, nil)
		if _, found := r.ref.Policy.Clause(id); !found {
			r.incomplete = true
		}
		if id == "" {
			continue
		}
		r.ids.add("clause", string(id), v.at())
		r.clauseAt[id] = v.at()
		r.recordClause(v)
		all = append(all, id)
	}
	return all
}

// recordClause keeps where a clause is cited.
func (r *courseReader) recordClause(v value) {
	text, _ := v.text()
	r.record("clauses", text, text, v.doc.file, func(int) place { return v.at() })
}

// readObjectives reads the objectives, in the order in which the course page lists them.
func (r *courseReader) readObjectives(o *object) []Objective {
	var all []Objective
	for _, v := range o.list("objectives", "a list of {id, can, clauses}") {
		ob, ok := v.object("an objective")
		if !ok {
			continue
		}
		objective := Objective{ID: ObjectiveID(r.ids.id(ob, "objective")), Can: ob.line("can", "what the learner can do")}
		r.recordKeys(ob, string(objective.ID), "can")
		objective.Clauses = r.readClauses(ob.maybeList("clauses"))
		ob.done()
		r.objectiveAt[objective.ID] = ob.at()
		all = append(all, objective)
	}
	return all
}

// readClauses reads clauses that a part of the course cites; the course must list each of them.
func (r *courseReader) readClauses(values []value) []ClauseID {
	var all []ClauseID
	for _, v := range values {
		id := r.readClause(v, r.citeClause)
		if _, listed := r.clauseAt[id]; !listed {
			r.incomplete = true
			continue
		}
		if slices.Contains(all, id) {
			v.report("twice", fmt.Sprintf("clause %s is there twice", id), "keep one")
		}
		r.recordClause(v)
		all = append(all, id)
	}
	return all
}

// citeClause refuses a clause that the course does not list. When it lists none at all, that alone is the mistake.
func (r *courseReader) citeClause(id ClauseID, v value) {
	if _, listed := r.clauseAt[id]; !listed && len(r.clauseAt) > 0 {
		v.report("clause", fmt.Sprintf("clause %s is not among the clauses of course.yaml", id), "add it there")
	}
}
