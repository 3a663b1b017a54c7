package literacy_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/literacy"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
)

// drawClass invents a class. Many are small, and some have nobody who began.
func drawClass(rt *rapid.T, id string, place org.AgencyCode, at school.Code, sector school.Sector) classes.Sum {
	size := rapid.OneOf(rapid.IntRange(0, 12), rapid.IntRange(10, 45))
	s := classes.Sum{ID: id, Place: place, School: at, Sector: sector, Year: "2026", Pupils: size.Draw(rt, "pupils"),
		Stages: []string{rapid.SampledFrom([]string{"iv-vi", "vii-viii"}).Draw(rt, "stage")}}
	for _, course := range []courses.CourseID{"first", "second"} {
		if !rapid.Bool().Draw(rt, "assigned") {
			continue
		}
		t := classes.Tally{Course: course, Pupils: s.Pupils, Modes: []string{"own"}}
		t.Begun = rapid.OneOf(rapid.Just(s.Pupils), rapid.IntRange(0, s.Pupils)).Draw(rt, "begun")
		t.Done = rapid.OneOf(rapid.Just(t.Begun), rapid.IntRange(0, t.Begun)).Draw(rt, "done")
		if n := rapid.IntRange(0, t.Begun).Draw(rt, "answered"); n > 0 {
			t.Change = []classes.Change{{Question: "q1", Before: n / 3, BeforeOf: n, After: n / 2, AfterOf: n}}
		}
		s.Reached, s.Finished = max(s.Reached, t.Begun), max(s.Finished, t.Done)
		s.Modules = append(s.Modules, t)
	}
	return s
}

func drawNation(rt *rapid.T) []classes.Sum {
	var sums []classes.Sum
	for p := range rapid.IntRange(1, 3).Draw(rt, "places") {
		for s := range rapid.IntRange(1, 4).Draw(rt, "schools") {
			at := school.Code(fmt.Sprintf("s%d-%d", p, s))
			sector := rapid.SampledFrom(school.Sectors()).Draw(rt, "sector")
			for c := range rapid.IntRange(0, 3).Draw(rt, "classes") {
				sums = append(sums, drawClass(rt, fmt.Sprintf("%s-%d", at, c), org.AgencyCode(fmt.Sprintf("p%d", p)), at, sector))
			}
		}
	}
	return sums
}

// What is withheld cannot be worked out from what is told by any linear combination: of units and what lies below them, of key stages
// and sectors and their sum, and of other tables in which a number happens to be the same.
func TestWithheldCannotBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sums := drawNation(rt)
		y := literacy.Roll("2026", sums, time.Time{})
		a := newAttacker(sums)
		a.learn(rt, y)
		for key, n := range a.truth {
			if n > 0 && n < literacy.Small && !a.hidden[key] {
				rt.Fatalf("%v is told, and is %d", key, n)
			}
			if a.hidden[key] && n > 0 && n < literacy.Small && a.finds(key) {
				rt.Fatalf("%v is withheld, and what is told gives it: %d", key, n)
			}
		}
		a.checkRests(rt)
	})
}

// key names one number: a count of a unit in a cut.
type key struct {
	unit  literacy.Unit
	cut   literacy.Cut
	which int
}

// attacker knows everything told, and how numbers hang together. Its own sums come from the classes, not from the package. Equations
// are over the field of a large prime: what holds over whole numbers holds there.
type attacker struct {
	truth   map[key]int
	hidden  map[key]bool
	parts   map[key][][]key // the ways in which a number is a sum of others
	names   map[key]int
	system  [][]uint64
	pending []map[int]int64
}

const prime = 1<<31 - 1

func newAttacker(sums []classes.Sum) *attacker {
	a := &attacker{truth: map[key]int{}, hidden: map[key]bool{}, parts: map[key][][]key{}, names: map[key]int{}}
	for _, s := range sums {
		for _, u := range []literacy.Unit{{}, {Place: s.Place}, {Place: s.Place, School: s.School}} {
			for _, base := range []literacy.Cut{{}, {Stage: s.Stages[0]}, {Sector: s.Sector}} {
				for which, n := range []int{s.Pupils, s.Reached, s.Finished} {
					a.truth[key{u, base, which}] += n
				}
				for _, m := range s.Modules {
					base.Course = m.Course
					for which, n := range []int{m.Begun, m.Done, m.Right().Pupils} {
						a.truth[key{u, base, which}] += n
					}
				}
			}
		}
	}
	for k := range a.truth {
		a.part(k, "unit", func(o key) bool { return o.cut == k.cut && over(o.unit) == k.unit && o.unit != k.unit })
		if k.cut.Stage == "" && k.cut.Sector == "" {
			a.part(k, "stage", func(o key) bool { return o.unit == k.unit && o.cut.Course == k.cut.Course && o.cut.Stage != "" })
			a.part(k, "sector", func(o key) bool { return o.unit == k.unit && o.cut.Course == k.cut.Course && o.cut.Sector != "" })
		}
	}
	return a
}

func over(u literacy.Unit) literacy.Unit {
	if u.School != "" {
		return literacy.Unit{Place: u.Place}
	}
	return literacy.Unit{}
}

