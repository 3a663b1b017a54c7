package page_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/web"
)

// hello is the data of the page "hello" in these tests.
type hello struct {
	page.Base
	Name  string
	Count int
	Due   day.Date
	When  time.Time
	Rows  []row
	Box   box
}

type row struct {
	Text string
	Tone page.Tone
}

type box struct{ Deep row }

// Loud is a method that a template may call.
func (r row) Loud() string { return strings.ToUpper(r.Text) }

// tree is a set of files with one page, hello, whose "main" is given.
func tree(main string) fstest.MapFS {
	return fstest.MapFS{
		"templates/layout.html":      {Data: []byte(`{{define "layout"}}<html lang="{{.Lang}}"><title>{{template "title" .}}</title>{{template "main" .}}</html>{{end}}`)},
		"templates/parts/row.html":   {Data: []byte(`{{define "row"}}<i>{{.Text}}</i>{{end}}`)},
		"templates/pages/hello.html": {Data: []byte(`{{define "title"}}{{tp "title"}}{{end}}{{define "main"}}` + main + `{{end}}`)},
		"static/a.css":               {Data: []byte("a{color:red}")},
		"locales/en.json": {Data: []byte(`{"title": "Hello", "hi": "Hi <{name}>, {n} times", "days.one": "{n} day", "days.other": "{n} days",
			"more": "See [the help](/help) & more", "word": "certificate"}`)},
		"locales/dz.json": {Data: []byte(`{"title": null, "word": "ལག་ཁྱེར།", "days.other": "{n} ཉིན"}`)},
	}
}

func render(t *testing.T, files fstest.MapFS, data hello) string {
	t.Helper()
	set, err := page.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Declare("hello", hello{}); err != nil {
		t.Fatal(err)
	}
	html, err := page.Render(set, "hello", data)
	if err != nil {
		t.Fatal(err)
	}
	return string(html)
}

func TestRender(t *testing.T) {
	data := hello{Name: "<Karma>", Count: 3, Due: "2026-11-23", Rows: []row{{Text: "a&b"}}}
	cases := []struct{ name, lang, main, want string }{
		{"words", "en", `{{t "hi" "name" .Name "n" .Count}}`, `Hi &lt;&lt;Karma&gt;&gt;, 3 times`},
		{"words that wait for a translator", "dz", `{{t "hi" "name" .Name "n" .Count}}`, `<span lang="en">Hi &lt;&lt;Karma&gt;&gt;, 3 times</span>`},
		{"own words", "dz", `{{t "word"}}`, `ལག་ཁྱེར།`},
		{"in an attribute", "dz", `<a title="{{tp "word"}}" href="/">x</a>`, `title="ལག་ཁྱེར།"`},
		{"one", "en", `{{tn "days" 1}}`, `1 day<`},
		{"many", "en", `{{tn "days" .Count}}`, `3 days`},
		{"digits of the language", "dz", `{{tn "days" .Count}}`, `༣ ཉིན`},
		{"a link in a message", "en", `{{t "more"}}`, `See <a href="/help">the help</a> &amp; more`},
		{"a variable", "en", `{{range $i, $r := .Rows}}{{t "hi" "name" $r.Text "n" (add $i 1)}}{{end}}`, `Hi &lt;a&amp;b&gt;, 1 times`},
		{"a part", "en", `{{range .Rows}}{{template "row" .}}{{.Loud}}{{end}}`, `<i>a&amp;b</i>A&amp;B`},
		{"a day", "en", `{{date .Due}}`, `<time datetime="2026-11-23" lang="en">23 November 2026</time>`},
		{"no instant", "en", `[{{moment .When}}]`, `[]`},
		{"an unknown language", "fr", `{{t "word"}}`, `certificate`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			data := data
			data.Lang = c.lang
			if got := render(t, tree(c.main), data); !strings.Contains(got, c.want) {
				t.Errorf("got %s, want %s in it", got, c.want)
			}
		})
	}
}

