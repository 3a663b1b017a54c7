package site_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
)

// paperSchool is a class that works on a module on paper.
type paperSchool struct {
	*schoolWorld
	live, at string
	module   *courses.Course
}

func newPaperSchool(t *testing.T) *paperSchool {
	t.Helper()
	p := &paperSchool{schoolWorld: newSchool(t)}
	// The letters of a class follow from its id.
	class, err := p.classes.Create(t.Context(), classes.NewClass{ID: "34679ACD", School: "school-1", Grade: "VII", Section: "B", Size: 35}, p.teacher.ID)
	p.class = must(t, class, err)
	p.assign(pupilModule, classes.ModePaper)
	p.live = "/classes/" + p.class.ID + "/" + pupilModule
	p.at = p.live + "/results"
	module, err := p.library.Course(pupilModule)
	p.module = must(t, module, err)
	return p
}

// single is the number of a question of form C that takes one letter.
func (p *paperSchool) single() int {
	p.Helper()
	paper, err := p.classes.PaperOf(p.Context(), p.class, pupilModule)
	for _, item := range must(p, paper, err).Items(classes.AskQuiz, "C") {
		if item.Item.Type == courses.Single {
			return item.Number
		}
	}
	p.Fatal("no question takes one letter")
	return 0
}

// sheet is the form of one pupil: every question left empty but for those given by their numbers.
func (p *paperSchool) sheet(roll int, ask, form string, typed map[int]string) []string {
	p.Helper()
	paper, err := p.classes.PaperOf(p.Context(), p.class, pupilModule)
	must(p, paper, err)
	pairs := []string{"ask=" + ask, fmt.Sprintf("roll=%d", roll)}
	if form != "" {
		pairs = append(pairs, fmt.Sprintf("form%d=%s", roll, form))
	}
	for n := 1; n <= paper.Count(classes.Ask(ask)); n++ {
		value, ok := typed[n]
		if !ok {
			value = "-"
		}
		pairs = append(pairs, fmt.Sprintf("q%d-%d=%s", roll, n, value))
	}
	return pairs
}

func (p *paperSchool) work(roll int) classes.Work {
	p.Helper()
	w, err := p.classes.WorkOf(p.Context(), p.class.ID, roll, pupilModule)
	return must(p, w, err)
}

func TestResultsAreTypedCheckedAndSaved(t *testing.T) {
	p := newPaperSchool(t)
	b := p.signedIn(p.teacher)
	b.get(p.live).want(200, "Nothing has come back yet", `class="btn main" href="`+p.at+`"`, "Lessons done together").lacks("Give out the cards", "Pupils go to")
	b.get(p.at).want(200, "Results on paper", "0 of 35 in", "Number 35", `name="q7-1"`, `data-letter="D"`, "grid.js").lacks("style=", "onclick")
	if got := strings.Count(b.body, "data-row"); got != 35 {
		t.Errorf("got %d lines, want one a pupil", got)
	}
	for roll, want := range map[int]string{1: "A", 2: "B", 3: "C", 4: "D", 5: "A"} {
		at := regexp.MustCompile(fmt.Sprintf(`(?s)name="form%d".*?<option selected>(.)</option>`, roll)).FindStringSubmatch(b.body)
		if at == nil || at[1] != want {
			t.Errorf("roll %d: got form %v, want %s", roll, at, want)
		}
	}
	b.post(p.at, "ask=quiz", "do=check", "roll=1", "form1=A").want(422, "Type the letters of at least one")
	b.post(p.at, append(p.sheet(7, "quiz", "C", map[int]string{1: "z", 2: "a"}), "do=save")...).
		want(422, "Number 7, question 1:", `id="q7-1-error"`, `href="#q7-1"`, `value="z"`, `value="a"`)
	b.post(p.at, append(p.sheet(7, "quiz", "E", nil), "do=save")...).want(422, `id="form7-error"`, "Choose the letter that stands at the top")
	if n := len(p.work(7).Entries); n != 0 {
		t.Fatalf("got %d entries after a refusal, want none", n)
	}
	whole := append(p.sheet(7, "quiz", "C", nil), p.sheet(8, "quiz", "D", map[int]string{2: ""})...)
	b.post(p.at, append(whole, "do=check")...).want(200, "Ready to save", "2 sheets", "Number 8: question 2 not typed", "No sheet yet of number 1, 2, 3", "0 of 12 answers are right")
	if n := len(p.work(7).Entries); n != 0 {
		t.Fatalf("got %d entries after a look, want none", n)
	}
	for range 2 { // sent twice
		b.post(p.at, append(whole, "do=save")...).want(200, "Saved. You can go on", "1 of 35 in", "Entered from paper", p.at+"/7", "data-saved").lacks(`name="q7-1"`)
	}
	count := len(p.work(7).Entries)
	b.post(p.at, append(p.sheet(7, "quiz", "C", map[int]string{p.single(): "a"}), "do=save")...).want(422, "entered before as -")
	if n := len(p.work(7).Entries); n != count || p.work(7).Entries[0].Mode != classes.ModePaper || p.work(7).Entries[0].By != p.teacher.ID {
		t.Errorf("got %+v, want each answer once, on paper, by the teacher", p.work(7).Entries)
	}
	b.get(p.live).want(200, "<b>1</b> of 35 are done", p.at+"/7", "Not done yet: number 1, 2").lacks("stopped for now")
	for _, ask := range []string{"before", "after"} {
		b.get(p.at+"?ask="+ask).want(200, "0 of 35 in").lacks(`name="form7"`)
		b.post(p.at, append(p.sheet(7, ask, "", map[int]string{1: "a"}), "do=save")...).want(200, "1 of 35 in")
	}
	b.get(p.live).want(200, "Before, ")
}

