package site

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// questionRoutes are the pages about questions and signals. They stand before those of a single course, whose pattern would take
// their addresses.
func (s *Site) questionRoutes() []route.Route {
	get := http.MethodGet
	return forStaff([]route.Route{
		{Method: get, Path: "/content/question-dictionary.csv", Permission: account.ViewItems, Handler: s.questionsDictionary},
		{Method: get, Path: "/content/questions", Permission: account.ViewItems, Handler: s.questions},
		{Method: get, Path: "/content/questions/:course.csv", Permission: account.ViewItems, Handler: s.questionsFile},
		{Method: get, Path: "/content/questions/:course", Permission: account.ViewItems, Handler: s.courseQuestions},
		{Method: get, Path: "/content/questions/:course/choices.csv", Permission: account.ViewItems, Handler: s.choicesFile},
		{Method: get, Path: "/content/questions/:course/:item", Permission: account.ViewItems, Handler: s.questionFigures},
		{Method: get, Path: "/signals", Permission: account.ViewSignals, Handler: s.signalsOf},
	})
}

// questionsPage lists the courses whose questions have figures.
type questionsPage struct {
	page.Base
	Courses []questionsCourse
	Signals bool // the reader may also see the signals
}

// questionsCourse is one course.
type questionsCourse struct {
	Href      string
	Title     string
	Attempts  string
	Questions int
	Flagged   int
	Enough    bool // some figure can be shown
}

// courseQuestionsPage is how the questions of one course do.
type courseQuestionsPage struct {
	page.Base
	Title     string
	Version   string
	Attempts  string
	Action    string
	Versions  []page.Choice
	Languages []page.Choice
	Flags     []page.Choice
	Sorts     []page.Choice
	Rows      []questionLine
	Counts    []stateStat // how many have each flag
	None      bool        // no attempt yet
	Few       int         // attempts that the first figures need
	File      string
	Choices   string
}

// questionLine is one question in the list.
type questionLine struct {
	Href     string
	Headline string
	Attempts string
	Facility string // "" too few attempts, as all figures
	Relation string
	Groups   string
	Time     string
	Flags    []flagMark
}

// flagMark is a flag as it is shown: a word, and how grave.
type flagMark struct {
	Label page.Phrase
	Tone  string
}

// questionsAsk is what the address asks for.
type questionsAsk struct {
	version, lang, flag, sort string
}

// questionSorts are the orders of the list: the author's, or by a figure, the lowest first, those without one last.
func questionSorts() []string {
	return []string{"order", "facility", "discrimination", "time", "attempts"}
}

func (a questionsAsk) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"version": a.version, "language": a.lang, "flag": a.flag, "sort": a.sort} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// readQuestionsAsk reads the address; a word that is none is no filter.
func readQuestionsAsk(c *fiber.Ctx) questionsAsk {
	ask := questionsAsk{version: c.Query("version"), lang: c.Query("language"), flag: c.Query("flag"), sort: c.Query("sort")}
	if ask.flag != anyFlag && !slices.Contains(texts(itemstats.Flags()), ask.flag) {
		ask.flag = ""
	}
	if !slices.Contains(questionSorts(), ask.sort) || ask.sort == questionSorts()[0] {
		ask.sort = ""
	}
	return ask
}

// anyFlag asks for every question that has some flag.
const anyFlag = "any"

func (a questionsAsk) query(course courses.CourseID) itemstats.Query {
	return itemstats.Query{Course: course, Version: courses.Version(a.version), Lang: a.lang}
}

// questionsHref is the address of the questions of a course.
func questionsHref(id courses.CourseID) string { return "/content/questions/" + string(id) }

