package export_test

import (
	"encoding/xml"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lamtoen/internal/export"
)

// element is any XML element.
type element struct {
	Name     xml.Name
	Attr     []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

// UnmarshalXML keeps the name, which encoding/xml would not.
func (e *element) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	type plain element
	e.Name = start.Name
	err := d.DecodeElement((*plain)(e), &start)
	e.Name = start.Name
	return err
}

func (e element) attr(space, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == space && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// each walks an element and everything in it.
func (e element) each(visit func(element)) {
	visit(e)
	for _, c := range e.Children {
		c.each(visit)
	}
}

func (e element) all(name string) []element {
	var out []element
	e.each(func(x element) {
		if x.Name.Local == name {
			out = append(out, x)
		}
	})
	return out
}

func parsed(t *testing.T, text string) element {
	t.Helper()
	var root element
	if err := xml.Unmarshal([]byte(text), &root); err != nil {
		t.Fatalf("not well-formed: %v\n%s", err, text)
	}
	return root
}

const (
	imsSpace = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
	adlSpace = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
)

// scormChildren is what imscp_rootv1p1p2.xsd and adlcp_rootv1p2.xsd let stand in each element, in which order.
var scormChildren = map[string][]string{
	"manifest": {"metadata", "organizations", "resources"}, "metadata": {"schema", "schemaversion"}, "organizations": {"organization"},
	"organization": {"title", "item"}, "item": {"title", "item", "prerequisites", "maxtimeallowed", "timelimitaction", "datafromlms", "masteryscore"},
	"resources": {"resource"}, "resource": {"file", "dependency"},
}

var xmlID = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9._-]*$`)

// inOrder holds the children of every element against a table: none unknown, and none before one that must precede it.
func inOrder(t *testing.T, root element, table map[string][]string) {
	t.Helper()
	root.each(func(e element) {
		allowed, known := table[e.Name.Local]
		last := 0
		for _, c := range e.Children {
			at := slices.Index(allowed, c.Name.Local)
			if !known || at < 0 {
				t.Errorf("<%s> may not stand in <%s>", c.Name.Local, e.Name.Local)
			} else if at < last {
				t.Errorf("<%s> stands too late in <%s>", c.Name.Local, e.Name.Local)
			}
			last = max(last, at)
		}
	})
}

// checkSCORM holds a package against the rules of SCORM 1.2 for a manifest.
func checkSCORM(t *testing.T, files map[string]string) {
	t.Helper()
	root := parsed(t, files["imsmanifest.xml"])
	if root.Name != (xml.Name{Space: imsSpace, Local: "manifest"}) {
		t.Errorf("got the root %v", root.Name)
	}
	inOrder(t, root, scormChildren)
	if got := root.all("schema")[0].Text + " " + root.all("schemaversion")[0].Text; got != "ADL SCORM 1.2" {
		t.Errorf("got the schema %q", got)
	}
	ids, kinds := map[string]string{}, map[string]string{}
	root.each(func(e element) {
		space := imsSpace
		if slices.Contains([]string{"prerequisites", "maxtimeallowed", "timelimitaction", "datafromlms", "masteryscore"}, e.Name.Local) {
			space = adlSpace
		}
		if e.Name.Space != space {
			t.Errorf("<%s> has the namespace %s, want %s", e.Name.Local, e.Name.Space, space)
		}
		if !slices.Contains([]string{"manifest", "organization", "item", "resource"}, e.Name.Local) {
			return
		}
		id := e.attr("", "identifier")
		if !xmlID.MatchString(id) || ids[id] != "" {
			t.Errorf("<%s> has the identifier %q, which is no identifier or there twice", e.Name.Local, id)
		}
		ids[id] = e.Name.Local
	})
	for _, r := range root.all("resource") {
		kind := r.attr(adlSpace, "scormtype")
		if r.attr("", "type") != "webcontent" || kind != "sco" && kind != "asset" {
			t.Errorf("the resource %s is %q, %q", r.attr("", "identifier"), r.attr("", "type"), kind)
		}
		kinds[r.attr("", "identifier")] = kind
		hrefs := []string{}
		for _, f := range r.all("file") {
			hrefs = append(hrefs, f.attr("", "href"))
			if files[f.attr("", "href")] == "" {
				t.Errorf("the file %s is not in the package", f.attr("", "href"))
			}
		}
		if !slices.Contains(hrefs, r.attr("", "href")) {
			t.Errorf("the resource does not list its own file %s", r.attr("", "href"))
		}
	}
	checkItems(t, root, ids, kinds)
}

var scormCondition = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9._-]*`)

// checkItems holds what a learning platform shows against what the package has.
func checkItems(t *testing.T, root element, ids, kinds map[string]string) {
	t.Helper()
	organisations := root.all("organizations")[0]
	if ids[organisations.attr("", "default")] != "organization" {
		t.Errorf("the default organisation %q does not exist", organisations.attr("", "default"))
	}
	for _, o := range root.all("organization") {
		if len(o.all("title")) == 0 || len(o.all("item")) == 0 {
			t.Error("an organisation has no title or no item")
		}
	}
	for _, item := range root.all("item") {
		if kinds[item.attr("", "identifierref")] != "sco" {
			t.Errorf("the item %s refers to %q, which is no SCO", item.attr("", "identifier"), item.attr("", "identifierref"))
		}
		for _, p := range item.all("prerequisites") {
			if p.attr("", "type") != "aicc_script" {
				t.Errorf("prerequisites have the type %q, want aicc_script", p.attr("", "type"))
			}
			for _, id := range scormCondition.FindAllString(p.Text, -1) {
				if ids[id] != "item" {
					t.Errorf("a prerequisite names %q, which is no item", id)
				}
			}
		}
		for _, m := range item.all("masteryscore") {
			if !regexp.MustCompile(`^(100|[1-9]?[0-9])$`).MatchString(m.Text) {
				t.Errorf("got the mastery score %q, want 0 to 100", m.Text)
			}
		}
	}
}

func TestSCORMPackageKeepsTheRules(t *testing.T) {
	for _, files := range []map[string]string{
		unpacked(t, written(t, load(t, tree()), export.SCORM, export.About{Day: "2026-11-22"}).Data),
		unpacked(t, written(t, load(t, bare()), export.SCORM, export.About{}).Data),
	} {
		checkSCORM(t, files)
		contained(t, files["index.html"])
		for _, call := range []string{"LMSInitialize", "LMSFinish", "LMSCommit", "cmi.core.lesson_status", "cmi.core.lesson_location", "cmi.core.score.raw",
			"cmi.core.score.min", "cmi.core.score.max", "cmi.core.session_time", "cmi.suspend_data"} {
			if !strings.Contains(files["index.html"], call) {
				t.Errorf("the SCO does not use %s", call)
			}
		}
	}
	manifest := unpacked(t, written(t, load(t, tree()), export.SCORM, export.About{}).Data)["imsmanifest.xml"]
	for _, want := range []string{"<adlcp:masteryscore>80</adlcp:masteryscore>", "<title>Check first &amp; &#34;think&#34;</title>"} {
		if !strings.Contains(manifest, want) {
			t.Errorf("the manifest lacks %s:\n%s", want, manifest)
		}
	}
}
