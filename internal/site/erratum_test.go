package site_test

import (
	"context"
	"strings"
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// failedAttempt has the learner hand in an attempt with its first two questions wrong, and gives those.
func (w *world) failedAttempt() (*browser, []courses.ItemID) {
	w.Helper()
	b := w.atTest(w.learner)
	for strings.Contains(b.body, "data-queued") {
		wrong := strings.HasSuffix(b.at, "/questions/1") || strings.HasSuffix(b.at, "/questions/2")
		b.post(b.at, b.chosen(!wrong)...).want(200)
	}
	b.post("/courses/every-type/attempts/1-1/submission").want(200, "Not passed yet")
	a, err := w.learning.Attempt(context.Background(), w.learner.ID, learning.NewAttemptID(w.learner.ID, "every-type", 1, 1))
	must(w, a, err)
	return b, []courses.ItemID{a.Drawn[0].Item, a.Drawn[1].Item}
}

func TestAFaultyQuestionIsMarkedAndResultsAreCorrected(t *testing.T) {
	w := newWorld(t, twoVersions())
	w.mandatory()
	l, missed := w.failedAttempt()
	lead := w.signedIn(w.officer("200801240", "Kinley Penjor", "moh", "", org.RoleMoIC))
	rcsc := w.signedIn(w.officer("200801241", "Deki Wangmo", "rcsc", "", org.RoleRCSC))
	const errata = "/content/every-type/errata"

	lead.get("/content/every-type").want(200, `href="`+errata+`"`)
	lead.get(errata).want(200, "No question of this course was marked as faulty", "Mark a question as faulty")
	rcsc.get(errata).want(200, "No question of this course was marked").lacks("Mark a question as faulty")
	rcsc.get(errata + "/new").want(401)
	l.get(errata).want(401)

	lead.get(errata+"/new").want(200, "A rumour reaches you", "version=1.0.1").lacks("asks for your password")
	lead.get(errata+"/new?version=1.0.0").want(200, "version=1.0.0")
	lead.get(errata + "/new?item=none").want(404)
	address := errata + "/new?item=" + string(missed[0])
	lead.get(address).want(200, `name="versions" value="1.0.0" checked`, `name="versions" value="1.0.1" checked`, "What was wrong, in words for learners")
	form := []string{"item=" + string(missed[0]), "version=1.0.1"}
	lead.post(errata+"/new", append(form, "do=preview")...).
		want(422, "Choose at least one version.", "in a sentence that learners will read", `href="#cause"`, `href="#versions"`)
	lead.post(errata+"/new", append(form, "do=preview", "versions=1.0.1", "cause=Odd.")...).want(422, `href="#kind"`, "Odd.")
	lead.post(errata+"/new", append(form, "do=preview", "versions=1.0.1", "kind=keys", "cause=Odd.")...).want(422, `href="#keys"`, "at least one further answer")
	form = append(form, "versions=1.0.0", "versions=1.0.1", "kind=void", "cause=Two answers <were> right.")
	lead.post(errata+"/new", append(form, "do=preview")...).
		want(200, "1 attempt has a higher score", "1 attempt that failed passes", "Version 1.0.1", "Other agencies", "does not count").
		lacks("Karma Yangden")
	lead.post(errata+"/new", append(form, "do=change")...).want(200, "Two answers &lt;were&gt; right.", `value="void" checked`)
	lead.post(errata+"/new", append(form, "do=apply")...).want(200, "Faulty question 1", "being corrected", "Withdraw this mark")
	lead.post(errata+"/new", append(form, "do=apply")...).want(200, "Faulty question 1") // pressed twice

	l.get("/me").want(200, "Read and sign") // whoever asks first finishes it
	n, err := w.learning.Regrade(context.Background())
	must(t, n, err)
	lead.get(errata+"/1").want(200, "In force, results corrected", "1 person passes who had not passed").lacks("Karma Yangden", "Who passes now")
	rcsc.get(errata+"/1").want(200, "Who passes now", "Karma Yangden", "200801234").lacks("Withdraw")
	rcsc.get("/audit").want(200, "Marked a question as faulty", "Corrected the results of a faulty question", "Two answers &lt;were&gt; right.")
	told := []string{"Your result was corrected from 66.66 % to 83.33 %, because question 1 was faulty", "Two answers &lt;were&gt; right.", "With this you have passed."}
	l.get("/me").want(200, append(told, "Passed, not signed yet")...)
	l.get("/courses/every-type/attempts/1-1/result").want(200, append(told, "You passed", "83.33 %")...)
	l.get("/me/record").want(200, "Result of attempt 1 corrected from 66.66 % to 83.33 %", "Two answers &lt;were&gt; right.")
	l.get("/me")
	l.post("/me/corrections", "until="+l.hidden("until")).want(200, "Passed, not signed yet").lacks("Your result was corrected")
	l.post("/me/corrections", "until=never").want(200)

	rcsc.get(errata + "/1/withdrawal").want(401)
	lead.get(errata+"/1/withdrawal").want(200, "stay corrected")
	lead.post(errata+"/1/withdrawal", "cause=").want(422, "Give the cause")
	lead.post(errata+"/1/withdrawal", "cause=It was right.").want(200, "Withdrawn", "It was right.").lacks("Withdraw this mark")
	l.get("/me").want(200, "Passed, not signed yet")
	lead.get(errata + "/9").want(404)
	lead.get(errata + "/x").want(404)
	lead.get("/content/none/errata").want(404)
}

// Each type of question offers what can be right too, in words, and takes it.
func TestFurtherKeysOfEveryType(t *testing.T) {
	w := newWorld(t, nil)
	lead := w.signedIn(w.officer("200801240", "Kinley Penjor", "moh", "", org.RoleMoIC))
	for _, c := range []struct {
		item  string
		form  []string
		says  []string
		wrong []string // is refused
	}{
		{"single-1", []string{"option=wrong-other-1"}, []string{"Laugh at it"}, []string{"option="}},
		{"multiple-1", []string{"doubt-wrong-names-1=right", "doubt-right-forms-1=neutral"}, []string{"Names of applicants", "neither adds nor takes away"},
			[]string{"doubt-right-forms-1=neutral", "doubt-right-hours-1=neutral"}},
		{"true-false-1", []string{"option=false", "reason=wrong-reason-1"}, []string{"Phones are fast", "False"}, nil},
		{"ordering-1", []string{"place-step-b-1=1", "place-step-a-1=2", "place-step-c-1=3"}, []string{"<ol><li>", "Check"},
			[]string{"place-step-b-1=1", "place-step-a-1=1", "place-step-c-1=3"}},
		{"scenario-1", []string{"ending-s2=50"}, []string{"worth 50 of 100", "Your account is gone"}, []string{"ending-s2=500"}},
	} {
		t.Run(c.item, func(t *testing.T) {
			const address = "/content/every-type/errata/new"
			base := []string{"item=" + c.item, "version=1.0.0", "versions=1.0.0", "kind=keys", "cause=Odd."}
			lead.get(address + "?item=" + c.item).want(200)
			if c.wrong != nil {
				lead.post(address, append(append(base, "do=preview"), c.wrong...)...).want(422, `href="#keys"`)
			}
			lead.post(address, append(append(base, "do=preview"), c.form...)...).want(200, append(c.says, "What would change")...)
			kept := []string{"do=apply"}
			for _, m := range lead.inputs(`<input type="hidden" name="([^"]+)" value="([^"]*)">`) {
				kept = append(kept, m[1]+"="+m[2])
			}
			lead.post(address, kept...).want(200, append(c.says, "Also right:")...)
			lead.get("/content/every-type/errata").want(200, c.says...)
		})
	}
	lead.get("/content/every-type/errata/new?item=matching-1").want(200, "A question → An answer")
	pick := lead.inputs(`name="(match-pair-a-1)" value="([^"]+)"`)[0]
	lead.post("/content/every-type/errata/new", "item=matching-1", "version=1.0.0", "versions=1.0.0", "kind=keys", "cause=Odd.", "do=apply", pick[1]+"="+pick[2]).
		want(200, "A question → A correction")
	if strings.Contains(lead.body, "%!") {
		t.Error("the page has a broken text")
	}
}
