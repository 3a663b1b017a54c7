package courses

import (
	"fmt"
	"slices"
	"strconv"
)

// On is the English lesson in the language of the translation: title, sentence to keep and blocks are translated, the rest stays.
// Only a translation that is not stale may be shown so.
func (t Translation) On(l Lesson) Lesson {
	l.Title, l.Blocks, l.Terms = t.Title, t.Blocks, t.Terms
	if t.Keep != "" {
		l.Keep = t.Keep
	}
	return l
}

// misshapen says where a translation is built otherwise than its English, "" where it is not: the same blocks in the same order,
// each check with the same choices and the same key, so that an answer means the same in either language.
func (t Translation) misshapen(l Lesson) string {
	if len(t.Blocks) != len(l.Blocks) {
		return fmt.Sprintf("it has %d blocks and the English has %d", len(t.Blocks), len(l.Blocks))
	}
	for i, b := range l.Blocks {
		other := t.Blocks[i]
		switch {
		case b.Kind != other.Kind || b.Clause != other.Clause || (b.Item == nil) != (other.Item == nil):
			return fmt.Sprintf("block %d is not the one of the English", i+1)
		case b.Item != nil && !slices.Equal(skeleton(*b.Item), skeleton(*other.Item)):
			return fmt.Sprintf("the question %s has other ids or another key than in English", b.Item.ID)
		}
	}
	return ""
}

// skeleton is what a question is apart from its words: type, ids, key.
func skeleton(it Item) []string {
	s := []string{string(it.ID), string(it.Type), string(it.Objective), strconv.FormatBool(it.Shuffle)}
	for _, o := range slices.Concat(it.Options, it.Reasons) {
		s = append(s, string(o.ID), strconv.FormatBool(o.Right))
	}
	for _, p := range it.Pairs {
		s = append(s, string(p.ID), string(p.Right))
	}
	for _, id := range it.Sequence {
		s = append(s, string(id))
	}
	if it.Scenario == nil {
		return s
	}
	s = append(s, string(it.Scenario.Start))
	for _, step := range it.Scenario.Steps {
		s = append(s, string(step.ID), string(step.Ending))
		for _, c := range step.Choices {
			s = append(s, string(c.ID), string(c.To))
		}
	}
	return s
}

// TranslationState is where one lesson stands in a language.
type TranslationState struct {
	Lesson  Lesson // the English
	There   bool   // there is a translation
	Stale   bool   // the English has changed since
	Known   bool   // of a stale one: the English that it translates was found
	Changes Differences
}

// TranslationStates tells for each lesson of a course where it stands in a language. History are other versions of the course;
// what changed since a stale translation was made is looked up there.
func TranslationStates(c *Course, history []*Course, language string) []TranslationState {
	states := make([]TranslationState, len(c.Lessons))
	for i, l := range c.Lessons {
		t, there := c.Translation(l.ID, language)
		states[i] = TranslationState{Lesson: l, There: there, Stale: there && t.Stale}
		if !states[i].Stale {
			continue
		}
		for _, old := range history {
			if was, ok := old.Lesson(l.ID); ok && was.ContentHash() == t.Translates {
				states[i].Known, states[i].Changes = true, CompareLessons(was, l)
				break
			}
		}
	}
	return states
}

// CompareLessons tells in words what differs between two wordings of one lesson.
func CompareLessons(old, now Lesson) Differences {
	c := &comparer{lesson: now.ID, about: "Lesson “" + now.Title + "”"}
	c.oneLesson(old, now)
	return c.all
}

// Languages are those that some lesson of the courses is translated into, sorted.
func Languages(list []*Course) []string {
	var all []string
	for _, c := range list {
		for _, t := range c.Translations {
			all = append(all, t.Language)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
