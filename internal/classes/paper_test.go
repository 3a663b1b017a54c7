package classes_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// newPaper is a class that works on a module on paper.
func newPaper(t *testing.T, size int) *learning {
	t.Helper()
	l := newLearning(t, size)
	// The letters of a class follow from its id.
	l.class = must(l.classes.Create(t.Context(), classes.NewClass{ID: "34679ACD", School: "school-1", Grade: "VII", Section: "B", Size: size}, l.teacher))(t)
	l.class = l.assign(l.class.ID, rumours, classes.ModePaper)
	return l
}

func (l *learning) paper() classes.Paper {
	l.Helper()
	return must(l.classes.PaperOf(l.Context(), l.class, rumours))(l.T)
}

// right is what stands on a sheet on which everything is right; wrong one on which nothing was written.
func right(item classes.PaperItem) string {
	a := assessment.Answer{Order: item.Item.Sequence}
	for _, o := range item.Item.Options {
		if o.Right {
			a.Options = append(a.Options, o.ID)
		}
	}
	for _, o := range item.Item.Reasons {
		if o.Right {
			a.Reason = o.ID
		}
	}
	for _, pair := range item.Item.Pairs {
		a.Matches = append(a.Matches, assessment.Match{Pair: pair.ID, Option: pair.Right})
	}
	if item.Item.Type == courses.Matching || item.Item.Type == courses.Ordering {
		a.Options = nil
	}
	return item.Letters(a)
}

// sheet is a whole sheet of a pupil: the questions of these numbers left empty, all others right.
func (l *learning) sheet(roll int, ask classes.Ask, form string, empty ...int) classes.PaperSheet {
	l.Helper()
	s := classes.PaperSheet{Roll: roll, Form: form}
	for _, item := range l.paper().Items(ask, form) {
		letters := right(item)
		if slices.Contains(empty, item.Number) {
			letters = "-"
		}
		s.Typed = append(s.Typed, letters)
	}
	return s
}

func (l *learning) enter(ask classes.Ask, sheets ...classes.PaperSheet) ([]classes.PaperLine, error) {
	return l.classes.EnterSheets(l.Context(), l.class, rumours, ask, sheets, l.teacher)
}

func (l *learning) standing(roll int) classes.Standing {
	l.Helper()
	return classes.StandingOf(must(l.classes.WorkOf(l.Context(), l.class.ID, roll, rumours))(l.T), l.module)
}

// fields are the names of what is marked.
func fields(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return "no fault"
	}
	var list []string
	for _, one := range f.Fields {
		list = append(list, one.Name)
	}
	return strings.Join(list, " ")
}

func TestSheetsAreEntered(t *testing.T) {
	l := newPaper(t, 6)
	count := l.paper().Count(classes.AskQuiz)
	lines := must(l.enter(classes.AskQuiz, l.sheet(1, classes.AskQuiz, "A"), l.sheet(2, classes.AskQuiz, "B", 2, 3), classes.PaperSheet{Roll: 3, Form: "C", Typed: []string{" ", ""}}))(t)
	if len(lines) != 2 || lines[0].Right != count || lines[0].New != count || lines[1].Right != count-2 || len(lines[1].Open) != 0 {
		t.Fatalf("got %+v, want two sheets, one all right, one with two left empty", lines)
	}
	for roll, want := range map[int]classes.State{1: classes.Done, 2: classes.Done, 3: classes.NotBegun} {
		if got := l.standing(roll); got.State != want || got.State == classes.Done && got.Mode != classes.ModePaper {
			t.Errorf("roll %d: got %+v, want %s", roll, got, want)
		}
	}
	// Tomorrow: the same again changes nothing, half a sheet waits for its other half.
	l.now = l.now.Add(24 * time.Hour)
	half := l.sheet(3, classes.AskQuiz, "C")
	for i := range half.Typed[1:] {
		half.Typed[i+1] = ""
	}
	before := must(l.classes.WorkOf(t.Context(), l.class.ID, 1, rumours))(t)
	lines = must(l.enter(classes.AskQuiz, l.sheet(1, classes.AskQuiz, "A"), half))(t)
	after := must(l.classes.WorkOf(t.Context(), l.class.ID, 1, rumours))(t)
	if lines[0].New != 0 || !before.Touched.Equal(after.Touched) || len(lines[1].Open) != count-1 || l.standing(3).State != classes.UnderWay {
		t.Errorf("got %+v, want nothing new for the first, and %d open for the other", lines, count-1)
	}
	must(l.enter(classes.AskQuiz, l.sheet(3, classes.AskQuiz, "C")))(t)
	if got := l.standing(3); got.State != classes.Done || got.Right != count {
		t.Errorf("got %+v, want it done with all right", got)
	}
	if form := must(l.classes.PaperOf(t.Context(), l.class, rumours))(t).Pupils[2].Form(); form != "C" {
		t.Errorf("got form %s, want that of the sheet, C", form)
	}
}

