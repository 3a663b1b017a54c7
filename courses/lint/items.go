package lint

import (
	"fmt"
	"regexp"
	"strings"

	"lamtoen/courses"
)

// alike is the share of common runs of three words, of all that either stem has (Jaccard's index over word 3-shingles), from
// which two stems are one question.
const alike = 0.6

func itemChecks() []check {
	return []check{
		{Rule{"all-of-the-above", "Who finds two right options knows the answer, and who finds one wrong one too: it tests logic, not the subject."}, (*linter).allOfTheAbove},
		{Rule{"negative-unstressed", "A reader in a hurry passes over a small 'not', and answers the opposite question."}, (*linter).negativeUnstressed},
		{Rule{"double-negative", "Two negatives make a puzzle of the sentence, for second-language readers above all."}, (*linter).doubleNegative},
		{Rule{"items-alike", "Two items alike count one thing twice, and one gives the other away."}, (*linter).itemsAlike},
		{Rule{"option-overlap", "An option that says part of another is right or wrong together with it."}, (*linter).optionOverlap},
		{Rule{"option-grammar", "A stem that ends in 'a' or 'an' shows which options can follow."}, (*linter).optionGrammar},
		{Rule{"option-feedback", "One or two words of feedback teach nothing."}, (*linter).optionFeedback},
		{Rule{"option-id", "An id such as 'correct' or 'wrong-1' shows in the page's source."}, (*linter).optionID},
	}
}

var allAbove = regexp.MustCompile(`(?i)\b(all|none|both|neither|any) of (the above|these|them|the others)\b|\b(above|these) are (all )?(right|wrong|correct)\b`)

func (l *linter) allOfTheAbove() {
	for _, p := range l.passages {
		if p.Item == "" || p.Key != "text" || p.Part == "" {
			continue
		}
		text := strings.TrimRight(p.Text, ".! ")
		if at := allAbove.FindStringIndex(text); at != nil && at[1]-at[0] >= len(text)-4 { // the whole option, and not a phrase in it
			l.at(p, at[0], fmt.Sprintf("the option %q points at the others", p.Text), "write an option of its own, or ask for all that are right")
		}
	}
}

var (
	negative = regexp.MustCompile(`(?i)\b(not|never|except)\b`)
	stressed = regexp.MustCompile(`\*\*[^*]*\*\*|\*[^*]*\*|"[^"]*("|$)`) // or what somebody says
	doubled  = regexp.MustCompile(`(?i)\b(not|never|cannot|nobody|nothing|no one)\b.*\b(not|never|without|unless|except|nobody|nothing|no one)\b`)
	harmless = regexp.MustCompile(`(?i)\b(why|whether or|or|if) not\b`)
)

// question is the last sentence of a stem, and where it begins: what is asked, and not the story before it.
func question(stem string) (string, int) {
	trimmed := strings.TrimRight(stem, " \n\"”")
	end := len(trimmed)
	if end == 0 {
		return "", 0
	}
	at := strings.LastIndexAny(trimmed[:end-1], ".?!\n:")
	for at > 0 && trimmed[at] == '\n' && !strings.HasPrefix(trimmed[at:], "\n\n") { // a line wrapped in the file
		at = strings.LastIndexAny(trimmed[:at], ".?!\n:")
	}
	return trimmed[at+1:], at + 1
}

// asked gives each stem's question; a story's scenes ask nothing.
func (l *linter) asked(each func(p courses.Passage, question string, offset int)) {
	for _, p := range l.passages {
		if p.Item != "" && p.Key == "stem" {
			text, at := question(p.Text)
			each(p, text, at)
		}
	}
}

