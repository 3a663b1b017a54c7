package export

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the template, the sheet and the scripts of an exported course
	"encoding/base64"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/day"
)

//go:embed course.html
var courseTemplate string

//go:embed course.css
var courseStyle string

//go:embed course.js
var courseScript string

//go:embed scorm.js
var scormScript string

// mode is what an HTML course is for.
type mode int

const (
	reading mode = iota // on its own, from a disk
	scored              // within a learning platform, with a test that counts
	carried             // on a pen drive, with a completion slip at its end
)

// piece is what an HTML course is for, and what its purpose adds.
type piece struct {
	mode
	pen *penView // of a carried one
}

// courseView is what the file of a course shows.
type courseView struct {
	Policy                        string // of the page's content
	Style                         template.CSS
	Script                        template.JS
	Title, Summary, Who           string
	Minutes                       int
	Version, Hash, Owners, State  string
	Day, Review                   day.Date
	Draft, Demo, Assessed, Scored bool
	Objectives                    []string
	First                         courses.LessonID
	Lessons                       []lessonView
	Terms                         []courses.Term
	Bank                          []itemView
	Pass                          float64 // per cent
	Questions                     int
	Order                         courses.LessonOrder
	Feedback                      courses.FeedbackMode
	Draw                          []drawView
	Pen                           *penView // nil: the file yields no slip
}

// drawView is how many questions of an objective a test asks.
type drawView struct {
	Objective courses.ObjectiveID
	Items     int
	Reread    string // ids of the lessons about it
}

type lessonView struct {
	ID             courses.LessonID
	Number, Whole  int
	Minutes        int
	Title          string
	Sensitive      string
	Keep           string
	Blocks         []blockView
	Tell           []contactView
	Previous, Next courses.LessonID
	Test           bool
	Pen            bool // the lesson is finished with a button, and counts for the slip
}

type contactView struct{ Office, For, Number string }

type blockView struct {
	Kind   courses.BlockKind
	Clause courses.ClauseID
	Title  string
	HTML   template.HTML
	Item   itemView
}

// htmlTemplate is parsed for each file: it takes less than a millisecond, beside a file of a hundred kilobytes.
func htmlTemplate() (*template.Template, error) { return template.New("course").Parse(courseTemplate) }

// writeHTML writes a whole course as one file that fetches nothing.
func writeHTML(c *courses.Course, about About, p piece) ([]byte, error) {
	script := courseScript
	switch p.mode {
	case scored:
		script = "window.lamtoenAlone = false;\n" + courseScript + scormScript
	case carried:
		script = courseScript + penScript
	case reading:
	}
	v := courseView{
		Policy: contentPolicy(courseStyle, script), Style: template.CSS(courseStyle), Script: template.JS(script),
		Title: c.Title, Summary: c.Summary, Who: strings.TrimSuffix(c.Audience.Who, "."), Minutes: c.Minutes, Version: string(c.Version), Hash: c.Hash,
		Owners: about.Owners, State: stateOf(c), Day: about.Day, Review: day.Date(c.Review), Draft: c.Draft(), Demo: about.Demo,
		Assessed: c.Assessment != nil, Scored: p.mode == scored && c.Assessment != nil, Order: c.LessonOrder, Pen: p.pen,
	}
	for _, o := range c.Objectives {
		v.Objectives = append(v.Objectives, o.Can)
	}
	e := &embedder{course: c, used: map[courses.TermID]bool{}}
	// The bank of the civil service decides over certificates: in a file for everybody it would be out.
	quiz := p.pen != nil && p.pen.Class
	if c.Catalogue != courses.CivilService || v.Scored {
		for _, it := range c.Items {
			// A practice question only shows how a test is taken; a class's file asks what every other way of the quiz asks.
			if !it.Practice && (!quiz || slices.Contains(p.pen.Quiz, it.ID)) {
				v.Bank = append(v.Bank, e.item(it, v.Scored || quiz))
			}
		}
	}
	if quiz {
		p.pen.ask(e)
	}
	if v.Scored {
		v.Pass, v.Questions, v.Feedback = passMark(c.Assessment), c.Assessment.Questions(), c.Assessment.Feedback
		for _, quota := range c.Assessment.Draw {
			v.Draw = append(v.Draw, drawView{quota.Objective, quota.Items, rereadOf(c, quota.Objective)})
		}
	}
	for i, l := range c.Lessons {
		lesson := e.lesson(l, i, about.Contacts, len(v.Bank) > 0)
		lesson.Pen = p.pen != nil
		v.Lessons = append(v.Lessons, lesson)
	}
	if len(c.Lessons) > 0 {
		v.First = c.Lessons[0].ID
	}
	for _, t := range c.Glossary {
		if e.used[t.ID] {
			v.Terms = append(v.Terms, t)
		}
	}
	t, err := htmlTemplate()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, v)
	return b.Bytes(), err
}

