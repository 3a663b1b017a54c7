package courses

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

const packFolder = "pack"

// beforeAfterItems is how many questions are asked before a module and again after it.
const beforeAfterItems = 3

// The limits of one pack.
const (
	maxSlides = 40
	maxLines  = 30
)

// packFiles are the files of a pack; all of them, or a teacher would find the lesson half prepared.
func packFiles() []string {
	return []string{"teacher.md", "slides.md", "handout.md", "family.md", "activity.md"}
}

// packGrammar is the blocks that a part of a pack may hold: plans for the teacher, room to write and draw for those who hold a
// pencil, notes where the reader is the teacher. Checks are for screens.
func packGrammar(file string) grammar {
	names := []BlockKind{Hook, PolicyBox, Case, Tip}
	switch file {
	case "teacher.md":
		names = append(names, Say, Note, PlanTable, RuledLines)
	case "slides.md":
		names = append(names, Say, Note)
	case "activity.md":
		names = append(names, Say, Note, RuledLines, DrawBox)
	default:
		names = append(names, RuledLines, DrawBox)
	}
	var g grammar
	for _, n := range names {
		g.containers = append(g.containers, string(n))
	}
	return g
}

// readPack reads the lesson pack, which a module for pupils must have and no other course may.
func (r *courseReader) readPack() {
	dir := path.Join(r.folder.path, packFolder)
	entries := r.entries(dir)
	if !r.objectivesKnown { // course.yaml could not be read, so nobody knows whether there should be one
		return
	}
	due := len(r.course.Audience.KeyStages) > 0 && r.kind() == Schools // elsewhere the key stages are the mistake
	switch {
	case len(entries) > 0 && !due:
		r.problem(place{file: dir}, "pack", "only a module with key_stages has a lesson pack", "add key_stages to the audience of course.yaml, or remove the folder")
		r.incomplete = true
	case len(entries) == 0 && due:
		r.problem(r.stagesAt, "pack", "the module has key_stages but no lesson pack", "add the folder pack with "+strings.Join(packFiles(), ", "))
		r.incomplete = true
	case due:
		r.checkPackFolder(dir)
		p := &Pack{}
		r.course.Pack = p
		r.readTeacherPlan(p)
		r.readSlides(p)
		p.Handout = r.readSheet("handout.md", nil)
		p.FamilySheet = r.readSheet("family.md", nil)
		r.readActivity(p)
	}
	r.checkBeforeAfter(due)
}

// checkPackFolder reports files that nothing would read.
func (r *courseReader) checkPackFolder(dir string) {
	for _, e := range r.entries(dir) {
		if slices.Contains(packFiles(), e.Name()) {
			continue
		}
		mend := "a pack has " + strings.Join(packFiles(), ", ")
		if near := nearest(e.Name(), packFiles()); near != "" {
			mend = "rename it to " + near
		}
		r.problem(place{file: path.Join(dir, e.Name())}, "unexpected", "nothing reads this", mend)
	}
}

// openPack opens one file of the pack and reads what all of them have: the title.
func (r *courseReader) openPack(file string, s *Sheet) (*lessonText, bool) {
	name := packFolder + "/" + file
	t, ok := r.openParts(name, "the file", packGrammar(file))
	if !ok {
		r.incomplete = true
		return nil, false
	}
	r.addSource(name, t.text)
	r.incomplete = r.incomplete || t.broken || t.head == nil
	r.render.collectTerms()
	if t.head != nil {
		s.Title = t.head.line("title", "what the reader sees above it")
		r.readWaivers(t.head, Waiver{File: t.doc.file})
		r.recordKeys(t.head, "", "title", "before", "sensitive", "group")
	}
	return t, true
}

// readSheet reads a part that is printed as it stands; front reads the keys beside the title.
func (r *courseReader) readSheet(file string, front func(*object)) Sheet {
	var s Sheet
	t, ok := r.openPack(file, &s)
	if !ok {
		return s
	}
	if t.head != nil {
		if front != nil {
			front(t.head)
		}
		t.head.done()
	}
	for _, sec := range t.sections {
		s.Blocks = append(s.Blocks, r.readPackBlock(t, sec))
	}
	if len(s.Blocks) == 0 && !t.broken {
		r.problem(place{t.doc.file, 1, 1}, "empty", "the file has no text", "write it below the front matter")
	}
	s.HTML, s.Words, s.Terms = joined(s.Blocks), words(s.Blocks), r.render.terms
	return s
}

