package coverage

import (
	"io"
	"iter"
)

// Column is one column of a table of another package that is exported as the figures are: its name, what it means, and how a row
// fills it: a string, an int, or nil for nothing.
type Column[R any] struct {
	Name, Meaning string
	Value         func(R) any
}

// TableOf says what a table of another package is.
type TableOf struct {
	Export  string // what it is called in the file
	Name    string // of the file, without its ending
	Version string // of the columns
	Mark    Mark
	Licence string // of open data
}

// TableFile gives the rows of another package as a file, with their dictionary.
func TableFile[R any](of TableOf, format Format, columns []Column[R], rows iter.Seq[R]) (File, error) {
	if err := format.check(); err != nil {
		return File{}, err
	}
	return File{Name: of.Name + "." + string(format), Type: format.Type(), write: func(w io.Writer) error {
		out, err := newSheetWriter(w, format, about{Export: of.Export, Mark: of.Mark, Licence: of.Licence, Version: of.Version}, inner(columns))
		if err != nil {
			return err
		}
		for r := range rows {
			if err := out.row(r); err != nil {
				return err
			}
		}
		return out.end()
	}}, nil
}

// TableTerms is the data dictionary of such a table.
func TableTerms[R any](columns []Column[R], version string) []Term {
	return terms(inner(columns), true, version)
}

func inner[R any](columns []Column[R]) []column[R] {
	list := make([]column[R], len(columns))
	for i, c := range columns {
		list[i] = column[R]{c.Name, c.Meaning, c.Value}
	}
	return list
}
