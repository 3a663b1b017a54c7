package server_test

import (
	"cmp"
	"encoding/base64"
	"slices"
	"time"

	"lamtoen/internal/appeal"
	"lamtoen/internal/groupcode"
	"lamtoen/internal/intake"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/workbook"
)

// register is a list of one person who joined on the day: what a file changes.
func register(eid string) string {
	return "EID,Name,Agency,Position,Employment type,Date of joining,Post\n" + eid + ",Dorji Zam,moh,Officer,regular,2026-11-20,\n"
}

// upload is such a list as a form sends it.
func upload(eid string) string {
	field := func(name, value string) string {
		return "--form\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
	}
	return field("as_of", "2026-11-23") + field("complete", "none") +
		"--form\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\nContent-Type: text/csv\r\n\r\n" + register(eid) + "\r\n--form--\r\n"
}

// moreActs follow those of acts; many need something of the world first, which their ready makes or finds.
func moreActs() []act {
	return slices.Concat(moreCaseActs(), contentActs(), paperActs(), messageActs(), registerActs(), reformActs())
}

// moreCaseActs are a case that RCSC takes over, hears on paper, grants, and does something about; and one because of which a fact
// is void.
func moreCaseActs() []act {
	const granted = `{"decision":"granted","reasons":["proof"],"text":"The letter shows it.","records":"Letter 7"}`
	return []act{
		{route: "POST /api/v1/me/cases", own: true, ready: (*world).judges, who: "teacher", at: "/api/v1/me/cases",
			body: `{"wrong":"elsewhere","text":"I took it at RIM.","course":"check-first"}`},
		{route: "POST /cases/:number/desk", change: true, why: true, ready: newestCase("teacher"), who: "holder", at: "/cases/{newest}/desk",
			body: "officer={free}&cause=Order+12"},
		{route: "POST /cases/:number/question", change: true, ready: newestCase("teacher"), who: "holder", at: "/cases/{newest}/question", body: "text=When+was+it?"},
		{route: "POST /cases/:number/paper", change: true, who: "holder", at: "/cases/{newest}/paper", body: "text=In+May.&reference=HR/78&day=2026-11-23"},
		{route: "POST /api/v1/cases/:number/answer", change: true, who: "holder", at: "/api/v1/cases/{newest}/answer", body: granted},
		{route: "POST /cases/:number/equivalent", who: "holder", at: "/cases/{newest}/equivalent", body: "from=2026-05-04&document=RIM+77"},

		{route: "POST /courses/:course/begin", own: true, who: "learner", at: "/courses/check-first/begin"},
		{route: "POST /api/v1/me/cases", own: true, who: "learner", at: "/api/v1/me/cases", body: `{"wrong":"not-me","text":"I never began.","course":"check-first"}`},
		{route: "POST /api/v1/cases/:number/answer", change: true, ready: newestCase("learner"), who: "holder", at: "/api/v1/cases/{newest}/answer", body: granted},
		{route: "POST /cases/:number/void", change: true, ready: (*world).beginning, who: "holder", at: "/cases/{newest}/void",
			body: "fact={fact}&cause=Somebody+else+began&sure=yes"},
	}
}

// judges are two more officers of RCSC, who have decided nothing yet and so are barred from nothing.
func (w *world) judges() {
	w.officer("judge", "200801290", "moh", org.RoleRCSC)
	w.officer("other-judge", "200801289", "moh", org.RoleRCSC)
}

// officer adds somebody who can sign in.
func (w *world) officer(call, eid string, agency org.AgencyCode, role org.Role, flags ...org.Flag) {
	w.t.Helper()
	p := must(w.register.AddPerson(w.t.Context(), org.NewPerson{
		Person: org.Person{EID: eid, Name: "Namgay Dema", Kind: org.KindRegular, Joined: "2020-07-01"},
		Post:   org.Post{Agency: agency, Position: "Officer", Flags: flags, From: "2020-07-01"},
	}, "test"))(w.t)
	w.people[call] = p
	w.check(w.accounts.SetPassword(w.t.Context(), p.ID, password, "test"))
	if role != "" {
		must(w.register.Grant(w.t.Context(), org.Grant{Person: p.ID, Role: role, From: "2026-01-01", By: "test"}))(w.t)
	}
}

// newestCase finds the last case of somebody, on which judge's desk it lies, and the other judge.
func newestCase(call string) func(*world) {
	return func(w *world) {
		mine := must(w.cases.Mine(w.t.Context(), w.people[call].ID))(w.t)
		one := slices.MaxFunc(mine, func(a, b appeal.Case) int { return cmp.Compare(a.Number, b.Number) })
		w.found["newest"] = string(one.Number)
		w.people["holder"], w.people["free"] = w.people["judge"], w.people["other-judge"]
		if one.Desk.Officer != w.people["judge"].ID {
			w.people["holder"], w.people["free"] = w.people["free"], w.people["holder"]
		}
	}
}

