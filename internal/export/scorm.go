package export

import (
	"encoding/xml"

	"lamtoen/courses"
)

// The namespaces of a SCORM 1.2 manifest (SCORM 1.2 Content Aggregation Model, section 2.3).
const (
	scormSpace = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
	adlSpace   = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
	xsiSpace   = "http://www.w3.org/2001/XMLSchema-instance"
)

// scormManifest is imsmanifest.xml. The order of its fields is the order that the schema asks for.
type scormManifest struct {
	XMLName       xml.Name `xml:"manifest"`
	Identifier    string   `xml:"identifier,attr"`
	Version       string   `xml:"version,attr"`
	Space         string   `xml:"xmlns,attr"`
	ADL           string   `xml:"xmlns:adlcp,attr"`
	XSI           string   `xml:"xmlns:xsi,attr"`
	Locations     string   `xml:"xsi:schemaLocation,attr"`
	Schema        string   `xml:"metadata>schema"`
	SchemaVersion string   `xml:"metadata>schemaversion"`
	Organizations struct {
		Default      string            `xml:"default,attr"`
		Organization scormOrganization `xml:"organization"`
	} `xml:"organizations"`
	Resources []scormResource `xml:"resources>resource"`
}

type scormOrganization struct {
	Identifier string    `xml:"identifier,attr"`
	Title      string    `xml:"title"`
	Item       scormItem `xml:"item"`
}

type scormItem struct {
	Identifier string   `xml:"identifier,attr"`
	Resource   string   `xml:"identifierref,attr"`
	Visible    bool     `xml:"isvisible,attr"`
	Title      string   `xml:"title"`
	Mastery    *float64 `xml:"adlcp:masteryscore,omitempty"` // per cent
}

type scormResource struct {
	Identifier string      `xml:"identifier,attr"`
	Type       string      `xml:"type,attr"`
	ScormType  string      `xml:"adlcp:scormtype,attr"`
	Href       string      `xml:"href,attr"`
	Files      []scormFile `xml:"file"`
}

type scormFile struct {
	Href string `xml:"href,attr"`
}

// writeSCORM packs the course as one SCO: everything is in one file, so that a platform has one status, one place and one
// score to keep, and nothing to sum up.
func writeSCORM(c *courses.Course, about About) ([]byte, error) {
	page, err := writeHTML(c, about, piece{mode: scored})
	if err != nil {
		return nil, err
	}
	name := string(c.ID)
	m := scormManifest{
		Identifier: "lamtoen-" + name + "-" + string(c.Version), Version: "1.0", Space: scormSpace, ADL: adlSpace, XSI: xsiSpace,
		Locations: scormSpace + " imscp_rootv1p1p2.xsd " + adlSpace + " adlcp_rootv1p2.xsd",
		Schema:    "ADL SCORM", SchemaVersion: "1.2",
		Resources: []scormResource{{Identifier: "sco-" + name, Type: "webcontent", ScormType: "sco", Href: "index.html", Files: []scormFile{{"index.html"}}}},
	}
	m.Organizations.Default = "course-" + name
	m.Organizations.Organization = scormOrganization{
		Identifier: "course-" + name, Title: c.Title,
		Item: scormItem{Identifier: "item-" + name, Resource: "sco-" + name, Visible: true, Title: c.Title},
	}
	if c.Assessment != nil {
		mark := passMark(c.Assessment)
		m.Organizations.Organization.Item.Mastery = &mark
	}
	manifest, err := marshalXML(m)
	if err != nil {
		return nil, err
	}
	return archive([]entry{{"imsmanifest.xml", manifest}, {"index.html", page}}, about.Day)
}

// marshalXML writes a document with its declaration.
func marshalXML(v any) ([]byte, error) {
	body, err := xml.MarshalIndent(v, "", "  ")
	return append([]byte(xml.Header), append(body, '\n')...), err
}
