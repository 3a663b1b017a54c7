package courses

// Translation is a lesson in another language, a sibling file NN-name.LANG.md. It names the hash of the English that it
// translates and has a hash of its own, outside the version: a better translation makes no new version.
type Translation struct {
	Lesson     LessonID
	Language   string // an ISO 639 code, such as dz
	File       string // relative to the course's folder
	Title      string
	Keep       string
	Translates string // Lesson.ContentHash of the English
	Hash       string // h1: of the translation
	Stale      bool   // the English has changed since; to be marked to the reader
	Blocks     []Block
	Terms      []TermID // glossary terms linked, in order of first use
}

func (t Translation) contentHash() string {
	f := &canonical{}
	f.text("language", t.Language)
	Lesson{ID: t.Lesson, Title: t.Title, Keep: t.Keep, Blocks: t.Blocks}.addTo(f)
	return f.hash()
}

// Translation finds a lesson in a language.
func (c *Course) Translation(lesson LessonID, language string) (Translation, bool) {
	for _, t := range c.Translations {
		if t.Lesson == lesson && t.Language == language {
			return t, true
		}
	}
	return Translation{}, false
}
