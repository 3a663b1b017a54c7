package courses

import (
	"fmt"
	"strings"
)

// readSlides reads slides.md: every ## heading begins a slide, and what stands in :::note is for the teacher.
func (r *courseReader) readSlides(p *Pack) {
	var head Sheet
	t, ok := r.openPack("slides.md", &head)
	if !ok {
		return
	}
	if t.head != nil {
		t.head.done()
	}
	p.SlidesTitle = head.Title
	for _, sec := range t.sections {
		for _, piece := range slidePieces(sec) {
			r.addToSlides(p, t, piece)
		}
	}
	if n := len(p.Slides); (n == 0 || n > maxSlides) && !t.broken {
		r.problem(place{t.doc.file, 1, 1}, "slides", fmt.Sprintf("there are %d slides", n), fmt.Sprintf("write 1 to %d, each under a heading ##", maxSlides))
	}
	for i := range p.Slides {
		s := &p.Slides[i]
		s.HTML, s.Words = joined(s.Blocks), words(s.Blocks)
	}
}

// addToSlides adds a piece to the last slide, or as a new one when it begins with a heading.
func (r *courseReader) addToSlides(p *Pack, t *lessonText, sec section) {
	b := Block{Kind: sec.kind}
	r.readProse(t, sec, &b)
	at := place{t.doc.file, sec.open, 1}
	if title, begins := strings.CutPrefix(b.Source, slideMark); begins && sec.kind == Prose {
		// The heading as it is rendered, without its markup: a title stands where no HTML can.
		p.Slides = append(p.Slides, Slide{Title: headingText(b.HTML, title)})
	}
	switch {
	case len(p.Slides) == 0:
		r.problem(at, "slides", "this stands before the first slide", "begin each slide with a heading ##")
	case sec.kind == Note || sec.kind == Say:
		last := &p.Slides[len(p.Slides)-1]
		last.Notes = append(last.Notes, b)
	default:
		last := &p.Slides[len(p.Slides)-1]
		last.Blocks = append(last.Blocks, b)
		// A line of --- under a text makes it a heading, which is not what its author meant by it.
		if strings.Count(b.HTML, "<h2") > 1 || !strings.HasPrefix(b.Source, slideMark) && strings.Contains(b.HTML, "<h2") {
			r.problem(at, "slides", "this slide has a second heading", "begin a slide with ##, and leave out lines of --- or ===")
		}
	}
}

const slideMark = "## "

// slidePieces cuts prose before each heading that begins a slide.
func slidePieces(sec section) []section {
	if sec.kind != Prose {
		return []section{sec}
	}
	var all []section
	lines := strings.Split(sec.text, "\n")
	start := 0
	for i := range len(lines) + 1 {
		if i < len(lines) && (i == 0 || !strings.HasPrefix(lines[i], slideMark)) {
			continue
		}
		for start < i && strings.TrimSpace(lines[start]) == "" {
			start++
		}
		text := strings.Join(lines[start:i], "\n")
		if strings.TrimSpace(text) != "" {
			all = append(all, section{kind: Prose, open: sec.first + start, first: sec.first + start, text: text})
		}
		start = i
	}
	return all
}

// headingText is the text of the first heading of some HTML, or otherwise when there is none.
func headingText(html, otherwise string) string {
	_, after, found := strings.Cut(html, "<h2")
	_, after, _ = strings.Cut(after, ">")
	text, _, closed := strings.Cut(after, "</h2>")
	if !found || !closed {
		line, _, _ := strings.Cut(otherwise, "\n")
		return strings.TrimSpace(line)
	}
	return plainOf(text)
}
