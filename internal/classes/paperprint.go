package classes

import (
	"context"
	"hash/fnv"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/lessonpack"
)

// setLetters leaves out what looks alike in handwriting.
const setLetters = "34679ACDEFGHJKMNPQRTWXY"

// PaperSet is the mark by which the sheets, cards and keys of one class, module and version are known: four characters. It stands
// on each, so that a sheet of another class or of an older version is not read as one of these.
func PaperSet(class string, c *courses.Course) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte("set\x00" + class + "\x00" + string(c.ID) + "\x00" + string(c.Version))) // a hash never fails
	n := h.Sum64()
	mark := make([]byte, 4)
	for i := range mark {
		mark[i] = setLetters[n%uint64(len(setLetters))]
		n /= uint64(len(setLetters))
	}
	return string(mark)
}

// Paper gives the module that a class works on, in the version with which it began, and what is printed of it for the class: for
// those pupils who are here, by the numbers that are shown. Where nothing of the module is answered on paper, it has no forms and
// no questions.
func (s *Service) Paper(ctx context.Context, c Class, course courses.CourseID) (*courses.Course, lessonpack.ClassPaper, error) {
	a, ok := c.Assigned(course)
	if !ok {
		return nil, lessonpack.ClassPaper{}, fault.NotFound("The class has not been assigned this module.")
	}
	if !c.Purged.IsZero() {
		return nil, lessonpack.ClassPaper{}, fault.Conflict("The school year of this class is over, and its pupils' rows were deleted.")
	}
	module, err := s.deps.Library.Version(ctx, course, a.Version)
	if err != nil {
		return nil, lessonpack.ClassPaper{}, err
	}
	pupils, err := s.Pupils(ctx, c.ID)
	if err != nil {
		return nil, lessonpack.ClassPaper{}, err
	}
	at, _ := s.deps.Schools.School(c.School)
	paper := lessonpack.ClassPaper{Class: c.Label, School: at.Name, Year: c.Year, Set: PaperSet(c.ID, module)}
	for _, p := range pupils {
		if p.Here() {
			paper.Pupils = append(paper.Pupils, lessonpack.PaperPupil{Number: p.Shown, Form: FormOf(p.Roll).String()})
		}
	}
	if Spoken(module) || module.Assessment == nil {
		return module, paper, nil
	}
	forms, err := PaperForms(c.ID, module)
	if err != nil {
		return nil, lessonpack.ClassPaper{}, err
	}
	for _, f := range forms {
		paper.Forms = append(paper.Forms, lessonpack.PaperForm{Name: f.Form.String(), Questions: questionsOf(f.Items)})
	}
	paper.Three = questionsOf(PaperThree(module))
	return module, paper, nil
}

// questionsOf are questions as they are printed, with the letters of the right answer.
func questionsOf(items []PaperItem) []lessonpack.PaperQuestion {
	var list []lessonpack.PaperQuestion
	for _, i := range items {
		list = append(list, lessonpack.PaperQuestion{
			Number: i.Number, Item: i.Item, Options: i.Options, Reasons: i.Reasons, Right: i.Letters(assessment.Right(i.Item)),
		})
	}
	return list
}
