package site_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
)

const (
	pupilModule = "rumours-and-evidence"
	spokenOne   = "kind-words-travel"
)

// schoolWorld is a school in Haa with two teachers, of whom one has a class, and a school in Paro.
type schoolWorld struct {
	*world
	class                     classes.Class
	teacher, other, elsewhere org.Person
}

// schoolFiles are three of the modules that are shipped, so that a world is made quickly.
func schoolFiles(t *testing.T) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(content.Files, ".", func(p string, d fs.DirEntry, err error) error {
		parts := strings.Split(p, "/")
		keep := len(parts) == 1 || parts[0] == "schools" && slices.Contains([]string{pupilModule, spokenOne, "my-digital-footprint"}, parts[1])
		if err != nil || d.IsDir() || !keep || p == "content.sum" {
			return err
		}
		data, err := fs.ReadFile(content.Files, p)
		files[p] = &fstest.MapFile{Data: data}
		return err
	})
	return must(t, files, err)
}

func newSchool(t *testing.T) *schoolWorld {
	t.Helper()
	w := &schoolWorld{world: newWorld(t, schoolFiles(t))}
	ctx := t.Context()
	for i, place := range []org.AgencyCode{"dz-haa", "dz-paro"} {
		code := school.Code(fmt.Sprintf("school-%d", i+1))
		_, err := w.schools.AddSchool(ctx, school.School{Code: code, Name: fmt.Sprintf("Invented School %d", i+1), Place: place, Stages: school.Stages(), Sector: school.Public}, "p", "test")
		must(t, code, err)
	}
	must(t, w, w.schools.AddYear(ctx, school.Year{Name: "2026", From: "2026-02-15", Until: "2026-12-18"}, "p", "test"))
	for i, one := range []struct {
		who *org.Person
		at  school.Code
	}{{&w.teacher, "school-1"}, {&w.other, "school-1"}, {&w.elsewhere, "school-2"}} {
		*one.who = w.enter(fmt.Sprintf("20080130%d", i), fmt.Sprintf("Invented Teacher %d", i))
		_, err := w.schools.AddStaff(ctx, school.Staff{School: one.at, Person: one.who.ID, Role: school.Teacher, From: "2026-02-15"}, "p", "test")
		must(t, one, err)
	}
	w.class = w.open(w.teacher, 35)
	return w
}

// open opens a class of a teacher in their school.
func (w *schoolWorld) open(of org.Person, size int) classes.Class {
	w.Helper()
	id, err := w.classes.NewID()
	must(w, id, err)
	at := w.schools.SchoolsOf(of.ID, "2026-11-23")[0].School
	c, err := w.classes.Create(w.Context(), classes.NewClass{ID: id, School: at, Grade: "VII", Section: "B", Size: size}, of.ID)
	return must(w, c, err)
}

func (w *schoolWorld) assign(course string, mode classes.Mode) {
	w.Helper()
	c, err := w.classes.Assign(w.Context(), w.class.ID, classes.NewAssignment{Course: courses.CourseID(course), Mode: mode, From: "2026-11-23", Until: "2026-12-04"}, w.teacher.ID)
	w.class = must(w, c, err)
}

// pupil is a browser of a pupil who has signed in with their card.
func (w *schoolWorld) pupil(class classes.Class, roll int) *browser {
	w.Helper()
	_, cards, err := w.classes.CardsOf(w.Context(), class.ID, roll)
	must(w, cards, err)
	token, err := w.classes.SignIn(w.Context(), classes.SignIn{Code: class.Code, Roll: cards[0].Shown, Pictures: cards[0].Pictures, Address: "10.0.0.1"})
	b := w.browser()
	b.jar["lamtoen-pupil"] = must(w, token, err)
	return b
}

// firstChoice is the first answer of the page.
var firstChoice = regexp.MustCompile(`<input type="(radio|checkbox)" id="[^"]*" name="(answer)" value="([a-z]+)"`)

