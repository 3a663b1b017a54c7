package server_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lamtoen/internal/audit"
	"lamtoen/internal/store"
)

// act is one administrative act: a route with what is sent to it.
type act struct {
	route  string // METHOD PATTERN
	who    string
	at     string       // the address; a call in braces, {learner}, is that person's id, other braces are found as the test goes
	body   string       // a form, as NAME=VALUE&…, one with a file, or JSON for the API
	why    bool         // the form asks for the reason
	change bool         // of something that was there: the log says what it was before
	own    bool         // no administrative act, done for the sake of what follows: the log need not hold it
	ready  func(*world) // makes or finds what the act is about
	done   func(*world) // waits for it
}

// acts are done in this order, since some follow from others.
func acts() []act {
	const why = "&why=Order+12"
	return []act{
		{route: "POST /api/v1/me/cases", own: true, who: "learner", at: "/api/v1/me/cases", body: `{"wrong":"leave","text":"I was away.","course":"check-first"}`},
		{route: "POST /cases/:number/question", change: true, who: "focal", at: "/cases/{case}/question", body: "text=Since+when?"},
		{route: "POST /me/cases/:number/reply", own: true, who: "learner", at: "/me/cases/{case}/reply", body: "text=Since+May"},
		{route: "POST /api/v1/cases/:number/answer", change: true, who: "focal", at: "/api/v1/cases/{case}/answer",
			body: `{"decision":"refused","reasons":["no-proof"],"text":"The leave book does not show it.","records":"Leave book"}`},
		{route: "POST /me/cases/:number/appeal", own: true, who: "learner", at: "/me/cases/{case}/appeal", body: "text=A+letter+shows+it."},
		{route: "POST /cases/:number/answer", change: true, who: "rcsc", at: "/cases/{case}/answer",
			body: "decision=granted&reasons=proof&text=A+letter+shows+it.&records=Letter&sure=yes"},
		{route: "POST /cases/:number/done", change: true, who: "rcsc", at: "/cases/{case}/done", body: "deed=nothing&text=It+was+right+already."},

		{route: "POST /people/new", who: "admin", at: "/people/new", why: true,
			body: "eid=200809999&name=Sonam+Choden&kind=regular&joined=2026-01-05&agency=moh&position=Officer&from=2026-01-05" + why},
		{route: "POST /people/:person/entry", change: true, who: "admin", at: "/people/{outsider}/entry", why: true,
			body: "eid=200801241&name=Ugyen+Tshomo+Dorji&kind=regular&joined=2020-07-01" + why},
		{route: "POST /people/:person/entry", change: true, who: "admin", at: "/people/{head}/entry", why: true,
			body: "eid=200801237&name=Tshering+Wangmo&email=tshering@haa.gov.bt&kind=regular&joined=2020-07-01" + why},
		{route: "POST /people/:person/post", change: true, who: "admin", at: "/people/{outsider}/post", why: true,
			body: "agency=dz-haa&position=Planner&from=2026-11-20" + why},
		{route: "POST /people/:person/leave", change: true, who: "admin", at: "/people/{outsider}/leave", why: true, body: "leave_from=2026-11-24&leave_until=2026-12-24" + why},
		{route: "POST /people/:person/role", who: "admin", at: "/people/{outsider}/role", why: true, body: "role=teacher&agency=dz-haa&from=2026-11-23" + why},
		{route: "POST /grants/:grant/end", change: true, who: "admin", at: "/grants/{grant}/end", why: true, body: "until=2026-11-30" + why},
		{route: "POST /people/:person/signed-out", who: "admin", at: "/people/{outsider}/signed-out", body: "sure=yes"},
		{route: "POST /people/:person/code", who: "rcsc", at: "/people/{outsider}/code", body: "sure=yes"},
		{route: "POST /people/:person/end", change: true, who: "admin", at: "/people/{outsider}/end", why: true, body: "until=2026-11-30" + why},

		{route: "POST /agencies/:agency/focal", who: "rcsc", at: "/agencies/dz-haa/focal", why: true, body: "person={head}&from=2026-11-23" + why},
		{route: "POST /me/lend", who: "focal", at: "/me/lend", why: true, body: "to=200801234&until=2026-12-01" + why},
		{route: "POST /me/loans/:grant/end", change: true, who: "focal", at: "/me/loans/{loan}/end", body: "sure=yes"},

		{route: "POST /people/:person/duty/:kind", who: "rcsc", at: "/people/{learner}/duty/extension", why: true,
			body: "course=check-first&until=2027-06-30&cause=Order+12&document=HR/12"},
		{route: "POST /people/:person/duty/:number/withdrawal", change: true, who: "rcsc", at: "/people/{learner}/duty/0001/withdrawal", why: true, body: "cause=Order+12"},
		{route: "POST /coverage/:agency/people", who: "rcsc", at: "/coverage/dz-haa/people?course=check-first", why: true,
			body: "kind=extension&step=save&person={learner}&person={teacher}&until=2027-07-31&cause=Order+12&course=check-first"},
		{route: "POST /coverage/:agency/reminders", who: "focal", at: "/coverage/dz-haa/reminders?course=check-first", body: "person={head}"},
		{route: "POST /calendar/new", who: "rcsc", at: "/calendar/new", body: "kind=holiday&place=*&from=2027-02-22&until=2027-02-22&name=A+holiday&step=save"},
		{route: "POST /calendar/import", who: "rcsc", at: "/calendar/import",
			body: "step=save&rows=" + url.QueryEscape("from,until,kind,place,name\n2027-03-22,,holiday,,First\n")},
		{route: "POST /calendar/:closure/withdrawal", change: true, who: "rcsc", at: "/calendar/{closure}/withdrawal", why: true, body: "cause=Order+12"},
		{route: "POST /outages/new", who: "admin", at: "/outages/new", why: true, body: "course=*&from=2026-11-23T09:10&until=2026-11-23T09:30&cause=Order+12"},
		{route: "POST /outages/:outage/withdrawal", change: true, who: "admin", at: "/outages/{outage}/withdrawal", why: true, body: "cause=Order+12"},
		{route: "POST /rules/new", who: "rcsc", at: "/rules/new", why: true,
			body: "title=A+second+rule&course=check-first&from=2027-01-01&kinds=contract&due_from=joining&due_days=30&step=save" + why},

		{route: "POST /group-sessions/new", who: "focal", at: "/group-sessions/new?id=" + groupID,
			body: "course=check-first&agency=dz-haa&place=Meeting+room&day=2026-11-23&lang=en"},
		{route: "POST /group-sessions/:session", change: true, who: "focal", at: "/group-sessions/" + groupID, body: "do=close"},
		{route: "POST /group-sessions/:session", change: true, who: "focal", at: "/group-sessions/" + groupID, body: "do=reopen"},

		{route: "POST /rules/:rule/change", change: true, who: "rcsc", at: "/rules/check-first/change", why: true, body: "title=Everyone+checks+first&course=check-first&" +
			"from=2026-11-01&kinds=regular&due_from=later&due_days=60&valid_months=24&window_days=60&renewal=course&version=1&step=save" + why},
		{route: "POST /rules/:rule/end", change: true, who: "rcsc", at: "/rules/check-first/end", why: true, body: "until=2027-11-30" + why},
		{route: "POST /reports/new", who: "rcsc", at: "/reports/new", body: "kind=letter&agency=dz-haa&courses=check-first"},
		{route: "POST /agencies/reorganise/:kind", change: true, who: "rcsc", at: "/agencies/reorganise/rename", why: true,
			body: "agency=gw-haa-bji&name=Bji+Gewog+Office&type=gewog&from=2026-11-23&step=save" + why},

		{route: "POST /schools/new", who: "education", at: "/schools/new", why: true,
			body: "code=haa-one&name=First+School&place=dz-haa&stages=pp-iii&stages=vii-viii&sector=public" + why},
		{route: "POST /schools/:school/entry", who: "education", at: "/schools/haa-one/entry", why: true,
			body: "name=First+School+of+Haa&place=dz-haa&stages=vii-viii&sector=public" + why},
		{route: "POST /schools/:school/year", who: "education", at: "/schools/haa-one/year", why: true, body: "name=2026&from=2026-02-15&until=2026-12-18" + why},
		{route: "POST /schools/year", who: "admin", at: "/schools/year", why: true, body: "name=2026&from=2026-02-15&until=2026-12-18" + why},
		{route: "POST /schools/:school/staff", who: "education", at: "/schools/haa-one/staff", why: true, body: "eid=200801236&role=head&from=2026-11-23" + why},
		{route: "POST /schools/:school/staff", who: "education", at: "/schools/haa-one/staff", why: true, body: "eid=200801234&role=teacher&from=2026-11-23" + why},
		{route: "POST /schools/:school/staff", who: "education", at: "/schools/haa-one/staff", why: true, body: "eid=200801235&role=teacher&from=2026-11-23" + why},
		{route: "POST /classes/new", who: "teacher", at: "/classes/new?id=" + groupID, body: "school=haa-one&grade=VII&section=B&size=5&lang=en"},
		{route: "POST /classes/:class/teachers/new", who: "teacher", at: "/classes/" + groupID + "/teachers/new", body: "person={learner}&until=2026-12-01"},
		{route: "POST /classes/:class/teachers", who: "teacher", at: "/classes/" + groupID + "/teachers", body: "do=remove&person={learner}"},
		{route: "POST /classes/:class/postponement", who: "teacher", at: "/classes/" + groupID + "/postponement", why: true, body: "until=2027-01-20" + why},
		{route: "POST /classes/:class/owner", who: "teacher", at: "/classes/" + groupID + "/owner", why: true, body: "person={learner}" + why},
		{route: "POST /literacy/reports", who: "moic", at: "/literacy/reports", body: "year=2026"},
		{route: "POST /schools/:school/staff/:person/:number", who: "education", at: "/schools/haa-one/staff/{focal}/1", why: true, body: "until=2026-11-30" + why},

		{route: "POST /cases/new", who: "focal", at: "/cases/new", body: "eid=200801236&wrong=name&text=Deki+Yangdzom.&reference=HR/77&day=2026-11-20"},

		{route: "POST /register/letters", who: "rcsc", at: "/register/letters", body: "agency=moh&below=yes&who=all"},
		{route: "POST /api/v1/people/:person/allowances", who: "rcsc", at: "/api/v1/people/{head}/allowances", why: true,
			body: `{"kind":"extension","course":"check-first","until":"2027-06-30","cause":"Order 12","document":"HR/12"}`},
		{route: "POST /api/v1/people/:person/allowances/:number/withdrawal", change: true, who: "rcsc", at: "/api/v1/people/{head}/allowances/0001/withdrawal", why: true,
			body: `{"cause":"Order 12"}`},
		{route: "POST /api/v1/closures", who: "rcsc", at: "/api/v1/closures", body: `{"kind":"holiday","from":"2027-04-05","until":"2027-04-05","name":"Another"}`},
		{route: "POST /api/v1/closures/:closure/withdrawal", change: true, who: "rcsc", at: "/api/v1/closures/{closure}/withdrawal", why: true, body: `{"cause":"Order 12"}`},
		{route: "POST /api/v1/rules", who: "rcsc", at: "/api/v1/rules",
			body: `{"rule":"third","title":"A third rule","course":"check-first","audience":{"kinds":["contract"]},"due_days":30,"from":"2027-01-01"}`},
		{route: "POST /api/v1/reports", who: "rcsc", at: "/api/v1/reports", body: `{"kind":"letter","courses":["check-first"],"agency":"moh"}`},
	}
}

