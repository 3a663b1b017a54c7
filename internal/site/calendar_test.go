package site_test

import (
	"regexp"
	"strings"
	"testing"
)

func TestTheCalendarBeginsWithWeekendsAlone(t *testing.T) {
	w := newWorld(t, nil)
	w.mandatory() // due on Sunday 21 February 2027, and so on the 22nd
	rcsc := w.reader()
	rcsc.get("/calendar").want(200, "Only Saturdays and Sundays", "must not invent one", "Add many days from a table")
	rcsc.get("/calendar/new").want(200, "Whole nation", "Haa Dzongkhag").lacks("Ministry of Finance")
	day := []string{"kind=holiday", "place=*", "from=2027-02-22", "until=", "name=A holiday"}
	rcsc.post("/calendar/new", day...).want(200, "What these days would do", "22 February 2027", "<b>3</b> people in", "Every type of question")
	rcsc.post("/calendar/new", append(day, "step=edit")...).want(200, `value="A holiday"`, "Add days without work")
	rcsc.get("/calendar").want(200, "Only Saturdays and Sundays") // nothing was recorded
	for range 2 {
		rcsc.post("/calendar/new", append(day, "step=save")...).want(200, "A holiday", "22 February 2027", "2027</h2>")
	}
	if n := strings.Count(rcsc.body, "A holiday</th>"); n != 1 {
		t.Errorf("got the day %d times, want it once", n)
	}
	w.signedIn(w.learner).get("/me").want(200, "23 February 2027")
	rcsc.get("/audit?act=closure").want(200, "Days without work recorded")

	address := regexp.MustCompile(`href="(/calendar/[^"]+/withdrawal)"`).FindStringSubmatch(rcsc.get("/calendar").body)[1]
	rcsc.get(address).want(200, "Withdraw “A holiday”", "3 due dates")
	rcsc.post(address, "cause=").want(422, "Give the reason")
	for range 2 {
		rcsc.post(address, "cause=It was moved").want(200, "Days that were withdrawn", "It was moved").lacks("withdrawal\"")
	}
	w.signedIn(w.learner).get("/me").want(200, "22 February 2027")
	rcsc.get("/calendar/none/withdrawal").want(404)
	for name, test := range map[string]struct {
		typed []string
		want  string
	}{
		"no kind":       {[]string{"place=*", "from=2027-02-22", "name=A"}, "Choose one of: holiday"},
		"no place":      {[]string{"kind=holiday", "from=2027-02-22", "name=A"}, "Choose the whole nation"},
		"another place": {[]string{"kind=holiday", "place=moh", "from=2027-02-22", "name=A"}, "Choose a dzongkhag or thromde"},
		"no day":        {[]string{"kind=holiday", "place=*", "name=A"}, "Give the first day"},
		"no name":       {[]string{"kind=holiday", "place=*", "from=2027-02-22"}, "Name it in a line"},
		"backwards":     {[]string{"kind=holiday", "place=*", "from=2027-02-22", "until=2027-02-01", "name=A"}, "not before the first"},
	} {
		if rcsc.post("/calendar/new", test.typed...); rcsc.code != 422 || !strings.Contains(rcsc.body, test.want) {
			t.Errorf("%s: got %d, want 422 and %q", name, rcsc.code, test.want)
		}
	}
	focal := w.signedIn(w.focal("200900077", "Dechen Zam", "dz-haa"))
	focal.get("/calendar").want(401)
	focal.post("/calendar/new", day...).want(401)
	focal.get("/rules").want(200).lacks("/calendar")
}

func TestACalendarIsImportedWhole(t *testing.T) {
	w := newWorld(t, nil)
	w.mandatory()
	rcsc := w.reader()
	rcsc.get("/calendar/import").want(200, "from,until,kind,place,name")
	table := "from,until,kind,place,name\n2027-02-22,,holiday,,First\n2027-01-04,2027-01-15,closure,Haa Dzongkhag,Snow\n"
	for name, test := range map[string]struct{ table, want string }{
		"nothing":             {"", "Give a head line"},
		"no column":           {"from,until,kind,name\n2027-02-22,,holiday,First", "The head line has no column &#34;place&#34;"},
		"a line of errors":    {table + "soon,2027-01-15,party,Nowhere,\n", "5 entries need mending"},
		"where they are":      {table + "2027-01-04,,holiday,moh,A\n", "</span> 4</th><td><code>place</code>"},
		"open quotation mark": {table + "\"x\n", "quotation marks"},
	} {
		if rcsc.post("/calendar/import", "rows="+test.table); rcsc.code != 422 || !strings.Contains(rcsc.body, test.want) {
			t.Errorf("%s: got %d, want 422 and %q\n%s", name, rcsc.code, test.want, rcsc.body)
		}
		rcsc.post("/calendar/import", "rows="+test.table, "step=save").want(422)
	}
	rcsc.get("/calendar").want(200, "Only Saturdays and Sundays") // all or nothing
	rcsc.post("/calendar/import", "rows="+table).want(200, "What these days would do", "Haa Dzongkhag", "<b>3</b> people in", "First")
	rcsc.post("/calendar/import", "rows="+table, "step=edit").want(200, "2027-02-22,,holiday,,First")
	for range 2 {
		rcsc.post("/calendar/import", "rows="+table, "step=save").want(200, "First", "Snow", "4 January 2027")
	}
	if n := strings.Count(rcsc.body, "<tr><th scope=\"row\">"); n != 2 {
		t.Errorf("got %d closures, want 2", n)
	}
	rcsc.post("/calendar/import", "rows="+strings.ReplaceAll(table, ",", ";")).want(200, "2 of these are in the calendar already", "No due date moves")
}
