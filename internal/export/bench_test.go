package export_test

import (
	"testing"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/export"
)

// BenchmarkWrite makes the files of the largest course that we ship.
func BenchmarkWrite(b *testing.B) {
	cat, err := courses.Load(content.Files, courses.Options{})
	if err != nil {
		b.Fatal(err)
	}
	course, _ := cat.Course("code-of-conduct")
	for _, f := range export.Formats() {
		if !export.Offers(course, f) {
			continue
		}
		b.Run(string(f), func(b *testing.B) {
			for b.Loop() {
				written(b, course, f, export.About{})
			}
		})
	}
}
