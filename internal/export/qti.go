package export

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"lamtoen/courses"
)

// The namespaces of QTI 3.0 (1EdTech, final release of 2022).
const (
	qtiSpace     = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
	qtiSchema    = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"
	qtiPackSpace = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
	qtiPack      = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd"
)

// qtiFile is an item of the package, and what it needs.
type qtiFile struct {
	item  courses.Item
	xml   []byte
	media []string // names
}

// writeQTI packs the bank: an item each, a test that draws as the course does, and the pictures.
func writeQTI(c *courses.Course, about About) (data []byte, notes []string, err error) {
	var files []qtiFile
	for _, it := range c.Items {
		if it.Type == courses.Branching {
			notes = append(notes, string(it.ID)+": QTI has no branching scenarios; this one is left out")
			continue
		}
		if it.Type == courses.Ordering {
			notes = append(notes, string(it.ID)+": QTI counts an order as right or wrong; here it counts in part")
		}
		w := &qtiWriter{course: c}
		text, err := w.item(it)
		if err != nil {
			return nil, nil, fmt.Errorf("item %s: %w", it.ID, err)
		}
		files = append(files, qtiFile{it, text, w.media})
	}
	manifest, err := qtiManifest(c, files)
	if err != nil {
		return nil, nil, err
	}
	entries := []entry{{"imsmanifest.xml", manifest}, {"test.xml", qtiTest(c, about, files)}}
	packed := map[string]bool{}
	for _, f := range files {
		entries = append(entries, entry{itemFile(f.item.ID), f.xml})
		for _, name := range f.media {
			if picture, ok := c.Picture(name); ok && !packed[name] {
				packed[name] = true
				entries = append(entries, entry{"media/" + name, picture.Data})
			}
		}
	}
	data, err = archive(entries, about.Day)
	return data, notes, err
}

func itemFile(id courses.ItemID) string { return "items/" + string(id) + ".xml" }

// qtiID makes an identifier: ours may begin with a digit, QTI's may not.
func qtiID(prefix, id string) string { return prefix + "-" + id }

// escape is text for XML, in an element or between quotes.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

// The manifest. Resource names the test first, which depends on its items.
type (
	qtiManifestXML struct {
		XMLName       xml.Name      `xml:"manifest"`
		Space         string        `xml:"xmlns,attr"`
		XSI           string        `xml:"xmlns:xsi,attr"`
		Locations     string        `xml:"xsi:schemaLocation,attr"`
		Identifier    string        `xml:"identifier,attr"`
		Schema        string        `xml:"metadata>schema"`
		SchemaVersion string        `xml:"metadata>schemaversion"`
		Organizations struct{}      `xml:"organizations"`
		Resources     []qtiResource `xml:"resources>resource"`
	}
	qtiResource struct {
		Identifier   string          `xml:"identifier,attr"`
		Type         string          `xml:"type,attr"`
		Href         string          `xml:"href,attr"`
		Files        []scormFile     `xml:"file"`
		Dependencies []qtiDependency `xml:"dependency"`
	}
	qtiDependency struct {
		Resource string `xml:"identifierref,attr"`
	}
)

func qtiManifest(c *courses.Course, files []qtiFile) ([]byte, error) {
	m := qtiManifestXML{
		Space: qtiPackSpace, XSI: xsiSpace, Locations: qtiPackSpace + " " + qtiPack, Identifier: "lamtoen-" + string(c.ID) + "-" + string(c.Version),
		Schema: "QTI Package", SchemaVersion: "3.0.0",
	}
	test := qtiResource{Identifier: "test", Type: "imsqti_test_xmlv3p0", Href: "test.xml", Files: []scormFile{{"test.xml"}}}
	var items []qtiResource
	for _, f := range files {
		r := qtiResource{Identifier: qtiID("item", string(f.item.ID)), Type: "imsqti_item_xmlv3p0", Href: itemFile(f.item.ID)}
		r.Files = []scormFile{{r.Href}}
		for _, name := range f.media {
			r.Files = append(r.Files, scormFile{"media/" + name})
		}
		if !f.item.Practice {
			test.Dependencies = append(test.Dependencies, qtiDependency{r.Identifier})
		}
		items = append(items, r)
	}
	m.Resources = append([]qtiResource{test}, items...)
	return marshalXML(m)
}

