package export

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"lamtoen/courses"
)

// maxGIFT is the largest GIFT file, in bytes: as for any authored text.
const maxGIFT = 1 << 20

// giftReader reads one GIFT file and gathers every problem in it.
type giftReader struct {
	file     string
	category string
	problems courses.Problems
	all      []question
}

// parseGIFT reads every question. One that is broken is reported and left out, and the next one is read: questions end at blank
// lines, so a mistake cannot spread.
func parseGIFT(name string, data []byte) ([]question, courses.Problems) {
	r := &giftReader{file: name}
	if len(data) > maxGIFT {
		r.report(spot{}, "size", "the file is larger than 1 MB", "divide it")
		return nil, r.problems
	}
	text := strings.TrimPrefix(string(data), "\uFEFF")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	var block []giftLine
	for i, line := range strings.Split(text, "\n") {
		bad := strings.IndexFunc(line, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f || c == utf8.RuneError })
		if bad >= 0 {
			r.report(spot{i + 1, utf8.RuneCountInString(line[:bad]) + 1}, "encoding", "this character is not text", "save the file as UTF-8 and remove the character")
			return nil, r.problems
		}
		if strings.TrimSpace(line) != "" {
			block = append(block, giftLine{i + 1, line})
			continue
		}
		r.readBlock(block)
		block = nil
	}
	r.readBlock(block)
	return r.all, r.problems
}

// giftLine is a line of a file and its number.
type giftLine struct {
	number int
	text   string
}

func (r *giftReader) report(at spot, rule, what, mend string) {
	r.problems = append(r.problems, courses.Problem{File: r.file, Line: at.line, Col: at.col, Rule: rule, What: what, Mend: mend})
}

