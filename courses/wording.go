package courses

import (
	"slices"
)

// Wording is what of a course version, apart from its lessons, is there in another language: the texts of course.LANG.yaml and
// the bank of questions.LANG.yaml. It stands outside the version, with hashes and approvals of its own.
type Wording struct {
	Language string     `json:"language"` // an ISO 639 code, such as dz
	Texts    *TextWords `json:"texts,omitempty"`
	Bank     *BankWords `json:"bank,omitempty"`
}

// TextWords is course.LANG.yaml.
type TextWords struct {
	File     string     `json:"file"`   // relative to the course's folder
	Texts    []TextWord `json:"texts"`  // in the order of the English
	Titles   []TextWord `json:"titles"` // of the lessons whose translation is current, by the lesson's id
	Hash     string     `json:"hash"`   // h1: of the translation; the approval binds to it
	Approval Approval   `json:"approval,omitzero"`
}

// TextWord is one text of a course in another language.
type TextWord struct {
	Key        string `json:"key"`                  // as CourseText has it
	Title      string `json:"title,omitempty"`      // of an acknowledgement
	Text       string `json:"text"`                 // Markdown of an acknowledgement, else plain
	HTML       string `json:"html,omitempty"`       // of an acknowledgement
	Translates string `json:"translates,omitempty"` // CourseText.Hash of the English
	Stale      bool   `json:"stale,omitempty"`      // the English has changed since
}

// BankWords is questions.LANG.yaml.
type BankWords struct {
	File     string     `json:"file"`
	Items    []ItemWord `json:"items"` // in the order of the English
	Hash     string     `json:"hash"`
	Approval Approval   `json:"approval,omitzero"`
}

// ItemWord is one question of the bank in another language: the same ids, shape and key, other words.
type ItemWord struct {
	Item       Item   `json:"item"`
	Translates string `json:"translates"` // Item.WordHash of the English
	Stale      bool   `json:"stale,omitempty"`
}

// The keys of a course's texts. Those of objectives and acknowledgements have the id or the role behind them.
const (
	TitleText          = "title"
	SummaryText        = "summary"
	ObjectiveText      = "objectives/"
	acknowledgementKey = "acknowledgement/"
	certificateKey     = "certificate"
)

// CourseText is one text of course.yaml that is translated by itself.
type CourseText struct {
	Key   string
	Title string // of an acknowledgement
	Text  string
	Hash  string // h1:; a translation names it
}

// Texts are the texts of course.yaml that a learner reads, in their order: title, summary, objectives, acknowledgements and the
// certificate's title.
func (c *Course) Texts() []CourseText {
	var all []CourseText
	add := func(key, title, text string) {
		f := &canonical{}
		f.text(key+"/title", title)
		f.text(key+"/text", text)
		all = append(all, CourseText{Key: key, Title: title, Text: text, Hash: f.hash()})
	}
	add(TitleText, "", c.Title)
	add(SummaryText, "", c.Summary)
	for _, o := range c.Objectives {
		add(ObjectiveText+string(o.ID), "", o.Can)
	}
	for _, a := range c.Acknowledgements {
		add(acknowledgementKey+a.Role, a.Title, a.Text)
	}
	if c.Certificate != nil {
		add(certificateKey, "", c.Certificate.Title)
	}
	return all
}

// WordHash is the hash of all that a translation of the item follows: its words, ids and key. What only its owner reads
// (clauses, difficulty) is left out, so that sorting the bank anew puts no translation out of date; ContentHash has it too.
func (it Item) WordHash() string {
	it.Clauses, it.Difficulty = nil, ""
	f := &canonical{}
	it.addTo(f, "items/"+string(it.ID))
	return f.hash()
}

// hash covers the words and which English they translate, since the approval says that the one means the other.
func (t *TextWords) hash(language string) string {
	f := &canonical{}
	f.text("language", language)
	for _, w := range t.Texts {
		f.text(w.Key+"/title", w.Title)
		f.text(w.Key+"/text", w.Text)
		f.text(w.Key+"/translates", w.Translates)
	}
	for _, w := range t.Titles {
		f.text("lessons/"+w.Key+"/title", w.Text)
	}
	return f.hash()
}

func (b *BankWords) hash(language string) string {
	f := &canonical{}
	f.text("language", language)
	for _, w := range b.Items {
		path := "items/" + string(w.Item.ID)
		w.Item.addTo(f, path)
		f.text(path+"/translates", w.Translates)
	}
	return f.hash()
}

// Hash is the hash of the whole wording, which an attempt and a signature name.
func (w Wording) Hash() string {
	f := &canonical{}
	f.text("language", w.Language)
	if w.Texts != nil {
		f.text("texts", w.Texts.Hash)
	}
	if w.Bank != nil {
		f.text("bank", w.Bank.Hash)
	}
	return f.hash()
}

// Sound tells that the words are those of the hashes beside them, of a wording that was read back from somewhere.
func (w Wording) Sound() bool {
	return (w.Texts == nil || w.Texts.hash(w.Language) == w.Texts.Hash) && (w.Bank == nil || w.Bank.hash(w.Language) == w.Bank.Hash)
}

// Approved tells that the texts are approved as they stand.
func (t *TextWords) Approved() bool { return t != nil && t.Approval.binds(t.Hash) }

// Approved tells that the bank is approved as it stands.
func (b *BankWords) Approved() bool { return b != nil && b.Approval.binds(b.Hash) }

