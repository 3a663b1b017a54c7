package server_test

import (
	"crypto/md5"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/slip"
)

// caller sends requests to the API and holds each exchange against its description.
type caller struct {
	*schooled
	t     *testing.T
	k     contract
	token map[string]string // of pupils, by what the test calls them
}

func newCaller(t *testing.T) *caller {
	s := newSchooled(t)
	return &caller{schooled: s, t: t, k: newContract(t, s.world), token: map[string]string{}}
}

// call sends one, wants the status, and gives the answer.
func (x *caller) call(who, method, path, body string, want int) map[string]any {
	x.t.Helper()
	r := newRequest(method, "/api/v1"+path, body)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	switch token, pupil := x.token[who]; {
	case pupil:
		r.Header.Set("Authorization", "Bearer "+token)
	case who != visitor:
		r.Header.Set("Authorization", "Bearer "+x.tokens(who, false).Access)
	}
	got, text := x.send(x.t, r)
	x.k.check(x.t, exchange{r, body, got, text})
	if got.StatusCode != want {
		x.t.Fatalf("%s %s as %s: got %d %s, want %d", method, path, who, got.StatusCode, text, want)
	}
	out := map[string]any{}
	if strings.HasPrefix(got.Header.Get("Content-Type"), "application/json") {
		x.check(json.Unmarshal([]byte(text), &out))
	}
	return out
}