func TestDeclareFindsEveryMisfit(t *testing.T) {
	cases := map[string]string{
		`{{.Nmae}}`:                          "no field or method Nmae",
		`{{if .Count}}{{.Box.Depe}}{{end}}`:  "no field or method Depe",
		`{{range .Name}}{{end}}`:             "is no list",
		`{{range .Rows}}{{.Name}}{{end}}`:    "no field or method Name",
		`{{range .Rows}}{{$.Nmae}}{{end}}`:   "no field or method Nmae",
		`{{template "row" .}}`:               "no field or method Text",
		`{{template "none" .}}`:              "does not exist",
		`{{with .Box}}{{.Name}}{{end}}`:      "no field or method Name",
		`{{if eq .Name 1}}{{end}}`:           "compares string with int",
		`{{date .Name}}`:                     "where it takes day.Date",
		`{{.Box.Deep.Loud 3}}`:               "has 1 arguments",
		`{{index .Box 1}}`:                   "which is no list",
		`{{t "hi" "name" .Nmae "n" .Count}}`: "no field or method Nmae",
	}
	for main, want := range cases {
		t.Run(main, func(t *testing.T) {
			set, err := page.Load(tree(main))
			if err == nil {
				err = set.Declare("hello", hello{})
			}
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want an error with %q", err, want)
			}
		})
	}
}

