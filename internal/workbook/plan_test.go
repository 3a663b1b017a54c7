package workbook_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/workbook"
)

func TestWhoMayOpenThePlan(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	if _, err := w.plans.Access(ctx, w.nobody); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("no flag and no course: got %v, want not found", err)
	}
	if a := w.access(w.scholar); a.Review || a.Agency != "moh" {
		t.Errorf("takes the course: got %+v, want to write and not to review", a)
	}
	if !w.lead.Review || w.lead.Position != "Officer 1" {
		t.Errorf("lead: got %+v, want to review, in the position of today", w.lead)
	}
	w.must(w.plans.Begin(ctx, w.lead, 1))
	if _, err := w.plans.Plan(ctx, w.outsider); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("an agency whose code begins alike: got %v, want no plan there", err)
	}
	none := w.open(w.engine, nil)
	if _, err := none.Access(ctx, w.lead.Person); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("without a workbook: got %v, want not found", err)
	}
}

func TestAPlanGoesThroughItsStates(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	if _, err := w.plans.Plan(ctx, w.lead); !fault.Is(err, fault.CodeNotFound) {
		t.Fatalf("before: got %v, want not found", err)
	}
	w.must(w.plans.Begin(ctx, w.lead, 1))
	w.must(w.plans.Begin(ctx, w.imo, 1))
	p := w.plan(w.lead)
	if p.State != workbook.StateBegun || p.Version != 1 || len(p.History) != 1 || p.History[0].By != w.lead.Person {
		t.Fatalf("begun: got %+v, want version 1 begun by the first", p)
	}
	w.refused(w.plans.Submit(ctx, w.lead, seen(p)), fault.CodeInvalid, "period: “Period of this plan”", "goals", "objectives")
	w.refused(w.plans.Begin(ctx, w.lead, 2), fault.CodeConflict, "not agreed yet")

	w.must(complete(ctx, w.plans, w.lead))
	p = w.plan(w.lead)
	stale := seen(p)
	stale.Edits--
	w.refused(w.plans.Submit(ctx, w.imo, stale), fault.CodeConflict, "changed the plan since")
	w.clock.move(time.Hour)
	w.must(w.plans.Submit(ctx, w.lead, seen(p)))
	w.must(w.plans.Submit(ctx, w.lead, seen(p))) // sent twice
	p = w.plan(w.lead)
	if p.State != workbook.StateSubmitted || p.Round != 1 || len(p.History) != 2 {
		t.Fatalf("submitted: got %s, round %d, %d facts; want one round", p.State, p.Round, len(p.History))
	}
	if names := w.plans.Reviewers(p); len(names) != 2 || names[0].Person.Name != "Dechen Wangmo" {
		t.Errorf("reviewers: got %v, want the two officers who have not written, by name", names)
	}

	sheet := answers(w.plans.Form())
	w.refused(w.plans.Decide(ctx, w.lead, seen(p), sheet, true), fault.CodeConflict, "a colleague must review")
	w.refused(w.plans.Decide(ctx, w.clerk, seen(p), sheet, true), fault.CodeConflict, "Social Media Lead")
	sheet.Answers[0].Verdict, sheet.Answers[0].Note = workbook.NotYet, "No date is given."
	w.refused(w.plans.Decide(ctx, w.imo, seen(p), sheet, true), fault.CodeInvalid, "every answer is yes")
	w.must(w.plans.Decide(ctx, w.imo, seen(p), sheet, false))
	w.must(w.plans.Decide(ctx, w.imo, seen(p), sheet, false))
	w.refused(w.plans.Decide(ctx, w.head, seen(p), answers(w.plans.Form()), true), fault.CodeConflict, "does not wait")
	p = w.plan(w.lead)
	if f, _ := p.Last(workbook.KindReviewed); p.State != workbook.StateReturned || f.Answers[0].Note != "No date is given." {
		t.Fatalf("returned: got %s with %+v", p.State, f)
	}

	period, _ := w.plans.Form().Field("period")
	_, err := w.plans.Save(ctx, w.lead, 1, []workbook.Change{change(p, period, "2028")})
	w.must(err)
	w.must(w.plans.Submit(ctx, w.lead, seen(w.plan(w.lead))))
	w.must(w.plans.Decide(ctx, w.imo, seen(w.plan(w.imo)), answers(w.plans.Form()), true))
	p = w.plan(w.lead)
	if p.State != workbook.StateAgreed || p.Round != 2 {
		t.Fatalf("agreed: got %s in round %d", p.State, p.Round)
	}
	_, err = w.plans.Save(ctx, w.lead, 1, []workbook.Change{change(p, period, "2029")})
	w.refused(err, fault.CodeConflict, "not saved")
	first, err := w.plans.Submitted(ctx, w.lead, 1, 1)
	w.must(err)
	agreed, err := w.plans.Agreed(ctx, "moh")
	w.must(err)
	if first.Entry("period").Value.Text != "2027" || agreed.Entry("period").Value.Text != "2028" || first.State != workbook.StateReturned {
		t.Errorf("got %q in the first round (%s) and %q agreed, want each as it was submitted", first.Entry("period").Value.Text, first.State,
			agreed.Entry("period").Value.Text)
	}
}

