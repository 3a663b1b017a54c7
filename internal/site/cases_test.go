package site_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/appeal"
	"lamtoen/internal/coverage"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// focal adds a focal officer of an agency.
func (w *world) focal(eid, name string, agency org.AgencyCode) person {
	w.Helper()
	p := w.officer(eid, name, agency, "", "")
	g, err := w.register.Grant(context.Background(), org.Grant{Person: p.ID, Role: org.RoleFocal, Agency: agency, From: "2023-01-01", By: "test"})
	must(w, g, err)
	return p
}

// caseNumber is the number on the page shown.
func (b *browser) caseNumber() string {
	b.Helper()
	found := regexp.MustCompile(`C-\d{4}-\d{4}-\d`).FindString(b.body)
	if found == "" {
		b.Fatalf("%s: got no number of a case\n%s", b.at, clip(b.body))
	}
	return found
}

// TestLeaveFromTheFirstWordToTheAppeal is a case on its whole way: said, refused, appealed, granted, and what follows from it.
func TestLeaveFromTheFirstWordToTheAppeal(t *testing.T) {
	w := newWorld(t, nil)
	if _, err := w.learning.AddRule(context.Background(), fixtureRule(), "test"); err != nil {
		t.Fatal(err)
	}
	focal, outside := w.signedIn(w.focal("200800001", "Pema Dorji", "moh")), w.signedIn(w.focal("200800002", "Dechen Om", "dz-haa"))
	rcsc := w.signedIn(w.officer("200800003", "Kinley Penjor", "rcsc", "", org.RoleRCSC))
	admin := w.signedIn(w.officer("200800004", "Choki Om", "rcsc", "", org.RoleAdmin))
	karma, tashi := w.signedIn(w.learner), w.signedIn(w.other)
	list := func(officer *browser) *browser { // the figures are at most half a second old
		w.clock.at = w.clock.at.Add(time.Second)
		return officer.get("/coverage/moh/people?course=every-type")
	}

	karma.get("/me").want(200, "/me/cases/new?about=course:every-type").lacks("Under review")
	karma.get("/me/cases/new?about=course:every-type").want(200, "I was on leave", "nothing about your health", "Every type")
	karma.post("/me/cases/new?about=course:every-type", "wrong=", "text=").want(422, "What is wrong").lacks("C-2026")
	karma.post("/me/cases/new?about=course:every-type", "wrong=leave", "text="+strings.Repeat("x", 501)).want(422, "at most 500 characters")
	karma.post("/me/cases/new?about=course:every-type", "wrong=leave", "text=I was at Sherubtse to study.").want(200, "Keep the number", "14 December 2026")
	n := karma.caseNumber()
	karma.post("/me/cases/new?about=course:every-type", "wrong=leave", "text=I was at Sherubtse to study.").want(200, n)
	karma.get("/me").want(200, "Under review", "I was on leave")
	karma.get("/me/record").want(200, "Under review")
	tashi.get("/me/cases/" + n).want(404).lacks("Sherubtse")
	tashi.get("/me").lacks("Under review")

	for _, path := range []string{"", "/letter.pdf", "/slip.pdf", "/question", "/answer", "/desk", "/paper", "/done", "/void"} {
		outside.get("/cases/"+n+path).want(404).lacks("Sherubtse", "Karma Yangden")
	}
	outside.get("/cases").want(200, "No case waits").lacks(n)
	focal.get("/me").want(200, "1 case waits on your desk.")
	focal.get("/cases").want(200, n, "Karma Yangden").lacks("Sherubtse")
	list(focal).want(200, "Under review", "may say until the following day")
	focal.get("/cases/"+n).want(200, "Sherubtse", "Answer")
	answer := []string{"decision=refused", "reasons=no-proof", "text=The leave book does not show it.", "records=Leave book of 2026"}
	focal.post("/cases/"+n+"/answer", "decision=granted", "reasons=no-proof", "text=", "records=").want(422, "does not go with the decision", "Explain the decision")
	focal.post("/cases/"+n+"/answer", answer...).want(200, "Is this your answer?", "Refused", "21 February 2027")
	karma.get("/me/cases/" + n).lacks("Refused")
	focal.post("/cases/"+n+"/answer", append(answer, "sure=yes")...).want(200, "Answered.", "Refused")
	list(focal).lacks("Under review")
	karma.get("/me/cases/" + n + "/letter.pdf").want(200)
	if text := karma.printed(); !strings.Contains(text, "Refused") || !strings.Contains(text, "Sherubtse") || !strings.Contains(text, "until 21 February 2027") {
		t.Errorf("letter: got\n%s", text)
	}

	karma.post("/me/cases/"+n+"/appeal", "text=").want(422, "Say it in a few words.")
	karma.post("/me/cases/"+n+"/appeal", "text=The college wrote a letter.").want(200, "Your appeal is sent.", "RCSC")
	focal.get("/cases/"+n).want(200, "The college wrote", "RCSC answers appeals").lacks("Take over")
	focal.post("/cases/"+n+"/answer", append(answer, "sure=yes")...).want(200) // sent again: it is there
	list(focal).want(200, "Under review")
	rcsc.get("/cases").want(200, n, "You")
	granted := []string{"decision=granted", "reasons=proof", "text=The college's letter shows it.", "records=Letter of the college", "sure=yes"}
	rcsc.post("/cases/"+n+"/answer", granted...).want(200, "What follows", "Enter the leave")
	list(rcsc).lacks("Under review")

	leave := personHrefOf(w.learner) + "/leave"
	rcsc.get("/cases").want(200, "1 change of the register is waiting", "/register/changes")
	rcsc.get("/register/changes").want(200, "Karma Yangden", n, "An administrator enters them").lacks(leave)
	rcsc.get("/register/changes?agency=dz-haa").want(200, "Every case that was granted is entered.").lacks(n)
	focal.get("/cases").want(200).lacks("/register/changes")
	focal.get("/register/changes").want(401).lacks("Karma Yangden")
	admin.get("/register").want(200, "1 change of the register is waiting")
	admin.get("/register/changes").want(200, "Karma Yangden", leave+"?case="+n).lacks("/cases/"+n, "Sherubtse")
	admin.get(leave+"?case="+n).want(200, `value="`+n+`"`, `value="Case `+n+` was granted"`)
	admin.post(leave, "leave_from=2026-02-01", "leave_until=2026-08-31", "why=Order 9", "case=C-2026-0001-0").want(422, "not the number of a case")
	admin.post(personHrefOf(w.other)+"/leave", "leave_from=2026-02-01", "leave_until=2026-08-31", "why=Order 9", "case="+n).want(422, "no case of this person")
	admin.post(leave, "leave_from=2026-02-01", "leave_until=2026-08-31", "why=Order 9", "case="+n).want(200, "Saved.")
	admin.get("/register/changes").want(200, "Every case that was granted is entered.").lacks(n)
	admin.get("/cases/" + n).want(401)
	extension := personHrefOf(w.learner) + "/duty/extension"
	rcsc.get(extension+"?case="+n).want(200, `value="`+n+`"`)
	more := []string{"course=every-type", "until=2027-06-30", "cause=Study leave", "document=RCSC/9"}
	rcsc.post(extension, append(more, "case=C-2026-0001-0")...).want(422, "not the number of a case", `value="RCSC/9"`)
	for range 2 {
		rcsc.post(extension, append(more, "case="+n)...).want(200, "Saved.")
	}
	rcsc.get("/cases/"+n).want(200, "A later due date was entered")
	karma.get("/me/cases/"+n).want(200, "The leave was entered", "From 1 February 2026 until 31 August 2026", "This answer is final.")
}

