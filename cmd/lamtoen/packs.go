package main

import (
	"errors"

	"lamtoen/courses"
	"lamtoen/internal/export"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/org"
)

// The formats that are printed: the lesson packs, and the catalogue for the civil service.
const (
	packFormat       = "pdf"
	prospectusFormat = "prospectus"
)

// packFiles are all parts of a module's lesson pack, the quiz with its answers too: who runs the command has the bank anyway.
func packFiles(course *courses.Course, about lessonpack.About) ([]export.File, error) {
	var files []export.File
	for _, part := range lessonpack.Parts() {
		data, err := lessonpack.Write(course, part, about)
		if errors.Is(err, lessonpack.ErrNoPack) {
			return nil, export.ErrNothing
		}
		if err != nil {
			return nil, err
		}
		files = append(files, export.File{Name: lessonpack.FileName(course, part), Type: "application/pdf", Data: data})
	}
	return files, nil
}

// writeProspectus writes the one file of all courses for the civil service, or of the one that was asked for.
func (c exportCmd) writeProspectus(io streams, chosen []*courses.Course, about lessonpack.About) error {
	data, err := lessonpack.Prospectus(chosen, about)
	if err != nil {
		return err
	}
	return c.write(io, export.File{Name: lessonpack.ProspectusName, Type: "application/pdf", Data: data})
}

// officeNames gives the name of the office behind an owner's code.
func officeNames(agencies []org.Agency) func(string) string {
	return func(code string) string {
		for _, a := range agencies {
			if string(a.Code) == code {
				return a.Name
			}
		}
		return code
	}
}
