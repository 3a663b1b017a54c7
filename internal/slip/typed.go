package slip

import (
	"fmt"
	"strings"
	"unicode"

	"lamtoen/internal/fault"
)

// Alphabet leaves out what looks alike on a screen or in handwriting: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V. Its length is a prime,
// on which the check digits rest.
const Alphabet = "34679ACDEFGHJKMNPQRTWXY"

// The shape of a slip.
const (
	groups    = 6
	groupLen  = 5
	groupBits = 18
	Length    = groups * groupLen // characters, without hyphens
)

// base is how many characters there are.
const base = len(Alphabet)

// Field is the name of the form field that a mistake is told beside.
const Field = "slip"

// check is the fifth character of group g (from 1) behind its four.
func check(g int, c [groupLen - 1]int) int {
	return ((c[0]+2*c[1]+3*c[2]+4*c[3]-g)%base + base) % base
}

// encode writes 108 bits.
func encode(bits string) string {
	var b strings.Builder
	for g := range groups {
		n := 0
		for _, bit := range bits[g*groupBits : (g+1)*groupBits] {
			n = n*2 + int(bit-'0')
		}
		var c [groupLen - 1]int
		for i := groupLen - 2; i >= 0; i-- {
			c[i], n = n%base, n/base
		}
		for _, v := range c {
			b.WriteByte(Alphabet[v])
		}
		b.WriteByte(Alphabet[check(g+1, c)])
	}
	return b.String()
}

// decode writes the bits of group g (from 0); false where its characters do not belong together.
func decode(b *strings.Builder, g int, text string) bool {
	var c [groupLen]int
	for i := range groupLen {
		if c[i] = strings.IndexByte(Alphabet, text[i]); c[i] < 0 {
			return false
		}
	}
	four := [groupLen - 1]int(c[:groupLen-1])
	n := ((four[0]*base+four[1])*base+four[2])*base + four[3]
	writeBits(b, uint64(n), groupBits)
	return c[groupLen-1] == check(g+1, four) && n < 1<<groupBits
}

// Grouped writes the thirty characters as they are read out: K7M4P-XQ3RA-….
func Grouped(text string) string {
	var parts []string
	for len(text) > groupLen {
		parts, text = append(parts, text[:groupLen]), text[groupLen:]
	}
	return strings.Join(append(parts, text), "-")
}

// errNotOurs tells of thirty characters that hang together and that no file can have made.
var errNotOurs = fault.Invalid("This is not a completion slip.",
	fault.Field{Name: Field, Message: "No pen-drive file makes such a slip. Copy it once more from the file's page, “Your slip”."})

// wrong says what is wrong with what was typed.
func wrong(format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return fault.Invalid(message, fault.Field{Name: Field, Message: message})
}

// maxTyped is more than any slip has, with spaces and all.
const maxTyped = 200

// Parse reads a slip as people type it: small letters, spaces, hyphens and points do not matter. A mistake is
// fault.CodeInvalid for Field, and says in which group of characters it is.
func Parse(typed string) (Claim, error) {
	if len(typed) > maxTyped {
		return Claim{}, wrong("This is longer than a slip. Type one slip, six groups of five characters.")
	}
	pieces := pieces(typed)
	text := strings.Join(pieces, "")
	switch {
	case text == "":
		return Claim{}, wrong("Type the slip: six groups of five characters.")
	case len(text) != Length:
		return Claim{}, wrongLength(pieces, len(text))
	}
	var bits strings.Builder
	var bad []string
	for g := range groups {
		part := text[g*groupLen : (g+1)*groupLen]
		if !decode(&bits, g, part) {
			bad = append(bad, fmt.Sprintf("the %s group (%s)", ordinals()[g], part))
		}
	}
	if len(bad) > 0 {
		return Claim{}, wrongGroups(bad)
	}
	return claim(text, bits.String())
}

func claim(text, all string) (Claim, error) {
	s, n, err := read(all)
	return Claim{Slip: s, Text: text, bits: all[:n], proof: all[n:]}, err
}

// pieces cuts what was typed where people put spaces and signs, in capitals. Characters beyond ASCII become "?", so that one
// typed character is one byte.
func pieces(typed string) []string {
	var list []string
	piece := make([]byte, 0, Length)
	for _, r := range typed + " " {
		switch {
		case unicode.IsSpace(r) || strings.ContainsRune("-–—‐‑_.,;:/", r):
			if len(piece) > 0 {
				list, piece = append(list, string(piece)), piece[:0]
			}
		case r > unicode.MaxASCII:
			piece = append(piece, '?')
		default:
			piece = append(piece, byte(unicode.ToUpper(r)))
		}
	}
	return list
}

func ordinals() []string { return []string{"first", "second", "third", "fourth", "fifth", "sixth"} }

// wrongLength names the first group that is too short or too long, where the groups were typed apart.
func wrongLength(pieces []string, n int) error {
	if len(pieces) == groups {
		for i, p := range pieces {
			if len(p) != groupLen {
				return wrong("Look at the %s group (%s): it has %d characters, and each group has five.", ordinals()[i], p, len(p))
			}
		}
	}
	return wrong("A slip has %d characters, six groups of five; this has %d.", Length, n)
}

func wrongGroups(bad []string) error {
	if len(bad) == groups {
		return wrong("This is not a completion slip, or its groups are not in their order. Slips use only these characters: %s.", Alphabet)
	}
	if len(bad) > 1 {
		return wrong("Look at %s and %s: some of their characters are wrong or have changed places.", strings.Join(bad[:len(bad)-1], ", "), bad[len(bad)-1])
	}
	return wrong("Look at %s: one of its characters is wrong, or two have changed places.", bad[0])
}
