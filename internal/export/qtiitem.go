package export

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"lamtoen/courses"
)

// qtiWriter writes one item, and gathers the first mistake and the pictures on the way.
type qtiWriter struct {
	course *courses.Course
	media  []string
	err    error
	head   strings.Builder // declarations
	body   strings.Builder
	rules  strings.Builder // response processing
	told   strings.Builder // feedback
}

// item is an item as QTI: the declarations, the body, how it is graded, what is said afterwards.
func (w *qtiWriter) item(it courses.Item) ([]byte, error) {
	fmt.Fprintf(&w.body, "    <div>%s</div>\n", w.xhtml(it.StemHTML))
	switch it.Type {
	case courses.Single, courses.Multiple, courses.TrueFalse:
		w.choice("RESPONSE", "FEEDBACK", it, it.Options)
		if len(it.Reasons) > 0 {
			w.choice("REASON", "FEEDBACK-REASON", it, it.Reasons)
		}
		w.score(it)
	case courses.Matching:
		w.matching(it)
	case courses.Ordering:
		w.ordering(it)
	}
	if w.err != nil {
		return nil, w.err
	}
	id := qtiID("item", string(it.ID))
	text := fmt.Sprintf(`%s<qti-assessment-item xmlns=%q xmlns:xsi=%q xsi:schemaLocation="%s %s" identifier=%q title=%q adaptive="false" time-dependent="false" xml:lang="en" tool-name="Lamtoen" tool-version=%q>
%s  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="1"><qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>
  <qti-item-body>
%s  </qti-item-body>
  <qti-response-processing>
%s  </qti-response-processing>
%s</qti-assessment-item>
`, xml.Header, qtiSpace, xsiSpace, qtiSpace, qtiSchema, id, it.ID, w.course.Version, w.head.String(), w.body.String(), w.rules.String(), w.told.String())
	return []byte(text), nil
}

// choice writes a list of options to choose from, with the feedback of each.
func (w *qtiWriter) choice(response, feedback string, it courses.Item, options []courses.Option) {
	cardinality, most := "single", 1
	if it.Type == courses.Multiple {
		cardinality, most = "multiple", 0 // as many as one likes
	}
	right := 0
	for _, o := range options {
		if o.Right {
			right++
		}
	}
	var correct, entries strings.Builder
	for _, o := range options {
		id := qtiID("option", string(o.ID))
		worth := 0.0
		switch {
		case o.Right:
			worth = 1 / float64(right)
			correct.WriteString("<qti-value>" + id + "</qti-value>")
		case it.Type == courses.Multiple:
			worth = -1 / float64(len(options)-right)
		}
		fmt.Fprintf(&entries, "<qti-map-entry map-key=%q mapped-value=%q/>", id, decimal(worth))
	}
	w.declare(response, cardinality, "identifier", correct.String(), entries.String())
	w.outcome(feedback, cardinality)
	shuffle := it.Shuffle && it.Type != courses.TrueFalse || response == "REASON" && it.Shuffle
	fmt.Fprintf(&w.body, "    <qti-choice-interaction response-identifier=%q shuffle=\"%t\" max-choices=\"%d\">\n", response, shuffle, most)
	if response == "REASON" {
		w.body.WriteString("      <qti-prompt>Why?</qti-prompt>\n")
	}
	for _, o := range options {
		id := qtiID("option", string(o.ID))
		fmt.Fprintf(&w.body, "      <qti-simple-choice identifier=%q>%s</qti-simple-choice>\n", id, w.xhtml(o.HTML))
		w.modal(feedback, id, w.xhtml(o.FeedbackHTML))
	}
	w.body.WriteString("    </qti-choice-interaction>\n")
	fmt.Fprintf(&w.rules, "    <qti-set-outcome-value identifier=%q><qti-variable identifier=%q/></qti-set-outcome-value>\n", feedback, response)
}

