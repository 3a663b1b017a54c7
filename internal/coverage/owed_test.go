package coverage_test

import (
	"slices"
	"testing"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// owed gives what is owed, by person: the world has one course.
func (w *world) owed() map[org.PersonID]coverage.Owed {
	w.t.Helper()
	list, err := w.cube.Owed(w.ctx)
	w.must(err)
	by := map[org.PersonID]coverage.Owed{}
	for _, o := range list {
		if _, twice := by[o.Person]; twice {
			w.t.Errorf("%s stands twice in what is owed of one course", o.Person)
		}
		by[o.Person] = o
	}
	return by
}

func TestOwedIsWhatIsBoundAndNotDone(t *testing.T) {
	w := newWorld(t)
	never, begun := w.hire("1001", "moh"), w.hire("1002", "gw-haa-bji")
	done, away := w.hire("1003", "moh"), w.hire("1004", "moh")
	guest := w.hireAs("1005", "moh", org.KindInvited)
	w.signIn(begun)
	w.begin(begun)
	w.complete(done)
	w.must(w.register.SetLeave(w.ctx, away, start, "", "test"))
	w.later()

	owed := w.owed()
	if got := owed[never]; got.Due != due || got.Agency != "moh" || got.SignedIn || got.State != learning.StateNotStarted {
		t.Errorf("never signed in: got %+v, want the course due on %s", got, due)
	}
	if got := owed[begun]; got.Group != coverage.GroupUnderWay || !got.SignedIn || got.Agency != "gw-haa-bji" {
		t.Errorf("under way: got %+v", got)
	}
	if got := owed[away]; !got.OnLeave {
		t.Errorf("on leave: got %+v, want it marked", got)
	}
	few, err := w.cube.Owed(w.ctx, away, done, "nobody", begun)
	w.must(err)
	if want := []coverage.Owed{owed[away], owed[begun]}; !slices.Equal(few, want) {
		t.Errorf("of these people alone: got %+v, want %+v", few, want)
	}
	for name, id := range map[string]org.PersonID{"complete": done, "whom no rule binds": guest} {
		if got, there := owed[id]; there {
			t.Errorf("someone %s: got %+v, want nothing owed", name, got)
		}
	}

	w.clock.to(due.AddDays(1))
	if got := w.owed()[never]; got.State != learning.StateOverdue || got.Due != due {
		t.Errorf("after the day: got %+v, want it overdue", got)
	}
	w.clock.to(day.Of(w.clock.now()).AddMonths(23)) // valid for 24 months from January
	if got, there := w.owed()[done]; !there || got.Due == "" {
		t.Errorf("a completion that ended or ends soon: got %+v, %v, want its renewal owed", got, there)
	}
}

func TestOwedFollowsFacts(t *testing.T) {
	w := newWorld(t)
	id := w.hire("1001", "moh")
	w.later()
	if len(w.owed()) != 1 {
		t.Fatal("want one course owed")
	}
	w.complete(id)
	w.later()
	if got := w.owed(); len(got) != 0 {
		t.Errorf("got %v, want nothing owed after the completion", got)
	}
}
