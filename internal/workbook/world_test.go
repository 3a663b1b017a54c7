package workbook_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
	"lamtoen/internal/workbook"
)

const formYAML = `title: Our agency's social media plan
summary: What we do, and why.
parts:
  - id: plan.1
    title: Goals and objectives
    intro: Begin with the work.
    fields:
      - {id: period, label: Period of this plan, hint: First and last day, kind: text, required: true, clause: plan.1, example: "2027"}
      - {id: goals, label: Our goals, hint: One a line, kind: lines, required: true, clause: plan.1, example: [People travel safely, People come once]}
      - id: objectives
        label: Our objectives
        hint: One to three
        kind: table
        required: true
        clause: plan.1
        columns:
          - {id: number, label: "No."}
          - {id: who, label: Who is better off}
        example:
          - ["1", Drivers]
          - ["2", Ticket sellers]
  - id: considerations
    title: Six considerations
    intro: Hold the plan against them.
    fields:
      - {id: quality, label: Information quality, hint: How, kind: text, clause: plan.1, example: Each fact has a source}
review:
  - {id: could-fail, question: Could each objective fail?, clause: plan.1}
  - {id: nothing-secret, question: Is the plan free of passwords?, clause: plan.1}
`

// form reads the workbook of the tests, changed by pairs of old and new text.
func form(t testing.TB, pairs ...string) *courses.Workbook {
	t.Helper()
	cat, err := courses.Load(fstest.MapFS{
		"policy.yaml":   {Data: []byte("clauses:\n  - {id: plan.1, title: Goals, kind: platform}\n")},
		"workbook.yaml": {Data: []byte(strings.NewReplacer(pairs...).Replace(formYAML))},
	}, courses.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return cat.Workbook
}

// clock is a time that a test moves by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// world is two agencies with a few officers, on 23 November 2026.
type world struct {
	t      testing.TB
	engine store.Engine
	clock  *clock

	register *org.Register
	learning *learning.Service
	plans    *workbook.Service

	lead, imo, head, clerk, outsider workbook.Access
	nobody, scholar                  org.PersonID // no flag; no flag, but takes the course
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, engine: storetest.Open(t), clock: &clock{at: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)}}
	w.plans = w.open(w.engine, form(t))
	agencies := "code,type,parent_code,name,name_dz,from,until,successors,source\n" +
		"moh,ministry,,Ministry of Health,,,,,test\nmohx,ministry,,Ministry of Others,,,,,test\ndz-haa,dzongkhag,,Dzongkhag Haa,,,,,test\n"
	w.must(w.register.LoadAgencies(t.Context(), fstest.MapFS{org.AgencyFile: {Data: []byte(agencies)}}))
	w.lead = w.officer("100001", "Pema Dorji", "moh", org.FlagLead)
	w.imo = w.officer("100002", "Dechen Wangmo", "moh", org.FlagIMO)
	w.head = w.officer("100003", "Karma Penjor", "moh", org.FlagHead)
	w.outsider = w.officer("100004", "Tashi Lhamo", "mohx", org.FlagICT)
	w.nobody = w.person("100005", "Deki Om", "moh")
	w.scholar = w.person("100006", "Ugyen Tshering", "moh")
	w.must(w.learning.AddFact(t.Context(), learning.Fact{
		ID: learning.FactID(w.scholar, workbook.Course, 1), Kind: learning.KindEnrolled, Person: w.scholar, Course: workbook.Course,
		Enrolment: 1, Version: "1.0.0", Hash: "h1:test", By: string(w.scholar), Via: learning.ViaWeb,
	}))
	w.clerk = w.access(w.scholar)
	return w
}

// open gives another instance on an engine.
func (w *world) open(e store.Engine, f *courses.Workbook) *workbook.Service {
	w.t.Helper()
	ctx := w.t.Context()
	log, err := audit.Open(ctx, w.engine)
	w.must(err)
	library, err := catalogue.Open(ctx, w.engine)
	w.must(err)
	if w.register == nil {
		w.register, err = org.Open(ctx, w.engine, log, org.Settings{Now: w.clock.now})
		w.must(err)
		w.learning, err = learning.Open(ctx, w.engine, learning.Deps{Library: library, Register: w.register, Audit: log},
			learning.Settings{Now: w.clock.now})
		w.must(err)
	}
	s, err := workbook.Open(ctx, e, workbook.Deps{Form: f, Register: w.register, Learning: w.learning, Audit: log}, workbook.Settings{Now: w.clock.now})
	w.must(err)
	return s
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// refused checks that an error is a fault of the code that says all of the words, in its message or its fields.
func (w *world) refused(err error, code fault.Code, words ...string) {
	w.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code {
		w.t.Fatalf("error: got %v, want %s", err, code)
	}
	said := f.Message
	for _, field := range f.Fields {
		said += "\n" + field.Name + ": " + field.Message
	}
	for _, word := range words {
		if !strings.Contains(said, word) {
			w.t.Errorf("message: got %q, want it to say %q", said, word)
		}
	}
}

func (w *world) person(eid, name string, agency org.AgencyCode, flags ...org.Flag) org.PersonID {
	w.t.Helper()
	p, err := w.register.AddPerson(w.t.Context(), org.NewPerson{
		Person: org.Person{EID: eid, Name: name, Kind: org.KindRegular, Joined: "2020-01-15"},
		Post:   org.Post{Agency: agency, Position: "Officer " + eid[5:], Flags: flags},
	}, "test")
	w.must(err)
	return p.ID
}

func (w *world) officer(eid, name string, agency org.AgencyCode, flag org.Flag) workbook.Access {
	w.t.Helper()
	return w.access(w.person(eid, name, agency, flag))
}

func (w *world) access(id org.PersonID) workbook.Access {
	w.t.Helper()
	a, err := w.plans.Access(w.t.Context(), id)
	w.must(err)
	return a
}

// plan is the plan of the agency, as it stands.
func (w *world) plan(a workbook.Access) workbook.Plan {
	w.t.Helper()
	p, err := w.plans.Plan(w.t.Context(), a)
	w.must(err)
	return p
}

// change is a field as somebody types it who has the plan before them as it stands.
func change(p workbook.Plan, f courses.WorkbookField, text string, rows ...[]string) workbook.Change {
	e, _ := p.Entry(f.ID)
	return workbook.Change{Field: f.ID, Was: e.Value.Digest(), Value: workbook.NewValue(f, text, rows)}
}

// complete writes an example into every field.
func complete(ctx context.Context, s *workbook.Service, a workbook.Access) error {
	p, err := s.Plan(ctx, a)
	if err != nil {
		return err
	}
	var changes []workbook.Change
	for _, part := range s.Form().Parts {
		for _, f := range part.Fields {
			e, _ := p.Entry(f.ID)
			changes = append(changes, workbook.Change{Field: f.ID, Was: e.Value.Digest(), Value: workbook.ExampleOf(f)})
		}
	}
	_, err = s.Save(ctx, a, p.Version, changes)
	return err
}

// seen is the plan as it stands, as somebody sees it.
func seen(p workbook.Plan) workbook.Seen {
	return workbook.Seen{Version: p.Version, Round: p.Round, Edits: p.Edits}
}

// answers says yes to everything.
func answers(f *courses.Workbook) workbook.Sheet {
	var s workbook.Sheet
	for _, q := range f.Review {
		s.Answers = append(s.Answers, workbook.Answer{Question: q.ID, Verdict: workbook.Yes})
	}
	return s
}
