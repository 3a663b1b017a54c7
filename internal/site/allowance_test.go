package site_test

import (
	"regexp"
	"strings"
	"testing"
)

func TestAnOfficerDecidesAboutOnePerson(t *testing.T) {
	w := newWorld(t, nil)
	w.mandatory()
	rcsc := w.reader()
	href := "/people/" + string(w.learner.ID)
	rcsc.get(href).want(200, "Give more time", "Accept training from elsewhere", "22 February 2027").lacks("Decisions about this person")
	rcsc.get(href+"/duty/extension?course=every-type").want(200, "New due date", "Karma Yangden", "selected")
	rcsc.post(href+"/duty/extension", "course=every-type", "until=soon", "cause=").want(422, "Give the new due date", "Give the reason", `value="soon"`)
	rcsc.post(href+"/duty/exemption", "course=", "from=2026-11-23", "cause=Maternity").want(422, "Choose a course")
	rcsc.post(href+"/duty/equivalent", "course=every-type", "from=2027-01-01", "cause=x").want(422, "has not come yet", "paper that shows the training")
	for range 2 { // sent twice, there once
		rcsc.post(href+"/duty/extension", "course=every-type", "until=2027-03-31", "cause=Field work in Lunana", "document=HR/12").
			want(200, "More time: due by 31 March 2027", "Field work in Lunana", "HR/12", "Kinley Penjor", "first it was")
	}
	if n := strings.Count(rcsc.body, "Withdraw this decision"); n != 1 {
		t.Errorf("got %d decisions, want 1", n)
	}
	learner := w.signedIn(w.learner)
	learner.get("/me").want(200, "More time: due by 31 March 2027", "Field work in Lunana").lacks("Withdraw this decision")
	learner.get("/me/record").want(200, "Decisions about my training", "HR/12")
	learner.get(href + "/duty/extension").want(401)
	rcsc.get("/audit?who="+w.learner.EID).want(200, "Decision about a person", "Field work in Lunana")

	address := regexp.MustCompile(`href="(/people/[^"]+/withdrawal)"`).FindStringSubmatch(rcsc.get(href).body)[1]
	rcsc.get(address).want(200, "More time: due by 31 March 2027. Reason: Field work in Lunana")
	rcsc.post(address, "cause=").want(422, "Give the reason")
	for range 2 {
		rcsc.post(address, "cause=The wrong person").want(200, "The wrong person", "Withdrawn").lacks("Withdraw this decision")
	}
	learner.get("/me").want(200).lacks("More time")
	learner.get("/me/record").want(200, "The wrong person")

	rcsc.post(href+"/duty/exemption", "course=*", "from=2026-11-23", "until=2027-06-30", "cause=Study abroad").want(200, "Exempt from 23 November 2026 until 30 June 2027", "All courses")
	learner.get("/me").want(200, "Exempt from 23 November 2026", "Study abroad")
	for _, address := range []string{"/me/record", "/courses/every-type", "/courses"} {
		learner.get(address).want(200, "xempt").lacks("Due by") // nothing is asked meanwhile
	}
	rcsc.get(href).want(200, "Exempt").lacks("Due by")
	for _, address := range []string{href + "/duty/nothing", href + "/duty/9999/withdrawal", "/people/nobody/duty/extension"} {
		rcsc.get(address).want(404)
	}
	focal := w.signedIn(w.focal("200900077", "Dechen Zam", "moh"))
	focal.get(href).want(200, "Study abroad", "The wrong person").lacks("Withdraw this decision")
	focal.post(href+"/duty/extension", "course=every-type", "until=2027-03-31", "cause=x").want(401)
	w.signedIn(w.focal("200900078", "Sonam Zam", "dz-haa")).get(href).want(404)
}

func TestAnOfficerDecidesAboutMany(t *testing.T) {
	w := newWorld(t, nil)
	w.mandatory()
	rcsc := w.reader()
	list := "/coverage/moh/people?course=every-type"
	one, two := "person="+string(w.learner.ID), "person="+string(w.other.ID)
	rcsc.get(list).want(200, "Decide about several of them", "All 3 people on this list")
	rcsc.post(list, "kind=extension", "whom=ticked").want(422, "Tick the people first")
	rcsc.post(list, "kind=extension", "whom=all").want(200, "Give 3 people more time", "New due date")
	rcsc.post(list, "kind=extension", "whom=ticked", one, two).want(200, "Give 2 people more time", string(w.other.ID))
	rcsc.post(list, "kind=extension", "step=look", one, two, "until=", "cause=").want(422, "Give the new due date", "Give the reason", string(w.learner.ID))
	what := []string{"kind=extension", one, two, "until=2027-03-31", "cause=Flood in the valley"}
	rcsc.post(list, append(what, "step=look")...).
		want(200, "2 people are changed", "Karma Yangden", "Tashi Wangchuk", "22 February 2027", "31 March 2027", "Decide so about 2 people").lacks("Not changed")
	rcsc.get("/people/" + string(w.learner.ID)).want(200).lacks("Flood in the valley") // nothing was recorded
	rcsc.post(list, append(what, "step=edit")...).want(200, `value="2027-03-31"`)
	for range 2 {
		rcsc.post(list, append(what, "step=save")...).want(200, "31 March 2027")
	}
	if n := len(w.learning.Allowances()); n != 2 {
		t.Errorf("got %d decisions, want 2", n)
	}
	rcsc.post(list, append(what, "step=look")...).want(200, "0 people are changed", "The same decision is in force already").lacks("Decide so about")
	rcsc.get("/audit?who="+w.other.EID).want(200, "Flood in the valley") // of those decided about together, each is found
	rcsc.post(list, "kind=exemption", one, "step=save", "from=2026-11-23", "until=2026-12-31", "cause=Ill").want(200, "Exempt")
	rcsc.post(list, append([]string{"kind=extension", "step=look", one}, "until=2027-05-31", "cause=x")...).want(200, "Exempt already")
	rcsc.post(list, "kind=equivalent", one).want(404)
	rcsc.post(list, "kind=extension", "person=nobody", "step=look").want(404)

	focal := w.signedIn(w.focal("200900077", "Dechen Zam", "moh"))
	focal.get(list).want(200, "Karma Yangden").lacks("Decide about several", "checkbox\" id=\"tick")
	focal.post(list, append(what, "step=save")...).want(401)
}
