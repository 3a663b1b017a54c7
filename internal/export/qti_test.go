package export_test

import (
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lamtoen/internal/export"
)

const (
	qtiSpace  = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
	packSpace = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
)

// The content models of the QTI 3.0 schema, as far as our files go; flow is the text between.
var (
	flow = []string{"p", "div", "ul", "ol", "em", "strong", "code", "blockquote", "hr", "br", "table", "h2", "h3", "a", "img", "span"}

	qtiChildren = map[string][]string{
		"qti-assessment-item":      {"qti-response-declaration", "qti-outcome-declaration", "qti-item-body", "qti-response-processing", "qti-modal-feedback"},
		"qti-response-declaration": {"qti-correct-response", "qti-mapping"},
		"qti-correct-response":     {"qti-value"},
		"qti-mapping":              {"qti-map-entry"},
		"qti-outcome-declaration":  {"qti-default-value"},
		"qti-default-value":        {"qti-value"},
		"qti-choice-interaction":   {"qti-prompt", "qti-simple-choice"},
		"qti-order-interaction":    {"qti-prompt", "qti-simple-choice"},
		"qti-match-interaction":    {"qti-prompt", "qti-simple-match-set"},
		"qti-simple-match-set":     {"qti-simple-associable-choice"},
		"qti-modal-feedback":       {"qti-content-body"},
		"qti-assessment-test":      {"qti-outcome-declaration", "qti-test-part", "qti-outcome-processing"},
		"qti-test-part":            {"qti-assessment-section"},
		"qti-assessment-section":   {"qti-selection", "qti-ordering", "qti-assessment-item-ref"},
		"qti-outcome-processing":   {"qti-set-outcome-value"},
		"qti-response-condition":   {"qti-response-if"},
		"qti-response-if":          {"qti-match", "qti-set-outcome-value"},
		"qti-match":                {"qti-variable", "qti-correct"},
		"qti-gte":                  {"qti-variable", "qti-base-value"},
	}
	// Where order is free.
	qtiMixed = map[string][]string{
		"qti-item-body":           append([]string{"qti-choice-interaction", "qti-order-interaction", "qti-match-interaction"}, flow...),
		"qti-response-processing": {"qti-set-outcome-value", "qti-response-condition"},
		"qti-set-outcome-value":   {"qti-variable", "qti-map-response", "qti-sum", "qti-gte", "qti-base-value"},
		"qti-sum":                 {"qti-product", "qti-test-variables"},
		"qti-product":             {"qti-map-response", "qti-base-value"},
		"qti-prompt":              flow, "qti-simple-choice": flow, "qti-simple-associable-choice": flow, "qti-content-body": flow,
		"p": flow, "div": flow, "li": flow, "em": flow, "strong": flow, "blockquote": flow, "h2": flow, "h3": flow, "a": flow, "td": flow, "th": flow, "span": flow,
		"ul": {"li"}, "ol": {"li"}, "table": {"thead", "tbody"}, "thead": {"tr"}, "tbody": {"tr"}, "tr": {"td", "th"}, "code": {},
	}
	qtiAttributes = map[string]string{
		"qti-assessment-item": "identifier title adaptive time-dependent tool-name tool-version", "qti-response-declaration": "identifier cardinality base-type",
		"qti-outcome-declaration": "identifier cardinality base-type normal-maximum", "qti-mapping": "lower-bound upper-bound default-value",
		"qti-map-entry": "map-key mapped-value", "qti-choice-interaction": "response-identifier shuffle max-choices", "qti-order-interaction": "response-identifier shuffle",
		"qti-match-interaction": "response-identifier shuffle max-associations", "qti-simple-choice": "identifier", "qti-simple-associable-choice": "identifier match-max",
		"qti-modal-feedback": "outcome-identifier identifier show-hide", "qti-set-outcome-value": "identifier", "qti-variable": "identifier", "qti-correct": "identifier",
		"qti-map-response": "identifier", "qti-base-value": "base-type", "qti-test-variables": "variable-identifier", "qti-test-part": "identifier navigation-mode submission-mode",
		"qti-assessment-test": "identifier title tool-name tool-version", "qti-assessment-section": "identifier title visible", "qti-selection": "select", "qti-ordering": "shuffle",
		"qti-assessment-item-ref": "identifier href", "a": "href", "img": "src alt width height", "th": "scope", "span": "",
	}
)

