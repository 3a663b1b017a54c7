package page

import (
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// Base is what the frame round every page needs; each page's struct embeds it.
type Base struct {
	Lang     string    // en or dz
	Theme    string    // light or dark as the reader chose; "" follows the device
	Path     string    // of this page with its query: where the language switch comes back to
	Demo     bool      // invented people and figures
	Draft    bool      // the course of this page is not approved by its owner
	Person   Person    // who is signed in; the zero Person for a visitor
	Reader   string    // whose page it is where that is no person, as the service worker knows them: a pupil
	Nav      []Link    // what this person may open
	Crumbs   []Link    // from the top down; the last is this page
	Notices  []Notice  // what has just happened, or what the person should know
	Problems []Problem // the error summary of a form, in the order of its fields
	Wide     bool      // the page holds a table that needs the whole width
	Staff    bool      // a page for work, not for learning: it needs staff.css too
	Keeps    bool      // a page that anybody may learn from: keep.js remembers on the device what is done
	Appeal   day.Date  // until when what this page shows of people may be appealed; the part "appeal-list" says it
	Device   bool      // the device may keep copies of the reader's pages and what they do without a link
	Installs bool      // the browser may install the site from this page
	Drags    bool      // something on the page can be dragged as well as chosen
}

// PageLanguage is the language the page is rendered in.
func (b Base) PageLanguage() string { return b.Lang }

// Said makes a phrase of English words that the program made itself, such as an error, for this page.
func (b Base) Said(text string) Phrase {
	if b.Lang == English {
		return Phrase{Text: text}
	}
	return Phrase{Text: text, Lang: English}
}

// Refuse puts a fault on the page: each field's message in the summary, or the fault's own message when it names none.
func (b *Base) Refuse(f *fault.Error) {
	if len(f.Fields) == 0 {
		b.Problems = append(b.Problems, Problem{Message: b.Said(f.Message)})
	}
	for _, field := range f.Fields {
		b.Problems = append(b.Problems, Problem{Field: field.Name, Message: b.Said(field.Message)})
	}
}

// Wrong gives the message for one field, the empty phrase when nothing is wrong with it.
func (b Base) Wrong(field string) Phrase {
	for _, p := range b.Problems {
		if p.Field == field {
			return p.Message
		}
	}
	return Phrase{}
}

// Person is who is signed in, as the header shows it.
type Person struct {
	ID     string // opaque; lets the script keep one person's unsent answers apart from another's
	Name   string
	Agency string
	Shared bool // a shared device: nothing is kept, and signing out is offered on every page
	Brief  bool // the device of a group session, which goes from hand to hand
}

// Link is one entry of a menu or a trail.
type Link struct {
	Label   Phrase
	Href    string
	Current bool
}

// Tone says how a notice or a badge is meant; colour is never the only sign of it.
type Tone string

// The tones.
const (
	Calm    Tone = "calm"
	Good    Tone = "good"
	Warning Tone = "warning"
	Danger  Tone = "danger"
)

// Notice is a sentence above the page's content, with a link to what it is about where there is one.
type Notice struct {
	Tone Tone
	Text Phrase
	Link Link
}

// Problem is one thing wrong with what was typed. Field is the id of the input, "" when it is about the whole form.
type Problem struct {
	Field   string
	Message Phrase
}
