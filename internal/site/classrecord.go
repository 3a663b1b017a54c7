package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/page"
)

// recordSummary says what the record of a class holds and who may have it, and after the purge what is left: counts.
type recordSummary struct {
	page.Base
	Label   string
	Print   string
	Closes  day.Date
	Purged  bool
	Modules []recordLine
}

// recordLine is a module with the counts that outlast the pupils' rows.
type recordLine struct {
	Title  string
	Done   int
	Begun  int
	Pupils int
	Change []shiftLine
}

// classRecord shows what the record holds.
func (s *Site) classRecord(c *fiber.Ctx) error {
	found, base, err := s.classOf(c, "class.record")
	if err != nil {
		return err
	}
	p := recordSummary{Base: base, Label: found.Label, Print: classHref(found.ID) + "/record.pdf", Closes: found.Closes(), Purged: !found.Purged.IsZero()}
	if p.Purged {
		if p.Modules, err = s.recordLines(c, found); err != nil {
			return err
		}
	}
	return s.show(c, "class-record", p)
}

// recordLines are the counts of a class that was purged.
func (s *Site) recordLines(c *fiber.Ctx, found classes.Class) ([]recordLine, error) {
	tallies, err := s.classes.Tallies(c.UserContext(), found.ID)
	if err != nil {
		return nil, err
	}
	var list []recordLine
	for _, t := range tallies {
		course, err := s.library.Version(c.UserContext(), t.Course, t.Version)
		if err != nil {
			return nil, err
		}
		line := recordLine{Title: course.Title, Done: t.Done, Begun: t.Begun, Pupils: t.Pupils}
		for _, ch := range t.Change {
			item, _ := course.Item(ch.Question)
			line.Change = append(line.Change, shiftLine{Stem: opening(item), Before: ch.Before, BeforeOf: ch.BeforeOf, After: ch.After, AfterOf: ch.AfterOf})
		}
		list = append(list, line)
	}
	return list, nil
}

// classRecordPDF prints the record. It is drawn anew each time and kept nowhere.
func (s *Site) classRecordPDF(c *fiber.Ctx) error {
	found, _, err := s.classOf(c, "")
	if err != nil {
		return err
	}
	data, err := s.classes.Record(c.UserContext(), found.ID)
	if err != nil {
		return err
	}
	return sendInline(c, data, "class-"+found.ID+".pdf")
}