func TestALaterYearBeginsFromTheOldText(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.agree()
	w.must(w.plans.Begin(ctx, w.head, 2))
	p := w.plan(w.head)
	if e, _ := p.Entry("period"); p.Version != 2 || p.State != workbook.StateBegun || e.Value.Text != "2027" || len(p.Writers) != 0 {
		t.Fatalf("got version %d, %s, period %q, writers %v; want the old text and no authors yet", p.Version, p.State, e.Value.Text, p.Writers)
	}
	if d, err := w.plans.Agreed(ctx, "moh"); err != nil || d.Version != 1 {
		t.Errorf("got version %d, %v; want the agreed one while the next is written", d.Version, err)
	}
	found, err := w.plans.Standings(ctx)
	w.must(err)
	if len(found) != 1 || found[0].State != workbook.StateBegun || found[0].AgreedVersion != 1 || found[0].Group() != workbook.StateAgreed {
		t.Errorf("standing: got %+v, want begun with version 1 agreed", found)
	}
}

// agree brings version 1 to its end.
func (w *world) agree() {
	w.t.Helper()
	ctx := w.t.Context()
	w.must(w.plans.Begin(ctx, w.lead, 1))
	w.must(complete(ctx, w.plans, w.lead))
	w.must(w.plans.Submit(ctx, w.lead, seen(w.plan(w.lead))))
	w.must(w.plans.Decide(ctx, w.imo, seen(w.plan(w.imo)), answers(w.plans.Form()), true))
}

func TestTwoAuthorsAtOnce(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.must(w.plans.Begin(ctx, w.lead, 1))
	before := w.plan(w.lead) // both open the page now
	period, _ := w.plans.Form().Field("period")
	goals, _ := w.plans.Form().Field("goals")
	_, err := w.plans.Save(ctx, w.lead, 1, []workbook.Change{change(before, period, "2027"), change(before, goals, "Safe travel")})
	w.must(err)
	w.clock.move(time.Minute)
	later := []workbook.Change{change(before, period, "July 2027 to June 2028"), {Field: "goals", Was: workbook.Value{}.Digest()}}
	saved, err := w.plans.Save(ctx, w.imo, 1, later)
	w.must(err)
	if len(saved.Clashes) != 1 || saved.Clashes[0].Now.Value.Text != "2027" || saved.Clashes[0].Now.By != w.lead.Person || saved.Wrote != 0 {
		t.Fatalf("got %+v, want one clash that names the text and its author", saved)
	}
	if e, _ := w.plan(w.imo).Entry("goals"); !slices.Equal(e.Value.Lines, []string{"Safe travel"}) {
		t.Errorf("a field that the later one left alone: got %v, want what the other wrote", e.Value.Lines)
	}
	// Now the later one has seen it, and brings both together.
	saved, err = w.plans.Save(ctx, w.imo, 1, []workbook.Change{change(saved.Plan, period, "2027, from July")})
	w.must(err)
	if e, _ := saved.Plan.Entry("period"); e.Value.Text != "2027, from July" || saved.Wrote != 1 || len(saved.Plan.Writers) != 2 {
		t.Errorf("got %+v and writers %v, want the text of both and two authors", e, saved.Plan.Writers)
	}
	again, err := w.plans.Save(ctx, w.imo, 1, []workbook.Change{change(before, period, "2027, from July")})
	if err != nil || again.Wrote != 0 || len(again.Clashes) != 0 || again.Plan.Edits != saved.Plan.Edits {
		t.Errorf("sent again: got %+v, %v; want nothing to do", again, err)
	}
}

