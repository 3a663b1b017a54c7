package courses

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// maxDepth bounds nesting; the format itself needs six levels.
const maxDepth = 12

// place is where something stands in an authored file.
type place struct {
	file      string
	line, col int
}

// value is a YAML value that knows its place, so that every message can name line and column. A decoder into structs stops
// at the first mistake of a value and forgets where values stood; this one goes on.
type value struct {
	node   *yaml.Node
	doc    *document
	parent string // what the value belongs to, for messages: "item flood-photo"
}

// document is one YAML document: a file, or a part of a lesson that starts at line first (1 for a whole file).
type document struct {
	file     string
	first    int
	lines    []string
	problems *Problems
}

func (d *document) report(line, col int, rule, what, mend string) {
	*d.problems = append(*d.problems, Problem{File: d.file, Line: line, Col: col, Rule: rule, What: what, Mend: mend})
}

// parse reads one YAML document. It reports a problem and gives false when it is no YAML at all or has no content.
func (d *document) parse(text, what string) (value, bool) {
	var root yaml.Node
	limits := loaderlimits.New(loaderlimits.DepthValue(maxDepth))
	err := yaml.Load([]byte(text), &root, yaml.WithPlugin(limits))
	if err != nil {
		d.reportSyntax(err)
		return value{}, false
	}
	if len(root.Content) == 0 || root.Content[0].Tag == "!!null" {
		d.report(d.first, 1, "empty", "the "+what+" is empty", "write its keys, or remove it")
		return value{}, false
	}
	return value{node: root.Content[0], doc: d, parent: what}, true
}

// reportSyntax says where the YAML library stopped. It stops at the first mistake, so a file has one of these at most.
func (d *document) reportSyntax(err error) {
	var all *yaml.LoadErrors
	if errors.As(err, &all) && len(all.Errors) > 0 {
		err = all.Errors[0]
	}
	line, col, text := d.first, 1, err.Error()
	var one *yaml.LoadError
	if errors.As(err, &one) {
		text = one.Message
		if one.ContextMsg != "" {
			text = one.ContextMsg + ": " + text
		}
		if one.Mark.Line > 0 {
			line, col = d.first+one.Mark.Line-1, max(one.Mark.Column, 1)
		}
		if strings.Contains(text, "no documents") {
			text = "nothing is written here"
		}
	}
	text = strings.TrimPrefix(text, "yaml: ")
	d.report(line, col, "yaml", "this is not valid YAML: "+text,
		`check the indentation, put quotes round text that holds ": " or " #", and close every bracket`)
}

func (v value) at() place {
	return place{file: v.doc.file, line: v.doc.first + v.node.Line - 1, col: v.node.Column}
}

func (v value) report(rule, what, mend string) {
	at := v.at()
	v.doc.report(at.line, at.col, rule, what, mend)
}

// plain tells whether the value may be read, and refuses what the format does not use: anchors, aliases and tags.
func (v value) plain() bool {
	if v.node.Kind == yaml.AliasNode || v.node.Anchor != "" {
		v.report("alias", "anchors and aliases (& and *) are not used in course files", "write the value out")
		return false
	}
	if v.node.Style&yaml.TaggedStyle != 0 {
		v.report("tag", "tags (!) are not used in course files", "write the value alone")
		return false
	}
	return true
}

// text is a scalar as it is written: 1.10 stays 1.10.
func (v value) text() (string, bool) {
	if !v.plain() {
		return "", false
	}
	if v.node.Kind != yaml.ScalarNode {
		v.report("shape", fmt.Sprintf("%s should be text, not a %s", v.parent, v.kind()), "write one value")
		return "", false
	}
	if v.node.Tag == "!!null" {
		return "", true
	}
	return strings.TrimSpace(v.node.Value), true
}

// list gives the elements of a sequence.
func (v value) list() ([]value, bool) {
	if !v.plain() {
		return nil, false
	}
	if v.node.Kind != yaml.SequenceNode {
		v.report("shape", fmt.Sprintf("%s should be a list, not %s", v.parent, v.article()), "write [a, b] or lines that begin with -")
		return nil, false
	}
	all := make([]value, len(v.node.Content))
	for i, n := range v.node.Content {
		all[i] = value{node: n, doc: v.doc, parent: v.parent}
	}
	return all, true
}

func (v value) kind() string {
	switch v.node.Kind {
	case yaml.MappingNode:
		return "group of keys"
	case yaml.SequenceNode:
		return "list"
	default:
		return "text"
	}
}

func (v value) article() string {
	if v.kind() == "text" {
		return "text"
	}
	return "a " + v.kind()
}

// where is the place of the character at offset in the value's text. Only literal blocks (|) keep their lines; in every other
// style it is the place of the value.
func (v value) where(text string, offset int) place {
	at := v.at()
	if v.node.Style&yaml.LiteralStyle == 0 || offset < 0 || offset > len(text) {
		return at
	}
	before := text[:offset]
	line := v.node.Line + strings.Count(before, "\n") // the text begins on the line after the |
	col := len([]rune(before[strings.LastIndexByte(before, '\n')+1:])) + 1
	if line < len(v.doc.lines) {
		raw := v.doc.lines[line]
		col += len(raw) - len(strings.TrimLeft(raw, " "))
	}
	return place{file: at.file, line: v.doc.first + line, col: col}
}