// valueAt gives a value of an answer by its path.
func valueAt(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

func TestSchoolsByTheAPI(t *testing.T) {
	x := newCaller(t)
	if list, _ := valueAt(x.call("education", "GET", "/schools", "", 200), "schools").([]any); len(list) != 1 || valueAt(list, 0, "code") != "haa-one" {
		t.Errorf("schools of Haa: %v", list)
	}
	if list, _ := valueAt(x.call("admin", "GET", "/schools?place=dz-paro", "", 200), "schools").([]any); len(list) != 1 || valueAt(list, 0, "code") != "paro-one" {
		t.Errorf("schools of Paro: %v", list)
	}
	x.call("education", "GET", "/schools?place=dz-paro", "", 404)
	x.call("education", "GET", "/schools?plaice=dz-haa", "", 422)
	one := x.call("education", "GET", "/schools/haa-one", "", 200)
	if valueAt(one, "year", "until") != "2026-12-18" || valueAt(one, "staff", 0, "role") != "head" {
		t.Errorf("the school: %v", one)
	}
	const head = "code,name,place,stages,sector\\n"
	wrong := head + "haa-two,Second,dz-haa,pp-iii,public\\nelse,Elsewhere,dz-paro,pp-iii,public\\n"
	seen := x.call("education", "POST", "/schools/imports", `{"content":"`+wrong+`"}`, 200)
	if errors, _ := valueAt(seen, "errors").([]any); len(errors) != 1 || valueAt(errors, 0, "line") != 3.0 || valueAt(seen, "dry_run") != true {
		t.Errorf("a file with another's school: %v", seen)
	}
	x.call("education", "POST", "/schools/imports", `{"content":"`+wrong+`","dry_run":false,"why":"Order 1"}`, 422)
	right := head + "haa-two,Second,dz-haa,pp-iii iv-vi,private\\n"
	seen = x.call("education", "POST", "/schools/imports", `{"content":"`+right+`"}`, 200)
	take := func(digest, why string) string {
		return fmt.Sprintf(`{"content":"%s","dry_run":false,"digest":%q,"why":%q}`, right, digest, why)
	}
	digest, _ := valueAt(seen, "digest").(string)
	x.call("education", "POST", "/schools/imports", take(digest, ""), 422)
	x.call("education", "POST", "/schools/imports", take("another", "Order 1"), 409)
	for i := range 2 {
		if same := valueAt(x.call("education", "POST", "/schools/imports", take(digest, "Order 1"), 200), "same"); same != float64(i) {
			t.Errorf("taken %d times: %v as before", i+1, same)
		}
	}
	for range 2 {
		x.call("education", "PUT", "/schools/haa-two/years/2027", `{"from":"2027-04-01","until":"2027-11-30","why":"The highland year"}`, 200)
	}
	x.call("education", "PUT", "/schools/haa-two/years/2027", `{"from":"2027-04-01","until":"2027-11-30"}`, 422)
	x.call("education", "PUT", "/school-years/2027", `{"from":"2027-02-15","until":"2027-12-18","why":"Calendar"}`, 404)
	x.call("admin", "PUT", "/school-years/2027", `{"from":"2027-02-15","until":"2027-12-18","why":"Calendar"}`, 200)
	if list, _ := valueAt(x.call("education", "GET", "/school-years", "", 200), "years").([]any); len(list) != 1 {
		t.Errorf("common years: %v", list)
	}
	served := x.call("education", "POST", "/schools/haa-two/staff", `{"eid":"200801234","role":"teacher","from":"2026-11-23","why":"Order 2"}`, 201)
	id, _ := valueAt(served, "staff", "id").(string)
	x.call("education", "POST", "/schools/haa-two/staff", `{"eid":"1","role":"teacher","why":"Order 2"}`, 422)
	end := "/schools/haa-two/staff" + strings.TrimPrefix(id, "haa-two") + "/end"
	for range 2 {
		if got := valueAt(x.call("education", "POST", end, `{"until":"2026-11-30","why":"Order 3"}`, 200), "staff", "until"); got != "2026-11-30" {
			t.Errorf("ended: %v", got)
		}
	}
	x.call("education", "POST", strings.Replace(end, "/1/", "/7/", 1), `{"until":"2026-11-30","why":"Order 3"}`, 404)
	if list, _ := valueAt(x.call("education", "GET", "/schools/haa-two/staff", "", 200), "staff").([]any); len(list) != 1 {
		t.Errorf("staff: %v", list)
	}
}

func TestClassesByTheAPI(t *testing.T) {
	x := newCaller(t)
	if list, _ := valueAt(x.call("principal", "GET", "/classes", "", 200), "classes").([]any); len(list) != 1 || valueAt(list, 0, "id") != x.mine.ID {
		t.Errorf("classes of a head: %v", list)
	}
	if list, _ := valueAt(x.call("colleague", "GET", "/classes", "", 200), "classes").([]any); len(list) != 0 {
		t.Errorf("classes of a colleague: %v", list)
	}
	made := x.call("teacher", "POST", "/classes", `{"school":"haa-one","grade":"VI","section":"C","size":4}`, 201)
	if pupils, _ := valueAt(made, "pupils").([]any); len(pupils) != 4 || valueAt(pupils, 3, "number") != 4.0 || valueAt(made, "class", "label") != "VI C" {
		t.Errorf("opened: %v", made)
	}
	x.call("teacher", "POST", "/classes", `{"school":"paro-one","grade":"VI","size":4}`, 422)
	x.call("teacher", "POST", "/classes", `{"school":"haa-one","grade":"VI","size":4,"name":"Karma"}`, 422)
	path := "/classes/" + x.mine.ID
	one := x.call("teacher", "GET", path, "", 200)
	if valueAt(one, "assignments", 0, "course") != string(classModule) || valueAt(one, "cards") != "/api/v1"+path+"/cards.pdf" {
		t.Errorf("the class: %v", one)
	}
	x.call("teacher", "GET", path+"/cards.pdf?roll=2", "", 200)
	x.call("teacher", "GET", path+"/cards.pdf?roll=200", "", 422)
	module := path + "/assignments/" + string(classModule)
	days := `"from":"2026-11-23","until":"2026-12-11"}`
	for range 2 {
		if got := valueAt(x.call("teacher", "PUT", module, `{"mode":"shared",`+days, 200), "assignment", "mode"); got != "shared" {
			t.Errorf("assigned: %v", got)
		}
	}
	x.call("teacher", "PUT", module, `{"mode":"party",`+days, 422)
	x.call("teacher", "PUT", path+"/assignments/nothing", `{"mode":"own",`+days, 422)
	x.call("teacher", "GET", path+"/assignments/nothing", "", 404)

	question := x.module.BeforeAfter[0]
	item, _ := x.module.Item(question)
	hands := module + "/hands/before/" + string(question)
	counts := func(n int) string { return fmt.Sprintf(`{"counts":[{"option":%q,"count":%d}]}`, item.Options[0].ID, n) }
	live := x.call("teacher", "PUT", hands, counts(2), 200)
	if valueAt(live, "hands", 0, "question") != string(question) || valueAt(live, "change", "hands") != true {
		t.Errorf("hands: %v", live)
	}
	x.call("teacher", "PUT", hands, counts(4), 422)
	x.call("teacher", "PUT", hands, `{"counts":[{"option":"nothing","count":1}]}`, 422)
	x.call("teacher", "PUT", module+"/hands/after/nothing", counts(1), 404)
	x.call("teacher", "PUT", strings.Replace(hands, "before", "later", 1), counts(1), 404)
}

// What a pupil's client may hold is on their card; what a teacher's may is on the class's pages. Neither answer has more.
func TestNoAnswerHoldsASecretOfAPupil(t *testing.T) {
	x := newCaller(t)
	offered := must(x.classes.HandOver(t.Context(), x.mine.ID, x.people["teacher"].ID))(t)
	token := x.card(x.mine, 1)
	for _, path := range []string{"/classes", "/classes/" + x.mine.ID, "/classes/" + x.mine.ID + "/assignments/" + string(classModule), "/classes/" + x.mine.ID + "/slips"} {
		_, body := x.ask(t, "teacher", http.MethodGet, "/api/v1"+path, "")
		for what, secret := range map[string]string{"a token": token, "the pictures": strings.Trim(x.pictures(x.mine, 1), "[]"), "the hand-over": offered.Offered.Code,
			"the family code": x.mine.FamilyCode} {
			if strings.Contains(body, secret) {
				t.Errorf("%s holds %s", path, what)
			}
		}
	}
}

func TestSlipsByTheAPI(t *testing.T) {
	x := newCaller(t)
	file, _, err := x.classes.MakePenFile(t.Context(), x.mine, classModule, x.people["teacher"].ID)
	x.check(err)
	text := slip.Grouped(must(slip.Write(slip.Slip{Form: slip.Pupil, File: file.Number, Roll: 2, Lessons: 1, Right: slip.NotTaken}, file.Key()))(t))
	path := "/classes/" + x.mine.ID + "/slips"
	for i := range 2 {
		if got := valueAt(x.call("teacher", "POST", path, `{"slip":"`+strings.ToLower(text)+`"}`, 200), "again"); got != (i > 0) {
			t.Errorf("typed %d times: again %v", i+1, got)
		}
	}
	if list, _ := valueAt(x.call("teacher", "GET", path, "", 200), "slips").([]any); len(list) != 1 || valueAt(list, 0, "right") != nil || valueAt(list, 0, "roll") != 2.0 {
		t.Errorf("slips: %v", list)
	}
	x.call("stranger", "POST", "/classes/"+x.theirs.ID+"/slips", `{"slip":"`+text+`"}`, 422)
	forged := file
	forged.Secret = []byte("made up")
	for i := range 11 { // ten made-up ones, and then a wait
		made := slip.Grouped(must(slip.Write(slip.Slip{Form: slip.Pupil, File: file.Number, Roll: i + 1, Lessons: 1}, forged.Key()))(t))
		x.call("teacher", "POST", path, `{"slip":"`+made+`"}`, map[bool]int{true: 422, false: 429}[i < 10])
	}
}

// entry is one of a batch, as JSON.
func entryJSON(id, kind, rest string) string {
	return fmt.Sprintf(`{"id":%q,"kind":%q%s}`, entryID(id), kind, rest)
}

// entryID makes an id, as a client does; a name is none.
func entryID(of string) string {
	if strings.Contains(of, "Karma") {
		return of
	}
	return fmt.Sprintf("%x", md5.Sum([]byte(of)))
}

// did is a batch of a pupil: a lesson and the three questions, answered well or badly.
func (x *caller) did(well bool) []string {
	list := []string{entryJSON("l1", "lesson", fmt.Sprintf(`,"lesson":%q,"at":"2026-11-23T03:00:00Z"`, x.module.Lessons[0].ID))}
	for i, id := range x.module.BeforeAfter {
		item, _ := x.module.Item(id)
		for _, o := range item.Options {
			if o.Right == well {
				answer := map[string]any{"options": []courses.OptionID{o.ID}}
				if len(item.Reasons) > 0 {
					answer["reason"] = item.Reasons[0].ID
				}
				text := must(json.Marshal(answer))(x.t)
				list = append(list, entryJSON(fmt.Sprintf("b%d", i), "answer", fmt.Sprintf(`,"ask":"before","question":%q,"at":"2026-11-23T02:00:00Z","answer":%s`, id, text)))
				break
			}
		}
	}
	return list
}

func batch(list []string) string { return `{"entries":[` + strings.Join(list, ",") + `]}` }

// A pupil signs in with a card and sends what they did: twice, backwards and in portions it is there once. It is theirs alone, and
// nothing in it passes for a teacher's.
func TestAPupilByTheAPI(t *testing.T) {
	x := newCaller(t)
	sign := func(pictures string, want int) map[string]any {
		return x.call(visitor, "POST", "/pupil/sessions", fmt.Sprintf(`{"code":%q,"number":1,"pictures":%s}`, strings.ToLower(x.mine.Code), pictures), want)
	}
	sign(`["yak","yak","yak"]`, 401)
	x.call(visitor, "POST", "/pupil/sessions", `{"code":"AAAAAA","number":1,"pictures":[]}`, 404)
	x.call(visitor, "POST", "/pupil/sessions", `{"code":"AAAAAA","number":1,"pictures":[],"name":"Karma"}`, 422)
	x.token["pupil"], _ = valueAt(sign(x.pictures(x.mine, 1), 200), "access_token").(string)
	at1 := x.call("pupil", "GET", "/pupil", "", 200)
	if valueAt(at1, "number") != 1.0 || valueAt(at1, "modules", 0, "standing", "state") != "not-begun" {
		t.Errorf("at first: %v", at1)
	}
	const path = "/pupil/modules/" + string(classModule) + "/entries"
	did := x.did(true)
	first := x.call("pupil", "POST", path, batch(did), 200)
	if valueAt(first, "standing", "lessons") != 1.0 || valueAt(first, "standing", "before") != 3.0 {
		t.Errorf("sent: %v", first)
	}
	stored := func() string {
		w := must(x.classes.WorkOf(t.Context(), x.mine.ID, 1, classModule))(t)
		w.Touched = time.Time{}
		return string(must(json.Marshal(w.Entries))(t))
	}
	before := stored()
	slices.Reverse(did)
	x.call("pupil", "POST", path, batch(did), 200)
	for _, one := range did {
		x.call("pupil", "POST", path, batch([]string{one}), 200)
	}
	if stored() != before {
		t.Error("sent again, backwards and one by one: the work is another")
	}
	for name, bad := range map[string]string{
		"a correction":       entryJSON("x", "correction", `,"ask":"before","question":"q","cause":"misread"`),
		"setting aside":      entryJSON("x", "aside", `,"cause":"to-repeat"`),
		"a result":           entryJSON("x", "result", ""),
		"no such lesson":     entryJSON("x", "lesson", `,"lesson":"none"`),
		"a field of another": entryJSON("x", "lesson", `,"lesson":"none","by":"p1"`),
		"free text":          entryJSON("x", "lesson", `,"lesson":"none","text":"I am Karma"`),
		"an id with a space": entryJSON("I.am.Karma", "lesson", fmt.Sprintf(`,"lesson":%q`, x.module.Lessons[0].ID)),
	} {
		if x.call("pupil", "POST", path, batch([]string{bad}), 422); stored() != before {
			t.Errorf("%s: something was taken", name)
		}
	}
	x.call("pupil", "POST", path, batch(slices.Repeat([]string{did[0]}, 101)), 422)
	x.call("pupil", "POST", "/pupil/modules/check-first/entries", batch(did), 404)
	for roll := 2; roll <= 3; roll++ {
		if w := must(x.classes.WorkOf(t.Context(), x.mine.ID, roll, classModule))(t); len(w.Entries) != 0 {
			t.Errorf("number %d has %d entries of another", roll, len(w.Entries))
		}
	}
	x.call("pupil", "DELETE", "/pupil/sessions/current", "", 204)
	x.call("pupil", "GET", "/pupil", "", 401)
	for i := range 6 { // five wrong cards, and then a wait, for the right one too
		if i > 3 {
			sign(`["yak","yak","yak"]`, map[bool]int{true: 401, false: 429}[i == 4])
			continue
		}
		sign(`["yak","yak","yak"]`, 401)
	}
	sign(x.pictures(x.mine, 1), 429)
}

// A teacher enters what stood on paper, corrects it, and sets it aside; what a pupil sends under the same ids takes the place of none of it.
func TestPaperByTheAPI(t *testing.T) {
	x := newCaller(t)
	path := "/classes/" + x.mine.ID + "/assignments/" + string(classModule) + "/pupils/2/entries"
	answers := x.did(false)[1:]
	x.call("teacher", "POST", path, batch(answers), 200)
	item, _ := x.module.Item(x.module.BeforeAfter[0])
	corrected := strings.Replace(strings.Replace(x.did(true)[1], `"kind":"answer"`, `"kind":"correction","cause":"misread"`, 1), entryID("b0"), entryID("c0"), 1)
	for range 2 {
		x.call("teacher", "POST", path, batch([]string{corrected}), 200)
	}
	x.token["pupil"] = x.card(x.mine, 2)
	stolen := strings.Replace(x.did(false)[1], entryID("b0"), entryID("c0"), 1)
	x.call("pupil", "POST", "/pupil/modules/"+string(classModule)+"/entries", batch([]string{stolen}), 200)
	w := must(x.classes.WorkOf(t.Context(), x.mine.ID, 2, classModule))(t)
	a, ok := w.Record().Answer(classes.AskBefore, item.ID)
	if !ok || a.Corrected == nil || a.Corrected.By != x.people["teacher"].ID {
		t.Errorf("got %+v, want the teacher's correction to stand, with its trace", a)
	}
	for _, e := range w.Entries {
		if strings.HasPrefix(e.ID, "api/") != (e.By == x.people["teacher"].ID) || e.By != "" && e.Mode != classes.ModePaper {
			t.Errorf("entry %s by %q, %s", e.ID, e.By, e.Mode)
		}
	}
	x.call("teacher", "POST", path, batch([]string{entryJSON("x", "aside", "")}), 422)
	if got := valueAt(x.call("teacher", "POST", path, batch([]string{entryJSON("x", "aside", `,"cause":"to-repeat"`)}), 200), "standing", "state"); got != "not-begun" {
		t.Errorf("set aside: %v", got)
	}
	x.call("teacher", "POST", strings.Replace(path, "/2/", "/9/", 1), batch(answers), 404)
}
