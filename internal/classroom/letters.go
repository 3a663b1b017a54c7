package classroom

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
)

// Ask says what is written on paper in answer to an item.
type Ask string

// What is written, by the item's type.
const (
	AskLetter  Ask = "letter"  // B
	AskLetters Ask = "letters" // A C
	AskTruth   Ask = "truth"   // T or F
	AskReason  Ask = "reason"  // T or F, and a letter: T B
	AskMatches Ask = "matches" // a letter for each line: B A C
	AskPlaces  Ask = "places"  // a number for each line: 2 1 3
	AskStory   Ask = "story"   // the choice at each scene: 1A 3B
)

// AskOf says what is written in answer to an item.
func AskOf(item courses.Item) Ask {
	switch item.Type {
	case courses.Multiple:
		return AskLetters
	case courses.TrueFalse:
		if len(item.Reasons) > 0 {
			return AskReason
		}
		return AskTruth
	case courses.Matching:
		return AskMatches
	case courses.Ordering:
		return AskPlaces
	case courses.Branching:
		return AskStory
	}
	return AskLetter
}

// letter names the i-th place.
func letter(i int) string { return string(rune('A' + i)) }

// marks cuts what was typed into its marks: letters and numbers by themselves, 1A together.
func marks(typed string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(strings.ToUpper(typed), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;/.-–", r) }) {
		digits := strings.TrimLeft(word, "0123456789")
		if number := word[:len(word)-len(digits)]; number != "" {
			if digits == "" || len(digits) == 1 {
				out = append(out, word)
				continue
			}
			out = append(out, number)
		}
		for _, r := range digits { // ABC is A, B, C
			out = append(out, string(r))
		}
	}
	return out
}

// at finds the option at a letter of the order shown.
func at(order []courses.OptionID, mark string) (courses.OptionID, bool) {
	if len(mark) != 1 || mark[0] < 'A' || int(mark[0]-'A') >= len(order) {
		return "", false
	}
	return order[mark[0]-'A'], true
}

// Read turns what stands on paper into an answer to the item as it was drawn. Nothing typed is no answer. The second result
// says what is wrong with it.
func Read(item courses.Item, d assessment.Drawn, typed string) (assessment.Answer, string) {
	m := marks(typed)
	if len(m) == 0 {
		return assessment.Answer{}, ""
	}
	switch AskOf(item) {
	case AskLetters:
		return readLetters(d.Options, m)
	case AskTruth, AskReason:
		return readTruth(d, m)
	case AskMatches:
		return readMatches(item, d, m)
	case AskPlaces:
		return readPlaces(d, m)
	case AskStory:
		return readStory(item.Scenario, m)
	}
	if len(m) > 1 {
		return assessment.Answer{}, "Type one letter. If more are circled, leave it empty: no answer was given."
	}
	return readLetters(d.Options, m)
}

func lettersTo(n int) string {
	return fmt.Sprintf("Type letters from A to %s only.", letter(n-1))
}

func readLetters(order []courses.OptionID, m []string) (assessment.Answer, string) {
	var a assessment.Answer
	for _, mark := range m {
		id, ok := at(order, mark)
		switch {
		case !ok:
			return a, lettersTo(len(order))
		case slices.Contains(a.Options, id):
			return a, fmt.Sprintf("The letter %s stands there twice.", mark)
		}
		a.Options = append(a.Options, id)
	}
	return a, ""
}

func readTruth(d assessment.Drawn, m []string) (assessment.Answer, string) {
	word := map[string]courses.OptionID{"T": courses.OptionTrue, "F": courses.OptionFalse}
	wrong := "Type T for true or F for false."
	if len(d.Reasons) > 0 {
		wrong = fmt.Sprintf("Type T or F, and the letter of the reason, A to %s: T B.", letter(len(d.Reasons)-1))
	}
	// TRUE and FALSE come apart into letters.
	joined := strings.Join(m, "")
	for long, short := range map[string]string{"TRUE": "T", "FALSE": "F"} {
		if rest, ok := strings.CutPrefix(joined, long); ok {
			m = append([]string{short}, strings.Split(rest, "")...)
			if rest == "" {
				m = m[:1]
			}
		}
	}
	truth, ok := word[m[0]]
	if !ok || len(m) > 2 || len(m) == 2 && len(d.Reasons) == 0 {
		return assessment.Answer{}, wrong
	}
	a := assessment.Answer{Options: []courses.OptionID{truth}}
	if len(m) == 2 {
		if a.Reason, ok = at(d.Reasons, m[1]); !ok {
			return assessment.Answer{}, wrong
		}
	}
	return a, ""
}

