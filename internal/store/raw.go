package store

import (
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Raw is a part of a document that its reader decodes when it needs it. It lets a domain type carry data of several
// shapes without importing BSON; an empty Raw is tagged omitempty, since it is no document.
type Raw = bson.Raw

// Encode writes a struct as a Raw.
func Encode(value any) (Raw, error) {
	raw, err := bson.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return raw, nil
}

// Decode reads a Raw into the struct that value points to, and ignores fields that it does not know.
func Decode(raw Raw, value any) error {
	if err := bson.Unmarshal(raw, value); err != nil {
		return fmt.Errorf("store: a part of a document cannot be read: %w", err)
	}
	return nil
}
