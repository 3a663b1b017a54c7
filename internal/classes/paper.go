package classes

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"lamtoen/courses"
	"lamtoen/internal/fault"
)

// Paper is what a teacher needs to enter what pupils wrote: the sheets of a module as the class has them, and how far each pupil
// who is here has come.
type Paper struct {
	Class      Class
	Assignment Assignment
	Course     *courses.Course
	Forms      []PaperForm // of the quiz
	Three      []PaperItem // before and after
	Pupils     []PaperPupil
}

// PaperPupil is one pupil with what is known of their work.
type PaperPupil struct {
	Pupil
	Work     Work
	Record   Record
	Standing Standing
}

func errNothingOnPaper() error {
	return fault.NotFound("Nothing of this module is answered on paper: it has no quiz, or the teacher reads it and counts hands.")
}

// PaperOf gives the sheets of a module that a class was assigned. A module that is spoken is fault.CodeNotFound.
func (s *Service) PaperOf(ctx context.Context, c Class, course courses.CourseID) (Paper, error) {
	a, ok := c.Assigned(course)
	if !ok {
		return Paper{}, fault.NotFound("The class has not been assigned this module. Assign it first.")
	}
	p := Paper{Class: c, Assignment: a}
	var err error
	if p.Course, err = s.deps.Library.Version(ctx, course, a.Version); err != nil {
		return p, err
	}
	p.Forms, err = PaperForms(c.ID, p.Course)
	if errors.Is(err, ErrNoPaper) {
		return p, errNothingOnPaper()
	}
	if err != nil {
		return p, err
	}
	p.Three = PaperThree(p.Course)
	pupils, err := s.Pupils(ctx, c.ID)
	if err != nil {
		return p, err
	}
	works, err := s.Works(ctx, c.ID, course)
	if err != nil {
		return p, err
	}
	for _, pupil := range pupils {
		if !pupil.Here() {
			continue
		}
		one := PaperPupil{Pupil: pupil, Work: Work{ID: WorkID(c.ID, pupil.Roll, course), Class: c.ID, Roll: pupil.Roll, Course: course}}
		if i := slices.IndexFunc(works, func(w Work) bool { return w.Roll == pupil.Roll }); i >= 0 {
			one.Work = works[i]
		}
		one.Record, one.Standing = one.Work.Record(), StandingOf(one.Work, p.Course)
		p.Pupils = append(p.Pupils, one)
	}
	return p, nil
}

// Asks are the occasions of which there are sheets, in their order.
func (p Paper) Asks() []Ask {
	if len(p.Three) == 0 {
		return []Ask{AskQuiz}
	}
	return []Ask{AskBefore, AskQuiz, AskAfter}
}

// Items are the questions of a sheet in its order. A quiz has them by its form; there are none of a form that is not.
func (p Paper) Items(ask Ask, form string) []PaperItem {
	if ask != AskQuiz {
		return p.Three
	}
	for _, f := range p.Forms {
		if f.Form.String() == form {
			return f.Items
		}
	}
	return nil
}

// Count is how many questions a sheet has.
func (p Paper) Count(ask Ask) int {
	if ask != AskQuiz {
		return len(p.Three)
	}
	return len(p.Forms[0].Items)
}

// Pupil finds one of the pupils by the roll.
func (p Paper) Pupil(roll int) (PaperPupil, bool) {
	i := slices.IndexFunc(p.Pupils, func(one PaperPupil) bool { return one.Roll == roll })
	if i < 0 {
		return PaperPupil{}, false
	}
	return p.Pupils[i], true
}

// Form is the form of the quiz that a pupil has: that of the answers that were entered from paper, or the one of their number.
func (p PaperPupil) Form() string {
	for _, a := range p.Record.Of(AskQuiz) {
		if a.Form != "" {
			return a.Form
		}
	}
	return FormOf(p.Roll).String()
}

// Missing are the numbers of the questions of a sheet that have no answer yet. Of a result that came whole from elsewhere, none.
func (p PaperPupil) Missing(ask Ask, items []PaperItem) []int {
	var list []int
	if ask == AskQuiz && p.Standing.Elsewhere {
		return nil
	}
	for _, i := range items {
		if _, ok := p.Record.Answer(ask, i.Item.ID); !ok {
			list = append(list, i.Number)
		}
	}
	return list
}

// OnPaper tells whether something of the sheet was entered from paper.
func (p PaperPupil) OnPaper(ask Ask) bool {
	return slices.ContainsFunc(p.Record.Of(ask), func(a Answered) bool { return a.Mode == ModePaper })
}

// formNamed is the form of a letter; 0 for none.
func formNamed(name string) Form {
	if len(name) != 1 {
		return 0
	}
	return Form(name[0])
}

// PaperField names the field of a question of a pupil's sheet, PaperFormField that of its form: forms and faults use the same.
func PaperField(roll, number int) string {
	return "q" + strconv.Itoa(roll) + "-" + strconv.Itoa(number)
}

// PaperFormField names the field of the form of a pupil's sheet.
func PaperFormField(roll int) string { return "form" + strconv.Itoa(roll) }