// beginning finds the fact with which the learner began.
func (w *world) beginning() {
	for _, f := range must(w.learning.FactsOf(w.t.Context(), w.people["learner"].ID, "check-first"))(w.t) {
		if f.Kind == learning.KindEnrolled {
			w.found["fact"] = f.ID
		}
	}
}

// contentActs are those of who answers for content, and of who reviews an agency's plan.
func contentActs() []act {
	const mark = "item=old-photo&version=1.2.0&versions=1.2.0&kind=void&cause=Order+12"
	return []act{
		{route: "POST /content/group-codes/:id", change: true, ready: (*world).groupCode, who: "moic", at: "/content/group-codes/{code}", body: "do=publish"},
		{route: "POST /content/:course/errata/new", why: true, who: "moic", at: "/content/check-first/errata/new", body: mark + "&do=apply"},
		{route: "POST /content/:course/errata/:number/withdrawal", change: true, why: true, who: "moic", at: "/content/check-first/errata/1/withdrawal",
			body: "cause=Order+12"},
		{route: "POST /content/:course/approval", change: true, ready: (*world).approver, who: "approver", at: "/content/check-first/approval",
			body: "do=approve&hash={hash}&office=RCSC&position=Chief&reference=R1&declared=yes"},
		{route: "POST /workbook/review", change: true, ready: (*world).submitPlan, who: "head", at: "/workbook/review",
			body: "version=1&round=1&do=return&note=Order+12"},
	}
}

// groupCode registers a code that may be published.
func (w *world) groupCode() {
	groups := must(groupcode.Open(w.t.Context(), w.engine, w.audit, w.clock.now))(w.t)
	w.found["code"] = must(groups.Register(w.t.Context(), groupcode.Code{Group: "Taxi drivers of Haa", Kind: groupcode.Association, Dzongkhag: "dz-haa",
		Agreed: "2026-11-01", Rules: []string{"We check.", "We ask.", "We say sorry."}}, true))(w.t).ID
}

// approver is an officer of the office that owns the course.
func (w *world) approver() {
	w.check(w.register.Reorganise(w.t.Context(), org.Reorganisation{From: "2020-01-01", Why: "test", Created: []org.Agency{
		{Code: org.OfficeRCSC, Type: "constitutional-office", Name: "Royal Civil Service Commission"}}}, "test"))
	w.officer("approver", "200801291", org.OfficeRCSC, org.RoleRCSC)
	w.found["hash"] = must(w.library.Course("check-first"))(w.t).Hash
}

// submitPlan lets somebody of the dzongkhag write its plan and hand it in.
func (w *world) submitPlan() {
	w.officer("author", "200801292", "dz-haa", "", org.FlagLead)
	ctx := w.t.Context()
	access := must(w.plans.Access(ctx, w.people["author"].ID))(w.t)
	w.check(w.plans.Begin(ctx, access, 1))
	var changes []workbook.Change
	plan := must(w.plans.Plan(ctx, access))(w.t)
	for _, part := range w.plans.Form().Parts {
		for _, f := range part.Fields {
			entry, _ := plan.Entry(f.ID)
			changes = append(changes, workbook.Change{Field: f.ID, Was: entry.Value.Digest(), Value: workbook.ExampleOf(f)})
		}
	}
	must(w.plans.Save(ctx, access, 1, changes))(w.t)
	plan = must(w.plans.Plan(ctx, access))(w.t)
	w.check(w.plans.Submit(ctx, access, workbook.Seen{Version: plan.Version, Round: plan.Round, Edits: plan.Edits}))
}

// paperActs are a group that took the course on paper.
func paperActs() []act {
	const at = "/group-sessions/" + groupID
	shown := func(lesson string) act {
		return act{route: "POST /group-sessions/:session/screen/:lesson", own: true, who: "focal", at: at + "/screen/" + lesson}
	}
	return []act{
		shown("look-twice"), shown("keep-it-private"),
		{route: "POST /group-sessions/:session", own: true, who: "focal", at: at, body: "do=papers&people=3"},
		{route: "POST /group-sessions/:session/paper", who: "focal", at: at + "/paper",
			body: "do=record&sheet=" + groupID + "-1&day=2026-11-23&witness=Dorji+Wangdi&eids=200801234"},
		{route: "POST /group-sessions/:session/answers", who: "focal", at: at + "/answers", body: "form=2&eid=200801234"},
	}
}