// checkQTI holds a package against the rules of QTI 3.0.
func checkQTI(t *testing.T, files map[string]string) {
	t.Helper()
	manifest := parsed(t, files["imsmanifest.xml"])
	inOrder(t, manifest, map[string][]string{
		"manifest": {"metadata", "organizations", "resources"}, "metadata": {"schema", "schemaversion"}, "resources": {"resource"}, "resource": {"file", "dependency"},
	})
	listed, ids := map[string]bool{"imsmanifest.xml": true}, map[string]string{}
	for _, r := range manifest.all("resource") {
		id := r.attr("", "identifier")
		if !xmlID.MatchString(id) || ids[id] != "" || r.Name.Space != packSpace {
			t.Errorf("the resource %q is no identifier, there twice or in the namespace %s", id, r.Name.Space)
		}
		ids[id] = r.attr("", "href")
		own := false
		for _, f := range r.all("file") {
			href := f.attr("", "href")
			own = own || href == r.attr("", "href")
			listed[href] = true
			if files[href] == "" {
				t.Errorf("the file %s is not in the package", href)
			}
		}
		if !own {
			t.Errorf("the resource %s does not list its own file", id)
		}
	}
	for _, d := range manifest.all("dependency") {
		if ids[d.attr("", "identifierref")] == "" {
			t.Errorf("a dependency names %q, which is no resource", d.attr("", "identifierref"))
		}
	}
	for name, text := range files {
		if !listed[name] {
			t.Errorf("the manifest does not list %s", name)
		}
		if path.Ext(name) != ".xml" || name == "imsmanifest.xml" {
			continue
		}
		root := parsed(t, text)
		checkElements(t, root)
		if name == "test.xml" {
			checkTest(t, root, ids)
		} else {
			checkItem(t, root, files, path.Dir(name))
		}
	}
}

// checkElements holds every element against the content models.
func checkElements(t *testing.T, root element) {
	t.Helper()
	root.each(func(e element) {
		if e.Name.Space != qtiSpace {
			t.Errorf("<%s> has the namespace %q", e.Name.Local, e.Name.Space)
		}
		ordered, mixed := qtiChildren[e.Name.Local], qtiMixed[e.Name.Local]
		last := 0
		for _, c := range e.Children {
			at := slices.Index(ordered, c.Name.Local)
			if ordered == nil && !slices.Contains(mixed, c.Name.Local) || ordered != nil && at < last {
				t.Errorf("<%s> may not stand here in <%s>", c.Name.Local, e.Name.Local)
			}
			last = max(last, at)
		}
		if ordered != nil && strings.TrimSpace(e.Text) != "" {
			t.Errorf("<%s> holds the text %q", e.Name.Local, e.Text)
		}
		allowed := strings.Fields(qtiAttributes[e.Name.Local])
		for _, a := range e.Attr {
			if a.Name.Space == "" && a.Name.Local != "xmlns" && !slices.Contains(allowed, a.Name.Local) {
				t.Errorf("<%s> has the attribute %s", e.Name.Local, a.Name.Local)
			}
		}
	})
}

// checkItem holds an item's references against what it declares.
func checkItem(t *testing.T, root element, files map[string]string, folder string) {
	t.Helper()
	name := root.attr("", "identifier")
	responses, outcomes, chosen := map[string]element{}, map[string]bool{}, map[string]bool{}
	for _, d := range root.all("qti-response-declaration") {
		responses[d.attr("", "identifier")] = d
	}
	for _, d := range root.all("qti-outcome-declaration") {
		outcomes[d.attr("", "identifier")] = true
	}
	for _, kind := range []string{"qti-simple-choice", "qti-simple-associable-choice"} {
		for _, c := range root.all(kind) {
			id := c.attr("", "identifier")
			if !xmlID.MatchString(id) || chosen[id] {
				t.Errorf("%s: the choice %q is no identifier or there twice", name, id)
			}
			chosen[id] = true
		}
	}
	root.each(func(e element) {
		if id := e.attr("", "response-identifier"); id != "" && len(responses[id].Children) == 0 {
			t.Errorf("%s: <%s> answers %q, which is not declared", name, e.Name.Local, id)
		}
		if src := e.attr("", "src"); src != "" && files[path.Join(folder, src)] == "" {
			t.Errorf("%s: the picture %s is not in the package", name, src)
		}
		id := e.attr("", "identifier")
		switch e.Name.Local {
		case "qti-set-outcome-value":
			if !outcomes[id] {
				t.Errorf("%s: %q is set and not declared", name, id)
			}
		case "qti-variable", "qti-correct", "qti-map-response":
			if len(responses[id].Children) == 0 {
				t.Errorf("%s: %q is read and not declared", name, id)
			}
		case "qti-modal-feedback":
			if !outcomes[e.attr("", "outcome-identifier")] || id != "reasons" && !chosen[id] {
				t.Errorf("%s: the feedback %q belongs to nothing", name, id)
			}
		}
	})
	for id, d := range responses {
		for _, v := range d.all("qti-value") {
			known(t, name+" "+id, v.Text, chosen)
		}
		best := 0.0
		for _, m := range d.all("qti-map-entry") {
			known(t, name+" "+id, m.attr("", "map-key"), chosen)
			worth, err := strconv.ParseFloat(m.attr("", "mapped-value"), 64)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			best += max(worth, 0)
		}
		if len(d.all("qti-mapping")) > 0 && math.Abs(best-1) > 1e-6 {
			t.Errorf("%s: the right answers are worth %f together, want 1", name, best)
		}
	}
}

