package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// English is the language that has every text; the others fall back to it.
const English = "en"

// Key names a message of the catalogue, such as "nav.courses".
type Key string

// Phrase is a short text made outside a template, with the language it turned out to be in. Lang is empty when that is the
// page's own, so that only a fallback carries a lang attribute.
type Phrase struct {
	Text string
	Lang string
}

// HTML is the phrase for use between tags, inside a span with its language when that is not the page's.
func (p Phrase) HTML() template.HTML {
	text := template.HTMLEscapeString(p.Text)
	if p.Lang == "" {
		return template.HTML(text)
	}
	return template.HTML(`<span lang="` + template.HTMLEscapeString(p.Lang) + `">` + text + `</span>`)
}

// String is the bare text, for attributes and for tests.
func (p Phrase) String() string { return p.Text }

// Plain makes a phrase of a text that is data, in the language it says; "" for a name, which has none.
func Plain(text, lang string) Phrase { return Phrase{Text: text, Lang: lang} }

// Words is the catalogue of one language. Its zero value is not usable; Set.Words gives one.
type Words struct {
	lang     string
	own      map[Key]string
	fallback map[Key]string // English; nil for English itself
}

// Lang is the language's code.
func (w *Words) Lang() string { return w.lang }

// Say gives a message with its placeholders filled: pairs are name, value, name, value. A key that the language lacks gives
// the English words; one that no language has gives the key itself, which a test over the callers' sources rules out.
func (w *Words) Say(key Key, pairs ...string) Phrase {
	text, lang := w.find(key)
	if len(pairs) > 1 {
		olds := make([]string, 0, len(pairs))
		for i := 0; i+1 < len(pairs); i += 2 {
			olds = append(olds, "{"+pairs[i]+"}", pairs[i+1])
		}
		text = strings.NewReplacer(olds...).Replace(text)
	}
	if lang == w.lang {
		lang = ""
	}
	return Phrase{Text: text, Lang: lang}
}

// Count is Say for a message with a number: KEY.one or KEY.other, and {n} is the number in the digits of the language.
func (w *Words) Count(key Key, n int, pairs ...string) Phrase {
	form := key + ".other"
	_, lang := w.find(form)
	if n == 1 && lang == English {
		form = key + ".one"
	}
	return w.Say(form, append([]string{"n", digits(lang, strconv.Itoa(n))}, pairs...)...)
}

// Has tells whether any language has the key.
func (w *Words) Has(key Key) bool {
	_, own := w.own[key]
	_, english := w.fallback[key]
	return own || english
}

// find gives a message and the language it is in.
func (w *Words) find(key Key) (text, lang string) {
	if text, ok := w.own[key]; ok {
		return text, w.lang
	}
	if text, ok := w.fallback[key]; ok {
		return text, English
	}
	return string(key), English
}

// digits writes a number's digits as the language does: Dzongkha has its own ten.
func digits(lang, number string) string {
	if lang != "dz" {
		return number
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '༠' + r - '0'
		}
		return r
	}, number)
}

// loadWords reads every locales/LANG.json: one object of strings. English must be there and holds every key; in the others
// null marks a text that waits for a translator, and each key must be one that English has.
func loadWords(fsys fs.FS) (map[string]*Words, error) {
	names, err := fs.Glob(fsys, "locales/*.json")
	if err != nil {
		return nil, err
	}
	out := map[string]*Words{}
	for _, name := range names {
		lang := strings.TrimSuffix(path.Base(name), ".json")
		own, err := readMessages(fsys, name)
		if err != nil {
			return nil, err
		}
		out[lang] = &Words{lang: lang, own: own}
	}
	english, ok := out[English]
	if !ok {
		return nil, fmt.Errorf("locales/%s.json is missing", English)
	}
	for lang, w := range out {
		if lang == English {
			continue
		}
		w.fallback = english.own
		for key, text := range w.own {
			if err := agrees(english.own, key, text); err != nil {
				return nil, fmt.Errorf("locales/%s.json: %w", lang, err)
			}
		}
	}
	return out, nil
}

// readMessages reads one catalogue and refuses a key that stands twice, which encoding/json would let pass.
func readMessages(fsys fs.FS, name string) (map[Key]string, error) {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("reading the texts: %w", err)
	}
	var all map[Key]*string
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := eachOnce(raw); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	own := map[Key]string{}
	for key, text := range all {
		if text != nil {
			own[key] = *text
		}
	}
	return own, nil
}

// eachOnce refuses an object of JSON in which a key stands twice, which a map does not show.
func eachOnce(raw []byte) error {
	seen := map[json.Token]bool{}
	words := json.NewDecoder(bytes.NewReader(raw))
	_, err := words.Token() // the brace
	for err == nil && words.More() {
		var key json.Token
		var text json.RawMessage
		key, err = words.Token()
		if seen[key] {
			return fmt.Errorf("the key %q stands twice; keep one", key)
		}
		seen[key] = true
		err = errors.Join(err, words.Decode(&text))
	}
	return err
}

var placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)

// placeholders lists the names in braces of a message, sorted, each once.
func placeholders(text string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// agrees tells whether a translation fits the English message of its key.
func agrees(english map[Key]string, key Key, text string) error {
	original, ok := english[key]
	if !ok {
		return fmt.Errorf("the key %q is not in English; remove it or correct its spelling", key)
	}
	if got, want := placeholders(text), placeholders(original); !slices.Equal(got, want) {
		return fmt.Errorf("the message %q has the placeholders %v where English has %v", key, got, want)
	}
	return nil
}