func TestManyAuthorsLoseNothing(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.must(w.plans.Begin(ctx, w.lead, 1))
	var wait sync.WaitGroup
	fields := []string{"period", "goals", "quality"}
	for i, id := range fields {
		for _, a := range []workbook.Access{w.lead, w.imo, w.head} {
			f, _ := w.plans.Form().Field(w.plans.Form().Parts[0].Fields[0].ID)
			for _, p := range w.plans.Form().Parts {
				for _, candidate := range p.Fields {
					if string(candidate.ID) == id {
						f = candidate
					}
				}
			}
			wait.Go(func() {
				_, err := w.plans.Save(ctx, a, 1, []workbook.Change{{Field: f.ID, Was: workbook.Value{}.Digest(), Value: workbook.NewValue(f, fields[i], nil)}})
				if err != nil {
					t.Errorf("save: %v", err)
				}
			})
		}
	}
	wait.Wait()
	p := w.plan(w.lead)
	if len(p.Entries) != 3 || p.Edits != 3 {
		t.Errorf("got %d fields in %d savings, want all three, each once", len(p.Entries), p.Edits)
	}
	var submits sync.WaitGroup
	w.must(complete(ctx, w.plans, w.lead))
	p = w.plan(w.lead)
	for range 4 {
		submits.Go(func() {
			if err := w.plans.Submit(ctx, w.lead, seen(p)); err != nil {
				t.Errorf("submit: %v", err)
			}
		})
	}
	submits.Wait()
	if p = w.plan(w.lead); p.Round != 1 || len(p.History) != 2 {
		t.Errorf("got round %d and %d facts, want one submission", p.Round, len(p.History))
	}
}

func TestWhatDoesNotFitIsNotSavedAndSaidSo(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.must(w.plans.Begin(ctx, w.lead, 1))
	p := w.plan(w.lead)
	field := func(id string) (c workbook.Change) {
		for _, part := range w.plans.Form().Parts {
			for _, f := range part.Fields {
				if string(f.ID) == id {
					c = change(p, f, strings.Repeat("a", workbook.MaxText+3), []string{"1", strings.Repeat("b", workbook.MaxCell+1)})
				}
			}
		}
		return c
	}
	goals, _ := w.plans.Form().Field("goals")
	quality, _ := w.plans.Form().Field("quality")
	many := change(p, goals, strings.Repeat("line\n", workbook.MaxRows+1))
	saved, err := w.plans.Save(ctx, w.lead, 1, []workbook.Change{field("period"), many, field("objectives"), change(p, quality, "Good\r\nand well")})
	w.must(err)
	want := []fault.Field{
		{Name: "period", Message: "This has 4003 characters; 4000 are possible. Shorten it by 3."},
		{Name: "goals", Message: "This has 41 lines; 40 are possible. Bring some together, or leave some out."},
		{Name: "objectives", Message: "Row 1, “Who is better off”, has 601 characters; 600 are possible. Shorten it by 1."},
	}
	if !slices.Equal(saved.Wrong, want) || saved.Wrote != 1 {
		t.Errorf("got %+v and %d written, want %+v and the one that fits", saved.Wrong, saved.Wrote, want)
	}
	if e, _ := saved.Plan.Entry("quality"); e.Value.Text != "Good\nand well" {
		t.Errorf("got %q, want line ends of one kind", e.Value.Text)
	}
	bad, err := w.plans.Save(ctx, w.lead, 1, []workbook.Change{change(p, goals, "bell \a")})
	if err != nil || len(bad.Wrong) != 1 || !strings.Contains(bad.Wrong[0].Message, "Line 1 has a character") {
		t.Errorf("got %+v, %v; want the control character refused", bad.Wrong, err)
	}
	if _, err := w.plans.Save(ctx, w.lead, 7, nil); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("another version: got %v, want a conflict", err)
	}
}

func TestEmptyRowsGoAndColumnsAreKnownByName(t *testing.T) {
	f, _ := form(t).Field("objectives")
	v := workbook.NewValue(f, "", [][]string{{" ", ""}, {"1", "  Bus \n drivers\t"}, {"", ""}})
	if len(v.Rows) != 1 || v.Rows[0].Cells[1] != "Bus drivers" {
		t.Fatalf("got rows %v, want the one that is filled, tidied", v.Rows)
	}
	swapped, _ := form(t, "          - {id: number, label: \"No.\"}\n          - {id: who, label: Who is better off}",
		"          - {id: who, label: Who}\n          - {id: new, label: New}\n          - {id: number, label: \"No.\"}",
		`["1", Drivers]`, `[Drivers, x, "1"]`, `["2", Ticket sellers]`, `[a, b, c]`).Field("objectives")
	if got := v.In(swapped); !slices.Equal(got[0], []string{"Bus drivers", "", "1"}) {
		t.Errorf("got %q, want each cell under its column", got)
	}
}

