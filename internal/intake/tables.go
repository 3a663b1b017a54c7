package intake

import (
	"context"
	"fmt"
	"time"

	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// uploadDoc is a file that waits between its dry run and its application. It and its rows are swept a day after they came.
type uploadDoc struct {
	ID       string    `bson:"_id"`
	Recorded time.Time `bson:"recorded"`
	By       string    `bson:"by"`
	File     string    `bson:"file"`
	Hash     string    `bson:"hash"` // SHA-256 of the file, hexadecimal
	Size     int       `bson:"size"` // bytes
	Format   Format    `bson:"format"`
	Encoding string    `bson:"encoding,omitempty"`
	Sheet    string    `bson:"sheet,omitempty"`
	Header   []string  `bson:"header"`
	Mapping  Mapping   `bson:"mapping"`
	Notes    []string  `bson:"notes,omitempty"`
	Rows     int       `bson:"rows"`
	Chunks   int       `bson:"chunks"`
	Options  Options   `bson:"options"`

	// While it is applied, and after: by whom, since when, how far, and why it ended without effect.
	Applier string    `bson:"applier,omitempty"`
	Began   time.Time `bson:"began,omitempty"`
	Beat    time.Time `bson:"beat,omitempty"`
	Done    int       `bson:"done,omitempty"`
	Whole   int       `bson:"whole,omitempty"`
	Failed  string    `bson:"failed,omitempty"`
	Applied bool      `bson:"applied,omitempty"`
}

// chunkDoc is a part of the rows of a file.
type chunkDoc struct {
	ID       string    `bson:"_id"` // IMPORT/0001
	Recorded time.Time `bson:"recorded"`
	Rows     []Row     `bson:"rows"`
}

// importDoc is the record of an import. It is inserted before the import, under the group that the import would be committed
// under, and counts only if that group was.
type importDoc struct {
	ID       string           `bson:"_id"` // IMPORT/GROUP
	Import   string           `bson:"import"`
	Group    string           `bson:"group"` // "" when there was nothing to change
	Recorded time.Time        `bson:"recorded"`
	By       string           `bson:"by"`
	File     string           `bson:"file"`
	Hash     string           `bson:"hash"`
	Size     int              `bson:"size"`
	Options  Options          `bson:"options"`
	Covered  []org.AgencyCode `bson:"covered"`
	Counts   Counts           `bson:"counts"`
	Digest   string           `bson:"digest"`
}

// titleDoc is what an officer said of a column's title, kept for the next file.
type titleDoc struct {
	Title    string    `bson:"_id"` // as plainTitle gives it
	Field    Field     `bson:"field"`
	By       string    `bson:"by"`
	Recorded time.Time `bson:"recorded"`
}

type tables struct {
	uploads *store.Collection[uploadDoc]
	chunks  *store.Collection[chunkDoc]
	imports *store.Collection[importDoc]
	titles  *store.Collection[titleDoc]
}

const byRecorded = "recorded"

func openTables(ctx context.Context, e store.Engine) (t tables, err error) {
	index := store.Index{Name: byRecorded, Fields: []string{"recorded"}}
	open := []func() error{
		func() error { t.uploads, err = store.Open[uploadDoc](ctx, e, "register_uploads", index); return err },
		func() error { t.chunks, err = store.Open[chunkDoc](ctx, e, "register_rows", index); return err },
		func() error { t.imports, err = store.Open[importDoc](ctx, e, "register_imports", index); return err },
		func() error { t.titles, err = store.Open[titleDoc](ctx, e, "register_titles"); return err },
	}
	for _, f := range open {
		if err := f(); err != nil {
			return t, fmt.Errorf("intake: open the collections: %w", err)
		}
	}
	return t, nil
}
