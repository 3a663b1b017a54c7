package page

import (
	"errors"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// localise parses the files into named trees and puts the words of one language in place of every t, tp, tn, tnp and asset.
func (s *Set) localise(files []source, lang string) (map[string]*parse.Tree, error) {
	trees := map[string]*parse.Tree{}
	for _, file := range files {
		set, err := parse.Parse(file.name, file.text, "", "", functions(), builtins)
		if err != nil {
			return nil, err
		}
		for name, tree := range set {
			if name == file.name && parse.IsEmptyTree(tree.Root) {
				continue
			}
			if trees[name] != nil {
				return nil, fmt.Errorf("%s: the template %q is defined twice", file.name, name)
			}
			l := localiser{set: s, words: s.words[lang]}
			if err := l.list(tree.Root); err != nil {
				return nil, fmt.Errorf("%s: template %q: %w", file.name, name, err)
			}
			trees[name] = tree
		}
	}
	return trees, nil
}

// localiser rewrites one tree. inTag follows the text as written: true between < and >, where a span would break an attribute.
type localiser struct {
	set   *Set
	words *Words
	inTag bool
}

// list rewrites the nodes of one list, each into none, one or more.
func (l *localiser) list(list *parse.ListNode) error {
	if list == nil {
		return nil
	}
	var out []parse.Node
	for _, node := range list.Nodes {
		nodes, err := l.node(node)
		if err != nil {
			return err
		}
		out = append(out, nodes...)
	}
	list.Nodes = out
	return nil
}

// node rewrites one node and follows in which kind of text it stands.
func (l *localiser) node(node parse.Node) ([]parse.Node, error) {
	same := []parse.Node{node}
	switch n := node.(type) {
	case *parse.TextNode:
		if i := strings.LastIndexAny(string(n.Text), "<>"); i >= 0 {
			l.inTag = n.Text[i] == '<'
		}
		return same, nil
	case *parse.ActionNode:
		return l.action(n)
	case *parse.IfNode:
		return same, l.branches(n.List, n.ElseList)
	case *parse.RangeNode:
		return same, l.branches(n.List, n.ElseList)
	case *parse.WithNode:
		return same, l.branches(n.List, n.ElseList)
	}
	return same, nil
}

// branches rewrites the branches of a node; each begins where the node stands, inside a tag or not.
func (l *localiser) branches(lists ...*parse.ListNode) error {
	before := l.inTag
	for _, list := range lists {
		l.inTag = before
		if err := l.list(list); err != nil {
			return err
		}
	}
	return nil
}

// action replaces a call of a text or an asset by its snippet.
func (l *localiser) action(n *parse.ActionNode) ([]parse.Node, error) {
	same := []parse.Node{n}
	if len(n.Pipe.Cmds) != 1 || len(n.Pipe.Decl) > 0 {
		return same, nil
	}
	args := n.Pipe.Cmds[0].Args
	name, ok := args[0].(*parse.IdentifierNode)
	if !ok {
		return same, nil
	}
	var text string
	var err error
	switch name.Ident {
	case "t", "tp":
		text, err = l.message(name.Ident, args[1:])
	case "tn", "tnp":
		text, err = l.counted(name.Ident, args[1:])
	case "asset":
		text, err = l.asset(args[1:])
	default:
		return same, nil
	}
	if err != nil {
		return nil, fmt.Errorf("{{%s}}: %w", n.Pipe, err)
	}
	return snippet(text, args[1:])
}

// asset is the address of a static file, as text.
func (l *localiser) asset(args []parse.Node) (string, error) {
	name, ok := literal(args)
	if !ok || len(args) != 1 {
		return "", errors.New("asset takes the name of one file")
	}
	address := l.set.Asset(name)
	if address == "" {
		return "", fmt.Errorf("static/%s does not exist", name)
	}
	return address, nil
}

// message is the template source of one text: its words, with the arguments in place of the placeholders.
func (l *localiser) message(kind string, args []parse.Node) (string, error) {
	key, ok := literal(args)
	if !ok {
		return "", errors.New("the first argument is the key, as a literal")
	}
	given, err := pairs(args[1:])
	if err != nil {
		return "", err
	}
	return l.fill(kind, Key(key), given)
}

// counted is message in two forms, chosen when the page is rendered.
func (l *localiser) counted(kind string, args []parse.Node) (string, error) {
	key, ok := literal(args)
	if !ok || len(args) < 2 {
		return "", errors.New("the arguments are a key, as a literal, and a count")
	}
	given, err := pairs(args[2:])
	if err != nil {
		return "", err
	}
	count := operand(args[1])
	given["n"] = count
	base := map[string]string{"tn": "t", "tnp": "tp"}[kind]
	other, err := l.fill(base, Key(key+".other"), given)
	if err != nil {
		return "", err
	}
	if _, lang := l.words.find(Key(key + ".other")); lang != English {
		return other, nil // Dzongkha has no plural form
	}
	one, err := l.fill(base, Key(key+".one"), given)
	if err != nil {
		return "", err
	}
	return "{{if eq " + count + " 1}}" + one + "{{else}}" + other + "{{end}}", nil
}

// fill is the template source of one message. A placeholder without a value, and a value without a placeholder, are mistakes of
// the template that would else be seen by a reader of one language only.
func (l *localiser) fill(kind string, key Key, given map[string]string) (string, error) {
	if !l.words.Has(key) {
		return "", fmt.Errorf("no language has the text %q", key)
	}
	if kind == "t" && l.inTag {
		return "", errors.New("inside a tag the plain form tp is needed")
	}
	text, lang := l.words.find(key)
	names := placeholders(text)
	for _, name := range names {
		if _, ok := given[name]; !ok {
			return "", fmt.Errorf("the text %q needs %q", key, name)
		}
	}
	for name := range given {
		if name != "n" && !slices.Contains(names, name) {
			return "", fmt.Errorf("the text %q has no place for %q", key, name)
		}
	}
	text = template.HTMLEscapeString(text)
	if kind == "t" {
		text = link.ReplaceAllString(text, `<a href="$2">$1</a>`)
	}
	filled := placeholder.ReplaceAllStringFunc(text, func(m string) string {
		name := m[1 : len(m)-1]
		if name == "n" && lang != English {
			return "{{digits " + strconv.Quote(lang) + " " + given[name] + "}}"
		}
		return "{{" + given[name] + "}}"
	})
	if kind == "t" && lang != l.words.lang {
		return `<span lang="` + lang + `">` + filled + `</span>`, nil
	}
	return filled, nil
}

// link is [words](/address) in a message: an address of this site only.
var link = regexp.MustCompile(`\[([^\]]+)\]\((/[a-z/-]*)\)`)

// pairs reads NAME VALUE NAME VALUE.
func pairs(args []parse.Node) (map[string]string, error) {
	if len(args)%2 != 0 {
		return nil, errors.New("a name without a value")
	}
	given := map[string]string{}
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(*parse.StringNode)
		if !ok {
			return nil, fmt.Errorf("the name of a value is a literal, not %s", args[i])
		}
		given[name.Text] = operand(args[i+1])
	}
	return given, nil
}

