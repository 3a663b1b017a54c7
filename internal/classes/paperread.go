package classes

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/lessonpack"
)

// PaperItem is one question as it stands on a sheet. Every kind of question is answered there by letters:
//
//   - single: one letter, "c".
//   - multiple: every letter that is right, in any order, "bd".
//   - true-false: t or f, and the letter of the reason after it where one is asked for, "tb"; - for the one that is missing.
//   - matching: a letter for each line from top to bottom, - for a line without one, "cab-".
//   - ordering: the letters of all steps, what comes first at the left, "dbac".
//   - scenario: the letter of each choice from the first scene on, "ba".
//
// A question that was left empty, or has two letters where one is asked for, is "-": an answer with nothing chosen.
type PaperItem struct {
	Number  int // on the sheet, from 1
	Item    courses.Item
	Drawn   assessment.Drawn
	Options []PaperOption // in the order of the sheet; none of a scenario, whose letters are those of each scene
	Reasons []PaperOption // of true-false
}

// PaperOption is what can be chosen, and its letter on the sheet.
type PaperOption = lessonpack.PaperOption

// The letters of a statement, and what is written for nothing.
const (
	letterTrue  = "t"
	letterFalse = "f"
	noLetter    = "-"
)

// Choose gives the answer that the letters of a sheet mean. Capitals, spaces, commas and full stops make no difference. Letters
// that the question cannot have are fault.CodeInvalid with words for who typed them.
func (i PaperItem) Choose(letters string) (assessment.Answer, error) {
	given := onlyLetters(letters)
	if len(given) == 0 {
		return assessment.Answer{}, fault.Invalid("Write the letters, or - for no answer.")
	}
	if !slices.ContainsFunc(given, func(l string) bool { return l != noLetter }) {
		return assessment.Answer{}, nil
	}
	r, err := i.response(given)
	if err != nil {
		return assessment.Answer{}, err
	}
	a, err := i.Drawn.Reveal(i.Item, r)
	if err == nil {
		err = assessment.Check(i.Item, a)
	}
	if err != nil {
		return assessment.Answer{}, fault.Invalid(problemOf(err))
	}
	return a, nil
}

// problemOf is what is wrong with one question's letters, in one sentence.
func problemOf(err error) string {
	f, ok := fault.As(err)
	if ok && len(f.Fields) > 0 {
		return f.Fields[0].Message
	}
	return err.Error()
}

// onlyLetters takes apart what was typed.
func onlyLetters(text string) []string {
	var out []string
	for _, r := range strings.ToLower(text) {
		switch {
		case strings.ContainsRune(" \t,.;/+", r):
		case strings.ContainsRune("-–—_", r):
			out = append(out, noLetter)
		default:
			out = append(out, string(r))
		}
	}
	return out
}

// response says in positions what the letters mean for the type of the question.
func (i PaperItem) response(given []string) (assessment.Response, error) {
	switch i.Item.Type {
	case courses.Matching:
		return i.matched(given)
	case courses.TrueFalse:
		return i.verdict(given)
	}
	if slices.Contains(given, noLetter) {
		return assessment.Response{}, fault.Invalid("Write - alone, for no answer, or only letters.")
	}
	switch i.Item.Type {
	case courses.Ordering:
		if len(given) != len(i.Options) {
			return assessment.Response{}, fault.Invalid(fmt.Sprintf("Write all %d letters in their order, or - for no answer.", len(i.Options)))
		}
		return assessment.Response{Order: given}, nil
	case courses.Branching:
		return assessment.Response{Path: given}, nil
	}
	return assessment.Response{Options: given}, nil
}

// matched reads a letter for each line.
func (i PaperItem) matched(given []string) (assessment.Response, error) {
	var r assessment.Response
	if len(given) != len(i.Item.Pairs) {
		return r, fault.Invalid(fmt.Sprintf("Write %d letters, one for each line, with - for a line without one.", len(i.Item.Pairs)))
	}
	for line, letter := range given {
		if letter != noLetter {
			r.Matches = append(r.Matches, assessment.Joined{Pair: assessment.Number(line), Option: letter})
		}
	}
	return r, nil
}