// text finds a text by its key.
func (t *TextWords) text(key string) (TextWord, bool) {
	if t == nil {
		return TextWord{}, false
	}
	return findWord(t.Texts, key)
}

func findWord(list []TextWord, key string) (TextWord, bool) {
	i := slices.IndexFunc(list, func(w TextWord) bool { return w.Key == key })
	if i < 0 {
		return TextWord{}, false
	}
	return list[i], true
}

func (b *BankWords) item(id ItemID) (ItemWord, bool) {
	if b == nil {
		return ItemWord{}, false
	}
	i := slices.IndexFunc(b.Items, func(w ItemWord) bool { return w.Item.ID == id })
	if i < 0 {
		return ItemWord{}, false
	}
	return b.Items[i], true
}

// Wording is what the course has in a language; empty when it has nothing.
func (c *Course) Wording(language string) Wording {
	i := slices.IndexFunc(c.Wordings, func(w Wording) bool { return w.Language == language })
	if i < 0 {
		return Wording{Language: language}
	}
	return c.Wordings[i]
}

// SignedIn gives the words in which the acknowledgement is offered in a language; false unless every text of course.yaml is
// translated, current and approved, so that what is signed never stands between two languages.
func (c *Course) SignedIn(language string) (Wording, bool) {
	w := c.Wording(language)
	if len(c.Acknowledgements) == 0 || !c.textsWhole(w) {
		return Wording{}, false
	}
	return Wording{Language: language, Texts: w.Texts}, true
}

// AskedIn gives the words in which the assessment is offered in a language; false unless every question of the bank, every
// text of course.yaml and every lesson's title, which the result names, is translated and current, and bank and texts approved.
func (c *Course) AskedIn(language string) (Wording, bool) {
	w := c.Wording(language)
	if c.Assessment == nil || !c.textsWhole(w) || !w.Bank.Approved() {
		return Wording{}, false
	}
	for _, it := range c.Items {
		if word, ok := w.Bank.item(it.ID); !ok || word.Stale {
			return Wording{}, false
		}
	}
	for _, l := range c.Lessons {
		if _, ok := findWord(w.Texts.Titles, string(l.ID)); !ok {
			return Wording{}, false
		}
	}
	return w, true
}

// textsWhole tells that every text of course.yaml is there, current and approved.
func (c *Course) textsWhole(w Wording) bool {
	return w.Texts.Approved() && !slices.ContainsFunc(c.Texts(), func(t CourseText) bool {
		word, ok := w.Texts.text(t.Key)
		return !ok || word.Stale
	})
}

// AskedLanguages are the languages, apart from English, in which the assessment is offered.
func (c *Course) AskedLanguages() []string { return c.languages(c.AskedIn) }

// SignedLanguages are the languages, apart from English, in which the acknowledgement is offered.
func (c *Course) SignedLanguages() []string { return c.languages(c.SignedIn) }

func (c *Course) languages(offered func(string) (Wording, bool)) []string {
	var all []string
	for _, w := range c.Wordings {
		if _, ok := offered(w.Language); ok {
			all = append(all, w.Language)
		}
	}
	return all
}

// Worded is the course in the words given: texts, bank, and the titles of lessons. What they lack stays English, so that it is
// for whoever asked AskedIn or SignedIn, or was told by the record what somebody read. The course is shared and not written to.
func (c *Course) Worded(w Wording) *Course {
	other := *c
	if t := w.Texts; t != nil {
		other.wordTexts(w.Language, t)
	}
	other.Items = slices.Clone(c.Items)
	for i := range other.Items {
		if word, ok := w.Bank.item(other.Items[i].ID); ok && !word.Stale {
			it := word.Item
			it.Clauses, it.Difficulty = c.Items[i].Clauses, c.Items[i].Difficulty
			other.Items[i] = it
		}
	}
	return &other
}

// wordTexts puts texts and titles in place. It writes to the course itself, which is a copy.
func (c *Course) wordTexts(language string, t *TextWords) {
	put := func(text *string, key string) {
		if w, ok := t.text(key); ok {
			*text = w.Text
		}
	}
	put(&c.Title, TitleText)
	put(&c.Summary, SummaryText)
	c.Objectives = slices.Clone(c.Objectives)
	for i := range c.Objectives {
		put(&c.Objectives[i].Can, ObjectiveText+string(c.Objectives[i].ID))
	}
	c.Lessons = slices.Clone(c.Lessons)
	for i := range c.Lessons {
		if w, ok := findWord(t.Titles, string(c.Lessons[i].ID)); ok {
			c.Lessons[i].Title = w.Text
		}
	}
	if c.Certificate != nil {
		certificate := *c.Certificate
		put(&certificate.Title, certificateKey)
		c.Certificate = &certificate
	}
	c.Acknowledgements = slices.Clone(c.Acknowledgements)
	for i := range c.Acknowledgements {
		a := &c.Acknowledgements[i]
		if w, ok := t.text(acknowledgementKey + a.Role); ok {
			a.Title, a.Text, a.HTML = w.Title, w.Text, w.HTML
			a.Hash = hashAcknowledgement(language, *a)
		}
	}
}

// TextIn is a text of the course in a language, where it is there and current. It needs no approval, since it only tells of the
// course: nobody is tested on it or signs it.
func (c *Course) TextIn(language, key string) (string, bool) {
	t, ok := c.Wording(language).Texts.text(key)
	return t.Text, ok && !t.Stale
}
