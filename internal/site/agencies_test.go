package site_test

import (
	"strings"
	"testing"
	"time"

	"lamtoen/internal/org"
)

// grants counts the grants of a person that the register ever had.
func (w *world) grants(p person, role org.Role) int {
	n := 0
	for _, g := range w.register.AllGrants() {
		if g.Person == p.ID && g.Role == role {
			n++
		}
	}
	return n
}

func TestAgenciesAreOpenToAllAndTheirPeopleAreNot(t *testing.T) {
	w := newWorld(t, nil)
	focal := w.signedIn(w.focal("200900077", "Dechen Zam", "moh"))
	learner := w.signedIn(w.learner)
	learner.get("/agencies").want(200, "Ministry of Health", "Haa Dzongkhag").lacks("3 people", "without a focal officer", "Reorganise")
	learner.get("/agencies?q=information+communications&at=2022-12-29").want(200, "Ministry of Information and Communications")
	learner.get("/agencies?q=information+communications").want(200, "No agency of this day fits")
	learner.get("/agencies?q=castle+in+the+air&at=soon").want(422, `value="castle in the air"`, `value="soon"`, `href="#at"`)
	learner.get("/agencies?known=2099-01-01").want(422, `value="2099-01-01"`, `href="#known"`)
	learner.get("/agencies/moic").want(200, "29 December 2022", "GovTech Agency", "/agencies/moice").lacks("Focal officer", "Rename")
	learner.get("/agencies/moh").want(200, "Ministry of Health").lacks("Dechen Zam", "3 people", "/handover")
	learner.get("/agencies/castle").want(404)
	learner.get("/agencies/moh?known=soon").want(422)

	focal.get("/agencies").want(200, "3 people").lacks("Reorganise", "without a focal officer")
	focal.get("/agencies/moh").want(200, "Dechen Zam", "3 people", "/handover?agency=moh").lacks("Appoint a focal officer")
	w.officer("200900079", "Sonam Choden", "dz-haa", org.FlagHead, "")
	focal.get("/agencies/dz-haa").want(200, "Haa Dzongkhag").lacks("Sonam Choden", "1 person", "/handover")

	rcsc := w.reader()
	rcsc.get("/agencies").want(200, "Agencies without a focal officer", "/agencies/dz-haa/focal", "Reorganise agencies")
	rcsc.get("/agencies?without=focal").want(200, "/agencies/dz-haa/focal").lacks("Look for an agency")
	rcsc.get("/agencies/dz-haa").want(200, "Sonam Choden", "Appoint a focal officer")
}

func TestAFocalOfficerIsAppointed(t *testing.T) {
	w := newWorld(t, nil)
	head := w.officer("200900079", "Sonam Choden", "dz-haa", org.FlagHead, "")
	rcsc := w.reader()
	const form = "/agencies/dz-haa/focal"
	rcsc.get(form).want(200, "Sonam Choden", "Head", `value="2026-11-23"`).lacks("Karma Yangden")
	who, why := "person="+string(head.ID), "why=Order 5"
	rcsc.post(form, "from=2026-11-23", "until=2027-01-01", why).want(422, "Choose who is to look after the agency.", `value="2027-01-01"`, `value="Order 5"`)
	rcsc.post(form, who, "from=2026-11-23", "why=").want(422, "checked", `href="#why"`)
	rcsc.post(form+"?q=choden", who, "from=soon", why).want(422, `value="soon"`, "checked", "?q=choden")
	rcsc.post(form, who, "from=2026-12-01", "until=2026-11-30", why).want(422, `value="2026-11-30"`, "checked")
	rcsc.post(form, "person="+string(w.learner.ID), "from=2026-11-23", why).want(422, "who serve in the agency today")
	for range 2 {
		rcsc.post(form, who, "from=2026-11-23", why, "role=admin").want(200, "The focal officer is appointed.", "Sonam Choden")
	}
	if got := w.grants(head, org.RoleFocal); got != 1 {
		t.Errorf("got %d focal grants, want 1", got)
	}
	if got := w.grants(head, org.RoleAdmin); got != 0 {
		t.Errorf("got %d grants of an administrator, want none", got)
	}
	rcsc.get("/agencies?without=focal").want(200).lacks("/agencies/dz-haa/focal")
	for _, address := range []string{"/agencies/moic/focal", "/agencies/castle/focal"} {
		rcsc.get(address).want(404)
		rcsc.post(address, "person="+string(head.ID)).want(404)
	}
	focal := w.signedIn(head)
	focal.get(form).want(401)
	focal.post(form, "person="+string(w.other.ID)).want(401)
}