func TestBeforeAndAfterOnPaper(t *testing.T) {
	l := newPaper(t, 3)
	for roll := 1; roll <= 3; roll++ {
		must(l.enter(classes.AskBefore, l.sheet(roll, classes.AskBefore, "", 1, 2, 3)))(t)
		must(l.enter(classes.AskAfter, l.sheet(roll, classes.AskAfter, "", 3)))(t)
	}
	live := must(l.classes.Live(t.Context(), l.class, rumours))(t)
	best, ok := live.Shift.Best()
	if !ok || best.Before != 0 || best.BeforeOf != 3 || best.After != 3 || live.Shift.Hands {
		t.Errorf("got %+v, want none of three before, and three after", best)
	}
	if again, ok := live.Shift.Again(); !ok || again.Number != 3 {
		t.Errorf("got %+v, want question 3 to ask again", again)
	}
}

func TestSheetsThatAreRefused(t *testing.T) {
	l := newPaper(t, 4)
	items := l.paper().Items(classes.AskQuiz, "A")
	n := slices.IndexFunc(items, func(i classes.PaperItem) bool { return i.Item.Type == courses.Single })
	device := l.answers(classes.AskQuiz, items[n].Item.ID, true, 0)
	must(l.enter(classes.AskQuiz, l.sheet(1, classes.AskQuiz, "A")))(t)
	for name, tt := range map[string]struct {
		change func(*classes.PaperSheet)
		ask    classes.Ask
		want   string
	}{
		"a letter that no question has":  {func(s *classes.PaperSheet) { s.Typed[0] = "z"; s.Typed[2] = "a?" }, classes.AskQuiz, "q2-1 q2-3"},
		"a form that there is not":       {func(s *classes.PaperSheet) { s.Form = "E" }, classes.AskQuiz, "form2"},
		"no form":                        {func(s *classes.PaperSheet) { s.Form = "" }, classes.AskQuiz, "form2"},
		"nothing typed":                  {func(s *classes.PaperSheet) { s.Typed = nil }, classes.AskQuiz, "q2-1"},
		"a pupil who is not there":       {func(s *classes.PaperSheet) { s.Roll = 9 }, classes.AskQuiz, "q9-1"},
		"another answer than before":     {func(s *classes.PaperSheet) { *s = l.sheet(1, classes.AskQuiz, "A"); s.Typed[1] = "-" }, classes.AskQuiz, "q1-2"},
		"of the three, a letter too far": {func(s *classes.PaperSheet) { s.Form = ""; s.Typed = []string{"x"} }, classes.AskBefore, "q2-1"},
	} {
		sheet := l.sheet(2, classes.AskQuiz, "B")
		tt.change(&sheet)
		good := l.sheet(3, classes.AskQuiz, "C")
		if sheet.Typed == nil || tt.ask != classes.AskQuiz {
			good.Typed = nil
		}
		if _, err := l.enter(tt.ask, sheet, good); fields(err) != tt.want || !fault.Is(err, fault.CodeInvalid) {
			t.Errorf("%s: got %v (%s), want %s", name, err, fields(err), tt.want)
		}
		if got := l.standing(3).State; got != classes.NotBegun {
			t.Errorf("%s: got number 3 %s, want nothing written", name, got)
		}
	}
	must(l.classes.Merge(t.Context(), l.id(2), device))(t)
	sheet := l.sheet(2, classes.AskQuiz, "A", n+1)
	if _, err := l.enter(classes.AskQuiz, sheet); fields(err) != classes.PaperField(2, n+1) {
		t.Errorf("a question answered on a device: got %v, want it marked", err)
	}
	sheet.Typed[n] = ""
	if lines := must(l.enter(classes.AskQuiz, sheet))(t); len(lines[0].Open) != 0 || l.standing(2).State != classes.Done {
		t.Errorf("got %+v, want the rest of the sheet taken, and the pupil done", lines)
	}
	if _, err := l.classes.PaperOf(t.Context(), l.assign(l.class.ID, kind, classes.ModeProjector), kind); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("a module that is spoken: got %v, want not found", err)
	}
}

