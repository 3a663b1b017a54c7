package export

import (
	"bytes"
	_ "embed" // the template and the sheet of slides
	"html/template"

	"lamtoen/courses"
	"lamtoen/internal/day"
)

//go:embed slides.html
var slidesTemplate string

//go:embed slides.css
var slidesStyle string

// slidesView is what a file of slides shows.
type slidesView struct {
	Policy      string
	Style       template.CSS
	Title       string
	Version     string
	Day         day.Date
	Draft, Demo bool
	Whole       int
	Slides      []slideView
}

type slideView struct {
	Number         int
	Previous, Next int // 0: none
	HTML           template.HTML
	Notes          []template.HTML // the teacher's words: on paper, never on the wall
}

// writeSlides writes the slides of a lesson pack as one file without any script: one slide fills the screen, and a page when
// it is printed, with the teacher's words below it.
func writeSlides(c *courses.Course, about About) ([]byte, error) {
	v := slidesView{
		Policy: contentPolicy(slidesStyle, ""), Style: template.CSS(slidesStyle), Title: c.Pack.SlidesTitle, Version: string(c.Version),
		Day: about.Day, Draft: c.Draft(), Demo: about.Demo, Whole: len(c.Pack.Slides),
	}
	e := &embedder{course: c, used: map[courses.TermID]bool{}}
	for i, s := range c.Pack.Slides {
		slide := slideView{Number: i + 1, Previous: i, HTML: e.words(s.HTML)}
		if i+1 < len(c.Pack.Slides) {
			slide.Next = i + 2
		}
		for _, note := range s.Notes {
			slide.Notes = append(slide.Notes, e.words(note.Wrapped()))
		}
		v.Slides = append(v.Slides, slide)
	}
	t, err := template.New("slides").Parse(slidesTemplate)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, v)
	return b.Bytes(), err
}

// words is html without links to words explained, which a file of slides does not hold.
func (e *embedder) words(safe string) template.HTML {
	return template.HTML(termAnchor.ReplaceAllString(string(e.html(safe)), "$1"))
}
