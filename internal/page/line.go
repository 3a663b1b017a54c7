package page

import (
	"fmt"
	"strings"
)

// LineChart is figures over time, drawn as SVG with a title and a description; the table of the same figures stands in the page
// beside it, and Table is its id.
type LineChart struct {
	ID          string
	Title       Phrase
	Description Phrase
	Points      []LinePoint
	Table       string
}

// LinePoint is one figure. Shown is false where there is none to draw: the line has a gap there.
type LinePoint struct {
	Label string
	Per   int // 0 to 100
	Shown bool
}

// The chart's measures, in user units of its viewBox, which is 400 wide.
const (
	lineLeft   = 48
	lineWidth  = 340
	lineTop    = 12
	lineHeight = 150
)

// Drawn tells whether there is a line to see: two figures at least.
func (c LineChart) Drawn() bool {
	shown := 0
	for _, p := range c.Points {
		if p.Shown {
			shown++
		}
	}
	return shown > 1
}

// X is where the point i stands.
func (c LineChart) X(i int) int {
	if len(c.Points) < 2 {
		return lineLeft
	}
	return lineLeft + i*lineWidth/(len(c.Points)-1)
}

// Y is the height of a share.
func (c LineChart) Y(per int) int { return lineTop + (100-per)*lineHeight/100 }

// Lines gives the points of each unbroken stretch, as SVG writes them.
func (c LineChart) Lines() []string {
	var lines []string
	var run []string
	flush := func() {
		if len(run) > 1 {
			lines = append(lines, strings.Join(run, " "))
		}
		run = nil
	}
	for i, p := range c.Points {
		if !p.Shown {
			flush()
			continue
		}
		run = append(run, fmt.Sprintf("%d,%d", c.X(i), c.Y(p.Per)))
	}
	flush()
	return lines
}

// First and Last are the labels of the ends.
func (c LineChart) First() string { return c.Points[0].Label }

// Last is the label of the end.
func (c LineChart) Last() string { return c.Points[len(c.Points)-1].Label }