func TestAnAgencyIsReorganised(t *testing.T) {
	w := newWorld(t, nil)
	w.mandatory()
	rcsc := w.reader()
	rcsc.get("/agencies/reorganise").want(200, "Create an agency", "Split an agency")
	const kinds = "/agencies/reorganise/"
	for _, kind := range []string{"create", "rename", "move", "merge", "split", "end"} {
		rcsc.get(kinds+kind+"?agency=moh").want(200, `value="2026-11-24"`, "Show what it means")
		rcsc.post(kinds+kind, "step=look", "from=soon", "name=Kept").want(422, "Give the day from which it holds.", `value="soon"`, `href="#from"`)
	}
	rcsc.get(kinds + "invent").want(404)
	rcsc.post(kinds+"invent", "step=save").want(404)

	rename := []string{"agency=moh", "from=2026-12-01", "name=Ministry of Wellbeing"}
	rcsc.get(kinds+"rename?agency=moh").want(200, `value="Ministry of Health"`)
	rcsc.post(kinds+"rename", "step=look", "agency=castle", "from=2026-12-01", "name=Ministry of Wellbeing").
		want(422, `value="castle"`, `value="Ministry of Wellbeing"`, `href="#agency"`)
	rcsc.post(kinds+"rename", "step=look", "agency=moh", "from=2026-12-01", "name=").want(422, `href="#name"`)
	rcsc.post(kinds+"rename", append(rename, "step=look")...).want(200, "Nothing has been saved yet.", "Ministry of Health is called Ministry of Wellbeing.", "3 ")
	rcsc.post(kinds+"rename", append(rename, "step=save", "why=")...).want(422, "Say on which act", `value="Ministry of Wellbeing"`)
	rcsc.get("/agencies/moh").want(200).lacks("Ministry of Wellbeing")
	rcsc.post(kinds+"rename", append(rename, "step=edit")...).want(200, `value="Ministry of Wellbeing"`, `value="2026-12-01"`)
	for range 2 {
		rcsc.post(kinds+"rename", append(rename, "step=save", "why=Order 7 of 2026")...).want(200, "The change is saved.", "Ministry of Wellbeing")
	}
	if got := len(w.register.Life("moh", time.Time{}).Periods); got != 2 {
		t.Errorf("got %d periods of the ministry, want 2", got)
	}
	rcsc.post(kinds+"rename", append(rename, "step=look")...).want(200, "All of this is entered already")
	rcsc.get("/audit").want(200, "Order 7 of 2026")

	rcsc.post(kinds+"create", "step=look", "from=2026-12-01", "code=moh", "name=A <b>new</b> one", "type=ministry").
		want(422, "never used again", `href="#code"`, "A &lt;b&gt;new&lt;/b&gt; one", `value="ministry" selected`)
	rcsc.post(kinds+"create", "step=save", "from=2026-12-01", "code=new-one", "name=The new one", "type=autonomous-agency", "why=Order 8").
		want(200, "The new one", "new-one")
	rcsc.post(kinds+"move", "step=look", "agency=moh", "parent=moh", "from=2026-12-02").want(422, "under itself", `value="2026-12-02"`)
	rcsc.post(kinds+"merge", "step=look", "from=2027-01-01", "agency-1=new-one", "into=moh", "code=another").want(422, "not both", `href="#into"`, `value="another"`)
	rcsc.post(kinds+"split", "step=look", "from=2027-01-01", "agency=moh", "into-1=new-one").want(422, "at least two agencies", `value="new-one"`)
	rcsc.post(kinds+"split", "step=more", "from=2027-01-01", "agency=moh", "into-1=new-one", "rows=3").want(200, `name="into-6"`, `value="new-one"`)

	focal := w.signedIn(w.focal("200900077", "Dechen Zam", "moh"))
	for _, address := range []string{"/agencies/reorganise", kinds + "rename", "/agencies/moic/placing"} {
		focal.get(address).want(401)
	}
	focal.post(kinds+"end", "step=save", "agency=dz-haa", "from=2027-01-01", "why=x").want(401)
	w.browser().get(kinds + "split").want(401)
}

