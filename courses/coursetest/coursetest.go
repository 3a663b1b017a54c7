// Package coursetest writes translations of courses for tests: marked sample text in Latin letters, which says where it stands
// instead of what it means. Nothing of it is ever published.
package coursetest

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"testing/fstest"

	"lamtoen/courses"
)

// Mark begins every sample text.
const Mark = "[sample] "

// Translate puts every course of a tree into a language, whole, current and approved: bank, texts, and lessons, of which title
// and the sentence to keep are sample text and the rest is the English again.
func Translate(files fstest.MapFS, language string) error {
	cat, err := courses.Load(files, courses.Options{})
	if err != nil {
		return err
	}
	for _, c := range cat.Courses {
		for _, l := range c.Lessons {
			files[strings.TrimSuffix(path.Join(c.Dir, l.File), ".md")+"."+language+".md"] = &fstest.MapFile{Data: []byte(lesson(c, l))}
		}
		if err := write(files, c, language, nil); err != nil {
			return err
		}
	}
	if cat, err = courses.Load(files, courses.Options{}); err != nil { // once more, to know the hashes that are to be approved
		return err
	}
	for _, c := range cat.Courses {
		w := c.Wording(language)
		if err := write(files, c, language, &w); err != nil {
			return err
		}
	}
	return nil
}

// write writes both files, approved where w says what.
func write(files fstest.MapFS, c *courses.Course, language string, w *courses.Wording) error {
	texts, bank := approval{State: courses.StateDraft}, approval{State: courses.StateDraft}
	if w != nil {
		texts = approved(w.Texts.Hash)
	}
	if w != nil && w.Bank != nil {
		bank = approved(w.Bank.Hash)
	}
	if err := put(files, path.Join(c.Dir, "course."+language+".yaml"), newTexts(c, texts)); err != nil || len(c.Items) == 0 {
		return err
	}
	return put(files, path.Join(c.Dir, "questions."+language+".yaml"), newBank(c, bank))
}

// put writes JSON, which is YAML too.
func put(files fstest.MapFS, name string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("coursetest: %w", err)
	}
	files[name] = &fstest.MapFile{Data: data}
	return nil
}

// lesson is a lesson's file with another head.
func lesson(c *courses.Course, l courses.Lesson) string {
	var source string
	for _, s := range c.Sources {
		if s.Path == l.File {
			source = s.Text
		}
	}
	_, body, _ := strings.Cut(strings.TrimPrefix(source, "---\n"), "---\n")
	return fmt.Sprintf("---\ntranslates: %s\ntitle: \"%slesson %s\"\nkeep: \"%skeep %s\"\ntrue_false: {\"true\": \"%syes\", \"false\": \"%sno\"}\n---\n%s",
		l.ContentHash(), Mark, l.ID, Mark, l.ID, Mark, Mark, body)
}

type approval struct {
	State     string `json:"state"`
	Office    string `json:"office,omitempty"`
	Position  string `json:"position,omitempty"`
	Date      string `json:"date,omitempty"`
	Reference string `json:"reference,omitempty"`
	Hash      string `json:"hash,omitempty"`
}

func approved(hash string) approval {
	return approval{State: courses.StateApproved, Office: "Sample office", Position: "Sample officer", Date: "2026-11-20", Reference: "SAMPLE/1", Hash: hash}
}

type line struct {
	Translates string `json:"translates"`
	Text       string `json:"text"`
}

type objective struct {
	ID         courses.ObjectiveID `json:"id"`
	Translates string              `json:"translates"`
	Can        string              `json:"can"`
}

type acknowledgement struct {
	Role       string `json:"role"`
	Translates string `json:"translates"`
	Title      string `json:"title"`
	Text       string `json:"text"`
}

type texts struct {
	Title           line              `json:"title"`
	Summary         line              `json:"summary"`
	Objectives      []objective       `json:"objectives"`
	Acknowledgement []acknowledgement `json:"acknowledgement,omitempty"`
	Certificate     *line             `json:"certificate,omitempty"`
	Approval        approval          `json:"approval"`
}

