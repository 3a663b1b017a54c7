package courses

import (
	"cmp"
	"strconv"
	"strings"
)

// Version is a semantic version MAJOR.MINOR.PATCH. Patch is wording; minor adds or changes lessons or questions, and learners
// under way finish what they began; major changes the substance, and holders of the old one may owe the difference.
type Version string

// Valid tells whether v is three numbers without leading zeros, joined by dots.
func (v Version) Valid() bool {
	parts := strings.Split(string(v), ".")
	if len(parts) != 3 {
		return false
	}
	for _, p := range parts {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || strconv.FormatUint(n, 10) != p {
			return false
		}
	}
	return true
}

// Compare is negative when v comes before w, zero when they are the same, positive when v comes after w. It compares numbers,
// so 1.10.0 comes after 1.9.0; a part that is no number counts as 0.
func (v Version) Compare(w Version) int {
	a, b := v.numbers(), w.numbers()
	return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]), cmp.Compare(a[2], b[2]))
}

func (v Version) numbers() (n [3]uint64) {
	for i, p := range strings.SplitN(string(v), ".", 3) {
		n[i], _ = strconv.ParseUint(p, 10, 16)
	}
	return n
}
