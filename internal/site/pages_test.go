package site_test

import (
	"bytes"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lamtoen/internal/day"
	"lamtoen/internal/page"
	"lamtoen/internal/site"
	"lamtoen/web"
)

// pages is every template, declared.
func pages(t *testing.T) *page.Set {
	t.Helper()
	s, err := site.New(site.Deps{Pages: pageSet()})
	must(t, s, err)
	return pageSet()
}

func TestEveryTemplateHasItsStruct(t *testing.T) {
	set, declared := pages(t), site.Declarations()
	for _, name := range set.Pages() {
		if declared[name] == nil {
			t.Errorf("template %s: got no struct for it, want one", name)
		}
	}
}

// TestEveryPageRenders executes each page empty and full, in each language. What branches neither reaches, Declare has checked.
func TestEveryPageRenders(t *testing.T) {
	set := pages(t)
	for name, zero := range site.Declarations() {
		for _, lang := range []string{"en", "dz"} {
			t.Run(name+" "+lang, func(t *testing.T) {
				empty := reflect.New(reflect.TypeOf(zero)).Elem()
				setLanguage(empty, lang)
				html, err := page.Render(set, name, empty.Interface().(page.Page))
				if err != nil || !bytes.Contains(html, []byte(`<html lang="`+lang+`"`)) {
					t.Errorf("empty: got %v and %d bytes, want the page in %s", err, len(html), lang)
				}
				full := reflect.New(reflect.TypeOf(zero)).Elem()
				fill(full, 0)
				setLanguage(full, lang)
				html, err = page.Render(set, name, full.Interface().(page.Page))
				if err != nil || bytes.Contains(html, []byte("ZgotmplZ")) {
					t.Errorf("full: got %v, want a page without refused values", err)
				}
			})
		}
	}
}

func setLanguage(data reflect.Value, lang string) { data.FieldByName("Lang").SetString(lang) }

// fill sets every field: words, numbers, two of each list.
func fill(v reflect.Value, depth int) {
	switch {
	case depth > 8:
		return
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)))
		return
	case v.Type() == reflect.TypeFor[day.Date]():
		v.SetString("2026-11-23")
		return
	case v.Type() == reflect.TypeFor[template.HTML]():
		v.SetString("<p>content</p>")
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("word")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(2)
	case reflect.Float64:
		v.SetFloat(2)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), depth+1)
			}
		}
	}
}

// TestEveryTextIsThereAndUsed reads the keys out of the templates and the sources: a misspelt one must not reach a reader, and
// one that nobody uses must not reach a translator.
func TestEveryTextIsThereAndUsed(t *testing.T) {
	set := pages(t)
	words, used := set.Words("en"), map[string]bool{}
	key := regexp.MustCompile(`\b(?:Say|Count)\("([a-z][a-zA-Z0-9.-]+)"`)
	spelt := regexp.MustCompile(`"([a-z0-9]+(?:[.-][a-zA-Z0-9-]+)+)"`)
	begun := regexp.MustCompile(`"([a-z]+(?:\.[a-z-]+)*\.)"`) // a key that is put together at run time, as "state." + code
	var prefixes []string
	for _, name := range sources(t) {
		text, err := os.ReadFile(name)
		must(t, text, err)
		for _, m := range key.FindAllSubmatch(text, -1) {
			k := page.Key(m[1])
			if !words.Has(k) && !words.Has(k+".other") && !bytes.HasSuffix(m[1], []byte(".")) {
				t.Errorf("%s: no language has the text %q", name, k)
			}
		}
		for _, m := range spelt.FindAllSubmatch(text, -1) {
			used[string(m[1])] = true
		}
		for _, m := range begun.FindAllSubmatch(text, -1) {
			prefixes = append(prefixes, string(m[1]))
		}
	}
	for _, text := range templates(t) {
		for _, m := range regexp.MustCompile(`\{\{(?:t|tp|tn|tnp) "([^"]+)"`).FindAllStringSubmatch(text, -1) {
			used[m[1]] = true
		}
	}
	for _, k := range keys(t, "en") {
		base := k[:max(strings.LastIndex(k, "."), 0)] // of KEY.one, or of FORM.title where the source says FORM
		built := slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(k, p) })
		if !used[k] && !used[base] && !built {
			t.Errorf("the text %q: nobody uses it", k)
		}
	}
}

// sources are the Go files that say texts: this package's and page's.
func sources(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, folder := range []string{".", "../page"} {
		found, err := filepath.Glob(folder + "/*.go")
		must(t, found, err)
		names = append(names, found...)
	}
	return slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
}

func templates(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(web.Files, "templates", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(web.Files, name)
		out[name] = string(text)
		return err
	})
	must(t, out, err)
	return out
}

// TestEveryTextIsListedForTranslators: what a language lacks stands in its file as null, so that a translator sees all there is.
func TestEveryTextIsListedForTranslators(t *testing.T) {
	if diff := cmp.Diff(keys(t, "en"), keys(t, "dz")); diff != "" {
		t.Errorf("keys of the two languages, - English, + Dzongkha:\n%s", diff)
	}
}

func keys(t *testing.T, lang string) []string {
	t.Helper()
	text, err := fs.ReadFile(web.Files, "locales/"+lang+".json")
	must(t, text, err)
	var out []string
	for _, m := range regexp.MustCompile(`(?m)^\s*"([^"]+)":`).FindAllSubmatch(text, -1) {
		out = append(out, string(m[1]))
	}
	return out
}

// lint is what every page must keep, whatever it shows: nothing inline for the content policy to refuse, ids that are unique,
// labels that lead to their input, one heading of the first level, alternative texts.
func lint(html string) []string {
	var found []string
	say := func(what string) { found = append(found, what) }
	for what, pattern := range map[string]string{
		"an inline style": `<[^>]+\sstyle=`, "an inline handler": `<[^>]+\son[a-z]+=`, "an inline script": `<script>`,
		"an address of another site": `(?:src|href)="(?:https?:)?//`, "a picture without alternative text": `<img(?:\s+(?:[^a>]|a[^l>])[^>\s]*)*>`,
		"a refused value": `ZgotmplZ`, "a style element": `<style`,
	} {
		if m := regexp.MustCompile(pattern).FindString(html); m != "" {
			say(what + ": " + m)
		}
	}
	var ids []string
	for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(html, -1) {
		if slices.Contains(ids, m[1]) {
			say("the id " + m[1] + " twice")
		}
		ids = append(ids, m[1])
	}
	for _, m := range regexp.MustCompile(`\s(?:for|aria-labelledby|aria-describedby)="([^"]*)"`).FindAllStringSubmatch(html, -1) {
		for _, id := range strings.Fields(m[1]) {
			if !slices.Contains(ids, id) {
				say("a reference to the id " + id + ", which is not there")
			}
		}
	}
	if n := strings.Count(html, "<h1"); n != 1 {
		say("not one heading of the first level")
	}
	return found
}