// choose answers the question on the page with the n-th choice, or as its kind asks.
func (b *browser) choose(n int) *browser {
	b.Helper()
	var pairs []string
	if all := firstChoice.FindAllStringSubmatch(b.body, -1); len(all) > 0 {
		pairs = append(pairs, "answer="+all[n%len(all)][3])
	}
	for i, m := range regexp.MustCompile(`<select id="[^"]*" name="([^"]+)"`).FindAllStringSubmatch(b.body, -1) {
		value := fmt.Sprint(i + 1)
		if strings.HasPrefix(m[1], "match") {
			value = "a"
		}
		pairs = append(pairs, m[1]+"="+value)
	}
	if reasons := regexp.MustCompile(`name="reason" value="([a-z]+)"`).FindStringSubmatch(b.body); reasons != nil {
		pairs = append(pairs, "reason="+reasons[1])
	}
	action := regexp.MustCompile(`<form method="post" action="(/pupil/[^"]+)"`).FindStringSubmatch(b.body)
	if action == nil {
		b.Fatalf("%s: no form\n%s", b.at, clip(b.body))
	}
	return b.post(action[1], pairs...)
}

func TestAPupilGoesThroughAModule(t *testing.T) {
	w := newSchool(t)
	w.assign(pupilModule, classes.ModeShared)
	module, err := w.library.Course(pupilModule)
	must(t, module, err)
	b := w.pupil(w.class, 7)
	b.get("/pupil").want(200, "Number 7", "VII B", module.Title, "Not begun", "Pass the device on").lacks("/sign-in", "My training")
	b.get("/pupil/"+pupilModule).want(200, "Begin", "/before/1", "three short questions")
	b.get("/pupil/"+pupilModule+"/quiz/1").want(200, "Question 1 of 3") // led to what comes first
	b.get("/pupil/" + pupilModule + "/before/1")
	b.post("/pupil/"+pupilModule+"/before/1").want(422, "Choose an answer first.")
	for range 3 {
		b.choose(0)
	}
	b.want(200, "Lesson 1 of", "<b>Number 7</b>")
	if strings.Contains(b.body, `class="box note"`) {
		t.Error("got the teacher's notes on a pupil's page")
	}
	b.get("/pupil/"+pupilModule+"/before/1").want(200, "Lesson 1 of") // asked once
	for _, lesson := range module.Lessons {
		b.post("/pupil/" + pupilModule + "/lessons/" + string(lesson.ID))
	}
	b.want(200, "Question 1 of 3", "what you think now")
	for range 3 {
		b.choose(1)
	}
	for i := range classes.Questions(module) {
		b.want(200, fmt.Sprintf("Question %d of %d", i+1, classes.Questions(module)))
		address := b.at
		b.choose(i).want(200, "Go on")
		b.get(address).lacks("This is my answer")
		b.get("/pupil/" + pupilModule)
		if next := regexp.MustCompile(`class="btn main" href="(/pupil/[^"]+)"`).FindStringSubmatch(b.body); next != nil {
			b.get(next[1])
		}
	}
	b.get("/pupil/"+pupilModule).want(200, "You are done", "Pass the device on")
	if kb := len(b.body); kb > 15<<10 {
		t.Errorf("got a page of %d bytes, want it small", kb)
	}
	work, err := w.classes.WorkOf(t.Context(), w.class.ID, 7, pupilModule)
	st := classes.StandingOf(must(t, work, err), module)
	if st.State != classes.Done || st.Before != 3 || st.After != 3 || st.Mode != classes.ModeShared {
		t.Errorf("got %+v, want it done on a shared device", st)
	}
}

