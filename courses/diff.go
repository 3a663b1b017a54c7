package courses

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// ChangeKind says what happened to a thing between two versions.
type ChangeKind string

// The kinds of change.
const (
	Added   ChangeKind = "added"
	Changed ChangeKind = "changed"
	Removed ChangeKind = "removed"
)

// Change is one thing that differs. Name is its id.
type Change struct {
	Kind ChangeKind
	Name string
}

// Changes is what differs between two versions of a course, each list sorted by name.
type Changes struct {
	Lessons          []Change
	Items            []Change // of the bank
	Objectives       []Change
	Media            []Change
	Acknowledgements []Change // by role
	Pack             []Change // the parts of the lesson pack: teacher, slides, handout, family, activity
	Course           []Change // title, audience, assessment and what else the course says of itself; by key
}

// Empty tells that nothing differs.
func (c Changes) Empty() bool {
	return len(c.Lessons)+len(c.Items)+len(c.Objectives)+len(c.Media)+len(c.Acknowledgements)+len(c.Pack)+len(c.Course) == 0
}

// Diff tells what differs between two versions. Things are matched by id, so one that was moved or reworded is changed.
func Diff(old, now *Course) Changes {
	return Changes{
		Lessons:          compare(lessonHashes(old), lessonHashes(now)),
		Items:            compare(itemHashes(old), itemHashes(now)),
		Objectives:       compare(objectiveHashes(old), objectiveHashes(now)),
		Media:            compare(mediaHashes(old), mediaHashes(now)),
		Acknowledgements: compare(acknowledgementHashes(old), acknowledgementHashes(now)),
		Pack:             compare(packHashes(old), packHashes(now)),
		Course:           compare(headHashes(old), headHashes(now)),
	}
}

// compare matches two sets of things by name. Each is given by a hash of its canonical form, so that what counts as a change
// is exactly what changes the hash of the course.
func compare(old, now map[string]string) []Change {
	var changes []Change
	for name, is := range now {
		was, there := old[name]
		switch {
		case !there:
			changes = append(changes, Change{Added, name})
		case was != is:
			changes = append(changes, Change{Changed, name})
		}
	}
	for name := range old {
		if _, there := now[name]; !there {
			changes = append(changes, Change{Removed, name})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.Name, b.Name) })
	return changes
}

// lessonHashes includes the position: a lesson that moved is changed.
func lessonHashes(c *Course) map[string]string {
	all := map[string]string{}
	for i, l := range c.Lessons {
		f := &canonical{}
		f.position("", i)
		l.addTo(f)
		all[string(l.ID)] = f.hash()
	}
	return all
}

func itemHashes(c *Course) map[string]string {
	all := map[string]string{}
	for _, it := range c.Items {
		f := &canonical{}
		it.addTo(f, "")
		all[string(it.ID)] = f.hash()
	}
	return all
}

func objectiveHashes(c *Course) map[string]string {
	all := map[string]string{}
	for _, o := range c.Objectives {
		f := &canonical{}
		f.text("can", o.Can)
		addSet(f, "clauses", o.Clauses)
		all[string(o.ID)] = f.hash()
	}
	return all
}

func mediaHashes(c *Course) map[string]string {
	all := map[string]string{}
	for _, m := range c.Media {
		all[m.Name] = m.Hash
	}
	return all
}

func acknowledgementHashes(c *Course) map[string]string {
	all := map[string]string{}
	for _, a := range c.Acknowledgements {
		all[a.Role] = a.Hash
	}
	return all
}

// packHashes gives each part of the pack by the name of its file.
func packHashes(c *Course) map[string]string {
	all := map[string]string{}
	if c.Pack == nil {
		return all
	}
	f := &canonical{}
	c.Pack.addTo(f)
	parts := map[string]*canonical{}
	for _, line := range f.lines {
		name := topKey(strings.TrimPrefix(line, packFolder+"/"))
		if parts[name] == nil {
			parts[name] = &canonical{}
		}
		parts[name].lines = append(parts[name].lines, line)
	}
	for name, part := range parts {
		all[name] = part.hash()
	}
	return all
}

// headHashes covers what course.yaml says but for objectives and acknowledgements, key by key.
func headHashes(c *Course) map[string]string {
	bare := *c
	bare.Lessons, bare.Items, bare.Objectives, bare.Media, bare.Acknowledgements, bare.Pack = nil, nil, nil, nil, nil, nil
	bare.Version = "" // it differs always, and says nothing
	parts := map[string]*canonical{}
	for _, line := range bare.canonicalForm().lines {
		key := topKey(line)
		if parts[key] == nil {
			parts[key] = &canonical{}
		}
		parts[key].lines = append(parts[key].lines, line)
	}
	all := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(parts)) {
		all[key] = parts[key].hash()
	}
	return all
}

// topKey is the key of course.yaml that a line of the canonical form comes from.
func topKey(line string) string {
	for i, r := range line {
		if r == '/' || r == ' ' {
			return line[:i]
		}
	}
	return line
}
