package courses_test

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
)

// The course in a language, in marked sample text. HASH of x stands for the hash of the English piece x.
const (
	courseDz = `title: {translates: HASH title, text: "[dz] title"}
summary: {translates: HASH summary, text: "[dz] summary"}
objectives:
  - {id: be-accurate, translates: HASH objectives/be-accurate, can: "[dz] accurate"}
  - {id: be-careful, translates: HASH objectives/be-careful, can: "[dz] careful"}
acknowledgement:
  - {role: everyone, translates: HASH acknowledgement/everyone, title: "[dz] I will", text: "[dz] *I will*"}
certificate: {translates: HASH certificate, text: "[dz] certificate"}
approval: {state: draft}
`
	courseDzFile    = dir + "course.dz.yaml"
	questionsDzFile = dir + "questions.dz.yaml"
)

// sampleWords are the keys of questions.yaml whose text is translated.
var sampleWords = []string{"stem: ", "text: ", "feedback: ", "left: ", "right: "}

// questionsDz makes the bank in marked sample text of the English: each text gets [dz] before it, and each item its hash.
func questionsDz() string {
	var b strings.Builder
	for line := range strings.SplitAfterSeq(questionsYAML, "\n") {
		if id, ok := strings.CutPrefix(line, "  - id: "); ok {
			line += "    translates: HASH item/" + id
		}
		line = strings.ReplaceAll(strings.ReplaceAll(line, `{"true": `, `{"true": [dz] `), `"false": `, `"false": [dz] `)
		for _, key := range sampleWords {
			line = strings.ReplaceAll(line, key, key+"[dz] ")
		}
		for _, truth := range []string{"true", "false"} { // the key, not a text
			line = strings.ReplaceAll(line, "right: [dz] "+truth, "right: "+truth)
		}
		line = strings.ReplaceAll(line, "feedback: [dz] {", "feedback: {")
		b.WriteString(line)
	}
	return strings.ReplaceAll(b.String(), "[dz]", "(dz)") + "true_false: {\"true\": (dz) yes, \"false\": (dz) no}\napproval: {state: draft}\n"
}

// hashed puts the hashes of the English in place of HASH.
func hashed(c *courses.Course, text string) string {
	for _, t := range c.Texts() {
		text = strings.ReplaceAll(text, "HASH "+t.Key+",", `"`+t.Hash+`",`)
	}
	for _, it := range c.Items {
		text = strings.ReplaceAll(text, "HASH item/"+string(it.ID)+"\n", `"`+it.WordHash()+"\"\n")
	}
	for i, l := range c.Lessons {
		text = strings.ReplaceAll(text, "HASH lesson/"+string(rune('1'+i)), l.ContentHash())
	}
	return text
}

// worded is the tree with both files and both lessons in the language, current and not yet approved.
func worded(t testing.TB) fstest.MapFS {
	t.Helper()
	files := tree()
	c := loadOne(t, files)
	for i, name := range []string{"01-look-twice", "02-keep-it-private"} {
		_, body, _ := strings.Cut(string(files[dir+"lessons/"+name+".md"].Data)[4:], "---\n")
		head := "---\ntranslates: HASH lesson/" + string(rune('1'+i)) + "\ntitle: (dz) lesson\nkeep: (dz) keep\n---\n"
		files[dir+"lessons/"+name+".dz.md"] = &fstest.MapFile{Data: []byte(hashed(c, head) + body)}
	}
	files[courseDzFile] = &fstest.MapFile{Data: []byte(hashed(c, courseDz))}
	files[questionsDzFile] = &fstest.MapFile{Data: []byte(hashed(c, questionsDz()))}
	return files
}

// approve approves both files as they stand.
func approve(t testing.TB, files fstest.MapFS) {
	t.Helper()
	w := loadOne(t, files).Wording("dz")
	for name, hash := range map[string]string{courseDzFile: w.Texts.Hash, questionsDzFile: w.Bank.Hash} {
		swap(t, files, name, "{state: draft}", `{state: approved, office: A, position: B, date: 2026-11-23, reference: C, hash: "`+hash+`"}`)
	}
}

