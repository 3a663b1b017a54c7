package courses

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// object is a YAML mapping that is read key by key; done then reports the keys that nobody asked for.
type object struct {
	value
	what  string // for messages: "the course", "item flood-photo"
	keys  map[string]value
	order []value // the key nodes, in order
	asked []string

	missing []missingKey // reported by done, unless a misspelt key was meant
}

type missingKey struct{ key, mend string }

// object reads the mapping; false when the value is something else. what names it in messages.
func (v value) object(what string) (*object, bool) {
	if !v.plain() {
		return nil, false
	}
	if v.node.Kind != yaml.MappingNode {
		v.report("shape", what+" should be a group of keys, not "+v.article(), "write key: value")
		return nil, false
	}
	o := &object{value: v, what: what, keys: map[string]value{}}
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		key := value{node: v.node.Content[i], doc: v.doc, parent: what}
		name, ok := key.text()
		if !ok {
			continue
		}
		if _, twice := o.keys[name]; twice { // the library takes the last one in silence
			key.report("twice", fmt.Sprintf("%s has the key %s twice", what, name), "keep one of them")
			continue
		}
		o.keys[name] = value{node: v.node.Content[i+1], doc: v.doc, parent: name}
		o.order = append(o.order, key)
	}
	return o, true
}

// named makes messages call the object by its id.
func (o *object) named(sort, id string) {
	if id != "" {
		o.what = sort + " " + id
	}
}

func (o *object) get(key string) (value, bool) {
	if !slices.Contains(o.asked, key) {
		o.asked = append(o.asked, key)
	}
	v, ok := o.keys[key]
	return v, ok
}

// need is get, and reports a missing key.
func (o *object) need(key, example string) (value, bool) {
	v, ok := o.get(key)
	if !ok {
		o.missing = append(o.missing, missingKey{key, fmt.Sprintf("add %s: %s", key, example)})
	}
	return v, ok
}

// placeOf is the place of a key's value, or of the object when it has no such key.
func (o *object) placeOf(key string) place {
	if v, ok := o.keys[key]; ok {
		return v.at()
	}
	return o.at()
}

// text is a text that must be there and not be empty.
func (o *object) text(key, example string) string {
	v, ok := o.need(key, example)
	if !ok {
		return ""
	}
	s, ok := v.text()
	if ok && s == "" {
		v.report("empty", fmt.Sprintf("%s of %s is empty", key, o.what), fmt.Sprintf("write %s: %s", key, example))
	}
	return s
}

// line is text that must stand on one line.
func (o *object) line(key, example string) string {
	s := o.text(key, example)
	if strings.Contains(s, "\n") {
		o.keys[key].report("one-line", fmt.Sprintf("%s of %s has more than one line", key, o.what), "write it on one line")
	}
	return s
}

// maybe is a text that may be missing or empty.
func (o *object) maybe(key string) string {
	v, ok := o.get(key)
	if !ok {
		return ""
	}
	s, _ := v.text()
	return s
}

// id is a kebab-case id that must be there.
func (o *object) id(key, example string) string {
	s := o.text(key, example)
	if s != "" && !validID(s) { // the id is dropped, so that nothing else is reported for its sake
		o.keys[key].reportID(s)
		return ""
	}
	return s
}

func (v value) reportID(s string) {
	v.report("id", fmt.Sprintf("%s %q is not an id", v.parent, shorten(s)),
		fmt.Sprintf("write small letters a-z and digits with single hyphens, at most %d, like be-accurate", maxID))
}

// number is a whole number in [low, high] that must be there.
func (o *object) number(key string, low, high int) int {
	v, ok := o.need(key, strconv.Itoa(low))
	if !ok {
		return 0
	}
	return v.number(o.what, low, high)
}

// maybeNumber is number, or 0 when the key is missing.
func (o *object) maybeNumber(key string, low, high int) int {
	v, ok := o.get(key)
	if !ok {
		return 0
	}
	return v.number(o.what, low, high)
}

func (v value) number(owner string, low, high int) int {
	s, ok := v.text()
	if !ok {
		return 0
	}
	// The second comparison refuses +5, 05 and 5_0, which other YAML readers would take for other numbers.
	n, err := strconv.Atoi(s)
	if err != nil || strconv.Itoa(n) != s || n < low || n > high {
		v.report("number", fmt.Sprintf("%s of %s is %q", v.parent, owner, shorten(s)),
			fmt.Sprintf("write a whole number from %d to %d", low, high))
		return 0
	}
	return n
}

