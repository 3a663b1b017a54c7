package route

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/go-playground/validator/v10"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// validators holds the one validator: it caches what it learns of each struct, and making one for each request would be
// what costs most of it.
//
//nolint:gochecknoglobals // a cache of the structs' tags; it holds nothing of any request
var validators = newValidator()

func newValidator() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(nameOf)
	// date: a day of the calendar, as day.Parse reads it; empty is for required to refuse.
	err := v.RegisterValidation("date", func(fl validator.FieldLevel) bool {
		text := fl.Field().String()
		_, err := day.Parse(text)
		return text == "" || err == nil
	})
	if err != nil {
		panic(err) // only for an empty tag name, which this is not
	}
	return v
}

// nameOf is the name under which a field travels.
func nameOf(field reflect.StructField) string {
	for _, tag := range []string{"form", "json"} {
		if name, _, _ := strings.Cut(field.Tag.Get(tag), ","); name != "" && name != "-" {
			return name
		}
	}
	return strings.ToLower(field.Name)
}

// check runs the validator and translates what it finds.
func check(value any) error {
	err := validators.Struct(value)
	if err == nil {
		return nil
	}
	var found validator.ValidationErrors
	if !errors.As(err, &found) {
		return fmt.Errorf("route: %w", err)
	}
	bad := make([]fault.Field, len(found))
	for i, f := range found {
		bad[i] = fault.Field{Name: pathOf(f), Message: message(f, labelOf(reflect.TypeOf(value).Elem(), f))}
	}
	return invalid(bad)
}

// pathOf is the field's name, with those of the structs around it: post.agency.
func pathOf(f validator.FieldError) string {
	_, path, found := strings.Cut(f.Namespace(), ".")
	if !found {
		return f.Field()
	}
	return path
}

// labelOf is what people call the field: its label tag, or its name with spaces for underscores.
func labelOf(t reflect.Type, f validator.FieldError) string {
	_, path, _ := strings.Cut(f.StructNamespace(), ".")
	for _, name := range strings.Split(path, ".") {
		name, _, _ = strings.Cut(name, "[")
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			break
		}
		field, ok := t.FieldByName(name)
		if !ok {
			break
		}
		if t = field.Type; field.Name == f.StructField() && field.Tag.Get("label") != "" {
			return field.Tag.Get("label")
		}
	}
	name := []rune(strings.NewReplacer("_", " ", "-", " ").Replace(f.Field()))
	if len(name) > 0 {
		name[0] = unicode.ToUpper(name[0])
	}
	return string(name)
}

// message says in plain words what is wrong with a field and how to mend it.
func message(f validator.FieldError, label string) string {
	switch f.Tag() {
	case "required", "required_if", "required_with", "required_without":
		return label + " is missing. Fill it in."
	case "email":
		return label + " must be an e-mail address, such as name@agency.gov.bt."
	case "date":
		return label + " must be a day that exists, written year-month-day, such as 2026-11-23."
	case "oneof":
		return label + " must be one of: " + strings.Join(strings.Fields(f.Param()), ", ") + "."
	case "eqfield":
		return label + " must be the same as the entry before it."
	case "number", "numeric":
		return label + " must be a number, written with digits."
	case "url", "http_url":
		return label + " must be a web address that begins with https://."
	case "unique":
		return label + " has the same entry twice."
	case "min", "gte", "max", "lte", "len", "gt", "lt":
		return bound(f, label)
	}
	return label + " is not as it should be. Check it and enter it again."
}

// bound is the message for a limit: on characters of a text, entries of a list, or a number itself.
func bound(f validator.FieldError, label string) string {
	relation := map[string]string{"min": "at least", "gte": "at least", "max": "at most", "lte": "at most", "len": "exactly",
		"gt": "more than", "lt": "less than"}[f.Tag()]
	switch f.Kind() {
	case reflect.String:
		return fmt.Sprintf("%s must have %s %s characters.", label, relation, f.Param())
	case reflect.Slice, reflect.Map, reflect.Array:
		return fmt.Sprintf("%s must have %s %s entries.", label, relation, f.Param())
	}
	return fmt.Sprintf("%s must be %s %s.", label, relation, f.Param())
}