// score counts as our own grading does: a verdict with a reason counts half each.
func (w *qtiWriter) score(it courses.Item) {
	sum := `<qti-map-response identifier="RESPONSE"/>`
	if len(it.Reasons) > 0 {
		half := `<qti-product>%s<qti-base-value base-type="float">0.5</qti-base-value></qti-product>`
		sum = "<qti-sum>" + fmt.Sprintf(half, sum) + fmt.Sprintf(half, `<qti-map-response identifier="REASON"/>`) + "</qti-sum>"
	}
	fmt.Fprintf(&w.rules, "    <qti-set-outcome-value identifier=\"SCORE\">%s</qti-set-outcome-value>\n", sum)
}

// matching writes pairs: what is given on the one side, all right sides and extras on the other.
func (w *qtiWriter) matching(it courses.Item) {
	var correct, entries, reasons strings.Builder
	fmt.Fprintf(&w.body, "    <qti-match-interaction response-identifier=\"RESPONSE\" shuffle=\"%t\" max-associations=\"%d\">\n      <qti-simple-match-set>\n", it.Shuffle, len(it.Pairs))
	for _, p := range it.Pairs {
		left := qtiID("pair", string(p.ID))
		key := left + " " + qtiID("option", string(p.Right))
		correct.WriteString("<qti-value>" + key + "</qti-value>")
		fmt.Fprintf(&entries, "<qti-map-entry map-key=%q mapped-value=%q/>", key, decimal(1/float64(len(it.Pairs))))
		right, _ := it.Option(p.Right)
		fmt.Fprintf(&reasons, "<li><div><strong>%s</strong> → %s</div><div>%s</div></li>", w.xhtml(p.LeftHTML), w.xhtml(right.HTML), w.xhtml(p.FeedbackHTML))
		w.associable(left, p.LeftHTML, 1)
	}
	w.body.WriteString("      </qti-simple-match-set>\n      <qti-simple-match-set>\n")
	for _, o := range it.Options {
		w.associable(qtiID("option", string(o.ID)), o.HTML, 0)
		if !o.Right {
			fmt.Fprintf(&reasons, "<li><div><strong>%s</strong></div><div>%s</div></li>", w.xhtml(o.HTML), w.xhtml(o.FeedbackHTML))
		}
	}
	w.body.WriteString("      </qti-simple-match-set>\n    </qti-match-interaction>\n")
	w.declare("RESPONSE", "multiple", "directedPair", correct.String(), entries.String())
	w.score(it)
	w.reasons(reasons.String())
}

// associable writes one side of a pair; most is how many it may be paired with, 0 any number.
func (w *qtiWriter) associable(id, html string, most int) {
	fmt.Fprintf(&w.body, "        <qti-simple-associable-choice identifier=%q match-max=\"%d\">%s</qti-simple-associable-choice>\n", id, most, w.xhtml(html))
}

// ordering writes steps to put in order.
func (w *qtiWriter) ordering(it courses.Item) {
	var correct, reasons strings.Builder
	w.body.WriteString("    <qti-order-interaction response-identifier=\"RESPONSE\" shuffle=\"true\">\n")
	for _, o := range it.Options {
		id := qtiID("option", string(o.ID))
		correct.WriteString("<qti-value>" + id + "</qti-value>")
		fmt.Fprintf(&w.body, "      <qti-simple-choice identifier=%q>%s</qti-simple-choice>\n", id, w.xhtml(o.HTML))
		fmt.Fprintf(&reasons, "<li><div><strong>%s</strong></div><div>%s</div></li>", w.xhtml(o.HTML), w.xhtml(o.FeedbackHTML))
	}
	w.body.WriteString("    </qti-order-interaction>\n")
	w.declare("RESPONSE", "ordered", "identifier", correct.String(), "")
	w.rules.WriteString(`    <qti-response-condition><qti-response-if><qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>` +
		`<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1</qti-base-value></qti-set-outcome-value></qti-response-if></qti-response-condition>` + "\n")
	w.reasons(reasons.String())
}

