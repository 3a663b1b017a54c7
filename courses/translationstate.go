package courses

import (
	"slices"
	"strings"
)

// PieceKind is the sort of a piece that is translated by itself.
type PieceKind string

// The kinds.
const (
	LessonPiece   PieceKind = "lesson"
	QuestionPiece PieceKind = "question"
	TextPiece     PieceKind = "text" // of course.yaml
)

// TranslationState is where one piece of a course stands in a language: a lesson, a question of the bank or a text of course.yaml.
type TranslationState struct {
	Kind    PieceKind
	Name    string // what the English is called
	File    string // of the English, relative to the course's folder
	There   bool   // there is a translation
	Stale   bool   // the English has changed since
	Known   bool   // of a stale one: the English that it translates was found
	Changes Differences
}

// Current tells that the piece is translated and the English as it was then.
func (s TranslationState) Current() bool { return s.There && !s.Stale }

// FileState is where the approval of a translated file stands.
type FileState struct {
	File     string
	There    bool
	Hash     string // to be named by an approval
	Approved bool
	Lapsed   bool // approved once, and changed since
}

// LanguageState is where a whole course stands in a language.
type LanguageState struct {
	Pieces []TranslationState // lessons, then texts, then questions, each in the order of the English
	Texts  FileState
	Bank   FileState // not There also where the course has no bank
	Asked  bool      // the assessment is offered
	Signed bool      // the acknowledgement is offered
}

// Current counts the pieces of a kind that are current, and all of that kind; "" counts every kind.
func (s LanguageState) Current(kind PieceKind) (current, whole int) {
	for _, p := range s.Pieces {
		if kind != "" && p.Kind != kind {
			continue
		}
		whole++
		if p.Current() {
			current++
		}
	}
	return current, whole
}

// TranslationStates tells where each piece of a course stands in a language, and what is offered in it. History are other
// versions of the course; what changed since a stale translation was made is looked up there.
func TranslationStates(c *Course, history []*Course, language string) LanguageState {
	w := c.Wording(language)
	s := LanguageState{Texts: FileState{File: "course." + language + ".yaml"}, Bank: FileState{File: "questions." + language + ".yaml"}}
	for _, l := range c.Lessons {
		s.Pieces = append(s.Pieces, lessonState(c, history, l, language))
	}
	for _, text := range c.Texts() {
		s.Pieces = append(s.Pieces, textState(history, text, w.Texts))
	}
	for _, it := range c.Items {
		s.Pieces = append(s.Pieces, itemState(history, it, w.Bank))
	}
	if t := w.Texts; t != nil {
		s.Texts.stand(t.Hash, t.Approval)
	}
	if b := w.Bank; b != nil {
		s.Bank.stand(b.Hash, b.Approval)
	}
	_, s.Asked = c.AskedIn(language)
	_, s.Signed = c.SignedIn(language)
	return s
}

func (f *FileState) stand(hash string, a Approval) {
	f.There, f.Hash, f.Approved = true, hash, a.binds(hash)
	f.Lapsed = a.State == StateApproved && !f.Approved
}

func lessonState(c *Course, history []*Course, l Lesson, language string) TranslationState {
	s := TranslationState{Kind: LessonPiece, Name: l.Title, File: l.File}
	t, there := c.Translation(l.ID, language)
	if s.There, s.Stale = there, t.Stale; !s.Stale {
		return s
	}
	for _, old := range history {
		if was, ok := old.Lesson(l.ID); ok && was.ContentHash() == t.Translates {
			s.Known, s.Changes = true, CompareLessons(was, l)
			break
		}
	}
	return s
}

func textState(history []*Course, text CourseText, words *TextWords) TranslationState {
	s := TranslationState{Kind: TextPiece, Name: text.called(), File: "course.yaml"}
	word, there := words.text(text.Key)
	if s.There, s.Stale = there, word.Stale; !s.Stale {
		return s
	}
	for _, old := range history {
		texts := old.Texts()
		i := slices.IndexFunc(texts, func(t CourseText) bool { return t.Key == text.Key && t.Hash == word.Translates })
		if i < 0 {
			continue
		}
		c := &comparer{about: s.Name}
		c.value(Major, "the title", texts[i].Title, text.Title)
		c.text(Patch, "the text", texts[i].Text, text.Text)
		s.Known, s.Changes = true, c.all
		break
	}
	return s
}

// called is what a text is called in words.
func (t CourseText) called() string {
	if id, ok := strings.CutPrefix(t.Key, ObjectiveText); ok {
		return "Objective " + id
	}
	if role, ok := strings.CutPrefix(t.Key, acknowledgementKey); ok {
		return "Acknowledgement for " + role
	}
	return map[string]string{TitleText: "Title of the course", SummaryText: "Summary of the course", certificateKey: "Title of the certificate"}[t.Key]
}

func itemState(history []*Course, it Item, bank *BankWords) TranslationState {
	s := TranslationState{Kind: QuestionPiece, Name: it.headline(), File: "questions.yaml"}
	word, there := bank.item(it.ID)
	if s.There, s.Stale = there, word.Stale; !s.Stale {
		return s
	}
	for _, old := range history {
		i := slices.IndexFunc(old.Items, func(was Item) bool { return was.ID == it.ID && was.WordHash() == word.Translates })
		if i >= 0 {
			c := &comparer{about: "Question “" + s.Name + "”"}
			c.item(old.Items[i], it)
			s.Known, s.Changes = true, c.all
			break
		}
	}
	return s
}

// CompareLessons tells in words what differs between two wordings of one lesson.
func CompareLessons(old, now Lesson) Differences {
	c := &comparer{lesson: now.ID, about: "Lesson “" + now.Title + "”"}
	c.oneLesson(old, now)
	return c.all
}

// Languages are those that some part of the courses is translated into, sorted.
func Languages(list []*Course) []string {
	var all []string
	for _, c := range list {
		for _, t := range c.Translations {
			all = append(all, t.Language)
		}
		for _, w := range c.Wordings {
			all = append(all, w.Language)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
