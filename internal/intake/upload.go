package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Status is where an import stands.
type Status string

// The states of an import.
const (
	Unmapped  Status = "mapping"  // some column is not known, or one that is needed is missing
	Waiting   Status = "waiting"  // for somebody to look at the dry run and apply it
	Applying  Status = "applying" // at work
	Applied   Status = "applied"
	chunkRows        = 1000
	chunkSize        = 2 << 20 // bytes of text in one chunk: a document holds 16 MB
	maxName          = 120     // characters of a file's name that are kept
)

// Sent is a file as it was handed in.
type Sent struct {
	File    string // its name
	Data    []byte
	Options Options
}

// Import is a file on its way, or one that was taken.
type Import struct {
	ID       string
	File     string
	Hash     string // SHA-256 of the file, hexadecimal
	Size     int    // bytes
	Format   Format
	Encoding string
	Sheet    string
	Header   []string
	Mapping  Mapping
	Options  Options
	Rows     int
	By       string // who sent it
	Sent     time.Time

	Status      Status
	Done, Whole int    // documents written, while it is applied
	Failed      string // why the last application ended without any effect; "" none did
	Broken      bool   // an application was broken off: nothing was changed
	Record      Record // when it was applied
	Before      string // as Upload gives it: the import as which the sender had the same file applied today
}

// Upload reads a file and keeps its rows for a day. Nothing of the register changes. The same file sent again by the same
// officer with the same declarations is the same import while it waits; once that was applied it is another, which names it.
func (s *Service) Upload(ctx context.Context, sent Sent, by string) (Import, error) {
	now := day.Instant(s.now())
	options, err := sent.Options.settle(s.today(), s.register.Tree(s.today()))
	if err != nil {
		return Import{}, err
	}
	table, err := Read(sent.Data)
	if err != nil {
		return Import{}, err
	}
	chosen, err := s.chosen(ctx)
	if err != nil {
		return Import{}, err
	}
	hash := sha256.Sum256(sent.Data)
	doc := uploadDoc{
		Recorded: now, By: by, File: fileName(sent.File), Hash: hex.EncodeToString(hash[:]), Size: len(sent.Data), Format: table.Format,
		Encoding: table.Encoding, Sheet: table.Sheet, Header: table.Header, Mapping: recognise(table.Header, chosen), Notes: table.Notes,
		Rows: len(table.Rows), Options: options,
	}
	before := ""
	for n := 1; ; n++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%v\n%s\n%d", doc.Hash, by, options, s.today(), n))
		doc.ID = idOf(sum[:])
		waiting, err := s.Find(ctx, doc.ID)
		switch {
		case fault.Is(err, fault.CodeNotFound):
			waiting, err = s.keep(ctx, doc, table.Rows)
			waiting.Before = before
			return waiting, err
		case err != nil:
			return Import{}, err
		case waiting.Status != Applied:
			waiting.Before = before
			return waiting, nil
		}
		before = doc.ID // this is another go at it
	}
}

