package server_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/route"
	"lamtoen/internal/school"
)

const pupilModule = "rumours-and-evidence"

// classroomWorld is a world with a school, in which the teacher has a class of twelve that works on a module.
type classroomWorld struct {
	*world
	class  classes.Class
	module *courses.Course
}

func newClassroom(t *testing.T) *classroomWorld {
	t.Helper()
	w := &classroomWorld{world: newWorld(t, options{Pages: realPages})}
	ctx := t.Context()
	files := fstest.MapFS{}
	w.check(fs.WalkDir(content.Files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(p, "/") && !strings.HasPrefix(p, "schools/"+pupilModule+"/") || p == "content.sum" {
			return err
		}
		data, err := fs.ReadFile(content.Files, p)
		files[p] = &fstest.MapFile{Data: data}
		return err
	}))
	w.check(w.library.Publish(ctx, must(courses.Load(files, courses.Options{}))(t)))
	w.module = must(w.library.Course(pupilModule))(t)
	must(w.schools.AddSchool(ctx, school.School{Code: "school-1", Name: "Invented School", Place: "dz-haa", Stages: school.Stages(), Sector: school.Public}, "p", "test"))(t)
	w.check(w.schools.AddYear(ctx, school.Year{Name: "2026", From: "2026-02-15", Until: "2026-12-18"}, "p", "test"))
	teacher := w.people["teacher"].ID
	must(w.schools.AddStaff(ctx, school.Staff{School: "school-1", Person: teacher, Role: school.Teacher, From: "2026-02-15"}, "p", "test"))(t)
	id := must(w.classes.NewID())(t)
	w.class = must(w.classes.Create(ctx, classes.NewClass{ID: id, School: "school-1", Grade: "VII", Section: "B", Size: 12}, teacher))(t)
	w.assign("2026-11-23", "2026-12-04")
	w.clock.move(3 * time.Hour)
	return w
}

func (w *classroomWorld) assign(from, until day.Date) {
	w.t.Helper()
	w.class = must(w.classes.Assign(w.t.Context(), w.class.ID,
		classes.NewAssignment{Course: pupilModule, Mode: classes.ModeShared, From: from, Until: until}, w.people["teacher"].ID))(w.t)
}

// card signs a pupil in and gives their cookie.
func (w *classroomWorld) card(roll int) string {
	w.t.Helper()
	_, cards, err := w.classes.CardsOf(w.t.Context(), w.class.ID, roll)
	w.check(err)
	return must(w.classes.SignIn(w.t.Context(), classes.SignIn{Code: w.class.Code, Roll: cards[0].Shown, Pictures: cards[0].Pictures, Address: "10.0.0.1"}))(w.t)
}

// ofPupil asks with a pupil's cookie, "" for none, and with more headers.
func (w *classroomWorld) ofPupil(method, address, cookie string, form url.Values, headers map[string]string) (answer, string) {
	w.t.Helper()
	r := newRequest(method, address, form.Encode())
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	if cookie != "" {
		r.AddCookie(account.JarFor(origin).SetPupil(cookie))
	}
	return w.send(w.t, r)
}

func (w *classroomWorld) reader(roll int) string { return route.ReaderPupil(w.class.ID, roll) }

func (w *classroomWorld) pass(roll int) string {
	w.t.Helper()
	return must(w.classes.Pass(w.t.Context(), classes.PupilSession{Class: w.class.ID, Roll: roll}))(w.t)
}

func (w *classroomWorld) work(roll int) classes.Work {
	w.t.Helper()
	return must(w.classes.WorkOf(w.t.Context(), w.class.ID, roll, pupilModule))(w.t)
}

// ofModule is an address of the module.
func ofModule(rest string) string { return "/pupil/" + pupilModule + rest }

