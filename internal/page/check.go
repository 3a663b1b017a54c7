package page

import (
	"fmt"
	"html/template"
	"reflect"
	"text/template/parse"
)

// check follows the template name with data of the type t through every branch and every template it calls, and gives the
// first field, method, argument or operand that would fail when executed. Values typed as an interface are refused: what they
// hold cannot be known here, and a page never needs one.
func check(trees map[string]*parse.Tree, name string, t reflect.Type) error {
	c := checker{trees: trees, done: map[visit]bool{}, functions: functions()}
	return c.template(name, t)
}

// visit is a template with the type of its dot; each pair is followed once, so recursion ends.
type visit struct {
	name string
	dot  reflect.Type
}

// checker walks the trees of one page. It executes nothing: it knows types, not values.
type checker struct {
	trees     map[string]*parse.Tree
	done      map[visit]bool
	functions template.FuncMap
}

// scope is what names mean at one place of a template.
type scope struct {
	template string
	dot      reflect.Type
	vars     map[string]reflect.Type
}

// with gives a scope whose dot is another type and whose new variables stay inside.
func (s scope) with(dot reflect.Type) scope {
	vars := make(map[string]reflect.Type, len(s.vars))
	for name, t := range s.vars {
		vars[name] = t
	}
	return scope{s.template, dot, vars}
}

var (
	boolType   = reflect.TypeFor[bool]()
	intType    = reflect.TypeFor[int]()
	stringType = reflect.TypeFor[string]()
)

// template follows one template; where it was followed with the same type before, its answer is known.
func (c *checker) template(name string, dot reflect.Type) error {
	if c.done[visit{name, dot}] {
		return nil
	}
	c.done[visit{name, dot}] = true
	tree, ok := c.trees[name]
	if !ok {
		return fmt.Errorf("the template %q does not exist", name)
	}
	return c.list(tree.Root, scope{name, dot, map[string]reflect.Type{"$": dot}})
}

// list checks nodes in their order, since a variable is known from its declaration on.
func (c *checker) list(list *parse.ListNode, s scope) error {
	if list == nil {
		return nil
	}
	for _, node := range list.Nodes {
		if err := c.node(node, s); err != nil {
			return err
		}
	}
	return nil
}

// node checks one node. Text and comments have nothing to check.
func (c *checker) node(node parse.Node, s scope) error {
	switch n := node.(type) {
	case *parse.ActionNode:
		_, err := c.pipe(n.Pipe, s)
		return err
	case *parse.IfNode:
		inner := s.with(s.dot)
		if _, err := c.pipe(n.Pipe, inner); err != nil {
			return err
		}
		return c.both(n.List, inner, n.ElseList, s)
	case *parse.WithNode:
		inner := s.with(s.dot)
		t, err := c.pipe(n.Pipe, inner)
		if err != nil {
			return err
		}
		inner.dot = t
		return c.both(n.List, inner, n.ElseList, s)
	case *parse.RangeNode:
		return c.loop(n, s)
	case *parse.TemplateNode:
		if n.Pipe == nil {
			return fmt.Errorf("%s: {{template %q}} is called without data", s.template, n.Name)
		}
		t, err := c.pipe(n.Pipe, s)
		if err != nil {
			return err
		}
		return c.template(n.Name, t)
	}
	return nil
}

// both checks the two branches of an if, with or range: what no example reaches is where misspellings live.
func (c *checker) both(list *parse.ListNode, inner scope, other *parse.ListNode, outer scope) error {
	if err := c.list(list, inner); err != nil {
		return err
	}
	return c.list(other, outer.with(outer.dot))
}

// loop checks a range over a slice, an array or a whole number; the variables are the index and the element.
func (c *checker) loop(n *parse.RangeNode, s scope) error {
	inner := s.with(s.dot)
	decl := n.Pipe.Decl
	over, err := c.commands(n.Pipe, inner)
	if err != nil {
		return err
	}
	var elem reflect.Type
	switch over.Kind() {
	case reflect.Slice, reflect.Array:
		elem = over.Elem()
	case reflect.Int:
		elem = intType
	default:
		return fmt.Errorf("%s: {{range %s}}: %s is no list", s.template, n.Pipe, over)
	}
	if len(decl) == 1 {
		inner.vars[decl[0].Ident[0]] = elem
	}
	if len(decl) == 2 {
		inner.vars[decl[0].Ident[0]], inner.vars[decl[1].Ident[0]] = intType, elem
	}
	inner.dot = elem
	return c.both(n.List, inner, n.ElseList, s)
}

