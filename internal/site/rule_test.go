package site_test

import (
	"strings"
	"testing"
)

// ruleTyped is a rule as the form sends it; later pairs stand for earlier ones of the same name, but for lists.
func ruleTyped(pairs ...string) []string {
	typed := map[string]string{"title": "Everyone in health", "course": "every-type", "from": "2026-11-23", "due_from": "later", "due_days": "90",
		"valid_months": "24", "window_days": "60", "renewal": "course"}
	var out []string
	lists := false
	for _, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		switch name {
		case "kinds", "types", "flags":
			out = append(out, p)
			lists = lists || name == "kinds"
		default:
			typed[name] = value
		}
	}
	for name, value := range typed {
		out = append(out, name+"="+value)
	}
	if !lists {
		out = append(out, "kinds=regular", "kinds=contract")
	}
	return out
}

func TestARuleIsLookedAtBeforeItIsSaved(t *testing.T) {
	w := newWorld(t, nil)
	rcsc := w.reader()
	rcsc.get("/rules").want(200, "nothing is mandatory", "Add a rule", "/calendar")
	rcsc.get("/rules/new").want(200, "1. What is asked", "5. Why", "See what it does")
	rcsc.post("/rules/new", ruleTyped("agencies=Ministry of Health", "why=Order 12")...).
		want(200, "What this rule would do", "Ministries", "only in Ministry of Health and below", "within 90 days", "February 2027",
			"<b>3</b> people are bound", "<b>0</b> of them become overdue").lacks("Karma Yangden", "nobody on that day")
	rcsc.get("/rules").want(200, "nothing is mandatory") // nothing was saved
	rcsc.post("/rules/new", ruleTyped("agencies=Ministry of Health", "step=edit")...).want(200, "1. What is asked", "Ministry of Health</textarea>")
	for range 2 { // sent twice, there once
		rcsc.post("/rules/new", ruleTyped("agencies=Ministry of Health", "why=Order 12", "step=save")...).
			want(200, "Everyone in health", "version 1", "Order 12", "only in Ministry of Health and below").lacks("version 2")
	}
	rcsc.get("/audit?act=rule").want(200, "Rule made", "Order 12", "everyone-in-health/1")
	rcsc.get("/coverage").want(200)
}

func TestARuleThatMakesPeopleOverdueSaysSo(t *testing.T) {
	w := newWorld(t, nil)
	rcsc := w.reader()
	rcsc.post("/rules/new", ruleTyped("from=2026-01-01", "due_days=30")...).
		want(200, "<b>3</b> of them become overdue", "3 people would be overdue the moment you save", "February 2026")
	rcsc.post("/rules/new", ruleTyped("due_from=first-sign-in")...).want(200, "days of the first sign-in")
	rcsc.post("/rules/new", ruleTyped("types=gewog")...).want(200, "Nobody is bound by this rule", "only in Gewogs")
	rcsc.post("/rules/new", ruleTyped("due_from=date", "due_on=2027-06-30", "due_days=")...).want(200, "by 30 June 2027", "June 2027")
}

func TestARuleFormSaysWhatIsWrong(t *testing.T) {
	w := newWorld(t, nil)
	rcsc := w.reader()
	for name, test := range map[string]struct {
		typed []string
		want  []string
	}{
		"no title":            {[]string{"title="}, []string{`id="title-error"`}},
		"no number":           {[]string{"due_days=many"}, []string{"Write a whole number in digits", `value="many"`}},
		"too many days":       {[]string{"due_days=99999"}, []string{"Give between 1 and"}},
		"no kinds":            {[]string{"kinds="}, []string{"is no kind of person"}},
		"an agency of no one": {[]string{"agencies=Nowhere\nmoh"}, []string{"Nowhere: No agency has this name", "Nowhere\nmoh</textarea>", "<details class=\"more\" open>"}},
		"no way to count":     {[]string{"due_from="}, []string{"Choose from what the due date is counted"}},
		"a date without one":  {[]string{"due_from=date"}, []string{"Give the due date"}},
		"no other course":     {[]string{"due_from=course"}, []string{"Choose the other course"}},
		"no course":           {[]string{"course=nothing"}, []string{"Choose a course of the catalogue"}},
		"no first day":        {[]string{"from=soon"}, []string{`value="soon"`, `id="from-error"`}},
		"an end before":       {[]string{"until=2026-01-01"}, []string{"not before the first"}},
	} {
		rcsc.post("/rules/new", ruleTyped(test.typed...)...).want(422, append(test.want, "There is a problem", "5. Why")...)
		if strings.Contains(rcsc.get("/rules").body, "Everyone in health") {
			t.Errorf("%s: the rule was saved", name)
		}
	}
}

func TestARuleIsChangedByItsNextVersion(t *testing.T) {
	w := newWorld(t, nil)
	w.mandatory()
	rcsc := w.reader()
	rcsc.get("/rules/every-type").want(200, "Regular civil servants", "within 90 days", "Change this rule", "version 1")
	rcsc.get("/rules/every-type/change").want(200, `value="Every type for everyone"`, `value="90"`).lacks("Choose the other course")
	change := ruleTyped("title=Every type for everyone", "due_days=30", "version=1", "why=Sooner")
	rcsc.post("/rules/every-type/change", change...).want(200, "What changes", "within 90 days", "within 30 days", "get another due date")
	for range 2 {
		rcsc.post("/rules/every-type/change", append(change, "step=save")...).want(200, "version 2", "Sooner", "within 30 days").lacks("version 3")
	}
	rcsc.post("/rules/every-type/change", ruleTyped("title=Every type for everyone", "due_days=60", "version=1", "step=save")...).
		want(409, "Somebody else has changed this rule", `value="60"`)
	rcsc.get("/rules/none").want(404)
	rcsc.get("/rules/none/change").want(404)

	rcsc.get("/rules/every-type/end").want(200)
	for range 2 {
		rcsc.post("/rules/every-type/end", "until=2026-11-30", "why=Replaced").want(200, "30 November 2026")
	}
	rcsc.get("/rules/every-type").want(200, "version 3", "Replaced")

	focal := w.signedIn(w.focal("200900077", "Dechen Zam", "dz-haa"))
	focal.get("/rules/every-type").want(200, "Regular civil servants").lacks("Change this rule")
	focal.get("/rules/every-type/change").want(401)
	focal.post("/rules/every-type/change", change...).want(401)
	focal.post("/rules/new", change...).want(401)
}