// readBlock reads the lines between two blank ones: comments, a category, a question.
func (r *giftReader) readBlock(lines []giftLine) {
	var comment []string
	src := source{}
	for _, l := range lines {
		trimmed := strings.TrimSpace(l.text)
		if words, ok := strings.CutPrefix(trimmed, "//"); ok {
			comment = append(comment, words)
			continue
		}
		if name, ok := cutPrefixFold(trimmed, "$CATEGORY:"); ok && len(src.runes) == 0 {
			r.category = strings.TrimSpace(name)
			continue
		}
		for i, c := range []rune(l.text + "\n") {
			src.runes, src.spots = append(src.runes, c), append(src.spots, spot{l.number, i + 1})
		}
	}
	if len(src.runes) == 0 {
		return
	}
	q := question{category: r.category, comment: strings.Join(comment, "\n")}
	q.id, q.tags = readComment(q.comment)
	if r.readQuestion(&q, src) {
		r.all = append(r.all, q)
	}
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

var commentMark = regexp.MustCompile(`\[(id|tag):((?:[^\]\\]|\\.)*)\]`)

// readComment finds the id and the tags.
func readComment(comment string) (id string, tags []string) {
	for _, m := range commentMark.FindAllStringSubmatch(comment, -1) {
		if m[1] == "id" {
			id = strings.TrimSpace(m[2])
		} else {
			tags = append(tags, strings.TrimSpace(m[2]))
		}
	}
	return id, tags
}

var trueFalse = regexp.MustCompile(`^(?i:(T|TRUE)|F|FALSE)$`)

// readQuestion reads a question: its title, format and text, and what stands in braces.
func (r *giftReader) readQuestion(q *question, src source) bool {
	src = src.trim()
	q.at = src.at(0)
	if src.has("::") {
		rest := src.from(2)
		end := rest.find("::")
		if end < 0 {
			r.report(q.at, "gift", "the title has no end", "close it with ::")
			return false
		}
		q.title, src = rest.to(end).text(), rest.from(end+2).trim()
	}
	q.format, src = src.cutFormat()
	open := src.find("{")
	if open < 0 {
		if closing := src.find("}"); closing >= 0 {
			r.report(src.at(closing), "gift", "this } closes nothing", `write \} where a brace is meant`)
			return false
		}
		q.kind, q.stem = kindDescription, src.text()
		return true
	}
	inside := src.from(open + 1)
	end := inside.find("}")
	if end < 0 {
		r.report(src.at(open), "gift", "the answers are not closed", "write } after the last, with no blank line before it")
		return false
	}
	tail := inside.from(end + 1)
	inside = inside.to(end)
	for _, part := range []source{src.to(open), inside, tail} {
		if i := part.find("{", "}"); i >= 0 {
			r.report(part.at(i), "gift", "this brace is one too many", `put a blank line between questions, and write \{ or \} where a brace is meant`)
			return false
		}
	}
	q.stem, q.tail = src.to(open).text(), tail.text()
	return r.readAnswers(q, inside)
}

// readAnswers reads what stands in braces.
func (r *giftReader) readAnswers(q *question, src source) bool {
	if i := src.find("####"); i >= 0 {
		_, general := src.from(i + 4).trim().cutFormat()
		q.general, src = general.text(), src.to(i)
	}
	src = src.trim()
	parts := src.split("#")
	verdict := trueFalse.FindStringSubmatch(parts[0].text())
	switch {
	case len(src.runes) == 0:
		q.kind = kindEssay
	case src.has("#"):
		q.kind = kindNumeric
	case verdict != nil:
		q.kind, q.truth = kindTrueFalse, verdict[1] != ""
		for i, to := range []*string{&q.missed, &q.hit} {
			if i+1 < len(parts) {
				_, told := parts[i+1].trim().cutFormat()
				*to = told.text()
			}
		}
		if len(parts) > 3 {
			r.report(parts[3].at(0), "gift", "there are more than two feedbacks", `write one for who is wrong and one for who is right, and \# where the sign is meant`)
			return false
		}
	default:
		return r.readChoices(q, src)
	}
	return true
}

// readChoices reads answers that begin with = or ~.
func (r *giftReader) readChoices(q *question, src source) bool {
	starts := src.findAll("=", "~")
	if len(starts) == 0 || starts[0] != 0 {
		r.report(src.at(0), "gift", "this is no answer", "begin each answer with = where it is right and ~ where it is wrong")
		return false
	}
	wrong, paired := false, true
	for i, start := range starts {
		end := len(src.runes)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		a, ok := r.readAnswer(src.from(start).to(end - start))
		if !ok {
			return false
		}
		wrong, paired = wrong || !a.right, paired && a.match != ""
		q.answers = append(q.answers, a)
	}
	switch {
	case wrong:
		q.kind = kindChoice
		for i := range q.answers { // an arrow in a choice is only an arrow
			q.answers[i].match = ""
		}
	case paired:
		q.kind = kindMatching
		for i := range q.answers {
			q.answers[i].text = q.answers[i].left
		}
	default:
		q.kind = kindShort
	}
	return true
}

var weightMark = regexp.MustCompile(`^%([+-]?[0-9]+(?:\.[0-9]+)?)%`)

// readAnswer reads one answer, its mark first.
func (r *giftReader) readAnswer(src source) (giftAnswer, bool) {
	a := giftAnswer{at: src.at(0), right: src.runes[0] == '='}
	src = src.from(1).trim()
	if m := weightMark.FindStringSubmatch(string(src.runes)); m != nil {
		a.weighted = true
		a.weight, _ = strconv.ParseFloat(m[1], 64) // the pattern lets numbers pass only
		src = src.from(len(m[0])).trim()
	}
	if i := src.find("#"); i >= 0 {
		_, told := src.from(i + 1).trim().cutFormat()
		if j := told.find("#"); j >= 0 {
			r.report(told.at(j), "gift", "this answer has two feedbacks", `write \# where the sign is meant`)
			return a, false
		}
		a.feedback, src = told.text(), src.to(i)
	}
	_, src = src.cutFormat()
	a.text = src.text()
	if i := src.find("->"); i >= 0 && a.right {
		_, match := src.from(i + 2).trim().cutFormat()
		a.left, a.match = src.to(i).text(), match.text()
	}
	return a, true
}