// fix is the sheet of a pupil by the answers that stand there, to be changed.
func (l *learning) fix(roll int, ask classes.Ask, cause classes.Cause) classes.PaperFix {
	l.Helper()
	p := l.paper()
	pupil, _ := p.Pupil(roll)
	f := classes.PaperFix{PaperSheet: classes.PaperSheet{Roll: roll, Form: pupil.Form()}, Ask: ask, Cause: cause, Seen: len(pupil.Work.Trace())}
	for _, item := range p.Items(ask, f.Form) {
		letters := ""
		if a, ok := pupil.Record.Answer(ask, item.Item.ID); ok {
			letters = item.Letters(a.Answer)
		}
		f.Typed = append(f.Typed, letters)
	}
	return f
}

func (l *learning) correct(f classes.PaperFix) (int, error) {
	return l.classes.CorrectPaper(l.Context(), l.class, rumours, f, l.other)
}

func TestCorrectionsLeaveATrace(t *testing.T) {
	l := newPaper(t, 4)
	count := l.paper().Count(classes.AskQuiz)
	must(l.enter(classes.AskQuiz, l.sheet(1, classes.AskQuiz, "A", 1)))(t)
	l.now = l.now.Add(time.Hour)

	f := l.fix(1, classes.AskQuiz, classes.CauseRead)
	if n := must(l.correct(f))(t); n != 0 {
		t.Errorf("nothing changed: got %d corrections", n)
	}
	f.Typed[0] = right(l.paper().Items(classes.AskQuiz, "A")[0])
	for i, want := range []int{1, 0} { // sent twice
		if n := must(l.correct(f))(t); n != want {
			t.Errorf("time %d: got %d corrections, want %d", i+1, n, want)
		}
	}
	if got := l.standing(1); got.Right != count || got.State != classes.Done {
		t.Errorf("got %+v, want all right", got)
	}
	stale := f
	stale.Typed = slices.Clone(f.Typed)
	stale.Typed[1] = ""
	if _, err := l.correct(stale); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("a form of before: got %v, want a conflict", err)
	}
	l.now = l.now.Add(time.Hour)
	stale.Seen, stale.Cause = 1, classes.CauseTyped
	must(l.correct(stale))(t)
	w := must(l.classes.WorkOf(t.Context(), l.class.ID, 1, rumours))(t)
	trace := w.Trace()
	if len(trace) != 2 || trace[0].Cause != classes.CauseRead || trace[0].By != l.other || len(trace[0].Was.Options) != 0 || trace[0].Is == nil ||
		trace[1].Was == nil || trace[1].Is != nil || trace[1].Form != "A" || !trace[1].At.Equal(l.now) {
		t.Errorf("got %+v, want what was and is, by whom, when and why, twice", trace)
	}
	if l.standing(1).State != classes.UnderWay {
		t.Error("got the pupil done, want the question open again")
	}
}

