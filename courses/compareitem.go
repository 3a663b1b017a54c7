package courses

import (
	"strconv"
	"strings"
)

// items compares questions by id; what says what they are: a question of the bank, or a check of a lesson.
func (c *comparer) items(old, now []Item, what string) {
	match(old, now, func(it Item) string { return string(it.ID) }, func(was, is *Item) {
		switch {
		case was == nil:
			c.about = what + " “" + is.headline() + "”"
			c.add(Added, Minor, "was added")
		case is == nil:
			c.about = what + " “" + was.headline() + "”"
			c.add(Removed, Minor, "was removed")
		default:
			c.about = what + " “" + is.headline() + "”"
			c.item(*was, *is)
		}
	})
}

// maxHeadline is how much of a stem names a question, in characters.
const maxHeadline = 100

// headline is what a question is called in words: its title, or the beginning of its stem.
func (it Item) headline() string {
	text := it.Title
	if text == "" {
		text = strings.Join(strings.Fields(it.Stem), " ")
	}
	if runes := []rune(text); len(runes) > maxHeadline {
		text = string(runes[:maxHeadline])
		text = text[:max(strings.LastIndexByte(text, ' '), 0)] + " …"
	}
	if text == "" {
		return string(it.ID)
	}
	return text
}

func (c *comparer) item(was, is Item) {
	c.value(Minor, "the type", string(was.Type), string(is.Type))
	c.value(Patch, "the title", was.Title, is.Title)
	c.value(Minor, "the objective", string(was.Objective), string(is.Objective))
	set(c, Minor, "the clauses", sorted(was.Clauses), sorted(is.Clauses))
	c.value(Patch, "the difficulty", string(was.Difficulty), string(is.Difficulty))
	c.value(Minor, "whether it is for practice only", strconv.FormatBool(was.Practice), strconv.FormatBool(is.Practice))
	c.value(Patch, "whether options are shuffled", strconv.FormatBool(was.Shuffle), strconv.FormatBool(is.Shuffle))
	c.text(Patch, "the question", was.Stem, is.Stem)
	c.options(was.Options, is.Options, "option")
	c.options(was.Reasons, is.Reasons, "reason")
	c.pairs(was.Pairs, is.Pairs)
	if was.Type == Ordering && is.Type == Ordering {
		c.value(Minor, "the right order", commaList(was.Sequence), commaList(is.Sequence))
	}
	if was.Scenario != nil && is.Scenario != nil {
		c.scenario(was.Scenario, is.Scenario)
	} else {
		c.presence(was.Scenario != nil, is.Scenario != nil, Minor)
	}
}

// options compares what can be chosen; which is right is the key.
func (c *comparer) options(old, now []Option, what string) {
	id := func(o Option) string { return string(o.ID) }
	match(old, now, id, func(was, is *Option) {
		switch {
		case was == nil:
			c.add(Added, Minor, "the "+what+" “"+is.Text+"” was added")
		case is == nil:
			c.add(Removed, Minor, "the "+what+" “"+was.Text+"” was removed")
		default:
			if was.Right != is.Right {
				c.add(Changed, Minor, "the key was changed: the "+what+" “"+is.Text+"” is now "+rightness(is.Right))
			}
			c.value(Patch, "the "+what, was.Text, is.Text)
			c.text(Patch, "the feedback on “"+is.Text+"”", was.Feedback, is.Feedback)
		}
	})
	c.moved(idList(old, id), idList(now, id), Patch)
}

func rightness(right bool) string {
	if right {
		return "right"
	}
	return "wrong"
}

func (c *comparer) pairs(old, now []Pair) {
	id := func(p Pair) string { return string(p.ID) }
	match(old, now, id, func(was, is *Pair) {
		switch {
		case was == nil:
			c.add(Added, Minor, "the pair “"+is.Left+"” was added")
		case is == nil:
			c.add(Removed, Minor, "the pair “"+was.Left+"” was removed")
		default:
			c.value(Patch, "the left side", was.Left, is.Left)
			c.value(Minor, "the key: what belongs to “"+is.Left+"”", string(was.Right), string(is.Right))
			c.text(Patch, "the feedback on “"+is.Left+"”", was.Feedback, is.Feedback)
		}
	})
	c.moved(idList(old, id), idList(now, id), Patch)
}

func (c *comparer) scenario(old, now *Scenario) {
	c.value(Minor, "where the story begins", string(old.Start), string(now.Start))
	id := func(s Step) string { return string(s.ID) }
	match(old.Steps, now.Steps, id, func(was, is *Step) {
		switch {
		case was == nil:
			c.add(Added, Minor, "the scene “"+is.Text+"” was added")
		case is == nil:
			c.add(Removed, Minor, "the scene “"+was.Text+"” was removed")
		default:
			c.scene(*was, *is)
		}
	})
	c.moved(idList(old.Steps, id), idList(now.Steps, id), Patch)
}

func (c *comparer) scene(was, is Step) {
	c.text(Patch, "a scene", was.Text, is.Text)
	c.value(Minor, "how a path ends", string(was.Ending), string(is.Ending))
	c.number(Minor, "the score of an end", "", was.Score, is.Score)
	c.text(Patch, "the feedback at an end", was.Feedback, is.Feedback)
	id := func(ch Choice) string { return string(ch.ID) }
	match(was.Choices, is.Choices, id, func(old, now *Choice) {
		switch {
		case old == nil:
			c.add(Added, Minor, "the choice “"+now.Text+"” was added")
		case now == nil:
			c.add(Removed, Minor, "the choice “"+old.Text+"” was removed")
		default:
			c.value(Patch, "a choice", old.Text, now.Text)
			c.value(Minor, "where the choice “"+now.Text+"” leads", string(old.To), string(now.To))
		}
	})
	c.moved(idList(was.Choices, id), idList(is.Choices, id), Patch)
}
