package site

import (
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/page"
	"lamtoen/internal/pdf"
	"lamtoen/internal/route"
)

// The print room of a class's module: everything that is given out on paper, made for this class. What is common to all classes
// is drawn by the lesson pack, in the version on which the class works.

// classPrintRoutes stand before those of a class's modules.
func (s *Site) classPrintRoutes() []route.Route {
	return forStaff([]route.Route{
		{Method: http.MethodGet, Path: "/classes/:class/:course/print", Permission: account.RunClasses, Handler: s.printRoom},
		{Method: http.MethodGet, Path: "/classes/:class/:course/print/:sheet.pdf", Permission: account.RunClasses, Handler: s.classSheet},
	})
}

func classPrintDeclarations() map[string]page.Page {
	return map[string]page.Page{"class-print": printRoomPage{}}
}

// sheetKind is one thing that can be printed; its text is that of addresses and of names of files.
type sheetKind string

// The kinds, in the order of a lesson. A single form of the quiz is formSheet and its letter.
const (
	sheetThree   sheetKind = "before-after"
	sheetHandout sheetKind = "handouts"
	sheetQuiz    sheetKind = "quiz"
	sheetCards   sheetKind = "cards"
	sheetKey     sheetKind = "key"
	sheetAloud   sheetKind = "read-aloud"
	sheetFamily  sheetKind = "family"
	sheetAwards  sheetKind = "certificates"
	sheetLarge   sheetKind = "certificates-large"
	formSheet              = "quiz-"
)

// printRoomPage lists what can be printed.
type printRoomPage struct {
	page.Base
	Label  string
	Title  string
	Set    string
	Pupils int
	Spoken bool // nothing is answered on paper: hands are paperCount
	Hands  string
	Type   string // where what stands on the sheets is typed in; "" of a module without any
	Back   string
	Sheets []printLine
}

// printLine is one thing to print.
type printLine struct {
	Kind   sheetKind
	Href   string
	Pages  int // of the file
	Paper  int // sheets for the class, each printed on both sides where a copy has more pages than one
	Copies int // to make of the file; 0: it holds one for everybody
	Sides  bool
	Code   bool // of a family sheet: the class's code is on it
	More   []printMore
}

// printMore is another form of it.
type printMore struct {
	Href   string
	Form   string // A to D; "" large certificates
	Copies int
}

// paperCount is how many pages the papers of a class's module have.
type paperCount struct{ form, key, cards int }

// counts remembers them, since laying out a quiz takes longer than a page may. It is bounded: with so many classes at once, it
// begins anew. The zero value is ready.
type paperCounts struct {
	mu   sync.Mutex
	made map[string]paperCount
}

const mostCounts = 1000

