package export

import (
	"hash/fnv"
	"html"
	"html/template"
	"math/rand/v2"
	"regexp"
	"slices"

	"lamtoen/courses"
)

// itemView is a check, a scenario or a question as a file shows it.
type itemView struct {
	ID        courses.ItemID
	Type      courses.ItemType
	Objective courses.ObjectiveID
	Graded    bool
	Title     string
	Stem      template.HTML
	Options   []optionView // as shown: mixed, unless the author fixed them
	Sorted    []optionView // of ordering: in the right order
	Extras    []optionView // of matching
	Reasons   []optionView
	Pairs     []pairView
	Places    []int
	Steps     []stepView
}

type optionView struct {
	ID    courses.OptionID
	HTML  template.HTML
	Plain string // for a select, which shows no markup
	Right bool
	Told  template.HTML
}

type pairView struct {
	ID                  courses.PairID
	Right               courses.OptionID
	LeftHTML, RightHTML template.HTML
	Told                template.HTML
}

type stepView struct {
	ID      courses.StepID
	HTML    template.HTML
	Choices []choiceView
	Ending  courses.Ending
	Score   int
	Told    template.HTML
}

type choiceView struct {
	To   courses.StepID
	HTML template.HTML
}

func (e *embedder) item(it courses.Item, graded bool) itemView {
	v := itemView{ID: it.ID, Type: it.Type, Objective: it.Objective, Graded: graded, Title: it.Title, Stem: e.html(it.StemHTML)}
	v.Options, v.Reasons = e.options(it.Options), e.options(it.Reasons)
	switch it.Type {
	case courses.Matching:
		for _, o := range v.Options {
			if !o.Right {
				v.Extras = append(v.Extras, o)
			}
		}
		for _, p := range it.Pairs {
			right, _ := it.Option(p.Right)
			v.Pairs = append(v.Pairs, pairView{p.ID, p.Right, e.html(p.LeftHTML), e.html(right.HTML), e.html(p.FeedbackHTML)})
		}
	case courses.Ordering:
		v.Sorted = slices.Clone(v.Options)
		for i := range v.Options {
			v.Places = append(v.Places, i+1)
		}
	case courses.Branching:
		v.Steps = e.steps(it.Scenario)
	}
	if it.Type != courses.TrueFalse && (it.Shuffle || it.Type == courses.Ordering) {
		mix(v.Options, string(it.ID))
		mix(v.Reasons, string(it.ID))
	}
	return v
}

func (e *embedder) options(options []courses.Option) []optionView {
	var out []optionView
	for _, o := range options {
		out = append(out, optionView{o.ID, e.html(o.HTML), plainText(o.HTML), o.Right, e.html(o.FeedbackHTML)})
	}
	return out
}

// steps are the scenes, the first one first.
func (e *embedder) steps(s *courses.Scenario) []stepView {
	var out []stepView
	for _, st := range s.Steps {
		v := stepView{ID: st.ID, HTML: e.html(st.HTML), Ending: st.Ending, Score: st.Score, Told: e.html(st.FeedbackHTML)}
		for _, c := range st.Choices {
			v.Choices = append(v.Choices, choiceView{c.To, e.html(c.HTML)})
		}
		if st.ID == s.Start {
			out = slices.Insert(out, 0, v)
		} else {
			out = append(out, v)
		}
	}
	return out
}

// mix shuffles, always in the same way for the same item: the key must not always stand first, and the bytes of a file must
// not change. Steps are never left in their right order.
func mix(options []optionView, id string) {
	if len(options) < 2 {
		return
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // never fails
	random := rand.New(rand.NewPCG(h.Sum64(), 0))
	before := slices.Clone(options)
	random.Shuffle(len(options), func(i, j int) { options[i], options[j] = options[j], options[i] })
	same := slices.EqualFunc(before, options, func(a, b optionView) bool { return a.ID == b.ID })
	if same {
		options[0], options[1] = options[1], options[0]
	}
}

var (
	anyTag   = regexp.MustCompile(`<[^>]*>`)
	imageAlt = regexp.MustCompile(`<img [^>]*alt="([^"]*)"[^>]*>`)
)

// plainText is what safe HTML says, pictures by their words.
func plainText(safe string) string {
	return html.UnescapeString(anyTag.ReplaceAllString(imageAlt.ReplaceAllString(safe, "$1"), ""))
}