// groupID is the id that a form for a group session carries.
const groupID = "34679ACD"

// aboutOneself are the routes that change nothing for others, each with what it does.
func aboutOneself() map[string]string {
	learn, session, own := "one's own training: facts hold it", "one's own session", "one's own case, which its events hold"
	pupil := "a pupil's own work: rows of the class, of no person"
	plan := "text of the agency's own plan, written by its authors: the plan's facts and marks hold who wrote what"
	return map[string]string{
		"POST /language": "what one's own browser shows", "POST /me/notices": "one's own notices", "POST /me/corrections": "one's own notices",
		"POST /sign-in": session, "POST /sign-out": session, "POST /me/sessions": session, "POST /me/password": "one's own password",
		"POST /activate": "one's own password", "POST /forgotten": "one's own password", "POST /join/:code": session, "POST /join/:code/activate": "one's own password",
		"POST /courses/:course/begin": learn, "POST /courses/:course/pretest": learn, "POST /courses/:course/lessons/:lesson": learn,
		"POST /courses/:course/assessment": learn, "POST /courses/:course/attempts/:attempt/questions/:number": learn,
		"POST /courses/:course/attempts/:attempt/submission": learn, "POST /courses/:course/sign": learn,
		"POST /group-sessions/join": learn, "POST /group-sessions/in/:session": learn, "POST /me/group-sessions/:session": learn,
		"POST /group-sessions/:session/device": "signs the officer out of this browser",
		"POST /card/:code/:number":             "a pupil's own session", "POST /card-out": "a pupil's own session",
		"POST /our-own-code": "a group's own code: no person of the register", "POST /evidence": "checks a file and keeps nothing",
		"POST /workbook/begun": plan, "POST /workbook/submission": plan, "POST /workbook/:part": plan,
		"POST /me/slips": learn, "POST /api/v1/me/slips": learn,
		"POST /me/cases/new": own, "POST /me/cases/:number/reply": own, "POST /me/cases/:number/appeal": own, "POST /me/cases/:number/withdrawal": own,

		"POST /pupil/:course/lessons/:lesson": pupil, "POST /pupil/:course/:ask/:number": pupil,

		"POST /api/v1/sessions": session, "POST /api/v1/sessions/refresh": session, "DELETE /api/v1/sessions/current": session, "POST /api/v1/me/cases": own,
		"POST /api/v1/courses/:course/enrolment": learn, "PUT /api/v1/courses/:course/lessons/:lesson/completion": learn,
		"POST /api/v1/courses/:course/attempts": learn, "POST /api/v1/courses/:course/pretest": learn, "PUT /api/v1/courses/:course/acknowledgement": learn,
		"POST /api/v1/courses/:course/questions": learn, "PUT /api/v1/attempts/:attempt/answers/:question": learn,
		"POST /api/v1/attempts/:attempt/answers/:question/feedback": learn, "POST /api/v1/attempts/:attempt/submission": learn,
	}
}

