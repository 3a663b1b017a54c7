package classroom

import (
	"context"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/lessonpack"
)

// SheetPDF prints the sheets that so many people need, with the text that they sign. The same session gives the same bytes.
func (s *Service) SheetPDF(ctx context.Context, o Officer, id string, people int, about lessonpack.About) ([]byte, error) {
	st, err := s.Session(ctx, o, id)
	if err != nil {
		return nil, err
	}
	c, err := s.Course(ctx, st.Session)
	if err != nil {
		return nil, err
	}
	facilitator, _ := s.register.Person(st.Facilitator)
	g := lessonpack.GroupSheet{Session: st.ID, Facilitator: facilitator.Name, Agency: s.register.Tree(st.Day).Name(st.Agency),
		Place: st.Place, Day: st.Day.String()}
	for n := 1; n <= lessonpack.SheetsFor(min(max(people, 1), MostForms)); n++ {
		g.Sheets = append(g.Sheets, st.Number(n))
	}
	for _, text := range c.Acknowledgements {
		g.Texts = append(g.Texts, lessonpack.SheetText{For: roleName(text.Role), Text: text})
	}
	about.Day = st.Day
	return lessonpack.WriteGroupSheet(c, g, about)
}

// roleName says in the words of the print for whom a text is worded.
func roleName(role string) string {
	switch role {
	case courses.Everyone:
		return "For everyone"
	case "head":
		return "For heads of agency"
	case "lead":
		return "For Social Media Leads"
	}
	return "For " + role
}

// FormsPDF prints all papers of the quiz that were made for the session.
func (s *Service) FormsPDF(ctx context.Context, o Officer, id string, about lessonpack.About) ([]byte, error) {
	st, err := s.Session(ctx, o, id)
	if err != nil {
		return nil, err
	}
	c, err := s.Course(ctx, st.Session)
	if err != nil {
		return nil, err
	}
	forms, err := s.Forms(ctx, o, id)
	if err != nil {
		return nil, err
	}
	if len(forms) == 0 {
		return nil, fault.NotFound("No papers have been made for this session yet.")
	}
	var list []lessonpack.NumberedForm
	for _, f := range forms {
		list = append(list, lessonpack.NumberedForm{Number: st.ID + "/" + itoa(f.Number), Drawn: f.Drawn})
	}
	about.Day = st.Day
	return lessonpack.WriteForms(c, list, about)
}
