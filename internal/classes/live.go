package classes

import (
	"cmp"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
)

// The rules of the live page.
const (
	// Period is how long a pupil counts as at work after their last sign: a period of 40 minutes.
	Period = 40 * time.Minute
	// leastSilence is the shortest silence that may mean something, and stepMinutes how long a question is meant to take.
	leastSilence = 6 * time.Minute
	stepMinutes  = 2
	// wrongInRow is how many questions of the quiz in a row, all without a point, say that somebody needs help.
	wrongInRow = 3
)

// Stuck says why somebody may need help; "" nobody need look.
type Stuck string

// The reasons.
const (
	StuckSilent Stuck = "silent" // at work, and nothing has come for twice as long as the step takes (6 minutes at least)
	StuckWrong  Stuck = "wrong"  // the last three questions of the quiz earned nothing
)

// Seat is one pupil on the live page.
type Seat struct {
	Roll     int // of the id
	Shown    int // on their card
	Standing Standing
	Stuck    Stuck
	Silent   time.Duration // since the last thing that came; 0 when nothing has
	AtWork   bool          // something has come from a device within the last Period, and they are not done
}

// Missed is a question that several pupils of the class got wrong.
type Missed struct {
	Item    courses.ItemID
	Ask     Ask
	Number  int // as the class knows it: of the printed form A, or of the questions before and after
	Wrong   int
	Whole   int
	Thought courses.OptionID // what most of those chose; "" where that cannot be told
}

// AdviceKind is what a teacher may do next.
type AdviceKind string

// The kinds of advice, the most urgent first.
const (
	AdviseBegin AdviceKind = "begin" // nobody has begun
	AdviseHelp  AdviceKind = "help"  // go to those who are stuck
	AdviseAsk   AdviceKind = "ask"   // talk about the question that most got wrong
	AdviseWait  AdviceKind = "wait"  // all are at work
	AdviseRest  AdviceKind = "rest"  // some have not begun or have stopped
	AdviseDone  AdviceKind = "done"  // all are done
)

// Advice is the next step for the teacher.
type Advice struct {
	Kind   AdviceKind
	Rolls  []int // whom it is about
	Missed Missed
}

// Live is where a class stands with a module at one moment.
type Live struct {
	Course *courses.Course
	At     time.Time
	Seats  []Seat // by the number on the card

	NotBegun, UnderWay, Done int

	Missed []Missed // the most often first
	Next   Advice

	Shift Shift
	Hands []Hands // every count
}

// NewLive works out where a class stands: rolls are the pupils who are in it now, quiz the questions in the order of form A.
func NewLive(c *courses.Course, quiz []assessment.Drawn, rolls []int, works []Work, now time.Time) Live {
	live := Live{Course: c, At: now}
	byRoll := map[int]Work{}
	for _, w := range works {
		byRoll[w.Roll] = w
	}
	var here []Work
	for _, roll := range rolls {
		w := byRoll[roll]
		here = append(here, w)
		seat := newSeat(roll, w, c, now)
		switch seat.Standing.State {
		case NotBegun:
			live.NotBegun++
		case Done:
			live.Done++
		default:
			live.UnderWay++
		}
		live.Seats = append(live.Seats, seat)
	}
	slices.SortFunc(live.Seats, func(a, b Seat) int { return a.Roll - b.Roll })
	live.Missed = missed(c, quiz, here)
	live.Next = live.advise()
	return live
}

// newSeat works out one pupil.
func newSeat(roll int, w Work, c *courses.Course, now time.Time) Seat {
	seat := Seat{Roll: roll, Standing: StandingOf(w, c)}
	st := seat.Standing
	if st.Last.IsZero() || st.State == Done {
		return seat
	}
	seat.Silent = max(0, now.Sub(st.Last))
	seat.AtWork = seat.Silent <= Period && (st.Mode == ModeOwn || st.Mode == ModeShared)
	switch {
	case !seat.AtWork:
	case lastWrong(w.Record().Of(AskQuiz)):
		seat.Stuck = StuckWrong
	case seat.Silent > patience(st.Next, c):
		seat.Stuck = StuckSilent
	}
	return seat
}