// readTeacherPlan reads teacher.md, which holds both plans.
func (r *courseReader) readTeacherPlan(p *Pack) {
	before := len(r.problems)
	t := &p.TeacherPlan
	t.Sheet = r.readSheet("teacher.md", func(o *object) {
		t.Materials = o.lines("materials")
		t.Before = o.text("before", "what to read or prepare in 5 minutes")
		t.Sensitive = o.maybe("sensitive")
		t.Tell = r.readTell(o)
		if t.Sensitive != "" && len(t.Tell) == 0 {
			o.keys["sensitive"].report("tell", "a sensitive module does not say whom to tell", "add tell: [id of a contact]")
		}
	})
	if len(r.problems) > before { // a plan may be what is wrong
		return
	}
	for _, minutes := range []int{ShortPlan, LongPlan} {
		n := 0
		for _, b := range t.Blocks {
			if b.Kind == PlanTable && b.Count == minutes {
				n++
			}
		}
		if n != 1 {
			r.problem(place{path.Join(r.folder.path, packFolder, "teacher.md"), 1, 1}, "plan",
				fmt.Sprintf("there are %d plans for %d minutes", n, minutes), fmt.Sprintf("write one block :::plan %d", minutes))
		}
	}
}

// readActivity reads activity.md.
func (r *courseReader) readActivity(p *Pack) {
	a := &p.Activity
	a.Sheet = r.readSheet("activity.md", func(o *object) {
		a.Minutes = o.number("minutes", 1, LongPlan)
		a.Materials = o.lines("materials")
		a.Group = o.line("group", "whole class, pairs, groups of five")
	})
}

// lines is a list of short texts that may be missing.
func (o *object) lines(key string) []string {
	var all []string
	for _, v := range o.maybeList(key) {
		if s, ok := v.text(); ok && s != "" {
			all = append(all, s)
		}
	}
	return all
}

// readPackBlock reads one section of a part.
func (r *courseReader) readPackBlock(t *lessonText, sec section) Block {
	b := Block{Kind: sec.kind}
	at := place{t.doc.file, sec.open, 1}
	switch sec.kind {
	case RuledLines:
		n, err := strconv.Atoi(sec.argument)
		if err != nil || n < 1 || n > maxLines || strconv.Itoa(n) != sec.argument {
			r.problem(at, "lines", fmt.Sprintf("%q is no number of lines", shorten(sec.argument)), fmt.Sprintf("write :::lines 4, at most %d", maxLines))
			n = 0
		}
		b.Count = n
		r.mustBeEmpty(t, sec)
	case DrawBox:
		b.Title = sec.argument
		if b.Title == "" {
			r.problem(at, "draw", "a box to draw in has no title", "write :::draw What to draw")
		}
		r.record("heading", string(sec.kind), b.Title, t.doc.file, func(offset int) place { return place{t.doc.file, sec.open, sec.argCol + offset} })
		r.mustBeEmpty(t, sec)
	default:
		r.readProse(t, sec, &b)
	}
	if sec.kind == PlanTable {
		r.readPlan(t, sec, &b)
	}
	return b
}

// mustBeEmpty refuses text where a pencil is to write.
func (r *courseReader) mustBeEmpty(t *lessonText, sec section) {
	if strings.TrimSpace(sec.text) != "" {
		r.problem(place{t.doc.file, sec.first, 1}, "block", fmt.Sprintf("a :::%s block holds no text", sec.kind), "write the text above it")
	}
}

// readPlan reads :::plan N: a table alone, whose minutes make N. A teacher who follows it must end with the bell.
func (r *courseReader) readPlan(t *lessonText, sec section, b *Block) {
	at := place{t.doc.file, sec.open, 1}
	b.Title = ""
	n, err := strconv.Atoi(sec.argument)
	if err != nil || n != ShortPlan && n != LongPlan {
		r.problem(at, "plan", fmt.Sprintf("%q is no length of a plan", shorten(sec.argument)), fmt.Sprintf("write :::plan %d or :::plan %d", ShortPlan, LongPlan))
		return
	}
	b.Count = n
	total, wrong := 0, false
	for i, line := range strings.Split(sec.text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		cells, row := tableCells(line), place{t.doc.file, sec.first + i, 1}
		if len(cells) != 3 {
			r.problem(row, "plan", fmt.Sprintf("this line of the plan has %d columns", len(cells)), "write a table only: | Minutes | You | Pupils |")
			wrong = true
			continue
		}
		if strings.Trim(cells[0], "-:") == "" || strings.EqualFold(cells[0], "minutes") { // the head of the table
			continue
		}
		minutes, err := strconv.Atoi(cells[0])
		if err != nil || minutes < 1 || minutes > n {
			r.problem(row, "plan", fmt.Sprintf("%q are no minutes", shorten(cells[0])), "write a whole number in the first column")
			wrong = true
			continue
		}
		total += minutes
		b.Rows = append(b.Rows, PlanRow{Minutes: minutes, You: cells[1], Pupils: cells[2]})
	}
	if total != n && !wrong {
		r.problem(at, "plan", fmt.Sprintf("the minutes of this plan make %d, not %d", total, n), "change them until they do")
	}
}

// tableCells cuts a line of a Markdown table; \| is a bar within a cell.
func tableCells(line string) []string {
	line = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "|"), "|")
	parts := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|")
	for i, p := range parts {
		parts[i] = strings.TrimSpace(strings.ReplaceAll(p, "\x00", `\|`))
	}
	return parts
}
