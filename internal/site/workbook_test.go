package site_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"lamtoen/internal/org"
	"lamtoen/internal/pdf/pdftest"
	"lamtoen/internal/workbook"
)

// officer adds somebody of the agency with a flag, a password and, where one is given, a role.
func (w *world) officer(eid, name string, agency org.AgencyCode, flag org.Flag, role org.Role) person {
	w.Helper()
	ctx := context.Background()
	post := org.Post{Agency: agency, Position: "Officer " + eid[7:], From: "2023-01-01"}
	if flag != "" {
		post.Flags = []org.Flag{flag}
	}
	p, err := w.register.AddPerson(ctx, org.NewPerson{Person: org.Person{EID: eid, Name: name, Kind: org.KindRegular, Joined: "2019-07-01"}, Post: post}, "test")
	must(w, p, err)
	if err := w.accounts.SetPassword(ctx, p.ID, password, "test"); err != nil {
		w.Fatal(err)
	}
	if role != "" {
		g, err := w.register.Grant(ctx, org.Grant{Person: p.ID, Role: role, From: "2020-01-01", By: "test"})
		must(w, g, err)
	}
	return p
}

// was gives the digest that the page of a part carries for a field.
func (b *browser) was(field string) string {
	b.Helper()
	found := regexp.MustCompile(`name="` + field + `\.was" value="([^"]+)"`).FindStringSubmatch(b.body)
	if found == nil {
		b.Fatalf("%s: got no digest of %s", b.at, field)
	}
	return field + ".was=" + found[1]
}

// fillIn writes the three required fields of the first part.
func (b *browser) fillIn() *browser {
	b.get("/workbook/coc.1").want(200, "Period of this plan")
	return b.post("/workbook/coc.1", "version=1", b.was("period"), "period=The year 2027", b.was("goals"), "goals=Safe travel\nOne trip",
		b.was("objectives"), "objectives.0.number=1", "objectives.0.who=Bus drivers", "objectives.1.number=", "objectives.1.who=").want(200, "Saved.")
}

// seen are the hidden fields of the form on the plan's page.
func (b *browser) seen() []string {
	var out []string
	for _, m := range regexp.MustCompile(`name="(version|round|edits)" value="(\d+)"`).FindAllStringSubmatch(b.body, -1) {
		out = append(out, m[1]+"="+m[2])
	}
	return out
}

// printed is the text of the PDF that was got.
func (b *browser) printed() string {
	b.Helper()
	return pdftest.Text(b, []byte(b.body), "-layout")
}

func TestAPlanFromTheFirstFieldToTheHead(t *testing.T) {
	w := newWorld(t, nil)
	lead := w.signedIn(w.officer("200800001", "Pema Dorji", "moh", org.FlagLead, ""))
	imo := w.signedIn(w.officer("200800002", "Dechen Wangmo", "moh", org.FlagIMO, ""))
	lead.get("/me").want(200, "Our agency&#39;s plan", "Not begun yet.")
	lead.get("/workbook/coc.1").want(404, "not begun yet")
	lead.get("/workbook").want(200, "Ministry of Health", "Begin the plan")
	lead.post("/workbook/begun", "version=1").want(200, "Part 1", "Begin with the <em>work</em>.", "People travel safely", "Row 1: write here")
	lead.get("/workbook").want(200, "3 required fields are still empty").lacks("Submit the plan</button>")
	lead.fillIn().want(200, "Bus drivers", "Row 2: write here", "Last written by Pema Dorji,")
	lead.get("/workbook").want(200, "Submit the plan</button>", "Dechen Wangmo, Officer 02", "3 of 3 filled in")
	lead.get("/workbook/plan.pdf").want(200)
	if text := lead.printed(); !strings.Contains(text, workbook.MarkNotAgreed) || !strings.Contains(text, "Bus drivers") || !strings.Contains(text, "Not filled in yet.") {
		t.Errorf("draft: got\n%s", text)
	}
	lead.get("/workbook")
	form := lead.seen()
	lead.post("/workbook/submission", form...).want(200, "Submitted. Now ask a colleague", "You have written in this version")
	lead.post("/workbook/submission", form...).want(200, "Submitted.")
	lead.get("/workbook/review").want(200, "The plan waits for its review")
	lead.get("/workbook/coc.1").want(200, "cannot be changed now").lacks("<textarea")

	imo.get("/me").want(200, "A submitted plan waits for your review.")
	imo.get("/workbook").want(200, "Review the plan")
	imo.get("/workbook/review").want(200, "Could each objective fail?", "Submitted by Pema Dorji, Officer 01")
	imo.post("/workbook/review", "version=1", "round=1", "could-fail=not-yet", "do=agree").want(422, "Your answers are saved", "say what is not there yet")
	imo.post("/workbook/review", "version=1", "round=1", "could-fail=not-yet", "could-fail.note=By when?", "do=save").want(200, "Saved.", "By when?", "1 of 2 questions")
	imo.post("/workbook/review", "version=1", "round=1", "could-fail=not-yet", "could-fail.note=By when?", "note=Nearly there", "do=return").want(200, "Your review is done")
	lead.get("/workbook").want(200, "The plan came back with notes", "By when?", "Nearly there", "Dechen Wangmo, Officer 02")
	lead.get("/workbook/coc.1").want(200, "<textarea")
	lead.get("/workbook")
	lead.post("/workbook/submission", lead.seen()...).want(200, "Submitted.")
	imo.post("/workbook/review", "version=1", "round=2", "could-fail=yes", "nothing-secret=yes", "do=agree").want(200, "The plan is agreed", "Begin version 2")
	imo.get("/workbook/plan.pdf").want(200)
	if text := imo.printed(); !strings.Contains(text, "Read and agreed on 23 November 2026 by Dechen Wangmo, Officer 02.") || strings.Contains(text, workbook.MarkNotAgreed) {
		t.Errorf("agreed: got\n%s", text)
	}
	imo.get("/workbook/plan?version=1&round=1").want(200, "Returned to its authors", "By when?")
	imo.get("/workbook/plan?version=1&round=9").want(404)
	lead.post("/workbook/begun", "version=2").want(200, "The year 2027", "Part 1")
}

