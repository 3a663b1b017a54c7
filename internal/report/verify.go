package report

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// Verdict is what verifying a report found.
type Verdict struct {
	Record Record
	Same   bool // the report, made anew, is the same to the byte, and so is the file, where one was given

	// Differences say what is not the same, each in a sentence; none where Same.
	Differences []string
}

// Verify makes the report with the id anew from the store, and compares.
func (s *Service) Verify(ctx context.Context, id string) (Verdict, error) {
	rec, err := s.records.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return Verdict{}, fault.NotFound("There is no report %q in this store.", id)
	}
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{Record: rec}
	return v, s.remake(ctx, &v)
}

var idInFile = regexp.MustCompile(`LR-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}`)

// VerifyFile finds the report that a file is, and verifies both. A file that was changed is known by the number in its properties; one
// without any is "not_found".
func (s *Service) VerifyFile(ctx context.Context, data []byte) (Verdict, error) {
	var id string
	found, _, err := s.records.Find(ctx, store.Query{Index: indexPDF, Equal: []any{sum(data)}, Limit: 1})
	if err != nil {
		return Verdict{}, err
	}
	if len(found) > 0 {
		id = found[0].ID
	} else if id = string(idInFile.Find(data)); id == "" {
		return Verdict{}, fault.NotFound("This file is no report of this store, and names none.")
	}
	v, err := s.Verify(ctx, id)
	if err != nil || sum(data) == v.Record.PDF {
		return v, err
	}
	v.Same = false
	v.Differences = append([]string{s.fileDiffers(ctx, &v.Record, data)}, v.Differences...)
	return v, nil
}

// fileDiffers says where a file parts from the one that was made.
func (s *Service) fileDiffers(ctx context.Context, rec *Record, data []byte) string {
	text := fmt.Sprintf("The file is not the one that was made: it has %d bytes and the hash %s, the report has %d and %s.", len(data), sum(data), rec.Size, rec.PDF)
	if made, err := s.PDF(ctx, rec); err == nil {
		at := 0
		for at < min(len(made), len(data)) && made[at] == data[at] {
			at++
		}
		text += fmt.Sprintf(" The first byte that differs is number %d.", at+1)
	}
	return text
}

// remake gathers the figures anew, draws them, and notes what differs.
func (s *Service) remake(ctx context.Context, v *Verdict) error {
	rec := &v.Record
	differs := func(format string, args ...any) { v.Differences = append(v.Differences, fmt.Sprintf(format, args...)) }
	if sum(rec.Content) != rec.Inputs {
		differs("The stored figures were changed: their hash is %s, the record says %s.", sum(rec.Content), rec.Inputs)
	}
	if _, err := s.PDF(ctx, rec); err != nil {
		differs("The stored file is missing, or not the one that was made.")
	}
	as := s.asMade(rec)
	content, err := as.gather(ctx, rec.Ask)
	if err != nil {
		return err
	}
	text, err := content.canonical()
	if err != nil {
		return err
	}
	if sum(text) != rec.Inputs {
		differs("The figures are not the same.")
		v.Differences = append(v.Differences, different(rec.Content, text)...)
	}
	if now := definitionsHash(); now != rec.Definitions {
		differs("The definitions or the layout are others: the report was made with layout %d, this program has %d.", rec.Layout, layout)
	}
	if rec.Program != s.settings.Program {
		if len(v.Differences) > 0 {
			differs("The report was made by program %s; this is %s.", rec.Program, s.settings.Program)
		}
	}
	data, err := as.draw(rec.ID, rec.Ask, &content)
	if err != nil {
		return err
	}
	if sum(data) != rec.PDF && len(v.Differences) == 0 {
		differs("The figures and definitions are the same, and the file is drawn otherwise: by program %s it has the hash %s, the report has %s, made by program %s.",
			s.settings.Program, sum(data), rec.PDF, rec.Program)
	}
	v.Same = len(v.Differences) == 0
	return nil
}

// asMade works with the settings under which a report was made, which stand in its file.
func (s *Service) asMade(rec *Record) *Service {
	other := *s
	other.settings.Program, other.settings.Mark = rec.Program, rec.Mark
	other.settings.Origin, other.settings.AppealDays = rec.Origin, rec.AppealDays
	return &other
}

// mostDifferences is how many figures are named.
const mostDifferences = 40

// different names each figure that two contents have not in common, with both values.
func different(was, is []byte) []string {
	before, after := leaves(was), leaves(is)
	names := slices.Collect(maps.Keys(before))
	for name := range after {
		if _, known := before[name]; !known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var list []string
	for _, name := range names {
		b, hadOne := before[name]
		a, hasOne := after[name]
		switch {
		case hadOne && hasOne && a == b:
			continue
		case len(list) == mostDifferences:
			return append(list, "And more.")
		case !hadOne:
			b = "nothing"
		case !hasOne:
			a = "nothing"
		}
		list = append(list, fmt.Sprintf("%s: %s in the report, %s now.", name, b, a))
	}
	return list
}

// leaves gives every value of a JSON text under its path.
func leaves(text []byte) map[string]string {
	found := map[string]string{}
	var root any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&root) != nil {
		return found
	}
	var walk func(path []string, value any)
	walk = func(path []string, value any) {
		switch v := value.(type) {
		case map[string]any:
			for name, one := range v {
				walk(append(slices.Clip(path), name), one)
			}
		case []any:
			for i, one := range v {
				walk(append(slices.Clip(path), strconv.Itoa(i+1)), one)
			}
		default:
			found[strings.Join(path, ".")] = fmt.Sprint(v)
		}
	}
	walk(nil, root)
	return found
}
