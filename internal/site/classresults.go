package site

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// classResultDeclarations says which struct each page about results on paper is rendered with.
func classResultDeclarations() map[string]page.Page {
	return map[string]page.Page{"class-results": resultsPage{}, "class-result": sheetPage{}, "class-lessons": tookPartPage{}}
}

// classResultRoutes are the pages on which a teacher enters what a class did on paper, and corrects it.
func (s *Site) classResultRoutes() []route.Route {
	get, post, run := http.MethodGet, http.MethodPost, account.RunClasses
	const module = "/classes/:class/:course"
	return forStaff([]route.Route{
		{Method: get, Path: module + "/results", Permission: run, Handler: s.results},
		{Method: post, Path: module + "/results", Permission: run, Handler: s.enterResults},
		{Method: get, Path: module + "/results/:roll", Permission: run, Handler: s.pupilSheet},
		{Method: post, Path: module + "/results/:roll", Permission: run, Handler: s.correctSheet},
		{Method: get, Path: module + "/lessons", Permission: run, Handler: s.lessonsTogether},
		{Method: post, Path: module + "/lessons", Permission: run, Handler: s.markLessons},
	})
}

// resultsPage is the grid on which a teacher types what pupils wrote: one line a pupil, one small field a question. It is sent
// twice, first to see what it would save and then to save it.
type resultsPage struct {
	page.Base
	Class   string // its id, for the names that this browser keeps
	Label   string
	Title   string
	Href    string
	Live    string
	Lessons string // where it is marked who took part in the lessons
	Ask     string
	Tabs    []resultsTab
	Rows    []resultsRow
	Entered []enteredRow
	Devices int // pupils who answered all of it on a device, or finished elsewhere
	Forms   []formKinds
	Sum     resultsSum
	Saved   bool // the form before this one was saved: what the browser keeps of it may go
	Typed   bool // the form holds what was sent
}

// resultsTab leads to the sheets of one occasion.
type resultsTab struct {
	Ask   string
	Href  string
	Here  bool
	In    int // pupils of whom all is known
	Whole int
}

// resultsRow is one pupil to enter.
type resultsRow struct {
	Roll   int
	Number int
	Form   sheetForm
	Cells  []resultsCell
	Kinds  string      // of the questions of this form, for the script
	Read   bool        // something was typed, and can be saved
	Right  int         // of Whole
	Whole  int         //
	More   string      // the address of what was entered before; "" nothing
	Wrong  page.Phrase // of the form
}

// sheetForm is the letter at the top of a pupil's sheet.
type sheetForm struct {
	Name   string // of the field; "" the sheet has no forms
	Chosen string
	All    []string
	Wrong  page.Phrase
}

// resultsCell is one question of a pupil.
type resultsCell struct {
	page.Field
	Number int
	Hint   string // as many dots as letters are wanted
	Stands string // what is known already, which has no field
}

// enteredRow is a pupil whose sheet has been entered whole.
type enteredRow struct {
	Roll   int
	Number int
	Right  int
	Whole  int
	Fixed  int // corrections
	Href   string
}

// formKinds says what each question of a form takes.
type formKinds struct{ Form, Kinds string }

// resultsSum is what would be saved.
type resultsSum struct {
	Ready   bool
	Sheets  int
	New     int
	Right   int
	Whole   int
	Open    []openSheet // sheets that are not whole
	Missing string      // numbers of whom nothing is there
}

// openSheet is a sheet of which questions are still open.
type openSheet struct {
	Number    int
	Questions string
}

// resultsAt reads the class and its sheets of the address.
func (s *Site) resultsAt(c *fiber.Ctx) (classes.Paper, error) {
	class, err := s.runs(c)
	if err != nil {
		return classes.Paper{}, err
	}
	return s.classes.PaperOf(c.UserContext(), class, courses.CourseID(c.Params("course")))
}

// resultsFrame is the frame of a page about results on paper.
func (s *Site) resultsFrame(c *fiber.Ctx, p classes.Paper, trail ...page.Link) page.Base {
	base := s.classFrame(c, p.Class, append([]page.Link{{Label: page.Plain(p.Course.Title, page.English), Href: classHrefOf(p.Class.ID, string(p.Course.ID))}}, trail...)...)
	base.Draft = p.Course.Draft()
	return base
}

// resultsHref is where the sheets of one occasion are entered.
func resultsHref(p classes.Paper, ask classes.Ask) string {
	return classHrefOf(p.Class.ID, string(p.Course.ID), "results") + "?ask=" + string(ask)
}

// askOf reads the occasion; the quiz where none is named.
func askOf(p classes.Paper, name string) classes.Ask {
	for _, ask := range p.Asks() {
		if string(ask) == name {
			return ask
		}
	}
	return classes.AskQuiz
}

// sheetAt is the sheet of one pupil: what was typed for it, and its questions.
type sheetAt struct {
	classes.PaperSheet
	paper classes.Paper
	ask   classes.Ask
	pupil classes.PaperPupil
	items []classes.PaperItem
}