// known tells whether each identifier of a value is a choice.
func known(t *testing.T, where, value string, chosen map[string]bool) {
	t.Helper()
	for _, id := range strings.Fields(value) {
		if !chosen[id] {
			t.Errorf("%s names %q, which is no choice", where, id)
		}
	}
}

// checkTest holds the sections of a test against the items.
func checkTest(t *testing.T, root element, ids map[string]string) {
	t.Helper()
	if len(root.all("qti-assessment-section")) == 0 {
		t.Error("the test has no section")
	}
	asked := 0
	for _, s := range root.all("qti-assessment-section") {
		refs := s.all("qti-assessment-item-ref")
		n := len(refs)
		for _, sel := range s.all("qti-selection") {
			got, err := strconv.Atoi(sel.attr("", "select"))
			if err != nil || got < 1 || got > len(refs) {
				t.Errorf("a section selects %q of %d", sel.attr("", "select"), len(refs))
			}
			n = got
		}
		asked += n
		for _, ref := range refs {
			if href := ref.attr("", "href"); ids[ref.attr("", "identifier")] != href {
				t.Errorf("the test refers to %s as %q", href, ref.attr("", "identifier"))
			}
		}
	}
	for _, o := range root.all("qti-outcome-declaration") {
		if o.attr("", "identifier") == "MAXSCORE" && strings.TrimSpace(o.all("qti-value")[0].Text) != strconv.Itoa(asked) {
			t.Errorf("the test says that %s points can be had, want %d", o.all("qti-value")[0].Text, asked)
		}
	}
}

func TestQTIPackageKeepsTheRules(t *testing.T) {
	file := written(t, load(t, tree()), export.QTI, export.About{Day: "2026-11-22"})
	files := unpacked(t, file.Data)
	checkQTI(t, files)
	if got, want := len(files), 2+6+1; got != want { // manifest and test, items but the scenario, a picture
		t.Errorf("got %d files, want %d", got, want)
	}
	for name, want := range map[string]string{
		"items/old-photo.xml":    `<img src="../media/flood.svg" alt="A river over a road" width="320" height="180"></img>`,
		"items/statement.xml":    `<qti-sum><qti-product><qti-map-response identifier="RESPONSE"/><qti-base-value base-type="float">0.5</qti-base-value></qti-product>`,
		"items/in-order.xml":     `<qti-value>option-stop</qti-value><qti-value>option-check</qti-value><qti-value>option-tell</qti-value>`,
		"items/password.xml":     `shuffle="false" max-choices="1"`,
		"items/practice-one.xml": `A headline shouts: {100 %} = #1 ~ [now]!`,
		"test.xml":               `<qti-selection select="1"/>`,
	} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s lacks %s:\n%s", name, want, files[name])
		}
	}
	for name, text := range files {
		if strings.Contains(name, "the-desk") || name == "test.xml" && strings.Contains(text, "practice-one") {
			t.Errorf("%s: a scenario or the practice question is asked", name)
		}
	}
	if want := "the-desk: QTI has no branching scenarios; this one is left out"; !slices.Contains(file.Notes, want) {
		t.Errorf("got the notes %q, want %q among them", file.Notes, want)
	}
}

func TestQTITextSurvivesWhateverMarkdownGives(t *testing.T) {
	files := tree()
	odd := strings.Replace(bankYAML, `stem: "A headline`, `stem: "A & B < C  \n**bold** [link](https://example.com/?a=1&b=2) and ལམ་སྟོན\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> said\n\n---\n\nend. A headline`, 1)
	c := load(t, with(files, []byte(odd)))
	checkQTI(t, unpacked(t, written(t, c, export.QTI, export.About{}).Data))
}

func TestAPictureMayBeTheAnswer(t *testing.T) {
	files := school()
	files[schoolDir+"questions.yaml"].Data = []byte(strings.NewReplacer("text: Refuse,", "text: \"![A river](media/flood.svg)\",",
		"right: The owner,", "right: \"![A road](media/flood.svg)\",").Replace(bankYAML))
	c := load(t, files)
	packed := unpacked(t, written(t, c, export.QTI, export.About{}).Data)
	checkQTI(t, packed)
	if want := `<img src="../media/flood.svg" alt="A river" width="320" height="180"></img></qti-simple-choice>`; !strings.Contains(packed["items/password.xml"], want) {
		t.Errorf("the item lacks %s:\n%s", want, packed["items/password.xml"])
	}
	page := string(written(t, c, export.HTML, export.About{}).Data)
	for _, want := range []string{`>A road</option>`, `<span><img src="data:image/svg`} {
		if !strings.Contains(page, want) {
			t.Errorf("the file lacks %s", want)
		}
	}
	if gift, want := string(written(t, c, export.GIFT, export.About{}).Data), `=(Picture\: A river)#`; !strings.Contains(gift, want) {
		t.Errorf("the bank lacks %s:\n%s", want, gift)
	}
}