func newTexts(c *courses.Course, a approval) texts {
	hash := map[string]string{}
	for _, t := range c.Texts() {
		hash[t.Key] = t.Hash
	}
	t := texts{Title: line{hash["title"], Mark + "title"}, Summary: line{hash["summary"], Mark + "summary"}, Approval: a}
	for _, o := range c.Objectives {
		t.Objectives = append(t.Objectives, objective{o.ID, hash["objectives/"+string(o.ID)], Mark + "objective " + string(o.ID)})
	}
	for _, a := range c.Acknowledgements {
		t.Acknowledgement = append(t.Acknowledgement, acknowledgement{a.Role, hash["acknowledgement/"+a.Role],
			Mark + "heading for " + a.Role, Mark + "text *for* " + a.Role})
	}
	if c.Certificate != nil {
		t.Certificate = &line{hash["certificate"], Mark + "certificate"}
	}
	return t
}

type bank struct {
	Items     []item    `json:"items"`
	TrueFalse truefalse `json:"true_false"`
	Approval  approval  `json:"approval"`
}

type truefalse struct {
	True  string `json:"true"`
	False string `json:"false"`
}

type item struct {
	ID         courses.ItemID `json:"id"`
	Translates string         `json:"translates"`
	Title      string         `json:"title,omitempty"`
	Stem       string         `json:"stem,omitempty"`
	Answer     *bool          `json:"answer,omitempty"`
	Feedback   *truefalse     `json:"feedback,omitempty"`
	Options    []option       `json:"options,omitempty"`
	Reasons    []option       `json:"reasons,omitempty"`
	Pairs      []pair         `json:"pairs,omitempty"`
	Extras     []choosable    `json:"extras,omitempty"`
	Start      courses.StepID `json:"start,omitempty"`
	Steps      []any          `json:"steps,omitempty"`
}

type choosable struct {
	ID       courses.OptionID `json:"id"`
	Text     string           `json:"text"`
	Feedback string           `json:"feedback"`
}

type option struct {
	choosable
	Right bool `json:"right"`
}

type pair struct {
	ID       courses.PairID `json:"id"`
	Left     string         `json:"left"`
	Right    string         `json:"right"`
	Feedback string         `json:"feedback"`
}

type step struct {
	ID       courses.StepID `json:"id"`
	Text     string         `json:"text"`
	Choices  []choice       `json:"choices,omitempty"`
	Ending   courses.Ending `json:"ending,omitempty"`
	Score    *int           `json:"score,omitempty"`
	Feedback string         `json:"feedback,omitempty"`
}

type choice struct {
	ID   courses.ChoiceID `json:"id"`
	Text string           `json:"text"`
	To   courses.StepID   `json:"to"`
}

func newBank(c *courses.Course, a approval) bank {
	b := bank{TrueFalse: truefalse{Mark + "yes", Mark + "no"}, Approval: a}
	for i := range c.Items {
		b.Items = append(b.Items, newItem(&c.Items[i]))
	}
	return b
}

func newItem(it *courses.Item) item {
	say := func(what string) string { return Mark + string(it.ID) + " " + what }
	out := item{ID: it.ID, Translates: it.WordHash()}
	if it.Title != "" {
		out.Title = say("title")
	}
	if it.Stem != "" {
		out.Stem = say("stem")
	}
	of := func(o courses.Option) choosable {
		return choosable{o.ID, say(string(o.ID)), say("on " + string(o.ID))}
	}
	for _, o := range it.Reasons {
		out.Reasons = append(out.Reasons, option{of(o), o.Right})
	}
	for _, p := range it.Pairs {
		out.Pairs = append(out.Pairs, pair{p.ID, say("left " + string(p.ID)), say(string(p.Right)), say("on " + string(p.ID))})
	}
	for i, o := range it.Options {
		switch it.Type {
		case courses.TrueFalse:
			if i == 0 {
				out.Answer, out.Feedback = &o.Right, &truefalse{say("on true"), say("on false")}
			}
		case courses.Matching:
			if !o.Right {
				out.Extras = append(out.Extras, of(o))
			}
		case courses.Ordering:
			out.Steps = append(out.Steps, of(o))
		default:
			out.Options = append(out.Options, option{of(o), o.Right})
		}
	}
	if it.Scenario != nil {
		out.Start = it.Scenario.Start
		for _, s := range it.Scenario.Steps {
			out.Steps = append(out.Steps, newStep(s, say))
		}
	}
	return out
}

func newStep(s courses.Step, say func(string) string) step {
	out := step{ID: s.ID, Text: say("scene " + string(s.ID)), Ending: s.Ending}
	if s.Ending != "" {
		out.Score, out.Feedback = &s.Score, say("end "+string(s.ID))
	}
	for _, c := range s.Choices {
		out.Choices = append(out.Choices, choice{c.ID, say(string(c.ID)), c.To})
	}
	return out
}
