package api

import (
	"context"
	"encoding/base64"
	"mime"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/intake"
	"lamtoen/internal/org"
	"lamtoen/internal/route"
)

// importBody is the limit of a request with a file, in bytes: as large as the server reads at all.
const importBody = 12 << 20

// Limits of an answer about an import: what is more is told by the counts.
const (
	importPage    = 100
	longestImport = 1000
	listProblems  = 1000
)

// registerRoutes are the register import.
func (a *API) registerRoutes() []route.Route {
	at := func(method, path string, handler fiber.Handler, limit int) route.Route {
		return route.Route{Method: method, Path: Prefix + path, Permission: account.ManageRegister, Handler: handler, BodyLimit: limit}
	}
	return []route.Route{
		at(fiber.MethodPost, "/register/imports", a.sendImport, importBody),
		at(fiber.MethodGet, "/register/imports/:import", a.registerImport, 0),
		at(fiber.MethodPost, "/register/imports/:import/application", a.applyImport, smallBody),
	}
}

// importRequest is a file with what is declared about it.
type importRequest struct {
	File     string           `json:"file"`    // its name
	Content  string           `json:"content"` // base64
	AsOf     string           `json:"as_of"`
	Complete string           `json:"complete"`
	Agencies []org.AgencyCode `json:"agencies"`
	LeaveOn  string           `json:"leave_on"`
	Kind     string           `json:"kind"`
	Columns  []string         `json:"columns"` // what each column is, where the titles do not say; "" leaves it to them
	DryRun   *bool            `json:"dry_run"` // true when nobody says
	Leavers  int              `json:"leavers"`
}

// importView is an import as it travels.
type importView struct {
	marked
	ID          string           `json:"id"`
	Status      intake.Status    `json:"status"`
	File        string           `json:"file"`
	SHA256      string           `json:"sha256"`
	AsOf        day.Date         `json:"as_of"`
	Complete    intake.Complete  `json:"complete"`
	LeaveOn     day.Date         `json:"leave_on"`
	Rows        int              `json:"rows"`
	By          string           `json:"by"`
	Sent        time.Time        `json:"sent"`
	Columns     []importColumn   `json:"columns,omitempty"`
	Counts      *intake.Counts   `json:"counts,omitempty"`
	Digest      string           `json:"digest,omitempty"`
	Leavers     bool             `json:"leavers_asked,omitempty"` // the application must give their number
	Notes       []string         `json:"notes,omitempty"`
	Problems    []importProblem  `json:"problems,omitempty"`
	Differences []importChange   `json:"differences,omitempty"`
	Next        int              `json:"next,omitempty"` // where the next differences begin
	Progress    *importProgress  `json:"progress,omitempty"`
	Failed      string           `json:"failed,omitempty"`
	Applied     *time.Time       `json:"applied,omitempty"`
	Group       string           `json:"group,omitempty"`
	Before      string           `json:"applied_before,omitempty"` // the import as which the same file was applied
	Agencies    []org.AgencyCode `json:"agencies,omitempty"`       // that the file covered
}

type importColumn struct {
	Title string       `json:"title"`
	Field intake.Field `json:"field"`
}

type importProblem struct {
	Row     int    `json:"row"`
	Column  string `json:"column"`
	Message string `json:"message"`
}

type importChange struct {
	Kind   intake.Kind    `json:"kind"`
	Row    int            `json:"row,omitempty"`
	Person org.PersonID   `json:"person,omitempty"`
	EID    string         `json:"eid"`
	Name   string         `json:"name"`
	Agency org.AgencyCode `json:"agency,omitempty"`
	From   day.Date       `json:"from,omitempty"`
	Values []intake.Value `json:"values"`
}

type importProgress struct {
	Done  int `json:"done"`
	Whole int `json:"whole"`
}

// nation refuses those whose permission is for one agency: a file may name any.
func nation(c *fiber.Ctx) error {
	if !route.Scope(c).All {
		return fault.Forbidden("Files of the register are taken by officers whose role reaches the whole country; yours is for one agency.")
	}
	return nil
}

