package itemstats_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/learning"
)

// handedIn is an attempt at all four questions, of which the first so many are right.
func handedIn(right int) learning.SubmissionData {
	var s learning.SubmissionData
	for i := range 4 {
		id, chosen, points := courses.ItemID(fmt.Sprintf("q-%d", i)), "-no", 0
		if i < right {
			chosen, points = "-yes", assessment.Whole
		}
		s.Answers = append(s.Answers, learning.GivenAnswer{Item: id, Seconds: 10 * right,
			Answer: assessment.Answer{Options: []courses.OptionID{courses.OptionID(string(id) + chosen)}}})
		s.Points = append(s.Points, assessment.ItemPoints{Item: id, Points: assessment.Points(points)})
	}
	return s
}

// story is facts as they are told, with what the slow version needs to know of each.
type story struct {
	*world
	facts []learning.Fact
	begun map[string]begun

	random *rand.Rand
}

func (s *story) void(id string) bool {
	return slices.ContainsFunc(s.facts, func(f learning.Fact) bool {
		var void learning.VoidData
		if f.Kind == learning.KindVoid {
			s.must(f.Into(&void))
		}
		return void.Fact == id && !s.void(f.ID)
	})
}

// slow adds up the first attempt of each enrolment, asking all facts about each.
func (s *story) slow(q itemstats.Query) *itemstats.Counts {
	counts := &itemstats.Counts{}
	for _, f := range s.facts {
		start := strings.TrimSuffix(f.ID, "/submission")
		enrolled := learning.FactID(f.Person, f.Course, f.Enrolment)
		how := s.begun[start]
		counted := func(f learning.Fact) bool {
			at := strings.TrimSuffix(f.ID, "/submission")
			return f.Kind == learning.KindSubmitted && !s.void(f.ID) && !s.void(at) && !s.void(enrolled) && s.begun[at].Purpose == ""
		}
		earlier := func(o learning.Fact) bool {
			return strings.HasPrefix(o.ID, enrolled+"/") && o.Attempt() < f.Attempt() && counted(o)
		}
		if how.Lang == "" {
			how.Lang = "en"
		}
		if !counted(f) || slices.ContainsFunc(s.facts, earlier) || how.Group != "" || q.Lang != "" && q.Lang != how.Lang || q.Version != "" && q.Version != f.Version {
			continue
		}
		var data learning.SubmissionData
		s.must(f.Into(&data))
		counts.Add(&data)
	}
	return counts
}

// TestTheBookFollowsTheFacts tells random stories, with voids and voids of voids, and looks now and then; a slow account of all
// facts and a book opened afresh say the same.
func TestTheBookFollowsTheFacts(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("story ", seed), func(t *testing.T) {
			s := &story{world: newWorld(t), begun: map[string]begun{}, random: rand.New(rand.NewPCG(seed, 7))}
			for range 60 {
				switch s.random.IntN(6) {
				case 0:
					s.at = s.at.Add(10 * time.Minute)
					s.same(s.book)
				case 1:
					if len(s.facts) > 0 {
						s.withdraw(s.facts[s.random.IntN(len(s.facts))])
					}
				default:
					s.sit()
				}
			}
			s.at = s.at.Add(10 * time.Minute)
			s.same(s.book)
			s.same(s.another())
		})
	}
}

func (s *story) sit() {
	pick := func(of ...string) string { return of[s.random.IntN(len(of))] }
	version, number := "1.0.0", 1
	if s.random.IntN(2) == 0 {
		version, number = "1.1.0", 2 // an enrolment keeps its version
	}
	e := s.enrolment(pick("p1", "p2", "p3"), number, version)
	n := 1
	for _, f := range s.facts {
		if f.Person == e.Person && f.Enrolment == number {
			n = max(n, f.Attempt()+1)
		}
	}
	about := []string{"attempt", fmt.Sprint(n)}
	if s.random.IntN(10) > 0 { // what came on paper has no start
		how := begun{Lang: pick("", "en", "dz"), Purpose: pick("", "", "", "pretest"), Group: pick("", "", "", "g1")}
		start := s.tell(e, learning.KindStarted, how, about...)
		s.begun[start.ID] = how
		s.facts = append(s.facts, start)
	}
	if s.random.IntN(10) > 0 {
		s.facts = append(s.facts, s.tell(e, learning.KindSubmitted, handedIn(s.random.IntN(5)), append(about, "submission")...))
	}
}

