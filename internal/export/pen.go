package export

import (
	_ "embed" // the script of a pen-drive file
	"encoding/hex"
	"fmt"
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
	For     string   // the name of the person for whom it was made
	Address string   // where its slips are typed
}

// penView is Pen as the template shows it.
type penView struct {
	Pen
	Short  string // the file's number, for people
	Secret string // the key in hexadecimal digits
	Epoch  int64  // the day of Made, counted from 1 January 1970
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