func TestTwoPeopleWriteAtOnce(t *testing.T) {
	w := newWorld(t, nil)
	lead := w.signedIn(w.officer("200800001", "Pema Dorji", "moh", org.FlagLead, ""))
	imo := w.signedIn(w.officer("200800002", "Dechen Wangmo", "moh", org.FlagIMO, ""))
	lead.post("/workbook/begun", "version=1").want(200)
	imo.get("/workbook/coc.1").want(200)
	period, objectives, goals := imo.was("period"), imo.was("objectives"), imo.was("goals")
	lead.fillIn()
	imo.post("/workbook/coc.1", "version=1", period, "period=July 2027 to June 2028", goals, "goals=", objectives, "objectives.0.number=1",
		"objectives.0.who=Traders").want(409, "Pema Dorji has changed this while you were writing", "The year 2027", "July 2027 to June 2028", "Bus drivers",
		"Traders", "Safe travel")
	// Both are in view; what is sent now is what the later one makes of both.
	imo.post("/workbook/coc.1", "version=1", imo.was("period"), "period=2027 from July", imo.was("objectives"), "objectives.0.number=1",
		"objectives.0.who=Bus drivers", "objectives.1.number=2", "objectives.1.who=Traders").want(200, "Saved.", "2027 from July", "Traders")
	lead.get("/workbook/coc.1").want(200, "2027 from July", "Last written by Dechen Wangmo,")
}

func TestAPartSaysWhatDoesNotFit(t *testing.T) {
	w := newWorld(t, nil)
	lead := w.signedIn(w.officer("200800001", "Pema Dorji", "moh", org.FlagLead, ""))
	lead.post("/workbook/begun", "version=1").want(200)
	long := strings.Repeat("a", workbook.MaxText+1)
	lead.post("/workbook/coc.1", "version=1", lead.was("period"), "period="+long, lead.was("goals"), "goals=Safe travel").
		want(422, "Period of this plan: This has 4001 characters; 4000 are possible. Shorten it by 1.", long, "Safe travel")
	lead.get("/workbook/coc.1").want(200, "Safe travel").lacks(long)
	lead.post("/workbook/coc.1", "version=9", lead.was("period"), "period=kept in view").want(409, "kept in view", "not saved")
	lead.fillIn()
	lead.post("/workbook/coc.1", "version=1", lead.was("objectives"), "objectives.0.number=1", "objectives.0.who=Bus drivers", "objectives.0.gone=yes",
		"objectives.1.number=2", "objectives.1.who=Traders", "go=objectives").want(200, "Traders").lacks("Bus drivers")
	lead.post("/workbook/coc.1", "version=1", "go=next").want(200, "Six considerations")
	lead.get("/workbook/nothing").want(404, "no such part")
	lead.post("/workbook/begun", "version=5").want(409, "Version 1 of the plan is not agreed yet")
}