// withdraw voids a fact that is not void yet.
func (s *story) withdraw(f learning.Fact) {
	if s.void(f.ID) {
		return
	}
	s.at = s.at.Add(time.Second)
	s.must(s.learning.Void(s.Context(), f.ID, "A mistake", "officer"))
	all, err := s.learning.FactsOf(s.Context(), f.Person, f.Course)
	s.must(err)
	for _, found := range all {
		known := slices.ContainsFunc(s.facts, func(o learning.Fact) bool { return o.ID == found.ID })
		if !known {
			s.facts = append(s.facts, found)
		}
	}
}

func (s *story) same(b *itemstats.Book) {
	s.Helper()
	for _, q := range []itemstats.Query{{}, {Version: "1.0.0"}, {Version: "1.1.0"}, {Lang: "dz"}, {Version: "1.1.0", Lang: "en"}} {
		got, want := s.report(b, q), s.slow(q)
		if got.Sittings != want.Sittings {
			s.Fatalf("%+v: got %d attempts, want %d", q, got.Sittings, want.Sittings)
		}
		for _, f := range got.Items {
			if q.Version == "" && f.Item.ID == "q-3" {
				newer := q
				newer.Version = "1.1.0" // the question as it stands is that of the newer version
				want := s.slow(newer)
				if w := want.Figures(f.Item); w.N != f.N {
					s.Errorf("q-3 as it reads now: got %d attempts, want %d", f.N, w.N)
				}
				continue
			}
			f.Languages = nil
			if diff := cmp.Diff(want.Figures(f.Item), f); diff != "" {
				s.Errorf("%+v, %s: %s", q, f.Item.ID, diff)
			}
		}
	}
}

func TestReport(t *testing.T) {
	w := newWorld(t)
	if _, err := w.book.Report(t.Context(), itemstats.Query{Course: "nothing"}); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("an unknown course: got %v, want not found", err)
	}
	if _, err := w.book.Report(t.Context(), itemstats.Query{Course: conduct, Version: "9.0.0"}); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("an unknown version: got %v, want not found", err)
	}
	r := w.report(w.book, itemstats.Query{})
	if len(r.Items) != 4 || r.Sittings != 0 || r.Items[0].Facility.Shown {
		t.Errorf("nothing told: got %d questions of %d attempts, want the four without figures", len(r.Items), r.Sittings)
	}
	for i := range 130 {
		version, n := "1.0.0", fmt.Sprint(i)
		if i >= 100 {
			version = "1.1.0"
		}
		e := w.enrolment("p"+n, 1, version)
		lang := begun{}
		if i%10 == 0 {
			lang.Lang = "dz"
		}
		w.tell(e, learning.KindStarted, lang, "attempt", "1")
		w.tell(e, learning.KindSubmitted, handedIn(i%5), "attempt", "1", "submission")
	}
	w.at = w.at.Add(time.Minute)
	r = w.report(w.book, itemstats.Query{})
	if want := []itemstats.Part{{Name: "1.1.0", Sittings: 30}, {Name: "1.0.0", Sittings: 100}}; !slices.Equal(r.Versions, want) {
		t.Errorf("versions: got %v, want %v", r.Versions, want)
	}
	if want := []itemstats.Part{{Name: "en", Sittings: 117}, {Name: "dz", Sittings: 13}}; !slices.Equal(r.Languages, want) {
		t.Errorf("languages: got %v, want %v", r.Languages, want)
	}
	first, last := r.Items[0], r.Items[3]
	if first.N != 130 || last.N != 30 {
		t.Errorf("attempts: got %d of the unchanged question and %d of the changed one, want 130 and 30", first.N, last.N)
	}
	if !first.Facility.Shown || first.Facility.Value != 0.8 || !first.Discrimination.Shown || first.Discrimination.Value <= 0 {
		t.Errorf("the unchanged question: got %+v and %+v, want 0.8 and more than nought", first.Facility, first.Discrimination)
	}
	if !last.Facility.Shown || last.Discrimination.Shown || last.UpperLower.Shown {
		t.Errorf("the changed question: got %+v, want a facility and no discrimination of 30", last)
	}
}