// pipe gives the type of a pipeline and declares its variable.
func (c *checker) pipe(p *parse.PipeNode, s scope) (reflect.Type, error) {
	t, err := c.commands(p, s)
	if err != nil {
		return nil, err
	}
	for _, v := range p.Decl {
		s.vars[v.Ident[0]] = t
	}
	return t, nil
}

// commands gives the type at the end of a pipeline; each command gets the result of the one before as its last argument.
func (c *checker) commands(p *parse.PipeNode, s scope) (reflect.Type, error) {
	var last reflect.Type
	for _, cmd := range p.Cmds {
		t, err := c.command(cmd, last, s)
		if err != nil {
			return nil, fmt.Errorf("%s: {{%s}}: %w", s.template, p, err)
		}
		last = t
	}
	return last, nil
}

// command gives the type of one command; last is the type piped into it, nil for none.
func (c *checker) command(cmd *parse.CommandNode, last reflect.Type, s scope) (reflect.Type, error) {
	args := make([]reflect.Type, 0, len(cmd.Args))
	for _, arg := range cmd.Args[1:] {
		t, err := c.operand(arg, s)
		if err != nil {
			return nil, err
		}
		args = append(args, t)
	}
	if last != nil {
		args = append(args, last)
	}
	if id, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		return c.call(id.Ident, args)
	}
	if len(args) > 0 {
		return c.method(cmd.Args[0], args, s)
	}
	return c.operand(cmd.Args[0], s)
}

// operand gives the type of a field, a variable, a literal or a pipeline in brackets.
func (c *checker) operand(node parse.Node, s scope) (reflect.Type, error) {
	switch n := node.(type) {
	case *parse.DotNode:
		return s.dot, nil
	case *parse.FieldNode:
		return fields(s.dot, n.Ident)
	case *parse.VariableNode:
		t, ok := s.vars[n.Ident[0]]
		if !ok {
			return nil, fmt.Errorf("the variable %s is not known here", n.Ident[0])
		}
		return fields(t, n.Ident[1:])
	case *parse.ChainNode:
		t, err := c.operand(n.Node, s)
		if err != nil {
			return nil, err
		}
		return fields(t, n.Field)
	case *parse.PipeNode:
		return c.commands(n, s)
	case *parse.StringNode:
		return stringType, nil
	case *parse.NumberNode:
		return intType, nil
	case *parse.BoolNode:
		return boolType, nil
	case *parse.IdentifierNode:
		return c.call(n.Ident, nil)
	}
	return nil, fmt.Errorf("%s is not understood", node)
}

// fields follows a chain of fields and methods without arguments.
func fields(t reflect.Type, names []string) (reflect.Type, error) {
	for _, name := range names {
		if t == nil {
			return nil, fmt.Errorf("nothing has the field %s", name)
		}
		if m, ok := t.MethodByName(name); ok {
			if m.Type.NumIn() != 1 || m.Type.NumOut() == 0 {
				return nil, fmt.Errorf("the method %s.%s takes arguments", t, name)
			}
			t = m.Type.Out(0)
			continue
		}
		base := t
		if base.Kind() == reflect.Pointer {
			base = base.Elem()
		}
		if base.Kind() != reflect.Struct {
			return nil, fmt.Errorf("%s has no field %s", t, name)
		}
		f, ok := base.FieldByName(name)
		if !ok || !f.IsExported() {
			return nil, fmt.Errorf("%s has no field or method %s", t, name)
		}
		if f.Type.Kind() == reflect.Interface || f.Type.Kind() == reflect.Map {
			return nil, fmt.Errorf("%s.%s is a %s; a page's data is structs, lists and plain values", t, name, f.Type.Kind())
		}
		t = f.Type
	}
	return t, nil
}