func TestLoadRefuses(t *testing.T) {
	cases := map[string]struct {
		file, text, want string
	}{
		"an unknown text":        {"templates/pages/hello.html", `{{define "title"}}{{end}}{{define "main"}}{{t "none"}}{{end}}`, `no language has the text "none"`},
		"a missing value":        {"templates/pages/hello.html", `{{define "title"}}{{end}}{{define "main"}}{{t "hi" "n" 1}}{{end}}`, `needs "name"`},
		"a value without place":  {"templates/pages/hello.html", `{{define "title"}}{{end}}{{define "main"}}{{t "word" "x" 1}}{{end}}`, `no place for "x"`},
		"words in a tag":         {"templates/pages/hello.html", `{{define "title"}}{{end}}{{define "main"}}<a title="{{t "word"}}">{{end}}`, "plain form tp"},
		"no title":               {"templates/pages/hello.html", `{{define "main"}}x{{end}}`, `"title" is not defined`},
		"a name twice":           {"templates/pages/hello.html", `{{define "title"}}{{end}}{{define "main"}}{{end}}{{define "row"}}{{end}}`, "part's name already"},
		"an unknown file":        {"templates/pages/hello.html", `{{define "title"}}{{end}}{{define "main"}}{{asset "b.css"}}{{end}}`, "static/b.css does not exist"},
		"a kind of file":         {"static/a.exe", "x", "kind that is not served"},
		"a key that is twice":    {"locales/en.json", `{"title": "a", "title": "b"}`, "stands twice"},
		"a foreign key":          {"locales/dz.json", `{"titel": "x"}`, "not in English"},
		"a lost placeholder":     {"locales/dz.json", `{"hi": "x"}`, "placeholders"},
		"a template that breaks": {"templates/pages/hello.html", `{{define "title"}}{{end}}{{define "main"}}{{if}}{{end}}{{end}}`, "missing value"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			files := tree("x")
			files[c.file] = &fstest.MapFile{Data: []byte(c.text)}
			_, err := page.Load(files)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func TestFragment(t *testing.T) {
	set, err := page.Load(tree("x"))
	if err != nil {
		t.Fatal(err)
	}
	if err := set.DeclarePart("row", row{}); err != nil {
		t.Errorf("row with its struct: got %v, want no error", err)
	}
	if err := set.DeclarePart("row", hello{}); err == nil {
		t.Error("row with another struct: got no error, want one")
	}
	if got, err := page.Fragment(set, "row", "dz", row{Text: "a&b"}); err != nil || got != "<i>a&amp;b</i>" {
		t.Errorf("got %q and %v, want the row", got, err)
	}
	if _, err := page.Fragment(set, "none", "en", row{}); err == nil {
		t.Error("a part that does not exist: got no error, want one")
	}
}

func TestSteps(t *testing.T) {
	set, err := page.Load(web.Files)
	if err != nil {
		t.Fatal(err)
	}
	got := string(page.Steps([]page.Entry{
		{Title: "<One>", Href: `/a"b`, Done: true}, {Title: "Two", Href: "/b", Current: true}, {Title: "Three"},
	}, set.Words("dz")))
	for _, want := range []string{
		`<li class="done"><a href="/a&#34;b" lang="en">&lt;One&gt;</a> <span class="hidden"><span lang="en">(done)</span></span></li>`,
		`<li class="now"><span lang="en" aria-current="step">Two</span></li>`,
		`<li><span lang="en">Three</span> <span class="hidden"><span lang="en">(opens later)</span></span></li>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s, want %s in it", got, want)
		}
	}
}

func TestRenderRefusesAnotherType(t *testing.T) {
	set, err := page.Load(tree("{{.Name}}"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := page.Render(set, "hello", hello{}); err == nil {
		t.Error("a page that was not declared: got no error, want one")
	}
	if _, err := page.Render(set, "none", hello{}); err == nil {
		t.Error("a page that does not exist: got no error, want one")
	}
}

func TestAssets(t *testing.T) {
	set, err := page.Load(web.Files)
	if err != nil {
		t.Fatal(err)
	}
	scripts := 0
	for _, name := range set.StaticNames() {
		hash, _, _ := strings.Cut(strings.TrimPrefix(set.Asset(name), page.StaticPrefix), "/")
		file, ok := set.Static(hash, name)
		if !ok {
			t.Errorf("%s: got nothing under %s, want the file", name, set.Asset(name))
		}
		switch {
		case strings.HasSuffix(name, ".css") && len(file.Plain) > 20<<10:
			t.Errorf("%s: got %d bytes, want at most 20 KB", name, len(file.Plain))
		case name == "app.js": // on every page; any other script is loaded where it is needed
			scripts += len(file.Plain)
		case name == "app-drag.js", name == "app-device.js", name == "app-drag-device.js", name == "sw.js": // bundles, each part weighed by itself
		case strings.HasSuffix(name, ".js") && len(file.Plain) > 8<<10:
			t.Errorf("%s: got %d bytes, want at most 8 KB", name, len(file.Plain))
		}
	}
	if scripts > 4096 {
		t.Errorf("scripts: got %d bytes, want at most 4,096", scripts)
	}
	if _, ok := set.Static("000000000000", "style.css"); ok {
		t.Error("a file under a wrong hash: got it, want nothing")
	}
	if got := set.Asset("none.css"); got != "" {
		t.Errorf("a file that does not exist: got %q, want nothing", got)
	}
}

func TestWords(t *testing.T) {
	set, err := page.Load(tree("x"))
	if err != nil {
		t.Fatal(err)
	}
	en, dz := set.Words("en"), set.Words("dz")
	for got, want := range map[string]string{
		string(en.Say("hi", "name", "a", "n", "2").HTML()): "Hi &lt;a&gt;, 2 times",
		string(dz.Say("word").HTML()):                      "ལག་ཁྱེར།",
		string(dz.Say("title").HTML()):                     `<span lang="en">Hello</span>`,
		en.Count("days", 1).String():                       "1 day",
		en.Count("days", 2).String():                       "2 days",
		dz.Count("days", 12).String():                      "༡༢ ཉིན",
		string(page.Plain("<x>", "").HTML()):               "&lt;x&gt;",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if en.Has("none") || !dz.Has("hi") {
		t.Error("Has: got a key that is not there, or missed one of English")
	}
}

func TestProblems(t *testing.T) {
	b := page.Base{Lang: "dz"}
	b.Refuse(fault.Invalid("Two things.", fault.Field{Name: "eid", Message: "Give the EID."}))
	b.Refuse(fault.Conflict("Already done."))
	if got, want := b.Wrong("eid"), (page.Phrase{Text: "Give the EID.", Lang: "en"}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := b.Wrong("other"); got != (page.Phrase{}) {
		t.Errorf("a field without a problem: got %v, want nothing", got)
	}
	if got, want := b.Problems[1].Message.Text, "Already done."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
