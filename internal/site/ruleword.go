package site

import (
	"slices"
	"strconv"

	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// ruleFact is one thing that a rule says, with its label.
type ruleFact struct{ Label, Value string }

// ruleFacts say everything that a rule asks, each thing once, so that two versions can be held against each other.
func (s *Site) ruleFacts(words *page.Words, r *learning.Rule) []ruleFact {
	say := func(key page.Key) string { return words.Say(key).Text }
	facts := []ruleFact{
		{say("field.title"), r.Title},
		{say("rules.what"), s.courseTitle(r.Course)},
		{say("rules.who"), s.ruleWho(words, r)},
		{say("rules.due"), s.ruleDue(words, r)},
		{say("rules.valid"), ruleHolds(words, r)},
		{say("rule.window"), words.Count("rule.window.days", windowOf(r)).Text},
		{say("rule.renewal"), say("rule.renewal." + renewalKey(r.Renewal))},
		{say("rules.from"), r.From.String()},
	}
	if r.Until != "" {
		facts = append(facts, ruleFact{say("rule.until"), r.Until.String()})
	}
	return facts
}

// windowOf is how many days before its end a completion can be renewed.
func windowOf(r *learning.Rule) int {
	if r.WindowDays == 0 {
		return defaultWindow
	}
	return r.WindowDays
}

// defaultWindow is the window of a rule that does not say.
const defaultWindow = 60

func renewalKey(r learning.Renewal) page.Key {
	if r == "" {
		return "course"
	}
	return page.Key(r)
}

// ruleWho says whom a rule binds: kinds, and then what narrows them.
func (s *Site) ruleWho(words *page.Words, r *learning.Rule) string {
	a := &r.Audience
	kinds := a.Kinds
	if len(kinds) == 0 {
		kinds = slices.DeleteFunc(org.Kinds(), func(k org.Kind) bool { return !k.Counts() })
	}
	who := kindsInWords(words, kinds)
	narrow := func(key page.Key, names []string) {
		if len(names) > 0 {
			who += ", " + words.Say(key, "names", listed(names)).Text
		}
	}
	tree := s.register.Tree(max(s.today(), r.From))
	narrow("rule.who.agencies", mapped(a.Agencies, tree.Name))
	narrow("rule.who.types", mapped(a.Types, func(t org.AgencyType) string { return words.Say(page.Key("agency.type." + string(t))).Text }))
	narrow("rule.who.positions", a.Positions)
	narrow("rule.who.categories", a.Categories)
	narrow("rule.who.flags", mapped(a.Flags, func(f org.Flag) string { return words.Say(page.Key("flag." + string(f))).Text }))
	if a.JoinedAfter != "" {
		narrow("rule.who.joined", []string{a.JoinedAfter.String()})
	}
	return who
}

// mapped gives the words for each of a list.
func mapped[T any](list []T, word func(T) string) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = word(v)
	}
	return out
}

// ruleDue says by when.
func (s *Site) ruleDue(words *page.Words, r *learning.Rule) string {
	key := "rule.due." + dueKey(r.DueFrom)
	pairs := []string{"from", r.From.String(), "on", r.DueOn.String(), "course", s.courseTitle(r.DueAfter)}
	if words.Has(key) {
		return words.Say(key, append(pairs, "n", strconv.Itoa(r.DueDays))...).Text
	}
	return words.Count(key, r.DueDays, pairs...).Text
}

func dueKey(d learning.DueFrom) page.Key {
	if d == "" {
		return "later"
	}
	return page.Key(d)
}

// ruleHolds says how long completion holds.
func ruleHolds(words *page.Words, r *learning.Rule) string {
	switch {
	case r.DueFrom == learning.DueFromJanuary:
		return words.Say("rule.holds.january").Text
	case r.ValidMonths == 0:
		return words.Say("rules.course").Text
	}
	return words.Count("rules.months", r.ValidMonths).Text
}

// ruleSentence is the rule in plain words.
func (s *Site) ruleSentence(words *page.Words, r *learning.Rule) string {
	return words.Say("rule.sentence", "who", s.ruleWho(words, r), "course", s.courseTitle(r.Course), "due", s.ruleDue(words, r), "holds", ruleHolds(words, r)).Text
}

// ruleChange is what one version says otherwise than the one before.
type ruleChange struct{ Label, Before, After string }

// ruleChanges holds two versions against each other.
func ruleChanges(before, after []ruleFact) []ruleChange {
	var changes []ruleChange
	value := func(facts []ruleFact, label string) string {
		for _, f := range facts {
			if f.Label == label {
				return f.Value
			}
		}
		return ""
	}
	for _, f := range after {
		if old := value(before, f.Label); old != f.Value {
			changes = append(changes, ruleChange{f.Label, old, f.Value})
		}
	}
	for _, f := range before {
		if value(after, f.Label) == "" {
			changes = append(changes, ruleChange{f.Label, f.Value, ""})
		}
	}
	return changes
}
