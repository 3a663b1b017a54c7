package audit_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/store/storetest"
)

// numbers reads a whole search in pages of the length.
func numbers(t interface {
	Helper()
	Fatal(...any)
}, l *audit.Log, s audit.Search, length int,
) (got []int64) {
	t.Helper()
	for after := audit.Place(""); ; {
		found, err := l.Search(background, s, after, length)
		if err != nil {
			t.Fatal(err)
		}
		if len(found.Records) > length {
			t.Fatal("got a page of", len(found.Records), "records, want at most", length)
		}
		for _, r := range found.Records {
			got = append(got, r.Number)
		}
		if after = found.Next; after == "" {
			return got
		}
	}
}

func TestSearch(t *testing.T) {
	l := open(t, storetest.Open(t))
	at := func(d int) time.Time { return noon.AddDate(0, 0, d) }
	for _, e := range []audit.Entry{
		{At: at(0), By: "p1", Action: "rule", Subject: "code/1"},
		{At: at(0), By: "p1", Action: "rule", Subject: "code/2"},
		{At: at(1), By: "p2", Action: "grant", Subject: "p1", Agency: "moh"},
		{At: at(2), By: "p1", Action: "exempt", Subject: "p3/0001", Agency: "moh"},
		{At: at(2), By: "p1", Action: "exempt", Subject: "p4/0001", Agency: "mof"},
		{At: at(3), By: "p3", Action: "exempt", Subject: "p3/0002", Agency: "moh"},
		{At: at(4), By: "p5", Action: "exempt", Subject: "group1", People: []string{"p6", "p7"}},
	} {
		if err := l.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	on := func(d int) day.Date { return day.Of(at(d)) }
	for name, test := range map[string]struct {
		search audit.Search
		want   []int64
	}{
		"all":                         {audit.Search{}, []int64{7, 6, 5, 4, 3, 2, 1}},
		"about and by somebody":       {audit.Search{Person: "p1"}, []int64{5, 4, 3, 2, 1}},
		"about somebody and by them":  {audit.Search{Person: "p3"}, []int64{6, 4}},
		"one of several":              {audit.Search{Person: "p7"}, []int64{7}},
		"by somebody":                 {audit.Search{By: "p1"}, []int64{5, 4, 2, 1}},
		"a subject itself":            {audit.Search{Subject: "code/1"}, []int64{1}},
		"all that begins with it":     {audit.Search{Subject: "code"}, []int64{2, 1}},
		"an agency":                   {audit.Search{Agency: "moh"}, []int64{6, 4, 3}},
		"a kind of act":               {audit.Search{Action: "exempt"}, []int64{7, 6, 5, 4}},
		"from a day":                  {audit.Search{From: on(2)}, []int64{7, 6, 5, 4}},
		"until a day":                 {audit.Search{Until: on(1)}, []int64{3, 2, 1}},
		"a day":                       {audit.Search{From: on(1), Until: on(1)}, []int64{3}},
		"several things at once":      {audit.Search{By: "p1", Agency: "moh", Action: "exempt", From: on(2)}, []int64{4}},
		"somebody in an agency":       {audit.Search{Person: "p1", Agency: "mof"}, []int64{5}},
		"a beginning that is no id":   {audit.Search{Subject: "cod"}, nil},
		"nothing":                     {audit.Search{Subject: "p9"}, nil},
		"days that are the wrong way": {audit.Search{From: on(2), Until: on(1)}, nil},
	} {
		for length := 1; length < 8; length += 3 {
			if got := numbers(t, l, test.search, length); !slices.Equal(got, test.want) {
				t.Errorf("%s, by %d: got %v, want %v", name, length, got, test.want)
			}
		}
	}
	if _, err := l.Search(t.Context(), audit.Search{}, "nowhere", 3); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("a place that is none: got %v, want invalid", err)
	}
}

// TestSearchAnswersAsReadingAll holds searches over random logs, with many acts of one instant, against a search of everything.
func TestSearchAnswersAsReadingAll(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		l := openRapid(t)
		word := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(r, label) }
		who := []string{"p1", "p2", "p3", "code"}
		var all []audit.Entry
		for i := range rapid.IntRange(1, 30).Draw(r, "entries") {
			e := audit.Entry{At: noon.Add(time.Duration(rapid.IntRange(0, 4).Draw(r, "at")) * 13 * time.Hour), By: word("by", who...),
				Action: word("action", "a", "b"), Subject: word("subject", who...) + word("rest", "", "/1", "/2"), Agency: word("agency", "", "moh")}
			e.At, e.Why = day.Instant(e.At), fmt.Sprint(i)
			all = append(all, e)
			if err := l.Append(background, e); err != nil {
				r.Fatal(err)
			}
		}
		any := append([]string{""}, who...)
		s := audit.Search{Person: word("person", any...), By: word("by wanted", any...), Subject: word("subject wanted", append(any, "p1/1")...),
			Agency: word("agency wanted", "", "moh"), Action: word("action wanted", "", "a")}
		if rapid.Bool().Draw(r, "days") {
			s.From, s.Until = day.Of(noon.AddDate(0, 0, rapid.IntRange(0, 2).Draw(r, "from"))), day.Of(noon.AddDate(0, 0, rapid.IntRange(0, 2).Draw(r, "until")))
		}
		var want []int64
		for i, e := range all {
			if slowly(s, e) {
				want = append(want, int64(i+1))
			}
		}
		slices.SortFunc(want, func(a, b int64) int {
			if c := all[b-1].At.Compare(all[a-1].At); c != 0 {
				return c
			}
			return int(b - a)
		})
		if got := numbers(r, l, s, rapid.IntRange(1, 5).Draw(r, "length")); !slices.Equal(got, want) {
			r.Fatalf("%+v: got %v, want %v", s, got, want)
		}
	})
}

// slowly tells whether an entry is wanted, written without the indexes in mind.
func slowly(s audit.Search, e audit.Entry) bool {
	is := func(id string) bool {
		return e.Subject == id || len(e.Subject) > len(id) && e.Subject[:len(id)+1] == id+"/"
	}
	on := day.Of(e.At)
	return (s.Person == "" || is(s.Person) || e.By == s.Person) && (s.By == "" || e.By == s.By) && (s.Subject == "" || is(s.Subject)) &&
		(s.Agency == "" || e.Agency == s.Agency) && (s.Action == "" || e.Action == s.Action) &&
		(s.From == "" || on >= s.From) && (s.Until == "" || on <= s.Until)
}
