package site

import (
	"fmt"

	"lamtoen/internal/coverage"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// trendView is the figure over the months: a line where groups are large enough, and the table behind it.
type trendView struct {
	Chart page.LineChart
	Table page.Table
}

// newTrend draws the points. Below ten people a month has "3 of 5" in the table and no place on the line.
func newTrend(words *page.Words, points []coverage.Point) trendView {
	v := trendView{
		Chart: page.LineChart{
			ID: "trend", Title: words.Say("coverage.trend"), Description: words.Say("coverage.trend.description", "from", monthOf(words, points[0]),
				"until", points[len(points)-1].At.String()), Table: "trend-table",
		},
		Table: page.Table{ID: "trend-table", Caption: words.Say("coverage.trend")},
	}
	v.Table.Columns = []page.Column{{Label: words.Say("coverage.trend.month")}}
	for _, key := range []page.Key{"coverage.rate", "coverage.complete", "coverage.must", "coverage.overdue"} {
		v.Table.Columns = append(v.Table.Columns, page.Column{Label: words.Say(key), Number: true})
	}
	for i, p := range points {
		label := monthOf(words, p)
		if i == len(points)-1 {
			label = p.At.String()
		}
		per, shown := p.Cell.Percent()
		v.Chart.Points = append(v.Chart.Points, page.LinePoint{Label: label, Per: per, Shown: shown})
		if p.Cell.Bound() > 0 {
			v.Table.Rows = append(v.Table.Rows, cells(label, rateOf(p.Cell), thousands(p.Cell.Complete), thousands(p.Cell.Must), thousands(p.Cell.Overdue)))
		}
	}
	return v
}

// monthOf names the month that ends with the point.
func monthOf(_ *page.Words, p coverage.Point) string {
	const dayOf = len("30 ")
	text := p.At.String()
	if text[1] == ' ' {
		return text[2:]
	}
	return text[dayOf:]
}

// rateOf is the figure, or a dash where nobody must.
func rateOf(c coverage.Cell) string {
	if c.Must == 0 {
		return "–"
	}
	return c.Rate()
}

// heatView is the figures by dzongkhag and type of agency. Colour says nothing that the figure does not, and is left out below
// ten people.
type heatView struct {
	Types []page.Phrase
	Rows  []heatRow
}

type heatRow struct {
	Name  page.Phrase
	Href  string
	Total heatCell
	Cells []heatCell
}

type heatCell struct {
	Text  string
	Class string // of the style sheet: how strong the colour is; "" none
}

// newHeat writes the table; one without a second row or column would say nothing new.
func newHeat(words *page.Words, ask coverageAsk, h coverage.Heat) heatView {
	var v heatView
	if len(h.Rows) < 2 || len(h.Types) < 2 {
		return v
	}
	for _, t := range h.Types {
		v.Types = append(v.Types, words.Say(page.Key("agency.type."+string(t))))
	}
	for _, r := range h.Rows {
		row := heatRow{Name: page.Plain(r.Name, ""), Total: heatOf(r.Total)}
		if r.Code == "" {
			row.Name = words.Say("coverage.heat.central")
		} else {
			row.Href = ask.agencyHref(r.Code)
		}
		for _, c := range r.Cells {
			row.Cells = append(row.Cells, heatOf(c))
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// heatSteps is how many strengths of colour there are.
const heatSteps = 5

func heatOf(c coverage.Cell) heatCell {
	if c.Bound() == 0 {
		return heatCell{}
	}
	cell := heatCell{Text: rateOf(c)}
	if per, ok := c.Percent(); ok {
		cell.Class = fmt.Sprintf("heat-%d", min(per*heatSteps/100, heatSteps-1))
	}
	return cell
}

// sliceFields are the choices that narrow the figures to some people.
type sliceFields struct {
	Kinds      []page.Choice
	Sexes      []page.Choice
	Categories []page.Choice
	Any        bool // something is chosen
}

func newSliceFields(words *page.Words, ask coverageAsk, categories []string) sliceFields {
	var f sliceFields
	for _, k := range org.Kinds() {
		f.Kinds = append(f.Kinds, page.Choice{Value: string(k), HTML: words.Say(page.Key("kind." + string(k))).HTML(), Chosen: ask.Kind == string(k)})
	}
	for _, sex := range []string{org.SexFemale, org.SexMale} {
		f.Sexes = append(f.Sexes, page.Choice{Value: sex, HTML: words.Say(page.Key("sex." + sex)).HTML(), Chosen: ask.Sex == sex})
	}
	for _, category := range categories {
		f.Categories = append(f.Categories, page.Choice{Value: category, HTML: page.Plain(category, "en").HTML(), Chosen: ask.Category == category})
	}
	f.Any = ask.Kind != "" || ask.Sex != "" || ask.Category != "" || ask.Structure != ""
	return f
}