// readMatches wants a letter for each line; a line that was left empty is typed as 0.
func readMatches(item courses.Item, d assessment.Drawn, m []string) (assessment.Answer, string) {
	var a assessment.Answer
	if len(m) != len(item.Pairs) {
		return a, fmt.Sprintf("Type %d letters, one for each line; 0 for a line that is empty.", len(item.Pairs))
	}
	for i, mark := range m {
		if mark == "0" {
			continue
		}
		id, ok := at(d.Options, mark)
		if !ok {
			return assessment.Answer{}, lettersTo(len(d.Options))
		}
		a.Matches = append(a.Matches, assessment.Match{Pair: item.Pairs[i].ID, Option: id})
	}
	return a, ""
}

// readPlaces wants the number that was written before each line.
func readPlaces(d assessment.Drawn, m []string) (assessment.Answer, string) {
	n := len(d.Options)
	wrong := fmt.Sprintf("Type the %d numbers from the top line to the bottom one, each of 1 to %d once. If one is missing, leave it empty.", n, n)
	if len(m) == 1 && len(m[0]) == n { // 213
		m = strings.Split(m[0], "")
	}
	order := make([]courses.OptionID, n)
	if len(m) != n {
		return assessment.Answer{}, wrong
	}
	for line, mark := range m {
		place, err := strconv.Atoi(mark)
		if err != nil || place < 1 || place > n || order[place-1] != "" {
			return assessment.Answer{}, wrong
		}
		order[place-1] = d.Options[line]
	}
	return assessment.Answer{Order: order}, ""
}

// readStory follows the circled choices from scene 1.
func readStory(story *courses.Scenario, m []string) (assessment.Answer, string) {
	var a assessment.Answer
	scene := story.Start
	numbers := sceneNumbers(story)
	for _, mark := range m {
		step, _ := story.Step(scene)
		number := strings.TrimRight(mark, "ABCDEFGHIJ")
		i := -1
		if choice := mark[len(number):]; len(choice) == 1 {
			i = int(choice[0]) - 'A'
		}
		if number != "" && number != strconv.Itoa(numbers[scene]) || i < 0 || i >= len(step.Choices) {
			return assessment.Answer{}, fmt.Sprintf("Type the scene and the letter circled there, from scene 1 on: 1A 3B. At scene %d the choices are A to %s.",
				numbers[scene], letter(max(len(step.Choices)-1, 0)))
		}
		a.Path = append(a.Path, step.Choices[i].ID)
		scene = step.Choices[i].To
	}
	return a, ""
}

// sceneNumbers numbers the scenes as the print does: the start first, then the others as authored.
func sceneNumbers(story *courses.Scenario) map[courses.StepID]int {
	n := map[courses.StepID]int{story.Start: 1}
	for _, step := range story.Steps {
		if step.ID != story.Start {
			n[step.ID] = len(n) + 1
		}
	}
	return n
}

// Write is the other way round: what a person would write on paper for an answer. It is what a key or an example shows.
func Write(item courses.Item, d assessment.Drawn, a assessment.Answer) string {
	var out []string
	switch AskOf(item) {
	case AskTruth, AskReason:
		if len(a.Options) == 0 {
			return ""
		}
		out = append(out, map[courses.OptionID]string{courses.OptionTrue: "T", courses.OptionFalse: "F"}[a.Options[0]])
		if i := slices.Index(d.Reasons, a.Reason); i >= 0 {
			out = append(out, letter(i))
		}
	case AskMatches:
		for _, pair := range item.Pairs {
			mark := "0"
			for _, m := range a.Matches {
				if m.Pair == pair.ID {
					mark = letter(slices.Index(d.Options, m.Option))
				}
			}
			out = append(out, mark)
		}
	case AskPlaces:
		for _, id := range d.Options {
			if i := slices.Index(a.Order, id); i >= 0 {
				out = append(out, itoa(i+1))
			}
		}
	case AskStory:
		return writeStory(item.Scenario, a.Path)
	default:
		for _, id := range a.Options {
			out = append(out, letter(slices.Index(d.Options, id)))
		}
	}
	return strings.Join(out, " ")
}

func writeStory(story *courses.Scenario, path []courses.ChoiceID) string {
	var out []string
	scene, numbers := story.Start, sceneNumbers(story)
	for _, id := range path {
		step, _ := story.Step(scene)
		i := slices.IndexFunc(step.Choices, func(c courses.Choice) bool { return c.ID == id })
		if i < 0 {
			break
		}
		out = append(out, itoa(numbers[scene])+letter(i))
		scene = step.Choices[i].To
	}
	return strings.Join(out, " ")
}
