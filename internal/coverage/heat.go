package coverage

import (
	"context"
	"slices"

	"lamtoen/internal/org"
)

// Heat is the figures by place and type of agency.
type Heat struct {
	Types []org.AgencyType // the columns: those that have somebody bound
	Rows  []HeatRow
}

// HeatRow is one dzongkhag or thromde with all below it, or, without a code, the agencies that stand under neither.
type HeatRow struct {
	Code  org.AgencyCode
	Name  string
	Total Cell
	Cells []Cell // by type, as Heat.Types

	Agencies []int // how many there are in each cell
}

// Heat gives the figures by dzongkhag and type of agency of what the query asks about, the central agencies first. The errors
// are those of Figures.
func (c *Cube) Heat(ctx context.Context, q Query) (Heat, error) {
	s, err := c.asked(ctx, c.filled(q))
	if err != nil {
		return Heat{}, err
	}
	types := heatTypes()
	place := map[org.AgencyType]int{}
	for i, t := range types {
		place[t] = i
	}
	rows := []HeatRow{{Cells: make([]Cell, len(types)), Agencies: make([]int, len(types))}}
	index := map[org.AgencyCode]int{"": 0}
	columns := make([]Cell, len(types))
	for i, a := range s.Tree.All() {
		cell := s.cells.own[i]
		if cell.Bound() == 0 || !s.asks(q, Filter{}, a.Code) {
			continue
		}
		local := s.local(i)
		k, ok := index[local.Code]
		if !ok {
			k = len(rows)
			index[local.Code] = k
			rows = append(rows, HeatRow{Code: local.Code, Name: local.Name, Cells: make([]Cell, len(types)), Agencies: make([]int, len(types))})
		}
		t := place[a.Type]
		rows[k].Total.add(cell, 1)
		rows[k].Cells[t].add(cell, 1)
		rows[k].Agencies[t]++
		columns[t].add(cell, 1)
	}
	return newHeat(types, columns, rows), nil
}

// heatTypes gives the types that lie in dzongkhags and thromdes first: most rows have only those.
func heatTypes() []org.AgencyType {
	local := []org.AgencyType{org.TypeDzongkhag, org.TypeGewog, org.TypeThromde}
	return append(local, slices.DeleteFunc(slices.Clone(org.AgencyTypes()), func(t org.AgencyType) bool { return slices.Contains(local, t) })...)
}

// newHeat leaves out what has nobody.
func newHeat(types []org.AgencyType, columns []Cell, rows []HeatRow) Heat {
	var h Heat
	for i, t := range types {
		if columns[i].Bound() > 0 {
			h.Types = append(h.Types, t)
		}
	}
	for _, r := range rows {
		if r.Total.Bound() == 0 {
			continue
		}
		var cells []Cell
		var agencies []int
		for i, cell := range r.Cells {
			if columns[i].Bound() > 0 {
				cells, agencies = append(cells, cell), append(agencies, r.Agencies[i])
			}
		}
		r.Cells, r.Agencies = cells, agencies
		h.Rows = append(h.Rows, r)
	}
	return h
}

// local gives the highest dzongkhag or thromde in which an agency lies, itself included; the zero Agency where it lies in none.
func (s *Sheet) local(i int) org.Agency {
	var found org.Agency
	all := s.Tree.All()
	for at := int32(i); at >= 0; at = s.layout.above[at] { // a few hundred agencies
		if a := all[at]; a.Type == org.TypeDzongkhag || a.Type == org.TypeThromde {
			found = a
		}
	}
	return found
}
