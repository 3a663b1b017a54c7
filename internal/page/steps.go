package page

import (
	"html/template"
	"strings"
)

// Entry is a line of a table of contents.
type Entry struct {
	Title   string // in English, as course content is
	Href    string // "" when it cannot be opened yet
	Done    bool
	Current bool
}

// Steps draws a table of contents as a list with a mark for each state. It is written here and not in a template because it is
// most of what differs from person to person on a lesson's page, and a template would take longer over it than over all else.
func Steps(list []Entry, words *Words) template.HTML {
	done, later := words.Say("entry.done").HTML(), words.Say("entry.later").HTML()
	var b strings.Builder
	b.Grow(160 * len(list))
	write := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
		}
	}
	write(`<ol class="steps">`)
	for _, e := range list {
		title := template.HTMLEscapeString(e.Title)
		switch {
		case e.Current:
			write(`<li class="now"><span lang="en" aria-current="step">`, title, `</span>`)
		case e.Done:
			write(`<li class="done"><a href="`, template.HTMLEscapeString(e.Href), `" lang="en">`, title, `</a>`)
		case e.Href != "":
			write(`<li><a href="`, template.HTMLEscapeString(e.Href), `" lang="en">`, title, `</a>`)
		default:
			write(`<li><span lang="en">`, title, `</span>`)
		}
		switch {
		case e.Done:
			write(` <span class="hidden">`, string(done), `</span>`)
		case e.Href == "" && !e.Current:
			write(` <span class="hidden">`, string(later), `</span>`)
		}
		write(`</li>`)
	}
	write(`</ol>`)
	return template.HTML(b.String())
}
