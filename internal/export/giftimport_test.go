package export_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
	"lamtoen/internal/export"

	"pgregory.net/rapid"
)

// bare is the tree with a course that has no assessment and no bank.
func bare() fstest.MapFS {
	files := tree()
	head, rest, _ := strings.Cut(courseYAML, "assessment:\n")
	_, tail, _ := strings.Cut(rest, "certificate:")
	_, tail, _ = strings.Cut(tail, "\n")
	files[dir+"course.yaml"] = &fstest.MapFile{Data: []byte(head + tail)}
	delete(files, dir+"questions.yaml")
	return files
}

func importing(files fs.FS, gift string, objective courses.ObjectiveID, leaveOut bool) (export.Imported, error) {
	return export.ImportGIFT(files, courses.Options{}, export.Import{
		Course: "check-first", Objective: objective, Name: "bank.gift", GIFT: []byte(gift), LeaveOut: leaveOut,
	})
}

// with is the tree with a bank.
func with(files fstest.MapFS, bank []byte) fstest.MapFS {
	files[dir+"questions.yaml"] = &fstest.MapFile{Data: bank}
	return files
}

const foreignGIFT = `$CATEGORY: quiz/be-careful

::Q1: whose?:: Who may see a *phone number*? {
  ~everyone # No, it is private.
  =the owner # Yes.
}

::Q1: whose?::[markdown]It is **true**. {T#Not so.#It is.####Look it up.}

A photo is { =old#Yes. ~new#No. } very often. Is it 5 < 6?

Match them. {=one -> 1 =two -> 2 = -> 3 ####Numbers have names.}
`

const wantBank = `
  - id: q1-whose
    objective: be-careful
    clauses: [coc.6]
    difficulty: medium
    type: single
    stem: |
      Who may see a \*phone number\*?
    options:
      - id: everyone
        text: "everyone"
        right: false
        feedback: "No, it is private."
      - id: the-owner
        text: "the owner"
        right: true
        feedback: "Yes."

  - id: q1-whose-2
    objective: be-careful
    clauses: [coc.6]
    difficulty: medium
    type: true-false
    stem: |
      It is **true**.
    answer: true
    feedback:
      "true": "It is.\n\nLook it up."
      "false": "Not so.\n\nLook it up."

  - id: a-photo-is
    objective: be-careful
    clauses: [coc.6]
    difficulty: medium
    type: single
    stem: |
      A photo is (…) very often. Is it 5 \< 6?
    options:
      - id: old
        text: "old"
        right: true
        feedback: "Yes."
      - id: new
        text: "new"
        right: false
        feedback: "No."

  - id: match-them
    objective: be-careful
    clauses: [coc.6]
    difficulty: medium
    type: matching
    stem: |
      Match them.
    pairs:
      - id: one
        left: "one"
        right: "1"
        feedback: "Numbers have names."
      - id: two
        left: "two"
        right: "2"
        feedback: "Numbers have names."
    extras:
      - id: 3
        text: "3"
        feedback: "Numbers have names."
`

func TestQuestionsFromElsewhereAreAppendedInTheStyleOfTheBank(t *testing.T) {
	got, err := importing(tree(), foreignGIFT, "", false)
	if err != nil {
		t.Fatal(err)
	}
	if want := bankYAML + wantBank; string(got.Bank) != want {
		t.Errorf("got\n%s\nwant\n%s", strings.TrimPrefix(string(got.Bank), bankYAML), wantBank)
	}
	if want := "civil-service/check-first/questions.yaml"; got.Path != want {
		t.Errorf("got the path %s, want %s", got.Path, want)
	}
	if got, want := fmt.Sprint(got.Items), "[q1-whose q1-whose-2 a-photo-is match-them]"; got != want {
		t.Errorf("got items %s, want %s", got, want)
	}
	if got, want := got.Changed.Error(), "bank.gift:8:1: a bank has no general feedback; it was added to the feedback of every answer; shorten it there"; got != want {
		t.Errorf("got changes %s, want %s", got, want)
	}
}