func TestSheetsAreCorrected(t *testing.T) {
	p := newPaperSchool(t)
	b := p.signedIn(p.teacher)
	one, n := p.at+"/7", p.single()
	field := classes.PaperField(7, n)
	b.get(one).want(200, "Nothing of this pupil has been entered yet")
	b.post(p.at, append(p.sheet(7, "quiz", "C", map[int]string{n: "a"}), "do=save")...)
	b.get(one).want(200, "Number 7 on paper", `name="`+field+`" value="a"`, "Nothing has been corrected", "It was another pupil’s sheet")
	fix := p.sheet(7, "quiz", "C", map[int]string{n: "b"})
	b.post(one, append(fix, "seen=0")...).want(422, "Choose why it was wrong", `value="b"`, `id="cause-error"`)
	b.post(one, append(p.sheet(7, "quiz", "C", map[int]string{n: "zz"}), "seen=0", "cause=misread")...).want(422, fmt.Sprintf("Question %d:", n), `id="`+field+`-error"`, `value="zz"`)
	b.post(one, append(fix, "seen=0", "cause=to-repeat")...).want(422, "Choose why it was wrong")
	for range 2 {
		b.post(one, append(fix, "seen=0", "cause=misread")...).want(200, fmt.Sprintf("question %d of form C", n), "A → B", "The mark on the paper was read wrongly", p.teacher.Name)
	}
	if got := len(p.work(7).Trace()); got != 1 {
		t.Errorf("got %d corrections of a form sent twice, want one", got)
	}
	b.post(one, append(p.sheet(7, "quiz", "C", map[int]string{n: ""}), "seen=0", "cause=typed-wrong")...).want(409, "in the meantime", `name="seen" value="1"`)
	b.post(one, append(p.sheet(7, "quiz", "C", map[int]string{n: ""}), "seen=1", "cause=typed-wrong")...).want(200, "B → no answer", "A → B")
	b.get(p.at).want(200, `name="`+field+`"`, `name="form7"`)
	b.get(p.at + "/99").want(404)
	b.post(p.at+"/99", fix...).want(404)

	// What a pupil gave on a device has no field, and stays.
	pupil := p.pupil(p.class, 9)
	pupil.get("/pupil/" + pupilModule + "/before/1").choose(0)
	b.get(p.at+"/9").want(200, "answered on a device", `class="cell stands"`).lacks(`name="q9-1"`)
	b.post(p.at+"/9", append(p.sheet(9, "before", "", nil), "seen=0", "cause=misread")...)
	if a, _ := p.work(9).Record().Answer(classes.AskBefore, p.module.BeforeAfter[0]); a.Corrected != nil {
		t.Errorf("got %+v corrected, want it as the pupil gave it", a)
	}
}

func TestLessonsDoneTogether(t *testing.T) {
	p := newPaperSchool(t)
	b := p.signedIn(p.teacher)
	at := p.live + "/lessons"
	b.get(at).want(200, "Lessons done together", `name="roll" value="35" checked`, `name="lesson" value="`+string(p.module.Lessons[0].ID)+`" checked`)
	lessons := []string{}
	for _, l := range p.module.Lessons {
		lessons = append(lessons, "lesson="+string(l.ID))
	}
	there := append([]string{"roll=1", "roll=2", "roll=4"}, lessons...)
	b.post(at, "roll=1", "do=save").want(422, `id="lesson-error"`, "Choose at least one lesson", `value="1" checked`)
	b.post(at, append(lessons, "do=check")...).want(422, "Choose the pupils who were there")
	b.post(at, append(there, "do=check")...).want(200, "Ready to save", "Not for number 3, 5, 6", "for 3 pupils")
	if n := len(p.work(1).Entries); n != 0 {
		t.Fatalf("got %d entries after a look, want none", n)
	}
	for range 2 {
		b.post(at, append(there, "do=save")...).want(200, "Saved. The pupils who were there")
	}
	if n := len(p.work(1).Entries); n != len(lessons) {
		t.Errorf("got %d entries, want one a lesson", n)
	}
	b.get(at).want(200, "All lessons are done by number 1, 2, 4 already").lacks(`id="roll-1"`)
	p.assign(spokenOne, classes.ModeProjector)
	spoken := "/classes/" + p.class.ID + "/" + spokenOne
	for _, more := range []string{"/results", "/results/1", "/lessons"} {
		b.get(spoken + more).want(404)
	}
	b.get(spoken).want(200, "count hands before and after").lacks(spoken+"/results", "Give out the cards")
	b.get("/classes/" + p.class.ID + "/my-digital-footprint/results").want(404)
}

