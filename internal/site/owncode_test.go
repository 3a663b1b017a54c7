package site_test

import (
	"net/url"
	"strings"
	"testing"

	"lamtoen/internal/org"
)

const ownForm = "group=Yulkha+Youth+Club&kind=youth-group&dzongkhag=dz-haa&agreed=2026-11-20&rule=We+check+before+we+share.&rule=&rule=We+ask+first.&rule=We+say+sorry."

func ownValues(more ...string) url.Values {
	v, err := url.ParseQuery(ownForm + "&" + strings.Join(more, "&"))
	if err != nil {
		panic(err)
	}
	return v
}

func TestAGroupWritesItsCode(t *testing.T) {
	w := newWorld(t, nil)
	b := w.browser()
	b.get("/our-own-code").want(200, "Our own code of conduct", "Considerate: how do we treat", "Haa Dzongkhag", "The whole country", `value="2026-11-23"`)
	b.send("POST", "/our-own-code", ownValues("do=see")).want(200, "Yulkha Youth Club", "Youth group or club", "Haa Dzongkhag", "<li>We ask first.</li>", "Nothing has been stored yet").
		lacks("<li></li>")
	b.send("POST", "/our-own-code", ownValues("do=change")).want(200, "We check before we share.", `value="Yulkha Youth Club"`)
	b.send("POST", "/our-own-code", ownValues("do=pdf")).want(200, "%PDF-")
	if got := b.head.Get("Content-Disposition"); !strings.Contains(got, "our-own-code.pdf") {
		t.Errorf("the PDF comes as %q", got)
	}
	b.get("/our-own-code/groups").want(200, "No group has published its code yet")
}

func TestAWrongCodeIsGivenBack(t *testing.T) {
	w := newWorld(t, nil)
	b := w.browser()
	b.post("/our-own-code", "do=see", "group=Club", "kind=x", "agreed=2027-01-01", "rule=We call 17123456").
		want(422, "Choose what kind of group", "Choose a dzongkhag", "has not come yet", "Write between 3 and 10 rules", `value="Club"`, "We call 17123456", `href="#rules"`)
	b.post("/our-own-code", "do=register").want(422, "Write the name of the group")
	b.get("/our-own-code/registered/none").want(404, "No group has registered")
}

func TestACodeIsReadBeforeItIsShown(t *testing.T) {
	w := newWorld(t, nil)
	_, err := w.register.Grant(t.Context(), org.Grant{Person: w.other.ID, Role: org.RoleMoIC, By: "test"})
	must(t, w.other, err)
	b := w.browser()
	b.send("POST", "/our-own-code", ownValues("do=register", "publish=yes")).want(200, "Your code is registered", "The content office reads it")
	registered := b.at
	b.send("POST", "/our-own-code", ownValues("do=register", "publish=yes")).want(200)
	if b.at != registered {
		t.Errorf("registered again: got %s, want %s", b.at, registered)
	}
	b.get("/our-own-code/groups").lacks("Yulkha Youth Club")
	b.get("/content/group-codes").want(401).lacks("Yulkha")

	o := w.signedIn(w.other)
	o.get("/content/group-codes").want(200, "Yulkha Youth Club", "Waiting to be read")
	id := strings.TrimPrefix(registered, "/our-own-code/registered/")
	o.post("/content/group-codes/"+id, "do=decline", "reason=").want(422, "Write why", "Yulkha Youth Club")
	o.post("/content/group-codes/"+id, "do=publish").want(200, "Published")
	b.get("/our-own-code/groups").want(200, "Yulkha Youth Club", "We ask first.")
	b.get(registered).want(200, "It is shown to everybody")
	o.post("/content/group-codes/"+id, "do=decline", "reason=It names a member.").want(200, "Declined", "It names a member.")
	b.get("/our-own-code/groups").lacks("Yulkha Youth Club")
	w.signedIn(w.learner).get("/content/group-codes").want(401) // this mount does not tell the two apart
}
