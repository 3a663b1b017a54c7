package courses

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

const sumFile = "content.sum"

// Sum is one line of content.sum: a published version and its hash. Line is where it stands.
type Sum struct {
	Course  CourseID
	Version Version
	Hash    string
	Line    int
}

// readSums reads content.sum, one "COURSE VERSION h1:…" a line.
func (l *loader) readSums() []Sum {
	if _, err := fs.Stat(l.fsys, sumFile); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	text, ok := l.readText(sumFile)
	if !ok {
		return nil
	}
	var sums []Sum
	seen := newIDs(&l.problems)
	for i, line := range strings.Split(text, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		at := place{sumFile, i + 1, 1}
		if len(fields) != 3 || !validID(fields[0]) || !Version(fields[1]).Valid() || !validHash(fields[2]) {
			l.problem(at, "sum", "this line is no sum", "write COURSE VERSION h1:…, or let lamtoen content sum write it")
			continue
		}
		seen.add("version", fields[0]+" "+fields[1], at)
		sums = append(sums, Sum{CourseID(fields[0]), Version(fields[1]), fields[2], i + 1})
	}
	return sums
}

// CheckSums compares the content with content.sum. A published version never changes, so the same version with another hash
// is a problem that names the files; so is a version that content.sum lacks, one whose files are gone, and one whose step above the
// newest archived version is smaller than the change asks for. No problems: nil.
func (c *Catalogue) CheckSums() Problems {
	return slices.Concat(c.changed(), c.unrecorded(), c.tooSmall()).sorted()
}

// changed are the versions whose hash is not the recorded one, or whose files are gone.
func (c *Catalogue) changed() Problems {
	var ps Problems
	for _, s := range c.Sums {
		co, ok := c.version(s.Course, s.Version)
		switch {
		case !ok:
			ps = append(ps, Problem{File: sumFile, Line: s.Line, Col: 1, Rule: "sum",
				What: fmt.Sprintf("the files of %s %s are gone", s.Course, s.Version),
				Mend: fmt.Sprintf("put them into %s/%s/%s, as they were published", archiveFolder, s.Course, s.Version)})
		case co.Hash != s.Hash:
			ps = append(ps, co.VersionAt("sum", fmt.Sprintf("%s %s is recorded with another hash, so one of its files has changed (%s)",
				co.ID, co.Version, strings.Join(sourcePaths(co.Sources), ", ")),
				fmt.Sprintf("raise the version, or put the files back; if %s was never published, remove line %d of %s", co.Version, s.Line, sumFile)))
		}
	}
	return ps
}

// unrecorded are the versions that content.sum lacks: new ones, before "content sum" was run.
func (c *Catalogue) unrecorded() Problems {
	var ps Problems
	for _, co := range c.Versions() {
		recorded := slices.ContainsFunc(c.Sums, func(s Sum) bool { return s.Course == co.ID && s.Version == co.Version })
		if !recorded {
			ps = append(ps, co.VersionAt("sum", fmt.Sprintf("%s has no line for %s %s", sumFile, co.ID, co.Version), "run lamtoen content sum"))
		}
	}
	return ps
}

// WriteSums gives content.sum as it should be: the lines that stand, and a line for each version that lacks one. It refuses,
// with a Problems value, to record another hash for a version, or a version whose step is too small for its change.
func (c *Catalogue) WriteSums() ([]byte, error) {
	if err := slices.Concat(c.changed(), c.tooSmall()).sorted().err(); err != nil {
		return nil, err
	}
	// All that is recorded is there, with its hash: else it would have been among the changed.
	sums := make([]Sum, 0, len(c.Sums))
	for _, co := range c.Versions() {
		sums = append(sums, Sum{Course: co.ID, Version: co.Version, Hash: co.Hash})
	}
	slices.SortFunc(sums, func(a, b Sum) int { return cmp.Or(cmp.Compare(a.Course, b.Course), a.Version.Compare(b.Version)) })
	var out strings.Builder
	for _, s := range sums {
		fmt.Fprintf(&out, "%s %s %s\n", s.Course, s.Version, s.Hash)
	}
	return []byte(out.String()), nil
}

// version finds one version of a course, current or archived.
func (c *Catalogue) version(id CourseID, v Version) (*Course, bool) {
	for _, co := range c.Versions() {
		if co.ID == id && co.Version == v {
			return co, true
		}
	}
	return nil, false
}

func sourcePaths(sources []Source) []string {
	paths := make([]string, len(sources))
	for i, s := range sources {
		paths[i] = s.Path
	}
	slices.Sort(paths)
	return paths
}