func TestACourseInALanguage(t *testing.T) {
	files := worded(t)
	english := loadOne(t, tree())
	c := loadOne(t, files)
	if c.Hash != english.Hash || !reflect.DeepEqual(c.Snapshot(), english.Snapshot()) {
		t.Error("got another hash or snapshot with a translation, want both as before: it stands outside the version")
	}
	if _, ok := c.AskedIn("dz"); ok {
		t.Error("got an assessment in a language that nobody approved, want none")
	}
	approve(t, files)
	c = loadOne(t, files)
	if got := [][]string{c.AskedLanguages(), c.SignedLanguages()}; !reflect.DeepEqual(got, [][]string{{"dz"}, {"dz"}}) {
		t.Fatalf("got assessment and signature in %v, want both in dz", got)
	}
	w, _ := c.AskedIn("dz")
	spoken := c.Worded(w)
	if spoken.Title != "[dz] title" || spoken.Objectives[1].Can != "[dz] careful" || spoken.Lessons[0].Title != "(dz) lesson" {
		t.Errorf("got %q, %v, %q; want the words of the translation", spoken.Title, spoken.Objectives, spoken.Lessons[0].Title)
	}
	if c.Title != "Check first" || c.Items[0].Stem != english.Items[0].Stem || c.Lessons[0].Title != "Look twice" {
		t.Error("got the English changed by its translation, want it untouched: it is shared")
	}
	for _, text := range bankTexts(english.Items) {
		if slices.Contains(bankTexts(spoken.Items), text) {
			t.Errorf("got %q in the translated bank, want no English", text)
		}
	}
	for i, it := range spoken.Items {
		was := english.Items[i]
		if it.ID != was.ID || it.Difficulty != was.Difficulty || !slices.Equal(it.Sequence, was.Sequence) || it.Practice != was.Practice {
			t.Errorf("got %s as %+v, want ids and key of the English", was.ID, it)
		}
	}
	ack, _ := spoken.Acknowledgement(courses.Everyone)
	if was := english.Acknowledgements[0]; ack.Hash == was.Hash || ack.Title != "[dz] I will" || ack.HTML != "<p>[dz] <em>I will</em></p>" {
		t.Errorf("got %+v, want a text of its own with a hash of its own", ack)
	}
}

// bankTexts are all the words of a bank.
func bankTexts(items []courses.Item) []string {
	var all []string
	eachLeaf(reflect.ValueOf(items), "", func(path string, v reflect.Value) {
		if s := v.String(); strings.HasSuffix(path, "HTML") && s != "" {
			all = append(all, s)
		}
	})
	return all
}

