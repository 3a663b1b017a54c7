package store

import (
	"encoding/binary"
	"reflect"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// shape is the set of keys that a struct type reads and writes, with the shapes of the structs below it. It is what tells a
// field that this version of the program has just removed a value from (known, so it goes) from one that a later version
// wrote (unknown, so it stays).
type shape map[string]shape

// shapeOf gives the shape of a struct type; nil for any other type, and for one that writes itself.
func shapeOf(t reflect.Type, above ...reflect.Type) shape {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || writesItself(t) {
		return nil
	}
	for _, seen := range above {
		if seen == t {
			return nil // a type that holds itself: its inner documents are replaced whole
		}
	}
	s := shape{}
	for field := range fieldsOf(t) {
		key, inline := keyOf(field)
		below := shapeOf(field.Type, append(above, t)...)
		switch {
		case key == "-":
		case inline:
			for k, v := range below {
				s[k] = v
			}
		default:
			s[key] = below
		}
	}
	return s
}

// writesItself tells whether the type has its own way into BSON, so that its fields say nothing about its keys.
func writesItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[bson.Marshaler]()) || p.Implements(reflect.TypeFor[bson.ValueMarshaler]())
}

// fieldsOf gives the fields that the driver looks at.
func fieldsOf(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if f := t.Field(i); (f.IsExported() || f.Anonymous) && !yield(f) {
				return
			}
		}
	}
}

// keyOf follows the driver's rules for struct tags.
func keyOf(f reflect.StructField) (key string, inline bool) {
	parts := strings.Split(f.Tag.Get("bson"), ",")
	for _, flag := range parts[1:] {
		inline = inline || flag == "inline"
	}
	if parts[0] == "" {
		return strings.ToLower(f.Name), inline
	}
	return parts[0], inline
}

// keep gives the elements of fresh, and those of old that the shape does not know. Inner structs are kept in the same way;
// arrays and maps are replaced whole.
func keep(old, fresh bson.Raw, known shape) ([]bson.RawElement, error) {
	elements, err := fresh.Elements()
	if err != nil {
		return nil, err
	}
	before, err := old.Elements()
	if err != nil {
		return nil, err
	}
	at := make(map[string]int, len(elements))
	for i, e := range elements {
		at[e.Key()] = i
	}
	for _, e := range before {
		i, written := at[e.Key()]
		below, isKnown := known[e.Key()]
		switch {
		case written && below != nil:
			if elements[i], err = keepInner(e, elements[i], below); err != nil {
				return nil, err
			}
		case !written && !isKnown:
			elements = append(elements, e)
		}
	}
	return elements, nil
}

// keepInner does the same for one element that is a document in both; else the fresh one stands.
func keepInner(old, fresh bson.RawElement, known shape) (bson.RawElement, error) {
	was, ok := old.Value().DocumentOK()
	is, ok2 := fresh.Value().DocumentOK()
	if !ok || !ok2 {
		return fresh, nil
	}
	elements, err := keep(was, is, known)
	if err != nil {
		return nil, err
	}
	header := append([]byte{byte(bson.TypeEmbeddedDocument)}, fresh.Key()...)
	return append(append(header, 0), assemble(elements)...), nil
}

// assemble makes a document of the elements: its length, they, a zero (bsonspec.org, 1.1).
func assemble(elements []bson.RawElement) bson.Raw {
	size := 5
	for _, e := range elements {
		size += len(e)
	}
	body := binary.LittleEndian.AppendUint32(make([]byte, 0, size), uint32(size))
	for _, e := range elements {
		body = append(body, e...)
	}
	return append(body, 0)
}

// stamp gives the elements as a document with the revision, in place of any that they have.
func stamp(elements []bson.RawElement, rev int64) bson.Raw {
	stamped := make([]bson.RawElement, 0, len(elements)+1)
	for _, e := range elements {
		if e.Key() != FieldRev {
			stamped = append(stamped, e)
		}
	}
	element := append([]byte{byte(bson.TypeInt64)}, FieldRev+"\x00"...)
	return assemble(append(stamped, binary.LittleEndian.AppendUint64(element, uint64(rev))))
}