func personHrefOf(p person) string { return "/people/" + string(p.ID) }

// TestCasesFromPaper enters a case for somebody, with the slip, a reply and the letter.
func TestCasesFromPaper(t *testing.T) {
	w := newWorld(t, nil)
	pema, outside := w.focal("200800001", "Pema Dorji", "moh"), w.signedIn(w.focal("200800002", "Dechen Om", "dz-haa"))
	enters, answers := w.signedIn(pema), w.signedIn(w.focal("200800005", "Sangay Zam", "moh"))
	paper := []string{"eid=" + w.learner.EID, "wrong=name", "text=Yangdhen is written wrongly.", "reference=MOH/77", "day=2026-11-20"}
	enters.get("/cases/new?person="+string(w.learner.ID)).want(200, w.learner.EID)
	outside.get("/cases/new?person=" + string(w.learner.ID)).want(200).lacks(w.learner.EID)
	outside.post("/cases/new", paper...).want(422, "Nobody with this EID serves")
	enters.post("/cases/new", append([]string{"eid=" + pema.EID}, paper[1:]...)...).want(422, "your own EID")
	enters.post("/cases/new", "eid="+w.learner.EID, "wrong=name", "text=x", "reference=", "day=2026-12-24").want(422)
	enters.post("/cases/new", paper...).want(200, "Give the person the slip", "MOH/77")
	n := enters.caseNumber()
	enters.get("/cases/" + n + "/slip.pdf").want(200)
	if text := enters.printed(); !strings.Contains(text, n) || !strings.Contains(text, "Karma Yangden") {
		t.Errorf("slip: got\n%s", text)
	}
	number := must2(appeal.ParseNumber(n))(t)
	seen := must2(w.cases.Own(context.Background(), w.learner.ID, number))(t)
	desk := answers
	if seen.Desk.Officer == pema.ID {
		desk = enters
	}
	desk.post("/cases/"+n+"/question", "text=How is it spelt?").want(200, "The person is asked.")
	enters.get("/cases/"+n+"/paper").want(200, "answer from paper")
	enters.post("/cases/"+n+"/paper", "text=With an h.", "reference=MOH/78", "day=2026-11-23").want(200, "MOH/78")
	other := answers
	if desk == answers {
		other = enters
	}
	other.get("/cases/"+n).want(200, "Take over")
	who := map[*browser]string{enters: string(pema.ID), answers: string(w.idOf("200800005"))}[other]
	other.post("/cases/"+n+"/desk", "officer="+who, "cause=").want(422, "Say why")
	other.post("/cases/"+n+"/desk", "officer="+who, "cause=My colleague is on tour.").want(200, "Now on the desk of")
	desk.post("/cases/"+n+"/answer", "decision=granted", "reasons=mistake", "text=So it is.", "records=Card", "sure=yes").want(409, "another officer")
	other.post("/cases/"+n+"/answer", "decision=granted", "reasons=mistake", "text=So it is.", "records=Card", "sure=yes").want(200, "Granted")
	other.post("/cases/"+n+"/done", "deed=nothing", "text=It was right already.").want(200, "It was right already.")
	other.get("/cases/" + n + "/void").want(403)
}

