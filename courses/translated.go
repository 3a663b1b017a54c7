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
		case b.Item != nil && other.Item.unlike(*b.Item) != "":
			return fmt.Sprintf("the question %s %s", b.Item.ID, other.Item.unlike(*b.Item))
		}
	}
	return ""
}

// unlike says how a translated question is another than its English, "" where it is the same in other words.
func (it Item) unlike(english Item) string {
	switch {
	case it.Practice != english.Practice || !slices.Equal(skeleton(it), skeleton(english)):
		return "has other ids or another key than in English"
	case (it.Title == "") != (english.Title == ""):
		return "has a title in one language only"
	case (it.Stem == "") != (english.Stem == ""):
		return "has a stem in one language only"
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
		s = append(s, string(step.ID), string(step.Ending), strconv.Itoa(step.Score))
		for _, c := range step.Choices {
			s = append(s, string(c.ID), string(c.To))
		}
	}
	return s
}