// TestTheHashesOfATranslationAreThoseOfTheFirstBuild: approvals, attempts and signatures name them.
func TestTheHashesOfATranslationAreThoseOfTheFirstBuild(t *testing.T) {
	cat, err := courses.Load(os.DirFS("testdata/golden-dz"), courses.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := cat.Courses[0]
	w, ok := c.AskedIn("dz")
	if !ok {
		t.Fatalf("got %+v, want what was approved in the first build approved for ever", courses.TranslationStates(c, nil, "dz"))
	}
	ack, _ := c.Worded(w).Acknowledgement(courses.Everyone)
	got := []string{w.Texts.Hash, w.Bank.Hash, w.Hash(), ack.Hash, c.Items[0].WordHash()}
	want := []string{"h1:vTrts1iYbyIoPeeohaLCwodL5qT4a91E_nlyFpJTlIc", "h1:F02r3g5lFWRyi6WOGEfF3Y3d6n98W5sZppyGqU93yRg",
		"h1:9b4PyAhTuuhHtBGLz3S4mA00funz1PB7KIQ-dpR8Lfg", "h1:NxbAZv-hIK3ouAwlEpbQekA_9woaOxXxu0o0yxfIGDw",
		"h1:Nn16X6K64Ohu_x8iwbrdJwUxPR4qCdcaTDDOHC9FXVc"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q, for ever", got, want)
	}
}

func TestWhatIsOfferedInALanguage(t *testing.T) {
	english := loadOne(t, tree())
	for name, c := range map[string]struct {
		change        func(files fstest.MapFS)
		asked, signed bool
	}{
		"all of it": {func(fstest.MapFS) {}, true, true},
		"a question is missing": {func(f fstest.MapFS) {
			head, rest, _ := strings.Cut(string(f[questionsDzFile].Data), "  - id: password\n")
			_, end, _ := strings.Cut(rest, "true_false:")
			f[questionsDzFile] = &fstest.MapFile{Data: []byte(head + "true_false:" + end)}
			approveAnew(t, f)
		}, false, true},
		"a question is out of date": {func(f fstest.MapFS) {
			swap(t, f, dir+"questions.yaml", "Someone asks for your password.", "Somebody asks for your password.")
		}, false, true},
		"the bank's approval is of other words": {func(f fstest.MapFS) {
			swap(t, f, questionsDzFile, "(dz) Someone", "(dz) Anyone")
		}, false, true},
		"the bank is a draft":   {func(f fstest.MapFS) { draftAnew(t, f, questionsDzFile) }, false, true},
		"the bank is not there": {func(f fstest.MapFS) { delete(f, questionsDzFile) }, false, true},
		"a lesson's title is missing": {func(f fstest.MapFS) {
			delete(f, dir+"lessons/02-keep-it-private.dz.md")
			approveAnew(t, f)
		}, false, true},
		"a lesson is out of date": {func(f fstest.MapFS) {
			swap(t, f, dir+"lessons/02-keep-it-private.md", "few eyes", "very few eyes")
		}, false, false}, // its title leaves the approved list
		"the acknowledgement is out of date": {func(f fstest.MapFS) {
			swap(t, f, dir+"course.yaml", "I will *check*", "I shall *check*")
		}, false, false},
		"the acknowledgement is missing": {func(f fstest.MapFS) {
			text := string(f[courseDzFile].Data)
			i, j := strings.Index(text, "acknowledgement:"), strings.Index(text, "certificate:")
			f[courseDzFile] = &fstest.MapFile{Data: []byte(text[:i] + text[j:])}
			approveAnew(t, f)
		}, false, false},
		"the texts' approval is of other words": {func(f fstest.MapFS) {
			swap(t, f, courseDzFile, "[dz] *I will*", "[dz] *I would*")
		}, false, false},
		"the texts are a draft": {func(f fstest.MapFS) { draftAnew(t, f, courseDzFile) }, false, false},
		"only what its owner reads has changed": {func(f fstest.MapFS) {
			swap(t, f, dir+"questions.yaml", "difficulty: hard", "difficulty: medium")
		}, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			files := worded(t)
			approve(t, files)
			c.change(files)
			now := loadOne(t, files)
			_, asked := now.AskedIn("dz")
			_, signed := now.SignedIn("dz")
			s := courses.TranslationStates(now, []*courses.Course{english}, "dz")
			if asked != c.asked || signed != c.signed || s.Asked != asked || s.Signed != signed {
				t.Errorf("got assessment %v and signature %v (in the list %v, %v), want %v and %v", asked, signed, s.Asked, s.Signed, c.asked, c.signed)
			}
		})
	}
}

// draftAnew makes a file a draft again.
func draftAnew(t testing.TB, files fstest.MapFS, name string) {
	t.Helper()
	head, _, _ := strings.Cut(string(files[name].Data), "approval:")
	files[name] = &fstest.MapFile{Data: []byte(head + "approval: {state: draft}\n")}
}

func approveAnew(t testing.TB, files fstest.MapFS) {
	t.Helper()
	draftAnew(t, files, courseDzFile)
	draftAnew(t, files, questionsDzFile)
	approve(t, files)
}

func TestWhatChangedSinceATranslation(t *testing.T) {
	files := worded(t)
	archive(t, files, "1.2.1")
	swap(t, files, dir+"questions.yaml", "Someone asks for your password.", "Somebody asks for your password.")
	swap(t, files, dir+"course.yaml", "How to check before you share.", "How to look before you share.")
	swap(t, files, courseDzFile, `{translates: "`, `{translates: "h1:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", text: x} # "`)
	cat := load(t, files)
	c, _ := cat.Course("check-first")
	s := courses.TranslationStates(c, cat.Archive, "dz")
	if current, whole := s.Current(""); current != whole-3 || whole != 2+6+7 {
		t.Errorf("got %d of %d pieces current, want all but three of 15", current, whole)
	}
	if n, of := s.Current(courses.QuestionPiece); n != 6 || of != 7 {
		t.Errorf("got %d of %d questions current, want 6 of 7", n, of)
	}
	want := map[string]string{"Someone asks for your password.": "Somebody asks for your password.",
		"How to check before you share.": "How to look before you share."}
	for _, p := range s.Pieces {
		switch {
		case p.Current():
		case p.Name == "Title of the course":
			if p.Known || len(p.Changes) > 0 {
				t.Errorf("got %+v, want it said that its English is nowhere", p)
			}
		case len(p.Changes) != 1 || want[p.Changes[0].Old] != p.Changes[0].New || !p.Known:
			t.Errorf("got %+v, want the sentence before and after", p)
		}
	}
	if !s.Bank.There || s.Bank.Approved || s.Bank.Lapsed || s.Bank.Hash != c.Wording("dz").Bank.Hash {
		t.Errorf("got %+v, want a draft with its hash", s.Bank)
	}
}

