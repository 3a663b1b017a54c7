package lessonpack

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/pdf"
)

// ProspectusName is the name under which the prospectus is saved.
const ProspectusName = "lamtoen-civil-service-courses.pdf"

// ErrNoCourse says that a prospectus would be empty.
var ErrNoCourse = errors.New("there is no course for the civil service")

const prospectusTitle = "Courses on social media for the civil service"

// Prospectus prints the catalogue for the civil service: a page of contents, then each course on a page of its own.
func Prospectus(all []*courses.Course, about About) (file []byte, err error) {
	list := slices.DeleteFunc(slices.Clone(all), func(c *courses.Course) bool { return c.Catalogue != courses.CivilService })
	if len(list) == 0 {
		return nil, ErrNoCourse
	}
	slices.SortFunc(list, func(a, b *courses.Course) int { return strings.Compare(a.Title, b.Title) })
	pages := make([]int, len(list)) // where each course begins; known once they have been laid
	for range 2 {
		d := pdf.New(pdf.Options{
			Title: prospectusTitle, Lang: "en", Author: about.owners(list[0]), Created: about.Day.Start(), Margin: 16,
			Marks: about.marks(false), Spare: true, PageNumbers: true, Footer: prospectusTitle + ", " + about.Day.String(),
		})
		prospectusContents(d, list, pages, about.Day)
		for i, c := range list {
			d.NewPage()
			pages[i] = d.Pages()
			prospectusCourse(d, c, about)
		}
		file, err = d.Bytes()
	}
	if err != nil {
		return nil, fmt.Errorf("lessonpack: prospectus: %w", err)
	}
	return file, nil
}

// prospectusContents is the first page.
func prospectusContents(d *pdf.Document, list []*courses.Course, pages []int, today day.Date) {
	muted := pdf.Style{Size: 11, Color: pdf.Muted}
	d.Space(8)
	d.Rich(pdf.Plain("Lamtoen · Royal Government of Bhutan"), muted, 1)
	d.Heading(1, prospectusTitle)
	d.Paragraph("What each course teaches, for whom, how long it takes, and which clauses of the Social Media Policy of 2016 it covers. "+
		"As the courses stood on "+today.String()+".", pdf.Style{})
	d.Heading(2, "Contents")
	g := pdf.Grid{
		Weights: []float64{7, 6, 1.6, 1.4}, Style: pdf.Style{Size: 10},
		Head: []pdf.Cell{{Text: pdf.Plain("Course")}, {Text: pdf.Plain("For")}, {Text: pdf.Plain("Minutes")}, {Text: pdf.Plain("Page")}},
	}
	for i, c := range list {
		title := []pdf.Span{{Text: c.Title, Bold: true}}
		if c.Draft() {
			title = append(title, pdf.Span{Text: " (draft)", Italic: true})
		}
		g.Rows = append(g.Rows, []pdf.Cell{{Text: title}, {Text: pdf.Plain(c.Audience.Who)},
			{Text: pdf.Plain(strconv.Itoa(c.Minutes))}, {Text: pdf.Plain(strconv.Itoa(pages[i]))}})
	}
	d.Grid(g)
	d.Space(4)
	if slices.ContainsFunc(list, (*courses.Course).Draft) {
		d.Rich([]pdf.Span{{Text: MarkDraft + ": ", Bold: true}, {Text: "this holds for every course with the word draft beside it."}}, pdf.Style{}, 2)
	}
}

// prospectusCourse is the page of one course.
func prospectusCourse(d *pdf.Document, c *courses.Course, about About) {
	d.Heading(1, c.Title)
	if c.Draft() {
		d.Rich([]pdf.Span{{Text: MarkDraft, Bold: true}}, pdf.Style{Color: pdf.Warning}, 2)
	}
	d.Rich(pdf.Plain(c.Summary), pdf.Style{Size: 12}, 4)
	fact := func(name, value string) {
		d.Rich([]pdf.Span{{Text: name + ": ", Bold: true}, {Text: value}}, pdf.Style{}, 1)
	}
	fact("For", c.Audience.Who)
	fact("Time", fmt.Sprintf("%d minutes in %d lessons", c.Minutes, len(c.Lessons)))
	if c.Assessment != nil {
		fact("Test", fmt.Sprintf("%d questions, passed with %d %%", c.Assessment.Questions(), c.Assessment.PassMark/100))
	}
	if c.Certificate != nil && c.Certificate.ValidMonths > 0 {
		fact("Certificate", fmt.Sprintf("valid for %d months", c.Certificate.ValidMonths))
	}
	d.Heading(2, "Afterwards you can")
	for _, o := range c.Objectives {
		d.Item(0, pdf.Plain(o.Can), pdf.Style{Size: 10.5}, 6.5)
	}
	d.Heading(2, "Lessons")
	for i, l := range c.Lessons {
		d.Item(i+1, pdf.Plain(fmt.Sprintf("%s (%d minutes)", l.Title, l.Minutes)), pdf.Style{Size: 10.5}, 8)
	}
	d.Heading(2, "Clauses of the policy")
	var clauses []string
	for _, id := range c.Clauses {
		clause, _ := c.Clause(id)
		clauses = append(clauses, string(id)+" "+clause.Title)
	}
	d.Rich(pdf.Plain(strings.Join(clauses, "; ")+"."), pdf.Style{Size: 8.5}, 3)
	d.Rich(pdf.Plain(fmt.Sprintf("Owner: %s. Version %s, %s. To be reviewed by %s.", about.owners(c), c.Version, shortHash(c.Hash), day.Date(c.Review))),
		pdf.Style{Size: 9.5, Color: pdf.Muted}, 0)
}
