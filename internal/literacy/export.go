package literacy

import (
	"context"
	"iter"

	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/school"
)

// SchemaVersion is that of the exported columns. A column is never renamed or given another meaning under one version, and a new column
// raises it.
const SchemaVersion = "1"

// line is one row of the export.
type line struct {
	year *Year
	book *Book
	Figures
}

var lineColumns = append([]coverage.Column[line]{
	{Name: "school_year", Meaning: "Name of the school year. Schools in the highlands keep other days.", Value: func(l line) any { return l.year.Name }},
	{Name: "counted", Meaning: "When this was counted (ISO 8601, UTC).", Value: func(l line) any { return day.Instant(l.year.Counted).Format("2006-01-02T15:04:05Z") }},
	{Name: "level", Meaning: "nation, place (a dzongkhag or thromde) or school. A school's counts are part of its place's, a place's of the nation's.",
		Value: func(l line) any { return l.Level() }},
	{Name: "place_code", Meaning: "Stable code of the dzongkhag or thromde; empty for the nation.", Value: func(l line) any { return string(l.Place) }},
	{Name: "place", Meaning: "Its name today.", Value: func(l line) any { return l.placeName() }},
	{Name: "school_code", Meaning: "Stable code of the school; empty for a place and the nation.", Value: func(l line) any { return string(l.School) }},
	{Name: "school", Meaning: "Its name today.", Value: func(l line) any { return l.schoolName() }},
	{Name: "key_stage", Meaning: "pp-iii, iv-vi, vii-viii, ix-xii: only classes of the stage, a class of several under its youngest; all: every class.",
		Value: func(l line) any { return cmpOr(l.Stage, "all") }},
	{Name: "sector", Meaning: "public, private: only schools of the sector; all: every school.", Value: func(l line) any { return cmpOr(string(l.Sector), "all") }},
	{Name: "module", Meaning: "Id of the module; all: any of them.", Value: func(l line) any { return cmpOr(string(l.Course), "all") }},
	{Name: "schools", Meaning: "Schools with classes that are counted here.", Value: func(l line) any { return l.Schools }},
	{Name: "classes", Meaning: "Classes; of a module those that were assigned it.", Value: func(l line) any { return l.Classes }},
	{Name: "pupils", Meaning: "Numbers on the cards of the classes, without those who left before they began; only where module is all; empty where withheld.",
		Value: func(l line) any { return l.count(false, l.Pupils) }},
	{Name: "reached", Meaning: "Of pupils: began a module at least; only where module is all; empty where withheld.", Value: func(l line) any { return l.count(false, l.Reached) }},
	{Name: "finished", Meaning: "Of reached: finished a module at least; only where module is all; empty where withheld.", Value: func(l line) any { return l.count(false, l.Finished) }},
	{Name: "begun", Meaning: "Pupils who began the module; empty where module is all, or withheld.", Value: func(l line) any { return l.count(true, l.Begun) }},
	{Name: "done", Meaning: "Of begun: finished it; empty where module is all, or withheld.", Value: func(l line) any { return l.count(true, l.Done) }},
	{Name: "before_right", Meaning: "Right answers before the module, of questions that were answered before and after; empty where withheld.", Value: func(l line) any { return l.answers(l.Change.Before) }},
	{Name: "before_of", Meaning: "Answers before the module.", Value: func(l line) any { return l.answers(l.Change.BeforeOf) }},
	{Name: "after_right", Meaning: "Right answers after the module, to the same questions.", Value: func(l line) any { return l.answers(l.Change.After) }},
	{Name: "after_of", Meaning: "Answers after the module.", Value: func(l line) any { return l.answers(l.Change.AfterOf) }},
	{Name: "classes_by_hands", Meaning: "Of these answers' classes, those in which hands were counted: the two rooms need not be the same.", Value: func(l line) any { return l.answers(l.Change.ByHands) }},
	{Name: "withheld", Meaning: "yes: at least one count of the row is withheld. A figure of one to nine pupils is never told, nor what would let it be worked out by subtracting.",
		Value: func(l line) any { return yes(l.Withholds()) }},
}, modeColumns()...)