// qtiTest draws as many items of each objective as the course does; without an assessment it asks all.
func qtiTest(c *courses.Course, about About, files []qtiFile) []byte {
	var b strings.Builder
	title := c.Title
	if c.Draft() {
		title += " (draft, not yet approved by its owner)"
	}
	if about.Demo {
		title += " (demonstration)"
	}
	fmt.Fprintf(&b, "%s<qti-assessment-test xmlns=%q xmlns:xsi=%q xsi:schemaLocation=\"%s %s\" identifier=%q title=\"%s\" tool-name=\"Lamtoen\" tool-version=%q>\n",
		xml.Header, qtiSpace, xsiSpace, qtiSpace, qtiSchema, qtiID("test", string(c.ID)), escape(title), c.Version)
	var sections strings.Builder
	asked := 0
	for _, o := range c.Objectives {
		n := qtiSection(&sections, c, o, files)
		asked += n
	}
	declared, decided := "", ""
	if c.Assessment != nil {
		declared = "  <qti-outcome-declaration identifier=\"PASSED\" cardinality=\"single\" base-type=\"boolean\"><qti-default-value><qti-value>false</qti-value></qti-default-value></qti-outcome-declaration>\n"
		decided = fmt.Sprintf("    <qti-set-outcome-value identifier=\"PASSED\"><qti-gte><qti-variable identifier=\"SCORE\"/><qti-base-value base-type=\"float\">%g</qti-base-value></qti-gte></qti-set-outcome-value>\n",
			passMark(c.Assessment)/100*float64(asked))
	}
	fmt.Fprintf(&b, `  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>
  <qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>%d</qti-value></qti-default-value></qti-outcome-declaration>
%s  <qti-test-part identifier="part" navigation-mode="nonlinear" submission-mode="individual">
%s  </qti-test-part>
  <qti-outcome-processing>
    <qti-set-outcome-value identifier="SCORE"><qti-sum><qti-test-variables variable-identifier="SCORE"/></qti-sum></qti-set-outcome-value>
%s  </qti-outcome-processing>
</qti-assessment-test>
`, asked, declared, sections.String(), decided)
	return []byte(b.String())
}

// qtiSection writes the section of an objective, and says how many items it asks.
func qtiSection(b *strings.Builder, c *courses.Course, o courses.Objective, files []qtiFile) int {
	var ids []courses.ItemID
	for _, f := range files {
		if f.item.Objective == o.ID && !f.item.Practice {
			ids = append(ids, f.item.ID)
		}
	}
	ask := len(ids)
	if c.Assessment != nil {
		i := slices.IndexFunc(c.Assessment.Draw, func(q courses.Quota) bool { return q.Objective == o.ID })
		if i < 0 {
			return 0
		}
		ask = min(ask, c.Assessment.Draw[i].Items)
	}
	if ask == 0 {
		return 0
	}
	fmt.Fprintf(b, "    <qti-assessment-section identifier=%q title=\"%s\" visible=\"true\">\n", qtiID("section", string(o.ID)), escape(o.Can))
	if ask < len(ids) {
		fmt.Fprintf(b, "      <qti-selection select=\"%d\"/>\n", ask)
	}
	b.WriteString("      <qti-ordering shuffle=\"true\"/>\n")
	for _, id := range ids {
		fmt.Fprintf(b, "      <qti-assessment-item-ref identifier=%q href=%q/>\n", qtiID("item", string(id)), itemFile(id))
	}
	b.WriteString("    </qti-assessment-section>\n")
	return ask
}