// negativeUnstressed looks at questions, and at statements of one clause: in a longer one the negative is seldom what is judged.
func (l *linter) negativeUnstressed() {
	l.asked(func(p courses.Passage, q string, at int) {
		if !strings.HasSuffix(q, "?") && strings.Contains(q, ",") {
			return
		}
		blank := func(s string) string { return strings.Repeat(" ", len(s)) }
		plain := harmless.ReplaceAllStringFunc(stressed.ReplaceAllStringFunc(q, blank), blank)
		if found := negative.FindStringIndex(plain); found != nil {
			l.at(p, at+found[0], fmt.Sprintf("the %q in the question is not stressed", plain[found[0]:found[1]]), "ask for what is right, or write **"+plain[found[0]:found[1]]+"**")
		}
	})
}

func (l *linter) doubleNegative() {
	l.asked(func(p courses.Passage, q string, at int) {
		if found := doubled.FindStringIndex(q); found != nil {
			l.at(p, at+found[0], "the question has two negatives", "say it without one of them")
		}
	})
}

func (l *linter) itemsAlike() {
	type stem struct {
		id      courses.ItemID
		shingle map[string]bool
	}
	var seen []stem
	for _, it := range l.course.Items {
		now := stem{it.ID, shingles(it.Stem)}
		for _, old := range seen {
			if similarity(old.shingle, now.shingle) >= alike {
				l.item(it.ID, fmt.Sprintf("the stem of %s is almost that of %s", it.ID, old.id), "ask about another situation, or remove one")
			}
		}
		seen = append(seen, now)
	}
}

// shingles are the runs of three words of a text.
func shingles(text string) map[string]bool {
	words := strings.Fields(normal(text))
	out := map[string]bool{}
	for i := 0; i+3 <= len(words); i++ {
		out[strings.Join(words[i:i+3], " ")] = true
	}
	return out
}

// similarity is Jaccard's index of two sets; 0 for small ones, which say nothing.
func similarity(a, b map[string]bool) float64 {
	if len(a) < 5 || len(b) < 5 {
		return 0
	}
	common := 0
	for s := range a {
		if b[s] {
			common++
		}
	}
	return float64(common) / float64(len(a)+len(b)-common)
}

func (l *linter) optionOverlap() {
	for _, it := range l.everyItem() {
		if it.Type != courses.Single && it.Type != courses.Multiple {
			continue
		}
		for i, a := range it.Options {
			for j, b := range it.Options {
				short, long := normal(a.Text), normal(b.Text)
				if i != j && len(strings.Fields(short)) >= 3 && strings.Contains(" "+long+" ", " "+short+" ") {
					l.item(it.ID, fmt.Sprintf("the option %s says all that %s says", b.ID, a.ID), "make them exclude each other")
				}
			}
		}
	}
}

func (l *linter) optionGrammar() {
	l.asked(func(p courses.Passage, q string, at int) {
		words := strings.Fields(q)
		if len(words) > 0 && (words[len(words)-1] == "a" || words[len(words)-1] == "an") {
			l.at(p, at, "the stem ends in an article", "end it as a question")
		}
	})
}

const leastFeedback = 3 // words

func (l *linter) optionFeedback() {
	for _, p := range l.passages {
		if p.Item != "" && p.Key == "feedback" && len(strings.Fields(normal(p.Text))) < leastFeedback {
			l.at(p, 0, fmt.Sprintf("the feedback has fewer than %d words", leastFeedback), "say why it is right, or what someone who chose it was thinking")
		}
	}
}

var tellingID = regexp.MustCompile(`(?i)^(right|correct|true-one|wrong|false-one|distractor|answer|key|a|b|c|d|option)(-?\d+|-?[a-d])?$`)

func (l *linter) optionID() {
	for _, it := range l.everyItem() {
		if it.Type != courses.Single && it.Type != courses.Multiple {
			continue
		}
		for _, o := range it.Options {
			if tellingID.MatchString(string(o.ID)) {
				l.item(it.ID, fmt.Sprintf("the id %q of an option tells whether it is right, or nothing at all", o.ID), "name it after what it says")
			}
		}
	}
}