// TestTheOtherForm puts a sheet right that was typed letter for letter, by the wrong form.
func TestTheOtherForm(t *testing.T) {
	l := newPaper(t, 2)
	p := l.paper()
	var typed []string // what a pupil with form B circled, everything right
	for _, item := range p.Items(classes.AskQuiz, "B") {
		typed = append(typed, right(item))
	}
	asA := classes.PaperSheet{Roll: 2, Form: "A", Typed: slices.Clone(typed)}
	for i, item := range p.Items(classes.AskQuiz, "A") {
		if _, err := item.Choose(typed[i]); err != nil {
			asA.Typed[i] = "-" // does not fit: the teacher thinks that nothing was circled
		}
	}
	must(l.enter(classes.AskQuiz, asA))(t)
	if l.standing(2).Right == len(typed) {
		t.Fatal("got all right by the wrong form: choose another module for this test")
	}
	l.now = l.now.Add(time.Hour)
	f := l.fix(2, classes.AskQuiz, classes.CauseTyped)
	f.Form, f.Typed = "B", typed
	must(l.correct(f))(t)
	if got := l.standing(2); got.Right != len(typed) {
		t.Errorf("got %+v, want all right by form B", got)
	}
	if pupil, _ := l.paper().Pupil(2); pupil.Form() != "B" && pupil.Form() != "A" {
		t.Errorf("got form %s", pupil.Form())
	}
}

func TestCorrectionsThatAreRefused(t *testing.T) {
	l := newPaper(t, 3)
	items := l.paper().Items(classes.AskQuiz, "A")
	n := slices.IndexFunc(items, func(i classes.PaperItem) bool { return i.Item.Type == courses.Single })
	device := l.answers(classes.AskQuiz, items[n].Item.ID, false, 0)
	must(l.classes.Merge(t.Context(), l.id(1), device))(t)
	sheet := l.sheet(1, classes.AskQuiz, "A")
	sheet.Typed[n] = ""
	must(l.enter(classes.AskQuiz, sheet))(t)
	l.now = l.now.Add(time.Hour)
	f := l.fix(1, classes.AskQuiz, "")
	f.Typed[n] = right(items[n])
	if n := must(l.correct(f))(t); n != 0 {
		t.Errorf("an answer given on a device: got %d corrections, want none", n)
	}
	other := (n + 1) % len(items)
	f.Typed[other] = "-"
	if _, err := l.correct(f); fields(err) != "cause" {
		t.Errorf("no cause: got %v", err)
	}
	f.Cause = classes.CauseRepeat
	if _, err := l.correct(f); fields(err) != "cause" {
		t.Errorf("a cause of beginning again: got %v", err)
	}
	f.Cause, f.Typed[other] = classes.CauseRead, "zz"
	if _, err := l.correct(f); fields(err) != classes.PaperField(1, other+1) {
		t.Errorf("a letter that there is not: got %v", err)
	}
	f.Form = "Q"
	if _, err := l.correct(f); fields(err) != "form1" {
		t.Errorf("no such form: got %v", err)
	}
	f.Roll = 77
	if _, err := l.correct(f); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("nobody: got %v", err)
	}
	if got := must(l.classes.WorkOf(t.Context(), l.class.ID, 1, rumours))(t).Trace(); len(got) != 0 {
		t.Errorf("got %+v, want nothing corrected", got)
	}
}

