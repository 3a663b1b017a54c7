package export_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/export"
)

// written writes a format that must succeed.
func written(t testing.TB, c *courses.Course, f export.Format, about export.About) export.File {
	t.Helper()
	file, err := export.Write(c, f, about)
	if err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	return file
}

// unpacked gives the files of an archive.
func unpacked(t testing.TB, data []byte) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := files[f.Name]; twice {
			t.Errorf("%s is packed twice", f.Name)
		}
		files[f.Name] = string(text)
	}
	return files
}

func TestTheSameCourseGivesTheSameBytes(t *testing.T) {
	about := export.About{Day: "2026-11-22", Owners: "An office"}
	for _, f := range export.Formats() {
		first := written(t, load(t, school()), f, about)
		second := written(t, load(t, school()), f, about)
		if !bytes.Equal(first.Data, second.Data) {
			t.Errorf("%s: got other bytes the second time", f)
		}
	}
}

func TestAFormatThatHasNothingSaysSo(t *testing.T) {
	bank := load(t, bare())
	for _, f := range []export.Format{export.GIFT, export.QTI, export.Slides} {
		if _, err := export.Write(bank, f, export.About{}); !errors.Is(err, export.ErrNothing) {
			t.Errorf("%s: got %v, want ErrNothing", f, err)
		}
	}
}

var (
	policyMeta = regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`)
	styleText  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	scriptText = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
	fetching   = regexp.MustCompile(`(?:src|href|action|poster|srcset)="([^"]*)"`)
	idText     = regexp.MustCompile(` id="([^"]*)"`)
)

// contained holds a file against what makes it stand alone: a policy that knows its own style and script by their hashes and
// nothing else, and no address beyond it but links.
func contained(t *testing.T, page string) {
	t.Helper()
	policy := policyMeta.FindStringSubmatch(page)
	if policy == nil {
		t.Fatal("the file has no policy")
	}
	if !strings.HasPrefix(policy[1], "default-src &#39;none&#39;;") {
		t.Errorf("got the policy %s, want one that begins with default-src 'none'", policy[1])
	}
	for _, part := range append(styleText.FindAllStringSubmatch(page, -1), scriptText.FindAllStringSubmatch(page, -1)...) {
		sum := sha256.Sum256([]byte(part[1]))
		want := "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
		if !strings.Contains(strings.ReplaceAll(policy[1], "&#43;", "+"), want) {
			t.Errorf("the policy %s does not name %s", policy[1], want)
		}
	}
	seen := map[string]bool{}
	for _, m := range idText.FindAllStringSubmatch(page, -1) {
		if seen[m[1]] {
			t.Errorf("the id %s is there twice", m[1])
		}
		seen[m[1]] = true
	}
	for _, m := range fetching.FindAllStringSubmatch(scriptText.ReplaceAllString(page, ""), -1) {
		to, local := strings.CutPrefix(m[1], "#")
		switch {
		case local && !seen[to]:
			t.Errorf("the link to #%s leads nowhere", to)
		case local, strings.HasPrefix(m[1], "data:image/"), strings.HasPrefix(m[1], "https://"), strings.HasPrefix(m[1], "mailto:"):
		default:
			t.Errorf("the file refers to %q, which is not in it", m[1])
		}
	}
	for _, bad := range []string{"style=\"", "onclick", "javascript:", "ZgotmplZ"} {
		if strings.Contains(page, bad) {
			t.Errorf("the file holds %s", bad)
		}
	}
}

func TestACourseIsOneFileThatStandsAlone(t *testing.T) {
	course := load(t, tree())
	page := string(written(t, course, export.HTML, export.About{Day: "2026-11-22", Owners: "An <office>", Demo: true, Contacts: []courses.Contact{{ID: "helpline", Office: "A helpline"}}}).Data)
	contained(t, page)
	for _, want := range []string{
		"Look twice</h1>", "Keep it private</h1>", "Check first &amp; &#34;think&#34;", "How to check &lt;before&gt; you share.", "An &lt;office&gt;",
		"data:image/svg+xml;base64,", `alt="A river over a road"`, `id="term-rumour"`, "Draft, not yet approved by its owner",
		"Demonstration: invented people and figures", course.Hash, "1.2.0, 22 November 2026", "Look twice, share once.", "The sender may know.",
		"Some learners have been hurt this way.", "Number: ____", "You kept it safe.",
	} {
		if !strings.Contains(page, want) && !strings.Contains(page, strings.ReplaceAll(want, "+", "&#43;")) {
			t.Errorf("the file lacks %q", want)
		}
	}
}

func TestTheBankOfTheCivilServiceStaysIn(t *testing.T) {
	page := string(written(t, load(t, tree()), export.HTML, export.About{}).Data)
	for _, secret := range []string{"old-photo", "A photo looks old", "practice-one", "Someone asks for your password", "Refuse", "the-desk"} {
		if strings.Contains(page, secret) {
			t.Errorf("the file for everybody holds %q of the bank", secret)
		}
	}
	open := string(written(t, load(t, school()), export.HTML, export.About{}).Data)
	contained(t, open)
	for _, want := range []string{"A photo looks old", "It finds older copies.", "Read by all.", "Test yourself"} {
		if !strings.Contains(open, want) {
			t.Errorf("the file of a school course lacks %q", want)
		}
	}
}

func TestSlidesStandOneAPage(t *testing.T) {
	page := string(written(t, load(t, school()), export.Slides, export.About{Day: "2026-11-22"}).Data)
	contained(t, page)
	for _, want := range []string{`id="slide-1"`, `id="slide-2"`, "Is it <em>true</em>?", "Wait for three answers.", "data:image/svg+xml", "1 / 2", "Look &lt;twice&gt;", "about a rumour?"} {
		if !strings.Contains(page, want) {
			t.Errorf("the slides lack %q", want)
		}
	}
	if strings.Contains(page, "<script") {
		t.Error("the slides have a script, and need none")
	}
}

// checkGIFT reads a bank back: every question but scenarios, with nothing to complain about.
func checkGIFT(t *testing.T, c *courses.Course, data []byte) {
	t.Helper()
	read, problems := export.Questions(data)
	want := 0
	for _, it := range c.Items {
		if it.Type != courses.Branching {
			want++
		}
	}
	if len(read) != want || problems > 0 {
		t.Errorf("%s: got %d questions and %d problems, want %d and none", c.ID, len(read), problems, want)
	}
	for _, q := range read {
		if !strings.Contains(string(data), q) {
			t.Errorf("%s: this question reads otherwise than it was written:\n%s", c.ID, q)
		}
	}
}

// maxFile is what a course may weigh in any format, in bytes.
const maxFile = 1 << 20

func TestEveryCourseThatWeShipLeavesInEveryFormat(t *testing.T) {
	cat, err := courses.Load(fs.FS(content.Files), courses.Options{})
	if err != nil {
		t.Fatal(err)
	}
	about := export.About{Day: "2026-11-22", Contacts: cat.Contacts}
	for _, c := range cat.Courses {
		for _, f := range export.Formats() {
			if !export.Offers(c, f) {
				continue
			}
			file := written(t, c, f, about)
			if len(file.Data) > maxFile {
				t.Errorf("%s: got %d bytes, want at most %d", file.Name, len(file.Data), maxFile)
			}
			switch f {
			case export.HTML, export.Slides:
				contained(t, string(file.Data))
			case export.GIFT:
				checkGIFT(t, c, file.Data)
			case export.SCORM:
				checkSCORM(t, unpacked(t, file.Data))
			case export.QTI:
				checkQTI(t, unpacked(t, file.Data))
			}
		}
	}
}
