package courses

import "slices"

// ItemType is the shape of a question.
type ItemType string

// The item types.
const (
	Single    ItemType = "single"     // one right option
	Multiple  ItemType = "multiple"   // one or more right options, partial credit
	TrueFalse ItemType = "true-false" // a statement, and optionally the reason
	Matching  ItemType = "matching"   // each pair's right side is picked from a list
	Ordering  ItemType = "ordering"   // steps are put in order
	Branching ItemType = "scenario"   // a branching story, graded by its ending
)

// Difficulty is the author's guess.
type Difficulty string

// The difficulties.
const (
	Easy   Difficulty = "easy"
	Medium Difficulty = "medium"
	Hard   Difficulty = "hard"
)

// The option ids of a true-false item.
const (
	OptionTrue  OptionID = "true"
	OptionFalse OptionID = "false"
)

// Item is a question of the bank, or a check or scenario of a lesson. Which fields are set depends on Type.
type Item struct {
	ID         ItemID      `json:"id"`
	Type       ItemType    `json:"type"`
	Title      string      `json:"title,omitempty"` // of a scenario
	Objective  ObjectiveID `json:"objective"`       // of a lesson's check: the lesson's, unless it says otherwise
	Clauses    []ClauseID  `json:"clauses,omitempty"`
	Difficulty Difficulty  `json:"difficulty,omitempty"`
	Practice   bool        `json:"practice,omitempty"` // only for the unscored practice question, never drawn
	Shuffle    bool        `json:"shuffle,omitempty"`  // options are shown in random order

	Stem     string `json:"stem,omitempty"` // Markdown
	StemHTML string `json:"stem_html,omitempty"`

	// Options are those of single and multiple; true and false, in this order, of true-false; the steps of ordering as
	// authored, which is the right order; of matching the right-hand sides, each text once, then the extras.
	Options []Option `json:"options,omitempty"`
	Reasons []Option `json:"reasons,omitempty"` // of true-false, exactly one right; none: only the verdict counts

	Pairs    []Pair     `json:"pairs,omitempty"`    // of matching
	Sequence []OptionID `json:"sequence,omitempty"` // of ordering: the right order
	Scenario *Scenario  `json:"scenario,omitempty"`

	Terms []TermID `json:"terms,omitempty"` // glossary terms linked in it; their definitions are Course.Term
}

// Option is something to choose. Feedback says why it is right, or what someone who chose it was thinking.
type Option struct {
	ID           OptionID `json:"id"`
	Text         string   `json:"text"`
	HTML         string   `json:"html"` // one line of prose, fit to stand in a label
	Right        bool     `json:"right,omitempty"`
	Feedback     string   `json:"feedback,omitempty"`
	FeedbackHTML string   `json:"feedback_html,omitempty"`
}

// Pair is one row of a matching item. Right names the option that belongs to it; two rows may share one.
type Pair struct {
	ID           PairID   `json:"id"`
	Left         string   `json:"left"`
	LeftHTML     string   `json:"left_html"`
	Right        OptionID `json:"right"`
	Feedback     string   `json:"feedback,omitempty"`
	FeedbackHTML string   `json:"feedback_html,omitempty"`
}

// Option finds an option of the item; reasons are not looked at.
func (it Item) Option(id OptionID) (Option, bool) { return findOption(it.Options, id) }

// Reason finds a reason of a true-false item.
func (it Item) Reason(id OptionID) (Option, bool) { return findOption(it.Reasons, id) }

func findOption(options []Option, id OptionID) (Option, bool) {
	i := slices.IndexFunc(options, func(o Option) bool { return o.ID == id })
	if i < 0 {
		return Option{}, false
	}
	return options[i], true
}