// TestWhatAPupilsDeviceKeeps asks for every page as a pupil, beside whom a teacher has signed in on the same browser: only the pages of
// their module may be kept, and they are the pupil's.
func TestWhatAPupilsDeviceKeeps(t *testing.T) {
	w := newClassroom(t)
	cookie := w.card(7)
	teacher := w.tokens("teacher", false)
	var kept []string
	for _, r := range w.server.Routes() {
		if r.Method != http.MethodGet || strings.HasPrefix(r.Path, "/static/") || strings.HasPrefix(r.Path, "/media/") {
			continue
		}
		address := strings.NewReplacer(":course", pupilModule, ":lesson", string(w.module.Lessons[0].ID), ":ask", "before", ":number", "1").Replace(r.Path)
		request := newRequest(http.MethodGet, w.addressOf(route.Route{Path: address}), "")
		request.AddCookie(account.JarFor(origin).SetPupil(cookie))
		for _, c := range account.JarFor(origin).Set(teacher, w.clock.now()) {
			request.AddCookie(c)
		}
		request.Header.Set(route.HeaderKeep, "yes")
		got, _ := w.send(t, request)
		theirs := strings.HasPrefix(strings.TrimPrefix(r.Path, "/api/v1"), "/pupil") || strings.HasPrefix(r.Path, "/card")
		if reader := got.Header.Get(route.HeaderReader); (reader == w.reader(7)) != theirs {
			t.Errorf("%s: got the page of %q, a pupil's page: %t", r.Path, reader, theirs)
		}
		if theirs && got.Header.Get(route.HeaderKeep) != "" {
			kept = append(kept, r.Path)
		}
	}
	want := []string{"/pupil", "/pupil/:course", "/pupil/:course/:ask/:number", "/pupil/:course/lessons/:lesson"}
	if slices.Sort(kept); !slices.Equal(kept, want) {
		t.Errorf("got pages to keep %v, want %v", kept, want)
	}
}

// TestTheListOfAModule: all that is still to do, in its order, as forms without a reason among them; what was answered is not on it, and
// the page with the reasons may not be kept.
func TestTheListOfAModule(t *testing.T) {
	w := newClassroom(t)
	cookie := w.card(7)
	list := func() (pages []string, pass string) {
		t.Helper()
		var l struct {
			Course, Title, Whose, Pass string
			Shared                     bool
			Pages                      []string
		}
		_, body := w.ofPupil(http.MethodGet, ofModule("/keep"), cookie, nil, nil)
		if err := json.Unmarshal([]byte(body), &l); err != nil || l.Course != ofModule("") || l.Whose != "Number 7, VII B" || !l.Shared || l.Pass == "" {
			t.Fatalf("got %+v, %v from %s, want the module of number 7", l, err, body)
		}
		return l.Pages, l.Pass
	}
	pages, pass := list()
	if whole := 2 + 3 + len(w.module.Lessons) + 3; len(pages) <= whole || pages[0] != "/pupil" || pages[1] != ofModule("") || pages[2] != ofModule("/before/1") || pages[5] != ofModule("/lessons/"+string(w.module.Lessons[0].ID)) {
		t.Errorf("got %v, want the module in its order, with its quiz", pages)
	}
	for i, page := range pages[2:] {
		got, body := w.ofPupil(http.MethodGet, page, cookie, nil, map[string]string{route.HeaderKeep: "yes"})
		next := ofModule("")
		if i+3 < len(pages) {
			next = pages[i+3]
		}
		if got.StatusCode != http.StatusOK || got.Header.Get(route.HeaderKeep) == "" || !strings.Contains(body, `name="offline-next" value="`+next+`"`) || !strings.Contains(body, `name="reader" value="`+w.reader(7)+`"`) {
			t.Errorf("%s: got %d, want a page to keep of number 7 that goes on to %s", page, got.StatusCode, next)
		}
		if strings.Contains(body, `class="told`) || strings.Contains(body, `class="box note"`) || strings.Contains(body, w.class.Code) {
			t.Errorf("%s: got reasons, notes to the teacher or the class code in what is kept", page)
		}
	}
	if entries := w.work(7).Entries; len(entries) != 0 {
		t.Errorf("got %v, want nothing done by making copies", entries)
	}
	quiz := pages[len(pages)-1]
	number := strings.TrimPrefix(quiz, ofModule("/quiz/"))
	_, body := w.ofPupil(http.MethodGet, quiz, cookie, nil, map[string]string{route.HeaderKeep: "yes"})
	got, _ := w.ofPupil(http.MethodPost, quiz, cookie, answerOf(body), nil)
	if got.StatusCode != http.StatusSeeOther {
		t.Fatalf("question %s of the quiz: got %d, want it taken", number, got.StatusCode)
	}
	got, body = w.ofPupil(http.MethodGet, quiz, cookie, nil, nil)
	if got.StatusCode != http.StatusOK || !strings.Contains(body, "Go on") || got.Header.Get(route.HeaderKeep) != "" {
		t.Errorf("the reasons: got %d to keep: %q, want them shown and not kept", got.StatusCode, got.Header.Get(route.HeaderKeep))
	}
	if again, _ := list(); slices.Contains(again, quiz) || slices.Contains(again, ofModule("/before/1")) || slices.Contains(again, ofModule("/after/1")) {
		t.Errorf("got %v, want nothing that is not asked any more", again)
	}
	if got, _ := w.ofPupil(http.MethodGet, ofModule(""), "", nil, map[string]string{route.HeaderPass: pass, route.HeaderAge: "5", route.HeaderReader: w.reader(7)}); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("a page by a pass: got %d, want 401: it opens nothing", got.StatusCode)
	}
}

