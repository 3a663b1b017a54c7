package export

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"

	"lamtoen/courses"
)

// Import says which GIFT file goes into which course.
type Import struct {
	Course    courses.CourseID
	Objective courses.ObjectiveID // for questions that name none; may be empty
	Name      string              // of the file, for messages
	GIFT      []byte
	LeaveOut  bool // import what can be, and leave out questions with problems
}

// Imported is the bank with the questions appended. Nothing is written yet.
type Imported struct {
	Path    string // of questions.yaml in the content tree
	Bank    []byte
	Items   []courses.ItemID
	Left    courses.Problems // questions left out, and why
	Changed courses.Problems // what of a question was changed on the way in
}

// bankWriter appends items to a bank and remembers where each begins.
type bankWriter struct {
	text   strings.Builder
	starts []int // the line of each item
}

// ImportGIFT appends the questions of a GIFT file to the bank of a course. The error is a courses.Problems value when questions
// cannot be imported; then nothing is. The result loads: it was loaded with the whole tree.
func ImportGIFT(tree fs.FS, opt courses.Options, in Import) (Imported, error) {
	catalogue, err := courses.Load(tree, opt)
	if err != nil {
		return Imported{}, err
	}
	course, ok := catalogue.Course(in.Course)
	if !ok {
		return Imported{}, courses.Problems{{File: in.Name, What: fmt.Sprintf("there is no course %q", in.Course), Mend: "name one of the content folder"}}
	}
	if _, ok := course.Objective(in.Objective); in.Objective != "" && !ok {
		return Imported{}, courses.Problems{{File: in.Name, What: fmt.Sprintf("the course %s has no objective %q", course.ID, in.Objective), Mend: "name one that course.yaml has"}}
	}
	m := &importer{file: in.Name, course: course, objective: in.Objective, taken: takenIDs(course)}
	questions, problems := parseGIFT(in.Name, in.GIFT)
	m.problems = problems
	var items []courses.Item
	var spots []spot
	for _, q := range questions {
		if it, ok := m.item(q); ok {
			items, spots = append(items, it), append(spots, q.at)
		}
	}
	if len(m.problems) > 0 && !in.LeaveOut {
		return Imported{}, m.problems
	}
	return m.settle(tree, opt, items, spots, in.LeaveOut)
}

// settle tries the bank with the items. With leaveOut, those that the loader refuses are left out and the rest is tried again.
func (m *importer) settle(tree fs.FS, opt courses.Options, items []courses.Item, spots []spot, leaveOut bool) (Imported, error) {
	name := path.Join(m.course.Dir, "questions.yaml")
	old, err := fs.ReadFile(tree, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Imported{}, err
	}
	for len(items) > 0 {
		w := appendItems(string(old), items)
		bank := []byte(w.text.String())
		patched, err := newOverlay(tree, name, bank)
		if err != nil {
			return Imported{}, err
		}
		catalogue, err := courses.Load(patched, opt)
		if err == nil {
			return m.result(catalogue, name, bank, items)
		}
		var found courses.Problems
		if !errors.As(err, &found) {
			return Imported{}, err
		}
		refused := map[int]bool{}
		for _, p := range found {
			i := sort.SearchInts(w.starts, p.Line+1) - 1
			if p.File != name || i < 0 {
				m.problems = append(m.problems, p)
				continue
			}
			refused[i] = true
			m.problem(spots[i], p.Rule, p.What, p.Mend)
		}
		if !leaveOut || len(refused) == 0 {
			return Imported{}, m.problems
		}
		var restItems []courses.Item
		var restSpots []spot
		for i := range items {
			if !refused[i] {
				restItems, restSpots = append(restItems, items[i]), append(restSpots, spots[i])
			}
		}
		items, spots = restItems, restSpots
	}
	if len(m.problems) == 0 {
		m.problem(spot{}, "empty", "there is no question in this file", "write questions in GIFT, a blank line between them")
	}
	return Imported{}, m.problems
}

// result looks once more whether the bank is the old one and the new items.
func (m *importer) result(catalogue *courses.Catalogue, name string, bank []byte, items []courses.Item) (Imported, error) {
	course, _ := catalogue.Course(m.course.ID) // the tree has been loaded with it
	if len(course.Items) != len(m.course.Items)+len(items) {
		return Imported{}, fmt.Errorf("%s would hold %d items, not %d", name, len(course.Items), len(m.course.Items)+len(items))
	}
	out := Imported{Path: name, Bank: bank, Left: m.problems, Changed: m.notes}
	for _, it := range items {
		out.Items = append(out.Items, it.ID)
	}
	return out, nil
}

// takenIDs are the ids of everything in a course that an item's id must differ from.
func takenIDs(c *courses.Course) map[string]bool {
	taken := map[string]bool{}
	for _, o := range c.Objectives {
		taken[string(o.ID)] = true
	}
	for _, l := range c.Lessons {
		taken[string(l.ID)] = true
		for _, it := range l.Checks() {
			taken[string(it.ID)] = true
		}
	}
	for _, it := range c.Items {
		taken[string(it.ID)] = true
	}
	return taken
}

var (
	emptyItems = regexp.MustCompile(`(?m)^items:[ \t]*(\[[ \t]*\])?[ \t]*$`)
	firstEntry = regexp.MustCompile(`(?m)^items:.*\n(?:[ \t]*(?:#.*)?\n)*( *)- `)
)

// appendItems writes the items after those of a bank, indented as they are.
func appendItems(bank string, items []courses.Item) *bankWriter {
	bank = strings.ReplaceAll(bank, "\r\n", "\n")
	indent := "  "
	if entry := firstEntry.FindStringSubmatch(bank); entry != nil {
		indent = entry[1]
	} else {
		bank = emptyItems.ReplaceAllString(bank, "items:")
	}
	if strings.TrimSpace(bank) == "" {
		bank = "items:\n"
	}
	w := &bankWriter{}
	w.text.WriteString(strings.TrimRight(bank, "\n") + "\n")
	for _, it := range items {
		var b strings.Builder
		writeItem(&b, it)
		w.text.WriteByte('\n')
		w.starts = append(w.starts, strings.Count(w.text.String(), "\n")+1)
		for line := range strings.Lines(b.String()) {
			if line != "\n" {
				line = indent + line[2:]
			}
			w.text.WriteString(line)
		}
	}
	return w
}

// overlay is a tree with one file in place of another.
type overlay struct {
	fs.FS
	name string
	with fs.FS // an archive of the one file: the standard library's only file system in memory outside tests
}

func newOverlay(tree fs.FS, name string, data []byte) (overlay, error) {
	packed, err := archive([]entry{{name, data}}, "")
	if err != nil {
		return overlay{}, err
	}
	with, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	return overlay{tree, name, with}, err
}

// Open gives the file that stands in place.
func (o overlay) Open(name string) (fs.File, error) {
	if name == o.name {
		return o.with.Open(name)
	}
	return o.FS.Open(name)
}

// ReadDir lists a folder, with the file in it even where the tree has none.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	if err != nil || name != path.Dir(o.name) {
		return entries, err
	}
	own, err := fs.ReadDir(o.with, name)
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == path.Base(o.name) }) {
		return entries, err
	}
	return append(entries, own...), err
}