// ofAClass are the acts of teachers in their own classes, and the import of schools.
func ofAClass() map[string]string {
	const (
		class  = "no act of an office: the class's own events and rows name who did what, and when"
		pupils = "a class of pupils, who have no names here: its own events and rows hold it until it is purged"
	)
	return map[string]string{
		"POST /classes/:class/assign": class, "POST /classes/:class/:course/hands/:moment/:number": class, "POST /classes/:class/:course/begin-again/:roll": class,
		"POST /classes/:class/code": pupils, "POST /classes/:class/pupils": pupils, "POST /classes/:class/numbers": pupils,
		"POST /classes/:class/arrival": pupils, "POST /classes/:class/transfer/:roll": pupils,
		"POST /classes/take-over":              "classes: class.owner stands in the log before the event, as for POST /classes/:class/owner",
		"POST /schools/import":                 "school: schools.import stands in the log before the commit of an import does",
		"POST /classes/:class/:course/results": class, "POST /classes/:class/:course/results/:roll": class, "POST /classes/:class/:course/lessons": class,
		"POST /classes/:class/slips": "no act but what pupils did: the slip's own record names who typed it, and so do the entries of the pupil's work",
	}
}

// TestEveryActIsLogged does every act with what is valid, and looks for its line in the log. A route that changes something and
// stands in none of the tables fails.
func TestEveryActIsLogged(t *testing.T) {
	w := newWorld(t, options{Pages: realPages})
	known := map[string]bool{}
	for _, table := range []map[string]string{aboutOneself(), ofAClass(), ofAClassByAPI()} {
		for r := range table {
			known[r] = true
		}
	}
	for _, a := range slices.Concat(acts(), moreActs(), schoolAPIActs()) {
		known[a.route] = true
		w.perform(t, a)
	}
	for _, r := range w.server.Routes() {
		name := r.Method + " " + r.Path
		if r.Method != http.MethodGet && r.Method != http.MethodHead && !known[name] {
			t.Errorf("%s changes something, and stands in no table of acts", name)
		}
		delete(known, name)
	}
	for name := range known {
		t.Errorf("%s stands in a table of acts, and is no route", name)
	}
}

