package report_test

import (
	"testing"

	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/report"
)

// TestAReportOfBeforeIsStillVerified holds what makes a stored report verify with a later program: the hash over definitions, layout and
// the version of the columns of figures, and the bytes of a letter with names and of a yearly report. Both were written down when columns
// about people were at version 2. Who changes one of them raises the layout, keeps the old one drawable or tells readers why it is not,
// and writes the new hashes here.
func TestAReportOfBeforeIsStillVerified(t *testing.T) {
	w := newWorld(t, learning.Rule{ID: "code-of-conduct/1", Rule: "code-of-conduct", Version: 1, Title: "Code of Conduct for every civil servant",
		Course: conduct, Audience: learning.Audience{Kinds: []org.Kind{org.KindRegular, org.KindContract}}, DueDays: 90, ValidMonths: 24,
		From: "2026-01-05", By: "system"}) // the first rule did not go by the calendar then
	w.crowd(48)
	w.to("2026-04-02")
	const definitions = "r1:8a01b907c55abb955d6da2389d00a9a84ee769fbe0cb38e82236532faa38f50d"
	for _, kept := range []struct {
		ask         report.Ask
		inputs, pdf string
	}{
		{letter(), "r1:df254c479622bb958a307ce449c964c97921434dbabe57d9df7e971d1d0779f5", "r1:1c0a6deaad78c543c02568df2f7af8b56cb44e6d094680bf809758cb69576686"},
		{yearly(), "r1:bf7a0433d36dde9a7b5bee283642465b496defcecc4955726f8312d220b35221", "r1:667932b54ea769992ea1a1a07c0c00b4d547b30ce44f3c1adaab71d7954583e6"},
	} {
		rec, _ := w.make(kept.ask)
		if rec.Definitions != definitions || rec.Inputs != kept.inputs || rec.PDF != kept.pdf {
			t.Errorf("%s: got definitions %s, figures %s and file %s; a report that was made before had %s, %s and %s", rec.Kind,
				rec.Definitions, rec.Inputs, rec.PDF, definitions, kept.inputs, kept.pdf)
		}
	}
}