// answerOf answers the form of a page with whatever stands first.
func answerOf(body string) url.Values {
	form := url.Values{}
	for _, input := range strings.Split(body, "<input ")[1:] {
		name, value := between(input, `name="`), between(input, `value="`)
		if (strings.HasPrefix(input, `type="radio"`) || strings.HasPrefix(input, `type="checkbox"`)) && !form.Has(name) {
			form.Set(name, value)
		}
	}
	for i, input := range strings.Split(body, "<select ")[1:] {
		input, _, _ = strings.Cut(input, "</select>")
		values := strings.Split(input, `<option value="`)[1:]
		values = slices.DeleteFunc(values, func(v string) bool { return strings.HasPrefix(v, `"`) })
		value, _, _ := strings.Cut(values[i%len(values)], `"`)
		form.Set(between(input, `name="`), value)
	}
	return form
}

func between(text, before string) string {
	_, rest, _ := strings.Cut(text, before)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// TestWhoseItIs: what waited on a device is taken under the pupil's own session or by their own pass, and never for anybody else.
func TestWhoseItIs(t *testing.T) {
	w := newClassroom(t)
	sessions := map[string]string{"none": "", "one": w.card(1), "two": w.card(2)}
	one, two := w.pass(1), w.pass(2)
	old := w.pass(4)
	w.check(w.classes.ResetPictures(t.Context(), w.class.ID, 4, 1))
	lesson := ofModule("/lessons/" + string(w.module.Lessons[0].ID))
	for i, tt := range []struct {
		session, pass, page string // page: whose form it was, "" as the reader says
		reader              int
		taken               int // for whom; 0 nobody
	}{
		{"one", "", "", 1, 1},
		{"one", one, "", 1, 1},
		{"none", one, "", 1, 1},
		{"two", one, "", 1, 1},
		{"two", "", "", 1, 0},
		{"two", two, "", 1, 0},
		{"none", "", "", 1, 0},
		{"none", two, "", 1, 0},
		{"one", two, "", 2, 2},
		{"two", "", w.reader(1), 2, 0},
		{"none", two, w.reader(1), 2, 0},
		{"none", strings.Replace(one, ".1.", ".2.", 1), "", 2, 0},
		{"none", one + "x", "", 1, 0},
		{"none", "..." + one, "", 1, 0},
		{"none", old, "", 4, 0},
		{"none", w.pass(4), "", 4, 4},
	} {
		before := []int{0, len(w.work(1).Entries), len(w.work(2).Entries), 0, len(w.work(4).Entries)}
		form := url.Values{"change": {fmt.Sprintf("%016x", i)}}
		address := lesson
		if tt.taken > 0 {
			form.Set("answer", "a")
			address = ofModule(fmt.Sprintf("/before/%d", 1+i%3))
		}
		if tt.page != "" {
			form.Set("reader", tt.page)
		}
		got, body := w.ofPupil(http.MethodPost, address, sessions[tt.session], form,
			map[string]string{route.HeaderAge: "60000", route.HeaderReader: w.reader(tt.reader), route.HeaderPass: tt.pass})
		want := http.StatusUnauthorized
		if tt.taken > 0 {
			want = http.StatusNoContent
			if reader := got.Header.Get(route.HeaderReader); reader != w.reader(tt.taken) {
				t.Errorf("case %d: got the answer for %q, want for number %d", i, reader, tt.taken)
			}
		}
		if got.StatusCode != want {
			t.Errorf("case %d, %+v: got %d %s, want %d", i, tt, got.StatusCode, body, want)
		}
		for roll, was := range before {
			if roll > 0 && roll != 3 && len(w.work(roll).Entries) > was && roll != tt.taken {
				t.Errorf("case %d: got it for number %d, want for %d", i, roll, tt.taken)
			}
		}
	}
	if n := len(w.work(1).Entries); n != 4 {
		t.Errorf("got %d entries of number 1, want the four that were theirs", n)
	}
	w.clock.move(31 * 24 * time.Hour)
	got, _ := w.ofPupil(http.MethodPost, lesson, "", nil, map[string]string{route.HeaderAge: "60000", route.HeaderReader: w.reader(1), route.HeaderPass: one})
	if got.StatusCode != http.StatusUnauthorized {
		t.Errorf("a pass of a month ago: got %d, want 401", got.StatusCode)
	}
}

// TestAnyOrderTheSameWork sends the same changes of four pupils in order, backwards, twice over, and as from two devices: the same comes
// of it each time, with the times that the devices claim.
func TestAnyOrderTheSameWork(t *testing.T) {
	w := newClassroom(t)
	type change struct {
		address, choice string
		minutes         int // ago
	}
	changes := []change{
		{ofModule("/before/1"), "a", 50}, {ofModule("/before/2"), "b", 49}, {ofModule("/before/1"), "b", 20}, // the last from another device
		{ofModule("/lessons/" + string(w.module.Lessons[0].ID)), "", 45}, {ofModule("/lessons/" + string(w.module.Lessons[1].ID)), "", 40}, {ofModule("/lessons/" + string(w.module.Lessons[0].ID)), "", 10},
	}
	send := func(roll int, order ...int) string {
		t.Helper()
		pass := w.pass(roll)
		for _, i := range order {
			ch := changes[i]
			got, body := w.ofPupil(http.MethodPost, ch.address, "", url.Values{"change": {fmt.Sprintf("%016x", i)}, "answer": {ch.choice}},
				map[string]string{route.HeaderAge: fmt.Sprint(ch.minutes * 60000), route.HeaderReader: w.reader(roll), route.HeaderPass: pass})
			if got.StatusCode != http.StatusNoContent {
				t.Fatalf("change %d of number %d: got %d %s, want it taken", i, roll, got.StatusCode, body)
			}
		}
		r := w.work(roll).Record()
		if len(r.Answers) != 2 || len(r.Lessons) != 2 {
			t.Fatalf("number %d: got %+v, want two answers and two lessons", roll, r)
		}
		return fmt.Sprintf("%v %v %v", r.Answers, r.Lessons, r.Last)
	}
	want := send(1, 0, 1, 2, 3, 4, 5)
	first := w.work(1).Record().Answers[0]
	if ago := w.clock.now().Sub(first.At); ago != 50*time.Minute || first.Mode != classes.ModeShared {
		t.Errorf("got the first answer as of %v ago, %s, want as the device claims", ago, first.Mode)
	}
	for roll, order := range map[int][]int{2: {5, 4, 3, 2, 1, 0}, 3: {0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 5, 0}, 4: {2, 5, 1, 0, 0, 4, 3, 2, 5}} {
		if got := send(roll, order...); got != want {
			t.Errorf("in the order %v: got\n%s\nwant\n%s", order, got, want)
		}
	}
	if before, after := w.work(3), send(3, 0, 5, 2); after != want || len(w.work(3).Entries) != len(before.Entries) {
		t.Errorf("sent again: got %d entries, want %d", len(w.work(3).Entries), len(before.Entries))
	}
}

// TestWhatComesLate: when the days of a module are over its pages are, and what was done in time is still taken; of who has left, what
// was done before.
func TestWhatComesLate(t *testing.T) {
	w := newClassroom(t)
	pass := w.pass(5)
	lesson := ofModule("/lessons/" + string(w.module.Lessons[0].ID))
	w.clock.move(12 * 24 * time.Hour)
	cookie := w.card(5)
	if got, _ := w.ofPupil(http.MethodGet, ofModule(""), cookie, nil, nil); got.StatusCode != http.StatusNotFound {
		t.Errorf("after its last day: got %d, want the module closed", got.StatusCode)
	}
	late := func(address string, age time.Duration) int {
		got, _ := w.ofPupil(http.MethodPost, address, "", url.Values{"answer": {"a"}}, map[string]string{
			route.HeaderAge: fmt.Sprint(age.Milliseconds()), route.HeaderReader: w.reader(5), route.HeaderPass: pass})
		return got.StatusCode
	}
	if code := late(lesson, 10*24*time.Hour); code != http.StatusNoContent {
		t.Errorf("done in time and sent late: got %d, want it taken", code)
	}
	w.check(w.classes.RemovePupil(t.Context(), w.class.ID, 5))
	if code := late(ofModule("/before/1"), 11*24*time.Hour); code != http.StatusNoContent {
		t.Errorf("done before the pupil left: got %d, want it taken", code)
	}
	w.clock.move(2 * 24 * time.Hour)
	if code := late(ofModule("/before/2"), time.Minute); code != http.StatusConflict {
		t.Errorf("done after the pupil left: got %d, want 409", code)
	}
	if code := late("/pupil/no-such-module/before/1", time.Minute); code != http.StatusNotFound {
		t.Errorf("a module that the class never had: got %d, want 404", code)
	}
	if n := len(w.work(5).Entries); n != 2 {
		t.Errorf("got %d entries, want two", n)
	}
}
