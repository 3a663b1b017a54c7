package coverage_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"lamtoen/internal/coverage"
	"lamtoen/internal/org"
)

const csvGolden = `mark,course,as_at,known_on,kinds,only,agency_code,agency,type,level,must,on_leave,exempt,complete,expiring,passed_not_signed,under_way,not_started,never_signed_in,expired,overdue,under_review,percent
Invented,code-of-conduct,2026-01-05,,regular contract,,dz-haa,Haa Dzongkhag,dzongkhag,0,12,0,0,9,0,0,0,0,3,0,0,0,75
Invented,code-of-conduct,2026-01-05,,regular contract,,gw-haa-sama,'=Sama Gewog,gewog,0,1,0,0,0,0,0,0,0,1,0,0,0,
Invented,code-of-conduct,2026-01-05,,regular contract,,gw-haa-bji,Bji Gewog,gewog,0,0,0,0,0,0,0,0,0,0,0,0,0,
`

// The export is stable to the byte, carries its mark in every line, gives no per cent of few people, and holds no cell that a
// spreadsheet would run.
func TestCSV(t *testing.T) {
	w := newWorld(t)
	for i, eid := range strings.Fields("1001 1002 1003 1004 1005 1006 1007 1008 1009 1010 1011") {
		id := w.hire(eid, "dz-haa")
		if i < 9 {
			w.complete(id)
		}
	}
	w.hire("1012", "gw-haa-sama")
	w.later()
	q := coverage.Query{Course: conduct, Agency: "dz-haa", Scope: org.Scope{All: true}}
	var b strings.Builder
	w.must(w.cube.CSV(w.ctx, &b, q, "Invented"))
	if got := b.String(); got != csvGolden {
		t.Errorf("got\n%s\nwant\n%s", got, csvGolden)
	}
}

// Every column of the export is explained, in its order, that of the mark too.
func TestDictionaryExplainsEveryColumn(t *testing.T) {
	w := newWorld(t)
	var export, dictionary strings.Builder
	w.must(w.cube.CSV(w.ctx, &export, all(), "Invented"))
	w.must(coverage.DictionaryCSV(&dictionary))
	head, err := csv.NewReader(strings.NewReader(export.String())).Read()
	w.must(err)
	terms, err := csv.NewReader(strings.NewReader(dictionary.String())).ReadAll()
	w.must(err)
	var names []string
	for _, line := range terms[1:] {
		names = append(names, line[0])
		if line[1] == "" || line[2] != coverage.SchemaVersion {
			t.Errorf("%s: got meaning %q of version %q", line[0], line[1], line[2])
		}
	}
	if got, want := strings.Join(names, ","), strings.Join(head, ","); got != want {
		t.Errorf("dictionary: got %s, want %s", got, want)
	}
}
