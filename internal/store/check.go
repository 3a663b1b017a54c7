package store

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// ParseDoc reads id and revision out of a stored body.
func ParseDoc(body bson.Raw) (Doc, error) {
	id, ok := body.Lookup(FieldID).StringValueOK()
	if !ok {
		return Doc{}, fmt.Errorf("%w: its _id is not a string", ErrInvalid)
	}
	rev, ok := body.Lookup(FieldRev).AsInt64OK()
	if !ok {
		return Doc{}, fmt.Errorf("%w: document %q has no revision", ErrInvalid, id)
	}
	return Doc{ID: id, Rev: rev, Body: body}, nil
}

// Check tells whether the document may be written, with ErrTooLarge or ErrInvalid. Engines call it before every write.
func Check(collection string, doc Doc, indexes []Index) error {
	if len(doc.Body) > MaxDocument {
		return fmt.Errorf("%w: %q in %s has %d bytes", ErrTooLarge, doc.ID, collection, len(doc.Body))
	}
	if problem := problemOf(doc, indexes); problem != "" {
		return fmt.Errorf("%w: %q in %s: %s", ErrInvalid, doc.ID, collection, problem)
	}
	return nil
}

// problemOf says in words what is wrong with a document, or "".
func problemOf(doc Doc, indexes []Index) string {
	if err := doc.Body.Validate(); err != nil {
		return "it is not BSON"
	}
	if doc.ID == "" {
		return "its id is empty"
	}
	stored, err := ParseDoc(doc.Body)
	if err != nil || stored.ID != doc.ID || stored.Rev != doc.Rev {
		return "its body has another id or revision"
	}
	if problem := problemIn(doc.Body); problem != "" {
		return problem
	}
	for _, index := range indexes {
		for _, field := range index.Fields {
			if v := Field(doc.Body, field); v.Type == bson.TypeNull || !indexable(v) {
				return fmt.Sprintf("index %s needs a text, whole number, truth value or time in %q", index.Name, field)
			}
		}
	}
	return ""
}

// problemIn walks a document or array and gives the first key or text that MongoDB and its relatives do not all take.
func problemIn(body bson.Raw) string {
	elements, err := body.Elements()
	if err != nil {
		return "it is not BSON"
	}
	for _, e := range elements {
		key, value := e.Key(), e.Value()
		switch {
		case key == "" || key[0] == '$' || strings.Contains(key, "."):
			return fmt.Sprintf("the key %q is empty, begins with $ or has a dot", key)
		case !utf8.ValidString(key):
			return "a key is not UTF-8"
		}
		if problem := problemOfValue(key, value); problem != "" {
			return problem
		}
	}
	return ""
}

// problemOfValue does the same for one value; only texts and what holds others can be wrong.
func problemOfValue(key string, value bson.RawValue) string {
	switch value.Type {
	case bson.TypeString:
		if !utf8.ValidString(value.StringValue()) {
			return fmt.Sprintf("the text of %q is not UTF-8", key)
		}
	case bson.TypeEmbeddedDocument, bson.TypeArray:
		return problemIn(bson.Raw(value.Value))
	}
	return ""
}

// CheckNames tells whether the collection's and indexes' names and fields may be used: lower-case words, since both engines
// make names of their own from them.
func CheckNames(collection string, indexes []Index) error {
	if !isName(collection) {
		return fmt.Errorf("store: %q is no name for a collection", collection)
	}
	seen := map[string]bool{}
	for _, index := range indexes {
		keys := strings.Join(index.Fields, ",")
		if !isName(index.Name) || len(index.Fields) == 0 || seen[index.Name] || seen[keys+"/"] {
			return fmt.Errorf("store: index %q of %s has a bad name, no fields, or is declared twice", index.Name, collection)
		}
		seen[index.Name], seen[keys+"/"] = true, true
		for _, field := range index.Fields {
			if !isName(strings.ReplaceAll(field, ".", "_")) {
				return fmt.Errorf("store: %q is no name for a field of index %s of %s", field, index.Name, collection)
			}
		}
	}
	return nil
}

// isName: a lower-case letter or underscore, then letters, digits, underscores and hyphens.
func isName(s string) bool {
	for i, r := range s {
		lower := r == '_' || 'a' <= r && r <= 'z'
		later := r == '-' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z'
		if !lower && (i == 0 || !later) {
			return false
		}
	}
	return s != "" && len(s) <= 60
}
