package certificate

import (
	"fmt"
	"io"
	"strings"

	"lamtoen/internal/fault"
)

// alphabet is Crockford's base 32: no I, L, O or U, so that nothing on paper can be read as something else.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// serialLength is in characters of five bits: 80 random bits, which nobody guesses and which never meet by chance.
const serialLength = 16

func newSerial(random io.Reader) (string, error) {
	b := make([]byte, serialLength)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("certificate: random bytes for a serial: %w", err)
	}
	for i := range b {
		b[i] = alphabet[b[i]%32] // 256 is a multiple of 32, so every character is as likely
	}
	return string(b), nil
}

// ParseSerial reads a serial as people type it: in any case, in groups, with O for 0 and I or L for 1.
func ParseSerial(typed string) (string, error) {
	serial := strings.NewReplacer("-", "", " ", "", ".", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(strings.TrimSpace(typed)))
	bad := strings.ContainsFunc(serial, func(r rune) bool { return !strings.ContainsRune(alphabet, r) })
	if len(serial) != serialLength || bad {
		return "", fault.NotFound("This is not the serial of a certificate. A serial has sixteen letters and digits, printed in groups of four.")
	}
	return serial, nil
}

// GroupSerial writes a serial as it is printed: in groups of four.
func GroupSerial(serial string) string {
	var groups []string
	for ; len(serial) > 4; serial = serial[4:] {
		groups = append(groups, serial[:4])
	}
	return strings.Join(append(groups, serial), " ")
}