// truth is true or false, or otherwise when the key is missing.
func (o *object) truth(key string, otherwise bool) bool {
	v, ok := o.get(key)
	if !ok {
		return otherwise
	}
	s, ok := v.text()
	if ok && s != "true" && s != "false" {
		v.report("truth", fmt.Sprintf("%s of %s is %q", key, o.what, shorten(s)), "write true or false")
	}
	return s == "true"
}

// oneOf is a word of a fixed set. An empty otherwise means that the key must be there.
func (o *object) oneOf(key, otherwise string, words ...string) string {
	v, ok := o.get(key)
	if !ok && otherwise != "" {
		return otherwise
	}
	if !ok {
		o.missing = append(o.missing, missingKey{key, fmt.Sprintf("add %s: one of %s", key, strings.Join(words, ", "))})
		return ""
	}
	return v.word(o.what, words...)
}

// word is one of a fixed set of words, or "" when it is not (which is reported).
func (v value) word(owner string, words ...string) string {
	s, ok := v.text()
	if ok && !slices.Contains(words, s) {
		v.report("word", fmt.Sprintf("%s of %s is %q", v.parent, owner, shorten(s)), "write one of "+strings.Join(words, ", "))
		return ""
	}
	return s
}

// list is a list that must be there and not be empty.
func (o *object) list(key, example string) []value {
	v, ok := o.need(key, example)
	if !ok {
		return nil
	}
	all, ok := v.list()
	if ok && len(all) == 0 {
		v.report("empty", fmt.Sprintf("%s of %s is empty", key, o.what), fmt.Sprintf("write %s: %s", key, example))
	}
	return all
}

// maybeList is a list that may be missing or empty.
func (o *object) maybeList(key string) []value {
	v, ok := o.get(key)
	if !ok {
		return nil
	}
	all, _ := v.list()
	return all
}

// has tells whether the key is there.
func (o *object) has(key string) bool { _, ok := o.get(key); return ok }

// field is the value of a key, with no node when the key is missing (which is reported).
func (o *object) field(key string) value {
	v, _ := o.need(key, "…")
	return v
}

// group is a nested group of keys that may be missing.
func (o *object) group(key string) (*object, bool) {
	v, ok := o.get(key)
	if !ok {
		return nil, false
	}
	if strings.HasPrefix(o.what, "the ") {
		return v.object("the " + key)
	}
	return v.object(key + " of " + o.what)
}

// maybeDate is a day that may be missing or empty.
func (o *object) maybeDate(key string) string {
	s := o.maybe(key)
	if s == "" {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		o.keys[key].report("date", fmt.Sprintf("%s of %s is %q", key, o.what, shorten(s)), "write a day as year-month-day, like 2026-11-23")
		return ""
	}
	return s
}

// done reports the keys that the format does not know here and those that are missing. A misspelt key is one mistake: it is
// reported with the key that was meant, and that one is not reported as missing.
func (o *object) done() {
	for _, key := range o.order {
		name := strings.TrimSpace(key.node.Value)
		if slices.Contains(o.asked, name) {
			continue
		}
		mend := "remove it; the keys here are " + strings.Join(o.asked, ", ")
		if near := o.meant(name); near != "" {
			mend = "write " + near
		}
		key.report("unknown-key", fmt.Sprintf("%s has no key %q", o.what, shorten(name)), mend)
	}
	o.reportMissing()
}

// meant is the key that a misspelt one stands for, a missing one if possible.
func (o *object) meant(name string) string {
	for i, m := range o.missing {
		if nearest(name, []string{m.key}) != "" {
			o.missing = slices.Delete(o.missing, i, i+1)
			return m.key
		}
	}
	return nearest(name, o.asked)
}

func (o *object) reportMissing() {
	for _, m := range o.missing {
		o.report("missing", fmt.Sprintf("%s has no %s", o.what, m.key), m.mend)
	}
	o.missing = nil
}

// shorten keeps messages readable whatever stands in the file.
func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:57]) + "..."
	}
	return s
}
