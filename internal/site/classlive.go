package site

import (
	"hash/fnv"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// livePage is a class at work on a module, for its teacher.
type livePage struct {
	page.Base
	Class      string // by which the browser finds the teacher's names
	Label      string
	Title      string
	Mode       string
	Assignment classes.Assignment
	Open       bool   // pupils can work on it today
	Devices    bool   // pupils sign in on devices, so that there is a code to sign in with
	Slips      string // where the file of a pen drive is taken and its slips are typed; "" of another way to work
	Code       string // of the class
	Join       string // the address to type
	Href       string
	Assign     string
	Projector  string
	Results    string        // where sheets are entered; "" of a module of which nothing is on paper
	Together   string        // where lessons done together are marked
	Print      string        // the print room
	Now        template.HTML // the part that changes
	Mark       string        // by which the script knows whether it has changed
}

// liveNow is the part of the page that changes while the class works.
type liveNow struct {
	Href     string
	At       time.Time
	Advice   string
	Rolls    string // whom the advice is about: "4, 17 and 23"
	Ask      missedLine
	Whole    int
	NotBegun int
	UnderWay int
	Done     int
	Seats    []seatLine
	Missed   []missedLine
	Shift    shiftView
}

// seatLine is one pupil.
type seatLine struct {
	Number   int
	Roll     int
	State    string
	Step     string
	Place    int // the number of the lesson or the question
	Lessons  int
	All      int
	Right    int
	Answered int
	Whole    int
	Stuck    string
	Silent   int // minutes since the last thing that came
	Stopped  bool
	Again    string // the address to let them begin again; "" nothing to set aside
	Paper    string // the address of what they wrote; "" nothing
}

// missedLine is a question that the class got wrong, and what those who did may have thought.
type missedLine struct {
	After   bool
	Number  int
	Stem    string
	Wrong   int
	Whole   int
	Thought string        // the text of the option
	Told    template.HTML // what the author says of it
}

// shiftView is the change of the class: one sentence, and the figures behind it.
type shiftView struct {
	Any   bool
	Hands bool
	Known bool // there is a question to compare
	Best  shiftLine
	Again int // the question to ask again; 0 none
	Lines []shiftLine
}

// shiftLine is one question before and after.
type shiftLine struct {
	Number   int
	Stem     string
	Before   int
	BeforeOf int
	After    int
	AfterOf  int
}

// newLiveNow builds what changes from where the class stands.
func newLiveNow(live classes.Live, href string, list func([]int) string) liveNow {
	n := liveNow{
		Href: href, At: live.At, Advice: string(live.Next.Kind), Rolls: list(live.Next.Rolls), Whole: len(live.Seats),
		NotBegun: live.NotBegun, UnderWay: live.UnderWay, Done: live.Done, Shift: newShift(live.Course, live.Shift),
	}
	if live.Next.Missed.Item != "" {
		n.Ask = newMissed(live.Course, live.Next.Missed)
	}
	for _, s := range live.Seats {
		st := s.Standing
		line := seatLine{
			Number: s.Shown, Roll: s.Roll, State: string(st.State), Step: string(st.Next.Kind), Place: st.Next.Number, Lessons: st.Lessons, All: st.AllLessons,
			Right: st.Right, Answered: st.Answered, Whole: st.Questions, Stuck: string(s.Stuck), Silent: int(s.Silent / time.Minute),
			Stopped: st.State == classes.UnderWay && !s.AtWork && (st.Mode == classes.ModeOwn || st.Mode == classes.ModeShared),
		}
		if st.OnPaper {
			line.Paper = href + "/results/" + strconv.Itoa(s.Roll)
		}
		if st.State != classes.NotBegun {
			line.Again = href + "/begin-again/" + strconv.Itoa(s.Roll)
		}
		n.Seats = append(n.Seats, line)
	}
	for _, m := range live.Missed {
		n.Missed = append(n.Missed, newMissed(live.Course, m))
	}
	return n
}

// newMissed builds the line of a question.
func newMissed(course *courses.Course, m classes.Missed) missedLine {
	item, _ := course.Item(m.Item)
	line := missedLine{After: m.Ask == classes.AskAfter, Number: m.Number, Stem: opening(item), Wrong: m.Wrong, Whole: m.Whole}
	if o, ok := item.Option(m.Thought); ok {
		line.Thought, line.Told = o.Text, template.HTML(o.FeedbackHTML)
	}
	return line
}

// newShift builds the change of a class.
func newShift(course *courses.Course, s classes.Shift) shiftView {
	v := shiftView{Hands: s.Hands}
	line := func(i classes.ShiftItem) shiftLine {
		item, _ := course.Item(i.Item)
		return shiftLine{Number: i.Number, Stem: opening(item), Before: i.Before, BeforeOf: i.BeforeOf, After: i.After, AfterOf: i.AfterOf}
	}
	for _, i := range s.Items {
		v.Any = v.Any || i.BeforeOf > 0 || i.AfterOf > 0
		v.Lines = append(v.Lines, line(i))
	}
	if best, ok := s.Best(); ok {
		v.Known, v.Best = true, line(best)
	}
	if again, ok := s.Again(); ok {
		v.Again = again.Number
	}
	return v
}

// numberList writes numbers one after the other, "4, 17, 23".
func numberList(numbers []int) string {
	var list []string
	for _, n := range numbers {
		list = append(list, strconv.Itoa(n))
	}
	return strings.Join(list, ", ")
}

// live shows the class at work. With ?part=now it is the part alone that changes, for the script that asks again; nothing comes
// back when it has not changed.
func (s *Site) live(c *fiber.Ctx) error {
	class, err := s.runs(c)
	if err != nil {
		return err
	}
	id := courses.CourseID(c.Params("course"))
	live, err := s.classes.Live(c.UserContext(), class, id)
	if err != nil {
		return err
	}
	a, _ := class.Assigned(id) // Live has found it
	base := s.classFrame(c, class)
	href := classHrefOf(class.ID, string(id))
	view := newLiveNow(live, href, numberList)
	view.Advice = adviceFor(a.Mode, live.Next.Kind)
	now, err := page.Fragment(s.pages, "class-now", base.Lang, view)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	mark := markOf(now)
	if c.Query("part") == "now" {
		if c.Query("mark") == mark {
			return c.SendStatus(fiber.StatusNoContent)
		}
		c.Set("X-Mark", mark)
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.SendString(string(now))
	}
	base.Crumbs = append(base.Crumbs, here(page.Plain(live.Course.Title, page.English)))
	base.Draft, base.Wide = live.Course.Draft(), true
	p := livePage{
		Base: base, Class: class.ID, Label: class.Label, Title: live.Course.Title, Mode: string(a.Mode), Assignment: a, Open: a.Open(s.today()),
		Devices: !classes.Spoken(live.Course) && (a.Mode == classes.ModeOwn || a.Mode == classes.ModeShared), Code: classes.GroupCode(class.Code), Join: s.cardAddress(),
		Href: href, Assign: classHrefOf(class.ID, "assign") + "?course=" + string(id), Projector: href + "/projector", Print: href + "/print", Now: now, Mark: mark,
	}
	if a.Mode == classes.ModePen {
		p.Slips = classHrefOf(class.ID, "slips")
	}
	if slices.Contains(classes.ModesFor(live.Course), classes.ModePaper) {
		p.Results, p.Together = href+"/results", href+"/lessons"
	}
	return s.show(c, "class-live", p)
}

// adviceFor words an advice for the way in which the class works: cards are given out only where pupils sign in, and what is on paper
// goes on when it is entered.
func adviceFor(mode classes.Mode, kind classes.AdviceKind) string {
	switch {
	case kind == classes.AdviseBegin && (mode == classes.ModePen || mode == classes.ModePaper || mode == classes.ModeProjector):
		return string(mode)
	case kind == classes.AdviseRest && mode == classes.ModePaper:
		return "paper.rest"
	}
	return string(kind)
}

// markOf tells two states of the page apart, but for the time of day.
func markOf(now template.HTML) string {
	h := fnv.New64a()
	text, after, _ := strings.Cut(string(now), "<time")
	_, rest, _ := strings.Cut(after, "</time>")
	_, _ = h.Write([]byte(text + rest)) // a hash never fails
	return strconv.FormatUint(h.Sum64(), 36)
}

// asidePage asks whether a pupil is to begin again, and shows what will no longer count.
type asidePage struct {
	page.Base
	Number   int
	Title    string
	Lessons  int
	Answers  int
	Result   bool
	Action   string
	Back     string
	Causes   []page.Choice
	WrongWhy page.Phrase
}

// asideAt reads the pupil of the address with what they have done.
func (s *Site) asideAt(c *fiber.Ctx) (classes.Class, *courses.Course, classes.Pupil, classes.Work, error) {
	class, err := s.runs(c)
	if err != nil {
		return class, nil, classes.Pupil{}, classes.Work{}, err
	}
	id := courses.CourseID(c.Params("course"))
	a, ok := class.Assigned(id)
	if !ok {
		return class, nil, classes.Pupil{}, classes.Work{}, fault.NotFound("The class has not been assigned this module.")
	}
	course, err := s.library.Version(c.UserContext(), id, a.Version)
	if err != nil {
		return class, nil, classes.Pupil{}, classes.Work{}, err
	}
	pupil, err := s.classes.Pupil(c.UserContext(), class.ID, wholeNumber(c.Params("roll")))
	if err != nil {
		return class, course, pupil, classes.Work{}, err
	}
	work, err := s.classes.WorkOf(c.UserContext(), class.ID, pupil.Roll, id)
	return class, course, pupil, work, err
}

// beginAgain asks.
func (s *Site) beginAgain(c *fiber.Ctx) error { return s.showAside(c, nil) }

// showAside shows the page, with what was refused.
func (s *Site) showAside(c *fiber.Ctx, refused *fault.Error) error {
	class, course, pupil, work, err := s.asideAt(c)
	if err != nil {
		return err
	}
	href := classHrefOf(class.ID, string(course.ID))
	base := s.classFrame(c, class, page.Link{Label: page.Plain(course.Title, page.English), Href: href})
	words := s.words(base)
	base.Crumbs = append(base.Crumbs, here(words.Say("aside.title", "number", strconv.Itoa(pupil.Shown))))
	if refused != nil {
		base.Refuse(refused)
		c.Status(route.Status(c, refused))
	}
	r := work.Record()
	p := asidePage{
		Base: base, Number: pupil.Shown, Title: course.Title, Lessons: len(r.Lessons), Answers: len(r.Answers), Result: r.Result != nil,
		Action: href + "/begin-again/" + strconv.Itoa(pupil.Roll), Back: href, WrongWhy: base.Wrong("cause"),
	}
	for _, cause := range []classes.Cause{classes.CausePupil, classes.CauseRepeat} {
		p.Causes = append(p.Causes, page.Choice{ID: "cause-" + string(cause), Name: "cause", Value: string(cause), HTML: words.Say(page.Key("cause." + string(cause))).HTML()})
	}
	return s.show(c, "class-aside", p)
}

// asideForm is why.
type asideForm struct {
	Cause string `form:"cause"`
}

// doBeginAgain sets aside what a pupil has done on a module. It stays in the class's rows, and counts no longer.
func (s *Site) doBeginAgain(c *fiber.Ctx) error {
	class, course, pupil, work, err := s.asideAt(c)
	if err != nil {
		return err
	}
	var f asideForm
	if err := route.Bind(c, &f); err != nil {
		return err
	}
	cause := classes.Cause(f.Cause)
	if cause != classes.CausePupil && cause != classes.CauseRepeat {
		return s.showAside(c, fault.Invalid("Nothing has changed yet.", fault.Field{Name: "cause", Message: "Choose why."}))
	}
	r := work.Record()
	if !r.Empty() {
		e := classes.Entry{
			ID: "aside/" + strconv.Itoa(r.Again+1), Kind: classes.EntryAside, At: s.settings.Now(), Mode: classes.ModeOwn, By: me(c), Version: course.Version, Cause: cause,
		}
		if _, err := s.classes.Merge(c.UserContext(), work.ID, e); err != nil {
			return err
		}
	}
	return to(c, classHrefOf(class.ID, string(course.ID))+"?said=aside.done#n"+strconv.Itoa(pupil.Shown))
}