// sendImport takes a file, as a form or as JSON, and answers with its dry run; without one it begins to apply it at once.
func (a *API) sendImport(c *fiber.Ctx) error {
	if err := nation(c); err != nil {
		return err
	}
	request, data, err := importSent(c)
	if err != nil {
		return err
	}
	sent := intake.Sent{File: request.File, Data: data, Options: intake.Options{AsOf: day.Date(request.AsOf), Complete: intake.Complete(request.Complete),
		Agencies: request.Agencies, LeaveOn: day.Date(request.LeaveOn), Kind: org.Kind(request.Kind)}}
	ctx, by := c.UserContext(), string(asker(c))
	i, err := a.intake.Upload(ctx, sent, by)
	if err != nil {
		return err
	}
	if i, err = a.mapImport(ctx, i, request.Columns, by); err != nil {
		return err
	}
	status := fiber.StatusCreated
	if request.DryRun != nil && !*request.DryRun && i.Status == intake.Waiting {
		before := i.Before
		if i, err = a.applyAtOnce(ctx, i, request.Leavers, by); err != nil {
			return err
		}
		if before != "" && i.ID == before {
			status = fiber.StatusOK // it was made by an earlier request
		}
	}
	c.Status(status)
	c.Location(Prefix + "/register/imports/" + i.ID)
	return a.answerImport(c, i, "", 0, importPage)
}

// mapImport says what columns are, of a file that nobody has begun to apply.
func (a *API) mapImport(ctx context.Context, i intake.Import, columns []string, by string) (intake.Import, error) {
	if len(columns) == 0 || i.Status != intake.Waiting && i.Status != intake.Unmapped {
		return i, nil
	}
	fields := make(intake.Mapping, len(i.Mapping))
	copy(fields, i.Mapping)
	for n, f := range columns[:min(len(fields), len(columns))] {
		if f != "" {
			fields[n] = intake.Field(f)
		}
	}
	before := i.Before
	i, err := a.intake.Map(ctx, i.ID, fields, by)
	i.Before = before
	return i, err
}

// applyAtOnce begins to apply a file whose sender has not asked for a dry run, unless something in it must be mended. A request that is
// repeated, because its answer was lost, applies nothing twice: it finds the import at work or, once it is done, as it was done. Where
// the register has changed since, so that the file would change it once more, that is shown and must be applied by its own request.
func (a *API) applyAtOnce(ctx context.Context, i intake.Import, leavers int, by string) (intake.Import, error) {
	d, err := a.intake.Preview(ctx, i.ID)
	switch {
	case fault.Is(err, fault.CodeConflict): // begun, or done, at this moment
		return a.intake.Find(ctx, i.ID)
	case err != nil:
		return i, err
	case !d.Ready() || i.Before != "" && d.Counts.Changed() > 0:
		return i, nil
	case i.Before != "":
		return a.intake.Find(ctx, i.Before)
	}
	started := a.intake.Start(ctx, i.ID, intake.Approval{Digest: d.Digest, Leavers: leavers}, by)
	now, err := a.intake.Find(ctx, i.ID)
	if started != nil && err == nil && now.Status != intake.Applying && now.Status != intake.Applied {
		err = started
	}
	return now, err
}

// importSent reads the file from a form (multipart) or from JSON.
func importSent(c *fiber.Ctx) (importRequest, []byte, error) {
	var r importRequest
	kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || kind != fiber.MIMEMultipartForm {
		if err := body(c, &r); err != nil {
			return r, nil, err
		}
		data, err := base64.StdEncoding.DecodeString(r.Content)
		if err != nil || len(data) == 0 {
			return r, nil, fault.Invalid("The file cannot be read.", fault.Field{Name: "content", Message: "Give the file's bytes in base64 (RFC 4648, section 4)."})
		}
		return r, data, nil
	}
	name, data, err := route.File(c, "file", intake.MaxFile)
	if err != nil {
		return r, nil, err
	}
	r = importRequest{File: name, AsOf: c.FormValue("as_of"), Complete: c.FormValue("complete"), LeaveOn: c.FormValue("leave_on"), Kind: c.FormValue("kind")}
	for code := range strings.FieldsFuncSeq(c.FormValue("agencies"), func(r rune) bool { return r == ',' || r == ' ' }) {
		r.Agencies = append(r.Agencies, org.AgencyCode(code))
	}
	if text := c.FormValue("columns"); text != "" {
		r.Columns = strings.Split(text, ",")
	}
	var bad []fault.Field
	if text := c.FormValue("dry_run"); text != "" {
		dry, err := strconv.ParseBool(text)
		if err != nil {
			bad = append(bad, fault.Field{Name: "dry_run", Message: "Write true or false."})
		}
		r.DryRun = &dry
	}
	if text := c.FormValue("leavers"); text != "" {
		if r.Leavers, err = strconv.Atoi(text); err != nil {
			bad = append(bad, fault.Field{Name: "leavers", Message: "Write a whole number."})
		}
	}
	if len(bad) > 0 {
		return r, nil, fault.Invalid("Please correct what is marked.", bad...)
	}
	return r, data, nil
}