func TestWhatABankCannotHoldIsReportedWithItsPlace(t *testing.T) {
	cases := []struct{ name, gift, want string }{
		{"no objective", "Is it? {T#a#b}", "bank.gift:1:1: the question names no objective of the course; give one for all with --objective, or write // [tag:objective=ID] above the question"},
		{"unknown objective", "// [tag:objective=none]\nIs it? {T#a#b}", `bank.gift:2:1: the course has no objective "none"; name one that course.yaml has`},
		{"no end", "Is it? {T#a#b", "bank.gift:1:8: the answers are not closed; write } after the last, with no blank line before it"},
		{"blank line within", "Is it? {\n=a#b\n\n~b#c\n}", "bank.gift:1:8: the answers are not closed; write } after the last, with no blank line before it\n" +
			"bank.gift:5:1: this } closes nothing; write \\} where a brace is meant"},
		{"two braces", "Is it? {T#a#b} or {F}", `bank.gift:1:19: this brace is one too many; put a blank line between questions, and write \{ or \} where a brace is meant`},
		{"title", "::Is it {T#a#b}", "bank.gift:1:1: the title has no end; close it with ::"},
		{"no answer mark", "Is it? {yes}", "bank.gift:1:9: this is no answer; begin each answer with = where it is right and ~ where it is wrong"},
		{"essay", "::a::Why? {}", "bank.gift:1:1: a bank has no essay questions; make it a choice, true-false or matching question, or take it out"},
		{"numeric", "::a::When? {#1907:2}", "bank.gift:1:1: a bank has no numeric questions; make it a choice, true-false or matching question, or take it out"},
		{"short", "::a::Who? {=Karma =Dorji}", "bank.gift:1:1: a bank has no short answer questions; make it a choice, true-false or matching question, or take it out"},
		{"description", "::a::Read this.", "bank.gift:1:1: a bank has no description questions; make it a choice, true-false or matching question, or take it out"},
		{"no feedback", "::a::Who? {\n=Karma#Yes.\n ~Dorji}", "bank.gift:3:2: the answer has no feedback; write # and why it is right, or what someone who chose it was thinking"},
		{"two right", "::a::Who? {=Karma#y =Dorji#y ~Pema#n}", "bank.gift:1:1: 2 answers begin with =, and a choice has one right answer; write ~%50% before each of two right ones to make it a question with several"},
		{"part of the points", "::a::Who? {=Karma#y ~%50%Pema#n}", "bank.gift:1:21: a bank gives no part of the points in a question with one right answer; take the weight out, or make it a question with several right answers"},
		{"uneven", "::a::Who? {~%75%Karma#y ~%25%Pema#y ~Dorji#n}", "bank.gift:1:25: a bank counts every right answer alike; write ~%75% before each"},
		{"html", "::a::<b>Who?</b> {=Karma#y ~Pema#n}", "bank.gift:1:1: HTML is not used in course text; write [markdown] before the question, and Markdown"},
		{"what only the loader sees", "::a::[markdown]Who? {\n=Karma#y\n~karma#n}", "bank.gift:1:1: the text \"karma\" is there twice"},
		{"same id", "// [id:password]\n::a::Who? {=Karma#y ~Pema#n}", `bank.gift:2:1: the course already has something with the id "password"; take the question out, or give it another id`},
		{"nothing", "// only a comment\n", "bank.gift: there is no question in this file; write questions in GIFT, a blank line between them"},
		{"no text", "::a::Who\x01? {T}", "bank.gift:1:9: this character is not text; save the file as UTF-8 and remove the character"},
		{"clause", "// [tag:clause=x: y] [tag:objective=be-careful]\n::a::Who? {=Karma#y ~Pema#n}", "bank.gift:2:1: "},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			objective := courses.ObjectiveID("be-careful")
			if c.name == "no objective" {
				objective = ""
			}
			got, err := importing(tree(), c.gift, objective, false)
			var problems courses.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("got %v and %d items, want problems", err, len(got.Items))
			}
			if !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
			if got.Bank != nil {
				t.Error("got a bank beside the problems, want none")
			}
		})
	}
}

func TestQuestionsWithProblemsMayBeLeftOut(t *testing.T) {
	gift := "::a::Why? {}\n\n::b::Who? {=Karma#y ~Pema#n}\n\n::c::Who? {=Karma#y ~karma#n}\n"
	got, err := importing(tree(), gift, "be-careful", true)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(got.Items), "[b]"; got != want {
		t.Errorf("got items %s, want %s", got, want)
	}
	if got, want := len(got.Left), 2; got != want {
		t.Errorf("got %d left out, want %d", got, want)
	}
}

// texts are what people write, and what could act in GIFT, YAML or Markdown if it were not escaped.
var texts = []string{"Karma", "a photo", "50 %", "%5%", "[sic]", "[html]", "::", ":", "{", "}", "~", "=", "#", "####", "\\n", "\\", "//", "->", "\"quoted\"", "'it'", "ལམ་སྟོན", "é", "TRUE", "1.", "$CATEGORY:", "*so*", "- x", ": y", " # z", "null", "~%50%"}