// fileName is a file's name without folders, short enough to be kept.
func fileName(name string) string {
	name = tidy(path.Base(strings.ReplaceAll(name, `\`, "/")))
	if runes := []rune(name); len(runes) > maxName {
		name = string(runes[:maxName])
	}
	if name == "" || name == "." || name == "/" {
		return "list"
	}
	return name
}

// keep puts the rows into the store, and then the document that says how many there are.
func (s *Service) keep(ctx context.Context, doc uploadDoc, rows []Row) (Import, error) {
	var docs []chunkDoc
	for len(rows) > 0 {
		n, size := 0, 0
		for n < len(rows) && n < chunkRows && size < chunkSize {
			for _, c := range rows[n].Cells {
				size += len(c)
			}
			n++
		}
		docs = append(docs, chunkDoc{ID: fmt.Sprintf("%s/%04d", doc.ID, len(docs)+1), Recorded: doc.Recorded, Rows: rows[:n]})
		rows = rows[n:]
	}
	doc.Chunks = len(docs)
	for part := range slices.Chunk(docs, 4) { // each call has 5 seconds
		outcomes, err := s.tables.chunks.InsertMany(ctx, part)
		if err != nil {
			return Import{}, fmt.Errorf("intake: keep rows: %w", err)
		}
		for _, err := range outcomes {
			if err != nil && !errors.Is(err, store.ErrExists) { // the same file, sent twice at once
				return Import{}, fmt.Errorf("intake: keep rows: %w", err)
			}
		}
	}
	if err := s.tables.uploads.Insert(ctx, doc); err != nil && !errors.Is(err, store.ErrExists) {
		return Import{}, fmt.Errorf("intake: keep a file: %w", err)
	}
	return s.Find(ctx, doc.ID)
}

// chosen gives what officers said of titles before.
func (s *Service) chosen(ctx context.Context) (map[string]Field, error) {
	out := map[string]Field{}
	for doc, err := range s.tables.titles.Each(ctx, store.Query{}) {
		if err != nil {
			return nil, fmt.Errorf("intake: read titles: %w", err)
		}
		if slices.Contains(Fields(), doc.Field) {
			out[doc.Title] = doc.Field
		}
	}
	return out, nil
}

// Find gives an import: one that waits, is at work, or was applied, at any time in the past.
func (s *Service) Find(ctx context.Context, id string) (Import, error) {
	record, applied, err := s.record(ctx, id)
	if err != nil {
		return Import{}, err
	}
	doc, err := s.tables.uploads.Get(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound) && applied:
		return Import{ID: id, File: record.File, Hash: record.Hash, Size: record.Size, Options: record.Options, Rows: record.Counts.Rows,
			By: record.By, Sent: record.Applied, Status: Applied, Record: record}, nil
	case errors.Is(err, store.ErrNotFound):
		return Import{}, fault.NotFound("There is no such import. A file waits for a day; after that, send it again.")
	case err != nil:
		return Import{}, fmt.Errorf("intake: read a file: %w", err)
	}
	i := doc.view(s.now())
	if applied {
		i.Status, i.Record, i.Failed, i.Broken = Applied, record, "", false
	}
	return i, nil
}

// view is the document as others see it.
func (d uploadDoc) view(now time.Time) Import {
	i := Import{
		ID: d.ID, File: d.File, Hash: d.Hash, Size: d.Size, Format: d.Format, Encoding: d.Encoding, Sheet: d.Sheet, Header: d.Header,
		Mapping: d.Mapping, Options: d.Options, Rows: d.Rows, By: d.By, Sent: d.Recorded, Status: Waiting,
		Done: d.Done, Whole: d.Whole, Failed: d.Failed,
	}
	_, _, twice := d.Mapping.Twice()
	switch {
	case d.working(now):
		i.Status = Applying
	case twice || len(d.Mapping.Unknown(d.Header)) > 0 || len(d.Mapping.Missing()) > 0:
		i.Status = Unmapped
	case !d.Began.IsZero() && d.Failed == "":
		i.Broken = true
	}
	return i
}

// working tells whether somebody applies it now.
func (d uploadDoc) working(now time.Time) bool {
	return !d.Began.IsZero() && d.Failed == "" && !d.Applied && now.Before(d.Beat.Add(beatLife))
}

// Map says which field each column is. What was said of a title is kept for the next file.
func (s *Service) Map(ctx context.Context, id string, fields Mapping, by string) (Import, error) {
	i, err := s.Find(ctx, id)
	if err != nil {
		return i, err
	}
	if i.Status != Unmapped && i.Status != Waiting {
		return i, fault.Conflict("This file is being applied, or was. Its columns cannot be changed any more.")
	}
	if err := checkMapping(fields, i.Header); err != nil {
		return i, err
	}
	_, err = s.tables.uploads.Update(ctx, id, func(d *uploadDoc) error {
		d.Mapping = fields
		return nil
	})
	if err != nil {
		return i, fmt.Errorf("intake: map columns: %w", err)
	}
	if err := s.remember(ctx, i, fields, by); err != nil {
		return i, err
	}
	return s.Find(ctx, id)
}

// checkMapping refuses a mapping with which no row could be read; the fields are named column-1 and so on.
func checkMapping(fields Mapping, header []string) error {
	var bad []fault.Field
	name := func(i int) string { return fmt.Sprintf("column-%d", i+1) }
	if len(fields) != len(header) {
		return fault.Invalid("The file has another number of columns. Load the page again.")
	}
	for i, f := range fields {
		if f != "" && !slices.Contains(Fields(), f) {
			bad = append(bad, fault.Field{Name: name(i), Message: fmt.Sprintf("“%s” is not something that a column can be.", clip(string(f)))})
		}
	}
	for _, i := range fields.Unknown(header) {
		bad = append(bad, fault.Field{Name: name(i), Message: fmt.Sprintf("Choose what the column “%s” is, or that it is left out.", header[i])})
	}
	if i, j, twice := fields.Twice(); twice {
		bad = append(bad, fault.Field{Name: name(j), Message: fmt.Sprintf("The columns “%s” and “%s” cannot both be this. Leave one of them out.", header[i], header[j])})
	}
	for _, f := range fields.Missing() {
		bad = append(bad, fault.Field{Name: name(0), Message: fmt.Sprintf("No column is the %s. Choose the one that is.", strings.ReplaceAll(string(f), "_", " "))})
	}
	if len(bad) > 0 {
		return fault.Invalid("The columns are not all known yet.", bad...)
	}
	return nil
}

// remember keeps what the officer said where the program knew otherwise or nothing.
func (s *Service) remember(ctx context.Context, i Import, fields Mapping, by string) error {
	var said []string
	known := recognise(i.Header, nil)
	for n, title := range i.Header {
		plain := plainTitle(title)
		if plain == "" || fields[n] == "" || fields[n] == known[n] && i.Mapping[n] == known[n] {
			continue
		}
		doc := titleDoc{Title: plain, Field: fields[n], By: by, Recorded: day.Instant(s.now())}
		err := s.tables.titles.Insert(ctx, doc)
		if errors.Is(err, store.ErrExists) {
			_, err = s.tables.titles.Update(ctx, plain, func(d *titleDoc) error { *d = doc; return nil })
		}
		if err != nil {
			return fmt.Errorf("intake: keep a title: %w", err)
		}
		said = append(said, fmt.Sprintf("%q is %s", title, fields[n]))
	}
	if len(said) == 0 {
		return nil
	}
	return s.log(ctx, audit.Entry{By: by, Action: "map-columns", Subject: "register", After: strings.Join(said, ", "), Why: i.File})
}

func (s *Service) log(ctx context.Context, e audit.Entry) error {
	e.At = day.Instant(s.now())
	if err := s.audit.Append(ctx, e); err != nil {
		return fmt.Errorf("intake: audit: %w", err)
	}
	return nil
}

// rows reads the rows of an upload.
func (s *Service) rows(ctx context.Context, i Import) ([]Row, error) {
	rows := make([]Row, 0, i.Rows)
	from, until := store.Prefix(i.ID + "/")
	for doc, err := range s.tables.chunks.Each(ctx, store.Query{From: from, Until: until, Limit: 8}) {
		if err != nil {
			return nil, fmt.Errorf("intake: read rows: %w", err)
		}
		rows = append(rows, doc.Rows...)
	}
	if len(rows) != i.Rows {
		return nil, fault.NotFound("The rows of this file are no longer kept. Send the file again.")
	}
	return rows, nil
}

// Sweep removes files that came more than a day ago, and tells how many documents that was. The record of what was applied
// stays. Run it under a lease.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	old := store.Query{Index: byRecorded, Until: day.Instant(s.now().Add(-keptFor))}
	swept := 0
	for doc, err := range s.tables.uploads.Each(ctx, old) {
		if err != nil {
			return swept, fmt.Errorf("intake: sweep: %w", err)
		}
		if doc.working(s.now()) {
			continue
		}
		if _, err := s.tables.uploads.Delete(ctx, doc.ID); err != nil {
			return swept, fmt.Errorf("intake: sweep: %w", err)
		}
		swept++
	}
	old.Limit = 8
	for doc, err := range s.tables.chunks.Each(ctx, old) {
		if err != nil {
			return swept, fmt.Errorf("intake: sweep: %w", err)
		}
		if _, err := s.tables.chunks.Delete(ctx, doc.ID); err != nil {
			return swept, fmt.Errorf("intake: sweep: %w", err)
		}
		swept++
	}
	return swept, nil
}

// agencies is a list of codes for the log.
func agencies(list []org.AgencyCode) string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = string(c)
	}
	return strings.Join(out, " ")
}
