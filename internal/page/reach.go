package page

import "text/template/parse"

// reached gives the trees that the template calls, itself included. A page gets copies of these alone: copies of every part for
// every page and language were four fifths of the program's memory.
func reached(trees map[string]*parse.Tree, name string) map[string]*parse.Tree {
	found := map[string]*parse.Tree{}
	var visit func(name string)
	visit = func(name string) {
		tree := trees[name]
		if tree == nil || found[name] != nil {
			return
		}
		found[name] = tree
		for _, called := range calls(tree.Root) {
			visit(called)
		}
	}
	visit(name)
	return found
}

// calls lists the names of the templates that stand in a list of nodes.
func calls(list *parse.ListNode) []string {
	if list == nil {
		return nil
	}
	var names []string
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TemplateNode:
			names = append(names, n.Name)
		case *parse.IfNode:
			names = append(append(names, calls(n.List)...), calls(n.ElseList)...)
		case *parse.RangeNode:
			names = append(append(names, calls(n.List)...), calls(n.ElseList)...)
		case *parse.WithNode:
			names = append(append(names, calls(n.List)...), calls(n.ElseList)...)
		}
	}
	return names
}