func (k *paperCounts) get(key string, count func() (paperCount, error)) (paperCount, error) {
	k.mu.Lock()
	n, ok := k.made[key]
	k.mu.Unlock()
	if ok {
		return n, nil
	}
	n, err := count()
	if err != nil {
		return n, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.made == nil || len(k.made) >= mostCounts {
		k.made = map[string]paperCount{}
	}
	k.made[key] = n
	return n, nil
}

// room is a class's module as it is printed.
type room struct {
	class  classes.Class
	module *courses.Course
	paper  lessonpack.ClassPaper
	about  lessonpack.About
}

// roomAt reads the class and the module of the address, for whoever runs the class.
func (s *Site) roomAt(c *fiber.Ctx) (room, error) {
	class, err := s.runs(c)
	if err != nil {
		return room{}, err
	}
	module, paper, err := s.classes.Paper(c.UserContext(), class, courses.CourseID(c.Params("course")))
	if err != nil {
		return room{}, err
	}
	return room{class, module, paper, s.aboutVersion(module)}, nil
}

// aboutVersion is what a print of a version says beside it, on the day of its edition.
func (s *Site) aboutVersion(course *courses.Course) lessonpack.About {
	about := s.aboutPrint()
	if at, ok := s.library.Published(course.ID, course.Version); ok {
		about.Day = day.Of(at)
	}
	return about
}

// count lays the papers out once for each class and version.
func (s *Site) count(r room) (paperCount, error) {
	return s.counts.get(r.class.ID+" "+printKey(r.module), func() (paperCount, error) {
		sheets, err := lessonpack.NewClassSheets(r.module, r.paper, r.about)
		if err != nil {
			return paperCount{}, err
		}
		key, err := sheets.Key()
		return paperCount{form: sheets.FormPages(), key: key.Pages, cards: sheets.CardsOnPage()}, err
	})
}

// printRoom shows the page.
func (s *Site) printRoom(c *fiber.Ctx) error {
	r, err := s.roomAt(c)
	if err != nil {
		return err
	}
	var n paperCount
	if len(r.paper.Forms) > 0 {
		if n, err = s.count(r); err != nil {
			return err
		}
	}
	href := classHrefOf(r.class.ID, string(r.module.ID))
	base := s.classFrame(c, r.class, page.Link{Label: page.Plain(r.module.Title, page.English), Href: href})
	base.Crumbs = append(base.Crumbs, here(s.words(base).Say("print.title")))
	base.Draft = r.module.Draft()
	return s.show(c, "class-print", newPrintRoom(base, r, n))
}

// newPrintRoom builds the page.
func newPrintRoom(base page.Base, r room, n paperCount) printRoomPage {
	href := classHrefOf(r.class.ID, string(r.module.ID))
	p := printRoomPage{Base: base, Label: r.class.Label, Title: r.module.Title, Set: r.paper.Set, Pupils: len(r.paper.Pupils),
		Spoken: classes.Spoken(r.module), Back: href}
	if p.Spoken && len(r.module.BeforeAfter) > 0 {
		p.Hands = href + "/projector"
	}
	if p.Pupils == 0 {
		return p
	}
	add := func(line printLine) {
		line.Href = href + "/print/" + string(line.Kind) + ".pdf"
		p.Sheets = append(p.Sheets, line)
	}
	quiz := len(r.paper.Forms) > 0
	if quiz {
		p.Type = href + "/results"
	}
	if quiz && len(r.paper.Three) > 0 {
		add(printLine{Kind: sheetThree, Pages: 1, Copies: ceil(p.Pupils, 2), Paper: ceil(p.Pupils, 2)})
	}
	if r.module.Pack != nil {
		add(printLine{Kind: sheetHandout, Pages: 1, Copies: p.Pupils, Paper: p.Pupils})
	}
	if quiz {
		add(quizLine(r, n, href))
		add(printLine{Kind: sheetCards, Pages: ceil(p.Pupils, n.cards), Paper: ceil(p.Pupils, n.cards)})
		add(printLine{Kind: sheetKey, Pages: n.key, Paper: ceil(n.key, 2), Sides: n.key > 1})
	} else if r.module.Pack != nil && p.Spoken {
		add(printLine{Kind: sheetAloud})
	}
	if r.module.Pack != nil {
		add(printLine{Kind: sheetFamily, Pages: 1, Copies: p.Pupils, Paper: p.Pupils, Code: r.class.FamilyCode != ""})
	}
	add(printLine{Kind: sheetAwards, Pages: ceil(p.Pupils, 2), Paper: ceil(p.Pupils, 2), More: []printMore{{Href: href + "/print/" + string(sheetLarge) + ".pdf"}}})
	return p
}

// quizLine is the quiz: the set of the class, and each form to copy.
func quizLine(r room, n paperCount, href string) printLine {
	pupils, each := len(r.paper.Pupils), n.form
	line := printLine{Kind: sheetQuiz, Paper: pupils * ceil(each, 2), Sides: each > 1}
	if each > 1 {
		each += each % 2
	}
	line.Pages = pupils * each
	for _, f := range r.paper.Forms {
		more := printMore{Href: href + "/print/" + formSheet + strings.ToLower(f.Name) + ".pdf", Form: f.Name}
		for _, one := range r.paper.Pupils {
			if one.Form == f.Name {
				more.Copies++
			}
		}
		if more.Copies > 0 {
			line.More = append(line.More, more)
		}
	}
	return line
}

// ceil is how many of a size hold n.
func ceil(n, size int) int {
	if size < 1 {
		return 0
	}
	return (n + size - 1) / size
}

// classSheet sends one thing to print. It is kept nowhere: the key is among them, and devices are shared.
func (s *Site) classSheet(c *fiber.Ctx) error {
	r, err := s.roomAt(c)
	if err != nil {
		return err
	}
	if len(r.paper.Pupils) == 0 {
		return fault.Conflict("Nobody is in this class now, so there is nothing to print.")
	}
	kind := sheetKind(strings.TrimSuffix(c.Params("sheet"), ".pdf"))
	file, err := s.drawSheet(r, kind)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+strings.Join([]string{string(r.module.ID), r.paper.Set, string(kind)}, "-")+`.pdf"`)
	return c.Send(file)
}