// part notes that a number is the sum of those that belong to it.
func (a *attacker) part(k key, _ string, belongs func(key) bool) {
	var list []key
	for o := range a.truth {
		if o.which == k.which && belongs(o) {
			list = append(list, o)
		}
	}
	if len(list) > 0 {
		a.parts[k] = append(a.parts[k], list)
	}
}

func (a *attacker) name(k key) int {
	if a.names[k] == 0 {
		a.names[k] = len(a.names) + 1
	}
	return a.names[k]
}

// learn reads everything that is told.
func (a *attacker) learn(rt *rapid.T, y *literacy.Year) {
	for k, n := range a.truth {
		told, withheld := toldOf(y, k)
		if !withheld && told != n {
			rt.Fatalf("%v is told to be %d, and is %d", k, told, n)
		}
		a.hidden[k] = withheld
		for _, list := range a.parts[k] {
			sum := map[int]int64{a.name(k): -1}
			for _, o := range list {
				sum[a.name(o)] = 1
			}
			a.pending = append(a.pending, sum)
		}
	}
	a.guess()
	for _, e := range a.pending {
		a.insert(a.vector(a.unknownOnly(e)))
	}
}

// guess takes numbers that are the same for the same where they are likely to be: of all classes and of a stage or sector, and of any
// module and one.
func (a *attacker) guess() {
	for k, n := range a.truth {
		for o, m := range a.truth {
			same := k.unit == o.unit && n == m && n > 0 && a.hidden[k] != a.hidden[o]
			slice := k.which == o.which && k.cut.Course == o.cut.Course && k.cut.Stage == "" && k.cut.Sector == "" && k.cut != o.cut
			module := k.cut.Course == "" && o.cut.Course != "" && k.which == o.which+1 && k.cut.Stage == o.cut.Stage && k.cut.Sector == o.cut.Sector
			if same && (slice || module) {
				a.pending = append(a.pending, map[int]int64{a.name(k): 1, a.name(o): -1})
			}
		}
	}
}

func toldOf(y *literacy.Year, k key) (int, bool) {
	f, _ := y.Figures(k.unit, k.cut)
	list := []literacy.Count{f.Pupils, f.Reached, f.Finished}
	if k.cut.Course != "" {
		list = []literacy.Count{f.Begun, f.Done, {N: f.Change.BeforeOf, Withheld: f.Change.Withheld}}
	}
	return list[k.which].N, list[k.which].Withheld
}

func (a *attacker) vector(e map[int]int64) []uint64 {
	v := make([]uint64, len(a.truth)+1)
	for i, n := range e {
		v[i] = uint64((n%prime + prime) % prime)
	}
	return v
}

// unknownOnly drops what is told from an equation: whether the rest can be found depends on its factors alone.
func (a *attacker) unknownOnly(e map[int]int64) map[int]int64 {
	for k, i := range a.names {
		if !a.hidden[k] {
			delete(e, i)
		}
	}
	delete(e, 0)
	return e
}

// reduce takes everything known from a vector.
func (a *attacker) reduce(v []uint64) []uint64 {
	for _, row := range a.system {
		lead := leading(row)
		if f := v[lead]; f != 0 {
			for i := range v {
				v[i] = (v[i] + (prime-f)*row[i]) % prime
			}
		}
	}
	return v
}

// insert adds an equation, in echelon form and reduced.
func (a *attacker) insert(v []uint64) {
	v = a.reduce(v)
	lead := leading(v)
	if lead < 1 {
		return
	}
	inverse := power(v[lead], prime-2)
	for i := range v {
		v[i] = v[i] * inverse % prime
	}
	for _, row := range a.system {
		if f := row[lead]; f != 0 {
			for i := range row {
				row[i] = (row[i] + (prime-f)*v[i]) % prime
			}
		}
	}
	a.system = append(a.system, v)
}

// leading is the first unknown of a vector that is not nothing; 0 for none.
func leading(v []uint64) int {
	return slices.IndexFunc(v[1:], func(n uint64) bool { return n != 0 }) + 1
}

func power(b uint64, e int) uint64 {
	out := uint64(1)
	for ; e > 0; e /= 2 {
		if e%2 == 1 {
			out = out * b % prime
		}
		b = b * b % prime
	}
	return out
}

// finds tells whether the equations give a number: its vector reduces to something known.
func (a *attacker) finds(k key) bool {
	return leading(a.reduce(a.vector(map[int]int64{a.name(k): 1}))) == 0
}

// checkRests holds what is withheld of each told total together: it is no small group, and not one alone.
func (a *attacker) checkRests(rt *rapid.T) {
	for k, ways := range a.parts {
		for _, list := range ways {
			n, rest := 0, 0
			for _, o := range list {
				if a.hidden[o] {
					n, rest = n+1, rest+a.truth[o]
				}
			}
			if !a.hidden[k] && (n == 1 && rest > 0 || rest > 0 && rest < literacy.Small) {
				rt.Fatalf("%v is told, and what is withheld of it is %d in %d parts", k, rest, n)
			}
		}
	}
}
