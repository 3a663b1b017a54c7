package route

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/fault"
)

// Bind fills the struct that into points to from the request's body, a form or JSON as the content type says, and checks
// it by its `validate` tags. Fields are named by their `form` tag, else by `json`; a `label` tag gives the name that
// people read. Texts lose the space around them, unless the field is tagged `trim:"no"` (passwords).
//
// The error is a fault with a message for each field: "invalid" for a value that will not do, or a JSON field that does not
// exist; "malformed" for a body that cannot be read; "unsupported" for another content type. A form's unknown fields are
// ignored, since browsers and forms add their own.
func Bind(c *fiber.Ctx, into any) error {
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || target.IsNil() || target.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("route: Bind wants a pointer to a struct, not %T", into)
	}
	// A packed body would be unpacked past the limit that the server has set on it.
	if coding := c.Get(fiber.HeaderContentEncoding); coding != "" && coding != "identity" {
		return fault.New(fault.CodeUnsupported, "Send the body unpacked, without Content-Encoding.")
	}
	kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil && c.Get(fiber.HeaderContentType) != "" {
		kind = "unknown"
	}
	switch {
	case kind == fiber.MIMEApplicationForm || kind == fiber.MIMEMultipartForm:
		err = bindForm(c, into)
	case kind == fiber.MIMEApplicationJSON:
		err = bindJSON(c.Request().Body(), into)
	case len(c.Request().Body()) == 0:
		err = nil // nothing sent: the check says what is missing
	default:
		return fault.New(fault.CodeUnsupported, "Send a form or JSON, with the matching Content-Type.")
	}
	if err != nil {
		return err
	}
	if bad := tidy(target.Elem()); len(bad) > 0 {
		return invalid(bad)
	}
	return check(into)
}

func invalid(fields []fault.Field) error {
	if len(fields) == 1 {
		return fault.Invalid("One entry needs mending.", fields...)
	}
	return fault.Invalid(fmt.Sprintf("%d entries need mending.", len(fields)), fields...)
}

// bindForm lets Fiber fill the struct and says in plain words what did not fit.
func bindForm(c *fiber.Ctx, into any) error {
	err := c.BodyParser(into)
	if err == nil {
		return nil
	}
	var many fiber.MultiError
	if !errors.As(err, &many) {
		return fault.New(fault.CodeMalformed, "The form arrived damaged. Send it again.").Because(err)
	}
	var bad []fault.Field
	for name, one := range many {
		message := "This cannot be read here. Enter it again."
		var conversion fiber.ConversionError
		if errors.As(one, &conversion) && conversion.Type != nil {
			message = expected(conversion.Type)
		}
		bad = append(bad, fault.Field{Name: name, Message: message})
	}
	slices.SortFunc(bad, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
	return invalid(bad)
}

// bindJSON is strict: a field that does not exist is more often a typing mistake than a wish.
func bindJSON(body []byte, into any) error {
	if !utf8.Valid(body) {
		return fault.New(fault.CodeMalformed, "The body is not UTF-8.")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil {
		if _, err = decoder.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		return fault.New(fault.CodeMalformed, "After the JSON object there is something else; send one object only.")
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	name, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case errors.Is(err, io.EOF):
		return fault.New(fault.CodeMalformed, "The body is empty; send a JSON object.")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.CodeMalformed, "The JSON ends too early; part of it is missing.")
	case errors.As(err, &syntax):
		return fault.New(fault.CodeMalformed, "The JSON cannot be read: mistake at byte %d.", syntax.Offset)
	case errors.As(err, &kind) && kind.Field == "":
		return fault.New(fault.CodeMalformed, "Send a JSON object, not %s.", article(kind.Value))
	case errors.As(err, &kind):
		return invalid([]fault.Field{{Name: kind.Field, Message: expected(kind.Type)}})
	case unknown:
		return invalid([]fault.Field{{Name: strings.Trim(name, `"`), Message: "There is no such field here. Check its spelling, or leave it out."}})
	}
	return fault.New(fault.CodeMalformed, "The JSON does not fit: some value cannot be read. Check it against the API's description.").Because(err)
}

// expected says what a value of the type looks like.
func expected(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "Enter a whole number."
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "Enter a whole number, 0 or more."
	case reflect.Float32, reflect.Float64:
		return "Enter a number, such as 12.5."
	case reflect.Bool:
		return "Give true or false."
	case reflect.Slice, reflect.Array:
		return "Give a list."
	case reflect.Struct, reflect.Map, reflect.Pointer:
		return "Give an object."
	}
	return "Give a text."
}

func article(kind string) string {
	if strings.HasPrefix(kind, "a") || strings.HasPrefix(kind, "o") {
		return "an " + kind
	}
	return "a " + kind
}

// tidy removes the space around texts, and finds texts that no field should hold: those that are not UTF-8, which a store
// would refuse, and those with a NUL.
func tidy(v reflect.Value) []fault.Field {
	var bad []fault.Field
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		if !field.IsExported() {
			continue
		}
		switch {
		case value.Kind() == reflect.Struct:
			bad = append(bad, tidy(value)...)
		case value.Kind() == reflect.String:
			if field.Tag.Get("trim") != "no" {
				value.SetString(strings.TrimSpace(value.String()))
			}
			if text := value.String(); !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				bad = append(bad, fault.Field{Name: nameOf(field), Message: "There is a character in this that cannot be read. Enter it again."})
			}
		}
	}
	return bad
}
