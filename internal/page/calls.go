package page

import (
	"fmt"
	"reflect"
	"text/template/parse"
)

// method checks a call with arguments of the last name in a chain.
func (c *checker) method(node parse.Node, args []reflect.Type, s scope) (reflect.Type, error) {
	var base reflect.Type
	var names []string
	switch n := node.(type) {
	case *parse.FieldNode:
		base, names = s.dot, n.Ident
	case *parse.VariableNode:
		base, names = s.vars[n.Ident[0]], n.Ident[1:]
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s takes no arguments", node)
	}
	owner, err := fields(base, names[:len(names)-1])
	if err != nil {
		return nil, err
	}
	m, ok := owner.MethodByName(names[len(names)-1])
	if !ok {
		return nil, fmt.Errorf("%s has no method %s", owner, names[len(names)-1])
	}
	return result(m.Name, m.Type, 1, args)
}

// call checks a function's arguments and gives its result's type.
func (c *checker) call(name string, args []reflect.Type) (reflect.Type, error) {
	switch name {
	case "not":
		return boolType, count(name, args, 1, 1)
	case "eq", "ne", "lt", "le", "gt", "ge":
		return boolType, comparison(name, args)
	case "and", "or":
		if err := count(name, args, 2, 9); err != nil {
			return nil, err
		}
		return args[len(args)-1], nil
	case "len":
		return intType, count(name, args, 1, 1)
	case "print", "printf":
		return stringType, count(name, args, 1, 9)
	case "index":
		if err := count(name, args, 2, 2); err != nil {
			return nil, err
		}
		if args[0].Kind() != reflect.Slice {
			return nil, fmt.Errorf("index of %s, which is no list", args[0])
		}
		return args[0].Elem(), nil
	}
	f, ok := c.functions[name]
	if !ok {
		return nil, fmt.Errorf("the function %s is not allowed here", name)
	}
	return result(name, reflect.TypeOf(f), 0, args)
}

// count refuses a call whose number of arguments lies outside low to high.
func count(name string, args []reflect.Type, low, high int) error {
	if len(args) < low || len(args) > high {
		return fmt.Errorf("%s has %d arguments", name, len(args))
	}
	return nil
}

// comparison refuses what eq and its kin would refuse when executed: values of different basic kinds.
func comparison(name string, args []reflect.Type) error {
	if err := count(name, args, 2, 9); err != nil {
		return err
	}
	for _, t := range args[1:] {
		if basic(t) == "" || basic(t) != basic(args[0]) {
			return fmt.Errorf("%s compares %s with %s", name, args[0], t)
		}
	}
	return nil
}

// basic is the group of types within which a template may compare; "" for what cannot be compared.
func basic(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "bool"
	case reflect.String:
		return "string"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "int"
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "int" // template comparison mixes signed and unsigned
	case reflect.Float32, reflect.Float64:
		return "float"
	}
	return ""
}

// result checks arguments against a function's parameters from the one numbered skip on.
func result(name string, f reflect.Type, skip int, args []reflect.Type) (reflect.Type, error) {
	want := f.NumIn() - skip
	if f.IsVariadic() && len(args) < want-1 || !f.IsVariadic() && len(args) != want {
		return nil, fmt.Errorf("%s has %d arguments, not %d", name, len(args), want)
	}
	for i, arg := range args {
		var param reflect.Type
		if f.IsVariadic() && i >= want-1 {
			param = f.In(f.NumIn() - 1).Elem()
		} else {
			param = f.In(i + skip)
		}
		if !arg.AssignableTo(param) {
			return nil, fmt.Errorf("%s gets %s where it takes %s", name, arg, param)
		}
	}
	return f.Out(0), nil
}
