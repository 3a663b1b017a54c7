package store

import (
	"encoding/base64"

	"go.mongodb.org/mongo-driver/v2/bson"

	"lamtoen/internal/fault"
)

// place is what a Cursor holds: the index it belongs to and the values of that index's fields at the last document that was
// given, then its id. A place, not a count, neither skips nor repeats when others insert.
type place struct {
	Index string          `bson:"i"`
	Key   []bson.RawValue `bson:"k"`
}

// after makes the cursor that stands behind the document in the order of the index.
func after(index Index, body bson.Raw) (Cursor, error) {
	p := place{Index: index.Name}
	for _, field := range append(append([]string{}, index.Fields...), FieldID) {
		p.Key = append(p.Key, Field(body, field))
	}
	data, err := bson.Marshal(p)
	if err != nil {
		return "", err
	}
	return Cursor(base64.RawURLEncoding.EncodeToString(data)), nil
}

// open reads the cursor into p.After. A cursor comes back from a link, so anything may stand in it; whatever it says, it
// only moves the beginning within what Equal and Range select.
func (p *Plan) open(c Cursor) error {
	if c == "" {
		return nil
	}
	data, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil {
		return badCursor()
	}
	if bson.Raw(data).Validate() != nil {
		return badCursor()
	}
	var at place
	if err := bson.Unmarshal(data, &at); err != nil {
		return badCursor()
	}
	if at.Index != p.Index.Name || len(at.Key) != len(p.Index.Fields)+1 {
		return badCursor()
	}
	for _, v := range at.Key {
		if !indexable(v) {
			return badCursor()
		}
	}
	p.After = at.Key[len(p.Equal):]
	p.After = p.After[:len(p.Order)]
	return nil
}

// badCursor is a fault that may be shown, since it is the reader of a damaged link who meets it.
func badCursor() error {
	return fault.Invalid("This link to the next page does not work. Open the list again from its start.").Because(ErrCursor)
}
