package courses

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// section is one piece of a lesson or pack file before it is read: its front matter, prose, a container or a fence.
type section struct {
	kind     BlockKind // frontMatter for the front matter
	argument string    // what follows the block's name
	argCol   int       // where the argument begins, in characters
	open     int       // the line of the opening mark, from 1; of prose its first line
	first    int       // the line of the text's first line, from 1
	text     string
}

const frontMatter BlockKind = "front matter"

// grammar is the names of the blocks that may stand in a file.
type grammar struct{ containers, fences []string }

// lessonGrammar is that of a lesson. In schools a teacher reads lessons out, so these have the teacher's blocks too.
func lessonGrammar(kind Kind) grammar {
	g := grammar{containers: []string{string(Hook), string(PolicyBox), string(Case), string(Tip)}, fences: []string{string(Check), string(ScenarioBlock)}}
	if kind == Schools {
		g.containers = append(g.containers, string(Say), string(Note))
	}
	return g
}

// splitter cuts a lesson file into sections, line by line.
type splitter struct {
	lines    []string
	names    []string // of the containers that may stand in this file
	fences   []string
	report   func(line, col int, rule, what, mend string)
	sections []section
	prose    []string
	start    int // the line on which the prose begins, from 1
}

// split cuts a lesson into its sections in order. A mistake is reported and the rest is read on.
func split(text string, g grammar, report func(line, col int, rule, what, mend string)) []section {
	s := &splitter{lines: strings.Split(text, "\n"), names: g.containers, fences: g.fences, report: report}
	i := s.frontMatter()
	s.start = i + 1
	for i < len(s.lines) {
		line := strings.TrimRight(s.lines[i], " \t")
		switch {
		case strings.HasPrefix(line, ":::"):
			i = s.container(i)
		case strings.HasPrefix(line, "```"), strings.HasPrefix(line, "~~~"):
			i = s.fence(i)
		default:
			s.checkIndented(i, line)
			s.prose = append(s.prose, s.lines[i])
			i++
			continue
		}
		s.start = i + 1
	}
	s.flush()
	return s.sections
}

// frontMatter takes the lines between the first two --- and gives the index of the line after them.
func (s *splitter) frontMatter() int {
	if strings.TrimRight(s.lines[0], " \t") != "---" {
		s.report(1, 1, "front-matter", "the file does not begin with front matter", "begin with a line ---, the keys, and a line ---")
		return 0
	}
	end := s.until(1, "---")
	if end == len(s.lines) {
		s.report(1, 1, "front-matter", "the front matter is not closed", "end it with a line ---")
	}
	s.add(section{kind: frontMatter, open: 1, first: 2}, 1, end)
	return min(end+1, len(s.lines))
}

// until is the index of the next line that is exactly mark, or the number of lines.
func (s *splitter) until(from int, mark string) int {
	for i := from; i < len(s.lines); i++ {
		if strings.TrimRight(s.lines[i], " \t") == mark {
			return i
		}
	}
	return len(s.lines)
}

func (s *splitter) add(sec section, from, to int) {
	from = min(from, len(s.lines))
	sec.text = strings.Join(s.lines[from:max(to, from)], "\n")
	s.sections = append(s.sections, sec)
}

// flush ends the prose that has gathered.
func (s *splitter) flush() {
	text := strings.Join(s.prose, "\n")
	if strings.TrimSpace(text) != "" {
		s.sections = append(s.sections, section{kind: Prose, open: s.start, first: s.start, text: text})
	}
	s.prose = nil
}

// container takes :::name argument … ::: and gives the index of the line after it.
func (s *splitter) container(i int) int {
	s.flush()
	line := strings.TrimRight(s.lines[i], " \t")
	name, argument, _ := strings.Cut(strings.TrimSpace(strings.TrimLeft(line, ":")), " ")
	argument = strings.TrimSpace(argument)
	if name == "" {
		s.report(i+1, 1, "block", "this ::: closes a block that is not open", "remove it, or open the block with :::name")
		return i + 1
	}
	sec := section{kind: BlockKind(name), argument: argument, open: i + 1, first: i + 2}
	sec.argCol = utf8.RuneCountInString(line) - utf8.RuneCountInString(argument) + 1
	end := i + 1
	for ; end < len(s.lines); end++ {
		line := strings.TrimRight(s.lines[end], " \t")
		if line == ":::" {
			break
		}
		if s.opens(line) { // most likely the closing line was forgotten, so the next block is read as one
			s.report(end+1, 1, "block", fmt.Sprintf("this begins within the :::%s of line %d", shorten(name), i+1), "close that block first, with a line :::")
			break
		}
	}
	if end == len(s.lines) {
		s.report(i+1, 1, "block", fmt.Sprintf("the block :::%s is not closed", shorten(name)), "end it with a line :::")
	}
	if !slices.Contains(s.names, name) {
		s.reportName(i+1, ":::", name, s.names)
		return s.after(end)
	}
	s.add(sec, i+1, end)
	return s.after(end)
}

// opens tells whether the line begins a container or a fence.
func (s *splitter) opens(line string) bool {
	return strings.HasPrefix(line, ":::") && line != ":::" || strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~")
}

// after is the index of the line to go on with: past a closing mark, but not past what begins another block.
func (s *splitter) after(end int) int {
	if end < len(s.lines) && s.opens(strings.TrimRight(s.lines[end], " \t")) {
		return end
	}
	return min(end+1, len(s.lines))
}

// fence takes a check or scenario and gives the index of the line after it.
func (s *splitter) fence(i int) int {
	s.flush()
	line := strings.TrimRight(s.lines[i], " \t")
	name := strings.TrimSpace(strings.TrimLeft(line, "`~"))
	end := s.until(i+1, line[:3])
	if end == len(s.lines) {
		s.report(i+1, 1, "fence", "this block is not closed", "end it with a line ```")
	}
	if !slices.Contains(s.fences, name) || !strings.HasPrefix(line, "```"+name) {
		s.reportName(i+1, "```", name, s.fences)
		return min(end+1, len(s.lines))
	}
	s.add(section{kind: BlockKind(name), open: i + 1, first: i + 2}, i+1, end)
	return min(end+1, len(s.lines))
}

// reportName reports a name that no block has.
func (s *splitter) reportName(line int, mark, name string, names []string) {
	if len(names) == 0 {
		s.report(line, 1, "fence", "checks and scenarios stand in lessons only", "move it into a lesson, or write the question as plain text")
		return
	}
	mend := "write one of " + mark + strings.Join(names, ", "+mark)
	if near := nearest(name, names); near != "" {
		mend = "write " + mark + near
	}
	s.report(line, 1, "block", fmt.Sprintf("there is no block %s%s", mark, shorten(name)), mend)
}

// checkIndented catches a block mark with spaces before it, which would be printed as text.
func (s *splitter) checkIndented(i int, line string) {
	if t := strings.TrimLeft(line, " \t"); t != line && (strings.HasPrefix(t, ":::") || strings.HasPrefix(t, "```")) {
		s.report(i+1, 1, "block", "a block mark has spaces before it", "begin the line with it")
	}
}
