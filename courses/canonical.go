package courses

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// canonical is the form over which a hash is taken: one line "path value" for each value that is present, sorted by bytes. A
// value that is absent, empty, zero or the default has no line, so an optional field added to the format later changes no
// old hash; sorting makes the order of files, keys and fields in the program immaterial. Things that have an id stand under
// it; where order means something (lessons, options, steps of a lesson) the position is a value of its own.
//
// Never rename a path and never give a default another value: both would change every published hash.
type canonical struct{ lines []string }

func (c *canonical) text(path, value string) {
	if value == "" {
		return
	}
	// One value stays one line. Not strconv.Quote: what it escapes depends on the Unicode version of the Go release.
	value = strings.ReplaceAll(strings.ReplaceAll(value, `\`, `\\`), "\n", `\n`)
	c.lines = append(c.lines, path+" "+value+"\n")
}

func (c *canonical) number(path string, n int) {
	if n != 0 {
		c.text(path, strconv.Itoa(n))
	}
}

func (c *canonical) truth(path string, is bool) {
	if is {
		c.text(path, "true")
	}
}

// position is the place of the i-th thing, from 1, so that the first is present.
func (c *canonical) position(path string, i int) { c.number(path+"/position", i+1) }

// String is the whole form, sorted.
func (c *canonical) String() string {
	slices.Sort(c.lines)
	return strings.Join(c.lines, "")
}

func (c *canonical) hash() string { return hashBytes([]byte(c.String())) }

// hashBytes is h1: and the SHA-256 in unpadded base64url (RFC 4648, section 5), which is safe in addresses and on paper.
func hashBytes(b []byte) string {
	sum := sha256.Sum256(b)
	return hashPrefix + base64.RawURLEncoding.EncodeToString(sum[:])
}

const hashPrefix = "h1:"

// validHash tells whether s has the form of a hash.
func validHash(s string) bool {
	rest, ok := strings.CutPrefix(s, hashPrefix)
	b, err := base64.RawURLEncoding.Strict().DecodeString(rest)
	return ok && err == nil && len(b) == sha256.Size
}

// addSet adds ids whose order means nothing, such as clauses.
func addSet[T ~string](c *canonical, path string, ids []T) {
	for _, id := range ids {
		c.truth(path+"/"+string(id), true)
	}
}

// addList adds values whose order means something, such as owners, of whom the first comes first in print.
func addList[T ~string](c *canonical, path string, values []T) {
	for i, v := range values {
		c.text(fmt.Sprintf("%s/%03d", path, i), string(v))
	}
}
