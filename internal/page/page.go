// Package page turns typed structs into HTML pages.
//
// # Templates
//
// A page is a file of templates/pages that defines "title" and "main". It is parsed together with templates/layout.html and
// every file of templates/parts, once for each language, so that a text costs nothing when a page is rendered: a call such as
//
//	{{t "course.price" "size" .Size}}
//
// is replaced at load by the words of that language, with {{.Size}} standing where the message says {size}. html/template
// then escapes the result by its context as usual. The calls are
//
//	t   KEY [NAME VALUE]...         words between tags; a piece that the language lacks is the English one in <span lang="en">
//	tp  KEY [NAME VALUE]...         plain words, for attributes, <title> and <option>
//	tn  KEY COUNT [NAME VALUE]...   like t with the messages KEY.one and KEY.other, and {n} for the count
//	tnp KEY COUNT [NAME VALUE]...   like tp with a count
//	asset NAME                      the address of a file of static/, which changes when its content does
//
// A message may hold a link to a page of this site, [words](/address), which t and tn turn into one.
//
// # Types
//
// A page's data is one struct that embeds Base. Declare checks the template against that struct without executing it: every
// field, method, argument and called template, in branches that no example reaches too. Render refuses any other type.
package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"text/template/parse"
)

// Page is what Render takes: a struct that embeds Base.
type Page interface{ PageLanguage() string }

// Set is every page in every language, with the assets they point to. It is safe for concurrent use once its pages are declared.
type Set struct {
	words  map[string]*Words
	static map[string]Static
	pages  map[string]*entry
	parts  *entry // the parts alone, for Fragment
}

// entry is one page: a template for each language, the parse trees behind it, and the struct it was declared with.
type entry struct {
	byLanguage map[string]*template.Template
	trees      map[string]*parse.Tree
	data       reflect.Type
	size       atomic.Int64 // bytes of the last rendering: a good first guess for the next buffer
}

// Load reads templates/, static/ and locales/ of fsys. The error names the file and what is wrong with it.
func Load(fsys fs.FS) (*Set, error) {
	words, err := loadWords(fsys)
	if err != nil {
		return nil, err
	}
	static, err := loadStatic(fsys)
	if err != nil {
		return nil, err
	}
	s := &Set{words: words, static: static, pages: map[string]*entry{}}
	shared, err := templateFiles(fsys, "templates/layout.html", "templates/parts/*.html")
	if err != nil {
		return nil, err
	}
	pages, err := templateFiles(fsys, "templates/pages/*.html")
	if err != nil {
		return nil, err
	}
	common := map[string]map[string]*parse.Tree{}
	for lang := range words {
		if common[lang], err = s.localise(shared, lang); err != nil {
			return nil, err
		}
	}
	if s.parts, err = s.alone(common); err != nil {
		return nil, err
	}
	for _, file := range pages {
		name := strings.TrimSuffix(path.Base(file.name), ".html")
		if s.pages[name], err = s.compile(common, file); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// source is one template file as read.
type source struct{ name, text string }

// templateFiles reads the files that match, in the order of the patterns and then by name.
func templateFiles(fsys fs.FS, patterns ...string) ([]source, error) {
	var out []source
	for _, pattern := range patterns {
		names, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := fs.ReadFile(fsys, name)
			if err != nil {
				return nil, fmt.Errorf("reading the template %s: %w", name, err)
			}
			out = append(out, source{name, string(text)})
		}
	}
	return out, nil
}

// compile makes one page in every language from the localised layout and parts and its own file. Templates get copies of the
// trees, since html/template writes its escapers into them.
func (s *Set) compile(common map[string]map[string]*parse.Tree, file source) (*entry, error) {
	e := &entry{byLanguage: map[string]*template.Template{}}
	for lang := range s.words {
		trees, err := s.localise([]source{file}, lang)
		if err != nil {
			return nil, err
		}
		for name, tree := range common[lang] {
			if trees[name] != nil {
				return nil, fmt.Errorf("%s: the template %q is a part's name already", file.name, name)
			}
			trees[name] = tree
		}
		root, err := assemble(reached(trees, "layout"))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file.name, err)
		}
		for _, need := range []string{"layout", "title", "main"} {
			if trees[need] == nil {
				return nil, fmt.Errorf("%s: the template %q is not defined", file.name, need)
			}
		}
		e.byLanguage[lang] = root.Lookup("layout")
		if lang == English {
			e.trees = trees
		}
	}
	return e, nil
}