// stateOf says whether the owner has approved the course.
func stateOf(c *courses.Course) string {
	if c.Draft() {
		return "Draft, not yet approved by its owner"
	}
	return "Approved by " + c.Approval.Position + ", " + c.Approval.Office + ", " + day.Date(c.Approval.Date).String()
}

// passMark is the pass mark in per cent; a course keeps it in ten-thousandths.
func passMark(a *courses.Assessment) float64 { return float64(a.PassMark) / 100 }

// rereadOf names the lessons about an objective.
func rereadOf(c *courses.Course, id courses.ObjectiveID) string {
	var ids []string
	for _, l := range c.Lessons {
		if l.Objective == id {
			ids = append(ids, string(l.ID))
		}
	}
	return strings.Join(ids, " ")
}

// contentPolicy lets the file use its own style and script, known by their hashes, and pictures within it: nothing is fetched
// and nothing sent, whatever the text says.
func contentPolicy(style, script string) string {
	policy := "default-src 'none'; img-src data:; style-src " + hashSource(style) + "; base-uri 'none'; form-action 'none'"
	if script != "" {
		policy += "; script-src " + hashSource(script)
	}
	return policy
}

func hashSource(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// embedder makes the HTML of a course fit for one file.
type embedder struct {
	course *courses.Course
	used   map[courses.TermID]bool // terms linked so far
}

func (e *embedder) lesson(l courses.Lesson, i int, contacts []courses.Contact, bank bool) lessonView {
	v := lessonView{
		ID: l.ID, Number: i + 1, Whole: len(e.course.Lessons), Minutes: l.Minutes, Title: l.Title, Sensitive: l.Sensitive, Keep: l.Keep, Test: bank,
	}
	if i > 0 {
		v.Previous = e.course.Lessons[i-1].ID
	}
	if i+1 < len(e.course.Lessons) {
		v.Next = e.course.Lessons[i+1].ID
	}
	for _, b := range l.Blocks {
		block := blockView{Kind: b.Kind, Clause: b.Clause, Title: b.Title, HTML: e.within(b.HTML, string(l.ID))}
		if clause, ok := e.course.Clause(b.Clause); ok && b.Title == "" {
			block.Title = clause.Title
		}
		if b.Item != nil {
			block.Item = e.item(*b.Item, false)
		}
		v.Blocks = append(v.Blocks, block)
	}
	for _, id := range l.Tell {
		for _, contact := range contacts {
			if contact.ID == id {
				v.Tell = append(v.Tell, contactView{contact.Office, contact.For, contact.Shown()})
			}
		}
	}
	return v
}

var (
	imageAddress = regexp.MustCompile(` src="/media/[^"/]+/[^"/]+/([^"/]+)"`)
	deadLink     = regexp.MustCompile(`(?s)<a href="/[^"]*"[^>]*>(.*?)</a>`)
	termAnchor   = regexp.MustCompile(`(?s)<a [^>]*data-term="[a-z0-9-]+"[^>]*>(.*?)</a>`)
	termLink     = regexp.MustCompile(`data-term="([a-z0-9-]+)"`)
	headingID    = regexp.MustCompile(` (id="|href="#)s-`)
)

// html makes safe HTML of the course fit for one file: pictures within, no links into a site that is not there.
func (e *embedder) html(safe string) template.HTML { return e.within(safe, "") }

// within is html for text whose headings may repeat in another lesson: their ids get the owner's.
func (e *embedder) within(safe, owner string) template.HTML {
	for _, m := range termLink.FindAllStringSubmatch(safe, -1) {
		e.used[courses.TermID(m[1])] = true
	}
	safe = imageAddress.ReplaceAllStringFunc(safe, func(attribute string) string {
		name := imageAddress.FindStringSubmatch(attribute)[1]
		picture, ok := e.course.Picture(name)
		if !ok {
			return ""
		}
		// As an image even a drawing cannot act: browsers run nothing in it and fetch nothing for it.
		return ` src="data:` + picture.Type + ";base64," + base64.StdEncoding.EncodeToString(picture.Data) + `"`
	})
	safe = deadLink.ReplaceAllString(safe, "$1")
	return template.HTML(headingID.ReplaceAllString(safe, " ${1}s-"+owner+"-"))
}
