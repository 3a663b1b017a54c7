package intake_test

import (
	"strings"
	"testing"

	"lamtoen/internal/fault"
	"lamtoen/internal/intake"
	"lamtoen/internal/org"
)

// three is a list that the register takes first.
const three = `200801234,Karma Dorji,M,Regular,Planning Officer,Ministry of Health,01/07/2008,karma@example.bt
200801235,Dema Wangmo,F,Contract,ICT Officer,moh,15/08/2019,
200801236,Pema Lhamo,F,ESP,Driver,Haa Dzongkhag,13.5.2015,
`

func TestJoin(t *testing.T) {
	o := newOffice(t)
	r := o.take(t, three, intake.Options{})
	if got, want := r.Counts, (intake.Counts{Rows: 3, Joins: 3}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	p, _ := o.register.ByEID("200801235")
	if p.Name != "Dema Wangmo" || p.Sex != "female" || p.Kind != "contract" || p.Joined != "2019-08-15" {
		t.Errorf("got %+v, want Dema as the file has her", p)
	}
	if got, want := o.posts(t, "200801234"), "moh Planning Officer 2008-07-01.."; got != want {
		t.Errorf("got the posts %q, want %q", got, want)
	}
	again := o.preview(t, three, intake.Options{})
	if again.Counts.Unchanged != 3 || again.Counts.Changed() != 0 {
		t.Errorf("got %+v for the same file again, want 3 unchanged", again.Counts)
	}
	if e := o.log.entries[len(o.log.entries)-1]; e.Action != "import" || !strings.Contains(e.Why, "staff.csv") || !strings.Contains(e.Why, "3 join") {
		t.Errorf("got the audit entry %+v, want the import with its file", e)
	}
}

func TestDifferences(t *testing.T) {
	for name, c := range map[string]struct {
		rows    string
		options intake.Options
		want    string
	}{
		"move": {"200801234,Karma Dorji,,,,Ministry of Finance,,", intake.Options{}, `move 200801234 mof [agency "Ministry of Health (moh)"→"Ministry of Finance (mof)"]`},
		"fields": {"200801234,Karma  Tshering ,,,Chief Planning Officer,,,", intake.Options{},
			`change 200801234 moh [name "Karma Dorji"→"Karma Tshering"] [position "Planning Officer"→"Chief Planning Officer"]`},
		"an empty cell says nothing": {"200801234,,,,,,,", intake.Options{}, ""},
		"leaver":                     {"200801234,,,,,moh,,", intake.Options{Complete: intake.CompleteFile}, "leave 200801235 moh"},
		"all leavers":                {"200801234,,,,,moh,,", intake.Options{Complete: intake.CompleteRegister}, "leave 200801236 dz-haa\nleave 200801235 moh"},
		"agency list":                {"200801234,,,,,moh,,", intake.Options{Complete: intake.CompleteAgencies, Agencies: []org.AgencyCode{"dz-haa"}}, "leave 200801236 dz-haa"},
		"not complete":               {"200801234,,,,,moh,,", intake.Options{}, ""},
		"moved is no leaver": {"200801236,,,,,moh,,\n200801234,,,,,,,\n200801235,,,,,,,", intake.Options{Complete: intake.CompleteRegister},
			`move 200801236 moh [agency "Haa Dzongkhag (dz-haa)"→"Ministry of Health (moh)"]`},
		"repeated row": {"200801234,,F,,,,,\n2008-01234,,F,,,,,", intake.Options{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.take(t, three, intake.Options{})
			d := o.preview(t, c.rows+"\n", c.options)
			if got := outline(d); name != "repeated row" && got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if name != "repeated row" && !d.Ready() {
				t.Errorf("got problems %s, want none", problems(d))
			}
		})
	}
}

func TestProblems(t *testing.T) {
	o := newOffice(t)
	o.take(t, three, intake.Options{})
	for name, c := range map[string]struct{ rows, want string }{
		"duplicates":     {"300,A,,,,,,\n3000,Tashi,M,Regular,Clerk,moh,1/7/2020,\n3000,Tashi,M,Regular,Clerk,mof,1/7/2020,", "3 EID: The EID 3000 is in row 4 too"},
		"duplicates too": {"3000,Tashi,M,Regular,Clerk,moh,1/7/2020,\n3000,Tashi,M,Regular,Clerk,mof,1/7/2020,", "3 EID: The EID 3000 is in row 2 already"},
		"no EID":         {",Tashi,M,Regular,Clerk,moh,1/7/2020,", "2 EID: Give the EID"},
		"shortened EID":  {"2.00801E+08,Tashi,M,Regular,Clerk,moh,1/7/2020,", "2 EID: The spreadsheet has shortened this EID"},
		"month first":    {"3000,Tashi,M,Regular,Clerk,moh,12/31/2020,", "2 Date of Joining: “12/31/2020” has the month first"},
		"no day":         {"3000,Tashi,M,Regular,Clerk,moh,31/02/2020,", "2 Date of Joining: “31/02/2020” is not a day of the calendar"},
		"kind":           {"3000,Tashi,M,Boss,Clerk,moh,1/7/2020,", "2 Employment Type: “Boss” is not a kind of staff"},
		"two names":      {"3000,Tashi,M,Regular,Clerk,Gakiling Gewog,1/7/2020,", "2 Agency: More than one agency is called “Gakiling Gewog”. Write the code instead: Gakiling Gewog (gw-haa-gakiling, in Haa Dzongkhag)"},
		"nearly":         {"3000,Tashi,M,Regular,Clerk,Ministry of Finanse,1/7/2020,", "2 Agency: No agency is called “Ministry of Finanse” on this day. Perhaps it is Ministry of Finance (mof)"},
		"ended":          {"3000,Tashi,M,Regular,Clerk,moic,1/7/2020,", "ended on 29 December 2022. Write what followed it: Ministry of Infrastructure and Transport (moit) or"},
		"new person":     {"3000,Tashi,M,,,,,", "2 Position Title: This person is new, and the position is missing"},
		"e-mail":         {"3000,Tashi,M,Regular,Clerk,moh,1/7/2020,tashi(at)moh", "2 E-mail: \"tashi(at)moh\" is not an e-mail address"},
		"broken formula": {"3000,#REF!,M,Regular,Clerk,moh,1/7/2020,", "2 Name: The cell shows an error of the spreadsheet, #REF!"},
	} {
		d := o.preview(t, c.rows+"\n", intake.Options{})
		if got := problems(d); !strings.Contains(got, c.want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
		i := o.send(t, c.rows+"\n", intake.Options{})
		_, err := o.Apply(t.Context(), i.ID, intake.Approval{Digest: d.Digest}, "officer")
		refused(t, err, fault.CodeInvalid, "must be mended")
	}
	if got := o.register.Count(); got != 3 {
		t.Errorf("got %d people after refused files, want 3", got)
	}
}

func TestEIDCorrected(t *testing.T) {
	o := newOffice(t)
	o.take(t, three, intake.Options{})
	file := "EID,Old EID,Name,Agency\n209900001,200801234,Karma Dorji,moh\n"
	i, err := o.Upload(t.Context(), intake.Sent{File: "a.csv", Data: []byte(file)}, "officer")
	must(t, err)
	d, err := o.Preview(t.Context(), i.ID)
	must(t, err)
	if got, want := outline(d), `change 209900001 moh [eid "200801234"→"209900001"]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	before, _ := o.register.ByEID("200801234")
	_, err = o.Apply(t.Context(), i.ID, intake.Approval{Digest: d.Digest}, "officer")
	must(t, err)
	if after, ok := o.register.ByEID("209900001"); !ok || after.ID != before.ID {
		t.Errorf("got %v under the new EID, want the same person as before", after)
	}
	file = "EID,Old EID,Name,Agency\n200801235,200801236,Somebody,moh\n"
	if i, err = o.Upload(t.Context(), intake.Sent{File: "a.csv", Data: []byte(file)}, "officer"); err != nil {
		t.Fatal(err)
	}
	d, err = o.Preview(t.Context(), i.ID)
	must(t, err)
	if got := problems(d); !strings.Contains(got, "these are two people") {
		t.Errorf("got %q, want a word that EID and old EID are two people", got)
	}
}

func TestMoveAndLeave(t *testing.T) {
	o := newOffice(t)
	o.take(t, three, intake.Options{})
	o.take(t, "200801234,,,,,Ministry of Finance,,\n", intake.Options{AsOf: "2026-11-01"})
	if got, want := o.posts(t, "200801234"), "moh Planning Officer 2008-07-01..2026-10-31; mof Planning Officer 2026-11-01.."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	leave := "EID,Name,Agency,Leave from,Leave until\n200801235,Dema Wangmo,moh,1-Sep-2026,31-Aug-2027\n200801236,Pema Lhamo,,,\n"
	o.file(t, leave, intake.Options{})
	if got, want := o.posts(t, "200801235"), "moh ICT Officer 2019-08-15.. leave 2026-09-01..2027-08-31"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	o.file(t, "EID,Name,Agency,Leave from,Leave until\n200801235,Dema Wangmo,moh,,\n", intake.Options{})
	if got, want := o.posts(t, "200801235"), "moh ICT Officer 2019-08-15.. leave 2026-09-01..2026-11-22"; got != want {
		t.Errorf("after the return: got %q, want %q", got, want)
	}
	o.take(t, "200801234,,,,,mof,,\n200801236,,,,,dz-haa,,\n", intake.Options{Complete: intake.CompleteRegister, LeaveOn: "2026-11-20"})
	if got, want := o.posts(t, "200801235"), "moh ICT Officer 2019-08-15..2026-11-20 leave 2026-09-01..2026-11-22"; got != want {
		t.Errorf("after leaving: got %q, want %q", got, want)
	}
	d := o.preview(t, "200801235,,,,Clerk,mof,,\n", intake.Options{})
	if got, want := outline(d), "join 200801235 mof"; got != want {
		t.Errorf("coming back: got %q, want %q", got, want)
	}
	d = o.preview(t, "200801234,,,,,moh,,\n", intake.Options{AsOf: "2026-10-15"})
	if got := d.Counts.Unchanged; got != 1 {
		t.Errorf("a file of before the move: got %d unchanged, want 1", got)
	}
	d = o.preview(t, "200801234,,,,,dz-haa,,\n", intake.Options{AsOf: "2026-10-15"})
	if got := problems(d); !strings.Contains(got, "has a later post") {
		t.Errorf("an older file that says otherwise: got %q, want it refused", got)
	}
}

func TestBrake(t *testing.T) {
	o := newOffice(t)
	o.take(t, three, intake.Options{})
	i := o.send(t, "200801234,,,,,moh,,\n", intake.Options{Complete: intake.CompleteRegister})
	d, err := o.Preview(t.Context(), i.ID)
	must(t, err)
	if !d.Brake() || d.Present != 3 || d.Counts.Leaves != 2 {
		t.Fatalf("got the brake %t, %d of %d leaving, want it on for 2 of 3", d.Brake(), d.Counts.Leaves, d.Present)
	}
	_, err = o.Apply(t.Context(), i.ID, intake.Approval{Digest: d.Digest}, "officer")
	refused(t, err, fault.CodeInvalid, "leavers: More than a tenth of the people would leave. If that is right, type how many: 2.")
	_, err = o.Apply(t.Context(), i.ID, intake.Approval{Digest: d.Digest, Leavers: 2}, "officer")
	must(t, err)
}
