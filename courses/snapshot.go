package courses

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// PartSize is the largest part of a snapshot, in bytes. A store document holds 16 MB at most; a quarter of it is written well within a time limit.
const PartSize = 4 << 20

// Snapshot is a course version as a store keeps it: sources, media and rendered HTML in canonical JSON, cut into parts. It is
// read back without rendering anything, so a version looks the same for ever, whatever later builds do to Markdown.
type Snapshot struct {
	Course   CourseID
	Version  Version
	Hash     string // of the content
	Sum      string // h1: of the parts joined
	Approval Approval
	Parts    [][]byte
}

// Snapshot makes the snapshot. The same course gives the same bytes.
func (c *Course) Snapshot() Snapshot {
	data, err := json.Marshal(c)
	if err != nil { // a Course consists of strings, numbers and bytes
		panic("courses: a course does not marshal: " + err.Error())
	}
	s := Snapshot{Course: c.ID, Version: c.Version, Hash: c.Hash, Sum: hashBytes(data), Approval: c.Approval}
	for len(data) > PartSize {
		s.Parts = append(s.Parts, data[:PartSize])
		data = data[PartSize:]
	}
	s.Parts = append(s.Parts, data)
	return s
}

// ErrDamaged is the error of FromSnapshot when the bytes are not those that were written.
var ErrDamaged = errors.New("the snapshot is damaged")

// FromSnapshot reads a snapshot and proves that it is whole and that its content has the hash it claims.
func FromSnapshot(s Snapshot) (*Course, error) {
	data := bytes.Join(s.Parts, nil)
	if hashBytes(data) != s.Sum {
		return nil, fmt.Errorf("%s %s: %w: the parts do not have the recorded sum", s.Course, s.Version, ErrDamaged)
	}
	var c Course
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, fmt.Errorf("%s %s: %w: %w", s.Course, s.Version, ErrDamaged, err)
	}
	if c.ID != s.Course || c.Version != s.Version || c.Hash != s.Hash {
		return nil, fmt.Errorf("%s %s: %w: it holds %s %s", s.Course, s.Version, ErrDamaged, c.ID, c.Version)
	}
	if c.canonicalForm().hash() != c.Hash {
		return nil, fmt.Errorf("%s %s: %w, or was written by a newer build: its content has another hash", s.Course, s.Version, ErrDamaged)
	}
	c.Approval = s.Approval
	return &c, nil
}