// newSheetAt finds the questions of a sheet. Of a form that there is not they are those of the likely one, since the page shows them
// with the error.
func newSheetAt(p classes.Paper, ask classes.Ask, pupil classes.PaperPupil, typed classes.PaperSheet) sheetAt {
	at := sheetAt{PaperSheet: typed, paper: p, ask: ask, pupil: pupil, items: p.Items(ask, typed.Form)}
	if len(at.items) == 0 {
		at.items = p.Items(ask, pupil.Form())
	}
	return at
}

// likely is a sheet of which nothing was typed yet.
func likely(pupil classes.PaperPupil) classes.PaperSheet {
	return classes.PaperSheet{Roll: pupil.Roll, Form: pupil.Form()}
}

// typedSheets reads what was typed for each pupil of the form.
func typedSheets(p classes.Paper, ask classes.Ask, values func(string) []string) []classes.PaperSheet {
	var list []classes.PaperSheet
	for _, typed := range values("roll") {
		sheet := classes.PaperSheet{Roll: wholeNumber(typed)}
		sheet.Form = first(values(classes.PaperFormField(sheet.Roll)))
		for n := range p.Count(ask) {
			sheet.Typed = append(sheet.Typed, first(values(classes.PaperField(sheet.Roll, n+1))))
		}
		list = append(list, sheet)
	}
	return list
}

// newResults builds the page: sheets are what was typed, lines what has been read of it.
func newResults(base page.Base, p classes.Paper, ask classes.Ask, sheets []classes.PaperSheet, lines []classes.PaperLine) resultsPage {
	href := classHrefOf(p.Class.ID, string(p.Course.ID))
	out := resultsPage{
		Base: base, Class: p.Class.ID, Label: p.Class.Label, Title: p.Course.Title, Ask: string(ask), Live: href, Href: href + "/results",
		Lessons: href + "/lessons", Typed: len(sheets) > 0,
	}
	for _, one := range p.Asks() {
		tab := resultsTab{Ask: string(one), Href: resultsHref(p, one), Here: one == ask, Whole: len(p.Pupils)}
		for _, pupil := range p.Pupils {
			if len(pupil.Missing(one, p.Items(one, pupil.Form()))) == 0 {
				tab.In++
			}
		}
		out.Tabs = append(out.Tabs, tab)
	}
	if ask == classes.AskQuiz {
		for _, f := range p.Forms {
			out.Forms = append(out.Forms, formKinds{f.Form.String(), kindsOf(f.Items)})
		}
	}
	for _, pupil := range p.Pupils {
		out.add(p, ask, pupil, sheets, lines)
	}
	return out
}

// add puts a pupil where they belong: to enter, entered, or done another way.
func (r *resultsPage) add(p classes.Paper, ask classes.Ask, pupil classes.PaperPupil, sheets []classes.PaperSheet, lines []classes.PaperLine) {
	sheet, typed := likely(pupil), false
	for _, one := range sheets {
		if one.Roll == pupil.Roll {
			sheet, typed = one, strings.Join(one.Typed, "") != ""
		}
	}
	at := newSheetAt(p, ask, pupil, sheet)
	switch open := pupil.Missing(ask, at.items); {
	case typed || len(open) > 0:
		r.Rows = append(r.Rows, newResultsRow(r.Base, at, lines))
	case pupil.OnPaper(ask):
		e := enteredRow{Roll: pupil.Roll, Number: pupil.Shown, Whole: len(at.items), Href: sheetHref(p, pupil.Roll, ask)}
		for _, a := range pupil.Record.Of(ask) {
			if a.Right() {
				e.Right++
			}
		}
		for _, t := range pupil.Work.Trace() {
			if t.Ask == ask {
				e.Fixed++
			}
		}
		r.Entered = append(r.Entered, e)
	default:
		r.Devices++
	}
}

// newResultsRow builds the line of a pupil.
func newResultsRow(base page.Base, at sheetAt, lines []classes.PaperLine) resultsRow {
	row := resultsRow{Roll: at.Roll, Number: at.pupil.Shown, Kinds: kindsOf(at.items), Cells: newCells(base, at)}
	if at.pupil.OnPaper(at.ask) {
		row.More = sheetHref(at.paper, at.Roll, at.ask)
	}
	if at.ask == classes.AskQuiz {
		row.Form = newSheetForm(base, at.Roll, at.Form)
	}
	for _, line := range lines {
		if line.Roll == at.Roll && len(base.Problems) == 0 {
			row.Read, row.Right, row.Whole = true, line.Right, line.Whole
		}
	}
	return row
}

// newSheetForm is the choice of the letter at the top of a sheet.
func newSheetForm(base page.Base, roll int, chosen string) sheetForm {
	name := classes.PaperFormField(roll)
	f := sheetForm{Name: name, Chosen: chosen, Wrong: base.Wrong(name)}
	for _, one := range classes.Forms() {
		f.All = append(f.All, one.String())
	}
	return f
}

