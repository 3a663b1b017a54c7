package courses

// BlockKind is the kind of a piece of a lesson.
type BlockKind string

// The kinds of block. A check and a scenario hold an item; the others hold prose. Say and Note stand in school courses only,
// the last three in lesson packs only.
const (
	Prose         BlockKind = "prose"
	Hook          BlockKind = "hook"
	PolicyBox     BlockKind = "policy"
	Case          BlockKind = "case"
	Tip           BlockKind = "tip"
	Check         BlockKind = "check"
	ScenarioBlock BlockKind = "scenario"
	Say           BlockKind = "say"   // what the teacher says word for word
	Note          BlockKind = "note"  // for the teacher, not shown to the class
	PlanTable     BlockKind = "plan"  // how the teacher spends the minutes
	RuledLines    BlockKind = "lines" // to write on
	DrawBox       BlockKind = "draw"  // to draw in
)

// Lesson is one lesson: its front matter and its blocks in order.
type Lesson struct {
	ID        LessonID    `json:"id"`
	File      string      `json:"file"` // relative to the course's folder; its number gives the order
	Title     string      `json:"title"`
	Objective ObjectiveID `json:"objective"`
	Minutes   int         `json:"minutes"`
	Clauses   []ClauseID  `json:"clauses,omitempty"`
	Keep      string      `json:"keep"` // the one sentence to keep

	Cast      []CastMember `json:"cast,omitempty"`      // who appears, for the balance of who errs and who is harmed
	Sensitive string       `json:"sensitive,omitempty"` // a note to the teacher; not empty: handle with care
	Tell      []ContactID  `json:"tell,omitempty"`      // whom to tell, shown at the end

	Blocks []Block  `json:"blocks"`
	Terms  []TermID `json:"terms,omitempty"` // glossary terms linked, in order of first use; their definitions are Course.Term
	Words  int      `json:"words"`           // of prose, checks not counted
}

// CastMember is one invented person of a lesson.
type CastMember struct {
	Name string `json:"name"` // one given name
	Sex  string `json:"sex"`  // man, woman
	Job  string `json:"job"`
	Role string `json:"role"` // erring, wise, harmed, other
}

// Block is one piece of a lesson.
type Block struct {
	Kind   BlockKind `json:"kind"`
	Title  string    `json:"title,omitempty"`  // of a case, or as given after the block's name
	Clause ClauseID  `json:"clause,omitempty"` // of a policy box
	Source string    `json:"source,omitempty"` // the Markdown
	HTML   string    `json:"html,omitempty"`   // safe to print
	Item   *Item     `json:"item,omitempty"`   // of a check or scenario
	Count  int       `json:"count,omitempty"`  // the minutes of a plan; how many lines
	Rows   []PlanRow `json:"rows,omitempty"`   // of a plan, as its table says
}

// Checks are the items of the lesson's checks and scenarios, in order. They are not graded.
func (l Lesson) Checks() []Item {
	var items []Item
	for _, b := range l.Blocks {
		if b.Item != nil {
			items = append(items, *b.Item)
		}
	}
	return items
}