// assemble makes a template set of copies of the trees.
func assemble(trees map[string]*parse.Tree) (*template.Template, error) {
	root := template.New("").Funcs(functions())
	for name, tree := range trees {
		if _, err := root.AddParseTree(name, tree.Copy()); err != nil {
			return nil, err
		}
	}
	return root, nil
}

// alone makes the set of the parts without any page.
func (s *Set) alone(common map[string]map[string]*parse.Tree) (*entry, error) {
	e := &entry{byLanguage: map[string]*template.Template{}, trees: common[English]}
	for lang, trees := range common {
		parts := maps.Clone(trees)
		delete(parts, "layout") // it calls "title" and "main", which only pages have
		root, err := assemble(parts)
		if err != nil {
			return nil, err
		}
		e.byLanguage[lang] = root
	}
	return e, nil
}

// Pages gives the names of all pages, sorted.
func (s *Set) Pages() []string {
	names := make([]string, 0, len(s.pages))
	for name := range s.pages {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Declare says which struct a page is rendered with and checks the template against it, so that a misspelt field stops the
// program at start and not a reader in the middle. All pages are declared before the first is rendered.
func (s *Set) Declare(name string, zero Page) error {
	e, ok := s.pages[name]
	if !ok {
		return fmt.Errorf("there is no page template %q", name)
	}
	e.data = reflect.TypeOf(zero)
	if err := check(e.trees, "layout", e.data); err != nil {
		return fmt.Errorf("page %q with %s: %w", name, e.data, err)
	}
	return nil
}

// Render executes a page into a buffer, so that a fault in the middle never sends half a page. data has the type that the page
// was declared with; its language decides the words.
func Render(s *Set, name string, data Page) ([]byte, error) {
	e, ok := s.pages[name]
	if !ok {
		return nil, fmt.Errorf("there is no page template %q", name)
	}
	if got := reflect.TypeOf(data); got != e.data {
		return nil, fmt.Errorf("page %q is rendered with %s but declared with %v", name, got, e.data)
	}
	t, ok := e.byLanguage[data.PageLanguage()]
	if !ok {
		t = e.byLanguage[English]
	}
	var b bytes.Buffer
	guess := int(e.size.Load())
	b.Grow(guess + guess/8)
	if err := t.Execute(&b, data); err != nil {
		return nil, fmt.Errorf("rendering the page %q: %w", name, err)
	}
	e.size.Store(int64(b.Len()))
	return b.Bytes(), nil
}

// DeclarePart checks a part against the type of its data, so that Fragment may render it by itself.
func (s *Set) DeclarePart(part string, zero any) error {
	if err := check(s.parts.trees, part, reflect.TypeOf(zero)); err != nil {
		return fmt.Errorf("part %q with %T: %w", part, zero, err)
	}
	return nil
}

// Fragment renders a declared part by itself: a piece that is the same for everyone, which the caller keeps and gives to pages
// as a value, or one that a page shows twice.
func Fragment(s *Set, part, lang string, data any) (template.HTML, error) {
	root, ok := s.parts.byLanguage[lang]
	if !ok {
		root = s.parts.byLanguage[English]
	}
	var b strings.Builder
	if err := root.ExecuteTemplate(&b, part, data); err != nil {
		return "", fmt.Errorf("rendering the part %q: %w", part, err)
	}
	return template.HTML(b.String()), nil
}

// Words gives the texts of a language, English for one that is not there.
func (s *Set) Words(lang string) *Words {
	if w, ok := s.words[lang]; ok {
		return w
	}
	return s.words[English]
}