func (w *world) idOf(eid string) org.PersonID {
	p, _ := w.register.ByEID(eid)
	return p.ID
}

func must2[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T { t.Helper(); return must(t, v, err) }
}

// TestTakeARecordBack voids the beginning of a course because of a granted case, and tells the person.
func TestTakeARecordBack(t *testing.T) {
	w := newWorld(t, nil)
	rcsc := w.signedIn(w.officer("200800003", "Kinley Penjor", "rcsc", "", org.RoleRCSC))
	karma := w.signedIn(w.learner)
	karma.post("/courses/every-type/begin").want(200)
	fact := string(w.learner.ID) + "/every-type/1"
	karma.get("/me/record").want(200, "/me/cases/new?about=fact:"+fact)
	w.signedIn(w.other).get("/me/cases/new?about=fact:" + fact).want(404)
	karma.post("/me/cases/new?about=fact:"+fact, "wrong=not-me", "text=Somebody used my phone.").want(200, "one entry of the record")
	n := karma.caseNumber()
	rcsc.get("/cases/" + n + "/void").want(403)
	rcsc.post("/cases/"+n+"/answer", "decision=granted", "reasons=proof", "text=It was not you.", "records=The record", "sure=yes").want(200, "Take back the record that is wrong")
	rcsc.get("/cases/"+n+"/void").want(200, "Began the course", `value="`+fact+`" selected`)
	rcsc.post("/cases/"+n+"/void", "fact=nonsense", "cause=It was somebody else.").want(422, "Choose a record of the list")
	rcsc.post("/cases/"+n+"/void", "fact="+fact, "cause=It was somebody else.").want(200, "Take this record back?", "stays in the record")
	karma.get("/me/record").lacks("Corrected by an officer")
	rcsc.post("/cases/"+n+"/void", "fact="+fact, "cause=It was somebody else.", "sure=yes").want(200, "A record was taken back")
	rcsc.post("/cases/"+n+"/void", "fact="+fact, "cause=It was somebody else.", "sure=yes").want(200, "A record was taken back")
	rcsc.post("/cases/"+n+"/void", "fact="+fact+"/void", "cause=Back again.", "sure=yes").want(422, "Choose a record of the list")
	karma.get("/me/cases/"+n).want(200, "It was somebody else.")
	karma.get("/me").want(200, "This is not me")
}