// newCourseQuestions builds the page from a report.
func newCourseQuestions(base page.Base, words *page.Words, ask questionsAsk, r *itemstats.Report) courseQuestionsPage {
	base.Wide = true
	href := questionsHref(r.Course.ID)
	p := courseQuestionsPage{
		Base: base, Title: r.Course.Title, Version: string(r.Course.Version), Attempts: thousands(r.Sittings), Action: href, None: len(r.Versions) == 0,
		Few: itemstats.MinFacility, Versions: partChoices(r.Versions, ask.version, nil), Languages: partChoices(r.Languages, ask.lang, words),
	}
	for _, sort := range questionSorts() {
		p.Sorts = append(p.Sorts, page.Choice{Value: sort, HTML: words.Say(page.Key("items.sort." + sort)).HTML(), Chosen: sort == ask.sort})
	}
	p.Flags = []page.Choice{{Value: anyFlag, HTML: words.Say("items.flag.any").HTML(), Chosen: ask.flag == anyFlag}}
	for _, flag := range itemstats.Flags() {
		label, n := words.Say(page.Key("items.flag."+string(flag))), 0
		for i := range r.Items {
			if r.Items[i].Has(flag) {
				n++
			}
		}
		p.Flags = append(p.Flags, page.Choice{Value: string(flag), HTML: label.HTML(), Chosen: string(flag) == ask.flag})
		if n > 0 {
			filtered := questionsAsk{version: ask.version, lang: ask.lang, flag: string(flag)}
			p.Counts = append(p.Counts, stateStat{Label: label, Value: strconv.Itoa(n), Href: withQuery(href, filtered.values()) + "#list"})
		}
	}
	for _, f := range sorted(r.Items, ask) {
		p.Rows = append(p.Rows, newQuestionLine(words, withQuery(href+"/"+string(f.Item.ID), ask.part().values()), f))
	}
	files := ask.part().values()
	p.File, p.Choices = withQuery(href+".csv", files), withQuery(href+"/choices.csv", files)
	return p
}

// part is what is asked of a single question or of a file.
func (a questionsAsk) part() questionsAsk { return questionsAsk{version: a.version, lang: a.lang} }

// partChoices offers versions, or languages where words are given.
func partChoices(parts []itemstats.Part, chosen string, words *page.Words) []page.Choice {
	var list []page.Choice
	for _, part := range parts {
		name := part.Name
		if words != nil {
			name = languageName(words, part.Name)
		}
		list = append(list, page.Choice{Value: part.Name, HTML: text(name + " (" + thousands(part.Sittings) + ")"), Chosen: part.Name == chosen})
	}
	return list
}

// languageName says a language that the program knows in words, and another by its code.
func languageName(words *page.Words, code string) string {
	if key := page.Key("items.lang." + code); words.Has(key) {
		return words.Say(key).Text
	}
	return code
}

// sorted gives the questions that are asked for, in the order asked for.
func sorted(items []itemstats.Figures, ask questionsAsk) []itemstats.Figures {
	list := slices.DeleteFunc(slices.Clone(items), func(f itemstats.Figures) bool {
		return ask.flag == anyFlag && len(f.Flags) == 0 || ask.flag != "" && ask.flag != anyFlag && !f.Has(itemstats.Flag(ask.flag))
	})
	figure := map[string]func(itemstats.Figures) itemstats.Figure{
		"facility":       func(f itemstats.Figures) itemstats.Figure { return f.Facility },
		"discrimination": func(f itemstats.Figures) itemstats.Figure { return f.Discrimination },
		"time":           func(f itemstats.Figures) itemstats.Figure { return f.Median },
		"attempts":       func(f itemstats.Figures) itemstats.Figure { return itemstats.Figure{Value: float64(f.N), Shown: true} },
	}[ask.sort]
	if figure == nil {
		return list
	}
	slices.SortStableFunc(list, func(a, b itemstats.Figures) int {
		x, y := figure(a), figure(b)
		if x.Shown != y.Shown {
			return map[bool]int{true: -1, false: 1}[x.Shown]
		}
		return cmp.Compare(x.Value, y.Value)
	})
	return list
}

func newQuestionLine(words *page.Words, href string, f itemstats.Figures) questionLine {
	return questionLine{
		Href: href, Headline: headline(f.Item), Attempts: thousands(f.N), Facility: share(f.Facility), Relation: signed(f.Discrimination),
		Groups: signed(f.UpperLower), Time: spent(words, f.Median), Flags: flagMarks(words, f),
	}
}

// flagMarks are the flags of a question, and that it is known to be faulty.
func flagMarks(words *page.Words, f itemstats.Figures) []flagMark {
	var marks []flagMark
	if len(f.Errata) > 0 {
		marks = append(marks, flagMark{words.Say("items.faulty"), "danger"})
	}
	for _, flag := range f.Flags {
		tone := "warning"
		if flag == itemstats.Negative || flag == itemstats.Harder {
			tone = "danger"
		}
		marks = append(marks, flagMark{words.Say(page.Key("items.flag." + string(flag))), tone})
	}
	return marks
}

