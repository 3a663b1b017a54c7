package site_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/site"
)

func TestAViewIsLentAndGivenBack(t *testing.T) {
	w := newWorld(t, nil)
	owner := w.focal("200900077", "Dechen Zam", "moh")
	outsider := w.officer("200900079", "Sonam Choden", "dz-haa", "", "")
	focal, colleague := w.signedIn(owner), w.signedIn(w.other)
	colleague.get("/coverage/moh/people?course=every-type").want(401)
	focal.get("/me").want(200, "/me/lend")
	focal.get("/me/lend").want(200, "Ministry of Health", "EID of the colleague")
	typed := []string{"to=" + w.other.EID, "until=2026-12-05", "why=Leave"}
	focal.post("/me/lend", "to=", "until=soon", "why=Leave").want(422, `value="soon"`, `value="Leave"`, `href="#to"`, `href="#until"`)
	focal.post("/me/lend", "to="+w.other.EID, "until=2027-12-05", "why=Leave").want(422, "at most 90 days", `value="`+w.other.EID+`"`)
	focal.post("/me/lend", "to="+owner.EID, "until=2026-12-05", "why=Leave").want(422, "yours already")
	var said []string
	for _, eid := range []string{outsider.EID, "999999999"} { // whose an EID is, is not told
		focal.post("/me/lend", "to="+eid, "until=2026-12-05", "why=Leave").want(422, "Choose somebody who serves in the agencies").lacks("Sonam Choden")
		said = append(said, strings.ReplaceAll(regexp.MustCompile(`(?s)<main.*</main>`).FindString(focal.body), eid, "EID"))
	}
	if said[0] != said[1] {
		t.Error("got different pages for an EID of another office and for one of nobody, want the same")
	}
	focal.post("/me/lend", append(typed, "grant=somebody/1")...).want(404)
	for range 2 {
		focal.post("/me/lend", append(typed, "role=admin")...).want(200, "Your colleague has your view.", "Tashi Wangchuk looks at this for you until")
	}
	if got := w.grants(w.other, org.RoleFocal); got != 1 {
		t.Fatalf("got %d loans, want 1", got)
	}
	colleague.get("/people").want(200, "Karma Yangden")
	colleague.get("/me").want(200, "You look at this for Dechen Zam until").lacks("/me/lend")
	colleague.get("/me/lend").want(401) // a lent view is not lent on
	colleague.post("/me/lend", "to="+w.learner.EID, "until=2026-12-01", "why=x").want(401)
	colleague.get("/people/" + string(outsider.ID)).want(404)

	loan := w.register.LentBy(owner.ID, "2026-11-23")[0]
	end := "/me/loans/" + loan.ID + "/end"
	stranger := w.signedIn(w.learner)
	for _, b := range []*browser{stranger, w.reader()} {
		b.get(end).want(404)
		b.post(end).want(404)
	}
	stranger.get("/me/loans/nothing/end").want(404)
	colleague.get(end).want(200, "Dechen Zam", "It ends at once.")
	focal.get(end).want(200, "Tashi Wangchuk")
	for range 2 {
		colleague.post(end).want(200, "The loan has ended.")
	}
	colleague.get("/people").want(401)
	focal.get("/me").want(200).lacks("looks at this for you")

	focal.post("/me/lend", typed...).want(200, "looks at this for you") // lent anew, it ends by itself
	w.clock.at = w.clock.at.Add(13 * 24 * time.Hour)
	w.signedIn(w.other).get("/people").want(401)
}

func TestTheHandOver(t *testing.T) {
	w := newWorld(t, nil)
	w.mandatory()
	owner := w.focal("200900077", "Dechen Zam", "moh")
	focal := w.signedIn(owner)
	focal.get("/handover").want(200, "Ministry of Health", "Dechen Zam", "This is what your successor will find", "have never signed in", "No plan has been begun.", "There is none.")
	rcsc := w.reader()
	rcsc.get("/handover").want(404)
	rcsc.get("/handover?agency=moh").want(200, "Dechen Zam").lacks("This is what your successor")
	rcsc.get("/handover?agency=castle").want(404)
	w.officer("200900079", "Sonam Choden", "dz-haa", "", "")
	focal.get("/handover?agency=dz-haa").want(404).lacks("Haa Dzongkhag", "Sonam Choden")
	other := w.signedIn(w.focal("200900078", "Sonam Zam", "dz-haa"))
	other.get("/handover").want(200, "Haa Dzongkhag", "Sonam Zam").lacks("Dechen Zam", "Karma Yangden")
	w.signedIn(w.learner).get("/handover?agency=moh").want(401)
	focal.get("/handover").lacks("Also open")
}

// TestTheHandOverAsksOthers holds what another part of the program tells, with the agency and the scope that it is asked for.
func TestTheHandOverAsksOthers(t *testing.T) {
	w := newWorld(t, nil)
	var asked []string
	w.deps.Pending = []site.PendingWork{func(_ context.Context, ask site.PendingAsk) ([]site.Pending, error) {
		asked = append(asked, string(ask.Agency))
		if ask.Scope.All || len(ask.Scope.Agencies) != 1 || ask.Asker.ID == "" {
			t.Errorf("got asked %+v, want with the officer and their scope", ask)
		}
		return []site.Pending{{Key: page.Key("cases"), Count: 2, Href: "/cases"}}, nil
	}}
	reopened, err := site.New(w.deps)
	w.site = must(t, reopened, err)
	w.app = w.mount()
	w.signedIn(w.focal("200900077", "Dechen Zam", "moh")).get("/handover").want(200, "Also open", "2 cases", `href="/cases"`)
	if len(asked) != 1 || asked[0] != "moh" {
		t.Errorf("got asked for %v, want moh once", asked)
	}
}
