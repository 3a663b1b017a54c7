package slip

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

// Form says for whom the file is.
type Form int

// The forms, as they stand in the first two bits.
const (
	Person Form = 0 // a civil servant
	Pupil  Form = 1 // the pupils of a class, each by their roll number
)

// Limits of what a slip can say.
const (
	MaxFile          = 1<<26 - 1
	MaxRoll          = 1<<7 - 1
	MaxPersonLessons = 20
	MaxPupilLessons  = 8
	NotTaken         = 1<<6 - 1 // of Right: the questions were not answered
	MaxRight         = NotTaken - 1
)

// Asked is how many questions a module asks before and again after it.
const Asked = 3

// Choice is what was answered to a question asked before or after the module: NotAnswered, or the number of the choice, from 1.
type Choice int

// The limits of a choice. A question with more choices is not asked in a file.
const (
	NotAnswered Choice = 0
	MaxChoice   Choice = 6
)

// choices is how many values a Choice has, and choiceBits the bits of all of them together.
const (
	choices    = int(MaxChoice) + 1
	choiceBits = 17 // 7^6 is 117,649
)

// Slip is what a file says was done in it.
type Slip struct {
	Form    Form
	File    int    // the number of the file
	Day     int    // days after the file was made, as the device counts them
	Lessons uint32 // bit i is the i-th lesson of the file

	// Of a pupil.
	Roll          int
	Right         int // right answers of the self-test, or NotTaken
	Before, After [Asked]Choice
}

// Done tells whether the i-th lesson of the file, from 0, was finished.
func (s Slip) Done(i int) bool { return i >= 0 && i < 32 && s.Lessons>>i&1 == 1 }

// Count is how many lessons were finished.
func (s Slip) Count() int { return strings.Count(strconv.FormatUint(uint64(s.Lessons), 2), "1") }

// Key proves the slips of one file.
type Key [16]byte

// KeyFor makes the key of a file out of its secret, so that it is good for this owner and course only.
func KeyFor(secret []byte, owner, course string) Key {
	sum := hmac.New(sha256.New, secret)
	sum.Write([]byte("lamtoen-file:" + owner + "\n" + course)) // a hash never fails
	return Key(sum.Sum(nil)[:16])
}

// field is one number within the bits.
type field struct {
	width int
	value uint64
}

// fields are the numbers of a slip in their order. Values that do not fit are cut to what fits: days to the last that can be
// said, everything else is the maker's duty, and Valid tells.
func (s Slip) fields() []field {
	if s.Form == Person {
		return []field{{2, uint64(Person)}, {26, uint64(s.File)}, {11, uint64(s.Day)}, {MaxPersonLessons, uint64(s.Lessons)}}
	}
	chosen := uint64(0)
	for _, c := range append(s.Before[:], s.After[:]...) {
		if c < NotAnswered || c > MaxChoice {
			chosen = 1 << choiceBits // does not fit
			break
		}
		chosen = chosen*uint64(choices) + uint64(c)
	}
	return []field{{2, uint64(Pupil)}, {26, uint64(s.File)}, {7, uint64(s.Roll)}, {9, uint64(s.Day)}, {MaxPupilLessons, uint64(s.Lessons)},
		{6, uint64(s.Right)}, {choiceBits, chosen}}
}

// LastDay is the last day that a slip of the form can name.
func (f Form) LastDay() int {
	if f == Person {
		return 1<<11 - 1
	}
	return 1<<9 - 1
}

// bits are the numbers as characters 0 and 1.
func (s Slip) bits() (string, error) {
	s.Day = max(0, min(s.Day, s.Form.LastDay()))
	var b strings.Builder
	if s.Form != Person && s.Form != Pupil {
		return "", fmt.Errorf("slip: no form %d", s.Form)
	}
	for _, f := range s.fields() {
		if f.value>>f.width != 0 {
			return "", fmt.Errorf("slip: %d does not fit into %d bits", f.value, f.width)
		}
		writeBits(&b, f.value, f.width)
	}
	return b.String(), nil
}

// writeBits writes the last bits of a number as characters 0 and 1, the highest first.
func writeBits(b *strings.Builder, n uint64, width int) {
	for width > 0 {
		width--
		b.WriteByte('0' + byte(n>>width&1))
	}
}

// size is how many bits a whole slip has.
const size = groups * groupBits

// proofOf is what stands behind the bits: so many of the hash as there is room for.
func proofOf(bits string, k Key) string {
	sum := hmac.New(sha256.New, k[:])
	sum.Write([]byte("lamtoen-slip:" + bits)) // a hash never fails
	var all strings.Builder
	first := sum.Sum(nil)[:8] // a proof has 49 bits at most
	writeBits(&all, binary.BigEndian.Uint64(first), 64)
	return all.String()[:size-len(bits)]
}

// Write gives the slip's thirty characters, without hyphens. It fails for numbers beyond the limits; a later day than can be
// said is the last that can.
func Write(s Slip, k Key) (string, error) {
	bits, err := s.bits()
	if err != nil {
		return "", err
	}
	return encode(bits + proofOf(bits, k)), nil
}

// Claim is a slip as it was typed, free of slips of the pen but not proven yet: its File says whose key to ask.
type Claim struct {
	Slip
	Text  string // the thirty characters
	bits  string
	proof string
}

// Proven tells whether the slip was made with the key.
func (c Claim) Proven(k Key) bool {
	return subtle.ConstantTimeCompare([]byte(c.proof), []byte(proofOf(c.bits, k))) == 1
}

// read takes the numbers out of the bits.
func read(bits string) (Slip, int, error) {
	at := 0
	next := func(width int) int {
		n, _ := strconv.ParseUint(bits[at:at+width], 2, 64) // only 0 and 1
		at += width
		return int(n)
	}
	s := Slip{Form: Form(next(2))}
	switch s.Form {
	case Person:
		s.File, s.Day, s.Lessons = next(26), next(11), uint32(next(MaxPersonLessons))
	case Pupil:
		s.File, s.Roll, s.Day, s.Lessons, s.Right = next(26), next(7), next(9), uint32(next(MaxPupilLessons)), next(6)
		chosen := next(choiceBits)
		for i := Asked - 1; i >= 0; i-- {
			s.After[i], chosen = Choice(chosen%choices), chosen/choices
		}
		for i := Asked - 1; i >= 0; i-- {
			s.Before[i], chosen = Choice(chosen%choices), chosen/choices
		}
		if chosen > 0 {
			return s, at, errNotOurs
		}
	default:
		return s, at, errNotOurs
	}
	return s, at, nil
}
