package pdf

import (
	"fmt"
	"strings"
	"time"

	"lamtoen/internal/day"
)

// CertificateSheet holds everything that is printed on one certificate, as
// plain text. The package neither knows nor checks what the words mean.
type CertificateSheet struct {
	// Issuer is the heading, one line for each body, the highest first, at most
	// two. Empty means Letterhead.
	Issuer []Bilingual

	// Name and Agency are as the register writes them; the Dzongkha forms are
	// printed only if the register has them.
	Name, NameDz     string
	Agency, AgencyDz string

	// Course is the course's title, Version its semantic version.
	Course, Version string

	// Completed is the day of completion and ValidUntil the last day of
	// validity; without one the certificate says "No end date".
	Completed, ValidUntil day.Date

	// Score is printed as given, for example "88 of 100"; empty leaves it out.
	Score string

	// Serial is printed in groups of four. VerifyURL is printed and linked;
	// QRText is what the code holds, usually the same link with the signed
	// fields in its fragment.
	Serial, VerifyURL, QRText string

	// Marks are warnings such as "Trial". All are printed in a band, and the
	// first also pale across the page, where it cannot be cut off.
	Marks []string

	// Created goes into the document's properties. It is part of the bytes, so
	// it must be the instant of issue and never the clock.
	Created time.Time
}

// Bilingual is one line in both languages; either half may be empty.
type Bilingual struct{ En, Dz string }

// Letterhead is the heading of the Royal Civil Service Commission.
func Letterhead() []Bilingual {
	return []Bilingual{
		{En: "Royal Government of Bhutan", Dz: "དཔལ་ལྡན་འབྲུག་གཞུང་།"},
		{En: "Royal Civil Service Commission", Dz: "རྒྱལ་གཞུང་ཞི་གཡོག་ལྷན་ཚོགས།"},
	}
}

// check refuses a sheet that would print as a certificate of nothing.
func (c CertificateSheet) check() error {
	needed := [][2]string{
		{"name", c.Name}, {"course", c.Course}, {"day of completion", c.Completed.String()},
		{"serial", c.Serial}, {"address to verify at", c.VerifyURL}, {"text of the QR code", c.QRText},
	}
	for _, field := range needed {
		if strings.TrimSpace(Clean(field[1])) == "" {
			return fmt.Errorf("pdf: a certificate needs a %s", field[0])
		}
	}
	if len(c.Issuer) > 2 {
		return fmt.Errorf("pdf: the heading of a certificate has room for 2 lines, not %d", len(c.Issuer))
	}
	return nil
}

// groupsOfFour writes a serial as people read it aloud.
func groupsOfFour(serial string) string {
	var b strings.Builder
	for i, r := range []rune(serial) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
