package courses

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
)

// maxText is the largest authored text file, in bytes.
const maxText = 1 << 20

// loader reads a content tree and gathers every problem in it.
type loader struct {
	fsys     fs.FS
	opt      Options
	problems Problems
	ref      Reference
	known    known
	engine   goldmark.Markdown
	policy   *bluemonday.Policy
}

// known tells which shared files could be read. What refers to an unreadable one is not checked: one mistake in the glossary
// must not show up as a hundred unknown terms.
type known struct{ clauses, terms, contacts bool }

// Load reads a whole content tree. The error is a Problems value with everything that is wrong, sorted by file and line, and
// the catalogue is nil then: never half a catalogue.
func Load(fsys fs.FS, opt Options) (*Catalogue, error) {
	l := &loader{fsys: fsys, opt: opt, engine: newEngine(), policy: newPolicy()}
	l.readReference()
	cat := &Catalogue{Sums: l.readSums(), Workbook: l.readWorkbook()}
	for _, kind := range []Kind{CivilService, Schools, Community} {
		for _, dir := range l.folders(string(kind)) {
			cat.Courses = append(cat.Courses, l.readCourse(courseFolder{path: dir, id: path.Base(dir), kind: kind}))
		}
	}
	cat.Archive = l.readArchive()
	l.checkRoot()
	l.checkVersions(cat)
	if err := l.problems.err(); err != nil {
		return nil, err
	}
	cat.Policy, cat.Glossary, cat.Contacts, cat.Places = l.ref.Policy, l.ref.Glossary, l.ref.Contacts, l.ref.Places
	return cat, nil
}

// readArchive reads archive/COURSE/VERSION, sorted by id and version.
func (l *loader) readArchive() []*Course {
	var all []*Course
	for _, dir := range l.folders(archiveFolder) {
		for _, sub := range l.folders(dir) {
			folder := courseFolder{path: sub, id: path.Base(dir), version: path.Base(sub), archived: true}
			all = append(all, l.readCourse(folder))
		}
	}
	slices.SortFunc(all, func(a, b *Course) int { return cmp.Or(cmp.Compare(a.ID, b.ID), a.Version.Compare(b.Version)) })
	return all
}

const archiveFolder = "archive"

// checkRoot reports what stands at the top of the tree and would be passed over in silence.
func (l *loader) checkRoot() {
	expected := []string{string(CivilService), string(Schools), string(Community), archiveFolder,
		policyFile, glossaryFile, contactsFile, placesFile, workbookFile, sumFile}
	entries, err := fs.ReadDir(l.fsys, ".")
	if err != nil {
		l.problem(place{file: "."}, "file", "the folder cannot be read", "check that it exists and may be read")
	}
	for _, e := range entries {
		name := e.Name()
		// The tree may be a folder of Go files with lists for other packages beside; what looks authored must be read.
		authored := e.IsDir() || slices.Contains([]string{".yaml", ".yml", ".md"}, path.Ext(name))
		if !authored || strings.HasPrefix(name, ".") || slices.Contains(expected, name) {
			continue
		}
		mend := "the folders are civil-service, schools, community and archive"
		if near := nearest(name, expected); near != "" {
			mend = "rename it to " + near
		}
		l.problem(place{file: name}, "unexpected", "nothing reads this", mend)
	}
}

// folders are the folders within dir, sorted by name. A file there is a problem.
func (l *loader) folders(dir string) []string {
	var all []string
	for _, e := range l.entries(dir) {
		if !e.IsDir() {
			l.problem(place{file: path.Join(dir, e.Name())}, "unexpected", "a file cannot stand here", "move it into the folder of a course")
			continue
		}
		all = append(all, path.Join(dir, e.Name()))
	}
	return all
}

// entries lists a folder without hidden files; a folder that is not there is empty.
func (l *loader) entries(dir string) []fs.DirEntry {
	all, err := fs.ReadDir(l.fsys, dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.problem(place{file: dir}, "file", "the folder cannot be read", "check that it is a folder and may be read")
	}
	return slices.DeleteFunc(all, func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), ".") })
}

// readBytes reads a file of at most limit bytes.
func (l *loader) readBytes(name string, limit int64) ([]byte, bool) {
	info, err := fs.Stat(l.fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.problem(place{file: name}, "file", "the file is missing", "add it")
		return nil, false
	case err == nil && info.Size() > limit:
		l.problem(place{file: name}, "size", fmt.Sprintf("the file has %d bytes", info.Size()), fmt.Sprintf("keep it under %d", limit))
		return nil, false
	}
	data, err := fs.ReadFile(l.fsys, name)
	if err != nil || int64(len(data)) > limit {
		l.problem(place{file: name}, "file", "the file cannot be read", "check that it is a file and may be read")
		return nil, false
	}
	return data, true
}

// readText reads an authored text: UTF-8, without byte order mark, every line end made LF.
func (l *loader) readText(name string) (string, bool) {
	data, ok := l.readBytes(name, maxText)
	if !ok {
		return "", false
	}
	s := strings.TrimPrefix(string(data), "\uFEFF")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	// What a reader cannot see must not stand in a hash or an id: control characters, and bytes that are no UTF-8.
	for i, line := range strings.Split(s, "\n") {
		bad := strings.IndexFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f || r == utf8.RuneError })
		if bad >= 0 {
			col := utf8.RuneCountInString(line[:bad]) + 1
			l.problem(place{name, i + 1, col}, "encoding", "this character is not text", "save the file as UTF-8 and remove the character")
			return "", false
		}
	}
	return s, true
}

// openYAML reads a whole YAML file as a mapping; false when there is nothing to go on with.
func (l *loader) openYAML(name, what string) (*object, bool) {
	text, ok := l.readText(name)
	if !ok {
		return nil, false
	}
	return l.parseYAML(name, text, what)
}

// parseYAML reads the text of a YAML file as a mapping.
func (l *loader) parseYAML(name, text, what string) (*object, bool) {
	doc := &document{file: name, first: 1, lines: strings.Split(text, "\n"), problems: &l.problems}
	v, ok := doc.parse(text, what)
	if !ok {
		return nil, false
	}
	return v.object(what)
}

func (l *loader) problem(at place, rule, what, mend string) {
	l.problems = append(l.problems, Problem{File: at.file, Line: at.line, Col: at.col, Rule: rule, What: what, Mend: mend})
}
