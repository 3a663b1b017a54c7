package site

import (
	"html/template"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/page"
)

// newPack builds the page of a part; the caller adds the frame and the file.
func newPack(base page.Base, course *courses.Course, part lessonpack.Part, ref courses.Reference) packPage {
	p := packPage{Base: base, Course: string(course.ID), CourseTitle: course.Title}
	pack := course.Pack
	sheet := pack.Handout
	switch part {
	case lessonpack.TeacherPlan:
		t := pack.TeacherPlan
		sheet, p.Materials, p.Before = t.Sheet, t.Materials, t.Before
		p.Body.Sensitive, p.Body.Tell = t.Sensitive, contactsOf(t.Tell, ref)
		p.Notes = slidesOf(pack)
	case lessonpack.FamilySheet:
		sheet = pack.FamilySheet
	case lessonpack.Activity:
		sheet, p.Minutes, p.Group, p.Materials = pack.Activity.Sheet, pack.Activity.Minutes, pack.Activity.Group, pack.Activity.Materials
	}
	p.Title = sheet.Title
	for _, block := range sheet.Blocks {
		p.Body.Blocks = append(p.Body.Blocks, packBlock(course, block))
	}
	for _, id := range sheet.Terms {
		if term, ok := course.Term(id); ok {
			p.Body.Terms = append(p.Body.Terms, termView{"term-" + string(id), term.Term, term.Definition})
		}
	}
	return p
}

// packBlock is a block as lessons show it; what only packs have is shown as the courses package wraps it.
func packBlock(course *courses.Course, b courses.Block) blockView {
	switch b.Kind {
	case courses.RuledLines, courses.DrawBox, courses.PlanTable:
		return blockView{Kind: string(courses.Prose), HTML: template.HTML(b.Wrapped())} // sanitised when it was loaded
	}
	return newBlock(course, b, asked{})
}

// contactsOf are the offices to turn to.
func contactsOf(ids []courses.ContactID, ref courses.Reference) []contactView {
	var out []contactView
	for _, id := range ids {
		if contact, ok := ref.Contact(id); ok {
			out = append(out, contactView{contact.Office, contact.For, contact.Shown()})
		}
	}
	return out
}

// slidesOf are the slides in their order, each with its neighbours.
func slidesOf(pack *courses.Pack) []slideView {
	out := make([]slideView, len(pack.Slides))
	for i, slide := range pack.Slides {
		out[i] = slideView{Number: i + 1, Previous: i, Title: slide.Title, HTML: template.HTML(slide.HTML)} // sanitised when it was loaded
		if i+1 < len(pack.Slides) {
			out[i].Next = i + 2
		}
		for _, note := range slide.Notes {
			out[i].Notes = append(out[i].Notes, template.HTML(note.HTML))
		}
	}
	return out
}

// packPart shows a part to read.
func (s *Site) packPart(c *fiber.Ctx) error {
	course, err := s.packCourse(c)
	if err != nil {
		return err
	}
	part, err := openPart(c)
	if err != nil {
		return err
	}
	file, err := s.packFile(course, part)
	if err != nil {
		return err
	}
	base := s.courseBase(c, course, partKey(part))
	p := newPack(base, course, part, s.library.Reference())
	p.Kind = s.words(base).Say(partKey(part))
	p.PDF, p.Size = packHref(course.ID, string(part))+".pdf", kilobytes(len(file.data))
	return s.show(c, "pack", p)
}

// slides shows the slides, to be thrown on a wall: no script, one screen for each, and links from one to the next.
func (s *Site) slides(c *fiber.Ctx) error {
	course, err := s.packCourse(c)
	if err != nil {
		return err
	}
	base := s.courseBase(c, course, "pack.slides")
	base.Wide = true
	return s.show(c, "slides", slidesPage{Base: base, Course: string(course.ID), Title: course.Pack.SlidesTitle, Slides: slidesOf(course.Pack)})
}
