package page

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"lamtoen/internal/day"
)

// builtins are the names that the parser must know; html/template brings their meaning.
var builtins = map[string]any{
	"and": 0, "or": 0, "not": 0, "len": 0, "index": 0, "slice": 0, "print": 0, "printf": 0,
	"eq": 0, "ne": 0, "lt": 0, "le": 0, "gt": 0, "ge": 0,
}

// functions are what templates may call beside html/template's own. The text calls and asset stand here so that they
// parse; localise has replaced them before any page is rendered.
func functions() template.FuncMap {
	replaced := func(key string, _ ...any) (string, error) {
		return "", fmt.Errorf("the text %q was used where it cannot be put in at load: give it an action of its own", key)
	}
	return template.FuncMap{
		"t": replaced, "tp": replaced, "tn": replaced, "tnp": replaced, "asset": replaced,
		"date":   dateElement,
		"moment": momentElement,
		"clock":  clockText,
		"digits": digitsOf,
		"add":    func(a, b int) int { return a + b },
		"join":   strings.Join,
	}
}

// dateElement writes a day as people read it, in English as long as the months have no other names here, with the machine's
// form beside; nothing for no day.
func dateElement(d day.Date) template.HTML {
	if d.IsZero() {
		return ""
	}
	return template.HTML(`<time datetime="` + template.HTMLEscapeString(d.ISO()) + `" lang="en">` + template.HTMLEscapeString(d.String()) + `</time>`)
}

// momentElement writes an instant in Bhutan's time; nothing for the zero instant.
func momentElement(t time.Time) template.HTML {
	if t.IsZero() {
		return ""
	}
	return template.HTML(`<time datetime="` + t.UTC().Format(time.RFC3339) + `" lang="en">` + t.In(day.Thimphu).Format("2 January 2006, 15:04") + `</time>`)
}

// clockText is the time of day in Bhutan, for "saved at 14:05".
func clockText(t time.Time) string { return t.In(day.Thimphu).Format("15:04") }

// digitsOf is what localise writes for {n} in a language with its own digits.
func digitsOf(lang string, n int) string { return digits(lang, strconv.Itoa(n)) }
