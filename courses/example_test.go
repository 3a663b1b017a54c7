package courses_test

import (
	"fmt"
	"testing/fstest"

	"lamtoen/courses"
)

// A tree with two mistakes gives both of them, and no catalogue.
func ExampleLoad() {
	files := fstest.MapFS{
		"policy.yaml":   {Data: []byte("clauses:\n  - {id: coc.4, title: Be accurate, kind: tested}\n")},
		"glossary.yaml": {Data: []byte("terms:\n  - {id: troll, termm: Troll, definition: Someone who starts quarrels for fun}\n")},
	}
	cat, err := courses.Load(files, courses.Options{})
	fmt.Println(cat == nil)
	fmt.Println(err)
	// Output:
	// true
	// glossary.yaml:2:17: term troll has no key "termm"; write term
	// policy.yaml:2:43: kind of clause coc.4 is "tested"; write one of test, teach, platform
}

// A catalogue gives its courses, and each course its lessons, questions and what stands in them.
func ExampleCatalogue_Course() {
	cat, err := courses.Load(tree(), courses.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	course, _ := cat.Course("check-first")
	fmt.Println(course.Title, course.Version, "draft:", course.Draft())
	for _, lesson := range course.Lessons {
		fmt.Println(lesson.ID, lesson.Minutes, "minutes,", len(lesson.Checks()), "check")
	}
	item, _ := course.Item("old-photo")
	fmt.Println(item.Type, item.StemHTML)
	// Output:
	// Check first 1.2.0 draft: true
	// look-twice 5 minutes, 1 check
	// keep-it-private 6 minutes, 1 check
	// multiple <p>A photo looks old.</p>
}
