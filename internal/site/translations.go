package site

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/page"
)

// translationsPage says how far the courses are translated, what is offered in the language, and what changed since where a
// translation is out of date.
type translationsPage struct {
	page.Base
	Language page.Phrase
	Current  int
	Stale    int
	Whole    int
	Courses  []translatedCourse
}

// translatedCourse is one course in the language.
type translatedCourse struct {
	Title   string
	Href    string
	Current int
	Whole   int
	Kinds   []translatedKind
	Asks    bool // the course has an assessment
	Signs   bool
	Asked   bool // it is offered in the language
	Signed  bool
	Files   []translatedFile
	Stale   []stalePiece
	Missing []missingPieces
}

// translatedKind is how far the lessons, the texts or the questions of a course are translated.
type translatedKind struct {
	Kind    string
	Current int
	Whole   int
}

// translatedFile is where the approval of a translated file stands.
type translatedFile struct {
	Name     string
	Hash     string
	Approved bool
	Lapsed   bool
}

// stalePiece is a translation whose English has changed. Known tells that the English it translates was found.
type stalePiece struct {
	Title  string
	Known  bool
	Change changeView
}

// missingPieces are those of a kind that nobody has translated.
type missingPieces struct {
	Kind   string
	Titles []string
}

// newTranslatedCourse sorts the pieces of a course by where they stand.
func newTranslatedCourse(c *courses.Course, s courses.LanguageState) translatedCourse {
	t := translatedCourse{Title: c.Title, Href: contentHref(c.ID), Asks: c.Assessment != nil, Signs: len(c.Acknowledgements) > 0, Asked: s.Asked, Signed: s.Signed}
	t.Current, t.Whole = s.Current("")
	for _, kind := range []courses.PieceKind{courses.LessonPiece, courses.TextPiece, courses.QuestionPiece} {
		current, whole := s.Current(kind)
		if whole > 0 {
			t.Kinds = append(t.Kinds, translatedKind{string(kind), current, whole})
		}
		missing := missingPieces{Kind: string(kind)}
		for _, p := range s.Pieces {
			switch {
			case p.Kind != kind:
			case !p.There:
				missing.Titles = append(missing.Titles, p.Name)
			case p.Stale:
				t.Stale = append(t.Stale, stalePiece{Title: p.Name, Known: p.Known, Change: changeOf(p.Changes)})
			}
		}
		if len(missing.Titles) > 0 {
			t.Missing = append(t.Missing, missing)
		}
	}
	for _, f := range []courses.FileState{s.Texts, s.Bank} {
		if f.There {
			t.Files = append(t.Files, translatedFile{f.File, f.Hash, f.Approved, f.Lapsed})
		}
	}
	return t
}

// translations lists the courses, those with something to mend first.
func (s *Site) translations(c *fiber.Ctx) error {
	const language = "dz" // the one that the pages have beside English
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.content"), Href: "/content"}, here(words.Say("translations.title"))}
	p := translationsPage{Base: base, Language: words.Say("translations.dz")}
	for _, course := range s.library.Current() {
		var history []*courses.Course
		for _, v := range s.library.Versions(course.ID) {
			old, err := s.library.Version(c.UserContext(), course.ID, v)
			if err != nil {
				return err
			}
			history = append(history, old)
		}
		t := newTranslatedCourse(course, courses.TranslationStates(course, history, language))
		p.Current, p.Stale, p.Whole = p.Current+t.Current, p.Stale+len(t.Stale), p.Whole+t.Whole
		p.Courses = append(p.Courses, t)
	}
	slices.SortStableFunc(p.Courses, func(a, b translatedCourse) int { return rank(len(a.Stale) > 0) - rank(len(b.Stale) > 0) })
	return s.show(c, "translations", p)
}
