package export

import (
	"fmt"
	"html"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lamtoen/courses"
)

// importer turns questions into items of one course's bank.
type importer struct {
	file      string
	course    *courses.Course
	objective courses.ObjectiveID // for questions that name none
	taken     map[string]bool     // ids of the course
	problems  courses.Problems
	notes     courses.Problems // what was left out of a question that could be read
}

func (m *importer) problem(at spot, rule, what, mend string) {
	m.problems = append(m.problems, courses.Problem{File: m.file, Line: at.line, Col: at.col, Rule: rule, What: what, Mend: mend})
}

func (m *importer) note(at spot, what, mend string) {
	m.notes = append(m.notes, courses.Problem{File: m.file, Line: at.line, Col: at.col, Rule: "left-out", What: what, Mend: mend})
}

// item makes an item of a question. False: a bank cannot hold it, and why was reported.
func (m *importer) item(q question) (courses.Item, bool) {
	before := len(m.problems)
	m.toMarkdown(&q)
	it := courses.Item{Stem: q.stem, Shuffle: !slices.Contains(q.tags, tagFixed), Practice: slices.Contains(q.tags, tagPractice)}
	if q.tail != "" {
		it.Stem = strings.TrimSpace(q.stem + " (…) " + q.tail)
	}
	m.readTags(&it, q)
	if q.general != "" && (q.kind == kindChoice || q.kind == kindTrueFalse) {
		m.note(q.at, "a bank has no general feedback; it was added to the feedback of every answer", "shorten it there")
	}
	switch q.kind {
	case kindChoice:
		m.readOptions(&it, q)
	case kindTrueFalse:
		it.Type = courses.TrueFalse
		told := map[bool]string{q.truth: q.withGeneral(q.hit), !q.truth: q.withGeneral(q.missed)}
		for _, verdict := range []bool{true, false} {
			id := courses.OptionID(strconv.FormatBool(verdict))
			it.Options = append(it.Options, courses.Option{ID: id, Right: verdict == q.truth, Feedback: told[verdict]})
			if told[verdict] == "" {
				m.problem(q.at, "feedback", "there is no feedback for who answers "+string(id), "write {"+strings.ToUpper(strconv.FormatBool(q.truth))+"#for the wrong answer#for the right one}")
			}
		}
	case kindMatching:
		m.readMatching(&it, q)
	default:
		m.problem(q.at, "kind", "a bank has no "+string(q.kind)+" questions", "make it a choice, true-false or matching question, or take it out")
	}
	if it.Stem == "" && len(m.problems) == before {
		m.problem(q.at, "stem", "the question has no text", "write the situation before the answers")
	}
	if len(m.problems) > before {
		return courses.Item{}, false
	}
	it.ID = m.itemID(q)
	return it, len(m.problems) == before
}

// withGeneral is an answer's feedback with what is said to everybody, which the bank has no place for.
func (q question) withGeneral(feedback string) string {
	return strings.TrimSpace(feedback + "\n\n" + q.general)
}

// readTags reads objective, clauses and difficulty, and says what it could not find.
func (m *importer) readTags(it *courses.Item, q question) {
	it.Difficulty = courses.Medium
	for _, tag := range q.tags {
		if v, ok := strings.CutPrefix(tag, tagObjective); ok {
			it.Objective = courses.ObjectiveID(v)
		} else if v, ok := strings.CutPrefix(tag, tagClause); ok {
			it.Clauses = append(it.Clauses, courses.ClauseID(v))
		} else if v, ok := strings.CutPrefix(tag, tagDifficulty); ok {
			it.Difficulty = courses.Difficulty(v)
		}
	}
	if it.Objective == "" {
		last := courses.ObjectiveID(q.category[strings.LastIndexByte(q.category, '/')+1:])
		if _, ok := m.course.Objective(last); ok {
			it.Objective = last
		} else {
			it.Objective = m.objective
		}
	}
	objective, ok := m.course.Objective(it.Objective)
	switch {
	case it.Objective == "":
		m.problem(q.at, "objective", "the question names no objective of the course", "give one for all with --objective, or write // [tag:objective=ID] above the question")
	case !ok:
		m.problem(q.at, "objective", fmt.Sprintf("the course has no objective %q", it.Objective), "name one that course.yaml has")
	case len(it.Clauses) == 0:
		it.Clauses = slices.Clone(objective.Clauses)
	}
}

// readOptions reads single and multiple. Without = every right answer has a weight, and it is multiple.
func (m *importer) readOptions(it *courses.Item, q question) {
	it.Type = courses.Multiple
	right := 0
	for _, a := range q.answers {
		if a.right {
			it.Type = courses.Single
			right++
		}
	}
	if right > 1 {
		m.problem(q.at, "key", fmt.Sprintf("%d answers begin with =, and a choice has one right answer", right), "write ~%50% before each of two right ones to make it a question with several")
		return
	}
	used := map[string]bool{}
	share := 0.0
	for _, a := range q.answers {
		o := courses.Option{Text: a.text, Feedback: q.withGeneral(a.feedback), Right: a.right || it.Type == courses.Multiple && a.weight > 0}
		o.ID = courses.OptionID(draftID(a.text, "option", used))
		switch {
		case a.text == "":
			m.problem(a.at, "text", "the answer is empty", `write it, or \= and \~ where the sign is meant`)
		case o.Feedback == "":
			m.problem(a.at, "feedback", "the answer has no feedback", "write # and why it is right, or what someone who chose it was thinking")
		case it.Type == courses.Single && a.weighted && !(a.right && a.weight == 100 || !a.right && a.weight <= 0):
			m.problem(a.at, "weight", "a bank gives no part of the points in a question with one right answer", "take the weight out, or make it a question with several right answers")
		case it.Type == courses.Multiple && o.Right && share != 0 && math.Abs(a.weight-share) > 0.01:
			m.problem(a.at, "weight", "a bank counts every right answer alike", fmt.Sprintf("write ~%%%g%% before each", share))
		}
		if o.Right {
			share = a.weight
		}
		it.Options = append(it.Options, o)
	}
}

