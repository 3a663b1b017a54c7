package courses_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
)

// proseOf is the HTML of a prose block with the Markdown.
func proseOf(t *testing.T, markdown string) string {
	t.Helper()
	files := tree()
	swap(t, files, dir+"lessons/02-keep-it-private.md", "Some details are for few eyes.", markdown+"\n\nSome details are for few eyes.")
	html := loadOne(t, files).Lessons[1].Blocks[0].HTML
	rest, _, _ := strings.Cut(html, "\n<p>Some details are for few eyes.")
	return rest
}

func TestMarkdown(t *testing.T) {
	for _, c := range []struct{ name, markdown, want string }{
		{"emphasis", "a *b* **c** `<d>`", `<p>a <em>b</em> <strong>c</strong> <code>&lt;d&gt;</code></p>`},
		{"list", "3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>"},
		{"headings keep one id each", "## One\n\n### One", `<h2 id="s-one">One</h2>` + "\n" + `<h3 id="s-one-2">One</h3>`},
		{"heading in Dzongkha", "## ཁྲིམས", `<h2 id="s-ཁྲིམས"><span lang="dz">ཁྲིམས</span></h2>`},
		{"link out", "[a](https://example.org/?a=1&b=2)", `<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener">a</a></p>`},
		{"address in brackets", "<https://example.org>", `<p><a href="https://example.org" rel="noopener">https://example.org</a></p>`},
		{"link within", "[a](/help) [b](#s-one)", `<p><a href="/help">a</a> <a href="#s-one">b</a></p>`},
		{"mail", "[a](mailto:a@example.org)", `<p><a href="mailto:a@example.org">a</a></p>`},
		{"term", "A [[rumour]].", `<p>A <a class="term" href="#term-rumour" data-term="rumour">rumour</a>.</p>`},
		{"term with words", "[[rumour|Rumours]] spread", `<p><a class="term" href="#term-rumour" data-term="rumour">Rumours</a> spread</p>`},
		{"brackets that are no term", "[[] [a]] [b", "<p>[[] [a]] [b</p>"},
		{"picture", "![a \"b\"](media/flood.svg)",
			`<p><img src="/media/check-first/1.2.0/flood.svg" alt="a &#34;b&#34;" width="320" height="180" loading="lazy"></p>`},
		{"table", "| a | b |\n|---|--:|\n| [[rumour\\|c]] | d |", "<table>\n<thead>\n<tr>\n<th scope=\"col\">a</th>\n<th align=\"right\" scope=\"col\">b</th>\n" +
			"</tr>\n</thead>\n<tbody>\n<tr>\n<td><a class=\"term\" href=\"#term-rumour\" data-term=\"rumour\">c</a></td>\n<td align=\"right\">d</td>\n</tr>\n</tbody>\n</table>"},
		{"Dzongkha among English", "Say ལམ་སྟོན་ བཟང་པོ། today", `<p>Say <span lang="dz">ལམ་སྟོན་ བཟང་པོ།</span> today</p>`},
		{"quotation", "> a < b", "<blockquote>\n<p>a &lt; b</p>\n</blockquote>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := proseOf(t, c.markdown); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestOptionsAreInline(t *testing.T) {
	files := tree()
	swap(t, files, dir+"questions.yaml", "text: Send it,", "text: \"Send *it* & <go>\",")
	problems := problemsOf(t, files, courses.Options{})
	if len(problems) != 1 || problems[0].Rule != "raw-html" {
		t.Errorf("got %v, want raw HTML refused in an option", problems)
	}
	files = tree()
	swap(t, files, dir+"questions.yaml", "text: Send it,", "text: \"Send *it* & go\",")
	item, _ := loadOne(t, files).Item("practice-one")
	if got, want := item.Options[1].HTML, "Send <em>it</em> &amp; go"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPictures(t *testing.T) {
	webp := func(chunk string) string { return "RIFF\x00\x00\x00\x00WEBP" + chunk }
	for _, c := range []struct {
		name, file, data string
		width, height    int
		want             string
	}{
		{"size in pixels", "a.svg", `<svg width="40px" height="30.4"></svg>`, 40, 30, ""},
		{"size in per cent", "a.svg", `<svg width="100%" viewBox="0,0,200,100"><a/></svg>`, 200, 100, ""},
		{"no size", "a.svg", `<svg></svg>`, 0, 0, "no usable size"},
		{"script", "a.svg", `<svg viewBox="0 0 1 1"><script>1</script></svg>`, 0, 0, "<script>"},
		{"handler", "a.svg", `<svg viewBox="0 0 1 1" onload="x()"></svg>`, 0, 0, "onload"},
		{"fetches", "a.svg", `<svg viewBox="0 0 1 1"><use href="https://example.org/x"/></svg>`, 0, 0, "fetches"},
		{"style fetches", "a.svg", `<svg viewBox="0 0 1 1"><path style="fill:url(//example.org)"/></svg>`, 0, 0, "fetches"},
		{"entities", "a.svg", `<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 1 1"/>`, 0, 0, "DOCTYPE"},
		{"no drawing", "a.svg", `<svg`, 0, 0, "well-formed"},
		{"lossy", "a.webp", webp("VP8 \x00\x00\x00\x00\x30\x01\x00\x9d\x01\x2a\x40\x01\xb4\x00"), 320, 180, ""},
		{"lossless", "a.webp", webp("VP8L\x00\x00\x00\x00\x2f\x3f\xc1\x2c\x00\x00\x00\x00\x00\x00"), 320, 180, ""},
		{"extended", "a.webp", webp("VP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x3f\x01\x00\xb3\x00\x00"), 320, 180, ""},
		{"no picture", "a.webp", strings.Repeat("x", 40), 0, 0, "not a WebP"},
		{"too large", "a.webp", strings.Repeat("x", 300<<10), 0, 0, "keep it under"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := tree()
			files[dir+"media/"+c.file] = &fstest.MapFile{Data: []byte(c.data)}
			swap(t, files, dir+"lessons/01-look-twice.md", "media/flood.svg)", "media/flood.svg) ![x](media/"+c.file+")")
			cat, err := courses.Load(files, courses.Options{})
			if c.want != "" {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("got %v, want a problem with %q", err, c.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			m, _ := cat.Courses[0].Picture(c.file)
			if m.Width != c.width || m.Height != c.height {
				t.Errorf("got %d by %d, want %d by %d", m.Width, m.Height, c.width, c.height)
			}
		})
	}
}

func TestAPictureThatNothingShows(t *testing.T) {
	files := tree()
	files[dir+"media/other.svg"] = files[dir+"media/flood.svg"]
	compareLines(t, problemsOf(t, files, courses.Options{}), []string{dir + "media/other.svg: no text shows this picture; show it, or remove it"})
}

func TestTranslations(t *testing.T) {
	files := tree()
	original := loadOne(t, files)
	name := dir + "lessons/02-keep-it-private.dz.md"
	text := "---\ntranslates: " + original.Lessons[1].ContentHash() + "\ntitle: SAMPLE\nkeep: SAMPLE\n---\nSAMPLE [[troll]]\n\n```scenario\n" +
		strings.SplitAfter(secondMD, "```scenario\n")[1]
	files[name] = &fstest.MapFile{Data: []byte(text)}
	c := loadOne(t, files)
	if c.Hash != original.Hash {
		t.Errorf("got hash %s with a translation, want %s as before", c.Hash, original.Hash)
	}
	tr, ok := c.Translation("keep-it-private", "dz")
	if !ok || tr.Stale || len(tr.Blocks) != 2 || tr.Hash == "" {
		t.Errorf("got %+v, %v; want a translation that is not stale", tr, ok)
	}
	swap(t, files, dir+"lessons/02-keep-it-private.md", "few eyes", "very few eyes")
	if tr, _ := loadOne(t, files).Translation("keep-it-private", "dz"); !tr.Stale {
		t.Error("got a current translation after the English changed, want it stale")
	}
	delete(files, dir+"lessons/02-keep-it-private.md")
	files[dir+"lessons/03-keep-it-private.md"] = tree()[dir+"lessons/02-keep-it-private.md"]
	compareLines(t, problemsOf(t, files, courses.Options{}), []string{
		name + ": there is no lessons/02-keep-it-private.md that this translates; name it after the lesson it translates"})
}