// headlineLength is how much of a question names it in a list, in characters.
const headlineLength = 90

// headline is the beginning of a question, without marks of Markdown.
func headline(item courses.Item) string {
	said := item.Title
	if said == "" {
		said = strings.Join(strings.Fields(strings.NewReplacer("*", "", "_", "", "[[", "", "]]", "", "`", "").Replace(item.Stem)), " ")
	}
	if letters := []rune(said); len(letters) > headlineLength {
		said = string(letters[:headlineLength])
		said = said[:max(strings.LastIndexByte(said, ' '), 0)] + " …"
	}
	if said == "" {
		return string(item.ID)
	}
	return said
}

// share writes a figure between 0 and 1 in whole per cent.
func share(f itemstats.Figure) string {
	if !f.Shown {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*f.Value)
}

// signed writes a figure between -1 and 1 with the sign that print has for it.
func signed(f itemstats.Figure) string {
	if !f.Shown {
		return ""
	}
	return strings.Replace(fmt.Sprintf("%+.2f", f.Value), "-", "−", 1)
}

// spent writes a time in seconds.
func spent(words *page.Words, f itemstats.Figure) string {
	if !f.Shown {
		return ""
	}
	return words.Say("items.seconds", "n", fmt.Sprintf("%.0f", f.Value)).Text
}

// questions lists the courses, those with something to look at first.
func (s *Site) questions(c *fiber.Ctx) error {
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.content"), Href: "/content"}, here(words.Say("items.title"))}
	p := questionsPage{Base: base}
	_, p.Signals = reach(c, account.ViewSignals)
	for _, course := range s.library.Current() {
		if course.Assessment == nil {
			continue
		}
		r, err := s.items.Report(c.UserContext(), itemstats.Query{Course: course.ID})
		if err != nil {
			return err
		}
		p.Courses = append(p.Courses, questionsCourse{Href: questionsHref(course.ID), Title: course.Title, Attempts: thousands(r.Sittings),
			Questions: len(r.Items), Flagged: r.Flagged(), Enough: r.Sittings >= itemstats.MinFacility})
	}
	slices.SortStableFunc(p.Courses, func(a, b questionsCourse) int {
		return cmp.Compare(b.Flagged, a.Flagged)
	})
	return s.show(c, "questions", p)
}

// itemReport works out what the address asks for.
func (s *Site) itemReport(c *fiber.Ctx) (questionsAsk, *itemstats.Report, error) {
	ask := readQuestionsAsk(c)
	r, err := s.items.Report(c.UserContext(), ask.query(courses.CourseID(c.Params("course"))))
	return ask, r, err
}

func (s *Site) questionsCrumbs(words *page.Words, more ...page.Link) []page.Link {
	crumbs := []page.Link{{Label: words.Say("nav.content"), Href: "/content"}, {Label: words.Say("items.title"), Href: "/content/questions"}}
	return append(crumbs, more...)
}

func (s *Site) courseQuestions(c *fiber.Ctx) error {
	ask, r, err := s.itemReport(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = s.questionsCrumbs(words, here(page.Plain(r.Course.Title, page.English)))
	return s.show(c, "course-questions", newCourseQuestions(base, words, ask, r))
}

// questionsFile sends the same as CSV, a line for each question.
func (s *Site) questionsFile(c *fiber.Ctx) error {
	_, r, err := s.itemReport(c)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := r.CSV(&b, s.mark()); err != nil {
		return err
	}
	return sendCSV(c, fmt.Sprintf("questions-%s-%s.csv", r.Course.ID, s.today().ISO()), b.Bytes())
}

// choicesFile sends what was chosen as CSV.
func (s *Site) choicesFile(c *fiber.Ctx) error {
	_, r, err := s.itemReport(c)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := r.ChoicesCSV(&b, s.mark()); err != nil {
		return err
	}
	return sendCSV(c, fmt.Sprintf("question-choices-%s-%s.csv", r.Course.ID, s.today().ISO()), b.Bytes())
}

// questionsDictionary sends what each column means.
func (s *Site) questionsDictionary(c *fiber.Ctx) error {
	var b bytes.Buffer
	if err := itemstats.DictionaryCSV(&b); err != nil {
		return err
	}
	return sendCSV(c, "questions-dictionary.csv", b.Bytes())
}

// safe is content that was made safe when it was loaded.
func safe(html string) template.HTML { return template.HTML(html) }
