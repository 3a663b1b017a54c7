package courses

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that makes the content wrong, where it stands, and how to mend it.
type Problem struct {
	File string // relative to the content tree
	Line int    // from 1; 0: the file as a whole
	Col  int    // from 1, in characters; 0: the line as a whole
	Rule string // a stable id of the rule, for example unknown-key
	What string // "unknown key stemm"
	Mend string // "write stem"
}

// String is file:line:col: what; how to mend it.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
		if p.Col > 0 {
			fmt.Fprintf(&b, ":%d", p.Col)
		}
	}
	fmt.Fprintf(&b, ": %s", p.What)
	if p.Mend != "" {
		fmt.Fprintf(&b, "; %s", p.Mend)
	}
	return b.String()
}

// Problems is every problem at once, sorted by file and line. It is the error of Load.
type Problems []Problem

// Error lists the problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// sorted orders by file, line, column and text, and drops repetitions.
func (ps Problems) sorted() Problems {
	slices.SortFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.What, b.What))
	})
	return slices.Compact(ps)
}

// err is nil when there are none, so that no caller meets a non-nil error holding no problem.
func (ps Problems) err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps.sorted()
}