// perform does one act and reads the log from where it stood.
func (w *world) perform(t *testing.T, a act) {
	t.Helper()
	if a.ready != nil {
		a.ready(w)
	}
	before, _, err := w.audit.Head(t.Context())
	w.check(err)
	method, _, _ := strings.Cut(a.route, " ")
	r := newRequest(method, w.named(a.at), w.named(a.body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	switch {
	case strings.HasPrefix(a.body, "{\""):
		r.Header.Set("Content-Type", "application/json")
	case strings.HasPrefix(a.body, "--form"):
		r.Header.Set("Content-Type", "multipart/form-data; boundary=form")
	}
	r.Header.Set("Authorization", "Bearer "+w.tokens(a.who, false).Access)
	response, body := w.send(t, r)
	if response.StatusCode >= 400 {
		if at := strings.Index(body, "id=\"problems\""); at > 0 {
			body = body[at:]
		}
		t.Errorf("%s: got %d %s, want it done", a.route, response.StatusCode, body[:min(len(body), 900)])
		return
	}
	if a.own {
		return
	}
	if a.done != nil {
		a.done(w)
	}
	records, _, err := w.audit.List(t.Context(), store.Cursor(""), 20)
	w.check(err)
	for _, got := range records {
		if got.Number > before && got.By == string(w.people[a.who].ID) && whole(got.Entry, a) {
			return
		}
	}
	var fresh []audit.Entry
	for _, got := range records {
		if got.Number > before {
			fresh = append(fresh, got.Entry)
		}
	}
	t.Errorf("%s: got %+v in the log, want an act of %s with subject and after, with the reason: %v, with what was before: %v (%d)", a.route, fresh,
		a.who, a.why, a.change, response.StatusCode)
}

// whole tells whether an entry says what it must.
func whole(e audit.Entry, a act) bool {
	return e.Action != "" && e.Subject != "" && e.After != "" && (!a.why || strings.Contains(e.Why, "Order 12")) && (!a.change || e.Before != "")
}

// named puts ids where names in braces stand: of people, and of what the acts before have made.
func (w *world) named(text string) string {
	for name, value := range w.found {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	for call, p := range w.people {
		text = strings.ReplaceAll(text, "{"+call+"}", string(p.ID))
	}
	for _, g := range w.register.GrantsOf(w.people["outsider"].ID, "2026-11-23") {
		text = strings.ReplaceAll(text, "{grant}", g.ID)
	}
	for _, g := range w.register.LentBy(w.people["focal"].ID, "2026-11-23") {
		text = strings.ReplaceAll(text, "{loan}", g.ID)
	}
	if mine, err := w.cases.Mine(w.t.Context(), w.people["learner"].ID); err == nil && len(mine) > 0 {
		text = strings.ReplaceAll(text, "{case}", string(mine[0].Number))
	}
	if all := w.learning.Closures(); len(all) > 0 {
		text = strings.ReplaceAll(text, "{closure}", url.PathEscape(all[len(all)-1].ID))
	}
	if all := w.learning.Outages(); len(all) > 0 {
		text = strings.ReplaceAll(text, "{outage}", url.PathEscape(all[0].ID))
	}
	return text
}
