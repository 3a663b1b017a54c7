// Package pdftest reads documents back in tests with programs that are not ours: what they find is what a reader's program finds.
package pdftest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Run runs a program of a Debian package and gives what it prints. Where CI or LAMTOEN_REQUIRE_TOOLS asks for the tools, a missing
// one fails the test; elsewhere it skips it.
func Run(tb testing.TB, debian, program string, args ...string) string {
	tb.Helper()
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("LAMTOEN_REQUIRE_TOOLS") == "1" {
			tb.Fatalf("%s is missing; apt-get install %s", program, debian)
		}
		tb.Skipf("%s is missing; apt-get install %s", program, debian)
	}
	cmd := exec.CommandContext(tb.Context(), program, args...) //nolint:gosec // named by a test
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		tb.Fatalf("%s %v: %v\n%s%s", program, args, err, out, stderr.Bytes())
	}
	return string(out)
}

// Write puts a document where a program can read it, and gives its path.
func Write(tb testing.TB, file []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "document.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// Text is what a reader finds when it searches the document; args are further options of pdftotext, such as -layout.
func Text(tb testing.TB, file []byte, args ...string) string {
	tb.Helper()
	return Run(tb, "poppler-utils", "pdftotext", append(args, Write(tb, file), "-")...)
}

// Check has an independent program check the document's structure.
func Check(tb testing.TB, file []byte) {
	tb.Helper()
	Run(tb, "qpdf", "qpdf", "--check", Write(tb, file))
}

// Scan prints the document's first page at so many dots an inch and reads the codes on it.
func Scan(tb testing.TB, file []byte, dpi string) string {
	tb.Helper()
	path := Write(tb, file)
	picture := filepath.Join(filepath.Dir(path), "page")
	Run(tb, "poppler-utils", "pdftoppm", "-r", dpi, "-gray", "-singlefile", path, picture)
	return Run(tb, "zbar-tools", "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture+".pgm")
}
