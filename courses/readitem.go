package courses

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// The limits of one item.
const (
	maxOptions = 12
	maxSteps   = 60
)

// readBank reads questions.yaml. A course without assessment may have none.
func (r *courseReader) readBank() {
	// Without an assessment nothing is drawn, so the file may be missing; with one, its absence is reported below.
	if _, err := fs.Stat(r.fsys, path.Join(r.folder.path, "questions.yaml")); err != nil && r.course.Assessment == nil {
		return
	}
	top, ok := r.openSource("questions.yaml", "the bank")
	if !ok {
		r.incomplete = true
		return
	}
	values := top.list("items", "a list of questions")
	if len(values) > maxItems {
		top.keys["items"].report("size", fmt.Sprintf("the bank has %d items", len(values)), fmt.Sprintf("keep it under %d", maxItems))
		values = values[:maxItems]
	}
	for _, v := range values {
		o, ok := v.object("an item")
		if !ok {
			continue
		}
		it := Item{ID: ItemID(r.ids.id(o, "item"))}
		r.context = Passage{Item: it.ID}
		r.render.collectTerms()
		it.Objective = r.readObjective(o)
		it.Clauses = r.readClauses(o.list("clauses", "[coc.1]"))
		r.use(it.Clauses)
		it.Difficulty = Difficulty(o.oneOf("difficulty", "", string(Easy), string(Medium), string(Hard)))
		it.Practice = o.truth("practice", false)
		it.Type = ItemType(o.oneOf("type", "", itemTypes()...))
		r.readBody(o, &it, true)
		it.Terms = r.render.terms
		r.course.Items = append(r.course.Items, it)
	}
	top.done()
}

func itemTypes() []string {
	return []string{string(Single), string(Multiple), string(TrueFalse), string(Matching), string(Ordering), string(Branching)}
}

// readCheck reads a check or scenario of a lesson: not graded, and about the lesson's objective unless it says otherwise.
func (r *courseReader) readCheck(v value, kind BlockKind, objective ObjectiveID) *Item {
	it := &Item{Objective: objective}
	o, ok := v.object("the " + string(kind))
	if !ok {
		return it
	}
	it.ID = ItemID(r.ids.id(o, "item"))
	r.context.Item = it.ID
	if o.has("objective") {
		it.Objective = r.readObjective(o)
	}
	it.Clauses = r.readClauses(o.maybeList("clauses"))
	r.use(it.Clauses)
	if o.has("difficulty") {
		it.Difficulty = Difficulty(o.oneOf("difficulty", "", string(Easy), string(Medium), string(Hard)))
	}
	lessonTerms := r.render.terms // the terms of the check are gathered apart, and then belong to both
	if kind == ScenarioBlock {
		it.Type = ItemType(o.oneOf("type", string(Branching), string(Branching)))
		o.line("title", "the scenario's title")
	} else {
		it.Type = ItemType(o.oneOf("type", "", itemTypes()...))
	}
	r.render.collectTerms()
	r.readBody(o, it, false)
	it.Terms = r.render.terms
	r.render.terms = union(lessonTerms, it.Terms)
	return it
}

// union keeps the order of first use.
func union(a, b []TermID) []TermID {
	seen := map[TermID]bool{}
	var all []TermID
	for _, list := range [][]TermID{a, b} {
		for _, id := range list {
			if !seen[id] {
				seen[id] = true
				all = append(all, id)
			}
		}
	}
	return all
}

// readBody reads what depends on the item's type. graded is for the bank, where a scenario's endings carry a score.
func (r *courseReader) readBody(o *object, it *Item, graded bool) {
	it.Title = o.maybe("title")
	r.context.Item = it.ID
	defer func() { r.context.Item = "" }()
	r.readWaivers(o, Waiver{File: o.doc.file, Item: it.ID})
	if it.Type == Branching && !o.has("stem") {
		it.Shuffle = o.truth("shuffle", true)
	} else {
		it.Stem, it.StemHTML = r.markdown(o, "stem", "a situation")
		it.Shuffle = o.truth("shuffle", true)
	}
	switch it.Type {
	case Single, Multiple:
		it.Options = r.readOptions(o, "options")
		r.checkKey(o, *it)
	case TrueFalse:
		r.readTrueFalse(o, it)
	case Matching:
		r.readMatching(o, it)
	case Ordering:
		r.readOrdering(o, it)
	case Branching:
		it.Scenario = r.readScenario(o, graded)
	default: // the type is wrong, so nobody knows which other keys belong here
		o.reportMissing()
		return
	}
	o.done()
}

// checkKey looks at which options are right.
func (r *courseReader) checkKey(o *object, it Item) {
	right := 0
	for _, option := range it.Options {
		if option.Right {
			right++
		}
	}
	options, ok := o.keys["options"]
	if !ok || len(it.Options) == 0 {
		return
	}
	switch {
	case len(it.Options) < 2:
		options.report("options", o.what+" has one option only", "write two at least")
	case it.Type == Single && right != 1:
		options.report("key", fmt.Sprintf("%s has %d right options", o.what, right), "mark exactly one right: true, or use type: multiple")
	case it.Type == Multiple && right == 0:
		options.report("key", o.what+" has no right option", "mark one or more right: true")
	case it.Type == Multiple && right == len(it.Options): // grading divides by the number of wrong options
		options.report("key", "every option of "+o.what+" is right", "add one that is wrong")
	}
}

