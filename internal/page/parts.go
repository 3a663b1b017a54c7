package page

import (
	"html/template"
	"strings"

	"lamtoen/internal/day"
)

// Field is a text input with what was typed before. Its label and hint stand in the page's own template, where a writer looks
// for them; the part "input" prints the error and the control.
type Field struct {
	Name     string
	Value    string
	Type     string // text, password, email, date; "" is text
	Complete string // the autocomplete token of HTML, section 4.10.18.7.1; "" is off
	Mode     string // inputmode: numeric, email; "" leaves it to the type
	Hint     bool   // the page prints a hint with the id NAME-hint
	Wrong    Phrase
}

// Choice is a radio button, a checkbox or an option of a select. HTML is content and already safe.
type Choice struct {
	ID      string // of the control in the page
	Name    string
	Value   string
	HTML    template.HTML
	Chosen  bool
	Verdict Verdict // after an answer, where the feedback of every option is shown
	Told    template.HTML
}

// Select is a list to pick one value from, labelled with content.
type Select struct {
	ID      string
	Name    string
	Label   template.HTML
	Options []Choice
	Told    template.HTML
	Verdict Verdict
	Wrong   Phrase // what is wrong with what was picked
}

// Verdict is how an answer was.
type Verdict string

// The verdicts; the empty one says nothing.
const (
	NoVerdict Verdict = ""
	Right     Verdict = "right"
	PartRight Verdict = "part"
	Wrong     Verdict = "wrong"
)

// Control is what answers one item without any script: which of the lists is filled depends on Type.
type Control struct {
	Type    string // the item's type, as courses names it
	Prefix  string // of the ids, to keep them apart where a page has several
	Choices []Choice
	Reasons []Choice
	Selects []Select
	Steps   []ScenarioStep // the story so far; the last is where it stands
	Back    bool           // a step can be taken back
	Wrong   Phrase
}

// Hints tells whether the page says how to answer: choosing one of a list needs no words.
func (c Control) Hints() bool {
	return c.Type == "multiple" || c.Type == "matching" || c.Type == "ordering"
}

// DescribedBy lists the ids of what describes the whole control: the hint and the error.
func (c Control) DescribedBy() string {
	var ids []string
	if c.Hints() {
		ids = append(ids, c.Prefix+"answer-hint")
	}
	if c.Wrong.Text != "" {
		ids = append(ids, c.Prefix+"answer-error")
	}
	return strings.Join(ids, " ")
}

// ScenarioStep is one scene with the choice that was made there, and, for the last, what can be chosen now.
type ScenarioStep struct {
	HTML    template.HTML
	Chosen  template.HTML
	Choices []Choice
	Ending  bool
	Verdict Verdict
	Told    template.HTML
}

// CourseCard is a course in a list.
type CourseCard struct {
	Open    bool     // needs no account
	Stages  []string // the key stages that a school module is for
	Href    string
	Title   string
	Summary string
	Minutes int
	Price   Price
	Bound   Bound
	Draft   bool
	State   string // of this person; "" for a visitor
	Due     day.Date
}

// Bound says whether a person must take a course; nothing for a visitor, of whom it is not known.
type Bound string

// The bounds.
const (
	Mandatory Bound = "mandatory"
	Optional  Bound = "optional"
)

// Price says what taking a course costs: no fee, and this much mobile data.
type Price struct {
	Data string // such as 0.6 MB
	Cost string // in ngultrum, such as 0.10: the data costs less than this
}

// Progress is a count of steps done.
type Progress struct {
	Done  int
	Whole int
}

// Percent is the share done, 0 to 100; 0 of 0 is 0.
func (p Progress) Percent() int {
	if p.Whole == 0 {
		return 0
	}
	return p.Done * 100 / p.Whole
}

// Identity is the "You are …" card: who is about to be tested or to sign.
type Identity struct {
	Name   string
	NameDz string
	EID    string
	Agency string
}

// Stat is one figure with its label; Href opens what stands behind it.
type Stat struct {
	Label Phrase
	Value string
	Href  string
	Tone  Tone
}

// Column is one column of a table. Sort is the address that sorts by it, "" when it cannot.
type Column struct {
	Label  Phrase
	Number bool
	Sort   string
	Sorted string // ascending, descending, or "" (as aria-sort has it)
}

// Cell is one cell. The first cell of a row is its heading.
type Cell struct {
	Text string
	Lang string
	Href string
	Tone Tone
}

// Table is a table with a sticky head that scrolls sideways on a phone. Export is the address of the same figures as a file.
type Table struct {
	ID      string
	Caption Phrase
	Columns []Column
	Rows    [][]Cell
	Empty   Phrase // said when there are no rows: what to do
	Export  string
	Newer   string // address of the page before, "" at the start
	Older   string // address of the page after, "" at the end
}

// Bar is one bar of a chart. Per is 0 to 100; Value is what is printed at its end, such as "3 of 5".
type Bar struct {
	Label string
	Lang  string
	Per   int
	Value string
	Href  string
}

// BarChart is a horizontal bar chart, drawn as SVG with a title and a description; the table of the same figures stands in the
// page beside it, and Table is its id.
type BarChart struct {
	ID          string
	Title       Phrase
	Description Phrase
	Bars        []Bar
	Table       string
}

// The chart's measures, in user units of its viewBox: each bar has its label above it, so that both can be read on a phone.
const (
	barStep  = 46
	barScale = 4 // units for one per cent
)

// Height is that of the viewBox.
func (c BarChart) Height() int { return len(c.Bars) * barStep }

// Y is the top of the bar i with its label.
func (c BarChart) Y(i int) int { return i * barStep }

// Width is the length of a bar.
func (b Bar) Width() int { return b.Per * barScale }
