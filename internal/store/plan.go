package store

import (
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Plan is a checked Query with its values in BSON and its cursor opened, the form that engines translate. Both engines
// start from it, so that neither has rules of its own.
type Plan struct {
	Index Index // the zero Index is the order of `_id`
	Equal []Term
	Range Range
	Order []string // the fields to sort by, all in the same direction
	Desc  bool
	Limit int // 0 is no limit
	// After has the values of the Order fields at the cursor, or is empty at the beginning.
	After []bson.RawValue
}

// Term asks that a field has a value.
type Term struct {
	Field string
	Value bson.RawValue
}

// Range asks that a field lies in From <= field < Until. Each end is open when its value IsZero, and there is no range at
// all when both are. A range never contains a missing field.
type Range struct {
	Field       string
	From, Until bson.RawValue
}

// Timeout is how long an engine may take over it.
func (p Plan) Timeout() time.Duration {
	if p.Limit == 0 || p.Limit > 1000 {
		return LongTimeout
	}
	return Timeout
}

// Plan checks the query against the collection's indexes. Its errors are the program's mistakes, but for ErrCursor.
func (q Query) Plan(indexes []Index) (Plan, error) {
	p := Plan{Desc: q.Desc, Limit: q.Limit}
	index, ok := find(indexes, q.Index)
	if !ok {
		return p, fmt.Errorf("store: query by an index %q that is not declared", q.Index)
	}
	p.Index = index
	fields := append(append([]string{}, index.Fields...), FieldID)
	if len(q.Equal) > len(fields) {
		return p, fmt.Errorf("store: %d values for the %d fields of index %q", len(q.Equal), len(fields), q.Index)
	}
	for i, v := range q.Equal {
		value, err := Value(v)
		if err != nil {
			return p, err
		}
		p.Equal = append(p.Equal, Term{fields[i], value})
	}
	if err := p.between(q, fields); err != nil {
		return p, err
	}
	p.Order = fields[len(q.Equal):]
	// The values of a unique index are an order without ties; naming _id as well would only keep MongoDB from using it.
	if index.Unique && len(p.Order) > 1 {
		p.Order = p.Order[:len(p.Order)-1]
	}
	return p, p.open(q.After)
}

// between fills in the range on the field that follows those of Equal.
func (p *Plan) between(q Query, fields []string) (err error) {
	if q.From == nil && q.Until == nil {
		return nil
	}
	if len(q.Equal) == len(fields) {
		return fmt.Errorf("store: a range needs a field after the %d of Equal", len(q.Equal))
	}
	p.Range.Field = fields[len(q.Equal)]
	if q.From != nil {
		if p.Range.From, err = Value(q.From); err != nil {
			return err
		}
	}
	if q.Until != nil {
		p.Range.Until, err = Value(q.Until)
	}
	return err
}

// find gives the declared index, or the order of _id for "".
func find(indexes []Index, name string) (Index, bool) {
	if name == "" {
		return Index{}, true
	}
	for _, x := range indexes {
		if x.Name == name {
			return x, true
		}
	}
	return Index{}, false
}

// Union gives the declared indexes and those of more that are not among them. A collection that is opened twice, by two
// readers of it, keeps what both have declared.
func Union(declared, more []Index) []Index {
	all := append([]Index{}, declared...)
	for _, x := range more {
		if _, known := find(all, x.Name); !known {
			all = append(all, x)
		}
	}
	return all
}

// Value is v in BSON, if an index takes it: a string, an integer, a boolean, a time, or nil for a missing field.
func Value(v any) (bson.RawValue, error) {
	if v == nil {
		return null(), nil
	}
	kind, data, err := bson.MarshalValue(v)
	if err != nil {
		return bson.RawValue{}, fmt.Errorf("store: %T in a query: %w", v, err)
	}
	value := bson.RawValue{Type: kind, Value: data}
	if !indexable(value) {
		return bson.RawValue{}, fmt.Errorf("store: a %s cannot be looked for in an index", kind)
	}
	return value, nil
}

// null stands for a missing field, as it does in MongoDB's own comparisons.
func null() bson.RawValue { return bson.RawValue{Type: bson.TypeNull} }

// indexable tells whether an index takes the value. Fractions are not among them: SQLite and MongoDB do not agree on where
// the largest of them stand among whole numbers.
func indexable(v bson.RawValue) bool {
	switch v.Type {
	case bson.TypeString, bson.TypeInt32, bson.TypeInt64, bson.TypeBoolean, bson.TypeDateTime, bson.TypeNull:
		return true
	}
	return false
}

// Field gives the value at the field of the document, whose name may be a path with dots; null when it is missing.
func Field(body bson.Raw, field string) bson.RawValue {
	value, err := body.LookupErr(strings.Split(field, ".")...)
	if err != nil {
		return null()
	}
	return value
}

// Prefix gives the range of strings that begin with prefix, for Query's From and Until.
func Prefix(prefix string) (from, until any) {
	if prefix == "" {
		return nil, nil
	}
	last := prefix[len(prefix)-1]
	if last < 0x7f {
		return prefix, prefix[:len(prefix)-1] + string(rune(last+1))
	}
	// The last code point is no character and sorts after all others.
	return prefix, prefix + "\U0010FFFF"
}