func TestTakingPart(t *testing.T) {
	l := newPaper(t, 5)
	all := classes.TookPart{Course: rumours, Rolls: []int{1, 2, 4}}
	for _, lesson := range l.module.Lessons {
		all.Lessons = append(all.Lessons, lesson.ID)
	}
	for name, tt := range map[string]struct {
		t    classes.TookPart
		want string
	}{
		"no lesson":     {classes.TookPart{Course: rumours, Rolls: []int{1}}, "lesson"},
		"no pupil":      {classes.TookPart{Course: rumours, Lessons: all.Lessons}, "roll"},
		"not this one":  {classes.TookPart{Course: rumours, Lessons: []courses.LessonID{"none"}, Rolls: []int{1}}, "lesson"},
		"not this here": {classes.TookPart{Course: rumours, Lessons: all.Lessons, Rolls: []int{1, 9}}, "roll"},
	} {
		if _, err := l.classes.MarkTookPart(t.Context(), l.class, tt.t, l.teacher); fields(err) != tt.want {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
	own := classes.Entry{ID: "own", Kind: classes.EntryLesson, At: l.now, Mode: classes.ModeOwn, Version: l.module.Version, Lesson: all.Lessons[0]}
	must(l.classes.Merge(t.Context(), l.id(2), own))(t)
	for i, want := range []int{3, 0} {
		if n := must(l.classes.MarkTookPart(t.Context(), l.class, all, l.teacher))(t); n != want {
			t.Errorf("time %d: got %d pupils, want %d", i+1, n, want)
		}
		l.now = l.now.Add(time.Hour)
	}
	for roll, want := range map[int]int{1: len(all.Lessons), 2: len(all.Lessons), 3: 0, 4: len(all.Lessons)} {
		if got := l.standing(roll); got.Lessons != want || got.State == classes.Done {
			t.Errorf("roll %d: got %+v, want %d lessons and a quiz to do", roll, got, want)
		}
	}
	// Together before one screen, and the quiz on a device afterwards: the lessons count.
	l.class = l.assign(l.class.ID, rumours, classes.ModeProjector)
	all.Rolls = []int{3}
	must(l.classes.MarkTookPart(t.Context(), l.class, all, l.teacher))(t)
	if w := must(l.classes.WorkOf(t.Context(), l.class.ID, 3, rumours))(t); w.Entries[0].Mode != classes.ModeProjector || w.Entries[0].By != l.teacher {
		t.Errorf("got %+v, want it together, by the teacher", w.Entries[0])
	}
}

// TestNothingIsPurgedThatIsAwaited ends the year with papers still out, and again with all of them in.
func TestNothingIsPurgedThatIsAwaited(t *testing.T) {
	for _, mode := range []classes.Mode{classes.ModePaper, classes.ModePen, classes.ModeOwn} {
		for _, come := range []bool{true, false} {
			l := newLearning(t, 2)
			last := l.class.Until
			l.now = last.AddDays(-10).Start().Add(8 * time.Hour)
			l.class = must(l.classes.Assign(t.Context(), l.class.ID, classes.NewAssignment{Course: rumours, Mode: mode, From: last.AddDays(-10), Until: last}, l.teacher))(t)
			must(l.enter(classes.AskQuiz, l.sheet(1, classes.AskQuiz, "A")))(t)
			second := l.sheet(2, classes.AskQuiz, "B")
			if !come {
				second.Typed[1] = ""
			}
			must(l.enter(classes.AskQuiz, second))(t)
			waits := !come || mode == classes.ModePen // slips have not come at all
			purged := func(on day.Date) int {
				l.now = on.Start().Add(time.Hour)
				return must(l.instance().Purge(t.Context()))(t)
			}
			awaited := must(l.classes.Awaits(t.Context(), l.class))(t)
			if len(awaited) > 0 != waits || waits && mode == classes.ModePaper && (awaited[0].What != "paper" || awaited[0].Count != 1) {
				t.Errorf("%s, all in: %v: got %+v awaited", mode, come, awaited)
			}
			if got := purged(last.AddDays(1)); got != map[bool]int{true: 0, false: 1}[waits] {
				t.Errorf("%s, all in: %v: purged %d on the day after", mode, come, got)
			}
			if got := purged(last.AddDays(classes.AwaitDays)); got != 0 {
				t.Errorf("%s, all in: %v: purged %d on the last day of waiting", mode, come, got)
			}
			if got := purged(last.AddDays(classes.AwaitDays + 1)); got != map[bool]int{true: 1, false: 0}[waits] {
				t.Errorf("%s, all in: %v: purged %d when nothing is awaited any more", mode, come, got)
			}
		}
	}
}