func TestPlansAreThereForTheirOwnPeople(t *testing.T) {
	w := newWorld(t, nil)
	lead := w.signedIn(w.officer("200800001", "Pema Dorji", "moh", org.FlagLead, ""))
	lead.post("/workbook/begun", "version=1").want(200)
	lead.fillIn()
	for name, b := range map[string]*browser{
		"a colleague without a flag":        w.signedIn(w.learner),
		"the administrator":                 w.signedIn(w.officer("200800003", "Choki Om", "moh", "", org.RoleAdmin)),
		"an officer of RCSC without a flag": w.signedIn(w.officer("200800004", "Kinley Penjor", "rcsc", "", org.RoleRCSC)),
	} {
		for _, address := range []string{"/workbook", "/workbook/coc.1", "/workbook/plan", "/workbook/plan.pdf", "/workbook/review"} {
			if b.get(address); b.code != 404 || strings.Contains(b.body, "Bus drivers") {
				t.Errorf("%s, %s: got %d, want not found", name, address, b.code)
			}
		}
		b.get("/me").lacks("/workbook\"")
	}
	other := w.signedIn(w.officer("200800005", "Tashi Lhamo", "moal", org.FlagLead, ""))
	other.get("/workbook").want(200, "Begin the plan").lacks("Pema Dorji")
	other.get("/workbook/plan").want(404)
}

func TestWhichAgenciesHaveAPlan(t *testing.T) {
	w := newWorld(t, nil)
	lead := w.signedIn(w.officer("200800001", "Pema Dorji", "moh", org.FlagLead, ""))
	imo := w.signedIn(w.officer("200800002", "Dechen Wangmo", "moh", org.FlagIMO, ""))
	moic := w.signedIn(w.officer("200800006", "Jigme Norbu", "moice", "", org.RoleMoIC))
	lead.post("/workbook/begun", "version=1")
	lead.fillIn()
	moic.get("/workbooks").want(200, "0 of 284", "Plans").lacks("Pema Dorji")
	moic.get("/workbooks/moh").want(404).lacks("Bus drivers")
	lead.get("/workbook")
	lead.post("/workbook/submission", lead.seen()...)
	moic.get("/workbooks/moh").want(404)
	imo.post("/workbook/review", "version=1", "round=1", "could-fail=yes", "nothing-secret=yes", "note=Well done", "do=agree").want(200, "The plan is agreed")
	moic.get("/workbooks?state=agreed").want(200, "1 of 284", "1 agency", "Ministry of Health", `href="/workbooks/moh"`)
	moic.get("/workbooks?type=dzongkhag&state=none").want(200, "20 agencies").lacks("Ministry of Health")
	moic.get("/workbooks?page=3").want(200, "284 agencies")
	for _, address := range []string{"/workbooks/moh", "/workbooks/moh/plan.pdf"} {
		moic.get(address).want(200)
		text := moic.body
		if strings.HasSuffix(address, "pdf") {
			text = moic.printed()
		}
		for _, name := range []string{"Pema Dorji", "Dechen Wangmo", "Well done"} {
			if strings.Contains(text, name) {
				t.Errorf("%s: got %q, want no names and no notes", address, name)
			}
		}
		if !strings.Contains(text, "Bus drivers") || !strings.Contains(text, "Officer 02") {
			t.Errorf("%s: got no text of the plan or no position of the reviewer", address)
		}
	}
	moic.get("/workbooks.csv?state=agreed").want(200, "2026-11-23,moh,Ministry of Health,ministry,1,agreed,2026-11-23,1,2026-11-23")
	moic.get("/workbooks-dictionary.csv").want(200, "agreed_version")
	for _, address := range []string{"/workbooks", "/workbooks.csv", "/workbooks/moh", "/workbooks/moh/plan.pdf"} {
		if lead.get(address); lead.code != 401 { // the test's server asks to sign in where the real one forbids
			t.Errorf("%s as the lead of an agency: got %d, want to be refused", address, lead.code)
		}
	}
	moic.get("/workbooks?state=nonsense&type=nonsense").want(200, "284 agencies")
}
