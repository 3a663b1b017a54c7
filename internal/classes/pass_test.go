package classes_test

import (
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
)

// A pass is known on every instance, for thirty days, until the pupil gets other pictures; who has left keeps it.
func TestPass(t *testing.T) {
	w := newWorld(t)
	c := w.class(3)
	of := func(roll int) classes.PupilSession { return classes.PupilSession{Class: c.ID, Roll: roll} }
	pass := must(w.classes.Pass(t.Context(), of(2)))(t)
	if got := must(w.open().ByPass(t.Context(), pass))(t); got != of(2) {
		t.Errorf("on another instance: got %+v, want number 2", got)
	}
	w.check(w.classes.ResetPictures(t.Context(), c.ID, 3, 1))
	w.check(w.classes.RemovePupil(t.Context(), c.ID, 2))
	if got := must(w.classes.ByPass(t.Context(), pass))(t); got != of(2) {
		t.Errorf("of who has left: got %+v, want number 2", got)
	}
	third := must(w.classes.Pass(t.Context(), of(3)))(t)
	w.check(w.classes.ResetPictures(t.Context(), c.ID, 3, 2))
	if _, err := w.classes.ByPass(t.Context(), third); !fault.Is(err, fault.CodeUnauthorised) {
		t.Errorf("after other pictures: got %v, want unauthorised", err)
	}
	if _, err := w.classes.Pass(t.Context(), of(9)); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("of nobody: got %v, want not found", err)
	}
	w.now = w.now.Add(30*24*time.Hour + time.Second)
	if _, err := w.classes.ByPass(t.Context(), pass); !fault.Is(err, fault.CodeUnauthorised) {
		t.Errorf("after thirty days: got %v, want unauthorised", err)
	}
}

// Whatever is changed about a pass, it is nobody's.
func TestMadeUpPasses(t *testing.T) {
	w := newWorld(t)
	c := w.class(3)
	pass := must(w.classes.Pass(t.Context(), classes.PupilSession{Class: c.ID, Roll: 2}))(t)
	rapid.Check(t, func(r *rapid.T) {
		made := []byte(pass)
		switch rapid.IntRange(0, 3).Draw(r, "how") {
		case 0:
			at := rapid.IntRange(0, len(made)-1).Draw(r, "at")
			made[at] = rapid.SampledFrom([]byte("23456789ABCabc.-_ ")).Draw(r, "with")
		case 1:
			made = made[:rapid.IntRange(0, len(made)-1).Draw(r, "cut")]
		case 2:
			made = []byte(fmt.Sprintf("%s.%d.1.%d.%s", c.ID, rapid.IntRange(1, 3).Draw(r, "roll"), w.now.Unix()+rapid.Int64Range(0, 1e7).Draw(r, "until"),
				base64.RawURLEncoding.EncodeToString(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(r, "seal"))))
		default:
			made = rapid.SliceOfN(rapid.Byte(), 0, 80).Draw(r, "bytes")
		}
		if string(made) == pass {
			return
		}
		if who, err := w.classes.ByPass(t.Context(), string(made)); !fault.Is(err, fault.CodeUnauthorised) {
			r.Fatalf("%q: got %+v, %v, want unauthorised", made, who, err)
		}
	})
}