// patience is how long nothing may come from somebody at a step before it means something.
func patience(at Step, c *courses.Course) time.Duration {
	minutes := stepMinutes
	if l, ok := c.Lesson(at.Lesson); ok && at.Kind == StepLesson {
		minutes = l.Minutes
	}
	return max(leastSilence, 2*time.Duration(minutes)*time.Minute)
}

// lastWrong tells whether the last questions of the quiz earned nothing.
func lastWrong(quiz []Answered) bool {
	if len(quiz) < wrongInRow {
		return false
	}
	slices.SortStableFunc(quiz, func(a, b Answered) int { return a.At.Compare(b.At) })
	for _, a := range quiz[len(quiz)-wrongInRow:] {
		if a.Points > 0 {
			return false
		}
	}
	return true
}

// missed lists the questions of quiz and after that at least two pupils, and a third of those who answered, got wrong.
func missed(c *courses.Course, quiz []assessment.Drawn, works []Work) []Missed {
	var list []Missed
	for _, w := range works {
		for _, a := range w.Record().Answers {
			if a.Ask == AskBefore {
				continue
			}
			i := slices.IndexFunc(list, func(m Missed) bool { return m.Ask == a.Ask && m.Item == a.Item })
			if i < 0 {
				i, list = len(list), append(list, Missed{Item: a.Item, Ask: a.Ask, Number: numberOf(c, quiz, a)})
			}
			list[i].Whole++
			list[i].Wrong += one(!a.Right())
		}
	}
	list = slices.DeleteFunc(list, func(m Missed) bool {
		_, known := c.Item(m.Item)
		return !known || m.Wrong < 2 || 3*m.Wrong < m.Whole
	})
	for i := range list {
		list[i].Thought = thought(c, list[i], works)
	}
	slices.SortFunc(list, func(a, b Missed) int {
		return cmp.Or(b.Wrong-a.Wrong, cmp.Compare(a.Ask, b.Ask), a.Number-b.Number, cmp.Compare(a.Item, b.Item))
	})
	return list
}

// numberOf is the number of a question as the class knows it; 0 for one that the class's own quiz does not have.
func numberOf(c *courses.Course, quiz []assessment.Drawn, a Answered) int {
	if a.Ask == AskAfter {
		return slices.Index(c.BeforeAfter, a.Item) + 1
	}
	return slices.IndexFunc(quiz, func(d assessment.Drawn) bool { return d.Item == a.Item }) + 1
}

// thought is the wrong option that most of those who missed a question chose; "" where several were chosen as often, or where
// the question is not one of a single choice.
func thought(c *courses.Course, m Missed, works []Work) courses.OptionID {
	item, _ := c.Item(m.Item)
	if item.Type != courses.Single && item.Type != courses.TrueFalse {
		return ""
	}
	counts := make([]int, len(item.Options))
	for _, w := range works {
		a, ok := w.Record().Answer(m.Ask, m.Item)
		if !ok || a.Right() {
			continue
		}
		for i, o := range item.Options {
			if !o.Right && slices.Contains(a.Answer.Options, o.ID) {
				counts[i]++
			}
		}
	}
	most := 0
	for _, n := range counts {
		most = max(most, n)
	}
	if most == 0 || slices.Index(counts, most) != lastIndex(counts, most) {
		return ""
	}
	return item.Options[slices.Index(counts, most)].ID
}

// lastIndex is where a number stands for the last time.
func lastIndex(list []int, n int) int {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i] == n {
			return i
		}
	}
	return -1
}

// advise is the next step for the teacher, the most urgent first.
func (l Live) advise() Advice {
	var stuck, rest []int
	atWork := 0
	for _, s := range l.Seats {
		switch {
		case s.Stuck != "":
			stuck = append(stuck, s.Roll)
		case s.AtWork:
			atWork++
		case s.Standing.State != Done:
			rest = append(rest, s.Roll)
		}
	}
	switch {
	case len(l.Seats) == l.NotBegun:
		return Advice{Kind: AdviseBegin}
	case len(stuck) > 0:
		return Advice{Kind: AdviseHelp, Rolls: stuck}
	case atWork > 0:
		return Advice{Kind: AdviseWait}
	case len(l.Missed) > 0:
		return Advice{Kind: AdviseAsk, Missed: l.Missed[0], Rolls: rest}
	case len(rest) > 0:
		return Advice{Kind: AdviseRest, Rolls: rest}
	}
	return Advice{Kind: AdviseDone}
}
