package site

import (
	"html/template"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// projectorPage is the order of a period before one screen: hands, slides and lessons, hands again.
type projectorPage struct {
	page.Base
	Title   string
	Live    string
	Before  []handsLine
	Slides  string // the module's slides; "" none
	Count   int    // of slides
	Lessons []packEntry
	After   []handsLine
	Shift   shiftView
}

// packEntry is a lesson to show.
type packEntry struct {
	Title   string
	Href    string
	Minutes int
}

// handsLine is a question for hands, and what was counted.
type handsLine struct {
	Number  int
	Stem    string
	Href    string
	Counted int
}

// wallPage shows screens one under the other, each as high as the wall.
type wallPage struct {
	page.Base
	Title   string
	Spoken  string
	Screens []slideView
	Back    string // to the order of the period
	Next    string // what comes after; "" the order
	Talk    bool   // the questions on it are to talk about
}

// handsPage is one question on the wall, with the count of hands for each answer.
type handsPage struct {
	page.Base
	Moment  string
	Number  int
	Whole   int
	Spoken  string
	Stem    template.HTML
	Options []handsOption
	Action  string
	Back    string
	Saved   int // hands counted so far
	Pupils  int // in the class
}

// handsOption is one answer with its field.
type handsOption struct {
	page.Field
	Letter string
	HTML   template.HTML
}

// wallAt reads the class and the module of the address.
func (s *Site) wallAt(c *fiber.Ctx) (classes.Class, *courses.Course, error) {
	class, err := s.runs(c)
	if err != nil {
		return class, nil, err
	}
	a, ok := class.Assigned(courses.CourseID(c.Params("course")))
	if !ok {
		return class, nil, fault.NotFound("The class has not been assigned this module. Assign it first.")
	}
	course, err := s.library.Version(c.UserContext(), a.Course, a.Version)
	return class, course, err
}

// wallFrame is the frame of a page for the wall.
func (s *Site) wallFrame(c *fiber.Ctx, class classes.Class, course *courses.Course, last page.Key) page.Base {
	base := s.classFrame(c, class, page.Link{Label: page.Plain(course.Title, page.English), Href: classHrefOf(class.ID, string(course.ID))})
	base.Crumbs = append(base.Crumbs, here(s.words(base).Say(last)))
	base.Draft = course.Draft()
	return base
}

// projector shows the order of the period.
func (s *Site) projector(c *fiber.Ctx) error {
	class, course, err := s.wallAt(c)
	if err != nil {
		return err
	}
	hands, err := s.classes.HandsOf(c.UserContext(), class.ID, course.ID)
	if err != nil {
		return err
	}
	works, err := s.classes.Works(c.UserContext(), class.ID, course.ID)
	if err != nil {
		return err
	}
	href := classHrefOf(class.ID, string(course.ID))
	p := projectorPage{Base: s.wallFrame(c, class, course, "wall.title"), Title: course.Title, Live: href, Shift: newShift(course, classes.ShiftOf(course, works, hands))}
	line := func(n int, moment classes.Ask) handsLine {
		item, _ := course.Item(course.BeforeAfter[n])
		last, _ := classes.LastHands(hands, item.ID, moment)
		return handsLine{Number: n + 1, Stem: opening(item), Href: handsHref(href, moment, n+1), Counted: last.Whole()}
	}
	for n := range course.BeforeAfter {
		p.Before, p.After = append(p.Before, line(n, classes.AskBefore)), append(p.After, line(n, classes.AskAfter))
	}
	if course.Pack != nil && len(course.Pack.Slides) > 0 {
		p.Slides, p.Count = href+"/projector/slides", len(course.Pack.Slides)
	}
	if !classes.Spoken(course) {
		for _, l := range course.Lessons {
			p.Lessons = append(p.Lessons, packEntry{Title: l.Title, Href: href + "/projector/" + string(l.ID), Minutes: l.Minutes})
		}
	}
	return s.show(c, "class-projector", p)
}

// handsHref is the address of a question for hands.
func handsHref(module string, moment classes.Ask, number int) string {
	return module + "/hands/" + string(moment) + "/" + strconv.Itoa(number)
}

// wallSlides shows the module's slides, with the teacher's words behind each.
func (s *Site) wallSlides(c *fiber.Ctx) error {
	class, course, err := s.wallAt(c)
	if err != nil {
		return err
	}
	if course.Pack == nil {
		return noPack()
	}
	href := classHrefOf(class.ID, string(course.ID))
	p := wallPage{Base: s.wallFrame(c, class, course, "pack.slides"), Title: course.Title, Spoken: page.English, Back: href + "/projector"}
	p.Crumbs, p.Wide = nil, true
	if len(course.BeforeAfter) > 0 {
		p.Next = handsHref(href, classes.AskAfter, 1)
	}
	for i, slide := range course.Pack.Slides {
		v := slideView{Number: i + 1, Previous: i, Title: slide.Title, HTML: template.HTML(slide.HTML)}
		if i+1 < len(course.Pack.Slides) {
			v.Next = i + 2
		}
		for _, n := range slide.Notes {
			v.Notes = append(v.Notes, template.HTML(n.Wrapped()))
		}
		p.Screens = append(p.Screens, v)
	}
	return s.show(c, "class-wall", p)
}

// wallLesson shows a lesson in parts that fill the wall. What is for the teacher stands behind the first, and the questions of the
// lesson are to talk about.
func (s *Site) wallLesson(c *fiber.Ctx) error {
	class, course, err := s.wallAt(c)
	if err != nil {
		return err
	}
	found, ok := course.Lesson(courses.LessonID(c.Params("lesson")))
	if !ok {
		return fault.NotFound("This module has no such lesson.")
	}
	base := s.wallFrame(c, class, course, "wall.title")
	lesson := inLanguage(course, found, base.Lang)
	href := classHrefOf(class.ID, string(course.ID))
	p := wallPage{Base: base, Title: lesson.Title, Spoken: lesson.Lang, Back: href + "/projector", Talk: true}
	p.Crumbs, p.Wide = nil, true
	shown := lesson
	shown.Blocks, shown.Sensitive = nil, ""
	var notes []template.HTML
	if lesson.Sensitive != "" {
		notes = append(notes, "<p>"+text(lesson.Sensitive)+"</p>")
	}
	for _, b := range lesson.Blocks {
		if b.Kind == courses.Note || b.Kind == courses.Say {
			notes = append(notes, template.HTML(b.Wrapped()))
		} else {
			shown.Blocks = append(shown.Blocks, b)
		}
	}
	parts, err := s.screenParts(c, course, shown, base.Lang)
	if err != nil {
		return err
	}
	for i, part := range parts {
		v := slideView{Number: part.Number, Previous: part.Previous, Next: part.Next, HTML: part.HTML}
		if i == 0 {
			v.Notes = notes
		}
		p.Screens = append(p.Screens, v)
	}
	for i, l := range course.Lessons {
		if l.ID == found.ID && i+1 < len(course.Lessons) {
			p.Next = href + "/projector/" + string(course.Lessons[i+1].ID)
		} else if l.ID == found.ID && len(course.BeforeAfter) > 0 {
			p.Next = handsHref(href, classes.AskAfter, 1)
		}
	}
	return s.show(c, "class-wall", p)
}

// hands shows a question to count hands for.
func (s *Site) hands(c *fiber.Ctx) error { return s.showHands(c, nil, nil) }

// showHands shows it, with what was typed and refused.
func (s *Site) showHands(c *fiber.Ctx, refused *fault.Error, typed func(string) []string) error {
	class, course, err := s.wallAt(c)
	if err != nil {
		return err
	}
	item, moment, number, err := handsOf(c, course)
	if err != nil {
		return err
	}
	counted, err := s.classes.HandsOf(c.UserContext(), class.ID, course.ID)
	if err != nil {
		return err
	}
	last, _ := classes.LastHands(counted, item.ID, moment)
	base := s.wallFrame(c, class, course, "wall.title")
	base.Wide = true
	if refused != nil {
		base.Refuse(refused)
		c.Status(route.Status(c, refused))
	}
	href := classHrefOf(class.ID, string(course.ID))
	worded, lang := asks(course, base.Lang)
	spoken, _ := worded.Item(item.ID)
	p := handsPage{
		Base: base, Moment: string(moment), Number: number, Whole: len(course.BeforeAfter), Spoken: lang, Stem: template.HTML(spoken.StemHTML),
		Action: handsHref(href, moment, number), Back: href + "/projector", Saved: last.Whole(), Pupils: class.Size,
	}
	for i, id := range lessonpack.Shown(course, item.ID).Options {
		o, _ := spoken.Option(id)
		name := "hands-" + strconv.Itoa(i+1)
		field := page.Field{Name: name, Mode: "numeric", Wrong: base.Wrong(name)}
		if last.ID != "" {
			field.Value = strconv.Itoa(last.Of(id))
		}
		if typed != nil {
			field.Value = first(typed(name))
		}
		p.Options = append(p.Options, handsOption{Field: field, Letter: string(rune('A' + i)), HTML: template.HTML(o.HTML)})
	}
	return s.show(c, "class-hands", p)
}

// handsOf finds the question of the address.
func handsOf(c *fiber.Ctx, course *courses.Course) (courses.Item, classes.Ask, int, error) {
	moment := classes.Ask(c.Params("moment"))
	number := wholeNumber(c.Params("number"))
	if moment != classes.AskBefore && moment != classes.AskAfter || number < 1 || number > len(course.BeforeAfter) {
		return courses.Item{}, "", 0, fault.NotFound("This module has no such question for hands.")
	}
	item, _ := course.Item(course.BeforeAfter[number-1])
	return item, moment, number, nil
}

// countHands enters a count and goes on to the next question, or back to the order of the period.
func (s *Site) countHands(c *fiber.Ctx) error {
	class, course, err := s.wallAt(c)
	if err != nil {
		return err
	}
	item, moment, number, err := handsOf(c, course)
	if err != nil {
		return err
	}
	values := formValues(c)
	n := classes.NewHands{Course: course.ID, Item: item.ID, Moment: moment}
	var bad []fault.Field
	for i, id := range lessonpack.Shown(course, item.ID).Options {
		name := "hands-" + strconv.Itoa(i+1)
		typed := first(values(name))
		count, err := strconv.Atoi(typed)
		if err != nil && typed != "" {
			bad = append(bad, fault.Field{Name: name, Message: "Enter how many hands were up, as a number."})
		}
		n.Counts = append(n.Counts, classes.HandCount{Option: id, Count: count})
	}
	if len(bad) == 0 {
		err = s.classes.CountHands(c.UserContext(), class, n, me(c))
	} else {
		err = fault.Invalid("The count is not saved yet.", bad...)
	}
	if f, ok := asInvalid(err); ok {
		return s.showHands(c, named(f, course, item.ID), values)
	}
	if err != nil {
		return err
	}
	href := classHrefOf(class.ID, string(course.ID))
	if number < len(course.BeforeAfter) {
		return to(c, handsHref(href, moment, number+1))
	}
	return to(c, href+"/projector#"+string(moment))
}

// named gives a fault whose fields are those of the page: the domain names options, which a page must not.
func named(f *fault.Error, course *courses.Course, item courses.ItemID) *fault.Error {
	var fields []fault.Field
	for _, one := range f.Fields {
		for i, id := range lessonpack.Shown(course, item).Options {
			if string(id) == one.Name {
				one.Name = "hands-" + strconv.Itoa(i+1)
			}
		}
		fields = append(fields, one)
	}
	return fault.Invalid(f.Message, fields...)
}
