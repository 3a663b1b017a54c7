package learning_test

import (
	"testing"

	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

func TestSigning(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.lessons(w.head)
	w.lessons(w.pema)
	if role := w.text(w.head).Role; role != "head" {
		t.Errorf("text for a head: got %q, want head", role)
	}
	hash := w.text(w.pema).Hash
	sign := func(hash, name string) error {
		_, err := w.learning.Sign(ctx, w.pema, conduct, learning.Signature{TextHash: hash, TypedName: name})
		return err
	}
	w.refused(sign(hash, "Pema"), fault.CodeConflict, "assessment")
	w.attempt(w.pema, true)
	w.refused(sign(w.text(w.head).Hash, "Pema"), fault.CodeConflict, "Read it again")
	for _, name := range []string{"", "  ", "...", "Pe\x00ma", "\xff"} {
		w.refused(sign(hash, name), fault.CodeInvalid)
	}
	p, err := w.learning.RaiseQuestion(ctx, w.pema, conduct, "May I use my own\r\nphone? ", learning.ViaWeb)
	w.must(err)
	_, err = w.learning.RaiseQuestion(ctx, w.pema, conduct, "May I use my own\nphone?", learning.ViaWeb)
	w.must(err)
	_, err = w.learning.RaiseQuestion(ctx, w.pema, conduct, " ", learning.ViaWeb)
	w.refused(err, fault.CodeInvalid)
	if len(p.Questions) != 1 || p.Status.State != learning.StatePassedNotSigned {
		t.Errorf("question: got %v, %s", p.Questions, p.Status.State)
	}
	w.must(sign(hash, "པདྨ་རྡོ་རྗེ།"))
	w.must(sign(hash, "པདྨ་རྡོ་རྗེ།"))
	w.refused(sign(hash, "Pema"), fault.CodeConflict, "པདྨ་རྡོ་རྗེ།")
	if p, err = w.learning.Progress(ctx, w.pema, conduct); err != nil || len(p.Questions) != 1 {
		t.Errorf("questions after signing: got %v, %v, want one", p.Questions, err)
	}
	_, err = w.learning.RaiseQuestion(ctx, w.pema, freeCourse, "Why?", learning.ViaWeb)
	w.refused(err, fault.CodeConflict, "Begin")
}
