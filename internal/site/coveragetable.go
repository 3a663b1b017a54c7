package site

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// maxBars is how many agencies a chart holds before it is easier to read the table.
const maxBars = 30

// stateStat is a count of people in one state, with the class of its colour in the bar.
type stateStat struct {
	Class string
	Label page.Phrase
	Value string
	Href  string
}

// stateStats are the groups that make up must, and the counts that stand beside them. Each opens its people.
func stateStats(words *page.Words, ask coverageAsk, code org.AgencyCode, c coverage.Cell) (states, beside []stateStat) {
	stat := func(key page.Key, n int, narrow ...string) stateStat {
		s := stateStat{Label: words.Say(key), Value: thousands(n)}
		if n > 0 {
			s.Href = ask.peopleHref(code, narrow...)
		}
		return s
	}
	counts := counted(c)
	for _, g := range coverage.Groups() {
		if g == coverage.GroupOnLeave || g == coverage.GroupExempt || g == coverage.GroupExpired && c.Expired == 0 {
			continue
		}
		one := stat(page.Key("group."+string(g)), counts[g], "group", string(g))
		if c.Must >= coverage.Small {
			one.Class = meterClass(g)
		}
		states = append(states, one)
	}
	beside = append(beside, stat("coverage.overdue", c.Overdue, "overdue", "yes"),
		stat("group.on-leave", c.OnLeave, "group", string(coverage.GroupOnLeave)))
	if c.Exempt > 0 {
		beside = append(beside, stat("group.exempt", c.Exempt, "group", string(coverage.GroupExempt)))
	}
	if c.Expiring > 0 {
		beside = append(beside, stat("coverage.expiring", c.Expiring, "expiring", "yes"))
	}
	if c.UnderReview > 0 {
		beside = append(beside, stat("coverage.review", c.UnderReview, "review", "yes"))
	}
	return states, beside
}

// counted gives the counts that add up to must, by group.
func counted(c coverage.Cell) map[coverage.Group]int {
	return map[coverage.Group]int{
		coverage.GroupComplete: c.Complete, coverage.GroupPassedNotSigned: c.PassedNotSigned, coverage.GroupUnderWay: c.UnderWay,
		coverage.GroupNotStarted: c.NotStarted, coverage.GroupNeverSignedIn: c.NeverSignedIn, coverage.GroupExpired: c.Expired,
	}
}

// meterClass is the class of the style sheet that a group is drawn with; the label beside it says the same in words.
func meterClass(g coverage.Group) string { return "s-" + string(g) }

// meter cuts the bar into its states.
func meter(c coverage.Cell) []meterPart {
	var parts []meterPart
	done, counts := 0, counted(c)
	for _, g := range coverage.Groups() {
		if counts[g] == 0 {
			continue
		}
		from := done * 1000 / c.Must
		done += counts[g]
		parts = append(parts, meterPart{Class: meterClass(g), From: from, Width: done*1000/c.Must - from})
	}
	return parts
}

// typeTable is the figures by type of agency, as the policy names them.
func typeTable(words *page.Words, t coverage.Table) page.Table {
	table := page.Table{ID: "types", Caption: words.Say("coverage.types"), Empty: words.Say("coverage.nobody")}
	for _, key := range []page.Key{"coverage.type", "coverage.agencies", "coverage.rate", "coverage.must", "coverage.complete", "coverage.missing", "coverage.overdue"} {
		table.Columns = append(table.Columns, page.Column{Label: words.Say(key), Number: key != "coverage.type"})
	}
	for _, r := range t.ByType {
		if r.Cell.Bound() == 0 {
			continue
		}
		table.Rows = append(table.Rows, cells(words.Say(page.Key("agency.type."+string(r.Type))).Text, thousands(r.Agencies), r.Cell.Rate(),
			thousands(r.Cell.Must), thousands(r.Cell.Complete), thousands(r.Cell.Missing()), thousands(r.Cell.Overdue)))
	}
	return table
}

func cells(texts ...string) []page.Cell {
	out := make([]page.Cell, len(texts))
	for i, text := range texts {
		out[i].Text = text
	}
	return out
}

// agencyColumn is one column of the table of agencies: what it counts, and which people it opens.
type agencyColumn struct {
	sort   string
	label  page.Key
	count  func(coverage.Cell) int
	narrow []string
}