func TestAReviewIsSavedAsItGoes(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.must(w.plans.Begin(ctx, w.lead, 1))
	w.must(complete(ctx, w.plans, w.lead))
	w.must(w.plans.Submit(ctx, w.lead, seen(w.plan(w.lead))))
	p := w.plan(w.imo)
	half := workbook.Sheet{Answers: []workbook.Answer{{Question: "could-fail", Verdict: workbook.NotYet}}}
	w.refused(w.plans.Decide(ctx, w.imo, seen(p), half, false), fault.CodeInvalid, "could-fail: Question 1: say what is not there yet.")
	kept, err := w.plans.Sheet(ctx, w.imo, p)
	if err != nil || kept.Answered() != 1 {
		t.Errorf("got %+v, %v; want the answer kept although the decision was refused", kept, err)
	}
	half.Answers[0].Note = strings.Repeat("x", workbook.MaxNote+1)
	w.refused(w.plans.SaveReview(ctx, w.imo, seen(p), half), fault.CodeInvalid, "has 1001 characters")
	half.Answers[0].Note = "A date"
	w.must(w.plans.SaveReview(ctx, w.imo, seen(p), half))
	if other, err := w.plans.Sheet(ctx, w.head, p); err != nil || other.Answered() != 0 {
		t.Errorf("another reviewer: got %+v, %v; want an empty sheet", other, err)
	}
	w.refused(w.plans.Decide(ctx, w.imo, seen(p), half, true), fault.CodeInvalid, "Question 2 has no answer yet")
	w.refused(w.plans.Decide(ctx, w.head, seen(p), workbook.Sheet{}, false), fault.CodeInvalid, "Tell the authors what to change")
	w.refused(w.plans.SaveReview(ctx, w.imo, workbook.Seen{Version: 1, Round: 9}, half), fault.CodeConflict, "gone on")
}

func TestPlansOfYearsAgoKeepTheirWords(t *testing.T) {
	w := newWorld(t)
	w.agree()
	newer := w.open(w.engine, form(t, "Period of this plan", "The year of this plan", "id: quality", "id: standards"))
	d, err := newer.Agreed(t.Context(), "moh")
	w.must(err)
	if f, ok := d.Form.Field("period"); !ok || f.Label != "Period of this plan" || d.Entry("quality").Value.Empty() {
		t.Errorf("got %+v, want the label and the fields of the time of its submission", f)
	}
	w.must(newer.Begin(t.Context(), w.lead, 2))
	p, err := newer.Plan(t.Context(), w.lead)
	w.must(err)
	if _, kept := p.Entry("quality"); !kept {
		t.Error("the text of a field that is gone was lost")
	}
}

func TestFiguresCountEachAgencyOnce(t *testing.T) {
	w := newWorld(t)
	w.agree()
	w.must(w.plans.Begin(t.Context(), w.lead, 2))
	w.must(w.plans.Begin(t.Context(), w.outsider, 1))
	found, err := w.plans.Standings(t.Context())
	w.must(err)
	tree := w.register.Tree("2026-11-23")
	lines := workbook.Lines(tree, org.Scope{All: true}, found)
	figures := workbook.Count(tree, lines, org.AgencyTypes())
	all := figures[0]
	if all.Agencies != 3 || all.None != 1 || all.In[workbook.StateAgreed] != 1 || all.In[workbook.StateBegun] != 1 || len(figures) != 3 {
		t.Errorf("got %+v, want 3 agencies: one agreed, one begun, one not begun; and two types", figures)
	}
	if part := workbook.Lines(tree, org.Scope{Agencies: []org.AgencyCode{"moh"}}, found); len(part) != 1 || part[0].Standing.Version != 2 {
		t.Errorf("scope of one agency: got %+v, want its line alone", part)
	}
	var b strings.Builder
	w.must(workbook.CSV(&b, lines, "2026-11-23", "Demonstration"))
	for _, want := range []string{
		"mark,as_at,agency_code,agency,type,version,state,since,agreed_version,agreed_on\n",
		"Demonstration,2026-11-23,moh,Ministry of Health,ministry,2,begun,2026-11-23,1,2026-11-23\n",
		"Demonstration,2026-11-23,dz-haa,Dzongkhag Haa,dzongkhag,,none,,,\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("got\n%s\nwant the line %s", b.String(), want)
		}
	}
	b.Reset()
	w.must(workbook.DictionaryCSV(&b))
	if got := strings.Count(b.String(), "\n"); got != 11 {
		t.Errorf("dictionary: got %d lines, want a head, the mark and 9 columns", got)
	}
}