// TestUnderReviewAsKnown asks coverage what was known when: an answer that comes later does not change what was known before.
func TestUnderReviewAsKnown(t *testing.T) {
	w := newWorld(t, nil)
	ctx := context.Background()
	if _, err := w.learning.AddRule(ctx, fixtureRule(), "test"); err != nil {
		t.Fatal(err)
	}
	focal := w.focal("200800001", "Pema Dorji", "moh")
	under := func(known time.Time) int {
		list, err := w.cube.People(ctx, coverage.Query{Course: "every-type", Agency: "moh", Scope: org.Scope{All: true}, Known: known},
			coverage.Filter{UnderReview: true}, 0, 50)
		return must(t, list, err).Total
	}
	before := w.clock.now()
	c := must2(w.cases.Open(ctx, appeal.Claim{Person: w.learner.ID, By: w.learner.ID, Wrong: appeal.WrongLeave, Text: "I was away.",
		About: appeal.About{Course: "every-type"}}))(t)
	open := w.clock.now()
	must2(w.cases.Answer(ctx, appeal.Officer{ID: focal.ID, Scope: org.Scope{Agencies: []org.AgencyCode{"moh"}}}, c.Number,
		appeal.Answer{Decision: appeal.Refused, Reasons: []appeal.Reason{appeal.ReasonRight}, Text: "The book is right.", Records: "Leave book"}))(t)
	if err := w.cube.Refresh(ctx); err != nil { // it looks by itself twice a second
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		known time.Time
		want  int
	}{"before": {before, 0}, "while open": {open, 1}, "answered": {w.clock.now(), 0}, "now": {time.Time{}, 0}} {
		if got := under(tt.known); got != tt.want {
			t.Errorf("%s: got %d under review, want %d", name, got, tt.want)
		}
	}
}

// TestTrainingFromElsewhere accepts it because of a granted case, and only then.
func TestTrainingFromElsewhere(t *testing.T) {
	w := newWorld(t, nil)
	rcsc, focal := w.signedIn(w.officer("200800003", "Kinley Penjor", "rcsc", "", org.RoleRCSC)), w.signedIn(w.focal("200800001", "Pema Dorji", "moh"))
	karma := w.signedIn(w.learner)
	karma.post("/me/cases/new?about=course:every-type", "wrong=elsewhere", "text=At the institute, in May.").want(200)
	n := karma.caseNumber()
	rcsc.get("/cases/" + n + "/equivalent").want(403)
	focal.get("/cases/"+n).want(200, "You may not read it").lacks("At the institute")
	rcsc.post("/cases/"+n+"/answer", "decision=granted", "reasons=proof", "text=The paper shows it.", "records=Paper of the institute", "sure=yes").want(200, "/equivalent")
	focal.get("/cases/" + n + "/equivalent").want(403)
	rcsc.post("/cases/"+n+"/equivalent", "from=", "until=", "document=").want(422)
	for range 2 {
		rcsc.post("/cases/"+n+"/equivalent", "from=2026-05-10", "until=", "document=RIM certificate 12").want(200, "The training was accepted", "RIM certificate 12")
	}
	if got := w.learning.AllowancesOf(w.learner.ID); len(got) != 1 || got[0].Kind != learning.AllowanceEquivalent || !strings.Contains(got[0].Cause, n) {
		t.Errorf("got %+v, want one equivalent that names the case", got)
	}
	karma.get("/me/cases/"+n).want(200, "The training was accepted")
}