func agencyColumns() []agencyColumn {
	return []agencyColumn{
		{"must", "coverage.must", func(c coverage.Cell) int { return c.Must }, []string{}},
		{"complete", "coverage.complete", func(c coverage.Cell) int { return c.Complete }, []string{"group", string(coverage.GroupComplete)}},
		{"missing", "coverage.missing", coverage.Cell.Missing, nil},
		{"overdue", "coverage.overdue", func(c coverage.Cell) int { return c.Overdue }, []string{"overdue", "yes"}},
		{"never", "group.never-signed-in", func(c coverage.Cell) int { return c.NeverSignedIn }, []string{"group", string(coverage.GroupNeverSignedIn)}},
		{"leave", "group.on-leave", func(c coverage.Cell) int { return c.OnLeave }, []string{"group", string(coverage.GroupOnLeave)}},
	}
}

// agencyTable is the agencies below. Sorting is by a link, by number of people, never by rate: nobody is ranked as weak.
func agencyTable(words *page.Words, ask coverageAsk, t coverage.Table) page.Table {
	table := page.Table{ID: "agencies", Caption: words.Say("coverage.table"), Empty: words.Say("coverage.nobelow")}
	order := func(key string) string {
		v := ask.values()
		if key != "" {
			v.Set("sort", key)
		}
		return withQuery(ask.action(), v) + "#agencies"
	}
	table.Columns = []page.Column{{Label: words.Say("coverage.agency"), Sort: order("")}, {Label: words.Say("coverage.rate"), Number: true}}
	rows := slices.Clone(t.Rows)
	for _, col := range agencyColumns() {
		head := page.Column{Label: words.Say(col.label), Number: true, Sort: order(col.sort)}
		if ask.Sort == col.sort {
			head.Sorted = "descending"
			slices.SortStableFunc(rows, func(a, b coverage.Row) int { return cmp.Compare(col.count(b.Total), col.count(a.Total)) })
		}
		table.Columns = append(table.Columns, head)
	}
	for _, r := range rows {
		if r.Total.Bound() > 0 || r.Code != coverage.Unplaced {
			table.Rows = append(table.Rows, agencyRow(ask, r))
		}
	}
	return table
}

func agencyRow(ask coverageAsk, r coverage.Row) []page.Cell {
	name := page.Cell{Text: r.Name}
	if r.Code != coverage.Unplaced {
		name.Href = ask.agencyHref(r.Code)
	}
	row := []page.Cell{name, {Text: r.Total.Rate()}}
	if r.Total.Must == 0 {
		row[1].Text = "–"
	}
	for _, col := range agencyColumns() {
		n := col.count(r.Total)
		cell := page.Cell{Text: thousands(n)}
		if n > 0 && col.narrow != nil {
			cell.Href = ask.peopleHref(r.Code, col.narrow...)
		}
		row = append(row, cell)
	}
	return row
}

// coverageChart draws the rates: of the agencies below where they are few enough, else of the types. Groups of fewer than ten
// people are not drawn.
func coverageChart(words *page.Words, t coverage.Table) page.BarChart {
	chart := page.BarChart{ID: "chart", Title: words.Say("coverage.chart.agencies"), Table: "agencies"}
	add := func(label string, c coverage.Cell) {
		if per, ok := c.Percent(); ok {
			chart.Bars = append(chart.Bars, page.Bar{Label: label, Per: per, Value: fmt.Sprintf("%s (%s of %s)", c.Rate(), thousands(c.Complete), thousands(c.Must))})
		}
	}
	if len(t.Rows) > 0 && len(t.Rows) <= maxBars {
		for _, r := range t.Rows {
			add(r.Name, r.Total)
		}
	} else {
		chart.Title, chart.Table = words.Say("coverage.chart.types"), "types"
		for _, r := range t.ByType {
			add(words.Say(page.Key("agency.type."+string(r.Type))).Text, r.Cell)
		}
	}
	chart.Description = words.Say("coverage.chart.description", "day", t.At.String())
	return chart
}

// kindsInWords names the kinds of people that the figures count.
func kindsInWords(words *page.Words, kinds []org.Kind) string {
	var names []string
	for _, k := range kinds {
		names = append(names, words.Say(page.Key("kind."+string(k))).Text)
	}
	return listed(names)
}

// ageInWords says how long ago the register last took a change.
func ageInWords(words *page.Words, changed, now time.Time) page.Phrase {
	if changed.IsZero() {
		return words.Say("register.empty")
	}
	days := int(math.Round(day.Of(now).Start().Sub(day.Of(changed).Start()).Hours() / 24))
	switch {
	case days <= 0:
		return words.Say("register.today")
	case days == 1:
		return words.Say("register.yesterday")
	}
	return words.Count("register.days", days)
}