// TestALateDeviceChangesNothingTwice sends what a device without a link has kept: late, out of order and twice.
func TestALateDeviceChangesNothingTwice(t *testing.T) {
	w := newSchool(t)
	w.assign(pupilModule, classes.ModeOwn)
	module, err := w.library.Course(pupilModule)
	must(t, module, err)
	w.clock.at = w.clock.at.Add(3 * 3600e9)
	b := w.pupil(w.class, 3)
	early := fmt.Sprint(w.clock.at.Add(-3600e9).UnixMilli())
	lesson, item := string(module.Lessons[0].ID), string(module.BeforeAfter[0])
	for range 2 {
		b.post("/pupil/"+pupilModule+"/lessons/"+lesson, "entry=web/lesson/"+lesson+"/0")
		b.post("/pupil/"+pupilModule+"/before/1", "answer=a", "entry=web/before/"+item+"/0", "at="+early)
		b.post("/pupil/"+pupilModule+"/before/1", "answer=b", "entry=web/before/another/0")
	}
	work, err := w.classes.WorkOf(t.Context(), w.class.ID, 3, pupilModule)
	if len(must(t, work, err).Entries) != 2 {
		t.Fatalf("got %+v, want one lesson and one answer", work.Entries)
	}
	a, _ := work.Record().Answer(classes.AskBefore, module.BeforeAfter[0])
	if fmt.Sprint(a.At.UnixMilli()) != early {
		t.Errorf("got %v, want when the device took it", a.At)
	}
}

func TestATeacherAssignsAndSeesTheClass(t *testing.T) {
	w := newSchool(t)
	b := w.signedIn(w.teacher)
	href := "/classes/" + w.class.ID
	b.get(href+"/assign").want(200, "Assign a module", `value="my-digital-footprint" lang="en" selected`, `value="2026-11-23"`, `value="2026-12-06"`, "For this class", "For other key stages")
	b.post(href+"/assign", "course="+pupilModule, "from=2026-11-23", "until=2026-11-01").want(422, "Choose how the class will work", "before the first")
	b.post(href+"/assign", "course="+pupilModule, "mode=own", "from=2026-11-23", "until=2026-12-04").want(200, "Nobody has begun", "Number", classes.GroupCode(w.class.Code), "live.js")
	first, second := w.pupil(w.class, 1), w.pupil(w.class, 2)
	for range 3 {
		first.get("/pupil/" + pupilModule + "/before/1").choose(0)
		second.get("/pupil/" + pupilModule + "/before/1").choose(0)
	}
	live := href + "/" + pupilModule
	b.get(live).want(200, "Lesson 1 of", "All who have begun are at work", `<b>2</b> have begun`, `<b>33</b> have not begun`)
	mark := regexp.MustCompile(`data-mark="([^"]+)"`).FindStringSubmatch(b.body)[1]
	if b.get(live + "?part=now&mark=" + mark); b.code != 204 {
		t.Errorf("nothing has changed: got status %d, want 204", b.code)
	}
	w.clock.at = w.clock.at.Add(15 * 60e9)
	b.get(live+"?part=now&mark="+mark).want(200, "Go to number 1, 2.", "nothing for 15 minutes").lacks("<html")

	b.get(live+"/begin-again/1").want(200, "Number 1 begins again", "3 answers", "It cannot be taken back")
	b.post(live+"/begin-again/1").want(422, "Choose why")
	b.post(live+"/begin-again/1", "cause=other-pupil").want(200, "Set aside", `<b>34</b> have not begun`)
	w.clock.at = w.clock.at.Add(60e9)
	first.get("/pupil/"+pupilModule+"/before/1").choose(1).want(200, "Question 2 of 3")
}

