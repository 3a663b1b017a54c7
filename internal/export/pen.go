package export

import (
	_ "embed" // the script of a pen-drive file
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
)

//go:embed pen.js
var penScript string

// Pen is what a pen-drive file holds beside the course, to make its completion slips without a server. Whoever has the file
// can read the key: see docs/security.md.
type Pen struct {
	Number  int      // of the file
	Key     []byte   // proves its slips
	Made    day.Date // from which its days are counted
	LastDay int      // the last that a slip can name
	For     string   // the name of the person for whom it was made; of a class its label
	Address string   // where its slips are typed

	// Of a class: the questions asked before and after, each with its choices in their order ("OPTION" or "OPTION+REASON"), and the
	// questions of the quiz. Every pupil gives a number in the file.
	Class bool
	Asked []PenQuestion
	Quiz  []courses.ItemID
}

// PenQuestion is a question asked before and after, with its choices by number.
type PenQuestion struct {
	Item    courses.ItemID
	Choices []string
}

// penView is Pen as the template shows it.
type penView struct {
	Pen
	Short  string // the file's number, for people
	Secret string // the key in hexadecimal digits
	Epoch  int64  // the day of Made, counted from 1 January 1970

	Before, After []askedView
}

// askedView is a question asked before or after.
type askedView struct {
	Item    itemView
	Choices string // in their order, with spaces between
}

// ask fills in the questions before and after, under ids of their own, since the quiz may ask them again.
func (v *penView) ask(e *embedder) {
	for _, q := range v.Asked {
		item, ok := e.course.Item(q.Item)
		if !ok {
			continue
		}
		one := askedView{e.item(item, true), strings.Join(q.Choices, " ")}
		one.Item.ID = "before." + item.ID
		v.Before = append(v.Before, one)
		one.Item.ID = "after." + item.ID
		v.After = append(v.After, one)
	}
}

// Choice writes a choice of a question as PenQuestion lists it; without a reason it is the option alone.
func Choice(option, reason courses.OptionID) string {
	if reason == "" {
		return string(option)
	}
	return string(option) + "+" + string(reason)
}

// WritePen gives a course as one file that yields a completion slip.
func WritePen(c *courses.Course, p Pen, about About) (File, error) {
	view := penView{Pen: p, Short: fmt.Sprintf("%08d", p.Number), Secret: hex.EncodeToString(p.Key)}
	made, err := day.Parse(string(p.Made))
	if err != nil {
		return File{}, fmt.Errorf("export %s for a pen drive: %w", c.ID, err)
	}
	view.Epoch = made.Start().Add(12*time.Hour).Unix() / int64(24*time.Hour/time.Second) // at noon in Thimphu it is the same day in UTC
	data, err := writeHTML(c, about, piece{mode: carried, pen: &view})
	if err != nil {
		return File{}, fmt.Errorf("export %s for a pen drive: %w", c.ID, err)
	}
	return File{Name: string(c.ID) + "-" + string(c.Version) + "-pen-" + view.Short + ".html", Type: mediaType(HTML), Data: data}, nil
}
