package site_test

import (
	"context"
	"regexp"
	"slices"
	"testing"

	"lamtoen/internal/appeal"
	"lamtoen/internal/org"
)

// eids are the EIDs of the fixture's people on a page or in a file, each once and in order.
func (b *browser) eids() []string {
	found := regexp.MustCompile(`\b2008\d{5}\b`).FindAllString(b.body, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// TestFileAndRemindersCoverTheList narrows the list of people in every way: the file and the page of reminders are of the same.
func TestFileAndRemindersCoverTheList(t *testing.T) {
	w := newWorld(t, nil)
	w.mandatory()
	ctx := context.Background()
	for _, p := range []org.Person{
		{EID: "200800301", Name: "Deki Zangmo", Kind: org.KindRegular, Sex: org.SexFemale, Category: "Professional"},
		{EID: "200800302", Name: "Dorji Wangdi", Kind: org.KindContract, Sex: org.SexMale, Category: "Professional"},
		{EID: "200800303", Name: "Sonam Dema", Kind: org.KindContract, Sex: org.SexFemale, Category: "Support"},
	} {
		p.Joined = "2019-07-01"
		added, err := w.register.AddPerson(ctx, org.NewPerson{Person: p, Post: org.Post{Agency: "moh", Position: "Officer", From: "2019-07-01"}}, "test")
		must(w, added, err)
	}
	opened, err := w.cases.Open(ctx, appeal.Claim{Person: w.learner.ID, By: w.learner.ID, Wrong: appeal.WrongLeave, Text: "I was away.",
		About: appeal.About{Course: "every-type"}})
	must(w, opened, err)
	rcsc := w.reader()
	if err := w.cube.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	const base, course = "/coverage/moh/", "?course=every-type"
	for query, want := range map[string]int{
		"": 5, "&kind=contract": 2, "&sex=female": 2, "&category=Professional": 2, "&kind=contract&sex=female": 1, "&review=yes": 1,
		"&expiring=yes": 0, "&overdue=yes": 0, "&group=never-signed-in": 5, "&q=Dorji": 1,
	} {
		list := rcsc.get(base + "people" + course + query).want(200).eids()
		if len(list) != want {
			t.Errorf("%s: got %v on the list, want %d people", query, list, want)
		}
		if got := rcsc.get(base + "people.csv" + course + query).want(200).eids(); !slices.Equal(got, list) {
			t.Errorf("%s: got %v in the file, want those of the list, %v", query, got, list)
		}
		if got := rcsc.get(base + "reminders" + course + query).want(200).eids(); !slices.Equal(got, list) {
			t.Errorf("%s: got %v on the page of reminders, want those of the list, %v", query, got, list)
		}
	}
}