// messageActs are about mail that did not arrive.
func messageActs() []act {
	return []act{
		{route: "POST /people/:person/address", change: true, ready: (*world).refuseMail, who: "admin", at: "/people/{head}/address", body: "sure=yes"},
		{route: "POST /outbox/:message", change: true, ready: (*world).message, who: "admin", at: "/outbox/{message}", body: "as=handed"},
	}
}

// refuseMail notes, as a delivery would, that a mail server refused the address of the head of agency.
func (w *world) refuseMail() {
	type refused struct {
		Address string       `bson:"_id"`
		Person  org.PersonID `bson:"person"`
		Code    string       `bson:"code"`
		At      time.Time    `bson:"at"`
	}
	bad := must(store.Open[refused](w.t.Context(), w.engine, "bad_addresses"))(w.t)
	head, _ := w.register.Person(w.people["head"].ID)
	w.check(bad.Insert(w.t.Context(), refused{Address: head.Email, Person: head.ID, Code: "550", At: w.clock.now()}))
}

// message finds what the head of agency was sent.
func (w *world) message() {
	list, _, err := w.reminders.MessagesOf(w.t.Context(), w.people["head"].ID, "", 10)
	if err != nil || len(list) == 0 {
		w.t.Fatalf("got no message of the head of agency: %v", err)
	}
	w.found["message"] = list[0].ID
}

// registerActs take files, by page and by API.
func registerActs() []act {
	columns := "column-1=eid&column-2=name&column-3=agency&column-4=position&column-5=kind&column-6=joined&column-7=none"
	return []act{
		{route: "POST /register/imports/new", own: true, who: "rcsc", at: "/register/imports/new", body: upload("200809001")},
		{route: "POST /register/imports/:import/columns", ready: sent("200809001", "rcsc"), who: "rcsc", at: "/register/imports/{import}/columns", body: columns},
		{route: "POST /register/imports/:import/application", ready: (*world).lookAtFile, who: "rcsc", at: "/register/imports/{import}/application",
			body: "digest={digest}", done: (*world).appliedFile},
		{route: "POST /api/v1/register/imports", own: true, who: "rcsc", at: "/api/v1/register/imports", body: `{"file":"list.csv","as_of":"2026-11-23",` +
			`"complete":"none","content":"` + base64.StdEncoding.EncodeToString([]byte(register("200809002"))) + `"}`},
		{route: "POST /api/v1/register/imports/:import/application", ready: sent("200809002", "rcsc"), who: "rcsc",
			at: "/api/v1/register/imports/{import}/application", body: `{"digest":"{digest}"}`, done: (*world).appliedFile},
	}
}

// sent finds the file that was sent, by sending it again: that is the same import.
func sent(eid, by string) func(*world) {
	return func(w *world) {
		i := must(w.intake.Upload(w.t.Context(), intake.Sent{File: "list.csv", Data: []byte(register(eid)),
			Options: intake.Options{AsOf: "2026-11-23", Complete: intake.CompleteNone}}, string(w.people[by].ID)))(w.t)
		w.found["import"] = i.ID
		if i.Status == intake.Waiting {
			w.lookAtFile()
		}
	}
}

// lookAtFile is the dry run, whose digest the application names.
func (w *world) lookAtFile() {
	w.found["digest"] = must(w.intake.Preview(w.t.Context(), w.found["import"]))(w.t).Digest
}

// appliedFile waits for the file, since the page that applies one does not.
func (w *world) appliedFile() { w.applied(w.t, w.found["import"]) }

// reformActs are a new name by API, and a split after which people are placed. They come last: the ministry where officers serve ends.
func reformActs() []act {
	body := func(from, changes string) string {
		return `{"from":"` + from + `","why":"Order 12","dry_run":false,` + changes + `}`
	}
	return []act{
		{route: "POST /api/v1/agencies/reorganisations", change: true, why: true, who: "rcsc", at: "/api/v1/agencies/reorganisations",
			body: body("2026-11-24", `"changed":[{"code":"gw-haa-bji","type":"gewog","parent":"dz-haa","name":"Bji"}]`)},
		{route: "POST /api/v1/agencies/reorganisations", why: true, who: "rcsc", at: "/api/v1/agencies/reorganisations",
			body: body("2026-11-23", `"created":[{"code":"one","type":"ministry","name":"One"},{"code":"two","type":"ministry","name":"Two"}],"ended":[{"code":"moh","successors":["one","two"]}]`)},
		{route: "POST /agencies/:agency/placing", change: true, why: true, who: "rcsc", at: "/agencies/moh/placing",
			body: "step=save&why=Order+12&person={admin}&person-to=one"},
	}
}