// TestWhoEntersResults asks as everybody: the teachers of the class, its substitute and the head of its school may, nobody else.
func TestWhoEntersResults(t *testing.T) {
	p := newPaperSchool(t)
	p.assign(pupilModule, classes.ModePaper)
	ctx := t.Context()
	add := func(eid, name string, role school.Role) *browser {
		who := p.enter(eid, name)
		_, err := p.schools.AddStaff(ctx, school.Staff{School: "school-1", Person: who.ID, Role: role, From: "2026-02-15"}, "p", "test")
		must(t, who, err)
		if role == school.Teacher {
			until := p.clock.at.AddDate(0, 0, 3).Format("2006-01-02")
			if strings.Contains(name, "Co-teacher") {
				until = ""
			}
			p.signedIn(p.teacher).post("/classes/"+p.class.ID+"/teachers/new", "person="+string(who.ID), "until="+until).want(200)
		}
		return p.signedIn(who)
	}
	officer := p.enter("200801314", "Invented Officer")
	p.grant(officer, "", org.RoleEducation)
	may := map[string]*browser{
		"the teacher": p.signedIn(p.teacher), "a co-teacher": add("200801311", "Invented Co-teacher", school.Teacher),
		"a substitute": add("200801312", "Invented Substitute", school.Teacher), "the head": add("200801313", "Invented Head", school.Head),
	}
	mayNot := map[string]*browser{
		"a teacher of the school": p.signedIn(p.other), "a teacher elsewhere": p.signedIn(p.elsewhere), "a learner": p.signedIn(p.learner),
		"a pupil": p.pupil(p.class, 1), "a visitor": p.browser(), "an education officer": p.signedIn(officer),
	}
	pages := []string{p.at, p.at + "?ask=before", p.at + "/2", p.live + "/lessons"}
	sheet := append(p.sheet(2, "quiz", "B", nil), "do=save", "seen=0", "cause=misread", "lesson="+string(p.module.Lessons[0].ID))
	for who, b := range mayNot {
		for _, at := range pages {
			if b.get(at); b.code != http.StatusNotFound && b.code != http.StatusUnauthorized && b.code != http.StatusForbidden || strings.Contains(b.body, "VII B") {
				t.Errorf("GET %s as %s: got %d, want nothing of the class", at, who, b.code)
			}
			if b.post(at, sheet...); b.code < 400 {
				t.Errorf("POST %s as %s: got %d, want it refused", at, who, b.code)
			}
		}
	}
	if n := len(p.work(2).Entries); n != 0 {
		t.Fatalf("got %d entries by those who may not, want none", n)
	}
	for who, b := range may {
		for _, at := range pages {
			if b.get(at); b.code != http.StatusOK {
				t.Errorf("GET %s as %s: got %d, want it", at, who, b.code)
			}
		}
		if b.post(p.at, sheet...); b.code != http.StatusOK {
			t.Errorf("POST as %s: got %d, want it saved", who, b.code)
		}
	}
	p.clock.at = p.clock.at.AddDate(0, 0, 4)
	if b := may["a substitute"].get(p.at); b.code == http.StatusOK {
		t.Error("got the page as a substitute whose days are over")
	}
}

// TestTheClassPageSaysWhatIsAwaited comes near the end of the year with papers still out, and with all of them in.
func TestTheClassPageSaysWhatIsAwaited(t *testing.T) {
	p := newPaperSchool(t)
	p.clock.at = p.class.Closes().AddDays(-2).Start().Add(4 * 3600e9)
	b := p.signedIn(p.teacher)
	b.get("/classes/"+p.class.ID).want(200, "slips of 35 pupils are still awaited")
	var all []string
	for roll := 1; roll <= 35; roll++ {
		all = append(all, p.sheet(roll, "quiz", classes.FormOf(roll).String(), nil)...)
	}
	b.post(p.at, append(all, "do=save")...).want(200, "Nobody is missing", "35 of 35 in")
	b.get("/classes/" + p.class.ID).want(200).lacks("still awaited")
}
