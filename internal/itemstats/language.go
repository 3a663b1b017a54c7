package itemstats

import (
	"maps"
	"math"
	"slices"

	"lamtoen/courses"
)

// English is the language that others are compared with, as the questions are written in it.
const English = "en"

// perDelta makes the scale on which differences between groups are told of a natural logarithm of odds (Holland and Thayer 1988).
const perDelta = 2.35

// bands are the levels of the rest at which people of two languages are compared.
const bands = 10

// Languages gives one question in each language of the counts, English first, and compares the others with it.
func Languages(item courses.Item, by map[string]*Counts) []LanguageFigures {
	var list []LanguageFigures
	for _, lang := range slices.SortedFunc(maps.Keys(by), englishFirst) {
		f := by[lang].Figures(item)
		row := LanguageFigures{Lang: lang, N: f.N, Facility: f.Facility}
		if english := by[English]; lang != English && english != nil {
			row.Delta, row.Error = delta(english.items[item.ID], by[lang].items[item.ID])
		}
		list = append(list, row)
	}
	return list
}

// delta compares the odds of a fully right answer among people who earned alike on the rest. It is not shown where a language
// has too few attempts, or where nobody was wrong, or right, where it would tell.
func delta(reference, focal *tally) (Figure, float64) {
	if reference == nil || focal == nil || reference.paired < MinLanguage || focal.paired < MinLanguage {
		return Figure{}, 0
	}
	var r, s, pr, mixed, qs float64
	for band := range bands {
		a, b := reference.band(band)
		c, d := focal.band(band)
		all := a + b + c + d
		if (a+b)*(c+d) == 0 {
			continue
		}
		p, q, up, down := (a+d)/all, (b+c)/all, a*d/all, b*c/all
		r, s = r+up, s+down
		pr, mixed, qs = pr+p*up, mixed+p*down+q*up, qs+q*down
	}
	if r == 0 || s == 0 {
		return Figure{}, 0
	}
	variance := pr/(2*r*r) + mixed/(2*r*s) + qs/(2*s*s)
	return Figure{-perDelta * math.Log(r/s), true}, perDelta * math.Sqrt(variance)
}

// band counts the fully right and the other answers of a band; the last one has the whole 100 per cent too.
func (t *tally) band(band int) (right, wrong float64) {
	from, until := band*alone/bands, (band+1)*alone/bands
	for _, s := range t.strata[from:until] {
		right += float64(s.whole)
		wrong += float64(s.n - s.whole)
	}
	return right, wrong
}