// readMatching reads pairs and extras, or the steps of an ordering that stands as pairs.
func (m *importer) readMatching(it *courses.Item, q question) {
	if q.general != "" && !q.dealFeedback() {
		for i := range q.answers {
			q.answers[i].feedback = q.withGeneral(q.answers[i].feedback)
		}
	}
	ordered := slices.Contains(q.tags, tagOrdering)
	used, sides := map[string]bool{}, map[string]courses.OptionID{}
	var extras []courses.Option
	for i, a := range q.answers {
		if a.feedback == "" {
			m.problem(a.at, "feedback", "nothing says why these belong together", "write #### and why, after the last pair")
			continue
		}
		if ordered {
			if a.match != strconv.Itoa(i+1) {
				m.problem(a.at, "ordering", fmt.Sprintf("step %d has the position %q", i+1, a.match), "write the steps in the right order: -> 1, -> 2 and so on")
			}
			o := courses.Option{ID: courses.OptionID(draftID(a.text, "step", used)), Text: a.text, Feedback: a.feedback}
			it.Options, it.Sequence = append(it.Options, o), append(it.Sequence, o.ID)
			continue
		}
		if a.text == "" {
			extras = append(extras, courses.Option{ID: courses.OptionID(draftID(a.match, "extra", used)), Text: a.match, Feedback: a.feedback})
			continue
		}
		if sides[a.match] == "" {
			sides[a.match] = courses.OptionID("r" + strconv.Itoa(len(sides)+1))
			it.Options = append(it.Options, courses.Option{ID: sides[a.match], Text: a.match, Right: true})
		}
		it.Pairs = append(it.Pairs, courses.Pair{ID: courses.PairID(draftID(a.text, "pair", used)), Left: a.text, Right: sides[a.match], Feedback: a.feedback})
	}
	it.Type = courses.Matching
	if ordered {
		it.Type = courses.Ordering
	}
	for _, x := range extras { // a derived id must not be an extra's
		for slices.ContainsFunc(it.Options, func(o courses.Option) bool { return o.ID == x.ID }) {
			x.ID += "x"
		}
		it.Options = append(it.Options, x)
	}
}

// itemID is the question's own id where it is one, else one made of its title or text.
func (m *importer) itemID(q question) courses.ItemID {
	if kebab.MatchString(q.id) && len(q.id) <= maxID {
		if m.taken[q.id] {
			m.problem(q.at, "duplicate", fmt.Sprintf("the course already has something with the id %q", q.id), "take the question out, or give it another id")
		}
		m.taken[q.id] = true
		return courses.ItemID(q.id)
	}
	words := q.title
	if words == "" {
		words = q.stem
	}
	return courses.ItemID(draftID(words, "question", m.taken))
}

// maxID is how long an id may be.
const maxID = 64

var (
	kebab    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	notKebab = regexp.MustCompile(`[^a-z0-9]+`)
)

// draftID makes an id of the first words of a text, unlike every one that is taken, and takes it.
func draftID(text, otherwise string, taken map[string]bool) string {
	words := strings.FieldsFunc(notKebab.ReplaceAllString(strings.ToLower(strings.ReplaceAll(text, "'", "")), " "), func(c rune) bool { return c == ' ' })
	id := ""
	for _, w := range words {
		if len(id)+1+len(w) > 40 {
			break
		}
		id = strings.TrimPrefix(id+"-"+w, "-")
	}
	if id == "" {
		id = otherwise
	}
	free := id
	for n := 2; taken[free]; n++ {
		free = id + "-" + strconv.Itoa(n)
	}
	taken[free] = true
	return free
}

var (
	htmlTag      = regexp.MustCompile(`<[A-Za-z/!]`)
	markdownMark = regexp.MustCompile("[\\\\*_\\[\\]`<]")
	lineMark     = regexp.MustCompile(`(?m)^(\s*)([#>+-])`)
	numberMark   = regexp.MustCompile(`(?m)^(\s*\d+)([.)])(\s)`)
)

// toMarkdown makes Markdown of every text of a question in another format.
func (m *importer) toMarkdown(q *question) {
	if q.format == "markdown" {
		return
	}
	texts := []*string{&q.stem, &q.tail, &q.missed, &q.hit, &q.general}
	for i := range q.answers {
		texts = append(texts, &q.answers[i].text, &q.answers[i].match, &q.answers[i].feedback)
	}
	for _, t := range texts {
		if q.format != "plain" {
			if htmlTag.MatchString(*t) {
				m.problem(q.at, "html", "HTML is not used in course text", "write [markdown] before the question, and Markdown")
				return
			}
			*t = html.UnescapeString(*t)
		}
		*t = markdownMark.ReplaceAllString(*t, `\$0`)
		*t = lineMark.ReplaceAllString(*t, `$1\$2`)
		*t = numberMark.ReplaceAllString(*t, `$1\$2$3`)
	}
}
