package slip_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lamtoen/internal/fault"
	"lamtoen/internal/slip"
)

// anySlip draws any slip that a file can make.
func anySlip(t *rapid.T) slip.Slip {
	s := slip.Slip{Form: slip.Form(rapid.IntRange(0, 1).Draw(t, "form")), File: rapid.IntRange(0, slip.MaxFile).Draw(t, "file")}
	s.Day = rapid.IntRange(0, s.Form.LastDay()).Draw(t, "day")
	if s.Form == slip.Person {
		s.Lessons = rapid.Uint32Range(0, 1<<slip.MaxPersonLessons-1).Draw(t, "lessons")
		return s
	}
	s.Lessons = rapid.Uint32Range(0, 1<<slip.MaxPupilLessons-1).Draw(t, "lessons")
	s.Roll, s.Right = rapid.IntRange(0, slip.MaxRoll).Draw(t, "roll"), rapid.IntRange(0, slip.NotTaken).Draw(t, "right")
	for i := range slip.Asked {
		s.Before[i] = slip.Choice(rapid.IntRange(0, 6).Draw(t, "before"))
		s.After[i] = slip.Choice(rapid.IntRange(0, 6).Draw(t, "after"))
	}
	return s
}

func anyKey(t *rapid.T) slip.Key {
	return slip.Key(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key"))
}

func written(t *rapid.T) (slip.Slip, slip.Key, string) {
	s, k := anySlip(t), anyKey(t)
	text, err := slip.Write(s, k)
	if err != nil {
		t.Fatal(err)
	}
	return s, k, text
}

func TestASlipSaysWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, k, text := written(t)
		typed := []string{text, slip.Grouped(text), strings.ToLower(slip.Grouped(text)), " " + strings.Join(strings.Split(text, ""), " ") + "."}
		c, err := slip.Parse(rapid.SampledFrom(typed).Draw(t, "typed"))
		if err != nil || c.Slip != s || c.Text != text || !c.Proven(k) {
			t.Fatalf("wrote %+v as %s, read %+v, %v", s, text, c.Slip, err)
		}
		other := k
		other[rapid.IntRange(0, 15).Draw(t, "byte")] ^= 1
		if c.Proven(other) {
			t.Fatalf("%s is proven by another key", text)
		}
	})
}

// wrongAt tells that what was typed is refused, and that the message names the group of the character at i.
func wrongAt(t *rapid.T, typed string, i int) {
	_, err := slip.Parse(typed)
	f, ok := fault.As(err)
	if !ok || f.Code != fault.CodeInvalid || len(f.Fields) != 1 || f.Fields[0].Name != slip.Field {
		t.Fatalf("%s gives %v", typed, err)
	}
	if part := typed[i/5*5 : i/5*5+5]; !strings.Contains(f.Message, "("+part+")") {
		t.Fatalf("the wrong character of %s is in %s; told: %s", typed, part, f.Message)
	}
}

func TestEverySingleWrongCharacterIsFoundInItsGroup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, _, text := written(t)
		for i := range slip.Length {
			for _, r := range slip.Alphabet + "0OILZSBUV158" {
				if byte(r) != text[i] {
					wrongAt(t, text[:i]+string(r)+text[i+1:], i)
				}
			}
		}
	})
}

func TestEverySwapOfNeighboursIsFoundInItsGroup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, _, text := written(t)
		for i := range slip.Length - 1 {
			if text[i] != text[i+1] {
				swapped := text[:i] + string(text[i+1]) + string(text[i]) + text[i+2:]
				wrongAt(t, swapped, i)
				wrongAt(t, swapped, i+1)
			}
		}
	})
}

func TestGroupsThatHaveChangedPlacesAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, _, text := written(t)
		i, j := rapid.IntRange(0, 5).Draw(t, "one"), rapid.IntRange(0, 5).Draw(t, "other")
		if i == j {
			return
		}
		parts := strings.Split(slip.Grouped(text), "-")
		parts[i], parts[j] = parts[j], parts[i]
		wrongAt(t, strings.Join(parts, ""), 5*i)
		wrongAt(t, strings.Join(parts, ""), 5*j)
	})
}

// forger makes texts with right check digits: only the proof is left against them.
type forger struct{ random *rand.Rand }

func (f forger) slip() string {
	var b strings.Builder
	for g := 1; g <= 6; g++ {
		n := f.random.IntN(1 << 18)
		c := []int{n / (23 * 23 * 23), n / (23 * 23) % 23, n / 23 % 23, n % 23}
		for _, v := range c {
			b.WriteByte(slip.Alphabet[v])
		}
		b.WriteByte(slip.Alphabet[((c[0]+2*c[1]+3*c[2]+4*c[3]-g)%23+23)%23])
	}
	return b.String()
}

