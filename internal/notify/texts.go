package notify

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	html "html/template"
	"io/fs"
	"slices"
	"strings"
	text "text/template"
)

// textFiles are the templates, each version in files of its own, and the catalogue of words by language.
//
//go:embed texts
var textFiles embed.FS

// The templates in use. A version that has been sent is never edited, since the text of what was sent is made from it again: other
// words are another version, and a test holds the hashes of all versions.
const (
	templateReminder = "reminder/2"
	templateDigest   = "digest/1"
)

const english = "en"

// Text is a mail as it is read.
type Text struct {
	Subject string
	Plain   string
	HTML    string
}

// Hash is over the three parts: "t1:" and the hexadecimal SHA-256 of each one's length, a colon and its bytes.
func (t Text) Hash() string {
	h := sha256.New()
	for _, part := range []string{t.Subject, t.Plain, t.HTML} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return "t1:" + hex.EncodeToString(h.Sum(nil))
}

// texts holds each template in each language.
type texts struct {
	langs []string
	plain map[string]*text.Template // by name/version/lang; the templates "subject" and "plain"
	html  map[string]*html.Template
}

// words are the catalogue of one language; a null falls back to English.
type words map[string]*string

// loadTexts parses everything, so that a mistake in a template shows at the start.
func loadTexts() (*texts, error) {
	t := &texts{langs: []string{english, "dz"}, plain: map[string]*text.Template{}, html: map[string]*html.Template{}}
	catalogues := map[string]words{}
	for _, lang := range t.langs {
		data, err := textFiles.ReadFile("texts/" + lang + ".json")
		if err != nil {
			return nil, fmt.Errorf("notify: %w", err)
		}
		var w words
		if err := json.Unmarshal(data, &w); err != nil {
			return nil, fmt.Errorf("notify: texts/%s.json: %w", lang, err)
		}
		catalogues[lang] = w
	}
	files, err := fs.Glob(textFiles, "texts/*/*.txt")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		id := strings.TrimSuffix(strings.TrimPrefix(name, "texts/"), ".txt")
		for _, lang := range t.langs {
			say := map[string]any{"t": catalogues[english].in(catalogues[lang])}
			if t.plain[id+"/"+lang], err = text.New(id+".txt").Funcs(say).Option("missingkey=error").ParseFS(textFiles, name); err != nil {
				return nil, fmt.Errorf("notify: %w", err)
			}
			page := strings.TrimSuffix(name, ".txt") + ".html"
			if t.html[id+"/"+lang], err = html.New(id+".html").Funcs(say).Option("missingkey=error").ParseFS(textFiles, page); err != nil {
				return nil, fmt.Errorf("notify: %w", err)
			}
		}
	}
	return t, nil
}

// in gives the function that templates say words with: {name} is replaced by the value after the name.
func (w words) in(own words) func(key string, pairs ...any) (string, error) {
	return func(key string, pairs ...any) (string, error) {
		said := own[key]
		if said == nil {
			said = w[key]
		}
		if said == nil {
			return "", fmt.Errorf("notify: there is no text %q", key)
		}
		out := *said
		for i := 0; i+1 < len(pairs); i += 2 {
			out = strings.ReplaceAll(out, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
		}
		return out, nil
	}
}

// has tells whether there is a catalogue of the language.
func (t *texts) has(lang string) bool { return slices.Contains(t.langs, lang) }

// render makes the text of a message from what is kept of it.
func (t *texts) render(m Message) (Text, error) {
	plain, rich := t.plain[m.Template+"/"+m.Lang], t.html[m.Template+"/"+m.Lang]
	if plain == nil || rich == nil {
		return Text{}, fmt.Errorf("notify: the template %s in %s is not part of this program", m.Template, m.Lang)
	}
	var out Text
	for _, part := range []struct {
		name string
		into *string
	}{{"subject", &out.Subject}, {"plain", &out.Plain}} {
		var b bytes.Buffer
		if err := plain.ExecuteTemplate(&b, part.name, m.Params); err != nil {
			return Text{}, fmt.Errorf("notify: %w", err)
		}
		*part.into = strings.TrimSpace(b.String())
	}
	out.Plain += "\n"
	var b bytes.Buffer
	if err := rich.ExecuteTemplate(&b, "html", m.Params); err != nil {
		return Text{}, fmt.Errorf("notify: %w", err)
	}
	out.HTML = strings.TrimSpace(b.String()) + "\n"
	return out, nil
}

// Text makes the text of a message again; exact tells that it is, byte for byte, what was decided to be sent.
func (s *Service) Text(m Message) (out Text, exact bool, err error) {
	out, err = s.texts.render(m)
	return out, err == nil && out.Hash() == m.Hash, err
}