func TestHandsBeforeOneScreen(t *testing.T) {
	w := newSchool(t)
	w.assign(spokenOne, classes.ModeProjector)
	b := w.signedIn(w.teacher)
	live := "/classes/" + w.class.ID + "/" + spokenOne
	b.get(live+"/projector").want(200, "Hands before", "Hands after", "/projector/slides", "/hands/before/1")
	b.get(live+"/projector/slides").want(200, `id="part-1"`, "staff.css", "/hands/after/1")
	b.get(live+"/hands/before/1").want(200, "raise one hand", `id="hands-1"`).lacks("true-false", "style=")
	b.post(live+"/hands/before/1", "hands-1=30", "hands-2=9").want(422, "39 hands were counted", "35 pupils")
	b.post(live+"/hands/before/1", "hands-1=many", "hands-2=9").want(422, "as a number", `value="many"`)
	b.post(live+"/hands/before/1", "hands-1=9", "hands-2=26").want(200, "Question 2 of 3")
	b.post(live+"/hands/after/1", "hands-1=27", "hands-2=6").want(200)
	b.post(live+"/hands/before/3", "hands-1=0").want(200, "35 hands counted", "Before, ")
	b.get(live).want(200, "Counted by hands")
	b.get(live + "/hands/never/1").want(404)
	w.assign(pupilModule, classes.ModeProjector)
	wall := "/classes/" + w.class.ID + "/" + pupilModule + "/projector"
	module, err := w.library.Course(pupilModule)
	must(t, module, err)
	b.get(wall).want(200, string(module.Lessons[0].ID))
	b.get(wall+"/"+string(module.Lessons[0].ID)).want(200, "Talk in pairs", `id="part-1"`)
}

// TestNobodyElseSeesAClass asks for every page of the class and of a pupil as everybody who may not.
func TestNobodyElseSeesAClass(t *testing.T) {
	w := newSchool(t)
	w.assign(pupilModule, classes.ModeOwn)
	module, err := w.library.Course(pupilModule)
	must(t, module, err)
	lesson := string(module.Lessons[0].ID)
	base := "/classes/" + w.class.ID
	live := base + "/" + pupilModule
	pages := []string{base + "/assign", live, live + "?part=now", live + "/projector", live + "/projector/slides", live + "/projector/" + lesson, live + "/hands/before/1", live + "/begin-again/1"}
	posts := []string{base + "/assign", live + "/hands/before/1", live + "/begin-again/1"}
	pupil := w.pupil(w.class, 1)
	for name, tt := range map[string]struct {
		b    *browser
		want int
	}{
		"a teacher of the school who does not teach it": {w.signedIn(w.other), 404}, "a teacher of another school": {w.signedIn(w.elsewhere), 404},
		"somebody who is no teacher": {w.signedIn(w.learner), 401}, "a pupil of the class": {pupil, 401}, "a visitor": {w.browser(), 401},
	} {
		for _, at := range pages {
			if tt.b.get(at); tt.b.code != tt.want || strings.Contains(tt.b.body, "VII B") {
				t.Errorf("GET %s as %s: got %d, want %d and nothing of the class", at, name, tt.b.code, tt.want)
			}
		}
		for _, at := range posts {
			if tt.b.post(at, "course="+pupilModule, "mode=paper", "from=2026-11-23", "until=2026-12-04", "hands-1=1", "cause=to-repeat"); tt.b.code != tt.want {
				t.Errorf("POST %s as %s: got %d, want %d", at, name, tt.b.code, tt.want)
			}
		}
	}
	theirs := w.open(w.elsewhere, 5)
	of := w.pupil(theirs, 1)
	mine := "/pupil/" + pupilModule
	for _, at := range []string{mine, mine + "/lessons/" + lesson, mine + "/before/1", mine + "/quiz/1"} {
		if of.get(at); of.code != 404 {
			t.Errorf("GET %s as a pupil of another class: got %d, want 404", at, of.code)
		}
		if at != mine {
			if of.post(at, "answer=a"); of.code != 404 {
				t.Errorf("POST %s as a pupil of another class: got %d, want 404", at, of.code)
			}
		}
		for name, b := range map[string]*browser{"a visitor": w.browser(), "the teacher of the class": w.signedIn(w.teacher)} {
			if b.get(at); b.code != 401 {
				t.Errorf("GET %s as %s: got %d, want 401", at, name, b.code)
			}
		}
	}
	both := w.signedIn(w.teacher)
	both.jar["lamtoen-pupil"] = pupil.jar["lamtoen-pupil"]
	both.get("/pupil").want(200, "Number 1").lacks(w.teacher.Name, "/classes", "/me/record")
	both.get(live).want(200, "Pupils") // and the teacher goes on
}