// A forger who knows the form, the check digits and the number of a file that was issued, and not its key.
func TestAMillionForgeriesAndNoneIsAccepted(t *testing.T) {
	f := forger{rand.New(rand.NewPCG(2026, 11))}
	key := slip.KeyFor([]byte("a secret of thirty-two bytes ..."), "person/p1", "code-of-conduct")
	real, err := slip.Write(slip.Slip{Form: slip.Person, File: 7, Day: 1, Lessons: 1023}, key)
	if err != nil {
		t.Fatal(err)
	}
	hang, none := 0, 0
	for i := range 1_000_000 {
		text := f.slip()
		if i%2 == 1 { // a real one whose proof was made up: its last two groups
			text = real[:20] + text[20:]
		}
		c, err := slip.Parse(text)
		if err != nil {
			none++
			continue
		}
		hang++
		if c.Proven(key) {
			t.Fatalf("forgery %d, %s, was accepted", i, text)
		}
	}
	if hang < 500_000 || none == 0 {
		t.Errorf("%d forgeries had right check digits and %d had none; the test means little", hang, none)
	}
}

func TestAKeyIsGoodForOneOwnerAndOneCourse(t *testing.T) {
	secret := []byte("a secret of thirty-two bytes ...")
	own := slip.KeyFor(secret, "person/p1", "code-of-conduct")
	text, err := slip.Write(slip.Slip{Form: slip.Person, File: 9, Lessons: 1}, own)
	if err != nil {
		t.Fatal(err)
	}
	c, err := slip.Parse(text)
	if err != nil || !c.Proven(own) {
		t.Fatalf("its own key: %v", err)
	}
	for name, k := range map[string]slip.Key{
		"another owner":  slip.KeyFor(secret, "person/p2", "code-of-conduct"),
		"another course": slip.KeyFor(secret, "person/p1", "for-executives"),
		"another file":   slip.KeyFor([]byte("another secret of a file"), "person/p1", "code-of-conduct"),
	} {
		if c.Proven(k) {
			t.Errorf("the slip is proven by the key of %s", name)
		}
	}
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	text, err := slip.Write(slip.Slip{Form: slip.Pupil, File: 123456, Roll: 7, Right: 5}, slip.Key{1})
	if err != nil {
		t.Fatal(err)
	}
	grouped := slip.Grouped(text)
	for _, c := range []struct{ name, typed, want string }{
		{"nothing", " - ", "Type the slip: six groups of five"},
		{"too short", grouped[:20], "this has 17"},
		{"a group too short", strings.Replace(grouped, grouped[6:11], grouped[6:10], 1), "Look at the second group (" + grouped[6:10] + "): it has 4"},
		{"far too long", strings.Repeat("A", 300), "longer than a slip"},
		{"another thing", "ABCDE-FGHIJ-KLMNO-PQRST-UVWXY-Z1234", "not a completion slip"},
		{"letters of Dzongkha", strings.Repeat("ཀ", 30), "not a completion slip"},
		{"groups backwards", text[25:] + text[20:25] + text[15:20] + text[10:15] + text[5:10] + text[:5], "not in their order"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := slip.Parse(c.typed)
			if f, ok := fault.As(err); !ok || !strings.Contains(f.Message, c.want) {
				t.Errorf("%q gives %v, want %q", c.typed, err, c.want)
			}
		})
	}
}

func TestWriteRefusesWhatDoesNotFit(t *testing.T) {
	for name, s := range map[string]slip.Slip{
		"file": {File: slip.MaxFile + 1}, "lessons": {Lessons: 1 << slip.MaxPersonLessons}, "form": {Form: 2},
		"roll": {Form: slip.Pupil, Roll: slip.MaxRoll + 1}, "right": {Form: slip.Pupil, Right: 64}, "negative": {Form: slip.Pupil, Roll: -1},
		"choice": {Form: slip.Pupil, After: [3]slip.Choice{0, 7, 0}}, "no choice": {Form: slip.Pupil, Before: [3]slip.Choice{-1, 0, 0}},
	} {
		if text, err := slip.Write(s, slip.Key{}); err == nil {
			t.Errorf("%s: wrote %s", name, text)
		}
	}
	late, err := slip.Write(slip.Slip{Day: 1 << 20}, slip.Key{})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := slip.Parse(late); err != nil || c.Day != slip.Person.LastDay() {
		t.Errorf("a late day is read as %d, %v", c.Day, err)
	}
}

// What stands here was written once and is typed from paper for ever.
func TestSlipsOfEarlierProgramsAreRead(t *testing.T) {
	key := slip.KeyFor([]byte("golden"), "class/K7M4PXQ3", "real-or-made-up")
	s := slip.Slip{Form: slip.Pupil, File: 40_000_000, Roll: 23, Day: 40, Lessons: 31, Right: 8,
		Before: [3]slip.Choice{1, 2, slip.NotAnswered}, After: [3]slip.Choice{6, 2, 1}}
	text, err := slip.Write(s, key)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := slip.Grouped(text), "EKPQH-GQTRG-7ENCP-GYXWF-RCQHA-T4DKT"; got != want {
		t.Errorf("written as %s, want %s", got, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("K7M4P-XQ3RA-K7M4P-XQ3RA-K7M4P-XQ3RA")
	f.Add("33334 33333 3333Y 33333 33333 33333")
	f.Fuzz(func(t *testing.T, typed string) {
		c, err := slip.Parse(typed)
		if err != nil {
			return
		}
		again, err := slip.Parse(c.Text)
		if err != nil || again.Text != c.Text || again.Slip != c.Slip {
			t.Errorf("%q is read as %s, and that as %+v, %v", typed, c.Text, again, err)
		}
	})
}
