package slip

import (
	"encoding/binary"
	"fmt"
	"io"
)

// secretLen is the length of a file's secret in bytes.
const secretLen = 32

// Draw gives a new file its number and its secret. Whoever keeps files sees to it that no two have one number.
func Draw(random io.Reader) (number int, secret []byte, err error) {
	drawn := make([]byte, secretLen+4)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return 0, nil, fmt.Errorf("slip: no randomness for a file: %w", err)
	}
	return int(binary.BigEndian.Uint32(drawn[secretLen:]) & MaxFile), drawn[:secretLen], nil
}
