package courses

import (
	"fmt"
	"html"
	"strings"
)

// Pack is what a teacher needs to give a module in class, beside its lessons: all of it, for each module with key stages.
type Pack struct {
	TeacherPlan TeacherPlan `json:"teacher_plan"`
	SlidesTitle string      `json:"slides_title"`
	Slides      []Slide     `json:"slides"` // in their order
	Handout     Sheet       `json:"handout"`
	FamilySheet Sheet       `json:"family_sheet"`
	Activity    Activity    `json:"activity"`
}

// Sheet is one printed part: its title and its blocks in order.
type Sheet struct {
	Title  string   `json:"title"`
	Blocks []Block  `json:"blocks"`
	HTML   string   `json:"html"`  // of all blocks, each in an element of its kind; safe to print
	Words  int      `json:"words"` // on the sheet, headings and titles of boxes counted, its own title and notes not
	Terms  []TermID `json:"terms,omitempty"`
}

// TeacherPlan is what the teacher reads, with one plan for ShortPlan and one for LongPlan minutes among its blocks.
type TeacherPlan struct {
	Sheet
	Materials []string    `json:"materials,omitempty"`
	Before    string      `json:"before"`              // what to read or prepare
	Sensitive string      `json:"sensitive,omitempty"` // a note to the teacher; not empty: handle with care
	Tell      []ContactID `json:"tell,omitempty"`      // whom to tell
}

// The plans that every pack has, in minutes: an assembly or a rest of a period, and a period.
const (
	ShortPlan = 15
	LongPlan  = 40
)

// Plan is the block with the plan for so many minutes.
func (t TeacherPlan) Plan(minutes int) (Block, bool) {
	for _, b := range t.Blocks {
		if b.Kind == PlanTable && b.Count == minutes {
			return b, true
		}
	}
	return Block{}, false
}

// PlanRow is one line of a plan, its words in Markdown.
type PlanRow struct {
	Minutes int    `json:"minutes"`
	You     string `json:"you"` // what the teacher does
	Pupils  string `json:"pupils"`
}

// Slide is one picture on the wall.
type Slide struct {
	Title  string  `json:"title"`           // plain text
	Blocks []Block `json:"blocks"`          // what is shown; the first begins with the heading
	HTML   string  `json:"html"`            // of the blocks, heading included; safe to print
	Notes  []Block `json:"notes,omitempty"` // the teacher's words, not shown
	Words  int     `json:"words"`           // shown, heading included
}

// Activity is a game or act that needs no device.
type Activity struct {
	Sheet
	Minutes   int      `json:"minutes"`
	Materials []string `json:"materials,omitempty"`
	Group     string   `json:"group"` // whole class, pairs, groups of five
}

// Wrapped is the HTML of a block within an element whose class is the block's kind, as the parts of a pack hold it: say, note,
// plan, lines, draw, and hook, policy, case, tip. Prose stands alone. Safe to print.
func (b Block) Wrapped() string {
	title := ""
	if b.Kind == PolicyBox {
		title = `<p class="kind">` + html.EscapeString(string(b.Clause)) + "</p>"
	}
	if b.Title != "" {
		title = "<h3>" + html.EscapeString(b.Title) + "</h3>"
	}
	switch b.Kind {
	case Prose:
		return b.HTML
	case RuledLines:
		return `<div class="lines">` + strings.Repeat("<hr>", b.Count) + `</div>`
	case DrawBox:
		return `<figure class="draw"><figcaption>` + html.EscapeString(b.Title) + `</figcaption></figure>`
	case PlanTable:
		return fmt.Sprintf(`<section class="plan plan-%d">%s</section>`, b.Count, b.HTML)
	case Note, Tip:
		return `<aside class="` + string(b.Kind) + `">` + title + b.HTML + `</aside>`
	default:
		return `<div class="` + string(b.Kind) + `">` + title + b.HTML + `</div>`
	}
}

// joined is the HTML of blocks, one after the other.
func joined(blocks []Block) string {
	parts := make([]string, len(blocks))
	for i, b := range blocks {
		parts[i] = b.Wrapped()
	}
	return strings.Join(parts, "\n")
}

// words counts what the blocks put before a reader; a note is for the teacher alone.
func words(blocks []Block) int {
	n := 0
	for _, b := range blocks {
		if b.Kind != Note {
			n += countWords(b.HTML) + countWords(b.Title)
		}
	}
	return n
}

// addTo adds the pack: the Markdown, as of lessons. Rows are what a plan's Markdown says.
func (p *Pack) addTo(f *canonical) {
	t := p.TeacherPlan
	t.addTo(f, "pack/teacher")
	addList(f, "pack/teacher/materials", t.Materials)
	f.text("pack/teacher/before", t.Before)
	f.text("pack/teacher/sensitive", t.Sensitive)
	addList(f, "pack/teacher/tell", t.Tell)
	f.text("pack/slides/title", p.SlidesTitle)
	for i, s := range p.Slides {
		path := fmt.Sprintf("pack/slides/%03d", i)
		f.text(path+"/title", s.Title)
		addBlocks(f, path, s.Blocks)
		addBlocks(f, path+"/notes", s.Notes)
	}
	p.Handout.addTo(f, "pack/handout")
	p.FamilySheet.addTo(f, "pack/family")
	a := p.Activity
	a.addTo(f, "pack/activity")
	f.number("pack/activity/minutes", a.Minutes)
	addList(f, "pack/activity/materials", a.Materials)
	f.text("pack/activity/group", a.Group)
}

func (s Sheet) addTo(f *canonical, path string) {
	f.text(path+"/title", s.Title)
	addBlocks(f, path, s.Blocks)
}
