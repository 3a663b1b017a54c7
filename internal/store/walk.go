package store

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// Kinds of value that Walk gives, as BSON numbers them (bsonspec.org, version 1.1). Walk knows the sizes of others too.
const (
	KindText     byte = 0x02
	KindDocument byte = 0x03
	KindArray    byte = 0x04
	KindInt32    byte = 0x10
	KindInt64    byte = 0x12
)

// errDamaged says that bytes are no document, or hold a kind of value that this program never writes.
var errDamaged = errors.New("store: a part of a document is damaged")

// Walk gives each element of a document or an array in its order: its key, its kind, and the value's bytes, which are those of
// the document itself. It is for readers of very many documents; everybody else decodes. An error of visit ends it.
func Walk(doc []byte, visit func(key []byte, kind byte, value []byte) error) error {
	if len(doc) < 5 || int(binary.LittleEndian.Uint32(doc)) != len(doc) || doc[len(doc)-1] != 0 {
		return errDamaged
	}
	for rest := doc[4 : len(doc)-1]; len(rest) > 0; {
		kind := rest[0]
		end := bytes.IndexByte(rest[1:], 0)
		if end < 0 {
			return errDamaged
		}
		key, value := rest[1:1+end], rest[2+end:]
		size := sizeOf(kind, value)
		if size < 0 || size > len(value) {
			return errDamaged
		}
		if err := visit(key, kind, value[:size]); err != nil {
			return err
		}
		rest = value[size:]
	}
	return nil
}

// sizeOf is how many bytes the value at the beginning has; -1 when it cannot be told.
func sizeOf(kind byte, value []byte) int {
	switch kind {
	case 0x0A: // null
		return 0
	case 0x08: // truth value
		return 1
	case KindInt32:
		return 4
	case 0x01, 0x09, 0x11, KindInt64: // double, instant, timestamp
		return 8
	case 0x07: // object id
		return 12
	case 0x13: // decimal
		return 16
	}
	if len(value) < 4 {
		return -1
	}
	size := int(int32(binary.LittleEndian.Uint32(value)))
	switch {
	case kind == KindText && size >= 1:
		return 4 + size
	case (kind == KindDocument || kind == KindArray) && size >= 5:
		return size
	case kind == 0x05 && size >= 0: // bytes
		return 5 + size
	}
	return -1
}

// Text is the value of kind KindText, without a copy; nil for another.
func Text(kind byte, value []byte) []byte {
	if kind != KindText || len(value) < 5 {
		return nil
	}
	return value[4 : len(value)-1]
}

// Int is the value of a whole number; 0 for another.
func Int(kind byte, value []byte) int {
	switch kind {
	case KindInt32:
		return int(int32(binary.LittleEndian.Uint32(value)))
	case KindInt64:
		return int(int64(binary.LittleEndian.Uint64(value)))
	}
	return 0
}
