package org

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// AgencyFile is the name of the list of agencies in the content tree.
const AgencyFile = "agencies.csv"

// agencyColumns are the columns of AgencyFile, in this order. Several rows with one code are the periods of its life, in
// order of time. Successors are separated by spaces.
const agencyColumns = "code,type,parent_code,name,name_dz,from,until,successors,source"

// ReadAgencies reads the list of agencies. Its error tells every problem, each with its line.
func ReadAgencies(fsys fs.FS) ([]Agency, error) {
	data, err := fs.ReadFile(fsys, AgencyFile)
	if err != nil {
		return nil, fmt.Errorf("org: read the list of agencies: %w", err)
	}
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = strings.Count(agencyColumns, ",") + 1
	head, err := reader.Read()
	if err != nil || strings.Join(head, ",") != agencyColumns {
		return nil, fmt.Errorf("%s:1: the columns must be %s", AgencyFile, agencyColumns)
	}
	var list []Agency
	var problems []error
	spans := map[AgencyCode]int{}
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", AgencyFile, err)
		}
		line, _ := reader.FieldPos(0)
		a := agencyOfRow(row)
		spans[a.Code]++
		a.Span = spans[a.Code]
		for _, f := range a.problems() {
			problems = append(problems, fmt.Errorf("%s:%d: %s: %s", AgencyFile, line, f.Name, f.Message))
		}
		list = append(list, a)
	}
	if len(problems) == 0 {
		for _, f := range treeProblems(newBook(numbered(list))) {
			problems = append(problems, fmt.Errorf("%s: %s", AgencyFile, f.Message))
		}
	}
	return list, errors.Join(problems...)
}

func agencyOfRow(row []string) Agency {
	a := Agency{
		Code: AgencyCode(row[0]), Type: AgencyType(row[1]), Parent: AgencyCode(row[2]), Name: row[3], NameDz: row[4],
		From: day.Date(row[5]), Until: day.Date(row[6]), Source: row[8],
	}
	for code := range strings.FieldsSeq(row[7]) {
		a.Successors = append(a.Successors, AgencyCode(code))
	}
	a.clean()
	return a
}

// numbered gives a list that is in no store yet the numbers that a book needs.
func numbered(list []Agency) []Agency {
	out := slices.Clone(list)
	for i := range out {
		out[i].Version = i + 1
	}
	return out
}

// AgencyCodes gives the set of codes in a list, such as courses.Options wants for the owners of courses.
func AgencyCodes(list []Agency) map[string]bool {
	codes := make(map[string]bool, len(list))
	for _, a := range list {
		codes[string(a.Code)] = true
	}
	return codes
}

// LoadAgencies brings the list that the program ships into the store. It may run at every start and in every instance: what
// is there already is not written again. A row that the program corrects replaces the program's own earlier version, never
// what an officer has written.
func (r *Register) LoadAgencies(ctx context.Context, fsys fs.FS) error {
	list, err := ReadAgencies(fsys)
	if err != nil {
		return err
	}
	return r.perform(ctx, func() (*act, error) {
		a := &act{by: ByRelease}
		b := r.bookNow()
		for _, shipped := range list {
			stored, ok := b.span(shipped.Code, shipped.Span)
			switch {
			case ok && (stored.By != ByRelease || stored.says(shipped)):
				continue
			case !ok && len(b.current[shipped.Code]) > 0 && b.changed(shipped.Code):
				continue // an officer has gone on with this agency
			}
			shipped.Baseline = len(b.versions) == 0
			a.agencies = append(a.agencies, shipped)
		}
		if bad := treeProblems(b.after(a.agencies)); len(bad) > 0 {
			return nil, fault.Invalid("The list of agencies does not fit with what the register has.", bad...)
		}
		a.entry = audit.Entry{Action: "load-agencies", Subject: "agencies", After: fmt.Sprintf("%d entries", len(a.agencies))}
		return a, nil
	})
}

// says tells whether two versions of a period have the same content.
func (a Agency) says(o Agency) bool {
	return a.Parent == o.Parent && a.Type == o.Type && a.Name == o.Name && a.NameDz == o.NameDz && a.From == o.From &&
		a.Until == o.Until && a.Source == o.Source && slices.Equal(a.Successors, o.Successors)
}

// span gives the newest version of an agency's n-th period.
func (b *book) span(code AgencyCode, n int) (Agency, bool) {
	for _, s := range b.current[code] {
		if s.Span == n {
			return s, true
		}
	}
	return Agency{}, false
}

// changed tells whether an officer has written any version of the agency.
func (b *book) changed(code AgencyCode) bool {
	return slices.ContainsFunc(b.versions, func(a Agency) bool { return a.Code == code && a.By != ByRelease })
}

// after is the book as it would be with more versions.
func (b *book) after(more []Agency) *book {
	all := slices.Clone(b.versions)
	for i, a := range more {
		a.Version = b.top() + 1 + i
		all = append(all, a)
	}
	return newBook(all)
}