// modeColumns are how many classes worked in each way.
func modeColumns() []coverage.Column[line] {
	var list []coverage.Column[line]
	for i, mode := range classes.Modes() {
		list = append(list, coverage.Column[line]{Name: "classes_" + string(mode), Meaning: "Of classes: worked in this way (own and shared devices, projector, paper, pen drive); a class may have worked in several.",
			Value: func(l line) any { return l.Modes[i] }})
	}
	return list
}

func (l line) placeName() string {
	if l.Place == "" {
		return ""
	}
	return l.book.PlaceName(l.Place)
}

func (l line) schoolName() string { return l.book.SchoolName(l.School) }

// SchoolName is the name of a school today.
func (b *Book) SchoolName(code school.Code) string {
	at, _ := b.deps.Schools.School(code)
	return at.Name
}

// count gives a count of a cut with a module, or of one without.
func (l line) count(module bool, c Count) any {
	if module != (l.Course != "") || c.Withheld {
		return nil
	}
	return c.N
}

func (l line) answers(n int) any {
	if l.Course == "" || l.Change.Withheld {
		return nil
	}
	return n
}

// Withholds tells whether anything of the figures is withheld.
func (f Figures) Withholds() bool {
	return f.Pupils.Withheld || f.Reached.Withheld || f.Finished.Withheld || f.Begun.Withheld || f.Done.Withheld || f.Change.Withheld
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func cmpOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// Dictionary explains the columns of the export, and OpenDictionary those of the open data.
func Dictionary() []coverage.Term { return coverage.TableTerms(lineColumns, SchemaVersion) }

// Ask is what a file is asked about: a school year and the unit with everything below it. Cut narrows it to one cut; nil is all cuts.
type Ask struct {
	Year string
	Unit Unit
	Cut  *Cut
}

// FileOf gives figures as a file: the unit, then all below it, for each cut. Callers have checked that the unit may be seen.
func (b *Book) FileOf(ctx context.Context, ask Ask, format coverage.Format) (coverage.File, error) {
	y, err := b.Year(ctx, ask.Year)
	if err != nil {
		return coverage.File{}, err
	}
	cuts := y.cuts
	if ask.Cut != nil {
		cuts = []Cut{*ask.Cut}
	}
	of := coverage.TableOf{Export: "school-literacy", Name: "school-literacy-" + fileWord(y.Name), Version: SchemaVersion, Mark: coverage.Mark(b.settings.Mark)}
	return coverage.TableFile(of, format, lineColumns, b.lines(y, y.UnitOf(ask.Unit), cuts))
}

// fileWord keeps what may stand in the name of a file.
func fileWord(name string) string {
	out := []rune(name)
	for i, r := range out {
		if (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			out[i] = '-'
		}
	}
	return string(out)
}

// lines gives the rows of a unit and all below it.
func (b *Book) lines(y *Year, u Unit, cuts []Cut) iter.Seq[line] {
	return func(yield func(line) bool) {
		for _, cut := range cuts {
			if !y.walk(u, cut, func(f Figures) bool { return yield(line{y, b, f}) }) {
				return
			}
		}
	}
}

// walk visits a unit and all below it, until visit says that it is enough.
func (y *Year) walk(u Unit, cut Cut, visit func(Figures) bool) bool {
	f, ok := y.Figures(u, cut)
	if !ok {
		return true
	}
	if !visit(f) {
		return false
	}
	for _, below := range y.Below(u, cut) {
		if !y.walk(below.Unit, cut, visit) {
			return false
		}
	}
	return true
}

// CutOf reads a cut from what is typed in an address; false for one that the year does not have.
func (y *Year) CutOf(stage, sector, course string) (Cut, bool) {
	cut := Cut{Stage: stage, Sector: school.Sector(sector), Course: courses.CourseID(course)}
	_, ok := y.tables[cut]
	return cut, ok
}
