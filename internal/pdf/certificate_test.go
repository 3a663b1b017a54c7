package pdf_test

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"sync"
	"testing"
	"time"

	"lamtoen/internal/pdf"
	"lamtoen/internal/pdf/pdftest"
)

// draw makes a certificate that must succeed.
func draw(t *testing.T, c pdf.CertificateSheet) []byte {
	t.Helper()
	file, err := pdf.Certificate(c)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestCertificateCanBeSearched(t *testing.T) {
	c := fullSheet()
	got := pdftest.Text(t, draw(t, c), "-layout")
	for _, want := range []string{
		"Royal Government of Bhutan", "Royal Civil Service Commission", "Certificate",
		dzGovernment, dzCommission, dzCertificate,
		c.Name, c.NameDz, c.Agency, c.AgencyDz, c.Course, "Version 1.0.0",
		"23 November 2026", "22 November 2028", "88 of 100", "7K3M 9QXT 2VBC 4HJD", c.VerifyURL,
		"Trial", "Draft, not yet approved by its owner", "Demonstration: invented people and figures",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("text of the certificate lacks %q:\n%s", want, got)
		}
	}
}

func TestCertificateLeavesOutWhatIsNotThere(t *testing.T) {
	c := plainSheet()
	c.ValidUntil, c.Score, c.Version = "", "", ""
	got := pdftest.Text(t, draw(t, c))
	if want := "No end date"; !strings.Contains(got, want) {
		t.Errorf("without an end of validity: got %q, want it to say %q", got, want)
	}
	for _, unwanted := range []string{"Score", "Version", "Trial"} {
		if strings.Contains(got, unwanted) {
			t.Errorf("got %q, want no %q", got, unwanted)
		}
	}
}

func TestCertificateCodeReadsBackAt150DPI(t *testing.T) {
	for name, c := range map[string]pdf.CertificateSheet{"plain": plainSheet(), "full": fullSheet()} {
		t.Run(name, func(t *testing.T) {
			if got := strings.TrimSuffix(pdftest.Scan(t, draw(t, c), "150"), "\n"); got != c.QRText {
				t.Errorf("got %q, want %q", got, c.QRText)
			}
		})
	}
}

func TestCertificateIsASoundFile(t *testing.T) {
	file := draw(t, fullSheet())
	pdftest.Check(t, file)
	for _, want := range []string{"/Lang (en)", "/DisplayDocTitle true", "/ID [<"} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("file lacks %q", want)
		}
	}
	if got, want := string(file[:8]), "%PDF-1.7"; got != want {
		t.Errorf("header: got %q, want %q", got, want)
	}
}

func TestCertificateHasTheSameBytes(t *testing.T) {
	c := fullSheet()
	want := sha256.Sum256(draw(t, c))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 25 {
				file, err := pdf.Certificate(c)
				if err != nil {
					t.Error(err)
					return
				}
				if got := sha256.Sum256(file); got != want {
					t.Errorf("got hash %x, want %x", got, want)
				}
			}
		})
	}
	group.Wait()
}

func TestCertificateKeepsToItsSize(t *testing.T) {
	const limit = 110_000
	for name, c := range map[string]pdf.CertificateSheet{"plain": plainSheet(), "full": fullSheet()} {
		if got := len(draw(t, c)); got > limit {
			t.Errorf("%s: got %d bytes, want at most %d", name, got, limit)
		}
	}
}

func TestCertificateOfStrangeNames(t *testing.T) {
	for name, text := range map[string]string{
		"emoji":            "Karma 🙂👩‍👩‍👧 Dorji",
		"invalid UTF-8":    "Kar\xff\xfema",
		"direction":        "Karma \u202Eijrod\u202C",
		"very long":        strings.Repeat("Tshering Phuntsho Wangchuk ", 40),
		"one long word":    strings.Repeat("Wangchuk", 200),
		"long Dzongkha":    strings.Repeat(dzCommission, 30),
		"brackets":         `(Karma) \ Dorji)`,
		"lone vowel signs": "\u0F72\u0F74\u0F90\u0F71",
	} {
		t.Run(name, func(t *testing.T) {
			c := fullSheet()
			c.Name, c.NameDz, c.Agency, c.AgencyDz, c.Course, c.Marks = text, text, text, text, text, []string{text}
			pdftest.Check(t, draw(t, c))
		})
	}
}

func TestCertificateShowsThatALetterIsMissing(t *testing.T) {
	c := plainSheet()
	c.Name = "Karma 字 Dorji"
	got := pdftest.Text(t, draw(t, c))
	if want := "Karma \uFFFD Dorji"; !strings.Contains(got, want) {
		t.Errorf("got %q, want it to show %q", got, want)
	}
}

func TestCertificateRefusesASheetWithGaps(t *testing.T) {
	cases := map[string]struct {
		spoil func(*pdf.CertificateSheet)
		want  string
	}{
		"name":     {func(c *pdf.CertificateSheet) { c.Name = " \u200B" }, "name"},
		"course":   {func(c *pdf.CertificateSheet) { c.Course = "" }, "course"},
		"day":      {func(c *pdf.CertificateSheet) { c.Completed = "" }, "day of completion"},
		"serial":   {func(c *pdf.CertificateSheet) { c.Serial = "" }, "serial"},
		"code":     {func(c *pdf.CertificateSheet) { c.QRText = "" }, "QR code"},
		"too long": {func(c *pdf.CertificateSheet) { c.QRText = strings.Repeat("a", 3000) }, "too many for a QR code"},
		"created":  {func(c *pdf.CertificateSheet) { c.Created = time.Time{} }, "date of creation"},
		"heading":  {func(c *pdf.CertificateSheet) { c.Issuer = make([]pdf.Bilingual, 3) }, "room for 2 lines"},
	}
	for name, test := range cases {
		c := plainSheet()
		test.spoil(&c)
		_, err := pdf.Certificate(c)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got error %v, want one about %q", name, err, test.want)
		}
	}
}