// registerImport tells where an import stands: its dry run while it waits, its progress, or what it was.
func (a *API) registerImport(c *fiber.Ctx) error {
	if err := nation(c); err != nil {
		return err
	}
	q := newQuery(c, "kind", "from", "limit")
	kind := intake.Kind(q.text("kind"))
	from, limit := q.number("from", 0, 0, intake.MaxRows), q.number("limit", importPage, 1, longestImport)
	if err := q.fault(); err != nil {
		return err
	}
	i, err := a.intake.Find(c.UserContext(), c.Params("import"))
	if err != nil {
		return err
	}
	return a.answerImport(c, i, kind, from, limit)
}

// answerImport writes the answer.
func (a *API) answerImport(c *fiber.Ctx, i intake.Import, kind intake.Kind, from, limit int) error {
	v := importView{marked: a.marked(), ID: i.ID, Status: i.Status, File: i.File, SHA256: i.Hash, AsOf: i.Options.AsOf, Complete: i.Options.Complete,
		LeaveOn: i.Options.LeaveOn, Rows: i.Rows, By: i.By, Sent: i.Sent, Failed: i.Failed, Before: i.Before}
	for n, title := range i.Header {
		v.Columns = append(v.Columns, importColumn{title, i.Mapping[n]})
	}
	switch i.Status {
	case intake.Applying:
		v.Progress = &importProgress{i.Done, i.Whole}
	case intake.Applied:
		v.Applied, v.Group, v.Counts, v.Agencies = &i.Record.Applied, i.Record.Group, &i.Record.Counts, i.Record.Covered
	case intake.Waiting:
		d, err := a.intake.Preview(c.UserContext(), i.ID)
		if err != nil {
			return err
		}
		v.withDifferences(d, kind, from, limit)
	}
	return c.JSON(v)
}

func (v *importView) withDifferences(d *intake.Differences, kind intake.Kind, from, limit int) {
	v.Counts, v.Digest, v.Leavers, v.Notes, v.Agencies = &d.Counts, d.Digest, d.Brake(), d.Notes, d.Covered
	for _, p := range d.Problems[:min(len(d.Problems), listProblems)] {
		v.Problems = append(v.Problems, importProblem{p.Row, p.Column, p.Message})
	}
	at := 0
	for _, x := range d.List {
		if kind != "" && x.Kind != kind {
			continue
		}
		if at >= from+limit {
			v.Next = at
			return
		}
		if at >= from {
			v.Differences = append(v.Differences, importChange{x.Kind, x.Row, x.Person, x.EID, x.Name, x.Agency, x.From, x.Values})
		}
		at++
	}
}

// applicationRequest says which dry run is meant.
type applicationRequest struct {
	Digest  string `json:"digest"`
	Leavers int    `json:"leavers"`
}

// applyImport begins to do what a dry run showed, and answers at once. Repeated it finds it at work, or done.
func (a *API) applyImport(c *fiber.Ctx) error {
	if err := nation(c); err != nil {
		return err
	}
	var r applicationRequest
	if err := body(c, &r); err != nil {
		return err
	}
	ctx, id := c.UserContext(), c.Params("import")
	started := a.intake.Start(ctx, id, intake.Approval{Digest: r.Digest, Leavers: r.Leavers}, string(asker(c)))
	i, err := a.intake.Find(ctx, id)
	if err != nil {
		return err
	}
	if started != nil && i.Status != intake.Applying {
		return started
	}
	c.Status(fiber.StatusAccepted)
	return a.answerImport(c, i, "", 0, importPage)
}
