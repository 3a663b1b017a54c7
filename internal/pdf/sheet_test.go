package pdf_test

import (
	"strings"
	"time"

	"lamtoen/internal/pdf"
)

// The given strings; in these tests the names of offices also stand in for a
// person's name in Dzongkha.
const (
	dzGovernment  = "དཔལ་ལྡན་འབྲུག་གཞུང་།"
	dzCommission  = "རྒྱལ་གཞུང་ཞི་གཡོག་ལྷན་ཚོགས།"
	dzCertificate = "ལག་ཁྱེར།"
)

// created is the date of every document in these tests.
var created = time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)

// plainSheet is a certificate as most people get it.
func plainSheet() pdf.CertificateSheet {
	const url = "https://lamtoen.example.bt/v/7K3M9QXT2VBC4HJD"
	return pdf.CertificateSheet{
		Name:       "Tshering Wangmo Dorji",
		Agency:     "Department of Local Governance and Disaster Management",
		Course:     "Code of Conduct for the Use of Social Media",
		Version:    "1.0.0",
		Completed:  "2026-11-23",
		ValidUntil: "2028-11-22",
		Score:      "88 of 100",
		Serial:     "7K3M9QXT2VBC4HJD",
		VerifyURL:  url,
		QRText:     url + "#" + strings.Repeat("eyJhbGciOi", 45),
		Created:    created,
	}
}

// fullSheet has every optional line and the marks of a demonstration.
func fullSheet() pdf.CertificateSheet {
	c := plainSheet()
	c.NameDz, c.AgencyDz = dzGovernment, dzCommission
	c.Marks = []string{"Trial", "Draft, not yet approved by its owner", "Demonstration: invented people and figures"}
	return c
}
