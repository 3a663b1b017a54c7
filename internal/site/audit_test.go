package site_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/org"
)

// reader is an officer of RCSC, who reads the log.
func (w *world) reader() *browser {
	w.Helper()
	p := w.enter("200900001", "Kinley Penjor")
	w.grant(p, "", org.RoleRCSC)
	return w.signedIn(p)
}

func TestTheLogIsSearched(t *testing.T) {
	w := newWorld(t, nil)
	rcsc := w.reader()
	w.enter("200900002", "Tashi Wangchuk") // as another is called
	w.clock.at = w.clock.at.Add(24 * time.Hour)
	w.grant(w.other, "", org.RoleAdmin)
	rows := func() int { return strings.Count(rcsc.body, "<tr><th scope=\"row\">") }

	rcsc.get("/audit").want(200, "The log is whole", "read from the first record on", "23 November 2026", "Role given")
	for address, want := range map[string]int{
		"/audit?who=200801235":                                2 + 1, // entered, a password, a role
		"/audit?who=Karma+Yangden":                            2,
		"/audit?who=yangden+KARMA":                            2,
		"/audit?who=test&act=grant":                           2, // a command is found as it is called
		"/audit?by=test&act=grant&from=2026-11-24":            1,
		"/audit?subject=200801235&act=grant":                  1,
		"/audit?agency=Ministry+of+Health&act=add-person":     4,
		"/audit?agency=moh&act=add-person&until=2026-11-22":   0,
		"/audit?from=2026-11-24&until=2026-11-24":             1,
		"/audit?subject=every-type&by=nobody":                 0,
		"/audit?who=200801235&act=add-person&from=2026-11-23": 1,
	} {
		if rcsc.get(address).want(200); rows() != want {
			t.Errorf("%s: got %d acts, want %d", address, rows(), want)
		}
	}
	rcsc.get("/audit?who=Tashi+Wangchuk").want(200, "Which one do you mean?", "200801235", "200900002").lacks("No act fits")
	rcsc.get("/audit?who=Tashi&act=grant").want(200, "who=200801235", "act=grant")
	rcsc.get("/audit?by=Tashi").want(422, "This name belongs to several people", `value="Tashi"`)
	rcsc.get("/audit?from=yesterday&until=2026-11-23&agency=Nowhere").
		want(422, "Give a day that exists", "No agency has this name", `value="yesterday"`, `value="Nowhere"`)
	rcsc.get("/audit?from=2026-11-23&until=2026-11-22").want(422, "not before the first")
	rcsc.get("/audit?after=nonsense").want(422, "Begin it again")
	w.signedIn(w.learner).get("/audit").want(401)
	w.signedIn(w.other).get("/audit.csv").want(401) // an administrator does not read what administrators did
}

func TestTheLogGoesOnPageByPage(t *testing.T) {
	w := newWorld(t, nil)
	rcsc := w.reader()
	w.mandatory()
	for range 60 {
		if _, err := w.learning.AddRule(w.Context(), fixtureRule(), "test"); err != nil { // the same again: nothing is logged
			t.Fatal(err)
		}
		if err := w.accounts.SetPassword(w.Context(), w.learner.ID, password, "test"); err != nil {
			t.Fatal(err)
		}
	}
	older := regexp.MustCompile(`href="(/audit\?[^"]+)">(Older acts|Look further back)<`)
	seen, pages := 0, 1
	for rcsc.get("/audit?act=password.set&by=test"); ; pages++ {
		seen += strings.Count(rcsc.body, "<tr><th scope=\"row\">")
		m := older.FindStringSubmatch(rcsc.body)
		if m == nil {
			break
		}
		rcsc.get(strings.ReplaceAll(m[1], "&amp;", "&"))
	}
	if seen != 63 || pages != 2 {
		t.Errorf("got %d acts on %d pages, want 63 on 2", seen, pages)
	}
}

func TestTheLogIsTakenElsewhere(t *testing.T) {
	w := newWorld(t, nil)
	rcsc := w.reader()
	head := regexp.MustCompile(`<code>(\d+:a1:[0-9a-f]+)</code>`).FindStringSubmatch(rcsc.get("/audit").body)
	if head == nil {
		t.Fatalf("got no line to write down:\n%s", rcsc.body)
	}
	number, hash, _ := strings.Cut(head[1], ":")
	for _, address := range []string{"/audit.csv", "/audit.jsonl"} {
		rcsc.get(address).want(200, "Kinley Penjor", "add-person")
		got, err := audit.VerifyFile(strings.NewReader(rcsc.body), audit.Head{})
		if err != nil || got.Missing != 0 || got.Head.Hash != hash || rcsc.head.Get("Content-Disposition") == "" {
			t.Errorf("%s: got %+v, %v, want a whole copy up to record %s", address, got, err, number)
		}
		rcsc.get(address + "?who=" + w.learner.EID)
		if got, err := audit.VerifyFile(strings.NewReader(rcsc.body), audit.Head{}); err != nil || got.Records != 2 {
			t.Errorf("%s of one person: got %+v, %v, want 2 records", address, got, err)
		}
	}
	rcsc.get("/audit.csv?from=x").want(422)
	rcsc.get("/audit-dictionary.csv").want(200, "previous", "SHA-256")
	rcsc.get("/audit?head="+head[1]).want(200, "The log goes through this line")
	rcsc.get("/audit?head=1:a1:00").want(200, "does not go through this line", `value="1:a1:00"`)
	rcsc.get("/audit?head=x").want(200, "This is no such line")
	rcsc.get("/audit?check=yes").want(200, "The log is whole")
}