// operand is a node as it may stand inside another action.
func operand(n parse.Node) string {
	if p, ok := n.(*parse.PipeNode); ok {
		return "(" + p.String() + ")"
	}
	return n.String()
}

// literal gives the first argument when it is a text written in the template.
func literal(args []parse.Node) (string, bool) {
	if len(args) == 0 {
		return "", false
	}
	s, ok := args[0].(*parse.StringNode)
	if !ok {
		return "", false
	}
	return s.Text, true
}

// snippet parses template source into nodes. Variables of the surrounding template are declared before it, to please the
// parser, and the declarations dropped again.
func snippet(text string, args []parse.Node) ([]parse.Node, error) {
	var names []string
	for _, arg := range args {
		names = append(names, variables(arg)...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	var head strings.Builder
	for _, name := range names {
		head.WriteString("{{" + name + ` := ""}}`)
	}
	set, err := parse.Parse("text", head.String()+text, "", "", functions(), builtins)
	if err != nil {
		return nil, err
	}
	return set["text"].Root.Nodes[len(names):], nil
}

// variables lists the $names in a node.
func variables(node parse.Node) []string {
	switch n := node.(type) {
	case *parse.VariableNode:
		if n.Ident[0] != "$" {
			return []string{n.Ident[0]}
		}
	case *parse.ChainNode:
		return variables(n.Node)
	case *parse.PipeNode:
		var out []string
		for _, cmd := range n.Cmds {
			for _, arg := range cmd.Args {
				out = append(out, variables(arg)...)
			}
		}
		return out
	}
	return nil
}