// TestASplitAndThePlacing splits a ministry, then places its people: by position, and one by one.
func TestASplitAndThePlacing(t *testing.T) {
	w := newWorld(t, nil)
	rcsc := w.reader()
	split := []string{"agency=moh", "from=2026-11-23", "code-1=one", "name-1=Ministry One", "code-2=two", "name-2=Ministry Two", "why=Act 3"}
	for _, child := range w.register.Tree("2026-11-23").Children("moh") {
		split = append(split, "below-"+string(child.Code)+"=one")
	}
	chief := w.officer("200900081", "Pema Dorji", "moh", "", "")
	rcsc.post("/agencies/reorganise/split", append(split, "step=look")...).want(200, "4 people must be placed by hand", "Karma Yangden", "Ministry Two")
	rcsc.get("/agencies/moh/placing").want(404) // it has not ended
	rcsc.post("/agencies/reorganise/split", append(split, "step=save")...).want(200, "4 people are still written to this agency.", "Place people one by one")
	const form = "/agencies/moh/placing"
	if rcsc.at != form+"?said=reform.saved" {
		t.Errorf("got to %s, want to the placing", rcsc.at)
	}
	rcsc.post("/agencies/reorganise/split", append(split, "step=save")...).want(200, "4 people are still written")
	rcsc.get("/agencies").want(200, "People to be placed", form)

	whole := []string{"position=Officer", "position-to=one", "position=Officer 81", "position-to="}
	rcsc.post(form, "step=look", "position=Officer", "position-to=").want(422, "Choose for at least one", `href="#to-1"`, `id="to-1-error"`)
	rcsc.post(form, append(whole, "step=look")...).want(200, "Who goes where", "Ministry One", "Karma Yangden", "1 person stays").lacks("Pema Dorji")
	if got := len(w.register.Unplaced("moh")); got != 4 {
		t.Fatalf("got %d people after looking, want all 4", got)
	}
	rcsc.post(form, append(whole, "step=save", "why=")...).want(422, "Say on which order", "Karma Yangden", `value="`+string(w.learner.ID)+`"`)
	rcsc.post(form, "step=save", "why=List", "position=Officer", "position-to=one", "position=Officer 81", "position-to=dz-haa").
		want(422, "did not follow", `value="one" selected`, "aria-invalid")
	for range 2 { // the second finds them placed
		rcsc.post(form, "step=save", "why=List 4", "person="+string(w.learner.ID), "person-to=one", "person="+string(w.other.ID), "person-to=two").
			want(200, "The people are placed.", "2 people are still written")
	}
	post, _ := w.register.PostAt(w.learner.ID, "2026-11-23")
	if post.Agency != "one" || post.Position != "Officer" {
		t.Errorf("got %s in %s, want the officer in one", post.Position, post.Agency)
	}
	rcsc.post(form, "step=save", "why=List 5", "person="+string(w.learner.ID), "person-to=two").want(422, "no longer written to")

	one := form + "?by=person"
	rcsc.get(one).want(200, "Pema Dorji", "Kinley Penjor", "Ministry Two").lacks("Haa Dzongkhag")
	rcsc.post(one, "step=save", "why=List 6", "person="+string(chief.ID), "person-to=two", "person=nobody", "person-to=one").
		want(422, "is no longer written to", `value="two" selected`, `href="#to-`+string(chief.ID)+`"`)
	rcsc.post(one, "step=look", "person="+string(chief.ID), "person-to=two").want(200, "Pema Dorji", `action="`+one+`"`)
	rcsc.post(form, "step=save", "why=List 7", "position=Officer", "position-to=one", "position=Officer 81", "position-to=two").
		want(200, "The people are placed.", "23 November 2026")
	rcsc.get(form).want(200, "Nobody is written to this agency any more.")
	rcsc.get("/agencies").want(200).lacks("People to be placed")
	rcsc.get("/agencies/castle/placing").want(404)
	learner := w.signedIn(w.learner)
	learner.get(form).want(401)
	learner.post(form, "step=save", "why=x", "person="+string(w.learner.ID), "person-to=two").want(401)
	if n := strings.Count(rcsc.get("/audit?act=place-people").body, "<tr><th scope=\"row\">"); n != 2 {
		t.Errorf("got %d acts of placing in the log, want 2", n)
	}
}