// reasons writes one feedback that everybody sees afterwards.
func (w *qtiWriter) reasons(list string) {
	w.outcome("FEEDBACK", "single")
	w.rules.WriteString(`    <qti-set-outcome-value identifier="FEEDBACK"><qti-base-value base-type="identifier">reasons</qti-base-value></qti-set-outcome-value>` + "\n")
	w.modal("FEEDBACK", "reasons", "<ol>"+list+"</ol>")
}

// declare declares a response. Responses come before outcomes, so they are put first.
func (w *qtiWriter) declare(id, cardinality, base, correct, entries string) {
	text := fmt.Sprintf("  <qti-response-declaration identifier=%q cardinality=%q base-type=%q><qti-correct-response>%s</qti-correct-response>", id, cardinality, base, correct)
	if entries != "" {
		text += `<qti-mapping lower-bound="0" upper-bound="1" default-value="0">` + entries + "</qti-mapping>"
	}
	text += "</qti-response-declaration>\n"
	before := w.head.String()
	at := strings.Index(before, "  <qti-outcome-declaration")
	if at < 0 {
		at = len(before)
	}
	w.head.Reset()
	w.head.WriteString(before[:at] + text + before[at:])
}

func (w *qtiWriter) outcome(id, cardinality string) {
	fmt.Fprintf(&w.head, "  <qti-outcome-declaration identifier=%q cardinality=%q base-type=\"identifier\"/>\n", id, cardinality)
}

func (w *qtiWriter) modal(outcome, id, html string) {
	fmt.Fprintf(&w.told, "  <qti-modal-feedback outcome-identifier=%q identifier=%q show-hide=\"show\"><qti-content-body><div>%s</div></qti-content-body></qti-modal-feedback>\n", outcome, id, html)
}

// decimal is a share with so many places that three thirds make one.
func decimal(f float64) string { return strconv.FormatFloat(math.Round(f*1e9)/1e9, 'f', -1, 64) }

// xhtml makes XML of safe HTML, with the elements and attributes that QTI has. Links into the site become text, and pictures
// point into the package.
func (w *qtiWriter) xhtml(safe string) string {
	// The element around closes a picture that stands last: HTML leaves it open.
	d := xml.NewDecoder(strings.NewReader("<all>" + safe + "</all>"))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var b strings.Builder
	var unwrapped []bool // of the links that are open
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			w.err = errors.Join(w.err, err)
			return ""
		}
		switch t := token.(type) {
		case xml.CharData:
			b.WriteString(escape(string(t)))
		case xml.StartElement:
			if t.Name.Local == "all" {
				continue
			}
			if t.Name.Local == "a" {
				href := attribute(t, "href")
				unwrapped = append(unwrapped, strings.HasPrefix(href, "/") || strings.HasPrefix(href, "#") || href == "")
				if unwrapped[len(unwrapped)-1] {
					continue
				}
			}
			b.WriteString("<" + t.Name.Local + w.attributes(t) + ">")
		case xml.EndElement:
			if t.Name.Local == "all" {
				continue
			}
			if t.Name.Local == "a" && len(unwrapped) > 0 {
				out := unwrapped[len(unwrapped)-1]
				unwrapped = unwrapped[:len(unwrapped)-1]
				if out {
					continue
				}
			}
			b.WriteString("</" + t.Name.Local + ">")
		}
	}
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// attributes writes those that QTI knows.
func (w *qtiWriter) attributes(t xml.StartElement) string {
	keep := map[string][]string{"a": {"href"}, "img": {"src", "alt", "width", "height"}, "th": {"scope"}, "span": {"lang"}}[t.Name.Local]
	var out strings.Builder
	for _, a := range t.Attr {
		if !slices.Contains(keep, a.Name.Local) {
			continue
		}
		name, value := a.Name.Local, a.Value
		switch name {
		case "lang":
			name = "xml:lang"
		case "src":
			value = value[strings.LastIndexByte(value, '/')+1:]
			if !slices.Contains(w.media, value) {
				w.media = append(w.media, value)
			}
			value = "../media/" + value
		}
		out.WriteString(" " + name + `="` + escape(value) + `"`)
	}
	return out.String()
}
