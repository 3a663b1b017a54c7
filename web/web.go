// Package web holds what the browser gets: the page templates, the one stylesheet, the small scripts, the pictures and
// the texts in each language. It is data; internal/page reads it.
//
//	templates/layout.html   the frame round every page
//	templates/parts/*.html  components, each used by more than one page
//	templates/pages/*.html  one file a page: it defines "title" and "main"
//	static/                 files served under a content-hashed path; nothing else is sent to the browser
//	locales/LANG.json       the texts of one language by key; en.json has every key
package web

import "embed"

// Files is the whole tree, ready for page.Load.
//
//go:embed templates static locales
var Files embed.FS