func TestMistakesInATranslation(t *testing.T) {
	english := loadOne(t, tree())
	title := english.Texts()[0].Hash
	for name, c := range map[string]struct {
		file, old, now string
		want           string
	}{
		"no such question":       {questionsDzFile, "id: password", "id: pasword", questionsDzFile + ":75:5: questions.yaml has no question pasword that this translates; write password"},
		"no such objective":      {courseDzFile, "id: be-careful", "id: be-kind", courseDzFile + ":5:5: course.yaml has no objectives/be-kind that this translates; remove it, or correct the id"},
		"no such role":           {courseDzFile, "role: everyone", "role: head", "course.yaml has no acknowledgement/head that this translates"},
		"no hash":                {courseDzFile, `"` + title + `"`, "new", courseDzFile + ":1:21: translates is no hash; write " + title + " once the text agrees with the English"},
		"another key":            {questionsDzFile, "right: true", "right: false", "0 right options"},
		"another key of several": {questionsDzFile, "text: (dz) Look for a date, right: true", "text: (dz) Look for a date, right: false", "item old-photo has other ids or another key than in English; give it the parts, ids and key of questions.yaml"},
		"an option is missing":   {questionsDzFile, "      - {id: date, text: (dz) Look for a date, right: true, feedback: (dz) A date tells.}\n", "", "item old-photo has other ids or another key than in English"},
		"another score":          {questionsDzFile, "ending: poor, score: 0", "ending: poor, score: 10", "item the-desk has other ids"},
		"another order":          {questionsDzFile, "shuffle: false", "shuffle: true", "item password has other ids"},
		"another objective":      {questionsDzFile, "objective: be-careful", "objective: be-accurate", "item who-may-see has other ids"},
		"two right sides in one": {questionsDzFile, "right: (dz) The owner", "right: (dz) Everyone", "item who-may-see has other ids"},
		"a title more":           {questionsDzFile, "stem: (dz) A photo", "title: x\n    stem: (dz) A photo", "item old-photo has a title in one language only"},
		"an empty feedback":      {questionsDzFile, "feedback: (dz) A date tells.", `feedback: ""`, "feedback of option date of item old-photo is empty"},
		"a misspelt key":         {questionsDzFile, "translates:", "translate:", "item practice-one has no key \"translate\"; write translates"},
		"true and false":         {questionsDzFile, "true_false:", "#", "the translation does not say what it calls true and false, which item statement asks; add true_false"},
		"a bare glossary link":   {questionsDzFile, "(dz) A photo looks old.", `"(dz) [[rumour]]"`, "this glossary link would show the English word; write [[rumour|the word in the language]]"},
		"twice":                  {questionsDzFile, "id: statement", "id: old-photo", "the item \"old-photo\" is there twice"},
		"half an approval":       {courseDzFile, "{state: draft}", "{state: draft, office: A}", "a draft has no office"},
		"no approval":            {courseDzFile, "approval: {state: draft}\n", "", "the translation has no approval; add approval: {state: draft}"},
		"two lines":              {courseDzFile, `can: "[dz] careful"`, `can: "[dz]\n\ncareful"`, "has more than one line"},
	} {
		t.Run(name, func(t *testing.T) {
			files := worded(t)
			swap(t, files, c.file, c.old, c.now)
			if got := problemsOf(t, files, courses.Options{}).Error(); !strings.Contains(got, c.want) {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
	files := worded(t)
	files[dir+"questions.en.yaml"] = &fstest.MapFile{Data: []byte("items: []\n")}
	files[dir+"question.dz.yaml"] = files[questionsDzFile]
	got := problemsOf(t, files, courses.Options{}).Error()
	for _, want := range []string{"questions.en.yaml: English is no translation", "question.dz.yaml: nothing reads this"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}

// TestAMistakeInEnglishIsNotToldTwice: what follows from it in the translation is not reported.
func TestAMistakeInEnglishIsNotToldTwice(t *testing.T) {
	files := worded(t)
	swap(t, files, dir+"questions.yaml", "id: password", "id: passw*rd")
	if got := problemsOf(t, files, courses.Options{}); len(got) != 1 {
		t.Errorf("got %v, want the one mistake", got)
	}
}