// verdict reads t or f and the reason; a - stands for the one that is missing.
func (i PaperItem) verdict(given []string) (assessment.Response, error) {
	at := slices.IndexFunc(i.Options, func(o PaperOption) bool { return o.Letter == given[0] })
	switch {
	case at < 0 && given[0] != noLetter:
		return assessment.Response{}, fault.Invalid("Write t for true or f for false first.")
	case len(given) > 2:
		return assessment.Response{}, fault.Invalid("Write t or f, and one letter for the reason.")
	}
	var r assessment.Response
	if at >= 0 {
		r.Options = []string{assessment.Letter(at)}
	}
	if len(given) == 2 && given[1] != noLetter {
		r.Reason = given[1]
	}
	return r, nil
}

// Letters writes an answer as it would stand on the sheet; Choose gives it back. An answer with nothing chosen is "-".
func (i PaperItem) Letters(a assessment.Answer) string {
	r := i.Drawn.Hide(i.Item, a)
	if r.Empty() {
		return noLetter
	}
	var out string
	switch i.Item.Type {
	case courses.TrueFalse:
		out = noLetter
		for _, o := range i.Options {
			if slices.Contains(a.Options, o.ID) {
				out = o.Letter
			}
		}
		out += r.Reason
	case courses.Matching:
		lines := slices.Repeat([]string{noLetter}, len(i.Item.Pairs))
		for _, m := range r.Matches {
			line, _ := strconv.Atoi(m.Pair) // a number of a line of the item
			lines[line-1] = m.Option
		}
		out = strings.Join(lines, "")
	case courses.Ordering:
		out = strings.Join(r.Order, "")
	case courses.Branching:
		out = strings.Join(r.Path, "")
	default:
		slices.Sort(r.Options)
		out = strings.Join(r.Options, "")
	}
	return out
}

// typed is a question's number and what stands after it, up to the next number.
var typed = regexp.MustCompile(`(\d+)[\s.:)=]*([^\d]*)`)

// ReadAnswers reads what stands on one card, "1c 2a 3b,d": the number of each question on this form, and its letters. Questions
// that are not named have not been entered; those that were left empty are entered with "-". What cannot be read is a
// fault.CodeInvalid with a field for each question, q1 and so on, and nothing is given.
func (f PaperForm) ReadAnswers(text string) (map[courses.ItemID]assessment.Answer, error) {
	found := typed.FindAllStringSubmatchIndex(text, -1)
	before := text
	if len(found) > 0 {
		before = text[:found[0][0]]
	}
	var bad []fault.Field
	if strings.TrimSpace(before) != "" {
		bad = append(bad, fault.Field{Name: "answers", Message: "Write the number of the question first, for example 1c 2a 3bd."})
	}
	out := map[courses.ItemID]assessment.Answer{}
	for _, m := range found {
		number, letters := text[m[2]:m[3]], text[m[4]:m[5]]
		if problem := f.readOne(out, number, letters); problem != "" {
			bad = append(bad, fault.Field{Name: "q" + number, Message: problem})
		}
	}
	if len(bad) > 0 {
		return nil, fault.Invalid("These answers cannot be read yet.", bad...)
	}
	return out, nil
}

// readOne reads the answer to one question and tells what is wrong with it; "" nothing.
func (f PaperForm) readOne(into map[courses.ItemID]assessment.Answer, number, letters string) string {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(f.Items) {
		return fmt.Sprintf("This form has the questions 1 to %d.", len(f.Items))
	}
	item := f.Items[n-1]
	if _, twice := into[item.Item.ID]; twice {
		return "This question stands there twice."
	}
	a, err := item.Choose(letters)
	if err != nil {
		return problemOf(err)
	}
	into[item.Item.ID] = a
	return ""
}
