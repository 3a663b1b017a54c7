package route

import (
	"io"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/fault"
)

// File gives the name and the bytes of a form's file. One that was not chosen, or has more bytes than most, is a fault about
// the field.
func File(c *fiber.Ctx, field string, most int64) (name string, data []byte, err error) {
	wrong := func(message string) error {
		return fault.Invalid(message, fault.Field{Name: field, Message: message})
	}
	part, err := c.FormFile(field)
	if err != nil || part.Filename == "" {
		return "", nil, wrong("Choose the file.")
	}
	if part.Size > most {
		return "", nil, wrong("The file is too large. Save it as .xlsx, which is smaller, or send it in parts.")
	}
	file, err := part.Open()
	if err != nil {
		return "", nil, fault.New(fault.CodeMalformed, "The file arrived damaged. Send it again.").Because(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	if data, err = io.ReadAll(file); err != nil {
		return "", nil, fault.New(fault.CodeMalformed, "The file arrived damaged. Send it again.").Because(err)
	}
	return part.Filename, data, nil
}