// newCells are the questions of a pupil's sheet: a field where nothing is known yet or something was typed, else what stands.
func newCells(base page.Base, at sheetAt) []resultsCell {
	var cells []resultsCell
	for i, item := range at.items {
		name := classes.PaperField(at.Roll, item.Number)
		cell := resultsCell{Number: item.Number, Hint: hintOf(item), Field: page.Field{Name: name, Wrong: base.Wrong(name)}}
		if i < len(at.Typed) {
			cell.Value = strings.TrimSpace(at.Typed[i])
		}
		if a, ok := at.pupil.Record.Answer(at.ask, item.Item.ID); ok && cell.Value == "" {
			cell.Stands = strings.ToUpper(item.Letters(a.Answer))
		}
		cells = append(cells, cell)
	}
	return cells
}

// sum says what would be saved.
func (r *resultsPage) sum(lines []classes.PaperLine) {
	r.Sum.Ready = true
	read := map[int]bool{}
	for _, line := range lines {
		read[line.Roll] = true
		r.Sum.Sheets++
		r.Sum.New += line.New
		r.Sum.Right += line.Right
		r.Sum.Whole += line.Whole
		if len(line.Open) > 0 {
			r.Sum.Open = append(r.Sum.Open, openSheet{line.Shown, numberList(line.Open)})
		}
	}
	var missing []int
	for _, row := range r.Rows {
		if !read[row.Roll] && row.More == "" {
			missing = append(missing, row.Number)
		}
	}
	r.Sum.Missing = numberList(missing)
}

// results shows the grid.
func (s *Site) results(c *fiber.Ctx) error {
	p, err := s.resultsAt(c)
	if err != nil {
		return err
	}
	base := s.resultsFrame(c, p)
	base.Crumbs = append(base.Crumbs, here(s.words(base).Say("results.title")))
	out := newResults(base, p, askOf(p, c.Query("ask")), nil, nil)
	out.Saved = c.Query("said") != ""
	return s.show(c, "class-results", out)
}

// enterResults shows what would be saved, or saves it.
func (s *Site) enterResults(c *fiber.Ctx) error {
	p, err := s.resultsAt(c)
	if err != nil {
		return err
	}
	values := formValues(c)
	ask := askOf(p, first(values("ask")))
	sheets := typedSheets(p, ask, values)
	save := first(values("do")) == "save"
	var lines []classes.PaperLine
	if save {
		lines, err = s.classes.EnterSheets(c.UserContext(), p.Class, p.Course.ID, ask, sheets, me(c))
	} else {
		lines, err = p.ReadSheets(ask, sheets, me(c), s.settings.Now())
	}
	f, refused := asInvalid(err)
	switch {
	case err != nil && !refused:
		return err
	case save && err == nil:
		return to(c, resultsHref(p, ask)+"&said=results.saved")
	}
	base := s.resultsFrame(c, p)
	base.Crumbs = append(base.Crumbs, here(s.words(base).Say("results.title")))
	status := fiber.StatusOK
	if refused {
		base.Refuse(f)
		status = route.Status(c, f)
	}
	out := newResults(base, p, ask, sheets, lines)
	if !refused {
		out.sum(lines)
	}
	return s.refuse(c, "class-results", out, status)
}

// kindsOf says for a script what each question takes: the letters that may come first, those after it, and how many make an answer
// whole; 0 where that is not known.
func kindsOf(items []classes.PaperItem) string {
	var kinds []string
	for _, i := range items {
		kinds = append(kinds, kindOf(i))
	}
	return strings.Join(kinds, " ")
}

func kindOf(i classes.PaperItem) string {
	all, reasons := lettersOf(i.Options), lettersOf(i.Reasons)
	of := func(first, rest string, whole int) string { return first + ":" + rest + ":" + strconv.Itoa(whole) }
	switch i.Item.Type {
	case courses.Multiple:
		return of(all, all, 0)
	case courses.TrueFalse:
		if reasons == "" {
			return of(all, "", 1)
		}
		return of(all, reasons, 2)
	case courses.Matching:
		return of(all+"-", all+"-", len(i.Item.Pairs))
	case courses.Ordering:
		return of(all, all, len(i.Options))
	case courses.Branching:
		most := 0
		for _, step := range i.Item.Scenario.Steps {
			most = max(most, len(step.Choices))
		}
		all = "abcdefghij"[:min(most, 10)]
		return of(all, all, 0)
	}
	return of(all, "", 1)
}

func lettersOf(options []classes.PaperOption) string {
	var all strings.Builder
	for _, o := range options {
		all.WriteString(o.Letter)
	}
	return all.String()
}

// hintOf shows in an empty field what is wanted: t/f, a dot a letter, or an open end.
func hintOf(i classes.PaperItem) string {
	kind := strings.Split(kindOf(i), ":")
	whole := wholeNumber(kind[2])
	switch {
	case i.Item.Type == courses.TrueFalse:
		return strings.TrimSpace("t/f " + strings.Repeat("·", whole-1))
	case whole == 0:
		return "··…"
	case whole == 1:
		return ""
	}
	return strings.Repeat("·", whole)
}

// notHere is for a pupil who is not in the class, or is there no more.
func notHere() error { return fault.NotFound("There is no such pupil in this class.") }
