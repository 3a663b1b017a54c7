package site

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/audit"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
)

// because adds the field for the reason of an act, which the log keeps.
func (p *formPage) because(words *page.Words, typed string) {
	if n := caseOf(p.Path); n != "" && typed == "" {
		typed = "Case " + n + " was granted"
	}
	f := p.add(words, "why", typed)
	f.Hint, f.HintText = true, words.Say("field.because.hint")
}

// because gives a context in which the log has the reason that was typed; an act without one is refused with the message, which
// says what a reason is. That it is not too long is checked as the form is read.
func because(c *fiber.Ctx, why, message string) (context.Context, error) {
	if why == "" {
		return nil, fault.Invalid("Please correct what is marked.", fault.Field{Name: "why", Message: message})
	}
	return audit.Because(c.UserContext(), why), nil
}