func someText(words int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		list := rapid.SliceOfN(rapid.SampledFrom(texts), 0, words).Draw(t, "words")
		// What begins a paragraph decides in Markdown whether it is one.
		first := rapid.SampledFrom([]string{"A", "%5% of", "[sic]", "Ⅹ", "\"So\""}).Draw(t, "first")
		return strings.TrimSpace(first + " " + strings.Join(list, " "))
	})
}

// write is an independent writer of the little that the property needs.
func write(s string) string {
	var b strings.Builder
	for _, c := range s {
		if strings.ContainsRune(`\~=#{}:`, c) {
			b.WriteByte('\\')
		}
		if c == '\n' {
			b.WriteString(`\n`)
			continue
		}
		b.WriteRune(c)
	}
	return "[markdown]" + b.String()
}

// drawn is a question as the property knows it.
type drawn struct {
	kind, stem string
	texts      []string // options, or left sides
	told       []string
	right      []bool
}

func drawQuestion(t *rapid.T, n int) (drawn, string) {
	d := drawn{kind: rapid.SampledFrom([]string{"single", "multiple", "true-false", "matching", "ordering"}).Draw(t, "kind")}
	d.stem = fmt.Sprintf("Stem %d. ", n) + someText(8).Draw(t, "stem")
	if rapid.Bool().Draw(t, "two paragraphs") {
		d.stem += "\n\n" + someText(4).Draw(t, "more")
	}
	count := rapid.IntRange(3, 5).Draw(t, "count")
	for i := range count {
		text := fmt.Sprintf("%s %d", someText(4).Draw(t, "text"), i)
		if d.kind == "matching" || d.kind == "ordering" {
			text = strings.ReplaceAll(text, "->", "→")
		}
		d.texts, d.told = append(d.texts, text), append(d.told, someText(5).Draw(t, "told"))
		d.right = append(d.right, i == 1 || d.kind == "multiple" && i == 2)
	}
	tags := "[tag:objective=be-careful] [tag:clause=coc.6] [tag:difficulty=hard]"
	if rapid.Bool().Draw(t, "fixed") {
		tags += " [tag:fixed]"
	}
	if d.kind == "ordering" {
		tags += " [tag:ordering]"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "// [id:item-%d] %s\n::item-%d::%s {", n, tags, n, write(d.stem))
	general := ""
	for i := range count {
		switch {
		case d.kind == "single" && d.right[i]:
			fmt.Fprintf(&b, "\n=%%100%%%s#%s", write(d.texts[i]), write(d.told[i]))
		case d.kind == "single":
			fmt.Fprintf(&b, "\n~%s#%s", write(d.texts[i]), write(d.told[i]))
		case d.kind == "multiple" && d.right[i]:
			fmt.Fprintf(&b, "\n~%%50%%%s#%s", write(d.texts[i]), write(d.told[i]))
		case d.kind == "multiple":
			fmt.Fprintf(&b, "\n~%%-50%%%s#%s", write(d.texts[i]), write(d.told[i]))
		case d.kind == "matching":
			fmt.Fprintf(&b, "\n=%s -> %s", write(d.texts[i]), write(fmt.Sprintf("side %d", i)))
		case d.kind == "ordering":
			fmt.Fprintf(&b, "\n=%s -> %d", write(d.texts[i]), i+1)
		}
		general += "\n- **" + d.texts[i] + "** " + d.told[i]
	}
	switch d.kind {
	case "true-false":
		d.texts, d.told = d.texts[:2], d.told[:2]
		fmt.Fprintf(&b, "FALSE#%s#%s", write(d.told[0]), write(d.told[1]))
	case "matching", "ordering":
		b.WriteString("\n####" + write(strings.TrimSpace(general)))
	}
	return d, b.String() + "\n}\n"
}

func TestGIFTToBankToGIFTLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var wanted []drawn
		gift := ""
		for n := range rapid.IntRange(1, 4).Draw(t, "questions") {
			d, text := drawQuestion(t, n)
			wanted, gift = append(wanted, d), gift+"\n"+text
		}
		in, err := importing(bare(), gift, "", false)
		if err != nil {
			t.Fatalf("%s\n%v", gift, err)
		}
		cat, err := courses.Load(with(bare(), in.Bank), courses.Options{})
		if err != nil {
			t.Fatalf("%s\n%v", in.Bank, err)
		}
		for i, d := range wanted {
			d.check(t, cat.Courses[0].Items[i])
		}
		out, err := export.Write(cat.Courses[0], export.GIFT, export.About{})
		if err != nil {
			t.Fatal(err)
		}
		again, err := importing(bare(), string(out.Data), "", false)
		if err != nil {
			t.Fatalf("%s\n%v", out.Data, err)
		}
		if string(again.Bank) != string(in.Bank) {
			t.Fatalf("got the bank\n%s\nwant\n%s\nby way of\n%s", again.Bank, in.Bank, out.Data)
		}
	})
}

// check holds an item against what was drawn.
func (d drawn) check(t *rapid.T, it courses.Item) {
	if got, want := string(it.Type), d.kind; got != want {
		t.Fatalf("got the type %s, want %s", got, want)
	}
	if it.Stem != d.stem {
		t.Fatalf("got the stem %q, want %q", it.Stem, d.stem)
	}
	for i, text := range d.texts {
		right := d.right[i]
		var got, told string
		switch d.kind {
		case "matching":
			got, told = it.Pairs[i].Left, it.Pairs[i].Feedback
		case "true-false":
			o := it.Options[i] // true, then false
			got, told, right = text, o.Feedback, o.Right
			if o.Right != (i == 1) {
				t.Fatalf("got %s right: %t", o.ID, o.Right)
			}
		default:
			o := it.Options[i]
			got, told = o.Text, o.Feedback
			if d.kind != "ordering" {
				right = o.Right
			}
		}
		if got != text || told != d.told[i] || (d.kind == "single" || d.kind == "multiple") && right != d.right[i] {
			t.Fatalf("got %q (%q, right %t), want %q (%q, right %t)", got, told, right, text, d.told[i], d.right[i])
		}
	}
}

func TestTheRealBankComesBack(t *testing.T) {
	course := load(t, tree())
	out, err := export.Write(course, export.GIFT, export.About{})
	if err != nil {
		t.Fatal(err)
	}
	in, err := importing(bare(), string(out.Data), "", false)
	if err != nil {
		t.Fatal(err)
	}
	again, err := export.Write(load(t, with(bare(), in.Bank)), export.GIFT, export.About{})
	if err != nil {
		t.Fatal(err)
	}
	_, got, _ := strings.Cut(string(again.Data), "$CATEGORY")
	_, want, _ := strings.Cut(string(out.Data), "$CATEGORY")
	// The reason of a true-false question went into the general feedback, and from there into both feedbacks.
	want = strings.Replace(want, "{TRUE#Hiding it costs trust.#Those who read the mistake should read this too.\n####The same people should see it\\n\\nThey were misled.\n}",
		`{TRUE#Hiding it costs trust.\n\nThe same people should see it\n\nThey were misled.#Those who read the mistake should read this too.\n\nThe same people should see it\n\nThey were misled.`+"\n}", 1)
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func FuzzImportGIFT(f *testing.F) {
	for _, seed := range []string{foreignGIFT, wantGIFT, "::a::b {=%x%c->d#e####f}", "{", "\\", "a{T#\\}", "{=a->1=b->2####- **a** x\n- **b** y}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, gift string) {
		for _, leaveOut := range []bool{false, true} {
			in, err := importing(bare(), gift, "be-careful", leaveOut)
			if err != nil {
				var problems courses.Problems
				if !errors.As(err, &problems) || in.Bank != nil {
					t.Fatalf("got %v with a bank of %d bytes, want problems alone", err, len(in.Bank))
				}
				continue
			}
			load(t, with(bare(), in.Bank))
		}
	})
}

// FuzzQuestions looks at the grammar alone, which is a thousand times quicker than an import: what was read and is written reads
// as the same.
func FuzzQuestions(f *testing.F) {
	for _, seed := range []string{foreignGIFT, wantGIFT, "::a::b {=%x%c->d#e####f}", "{", "\\", "a{T#\\}", "a{~%5%b#[html]c ~[plain][x]}", "[html][markdown]\\n{=\\->a->b}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, gift []byte) {
		written, _ := export.Questions(gift)
		for _, first := range written {
			again, problems := export.Questions([]byte(first))
			if problems > 0 || len(again) != 1 || again[0] != first {
				t.Fatalf("got %q (%d problems), want %q", again, problems, first)
			}
		}
	})
}
