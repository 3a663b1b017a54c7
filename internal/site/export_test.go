package site

import (
	"time"

	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// Declarations gives every page's name and struct to the tests of this package.
func Declarations() map[string]page.Page { return everyDeclaration() }

// NextStep gives the kind and the address of what to do next.
func NextStep(p learning.Progress, now time.Time) (kind, href string) {
	step := nextStep(p, now)
	return step.Kind, step.Href
}

// Card gives a course's card with where a person stands.
func Card(p learning.Progress) page.CourseCard {
	card := courseCard(p.Course, 59)
	stand(&card, p)
	return card
}

// Functions without HTTP that the tests call.
var (
	Price    = price
	Wait     = wait
	SafeNext = safeNext
	Opening  = opening
	Walk     = walkStory
)
