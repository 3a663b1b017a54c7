package content_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"testing"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
)

func TestEveryCourseLoads(t *testing.T) {
	cat, err := courses.Load(content.Files, courses.Options{Owners: agencies(t)})
	if err != nil {
		t.Fatalf("got problems, want none:\n%v", err)
	}
	for _, c := range cat.Courses {
		if !c.Draft() {
			t.Errorf("%s: got an approved course, want a draft: only its owner can approve", c.ID)
		}
		if _, err := time.Parse(time.DateOnly, c.Review); err != nil {
			t.Errorf("%s: got review date %q, want a day", c.ID, c.Review)
		}
	}
	if len(cat.Sums) > 0 {
		if problems := cat.CheckSums(); problems != nil {
			t.Errorf("content.sum disagrees with the content:\n%v", problems)
		}
	}
}

// agencies are the codes that may own a course; nil before the tree has its list of agencies.
func agencies(t *testing.T) map[string]bool {
	t.Helper()
	file, err := content.Files.Open("agencies.csv")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for _, row := range rows[1:] {
		codes[row[0]] = true
	}
	return codes
}