// drawSheet draws what is the same for every class, or the class's own.
func (s *Site) drawSheet(r room, kind sheetKind) ([]byte, error) {
	switch kind {
	case sheetHandout:
		file, err := s.packFile(r.module, lessonpack.Handout)
		return file.data, err
	case sheetAloud:
		if !classes.Spoken(r.module) {
			return nil, noSheet()
		}
		file, err := s.packFile(r.module, lessonpack.Quiz)
		return file.data, err
	case sheetFamily:
		if r.module.Pack == nil {
			return nil, noPack()
		}
		if r.class.FamilyCode != "" {
			r.about.Family = &lessonpack.FamilyPage{Class: r.class.Label, Address: s.typed("/family"), Code: classes.GroupCode(r.class.FamilyCode)}
		}
		return lessonpack.Write(r.module, lessonpack.FamilySheet, r.about)
	case sheetAwards, sheetLarge:
		return s.awards(r, kind == sheetAwards)
	}
	return drawPaper(r, kind)
}

// awards draws the certificates of a class.
func (s *Site) awards(r room, two bool) ([]byte, error) {
	at, _ := s.schools.School(r.class.School)
	all := pdf.ClassCertificates{School: at.Name, SchoolDz: at.NameDz, Class: r.class.Label, Year: r.class.Year, Module: r.module.Title,
		Count: len(r.paper.Pupils), Two: two, Author: at.Name, Created: r.about.Day.Start()}
	if r.module.Draft() {
		all.Marks = append(all.Marks, lessonpack.MarkDraft)
	}
	if r.about.Demo {
		all.Marks = append(all.Marks, lessonpack.MarkDemo)
	}
	return all.Draw()
}

// drawPaper draws what pupils answer on, and the key.
func drawPaper(r room, kind sheetKind) ([]byte, error) {
	if len(r.paper.Forms) == 0 {
		return nil, noSheet()
	}
	sheets, err := lessonpack.NewClassSheets(r.module, r.paper, r.about)
	if err != nil {
		return nil, err
	}
	var made lessonpack.Printed
	form, single := strings.CutPrefix(string(kind), formSheet)
	switch {
	case kind == sheetQuiz:
		made, err = sheets.Quiz()
	case kind == sheetCards:
		made, err = sheets.Cards()
	case kind == sheetKey:
		made, err = sheets.Key()
	case kind == sheetThree && len(r.paper.Three) > 0:
		made, err = sheets.Three()
	case single && slices.ContainsFunc(classes.Forms(), func(f classes.Form) bool { return strings.ToLower(f.String()) == form }):
		made, err = sheets.Form(strings.ToUpper(form))
	default:
		return nil, noSheet()
	}
	return made.File, err
}

func noSheet() error {
	return fault.NotFound("There is no such sheet of this module. The print room lists what there is.")
}

// typed is an address of this site as people type it.
func (s *Site) typed(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(s.settings.URL, "https://"), "http://") + path
}