// readOptions reads a list of {id, text, right, feedback}.
func (r *courseReader) readOptions(o *object, key string) []Option {
	seen := newIDs(&r.problems)
	var all []Option
	for _, v := range r.few(o, key, o.list(key, "a list of {id, text, right, feedback}"), maxOptions) {
		opt, ok := v.object("an option of " + o.what)
		if !ok {
			continue
		}
		option := r.readChoosable(opt, seen, o.what)
		option.Right = opt.truth("right", false)
		if !opt.has("right") { // a forgotten key must not make a wrong option in silence
			opt.report("missing", opt.what+" does not say whether it is right", "add right: true or right: false")
		}
		opt.done()
		all = append(all, option)
	}
	return all
}

// readChoosable reads id, text and feedback of an option; two with the same text cannot be told apart.
func (r *courseReader) readChoosable(o *object, seen *ids, owner string) Option {
	option := Option{ID: OptionID(seen.id(o, "option"))}
	if option.ID != "" {
		o.what += " of " + owner
	}
	option.Text, option.HTML = r.label(o, "text", "what can be chosen")
	seen.add("text", strings.ToLower(option.Text), o.placeOf("text"))
	// Nothing is right or wrong without a reason: that is what a learner learns from.
	option.Feedback, option.FeedbackHTML = r.markdown(o, "feedback", "why it is right, or what someone who chose it was thinking")
	return option
}

// few refuses lists that are too long to show.
func (r *courseReader) few(o *object, key string, values []value, limit int) []value {
	if len(values) <= limit {
		return values
	}
	o.keys[key].report("size", fmt.Sprintf("%s of %s has %d entries", key, o.what, len(values)), fmt.Sprintf("keep it to %d", limit))
	return values[:limit]
}

// readTrueFalse reads the answer, the feedback for both verdicts, and the reasons where there are any.
func (r *courseReader) readTrueFalse(o *object, it *Item) {
	o.need("answer", "true or false")
	answer := o.truth("answer", false)
	it.Options = []Option{{ID: OptionTrue, Text: "True", HTML: "True", Right: answer}, {ID: OptionFalse, Text: "False", HTML: "False", Right: !answer}}
	r.wordVerdicts(o, it.Options)
	if v, ok := o.need("feedback", `{"true": …, "false": …}`); ok {
		if f, ok := v.object("feedback of " + o.what); ok {
			for i := range it.Options {
				option := &it.Options[i]
				option.Feedback, option.FeedbackHTML = r.markdown(f, string(option.ID), "what to say to who chose it")
			}
			f.done()
		}
	}
	if o.has("reasons") {
		it.Reasons = r.readOptions(o, "reasons")
		right := 0
		for _, reason := range it.Reasons {
			if reason.Right {
				right++
			}
		}
		if right != 1 || len(it.Reasons) < 2 {
			o.keys["reasons"].report("key", fmt.Sprintf("%s has %d reasons, of which %d are right", o.what, len(it.Reasons), right),
				"write two or more and mark exactly one right: true")
		}
	}
}

// readMatching reads the pairs and the extra right-hand sides. Two pairs may share a right-hand side: it is one option then.
// The option's id is derived, so that the page does not give the answer away by using the pair's id.
func (r *courseReader) readMatching(o *object, it *Item) {
	seen := newIDs(&r.problems)
	byText := map[string]OptionID{}
	for _, v := range r.few(o, "pairs", o.list("pairs", "a list of {id, left, right, feedback}"), maxOptions) {
		p, ok := v.object("a pair of " + o.what)
		if !ok {
			continue
		}
		pair := Pair{ID: PairID(seen.id(p, "pair"))}
		pair.Left, pair.LeftHTML = r.label(p, "left", "what is given")
		seen.add("left side", strings.ToLower(pair.Left), p.placeOf("left"))
		text, html := r.label(p, "right", "what belongs to it")
		pair.Feedback, pair.FeedbackHTML = r.markdown(p, "feedback", "why they belong together")
		p.done()
		// The same words are one option, whichever pair they were written for: nobody could tell two apart.
		id, known := byText[text]
		if !known {
			id = derivedOption(it.ID, pair.ID)
			byText[text] = id
			it.Options = append(it.Options, Option{ID: id, Text: text, HTML: html, Right: true})
		}
		pair.Right = id
		it.Pairs = append(it.Pairs, pair)
	}
	if len(it.Pairs) == 1 {
		o.keys["pairs"].report("pairs", o.what+" has one pair only", "write two at least")
	}
	if !o.has("extras") {
		return
	}
	for _, v := range r.few(o, "extras", o.list("extras", "a list of {id, text, feedback}"), maxOptions) {
		x, ok := v.object("an extra of " + o.what)
		if !ok {
			continue
		}
		extra := r.readChoosable(x, seen, o.what)
		if byText[extra.Text] != "" {
			x.report("duplicate", x.what+" is the right side of a pair", "write another text")
		}
		x.done()
		it.Options = append(it.Options, extra)
	}
}

// derivedOption depends on ids only, so that rewording changes no stored answer.
func derivedOption(item ItemID, pair PairID) OptionID {
	sum := sha256.Sum256([]byte(string(item) + "/" + string(pair)))
	return OptionID("r" + hex.EncodeToString(sum[:4]))
}

// readOrdering reads the steps, which stand in the right order.
func (r *courseReader) readOrdering(o *object, it *Item) {
	seen := newIDs(&r.problems)
	for _, v := range r.few(o, "steps", o.list("steps", "a list of {id, text, feedback}"), maxOptions) {
		s, ok := v.object("a step of " + o.what)
		if !ok {
			continue
		}
		step := r.readChoosable(s, seen, o.what)
		s.done()
		it.Options = append(it.Options, step)
		it.Sequence = append(it.Sequence, step.ID)
	}
	if n := len(it.Options); n == 1 || n == 2 {
		o.keys["steps"].report("steps", fmt.Sprintf("%s has %d steps", o.what, n), "write three at least, or it is a guess")
	}
}
