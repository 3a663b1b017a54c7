package pdf_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// run runs a tool on input and gives what it prints. Where CI or
// LAMTOEN_REQUIRE_TOOLS asks for the tools, a missing one fails the test;
// elsewhere it skips it.
func run(t *testing.T, debian, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("LAMTOEN_REQUIRE_TOOLS") == "1" {
			t.Fatalf("%s is missing; apt-get install %s", tool, debian)
		}
		t.Skipf("%s is missing; apt-get install %s", tool, debian)
	}
	cmd := exec.Command(tool, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s", tool, args, err, out, stderr.Bytes())
	}
	return string(out)
}

// write puts a document where a tool can read it.
func write(t *testing.T, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// textOf is what a reader finds when it searches the document.
func textOf(t *testing.T, file []byte, args ...string) string {
	t.Helper()
	return run(t, "poppler-utils", "pdftotext", append(args, write(t, file), "-")...)
}

// checkFile has an independent reader check the file's structure.
func checkFile(t *testing.T, file []byte) {
	t.Helper()
	run(t, "qpdf", "qpdf", "--check", write(t, file))
}

// scan prints the document's first page at dpi and reads the codes on it.
func scan(t *testing.T, file []byte, dpi string) string {
	t.Helper()
	path := write(t, file)
	picture := filepath.Join(filepath.Dir(path), "page")
	run(t, "poppler-utils", "pdftoppm", "-r", dpi, "-gray", "-singlefile", path, picture)
	return run(t, "zbar-tools", "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture+".pgm")
}
