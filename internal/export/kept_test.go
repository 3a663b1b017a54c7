package export_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/export"
)

func TestAFileIsMadeOnceForManyWhoAskAtOnce(t *testing.T) {
	course := load(t, school())
	var kept export.Kept
	var wait sync.WaitGroup
	marks := make([]string, 20)
	first := make([]*byte, 20)
	for i := range marks {
		wait.Go(func() {
			held, err := kept.Write(course, export.HTML, export.About{Day: "2026-11-22"})
			if err != nil {
				t.Error(err)
				return
			}
			marks[i], first[i] = held.ETag, &held.Data[0]
		})
	}
	wait.Wait()
	for i := range marks {
		if marks[i] != marks[0] || first[i] != first[0] {
			t.Fatalf("caller %d got another file, %s and not %s", i, marks[i], marks[0])
		}
	}
	size, err := kept.Size(course, export.HTML, export.About{Day: "2026-11-22"})
	if held, _ := kept.Write(course, export.HTML, export.About{Day: "2026-11-22"}); err != nil || size != len(held.Data) {
		t.Errorf("got the size %d (%v), want %d", size, err, len(held.Data))
	}
}

func TestAnApprovalGivesAnotherFile(t *testing.T) {
	course := load(t, school())
	var kept export.Kept
	draft, err := kept.Write(course, export.Slides, export.About{})
	if err != nil {
		t.Fatal(err)
	}
	approved := course.WithApproval(courses.Approval{State: courses.StateApproved, Office: "An office", Position: "Director", Date: "2026-11-01", Hash: course.Hash})
	other, err := kept.Write(approved, export.Slides, export.About{})
	if err != nil || other.ETag == draft.ETag {
		t.Errorf("got the mark %s for both (%v)", other.ETag, err)
	}
	if _, err := kept.Size(load(t, bare()), export.GIFT, export.About{}); !errors.Is(err, export.ErrNothing) {
		t.Errorf("got %v, want ErrNothing", err)
	}
}

func TestWhatIsKeptIsBounded(t *testing.T) {
	course := load(t, school())
	kept := export.Kept{Limit: 100 << 10}
	held, err := kept.Write(course, export.HTML, export.About{Day: "2000-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range kept.Limit/len(held.Data) + 1 { // more than is kept
		about := export.About{Day: day.Date("2001-01-01"), Owners: fmt.Sprint(i)}
		if _, err := kept.Write(course, export.HTML, about); err != nil {
			t.Fatal(err)
		}
	}
	again, err := kept.Write(course, export.HTML, export.About{Day: "2000-01-01"})
	if err != nil || again.ETag != held.ETag {
		t.Fatalf("got %s (%v), want %s", again.ETag, err, held.ETag)
	}
	if &again.Data[0] == &held.Data[0] {
		t.Error("the first file was kept beyond the bound")
	}
}
